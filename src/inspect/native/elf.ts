// ELF (System V gABI chapters 4 and 5; LSB 5 "Core" for symbol versions; GNU .gnu.hash): a header that says class (32 or 64 bits), byte
// order, type and machine, then program headers (what a loader maps) and section headers (what a linker and a debugger read). Either
// may be missing. patchelf moves .dynstr and both header tables to the end of the file, so no order may be relied on.
// The dynamic section is read as the loader reads it (PT_DYNAMIC, addresses mapped through PT_LOAD); section headers serve where there
// is no PT_DYNAMIC.
import type { NativeFile, NativeFormat, NativeImage, NativeType, Problem, RandomAccess, Section } from '../../types.ts';
import { cudaArchitectures } from './fatbin.ts';
import { goBuildInfo, rustAudit } from './payload.ts';
import {
  bounded,
  bounds,
  details,
  distinct,
  exceed,
  maybe,
  Reading,
  refuse,
  type SymbolTable,
  skip,
  Table,
  tellSymbolBounds,
  visitSymbols,
  withGaps,
} from './reading.ts';
import { highestPerPrefix } from './versions.ts';

export const elf: NativeFormat = {
  id: 'elf',
  sniff: (head) => head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c && head[3] === 0x46,
  read: readElf,
};

interface Header {
  wide: boolean;
  little: boolean;
  abi: number;
  type: number;
  machine: number;
  flags: number;
  segmentsAt: number;
  sectionsAt: number;
  segmentSize: number;
  segmentCount: number;
  sectionSize: number;
  sectionCount: number;
  namesIndex: number;
}
interface Segment {
  type: number;
  flags: number;
  offset: number;
  address: number;
  size: number;
}
export interface ElfSection {
  name: string;
  type: number;
  flags: number;
  address: number;
  offset: number;
  size: number;
  link: number;
  entrySize: number;
}
/** Everything that the parts below are read from. */
interface Parsed {
  reading: Reading;
  header: Header;
  segments: readonly Segment[];
  sections: readonly ElfSection[];
}

const type = { relocatable: 1, executable: 2, dynamic: 3, core: 4 };
const segment = { load: 1, dynamic: 2, interpreter: 3, note: 4 };
const section = { symbols: 2, strings: 3, dynamic: 6, note: 7, nothing: 8, dynamicSymbols: 11 };
const tag = {
  needed: 1,
  hash: 4,
  strings: 5,
  symbols: 6,
  stringsSize: 10,
  soname: 14,
  rpath: 15,
  runpath: 29,
  gnuHash: 0x6ffffef5,
  flags1: 0x6ffffffb,
  versionNeeds: 0x6ffffffe,
  versionNeedsCount: 0x6fffffff,
};
const positionIndependentExecutable = 0x08000000; // DF_1_PIE

async function readElf(from: RandomAccess, path: string, sha256: string): Promise<readonly (NativeImage | Problem)[]> {
  const reading = new Reading(from, path);
  const header = await reading.attempt(() => readHeader(reading));
  if (header === undefined) return reading.problems;
  const segments = (await reading.attempt(() => readSegments(reading, header))) ?? [];
  const sections = (await reading.attempt(() => readSections(reading, header))) ?? [];
  const parsed: Parsed = { reading, header, segments, sections };
  const dynamic = await reading.attempt(() => readDynamic(parsed));
  const interpreter = await reading.attempt(() => readInterpreter(parsed));
  const kind = typeOf(header, dynamic, interpreter);
  if (kind === 'core') reading.note('native-core', 'a memory dump of a process, not a program or library');
  const tables = (await reading.attempt(() => symbolTables(parsed, dynamic))) ?? [];
  for (const table of tables) tellSymbolBounds(reading, table);

  const file: NativeFile = {
    path,
    format: 'elf',
    type: kind,
    arch: architecture(header),
    bits: header.wide ? 64 : 32,
    endian: header.little ? 'little' : 'big',
    size: from.size,
    sha256,
    ...maybe('soname', dynamic?.soname),
    needed: dynamic?.needed ?? [],
    ...maybe('rpath', dynamic?.rpath),
    ...maybe('runpath', dynamic?.runpath),
    ...maybe('buildId', await reading.attempt(() => note(parsed, 'GNU', 3))),
    ...maybe('compilers', await reading.attempt(() => compilers(parsed))),
    ...maybe('symbolVersions', await reading.attempt(() => symbolVersions(parsed, dynamic))),
    stripped: !sections.some((one) => one.type === section.symbols),
    ...maybe('linkage', kind === 'executable' ? linkage(dynamic, interpreter) : undefined),
    ...details({ interpreter, osAbi: osAbis[header.abi], ...(await furtherDetails(parsed)) }),
  };
  const units = new Set<string>();
  const image: NativeImage = {
    file,
    sections: withGaps(listedRanges(parsed), loadedRanges(parsed), from.size),
    bytes: from,
    get units() {
      return [...units];
    },
    problems: reading.problems,
    async symbols(visit) {
      for (const table of tables) await visitSymbols(reading, table, visit, units);
    },
  };
  return [image, ...reading.problems];
}

async function readHeader(reading: Reading): Promise<Header> {
  const head = await reading.some(0, 64, true);
  const [size, order] = [head.u8(4), head.u8(5)];
  if (size !== 1 && size !== 2) refuse('elf-class', `class ${size} is neither 32 nor 64 bits`, 4);
  if (order !== 1 && order !== 2) refuse('elf-byte-order', `byte order ${order} is neither little nor big`, 5);
  const wide = size === 2;
  const little = order === 1;
  const table = new Table(head.bytes, little);
  const rest = wide ? 48 : 36; // where e_flags stands
  return {
    wide,
    little,
    abi: table.u8(7),
    type: table.u16(16),
    machine: table.u16(18),
    segmentsAt: wide ? table.u64(32) : table.u32(28),
    sectionsAt: wide ? table.u64(40) : table.u32(32),
    flags: table.u32(rest),
    segmentSize: table.u16(rest + 6),
    segmentCount: table.u16(rest + 8),
    sectionSize: table.u16(rest + 10),
    sectionCount: table.u16(rest + 12),
    namesIndex: table.u16(rest + 14),
  };
}

async function readSegments(reading: Reading, header: Header): Promise<Segment[]> {
  const { wide, little, segmentsAt, segmentSize, segmentCount } = header;
  if (segmentCount === 0 || segmentsAt === 0) return [];
  if (segmentSize < (wide ? 56 : 32)) refuse('elf-program-headers', `program headers of ${segmentSize} bytes`);
  const table = await reading.table(segmentsAt, segmentCount * segmentSize, little, 'the program header table');
  return Array.from({ length: segmentCount }, (_, index) => {
    const at = index * segmentSize;
    return wide
      ? { type: table.u32(at), flags: table.u32(at + 4), offset: table.u64(at + 8), address: table.u64(at + 16), size: table.u64(at + 32) }
      : { type: table.u32(at), flags: table.u32(at + 24), offset: table.u32(at + 4), address: table.u32(at + 8), size: table.u32(at + 16) };
  });
}

async function readSections(reading: Reading, header: Header): Promise<ElfSection[]> {
  const { wide, little, sectionsAt, sectionSize } = header;
  if (sectionsAt === 0) return [];
  if (sectionSize < (wide ? 64 : 40)) refuse('elf-section-headers', `section headers of ${sectionSize} bytes`);
  // With 0xff00 sections or more, their number and the index of their names stand in the first section header.
  const first = await reading.table(sectionsAt, sectionSize, little, 'the first section header');
  const count = bounded(header.sectionCount === 0 ? first.word(wide ? 32 : 20, wide) : header.sectionCount, 'sections', bounds.sections);
  const namesIndex = header.namesIndex === 0xffff ? first.u32(wide ? 40 : 24) : header.namesIndex;
  const table = await reading.table(sectionsAt, count * sectionSize, little, 'the section header table');
  const at = (index: number) => index * sectionSize;
  const rows = Array.from({ length: count }, (_, index) => readSection(table, at(index), wide));
  const names = rows[namesIndex];
  const strings = names && (await reading.attempt(() => reading.table(names.offset, names.size, little, 'the table of section names')));
  return rows.map((row, index) => {
    const start = table.u32(at(index));
    return strings && start < strings.size ? { ...row, name: strings.text(start, bounds.name) } : row;
  });
}

const readSection = (table: Table, at: number, wide: boolean): ElfSection => ({
  name: '',
  type: table.u32(at + 4),
  flags: table.word(at + 8, wide),
  address: table.word(at + (wide ? 16 : 12), wide),
  offset: table.word(at + (wide ? 24 : 16), wide),
  size: table.word(at + (wide ? 32 : 20), wide),
  link: table.u32(at + (wide ? 40 : 24)),
  entrySize: table.word(at + (wide ? 56 : 36), wide),
});

/** Where an address of the running program lies in the file; undefined where no loaded segment holds it. */
function offsetOf({ segments }: Pick<Parsed, 'segments'>, address: number): number | undefined {
  const holder = segments.find((one) => one.type === segment.load && address >= one.address && address < one.address + one.size);
  return holder && address - holder.address + holder.offset;
}

interface Dynamic {
  soname?: string;
  needed: string[];
  rpath: string[];
  runpath: string[];
  pie: boolean;
  value(tag: number): number | undefined;
  strings: { offset: number; size: number } | undefined;
}

async function readDynamic(parsed: Parsed): Promise<Dynamic | undefined> {
  const { reading, header, segments, sections } = parsed;
  const listed = sections.find((one) => one.type === section.dynamic || one.name === '.dynamic');
  const place = segments.find((one) => one.type === segment.dynamic) ?? listed;
  if (place === undefined || header.type === type.relocatable) return undefined;
  const rowSize = header.wide ? 16 : 8;
  const table = await reading.table(place.offset, Math.min(place.size, bounds.rows * rowSize), header.little, 'the dynamic section');
  const values = new Map<number, number[]>();
  for (let at = 0; at + rowSize <= table.size; at += rowSize) {
    const key = table.word(at, header.wide);
    if (key === 0) break;
    const seen = values.get(key);
    if (seen === undefined) values.set(key, [table.word(at + rowSize / 2, header.wide)]);
    else if (seen.length < bounds.libraries) seen.push(table.word(at + rowSize / 2, header.wide));
    else reading.note('native-limit', `more than ${bounds.libraries} entries of one kind in the dynamic section`, 'limit');
  }
  const value = (key: number) => values.get(key)?.[0];
  // A separate debug file has the headers of the program without its bytes: what lies there is something else. But a program whose section
  // headers only claim so is read all the same, since its loader does not ask them.
  const claimsNothing = listed?.type === section.nothing;
  if (claimsNothing && [tag.strings, tag.symbols].some((key) => offsetOf(parsed, value(key) ?? -1) === undefined)) return undefined;
  const strings = dynamicStrings(parsed, value, listed);
  const names = async (key: number): Promise<string[]> => {
    const found = values.get(key) ?? [];
    if (found.length > 0 && strings === undefined) refuse('elf-dynamic-strings', 'the dynamic section names no string table that is in the file');
    const texts: string[] = [];
    for (const start of found) texts.push(await reading.text(strings!.offset + start));
    return texts;
  };
  const parts = async (key: number) => (await reading.attempt(() => names(key)))?.flatMap((path) => (path === '' ? [] : path.split(':'))) ?? [];
  // A string table that was moved badly leaves names that are empty: no loader finds a library by one.
  const needed = (await reading.attempt(() => names(tag.needed)))?.filter((name) => name !== '');
  const soname = await reading.attempt(() => names(tag.soname));
  return {
    ...maybe('soname', soname?.[0]),
    needed: needed ?? [],
    rpath: await parts(tag.rpath),
    runpath: await parts(tag.runpath),
    pie: Math.floor((value(tag.flags1) ?? 0) / positionIndependentExecutable) % 2 === 1,
    value,
    strings,
  };
}

function dynamicStrings(parsed: Parsed, value: (tag: number) => number | undefined, listed: ElfSection | undefined): Dynamic['strings'] {
  const offset = offsetOf(parsed, value(tag.strings) ?? -1);
  if (offset !== undefined) return { offset, size: value(tag.stringsSize) ?? 0 };
  const linked = parsed.sections[listed?.link ?? -1];
  return linked?.type === section.strings ? { offset: linked.offset, size: linked.size } : undefined;
}

async function readInterpreter({ reading, segments }: Parsed): Promise<string | undefined> {
  const place = segments.find((one) => one.type === segment.interpreter);
  if (place === undefined) return undefined;
  const text = (await reading.some(place.offset, Math.min(place.size, bounds.text), true)).text(0);
  return /^[\x20-\x7e]+$/.test(text) ? text : undefined; // a separate debug file has something else there
}

/** A position-independent executable and a shared library share ET_DYN. libc.so.6 can be run as well, but its SONAME says what it is for. */
function typeOf(header: Header, dynamic: Dynamic | undefined, interpreter: string | undefined): NativeType {
  if (header.type === type.relocatable) return 'object';
  if (header.type === type.core) return 'core';
  if (header.type === type.executable) return header.machine === 247 ? 'object' : 'executable';
  const runs = dynamic?.pie || (interpreter !== undefined && dynamic?.soname === undefined);
  return runs ? 'executable' : 'shared';
}

/** Static: no dynamic section, or (static-pie) one that only relocates the file itself: neither a loader nor a library is asked for. */
function linkage(dynamic: Dynamic | undefined, interpreter: string | undefined): 'static' | 'dynamic' {
  return dynamic === undefined || (interpreter === undefined && dynamic.needed.length === 0) ? 'static' : 'dynamic';
}

const machines: Readonly<Record<number, string>> = {
  0: 'none', // what Guile compiles to: byte code of its own machine in an ELF file
  1: 'we32k',
  2: 'sparc',
  3: 'i386',
  4: 'm68k',
  5: 'm88k',
  6: 'i386',
  7: 'i860',
  8: 'mips',
  9: 's370',
  10: 'mips',
  15: 'parisc',
  18: 'sparc',
  19: 'i960',
  20: 'ppc',
  21: 'ppc64',
  22: 's390x',
  23: 'spu',
  36: 'v850',
  39: 'mcore',
  40: 'arm',
  41: 'alpha',
  42: 'sh',
  43: 'sparc64',
  44: 'tricore',
  45: 'arc',
  46: 'h8300',
  47: 'h8300',
  48: 'h8300',
  50: 'ia64',
  52: 'm68k',
  53: 'm68hc12',
  62: 'x86_64',
  70: 'm68hc11',
  75: 'vax',
  76: 'cris',
  80: 'mmix',
  83: 'avr',
  84: 'fr30',
  87: 'v850',
  88: 'm32r',
  89: 'mn10300',
  92: 'or1k',
  93: 'arc',
  94: 'xtensa',
  105: 'msp430',
  106: 'blackfin',
  110: 'unicore',
  113: 'nios2',
  116: 'c166',
  117: 'm16c',
  118: 'dspic30f',
  120: 'm32c',
  135: 'score',
  138: 'lm32',
  140: 'c6000',
  141: 'c2000',
  142: 'c5500',
  144: 'pru',
  164: 'hexagon',
  165: 'i8051',
  167: 'nds32',
  173: 'rx',
  174: 'metag',
  175: 'e2k',
  180: 'l1om',
  181: 'k1om',
  183: 'aarch64',
  185: 'avr32',
  186: 'stm8',
  188: 'tilepro',
  189: 'microblaze',
  190: 'cuda',
  191: 'tilegx',
  195: 'arc',
  197: 'rl78',
  199: '78k0r',
  200: '56800ex',
  203: 'xcore',
  204: 'pic8',
  220: 'z80',
  221: 'visium',
  222: 'ft32',
  223: 'moxie',
  224: 'amdgpu',
  243: 'riscv',
  244: 'lanai',
  247: 'bpf',
  250: 'nfp',
  251: 've',
  252: 'csky',
  253: 'arc64',
  254: 'mos6502',
  255: 'arc',
  256: 'kvx',
  258: 'loongarch',
  263: 'sbf',
  4183: 'avr',
  4643: 'epiphany',
  21569: 'frv',
  36902: 'alpha',
  36929: 'm32r',
  36992: 'v850',
  41872: 's390x',
  43975: 'xtensa',
  44357: 'xstormy16',
  47787: 'microblaze',
  48879: 'mn10300',
}; // number of the gABI's e_machine list, and below 0x10000 those that were used before one was given; name as in platform tags

/** Named as platform tags of packages name it; a number where no name is known. */
function architecture({ machine, wide, little }: Header): string {
  const name = machines[machine];
  if (name === undefined) return `elf-${machine}`;
  if (name === 'mips') return `mips${wide ? '64' : ''}${little ? 'el' : ''}`;
  if (name === 'riscv' || name === 'loongarch') return `${name}${wide ? '64' : '32'}`;
  if (name === 'ppc64') return little ? 'ppc64le' : 'ppc64';
  if (name === 's390x') return wide ? 's390x' : 's390';
  if (name === 'arm') return little ? 'arm' : 'armeb';
  if (name === 'aarch64') return little ? 'aarch64' : 'aarch64_be';
  return name;
}
const osAbis: Readonly<Record<number, string>> = { 1: 'HP-UX', 2: 'NetBSD', 6: 'Solaris', 9: 'FreeBSD', 12: 'OpenBSD', 64: 'AMD HSA', 97: 'ARM' };

/** The content of a note as hex. Notes lie in segments for the loader, in sections for everyone else. */
async function note({ reading, header, segments, sections }: Parsed, owner: string, wanted: number): Promise<string | undefined> {
  const listed = sections.filter((one) => one.type === section.note);
  const places = listed.length > 0 ? listed : segments.filter((one) => one.type === segment.note);
  for (const place of places.slice(0, 64)) {
    const table = await reading.some(place.offset, Math.min(place.size, 1 << 16), header.little);
    for (let at = 0; at + 12 <= table.size; ) {
      const [nameSize, size] = [table.u32(at), table.u32(at + 4)];
      const start = at + 12 + padded(nameSize);
      if (start + size > table.size) break;
      if (table.u32(at + 8) === wanted && nameSize === owner.length + 1 && table.text(at + 12) === owner) {
        return Buffer.from(table.slice(start, size).bytes).toString('hex');
      }
      at = start + padded(size);
    }
  }
  return undefined;
}
const padded = (size: number): number => Math.ceil(size / 4) * 4;

async function compilers({ reading, header, sections }: Parsed): Promise<string[]> {
  const comment = sections.find((one) => one.name === '.comment' && one.type !== section.nothing);
  if (comment === undefined) return [];
  const table = await reading.some(comment.offset, Math.min(comment.size, 1 << 20), header.little);
  return distinct(Buffer.from(table.bytes).toString('utf8').split('\0')).slice(0, 256);
}

/** Versions that the file needs of its libraries (Verneed, LSB 10.7.2), the highest of each prefix. */
async function symbolVersions(parsed: Parsed, dynamic: Dynamic | undefined): Promise<Record<string, string> | undefined> {
  const { reading, header } = parsed;
  const start = offsetOf(parsed, dynamic?.value(tag.versionNeeds) ?? -1);
  if (dynamic?.strings === undefined || start === undefined) return undefined;
  const libraries = bounded(dynamic.value(tag.versionNeedsCount) ?? 0, 'version needs', bounds.list);
  const names = new Set<number>();
  let left: number = bounds.list;
  let at = start;
  for (let library = 0; library < libraries; library++) {
    const need = await reading.table(at, 16, header.little, 'a version need');
    let versionAt = at + need.u32(8);
    for (let index = 0; index < need.u16(2); index++) {
      if (left-- === 0) exceed(`more than ${bounds.list} needed versions`);
      const version = await reading.table(versionAt, 16, header.little, 'a needed version');
      names.add(version.u32(8));
      if (version.u32(12) === 0) break;
      versionAt += version.u32(12);
    }
    if (need.u32(12) === 0) break;
    at += need.u32(12);
  }
  const texts: string[] = [];
  for (const name of names) texts.push(await reading.text(dynamic.strings.offset + name, bounds.name));
  return highestPerPrefix(texts);
}

async function symbolTables(parsed: Parsed, dynamic: Dynamic | undefined): Promise<SymbolTable[]> {
  const { header, sections } = parsed;
  const tables: SymbolTable[] = [];
  for (const [wanted, kind] of [
    [section.dynamicSymbols, 'dynamic'],
    [section.symbols, 'static'],
  ] as const) {
    const table = sections.find((one) => one.type === wanted);
    const strings = table && sections[table.link];
    if (table === undefined || strings?.type !== section.strings) continue;
    tables.push(symbolTable(header, kind, table.offset, Math.floor(table.size / rowSizeOf(header)), strings));
  }
  // The loader's own table counts where section headers are missing or name another.
  const offset = offsetOf(parsed, dynamic?.value(tag.symbols) ?? -1);
  if (dynamic?.strings === undefined || offset === undefined || tables.some((table) => table.offset === offset)) return tables;
  return [...tables, symbolTable(header, 'dynamic', offset, await dynamicSymbolCount(parsed, dynamic, offset), dynamic.strings)];
}

const rowSizeOf = (header: Header): number => (header.wide ? 24 : 16);

function symbolTable(
  { wide, little }: Header,
  kind: 'dynamic' | 'static',
  offset: number,
  count: number,
  strings: { offset: number; size: number },
): SymbolTable {
  const [infoAt, homeAt] = wide ? [4, 6] : [12, 14];
  const symbolType = { section: 3, file: 4 };
  return {
    offset,
    count,
    rowSize: wide ? 24 : 16,
    little,
    strings: { offset: strings.offset, size: strings.size },
    terminator: 0x40,
    rows: () => ({
      kind,
      name(row, at) {
        const start = row.getUint32(at, little);
        if (start === 0 || row.getUint16(at + homeAt, little) === 0) return skip;
        const what = row.getUint8(at + infoAt) & 15;
        if (what === symbolType.section) return skip;
        this.kind = what === symbolType.file ? 'unit' : kind;
        return start;
      },
    }),
  };
}

/** Without section headers only the hash tables tell how many dynamic symbols there are; else the string table that usually follows. */
async function dynamicSymbolCount(parsed: Parsed, dynamic: Dynamic, symbolsAt: number): Promise<number> {
  const { reading, header } = parsed;
  const hash = offsetOf(parsed, dynamic.value(tag.hash) ?? -1);
  if (hash !== undefined) return (await reading.table(hash, 8, header.little, 'the hash table')).u32(4);
  const gnu = offsetOf(parsed, dynamic.value(tag.gnuHash) ?? -1);
  if (gnu !== undefined) return gnuHashCount(reading, header, gnu);
  const end = dynamic.strings?.offset ?? 0;
  return end > symbolsAt ? Math.floor((end - symbolsAt) / rowSizeOf(header)) : 0;
}

/** The last chain of .gnu.hash ends at the last symbol: an odd hash value closes a chain. */
async function gnuHashCount(reading: Reading, { wide, little }: Header, at: number): Promise<number> {
  const head = await reading.table(at, 16, little, 'the GNU hash table');
  const [buckets, first, bloom] = [bounded(head.u32(0), 'hash buckets', bounds.symbols), head.u32(4), head.u32(8)];
  const bucketsAt = at + 16 + bloom * (wide ? 8 : 4);
  const table = await reading.table(bucketsAt, buckets * 4, little, 'the buckets of the GNU hash table');
  let last = 0;
  for (let index = 0; index < buckets; index++) last = Math.max(last, table.u32(index * 4));
  if (last < first) return first;
  const chain = await reading.some(bucketsAt + buckets * 4 + (last - first) * 4, 1 << 16, little);
  for (let index = 0; index + 4 <= chain.size; index += 4, last++) if (chain.u32(index) % 2 === 1) break;
  return last + 1;
}

/** Ranges for the marker scan, from section headers. */
function listedRanges({ header, sections }: Parsed): Section[] {
  const listed = sections.filter((one) => one.type !== section.nothing && one.type !== 0 && one.size > 0);
  return listed.map((one) => ({ name: one.name, offset: one.offset, size: one.size, kind: kindOf(one, header) }));
}

/** What a loader would map. Constants may lie in an executable segment as well as in a read-only one, so both are scanned for text. */
function loadedRanges({ segments }: Parsed): Section[] {
  const loaded = segments.filter((one) => one.type === segment.load && one.size > 0);
  return loaded.map((one, index) => ({ name: `segment ${index}`, offset: one.offset, size: one.size, kind: one.flags & 2 ? 'data' : 'strings' }));
}

const flag = { write: 1, allocated: 2, executable: 4, strings: 0x20 };
function kindOf({ name, type: what, flags }: ElfSection, header: Header): Section['kind'] {
  if (/^(\.nv_fatbin|__nv_relfatbin|\.nvFatBinSegment|\.hip_fatbin|\.omp_offloading|__CLANG_OFFLOAD_BUNDLE__)/.test(name)) return 'gpu';
  if (/^\.(z?debug|gnu\.debuglto|stab|line|gdb_index|gnu_debug)/.test(name)) return 'debug';
  if (what !== 1) return 'other'; // symbols, strings of symbols, relocations, notes: read elsewhere or of no use
  if (flags & flag.executable) return header.machine === 190 ? 'gpu' : 'text';
  if (/^\.(rodata|lrodata|rdata)/.test(name) || (flags & flag.strings && flags & flag.allocated)) return 'strings';
  if (flags & flag.write && flags & flag.allocated) return 'data';
  return flags & flag.allocated && !/^\.(eh_frame|gcc_except_table|gopclntab|interp)/.test(name) ? 'strings' : 'other';
}

async function furtherDetails(parsed: Parsed): Promise<Parameters<typeof details>[0]> {
  const { reading, header, sections } = parsed;
  const named = (name: string) => sections.find((one) => one.name === name && one.type !== section.nothing && one.size > 0);
  const [fatbin, go, audit, link] = [named('.nv_fatbin'), named('.go.buildinfo'), named('.dep-v0'), named('.gnu_debuglink')];
  const debug = sections.some((one) => /^\.z?debug_info$/.test(one.name) && one.type !== section.nothing);
  return {
    gpuBytes: fatbin && fatbin.size > 0 ? fatbin.size : undefined,
    cudaArchitectures: fatbin && (await reading.attempt(() => cudaArchitectures(reading, fatbin.offset, fatbin.size))),
    ...(header.machine === 190 ? { cudaArchitectures: [`sm_${header.flags & 0xff}`] } : {}),
    ...(go && (await reading.attempt(() => goBuildInfo(reading, go, header.little, (address) => offsetOf(parsed, address))))),
    goBuildId: go && (await reading.attempt(() => goBuildId(parsed))),
    rustCrates: audit && (await reading.attempt(() => rustAudit(reading, audit.offset, audit.size))),
    debugInfo: debug || undefined,
    debugLink: link && (await reading.attempt(() => reading.text(link.offset))),
    packer: await reading.attempt(() => packer(parsed)),
    linuxModule: header.type === type.relocatable && named('.modinfo') !== undefined ? true : undefined,
    ...appended(parsed),
  };
}

async function goBuildId(parsed: Parsed): Promise<string | undefined> {
  const hex = await note(parsed, 'Go', 4);
  return hex === undefined ? undefined : Buffer.from(hex, 'hex').toString('latin1');
}

/** UPX writes its loader information ("UPX!") right after the program headers and leaves no section headers. */
async function packer({ reading, header, sections }: Parsed): Promise<string | undefined> {
  if (sections.length > 0) return undefined;
  const after = await reading.some(header.segmentsAt + header.segmentCount * header.segmentSize, 1024, header.little);
  return Buffer.from(after.bytes).includes('UPX!') ? 'UPX' : undefined;
}

/** Bytes behind everything that the headers speak of: a self-extracting archive, an AppImage's file system, a signature of a kernel module. */
function appended({ reading, header, segments, sections }: Parsed): { appendedAt?: number; appendedSize?: number } {
  const ends = [
    header.segmentsAt + header.segmentCount * header.segmentSize,
    header.sectionsAt === 0 ? 0 : header.sectionsAt + sections.length * header.sectionSize,
    ...segments.map((one) => one.offset + one.size),
    ...sections.map((one) => (one.type === section.nothing ? 0 : one.offset + one.size)),
  ];
  const end = ends.reduce((most, one) => Math.max(most, one), 0);
  const size = reading.from.size - end;
  return size >= 16 ? { appendedAt: end, appendedSize: size } : {}; // less is the padding of a linker
}
