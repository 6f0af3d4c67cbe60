// Chart.lock (Helm 3) and requirements.lock (Helm 2): YAML, `dependencies` with name, version and repository. https://helm.sh/docs/helm/helm_dependency/
// `digest` covers the list of requirements, not the charts: no row has a hash. A repository is a URL, `oci://…`, `file://…`, an alias `@name`, or empty (vendored).
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { locked, unknownVersion } from './reading/text.ts';
import { duplicateProblems, field, itemsOf, type Node, parseYaml, startOf, type Tree, textOf } from './reading/tree.ts';

export const helm: LockfileFormat = {
  id: 'helm',
  names: ['Chart.lock', '**/charts/**/requirements.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseYaml(text);
    yield* duplicateProblems(tree, path);
    const dependencies = field(tree.root, 'dependencies');
    if (dependencies?.kind !== 'list' && field(tree.root, 'digest') === undefined) {
      return yield unknownVersion(path, 'a Chart.lock', undefined, 'those with a list of dependencies', startOf(tree, tree.root));
    }
    for (const row of itemsOf(dependencies)) yield packageOf(row, tree);
  },
};

function packageOf(row: Node, tree: Tree): LockedPackage {
  const nameField = row.kind === 'fields' ? row.fields.get('name') : undefined;
  const name = textOf(nameField?.node) ?? '';
  const version = textOf(field(row, 'version')) ?? '';
  const repository = textOf(field(row, 'repository')) ?? '';
  const isPath = repository === '' || repository.startsWith('file:');
  return locked(tree.lines.place(nameField?.at ?? row.at), {
    name,
    version,
    purl: purlOf('helm', name, version),
    resolved: { kind: isPath ? 'path' : 'registry', ...(repository === '' ? {} : { url: repository }) },
    key: `${name}@${version} (${repository})`,
    direct: true,
    requiredBy: ['.'],
  });
}
