// renv.lock: JSON without a version. https://rstudio.github.io/renv/reference/lockfiles.html
// `Packages.NAME` has Package, Version, Source (Repository, Bioconductor, GitHub, GitLab, Bitbucket, Git, URL, Local), Hash (md5 of the DESCRIPTION, not of the
// archive), Requirements as edges; newer files hold the whole DESCRIPTION, with License, Imports, Depends and LinkingTo.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { linkByName } from './reading/link.ts';
import { requirementName } from './reading/names.ts';
import { type Draft, locked, unknownVersion } from './reading/text.ts';
import { duplicateProblems, type Field, field, fieldsOf, type Node, parseJson, startOf, type Tree, textOf, textsOf } from './reading/tree.ts';

export const renv: LockfileFormat = {
  id: 'renv',
  names: ['renv.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text);
    yield* duplicateProblems(tree, path);
    const packages = field(tree.root, 'Packages');
    if (packages?.kind !== 'fields') return yield unknownVersion(path, 'a renv.lock', undefined, 'those with Packages', startOf(tree, tree.root));
    const rows = [...fieldsOf(packages)];
    const drafts = rows.map((row) => packageOf(row, tree));
    linkByName(
      drafts,
      (index) => wants(rows[index]!.node),
      (name) => name,
    );
    yield* drafts;
  },
};

function* wants(node: Node): Generator<string> {
  for (const key of ['Requirements', 'Imports', 'Depends', 'LinkingTo']) {
    for (const text of textsOf(field(node, key))) for (const one of text.split(',')) yield requirementName(one.trim());
  }
}

function packageOf({ key, at, node }: Field, tree: Tree): Draft {
  const name = textOf(field(node, 'Package')) ?? key;
  const version = textOf(field(node, 'Version')) ?? '';
  const hash = textOf(field(node, 'Hash'));
  const licence = textOf(field(node, 'License'));
  return locked(tree.lines.place(at), {
    name,
    version,
    purl: purlOf('cran', name, version),
    resolved: resolvedOf(node),
    hashes: hash === undefined ? [] : [`md5:${hash}`],
    ...(licence === undefined ? {} : { licence }),
  });
}

function resolvedOf(node: Node): LockedPackage['resolved'] {
  const source = (textOf(field(node, 'Source')) ?? '').toLowerCase();
  const commit = textOf(field(node, 'RemoteSha'));
  const [owner, repo] = [textOf(field(node, 'RemoteUsername')), textOf(field(node, 'RemoteRepo'))];
  const url = textOf(field(node, 'RemoteUrl')) ?? (owner === undefined ? undefined : `${source}:${owner}/${repo ?? ''}`);
  if (/^(?:github|gitlab|bitbucket|git2?r?|git)$/.test(source))
    return { kind: 'git', ...(url === undefined ? {} : { url }), ...(commit === undefined ? {} : { commit }) };
  if (source === 'local') return { kind: 'path', ...(url === undefined ? {} : { url }) };
  if (source === 'url') return { kind: 'url', ...(url === undefined ? {} : { url }) };
  const repository = textOf(field(node, 'Repository'));
  if (source === 'unknown' && repository === undefined) return { kind: 'none' };
  return { kind: 'registry', ...(repository === undefined ? {} : { url: repository }) };
}
