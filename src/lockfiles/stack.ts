// stack.yaml.lock: YAML without a version. https://docs.haskellstack.org/en/stable/topics/lock_files/
// `packages[].completed` is one of `hackage: name-version@sha256:HASH,SIZE` (the hash is of the cabal file), a git or hg commit, or an archive's url; the latter with
// name and version of their own. `snapshots` pin the package set. What the stack.yaml names is all that stands here: every row is direct.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { type Draft, locked, problem, unknownVersion } from './reading/text.ts';
import { duplicateProblems, type Field, field, fieldsOf, itemsOf, type Node, parseYaml, startOf, type Tree, textOf } from './reading/tree.ts';

export const stack: LockfileFormat = {
  id: 'stack',
  names: ['stack.yaml.lock', 'stack-*.yaml.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseYaml(text);
    yield* duplicateProblems(tree, path);
    if (field(tree.root, 'packages') === undefined && field(tree.root, 'snapshots') === undefined) {
      return yield unknownVersion(path, 'a stack.yaml.lock', undefined, 'those with packages or snapshots', startOf(tree, tree.root));
    }
    for (const row of itemsOf(field(tree.root, 'packages'))) {
      const found = packageOf(field(row, 'completed'), tree);
      yield found ??
        problem(path, 'unknown-entry', 'unreadable', 'neither a package of Hackage, a repository nor an archive', tree.lines.place(row.at));
    }
  },
};

function packageOf(completed: Node | undefined, tree: Tree): Draft | undefined {
  const fields = new Map<string, Field>();
  for (const one of fieldsOf(completed)) fields.set(one.key, one);
  const hackage = fields.get('hackage');
  const always = { direct: true, requiredBy: ['.'] };
  if (hackage !== undefined) {
    const [release = '', revision = ''] = (textOf(hackage.node) ?? '').split('@');
    const dash = release.lastIndexOf('-');
    const [name, version] = [release.slice(0, dash), release.slice(dash + 1)];
    const hash = /^sha256:[0-9a-f]+/.exec(revision)?.[0];
    return locked(tree.lines.place(hackage.at), {
      name,
      version,
      purl: purlOf('hackage', name, version),
      hashes: hash === undefined ? [] : [hash],
      ...always,
    });
  }
  const name = textOf(fields.get('name')?.node);
  const version = textOf(fields.get('version')?.node) ?? '';
  const origin = fields.get('git') ?? fields.get('hg') ?? fields.get('url') ?? fields.get('archive');
  if (name === undefined || origin === undefined) return undefined;
  const commit = textOf(fields.get('commit')?.node);
  const sha256 = textOf(fields.get('sha256')?.node);
  return locked(tree.lines.place(fields.get('name')!.at), {
    name,
    version,
    purl: purlOf('hackage', name, version),
    resolved: { kind: commit === undefined ? 'url' : 'git', url: textOf(origin.node) ?? '', ...(commit === undefined ? {} : { commit }) },
    hashes: sha256 === undefined ? [] : [`sha256:${sha256}`],
    ...always,
  });
}
