// Manifest.toml of Julia: TOML, `manifest_format` 2.x, or none for 1.0. https://pkgdocs.julialang.org/v1/toml-files/#Manifest.toml
// [[deps.NAME]] (1.0: [[NAME]]) with uuid, version, git-tree-sha1 (of the source tree), path, repo-url and repo-rev, and `deps` as names, or as a table name = uuid where
// names are not unique. Rows with neither tree nor path are the standard library. `*_jll` packages only carry prebuilt binaries.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { type Draft, Edges, locked, type Place, unknownVersion } from './reading/text.ts';
import { isTable, own, parseToml, type Table, type Toml, tableAt, tablesAt, textAt, textsAt, tomlPlaces } from './reading/toml.ts';

export const julia: LockfileFormat = {
  id: 'julia',
  names: ['Manifest.toml', 'JuliaManifest.toml', 'Manifest-v*.toml', 'JuliaManifest-v*.toml'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const toml = parseToml(text);
    const version = textAt(toml.root, 'manifest_format');
    if (version !== undefined && !/^[12](?:\.\d+)?$/.test(version))
      return yield unknownVersion(path, 'a Manifest.toml', version, '1 and 2', tomlPlaces(toml, '', 'manifest_format')(0));
    const isOld = tableAt(toml.root, 'deps') === undefined;
    const tables = isOld ? toml.root : tableAt(toml.root, 'deps')!;
    const rows: { name: string; row: Table; place: Place }[] = [];
    const headers = headersOf(toml);
    for (const name of Object.keys(tables)) {
      const offsets = headers.get(isOld ? name : `deps.${name}`) ?? [];
      for (const [index, row] of tablesAt(tables, name).entries()) rows.push({ name, row, place: toml.lines.place(offsets[index] ?? 0) });
    }
    if (rows.length === 0 && version === undefined && Object.keys(toml.root).length > 0)
      return yield unknownVersion(path, 'a Manifest.toml', undefined, '1 and 2', { line: 1, column: 1 });
    rows.sort((a, b) => a.place.line - b.place.line);
    const drafts = rows.map(({ name, row, place }) => packageOf(name, row, place));
    addEdges(rows, drafts);
    yield* drafts;
  },
};

/** The row's name is in its header. */
function headersOf(toml: Toml): Map<string, number[]> {
  const headers = new Map<string, number[]>();
  for (const { table, key, at } of toml.marks) {
    if (key !== undefined) continue;
    const known = headers.get(table);
    if (known === undefined) headers.set(table, [at]);
    else known.push(at);
  }
  return headers;
}

function packageOf(name: string, row: Table, place: Place): Draft {
  const version = textAt(row, 'version') ?? '';
  const uuid = textAt(row, 'uuid') ?? '';
  const tree = textAt(row, 'git-tree-sha1');
  return locked(place, {
    name,
    version,
    purl: purlOf('julia', name, version, { uuid }),
    resolved: resolvedOf(row, tree),
    hashes: tree === undefined ? [] : [`git-tree-sha1:${tree}`],
    key: uuid === '' ? `${name}@${version}` : uuid,
    ...(name.endsWith('_jll') ? { compiled: 'JLL package: prebuilt binaries' } : {}),
  });
}

function resolvedOf(row: Table, tree: string | undefined): LockedPackage['resolved'] {
  const repository = textAt(row, 'repo-url');
  const path = textAt(row, 'path');
  if (path !== undefined) return { kind: 'path', url: path };
  if (repository !== undefined) {
    const rev = textAt(row, 'repo-rev');
    return { kind: 'git', url: repository, ...(rev !== undefined && /^[0-9a-f]{40}$/.test(rev) ? { commit: rev } : {}) };
  }
  return { kind: tree === undefined ? 'sdk' : 'registry' };
}

function addEdges(rows: readonly { name: string; row: Table }[], drafts: readonly Draft[]): void {
  const byName = new Map<string, string>();
  const keys = new Set<string>();
  for (const [index, { name }] of rows.entries()) {
    byName.set(name, drafts[index]!.key!);
    keys.add(drafts[index]!.key!);
  }
  const edges = new Edges();
  for (const [index, { row }] of rows.entries()) {
    const deps = own(row, 'deps');
    const wanted = isTable(deps) ? Object.values(deps).map(String) : textsAt(row, 'deps').map((name) => byName.get(name) ?? '');
    for (const to of wanted) if (keys.has(to)) edges.add(drafts[index]!.key!, to);
  }
  for (const draft of drafts) draft.requiredBy = edges.requiredBy(draft.key!);
}
