// poetry.lock: TOML, `metadata.lock-version` 1.0 to 2.1. https://python-poetry.org/docs/dependency-specification/ and poetry's own packages/locker.py
// 2.x lists `files = [{file, hash}]` in each [[package]]; 1.x under `[metadata.files]`, by name: two locked versions of a project share one list,
// so that files are told apart by the version in their names. Before 1.0 there are `[metadata.hashes]` without file names.
// [package.source] is there for all but the default index: git, url, directory, file, or legacy (another index). git and directory rows have no
// files, which says nothing about binaries. What the project itself requires is in pyproject.toml only.
import { purlOf } from '../purl/index.ts';
import type { LockedFile, LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { binaryOnly, distributionKind, fileName, ofVersion } from './reading/files.ts';
import { distinctKeys, linkByName } from './reading/link.ts';
import { normalName } from './reading/names.ts';
import { type Draft, locked, type Place, problem, unknownVersion } from './reading/text.ts';
import { listAt, own, parseToml, type Table, tableAt, tablesAt, textAt, textsAt, tomlPlaces } from './reading/toml.ts';

export const poetry: LockfileFormat = {
  id: 'poetry',
  names: ['poetry.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const toml = parseToml(text);
    const metadata = tableAt(toml.root, 'metadata');
    const version = textAt(metadata, 'lock-version');
    const isOld = version === undefined && tableAt(metadata, 'hashes') !== undefined;
    const rows = tablesAt(toml.root, 'package');
    const isCut = metadata === undefined && rows.some((row) => own(row, 'files') !== undefined); // broken off before its end: 2.x by its rows
    if (isCut)
      yield problem(
        path,
        'truncated',
        'unreadable',
        'the lock has no [metadata], which stands at its end',
        tomlPlaces(toml, 'package', 'name')(rows.length - 1),
      );
    else if (!isOld && !/^(?:1\.[01]|2\.[01])$/.test(version ?? '')) {
      return yield unknownVersion(path, 'a poetry.lock', version, '1.0, 1.1, 2.0, 2.1', tomlPlaces(toml, 'metadata', 'lock-version')(0));
    }
    const placeOf = tomlPlaces(toml, 'package', 'name');
    const shared = sharedFiles(metadata);
    const drafts = rows.map((row, index) => packageOf(row, placeOf(index), shared));
    distinctKeys(drafts, (index) => drafts[index]!.resolved.url);
    linkByName(drafts, (index) => Object.keys(tableAt(rows[index], 'dependencies') ?? {}));
    yield* drafts;
  },
};

/** `[metadata.files]` and `[metadata.hashes]` by normalised name: their keys are not always spelled as the package is. */
function sharedFiles(metadata: Table | undefined): Map<string, readonly unknown[]> {
  const shared = new Map<string, readonly unknown[]>();
  for (const key of ['hashes', 'files']) {
    const tables = tableAt(metadata, key) ?? {};
    for (const name of Object.keys(tables)) shared.set(normalName(name), listAt(tables, name));
  }
  return shared;
}

function packageOf(row: Table, place: Place, shared: ReadonlyMap<string, readonly unknown[]>): Draft {
  const name = textAt(row, 'name') ?? '';
  const version = textAt(row, 'version') ?? '';
  const resolved = resolvedOf(tableAt(row, 'source'));
  const listed = own(row, 'files') === undefined ? (shared.get(normalName(name)) ?? []) : listAt(row, 'files');
  const files = filesOf(listed);
  const hashes =
    files.length > 0 ? files.flatMap((file) => file.hash ?? []) : listed.filter((hash) => typeof hash === 'string').map((hash) => `sha256:${hash}`);
  const isLocal = resolved.kind === 'git' || resolved.kind === 'path';
  const ownFiles = own(row, 'files') === undefined ? ofVersion(files, name, version) : files;
  return locked(place, {
    name,
    version,
    purl: purlOf('pypi', name, version),
    resolved,
    hashes,
    key: resolved.kind === 'registry' ? `${name}@${version}` : `${name}@${version} (${resolved.url ?? ''})`,
    scopes: scopesOf(row),
    ...(isLocal ? {} : { files: ownFiles, ...binaryOnly(ownFiles) }),
    ...platformOf(row),
  });
}

function resolvedOf(source: Table | undefined): LockedPackage['resolved'] {
  const url = textAt(source, 'url');
  const where = url === undefined ? {} : { url };
  switch (textAt(source, 'type')) {
    case 'git': {
      const reference = textAt(source, 'reference') ?? '';
      const commit = textAt(source, 'resolved_reference') ?? /^[0-9a-f]{40}$/.exec(reference)?.[0]; // 1.0 knows the reference only
      return { kind: 'git', ...where, ...(commit === undefined ? {} : { commit }) };
    }
    case 'url':
      return { kind: 'url', ...where };
    case 'directory':
    case 'file':
      return { kind: 'path', ...where };
    case 'legacy':
    case undefined:
      return { kind: 'registry', ...where };
    default:
      return { kind: 'none', ...where }; // a kind of source that is not known here
  }
}

function filesOf(listed: readonly unknown[]): LockedFile[] {
  return listed.flatMap((entry) => {
    const file = textAt(entry, 'file');
    if (file === undefined) return [];
    const hash = textAt(entry, 'hash');
    const url = textAt(entry, 'url');
    return [{ name: fileName(file), kind: distributionKind(file), ...(hash === undefined ? {} : { hash }), ...(url === undefined ? {} : { url }) }];
  });
}

/** 2.1 lists groups; 1.x has one category. `optional` means: only with an extra of the project. */
function scopesOf(row: Table): string[] {
  const category = textAt(row, 'category');
  const groups = [...textsAt(row, 'groups'), ...(category === undefined ? [] : [category])];
  return [...groups, ...(own(row, 'optional') === true ? ['optional'] : [])];
}

function platformOf(row: Table): Partial<LockedPackage> {
  const markers = own(row, 'markers') ?? own(row, 'marker');
  const texts = typeof markers === 'string' ? [markers] : Object.values(tableAt(row, 'markers') ?? {}).filter((value) => typeof value === 'string');
  return texts.length === 0 ? {} : { platform: { markers: texts } };
}
