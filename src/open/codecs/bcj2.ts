// BCJ2, 7-Zip's filter for x86 programs (Bcj2.c of the LZMA SDK): targets of calls and of jumps, made absolute, stand in streams of their own, four bytes each
// and the highest first; the rest of the program in a third; in the fourth a range coder tells for each opcode whether its target was taken out.
import type { Bytes } from '../../types.ts';

/** Thrown where one of the streams ends too early; the caller says which file. */
export class BadBcj2 extends Error {}

const outputChunk = 1 << 16;
const top = 0x1000000;

/** A stream of which single bytes are taken, mostly without waiting. */
class Source {
  readonly #iterator: AsyncIterator<Uint8Array>;
  chunk: Uint8Array = new Uint8Array();
  at = 0;
  constructor(bytes: Bytes) {
    this.#iterator = bytes[Symbol.asyncIterator]();
  }
  /** False at the end. */
  async more(): Promise<boolean> {
    while (this.at === this.chunk.length) {
      const next = await this.#iterator.next();
      if (next.done) return false;
      [this.chunk, this.at] = [next.value, 0];
    }
    return true;
  }
  async byte(): Promise<number> {
    if (this.at === this.chunk.length && !(await this.more())) throw new BadBcj2('a stream that ends too early');
    return this.chunk[this.at++]!;
  }
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}

/** `size` bytes of program, from its four streams: main, calls, jumps, range coder. */
export async function* unpackBcj2(streams: readonly [Bytes, Bytes, Bytes, Bytes], size: number): Bytes {
  const [main, calls, jumps, coder] = streams.map((stream) => new Source(stream)) as [Source, Source, Source, Source];
  try {
    const bit = await decider(coder);
    let out = new Uint8Array(Math.min(size, outputChunk));
    let [filled, given, before] = [0, 0, 0];
    const target = new Uint8Array(4);
    let waiting = 0; // of `target`: bytes that did not fit into the last chunk
    while (given + filled < size) {
      if (filled === out.length) {
        yield out;
        given += filled;
        out = new Uint8Array(Math.min(size - given, outputChunk));
        filled = 0;
      }
      if (waiting > 0) {
        before = target[4 - waiting--]!;
        out[filled++] = before;
        continue;
      }
      if (!(await main.more())) throw new BadBcj2('a stream that ends too early');
      const opcode = copyUntilBranch(main, out, filled, before);
      [filled, before] = [opcode.filled, opcode.before];
      if (!opcode.found || given + filled === size) continue;
      const byte = out[filled - 1]!;
      if ((await bit(byte === 0xe8 ? opcode.previous : byte === 0xe9 ? 256 : 257)) === 0) continue;
      const from = byte === 0xe8 ? calls : jumps;
      let absolute = 0;
      for (let at = 0; at < 4; at++) absolute = ((absolute << 8) | (await from.byte())) >>> 0;
      const relative = (absolute - (given + filled + 4)) >>> 0;
      for (let at = 0; at < 4; at++) target[at] = relative >>> (8 * at);
      waiting = 4;
    }
    yield out.subarray(0, filled);
  } finally {
    for (const source of [main, calls, jumps, coder]) await source.close();
  }
}

/** Copies up to and with the next call (E8), jump (E9) or conditional jump (0F 8x); `previous` is the byte before it. */
function copyUntilBranch(
  main: Source,
  out: Uint8Array,
  start: number,
  last: number,
): { filled: number; before: number; previous: number; found: boolean } {
  const { chunk } = main;
  let [filled, before, at] = [start, last, main.at];
  while (filled < out.length && at < chunk.length) {
    const byte = chunk[at++]!;
    out[filled++] = byte;
    if ((byte & 0xfe) === 0xe8 || (before === 0x0f && (byte & 0xf0) === 0x80)) {
      main.at = at;
      return { filled, before: byte, previous: before, found: true };
    }
    before = byte;
  }
  main.at = at;
  return { filled, before, previous: before, found: false };
}

/** The range coder: one probability for each byte before a call, one for jumps, one for conditional jumps. */
async function decider(source: Source): Promise<(index: number) => Promise<number>> {
  const chances = new Uint16Array(258).fill(1024);
  let range = 0xffffffff;
  let code = 0;
  for (let at = 0; at < 5; at++) code = ((code << 8) | (await source.byte())) >>> 0;
  return async (index) => {
    // Before each bit, as 7-Zip has read it since 15.05; what older ones wrote has a byte more at the end, which nothing needs.
    if (range < top) {
      range = (range << 8) >>> 0;
      code = ((code << 8) | (await source.byte())) >>> 0;
    }
    const chance = chances[index]!;
    const bound = Math.imul(range >>> 11, chance) >>> 0;
    if (code < bound) {
      range = bound;
      chances[index] = chance + ((2048 - chance) >> 5);
      return 0;
    }
    range = (range - bound) >>> 0;
    code = (code - bound) >>> 0;
    chances[index] = chance - (chance >> 5);
    return 1;
  };
}
