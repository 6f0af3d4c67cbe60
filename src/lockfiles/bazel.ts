// MODULE.bazel.lock: JSON, `lockFileVersion`. https://bazel.build/external/lockfile
// From 10 on (Bazel 7.2) `registryFileHashes` has the URL of every registry file that was read, `…/modules/NAME/VERSION/MODULE.bazel` and, for the version that
// was chosen, `source.json`; null and `not found` are: asked, not there. Before, `moduleDepGraph` has the modules with their edges, hashes of the archives in their `repoSpec`.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { type Draft, Edges, locked, unknownVersion } from './reading/text.ts';
import { duplicateProblems, field, fieldsOf, parseJson, startOf, type Tree, textOf, textsOf } from './reading/tree.ts';

export const bazel: LockfileFormat = {
  id: 'bazel',
  names: ['MODULE.bazel.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseJson(text);
    yield* duplicateProblems(tree, path);
    const version = field(tree.root, 'lockFileVersion');
    const number = Number(textOf(version));
    if (!(number >= 1 && number <= 26)) return yield unknownVersion(path, 'a MODULE.bazel.lock', textOf(version), '1 to 26', startOf(tree, version));
    const edges = edgesOf(tree);
    const drafts = field(tree.root, 'registryFileHashes') === undefined ? fromGraph(tree) : fromRegistry(tree);
    for (const draft of drafts) {
      draft.requiredBy = edges.requiredBy(draft.key!);
      if (field(tree.root, 'moduleDepGraph') !== undefined) draft.direct = draft.requiredBy.includes('.');
      yield draft;
    }
  },
};

function fromRegistry(tree: Tree): Iterable<Draft> {
  const drafts = new Map<string, Draft>();
  const chosen = new Set<string>();
  for (const { key: url, at, node } of fieldsOf(field(tree.root, 'registryFileHashes'))) {
    const parts = url.split('/');
    const [file, version, name, folder] = [parts.at(-1), parts.at(-2), parts.at(-3), parts.at(-4)];
    if (folder !== 'modules' || !name || !version || (file !== 'MODULE.bazel' && file !== 'source.json')) continue;
    const hash = textOf(node);
    if (hash === undefined || hash === 'not found') continue; // that registry does not have it
    const key = `${name}@${version}`;
    const url0 = parts.slice(0, -4).join('/');
    const draft =
      drafts.get(key) ??
      locked(tree.lines.place(at), { name, version, purl: purlOf('bazel', name, version), resolved: { kind: 'registry', url: url0 }, key });
    drafts.set(key, draft);
    draft.hashes = [...draft.hashes, hash].slice(0, 8);
    if (file === 'source.json') chosen.add(key);
  }
  for (const [key, draft] of drafts) if (chosen.size > 0 && !chosen.has(key)) draft.notes = ['only its MODULE.bazel'];
  return drafts.values();
}

function* fromGraph(tree: Tree): Generator<Draft> {
  for (const { key, at, node } of fieldsOf(field(tree.root, 'moduleDepGraph'))) {
    const name = textOf(field(node, 'name')) ?? '';
    const version = textOf(field(node, 'version')) ?? '';
    if (key === '<root>' || name === '') continue;
    const attributes = field(field(node, 'repoSpec'), 'attributes');
    const integrity = textOf(field(attributes, 'integrity'));
    const url = textOf(field(attributes, 'url')) ?? textsOf(field(attributes, 'urls'))[0];
    yield locked(tree.lines.place(at), {
      name,
      version,
      purl: purlOf('bazel', name, version),
      key,
      ...(key.endsWith('@_')
        ? { resolved: { kind: 'none' as const }, notes: ['overridden, or part of Bazel'] }
        : { resolved: { kind: 'registry' as const, ...(url === undefined ? {} : { url }) } }),
      hashes: integrity === undefined || integrity === '' ? [] : [integrity],
    });
  }
}

function edgesOf(tree: Tree): Edges {
  const edges = new Edges();
  for (const { key, node } of fieldsOf(field(tree.root, 'moduleDepGraph'))) {
    for (const { node: to } of fieldsOf(field(node, 'deps'))) edges.add(key === '<root>' ? '.' : key, textOf(to) ?? '');
  }
  return edges;
}
