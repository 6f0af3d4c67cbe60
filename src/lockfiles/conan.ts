// conan.lock: JSON; Conan 2 has `version` "0.5" and lists of references, Conan 1 has `version` "0.4" and `graph_lock.nodes`. https://docs.conan.io/2/reference/commands/lock.html
// A reference is name/version[@user/channel][#recipe revision][:package id[#package revision]][%timestamp]. A revision is of the recipe, not of the source.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { type Draft, Edges, locked, type Place, unknownVersion } from './reading/text.ts';
import { duplicateProblems, field, fieldsOf, itemsOf, parseJson, startOf, type Tree, textOf, textsOf } from './reading/tree.ts';

export const conan: LockfileFormat = {
  id: 'conan',
  names: ['conan.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text);
    yield* duplicateProblems(tree, path);
    const version = field(tree.root, 'version');
    const nodes = field(field(tree.root, 'graph_lock'), 'nodes');
    if (nodes !== undefined) yield* readGraph(tree);
    else if (textOf(version) === '0.5') yield* readLists(tree);
    else yield unknownVersion(path, 'a conan.lock', textOf(version), '0.4 with a graph, and 0.5', startOf(tree, version ?? tree.root));
  },
};

const lists = { requires: [], build_requires: ['build'], python_requires: ['python'], config_requires: ['config'] } as const;

function* readLists(tree: Tree): Generator<LockedPackage> {
  for (const [list, scopes] of Object.entries(lists)) {
    for (const item of itemsOf(field(tree.root, list))) {
      const found = packageOf(textOf(item) ?? '', tree.lines.place(item.at), scopes);
      if (found !== undefined) yield { ...found, key: `${list}/${textOf(item)}` };
    }
  }
}

/** Node 0 is the project, or the command line; it has no reference then. */
function* readGraph(tree: Tree): Generator<LockedPackage> {
  const drafts: Draft[] = [];
  const edges = new Edges();
  for (const { key, node } of fieldsOf(field(field(tree.root, 'graph_lock'), 'nodes'))) {
    const ref = node.kind === 'fields' ? node.fields.get('ref') : undefined;
    const isProject = textOf(field(node, 'path')) !== undefined || ref === undefined;
    for (const list of ['requires', 'build_requires']) for (const to of textsOf(field(node, list))) edges.add(isProject ? '.' : key, to);
    const context = textOf(field(node, 'context'));
    const found =
      ref === undefined || isProject ? undefined : packageOf(textOf(ref.node) ?? '', tree.lines.place(ref.at), context === 'build' ? ['build'] : []);
    if (found !== undefined) drafts.push({ ...found, key });
  }
  for (const draft of drafts) {
    draft.requiredBy = edges.requiredBy(draft.key!);
    draft.direct = draft.requiredBy.includes('.');
    yield draft;
  }
}

function packageOf(reference: string, place: Place, scopes: readonly string[]): Draft | undefined {
  const match = /^([^/@#%:]+)\/([^@#%:]+)(?:@([^/#%:]+)(?:\/([^#%:]+))?)?(?:#([0-9a-f]+))?/.exec(reference.slice(0, 1024));
  if (match === null) return undefined;
  const [, name = '', version = '', user, channel, revision] = match;
  const known = user !== undefined && user !== '_';
  const purl = known ? purlOf('conan', name, version, { user, ...(channel === undefined ? {} : { channel }) }) : purlOf('conan', name, version);
  return locked(place, { name, version, purl, scopes, ...(revision === undefined ? {} : { notes: [`recipe revision ${revision}`] }) });
}
