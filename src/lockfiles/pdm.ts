// pdm.lock: TOML, `metadata.lock_version` 3 to 4.5. https://pdm-project.org/latest/usage/lockfile/
// From 4.1 on `files = [{url | file, hash}]` stands in each [[package]]; before, under `[metadata.files]` with the key "name version", and such a list
// may hold the files of other versions: those of this version are told by their names. A package that is required with extras stands once more
// per set of extras; the lists are the same. What the project itself requires is in pyproject.toml; `groups` says through which group it came.
import { purlOf } from '../purl/index.ts';
import type { LockedFile, LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { binaryOnly, distributionKind, fileName, ofVersion } from './reading/files.ts';
import { linkByName } from './reading/link.ts';
import { normalName, requirementName } from './reading/names.ts';
import { type Draft, locked, type Place, unknownVersion } from './reading/text.ts';
import { listAt, own, parseToml, type Table, tableAt, tablesAt, textAt, textsAt, tomlPlaces } from './reading/toml.ts';

export const pdm: LockfileFormat = {
  id: 'pdm',
  names: ['pdm.lock', 'pdm.*.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const toml = parseToml(text);
    const metadata = tableAt(toml.root, 'metadata');
    const version = textAt(metadata, 'lock_version');
    if (!/^(?:3(?:\.[01])?|4\.[0-5](?:\.\d+)?)$/.test(version ?? '')) {
      return yield unknownVersion(path, 'a pdm.lock', version, '3 to 4.5', tomlPlaces(toml, 'metadata', 'lock_version')(0));
    }
    const rows = tablesAt(toml.root, 'package');
    const placeOf = tomlPlaces(toml, 'package', 'name');
    const shared = new Map<string, readonly unknown[]>();
    const tables = tableAt(metadata, 'files') ?? {};
    for (const key of Object.keys(tables)) shared.set(sharedKey(...(key.split(' ') as [string, string?])), listAt(tables, key));
    const drafts = rows.map((row, index) => packageOf(row, placeOf(index), shared));
    linkByName(drafts, (index) => textsAt(rows[index], 'dependencies').map(requirementName));
    yield* drafts;
  },
};

const sharedKey = (name: string, version = ''): string => `${normalName(name)} ${version}`;

function packageOf(row: Table, place: Place, shared: ReadonlyMap<string, readonly unknown[]>): Draft {
  const name = textAt(row, 'name') ?? '';
  const version = textAt(row, 'version') ?? '';
  const extras = textsAt(row, 'extras');
  const resolved = resolvedOf(row);
  const isShared = own(row, 'files') === undefined;
  const files = filesOf(isShared ? (shared.get(sharedKey(name, version)) ?? []) : listAt(row, 'files'));
  const ofThis = isShared ? ofVersion(files, name, version) : files;
  const isLocal = resolved.kind === 'git' || resolved.kind === 'path';
  const marker = textAt(row, 'marker');
  return locked(place, {
    name,
    version,
    purl: purlOf('pypi', name, version),
    resolved,
    hashes: files.flatMap((file) => file.hash ?? []),
    key: `${name}${extras.length === 0 ? '' : `[${extras.join(',')}]`}@${version}`,
    scopes: textsAt(row, 'groups'),
    ...(isLocal ? {} : { files: ofThis, ...binaryOnly(ofThis) }),
    ...(marker === undefined ? {} : { platform: { markers: [marker] } }),
  });
}

function resolvedOf(row: Table): LockedPackage['resolved'] {
  const git = ['git', 'hg', 'svn', 'bzr'].map((system) => textAt(row, system)).find((address) => address !== undefined);
  if (git !== undefined) {
    const commit = textAt(row, 'revision');
    return { kind: 'git', url: git, ...(commit === undefined ? {} : { commit }) };
  }
  const local = textAt(row, 'path');
  if (local !== undefined) return { kind: 'path', url: local };
  const url = textAt(row, 'url');
  return url === undefined ? { kind: 'registry' } : { kind: 'url', url };
}

function filesOf(listed: readonly unknown[]): LockedFile[] {
  return listed.flatMap((entry) => {
    const url = textAt(entry, 'url');
    const name = url === undefined ? textAt(entry, 'file') : fileName(url);
    if (name === undefined) return [];
    const hash = textAt(entry, 'hash');
    return [{ name, kind: distributionKind(name), ...(hash === undefined ? {} : { hash }), ...(url === undefined ? {} : { url }) }];
  });
}
