// package-lock.json and npm-shrinkwrap.json, `lockfileVersion` none (npm 2 to 4), 1 (npm 5, 6), 2 (npm 7, 8), 3 (npm 9 on).
// https://docs.npmjs.com/cli/configuring-npm/package-lock-json
// 2 and 3: `packages` by install path; "" is the root, paths outside node_modules are workspaces or linked folders, `link: true` points to one.
// 2 repeats all of it in `dependencies` for old clients: not read. A name in `dependencies` of a row is found as node does, by going up the folders.
// 1: nested `dependencies`, `requires` are the edges; `version` holds the address of what is from git, a URL or a folder. The root's own
// dependencies are in package.json only, so that `direct` is not said. Before 1 `version` is the version, and `resolved` alone says where it came from.
// `resolved` may be missing on every registry row (omit-lockfile-registry-resolved), `integrity` on rows inside a parent's tarball (inBundle).
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { aliasTarget, integrities, isRegistryTarball, originOf, platformFacts } from './reading/javascript.ts';
import { Edges, locked, maxDepth, ReadError, unknownVersion } from './reading/text.ts';
import { duplicateProblems, type Field, field, fieldsOf, isTrue, type Node, parseJson, startOf, type Tree, textOf, textsOf } from './reading/tree.ts';

export const npm: LockfileFormat = {
  id: 'npm',
  names: ['package-lock.json', 'npm-shrinkwrap.json'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text);
    yield* duplicateProblems(tree, path);
    const version = field(tree.root, 'lockfileVersion');
    const isOld = version === undefined && field(tree.root, 'dependencies')?.kind === 'fields' && field(tree.root, 'packages') === undefined;
    switch (isOld ? '1' : textOf(version)) {
      case '1':
        return yield* readNested(tree);
      case '2':
      case '3':
        return yield* readFlat(tree);
      default:
        return yield unknownVersion(path, 'an npm lock', textOf(version), '1, 2, 3', startOf(tree, version));
    }
  },
};

// ---- 2 and 3

const modules = 'node_modules/';
const maxPath = 4096; // bytes, what file systems take
const edgeFields = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;

function* readFlat(tree: Tree): Generator<LockedPackage> {
  const rows = new Map<string, Field>();
  for (const row of fieldsOf(field(tree.root, 'packages'))) rows.set(row.key, row);
  const links = new Map<string, string>();
  const names = new Map<string, string>();
  for (const [path, { node }] of rows) {
    if (!isTrue(field(node, 'link'))) continue;
    const target = textOf(field(node, 'resolved')) ?? '';
    links.set(path, target);
    if (!names.has(target)) names.set(target, nameIn(path));
  }
  const specifiers = new Map<string, string>(); // by install path: what its requirer asked for, to tell a URL from a registry
  const { edges, direct } = edgesOf(rows, links, specifiers);
  for (const [path, { node, at }] of rows) {
    if (path === '' || (links.has(path) && rows.has(links.get(path)!))) continue;
    yield locked(tree.lines.place(at), {
      ...packageOf(path, node, names.get(path), specifiers.get(path)),
      key: path,
      requiredBy: edges.requiredBy(path),
      direct: direct.has(path) || !path.includes(modules),
    });
  }
}

const nameIn = (path: string): string => path.slice(path.lastIndexOf(modules) + (path.includes(modules) ? modules.length : 0));
const isInstalled = (path: string): boolean => path.startsWith(modules) || path.includes(`/${modules}`);

function packageOf(
  path: string,
  node: Node,
  linkName: string | undefined,
  specifier: string | undefined,
): Pick<LockedPackage, 'name' | 'purl'> & Partial<LockedPackage> {
  const folder = isInstalled(path) ? nameIn(path) : (linkName ?? path.slice(path.lastIndexOf('/') + 1));
  const name = textOf(field(node, 'name')) ?? folder;
  const version = textOf(field(node, 'version')) ?? '';
  const bundled = isTrue(field(node, 'inBundle'));
  const notes = [...(bundled ? ['bundled in its parent'] : []), ...(isInstalled(path) && name !== folder ? [`alias ${folder}`] : [])];
  const licence = licenceOf(field(node, 'license') ?? field(node, 'licenses'));
  return {
    name,
    version,
    purl: purlOf('npm', name, version),
    resolved: isTrue(field(node, 'link'))
      ? { kind: 'path', url: textOf(field(node, 'resolved')) ?? '' } // a link whose target the lock does not have
      : isInstalled(path)
        ? resolvedOf(textOf(field(node, 'resolved')), name, version, specifier)
        : { kind: 'workspace', url: path },
    hashes: integrities(textOf(field(node, 'integrity'))),
    scopes: ['dev', 'optional', 'devOptional', 'peer'].filter((scope) => isTrue(field(node, scope))),
    ...platformFacts({ os: textsOf(field(node, 'os')), cpu: textsOf(field(node, 'cpu')), libc: textsOf(field(node, 'libc')) }),
    ...(isTrue(field(node, 'hasInstallScript')) ? { installScript: true } : {}),
    ...(licence === undefined ? {} : { licence }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

function resolvedOf(resolved: string | undefined, name: string, version: string, specifier = ''): LockedPackage['resolved'] {
  if (resolved === undefined) {
    const asked = originOf(specifier);
    return asked !== undefined && asked.kind !== 'workspace' ? asked : { kind: 'registry' };
  }
  const origin = originOf(resolved) ?? { kind: 'registry' as const, url: resolved };
  if (origin.kind !== 'url') return origin;
  if (isRegistryTarball(resolved, name, version)) return { kind: 'registry', url: resolved };
  return /^https?:/i.test(specifier) || specifier === '' ? origin : { kind: 'registry', url: resolved };
}

/** A string, or as old packages have it: `{type, url}`, or a list of those. */
function licenceOf(node: Node | undefined): string | undefined {
  const text = textOf(node) ?? textOf(field(node, 'type'));
  if (text !== undefined || node?.kind !== 'list') return text;
  const all = node.items.map((item) => textOf(item) ?? textOf(field(item, 'type'))).filter((item) => item !== undefined);
  return all.length === 0 ? undefined : all.join(' OR ');
}

function edgesOf(
  rows: ReadonlyMap<string, Field>,
  links: ReadonlyMap<string, string>,
  specifiers: Map<string, string>,
): { edges: Edges; direct: Set<string> } {
  const edges = new Edges();
  const direct = new Set<string>();
  for (const [path, { node }] of rows) {
    if (links.has(path)) continue;
    const isImporter = path === '' || !isInstalled(path);
    for (const kind of isImporter ? [...edgeFields, 'devDependencies'] : edgeFields) {
      for (const { key: name, node: range } of fieldsOf(field(node, kind))) {
        const found = findUp(path, name, rows);
        if (found === undefined) continue;
        const linked = links.get(found) ?? found;
        const target = rows.has(linked) ? linked : found;
        edges.add(path === '' ? '.' : path, target);
        if (isImporter && kind !== 'peerDependencies') direct.add(target);
        const asked = textOf(range);
        if (asked !== undefined && (!specifiers.has(target) || originOf(asked) !== undefined)) specifiers.set(target, asked);
      }
    }
  }
  return { edges, direct };
}

/** The install path that `name` has for a package at `path`: the nearest node_modules upwards. */
function findUp(path: string, name: string, rows: ReadonlyMap<string, Field>): string | undefined {
  if (path.length > maxPath) return undefined;
  for (let folder = path, step = 0; step < maxDepth; step++) {
    const candidate = folder === '' ? modules + name : `${folder}/${modules}${name}`;
    if (rows.has(candidate)) return candidate;
    if (folder === '') return undefined;
    do folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
    while (folder.endsWith('/node_modules') || folder === 'node_modules');
    if (folder === 'node_modules') folder = '';
  }
  return undefined;
}

// ---- 1

interface Nested {
  path: string;
  row: Field;
}

function* readNested(tree: Tree): Generator<LockedPackage> {
  const rows = new Map<string, Field>();
  const found: Nested[] = [];
  collect(field(tree.root, 'dependencies'), '', rows, found, 0);
  const edges = new Edges();
  for (const { path, row } of found) {
    for (const { key: name } of fieldsOf(field(row.node, 'requires'))) {
      const target = findUp(path, name, rows);
      if (target !== undefined) edges.add(path, target);
    }
  }
  for (const { path, row } of found) yield locked(tree.lines.place(row.at), { ...oldPackageOf(row), key: path, requiredBy: edges.requiredBy(path) });
}

function collect(dependencies: Node | undefined, parent: string, rows: Map<string, Field>, found: Nested[], depth: number): void {
  if (depth > maxDepth) throw new ReadError('too-deep', `more than ${maxDepth} levels of dependencies`, undefined, 'limit');
  for (const row of fieldsOf(dependencies)) {
    const path = `${parent}${modules}${row.key}`;
    rows.set(path, row);
    found.push({ path, row });
    collect(field(row.node, 'dependencies'), `${path}/`, rows, found, depth + 1);
  }
}

function oldPackageOf({ key, node }: Field): Pick<LockedPackage, 'name' | 'purl'> & Partial<LockedPackage> {
  const said = textOf(field(node, 'version')) ?? '';
  const real = aliasTarget(said);
  const name = real ?? key;
  const origin = real === undefined ? originOf(said) : undefined;
  const version = real !== undefined ? said.slice(said.lastIndexOf('@') + 1) : origin === undefined ? said : '';
  const resolved = textOf(field(node, 'resolved'));
  const from = textOf(field(node, 'from')) ?? '';
  const asked = resolved === undefined || origin !== undefined ? undefined : originOf(resolved);
  const isElsewhere = asked !== undefined && (asked.kind !== 'url' || /^(?:[^@]*@)?https?:/i.test(from));
  const bundled = isTrue(field(node, 'bundled'));
  const notes = [...(bundled ? ['bundled in its parent'] : []), ...(real === undefined ? [] : [`alias ${key}`])];
  return {
    name,
    version,
    purl: purlOf('npm', name, version),
    resolved: origin ?? (isElsewhere ? asked : { kind: 'registry', ...(resolved === undefined ? {} : { url: resolved }) }),
    hashes: integrities(textOf(field(node, 'integrity'))),
    scopes: ['dev', 'optional', 'peer'].filter((scope) => isTrue(field(node, scope))),
    ...(notes.length === 0 ? {} : { notes }),
  };
}
