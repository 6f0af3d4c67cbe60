// xz (the .xz file format 1.2.1, tukaani.org): streams, each a header, blocks, an index and a footer; a block is LZMA2 behind filters, with a check of
// the kind that the stream's header names: none, CRC32, CRC64 or SHA-256. Streams may follow one another, padded with zeros to 4 bytes.
// Header checksums, the block checks and sizes are verified; the index is held against the blocks that were read.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Bytes } from '../../types.ts';
import { ByteReader } from '../byte-reader.ts';
import { ContainerError, count, hazard, limit, unreadable } from '../problems.ts';
import type { Codec } from './codec.ts';
import { tooManyMembers } from './feed.ts';
import { BadLzma, Lzma2, TooMuchLzma } from './lzma2.ts';
import { type Filter, filterOf } from './xz-filters.ts';

const magic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
/** `xz -9` makes 64 MiB; what asks for more than this is not worth its memory in a gate. */
const largestDictionary = 256 << 20;
const checkSizes: Readonly<Record<number, number>> = { 0: 0, 1: 4, 4: 8, 10: 32 };
const outputChunk = 1 << 16;

export const xz: Codec = {
  id: 'xz',
  suffixes: ['.xz'],
  sniff: (head) => magic.every((byte, at) => head[at] === byte),

  async *unpack(packed, path) {
    const reader = new ByteReader(packed);
    const decoder = new Lzma2(); // one for all blocks: an empty one costs an attacker 16 bytes
    try {
      for (let streams = 0; ; streams++) {
        tooManyMembers(streams, reader.offset, path);
        const next = await reader.peek(4);
        if (next.length === 0 && streams > 0) return;
        if (streams > 0 && next.length === 4 && next.every((byte) => byte === 0)) {
          await reader.take(4);
          continue;
        }
        const head = await reader.take(12);
        if (!magic.every((byte, at) => head[at] === byte)) {
          if (streams === 0) throw bad(path, 'not an xz stream');
          throw new ContainerError(
            hazard(
              path,
              'trailing-data',
              `other data follows the xz data, from byte ${count(reader.offset - head.length)}; some readers ignore it, others refuse the file`,
            ),
          );
        }
        yield* unpackStream(reader, head, decoder, path);
      }
    } catch (error) {
      if (error instanceof BadLzma) throw bad(path, error.message);
      if (error instanceof TooMuchLzma) throw new ContainerError(limit(path, 'dictionary', error.message));
      throw error;
    } finally {
      decoder.release();
      await reader.close();
    }
  },
};

const bad = (path: string, what: string) => new ContainerError(unreadable(path, 'bad-compressed-data', `xz data that cannot be unpacked (${what})`));
const cut = (path: string) => new ContainerError(unreadable(path, 'truncated', 'the xz data ends too early'));
const u32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;

async function* unpackStream(reader: ByteReader, head: Uint8Array, decoder: Lzma2, path: string): Bytes {
  if (head.length < 12) throw cut(path);
  const check = head[7]!;
  if (head[6] !== 0 || crc32(head.subarray(6, 8)) !== u32(head, 8)) throw bad(path, 'a damaged stream header');
  const checkSize = checkSizes[check];
  if (checkSize === undefined)
    throw new ContainerError(unreadable(path, 'unsupported-xz', `xz data with check ${check}, which no common writer makes`));
  const blocks = createHash('sha256'); // sizes of all blocks, to be compared with the index
  let number = 0;
  for (;;) {
    const [size] = await reader.peek(1);
    if (size === undefined) throw cut(path);
    if (size === 0) break;
    const sizes = yield* unpackBlock(reader, (size + 1) * 4, check, checkSize, decoder, path);
    tooManyMembers(number, reader.offset, path);
    blocks.update(`${sizes.unpadded} ${sizes.plain};`);
    number++;
  }
  await readIndex(reader, number, blocks.digest('hex'), path);
  const footer = await reader.take(12);
  if (footer.length < 12) throw cut(path);
  if (footer[10] !== 0x59 || footer[11] !== 0x5a || footer[9] !== check || crc32(footer.subarray(4, 10)) !== u32(footer, 0))
    throw bad(path, 'a damaged stream footer');
}

async function readIndex(reader: ByteReader, number: number, blocks: string, path: string): Promise<void> {
  const start = reader.offset;
  let sum = 0;
  const byte = async (): Promise<number> => {
    const taken = await reader.take(1);
    if (taken.length === 0) throw cut(path);
    sum = crc32(taken, sum);
    return taken[0]!;
  };
  const varint = async (): Promise<number> => {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const next = await byte();
      value += (next & 0x7f) * 2 ** shift;
      if (next < 0x80) return value;
    }
    throw bad(path, 'a damaged index');
  };
  await byte();
  if ((await varint()) !== number) throw bad(path, 'an index of another number of blocks');
  const seen = createHash('sha256');
  for (let i = 0; i < number; i++) seen.update(`${await varint()} ${await varint()};`);
  while ((reader.offset - start) % 4 !== 0) if ((await byte()) !== 0) throw bad(path, 'a damaged index');
  const stated = await reader.take(4);
  if (stated.length < 4) throw cut(path);
  if (u32(stated, 0) !== sum || seen.digest('hex') !== blocks) throw bad(path, 'an index that disagrees with the blocks');
}

interface BlockHeader {
  packed?: number;
  plain?: number;
  dictionary: number;
  filters: readonly Filter[];
}

async function* unpackBlock(
  reader: ByteReader,
  headerSize: number,
  check: number,
  checkSize: number,
  decoder: Lzma2,
  path: string,
): AsyncGenerator<Uint8Array, { unpadded: number; plain: number }> {
  const header = readBlockHeader(await reader.take(headerSize), headerSize, path);
  const start = reader.offset;
  const sum = checker(check);
  decoder.restart(header.dictionary);
  let plain = 0;
  const filtered = (chunk: Uint8Array, last: boolean): Uint8Array => header.filters.reduceRight((bytes, filter) => filter.push(bytes, last), chunk);
  const out = function* (bytes: Uint8Array): Generator<Uint8Array> {
    plain += bytes.length;
    sum.update(bytes);
    for (let at = 0; at < bytes.length; at += outputChunk) yield bytes.slice(at, at + outputChunk); // the decoder uses its memory again
  };
  for (;;) {
    const [control] = await reader.peek(1);
    if (control === undefined) throw cut(path);
    const chunkHeader = (await reader.take(Lzma2.headerSize(control))).slice();
    if (control === 0) break;
    if (chunkHeader.length < Lzma2.headerSize(control)) throw cut(path);
    const packed = await reader.take(Lzma2.packedSize(chunkHeader));
    if (packed.length < Lzma2.packedSize(chunkHeader)) throw cut(path);
    yield* out(filtered(decoder.chunk(chunkHeader, packed), false));
  }
  yield* out(filtered(new Uint8Array(), true));
  const packedSize = reader.offset - start;
  if ((header.packed ?? packedSize) !== packedSize || (header.plain ?? plain) !== plain) throw bad(path, 'a block of another size than stated');
  const padding = await reader.take((4 - (packedSize % 4)) % 4);
  if (padding.some((byte) => byte !== 0)) throw bad(path, 'a block with damaged padding');
  const stated = await reader.take(checkSize);
  if (stated.length < checkSize) throw cut(path);
  if (!sum.fits(stated)) throw bad(path, 'the checksum of a block is wrong');
  return { unpadded: headerSize + packedSize + checkSize, plain };
}

/** Section 3.1: size, flags, optional sizes, filter flags, padding, CRC32. The last filter must be LZMA2. */
function readBlockHeader(bytes: Uint8Array, size: number, path: string): BlockHeader {
  if (bytes.length < size) throw cut(path);
  if (crc32(bytes.subarray(0, size - 4)) !== u32(bytes, size - 4)) throw bad(path, 'a damaged block header');
  const flags = bytes[1]!;
  if ((flags & 0x3c) !== 0) throw bad(path, 'a block header with unknown flags');
  let at = 2;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 63 && at < size - 4; shift += 7) {
      const next = bytes[at++]!;
      value += (next & 0x7f) * 2 ** shift;
      if (next < 0x80) return value;
    }
    throw bad(path, 'a damaged block header');
  };
  const packed = (flags & 0x40) !== 0 ? varint() : undefined;
  const plain = (flags & 0x80) !== 0 ? varint() : undefined;
  const filters: Filter[] = [];
  let dictionary: number | undefined;
  for (let left = (flags & 3) + 1; left > 0; left--) {
    const id = varint();
    const length = varint();
    if (at + length > size - 4) throw bad(path, 'a damaged block header');
    const properties = bytes.subarray(at, at + length);
    at += length;
    if (left > 1) {
      const filter = filterOf(id, properties);
      if (filter === undefined) throw new ContainerError(unreadable(path, 'unsupported-xz', `xz data with filter ${id}, which is not known`));
      filters.push(filter);
    } else if (id === 0x21 && length === 1) dictionary = dictionarySize(properties[0]!, path);
  }
  if (dictionary === undefined) throw bad(path, 'a block whose last filter is not LZMA2');
  return { ...(packed === undefined ? {} : { packed }), ...(plain === undefined ? {} : { plain }), dictionary, filters };
}

export function dictionarySize(byte: number, path: string): number {
  if (byte > 40) throw bad(path, 'no valid dictionary size');
  const size = byte === 40 ? 2 ** 32 - 1 : (2 | (byte & 1)) * 2 ** ((byte >> 1) + 11);
  if (size > largestDictionary) throw new ContainerError(limit(path, 'dictionary', `LZMA2 data with a dictionary of ${count(size)} bytes`));
  return size;
}

interface Check {
  update(bytes: Uint8Array): void;
  fits(stated: Uint8Array): boolean;
}
function checker(kind: number): Check {
  if (kind === 10) {
    const digest = createHash('sha256');
    return { update: (bytes) => void digest.update(bytes), fits: (stated) => digest.digest().equals(stated) };
  }
  if (kind === 4) return crc64();
  let sum = 0;
  return {
    update: (bytes) => {
      if (kind === 1) sum = crc32(bytes, sum);
    },
    fits: (stated) => kind === 0 || u32(stated, 0) === sum,
  };
}

/**
 * CRC-64 of ECMA-182, bit reversed, as two 32-bit halves; four bytes at a time by four pairs of tables (M. Kounavis and F. Berry, "Novel
 * table lookup-based algorithms for high-performance CRC generation", 2008).
 */
function crc64(): Check {
  let low = 0xffffffff | 0;
  let high = 0xffffffff | 0;
  return {
    update(bytes) {
      let l = low;
      let h = high;
      let at = 0;
      for (const end = bytes.length - 3; at < end; at += 4) {
        const word = l ^ (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24));
        const [a, b, c, d] = [768 + (word & 0xff), 512 + ((word >>> 8) & 0xff), 256 + ((word >>> 16) & 0xff), word >>> 24];
        l = h ^ crc64Low[a]! ^ crc64Low[b]! ^ crc64Low[c]! ^ crc64Low[d]!;
        h = crc64High[a]! ^ crc64High[b]! ^ crc64High[c]! ^ crc64High[d]!;
      }
      for (; at < bytes.length; at++) {
        const index = (l ^ bytes[at]!) & 0xff;
        l = ((l >>> 8) | (h << 24)) ^ crc64Low[index]!;
        h = (h >>> 8) ^ crc64High[index]!;
      }
      low = l;
      high = h;
    },
    fits: (stated) => u32(stated, 0) === ~low >>> 0 && u32(stated, 4) === ~high >>> 0,
  };
}
/** The effect of a byte after which 0, 1, 2 or 3 more come: 256 numbers each. */
const crc64Low = new Int32Array(1024);
const crc64High = new Int32Array(1024);
for (let byte = 0; byte < 256; byte++) {
  let low = byte;
  let high = 0;
  for (let bit = 0; bit < 8; bit++) {
    const odd = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (odd === 1) {
      low ^= 0xd7870f42;
      high ^= 0xc96c5795;
    }
  }
  crc64Low[byte] = low;
  crc64High[byte] = high;
}
for (let index = 256; index < 1024; index++) {
  const [low, high] = [crc64Low[index - 256]!, crc64High[index - 256]!];
  crc64Low[index] = ((low >>> 8) | (high << 24)) ^ crc64Low[low & 0xff]!;
  crc64High[index] = (high >>> 8) ^ crc64High[low & 0xff]!;
}
