// Microsoft cabinets ([MS-CAB]): a header, the list of folders, the list of files, and the data of each folder as blocks of up to 32 KiB of plain bytes, each
// with a checksum and packed on its own. A folder is a stream; its files are ranges of it, and equal files may be one range (WiX makes such). MSZIP packs a
// block as "CK" and a deflate stream ([MS-MCI]) that may refer to the 32 KiB before it. Behind a signed cabinet lies its signature, which the header points to.
import { inflateRawSync } from 'node:zlib';
import { Spools } from '../io/bytes.ts';
import type { ByteSource, Bytes, ContainerFormat, Entry, Limits, Problem, RandomAccess } from '../types.ts';
import { ByteReader } from './byte-reader.ts';
import { type Cabinet, type CabinetFile, type CabinetFolder, readCabinet } from './cab-header.ts';
import { gathered } from './codecs/codec.ts';
import { judgeName, NameBook } from './names.ts';
import { ContainerError, count, hazard, limit, quote, unreadable } from './problems.ts';
import { boundedOutput } from './unpack.ts';

const magic = 'MSCF\0\0\0\0';
const blockSize = 32_768;

export const cab: ContainerFormat = {
  id: 'cab',
  sniff: (head) => Buffer.from(head.subarray(0, magic.length)).toString('latin1') === magic,
  async *entries(source: ByteSource, path, limits) {
    const from = await source.random();
    const cabinet = await readCabinet(from, path);
    if ('code' in cabinet) return yield cabinet;
    yield* cabinet.problems;
    const folders = await readBlocks(from, cabinet, path, limits);
    if ('code' in folders) return yield folders;
    yield* judgePlaces(cabinet, folders, from.size, path);
    yield* new Files(from, cabinet, folders, path, limits).entries();
  },
};

/** A folder's data, as the headers of its blocks tell it. */
interface Blocks {
  start: number;
  end: number;
  /** Plain bytes. */
  size: number;
  /** Why it cannot be read; left out where it can. */
  wrong?: 'overlap' | 'truncated';
  /** A block that is not full stands before others. */
  isOdd: boolean;
}
/** A cabinet of 8 GiB has so many, and each folder one that is not full. */
const mostBlocks = 1 << 19;
/** Blocks that are not full and not the last: a writer makes none, and each costs as much time as a full one. */
const mostOdd = 1000;

/** Walks over the headers of all blocks, in the order of the file, so that no byte is walked over twice. */
async function readBlocks(from: RandomAccess, cabinet: Cabinet, path: string, limits: Limits): Promise<readonly Blocks[] | Problem> {
  const blocks: Blocks[] = [];
  let walked = 0;
  let odd = 0;
  let end = 0;
  const filled = new Set(cabinet.files.filter((file) => file.size > 0).map((file) => file.folder));
  for (const { folder, index } of cabinet.folders.map((folder, index) => ({ folder, index })).sort((a, b) => a.folder.start - b.folder.start)) {
    const found: Blocks = { start: folder.start, end: folder.start, size: 0, isOdd: false };
    blocks[index] = found;
    // Of empty files alone, wixl states a block and writes none: the cabinet ends there, and nobody reads one.
    if (folder.start === cabinet.size && !filled.has(index)) continue;
    if (folder.start < end && folder.blocks > 0) {
      found.wrong = 'overlap';
      continue;
    }
    for (let left = folder.blocks; left > 0; left--) {
      if (++walked > Math.min(mostBlocks, limits.entries * 4)) return limit(path, 'entries', `more than ${count(walked - 1)} blocks of data`);
      const header = Buffer.from(await from.read(found.end, 8));
      const next = found.end + 8 + cabinet.blockReserve + (header.length < 8 ? 0 : header.readUInt16LE(4));
      if (header.length < 8 || next > cabinet.size) {
        found.wrong = 'truncated';
        break;
      }
      if (left > 1 && header.readUInt16LE(6) !== blockSize) {
        found.isOdd = true;
        if (++odd > mostOdd) return limit(path, 'blocks', `more than ${count(mostOdd)} blocks that are not full before the last one of their folder`);
      }
      found.end = next;
      found.size += header.readUInt16LE(6);
    }
    end = Math.max(end, found.end);
  }
  return blocks;
}

function* judgePlaces(cabinet: Cabinet, folders: readonly Blocks[], size: number, path: string): Generator<Problem> {
  const places = [...cabinet.places, ...folders.map(({ start, end }) => ({ start, end }))].filter(({ start, end }) => end > start);
  places.sort((a, b) => a.start - b.start);
  let end = 0;
  let gap = 0;
  let overlaps = folders.some(({ wrong }) => wrong === 'overlap');
  for (const place of places) {
    gap += Math.max(0, place.start - end);
    if (place.start < end) overlaps = true;
    end = Math.max(end, place.end);
  }
  if (overlaps) yield hazard(path, 'cab-overlap', 'bytes belong to two folders, or to one and the lists; readers differ in what they make of them');
  if (gap > 0) yield hazard(path, 'cab-gap', `${count(gap)} bytes belong to no folder and no list, and no reader shows them`);
  if (end < cabinet.size && !folders.some(({ wrong }) => wrong))
    yield hazard(path, 'cab-gap', `${count(cabinet.size - end)} bytes behind the last folder belong to none`);
  if (cabinet.size < size && !cabinet.isSigned)
    yield hazard(
      path,
      'trailing-data',
      `${count(size - cabinet.size)} bytes follow the cabinet; some readers look for another one in them, others ignore them`,
    );
  if (folders.some(({ wrong }) => wrong === 'truncated')) yield unreadable(path, 'truncated', 'ends inside of the data of a folder');
  const odd = folders.filter(({ isOdd }) => isOdd).length;
  if (odd > 0)
    yield hazard(path, 'cab-blocks', `${count(odd)} folders have blocks that are not full before their last one; readers refuse them or go on`);
}

/** Files that are one range of a folder. */
interface Range {
  files: CabinetFile[];
  start: number;
  size: number;
}

class Files {
  readonly #from: RandomAccess;
  readonly #cabinet: Cabinet;
  readonly #folders: readonly Blocks[];
  readonly #path: string;
  readonly #limits: Limits;
  readonly #names = new NameBook('zip');
  readonly #flow = { total: 0 };

  constructor(from: RandomAccess, cabinet: Cabinet, folders: readonly Blocks[], path: string, limits: Limits) {
    this.#from = from;
    this.#cabinet = cabinet;
    this.#folders = folders;
    this.#path = path;
    this.#limits = limits;
  }

  async *entries(): AsyncGenerator<Entry | Problem> {
    const ofFolder = this.#cabinet.folders.map((): CabinetFile[] => []);
    for (const file of this.#cabinet.files) {
      const files = ofFolder[file.folder];
      if (files === undefined) yield unreadable(file.name, 'cab-bad-entry', `${quote(file.name)} lies in a folder that is not there`);
      else files.push(file);
    }
    for (const [index, files] of ofFolder.entries()) {
      const ranges = rangesOf(files);
      yield* judgeRanges(ranges, this.#folders[index]!.size, this.#path);
      yield* this.#folder(index, ranges);
    }
  }

  async *#folder(index: number, ranges: readonly Range[]): AsyncGenerator<Entry | Problem> {
    const folder = this.#cabinet.folders[index]!;
    const reader = new ByteReader(
      boundedOutput(gathered(this.#plain(folder, this.#folders[index]!)), this.#from.size, this.#path, this.#limits, this.#flow),
    );
    try {
      for (const range of ranges) {
        const spools = new Spools();
        try {
          let kept: Promise<RandomAccess> | undefined;
          // One stream serves one file; equal files are kept until all of them were asked for.
          const bytes =
            range.files.length === 1
              ? () => this.#content(reader, range)
              : () => again(() => (kept ??= spools.keep(this.#content(reader, range), range.size)));
          for (const file of range.files) yield* this.#file(file, () => named(bytes(), file.name));
        } finally {
          spools.close();
        }
      }
    } finally {
      await reader.close();
    }
  }

  *#file(file: CabinetFile, bytes: () => Bytes): Generator<Entry | Problem> {
    yield* judgeName(file.name, 'zip', this.#limits);
    yield* this.#names.add(file.name, 'file');
    yield* file.problems;
    yield { path: file.name, type: 'file', size: file.size, mode: file.isProgram ? 0o755 : 0o644, bytes };
  }

  async *#content(reader: ByteReader, { files, start, size }: Range): Bytes {
    const name = quote(files[0]!.name);
    if (size === 0) return;
    if (reader.offset > start)
      throw new ContainerError(unreadable(this.#path, 'cab-overlap', `${name} begins inside of a file before it; its content was not looked at`));
    await reader.skip(start - reader.offset);
    yield* reader.stream(size);
    if (reader.offset < start + size) throw new ContainerError(unreadable(this.#path, 'truncated', `the folder ends inside of ${name}`));
  }

  /** The plain bytes of a folder. */
  async *#plain({ method, start, blocks }: CabinetFolder, { wrong }: Blocks): Bytes {
    const path = this.#path;
    if (wrong === 'overlap')
      throw new ContainerError(unreadable(path, 'cab-overlap', 'the data of two folders overlap; the second was not looked at'));
    if (method > 1) {
      const name = ['', '', 'Quantum', 'LZX'][method] ?? 'unknown';
      throw new ContainerError(unreadable(path, 'unsupported-method', `packed by method ${method} (${name}), which is not read`));
    }
    let at = start;
    let before: Uint8Array = new Uint8Array();
    for (let left = blocks; left > 0; left--) {
      const block = await readBlock(this.#from, at, this.#cabinet, path);
      at = block.end;
      const plain: Uint8Array = method === 0 ? block.data : inflateBlock(block.data, before, block.size, path);
      if (plain.length !== block.size) throw bad(path, 'a block of another size than stated');
      before = plain.length === blockSize ? plain : Buffer.concat([before, plain]).subarray(-blockSize);
      yield plain;
    }
  }
}

/** What is wrong with a folder is said of each file that lies in it. */
async function* named(bytes: Bytes, path: string): Bytes {
  try {
    yield* bytes;
  } catch (error) {
    throw error instanceof ContainerError ? new ContainerError({ ...error.problem, path }) : error;
  }
}

async function* again(kept: () => Promise<RandomAccess>): Bytes {
  const bytes = await kept();
  yield* bytes.slice(0, bytes.size);
}

function rangesOf(files: readonly CabinetFile[]): Range[] {
  const ranges: Range[] = [];
  for (const file of [...files].sort((a, b) => a.start - b.start || a.size - b.size)) {
    const last = ranges.at(-1);
    if (file.size > 0 && last?.start === file.start && last.size === file.size) last.files.push(file);
    else ranges.push({ files: [file], start: file.start, size: file.size });
  }
  return ranges;
}

function* judgeRanges(ranges: readonly Range[], size: number, path: string): Generator<Problem> {
  let end = 0;
  let gap = 0;
  let overlap: string | undefined;
  for (const range of ranges) {
    if (range.size > 0 && range.start < end) overlap ??= range.files[0]!.name;
    gap += Math.max(0, range.start - end);
    end = Math.max(end, range.start + range.size);
  }
  if (overlap !== undefined)
    yield hazard(path, 'cab-overlap', `${quote(overlap)} begins inside of a file before it; the bytes of one file are shown as those of another`);
  if (gap + Math.max(0, size - end) > 0)
    yield hazard(path, 'cab-gap', `${count(gap + Math.max(0, size - end))} bytes of a folder belong to no file, and no reader shows them`);
}

const bad = (path: string, what: string) =>
  new ContainerError(unreadable(path, 'bad-compressed-data', `cabinet data that cannot be unpacked (${what})`));

async function readBlock(
  from: RandomAccess,
  at: number,
  { blockReserve, size }: Cabinet,
  path: string,
): Promise<{ data: Uint8Array; size: number; end: number }> {
  const header = Buffer.from(await from.read(at, 8 + blockReserve));
  const start = at + header.length;
  const end = start + (header.length < 8 ? 0 : header.readUInt16LE(4));
  if (header.length < 8 + blockReserve || end > size) throw new ContainerError(unreadable(path, 'truncated', 'the cabinet ends inside of its data'));
  const data = await from.read(start, end - start);
  const stated = header.readUInt32LE(0);
  // Writers differ in whether what is reserved in front of a block counts; readers that verify know both.
  const sums = () => [header.subarray(4, 8), header.subarray(4)].map((part) => checksum(part, checksum(data, 0)));
  if (stated !== 0 && !sums().includes(stated))
    throw new ContainerError(
      hazard(path, 'cab-sum-lies', 'a block of data has not the checksum that is stated; some readers hand it on all the same'),
    );
  return { data, size: header.readUInt16LE(6), end };
}

/** [MS-CAB] 3.1: the exclusive or of all words; of what is left over at the end, the first byte is the highest. */
function checksum(bytes: Uint8Array, seed: number): number {
  let sum = seed;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) sum ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  let rest = 0;
  for (; at < bytes.length; at++) rest = (rest << 8) | bytes[at]!;
  return (sum ^ rest) >>> 0;
}

/** One block of MSZIP; `before` are the plain bytes before it. */
function inflateBlock(data: Uint8Array, before: Uint8Array, size: number, path: string): Uint8Array {
  if (data[0] !== 0x43 || data[1] !== 0x4b) throw bad(path, 'a block that does not begin as one');
  const options = { maxOutputLength: size + 1, chunkSize: Math.max(64, size + 1), info: true, ...(before.length > 0 ? { dictionary: before } : {}) };
  let result: { buffer: Uint8Array; engine: { bytesWritten: number } };
  try {
    result = inflateRawSync(data.subarray(2), options) as unknown as typeof result;
  } catch (error) {
    throw bad(path, error instanceof Error ? error.message : 'damaged');
  }
  if (data.subarray(2 + result.engine.bytesWritten).some((byte) => byte !== 0))
    throw new ContainerError(hazard(path, 'cab-slack', 'other data hides behind the end of a packed block; no reader shows it'));
  return result.buffer;
}
