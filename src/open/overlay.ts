// An archive behind a program's own bytes: self-extracting archives, frozen programs, launchers of scripts. What lies there is the program's own business and
// mostly no archive at all (installers with formats of their own, licences, debug data), so an archive has to begin right where the program ends, behind zeros
// or the configuration of 7-Zip's installers; a zip may also be told from its end, as all readers of zips do.
import { headSize, randomSlice } from '../io/bytes.ts';
import type { ContainerFormat, Entry, Limits, Problem, RandomAccess } from '../types.ts';
import { asar } from './asar.ts';
import { cab } from './cab.ts';
import { codecs } from './codecs/index.ts';
import { cpio } from './cpio.ts';
import { deb } from './deb.ts';
import { msi } from './msi.ts';
import { ContainerError, count, hazard, skipped } from './problems.ts';
import { rpm } from './rpm.ts';
import { sevenZip } from './sevenzip.ts';
import { tar } from './tar.ts';
import { isNamedByBytes } from './unsupported.ts';
import { zip } from './zip.ts';
import { readDirectory } from './zip-structure.ts';

/** Bytes of a file behind all that its headers speak of, as the reader of native code found them. */
export interface Behind {
  at: number;
  size: number;
}

export interface Overlay {
  /** What is to be opened. A zip is given the program as well, since its offsets may be counted from there. */
  from: RandomAccess;
  /** Left out where the first bytes tell. */
  format?: ContainerFormat;
  problems: readonly Problem[];
}

/** The archive that lies behind a program; undefined where there is none. */
export async function findOverlay(file: RandomAccess, behind: Behind, path: string, limits: Limits): Promise<Overlay | undefined> {
  const first = await firstByte(file, behind);
  const end = Math.min(file.size, behind.at + behind.size);
  const zipped = await findPaddedZip(file, end, behind.at, first, path, limits);
  if (zipped !== undefined || first === undefined) return zipped;
  const { at, problems } = await behindConfiguration(file, first, end, path);
  const head = await file.read(at, Math.min(headSize, end - at));
  return isArchive(head) ? { from: randomSlice(file, at, end - at), problems } : undefined;
}

/** By the bytes alone: the program's name says nothing of what is behind it. */
const isArchive = (head: Uint8Array): boolean =>
  codecs.some((codec) => codec.sniff(head)) ||
  isNamedByBytes(head) ||
  [deb, rpm, tar, cpio, sevenZip, cab, msi, asar].some((format) => format.sniff(head, ''));

/** Writers align what they append, so zeros may stand before it. */
const longestGap = 1 << 20;

/** Where what is behind the program begins. */
export async function firstByte(file: RandomAccess, { at, size }: Behind): Promise<number | undefined> {
  let passed = 0;
  for await (const chunk of file.slice(at, Math.min(size, longestGap))) {
    const first = chunk.findIndex((byte) => byte !== 0);
    if (first >= 0) return at + passed + first;
    passed += chunk.length;
  }
  return undefined;
}

const longestConfiguration = 1 << 16;
const sevenZipSignature = Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1');

/** 7-Zip's installers read a text between two marks (7-Zip's help, "SFX modules for installers"), and search for the archive behind it. */
async function behindConfiguration(
  file: RandomAccess,
  first: number,
  end: number,
  path: string,
): Promise<{ at: number; problems: readonly Problem[] }> {
  const none = { at: first, problems: [] };
  const start = Buffer.from(await file.read(first, Math.min(longestConfiguration, end - first)));
  if (!/^(\xef\xbb\xbf)?;!@Install@!UTF-8/.test(start.subarray(0, 32).toString('latin1'))) return none;
  const mark = start.indexOf(configurationEnd);
  const found = mark < 0 ? -1 : start.indexOf(sevenZipSignature, mark);
  if (found < 0) return none;
  const between = start.subarray(mark + configurationEnd.length, found).toString('latin1');
  const problems = /^\s*$/.test(between) ? [] : [unknownBytes(path, between.length, 'the configuration and the archive')];
  return { at: first + found, problems };
}
const configurationEnd = ';!@InstallEnd@!';

const unknownBytes = (path: string, size: number, between: string): Problem =>
  skipped(path, 'behind-gap', `${count(size)} bytes between ${between} were not looked at`);

/** A signature of a Windows program begins at a multiple of 8, and zeros may stand before it. */
const mostPadding = 7;

async function findPaddedZip(
  file: RandomAccess,
  end: number,
  at: number,
  first: number | undefined,
  path: string,
  limits: Limits,
): Promise<Overlay | undefined> {
  const last = end < file.size ? await file.read(end - mostPadding, mostPadding) : new Uint8Array();
  const padding = mostPadding - 1 - last.findLastIndex((byte) => byte !== 0);
  for (let left = 0; left <= (last.length === mostPadding ? padding : 0); left++) {
    const found = await findZip(randomSlice(file, 0, end - left), at, first, path, limits);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * A zip is read from its end, and `file` ends with what is behind the program. It is one where the first file's header stands at the very start of that, or
 * where an end record that fits exactly leads to files that all lie in it.
 */
async function findZip(file: RandomAccess, at: number, first: number | undefined, path: string, limits: Limits): Promise<Overlay | undefined> {
  const { directory, problems } = await readDirectory(file, path, limits);
  const said = (code: string) => problems.some((problem) => problem.code === code);
  if (said('zip-no-end')) return undefined;
  const begins = first !== undefined && (await isLocalHeader(file, first));
  const ends = !said('zip-trailing-data');
  const files = directory?.records.map(({ local }) => local + directory.base) ?? [];
  const firstFile = files.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
  const isTooLarge = directory === undefined && problems.some(({ kind }) => kind === 'limit');
  const leadsHere = isTooLarge || (firstFile >= at && firstFile < file.size);
  if (!begins && !(ends && leadsHere)) return undefined;
  const before = first === undefined || firstFile === Number.POSITIVE_INFINITY ? [] : await judgeStart(file, first, firstFile, begins, path);
  return { from: file, format: zip, problems: before };
}

async function isLocalHeader(file: RandomAccess, at: number): Promise<boolean> {
  return Buffer.from(await file.read(at, 4)).toString('latin1') === 'PK\x03\x04';
}

/** What stands before the first file that the zip lists: nothing, or the `#!` line that the launchers of Python's scripts read. */
async function judgeStart(file: RandomAccess, first: number, firstFile: number, begins: boolean, path: string): Promise<readonly Problem[]> {
  if (firstFile <= first) return [];
  if (begins)
    return [
      hazard(
        path,
        'zip-prefix',
        `what lies behind the program begins with a file that the zip's directory does not list; readers that walk the zip see it, others do not`,
      ),
    ];
  const isScript = Buffer.from(await file.read(first, 2)).toString('latin1') === '#!';
  return isScript ? [] : [unknownBytes(path, firstFile - first, 'the program and the first file behind it')];
}

/** Programs read what is behind them by themselves, and may keep there what they like: what follows the archive is told, and no two readers differ on it. */
const follows = new Set(['trailing-data', 'tar-trailing-data', 'zip-trailing-data']);
/** Said of every zip behind a program; the program is looked at as such. */
const isLauncher = ({ code }: Problem): boolean => code === 'zip-launcher';

const soften = (problem: Problem): Problem => (follows.has(problem.code) ? { ...problem, kind: 'skipped' } : problem);

/** The entries of an archive behind a program: what follows the archive is no hazard there. */
export async function* softened(entries: AsyncIterable<Entry | Problem>): AsyncGenerator<Entry | Problem> {
  const late: Problem[] = [];
  for await (const entry of entries) {
    yield* late.splice(0);
    if (!('code' in entry)) yield { ...entry, bytes: () => endingSoftly(entry, late) };
    else if (!isLauncher(entry)) yield soften(entry);
  }
  yield* late;
}

/** A single stream tells at its end that something follows; all its bytes were handed on by then. */
async function* endingSoftly(entry: Entry, late: Problem[]): AsyncGenerator<Uint8Array> {
  try {
    yield* entry.bytes();
  } catch (error) {
    if (!(error instanceof ContainerError) || !follows.has(error.problem.code)) throw error;
    late.push(soften(error.problem));
  }
}
