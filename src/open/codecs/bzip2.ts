// bzip2 (no standard; the reference is bzip2 1.0's manual and source): "BZh" and a level 1-9, then blocks of at most level x 100,000 bytes, each
// Burrows-Wheeler transformed and Huffman coded, not aligned to bytes; at the end a CRC over all. Streams may follow one another (pbzip2, lbzip2), and
// all belong to the content. Read block by block: a block fits, packed, in less than 1.3 MB, which is all that is kept.
import { borrow, giveBack } from '../../io/scratch.ts';
import type { Bytes } from '../../types.ts';
import { ByteReader } from '../byte-reader.ts';
import { ContainerError, count, hazard, unreadable } from '../problems.ts';
import type { Codec } from './codec.ts';
import { tooManyMembers } from './feed.ts';

const enoughForBlock = 1_300_000;
const chunkSize = 1 << 18;
const maxCodeLength = 20;

export const bzip2: Codec = {
  id: 'bz2',
  suffixes: ['.bz2', '.bz'],
  sniff: (head) => latin1(head, 0, 3) === 'BZh' && level(head) > 0 && (latin1(head, 4, 6) === blockMagic || latin1(head, 4, 6) === endMagic),

  async *unpack(packed, path) {
    const reader = new ByteReader(packed);
    const scratch = borrow(9 * 100_000 * 4); // one for all streams, and for the next file: an empty one costs an attacker 14 bytes
    const symbols = new Uint32Array(scratch.buffer, scratch.byteOffset, 9 * 100_000);
    try {
      for (let streams = 0; ; streams++) {
        tooManyMembers(streams, reader.offset, path);
        const head = await reader.peek(10);
        if (head.length === 0 && streams > 0) return;
        if (level(head) === 0 || latin1(head, 0, 3) !== 'BZh') {
          if (streams === 0) throw bad(path, 'not a bzip2 stream');
          return await zerosOnly(reader, path);
        }
        await reader.take(4);
        yield* unpackStream(reader, symbols.subarray(0, level(head) * 100_000), path);
      }
    } finally {
      giveBack(scratch);
      await reader.close();
    }
  },
};

const blockMagic = '\x31\x41\x59\x26\x53\x59';
const endMagic = '\x17\x72\x45\x38\x50\x90';
const latin1 = (bytes: Uint8Array, at: number, length: number): string => Buffer.from(bytes.subarray(at, at + length)).toString('latin1');
/** 1-9, or 0 for none. */
const level = (head: Uint8Array): number => ((head[3] ?? 0) >= 0x31 && (head[3] ?? 0) <= 0x39 ? (head[3] ?? 0) - 0x30 : 0);
const bad = (path: string, what: string) =>
  new ContainerError(unreadable(path, 'bad-compressed-data', `bzip2 data that cannot be unpacked (${what})`));

async function zerosOnly(reader: ByteReader, path: string): Promise<void> {
  const at = reader.offset;
  for (let part = await reader.take(chunkSize); part.length > 0; part = await reader.take(chunkSize)) {
    if (part.some((byte) => byte !== 0))
      throw new ContainerError(
        hazard(path, 'trailing-data', `other data follows the bzip2 data, from byte ${count(at)}; some readers ignore it, others refuse the file`),
      );
  }
}

async function* unpackStream(reader: ByteReader, symbols: Uint32Array, path: string): Bytes {
  let bit = 0; // blocks begin at any bit
  let combined = 0;
  for (;;) {
    const bits = new Bits(await reader.peek(enoughForBlock), bit, path);
    const high = bits.read(24);
    const low = bits.read(24);
    const stated = ((bits.read(16) << 16) | bits.read(16)) >>> 0;
    if (high === 0x177245 && low === 0x385090) {
      if (stated !== combined) throw bad(path, 'the checksum of the whole is wrong');
      await reader.take(Math.ceil(bits.position / 8));
      return;
    }
    if (high !== 0x314159 || low !== 0x265359) throw bad(path, 'no block where one must begin');
    const block = readBlock(bits, symbols, path);
    const consumed = Math.floor(bits.position / 8);
    bit = bits.position % 8;
    const unfolding = new Unfolding(symbols, block);
    for (let chunk = unfolding.take(); chunk.length > 0; chunk = unfolding.take()) yield chunk;
    const { crc } = unfolding;
    if (crc !== stated) throw bad(path, 'the checksum of a block is wrong');
    combined = (((combined << 1) | (combined >>> 31)) ^ crc) >>> 0;
    await reader.take(consumed);
  }
}

/** Reads bits from the most significant on. Past the end it gives zeros, and `read` throws once it has used any. */
class Bits {
  readonly #bytes: Uint8Array;
  readonly #path: string;
  #at: number;
  #hold = 0;
  #have = 0;
  constructor(bytes: Uint8Array, bit: number, path: string) {
    this.#bytes = bytes;
    this.#path = path;
    this.#at = 0;
    if (bit > 0) this.read(bit);
  }
  /** Bits used so far. */
  get position(): number {
    return this.#at * 8 - this.#have;
  }
  /** The next `length` bits, at most 24. */
  read(length: number): number {
    const value = this.peek(length);
    this.skip(length);
    return value;
  }
  peek(length: number): number {
    while (this.#have < length) {
      this.#hold = (this.#hold << 8) | (this.#at < this.#bytes.length ? this.#bytes[this.#at]! : 0);
      this.#at++;
      this.#have += 8;
    }
    return (this.#hold >>> (this.#have - length)) & ((1 << length) - 1);
  }
  skip(length: number): void {
    this.#have -= length;
    if (this.position > this.#bytes.length * 8) throw new ContainerError(unreadable(this.#path, 'truncated', 'the bzip2 data ends too early'));
  }
}

/** Decodes one block up to the Burrows-Wheeler transform: `symbols` holds in its low bytes the last column, in the rest the way back. */
function readBlock(bits: Bits, symbols: Uint32Array, path: string): { size: number; start: number } {
  if (bits.read(1) === 1) throw bad(path, 'a randomised block, as only bzip2 before 0.9.5 wrote');
  const start = bits.read(24);
  const used = usedBytes(bits);
  if (used.length === 0) throw bad(path, 'a block without symbols');
  const groups = bits.read(3);
  const count = bits.read(15);
  if (groups < 2 || groups > 6 || count === 0) throw bad(path, 'no valid number of code tables');
  const selectors = readSelectors(bits, groups, count, path);
  const tables = Array.from({ length: groups }, () => readTable(bits, used.length + 2, path));
  const size = readSymbols(bits, symbols, used, selectors, tables, path);
  if (start >= size) throw bad(path, 'a block that starts behind its end');
  invert(symbols, size);
  return { size, start };
}

function usedBytes(bits: Bits): Uint8Array {
  const used: number[] = [];
  const rows = bits.read(16);
  for (let row = 0; row < 16; row++) {
    if ((rows & (0x8000 >> row)) === 0) continue;
    const columns = bits.read(16);
    for (let column = 0; column < 16; column++) if ((columns & (0x8000 >> column)) !== 0) used.push(row * 16 + column);
  }
  return Uint8Array.from(used);
}

function readSelectors(bits: Bits, groups: number, count: number, path: string): Uint8Array {
  const order = [0, 1, 2, 3, 4, 5];
  const selectors = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= groups) throw bad(path, 'a selector of no table');
    const [chosen] = order.splice(place, 1);
    order.unshift(chosen ?? 0);
    selectors[i] = chosen ?? 0;
  }
  return selectors;
}

/** Canonical Huffman: by code length, the last code of that length (aligned to 20 bits), and where its symbols begin. */
interface Table {
  shortest: number;
  limits: Int32Array;
  offsets: Int32Array;
  symbols: Uint16Array;
  /** What the next bits are, where the code is short: symbol x 32 + length; 0 where it is longer. */
  short: Uint16Array;
}
const shortBits = 10;
function readTable(bits: Bits, symbols: number, path: string): Table {
  const lengths = new Uint8Array(symbols);
  let length = bits.read(5);
  for (let i = 0; i < symbols; i++) {
    for (;;) {
      if (length < 1 || length > maxCodeLength) throw bad(path, 'no valid code length');
      if (bits.read(1) === 0) break;
      length += bits.read(1) === 0 ? 1 : -1;
    }
    lengths[i] = length;
  }
  const table: Table = {
    shortest: Math.min(...lengths),
    limits: new Int32Array(maxCodeLength + 2).fill(-1),
    offsets: new Int32Array(maxCodeLength + 2),
    symbols: new Uint16Array(symbols),
    short: new Uint16Array(1 << shortBits),
  };
  let code = 0;
  let placed = 0;
  for (let size = 1; size <= maxCodeLength; size++) {
    table.offsets[size] = placed - code;
    for (let symbol = 0; symbol < symbols; symbol++) {
      if (lengths[symbol] !== size) continue;
      table.symbols[placed++] = symbol;
      if (size <= shortBits) table.short.fill(symbol * 32 + size, code << (shortBits - size), (code + 1) << (shortBits - size));
      code++;
    }
    if (code > 1 << size) throw bad(path, 'more codes than fit their length');
    table.limits[size] = (code << (maxCodeLength - size)) - 1;
    code <<= 1;
  }
  return table;
}

function readSymbols(bits: Bits, into: Uint32Array, used: Uint8Array, selectors: Uint8Array, tables: readonly Table[], path: string): number {
  const order = used.slice();
  const endOfBlock = used.length + 1;
  let size = 0;
  let run = 0;
  let weight = 1;
  for (let group = 0; ; group++) {
    const table = tables[selectors[group] ?? 6];
    if (group >= selectors.length || table === undefined) throw bad(path, 'a block without end');
    for (let i = 0; i < 50; i++) {
      const symbol = readSymbol(bits, table, path);
      if (symbol < 2) {
        run += weight << symbol;
        weight <<= 1;
        if (run > into.length) throw bad(path, 'a run longer than a block');
        continue;
      }
      if (run > 0) {
        if (size + run > into.length) throw bad(path, 'a block larger than stated');
        into.fill(order[0]!, size, size + run);
        size += run;
        run = 0;
        weight = 1;
      }
      if (symbol === endOfBlock) return size;
      if (size === into.length) throw bad(path, 'a block larger than stated');
      const place = symbol - 1;
      const byte = order[place]!;
      if (place > 32) order.copyWithin(1, 0, place);
      else for (let at = place; at > 0; at--) order[at] = order[at - 1]!;
      order[0] = byte;
      into[size++] = byte;
    }
  }
}

function readSymbol(bits: Bits, table: Table, path: string): number {
  const window = bits.peek(maxCodeLength);
  const short = table.short[window >> (maxCodeLength - shortBits)]!;
  if (short !== 0) {
    bits.skip(short & 31);
    return short >> 5;
  }
  let length = table.shortest;
  while (length <= maxCodeLength && window > table.limits[length]!) length++;
  if (length > maxCodeLength) throw bad(path, 'no such code');
  bits.skip(length);
  return table.symbols[(window >> (maxCodeLength - length)) + table.offsets[length]!] ?? 0;
}

function invert(symbols: Uint32Array, size: number): void {
  const starts = new Uint32Array(257);
  for (let i = 0; i < size; i++) starts[(symbols[i]! & 0xff) + 1]!++;
  for (let byte = 0; byte < 256; byte++) starts[byte + 1]! += starts[byte]!;
  for (let i = 0; i < size; i++) {
    const place = starts[symbols[i]! & 0xff]!++;
    symbols[place]! |= i << 8;
  }
}

/** Walks back through the transform and unfolds runs: four equal bytes are followed by the number of further ones. */
class Unfolding {
  readonly #symbols: Uint32Array;
  #left: number;
  #next: number;
  #equal = 0;
  #last = -1;
  #crc = 0xffffffff | 0;
  constructor(symbols: Uint32Array, { size, start }: { size: number; start: number }) {
    this.#symbols = symbols;
    this.#left = size;
    this.#next = symbols[start]! >>> 8;
  }

  /** The CRC of what has come out. */
  get crc(): number {
    return ~this.#crc >>> 0;
  }

  /** The next bytes, at most `chunkSize`; none at the end. */
  take(): Uint8Array {
    const symbols = this.#symbols;
    const out = new Uint8Array(Math.min(chunkSize, this.#left * mostRun));
    const end = out.length - mostRun;
    let [left, next, equal, last, crc, filled] = [this.#left, this.#next, this.#equal, this.#last, this.#crc, 0];
    for (; left > 0 && filled <= end; left--) {
      const cell = symbols[next]!;
      const byte = cell & 0xff;
      next = cell >>> 8;
      if (equal < 4) {
        equal = byte === last ? equal + 1 : 1;
        last = byte;
        out[filled++] = byte;
        crc = (crc << 8) ^ crcTable[(crc >>> 24) ^ byte]!;
        continue;
      }
      equal = 0;
      for (let n = 0; n < byte; n++) {
        out[filled++] = last;
        crc = (crc << 8) ^ crcTable[(crc >>> 24) ^ last]!;
      }
    }
    [this.#left, this.#next, this.#equal, this.#last, this.#crc] = [left, next, equal, last, crc];
    return out.subarray(0, filled);
  }
}
const mostRun = 255;

/** CRC-32 with the polynomial 0x04C11DB7, most significant bit first: not zlib's. */
const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});
