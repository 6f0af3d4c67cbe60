// Streams made of members that follow one another, where each needs a decoder of its own and only the decoder knows where a member ends.
import type { ZlibOptions } from 'node:zlib';
import type { Bytes } from '../../types.ts';
import { ContainerError, count, limit } from '../problems.ts';

/** bgzip makes a member of each 64 KiB: 4 GiB in all. No writer makes this many of anything that a gate would look at. */
const mostMembers = 1 << 16;
/** So many may be as small as they like; beyond, members are to hold something, so that what decoders cost stays in proportion to the file. */
const mostSmallMembers = 1 << 12;
const leastMember = 512;

const smallMember = 1 << 14;

/** Throws once there are too many for the bytes that they took: each costs a decoder, and may hold nothing. */
export function tooManyMembers(members: number, offset: number, path: string): void {
  const most = Math.min(mostMembers, mostSmallMembers + Math.floor(offset / leastMember));
  if (members <= most) return;
  const what = `more than ${count(most)} compressed members${most < mostMembers ? ` in ${count(offset)} bytes` : ''}`;
  throw new ContainerError(limit(path, 'entries', `${what}; the rest was not looked at`));
}

/** A stream of members, each given to a decoder of its own, that takes back what the decoder was fed and did not use. */
export class Feed {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #waiting: Uint8Array[] = [];
  #given: Uint8Array[] = [];
  #forgotten = 0;
  #offset = 0;
  #session = 0;
  #coming: Promise<Uint8Array | undefined> = Promise.resolve(undefined);
  constructor(stream: Bytes) {
    this.#iterator = stream[Symbol.asyncIterator]();
  }
  /** Where the next member begins, in bytes of the stream. */
  get offset(): number {
    return this.#offset;
  }
  async #next(): Promise<Uint8Array | undefined> {
    const first = this.#waiting.shift();
    if (first !== undefined) return first;
    const next = await this.#iterator.next();
    return next.done ? undefined : next.value;
  }
  /** `used` tells how many bytes the decoder has really used by now; what lies before is forgotten. */
  async *bytes(used: () => number): Bytes {
    const session = this.#session;
    this.#given = [];
    this.#forgotten = 0;
    while (session === this.#session) {
      this.#coming = this.#next();
      const chunk = await this.#coming;
      if (chunk === undefined || session !== this.#session) return; // `giveBack` has taken it
      this.#given.push(chunk);
      while (this.#given.length > 1 && this.#forgotten + this.#given[0]!.length <= used()) this.#forgotten += this.#given.shift()!.length;
      yield chunk;
    }
  }
  /** Ends the decoder's turn: what it did not use, and what was on its way to it, is there for the next. */
  async giveBack(used: number): Promise<void> {
    this.#session++;
    this.#offset += used;
    const late = await this.#coming;
    const back: Uint8Array[] = [];
    let left = used - this.#forgotten;
    for (const chunk of this.#given) {
      if (left < chunk.length) back.push(chunk.subarray(left));
      left = Math.max(0, left - chunk.length);
    }
    if (late !== undefined && !this.#given.includes(late)) back.push(late);
    this.#waiting = [...back, ...this.#waiting];
    this.#given = [];
    this.#coming = Promise.resolve(undefined);
  }
  async peek(size: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let have = 0; have < size; have += parts.at(-1)!.length) {
      const next = await this.#next();
      if (next === undefined) break;
      parts.push(next);
    }
    const head = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    if (head.length > 0) this.#waiting.unshift(head);
    return head.subarray(0, size);
  }
  async skip(size: number): Promise<void> {
    let left = size;
    while (left > 0) {
      const chunk = await this.#next();
      if (chunk === undefined) return;
      if (chunk.length > left) this.#waiting.unshift(chunk.subarray(left));
      this.#offset += Math.min(left, chunk.length);
      left -= chunk.length;
    }
  }
  /** Exactly `size` bytes, or what there is. */
  async take(size: number): Promise<Uint8Array> {
    const bytes = await this.peek(size);
    await this.skip(bytes.length);
    return bytes;
  }
  /**
   * The next member in one call where it is small: a decoder that streams costs a fifth of a millisecond, and members may hold nothing. Undefined where it
   * is not small, or where something is wrong with it: the decoder that streams says what.
   */
  async small(
    decode: (packed: Uint8Array, options: Pick<ZlibOptions, 'chunkSize' | 'info' | 'maxOutputLength'>) => unknown,
  ): Promise<Uint8Array | undefined> {
    const head = await this.peek(smallMember);
    try {
      const options = { info: true, maxOutputLength: smallMember, chunkSize: smallMember };
      const { buffer, engine } = decode(head, options) as { buffer: Uint8Array; engine: { bytesWritten: number } };
      await this.skip(engine.bytesWritten);
      return buffer;
    } catch {
      return undefined;
    }
  }
  async onlyZeros(): Promise<boolean> {
    for (let chunk = await this.#next(); chunk !== undefined; chunk = await this.#next()) if (chunk.some((byte) => byte !== 0)) return false;
    return true;
  }
}
