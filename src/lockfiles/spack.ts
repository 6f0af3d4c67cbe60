// spack.lock: JSON, usually on one line, `_meta.lockfile-version` 1 to 6. https://spack.readthedocs.io/en/latest/environments.html
// `roots` are what the environment asks for, `concrete_specs` all specs by hash. A spec with `external` is not built: it is what the host has at that path.
// Edges are `dependencies` (before 4 by name) with the hash of the target. Whether a build cache supplied a spec is not in the lock.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { Edges, locked, unknownVersion } from './reading/text.ts';
import {
  duplicateProblems,
  type Field,
  field,
  fieldsOf,
  itemsOf,
  type Node,
  parseJson,
  startOf,
  type Tree,
  textOf,
  textsOf,
} from './reading/tree.ts';

export const spack: LockfileFormat = {
  id: 'spack',
  names: ['spack.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text);
    yield* duplicateProblems(tree, path);
    const version = field(field(tree.root, '_meta'), 'lockfile-version');
    if (!/^[1-6]$/.test(textOf(version) ?? '')) return yield unknownVersion(path, 'a spack.lock', textOf(version), '1 to 6', startOf(tree, version));
    const roots = new Set(itemsOf(field(tree.root, 'roots')).map((root) => textOf(field(root, 'hash')) ?? ''));
    const edges = new Edges();
    const scopes = new Map<string, Set<string>>();
    const specs = [...fieldsOf(field(tree.root, 'concrete_specs'))];
    for (const root of roots) edges.add('.', root);
    for (const { key, node } of specs) {
      for (const { hash, types } of dependenciesOf(bodyOf(node))) {
        edges.add(key, hash);
        const known = scopes.get(hash) ?? new Set();
        for (const type of types) known.add(type);
        scopes.set(hash, known);
      }
    }
    for (const spec of specs) yield packageOf(spec, roots, edges, [...(scopes.get(spec.key) ?? [])].sort(), tree);
  },
};

/** Before version 3 a spec was wrapped once more, by its name. */
function bodyOf(node: Node): Node {
  if (field(node, 'name') !== undefined) return node;
  for (const { key, node: inner } of fieldsOf(node)) {
    if (inner.kind !== 'fields' || inner.fields.has('name')) return inner;
    return {
      ...inner,
      fields: new Map([...inner.fields, ['name', { key: 'name', at: inner.at, node: { kind: 'scalar', at: inner.at, value: key, quoted: true } }]]),
    };
  }
  return node;
}

function* dependenciesOf(body: Node): Generator<{ hash: string; types: string[] }> {
  const list = field(body, 'dependencies');
  for (const item of itemsOf(list))
    yield { hash: textOf(field(item, 'hash')) ?? '', types: textsOf(field(field(item, 'parameters'), 'deptypes') ?? field(item, 'type')) };
  for (const { node } of fieldsOf(list)) yield { hash: textOf(field(node, 'hash')) ?? '', types: textsOf(field(node, 'type')) };
}

function packageOf({ key: hash, at, node }: Field, roots: ReadonlySet<string>, edges: Edges, scopes: string[], tree: Tree): LockedPackage {
  const body = bodyOf(node);
  const name = textOf(field(body, 'name')) ?? hash;
  const said = field(body, 'version');
  const version = textOf(said) ?? textOf(field(said, 'version')) ?? textsOf(field(body, 'versions'))[0] ?? '';
  const external = field(body, 'external');
  const path = textOf(field(external, 'path'));
  const commit = textOf(field(field(body, 'parameters'), 'commit'));
  const packageHash = textOf(field(body, 'package_hash'));
  const arch = field(body, 'arch');
  const target = textOf(field(arch, 'target')) ?? textOf(field(field(arch, 'target'), 'name'));
  return locked(tree.lines.place(at), {
    name,
    version,
    purl: purlOf('spack', name, version, { sha: hash }),
    resolved:
      external?.kind === 'fields'
        ? { kind: 'external', ...(path === undefined ? {} : { url: path }) }
        : { kind: 'registry', ...(commit === undefined ? {} : { commit }) },
    hashes: [packageHash ?? hash],
    key: hash,
    scopes,
    requiredBy: edges.requiredBy(hash),
    direct: roots.has(hash),
    ...(target === undefined ? {} : { platform: { platform: [textOf(field(arch, 'platform')) ?? ''], target: [target] } }),
  });
}
