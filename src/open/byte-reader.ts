// Takes a stream apart in order: so many bytes now, so many as a stream, so many skipped. What formats without an index are read with.
import type { Bytes } from '../types.ts';

/** Reads a stream from its start to its end, once. An error of the stream is thrown to whoever reads then, and again to all later readers. */
export class ByteReader {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array();
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
      this.#at = 0;
    }
    const part = this.#chunk.subarray(this.#at, this.#at + most);
    this.#at += part.length;
    this.offset += part.length;
    return part;
  }

  async #fill(length: number): Promise<void> {
    const parts = [this.#chunk.subarray(this.#at)];
    let have = parts[0]!.length;
    while (have < length) {
      const next = await this.#next();
      if (next === undefined) break;
      parts.push(next);
      have += next.length;
    }
    this.#chunk = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    this.#at = 0;
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
