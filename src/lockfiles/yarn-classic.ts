// yarn.lock of Yarn 1: `# yarn lockfile v1`. https://classic.yarnpkg.com/lang/en/docs/yarn-lock/ It looks like YAML and is not: a key line lists the
// specifiers that an entry answers (`a@^1.0.0, "@s/b@npm:c@2":`), two spaces in are `name value`, four spaces in the edges.
// What the project itself requires is in package.json only, so that `direct` is not said. A folder row has neither `resolved` nor `integrity`; a row
// from before 1.10 has the tarball's sha1 after `#` only. Keys may be quoted; values are quoted or end with the line.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, Problem } from '../types.ts';
import { aliasTarget, integrities, isRegistryTarball, originOf, splitSpecifier } from './reading/javascript.ts';
import { type Draft, Edges, locked, numberedLines, problem } from './reading/text.ts';

interface Entry {
  line: number;
  specifiers: string[];
  values: Map<string, string>;
  edges: { name: string; range: string }[];
}

export function* readYarnClassic(text: string, path: string): Generator<LockedPackage | Problem> {
  const version = /^# yarn lockfile v(\S+)/m.exec(text)?.[1];
  if (version !== undefined && version !== '1') {
    const message = `a yarn.lock with version ${version.slice(0, 40)}; this reader knows 1 and Berry's 4 to 10`;
    return yield problem(path, 'unknown-version', 'unreadable', message, {
      line: text.slice(0, text.indexOf('# yarn lockfile')).split('\n').length,
      column: 1,
    });
  }
  const entries: Entry[] = [];
  for (const found of entriesOf(text)) {
    if ('specifiers' in found) entries.push(found);
    else yield problem(path, 'bad-line', 'unreadable', 'neither an entry nor a value of one', { line: found.line, column: 1 });
  }
  if (version === undefined && entries.length === 0 && text.trim() !== '') {
    return yield problem(path, 'unknown-version', 'unreadable', 'neither a classic yarn.lock nor one of Berry', { line: 1, column: 1 });
  }
  const byTarget = new Map<string, string>();
  const drafts = entries.map(packageOf);
  for (const [index, { specifiers }] of entries.entries()) for (const specifier of specifiers) byTarget.set(specifier, drafts[index]!.key!);
  const edges = new Edges();
  for (const [index, entry] of entries.entries()) {
    for (const { name, range } of entry.edges) {
      const to = byTarget.get(`${name}@${range}`);
      if (to !== undefined) edges.add(drafts[index]!.key!, to);
    }
  }
  for (const draft of drafts) {
    draft.requiredBy = edges.requiredBy(draft.key!);
    yield draft;
  }
}

/** Entries in order; a line that fits nowhere is given as its number. */
function* entriesOf(text: string): Generator<Entry | { line: number }> {
  let entry: Entry | undefined;
  let inEdges = false;
  for (const { line, text: raw } of numberedLines(text)) {
    if (raw === '' || /^\s*(?:#|$)/.test(raw)) continue;
    const indent = raw.length - raw.trimStart().length;
    if (indent === 0) {
      if (entry !== undefined) yield entry;
      entry = raw.trimEnd().endsWith(':') ? { line, specifiers: specifiersOf(raw.trimEnd().slice(0, -1)), values: new Map(), edges: [] } : undefined;
      inEdges = false;
      if (entry === undefined) yield { line };
      continue;
    }
    if (entry === undefined) continue; // below a line that was already told
    const content = raw.trim();
    if (indent < 4) inEdges = /^(?:optionalD|d)ependencies:$/.test(content);
    if (content.endsWith(':') && indent < 4) continue;
    const [key, value] = pairOf(content);
    if (indent >= 4 && inEdges) entry.edges.push({ name: key, range: value });
    else if (indent < 4) entry.values.set(key, value);
  }
  if (entry !== undefined) yield entry;
}

/** `a@1, "b@>= 1, < 2"`: commas part the specifiers outside quotes. */
function specifiersOf(key: string): string[] {
  const found = [...key.matchAll(/"((?:[^"\\]|\\.)*)"|([^\s",][^",]*)/g)];
  return found.map((match) => (match[1] === undefined ? match[2]!.trim() : unescaped(match[1])));
}

/** `name value`, each quoted or bare. */
function pairOf(content: string): [string, string] {
  const match = /^(?:"((?:[^"\\]|\\.)*)"|(\S+))[ \t]+(?:"((?:[^"\\]|\\.)*)"|(.*))$/.exec(content);
  if (match === null) return [content, ''];
  return [match[1] === undefined ? match[2]! : unescaped(match[1]), match[3] === undefined ? match[4]! : unescaped(match[3])];
}

const unescaped = (quoted: string): string => quoted.replace(/\\(.)/g, '$1');

function packageOf({ line, specifiers, values }: Entry): Draft {
  const [first = ''] = specifiers;
  const { name: asked, rest: range } = splitSpecifier(first);
  const name = aliasTarget(range) ?? /^npm:((?:@[^/@]+\/)?[a-z][^/@]*)$/i.exec(range)?.[1] ?? asked; // an alias may leave the range out
  const version = values.get('version') ?? '';
  const resolved = values.get('resolved');
  const sha1 = /#([0-9a-f]{40})$/.exec(resolved ?? '')?.[1];
  const hashes = integrities(values.get('integrity'));
  const origin = resolvedOf(resolved, range, name, version);
  const notes = [
    ...(name === asked ? [] : [`alias ${asked}`]),
    ...(hashes.length === 0 && sha1 !== undefined && origin.kind !== 'git' ? [`sha1 ${sha1} in the address, no integrity`] : []),
  ];
  return locked(
    { line, column: 1 },
    {
      name,
      version,
      purl: purlOf('npm', name, version),
      resolved: origin,
      hashes,
      key: specifiers.join(', '),
      ...(notes.length === 0 ? {} : { notes }),
    },
  );
}

function resolvedOf(resolved: string | undefined, range: string, name: string, version: string): LockedPackage['resolved'] {
  const asked = originOf(range);
  if (resolved === undefined) return asked ?? { kind: 'registry' };
  const address = resolved.replace(/#[0-9a-f]{40}$/i, (hash) => (/\.git#|^git/i.test(resolved) || asked?.kind === 'git' ? hash : ''));
  const origin = originOf(address);
  if (origin === undefined) return asked ?? { kind: 'registry', url: resolved };
  if (origin.kind !== 'url') return origin;
  if (asked?.kind === 'git') return { ...origin, kind: 'git', ...commitOf(resolved) };
  return asked?.kind === 'url' || (asked === undefined && aliasTarget(range) === undefined && range === '')
    ? registryOr(origin, name, version)
    : { kind: 'registry', url: address };
}

/** A URL that was asked for stays one, even where a registry serves it. */
const registryOr = (origin: LockedPackage['resolved'], name: string, version: string): LockedPackage['resolved'] =>
  origin.url !== undefined && isRegistryTarball(origin.url, name, version) ? { ...origin, kind: 'registry' } : origin;

function commitOf(resolved: string): { commit?: string } {
  const commit = /[0-9a-f]{40}/i.exec(resolved)?.[0];
  return commit === undefined ? {} : { commit };
}
