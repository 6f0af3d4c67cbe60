// Cargo.lock: TOML, `version` 3 or 4; 1 and 2 do not say theirs. https://doc.rust-lang.org/cargo/reference/resolver.html and cargo's own encode.rs
// [[package]] without `source` is a folder: a workspace member or a path dependency. `source` is `registry+URL`, `sparse+URL`, or `git+URL?ref#commit`.
// The checksum stands in the row, in version 1 under [metadata] as "checksum NAME VERSION (SOURCE)". Edges are "name", "name version" or
// "name version (source)", as much as is needed. All crates are source; whether one holds prebuilt libraries is seen in the crate only.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { distinctKeys } from './reading/link.ts';
import { type Draft, Edges, locked, Multi, unknownVersion } from './reading/text.ts';
import { own, parseToml, type Table, tableAt, tablesAt, textAt, textsAt, tomlPlaces } from './reading/toml.ts';

export const cargo: LockfileFormat = {
  id: 'cargo',
  names: ['Cargo.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const toml = parseToml(text);
    const version = textAt(toml.root, 'version');
    if (version !== undefined && version !== '3' && version !== '4')
      return yield unknownVersion(path, 'a Cargo.lock', version, '1 to 4', tomlPlaces(toml, '', 'version')(0));
    const placeOf = tomlPlaces(toml, 'package', 'name');
    const checksums = tableAt(toml.root, 'metadata');
    const rows = [...tablesAt(toml.root, 'package')];
    const drafts = rows.map((row, index) => locked(placeOf(index), packageOf(row, checksums)));
    distinctKeys(drafts, (index) => textAt(rows[index], 'source') ?? 'path');
    const root = tableAt(toml.root, 'root'); // version 1 of long ago kept the root apart
    if (root !== undefined) {
      rows.push(root);
      drafts.push(locked(tomlPlaces(toml, 'root', 'name')(0), packageOf(root, checksums)));
    }
    addEdges(rows, drafts);
    yield* drafts;
  },
};

function packageOf(row: Table, checksums: Table | undefined): Pick<LockedPackage, 'name' | 'purl'> & Partial<LockedPackage> {
  const name = textAt(row, 'name') ?? '';
  const version = textAt(row, 'version') ?? '';
  const source = textAt(row, 'source');
  const checksum = textAt(row, 'checksum') ?? textAt(checksums, `checksum ${name} ${version} (${source ?? ''})`);
  return {
    name,
    version,
    purl: purlOf('cargo', name, version),
    resolved: resolvedOf(source),
    hashes: checksum === undefined || checksum === '<none>' ? [] : [`sha256:${checksum}`],
    key: keyOf(row),
    ...(own(row, 'replace') === undefined ? {} : { notes: ['replaced'] }),
  };
}

const keyOf = (row: Table): string => {
  const source = textAt(row, 'source');
  const name = `${textAt(row, 'name') ?? ''}@${textAt(row, 'version') ?? ''}`;
  return source === undefined || /^(?:registry|sparse)\+/.test(source) ? name : `${name} (${source})`;
};

function resolvedOf(source: string | undefined): LockedPackage['resolved'] {
  if (source === undefined) return { kind: 'path' };
  const address = source.slice(source.indexOf('+') + 1);
  if (source.startsWith('git+')) {
    const [url = '', commit] = address.split('#');
    return { kind: 'git', url, ...(commit === undefined ? {} : { commit }) };
  }
  return { kind: source.startsWith('directory+') || source.startsWith('path+') ? 'path' : 'registry', url: address };
}

/** Folders that nothing requires are the importers: their names stand for their paths, which the lock does not have. */
function addEdges(rows: readonly Table[], drafts: readonly Draft[]): void {
  const byName = new Multi<number>();
  for (const [index, { name }] of drafts.entries()) byName.add(name, index);
  const targets = rows.map((row) =>
    textsAt(row, 'dependencies').flatMap((edge) => {
      const [name = '', version, source] = edge.split(' ');
      return byName.get(name).filter((index) => {
        const row = rows[index]!;
        if (version !== undefined && textAt(row, 'version') !== version) return false;
        return source === undefined || withoutCommit(`(${textAt(row, 'source') ?? ''})`) === withoutCommit(source);
      });
    }),
  );
  const hasRoot = drafts.some((draft) => draft.resolved.kind === 'path');
  const edges = new Edges();
  const direct = new Set<number>();
  for (const [index, draft] of drafts.entries()) {
    for (const target of targets[index]!) {
      edges.add(draft.key!, drafts[target]!.key!);
      if (draft.resolved.kind === 'path') direct.add(target);
    }
  }
  for (const [index, draft] of drafts.entries()) {
    draft.requiredBy = edges.requiredBy(draft.key!);
    if (hasRoot) draft.direct = direct.has(index) || draft.resolved.kind === 'path';
  }
}

/** Old edges leave the commit out that the row's own source has. */
const withoutCommit = (source: string): string => source.replace(/#[^)]*/, '');
