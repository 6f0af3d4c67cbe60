import { Strings, Writer } from './writer.ts';

export interface ElfOptions {
  wide?: boolean;
  little?: boolean;
  type?: number; // 1 relocatable, 2 executable, 3 shared
  machine?: number;
  flags?: number;
  soname?: string;
  needed?: string[];
  rpath?: string;
  runpath?: string;
  pie?: boolean;
  interpreter?: string;
  buildId?: string;
  comment?: string[];
  versions?: Record<string, string[]>;
  dynamicSymbols?: string[];
  imports?: string[];
  staticSymbols?: string[];
  fileSymbols?: string[];
  sections?: { name: string; bytes: Uint8Array; flags?: number }[];
  /** Leave out the section headers, as packers and `sstrip` do. */
  withoutSections?: boolean;
  /** Leave out the dynamic section. */
  static?: boolean;
  appended?: Uint8Array;
}

interface Part {
  name: string;
  type: number;
  flags: number;
  bytes: Buffer;
  link?: string;
  entry?: number;
  offset?: number;
}
const base = 0x10000;

/** A small ELF file: one loaded segment that maps the whole file at 0x10000, and what the options ask for. */
export function elfOf(options: ElfOptions = {}): Buffer {
  const { wide = true, little = true, type = 3 } = options;
  const dynamic = type !== 1 && !options.static;
  const strings = new Strings();
  const names = new Strings();
  const parts: Part[] = [];
  const add = (part: Part) => void parts.push(part);

  if (options.interpreter) add({ name: '.interp', type: 1, flags: 2, bytes: Buffer.from(`${options.interpreter}\0`) });
  if (options.buildId) add({ name: '.note.gnu.build-id', type: 7, flags: 2, bytes: note(little, 'GNU', 3, options.buildId) });
  const values: [number, number | string][] = [];
  for (const library of options.needed ?? []) values.push([1, strings.at(library)]);
  if (options.soname !== undefined) values.push([14, strings.at(options.soname)]);
  if (options.rpath !== undefined) values.push([15, strings.at(options.rpath)]);
  if (options.runpath !== undefined) values.push([29, strings.at(options.runpath)]);
  if (options.pie) values.push([0x6ffffffb, 0x08000000]);
  if (dynamic) {
    const rows = [
      ...(options.imports ?? []).map((name) => ({ name, home: 0 })),
      ...(options.dynamicSymbols ?? []).map((name) => ({ name, home: 5 })),
    ];
    const symbols = symbolRows(
      rows.map((row) => ({ ...row, info: 0x12 })),
      strings,
      wide,
      little,
    );
    add({ name: '.dynsym', type: 11, flags: 2, bytes: symbols, link: '.dynstr', entry: wide ? 24 : 16 });
    values.push([6, '.dynsym'], [4, '.hash']);
    add({ name: '.hash', type: 5, flags: 2, bytes: new Writer(little).u32(1, rows.length + 1, 0).done() });
    if (options.versions) {
      add({ name: '.gnu.version_r', type: 0x6ffffffe, flags: 2, bytes: versionNeeds(options.versions, strings, little), link: '.dynstr' });
      values.push([0x6ffffffe, '.gnu.version_r'], [0x6fffffff, Object.keys(options.versions).length]);
    }
    values.push([5, '.dynstr'], [10, strings.text.length], [0, 0]);
    add({ name: '.dynamic', type: 6, flags: 3, bytes: Buffer.alloc(values.length * (wide ? 16 : 8)), link: '.dynstr' });
  }
  for (const { name, bytes, flags = 2 } of options.sections ?? []) add({ name, type: 1, flags, bytes: Buffer.from(bytes) });
  if (options.comment) add({ name: '.comment', type: 1, flags: 0x30, bytes: Buffer.from(`${options.comment.join('\0')}\0`) });
  const statics = new Strings();
  if (options.staticSymbols || options.fileSymbols) {
    const files = (options.fileSymbols ?? []).map((name) => ({ name, home: 0xfff1, info: 4 }));
    const rows = [{ name: '', home: 1, info: 3 }, ...files, ...(options.staticSymbols ?? []).map((name) => ({ name, home: 1, info: 2 }))];
    add({ name: '.symtab', type: 2, flags: 0, bytes: symbolRows(rows, statics, wide, little), link: '.strtab', entry: wide ? 24 : 16 });
    add({ name: '.strtab', type: 3, flags: 0, bytes: Buffer.from(statics.text, 'latin1') });
  }
  // As patchelf does, the strings of the dynamic section come last.
  if (dynamic) add({ name: '.dynstr', type: 3, flags: 2, bytes: Buffer.from(strings.text, 'latin1') });
  for (const part of parts) names.at(part.name);
  names.at('.shstrtab');
  add({ name: '.shstrtab', type: 3, flags: 0, bytes: Buffer.from(names.text, 'latin1') });
  return lay(options, parts, values, names);
}

function lay(options: ElfOptions, parts: Part[], values: [number, number | string][], names: Strings): Buffer {
  const { wide = true, little = true, type = 3, machine = 62 } = options;
  const headerSize = wide ? 64 : 52;
  const segmentSize = wide ? 56 : 32;
  const find = (name: string) => parts.find((part) => part.name === name);
  const extra = [
    ['.interp', 3],
    ['.dynamic', 2],
    ['.note.gnu.build-id', 4],
  ].filter(([name]) => find(name as string)) as [string, number][];
  const segments = type === 1 ? 0 : 1 + extra.length;
  let at = headerSize + segments * segmentSize;
  for (const part of parts) {
    part.offset = Math.ceil(at / 8) * 8;
    at = part.offset + part.bytes.length;
  }
  const dynamic = find('.dynamic');
  if (dynamic) {
    const table = new Writer(little);
    for (const [tag, value] of values) table.word(wide, tag, typeof value === 'string' ? base + find(value)!.offset! : value);
    dynamic.bytes = table.done();
  }
  const sectionsAt = options.withoutSections ? 0 : Math.ceil(at / 8) * 8;
  const sectionSize = wide ? 64 : 40;
  const total = sectionsAt === 0 ? at : sectionsAt + sectionSize * (parts.length + 1);
  const out = new Writer(little)
    .text('\x7fELF')
    .u8(wide ? 2 : 1, little ? 1 : 2, 1)
    .upTo(16);
  out
    .u16(type, machine)
    .u32(1)
    .word(wide, 0, segments ? headerSize : 0, sectionsAt)
    .u32(options.flags ?? 0);
  out.u16(headerSize, segmentSize, segments, sectionSize, sectionsAt ? parts.length + 1 : 0, sectionsAt ? parts.length : 0);
  const segment = (kind: number, offset: number, size: number) => {
    if (wide) out.u32(kind, 5).u64(offset, base + offset, base + offset, size, size, 8);
    else out.u32(kind, offset, base + offset, base + offset, size, size, 5, 8);
  };
  if (segments) segment(1, 0, total);
  for (const [name, kind] of extra) segment(kind, find(name)!.offset!, find(name)!.bytes.length);
  for (const part of parts) out.upTo(part.offset!).bytes(part.bytes);
  if (sectionsAt) {
    out.upTo(sectionsAt + sectionSize);
    for (const part of parts) {
      const link = part.link === undefined ? 0 : parts.findIndex((one) => one.name === part.link) + 1;
      out.u32(names.at(part.name), part.type).word(wide, part.flags, base + part.offset!, part.offset!, part.bytes.length);
      out.u32(link, 0).word(wide, 8, part.entry ?? 0);
    }
  }
  return Buffer.concat([out.done(), options.appended ?? new Uint8Array()]);
}

function symbolRows(rows: { name: string; home: number; info: number }[], strings: Strings, wide: boolean, little: boolean): Buffer {
  const out = new Writer(little).upTo(wide ? 24 : 16);
  for (const { name, home, info } of rows) {
    const start = name === '' ? 0 : strings.at(name);
    if (wide) out.u32(start).u8(info, 0).u16(home).u64(0, 0);
    else out.u32(start, 0, 0).u8(info, 0).u16(home);
  }
  return out.done();
}

function versionNeeds(versions: Record<string, string[]>, strings: Strings, little: boolean): Buffer {
  const out = new Writer(little);
  const libraries = Object.entries(versions);
  libraries.forEach(([library, names], index) => {
    const size = 16 + names.length * 16;
    out.u16(1, names.length).u32(strings.at(library), 16, index === libraries.length - 1 ? 0 : size);
    names.forEach(
      (name, row) =>
        void out
          .u32(0)
          .u16(0, 2)
          .u32(strings.at(name), row === names.length - 1 ? 0 : 16),
    );
  });
  return out.done();
}

const note = (little: boolean, owner: string, type: number, hex: string): Buffer =>
  new Writer(little)
    .u32(owner.length + 1, hex.length / 2, type)
    .zeroTerminated(owner)
    .align(4)
    .bytes(Buffer.from(hex, 'hex'))
    .align(4)
    .done();
