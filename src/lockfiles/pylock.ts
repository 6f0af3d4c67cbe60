// pylock.toml and pylock.NAME.toml, `lock-version` 1.0. https://packaging.python.org/en/latest/specifications/pylock-toml/ (PEP 751)
// Each [[packages]] has one of vcs, directory, archive, or sdist and wheels; `hashes` is a table by algorithm. Names are normalised, a version may
// be left out for what has none. `dependencies` are optional, and what the project requires itself is not said.
import { purlOf } from '../purl/index.ts';
import type { LockedFile, LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { binaryOnly, distributionKind, fileName } from './reading/files.ts';
import { linkByName } from './reading/link.ts';
import { type Draft, locked, type Place, unknownVersion } from './reading/text.ts';
import { own, parseToml, type Table, tableAt, tablesAt, textAt, tomlPlaces } from './reading/toml.ts';

export const pylock: LockfileFormat = {
  id: 'pylock',
  names: ['pylock.toml', 'pylock.*.toml'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const toml = parseToml(text);
    const version = textAt(toml.root, 'lock-version');
    if (version !== '1.0') return yield unknownVersion(path, 'a pylock.toml', version, '1.0', tomlPlaces(toml, '', 'lock-version')(0));
    const rows = tablesAt(toml.root, 'packages');
    const placeOf = tomlPlaces(toml, 'packages', 'name');
    const drafts = rows.map((row, index) => packageOf(row, placeOf(index)));
    linkByName(drafts, (index) => tablesAt(rows[index], 'dependencies').map((to) => textAt(to, 'name') ?? ''));
    yield* drafts;
  },
};

function packageOf(row: Table, place: Place): Draft {
  const name = textAt(row, 'name') ?? '';
  const version = textAt(row, 'version');
  const marker = textAt(row, 'marker');
  const { resolved, files } = originOf(row);
  return locked(place, {
    name,
    ...(version === undefined ? {} : { version }),
    purl: purlOf('pypi', name, version),
    resolved,
    hashes: files.flatMap((file) => file.hash ?? []),
    key: `${name}@${version ?? ''}${marker === undefined ? '' : `; ${marker}`}`,
    ...(resolved.kind === 'git' || resolved.kind === 'path' ? {} : { files, ...binaryOnly(files) }),
    ...(marker === undefined ? {} : { platform: { markers: [marker] } }),
  });
}

function originOf(row: Table): { resolved: LockedPackage['resolved']; files: LockedFile[] } {
  const vcs = tableAt(row, 'vcs');
  if (vcs !== undefined) {
    const url = textAt(vcs, 'url') ?? textAt(vcs, 'path');
    const commit = textAt(vcs, 'commit-id');
    return { resolved: { kind: 'git', ...(url === undefined ? {} : { url }), ...(commit === undefined ? {} : { commit }) }, files: [] };
  }
  const directory = tableAt(row, 'directory');
  if (directory !== undefined) return { resolved: { kind: 'path', url: textAt(directory, 'path') ?? '' }, files: [] };
  const archive = tableAt(row, 'archive');
  if (archive !== undefined) {
    const url = textAt(archive, 'url');
    const resolved = url === undefined ? { kind: 'path' as const, url: textAt(archive, 'path') ?? '' } : { kind: 'url' as const, url };
    return { resolved, files: [fileOf(archive)] };
  }
  const sdist = tableAt(row, 'sdist');
  const index = textAt(row, 'index');
  const files = [...(sdist === undefined ? [] : [{ ...fileOf(sdist), kind: 'source' as const }]), ...tablesAt(row, 'wheels').map(fileOf)];
  return { resolved: { kind: 'registry', ...(index === undefined ? {} : { url: index }) }, files };
}

function fileOf(table: Table): LockedFile {
  const url = textAt(table, 'url');
  const name = textAt(table, 'name') ?? fileName(url ?? textAt(table, 'path') ?? '');
  const hashes = tableAt(table, 'hashes') ?? {};
  const [algorithm] = Object.keys(hashes).sort((a, b) => strength(b) - strength(a));
  const size = own(table, 'size');
  return {
    name,
    kind: distributionKind(name),
    ...(algorithm === undefined ? {} : { hash: `${algorithm}:${textAt(hashes, algorithm) ?? ''}` }),
    ...(url === undefined ? {} : { url }),
    ...(typeof size === 'number' ? { size } : {}),
  };
}

/** Several algorithms may be given for one file: the longest SHA-2 or SHA-3 speaks for it. */
const strength = (algorithm: string): number => Number(/^sha3?[-_]?(\d{3})$/.exec(algorithm)?.[1] ?? 0);
