// lockfile.json of the maven-lockfile plugin: JSON, `lockFileVersion` 1 or 2. https://github.com/chains-project/maven-lockfile
// `dependencies` is a tree: groupId, artifactId, version, scope, checksumAlgorithm, checksum, `resolved` (the URL), `children`; an entry that Maven left out for a nearer
// version says included: false. `mavenPlugins` and `mavenExtensions` are what the build itself runs; `boms` and parents are
// POMs, which hold no code, and not listed.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { type Draft, Edges, locked, maxDepth, ReadError, unknownVersion } from './reading/text.ts';
import { duplicateProblems, field, itemsOf, type Node, parseJson, startOf, type Tree, textOf } from './reading/tree.ts';

export const mavenLockfile: LockfileFormat = {
  id: 'maven-lockfile',
  names: ['lockfile.json'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text);
    yield* duplicateProblems(tree, path);
    const version = field(tree.root, 'lockFileVersion');
    if (!/^[12]$/.test(textOf(version) ?? ''))
      return yield unknownVersion(path, "maven-lockfile's lockfile.json", textOf(version), '1, 2', startOf(tree, version));
    const drafts = new Map<string, Draft>();
    const edges = new Edges();
    collect(field(tree.root, 'dependencies'), '.', [], { drafts, edges, tree }, 0);
    collect(field(tree.root, 'mavenPlugins'), '.', ['plugin'], { drafts, edges, tree }, 0);
    collect(field(tree.root, 'mavenExtensions'), '.', ['extension'], { drafts, edges, tree }, 0);
    for (const draft of drafts.values()) {
      draft.requiredBy = edges.requiredBy(draft.key!);
      draft.direct = draft.requiredBy.includes('.');
      yield draft;
    }
  },
};

interface Found {
  drafts: Map<string, Draft>;
  edges: Edges;
  tree: Tree;
}

function collect(list: Node | undefined, parent: string, scopes: readonly string[], found: Found, depth: number): void {
  if (depth > maxDepth) throw new ReadError('too-deep', `more than ${maxDepth} levels of dependencies`, undefined, 'limit');
  for (const row of itemsOf(list)) {
    const draft = packageOf(row, scopes, found.tree);
    const isLeftOut = textOf(field(row, 'included')) === 'false';
    found.edges.add(parent, draft.key!);
    if (!isLeftOut && !found.drafts.has(draft.key!)) found.drafts.set(draft.key!, draft);
    collect(field(row, 'children') ?? field(row, 'dependencies'), draft.key!, scopes, found, depth + 1);
  }
}

function packageOf(row: Node, scopes: readonly string[], tree: Tree): Draft {
  const named = row.kind === 'fields' ? (row.fields.get('artifactId') ?? row.fields.get('groupId')) : undefined;
  const name = `${textOf(field(row, 'groupId')) ?? ''}:${textOf(field(row, 'artifactId')) ?? ''}`;
  const version = textOf(field(row, 'selectedVersion')) ?? textOf(field(row, 'version')) ?? '';
  const checksum = textOf(field(row, 'checksum'));
  const algorithm = (textOf(field(row, 'checksumAlgorithm')) ?? 'sha256').toLowerCase().replace('-', '');
  const url = textOf(field(row, 'resolved'));
  const scope = textOf(field(row, 'scope'));
  const classifier = textOf(field(row, 'classifier'));
  return locked(tree.lines.place(named?.at ?? row.at), {
    name,
    version,
    purl: purlOf('maven', name, version, classifier === undefined ? undefined : { classifier }),
    resolved: { kind: 'registry', ...(url === undefined ? {} : { url }) },
    hashes: checksum === undefined || checksum === '' ? [] : [`${algorithm}:${checksum}`],
    key: `${scopes[0] ?? ''}${name}@${version}${classifier === undefined ? '' : `:${classifier}`}`,
    scopes: scope === undefined ? scopes : [...scopes, scope],
  });
}
