// conda-lock.yml (and pixi's or conda-lock's variants *.conda-lock.yml): YAML, `version` 1. https://conda.github.io/conda-lock/
// `package` has one row per platform; `manager` is conda or pip, `hash` md5 and sha256, `category` the group. A conda row is one file, prebuilt by the channel;
// a pip row names the one file that is installed. Virtual packages (`__osx`) have a file: address and empty hashes.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { condaFacts } from './reading/conda.ts';
import { distributionKind, fileName } from './reading/files.ts';
import { type Draft, Edges, locked, Multi, unknownVersion } from './reading/text.ts';
import { duplicateProblems, field, fieldsOf, isTrue, itemsOf, type Node, parseYaml, startOf, type Tree, textOf } from './reading/tree.ts';

export const condaLock: LockfileFormat = {
  id: 'conda-lock',
  names: ['conda-lock.yml', 'conda-lock.yaml', '*.conda-lock.yml', '*.conda-lock.yaml', '*-conda-lock.yml'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseYaml(text);
    yield* duplicateProblems(tree, path);
    const version = field(tree.root, 'version');
    if (textOf(version) !== '1') return yield unknownVersion(path, 'a conda-lock file', textOf(version), '1', startOf(tree, version ?? tree.root));
    const rows = itemsOf(field(tree.root, 'package'));
    const drafts = rows.map((row) => packageOf(row, tree));
    addEdges(rows, drafts);
    yield* drafts;
  },
};

function packageOf(row: Node, tree: Tree): Draft {
  const nameField = row.kind === 'fields' ? row.fields.get('name') : undefined;
  const name = textOf(nameField?.node) ?? '';
  const version = textOf(field(row, 'version')) ?? '';
  const manager = textOf(field(row, 'manager')) ?? 'conda';
  const platform = textOf(field(row, 'platform')) ?? '';
  const url = textOf(field(row, 'url')) ?? '';
  const category = textOf(field(row, 'category'));
  const hashes = [...fieldsOf(field(row, 'hash'))].flatMap(({ key, node }) => (textOf(node) ? [`${key}:${textOf(node)}`] : []));
  return locked(tree.lines.place(nameField?.at ?? row.at), {
    name,
    version,
    purl: purlOf(manager === 'pip' ? 'pypi' : 'conda', name, version),
    hashes,
    key: `${manager}/${platform}/${name}@${version}${category === undefined ? '' : ` (${category})`}`,
    scopes: [...(category === undefined ? [] : [category]), ...(isTrue(field(row, 'optional')) ? ['optional'] : [])],
    platform: { platform: [platform] },
    ...(manager === 'pip' ? pipFacts(url, textOf(field(field(row, 'source'), 'type')) === 'url') : name.startsWith('__') ? virtual : condaFacts(url)),
  });
}

/** `__glibc`, `__osx`: what the host has, no package. */
const virtual: Partial<LockedPackage> = { resolved: { kind: 'external' }, notes: ['virtual package: what the host has'] };

/** `source` is there for what was asked for by its address. */
function pipFacts(url: string, isAsked: boolean): Partial<LockedPackage> {
  const vcs = /^(?:git|hg|svn|bzr)\+([^#]*?)(?:@([^@/#]+))?(?:#.*)?$/.exec(url.slice(0, 4096));
  if (vcs !== null) {
    const commit = /^[0-9a-f]{40}$/.exec(vcs[2] ?? '')?.[0];
    return { resolved: { kind: 'git', url: vcs[1]!, ...(commit === undefined ? {} : { commit }) } };
  }
  if (!/^https?:/i.test(url)) return { resolved: { kind: 'path', url } };
  const name = fileName(url);
  return { resolved: { kind: isAsked ? 'url' : 'registry', url }, files: name === '' ? [] : [{ name, kind: distributionKind(name), url }] };
}

function addEdges(rows: readonly Node[], drafts: readonly Draft[]): void {
  const keys = new Multi<string>(); // a package stands once per category
  const place = (index: number) => `${textOf(field(rows[index], 'platform')) ?? ''} `;
  for (const [index, draft] of drafts.entries()) keys.add(place(index) + draft.name.toLowerCase(), draft.key!);
  const edges = new Edges();
  for (const [index, row] of rows.entries()) {
    for (const { key: name } of fieldsOf(field(row, 'dependencies'))) {
      for (const to of keys.get(place(index) + name.toLowerCase())) edges.add(drafts[index]!.key!, to);
    }
  }
  for (const draft of drafts) draft.requiredBy = edges.requiredBy(draft.key!);
}
