// From one artifact to its facts: opened once, walked by the workers or here, named, and put together. Nothing is judged.
import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { assemble, recogniseLicence, withNamesIn } from '../identify/index.ts';
import { summariseBytecode } from '../inspect/bytecode.ts';
import { metadataFormats, packagePurl } from '../inspect/metadata/index.ts';
import { sniffNative } from '../inspect/native/index.ts';
import { emptyWalk, type Walked, type WalkTools, walkEntries, walkFile } from '../inspect/walk.ts';
import { headSize, randomFromDescriptor, sourceFromRandom } from '../io/bytes.ts';
import { sha256Of } from '../io/digest.ts';
import { observeFiles } from '../judge/index.ts';
import { Budget, openFolder, withBudget } from '../open/index.ts';
import type { Contents, Depth, Entry, Facts, Limits, ListedFile, Metadata, Problem, RandomAccess } from '../types.ts';
import { UserError } from '../types.ts';
import { ownSource } from './offered.ts';
import type { Pool, SharedEntry } from './pool.ts';
import { isLicenceText, walkTools } from './tools.ts';

export interface InspectOptions {
  limits: Limits;
  /** Left out: everything is read in this thread. */
  pool?: Pool;
  /** Told of bytes as they come out of the artifact. */
  progress?(unpacked: number, path: string): void;
}

/** Below this many packed bytes a second thread costs more than it brings. */
const worthThreads = 4 << 20;
const ownTask = 24 << 20;

/**
 * The facts of one file or folder. `shown` is the path as reports print it.
 * Throws a UserError when the path cannot be opened; what cannot be read inside is a problem among the facts.
 */
export async function inspectPath(path: string, shown: string, options: InspectOptions): Promise<Facts> {
  let descriptor: number;
  try {
    if (statSync(path).isDirectory()) return await inspectFolder(path, shown, options);
    descriptor = openSync(path, 'r');
  } catch (error) {
    throw new UserError(`${shown}: ${reasonOf(error)}`);
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new UserError(`${shown}: not a regular file`);
    return await inspectBytes(randomFromDescriptor(descriptor, 0, stat.size), shown, options);
  } finally {
    closeSync(descriptor);
  }
}

/** The facts of bytes that the caller opened, and closes. Threads help where the bytes lie in a file. */
export async function inspectBytes(file: RandomAccess, shown: string, options: InspectOptions): Promise<Facts> {
  const budget = new Budget(options.limits);
  const tools = walkTools(budget, options.progress);
  // Native code first: a static archive or a universal binary is code, whatever else could open it.
  const native = sniffNative(await file.read(0, headSize), basename(shown));
  const container = native ? undefined : await tools.open(sourceFromRandom(file), basename(shown), 0);
  if (!container) return inspectSingle(file, shown, tools);
  const { walked, sha256 } = await walkContainer(container.entries, file, budget, tools, options);
  return factsOf(walked, { shown, container: container.format, size: file.size, sha256, depth: 'full' });
}

/** A file that is no container: native code by itself, or something that no reader of ours knows, which is said. */
async function inspectSingle(file: RandomAccess, shown: string, tools: WalkTools): Promise<Facts> {
  const into = emptyWalk();
  const path = basename(shown);
  const entry: Entry = { path, type: 'file', size: file.size, packed: file.size, bytes: () => file.slice(0, file.size) };
  await walkFile(entry, path, 0, tools, into);
  const [listed] = into.files;
  const format = into.native[0]?.format ?? into.bytecode[0]?.format;
  if (format === undefined && into.problems.length === 0) into.problems.push(unknownFormat(path, file.size));
  return factsOf(into, { shown, container: format ?? 'unknown', size: file.size, sha256: listed?.sha256 ?? '', depth: 'full' });
}

const unknownFormat = (path: string, size: number): Problem => ({
  path,
  kind: 'unreadable',
  code: 'unknown-format',
  message: size === 0 ? 'the file is empty' : 'neither a package, an archive nor native code that is known here: nothing inside was looked at',
});

async function inspectFolder(path: string, shown: string, options: InspectOptions): Promise<Facts> {
  const walked = emptyWalk();
  const budget = new Budget(options.limits);
  const tools = walkTools(budget, options.progress);
  await walkEntries(withBudget(openFolder(path, options.limits), budget, shown), '', 0, tools, walked);
  const size = walked.files.reduce((sum, file) => sum + file.size, 0);
  return factsOf(walked, { shown, container: 'folder', size, depth: 'full' });
}

/** Entries that any thread can open go to the workers, largest first; the rest is walked here, in its order. */
async function walkContainer(
  entries: AsyncIterable<Entry | Problem>,
  file: RandomAccess,
  budget: Budget,
  tools: WalkTools,
  options: InspectOptions,
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
  const hash = pool.run<'hash'>({ kind: 'hash', descriptor, size });
  const local = async function* (): AsyncIterable<Entry | Problem> {
    for await (const entry of entries) {
      if ('code' in entry || entry.record === undefined || entry.type !== 'file') yield entry;
      else sharedEntries.push({ path: entry.path, size: entry.size ?? 0, packed: entry.packed ?? 0, record: entry.record });
    }
  };
  await walkEntries(local(), '', 0, tools, here);
  const task = { kind: 'entries', descriptor, size, limits: budget.limits, budget: budget.shared, startedAt: budget.startedAt } as const;
  const parts = batches(sharedEntries, pool.size).map((entries) => pool.run<'entries'>({ ...task, entries }, progress));
  const [sha256, ...walks] = await Promise.all([hash, ...parts]);
  return { walked: joinWalks([here, ...walks]), sha256 };
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
  };
}

interface Top {
  shown: string;
  container: string;
  size: number;
  sha256?: string;
  depth: Depth;
}

/** Puts what a walk found into the order and form of the contract. The same walk gives the same facts, whatever thread found what first. */
export function factsOf(unsorted: Walked, top: Top): Facts {
  const walked = sortWalk(unsorted);
  const read = readMetadata(walked, top.shown);
  const metadata = read && withLicenceTexts(read.metadata, walked);
  const format = read?.format ?? top.container;
  const { components, hostLibraries } = assemble({
    native: walked.native,
    sightings: walked.sightings,
    files: walked.files,
    path: top.shown,
    ...(metadata ? { metadata } : {}),
  });
  const purl = metadata && packagePurl(metadata, format);
  const { shown: path, size, sha256, depth } = top;
  return {
    subject: { kind: 'artifact', path, format, size, ...(sha256 ? { sha256 } : {}), ...(purl ? { purl } : {}), depth },
    native: walked.native,
    bytecode: summariseBytecode(walked.bytecode, walked.files),
    components: withNamesIn(components, licenceTexts(walked)),
    hostLibraries,
    packages: [],
    ...(metadata ? { metadata } : {}),
    source: ownSource(
      format,
      path,
      walked.files,
      walked.native.map((file) => file.path),
    ),
    contents: contentsOf(walked.files),
    observations: [...observeFiles(walked.files), ...walked.observations],
    problems: [...walked.problems, ...(read?.problems ?? []), ...unlikeItsName(path, format)],
  };
}

/** A name that promises a package, and content that is none: installers refuse it, and nobody can say what it is. */
function unlikeItsName(path: string, format: string): Problem[] {
  if (!/\.whl$/i.test(path) || format === 'wheel' || !/^(zip|tar)/.test(format)) return [];
  return [
    {
      path,
      code: 'no-dist-info',
      kind: 'unreadable',
      message: 'called a wheel, and holds no .dist-info folder: its name, version, licence and list of files are not known',
    },
  ];
}

function sortWalk(walked: Walked): Walked {
  const byPath = <T extends { path: string }>(list: readonly T[]): T[] => [...list].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return {
    files: byPath(walked.files),
    native: byPath(walked.native),
    sightings: byPath(walked.sightings),
    bytecode: byPath(walked.bytecode),
    kept: byPath(walked.kept),
    keptBytes: walked.keptBytes,
    observations: byPath(walked.observations),
    problems: byPath(walked.problems),
  };
}

function readMetadata(walked: Walked, shown: string): { format: string; metadata: Metadata; problems: readonly Problem[] } | undefined {
  const kept = new Map(walked.kept.map((file) => [file.path, file.bytes]));
  for (const format of metadataFormats) {
    const wanted = new Map([...kept].filter(([path]) => format.wants(path)));
    if (wanted.size === 0) continue;
    const read = format.read(wanted, walked.files, shown);
    if (read) return { format: format.id, ...read };
  }
  return undefined;
}

function withLicenceTexts(metadata: Metadata, walked: Walked): Metadata {
  const texts = licenceTexts(walked).map(({ path, text }) => ({ path, ids: recogniseLicence(text) }));
  return texts.length > 0 ? { ...metadata, licenceTexts: texts } : metadata;
}

const licenceTexts = ({ kept }: Walked): { path: string; text: string }[] =>
  kept.filter(({ path }) => isLicenceText(path)).map(({ path, bytes }) => ({ path, text: Buffer.from(bytes).toString('utf8') }));

const largestShown = 60;

function contentsOf(files: readonly ListedFile[]): Contents {
  const kinds = new Map<string, { files: number; packed: number; unpacked: number }>();
  const top = files.filter((file) => !file.path.includes('!/') && file.kind !== 'link');
  for (const file of top) {
    const kind = kinds.get(file.kind) ?? { files: 0, packed: 0, unpacked: 0 };
    kinds.set(file.kind, { files: kind.files + 1, packed: kind.packed + (file.packed ?? file.size), unpacked: kind.unpacked + file.size });
  }
  const sum = (of: (file: ListedFile) => number) => top.reduce((total, file) => total + of(file), 0);
  return {
    files: top.length,
    packed: sum((file) => file.packed ?? file.size),
    unpacked: sum((file) => file.size),
    kinds: [...kinds].map(([kind, counts]) => ({ kind, ...counts })).sort((a, b) => b.unpacked - a.unpacked || (a.kind < b.kind ? -1 : 1)),
    largest: [...top]
      .sort((a, b) => (b.packed ?? b.size) - (a.packed ?? a.size) || (a.path < b.path ? -1 : 1))
      .slice(0, largestShown)
      .map((file) => ({ path: file.path, packed: file.packed ?? file.size, unpacked: file.size, kind: file.kind })),
  };
}

const reasonOf = (error: unknown): string => {
  if (error instanceof UserError) return error.message;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read (permission)';
  return error instanceof Error ? error.message : String(error);
};
