// The walk of one artifact, before anything is named or judged: opened once, its entries spread over the workers or walked here. What
// this file imports is what a worker thread loads.
import { basename } from 'node:path';
import { sniffNative } from '../inspect/native/index.ts';
import { emptyWalk, type Walked, type WalkTools, walkEntries, walkFile } from '../inspect/walk.ts';
import { headSize, sourceFromRandom } from '../io/bytes.ts';
import { sha256Of } from '../io/digest.ts';
import { Budget, openFiles, openFolder, withBudget } from '../open/index.ts';
import type { Entry, Limits, Problem, RandomAccess } from '../types.ts';
import { type Pool, ThreadEnded, threadEnded } from './pool.ts';
import type { SharedEntry, Walk } from './tasks.ts';
import { walkTools } from './tools.ts';
import { unpackOn } from './unpacking.ts';

export interface WalkOptions {
  limits: Limits;
  /** Left out: everything is read in this thread. */
  pool?: Pool;
  /** Each file's git blob id by this hash, and its text: what a comparison with a source needs. */
  prints?: 'sha1' | 'sha256';
  /** Told of bytes as they come out of the artifact. */
  progress?(unpacked: number, path: string): void;
}

/** Below this many packed bytes a second thread costs more than it brings. */
const worthThreads = 4 << 20;
const ownTask = 24 << 20;

/** Walks bytes that the caller opened, and closes. Threads help where the bytes lie in a file. */
export async function walkBytes(file: RandomAccess, shown: string, options: WalkOptions): Promise<Walk> {
  const budget = new Budget(options.limits);
  const tools = walkTools(budget, options.progress, options.prints, options.pool && unpackOn(options.pool));
  // Native code first: a static archive or a universal binary is code, whatever else could open it.
  const native = sniffNative(await file.read(0, headSize), basename(shown));
  const container = native ? undefined : await tools.open(sourceFromRandom(file), basename(shown), 0);
  if (!container) return walkSingle(file, shown, tools);
  const { walked, sha256 } = await walkContainer(container.entries, file, budget, tools, options);
  return { walked, container: container.format, size: file.size, sha256 };
}

/** Walks a folder, or only the files named, where a package shares its folder with others. */
export async function walkFolder(path: string, files: readonly string[] | undefined, shown: string, options: WalkOptions): Promise<Walk> {
  const walked = emptyWalk();
  const budget = new Budget(options.limits);
  const tools = walkTools(budget, options.progress, options.prints, options.pool && unpackOn(options.pool));
  const entries = files === undefined ? openFolder(path, options.limits) : openFiles(path, files, options.limits);
  await walkEntries(withBudget(entries, budget, shown), '', 0, tools, walked);
  return { walked, container: 'folder', size: walked.files.reduce((sum, file) => sum + file.size, 0) };
}

/** A file that is no container: native code by itself, or something that no reader of ours knows, which is said. */
async function walkSingle(file: RandomAccess, shown: string, tools: WalkTools): Promise<Walk> {
  const walked = emptyWalk();
  const path = basename(shown);
  const entry: Entry = { path, type: 'file', size: file.size, packed: file.size, bytes: () => file.slice(0, file.size) };
  await walkFile(entry, path, 0, tools, walked);
  const listed = walked.files.find((file) => file.path === path); // files of an image behind the program stand before it
  const format = walked.native[0]?.format ?? walked.bytecode[0]?.format;
  if (format === undefined && walked.problems.length === 0) walked.problems.push(unknownFormat(path, file.size));
  return { walked, container: format ?? 'unknown', size: file.size, ...(listed?.sha256 ? { sha256: listed.sha256 } : {}) };
}

const unknownFormat = (path: string, size: number): Problem => ({
  path,
  kind: 'unreadable',
  code: 'unknown-format',
  message: size === 0 ? 'the file is empty' : 'neither a package, an archive nor native code that is known here: nothing inside was looked at',
});

/** Entries that any thread can open go to the workers, largest first; the rest is walked here, in its order. */
async function walkContainer(
  entries: AsyncIterable<Entry | Problem>,
  file: RandomAccess,
  budget: Budget,
  tools: WalkTools,
  options: WalkOptions,
): Promise<{ walked: Walked; sha256: string }> {
  const { pool, progress } = options;
  const { descriptor, size } = file;
  if (!pool || pool.size < 2 || descriptor === undefined || size < worthThreads) {
    const walked = emptyWalk();
    const [, sha256] = await Promise.all([walkEntries(entries, '', 0, tools, walked), sha256Of(file)]);
    return { walked, sha256 };
  }
  const here = emptyWalk();
  const sharedEntries: SharedEntry[] = [];
  const hash = pool.run<'hash'>({ kind: 'hash', descriptor, size }).catch(() => sha256Of(file)); // at once: an error that nobody waits for ends the process
  const local = async function* (): AsyncIterable<Entry | Problem> {
    for await (const entry of entries) {
      if ('code' in entry || entry.record === undefined || entry.type !== 'file') yield entry;
      else sharedEntries.push({ path: entry.path, size: entry.size ?? 0, packed: entry.packed ?? 0, record: entry.record });
    }
  };
  await walkEntries(local(), '', 0, tools, here);
  const task = {
    kind: 'entries',
    descriptor,
    size,
    limits: budget.limits,
    budget: budget.shared,
    startedAt: budget.startedAt,
    ...printing(tools),
  } as const;
  const parts = batches(sharedEntries, pool.size).map((entries) =>
    pool.run<'entries'>({ ...task, entries }, progress).catch((error: unknown) => lost(error, entries)),
  );
  const [sha256, ...walks] = await Promise.all([hash, ...parts]);
  return { walked: joinWalks([here, ...walks]), sha256 };
}

const printing = ({ prints }: WalkTools): Pick<WalkTools, 'prints'> => (prints ? { prints } : {});

/** Of entries whose thread is gone: that they are there, and that nothing more is known of them. Throws what is no ended thread. */
function lost(error: unknown, entries: readonly SharedEntry[]): Walked {
  if (!(error instanceof ThreadEnded)) throw error;
  return { ...emptyWalk(), problems: entries.map(({ path }) => threadEnded(path, error)) };
}

/** Large entries alone and first, small ones in bundles, so that no thread is left with a long last task. */
function batches(entries: readonly SharedEntry[], threads: number): SharedEntry[][] {
  const bySize = [...entries].sort((a, b) => b.packed - a.packed || (a.path < b.path ? -1 : 1));
  const large = bySize.filter((entry) => entry.packed >= ownTask).map((entry) => [entry]);
  const small = bySize.filter((entry) => entry.packed < ownTask);
  const target = Math.max(1 << 20, small.reduce((sum, entry) => sum + entry.packed, 0) / (threads * 4));
  const bundles: SharedEntry[][] = [];
  let weight = Number.POSITIVE_INFINITY;
  for (const entry of small) {
    if (weight >= target) {
      bundles.push([]);
      weight = 0;
    }
    bundles.at(-1)?.push(entry);
    weight += entry.packed + 4096;
  }
  return [...large, ...bundles];
}

function joinWalks(walks: readonly Walked[]): Walked {
  return {
    files: walks.flatMap((walk) => walk.files),
    native: walks.flatMap((walk) => walk.native),
    sightings: walks.flatMap((walk) => walk.sightings),
    bytecode: walks.flatMap((walk) => walk.bytecode),
    kept: walks.flatMap((walk) => walk.kept),
    keptBytes: 0,
    observations: walks.flatMap((walk) => walk.observations),
    problems: walks.flatMap((walk) => walk.problems),
    ...(walks.some((walk) => walk.prints) ? { prints: walks.flatMap((walk) => walk.prints ?? []) } : {}),
  };
}
