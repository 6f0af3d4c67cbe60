import { Writer } from './writer.ts';

/** A System V archive; names longer than 15 bytes go to the GNU table, or before the content where `bsd`. */
export function arOf(members: readonly [name: string, bytes: Uint8Array][], { bsd = false, thin = false } = {}): Buffer {
  const out = new Writer().text(thin ? '!<thin>\n' : '!<arch>\n');
  const header = (name: string, size: number) =>
    out.text(`${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}${String(size).padEnd(10)}\`\n`);
  const pad = () => out.size % 2 && out.text('\n');
  const long = members.filter(([name]) => name.length > 15).map(([name]) => `${name}/\n`);
  if (!bsd && long.length > 0) {
    header('//', long.join('').length).text(long.join(''));
    pad();
  }
  for (const [name, bytes] of members) {
    if (name.length <= 15) header(`${name}/`, bytes.length);
    else if (bsd) header(`#1/${name.length}`, bytes.length + name.length).text(name);
    else header(`/${long.slice(0, long.indexOf(`${name}/\n`)).join('').length}`, bytes.length);
    if (!thin) out.bytes(bytes);
    pad();
  }
  return out.done();
}

/** An archive of AIX. */
export function bigArOf(members: readonly [name: string, bytes: Uint8Array][]): Buffer {
  const out = new Writer().text('<bigaf>\n').upTo(128);
  const places = members.map(() => 0);
  let at = 128;
  members.forEach(([name, bytes], index) => {
    places[index] = at;
    at += 112 + name.length + (name.length % 2) + 2 + bytes.length + (bytes.length % 2);
  });
  members.forEach(([name, bytes], index) => {
    out.text(`${String(bytes.length).padEnd(20)}${String(places[index + 1] ?? 0).padEnd(20)}`.padEnd(108) + String(name.length).padEnd(4));
    out.text(name).align(2).text('`\n').bytes(bytes).align(2);
  });
  const bytes = out.done();
  bytes.write([0, 0, 0, places[0], places.at(-1), 0].map((one) => String(one).padEnd(20)).join(''), 8, 'latin1');
  return bytes;
}

const leb = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...leb(Math.floor(value / 128))]);
const name = (text: string): Buffer => Buffer.concat([Buffer.from(leb(Buffer.byteLength(text))), Buffer.from(text)]);
const section = (id: number, ...parts: (Buffer | number[])[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([id, ...leb(body.length)]), body]);
};

/** A WebAssembly module that imports one function, exports one, and says who produced it. */
export function wasmOf(
  options: { imports?: [string, string][]; exports?: string[]; producer?: [string, string]; names?: string[]; wide?: boolean } = {},
): Buffer {
  const { imports = [], exports = [], names = [] } = options;
  const parts = [Buffer.from('\0asm\x01\0\0\0', 'latin1'), section(1, [1, 0x60, 0, 0])];
  if (imports.length > 0) parts.push(section(2, leb(imports.length), ...imports.flatMap(([module, field]) => [name(module), name(field), [0, 0]])));
  if (options.wide) parts.push(section(5, [1, 4, 1]));
  if (exports.length > 0)
    parts.push(section(7, leb(exports.length), ...exports.flatMap((field, index) => [name(field), [0, imports.length + index]])));
  parts.push(section(11, [1, 0, 0x41, 0, 0x0b], name('a constant of the data section')));
  if (names.length > 0) {
    const list = Buffer.concat([Buffer.from(leb(names.length)), ...names.flatMap((one, index) => [Buffer.from(leb(index)), name(one)])]);
    parts.push(section(0, name('name'), [1, ...leb(list.length)], list));
  }
  if (options.producer)
    parts.push(section(0, name('producers'), [1], name('processed-by'), [1], name(options.producer[0]), name(options.producer[1])));
  return Buffer.concat(parts);
}

/** A 32- or 64-bit XCOFF shared object with a loader section. */
export function xcoffOf({ wide = true, libraryPath = '/usr/lib', imports = [['', 'libc.a', 'shr_64.o']], symbols = ['open_db'] } = {}): Buffer {
  const texts = new Writer(false).zeroTerminated(libraryPath).zeroTerminated('').zeroTerminated('');
  for (const [folder, base, member] of imports) texts.zeroTerminated(folder!).zeroTerminated(base!).zeroTerminated(member!);
  const loaderHead = wide ? 56 : 32;
  const loader = new Writer(false).u32(1, 0, 0, texts.size, imports.length + 1);
  if (wide) loader.u32(0).u64(loaderHead, 0, 0, 0);
  else loader.u32(loaderHead, 0, 0);
  loader.bytes(texts.done());
  const headerSize = wide ? 24 : 20;
  const loaderAt = headerSize + (wide ? 72 : 40);
  const symbolsAt = loaderAt + loader.size;
  const out = new Writer(false).u16(wide ? 0x1f7 : 0x1df, 1).u32(0);
  if (wide) out.u64(symbolsAt).u16(0, 0x2002).u32(symbols.length);
  else out.u32(symbolsAt, symbols.length).u16(0, 0x2002);
  out.text('.loader', 8);
  if (wide) out.u64(0, 0, loader.size, loaderAt, 0, 0).u32(0, 0, 0x1000, 0);
  else out.u32(0, 0, loader.size, loaderAt, 0, 0).u16(0, 0).u32(0x1000);
  out.bytes(loader.done());
  let strings = '';
  for (const symbol of symbols) {
    if (wide) out.u64(0).u32(4 + strings.length);
    else out.u32(0, 4 + strings.length, 0);
    out.u16(1, 0).u8(2, 0);
    strings += `${symbol}\0`;
  }
  return out
    .u32(4 + strings.length)
    .text(strings)
    .done();
}

/** A dex file that defines classes; descriptors as `Lorg/example/Name;`. */
export function dexOf(classes: readonly string[]): Buffer {
  const head = 112;
  const [stringsAt, typesAt, classesAt] = [head, head + classes.length * 4, head + classes.length * 8];
  const dataAt = classesAt + classes.length * 32;
  const data = new Writer();
  const places = classes.map((text) => {
    const at = dataAt + data.size;
    data.u8(text.length).zeroTerminated(text);
    return at;
  });
  const out = new Writer()
    .text('dex\n035\0')
    .upTo(32)
    .u32(dataAt + data.size, head, 0x12345678, 0, 0, 0);
  out.u32(classes.length, stringsAt, classes.length, typesAt, 0, 0, 0, 0, 0, 0, classes.length, classesAt, data.size, dataAt).upTo(head);
  out.u32(...places).u32(...classes.map((_, index) => index));
  classes.forEach((_, index) => void out.u32(index, 0, 0, 0, 0, 0, 0, 0));
  return out.bytes(data.done()).done();
}

/** A CUDA container with entries of [kind: 1 PTX, 2 cubin; architecture]. */
export function fatbinOf(entries: readonly [number, number][]): Buffer {
  const body = new Writer();
  for (const [kind, arch] of entries)
    body
      .u16(kind, 0x101)
      .u32(64)
      .u64(8)
      .u32(0, 0)
      .u16(0, 0)
      .u32(arch)
      .upTo(Math.floor(body.size / 72) * 72 + 72);
  return new Writer().u32(0xba55ed50).u16(1, 16).u64(body.size).bytes(body.done()).done();
}
