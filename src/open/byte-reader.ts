// Takes a stream apart in order: so many bytes now, so many as a stream, so many skipped. What formats without an index are read with.
import type { Bytes } from '../types.ts';

/** Reads a stream from its start to its end, once. An error of the stream is thrown to whoever reads then, and again to all later readers. */
export class ByteReader {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array();
  /** What `#chunk` is the beginning of, where it was gathered here. */
  #room: Uint8Array | undefined;
  #at = 0;
  #ended = false;
  #failure: unknown;
  /** Bytes taken so far: the offset in the stream of what comes next. */
  offset = 0;

  constructor(stream: Bytes) {
    this.#iterator = stream[Symbol.asyncIterator]();
  }

  /** True once the stream has thrown: nothing more can be read, and somebody was told. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Exactly `length` bytes, or what there is before the end. Keep `length` small: it is memory. */
  async take(length: number): Promise<Uint8Array> {
    if (this.#chunk.length - this.#at < length) await this.#fill(length);
    const taken = this.#chunk.subarray(this.#at, this.#at + length);
    this.#at += taken.length;
    this.offset += taken.length;
    return taken;
  }

  /** The next `length` bytes (fewer before the end), still to be taken. */
  async peek(length: number): Promise<Uint8Array> {
    if (this.#chunk.length - this.#at < length) await this.#fill(length);
    return this.#chunk.subarray(this.#at, this.#at + length);
  }

  /** The next `length` bytes as chunks; ends early where the stream does. */
  async *stream(length: number): Bytes {
    let left = length;
    while (left > 0) {
      const part = await this.#some(left);
      if (part.length === 0) return;
      left -= part.length;
      yield part;
    }
  }

  /** Skips `length` bytes and returns how many there really were. */
  async skip(length: number): Promise<number> {
    let left = length;
    while (left > 0) {
      const part = await this.#some(left);
      if (part.length === 0) break;
      left -= part.length;
    }
    return length - left;
  }

  /** Tells the stream that nobody reads on. */
  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  async #some(most: number): Promise<Uint8Array> {
    if (this.#at === this.#chunk.length) {
      this.#chunk = (await this.#next()) ?? new Uint8Array();
      this.#room = undefined;
      this.#at = 0;
    }
    const part = this.#chunk.subarray(this.#at, this.#at + most);
    this.#at += part.length;
    this.offset += part.length;
    return part;
  }

  /**
   * What is left and what comes, in one piece of at least `length` bytes. A stream of tiny chunks is gathered with room for as many bytes again, so
   * that each byte is moved a few times at most; what was handed out before stays where it was.
   */
  async #fill(length: number): Promise<void> {
    while (this.#chunk.length - this.#at < length) {
      const next = await this.#next();
      if (next === undefined) return;
      const have = this.#chunk.length - this.#at;
      if (have === 0 && next.length >= length) {
        this.#chunk = next;
        this.#room = undefined;
        this.#at = 0;
        continue;
      }
      let room = this.#room;
      let start = this.#at;
      if (room === undefined || start + have + next.length > room.length) {
        room = new Uint8Array(Math.max(2 * length, have + next.length));
        room.set(this.#chunk.subarray(this.#at));
        start = 0;
      }
      room.set(next, start + have);
      this.#room = room;
      this.#chunk = room.subarray(0, start + have + next.length);
      this.#at = start;
    }
  }

  /** The next chunk that is not empty; undefined at the end. */
  async #next(): Promise<Uint8Array | undefined> {
    if (this.#failure !== undefined) throw this.#failure;
    while (!this.#ended) {
      try {
        const next = await this.#iterator.next();
        if (next.done) this.#ended = true;
        else if (next.value.length > 0) return next.value;
      } catch (error) {
        this.#failure = error;
        throw error;
      }
    }
    return undefined;
  }
}
