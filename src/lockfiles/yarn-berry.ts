// yarn.lock of Yarn 2 on: YAML with `__metadata.version` 4 (2.0) to 10 (4.18). https://yarnpkg.com/advanced/lexicon
// Keys list the descriptors that an entry answers; `resolution` is what they lead to: `name@npm:1.0.0`, `name@workspace:path`, `patch:`, `portal:`, `link:`,
// `file:`, `exec:` (a script of the project makes the package), an address, `…#commit=`. Registry rows have no address: the registry is in .yarnrc.yml. `checksum` is of Yarn's own zip, not of the registry's
// tarball; rows for other platforms have none until fetched there. `conditions` are the platform limits. Before version 8 the edges leave `npm:` out.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, Problem } from '../types.ts';
import { originOf, platformFacts, splitSpecifier } from './reading/javascript.ts';
import { type Draft, Edges, locked, Multi, type Place, unknownVersion } from './reading/text.ts';
import { duplicateProblems, type Field, field, fieldsOf, type Node, parseYaml, startOf, textOf } from './reading/tree.ts';

export function* readYarnBerry(text: string, path: string): Generator<LockedPackage | Problem> {
  const tree = parseYaml(text);
  yield* duplicateProblems(tree, path);
  const version = field(field(tree.root, '__metadata'), 'version');
  if (!/^(?:[4-9]|10)$/.test(textOf(version) ?? ''))
    return yield unknownVersion(path, 'a yarn.lock', textOf(version), '4 to 10', startOf(tree, version ?? field(tree.root, '__metadata')));
  const rows = [...fieldsOf(tree.root)].filter(({ key }) => key !== '__metadata');
  const drafts = rows.map((row) => packageOf(row, tree.lines.place(row.at)));
  addEdges(rows, drafts);
  yield* drafts;
}

function packageOf({ key, node }: Field, place: Place): Draft {
  const resolution = textOf(field(node, 'resolution')) ?? descriptorsOf(key)[0] ?? key;
  const { name, rest } = splitSpecifier(resolution);
  const said = textOf(field(node, 'version')) ?? '';
  const version = said === '0.0.0-use.local' ? '' : said;
  const checksum = textOf(field(node, 'checksum'));
  const asked = splitSpecifier(key).name.replace(/^"/, '');
  const patched = rest.startsWith('patch:') && !/#(?:optional!)?~?builtin|#optional!builtin/.test(rest);
  const made = rest.startsWith('exec:') ? ['made by a script of the project'] : [];
  const notes = [...(asked === name ? [] : [`alias ${asked}`]), ...made, ...(patched ? [`patched: ${rest.slice(0, 300)}`] : [])];
  return locked(place, {
    name,
    version,
    purl: purlOf('npm', name, version),
    resolved: resolvedOf(rest),
    hashes: checksum === undefined ? [] : [checksum],
    key,
    ...conditionsOf(textOf(field(node, 'conditions')) ?? ''),
    ...(notes.length === 0 ? {} : { notes }),
  });
}

/** The reference of a resolution. A patch is where what it patches is. */
function resolvedOf(reference: string): LockedPackage['resolved'] {
  const bare = reference.replace(/::.*$/s, '');
  if (bare.startsWith('npm:') || bare === '') return registryOf(reference);
  if (bare.startsWith('patch:')) {
    const [inner = ''] = bare.slice('patch:'.length).split('#');
    return resolvedOf(decode(splitSpecifier(inner).rest));
  }
  if (bare.startsWith('exec:')) return { kind: 'path', url: bare.slice('exec:'.length) };
  return originOf(bare) ?? { kind: 'none' };
}

/** `::__archiveUrl=` names the tarball where the registry serves it under an unusual address. */
function registryOf(reference: string): LockedPackage['resolved'] {
  const archive = /[:&]__archiveUrl=([^&]*)/.exec(reference)?.[1];
  return archive === undefined ? { kind: 'registry' } : { kind: 'registry', url: decode(archive) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign: as it stands
  }
}

/** `os=linux & cpu=x64 & libc=glibc`, alternatives in brackets with `|`. */
function conditionsOf(conditions: string): Partial<LockedPackage> {
  const limits = { os: [] as string[], cpu: [] as string[], libc: [] as string[] };
  for (const match of conditions.matchAll(/\b(os|cpu|libc)=(!?[\w-]+)/g)) limits[match[1] as keyof typeof limits].push(match[2]!);
  return platformFacts(limits);
}

const descriptorsOf = (key: string): string[] => key.split(/, */);

function addEdges(rows: readonly Field[], drafts: readonly Draft[]): void {
  const byDescriptor = new Multi<string>();
  const byName = new Multi<string>();
  for (const { key } of rows) {
    for (const descriptor of descriptorsOf(key)) {
      byDescriptor.add(descriptor.replace(/::.*$/s, ''), key);
      const patch = /^(@?[^@]+)@patch:(.+?)#/s.exec(descriptor);
      if (patch !== null) byDescriptor.add(`${patch[1]} patched ${decode(patch[2]!)}`, key);
    }
    const names = new Set(descriptorsOf(key).map((descriptor) => splitSpecifier(descriptor).name));
    for (const name of names) byName.add(name, key);
  }
  const targets = (name: string, range: string): readonly string[] => {
    const full = /^[a-z+]+:|^[\w.-]+\/[\w.-]+(?:#|$)|^git@/i.test(range) ? range : `npm:${range}`;
    const descriptor = `${name}@${full}`;
    const exact = [...byDescriptor.get(descriptor), ...byDescriptor.get(`${name} patched ${descriptor}`)];
    const only = byName.get(name);
    return exact.length > 0 ? exact : only.length === 1 ? only : []; // a `resolutions` entry leads elsewhere than the range says
  };
  const edges = new Edges();
  const direct = new Set<string>();
  for (const { key, node } of rows) {
    const importer = importerOf(node);
    for (const { key: name, node: range } of fieldsOf(field(node, 'dependencies'))) {
      for (const to of targets(name, textOf(range) ?? '')) {
        edges.add(importer ?? key, to);
        if (importer !== undefined) direct.add(to);
      }
    }
  }
  for (const draft of drafts) {
    draft.requiredBy = edges.requiredBy(draft.key!);
    draft.direct = direct.has(draft.key!) || draft.resolved.kind === 'workspace';
  }
}

/** The folder of a workspace's own row: what it requires is required by the project itself. */
function importerOf(node: Node): string | undefined {
  const { rest } = splitSpecifier(textOf(field(node, 'resolution')) ?? '');
  return rest.startsWith('workspace:') ? rest.slice('workspace:'.length) : undefined;
}
