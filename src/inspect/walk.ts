// The way through one artifact: every entry streamed once, hashed, sniffed by content, read when native, opened when a
// container. What looks deeper (opening, naming) is handed in, so that this stage knows no other.
import { createHash } from 'node:crypto';
import { Spools, sourceFromStream } from '../io/bytes.ts';
import type {
  ByteSource,
  Bytes,
  Entry,
  ListedFile,
  NativeFile,
  NativeImage,
  Observation,
  PrintedFile,
  Problem,
  RandomAccess,
  Sighting,
} from '../types.ts';
import { ProblemError } from '../types.ts';
import { type BytecodeFile, readBytecode } from './bytecode.ts';
import { sniffNative } from './native/index.ts';
import { findDownloads, findEncodedCode, mayCarryCode, observeMode } from './observe.ts';
import { type Printer, printer } from './print.ts';

export interface WalkTools {
  /** Opens a container found at `path`, `depth` levels below the artifact; undefined when the bytes are no container. */
  open(from: ByteSource, path: string, depth: number): Promise<{ format: string; entries: AsyncIterable<Entry | Problem> } | undefined>;
  /** Opens the file system or archive behind a program's own bytes (`at` and `size`, where its headers leave any); undefined where there is none. */
  openBehind(
    program: RandomAccess,
    behind: { at: number; size: number } | undefined,
    path: string,
    depth: number,
  ): Promise<{ entries: AsyncIterable<Entry | Problem> } | undefined>;
  recogniseImage(image: NativeImage): Promise<readonly Sighting[]>;
  wantsText(path: string, size: number): boolean;
  recogniseText(path: string, bytes: Uint8Array): readonly Sighting[];
  /** How many bytes of this file later stages want whole (metadata, licence texts); 0 for none. */
  keeps(path: string): number;
  /** A package format reads what it knows of the package from this file. */
  /** Whether the first kilobyte of the file is kept. */
  samples(path: string): boolean;
  describes(path: string): boolean;
  kindOf(path: string): string;
  /** Each file's git blob id by this hash, and the texts, for a comparison with a source. Left out: not asked for. */
  prints?: 'sha1' | 'sha256';
  /** Told now and then how many bytes came out of the artifact, and from which entry. */
  progress?(unpacked: number, path: string): void;
}

/** What one walk, or one worker's share of it, found. Plain data: it crosses threads. Sorted by the caller. */
export interface Walked {
  files: ListedFile[];
  native: NativeFile[];
  sightings: Sighting[];
  bytecode: BytecodeFile[];
  kept: { path: string; bytes: Uint8Array }[];
  keptBytes: number;
  observations: Observation[];
  problems: Problem[];
  /** Only where `prints` asked for them. */
  prints?: PrintedFile[];
  printedText?: number;
}

export const emptyWalk = (): Walked => ({
  files: [],
  native: [],
  sightings: [],
  bytecode: [],
  kept: [],
  keptBytes: 0,
  observations: [],
  problems: [],
});

/** Walks the entries of a container. `prefix` is the path of the container inside the artifact, with its `!/`, or ''. */
export async function walkEntries(
  entries: AsyncIterable<Entry | Problem>,
  prefix: string,
  depth: number,
  tools: WalkTools,
  into: Walked,
): Promise<void> {
  for await (const entry of entries) {
    if ('code' in entry) into.problems.push(inside({ ...entry, path: pathOf(entry, prefix) }, prefix));
    else if (entry.type === 'file') await walkFile(entry, prefix + entry.path, depth, tools, into);
    else if (entry.type === 'link') into.files.push({ path: prefix + entry.path, size: 0, kind: 'link' });
  }
}

/** A problem of the container itself carries the container's path, one of an entry the entry's path inside it. */
const pathOf = ({ path }: Problem, prefix: string): string => (prefix === `${path}!/` || path.startsWith(prefix) ? path : prefix + path);

const inside = (problem: Problem, prefix: string): Problem => (prefix === '' ? problem : { ...problem, within: prefix.slice(0, -'!/'.length) });

/**
 * What broke off the stream of a file: its own bytes, or those of a container around it (a gzip stream around the whole archive), which then says
 * so with its own path. In that case all that follows is lost as well, and the problem is the container's. What lies around a file is known from
 * the way to it and not from its name, which may hold any `!/` that its author likes.
 */
function brokenOff(problem: Problem, entry: Entry, path: string): Problem {
  const prefix = path.slice(0, path.length - entry.path.length);
  if (problem.path === entry.path || problem.path === path) return inside({ ...problem, path }, prefix);
  return prefix.startsWith(`${problem.path}!/`) ? { ...problem, within: problem.path } : problem;
}

/** Walks one file: hash, sniff, read. A lie of its container about it becomes a problem; the rest of the walk goes on. */
export async function walkFile(entry: Entry, path: string, depth: number, tools: WalkTools, into: Walked): Promise<void> {
  const spools = new Spools();
  const digest = createHash('sha256');
  const print = tools.prints && printer(tools.prints, path, entry.size);
  let size = 0;
  let ended = false; // a reader that gives up early leaves no hash: half a hash would contradict every list of hashes
  const hashed = async function* (bytes: Bytes): Bytes {
    for await (const chunk of bytes) {
      size += chunk.length;
      digest.update(chunk);
      print?.update(chunk);
      tools.progress?.(chunk.length, path);
      yield chunk;
    }
    ended = true;
  };
  let kind = tools.kindOf(path);
  try {
    const source = sourceFromStream(hashed(entry.bytes()), spools, entry.size);
    kind = (await look(source, path, depth, tools, into, () => digest.copy().digest('hex'))) ?? kind;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    ended = false;
    into.problems.push(brokenOff(error.problem, entry, path));
  } finally {
    spools.close();
  }
  into.observations.push(...observeMode(path, entry.mode));
  const packed = entry.packed === undefined ? {} : { packed: entry.packed };
  const file: ListedFile = { path, size: ended ? size : (entry.size ?? size), ...packed, ...(ended ? { sha256: digest.digest('hex') } : {}), kind };
  into.files.push(file);
  if (print) keepPrint(print, file, ended, into);
}

function keepPrint(print: Printer, { path, size, sha256, kind }: ListedFile, ended: boolean, into: Walked): void {
  const { text, ...rest } = ended ? print.end(size) : {};
  into.prints ??= [];
  into.printedText = (into.printedText ?? 0) + (text?.length ?? 0);
  const kept = text !== undefined && into.printedText <= mostPrinted ? { text } : {};
  into.prints.push({ path, size, kind, ...(sha256 ? { sha256 } : {}), ...rest, ...kept });
}

/** Texts above this are told apart by their hash alone. */
const mostPrinted = 96 << 20;

/** Decides by content what a file is and reads it to its end. Returns its kind where the content says more than the name. */
async function look(
  source: ByteSource,
  path: string,
  depth: number,
  tools: WalkTools,
  into: Walked,
  sha256: () => string,
): Promise<string | undefined> {
  const head = await source.head();
  const native = sniffNative(head, path);
  if (native) {
    const bytes = await source.random();
    const read = await native.read(bytes, path, sha256());
    into.problems.push(...read.filter((one) => 'code' in one));
    if (read.length > 0 && read.every((one) => 'code' in one)) into.native.push(unparsed(native.id, path, bytes.size, sha256()));
    for (const image of read) {
      if ('code' in image) continue;
      into.native.push(image.file);
      into.sightings.push(...(await tools.recogniseImage(image)));
      into.problems.push(...gpuCode(image), ...lateProblems(image, into.problems)); // symbol tables are read while names are looked for
    }
    const behind = await tools.openBehind(bytes, behindOf(read), path, depth + 1);
    if (behind !== undefined) await walkEntries(behind.entries, `${path}!/`, depth + 1, tools, into);
    return 'native code';
  }
  // Bytes decide before the name does: an archive called LICENSE or x.py is an archive.
  const container = await tools.open(source, path, depth + 1);
  if (container !== undefined) {
    await walkEntries(container.entries, `${path}!/`, depth + 1, tools, into);
    return 'archives';
  }
  if (tools.samples(path)) keepFile(path, head.slice(0, 1024), into);
  const keep = tools.keeps(path);
  const size = source.size ?? head.length;
  if (keep > 0 || tools.wantsText(path, size) || mayCarryCode(path, size)) {
    const bytes = await collect(source.stream(), Math.max(keep, textLimit));
    if ((bytes?.length ?? Number.POSITIVE_INFINITY) > keep && tools.describes(path)) into.problems.push(tooLong(path, keep));
    if (bytes === undefined) return undefined;
    if (keep >= bytes.length) keepFile(path, bytes, into);
    if (mayCarryCode(path, bytes.length)) into.observations.push(...findEncodedCode(path, bytes), ...findDownloads(path, bytes));
    if (tools.wantsText(path, bytes.length)) into.sightings.push(...tools.recogniseText(path, bytes));
    return undefined;
  }
  const bytecode = readBytecode(head, path);
  if (bytecode) into.bytecode.push(bytecode);
  await drain(source.stream());
  return undefined;
}

/** What the headers of a single program leave over: a universal binary of several has headers around all of them. */
export function behindOf(read: readonly (NativeImage | Problem)[]): { at: number; size: number } | undefined {
  const images = read.flatMap((one) => ('code' in one ? [] : [one]));
  const { appendedAt: at, appendedSize: size } = images[0]?.file.details ?? {};
  return images.length === 1 && typeof at === 'number' && typeof size === 'number' ? { at, size } : undefined;
}

/** Code whose very header cannot be read is code all the same: what cannot be known of it is not told, and a problem stands beside it. */
const unparsed = (format: string, path: string, size: number, sha256: string): NativeFile => ({
  path,
  format,
  type: 'object',
  arch: 'unknown',
  bits: 64,
  endian: 'little',
  size,
  sha256,
  needed: [],
});

/** GPU code is measured and its architectures are named; what it does is not looked at, which every report says. */
function gpuCode({ file, sections }: NativeImage): Problem[] {
  const gpu = sections.filter(({ kind }) => kind === 'gpu');
  const [first] = gpu;
  if (first === undefined) return [];
  return [{ path: file.path, code: 'gpu-code', kind: 'skipped', message: `${first.name} (GPU code): measured only` }];
}

/** What is kept of one walk in all: an archive may hold very many files that look like metadata. */
const mostKept = 256 << 20;

function keepFile(path: string, bytes: Uint8Array, into: Walked): void {
  into.keptBytes += bytes.length;
  if (into.keptBytes <= mostKept) into.kept.push({ path, bytes });
  else if (!into.problems.some(({ code }) => code === 'metadata-bytes'))
    into.problems.push({
      path,
      code: 'metadata-bytes',
      kind: 'limit',
      message: `metadata of more than ${mostKept} bytes; what comes after was not read`,
    });
}

const tooLong = (path: string, most: number): Problem => ({
  path,
  code: 'metadata-too-long',
  kind: 'limit',
  message: `a description of the package of more than ${most} bytes; it was not read`,
});

const lateProblems = (image: NativeImage, said: readonly Problem[]): Problem[] =>
  (image.problems ?? []).filter(
    (problem) => !said.some(({ path, code, message }) => path === problem.path && code === problem.code && message === problem.message),
  );

const textLimit = 32 << 20;

/** The whole stream, or undefined (and the stream read to its end all the same, for the hash) when it is longer than `limit` bytes. */
async function collect(stream: Bytes, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of stream) {
    total += chunk.length;
    if (total <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return total <= limit ? Buffer.concat(chunks) : undefined;
}

async function drain(stream: Bytes): Promise<void> {
  for await (const _ of stream);
}
