// conan.lock: JSON; Conan 2 has `version` "0.5" and lists of references, Conan 1 has `version` "0.4" (before: `pref` for `ref`) and `graph_lock.nodes`. https://docs.conan.io/2/reference/commands/lock.html
// A reference is name/version[@user/channel][#recipe revision][:package id[#package revision]][%timestamp]. A revision is of the recipe, not of the source.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { type Draft, Edges, locked, type Place, problem, unknownVersion } from './reading/text.ts';
import { duplicateProblems, field, fieldsOf, itemsOf, type Node, parseJson, startOf, type Tree, textOf, textsOf } from './reading/tree.ts';

export const conan: LockfileFormat = {
  id: 'conan',
  names: ['conan.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text);
    yield* duplicateProblems(tree, path);
    const version = field(tree.root, 'version');
    const nodes = field(field(tree.root, 'graph_lock'), 'nodes');
    if (nodes !== undefined) yield* readGraph(tree, path);
    else if (textOf(version) === '0.5') yield* readLists(tree, path);
    else yield unknownVersion(path, 'a conan.lock', textOf(version), '0.4 with a graph, and 0.5', startOf(tree, version ?? tree.root));
  },
};

const lists = { requires: [], build_requires: ['build'], python_requires: ['python'], config_requires: ['config'] } as const;

function* readLists(tree: Tree, path: string): Generator<LockedPackage | Problem> {
  for (const { key, at, node } of fieldsOf(tree.root))
    if (node.kind === 'list' && node.items.length > 0 && !Object.hasOwn(lists, key))
      yield problem(path, 'unknown-entry', 'unreadable', `a list that is not known: ${key.slice(0, 80)}`, tree.lines.place(at));
  for (const [list, scopes] of Object.entries(lists)) {
    for (const item of itemsOf(field(tree.root, list))) {
      const found = packageOf(textOf(item) ?? '', tree.lines.place(item.at), scopes);
      yield found === undefined ? notReference(path, tree.lines.place(item.at)) : { ...found, key: `${list}/${textOf(item)}` };
    }
  }
}

/** Node 0 is the project, or the command line; it has no reference then. */
function* readGraph(tree: Tree, path: string): Generator<LockedPackage | Problem> {
  const drafts: Draft[] = [];
  const edges = new Edges();
  for (const { key, node } of fieldsOf(field(field(tree.root, 'graph_lock'), 'nodes'))) {
    const ref = node.kind === 'fields' ? (node.fields.get('ref') ?? node.fields.get('pref')) : undefined;
    const isProject = textOf(field(node, 'path')) !== undefined || textOf(ref?.node) === undefined;
    for (const list of ['requires', 'build_requires', 'python_requires'])
      for (const to of idsOf(field(node, list))) edges.add(isProject ? '.' : key, to);
    const context = textOf(field(node, 'context'));
    if (ref === undefined || isProject) continue;
    const found = packageOf(textOf(ref.node) ?? '', tree.lines.place(ref.at), context === 'build' ? ['build'] : []);
    if (found === undefined) yield notReference(path, tree.lines.place(ref.at));
    else drafts.push({ ...found, key });
  }
  for (const draft of drafts) {
    draft.requiredBy = edges.requiredBy(draft.key!);
    draft.direct = draft.requiredBy.includes('.');
    yield draft;
  }
}

const notReference = (path: string, place: Place): Problem => problem(path, 'unknown-entry', 'unreadable', 'not a reference name/version', place);

/** A list of node ids; before 0.4 a map from reference to id. */
function idsOf(node: Node | undefined): string[] {
  return [...textsOf(node), ...[...fieldsOf(node)].map(({ node: id }) => textOf(id) ?? '')];
}

function packageOf(reference: string, place: Place, scopes: readonly string[]): Draft | undefined {
  const match = /^([^/@#%:]+)\/([^@#%:]+)(?:@([^/#%:]+)(?:\/([^#%:]+))?)?(?:#([0-9a-f]+))?/.exec(reference.slice(0, 1024));
  if (match === null) return undefined;
  const [, name = '', said = '', user, channel, revision] = match;
  const version = said.startsWith('[') ? '' : said; // a range, added by hand

  const known = user !== undefined && user !== '_';
  const purl = known ? purlOf('conan', name, version, { user, ...(channel === undefined ? {} : { channel }) }) : purlOf('conan', name, version);
  const notes = [...(revision === undefined ? [] : [`recipe revision ${revision}`]), ...(version === '' ? [`unpinned: ${said}`] : [])];
  return locked(place, { name, version, purl, scopes, ...(notes.length === 0 ? {} : { notes }) });
}
