// What to look at: the artifacts that the workflow built and the lockfiles of the checkout. The names of lockfiles are handed in, since no stage knows another.
import { realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { defaultArtifactKinds, outputFolders, vendoredFolders } from './kinds.ts';
import { compileGlob, matcher } from './match.ts';
import { nearestTo } from './nearest.ts';
import { runGit, splitNul } from './run-git.ts';
import { Ignored, type NotRead, typeOf, type WalkedFiles, walkFiles } from './walk.ts';

export { type Change, type Changes, changedPackages } from './changes.ts';
export {
  type Base,
  baseOf,
  changedPaths,
  checkoutTop,
  filesAtBase,
  folderAtBase,
  gitlinks,
  type MissingBase,
  type PullEvent,
  pathsAtBase,
  readAtBase,
} from './git.ts';
export { blobTexts, type GitFile, type GitTree, gitHash, gitTree, knownBlobs } from './git-source.ts';
export { defaultArtifactKinds } from './kinds.ts';
export { matcher as pathMatcher } from './match.ts';

export interface LookAt {
  artifacts?: readonly string[];
  lockfiles?: readonly string[];
}

export interface DiscoverOptions {
  /** The checkout. */
  cwd: string;
  /**
   * Globs of the policy or the action, relative to the checkout. Left out: the defaults. An empty list: nothing of that kind. A pattern that
   * begins with `!` takes away, from the defaults where there are no others.
   */
  lookAt?: LookAt;
  /** Names of the lockfiles that can be read, as globs (minimatch's, `dot` and `matchBase`). */
  lockfileNames: readonly string[];
  /** Names of files that lock something and cannot be read, with the reason that people are told. */
  knownButNotRead?: readonly { names: readonly string[]; reason: string }[];
  /** Names of artifacts for the default search. */
  artifactKinds?: readonly string[];
}

export interface NothingFound {
  /** What was asked for: 'artifacts' or 'lockfiles'; both when neither the defaults nor any pattern matched. */
  what: 'artifacts' | 'lockfiles' | 'both';
  /** The pattern as written; for the defaults, the words that describe them. */
  pattern: string;
  /** How many files were compared with it. */
  files: number;
  /** The file that comes closest. */
  nearest?: string;
}

export interface Discovered {
  /** Files, and folders that a pattern names, relative to `cwd`, with `/`, sorted. */
  artifacts: string[];
  lockfiles: string[];
  /** Seen, and not read, each with the reason. */
  notRead: { path: string; reason: string }[];
  /** What was to be looked at and was not: a link to something else than what is looked at anyway, and all past a bound. No run passes over these. */
  unread: { path: string; reason: string }[];
  /** Known lockfiles that the patterns leave out without taking them away, outside of other people's trees. Empty where there are no patterns. */
  outside: string[];
  /** Patterns that matched nothing, though others did. */
  unmatched: NothingFound[];
  /** Set when there is nothing at all to look at. */
  nothing?: NothingFound;
}

/** Finds what to look at below `cwd`. Throws a UserError for a glob that cannot be used. */
export async function discover(options: DiscoverOptions): Promise<Discovered> {
  const { cwd, lookAt = {}, lockfileNames, knownButNotRead = [], artifactKinds = defaultArtifactKinds } = options;
  const notRead: NotRead[] = [];
  const unmatched: NothingFound[] = [];
  const known = await knownLockfiles(cwd, lockfileNames, knownButNotRead);
  const byDefault = isByDefault(lookAt.lockfiles);
  const lockfiles = byDefault
    ? known.lockfiles.filter(isKept(lookAt.lockfiles ?? []))
    : byPatterns(cwd, lookAt.lockfiles ?? [], 'lockfiles', notRead, unmatched);
  const { outside, ...left } = leftOut(known, lockfiles, lookAt.lockfiles ?? []);
  notRead.push(...left.notRead.filter(({ kind }) => byDefault || kind === 'refused'), ...left.away);
  const artifacts = isByDefault(lookAt.artifacts)
    ? defaultArtifacts(cwd, artifactKinds, notRead, isKept(lookAt.artifacts ?? []))
    : byPatterns(cwd, lookAt.artifacts ?? [], 'artifacts', notRead, unmatched);
  const looked = { artifacts, lockfiles, ...withUnread(cwd, distinctByPath(notRead), new Set([...artifacts, ...lockfiles])), unmatched };
  const found = { ...looked, outside: byDefault ? [] : outside };
  return artifacts.length + lockfiles.length > 0 ? found : { ...found, nothing: nothingFound(cwd, unmatched, [...lockfileNames, ...artifactKinds]) };
}

const link = (path: string): NotRead => ({ path, reason: 'a symbolic link, which is not followed', left: 'link' });
/** Parts what nothing is wrong with from what hides something. A link to a file that is looked at under its own name hides nothing. */
function withUnread(cwd: string, seen: readonly NotRead[], found: ReadonlySet<string>): Pick<Discovered, 'notRead' | 'unread'> {
  const hides = ({ path, left }: NotRead) => left === 'bound' || (left === 'link' && !found.has(targetOf(cwd, path)));
  const plain = (list: readonly NotRead[]) => list.map(({ path, reason }) => ({ path, reason }));
  return { notRead: plain(seen.filter((each) => !hides(each))), unread: plain(seen.filter(hides)) };
}

/** Where a link leads, relative to the checkout, with `/`; '' where it leads nowhere. */
function targetOf(cwd: string, path: string): string {
  try {
    return relative(realpathSync(cwd), realpathSync(join(cwd, path)))
      .split(sep)
      .join('/');
  } catch {
    return '';
  }
}

// ---- known lockfiles

const mostVendored = 200;

interface KnownLockfiles {
  /** Those that can be read, outside of other people's trees. */
  lockfiles: string[];
  /** The others: of a kind that no reader reads, links, in trees of other people, or not reached. */
  notRead: (NotRead & { kind?: 'refused' })[];
}

async function knownLockfiles(
  cwd: string,
  names: readonly string[],
  notReadable: NonNullable<DiscoverOptions['knownButNotRead']>,
): Promise<KnownLockfiles> {
  const notRead: KnownLockfiles['notRead'] = [];
  const readable = matcher(names);
  const refused = notReadable.map((kind) => ({ matches: matcher(kind.names), reason: kind.reason }));
  const listed = (await gitFiles(cwd)) ?? ownFiles(cwd, notRead);
  const found: string[] = [];
  let vendored = 0;
  for (const path of listed) {
    const reason = readable(path) ? undefined : refused.find((kind) => kind.matches(path))?.reason;
    if (!readable(path) && reason === undefined) continue;
    const tree = vendoredTree(path);
    if (tree !== undefined) {
      if (++vendored <= mostVendored) notRead.push({ path, reason: `inside ${tree}/, which holds other people's code` });
    } else if (reason !== undefined) notRead.push({ path, reason, kind: 'refused' });
    else if (typeOf(join(cwd, path)) === 'link') notRead.push(link(path));
    else if (typeOf(join(cwd, path)) === 'file') found.push(path); // a deleted one still stands in git's index
  }
  if (vendored > mostVendored) notRead.push({ path: '.', reason: `${vendored - mostVendored} more lockfiles inside trees of other people's code` });
  return { lockfiles: [...new Set(found)].sort(), notRead };
}

interface LeftOut {
  /** Known lockfiles, and links called like one, that no pattern names or takes away. */
  outside: string[];
  /** Of what is known and not read, what no pattern names or takes away. */
  notRead: KnownLockfiles['notRead'];
  /** What a pattern takes away was decided by a person: it is counted, in one line. */
  away: NotRead[];
}

function leftOut({ lockfiles, notRead }: KnownLockfiles, found: readonly string[], patterns: readonly string[]): LeftOut {
  const isFound = new Set(found);
  const kept = isKept(patterns);
  const links = notRead.filter(({ left }) => left === 'link').map(({ path }) => path);
  const others = [...lockfiles, ...links].filter((path) => !isFound.has(path)).sort();
  const [first, ...more] = others.filter((path) => !kept(path));
  const and = more.length === 0 ? '' : `, as ${more.length} more ${more.length === 1 ? 'lockfile is' : 'lockfiles are'}`;
  return {
    outside: others.filter(kept),
    notRead: notRead.filter(({ path }) => !isFound.has(path) && kept(path)),
    away: first === undefined ? [] : [{ path: first, reason: `taken away by a pattern of look-at${and}` }],
  };
}

const isByDefault = (patterns: readonly string[] | undefined): boolean =>
  patterns === undefined || (patterns.length > 0 && patterns.every((pattern) => pattern.startsWith('!')));
function isKept(patterns: readonly string[]): (path: string) => boolean {
  const isTakenAway = matcherOf(takenAway(patterns));
  return (path) => !isTakenAway(path);
}
const takenAway = (patterns: readonly string[]): string[] => patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));

/** In a tree of other people's code, by the names of the folders on the way. */
export const isVendored = (path: string): boolean => vendoredTree(path) !== undefined;

const vendoredTree = (path: string): string | undefined => {
  const folders = path.split('/').slice(0, -1);
  const at = folders.findIndex((folder) => vendoredFolders.has(folder));
  return at === -1 ? undefined : folders.slice(0, at + 1).join('/');
};

/** Tracked files, and untracked ones that are not ignored; undefined outside a git checkout, and where its work tree lies elsewhere. */
async function gitFiles(cwd: string): Promise<string[] | undefined> {
  const inside = await runGit(cwd, ['rev-parse', '--is-inside-work-tree']);
  if (!inside.ok || inside.bytes.toString('utf8').trim() !== 'true') return undefined;
  const answer = await runGit(cwd, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  return answer.ok ? splitNul(answer.bytes).filter((path) => !path.endsWith('/')) : undefined;
}

function ownFiles(cwd: string, notRead: NotRead[]): string[] {
  const ignored = new Ignored(cwd);
  const walked = walkFiles(cwd, (path, name) => !vendoredFolders.has(name) && !ignored.has(path, true));
  notRead.push(...walked.notRead);
  return [...walked.files, ...walked.links].filter((path) => !ignored.has(path, false));
}

// ---- artifacts by default

/** Below an output folder: deep enough for target/package, build/libs and build/distributions, not for the intermediate files of a compiler. */
const artifactDepth = 4;
const mostArtifacts = 2000;
/** Folders of output folders that hold what a build started from, or took from elsewhere. */
const notArtifacts = new Set([
  'deps',
  'incremental',
  'classes',
  'test-classes',
  'dependency',
  'intermediates',
  'tmp',
  'CMakeFiles',
  '_deps',
  'obj',
  'lib-provided',
]);

function defaultArtifacts(cwd: string, kinds: readonly string[], notRead: NotRead[], isWanted: (path: string) => boolean): string[] {
  const isKind = matcher(kinds);
  const isArtifact = (path: string) => isKind(path) && isWanted(path);
  const walked = walkFiles(cwd, (path, name) => {
    const [top = '', ...below] = path.split('/');
    return (
      outputFolders.includes(top) && below.length < artifactDepth && (below.length === 0 || !(vendoredFolders.has(name) || notArtifacts.has(name)))
    );
  });
  const found = walked.files.filter(isArtifact);
  notRead.push(...walked.links.filter(isArtifact).map(link));
  if (found.length > mostArtifacts)
    notRead.push({ path: '.', reason: `${found.length - mostArtifacts} more artifacts: name the ones to look at under look-at`, left: 'bound' });
  return found.slice(0, mostArtifacts);
}

// ---- by patterns

/** Files that the patterns match, and folders that a pattern without wildcards names. A pattern that begins with `!` takes away. */
function byPatterns(
  cwd: string,
  patterns: readonly string[],
  what: 'artifacts' | 'lockfiles',
  notRead: NotRead[],
  unmatched: NothingFound[],
): string[] {
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  const kept = isKept(patterns);
  const walked = walkFor(cwd, wanted);
  notRead.push(...walked.notRead);
  const found = new Set<string>();
  let everything: string[] | undefined;
  for (const pattern of wanted) {
    const plain = pattern.replace(/^\.\//, '').replace(/\/+$/, '');
    const glob = compileGlob(plain);
    const matched = walked.files.filter((path) => glob.match(path));
    if (what === 'artifacts' && isInside(plain) && typeOf(join(cwd, plain)) === 'folder') matched.push(plain);
    const links = walked.links.filter((path) => glob.match(path));
    notRead.push(...links.map(link));
    if (matched.length + links.length === 0) {
      everything ??= walkFiles(cwd, (_, name) => !vendoredFolders.has(name)).files; // what was pruned above may hold what was meant
      const nearest = nearestTo(pattern, everything);
      unmatched.push({ what, pattern, files: everything.length, ...(nearest === undefined ? {} : { nearest }) });
    }
    for (const path of matched) if (kept(path)) found.add(path);
  }
  return [...found].sort();
}

const matcherOf = (patterns: readonly string[]): ((path: string) => boolean) => (patterns.length === 0 ? () => false : matcher(patterns));
const isInside = (path: string): boolean => path !== '' && !path.startsWith('/') && !path.split('/').includes('..') && !/[*?[\]{}]/.test(path);

/** Vendored trees are entered only where a pattern names them; without `**` and wildcards nothing but the pattern's own folders is. */
function walkFor(cwd: string, patterns: readonly string[]): WalkedFiles {
  const globs = patterns.map((pattern) => ({ glob: compileGlob(pattern), segments: new Set(pattern.split('/')), anywhere: !pattern.includes('/') }));
  return walkFiles(cwd, (path, name) =>
    globs.some(({ glob, segments, anywhere }) => (!vendoredFolders.has(name) || segments.has(name)) && (anywhere || glob.match(path, true))),
  );
}

function nothingFound(cwd: string, unmatched: readonly NothingFound[], names: readonly string[]): NothingFound {
  const [first, ...rest] = unmatched;
  if (first !== undefined && rest.length === 0) return first;
  const walked = walkFiles(cwd, (_, name) => !vendoredFolders.has(name));
  const isKnown = matcher(names);
  const nearest = first === undefined ? walked.files.find(isKnown) : (first.nearest ?? nearestTo(first.pattern, walked.files));
  return {
    what: 'both',
    pattern:
      first === undefined
        ? `known lockfiles; artifacts in ${outputFolders.map((folder) => `${folder}/`).join(', ')} and the root`
        : unmatched.map((one) => one.pattern).join(', '),
    files: walked.files.length,
    ...(nearest === undefined ? {} : { nearest }),
  };
}

function distinctByPath(list: readonly NotRead[]): NotRead[] {
  const seen = new Map(list.map((item) => [`${item.path}\0${item.reason}`, item]));
  return [...seen.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
