// What a pull request changed is known from git alone: the commit that it is held against, and the files at that commit. Nothing is fetched and nothing is checked out.
import { resolve } from 'node:path';
import type { LockfileFormat } from '../types.ts';
import { UserError } from '../types.ts';
import { matcher } from './match.ts';
import { runGit, splitNul } from './run-git.ts';

/** The top of the work tree that `cwd` lies in; undefined where there is none. */
export async function checkoutTop(cwd: string): Promise<string | undefined> {
  const answer = await runGit(cwd, ['rev-parse', '--is-inside-work-tree', '--show-cdup']);
  const [inside, up = ''] = answer.bytes.toString('utf8').split('\n');
  // `../../` and nothing else: a work tree that git was told of by other means does not lie around `cwd`.
  return answer.ok && inside === 'true' && /^(\.\.\/)*$/.test(up) ? resolve(cwd, up) : undefined;
}

/** The event that started the workflow: its name and the JSON that the runner keeps in GITHUB_EVENT_PATH. */
export interface PullEvent {
  name: string;
  payload: unknown;
}

export interface Base {
  cwd: string;
  /** What the change is compared with: where its history left the base, so that what others merged meanwhile does not count as its change. */
  commit: string;
  /** The newest commit of the base that is known. The policy in force is read here: a branch cut from an old commit must not bring an old policy back. */
  tip: string;
  /** What people call it: the base branch, the reference given, or the start of the commit's id. */
  name: string;
}

/** The base is not in this clone; `missing` is the sentence for people. */
export interface MissingBase {
  missing: string;
}

/**
 * The commit that the checkout at `cwd` is held against: `base` (any revision) if given, else what the event says. Undefined where there is nothing to compare with:
 * no event, an event that changes nothing, the first push of a branch, no git. Throws a UserError when `base` names no commit of a complete clone.
 */
export async function baseOf(options: { cwd: string; event?: PullEvent; base?: string }): Promise<Base | MissingBase | undefined> {
  const { cwd, event, base } = options;
  if (base !== undefined) return fromReference(cwd, base);
  const wanted = event && fromEvent(event);
  if (wanted === undefined) return undefined;
  if (!(await runGit(cwd, ['rev-parse', '--git-dir'])).ok)
    return { missing: `${wanted.what} is not known: this is no git checkout. Until then everything counts as new.` };
  const tip = await commitOf(cwd, wanted.commit);
  if (tip === undefined) return { missing: await whyMissing(cwd, wanted.what) };
  return { cwd, tip, commit: (await mergeBase(cwd, tip)) ?? tip, name: wanted.name };
}

async function fromReference(cwd: string, reference: string): Promise<Base | MissingBase> {
  const tip = reference.startsWith('-') || reference.includes('\0') ? undefined : await commitOf(cwd, reference);
  if (tip !== undefined) return { cwd, tip, commit: (await mergeBase(cwd, tip)) ?? tip, name: reference };
  if (!(await runGit(cwd, ['rev-parse', '--git-dir'])).ok) throw new UserError(`git: "${reference}" cannot be a base: this is no git checkout.`);
  if (await isShallow(cwd)) return { missing: await whyMissing(cwd, `the base "${reference}"`) };
  throw new UserError(`git: no commit is called "${reference}" here. Fetch it, or name another one after --base.`);
}

interface Wanted {
  commit: string;
  name: string;
  what: string;
}

const commitPattern = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** What each event says of the base. Other events (schedule, workflow_dispatch, …) change nothing that could be compared. */
function fromEvent({ name, payload }: PullEvent): Wanted | undefined {
  const wanted = (path: readonly string[], ref: readonly string[], what: string): Wanted | undefined => {
    const commit = textAt(payload, path);
    if (commit === undefined || !commitPattern.test(commit) || /^0+$/.test(commit)) return undefined; // zeros: the branch is new
    return { commit, what, name: textAt(payload, ref)?.replace(/^refs\/heads\//, '') ?? commit.slice(0, 10) };
  };
  if (/^pull_request(_target|_review)?$/.test(name))
    return wanted(['pull_request', 'base', 'sha'], ['pull_request', 'base', 'ref'], 'the base commit of this pull request');
  if (name === 'merge_group') return wanted(['merge_group', 'base_sha'], ['merge_group', 'base_ref'], 'the base commit of this merge group');
  if (name === 'push') return wanted(['before'], [], 'the commit before this push');
  return undefined;
}

function textAt(value: unknown, path: readonly string[]): string | undefined {
  if (path.length === 0) return undefined;
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return typeof at === 'string' ? at : undefined;
}

async function commitOf(cwd: string, revision: string): Promise<string | undefined> {
  const answer = await runGit(cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  const commit = answer.bytes.toString('utf8').trim();
  // A full id is echoed whether it is there or not; only reading the object tells.
  return answer.ok && commitPattern.test(commit) && (await runGit(cwd, ['cat-file', '-e', `${commit}^{commit}`])).ok ? commit : undefined;
}

/** Undefined in a clone too shallow to hold it, and for unrelated histories: the tip itself then serves. */
async function mergeBase(cwd: string, tip: string): Promise<string | undefined> {
  const answer = await runGit(cwd, ['merge-base', tip, 'HEAD']);
  const commit = answer.bytes.toString('utf8').trim().split('\n')[0]!;
  return answer.ok && commitPattern.test(commit) ? commit : undefined;
}

const isShallow = async (cwd: string): Promise<boolean> =>
  (await runGit(cwd, ['rev-parse', '--is-shallow-repository'])).bytes.toString('utf8').trim() === 'true';

async function whyMissing(cwd: string, what: string): Promise<string> {
  if (!(await isShallow(cwd)))
    return `${what} is not in this clone, which is complete: it was replaced (a force push?) or belongs to another repository. Everything counts as new.`;
  const depth = (await runGit(cwd, ['rev-list', '--count', '--first-parent', 'HEAD'])).bytes.toString('utf8').trim();
  return `${what} is not in this clone (depth ${depth || 'unknown'}). Set fetch-depth: 0 in actions/checkout (on your machine: git fetch --unshallow). Until then everything counts as new.`;
}

/** A lockfile or policy at the base is read whole; one that is larger is the user's to know. */
const mostFileBytes = 256 << 20;

/**
 * The bytes of a file at the base, undefined where the base has none. `path` is relative to the checkout, with `/`. `at` chooses the commit (default: the one compared
 * with). Throws a UserError where the path, or a folder above it, is a symbolic link or a submodule: what it means would not be the base's to say.
 */
export async function readAtBase(base: Base, path: string, at: 'commit' | 'tip' = 'commit'): Promise<Uint8Array | undefined> {
  const segments = path.split('/');
  if (path === '' || segments.some((segment) => segment === '' || segment === '.' || segment === '..')) return undefined;
  const prefixes = segments.map((_, index) => segments.slice(0, index + 1).join('/'));
  const entries = treeEntries((await runGit(base.cwd, ['ls-tree', '-z', base[at], '--', ...prefixes])).bytes);
  const odd = entries.find((entry) => prefixes.includes(entry.path) && (entry.mode === '120000' || entry.mode === '160000'));
  if (odd)
    throw new UserError(
      `${odd.path}: a ${odd.mode === '120000' ? 'symbolic link' : 'submodule'} at ${base.name}; it is not followed. Make it a file.`,
      { path: odd.path },
    );
  const found = entries.find((entry) => entry.path === path && entry.type === 'blob');
  if (found === undefined) return undefined;
  const size = Number((await runGit(base.cwd, ['cat-file', '-s', found.id])).bytes.toString('utf8'));
  if (size > mostFileBytes) throw new UserError(`${path}: ${size} bytes at ${base.name}; at most ${mostFileBytes} are read`, { path });
  const answer = await runGit(base.cwd, ['cat-file', 'blob', found.id]);
  if (!answer.ok) throw new UserError(`git: ${path} at ${base.name} could not be read (${answer.said})`, { path });
  return answer.bytes;
}

interface TreeEntry {
  mode: string;
  type: string;
  id: string;
  path: string;
}

const treeEntries = (bytes: Buffer): TreeEntry[] =>
  splitNul(bytes).flatMap((line) => {
    const match = /^(\d{6}) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line);
    return match ? [{ mode: match[1]!, type: match[2]!, id: match[3]!, path: match[4]! }] : [];
  });

/** Paths of the regular files at the base that one of the globs matches, sorted. */
export async function filesAtBase(base: Base, globs: LockfileFormat['names'], at: 'commit' | 'tip' = 'commit'): Promise<string[]> {
  const matches = matcher(globs);
  const entries = treeEntries((await runGit(base.cwd, ['ls-tree', '-r', '-z', base[at]])).bytes);
  return entries
    .filter((entry) => entry.type === 'blob' && entry.mode !== '120000' && matches(entry.path))
    .map((entry) => entry.path)
    .sort();
}

/** For paths of the head, the path that the same file has at the base: renamed files are followed, files that the base does not have are left out. */
export async function pathsAtBase(base: Base, paths: readonly string[]): Promise<Map<string, string>> {
  const there = new Set(treeEntries((await runGit(base.cwd, ['ls-tree', '-r', '-z', base.commit])).bytes).map((entry) => entry.path));
  const found = new Map(paths.filter((path) => there.has(path)).map((path) => [path, path]));
  const rest = new Set(paths.filter((path) => !there.has(path)));
  if (rest.size === 0) return found;
  const answer = await runGit(base.cwd, [
    'diff-tree',
    '-r',
    '-z',
    '-M',
    '-l2000',
    '--diff-filter=R',
    '--name-status',
    '--relative',
    '--no-ext-diff',
    '--no-textconv',
    base.commit,
    'HEAD',
  ]);
  const parts = splitNul(answer.bytes);
  for (let at = 0; at + 2 < parts.length; at += 3) {
    const [, before, after] = parts.slice(at, at + 3) as [string, string, string];
    if (rest.has(after)) found.set(after, before);
  }
  return found;
}

/** Paths of the regular files that lie in a folder at the base, not below it, sorted. `folder` is relative to the checkout, `''` for its top. */
export async function folderAtBase(base: Base, folder: string): Promise<string[]> {
  const answer = await runGit(base.cwd, ['ls-tree', '-z', base.commit, ...(folder === '' ? [] : ['--', `${folder}/`])]);
  return treeEntries(answer.bytes)
    .filter(({ type, mode }) => type === 'blob' && mode !== '120000')
    .map(({ path }) => path)
    .sort();
}

/** Paths that differ between the base and the checkout as it lies there (committed or not), relative to the checkout, sorted; undefined where git could not tell. */
export async function changedPaths(base: Base): Promise<string[] | undefined> {
  const committed = await runGit(base.cwd, [
    'diff-tree',
    '-r',
    '-z',
    '--name-only',
    '--relative',
    '--no-ext-diff',
    '--no-textconv',
    '--no-renames',
    base.commit,
    'HEAD',
  ]);
  const withoutFilters = await filtersOff(base.cwd);
  if (withoutFilters === undefined) return undefined;
  const pending = await runGit(base.cwd, [
    ...withoutFilters,
    'diff-index',
    '-z',
    '--name-only',
    '--relative',
    '--no-ext-diff',
    '--no-textconv',
    '--no-renames',
    '--ignore-submodules',
    'HEAD',
  ]);
  if (!committed.ok || !pending.ok) return undefined;
  return [...new Set([...splitNul(committed.bytes), ...splitNul(pending.bytes)])].sort();
}

/**
 * Options that empty every filter of the checkout's configuration. A file of the work tree that is compared with the index is passed through its `clean` filter: the
 * attributes of a pull request choose one, and it is a program. Undefined where a filter's name cannot be written as an option.
 */
async function filtersOff(cwd: string): Promise<string[] | undefined> {
  const names = splitNul((await runGit(cwd, ['config', '-z', '--name-only', '--get-regexp', '^filter\\.'])).bytes);
  if (names.some((name) => name.includes('='))) return undefined;
  return names.flatMap((name) => ['-c', name.endsWith('.required') ? `${name}=false` : `${name}=`]);
}

/** The commits of submodules (gitlinks, mode 160000) by their path in the checkout, at a commit; empty where git cannot tell. */
export async function gitlinks(cwd: string, commit = 'HEAD'): Promise<Map<string, string>> {
  const answer = await runGit(cwd, ['ls-tree', '-r', '-z', commit]);
  if (!answer.ok) return new Map();
  return new Map(treeEntries(answer.bytes).flatMap(({ mode, path, id }) => (mode === '160000' ? [[path, id] as const] : [])));
}
