// bun.lock: JSON with comments and trailing commas, `lockfileVersion` 0 to 2. https://bun.com/docs/pm/lockfile
// `packages` by place in the tree ("a/b" is b below a). The tuple depends on the kind: registry [name@version, registry, facts, integrity]; git
// [name@address#commit, facts, commit], for hosted ones [name@address#short commit, facts, folder, integrity] (the last from 1.3 on); tarball [name@address, facts, integrity]; folder, link and workspace [name@kind:path, facts]. Versions are said for the
// registry only. `workspaces` by folder hold what the project requires. The old bun.lockb is binary and not read.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { integrities, originOf, platformFacts, splitSpecifier } from './reading/javascript.ts';
import { type Draft, Edges, locked, type Place, unknownVersion } from './reading/text.ts';
import { duplicateProblems, type Field, field, fieldsOf, itemsOf, type Node, parseJson, startOf, textOf, textsOf } from './reading/tree.ts';

export const bun: LockfileFormat = {
  id: 'bun',
  names: ['bun.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text, true);
    yield* duplicateProblems(tree, path);
    const version = field(tree.root, 'lockfileVersion');
    if (!/^[0-2]$/.test(textOf(version) ?? '')) return yield unknownVersion(path, 'a bun.lock', textOf(version), '0, 1, 2', startOf(tree, version));
    const rows = [...fieldsOf(field(tree.root, 'packages'))];
    const drafts = rows.map((row) => packageOf(row, tree.lines.place(row.at)));
    addEdges(tree.root, rows, drafts);
    yield* drafts;
  },
};

function packageOf({ key, node }: Field, place: Place): Draft {
  const tuple = itemsOf(node);
  const { name, rest } = splitSpecifier(textOf(tuple[0]) ?? key);
  const isRegistry = tuple[1]?.kind === 'scalar';
  const facts = isRegistry ? tuple[2] : tuple[1];
  const last = textOf(isRegistry ? tuple[3] : tuple[2]);
  const integrity = tuple
    .slice(2)
    .map(textOf)
    .find((text) => text !== undefined && /^(?:sha\d+|md5)-/.test(text));
  const origin = isRegistry ? registryOf(textOf(tuple[1])) : addressOf(rest, last);
  const version = isRegistry ? rest : '';
  const asked = packageNames(key).at(-1) ?? key;
  return locked(place, {
    name,
    version,
    purl: purlOf('npm', name, version),
    resolved: origin,
    hashes: integrities(integrity),
    key,
    ...platformFacts({ os: limitOf(facts, 'os'), cpu: limitOf(facts, 'cpu'), libc: limitOf(facts, 'libc') }),
    ...(asked === name ? {} : { notes: [`alias ${asked}`] }),
  });
}

const registryOf = (registry: string | undefined): LockedPackage['resolved'] =>
  registry === undefined ? { kind: 'registry' } : { kind: 'registry', url: registry };

function addressOf(rest: string, last: string | undefined): LockedPackage['resolved'] {
  if (rest.startsWith('root:')) return { kind: 'workspace', url: '.' };
  const origin = originOf(rest) ?? { kind: 'path' as const, url: rest };
  if (origin.kind !== 'git' || origin.commit !== undefined) return origin;
  const commit = /#([0-9a-f]{7,40})$/.exec(rest)?.[1] ?? last; // hosted git rows shorten the commit
  return { ...origin, ...(commit === undefined ? {} : { commit }) };
}

/** One value or a list; "none" means: never installed natively. */
const limitOf = (facts: Node | undefined, limit: string): string[] => textsOf(field(facts, limit));

/** "a/@s/b/c" as ["a", "@s/b", "c"]. */
function packageNames(key: string): string[] {
  const names: string[] = [];
  for (const part of key.split('/')) {
    const before = names.at(-1);
    if (before?.startsWith('@') && !before.includes('/')) names[names.length - 1] = `${before}/${part}`;
    else names.push(part);
  }
  return names;
}

function addEdges(root: Node | undefined, rows: readonly Field[], drafts: readonly Draft[]): void {
  const keys = new Set(rows.map(({ key }) => key));
  const edges = new Edges();
  const direct = new Set<string>();
  for (const { key, node } of rows) {
    const tuple = itemsOf(node);
    const facts = tuple[1]?.kind === 'scalar' ? tuple[2] : tuple[1];
    if (key.length > 4096) continue; // longer than a path can be
    const names = packageNames(key);
    for (const name of wanted(facts, ['dependencies', 'optionalDependencies', 'peerDependencies'])) {
      for (let depth = names.length; depth >= 0; depth--) {
        const to = [...names.slice(0, depth), name].join('/');
        if (!keys.has(to) || to === key) continue;
        edges.add(key, to);
        break;
      }
    }
  }
  for (const { key: folder, node } of fieldsOf(field(root, 'workspaces'))) {
    const own = textOf(field(node, 'name'));
    for (const name of wanted(node, ['dependencies', 'devDependencies', 'optionalDependencies'])) {
      const to = own !== undefined && keys.has(`${own}/${name}`) ? `${own}/${name}` : name;
      if (!keys.has(to)) continue;
      edges.add(folder === '' ? '.' : folder, to);
      direct.add(to);
    }
  }
  for (const draft of drafts) {
    draft.requiredBy = edges.requiredBy(draft.key!);
    draft.direct = direct.has(draft.key!) || draft.resolved.kind === 'workspace';
  }
}

function* wanted(node: Node | undefined, kinds: readonly string[]): Generator<string> {
  for (const kind of kinds) for (const { key } of fieldsOf(field(node, kind))) yield key;
}
