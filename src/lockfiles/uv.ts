// uv.lock: TOML, `version = 1` and a `revision` that only adds. https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile
// [[package]] has one `source` (registry, git, url, path, directory, editable, virtual), `sdist`, `wheels`, and the edges `dependencies`,
// `optional-dependencies.EXTRA` and `dev-dependencies.GROUP`. All files of a release are listed, so that no sdist means: none is published,
// or the lock was made for wheels only. Workspace members and the project itself are rows without files: editable or virtual, and named by
// `manifest.members`; a project alone is at `.`. A script's lock (`script.py.lock`) has no such row: what it asks for is in `manifest.requirements`.
import { purlOf } from '../purl/index.ts';
import type { LockedFile, LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { binaryOnly, distributionKind, fileName } from './reading/files.ts';
import { distinctKeys } from './reading/link.ts';
import { type Draft, Edges, locked, Multi, unknownVersion } from './reading/text.ts';
import { own, parseToml, type Table, tableAt, tablesAt, textAt, textsAt, tomlPlaces } from './reading/toml.ts';

export const uv: LockfileFormat = {
  id: 'uv',
  names: ['uv.lock', '*.py.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const toml = parseToml(text);
    const version = textAt(toml.root, 'version');
    if (version !== '1') return yield unknownVersion(path, 'a uv.lock', version, '1', tomlPlaces(toml, '', 'version')(0));
    const rows = tablesAt(toml.root, 'package');
    const placeOf = tomlPlaces(toml, 'package', 'name');
    const manifest = tableAt(toml.root, 'manifest');
    const members = new Set(textsAt(manifest, 'members'));
    const drafts = rows.map((row, index) => locked(placeOf(index), packageOf(row, members)));
    distinctKeys(drafts, (index) => drafts[index]!.resolved.url);
    addEdges(rows, drafts, manifest);
    yield* drafts;
  },
};

function packageOf(row: Table, members: ReadonlySet<string>): Pick<LockedPackage, 'name' | 'purl'> & Partial<LockedPackage> {
  const name = textAt(row, 'name') ?? '';
  const version = textAt(row, 'version') ?? '';
  const source = tableAt(row, 'source') ?? {};
  const local = resolvedOf(source);
  const isMember = members.size === 0 ? local.url === '.' : members.has(name);
  const resolved = local.kind === 'workspace' && !isMember ? { ...local, kind: 'path' as const } : local;
  const files = filesOf(row, source);
  const isLocal = resolved.kind === 'git' || resolved.kind === 'path' || resolved.kind === 'workspace';
  const markers = textsAt(row, 'resolution-markers');
  return {
    name,
    version,
    purl: purlOf('pypi', name, version),
    resolved,
    hashes: files.flatMap((file) => file.hash ?? []),
    key: keyOf(row),
    ...(isLocal ? {} : { files, ...binaryOnly(files) }),
    ...(markers.length === 0 ? {} : { platform: { markers } }),
    ...(resolved.kind === 'path' && textAt(source, 'editable') !== undefined ? { notes: ['editable'] } : {}),
  };
}

function resolvedOf(source: Table): LockedPackage['resolved'] {
  const git = textAt(source, 'git');
  if (git !== undefined) {
    const [url = '', commit] = git.split('#');
    return { kind: 'git', url, ...(commit === undefined ? {} : { commit }) };
  }
  const url = textAt(source, 'url');
  if (url !== undefined) return { kind: 'url', url };
  const local = textAt(source, 'editable') ?? textAt(source, 'virtual');
  if (local !== undefined) return { kind: 'workspace', url: local };
  const folder = textAt(source, 'directory') ?? textAt(source, 'path');
  if (folder !== undefined) return { kind: 'path', url: folder };
  const registry = textAt(source, 'registry');
  return registry === undefined ? { kind: 'none' } : { kind: 'registry', url: registry };
}

/** `sdist` is a table, and `wheels` a list of them: url (or path, for a local index), hash, size. A url source without either is its own file. */
function filesOf(row: Table, source: Table): LockedFile[] {
  const sdist = tableAt(row, 'sdist');
  const wheels = tablesAt(row, 'wheels');
  const url = textAt(source, 'url');
  const archive = sdist === undefined ? [] : [fileOf(url === undefined ? sdist : { url, ...sdist }, 'source')];
  const files = [...archive, ...wheels.map((wheel) => fileOf(wheel))];
  return files.length === 0 && url !== undefined ? [{ name: fileName(url), kind: distributionKind(fileName(url)), url }] : files;
}

function fileOf(table: Table, kind?: LockedFile['kind']): LockedFile {
  const url = textAt(table, 'url') ?? textAt(table, 'path') ?? textAt(table, 'filename') ?? '';
  const name = fileName(url);
  const hash = textAt(table, 'hash');
  const size = own(table, 'size');
  return {
    name,
    kind: kind ?? distributionKind(name),
    ...(hash === undefined ? {} : { hash }),
    ...(url === '' || textAt(table, 'filename') === url ? {} : { url }),
    ...(typeof size === 'number' ? { size } : {}),
  };
}

/** Name and version are unique but for forks that take one version from two sources; then the source tells them apart. */
const keyOf = (row: Table): string => {
  const source = resolvedOf(tableAt(row, 'source') ?? {});
  const name = `${textAt(row, 'name') ?? ''}@${textAt(row, 'version') ?? ''}`;
  return source.kind === 'registry' ? name : `${name} (${source.url ?? source.kind})`;
};

/** An edge names the version and source only where the name alone is not enough. */
function addEdges(rows: readonly Table[], drafts: readonly Draft[], manifest: Table | undefined): void {
  const byName = new Multi<number>();
  for (const [index, row] of rows.entries()) byName.add(textAt(row, 'name') ?? '', index);
  const edges = new Edges();
  const direct = new Set<number>();
  const scopes = drafts.map(() => new Set<string>());
  for (const { scope, to } of askedIn(manifest)) {
    for (const target of targetsOf(to, byName, rows)) {
      edges.add('.', drafts[target]!.key!);
      direct.add(target);
      if (scope !== '') scopes[target]!.add(scope);
    }
  }
  for (const [index, row] of rows.entries()) {
    const draft = drafts[index]!;
    const importer = draft.resolved.kind === 'workspace' ? (draft.resolved.url ?? '.') : undefined;
    for (const { scope, to } of edgesOf(row)) {
      for (const target of targetsOf(to, byName, rows)) {
        edges.add(importer ?? draft.key!, drafts[target]!.key!);
        if (importer === undefined) continue;
        direct.add(target);
        if (scope !== '') scopes[target]!.add(scope);
      }
    }
  }
  for (const [index, draft] of drafts.entries()) {
    draft.requiredBy = edges.requiredBy(draft.key!);
    draft.direct = direct.has(index) || draft.resolved.kind === 'workspace';
    draft.scopes = [...scopes[index]!].sort();
  }
}

/** What is asked for without a project: by a script, or by the groups of a workspace's root that is none. These say a name, and a range that is no version. */
function* askedIn(manifest: Table | undefined): Generator<{ scope: string; to: Table }> {
  for (const to of tablesAt(manifest, 'requirements')) yield { scope: '', to: { name: textAt(to, 'name') ?? '' } };
  const groups = tableAt(manifest, 'dependency-groups') ?? {};
  for (const group of Object.keys(groups))
    for (const to of tablesAt(groups, group)) yield { scope: `group:${group}`, to: { name: textAt(to, 'name') ?? '' } };
}

function* edgesOf(row: Table): Generator<{ scope: string; to: Table }> {
  for (const to of tablesAt(row, 'dependencies')) yield { scope: '', to };
  for (const [kind, prefix] of [
    ['optional-dependencies', 'extra:'],
    ['dev-dependencies', 'group:'],
  ] as const) {
    const groups = tableAt(row, kind) ?? {};
    for (const group of Object.keys(groups)) for (const to of tablesAt(groups, group)) yield { scope: prefix + group, to };
  }
}

function targetsOf(to: Table, byName: Multi<number>, rows: readonly Table[]): number[] {
  const candidates = byName.get(textAt(to, 'name') ?? '');
  const version = textAt(to, 'version');
  const source = tableAt(to, 'source');
  return candidates.filter((index) => {
    const row = rows[index]!;
    if (version !== undefined && textAt(row, 'version') !== version) return false;
    return source === undefined || sameSource(resolvedOf(source), resolvedOf(tableAt(row, 'source') ?? {}));
  });
}

const sameSource = (a: LockedPackage['resolved'], b: LockedPackage['resolved']): boolean =>
  a.kind === b.kind && a.url === b.url && a.commit === b.commit;
