// LZ4 frames (lz4_Frame_format.md 1.6.4 and lz4_Block_format.md): frames one after another, each with blocks of at most 4 MiB, stored or compressed, that may
// refer to the 64 KiB before them; checks are xxHash32. Skippable frames are skipped; frames that need a dictionary are refused.
import { borrow, giveBack } from '../../io/scratch.ts';
import type { Bytes } from '../../types.ts';
import { ByteReader } from '../byte-reader.ts';
import { ContainerError, count, hazard, unreadable } from '../problems.ts';
import type { Codec } from './codec.ts';
import { tooManyMembers } from './feed.ts';

const magic = 0x184d2204;
const window = 1 << 16;

export const lz4: Codec = {
  id: 'lz4',
  suffixes: ['.lz4'],
  sniff: (head) => head.length >= 7 && u32(head, 0) === magic && (head[4] ?? 0) >> 6 === 1,

  async *unpack(packed, path) {
    const reader = new ByteReader(packed);
    try {
      for (let frames = 0; ; frames++) {
        tooManyMembers(frames, reader.offset, path);
        const head = await reader.take(4);
        if (head.length === 0 && frames > 0) return;
        if (head.length === 4 && u32(head, 0) >>> 4 === 0x184d2a5) {
          await reader.skip(u32(await exactly(reader, 4, path), 0));
          continue;
        }
        if (head.length < 4 || u32(head, 0) !== magic) {
          if (frames === 0) throw bad(path, 'not an LZ4 frame');
          throw new ContainerError(
            hazard(
              path,
              'trailing-data',
              `other data follows the LZ4 data, from byte ${count(reader.offset - head.length)}; some readers ignore it, others refuse the file`,
            ),
          );
        }
        yield* unpackFrame(reader, path);
      }
    } finally {
      await reader.close();
    }
  },
};

const u32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
const bad = (path: string, what: string) => new ContainerError(unreadable(path, 'bad-compressed-data', `LZ4 data that cannot be unpacked (${what})`));

async function exactly(reader: ByteReader, length: number, path: string): Promise<Uint8Array> {
  const bytes = await reader.take(length);
  if (bytes.length < length) throw new ContainerError(unreadable(path, 'truncated', 'the LZ4 data ends too early'));
  return bytes;
}

async function* unpackFrame(reader: ByteReader, path: string): Bytes {
  const flags = (await exactly(reader, 1, path))[0]!;
  const descriptor = (await exactly(reader, 1, path))[0]!;
  const sizes = descriptor >> 4;
  const rest = (await exactly(reader, ((flags & 8) !== 0 ? 8 : 0) + ((flags & 1) !== 0 ? 4 : 0), path)).slice();
  const [check] = await exactly(reader, 1, path);
  if (flags >> 6 !== 1 || (flags & 2) !== 0 || sizes < 4 || sizes > 7 || (descriptor & 15) !== 0) throw bad(path, 'a frame of an unknown version');
  const header = new Xxh32();
  header.update(Uint8Array.of(flags, descriptor, ...rest));
  if (((header.digest() >>> 8) & 0xff) !== check) throw bad(path, 'a damaged frame header');
  if ((flags & 1) !== 0) throw new ContainerError(unreadable(path, 'unsupported-method', 'LZ4 data that needs a dictionary'));
  const most = 1 << (8 + 2 * sizes);
  const out = borrow(window + most); // an empty frame costs an attacker 11 bytes
  try {
    const stated = (flags & 8) === 0 ? undefined : u32(rest, 0) + u32(rest, 4) * 2 ** 32;
    const plain = yield* unpackBlocks(reader, flags, out, most, path);
    if (stated !== undefined && stated !== plain) throw bad(path, 'another length than stated');
  } finally {
    giveBack(out);
  }
}

/** Returns how many bytes came out. `out` begins with what blocks may refer to. */
async function* unpackBlocks(reader: ByteReader, flags: number, out: Uint8Array, most: number, path: string): AsyncGenerator<Uint8Array, number> {
  const content = new Xxh32();
  let total = 0;
  let history = 0; // bytes of history at the front of `out`
  for (;;) {
    const word = u32(await exactly(reader, 4, path), 0);
    if (word === 0) break;
    const size = word & 0x7fffffff;
    if (size > most) throw bad(path, 'a block larger than stated');
    const block = (await exactly(reader, size, path)).slice();
    if ((flags & 16) !== 0 && u32(await exactly(reader, 4, path), 0) !== xxh32(block)) throw bad(path, 'the checksum of a block is wrong');
    const independent = (flags & 32) !== 0;
    if (independent) history = 0;
    let end = history + block.length;
    if (word >>> 31 === 1) out.set(block, history);
    else end = unpackBlock(block, out, history, history + most, path);
    const plain = out.slice(history, end);
    content.update(plain);
    total += plain.length;
    yield plain;
    const keep = Math.min(end, window);
    out.copyWithin(0, end - keep, end);
    history = keep;
  }
  if ((flags & 4) !== 0 && u32(await exactly(reader, 4, path), 0) !== content.digest()) throw bad(path, 'the checksum of the content is wrong');
  return total;
}

/** A block without a frame, as SquashFS holds it. Where more than `most` bytes come out, one more is returned, so that a lie shows. */
export function unpackLz4Block(block: Uint8Array, most: number, path: string): Uint8Array {
  const out = new Uint8Array(most + 1);
  return out.subarray(0, unpackBlock(block, out, 0, out.length, path));
}

/** Sequences of literals and matches. Returns where the output ends. */
function unpackBlock(block: Uint8Array, out: Uint8Array, start: number, end: number, path: string): number {
  let at = 0;
  let to = start;
  const length = (nibble: number): number => {
    let total = nibble;
    if (nibble !== 15) return total;
    for (;;) {
      if (at >= block.length) throw bad(path, 'a block that ends too early');
      const byte = block[at++]!;
      total += byte;
      if (byte !== 255) return total;
    }
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = length(token >> 4);
    if (at + literals > block.length || to + literals > end) throw bad(path, 'literals beyond the block');
    out.set(block.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at === block.length) return to; // the last sequence has literals only
    const distance = block[at]! | ((block[at + 1] ?? 0) << 8);
    at += 2;
    const match = length(token & 15) + 4;
    if (at > block.length || distance === 0 || distance > to || to + match > end) throw bad(path, 'a match beyond the block');
    for (let i = 0; i < match; i++) out[to + i] = out[to + i - distance]!;
    to += match;
  }
  return to;
}

const prime1 = 0x9e3779b1;
const prime2 = 0x85ebca77;
const prime3 = 0xc2b2ae3d;
const prime4 = 0x27d4eb2f;
const prime5 = 0x165667b1;
const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
const round = (lane: number, word: number): number => Math.imul(rotate((lane + Math.imul(word, prime2)) | 0, 13), prime1);

/** xxHash32 with seed 0, fed in pieces (xxhash_spec.md). */
class Xxh32 {
  #a = (prime1 + prime2) | 0;
  #b = prime2 | 0;
  #c = 0;
  #d = -prime1 | 0;
  #held = new Uint8Array();
  #total = 0;

  update(bytes: Uint8Array): void {
    this.#total += bytes.length;
    const all = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    let at = 0;
    for (; at + 16 <= all.length; at += 16) {
      this.#a = round(this.#a, u32(all, at));
      this.#b = round(this.#b, u32(all, at + 4));
      this.#c = round(this.#c, u32(all, at + 8));
      this.#d = round(this.#d, u32(all, at + 12));
    }
    this.#held = all.slice(at);
  }

  digest(): number {
    let hash = this.#total >= 16 ? rotate(this.#a, 1) + rotate(this.#b, 7) + rotate(this.#c, 12) + rotate(this.#d, 18) : prime5;
    hash = (hash + this.#total) | 0;
    let at = 0;
    for (; at + 4 <= this.#held.length; at += 4) hash = Math.imul(rotate((hash + Math.imul(u32(this.#held, at), prime3)) | 0, 17), prime4);
    for (; at < this.#held.length; at++) hash = Math.imul(rotate((hash + Math.imul(this.#held[at]!, prime5)) | 0, 11), prime1);
    hash = Math.imul(hash ^ (hash >>> 15), prime2);
    hash = Math.imul(hash ^ (hash >>> 13), prime3);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}

function xxh32(bytes: Uint8Array): number {
  const hash = new Xxh32();
  hash.update(bytes);
  return hash.digest();
}
