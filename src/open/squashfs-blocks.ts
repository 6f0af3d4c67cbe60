// Blocks of a SquashFS image, packed or stored (squashfs.rst of the Linux kernel, section 3; squashfs_fs.h and *_wrapper.c of squashfs-tools). Each block is
// packed on its own: gzip means a zlib stream, xz a whole .xz file, lzma a whole .lzma file, zstd a frame, lz4 a bare block. Metadata comes in blocks of
// 8 KiB, each behind two bytes that say its packed size; the size of a data block stands in the inode or the fragment table.
import * as zlib from 'node:zlib';
import type { Bytes, Limits, Problem, RandomAccess } from '../types.ts';
import { unpackLz4Block } from './codecs/lz4.ts';
import { lzma } from './codecs/lzma.ts';
import { xz } from './codecs/xz.ts';
import { zstd } from './codecs/zstd.ts';
import { ratioFrom } from './limits.ts';
import { ContainerError, count, hazard, limit, unreadable } from './problems.ts';

/** The plain bytes of one block. Where more than `most` come out, one byte more is returned, so that a lie shows. */
type UnpackBlock = (packed: Uint8Array, most: number, path: string) => Uint8Array | Promise<Uint8Array>;

/** By the number in the superblock. Without `unpack`: known and not read. */
export const compressors: Readonly<Record<number, { name: string; unpack?: UnpackBlock }>> = {
  1: { name: 'gzip', unpack: (packed, most, path) => inOneCall(zlib.inflateSync, 'zlib', packed, most, path) },
  2: { name: 'lzma', unpack: (packed, most, path) => collected(lzma.unpack(once(packed), path), most) },
  3: { name: 'lzo' },
  4: { name: 'xz', unpack: (packed, most, path) => collected(xz.unpack(once(packed), path), most) },
  5: { name: 'lz4', unpack: (packed, most, path) => unpackLz4Block(packed, most, path) },
  6: { name: 'zstd', unpack: unpackZstd },
};

const mostMetadata = 8192;
/** What is unpacked of a block at most before a lie shows: a chunk of xz. */
const spoilt = 1 << 21;
/** No block is larger, so no window needs to be; the kernel refuses larger ones as well. */
const windowLog = 20;

function unpackZstd(packed: Uint8Array, most: number, path: string): Uint8Array | Promise<Uint8Array> {
  if (zlib.zstdDecompressSync === undefined) return collected(zstd.unpack(once(packed), path), most);
  const bounded: typeof zlib.zstdDecompressSync = (bytes, options) =>
    zlib.zstdDecompressSync(bytes, { ...options, params: { [zlib.constants.ZSTD_d_windowLogMax]: windowLog } });
  return inOneCall(bounded, 'zstd', packed, most, path);
}

type Decompress = (packed: Uint8Array, options: { info: true; maxOutputLength: number; chunkSize: number }) => unknown;

function inOneCall(decompress: Decompress, what: string, packed: Uint8Array, most: number, path: string): Uint8Array {
  let result: { buffer: Uint8Array; engine: { bytesWritten: number } };
  try {
    result = decompress(packed, { info: true, maxOutputLength: most + 1, chunkSize: Math.max(64, most + 1) }) as typeof result;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') return new Uint8Array(most + 1);
    const reason = error instanceof Error ? error.message : String(error);
    throw new ContainerError(unreadable(path, 'bad-compressed-data', `${what} data that cannot be unpacked (${reason})`));
  }
  // unsquashfs unpacks a second zstd frame, the kernel and others stop at the end of the first.
  if (result.engine.bytesWritten < packed.length)
    throw new ContainerError(
      hazard(path, 'squashfs-slack', `other data follows the end of a block's ${what} data; some readers unpack it, others do not`),
    );
  return result.buffer;
}

async function* once(bytes: Uint8Array): Bytes {
  yield bytes;
}

async function collected(bytes: Bytes, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (total > most) return new Uint8Array(most + 1); // the decoder is closed by leaving the loop
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/** Where a block lies and what it is said to hold. */
export interface Block {
  at: number;
  packed: number;
  stored: boolean;
  /** More than this must not come out. */
  most: number;
}

/** A table of metadata blocks, unpacked: all of them hold 8 KiB, but the last. */
export interface Metadata {
  size: number;
  /** Where each block begins in the image, in order. */
  starts: readonly number[];
  /** The number of the block that begins there. */
  blockAt: ReadonlyMap<number, number>;
  /** `length` bytes, or what there is of them. */
  bytes(at: number, length: number): Buffer;
}

export interface BlocksOptions {
  compressor: UnpackBlock;
  path: string;
  limits: Limits;
}

/** Reads the blocks of one image, and counts what comes out of all of them: fragments and tables are unpacked as well, and no budget of entries sees them. */
export class Blocks {
  /** Set once the limits are used up: no block is read any more. */
  over: Problem | undefined;
  #unpacked = 0;
  #metadata = 0;
  readonly #from: RandomAccess;
  readonly #options: BlocksOptions;

  constructor(from: RandomAccess, options: BlocksOptions) {
    this.#from = from;
    this.#options = options;
  }

  /** The plain bytes of a block, at most one more than it may hold. `path` is for messages. Throws `ContainerError`. */
  async read({ at, packed, stored, most }: Block, path: string): Promise<Uint8Array> {
    this.#count(Math.max(most, packed));
    const bytes = await this.#from.read(at, packed);
    if (bytes.length < packed)
      throw new ContainerError(unreadable(path, 'truncated', `a block at byte ${count(at)} lies behind the end of the image`));
    if (stored) return bytes;
    let plain: Uint8Array | undefined;
    try {
      plain = await this.#options.compressor(bytes, most, path);
    } finally {
      if (plain === undefined || plain.length > most) this.#count(spoilt); // any number of files may name one block that lies
    }
    return plain;
  }

  /** All metadata blocks from `start` to `end`. Throws `ContainerError`: with a part of a table, nothing that refers to it can be trusted. */
  async table(start: number, end: number, what: string): Promise<Metadata> {
    const { path } = this.#options;
    const blocks: Uint8Array[] = [];
    const starts: number[] = [];
    for (let at = start; at < end; ) {
      if (blocks.length > 0 && blocks.at(-1)!.length !== mostMetadata) throw shortBlock(path, what, starts.at(-1)!);
      const header = Buffer.from(await this.#from.read(at, 2));
      const word = header.length < 2 ? 0 : header.readUInt16LE(0);
      const packed = word & 0x7fff;
      if (packed === 0 || packed > mostMetadata || at + 2 + packed > end)
        throw new ContainerError(unreadable(path, 'squashfs-tables', `the ${what} holds no block at byte ${count(at)}`));
      const plain = await this.read({ at: at + 2, packed, stored: word >>> 15 === 1, most: mostMetadata }, path);
      if (plain.length > mostMetadata || plain.length === 0)
        throw new ContainerError(unreadable(path, 'squashfs-tables', `the ${what} holds a block of a wrong size at byte ${count(at)}`));
      this.#countMetadata(plain.length);
      blocks.push(plain);
      starts.push(at);
      at += 2 + packed;
    }
    return metadata(blocks, starts);
  }

  #count(bytes: number): void {
    const { path, limits } = this.#options;
    this.#unpacked += bytes;
    if (this.#unpacked > limits.bytes * 1.25)
      this.over ??= limit(path, 'bytes', `unpacks to more than ${count(limits.bytes)} bytes; the rest was not looked at`);
    else if (this.#unpacked > ratioFrom && this.#unpacked > this.#from.size * limits.ratio)
      this.over ??= limit(
        path,
        'ratio',
        `${count(this.#from.size)} bytes unpack to more than ${count(limits.ratio)} times as much; the rest was not looked at`,
      );
    if (this.over) throw new ContainerError(this.over);
  }

  #countMetadata(bytes: number): void {
    const { path, limits } = this.#options;
    this.#metadata += bytes;
    if (this.#metadata > limits.directoryBytes)
      throw new ContainerError(
        limit(path, 'directoryBytes', `tables of more than ${count(limits.directoryBytes)} bytes; the image was not looked at`),
      );
  }
}

const shortBlock = (path: string, what: string, at: number): ContainerError =>
  new ContainerError(
    hazard(
      path,
      'squashfs-short-block',
      `the ${what} goes on behind a block that is not full, at byte ${count(at)}; unsquashfs reads on, 7-Zip refuses`,
    ),
  );

function metadata(blocks: readonly Uint8Array[], starts: readonly number[]): Metadata {
  const size = blocks.reduce((sum, block) => sum + block.length, 0);
  return {
    size,
    starts,
    blockAt: new Map(starts.map((start, number) => [start, number])),
    bytes(at, length) {
      const end = Math.min(at + length, size);
      const parts: Uint8Array[] = [];
      for (let from = at; from < end; ) {
        const block = blocks[Math.floor(from / mostMetadata)]!;
        const offset = from % mostMetadata;
        parts.push(block.subarray(offset, offset + end - from));
        from += parts.at(-1)!.length;
      }
      return parts.length === 1 ? Buffer.from(parts[0]!.buffer, parts[0]!.byteOffset, parts[0]!.length) : Buffer.concat(parts);
    },
  };
}

/** The place in the unpacked table that a start of a block and an offset in it mean; undefined where no block begins there, or it ends before. */
export function placeIn(table: Metadata, start: number, offset: number): number | undefined {
  const number = table.blockAt.get(start);
  if (number === undefined || offset >= mostMetadata) return undefined;
  const place = number * mostMetadata + offset;
  return place < table.size ? place : undefined;
}
