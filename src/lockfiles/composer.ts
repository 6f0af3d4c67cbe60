// composer.lock: JSON, without a version of its own. https://getcomposer.org/doc/01-basic-usage.md#commit-your-composer-lock-file-to-version-control
// `packages` and `packages-dev`; `source` is the repository with the commit in `reference`, `dist` the archive that is installed, with an often empty `shasum`.
// A path repository's dist has type path, an artifact repository's a `file:` address. `replace` and `provide` are names that an entry answers as well. Rows from a repository without an index (VCS) have no `notification-url`; they are still installed by name.
// Platform requirements (php, ext-*, lib-*) are no packages. What the project itself requires is in composer.json only.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { linkByName } from './reading/link.ts';
import { type Draft, locked, unknownVersion } from './reading/text.ts';
import { duplicateProblems, field, fieldsOf, itemsOf, type Node, parseJson, startOf, type Tree, textOf, textsOf } from './reading/tree.ts';

export const composer: LockfileFormat = {
  id: 'composer',
  names: ['composer.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text);
    yield* duplicateProblems(tree, path);
    if (field(tree.root, 'packages')?.kind !== 'list')
      return yield unknownVersion(path, 'a composer.lock', undefined, 'those with a list of packages', startOf(tree, tree.root));
    const rows = [
      ...itemsOf(field(tree.root, 'packages')).map((node) => ({ node, scopes: [] as string[] })),
      ...itemsOf(field(tree.root, 'packages-dev')).map((node) => ({ node, scopes: ['dev'] })),
    ];
    const drafts = rows.map(({ node, scopes }) => packageOf(node, scopes, tree));
    linkByName(
      drafts,
      (index) => [...fieldsOf(field(rows[index]!.node, 'require'))].map(({ key }) => key),
      (name) => name.toLowerCase(),
      (index) => ['replace', 'provide'].flatMap((section) => [...fieldsOf(field(rows[index]!.node, section))].map(({ key }) => key)),
    );
    yield* drafts;
  },
};

function packageOf(node: Node, scopes: string[], tree: Tree): Draft {
  const nameField = node.kind === 'fields' ? node.fields.get('name') : undefined;
  const name = textOf(nameField?.node) ?? '';
  const version = textOf(field(node, 'version')) ?? '';
  const shasum = textOf(field(field(node, 'dist'), 'shasum'));
  const licences = textsOf(field(node, 'license'));
  const isPlugin = textOf(field(node, 'type')) === 'composer-plugin';
  return locked(tree.lines.place(nameField?.at ?? node.at), {
    name,
    version,
    purl: purlOf('composer', name, version),
    resolved: resolvedOf(node),
    hashes: shasum === undefined || shasum === '' ? [] : [`sha1:${shasum}`],
    scopes,
    ...(licences.length === 0 ? {} : { licence: licences.join(' OR ') }),
    ...(isPlugin ? { installScript: true, notes: ['composer-plugin: its code runs when installed'] } : {}),
  });
}

function resolvedOf(node: Node): LockedPackage['resolved'] {
  const dist = field(node, 'dist');
  const source = field(node, 'source');
  const url = textOf(field(dist, 'url')) ?? textOf(field(source, 'url'));
  if (textOf(field(dist, 'type')) === 'path' || url?.startsWith('file:')) return { kind: 'path', ...(url === undefined ? {} : { url }) };
  const reference = textOf(field(source, 'reference')) ?? textOf(field(dist, 'reference'));
  const isGit = dist === undefined && source !== undefined;
  return { kind: isGit ? 'git' : 'registry', ...(url === undefined ? {} : { url }), ...(reference === undefined ? {} : { commit: reference }) };
}
