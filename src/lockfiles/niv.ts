// nix/sources.json of niv: JSON without a version. https://github.com/nmattia/niv
// NAME has owner, repo, branch, rev, sha256, type (tarball, file, git, local), url.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { locked, unknownVersion } from './reading/text.ts';
import { duplicateProblems, type Field, field, fieldsOf, parseJson, startOf, type Tree, textOf } from './reading/tree.ts';

export const niv: LockfileFormat = {
  id: 'niv',
  names: ['nix/sources.json', '**/nix/sources.json'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text);
    yield* duplicateProblems(tree, path);
    const rows = [...fieldsOf(tree.root)];
    if (!rows.every(({ node }) => node.kind === 'fields') || tree.root?.kind !== 'fields')
      return yield unknownVersion(path, "niv's sources.json", undefined, 'those with one object per name', startOf(tree, tree.root));
    for (const row of rows) yield packageOf(row, tree);
  },
};

function packageOf({ key: name, at, node }: Field, tree: Tree): LockedPackage {
  const commit = textOf(field(node, 'rev'));
  const [owner, repo] = [textOf(field(node, 'owner')), textOf(field(node, 'repo'))];
  const url = textOf(field(node, 'url')) ?? (repo?.includes(':') ? repo : undefined);
  const sha256 = textOf(field(node, 'sha256'));
  const path = textOf(field(node, 'path'));
  const isHosted = owner !== undefined && repo !== undefined && (url === undefined || /^https:\/\/github\.com\//.test(url));
  const version = textOf(field(node, 'version')) ?? '';
  const kind = textOf(field(node, 'type')) === 'local' ? 'path' : commit === undefined ? 'url' : 'git';
  return locked(tree.lines.place(at), {
    name,
    version,
    purl: isHosted
      ? purlOf('github', `${owner}/${repo}`, commit)
      : purlOf('generic', name, commit ?? version, url === undefined ? {} : { download_url: url }),
    resolved: { kind, ...((url ?? path) === undefined ? {} : { url: url ?? path! }), ...(commit === undefined ? {} : { commit }) },
    hashes: sha256 === undefined ? [] : [`sha256:${sha256}`],
    direct: true,
    requiredBy: ['.'],
  });
}
