// Lockfiles of a run: read, held against the base, and each package that is to be judged made a subject of its own.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Base, changedPackages, gitlinks, pathsAtBase, readAtBase } from '../discover/index.ts';
import { recognisePackage } from '../identify/index.ts';
import { keyOfPackage, readLockfile, shortestWaysIn } from '../lockfiles/index.ts';
import type { Depth, Facts, LockedPackage, Problem } from '../types.ts';
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
  const lockfiles: Facts[] = [];
  const packages: Facts[] = [];
  for (const path of paths) {
    const { text, ...found } = readOne(join(root, path), shown(path));
    const read = { ...found, packages: await withCommits(found.packages, root) };
    const observations = text === undefined ? [] : driftOf(root, path, shown(path), text);
    lockfiles.push({ ...lockfileOf(shown(path), read), ...(observations.length > 0 ? { observations } : {}) });
    const old = base && before?.get(shown(path));
    for (const subject of subjectsOf(read.packages, shown(path), base ? await packagesAtBase(base, old) : undefined)) packages.push(subject);
  }
  return { lockfiles, packages };
}

function readOne(path: string, shown: string): { packages: LockedPackage[]; problems: Problem[]; text?: string } {
  const problem = (code: string, kind: Problem['kind'], message: string) => ({ packages: [], problems: [{ path: shown, code, kind, message }] });
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > lockfileBytes) return problem('too-large', 'limit', `${size} bytes; lockfiles above ${lockfileBytes} bytes are not read`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return problem('not-opened', 'unreadable', `could not be opened (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
  return { ...readLockfile(text, shown), text };
}

async function packagesAtBase(base: Base, path: string | undefined): Promise<LockedPackage[]> {
  const bytes = path === undefined ? undefined : await unlessRefused(readAtBase(base, path));
  if (bytes === undefined || path === undefined) return [];
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

function subjectsOf(packages: readonly LockedPackage[], path: string, before: readonly LockedPackage[] | undefined): Facts[] {
  const changes = before
    ? changedPackages(before, packages).packages.filter(({ change }) => change.kind !== 'unchanged')
    : packages.map((locked) => ({ package: locked, change: undefined }));
  const wayInOf = shortestWaysIn(packages);
  return changes
    .filter(({ package: locked }) => !own.has(locked.resolved.kind))
    .map(({ package: locked, change }) => ({
      ...lockedFacts(locked, path, 'index'),
      wayIn: wayInOf(keyOfPackage(locked)),
      ...(change ? { change } : {}),
    }));
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
