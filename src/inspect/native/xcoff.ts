// XCOFF, the object format of AIX (IBM "XCOFF Object File Format"): big-endian; magic 0x01DF (32 bits) or 0x01F7 (64), sections, symbols with
// the string table behind them. The loader section says what a dynamic linker reads: first the default library path, then the libraries,
// each as path, file and member of an archive: libc.a(shr_64.o).
import type { NativeFile, NativeFormat, NativeImage, Problem, RandomAccess, Section } from '../../types.ts';
import { goBuildInfo } from './payload.ts';
import {
  bounded,
  bounds,
  details,
  disjoint,
  distinct,
  inline,
  maybe,
  Reading,
  type SymbolTable,
  skip,
  type Table,
  tellSymbolBounds,
  visitSymbols,
} from './reading.ts';

export const xcoff: NativeFormat = {
  id: 'xcoff',
  sniff(head) {
    if (head.length < 64 || head[0] !== 1 || !magics.includes(head[1] ?? 0)) return false;
    const table = Buffer.from(head);
    const optional = table.readUInt16BE(16);
    const first = (head[1] === 0xdf ? 20 : 24) + optional;
    if (table.readUInt16BE(2) === 0 || table.readUInt16BE(2) > 4096 || optional > 256 || first + 8 > head.length) return false;
    return /^[._][\w.$]{1,7}\0*$/.test(table.toString('latin1', first, first + 8));
  },
  read: readXcoff,
};
const magics = [0xdf, 0xf7, 0xef];

interface XcoffSection {
  name: string;
  address: number;
  size: number;
  offset: number;
  flags: number;
}
const flag = { text: 0x20, data: 0x40, loader: 0x1000, debug: 0x2000, info: 0x200, dwarf: 0x10 };

async function readXcoff(from: RandomAccess, path: string, sha256: string): Promise<readonly (NativeImage | Problem)[]> {
  const reading = new Reading(from, path);
  const header = await reading.attempt(() => reading.table(0, 24, false, 'the XCOFF header'));
  if (header === undefined) return reading.problems;
  const wide = header.u8(1) !== 0xdf;
  const flags = header.u16(18);
  const sections = (await reading.attempt(() => readSections(reading, header, wide))) ?? [];
  const loader = sections.find((one) => (one.flags & 0xffff) === flag.loader);
  const libraries = loader && (await reading.attempt(() => readLoader(reading, loader, wide)));
  const comment = sections.find((one) => one.name === '.comment' || (one.flags & 0xffff) === flag.info);
  const data = sections.find((one) => one.flags & flag.data);
  const symbols = symbolTable(header, wide, from.size);
  if (symbols) tellSymbolBounds(reading, symbols);
  const runnable = (flags & 2) !== 0;
  const file: NativeFile = {
    path,
    format: 'xcoff',
    type: flags & 0x2000 ? 'shared' : runnable ? 'executable' : 'object',
    arch: wide ? 'ppc64' : 'ppc',
    bits: wide ? 64 : 32,
    endian: 'big',
    size: from.size,
    sha256,
    needed: libraries?.needed ?? [],
    ...maybe('rpath', libraries?.path),
    stripped: symbols === undefined,
    ...maybe('linkage', runnable && !(flags & 0x2000) ? (loader ? ('dynamic' as const) : ('static' as const)) : undefined),
    ...maybe('compilers', comment && (await reading.attempt(() => texts(reading, comment)))),
    ...details({
      ...(data && (await reading.attempt(() => goBuildInfo(reading, data, false, addressed(sections))))),
      debugInfo: sections.some((one) => (one.flags & 0xffff) === flag.dwarf) || undefined,
    }),
  };
  const image: NativeImage = {
    file,
    sections: disjoint(sections.map(scanned), from.size),
    bytes: from,
    problems: reading.problems,
    async symbols(visit) {
      if (symbols) await visitSymbols(reading, symbols, visit, new Set());
    },
  };
  return [image, ...reading.problems];
}

async function readSections(reading: Reading, header: Table, wide: boolean): Promise<XcoffSection[]> {
  const rowSize = wide ? 72 : 40;
  const table = await reading.table((wide ? 24 : 20) + header.u16(16), header.u16(2) * rowSize, false, 'the section headers');
  return Array.from({ length: header.u16(2) }, (_, index) => {
    const at = index * rowSize;
    return {
      name: table.text(at, 8),
      address: table.word(at + (wide ? 16 : 12), wide),
      size: table.word(at + (wide ? 24 : 16), wide),
      offset: table.word(at + (wide ? 32 : 20), wide),
      flags: table.u32(at + (wide ? 64 : 36)),
    };
  });
}

const addressed = (sections: readonly XcoffSection[]) => (address: number) => {
  const home = sections.find((one) => one.offset > 0 && address >= one.address && address < one.address + one.size);
  return home && address - home.address + home.offset;
};

async function readLoader(reading: Reading, { offset, size }: XcoffSection, wide: boolean): Promise<{ needed: string[]; path: string[] }> {
  const header = await reading.table(offset, wide ? 56 : 32, false, 'the loader section');
  const count = bounded(header.u32(16), 'imported files', bounds.list);
  const start = wide ? header.u64(24) : header.u32(20);
  const table = await reading.table(offset + start, Math.min(header.u32(12), size - start), false, 'the imported files');
  const names: string[] = [];
  let at = 0;
  const next = () => {
    const text = table.text(at);
    at += Buffer.byteLength(text) + 1;
    return text;
  };
  const path = count > 0 && at < table.size ? [next(), next(), next()][0]!.split(':').filter((part) => part !== '') : [];
  for (let index = 1; index < count && at < table.size; index++) {
    const [folder, base, member] = [next(), next(), next()];
    const whole = folder === '' ? base! : `${folder}/${base}`;
    names.push(member === '' ? whole : `${whole}(${member})`);
  }
  return { needed: distinct(names), path };
}

async function texts(reading: Reading, { offset, size }: XcoffSection): Promise<string[]> {
  const table = await reading.some(offset, Math.min(size, 1 << 16), false);
  return distinct(
    Buffer.from(table.bytes)
      .toString('latin1')
      .split(/[\0-\x08\x0a-\x1f\x7f-\xff]+/)
      .map((text) => text.trim())
      .filter((text) => /compiler|gcc|clang|XL C|IBM/i.test(text)),
  ).slice(0, 64);
}

function scanned({ name, size, offset, flags }: XcoffSection): Section {
  const kind = (): Section['kind'] => {
    if (flags & flag.text) return 'strings'; // constants lie among the code
    if (flags & flag.data) return 'data';
    return flags & (flag.debug | flag.dwarf) ? 'debug' : 'other';
  };
  return { name, offset, size: offset === 0 ? 0 : size, kind: kind() };
}

const storage = { external: 2, hidden: 107, weak: 111 };
function symbolTable(header: Table, wide: boolean, fileSize: number): SymbolTable | undefined {
  const offset = wide ? header.u64(8) : header.u32(8);
  const count = header.u32(wide ? 20 : 12);
  if (offset === 0 || count === 0 || count > 0x7fffffff) return undefined;
  const rowSize = 18;
  const strings = { offset: offset + count * rowSize, size: Math.max(0, fileSize - offset - count * rowSize) };
  return { offset, count, rowSize, little: false, strings, rows: () => symbolRows(wide) };
}

function symbolRows(wide: boolean): ReturnType<SymbolTable['rows']> {
  let further = 0; // rows that belong to the symbol before them
  return {
    kind: 'static',
    name(row, at) {
      if (further > 0) {
        further--;
        return skip;
      }
      further = row.getUint8(at + 17);
      const what = row.getUint8(at + 16);
      const home = row.getInt16(at + 12);
      if (home <= 0 || (what !== storage.external && what !== storage.weak && what !== storage.hidden)) return skip;
      if (wide) return row.getUint32(at + 8) || skip;
      return row.getUint32(at) === 0 ? row.getUint32(at + 4) || skip : inline;
    },
  };
}
