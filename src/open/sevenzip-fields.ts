// How a 7z header writes numbers, bits and names (7zFormat.txt of the LZMA SDK, "Notes about Notation and encoding").

/** Thrown for a header that is not as it must be. */
export class BadHeader extends Error {}
/** Thrown for what the format allows and is not read. */
export class UnknownHeader extends Error {}
/** The numbers of a header, in order. */
export class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(length: number): Buffer {
    if (length > this.#bytes.length - this.#at) throw new BadHeader('a header that ends too early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  u32(): number {
    return this.take(4).readUInt32LE(0);
  }

  /** UINT64: the leading ones of the first byte say how many bytes follow, its other bits are the highest of the number. */
  number(): number {
    const first = this.byte();
    const extra = first === 0xff ? 8 : Math.clz32(~first << 24);
    let value = 0;
    for (let at = 0; at < extra; at++) value += this.byte() * 256 ** at;
    return whole(value + (first & (0x7f >> extra)) * 256 ** extra);
  }

  /** Calls `set` with the place of each bit that is one; the first bit is the highest. */
  bits(many: number, set: (at: number) => void): void {
    const bytes = this.take(Math.ceil(many / 8));
    for (let at = 0; at < many; at++) if ((bytes[at >> 3]! & (0x80 >> (at & 7))) !== 0) set(at);
  }

  /** The places where something is stated: all, or those with a bit. */
  defined(many: number): number[] {
    if (this.byte() !== 0) return Array.from({ length: many }, (_, at) => at);
    const places: number[] = [];
    this.bits(many, (at) => places.push(at));
    return places;
  }

  /** A list stands here, and not in a stream of its own. */
  inPlace(): void {
    if (this.byte() !== 0) throw new UnknownHeader('a list that stands in a stream of its own');
  }

  /** A name in UTF-16, up to the zero behind it. */
  name(): string {
    let end = this.#at;
    while (end + 1 < this.#bytes.length && (this.#bytes[end] !== 0 || this.#bytes[end + 1] !== 0)) end += 2;
    const bytes = this.take(end - this.#at);
    this.take(2);
    return bytes.toString('utf16le');
  }
}

/** Sizes and places above this are no file's. */
export function whole(value: number): number {
  if (!Number.isSafeInteger(value)) throw new BadHeader('a number beyond all files');
  return value;
}
