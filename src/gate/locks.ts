// Lockfiles of a run: read, held against the base, and each package that is to be judged made a subject of its own.
import { lstatSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { type Base, changedPackages, folderAtBase, gitlinks, pathsAtBase, readAtBase } from '../discover/index.ts';
import { recognisePackage } from '../identify/index.ts';
import { hashFilesFor, keyOfPackage, lockfileFormatFor, readLockfile, shortestWaysIn, withHashes } from '../lockfiles/index.ts';
import type { Depth, Facts, LockedPackage, Observation, Problem } from '../types.ts';
import { UserError } from '../types.ts';
import { driftOf } from './manifests.ts';
import { lockfileOf } from './subjects.ts';

export interface LockRun {
  /** One per lockfile, with all its packages. */
  lockfiles: readonly Facts[];
  /** One per package to be judged: all of them, or those that changed against the base. */
  packages: readonly Facts[];
}

const lockfileBytes = 64 << 20;

/** Reads the lockfiles at `paths` (relative to `root`, printed below `prefix`). With a base, only what changed becomes a subject. */
export async function readLocks(root: string, paths: readonly string[], shown: (path: string) => string, base: Base | undefined): Promise<LockRun> {
  const before = base ? await pathsAtBase(base, paths.map(shown)) : undefined;
  const reads = new Map<string, Read>();
  for (const path of paths) {
    const found = readOne(root, path, shown(path));
    reads.set(path, { ...found, packages: await withCommits(found.packages, root) });
  }
  joinHashFiles(reads, root, shown);
  const lockfiles: Facts[] = [];
  const packages: Facts[] = [];
  for (const [path, read] of reads) {
    lockfiles.push({ ...lockfileOf(shown(path), read), ...(read.observations.length > 0 ? { observations: read.observations } : {}) });
    const changes = changesOf(read.packages, base ? await packagesBefore(base, root, path, shown(path), before) : undefined);
    for (const subject of subjectsOf(changes, read.packages, shown(path))) packages.push(subject);
  }
  return { lockfiles, packages };
}

interface Read {
  packages: LockedPackage[];
  problems: Problem[];
  observations: Observation[];
}

/** A module that go.mod and go.sum name is judged once, where go.mod does, by the hashes of go.sum. */
function joinHashFiles(reads: Map<string, Read>, root: string, shown: (path: string) => string): void {
  for (const [path, read] of reads) {
    const files = hashFilesFor(path);
    if (files.length === 0) continue;
    const purls = new Set(read.packages.map(({ purl }) => purl));
    read.packages = withHashes(
      read.packages,
      files.flatMap((other) => reads.get(other)?.packages ?? hashesAt(root, other)),
    );
    for (const other of files.flatMap((each) => reads.get(each) ?? []))
      other.packages = other.packages.map((row) => (purls.has(row.purl) ? { ...row, judgedIn: shown(path) } : row));
  }
}

/** What a hash file that is no subject of the run locks; nothing where there is none, or a link. */
function hashesAt(root: string, path: string): readonly LockedPackage[] {
  return lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile() ? readOne(root, path, path).packages : [];
}

function readOne(root: string, path: string, shown: string): Read {
  const problem = (code: string, kind: Problem['kind'], message: string): Read => ({
    packages: [],
    problems: [{ path: shown, code, kind, message }],
    observations: [],
  });
  let text: string;
  try {
    const { size } = statSync(join(root, path));
    if (size > lockfileBytes) return problem('too-large', 'limit', `${size} bytes; lockfiles above ${lockfileBytes} bytes are not read`);
    text = readFileSync(join(root, path), 'utf8');
  } catch (error) {
    return problem('not-opened', 'unreadable', `could not be opened (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
  const read = readLockfile(text, shown);
  // Of a lock that could not be read whole, as one of a later version, nothing is known that a manifest could contradict.
  const isWhole = !read.problems.some(({ kind }) => kind === 'unreadable' || kind === 'limit');
  return { ...read, observations: isWhole ? driftOf(root, path, shown, text) : [] };
}

/** What the base locks in place of a lockfile of the head: the same file, or those that it replaces. */
async function packagesBefore(
  base: Base,
  root: string,
  path: string,
  shown: string,
  atBase: ReadonlyMap<string, string> | undefined,
): Promise<LockedPackage[]> {
  const same = atBase?.get(shown);
  const paths = same === undefined ? await replacedBy(base, root, path, shown, new Set(atBase?.values())) : [same];
  const packages: LockedPackage[] = [];
  for (const each of paths) packages.push(...(await packagesAtBase(base, each)));
  return packages;
}

/** A project that changes its package manager: lockfiles that lay beside a new one and are gone. What they locked does not come in with the new one. */
async function replacedBy(base: Base, root: string, path: string, shown: string, known: ReadonlySet<string>): Promise<string[]> {
  const folder = posix.dirname(shown);
  const there = await folderAtBase(base, folder === '.' ? '' : folder);
  const isGone = (each: string) => lstatSync(join(root, dirname(path), posix.basename(each)), { throwIfNoEntry: false }) === undefined;
  return there.filter((each) => !known.has(each) && lockfileFormatFor(each) !== undefined && isGone(each));
}

async function packagesAtBase(base: Base, path: string): Promise<LockedPackage[]> {
  const bytes = await unlessRefused(readAtBase(base, path));
  if (bytes === undefined) return [];
  return withCommits(readLockfile(Buffer.from(bytes).toString('utf8'), path).packages, base.cwd, base.commit);
}

/** A link at the base, or a file too large, locks nothing that could be compared: all that the head has is new. */
const unlessRefused = (bytes: Promise<Uint8Array | undefined>): Promise<Uint8Array | undefined> =>
  bytes.catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });

/** A submodule's commit stands in the tree that holds it, not in .gitmodules. */
async function withCommits(packages: LockedPackage[], cwd: string, at?: string): Promise<LockedPackage[]> {
  if (!packages.some(({ folder }) => folder !== undefined)) return packages;
  const commits = await gitlinks(cwd, at);
  return packages.map((locked) => {
    const commit = locked.folder === undefined ? undefined : commits.get(locked.folder.replace(/\/+$/, ''));
    return commit === undefined ? locked : { ...locked, resolved: { ...locked.resolved, commit } };
  });
}

/** Kinds of entries that are the project itself: what they hold is in the checkout, not in the lock. */
const own: ReadonlySet<string> = new Set(['workspace', 'path']);

interface Changed {
  package: LockedPackage;
  change: Facts['change'] | undefined;
}

const changesOf = (packages: readonly LockedPackage[], before: readonly LockedPackage[] | undefined): readonly Changed[] =>
  before
    ? changedPackages(before, packages).packages.filter(({ change }) => change.kind !== 'unchanged')
    : packages.map((locked) => ({ package: locked, change: undefined }));

function* subjectsOf(changes: readonly Changed[], packages: readonly LockedPackage[], path: string): Generator<Facts> {
  const wayInOf = shortestWaysIn(packages);
  for (const { package: locked, change } of changes) {
    // A hash that changed is told on its own line, whoever else names the package.
    const isElsewhere = locked.installed === false || locked.judgedIn !== undefined;
    if (own.has(locked.resolved.kind) || (isElsewhere && change?.kind !== 'integrity-changed')) continue;
    yield { ...lockedFacts(locked, path, 'index'), wayIn: wayInOf(keyOfPackage(locked)), ...(change ? { change } : {}) };
  }
}

/** The facts of a locked package before anything is asked: what its lock says. */
export function lockedFacts(locked: LockedPackage, path: string, depth: Depth): Facts {
  const { purl, line, column, scopes, direct } = locked;
  return {
    subject: { kind: 'locked-package', purl, path, at: { path, line, column }, depth, scopes, ...(direct === undefined ? {} : { direct }) },
    native: [],
    bytecode: [],
    components: recognisePackage(locked, { path, line, column }),
    hostLibraries: [],
    packages: [],
    problems: [],
    locked,
  };
}
