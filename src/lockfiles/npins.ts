// npins/sources.json: JSON, `version` 0 to 7. https://github.com/andir/npins
// `pins.NAME` has type (Git, GitRelease, PyPi, Channel, Tarball, Container), repository {type GitHub|GitLab|Git|Forgejo, owner, repo, url}, branch or version, revision, url, hash.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { locked, unknownVersion } from './reading/text.ts';
import { duplicateProblems, type Field, field, fieldsOf, parseJson, startOf, type Tree, textOf } from './reading/tree.ts';

export const npins: LockfileFormat = {
  id: 'npins',
  names: ['npins/sources.json', '**/npins/sources.json'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text);
    yield* duplicateProblems(tree, path);
    const version = field(tree.root, 'version');
    if (!/^[0-7]$/.test(textOf(version) ?? ''))
      return yield unknownVersion(path, "npins' sources.json", textOf(version), '0 to 7', startOf(tree, version));
    for (const pin of fieldsOf(field(tree.root, 'pins'))) yield packageOf(pin, tree);
  },
};

function packageOf({ key: name, at, node }: Field, tree: Tree): LockedPackage {
  const repository = field(node, 'repository');
  const commit = textOf(field(node, 'revision'));
  const url = textOf(field(node, 'url')) ?? textOf(field(repository, 'url'));
  const hash = textOf(field(node, 'hash'));
  const version = textOf(field(node, 'version')) ?? '';
  const host = textOf(field(repository, 'type'))?.toLowerCase() ?? '';
  const [owner, repo] = [textOf(field(repository, 'owner')), textOf(field(repository, 'repo'))];
  const isGit = repository !== undefined || commit !== undefined;
  const isHosted = (host === 'github' || host === 'gitlab') && owner !== undefined && repo !== undefined;
  return locked(tree.lines.place(at), {
    name,
    version,
    purl: isHosted
      ? purlOf(host, `${owner}/${repo}`, commit)
      : purlOf('generic', name, commit ?? version, url === undefined ? {} : { download_url: url }),
    resolved: { kind: isGit ? 'git' : 'url', ...(url === undefined ? {} : { url }), ...(commit === undefined ? {} : { commit }) },
    hashes: hash === undefined ? [] : [hash],
    direct: true,
    requiredBy: ['.'],
  });
}
