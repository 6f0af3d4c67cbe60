// An rpm header made in code: strings, lists of strings and 32-bit numbers, after the magic of 8 bytes.
type Value = string | readonly string[] | readonly number[];

/** `shorts` are written as 16-bit numbers (file modes). `magic` is left out in the database of installed packages. */
export function headerOf(tags: Readonly<Record<number, Value>>, shorts: Readonly<Record<number, readonly number[]>> = {}, magic = true): Uint8Array {
  const index: Buffer[] = [];
  const data: Buffer[] = [];
  let offset = 0;
  const add = (tag: number, type: number, count: number, bytes: Buffer, align: number): void => {
    const padding = (align - (offset % align)) % align;
    data.push(Buffer.alloc(padding), bytes);
    offset += padding;
    const entry = Buffer.alloc(16);
    for (const [at, value] of [tag, type, offset, count].entries()) entry.writeUInt32BE(value, at * 4);
    index.push(entry);
    offset += bytes.length;
  };
  const numbers = (values: readonly number[], width: 2 | 4): Buffer => {
    const bytes = Buffer.alloc(values.length * width);
    for (const [at, value] of values.entries()) bytes.writeUIntBE(value, at * width, width);
    return bytes;
  };
  for (const [tag, value] of Object.entries(tags)) {
    if (typeof value === 'string') add(Number(tag), 6, 1, Buffer.from(`${value}\0`), 1);
    else if (typeof value[0] === 'number') add(Number(tag), 4, value.length, numbers(value as readonly number[], 4), 4);
    else add(Number(tag), 8, value.length, Buffer.from((value as readonly string[]).map((text) => `${text}\0`).join('')), 1);
  }
  for (const [tag, values] of Object.entries(shorts)) add(Number(tag), 3, values.length, numbers(values, 2), 2);
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32BE(index.length, 0);
  sizes.writeUInt32BE(offset, 4);
  return Buffer.concat([magic ? Buffer.from('8eade80100000000', 'hex') : Buffer.alloc(0), sizes, ...index, ...data]);
}
