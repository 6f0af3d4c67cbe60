// environment.yml: what conda is asked for, YAML without a version. https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#creating-an-environment-file-manually
// `name=version=build` (or `name=version`, `name==version`) is one release, anything else a range: not locked, and said so in `notes`. A `pip:` list holds
// requirements. Channels may stand before `::`.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { locked, problem, unknownVersion } from './reading/text.ts';
import { duplicateProblems, field, itemsOf, type Node, parseYaml, startOf, type Tree, textOf, textsOf } from './reading/tree.ts';
import { isReadItself, requirementOf } from './requirements.ts';

export const condaEnvironment: LockfileFormat = {
  id: 'conda-environment',
  names: ['environment.yml', 'environment.yaml', '*.environment.yml', 'environment-*.yml', 'environment-*.yaml'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseYaml(text);
    yield* duplicateProblems(tree, path);
    const dependencies = field(tree.root, 'dependencies');
    if (dependencies?.kind !== 'list')
      return yield unknownVersion(path, 'an environment.yml', undefined, 'those with a list of dependencies', startOf(tree, tree.root));
    const channels = textsOf(field(tree.root, 'channels'));
    for (const item of itemsOf(dependencies)) {
      if (item.kind === 'scalar') yield* condaRow(item, channels, path, tree);
      else for (const pip of itemsOf(field(item, 'pip'))) yield* pipRow(pip, path, tree);
    }
  },
};

function* condaRow(item: Node, channels: readonly string[], path: string, tree: Tree): Generator<LockedPackage | Problem> {
  const text = (textOf(item) ?? '').slice(0, 1024);
  const match = /^(?:([^:\s]+)::)?([\w.-]+)\s*(.*)$/.exec(text.trim());
  if (match === null) return yield problem(path, 'unknown-entry', 'unreadable', 'not a conda package', tree.lines.place(item.at));
  const [, channel, name = '', range = ''] = match;
  const exact = /^=?=([^=<>!~*,|\s]+)(?:=([^=\s]+))?$/.exec(range);
  const version = exact?.[1];
  const notes = [
    ...(version === undefined ? [range === '' ? 'unpinned' : `unpinned: ${range}`] : exact?.[2] === undefined ? ['no build'] : []),
    ...(channel === undefined ? channels.map((one) => `channel ${one}`) : [`channel ${channel}`]),
  ];
  yield locked(tree.lines.place(item.at), {
    name,
    ...(version === undefined ? {} : { version }),
    purl: purlOf('conda', name, version),
    direct: true,
    requiredBy: ['.'],
    notes,
  });
}

/** A line of a requirements file. What `-r` names is installed and not listed here. */
function* pipRow(item: Node, path: string, tree: Tree): Generator<LockedPackage | Problem> {
  const text = (textOf(item) ?? '').trim();
  const place = tree.lines.place(item.at);
  if (/^-(?!e\b|-editable\b)/.test(text)) {
    const other = /^(?:-r|--requirement)[\s=]*(.+)$/.exec(text)?.[1];
    if (other !== undefined && !isReadItself(path, other))
      yield problem(
        path,
        'includes-unread',
        'unreadable',
        `${text.slice(0, 200)}: pip installs what it lists, which is read by its own name only`,
        place,
      );
    return;
  }
  const found = requirementOf({ ...place, text });
  if (found === undefined) return yield problem(path, 'unknown-entry', 'unreadable', 'not a requirement', place);
  yield { ...found, scopes: ['pip'], direct: true, requiredBy: ['.'], key: `pip/${found.key}` };
}
