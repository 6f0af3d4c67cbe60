// Podfile.lock: a subset of YAML that CocoaPods writes, without a version of the format. https://guides.cocoapods.org/using/using-cocoapods.html
// PODS has `- Name (version)` or `- Name (version):` with its edges; `Pod/Sub` are subspecs of one pod. DEPENDENCIES names what the Podfile does. EXTERNAL SOURCES and
// CHECKOUT OPTIONS say `:git`, `:path`, `:podspec` and `:commit`; SPEC REPOS where the specs of the others are; SPEC CHECKSUMS are of the podspecs, not of the code, and by pod.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { linkByName } from './reading/link.ts';
import { type Draft, locked, unknownVersion } from './reading/text.ts';
import { duplicateProblems, type Field, field, fieldsOf, itemsOf, type Node, parseYaml, startOf, type Tree, textOf } from './reading/tree.ts';

export const cocoapods: LockfileFormat = {
  id: 'cocoapods',
  names: ['Podfile.lock', 'Manifest.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseYaml(text);
    yield* duplicateProblems(tree, path);
    const pods = field(tree.root, 'PODS');
    if (pods === undefined && field(tree.root, 'COCOAPODS') === undefined)
      return yield unknownVersion(path, 'a Podfile.lock', undefined, 'those with PODS', startOf(tree, tree.root));
    const rows = itemsOf(pods).map(rowOf);
    const direct = new Set(itemsOf(field(tree.root, 'DEPENDENCIES')).map((item) => (textOf(item) ?? '').split(' ', 1)[0]!));
    const drafts = rows.map((row) => packageOf(row, tree));
    linkByName(
      drafts,
      (index) => itemsOf(rows[index]!.edges).map((edge) => (textOf(edge) ?? '').split(' ', 1)[0]!),
      (name) => name,
    );
    for (const draft of drafts) {
      draft.direct = direct.has(draft.name);
      if (draft.direct) draft.requiredBy = ['.', ...draft.requiredBy];
      yield draft;
    }
  },
};

interface Row {
  text: string;
  at: number;
  edges: Node | undefined;
}

/** A pod without edges is a scalar, one with edges a mapping of one key. */
function rowOf(item: Node): Row {
  if (item.kind === 'scalar') return { text: item.value, at: item.at, edges: undefined };
  const [first] = fieldsOf(item) as Iterable<Field>;
  return { text: first?.key ?? '', at: first?.at ?? item.at, edges: first?.node };
}

function packageOf({ text, at }: Row, tree: Tree): Draft {
  const open = text.indexOf(' (');
  const name = open === -1 ? text : text.slice(0, open);
  const version = open === -1 ? '' : text.slice(open + 2).replace(/\)$/, '');
  const [pod = ''] = name.split('/', 1);
  const checksum = textOf(field(field(tree.root, 'SPEC CHECKSUMS'), pod));
  return locked(tree.lines.place(at), {
    name,
    version,
    purl: purlOf('cocoapods', name, version),
    resolved: resolvedOf(pod, tree),
    hashes: checksum === undefined ? [] : [`sha1:${checksum}`],
  });
}

function resolvedOf(pod: string, tree: Tree): LockedPackage['resolved'] {
  const external = field(field(tree.root, 'EXTERNAL SOURCES'), pod);
  const checkout = field(field(tree.root, 'CHECKOUT OPTIONS'), pod);
  const git = textOf(field(checkout, ':git')) ?? textOf(field(external, ':git'));
  if (git !== undefined) {
    const commit = textOf(field(checkout, ':commit')) ?? textOf(field(external, ':commit'));
    return { kind: 'git', url: git, ...(commit === undefined ? {} : { commit }) };
  }
  for (const system of [':hg', ':svn', ':bzr']) {
    const url = textOf(field(checkout, system)) ?? textOf(field(external, system));
    const commit = textOf(field(checkout, ':revision')) ?? textOf(field(external, ':revision'));
    if (url !== undefined) return { kind: 'git', url, ...(commit === undefined ? {} : { commit }) };
  }
  const path = textOf(field(external, ':path'));
  if (path !== undefined) return { kind: 'path', url: path };
  const podspec = textOf(field(external, ':podspec')) ?? textOf(field(external, ':http'));
  if (podspec !== undefined) return /^https?:/.test(podspec) ? { kind: 'url', url: podspec } : { kind: 'path', url: podspec };
  return { kind: 'registry', ...repositoryOf(pod, tree) };
}

/** SPEC REPOS has the pods by the name or address of the repository that holds their specs; `trunk` is the public one. */
function repositoryOf(pod: string, tree: Tree): { url?: string } {
  for (const { key, node } of fieldsOf(field(tree.root, 'SPEC REPOS'))) if (itemsOf(node).some((item) => textOf(item) === pod)) return { url: key };
  return {};
}
