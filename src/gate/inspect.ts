// From one artifact to its facts: opened and walked (walks.ts), named, and put together. Nothing is judged.
import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { assemble, recogniseLicence, withNamesIn } from '../identify/index.ts';
import { summariseBytecode } from '../inspect/bytecode.ts';
import { isLicenceText, isTopReadme, keepsPromise, metadataFormatsFor, packagePurl } from '../inspect/metadata/index.ts';
import { runsAtInstall } from '../inspect/observe.ts';
import { emptyWalk, type Walked } from '../inspect/walk.ts';
import { randomFromDescriptor } from '../io/bytes.ts';
import { observeFiles } from '../judge/index.ts';
import type { Contents, Depth, Facts, ListedFile, Metadata, Observation, Problem, RandomAccess } from '../types.ts';
import { UserError } from '../types.ts';
import { ownSource } from './offered.ts';
import { type Pool, ThreadEnded, threadEnded } from './pool.ts';
import type { ArtifactFrom, Walk } from './tasks.ts';
import { type WalkOptions, walkBytes, walkFolder } from './walks.ts';

export interface InspectOptions extends WalkOptions {
  /** Of many artifacts at once: a small one is walked by one thread, whole, so that as many run as there are threads. */
  together?: boolean;
  /** A folder that holds other packages as well: the files that are this one's, relative to it. */
  files?: readonly string[];
  /** Told what the walk found, before anything is named: the list of files is no part of the facts. */
  walked?(walk: Walk): void;
}

/** Above this many packed bytes an artifact's entries are spread over the threads even when it is one of many. */
const worthAll = 32 << 20;

/**
 * The facts of one file or folder. `shown` is the path as reports print it.
 * Throws a UserError when the path cannot be opened; what cannot be read inside is a problem among the facts.
 */
export async function inspectPath(path: string, shown: string, options: InspectOptions): Promise<Facts> {
  let descriptor: number;
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return await inspectFolder(path, shown, options);
    // Opening a pipe would wait for somebody to write into it.
    if (!stat.isFile()) throw new UserError(`${shown}: not a regular file`);
    descriptor = openSync(path, 'r');
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(`${shown}: ${reasonOf(error)}`);
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
  const { descriptor, size } = file;
  const pool = size < worthAll ? poolFor(options) : undefined;
  if (pool === undefined || descriptor === undefined) return factsOfWalk(await walkBytes(file, shown, options), shown, options);
  return factsOfWalk(await walkInThread(pool, { descriptor, size }, shown, size, options), shown, options);
}

async function inspectFolder(path: string, shown: string, options: InspectOptions): Promise<Facts> {
  const { files } = options;
  const pool = poolFor(options);
  if (pool === undefined) return factsOfWalk(await walkFolder(path, files, shown, options), shown, options);
  return factsOfWalk(await walkInThread(pool, { path, ...(files ? { files } : {}) }, shown, 0, options), shown, options);
}

/** One artifact, whole, in a thread of its own; nothing but a problem where the thread does not live through it. */
async function walkInThread(pool: Pool, from: ArtifactFrom, shown: string, size: number, options: InspectOptions): Promise<Walk> {
  const { limits, progress } = options;
  try {
    return await pool.run<'artifact'>({ kind: 'artifact', from, shown, limits, ...printing(options) }, progress);
  } catch (error) {
    if (!(error instanceof ThreadEnded)) throw error;
    return { walked: { ...emptyWalk(), problems: [threadEnded(shown, error)] }, container: 'unreadable', size };
  }
}

const poolFor = ({ pool, together }: InspectOptions): Pool | undefined => (together && pool !== undefined && pool.size > 1 ? pool : undefined);

const printing = ({ prints }: InspectOptions): Pick<InspectOptions, 'prints'> => (prints ? { prints } : {});

function factsOfWalk(walk: Walk, shown: string, options: InspectOptions): Facts {
  const { walked, ...top } = walk;
  options.walked?.(walk);
  return factsOf(walked, { ...top, shown, depth: 'full' });
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
  const promised = canKeepPromise(top.container, depth);
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
    contents: contentsOf(walked.files, size),
    observations: [...observeFiles(walked.files), ...walked.observations.filter((each) => isSaid(each, format, metadata))],
    problems: [
      ...walked.problems.filter((problem) => !isSameTwice(problem, walked, path)),
      ...(read?.problems ?? []),
      ...(promised ? keepsPromise(path, read?.format) : []),
    ],
  };
}

/**
 * A name that stands twice with the same bytes is one file to every reader: crates of 2015 hold their Cargo.toml so. Readers of wheels refuse it all
 * the same. Where the bytes were not read, or one of the two is a link or a folder, nothing is known.
 */
function isSameTwice({ code, path, within }: Problem, { files }: Walked, shown: string): boolean {
  if (code !== 'name-duplicate' || /\.whl$/i.test(within ?? shown)) return false;
  const [first, ...others] = files.filter((file) => file.path === path);
  return first?.sha256 !== undefined && others.length > 0 && others.every(({ sha256 }) => sha256 === first.sha256);
}

/** A script that fetches is of interest where installing the package runs it. */
const isSaid = ({ kind, path }: Observation, format: string, metadata: Metadata | undefined): boolean =>
  kind !== 'download' || runsAtInstall(path, format, metadata?.installScripts ?? []);

/** Only a container that was read whole can be held to its name: a list of names alone holds no metadata, and what could not be opened has said so. */
const canKeepPromise = (container: string, depth: Depth): boolean => depth === 'full' && container !== 'folder' && container !== 'unreadable';

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
  for (const format of metadataFormatsFor(shown)) {
    const wanted = new Map([...kept].filter(([path]) => format.wants(path) || format.samples?.(path)));
    if (wanted.size === 0) continue;
    const read = format.read(wanted, walked.files, shown);
    if (read) return { format: format.id, ...read };
  }
  return undefined;
}

function withLicenceTexts(metadata: Metadata, walked: Walked): Metadata {
  const recognised = (texts: ReturnType<typeof textsOf>) => texts.map(({ path, text }) => ({ path, ids: recogniseLicence(text) }));
  // A README counts where the words of a licence stand in it; what else it names is no notice.
  const readmes = recognised(textsOf(walked, isTopReadme)).filter(({ ids }) => ids.length > 0);
  const texts = [...recognised(licenceTexts(walked)), ...readmes];
  return texts.length > 0 ? { ...metadata, licenceTexts: texts } : metadata;
}

const textsOf = ({ kept }: Walked, isOne: (path: string) => boolean): { path: string; text: string }[] =>
  kept.filter(({ path }) => isOne(path)).map(({ path, bytes }) => ({ path, text: Buffer.from(bytes).toString('utf8') }));
const licenceTexts = (walked: Walked) => textsOf(walked, isLicenceText);

const largestShown = 60;

/**
 * `size` bytes are what the artifact weighs. Where the files' own sizes add up to more, they share one compressed stream (or the archive lies
 * about them): what one of them adds to the download is not known then.
 */
function contentsOf(files: readonly ListedFile[], size: number): Contents {
  const top = files.filter((file) => !file.path.includes('!/') && file.kind !== 'link');
  const sum = (some: readonly ListedFile[], of: (file: ListedFile) => number) => some.reduce((total, file) => total + of(file), 0);
  const own = ({ packed, size }: ListedFile): number => packed ?? size;
  const apart = sum(top, own) <= size;
  const weigh = (file: ListedFile): number => (apart ? own(file) : file.size);
  const packed = (some: readonly ListedFile[]) => (apart ? { packed: sum(some, own) } : {});
  const kinds = new Map<string, ListedFile[]>();
  for (const file of top) {
    const same = kinds.get(file.kind);
    if (same) same.push(file);
    else kinds.set(file.kind, [file]);
  }
  return {
    files: top.length,
    packed: Math.min(size, sum(top, own)),
    unpacked: sum(top, (file) => file.size),
    kinds: [...kinds]
      .map(([kind, some]) => ({ kind, files: some.length, ...packed(some), unpacked: sum(some, (file) => file.size) }))
      .sort((a, b) => b.unpacked - a.unpacked || (a.kind < b.kind ? -1 : 1)),
    largest: [...top]
      .sort((a, b) => weigh(b) - weigh(a) || (a.path < b.path ? -1 : 1))
      .slice(0, largestShown)
      .map((file) => ({ path: file.path, ...packed([file]), unpacked: file.size, kind: file.kind })),
  };
}

const reasonOf = (error: unknown): string => {
  if (error instanceof UserError) return error.message;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read (permission)';
  return error instanceof Error ? error.message : String(error);
};
