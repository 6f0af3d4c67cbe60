// .github/workflows/actions.lock, written by `gh actions-lock`: YAML, `version` 'v0.0.1' to 'v0.0.3'. https://docs.github.com/en/actions/concepts/security/workflow-dependency-lockfiles
// `workflows` lists per workflow file what it uses, `dependencies` has per `owner/repository@ref` the ref, `commit: sha1-…` and, for composite actions, what they use
// themselves. The commit is what runs, whatever the tag says by then.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { Edges, locked, unknownVersion } from './reading/text.ts';
import { duplicateProblems, type Field, field, fieldsOf, parseYaml, startOf, type Tree, textOf, textsOf } from './reading/tree.ts';

export const githubActionsLock: LockfileFormat = {
  id: 'github-actions-lock',
  names: ['.github/workflows/actions.lock', '**/.github/workflows/actions.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseYaml(text);
    yield* duplicateProblems(tree, path);
    const version = field(tree.root, 'version');
    if (!/^v0\.0\.[1-3]$/.test(textOf(version) ?? ''))
      return yield unknownVersion(path, 'an actions.lock', textOf(version), 'v0.0.1 to v0.0.3', startOf(tree, version ?? tree.root));
    const edges = new Edges();
    for (const { key: workflow, node } of fieldsOf(field(tree.root, 'workflows'))) for (const to of textsOf(node)) edges.add(workflow, to);
    const rows = [...fieldsOf(field(tree.root, 'dependencies'))];
    const direct = new Set(rows.filter(({ key }) => edges.requiredBy(key).length > 0).map(({ key }) => key));
    for (const { key, node } of rows) for (const to of textsOf(field(node, 'uses'))) edges.add(key, to);
    for (const row of rows) yield packageOf(row, edges, direct, tree);
  },
};

function packageOf({ key, at, node }: Field, edges: Edges, direct: ReadonlySet<string>, tree: Tree): LockedPackage {
  const split = key.lastIndexOf('@');
  const name = split > 0 ? key.slice(0, split) : key;
  const commit = textOf(field(node, 'commit'))?.replace(/^sha(?:1|256)-/, '');
  const ref = textOf(field(node, 'ref'));
  return locked(tree.lines.place(at), {
    name,
    version: commit ?? '',
    purl: purlOf('githubactions', name, commit),
    resolved: { kind: 'action', ...(commit === undefined ? {} : { commit }) },
    key,
    requiredBy: edges.requiredBy(key),
    direct: direct.has(key),
    ...(ref === undefined ? {} : { notes: [`ref ${ref}`] }),
  });
}
