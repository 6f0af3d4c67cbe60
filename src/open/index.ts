// The containers that are opened, in the order they are tried. Bytes decide; the name is a hint, and where the two disagree that is said.
import { sourceFromRandom } from '../io/bytes.ts';
import type { ByteSource, ContainerFormat, Entry, Limits, Problem, RandomAccess, Unpack } from '../types.ts';
import { asar } from './asar.ts';
import { findBehind } from './behind.ts';
import { cab } from './cab.ts';
import { judgeClaim } from './claims.ts';
import { codecs, namedCodecs } from './codecs/index.ts';
import { cpio } from './cpio.ts';
import { deb } from './deb.ts';
import { image } from './image.ts';
import { Budget, withBudget } from './limits.ts';
import { msi } from './msi.ts';
import { type Behind, findOverlay, softened } from './overlay.ts';
import { openPacked } from './packed.ts';
import { ContainerError, limit } from './problems.ts';
import { findFrozen, openFrozen } from './pyinstaller.ts';
import { pyz } from './pyz.ts';
import { rpm } from './rpm.ts';
import { sevenZip } from './sevenzip.ts';
import { squashfs } from './squashfs.ts';
import { tar } from './tar.ts';
import { unpackHere } from './unpack.ts';
import { unsupported } from './unsupported.ts';
import { zip } from './zip.ts';

export { openFiles, openFolder } from './folder.ts';
export { Budget, boundedEntry, budgetBytes, defaultLimits, withBudget } from './limits.ts';
export { ContainerError, problemOf } from './problems.ts';
export { unpackHere } from './unpack.ts';
export { listZip, type ZipRecord, zipEntryAt } from './zip.ts';

export const containers: readonly ContainerFormat[] = [zip, deb, rpm, image, tar, cpio, squashfs, sevenZip, cab, msi, asar, pyz, unsupported];

export interface OpenOptions {
  /** Shared by all levels of one artifact; a container opened without one has a budget of its own. */
  budget?: Budget;
  /** How many containers lie around this one; 0 for the artifact itself, whose name is then held against its bytes. */
  depth?: number;
  /** Where packed streams are unpacked; left out: in this thread. */
  unpack?: Unpack;
}

type Opened = { format: string; entries: AsyncIterable<Entry | Problem> };

/**
 * The entries of a container, held to the limits; undefined when the bytes are no container. What cannot be read is yielded as a problem
 * beside the entries that could; nothing is thrown for what the bytes hold, but by an entry's own stream (`ContainerError`). A problem of
 * the container itself carries `path`, a problem of an entry the entry's path. An artifact (depth 0) whose name claims a format that its
 * bytes are not is opened as what it is, with a problem; with no container in it, as an empty one with that problem.
 */
export async function openContainer(from: ByteSource, path: string, limits: Limits, options: OpenOptions = {}): Promise<Opened | undefined> {
  const budget = options.budget ?? new Budget(limits);
  let opened: Opened | undefined;
  try {
    opened = await find(from, path, limits, options.unpack ?? unpackHere);
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    return { format: 'unreadable', entries: of(error.problem) };
  }
  const claim = options.depth === 0 ? await judgeClaim(from, path, opened?.format) : [];
  if (opened === undefined) return claim.length > 0 ? { format: 'unreadable', entries: of(...claim) } : undefined;
  return held(opened, claim, path, from.size, limits, { ...options, budget });
}

/** What was opened, within the limits. */
function held(
  { format, entries }: Opened,
  claim: readonly Problem[],
  path: string,
  size: number | undefined,
  limits: Limits,
  { budget = new Budget(limits), depth = 0 }: OpenOptions,
): Opened {
  if (depth > limits.depth)
    return { format, entries: of(limit(path, 'depth', `containers more than ${limits.depth} deep; this one was not opened`)) };
  return { format, entries: withBudget(guarded(entries, claim, path), budget, path, size) };
}

/**
 * The entries of what lies behind a program's own bytes, `behind` as the reader of native code found them: a file system, the archive of PyInstaller, or any
 * archive that is read here. Undefined where there is none. The program itself stays what it is: a native file.
 */
export async function openBehind(
  program: RandomAccess,
  behind: Behind | undefined,
  path: string,
  limits: Limits,
  options: OpenOptions,
): Promise<Opened | undefined> {
  const image = await findBehind(program, behind, path);
  if (image !== undefined) {
    const opened = image.image && (await openContainer(sourceFromRandom(image.image), path, limits, options));
    return { format: opened?.format ?? 'unreadable', entries: inTurn(of(...image.problems), opened?.entries) };
  }
  const frozen = await openFrozenBehind(program, behind, path, limits, options);
  const overlay = behind && (await openOverlay(program, behind, path, limits, options));
  if (frozen === undefined || overlay === undefined) return frozen ?? overlay;
  return { format: frozen.format, entries: inTurn(frozen.entries, overlay.entries) };
}

async function openFrozenBehind(
  program: RandomAccess,
  behind: Behind | undefined,
  path: string,
  limits: Limits,
  options: OpenOptions,
): Promise<Opened | undefined> {
  const cookie = await findFrozen(program, behind);
  return cookie && held({ format: 'pyinstaller', entries: openFrozen(program, cookie, path, limits) }, [], path, cookie.size, limits, options);
}

async function openOverlay(program: RandomAccess, behind: Behind, path: string, limits: Limits, options: OpenOptions): Promise<Opened | undefined> {
  const found = await findOverlay(program, behind, path, limits);
  if (found === undefined) return undefined;
  const { from, format, problems } = found;
  const source = sourceFromRandom(from);
  const opened = format
    ? held({ format: format.id, entries: format.entries(source, path, limits) }, [], path, from.size, limits, options)
    : await openContainer(source, path, limits, options);
  return opened && { format: opened.format, entries: inTurn(of(...problems), softened(opened.entries)) };
}

async function* inTurn(...parts: readonly (AsyncIterable<Entry | Problem> | undefined)[]): AsyncGenerator<Entry | Problem> {
  for (const part of parts) if (part !== undefined) yield* part;
}

async function find(from: ByteSource, path: string, limits: Limits, unpack: Unpack): Promise<Opened | undefined> {
  const head = await from.head();
  const codec = codecs.find((candidate) => candidate.sniff(head));
  if (codec !== undefined) return openPacked(codec, from, path, limits, unpack);
  for (const format of containers as readonly Resolving[]) {
    if (!format.sniff(head, path)) continue;
    if (format.resolve === undefined) return { format: format.id, entries: format.entries(from, path, limits, unpack) };
    const entries = await format.resolve(from, path, limits);
    if (entries !== undefined) return { format: format.id, entries };
  }
  const named = namedCodecs.find((candidate) => candidate.sniff(head, path));
  return named && openPacked(named, from, path, limits, unpack);
}

/** A format whose first bytes are not sure: `resolve` looks further, and leaves the file to the formats that follow. */
interface Resolving extends ContainerFormat {
  resolve?(from: ByteSource, path: string, limits: Limits): Promise<AsyncIterable<Entry | Problem> | undefined>;
}

async function* of(...problems: readonly Problem[]): AsyncGenerator<Problem> {
  yield* problems;
}

/** What a stream throws between two entries becomes the last thing said. */
async function* guarded(entries: AsyncIterable<Entry | Problem>, claim: readonly Problem[], path: string): AsyncGenerator<Entry | Problem> {
  yield* claim;
  try {
    yield* entries;
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    yield { ...error.problem, path };
  }
}
