/** Bytes put together piece by piece, numbers in one byte order. */
export class Writer {
  readonly #parts: number[] = [];
  readonly little: boolean;
  constructor(little = true) {
    this.little = little;
  }
  get size(): number {
    return this.#parts.length;
  }
  number(value: number, bytes: number): this {
    const digits = Array.from({ length: bytes }, (_, index) => Math.floor(value / 2 ** (8 * index)) % 256);
    this.#parts.push(...(this.little ? digits : digits.reverse()));
    return this;
  }
  u8(...values: number[]): this {
    for (const value of values) this.number(value, 1);
    return this;
  }
  u16(...values: number[]): this {
    for (const value of values) this.number(value, 2);
    return this;
  }
  u32(...values: number[]): this {
    for (const value of values) this.number(value, 4);
    return this;
  }
  u64(...values: number[]): this {
    for (const value of values) this.number(value, 8);
    return this;
  }
  word(wide: boolean, ...values: number[]): this {
    return wide ? this.u64(...values) : this.u32(...values);
  }
  bytes(bytes: Uint8Array): this {
    for (const byte of bytes) this.#parts.push(byte);
    return this;
  }
  text(text: string, size = Buffer.byteLength(text, 'latin1')): this {
    const bytes = Buffer.alloc(size);
    bytes.write(text, 'latin1');
    return this.bytes(bytes);
  }
  zeroTerminated(text: string): this {
    return this.text(`${text}\0`);
  }
  /** Zero bytes up to an offset. */
  upTo(offset: number): this {
    while (this.size < offset) this.#parts.push(0);
    return this;
  }
  align(to: number): this {
    return this.upTo(Math.ceil(this.size / to) * to);
  }
  done(): Buffer {
    return Buffer.from(this.#parts);
  }
}

/** A table of texts ended by NUL, each kept once; starts with the empty one. */
export class Strings {
  text = '\0';
  at(text: string): number {
    const found = this.text.indexOf(`\0${text}\0`);
    if (found >= 0) return found + 1;
    this.text += `${text}\0`;
    return this.text.length - text.length - 1;
  }
}
