// packages.lock.json: JSON, `version` 1, or 2 with central package management. https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files#locking-dependencies
// `dependencies` by target framework (and framework/runtime): the same package may stand under several. `type` is Direct, Transitive, CentralTransitive or Project.
// `contentHash` is the sha512 that NuGet computes of the package without its signature. Project rows are folders of the solution.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { type Draft, Edges, locked, unknownVersion } from './reading/text.ts';
import { duplicateProblems, type Field, field, fieldsOf, parseJson, startOf, type Tree, textOf } from './reading/tree.ts';

export const nuget: LockfileFormat = {
  id: 'nuget',
  names: ['packages.lock.json', 'packages.*.lock.json'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text);
    yield* duplicateProblems(tree, path);
    const version = field(tree.root, 'version');
    if (!/^[12]$/.test(textOf(version) ?? ''))
      return yield unknownVersion(path, 'a packages.lock.json', textOf(version), '1, 2', startOf(tree, version));
    for (const framework of fieldsOf(field(tree.root, 'dependencies'))) yield* readFramework(framework, tree);
  },
};

function* readFramework({ key: framework, node }: Field, tree: Tree): Generator<LockedPackage> {
  const rows = [...fieldsOf(node)];
  const keys = new Map<string, string>(); // ids are not case-sensitive
  for (const { key } of rows) keys.set(key.toLowerCase(), `${framework}/${key}`);
  const edges = new Edges();
  for (const { key, node: row } of rows) {
    const from = `${framework}/${key}`;
    if (textOf(field(row, 'type')) === 'Direct') edges.add('.', from);
    for (const { key: name } of fieldsOf(field(row, 'dependencies'))) {
      const to = keys.get(name.toLowerCase());
      if (to !== undefined) edges.add(from, to);
    }
  }
  for (const { key, node: row } of rows) {
    const from = `${framework}/${key}`;
    if (textOf(field(row, 'type')) === 'Project' && edges.requiredBy(from).length === 0) edges.add('.', from); // nobody else can have asked for it
  }
  for (const row of rows) yield packageOf(row, framework, edges, tree);
}

function packageOf({ key: name, at, node }: Field, framework: string, edges: Edges, tree: Tree): Draft {
  const type = textOf(field(node, 'type')) ?? '';
  const version = textOf(field(node, 'resolved')) ?? '';
  const hash = textOf(field(node, 'contentHash'));
  const key = `${framework}/${name}`;
  const [target = '', runtime] = framework.split('/');
  return locked(tree.lines.place(at), {
    name,
    version,
    purl: purlOf('nuget', name, version),
    resolved: { kind: type === 'Project' ? 'workspace' : 'registry' },
    hashes: hash === undefined ? [] : [`sha512-${hash}`],
    key,
    requiredBy: edges.requiredBy(key),
    direct: edges.requiredBy(key).includes('.'),
    scopes: [],
    platform: { framework: [target], ...(runtime === undefined ? {} : { runtime: [runtime] }) },
    ...(isRuntimePackage(name) ? { compiled: 'NuGet runtime package' } : {}),
  });
}

/** `runtime.linux-x64.X`, `X.runtime.win-x64`, `X.NativeAssets.Linux`, `X.native.osx`: packages that only carry native libraries, named so by convention. */
const isRuntimePackage = (name: string): boolean =>
  /^runtime\.|\.runtime\.(?:win|linux|osx|unix|android|ios|browser|alpine)|\.NativeAssets\.|\.native(?:\.|$)/i.test(name.slice(0, 256));
