// zip (APPNOTE.TXT 6.3.10): wheels, eggs, jars, aars, apks, nupkg, vsix, xpi, .conda, Go module zips, plain zips. The directory is read
// by yauzl, a reader that many others are built on; zip-structure.ts reads the same bytes a second time, strictly, and says where another
// reader would see something else. Content is inflated here, since CRC and size are to be verified on the way.
import { posix } from 'node:path';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import type { Bytes, ContainerFormat, Entry, Limits, Problem, RandomAccess } from '../types.ts';
import { bzip2 } from './codecs/bzip2.ts';
import { gathered } from './codecs/codec.ts';
import { unpackInZip } from './codecs/lzma.ts';
import { xz } from './codecs/xz.ts';
import { zstd } from './codecs/zstd.ts';
import { inflateRaw } from './inflate.ts';
import { pointsOutside } from './names.ts';
import { ContainerError, count, hazard, quote, unreadable } from './problems.ts';
import {
  checkStructure,
  type Directory,
  type DirectoryRecord,
  dataStart,
  decodeName,
  fileType,
  isFolder,
  knownPrefix,
  readDirectory,
  zipFamily,
} from './zip-structure.ts';

const shebang = [0x23, 0x21];

export const zip: ContainerFormat = {
  id: 'zip',
  /** A local header, or the end record of an empty zip; behind a `#!` line (pex, zipapp, executable jar) where the name or the bytes say so. */
  sniff(head, path) {
    if (head[0] === 0x50 && head[1] === 0x4b)
      return (head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6) || (head[2] === 7 && head[3] === 8);
    if (knownPrefix(head)) return true;
    if (head[0] !== shebang[0] || head[1] !== shebang[1]) return false;
    return /\.(jar|war|pex|pyz|pyzw|shiv|whl|egg)$/i.test(path) || Buffer.from(head).includes('PK\x03\x04', 0, 'latin1');
  },

  async *entries(from, path, limits) {
    yield* list(await from.random(), path, limits, true);
  },
};

/**
 * The entries of a zip from its directory alone: for a file at the other end of a network, where each header would be a request. What only
 * the local headers tell (hidden files, disagreeing names) is not looked for, and symbolic links have no target.
 */
export async function* listZip(from: RandomAccess, path: string, limits: Limits): AsyncGenerator<Entry | Problem> {
  yield* list(from, path, limits, false);
}

async function* list(from: RandomAccess, path: string, limits: Limits, local: boolean): AsyncGenerator<Entry | Problem> {
  const { directory, problems } = await readDirectory(from, path, limits);
  yield* problems;
  if (directory === undefined) return;
  if (local) yield* checkStructure(from, path, directory, limits);
  yield* await secondOpinion(from, path, directory);
  let names: ReadonlySet<string> | undefined;
  for (const record of directory.records) {
    const entry = zipEntryAt(from, recordOf(record, directory));
    const type = typeOf(record);
    if (type !== 'link' || !local) {
      yield type === entry.type ? entry : { ...entry, type };
      continue;
    }
    names ??= namesOf(directory.records);
    yield* readLink(entry, names, zipFamily(path).strict);
  }
}

/** Files, and the folders that hold one, as a link may name them. */
function namesOf(records: readonly DirectoryRecord[]): ReadonlySet<string> {
  const paths = records.map(({ path }) => path.replace(/\/$/, ''));
  return new Set([...paths, ...paths.map((path) => posix.dirname(path))]);
}

/** What another thread needs to open an entry again: plain data, no bytes. */
export type ZipRecord = Readonly<{
  format: 'zip';
  path: string;
  local: number;
  flags: number;
  method: number;
  packed: number;
  size: number;
  crc: number;
}>;

const recordOf = (record: DirectoryRecord, directory: Directory): ZipRecord => ({
  format: 'zip',
  path: record.path,
  local: record.local + directory.base,
  flags: record.flags,
  method: record.method,
  packed: record.packed,
  size: record.size,
  crc: record.crc,
});

/** Opens one entry of a zip by its record (`Entry.record`), without reading the directory. Its stream throws `ContainerError` where the bytes lie. */
export function zipEntryAt(from: RandomAccess, record: ZipRecord): Entry {
  return {
    path: record.path,
    type: record.path.endsWith('/') ? 'folder' : 'file',
    size: record.size,
    packed: record.packed,
    seekable: true,
    record,
    bytes: () => unpack(from, record),
  };
}

/** Bytes of one entry, counted and summed on the way. Two readers disagree on a file whose size or CRC lies: one refuses it, another hands it on. */
async function* unpack(from: RandomAccess, record: ZipRecord): Bytes {
  const { path, size } = record;
  const start = await dataStart(from, record.local);
  if (start === undefined)
    throw new ContainerError(
      hazard(path, 'zip-no-local-header', `no file header at byte ${count(record.local)}, where the directory puts ${quote(path)}`),
    );
  if (start + record.packed > from.size) throw new ContainerError(unreadable(path, 'truncated', `${quote(path)} runs past the end of the file`));
  let used = record.packed;
  let total = 0;
  let sum = 0;
  for await (const chunk of gathered(decode(from, start, record, (bytes) => (used = bytes)))) {
    total += chunk.length;
    if (total > size)
      throw new ContainerError(
        hazard(
          path,
          'zip-size-lies',
          `${quote(path)} unpacks to more than the ${count(size)} bytes that the directory states; readers cut it, refuse it or go on`,
        ),
      );
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (total !== size)
    throw new ContainerError(
      hazard(path, 'zip-size-lies', `${quote(path)} unpacks to ${count(total)} bytes, not to the ${count(size)} that the directory states`),
    );
  if (sum !== record.crc)
    throw new ContainerError(
      hazard(path, 'zip-crc-lies', `the content of ${quote(path)} has not the CRC that the directory states; some readers hand it on all the same`),
    );
  if (used < record.packed)
    throw new ContainerError(
      hazard(path, 'zip-slack', `${count(record.packed - used)} bytes hide behind the end of the packed data of ${quote(path)}`),
    );
}

function decode(from: RandomAccess, start: number, record: ZipRecord, report: (used: number) => void): Bytes {
  const packed = () => from.slice(start, record.packed);
  if ((record.flags & 1) !== 0) throw new ContainerError(unreadable(record.path, 'encrypted', `${quote(record.path)} is encrypted`));
  switch (record.method) {
    case 0:
      return packed();
    case 8:
      return inflateRaw({ from, start, packed: record.packed, size: record.size, path: record.path }, report);
    case 12:
      return bzip2.unpack(packed(), record.path);
    case 14:
      return unpackInZip(packed(), record.size, record.path);
    case 20: // zstd, as it was numbered in 2020 for some weeks
    case 93:
      return zstd.unpack(packed(), record.path);
    case 95:
      return xz.unpack(packed(), record.path);
    default: {
      const name = methods[record.method] ?? 'unknown';
      throw new ContainerError(
        unreadable(record.path, 'unsupported-method', `${quote(record.path)} is packed by method ${record.method} (${name}), which is not read`),
      );
    }
  }
}
/** APPNOTE 4.4.5, those that writers have really used. */
const methods: Readonly<Record<number, string>> = {
  1: 'shrink',
  2: 'reduce',
  6: 'implode',
  9: 'deflate64',
  18: 'IBM TERSE',
  94: 'mp3',
  96: 'jpeg',
  97: 'wavpack',
  98: 'ppmd',
  99: 'AES encryption',
};

/** Readers that go by modes make links; a device or pipe by its mode (`zip -` makes such a file of what it is piped) is a file to all of them. */
function typeOf(record: DirectoryRecord): Entry['type'] {
  if (fileType(record) === 0o120000) return 'link';
  return isFolder(record) ? 'folder' : 'file';
}

const longestTarget = 4096;

/** A symbolic link's content is its target: read, judged, never followed. */
/**
 * Readers that do not look at modes (Python's zipfile, and with it every installer of wheels) write the target as the content of a file, which may be
 * a line of a program. Harmless is the path of something that is there, and no text at all. What leads elsewhere is common in archives that no such reader installs.
 */
function saysMore(target: string, isThere: boolean, isWheel: boolean): boolean {
  if (target === '') return false;
  if (/[\u0000-\u001f]/.test(target)) return true;
  return isWheel ? !(isThere && /^[\p{L}\p{N}_.@+/-]+$/u.test(target)) : !isThere && /["'`;()<>|*?$=]/.test(target);
}

async function* readLink(entry: Entry, names: ReadonlySet<string>, isWheel: boolean): AsyncGenerator<Entry | Problem> {
  const chunks: Uint8Array[] = [];
  if ((entry.size ?? 0) > longestTarget)
    return yield hazard(entry.path, 'link-odd', `${quote(entry.path)} is a symbolic link with ${count(entry.size ?? 0)} bytes of target`);
  try {
    for await (const chunk of entry.bytes()) chunks.push(chunk);
  } catch (error) {
    if (error instanceof ContainerError) return yield error.problem;
    throw error;
  }
  const target = Buffer.concat(chunks).toString('utf8');
  if (saysMore(target, names.has(posix.join(posix.dirname(entry.path), target)), isWheel))
    yield hazard(
      entry.path,
      'link-odd',
      `the symbolic link ${quote(entry.path)} points to ${quote(target)}; readers that do not look at modes write that as a file`,
    );
  if (pointsOutside(entry.path, target))
    yield hazard(entry.path, 'link-outside', `the symbolic link ${quote(entry.path)} points out of the archive, to ${quote(target)}`);
  yield { ...entry, type: 'link', target };
}

/** The part of a file in which an end record may stand, and before it a zip64 locator. */
const tailSize = 0xffff + 22 + 20;

/** yauzl lists the same directory; where it refuses or sees other names, sizes or places, readers built on it do as well. */
async function secondOpinion(from: RandomAccess, path: string, directory: Directory): Promise<readonly Problem[]> {
  let index = 0;
  try {
    const shifted = directory.base === 0 ? from : shift(from, directory.base);
    const cacheAt = Math.min(directory.start, Math.max(directory.base, from.size - tailSize));
    const cache = await from.read(cacheAt, from.size - cacheAt);
    const file = await yauzl.fromRandomAccessReaderPromise(new Reader(shifted, cache, cacheAt - directory.base), shifted.size, {
      autoClose: false,
      decodeStrings: false,
    });
    for await (const entry of file.eachEntry()) {
      const record = directory.records[index++];
      const name = entry.fileName as unknown as Buffer;
      if (record && name.equals(record.name) && entry.compressedSize === record.packed && entry.uncompressedSize === record.size) continue;
      const other = decodeName(name, entry.generalPurposeBitFlag);
      return [
        hazard(path, 'zip-two-readers', `file ${count(index)} is ${quote(record?.path ?? 'none')} to one reader and ${quote(other)} to another`),
      ];
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (directory.problems.length > 0) return []; // the same thing, said by another reader
    return [hazard(path, 'zip-refused', `a common reader stops at file ${count(index + 1)} of ${count(directory.records.length)}: ${error.message}`)];
  }
  if (index === directory.records.length || directory.problems.length > 0) return [];
  return [hazard(path, 'zip-two-readers', `one reader lists ${count(directory.records.length)} files, another ${count(index)}`)];
}

const shift = (from: RandomAccess, by: number): RandomAccess => ({
  size: from.size - by,
  read: (at, length) => from.read(at + by, length),
  slice: (at, length) => from.slice(at + by, length),
});

/** yauzl's way to random access. The directory is served from the bytes that were read already, so a remote file costs no request twice. */
class Reader extends yauzl.RandomAccessReader {
  readonly #from: RandomAccess;
  readonly #cache: Uint8Array;
  readonly #cacheAt: number;
  constructor(from: RandomAccess, cache: Uint8Array, cacheAt: number) {
    super();
    this.#from = from;
    this.#cache = cache;
    this.#cacheAt = cacheAt;
  }
  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null, bytesRead?: number) => void): void {
    const at = position - this.#cacheAt;
    if (at >= 0 && at + length <= this.#cache.length) {
      buffer.set(this.#cache.subarray(at, at + length), offset);
      callback(null, length);
      return;
    }
    this.#from.read(position, length).then(
      (bytes) => {
        buffer.set(bytes, offset);
        callback(null, bytes.length);
      },
      (error: Error) => callback(error),
    );
  }
}
