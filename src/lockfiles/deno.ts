// deno.lock: JSON, `version` "2" to "5"; the first had none, and only URLs. https://docs.deno.com/runtime/fundamentals/modules/#integrity-checking-and-lock-files
// 4 and 5 have `specifiers`, `jsr`, `npm`, `remote` and `workspace` at the top; 3 keeps the first three under `packages`, 2 the npm ones under `npm`.
// npm keys are name@version, with the peers after `_`. `remote` are plain URLs with the sha256 of what they answered.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { fileName } from './reading/files.ts';
import { integrities, platformFacts, splitSpecifier } from './reading/javascript.ts';
import { type Draft, Edges, locked, Multi, unknownVersion } from './reading/text.ts';
import {
  duplicateProblems,
  type Field,
  field,
  fieldsOf,
  isTrue,
  itemsOf,
  type Node,
  parseJson,
  startOf,
  type Tree,
  textOf,
  textsOf,
} from './reading/tree.ts';

export const deno: LockfileFormat = {
  id: 'deno',
  names: ['deno.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text);
    yield* duplicateProblems(tree, path);
    const version = field(tree.root, 'version');
    const modules = [...fieldsOf(tree.root)];
    if (
      version === undefined &&
      modules.length > 0 &&
      modules.every(({ key, node }) => /^(?:https?|file|data):/.test(key) && node.kind === 'scalar')
    ) {
      for (const row of modules) yield remoteModule(row, tree);
      return;
    }
    if (!/^[2-5]$/.test(textOf(version) ?? '')) return yield unknownVersion(path, 'a deno.lock', textOf(version), '2 to 5', startOf(tree, version));
    const top = textOf(version) === '3' ? field(tree.root, 'packages') : tree.root;
    const npmNode = field(top, 'npm');
    const isOld = textOf(version) === '2';
    const rows = {
      npm: [...fieldsOf(isOld ? field(npmNode, 'packages') : npmNode)],
      jsr: [...fieldsOf(field(top, 'jsr'))],
    };
    const drafts = [...rows.jsr.map((row) => jsrPackage(row, tree)), ...rows.npm.map((row) => npmPackage(row, tree))];
    addEdges(tree.root, isOld ? field(npmNode, 'specifiers') : field(top, 'specifiers'), rows, drafts);
    yield* drafts;
    for (const row of fieldsOf(field(tree.root, 'remote'))) yield remoteModule(row, tree);
  },
};

const withoutPeers = (key: string): string => {
  const at = key.indexOf('_', key.indexOf('@', 1));
  return at === -1 || key.indexOf('@', 1) === -1 ? key : key.slice(0, at);
};

function npmPackage({ key, at, node }: Field, tree: Tree): Draft {
  const { name, rest: version } = splitSpecifier(withoutPeers(key));
  const tarball = textOf(field(node, 'tarball'));
  return locked(tree.lines.place(at), {
    name,
    version,
    purl: purlOf('npm', name, version),
    resolved: { kind: 'registry', ...(tarball === undefined ? {} : { url: tarball }) },
    hashes: integrities(textOf(field(node, 'integrity'))),
    key: `npm:${key}`,
    ...platformFacts({ os: textsOf(field(node, 'os')), cpu: textsOf(field(node, 'cpu')), libc: textsOf(field(node, 'libc')) }),
    ...(isTrue(field(node, 'scripts')) ? { installScript: true } : {}),
  });
}

function jsrPackage({ key, at, node }: Field, tree: Tree): Draft {
  const { name, rest: version } = splitSpecifier(key);
  return locked(tree.lines.place(at), {
    name,
    version,
    purl: purlOf('jsr', name, version),
    hashes: integrities(textOf(field(node, 'integrity'))),
    key: `jsr:${key}`,
  });
}

function remoteModule({ key: url, at, node }: Field, tree: Tree): LockedPackage {
  const hash = textOf(node);
  return locked(tree.lines.place(at), {
    name: url,
    purl: purlOf('generic', fileName(url) || 'module', undefined, { download_url: url }),
    resolved: { kind: 'url', url },
    hashes: hash === undefined ? [] : [`sha256:${hash}`],
    key: url,
  });
}

/** Edges name a package only where that is enough, else name@version; jsr's are specifiers with ranges. 2 and 3 map names to keys. */
function addEdges(
  root: Node | undefined,
  specifiers: Node | undefined,
  rows: { npm: readonly Field[]; jsr: readonly Field[] },
  drafts: readonly Draft[],
): void {
  const keys = new Set(drafts.map((draft) => draft.key!));
  const byName = new Multi<string>();
  for (const { name, key } of drafts) byName.add(`${key!.slice(0, 4)}${name}`, key!);
  const resolve = (specifier: string, kind: string): readonly string[] => {
    const full = /^(?:npm|jsr):/.test(specifier) ? specifier : `${kind}:${specifier}`;
    if (keys.has(full)) return [full];
    const { name, rest } = splitSpecifier(full.slice(4));
    if (rest.startsWith('npm:')) return resolve(rest, 'npm'); // an alias
    const said = textOf(field(specifiers, full)) ?? textOf(field(specifiers, full.slice(4)));
    if (said !== undefined) {
      for (const key of [said, `${full.slice(0, 4)}${name}@${said}`, `${full.slice(0, 4)}${said}`]) if (keys.has(key)) return [key];
    }
    const candidates = byName.get(`${full.slice(0, 4)}${name}`);
    return candidates.length === 1 ? candidates : candidates.filter((key) => key === full || withoutPeers(key) === full);
  };
  const edges = new Edges();
  const direct = new Set<string>();
  for (const kind of ['npm', 'jsr'] as const) {
    for (const { key, node } of rows[kind])
      for (const to of wanted(node)) for (const target of resolve(to, kind)) edges.add(`${kind}:${key}`, target);
  }
  for (const { folder, specifier } of asked(field(root, 'workspace'))) {
    for (const target of resolve(specifier, 'jsr')) {
      edges.add(folder, target);
      direct.add(target);
    }
  }
  for (const draft of drafts) {
    draft.requiredBy = edges.requiredBy(draft.key!);
    if (field(root, 'workspace') !== undefined) draft.direct = direct.has(draft.key!);
  }
}

function* wanted(node: Node): Generator<string> {
  for (const kind of ['dependencies', 'optionalDependencies']) {
    const list = field(node, kind);
    for (const item of itemsOf(list)) yield textOf(item) ?? '';
    for (const { node: key } of fieldsOf(list)) yield textOf(key) ?? '';
  }
}

function* asked(workspace: Node | undefined): Generator<{ folder: string; specifier: string }> {
  const members = [...fieldsOf(field(workspace, 'members'))].map(({ key, node }) => ({ folder: key, node }));
  for (const { folder, node } of [{ folder: '.', node: workspace }, ...members]) {
    for (const list of [field(node, 'dependencies'), field(field(node, 'packageJson'), 'dependencies')]) {
      for (const specifier of textsOf(list)) yield { folder, specifier };
    }
  }
}
