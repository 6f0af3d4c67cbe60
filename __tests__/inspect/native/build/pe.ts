import { Writer } from './writer.ts';

export interface PeOptions {
  wide?: boolean;
  machine?: number;
  library?: boolean;
  subsystem?: number;
  imports?: string[];
  delayImports?: string[];
  exportName?: string;
  exports?: string[];
  pdb?: string;
  version?: Record<string, string>;
  dotnet?: { references: string[]; modules: string[]; name: string };
  signed?: boolean;
  sections?: { name: string; bytes: Buffer; flags?: number }[];
  appended?: Buffer;
}
const address = 0x1000;

/** A small PE file: one section at address 0x1000 (offset 0x400) that holds everything the directories point to. */
export function peOf(options: PeOptions = {}): Buffer {
  const { wide = true, machine = 0x8664, library = true } = options;
  const body = new Writer();
  const here = () => address + body.size;
  const place = (write: () => unknown): [number, number] => {
    body.align(8);
    const start = here();
    write();
    return [start, here() - start];
  };
  const text = (value: string) => place(() => body.zeroTerminated(value))[0];
  const directories: [number, number][] = Array.from({ length: 16 }, () => [0, 0]);
  body.zeroTerminated('a text that markers are found in');
  if (options.imports) {
    const names = options.imports.map(text);
    directories[1] = place(() => names.forEach((name) => void body.u32(0, 0, 0, name, address)) ?? body.u32(0, 0, 0, 0, 0));
  }
  if (options.delayImports) {
    const names = options.delayImports.map(text);
    directories[13] = place(() => names.forEach((name) => void body.u32(1, name, 0, 0, 0, 0, 0, 0)) ?? body.upTo(body.size + 32));
  }
  if (options.exportName || options.exports) {
    const name = text(options.exportName ?? '');
    const names = (options.exports ?? []).map(text);
    const [table] = place(() => body.u32(...names));
    directories[0] = place(() => body.u32(0, 0, 0, options.exportName ? name : 0, 1, names.length, names.length, table, table, table));
  }
  if (options.pdb) {
    const [record, size] = place(() =>
      body.text('RSDS').bytes(Buffer.from('00112233445566778899aabbccddeeff', 'hex')).u32(2).zeroTerminated(options.pdb!),
    );
    directories[6] = place(() => body.u32(0, 0, 0, 2, size, record, record - address + 0x400));
  }
  if (options.version) {
    const block = versionBlock(options.version);
    const [leaf] = place(() => body.bytes(block));
    const [root, size] = place(() => {
      // type 16 -> name 1 -> language 0x409 -> entry; offsets count from the start of the directory
      body.u32(0, 0, 0).u16(0, 1).u32(16, 0x80000018);
      body.u32(0, 0, 0).u16(0, 1).u32(1, 0x80000030);
      body.u32(0, 0, 0).u16(0, 1).u32(0x409, 0x48);
      body.u32(leaf, block.length, 0, 0);
    });
    directories[2] = [root, size];
  }
  if (options.dotnet) {
    const metadata = metadataOf(options.dotnet);
    const [root, size] = place(() => body.bytes(metadata));
    directories[14] = place(() =>
      body
        .u32(72)
        .u16(2, 5)
        .u32(root, size, 1)
        .upTo(body.size + 52),
    );
  }
  body.align(512);
  const extra = options.sections ?? [];
  const lengths = [body.size, ...extra.map(({ bytes }) => bytes.length)];
  const starts = lengths.map((_, index) => 0x400 + lengths.slice(0, index).reduce((sum, one) => sum + Math.ceil(one / 512) * 512, 0));
  const end = starts.at(-1)! + Math.ceil(lengths.at(-1)! / 512) * 512;
  const appended = options.appended ?? Buffer.alloc(0);
  if (options.signed) directories[4] = [end + appended.length, 64];

  const out = new Writer().text('MZ').u16(0x90, 3, 0, 4, 0, 0xffff).upTo(60).u32(0x80).upTo(0x80).text('PE\0\0');
  out
    .u16(machine, 1 + extra.length)
    .u32(0, 0, 0)
    .u16((wide ? 112 : 96) + 128, library ? 0x2022 : 0x22);
  out
    .u16(wide ? 0x20b : 0x10b)
    .u8(14, 29)
    .u32(0, 0, 0, 0, address);
  if (wide) out.u64(0x140000000);
  else out.u32(0, 0x400000);
  out
    .u32(0x1000, 0x200)
    .u16(6, 0, 0, 0, 6, 0)
    .u32(0, 0x10000, 0x400, 0)
    .u16(options.subsystem ?? 3, 0);
  out.word(wide, 0x100000, 0x1000, 0x100000, 0x1000).u32(0, 16);
  for (const [start, size] of directories) out.u32(start, size);
  [{ name: '.rdata', flags: 0x40000040 }, ...extra].forEach((section, index) => {
    const rounded = Math.ceil(lengths[index]! / 512) * 512;
    const start = address + starts[index]! - 0x400;
    out
      .text(section.name, 8)
      .u32(lengths[index]!, start, rounded, starts[index]!, 0, 0)
      .u16(0, 0)
      .u32(section.flags ?? 0x40000040);
  });
  out.upTo(0x400).bytes(body.done());
  extra.forEach(({ bytes }, index) => void out.upTo(starts[index + 1]!).bytes(bytes));
  out.upTo(end).bytes(appended);
  if (options.signed)
    out
      .u32(64)
      .u16(0x200, 2)
      .upTo(out.size + 56);
  return out.done();
}

const wideText = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf16le');
function block(key: string, value: Buffer, valueLength: number, type: number, children: Buffer[] = []): Buffer {
  const out = new Writer().u16(0, valueLength, type).bytes(wideText(key)).align(4).bytes(value);
  for (const child of children) out.align(4).bytes(child);
  const bytes = out.done();
  bytes.writeUInt16LE(bytes.length, 0);
  return bytes;
}
function versionBlock(entries: Record<string, string>): Buffer {
  const texts = Object.entries(entries).map(([key, value]) => block(key, wideText(value), value.length + 1, 1));
  const table = block('040904b0', Buffer.alloc(0), 0, 1, texts);
  const translation = block('VarFileInfo', Buffer.alloc(0), 0, 1, [block('Translation', Buffer.from([9, 4, 0xb0, 4]), 4, 0)]);
  return block('VS_VERSION_INFO', new Writer().u32(0xfeef04bd).upTo(52).done(), 52, 0, [
    block('StringFileInfo', Buffer.alloc(0), 0, 1, [table]),
    translation,
  ]);
}

/** ECMA-335 metadata with the tables Module (1 row), ModuleRef, Assembly (1 row) and AssemblyRef. */
function metadataOf({ references, modules, name }: NonNullable<PeOptions['dotnet']>): Buffer {
  let strings = '\0';
  const at = (text: string) => {
    strings += `${text}\0`;
    return strings.length - text.length - 1;
  };
  const tables = new Writer().u32(0).u8(2, 0, 0, 1);
  const present = [0x00, 0x1a, 0x20, 0x23];
  tables.u32(
    present.filter((one) => one < 32).reduce((sum, one) => sum + 2 ** one, 0),
    present.filter((one) => one >= 32).reduce((sum, one) => sum + 2 ** (one - 32), 0),
  );
  tables.u64(0).u32(1, modules.length, 1, references.length);
  tables.u16(0, at('module.dll'), 1, 0, 0);
  for (const module of modules) tables.u16(at(module));
  tables.u32(0x8004).u16(3, 0, 1, 0).u32(0).u16(0, at(name), 0);
  for (const reference of references) tables.u16(2, 1, 0, 0).u32(0).u16(0, at(reference), 0, 0);
  const stream = tables.align(4).done();
  const texts = new Writer().text(strings).align(4).done();
  const version = 'v4.0.30319\0\0';
  const head = 16 + version.length + 4 + (8 + 4) + (8 + 12);
  const out = new Writer().u32(0x424a5342).u16(1, 1).u32(0, version.length).text(version).u16(0, 2);
  out
    .u32(head, stream.length)
    .text('#~', 4)
    .u32(head + stream.length, texts.length)
    .text('#Strings', 12);
  return out.bytes(stream).bytes(texts).done();
}

/** A COFF object with two sections and a symbol table. `big` writes the header of /bigobj. */
export function coffOf(options: { machine?: number; big?: boolean; symbols?: string[]; imports?: string[] } = {}): Buffer {
  const { machine = 0x8664, big = false, symbols = ['main'], imports = [] } = options;
  const headerSize = big ? 56 : 20;
  const dataAt = headerSize + 80;
  const data = Buffer.from('constant text\0\0\0');
  const symbolsAt = dataAt + data.length;
  let strings = '';
  const rows = new Writer();
  const row = (name: string, home: number, storage: number) => {
    if (name.length <= 8) rows.text(name, 8);
    else {
      rows.u32(0, 4 + strings.length);
      strings += `${name}\0`;
    }
    rows
      .u32(0)
      .number(home < 0 ? 2 ** (big ? 32 : 16) + home : home, big ? 4 : 2)
      .u16(0x20)
      .u8(storage, 0);
  };
  row('.rdata', 1, 3);
  for (const name of symbols) row(name, 1, 2);
  for (const name of imports) row(name, 0, 2);
  const count = 1 + symbols.length + imports.length;
  const out = new Writer();
  if (big) {
    out.u16(0, 0xffff, 2, machine).u32(0).bytes(Buffer.from('c7a1bad1eebaa94baf20faf66aa4dcb8', 'hex')).u32(0, 0, 0, 0, 2, symbolsAt, count);
  } else out.u16(machine, 2).u32(0, symbolsAt, count).u16(0, 0);
  out.text('.rdata', 8).u32(0, 0, data.length, dataAt, 0, 0).u16(0, 0).u32(0x40000040);
  out.text('.bss', 8).u32(0, 0, 0, 0, 0, 0).u16(0, 0).u32(0xc0000080);
  return out
    .bytes(data)
    .bytes(rows.done())
    .u32(4 + strings.length)
    .text(strings)
    .done();
}

/** A short import object: no code, only the name of a symbol and of the library that has it. */
export const importObject = (symbol: string, library: string, machine = 0x8664): Buffer =>
  new Writer()
    .u16(0, 0xffff, 0, machine)
    .u32(0, symbol.length + library.length + 2)
    .u16(0, 4)
    .zeroTerminated(symbol)
    .zeroTerminated(library)
    .done();
