// environment.yml: what conda is asked for, YAML without a version. https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#creating-an-environment-file-manually
// `name=version=build` (or `name=version`, `name==version`) is one release, anything else a range: not locked, and said so in `notes`. A `pip:` list holds
// requirements. Channels may stand before `::`.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { locked, unknownVersion } from './reading/text.ts';
import { duplicateProblems, field, itemsOf, type Node, parseYaml, startOf, type Tree, textOf, textsOf } from './reading/tree.ts';

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
      if (item.kind === 'scalar') yield* condaRow(item, channels, tree);
      else for (const pip of itemsOf(field(item, 'pip'))) yield* pipRow(pip, tree);
    }
  },
};

function* condaRow(item: Node, channels: readonly string[], tree: Tree): Generator<LockedPackage> {
  const text = (textOf(item) ?? '').slice(0, 1024);
  const match = /^(?:([^:\s]+)::)?([\w.-]+)\s*(.*)$/.exec(text.trim());
  if (match === null) return;
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

function* pipRow(item: Node, tree: Tree): Generator<LockedPackage> {
  const text = (textOf(item) ?? '').slice(0, 1024);
  const match = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(.*)$/.exec(text.trim());
  if (match === null) return;
  const version = /^={2,3}\s*([^\s,;*]+)/.exec(match[2]!)?.[1];
  const address = /^@\s*(\S+)/.exec(match[2]!)?.[1];
  const resolved: LockedPackage['resolved'] =
    address === undefined ? { kind: 'registry' } : { kind: address.startsWith('git+') ? 'git' : 'url', url: address };
  yield locked(tree.lines.place(item.at), {
    name: match[1]!,
    ...(version === undefined ? {} : { version }),
    purl: purlOf('pypi', match[1]!, version),
    resolved,
    scopes: ['pip'],
    direct: true,
    requiredBy: ['.'],
    key: `pip/${match[1]}@${version ?? ''}`,
    ...(version === undefined && address === undefined ? { notes: ['unpinned'] } : {}),
  });
}
