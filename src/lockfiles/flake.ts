// flake.lock: JSON, `version` 5 to 7. https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-flake.html#lock-files
// `nodes.NAME.locked` has a type (github, gitlab, sourcehut, git, hg, tarball, file, path, indirect), rev, narHash; `inputs` are the edges: a node's name, or a
// path of inputs that it follows. `root` names the node of the project itself. A pinned nixpkgs pins thousands of packages.
import { formatPurl, purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { Edges, locked, maxDepth, unknownVersion } from './reading/text.ts';
import { duplicateProblems, type Field, field, fieldsOf, isTrue, type Node, parseJson, startOf, type Tree, textOf, textsOf } from './reading/tree.ts';

export const flake: LockfileFormat = {
  id: 'flake',
  names: ['flake.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text);
    yield* duplicateProblems(tree, path);
    const version = field(tree.root, 'version');
    if (!/^[5-7]$/.test(textOf(version) ?? '')) return yield unknownVersion(path, 'a flake.lock', textOf(version), '5 to 7', startOf(tree, version));
    const root = textOf(field(tree.root, 'root')) ?? 'root';
    const nodes = field(tree.root, 'nodes');
    const edges = new Edges();
    for (const { key, node } of fieldsOf(nodes)) {
      for (const { node: input } of fieldsOf(field(node, 'inputs'))) {
        const to = target(input, nodes, root);
        if (to !== undefined) edges.add(key === root ? '.' : key, to);
      }
    }
    for (const row of fieldsOf(nodes)) if (row.key !== root) yield packageOf(row, edges, tree);
  },
};

/** A node's name, or the path of inputs from the root that leads to it. */
function target(input: Node, nodes: Node | undefined, root: string): string | undefined {
  if (input.kind === 'scalar') return textOf(input);
  let at: string | undefined = root;
  for (const step of textsOf(input).slice(0, maxDepth)) {
    const next: Node | undefined = field(field(field(nodes, at ?? ''), 'inputs'), step);
    at = next?.kind === 'scalar' ? textOf(next) : undefined; // a path that leads over another path is left out
  }
  return at;
}

function packageOf({ key, at, node }: Field, edges: Edges, tree: Tree): LockedPackage {
  const locks = field(node, 'locked');
  const rev = textOf(field(locks, 'rev'));
  const hash = textOf(field(locks, 'narHash'));
  const requiredBy = edges.requiredBy(key);
  return locked(tree.lines.place(at), {
    name: key,
    purl: purlOfNode(key, locks, rev),
    resolved: { ...resolvedOf(locks), ...(rev === undefined ? {} : { commit: rev }) },
    hashes: hash === undefined ? [] : [hash],
    key,
    requiredBy,
    direct: requiredBy.includes('.'),
    ...(isTrue(field(node, 'flake')) || textOf(field(node, 'flake')) !== 'false' ? {} : { notes: ['not a flake'] }),
  });
}

function resolvedOf(locks: Node | undefined): LockedPackage['resolved'] {
  const url = textOf(field(locks, 'url'));
  const [owner, repo] = [textOf(field(locks, 'owner')), textOf(field(locks, 'repo'))];
  switch (textOf(field(locks, 'type'))) {
    case 'github':
    case 'gitlab':
    case 'sourcehut':
      return { kind: 'git', url: `${textOf(field(locks, 'type'))}:${owner ?? ''}/${repo ?? ''}` };
    case 'git':
    case 'hg':
      return { kind: 'git', ...(url === undefined ? {} : { url }) };
    case 'path':
      return { kind: 'path', url: textOf(field(locks, 'path')) ?? '' };
    case undefined:
      return { kind: 'none' };
    default:
      return { kind: 'url', ...(url === undefined ? {} : { url }) };
  }
}

function purlOfNode(key: string, locks: Node | undefined, rev: string | undefined): string {
  const type = textOf(field(locks, 'type'));
  const [owner, repo] = [textOf(field(locks, 'owner')), textOf(field(locks, 'repo'))];
  if ((type === 'github' || type === 'gitlab') && owner && repo) return purlOf(type, `${owner}/${repo}`, rev);
  const url = textOf(field(locks, 'url'));
  return formatPurl({
    type: 'generic',
    name: key || 'input',
    ...(rev === undefined ? {} : { version: rev }),
    ...(url === undefined ? {} : { qualifiers: { download_url: url } }),
  });
}
