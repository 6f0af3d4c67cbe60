// pubspec.lock: YAML without a version. https://dart.dev/tools/pub/glossary#lockfile
// `packages.NAME` has `source` hosted, git, path or sdk, `description` with url and sha256 (Dart 2.19 on) or resolved-ref, and `dependency`: "direct main", "direct dev",
// "direct overridden" or transitive. No edges.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { locked, unknownVersion } from './reading/text.ts';
import { duplicateProblems, type Field, field, fieldsOf, type Node, parseYaml, startOf, type Tree, textOf } from './reading/tree.ts';

export const pub: LockfileFormat = {
  id: 'pub',
  names: ['pubspec.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseYaml(text);
    yield* duplicateProblems(tree, path);
    const packages = field(tree.root, 'packages');
    if (packages === undefined && field(tree.root, 'sdks') === undefined)
      return yield unknownVersion(path, 'a pubspec.lock', undefined, 'those with packages', startOf(tree, tree.root));
    for (const row of fieldsOf(packages)) yield packageOf(row, tree);
  },
};

function packageOf({ key: name, at, node }: Field, tree: Tree): LockedPackage {
  const version = textOf(field(node, 'version')) ?? '';
  const description = field(node, 'description');
  const sha256 = textOf(field(description, 'sha256'));
  const dependency = textOf(field(node, 'dependency')) ?? '';
  const direct = dependency.startsWith('direct');
  return locked(tree.lines.place(at), {
    name,
    version,
    purl: purlOf('pub', name, version),
    resolved: resolvedOf(textOf(field(node, 'source')) ?? '', description),
    hashes: sha256 === undefined ? [] : [`sha256:${sha256}`],
    scopes: dependency === 'direct dev' ? ['dev'] : [],
    direct,
    requiredBy: direct ? ['.'] : [],
    ...(dependency === 'direct overridden' ? { notes: ['overridden'] } : {}),
  });
}

function resolvedOf(source: string, description: Node | undefined): LockedPackage['resolved'] {
  const url = textOf(field(description, 'url'));
  const where = url === undefined ? {} : { url };
  switch (source) {
    case 'git': {
      const commit = textOf(field(description, 'resolved-ref'));
      return { kind: 'git', ...where, ...(commit === undefined ? {} : { commit }) };
    }
    case 'path':
      return { kind: 'path', url: textOf(field(description, 'path')) ?? '' };
    case 'sdk':
      return { kind: 'sdk' };
    default:
      return { kind: 'registry', ...where };
  }
}
