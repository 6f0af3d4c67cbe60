// pnpm-lock.yaml, `lockfileVersion` 5 to 5.4 (pnpm 3 to 7), 6.0 and 6.1 (8), 9.0 (9 on). https://github.com/pnpm/spec/tree/master/lockfile
// `packages:` has one key per package: `/name/1.0.0_peers` (5), `/name@1.0.0(peers)` (6), `name@1.0.0` (9); what is not from the registry has its address
// as key and says `name` and `version` itself. 9.0 keeps the edges in `snapshots:`, by key with peers, and no longer says `dev` and `requiresBuild`:
// dev is what no importer reaches but through devDependencies. `importers:` by folder, or the root's sections at the top.
// A registry row has no address, but for registries that serve tarballs under unusual ones. Newer files may hold several documents: the first has what pnpm
// itself needs (`configDependencies`, `packageManagerDependencies`). `name@runtime:1.0.0` is a runtime: prebuilt archives, one per platform, in `variants`.
import { purlOf } from '../purl/index.ts';
import type { LockedFile, LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { fileName } from './reading/files.ts';
import { integrities, originOf, platformFacts } from './reading/javascript.ts';
import { type Draft, Edges, locked, unknownVersion } from './reading/text.ts';
import {
  duplicateProblems,
  type Field,
  field,
  fieldsOf,
  isTrue,
  itemsOf,
  type Node,
  parseYaml,
  startOf,
  type Tree,
  textOf,
  textsOf,
} from './reading/tree.ts';

export const pnpm: LockfileFormat = {
  id: 'pnpm',
  names: ['pnpm-lock.yaml', 'pnpm-lock.*.yaml'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseYaml(text);
    yield* duplicateProblems(tree, path);
    if (tree.documents.length === 0) yield unknownVersion(path, 'a pnpm lock', undefined, '5 to 5.4, 6, 9', { line: 1, column: 1 });
    for (const root of tree.documents) {
      const version = field(root, 'lockfileVersion');
      if (!/^(?:5(?:\.[0-4](?:-inlineSpecifiers)?)?|6\.[01]|9\.0)$/.test(textOf(version) ?? '')) {
        yield unknownVersion(path, 'a pnpm lock', textOf(version), '5 to 5.4, 6, 9', startOf(tree, version ?? root));
      } else yield* readDocument(root, tree);
    }
  },
};

const sections = ['dependencies', 'optionalDependencies', 'devDependencies', 'configDependencies', 'packageManagerDependencies'] as const;

function* readDocument(root: Node, tree: Tree): Generator<LockedPackage> {
  const rows = new Map<string, Field>();
  for (const row of fieldsOf(field(root, 'packages'))) rows.set(row.key, row);
  const snapshots = field(root, 'snapshots');
  const graph = edgesOf(root, rows, snapshots);
  const optional = new Set<string>();
  const patched = new Set<string>();
  for (const { key, node } of fieldsOf(snapshots)) {
    if (isTrue(field(node, 'optional'))) optional.add(withoutPeers(key));
    if (key.includes('(patch_hash=')) patched.add(withoutPeers(key));
  }
  const isSaid = snapshots === undefined;
  for (const [key, row] of rows) {
    const draft = packageOf(row, graph.names.get(key), tree);
    if (patched.has(key)) draft.notes = ['patched'];
    draft.requiredBy = graph.edges.requiredBy(key);
    draft.direct = graph.direct.has(key);
    if (!isSaid)
      draft.scopes = [...(graph.production.has(key) ? [] : graph.development.has(key) ? ['dev'] : []), ...(optional.has(key) ? ['optional'] : [])];
    yield draft;
  }
}

const withoutPeers = (key: string): string => {
  const at = key.indexOf('(');
  return at === -1 ? key : key.slice(0, at);
};

/** `asked` is the name under which others require what is not from a registry: old locks do not always say its own. */
function packageOf({ key, at, node }: Field, asked: string | undefined, tree: Tree): Draft {
  const resolution = field(node, 'resolution');
  const tarball = textOf(field(resolution, 'tarball'));
  const parts = partsOf(key);
  const name = textOf(field(node, 'name')) ?? parts?.name ?? asked ?? key;
  const said = textOf(field(node, 'version'));
  const isRegistry = parts?.version !== undefined;
  const version = (isRegistry ? parts.version : (said ?? /^runtime:(.+)$/.exec(parts?.rest ?? '')?.[1])) ?? '';
  const files = archivesOf(resolution);
  return locked(tree.lines.place(at), {
    name,
    version,
    purl: purlOf('npm', name, version),
    resolved: isRegistry
      ? { kind: 'registry', ...(tarball === undefined ? {} : { url: tarball }) }
      : resolvedOf(resolution, tarball, key, parts?.rest),
    hashes: files.length > 0 ? files.flatMap(({ hash }) => hash ?? []) : integrities(textOf(field(resolution, 'integrity'))),
    key,
    scopes: ['dev', 'optional'].filter((scope) => isTrue(field(node, scope))),
    ...platformFacts({ os: textsOf(field(node, 'os')), cpu: textsOf(field(node, 'cpu')), libc: textsOf(field(node, 'libc')) }),
    ...(files.length > 0 ? { files, binaryOnly: true, compiled: 'runtime: prebuilt archives' } : {}),
    ...(isTrue(field(node, 'requiresBuild')) ? { installScript: true } : {}),
    ...(isTrue(field(node, 'patched')) || key.includes('patch_hash=')
      ? { notes: ['patched'] }
      : isRegistry && version === ''
        ? { notes: ['unpinned'] }
        : {}),
  });
}

/** The archives of a runtime: `type: binary`, or one for each platform. */
function archivesOf(resolution: Node | undefined): LockedFile[] {
  const variants = itemsOf(field(resolution, 'variants')).map((variant) => field(variant, 'resolution'));
  return [resolution, ...variants].flatMap((one) => {
    const url = textOf(field(one, 'url'));
    if (textOf(field(one, 'type')) !== 'binary' || url === undefined) return [];
    const hash = textOf(field(one, 'integrity'));
    return [{ name: fileName(url), kind: 'binary' as const, url, ...(hash === undefined ? {} : { hash }) }];
  });
}

/** Name and version of a registry key; for others the name, where the key has it, and the address. */
function partsOf(key: string): { name?: string; version?: string; rest?: string } | undefined {
  if (/^(?:file|link|https?|git\+?[a-z]*):/.test(key) || key.length > 2048) return { rest: key };
  const plain = withoutPeers(key.startsWith('/') ? key.slice(1) : key);
  const unversioned = /^((?:@[^/]+\/)?[^/@]+)[/@]$/.exec(plain)?.[1]; // the registry gave none, or a merge lost it
  if (unversioned !== undefined) return { name: unversioned, version: '' };
  return slashed(plain) ?? atSigned(plain);
}

/** 5: name/version_peers, the name with its scope, maybe a registry's host before it. */
function slashed(plain: string): { name: string; version: string } | undefined {
  const parts = plain.split('/');
  const [version = ''] = (parts.at(-1) ?? '').split('_', 1);
  if (!isVersion(version) || parts.length < 2) return undefined;
  const name = parts.slice(parts.at(-3)?.startsWith('@') ? -3 : -2, -1).join('/');
  const host = parts.slice(0, -1 - name.split('/').length);
  return host.length === 0 || (host.length === 1 && host[0]!.includes('.')) ? { name, version } : undefined;
}

/** 6 and 9: name@version, or name@address. */
function atSigned(plain: string): { name?: string; version?: string; rest?: string } {
  const at = plain.indexOf('@', plain.startsWith('@') ? 1 : plain.indexOf('/@') + 2);
  if (at === -1) return { rest: plain };
  const name = plain.slice(0, at);
  const rest = plain.slice(at + 1);
  const [version = ''] = rest.split('_', 1);
  if (!isVersion(version)) return { name, rest };
  const parts = name.split('/');
  const hasHost = parts.length > (parts.at(-2)?.startsWith('@') ? 2 : 1) && parts[0]!.includes('.');
  return { name: hasHost ? parts.slice(1).join('/') : name, version };
}

const isVersion = (text: string): boolean => /^\d+\.\d+\.\d+(?:[-+][^/]*)?$/.test(text);

function resolvedOf(resolution: Node | undefined, tarball: string | undefined, key: string, rest: string | undefined): LockedPackage['resolved'] {
  const commit = textOf(field(resolution, 'commit'));
  if (textOf(field(resolution, 'type')) === 'git' || commit !== undefined) {
    return { kind: 'git', url: textOf(field(resolution, 'repo')) ?? key, ...(commit === undefined ? {} : { commit }) };
  }
  const directory = textOf(field(resolution, 'directory'));
  if (directory !== undefined) return { kind: 'path', url: directory };
  if (rest?.startsWith('runtime:'))
    return { kind: 'url', ...(archivesOf(resolution)[0] === undefined ? {} : { url: archivesOf(resolution)[0]!.url! }) };
  const address = tarball ?? rest ?? key;
  return originOf(address) ?? { kind: 'url', url: address };
}

// ---- edges

interface Graph {
  edges: Edges;
  names: Map<string, string>;
  direct: Set<string>;
  production: Set<string>;
  development: Set<string>;
}

function edgesOf(root: Node, rows: ReadonlyMap<string, Field>, snapshots: Node | undefined): Graph {
  const edges = new Edges();
  const names = new Map<string, string>();
  const next = new Map<string, string[]>();
  for (const { key, node } of fieldsOf(snapshots ?? field(root, 'packages'))) {
    const from = snapshots === undefined ? key : withoutPeers(key);
    for (const section of ['dependencies', 'optionalDependencies'] as const) {
      for (const { key: name, node: reference } of fieldsOf(field(node, section))) {
        const to = keyOf(name, textOf(reference) ?? '', rows);
        if (to === undefined || to === from) continue;
        names.set(to, name);
        edges.add(from, to);
        const known = next.get(from);
        if (known === undefined) next.set(from, [to]);
        else known.push(to);
      }
    }
  }
  const starts = { production: new Set<string>(), development: new Set<string>() };
  for (const { importer, node } of importersOf(root)) {
    for (const section of sections) {
      for (const { key: name, node: entry } of fieldsOf(field(node, section))) {
        const to = keyOf(name, textOf(field(entry, 'version') ?? entry) ?? '', rows);
        if (to === undefined) continue;
        names.set(to, name);
        edges.add(importer, to);
        starts[section === 'devDependencies' ? 'development' : 'production'].add(to);
      }
    }
  }
  const direct = new Set([...starts.production, ...starts.development]);
  return { edges, names, direct, production: reached(starts.production, next), development: reached(starts.development, next) };
}

function* importersOf(root: Node): Generator<{ importer: string; node: Node }> {
  const importers = field(root, 'importers');
  if (importers === undefined) yield { importer: '.', node: root };
  for (const { key, node } of fieldsOf(importers)) yield { importer: key, node };
}

/** The key that a reference names: a version of `name`, an alias's or other full key, an address; nothing for links into the workspace. */
function keyOf(name: string, reference: string, rows: ReadonlyMap<string, Field>): string | undefined {
  if (reference === '' || reference.startsWith('link:')) return undefined;
  const bare = withoutPeers(reference);
  const newest = `${name}@${bare}`; // nearly all of 9; the other spellings are only tried where this is none
  if (rows.has(newest)) return newest;
  for (const key of [`/${name}@${reference}`, `/${name}@${bare}`, `/${name}/${reference}`, reference, bare, `/${name}/${bare}`])
    if (rows.has(key)) return key;
  return undefined;
}

function reached(starts: ReadonlySet<string>, next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set(starts);
  for (const key of seen) for (const to of next.get(key) ?? []) seen.add(to); // a set's iteration meets what is added on the way
  return seen;
}
