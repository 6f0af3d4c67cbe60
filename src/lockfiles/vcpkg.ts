// vcpkg.json (ports that are asked for, and a `builtin-baseline` commit) and vcpkg-configuration.json (registries with a `baseline` commit). JSON without a version.
// https://learn.microsoft.com/vcpkg/reference/vcpkg-json The baseline pins all versions, which are not listed: only `overrides` have one. Ports are built from source.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { locked } from './reading/text.ts';
import { duplicateProblems, field, fieldsOf, itemsOf, type Node, parseJson, type Tree, textOf } from './reading/tree.ts';

export const vcpkg: LockfileFormat = {
  id: 'vcpkg',
  names: ['vcpkg.json', 'vcpkg-configuration.json'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text, true);
    yield* duplicateProblems(tree, path);
    const configuration = field(tree.root, 'vcpkg-configuration') ?? tree.root;
    yield* registry(field(configuration, 'default-registry'), tree);
    for (const one of itemsOf(field(configuration, 'registries'))) yield* registry(one, tree);
    const baseline = textOf(field(tree.root, 'builtin-baseline'));
    const versions = new Map<string, string>();
    for (const one of itemsOf(field(tree.root, 'overrides'))) {
      const version = ['version', 'version-semver', 'version-date', 'version-string']
        .map((key) => textOf(field(one, key)))
        .find((text) => text !== undefined);
      if (version !== undefined) versions.set(textOf(field(one, 'name')) ?? '', version);
    }
    yield* ports(field(tree.root, 'dependencies'), [], versions, baseline, tree);
    for (const { key, node } of fieldsOf(field(tree.root, 'features')))
      yield* ports(field(node, 'dependencies'), [`feature:${key}`], versions, baseline, tree);
  },
};

function* registry(node: Node | undefined, tree: Tree): Generator<LockedPackage> {
  if (node === undefined || textOf(node) !== undefined || node.kind !== 'fields') return;
  const kind = textOf(field(node, 'kind')) ?? 'git';
  const commit = textOf(field(node, 'baseline'));
  const url = textOf(field(node, 'repository')) ?? textOf(field(node, 'path')) ?? textOf(field(node, 'location'));
  const name = url === undefined ? 'vcpkg' : `registry ${url}`;
  yield locked(tree.lines.place(node.at), {
    name,
    purl: purlOf(
      'generic',
      url
        ?.split('/')
        .at(-1)
        ?.replace(/\.git$/, '') || 'vcpkg',
      commit,
      url === undefined ? {} : { vcs_url: url },
    ),
    resolved: {
      kind: kind === 'filesystem' ? 'path' : kind === 'artifact' ? 'url' : 'git',
      ...(url === undefined ? {} : { url }),
      ...(commit === undefined ? {} : { commit }),
    },
    direct: true,
    requiredBy: ['.'],
    ...(commit === undefined && kind !== 'filesystem' ? { notes: ['no baseline'] } : {}),
  });
}

function* ports(
  list: Node | undefined,
  scopes: readonly string[],
  versions: ReadonlyMap<string, string>,
  baseline: string | undefined,
  tree: Tree,
): Generator<LockedPackage> {
  for (const item of itemsOf(list)) {
    const named = item.kind === 'fields' ? item.fields.get('name') : undefined;
    const name = textOf(item) ?? textOf(named?.node);
    if (name === undefined) continue;
    const version = versions.get(name);
    const least = textOf(field(item, 'version>='));
    const notes = [
      ...(version !== undefined ? [] : baseline === undefined ? ['unpinned: no baseline here'] : [`pinned by baseline ${baseline}`]),
      ...(least === undefined ? [] : [`at least ${least}`]),
    ];
    yield locked(tree.lines.place(named?.at ?? item.at), {
      name,
      ...(version === undefined ? {} : { version }),
      purl: purlOf('vcpkg', name, version),
      key: `${scopes[0] ?? ''}/${name}`,
      scopes,
      direct: true,
      requiredBy: ['.'],
      ...(notes.length === 0 ? {} : { notes }),
    });
  }
}
