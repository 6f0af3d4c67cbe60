// requirements.txt and constraints, as pip reads them. https://pip.pypa.io/en/stable/reference/requirements-file-format/
// A logical line joins physical ones that end in `\`; ` #` starts a comment. It is a requirement (`name[extra]==1.0 ; marker --hash=alg:hex`,
// `name @ URL`), a bare URL or path, or options. Hashes have no file names: whether a source archive is among them is not said.
// Tools write the reverse edges as comments: `# via name`, or `# via` and one name per line; `-c constraints` among them asks for nothing, `# from URL`
// behind them is the index, and a blank line ends them. `--require-hashes` and pip's own rule make a
// line without a hash among lines with hashes a mistake, which is judged elsewhere.

import { posix } from 'node:path';
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { binaryOnly, distributionKind, fileName, isArchive } from './reading/files.ts';
import { type Draft, Edges, locked, Multi, numberedLines, type Place, problem } from './reading/text.ts';

const maxRequirement = 4096; // characters, hashes not counted: the patterns below are quadratic at worst

interface Logical {
  line: number;
  column: number;
  text: string;
  via: string[];
}

export const requirements: LockfileFormat = {
  id: 'requirements',
  names: ['*requirements*.txt', '*constraints*.txt', '**/requirements/*.txt', '**/constraints/*.txt', '*requirements*.lock'],

  *read(text, path): Generator<LockedPackage | Problem> {
    const options: string[] = [];
    const drafts: { draft: Draft; via: string[] }[] = [];
    for (const logical of logicalLines(text)) {
      if (/^-(?!e\b|-editable\b)/.test(logical.text)) {
        options.push(logical.text);
        const other = /^(?:-r|--requirement)[\s=]*(.+)$/.exec(logical.text)?.[1];
        if (other !== undefined && !isReadItself(path, other))
          yield problem(
            path,
            'includes-unread',
            'unreadable',
            `-r ${other.slice(0, 200)}: pip installs what it lists, and by its name it is not read`,
            logical,
          );
        continue;
      }
      const found = requirementOf(logical);
      if (found !== undefined) drafts.push({ draft: found, via: logical.via });
      else yield problem(path, 'bad-line', 'unreadable', 'neither a requirement nor an option', logical);
    }
    addEdges(drafts);
    const notes = options.flatMap(noteOf);
    for (const { draft } of drafts) {
      if (notes.length > 0) draft.notes = [...(draft.notes ?? []), ...notes];
      yield draft;
    }
  },
};

/** A file that -r names and that is a lockfile by its own name is read as such; any other would keep what it lists out of sight. */
export function isReadItself(from: string, other: string): boolean {
  const path = posix.normalize(posix.join(posix.dirname(from), other));
  if (path.startsWith('..') || /^[/\\]|^\w+:/.test(other)) return false;
  return /(?:requirements|constraints)[^/]*\.txt$|requirements[^/]*\.lock$|(?:^|\/)(?:requirements|constraints)\/[^/]*\.txt$/.test(path);
}

/** Lines joined and freed of comments; comments that follow with `via` belong to the requirement before them. */
function* logicalLines(text: string): Generator<Logical> {
  let current: Logical | undefined;
  let open = false;
  let inVia = false;
  for (const { line, text: raw } of numberedLines(text)) {
    const comment = /^[ \t]*#(.*)$/.exec(raw) ?? /[ \t]#(.*)$/.exec(raw);
    const code = comment === null ? raw : raw.slice(0, comment.index);
    const trimmed = code.trim();
    if (trimmed !== '') {
      const continues = trimmed.endsWith('\\');
      const content = (continues ? trimmed.slice(0, -1).trimEnd() : trimmed).replace(/\s+/g, ' '); // no long runs for the patterns below
      if (open && current !== undefined) current.text += ` ${content}`;
      else {
        if (current !== undefined) yield current;
        current = { line, column: raw.length - raw.trimStart().length + 1, text: content, via: [] };
        inVia = false;
      }
      open = continues;
    } else if (comment === null) {
      open = false;
      inVia = false;
    }
    if (comment !== null && current !== undefined) inVia = readVia(comment[1]!, current, inVia);
  }
  if (current !== undefined) yield current;
}

function readVia(comment: string, current: Logical, inVia: boolean): boolean {
  const match = /^\s*via(?:\s+(.*))?$/.exec(comment);
  if (match === null && (!inVia || /^\s*from\s/.test(comment))) return false;
  const said = (match === null ? comment : (match[1] ?? '')).trim();
  for (const name of said.split(/,\s*/)) if (name !== '') current.via.push(name);
  return true;
}

/** One requirement: also what a `pip:` list of conda holds. */
export function requirementOf({ line, column, text }: Place & { text: string }): Draft | undefined {
  const { body, hashes, editable } = withoutOptions(text);
  if (body === '' || body.length > maxRequirement) return undefined;
  const [specifier = '', ...markers] = body.split(/\s*;\s+|\s+;\s*|;(?=\s*(?:python|sys|os|platform|implementation|extra)[\w.]*[\s<>=!~])/);
  const marker = markers.join('; ').trim();
  const read = direct(specifier.trim()) ?? named(specifier.trim());
  const { name, version } = read;
  if (name === undefined) return undefined;
  const notes = [...(editable ? ['editable'] : []), ...(read.notes ?? [])];
  return locked(
    { line, column },
    {
      name,
      ...(version === undefined ? {} : { version }),
      purl: purlOf('pypi', name, version),
      resolved: read.resolved ?? { kind: 'registry' },
      hashes,
      key: `${name.toLowerCase().replace(/[-_.]+/g, '-')}@${version ?? ''}${marker === '' ? '' : `; ${marker}`}`,
      ...fileFacts(read.resolved),
      ...(marker === '' ? {} : { platform: { markers: [marker] } }),
      ...(notes.length === 0 ? {} : { notes }),
    },
  );
}

/** Takes the per-requirement options off. A hash is `--hash=sha256:…` or `--hash sha256:…`. */
function withoutOptions(text: string): { body: string; hashes: string[]; editable: boolean } {
  const hashes: string[] = [];
  const editable = /^(?:-e|--editable)[ =]?\s*/.exec(text);
  let body = editable === null ? text : text.slice(editable[0].length);
  const first = body.search(/\s--[a-z]/);
  if (first !== -1) {
    for (const match of body.slice(first).matchAll(/--hash[= ]\s*([A-Za-z0-9_-]+:[^\s]+)/g)) hashes.push(match[1]!);
    body = body.slice(0, first);
  }
  return { body: body.trim().replace(/^(["'])(.*)\1$/, '$2'), hashes, editable: editable !== null };
}

type Read = { name?: string; version?: string; resolved?: LockedPackage['resolved']; notes?: string[] };

/** `name @ URL`, a bare URL, or a path. */
function direct(given: string): Read | undefined {
  const specifier = given.replace(/(?<=[./\\\w])\[[\w\s,.-]*\]$/, ''); // extras of a path
  const at = /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*@\s*(\S+)$/.exec(specifier);
  const url = at?.[2] ?? specifier;
  const isUrl = /^(?:[a-z]+\+)?[a-z]+:\/\/|^file:|^git@/i.test(url);
  const isPath =
    /^\.{0,2}[\\/]|^\.\.?$|^[A-Za-z]:[\\/]/.test(url) || (at === null && /^[^\s=<>!~]*[\\/]/.test(url)) || (at === null && isArchive(url));
  if (!isUrl && !isPath) return at === null ? undefined : { name: at[1]!, resolved: { kind: 'url', url } };
  const resolved = resolvedOf(url, isUrl);
  const egg = /[#&]egg=([A-Za-z0-9][\w.-]*)/.exec(url)?.[1];
  const file = fileName(url.replace(/^git\+.*/, ''));
  const release = isArchive(file) ? releaseOf(file) : undefined;
  const name = at?.[1] ?? egg ?? release?.name ?? lastName(url) ?? (isPath ? 'local-project' : undefined);
  if (name === undefined) return undefined;
  return { name, resolved, ...(release === undefined ? {} : { version: release.version }) };
}

function resolvedOf(url: string, isUrl: boolean): LockedPackage['resolved'] {
  const vcs = /^(git|hg|svn|bzr)\+(.*)$/i.exec(url);
  if (vcs !== null || url.startsWith('git@')) {
    const [address = ''] = (vcs?.[2] ?? url).split('#');
    const ref = /@([^@/]+(?:\/[^@]*)?)$/.exec(address.replace(/^[a-z]+:\/\/[^/]*@/i, (user) => user.replace('@', '\0')))?.[1];
    const commit = ref !== undefined && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i.test(ref) ? ref : undefined;
    return { kind: 'git', url: ref === undefined ? address : address.slice(0, -ref.length - 1), ...(commit === undefined ? {} : { commit }) };
  }
  if (!isUrl || /^file:/i.test(url)) return { kind: 'path', url };
  return { kind: 'url', url };
}

/** Name and version from a file name: `name-1.0-py3-none-any.whl`, `name-1.0.tar.gz`. */
function releaseOf(file: string): { name: string; version: string } | undefined {
  const match = /^([A-Za-z0-9][\w.]*)-([^-]+)(?:-[^-]+){2,4}\.whl$/.exec(file) ?? /^(.+?)-(\d[^-]*?)\.(?:tar\.\w+|tgz|zip|tbz2?|txz|tar)$/.exec(file);
  return match === null ? undefined : { name: match[1]!, version: match[2]! };
}

/** The folder's or repository's own name: the best that a path without `egg=` says. */
function lastName(url: string): string | undefined {
  const path = url.split(/[#?@]/).find((part) => part.includes('/')) ?? url;
  return path
    .replace(/[\\/]+$/, '')
    .split(/[\\/]/)
    .at(-1)
    ?.replace(/\.git$/, '')
    .replace(/\[.*\]$/, '')
    .match(/^[A-Za-z0-9][\w.-]*$/)?.[0];
}

/** `name[extras]==1.0`. Anything but one exact `==` or `===` (no wildcard) is not pinned, and has no version. */
function named(specifier: string): Read {
  const match = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*\(?([^()]*)\)?$/.exec(specifier);
  if (match === null) return {};
  const range = match[2]!.trim();
  const pinned = /^={2,3}\s*([^\s,;*]+)$/.exec(range)?.[1];
  if (pinned !== undefined && !pinned.includes('${')) return { name: match[1]!, version: pinned }; // pip fills the environment's variables in
  return { name: match[1]!, notes: [range === '' ? 'unpinned' : `unpinned: ${range}`] };
}

function fileFacts(resolved: LockedPackage['resolved'] | undefined): Partial<LockedPackage> {
  if (resolved?.kind !== 'url' || resolved.url === undefined || !isArchive(resolved.url)) return {};
  const name = fileName(resolved.url);
  const files = [{ name, kind: distributionKind(name), url: resolved.url }];
  return { files, ...binaryOnly(files) };
}

/** `via` names other requirements, or what asked for this one: `-r requirements.in`, `project (pyproject.toml)`. */
function addEdges(drafts: readonly { draft: Draft; via: string[] }[]): void {
  const normal = (name: string) => name.toLowerCase().replace(/[-_.]+/g, '-');
  const keys = new Multi<string>();
  for (const { draft } of drafts) keys.add(normal(draft.name), draft.key!);
  const edges = new Edges();
  for (const { draft, via } of drafts) {
    if (via.length > 0) draft.direct = false;
    for (const name of via) {
      if (/^(?:-c|--constraint)\b/.test(name)) continue;
      const parents = keys.get(normal(name.replace(/\[.*\]$/, '')));
      for (const parent of parents.length > 0 ? parents : ['.']) edges.add(parent, draft.key!);
      if (parents.length === 0) draft.direct = true;
    }
  }
  for (const { draft } of drafts) draft.requiredBy = edges.requiredBy(draft.key!);
}

/** Options that say what may be installed at all, kept as the evidence for rules. */
function noteOf(option: string): string[] {
  return /^--(?:no-binary|only-binary|require-hashes|index-url|extra-index-url|find-links|trusted-host|no-index)\b|^-[if]\b/.test(option)
    ? [option.replace(/\/\/[^/@\s]*@/, '//').slice(0, 300)]
    : [];
}
