// COFF objects (Microsoft "PE Format", sections 3 to 5): a 20-byte header without any magic, section headers, symbols, and the string
// table right behind the symbols. /bigobj files, short import objects and LTCG objects begin with 0x0000 0xFFFF instead, where no
// machine 0 with 65535 sections can be. Since a plain object has no magic, every field of the header and the first sections is checked.
import type { NativeFile, NativeFormat, NativeImage, Problem, RandomAccess, Section } from '../../types.ts';
import {
  bounded,
  bounds,
  details,
  disjoint,
  inline,
  maybe,
  Reading,
  type SymbolTable,
  skip,
  type Table,
  tellSymbolBounds,
  visitSymbols,
} from './reading.ts';

export const coff: NativeFormat = {
  id: 'coff',
  sniff: (head, path) => isAnonymous(head) || isPlain(head, path),
  read: readCoff,
};

export const machines: Readonly<Record<number, string>> = {
  332: 'i386',
  358: 'mipsel',
  361: 'mipsel',
  388: 'alpha',
  418: 'sh',
  422: 'sh',
  448: 'arm',
  450: 'arm',
  452: 'arm',
  496: 'ppcle',
  512: 'ia64',
  614: 'mipsel',
  644: 'alpha64',
  3772: 'ebc',
  20530: 'riscv32',
  20580: 'riscv64',
  25138: 'loongarch32',
  25188: 'loongarch64',
  34404: 'x86_64',
  36929: 'm32r',
  42561: 'arm64ec',
  43620: 'aarch64',
};
const wideArchitectures = /64/;
export const bitsOf = (arch: string): 32 | 64 => (wideArchitectures.test(arch) ? 64 : 32);

const bigObject = Buffer.from('c7a1bad1eebaa94baf20faf66aa4dcb8', 'hex');
const ltcgObject = Buffer.from('38feb30ca5d9ab4dac9bd6b6222653c2', 'hex');
const headerSize = 20;
const sectionSize = 40;

/** `0x0000 0xFFFF`, a version, and a machine that is known: bigobj and LTCG carry a class id as well, imports a hint. */
function isAnonymous(head: Uint8Array): boolean {
  if (head.length < headerSize || head[0] !== 0 || head[1] !== 0 || head[2] !== 0xff || head[3] !== 0xff) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length >= 28 && [bigObject, ltcgObject].some((id) => id.equals(head.subarray(12, 28)))) return true;
  return view.getUint16(4, true) === 0 && machines[view.getUint16(6, true)] !== undefined && view.getUint32(12, true) > 0 && head[19] === 0;
}

function isPlain(head: Uint8Array, path: string): boolean {
  if (head.length < headerSize) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const [machine, sections, symbolsAt, symbols, optional, flags] = [
    view.getUint16(0, true),
    view.getUint16(2, true),
    view.getUint32(8, true),
    view.getUint32(12, true),
    view.getUint16(16, true),
    view.getUint16(18, true),
  ];
  if (machines[machine] === undefined || optional !== 0 || flags & 0x2000 || sections > 0xfeff) return false;
  const headersEnd = headerSize + sections * sectionSize;
  if (symbolsAt !== 0 && symbolsAt < headersEnd) return false;
  if (symbols > 0 && symbolsAt === 0) return false;
  if (sections === 0) return symbols > 0 && symbolsAt === headerSize && /\.(o|obj)$/i.test(path);
  const seen = Math.min(sections, 4, Math.floor((head.length - headerSize) / sectionSize));
  return seen > 0 && Array.from({ length: seen }, (_, index) => isSection(view, headerSize + index * sectionSize, headersEnd)).every(Boolean);
}

function isSection(view: DataView, at: number, headersEnd: number): boolean {
  for (let index = 0, ended = false; index < 8; index++) {
    const byte = view.getUint8(at + index);
    if (byte === 0) ended = true;
    else if (ended || byte < 0x20 || byte > 0x7e) return false;
    if (index === 0 && ended) return false;
  }
  const [size, data, relocations] = [view.getUint32(at + 16, true), view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
  return (data === 0 || data >= headersEnd) && (relocations === 0 || relocations >= headersEnd) && (size === 0 || data !== 0 || size < 1 << 30);
}

async function readCoff(from: RandomAccess, path: string, sha256: string): Promise<readonly (NativeImage | Problem)[]> {
  const reading = new Reading(from, path);
  const image = await reading.attempt(async () => {
    const head = await reading.some(0, 64, true);
    return isAnonymous(head.bytes) ? readAnonymous(reading, head, sha256) : readPlain(reading, head, sha256);
  });
  return image === undefined ? reading.problems : [image, ...reading.problems];
}

async function readAnonymous(reading: Reading, head: Table, sha256: string): Promise<NativeImage> {
  const arch = machines[head.u16(6)] ?? `coff-${head.u16(6)}`;
  const id = head.size >= 28 ? Buffer.from(head.bytes.subarray(12, 28)) : Buffer.alloc(0);
  if (bigObject.equals(id)) {
    return object(reading, sha256, arch, { first: 56, count: head.u32(44), symbolsAt: head.u32(48), symbols: head.u32(52), wide: true });
  }
  // Link-time code generation leaves the compiler's own intermediate code, which only that compiler reads.
  if (ltcgObject.equals(id)) return imageOf(reading, record(reading, sha256, arch, { intermediateCode: true }), []);
  const names = await reading.some(headerSize, Math.min(head.u32(12), 8192), true);
  const symbol = names.text(0);
  const library = names.text(Buffer.byteLength(symbol) + 1);
  return imageOf(reading, record(reading, sha256, arch, { importObject: true, importsFrom: library }), []);
}

interface Layout {
  first: number;
  count: number;
  symbolsAt: number;
  symbols: number;
  wide: boolean;
}

const readPlain = (reading: Reading, head: Table, sha256: string): Promise<NativeImage> =>
  object(reading, sha256, machines[head.u16(0)] ?? `coff-${head.u16(0)}`, {
    first: headerSize + head.u16(16),
    count: head.u16(2),
    symbolsAt: head.u32(8),
    symbols: head.u32(12),
    wide: false,
  });

async function object(reading: Reading, sha256: string, arch: string, layout: Layout): Promise<NativeImage> {
  const sections = (await reading.attempt(() => readCoffSections(reading, layout.first, layout.count))) ?? [];
  const symbols = coffSymbols(layout.symbolsAt, layout.symbols, layout.wide, arch, reading.from.size);
  if (symbols) tellSymbolBounds(reading, symbols);
  const names = sections.map((section) => section.name);
  const facts = {
    importLibrary: names.some((name) => name.startsWith('.idata$')) || undefined,
    // rsrc and windmc make objects of resources: version texts and icons, no code at all
    resourcesOnly: (names.length > 0 && names.every((name) => name.startsWith('.rsrc'))) || undefined,
    goSystemObject: reading.path.endsWith('.syso') || undefined,
    debugInfo: names.some((name) => /^\.(z?debug_info|debug\$[ST])/.test(name)) || undefined,
  };
  return imageOf(reading, record(reading, sha256, arch, facts, symbols === undefined), sections, symbols);
}

const record = (reading: Reading, sha256: string, arch: string, facts: Parameters<typeof details>[0], stripped?: boolean): NativeFile => ({
  path: reading.path,
  format: 'coff',
  type: 'object',
  arch,
  bits: bitsOf(arch),
  endian: 'little',
  size: reading.from.size,
  sha256,
  needed: [],
  ...maybe('stripped', stripped),
  ...details(facts),
});

function imageOf(reading: Reading, file: NativeFile, sections: readonly CoffSection[], symbols?: SymbolTable): NativeImage {
  const units = new Set<string>();
  return {
    file,
    sections: disjoint(sections.map(scannedSection), reading.from.size),
    bytes: reading.from,
    problems: reading.problems,
    get units() {
      return [...units];
    },
    async symbols(visit) {
      if (symbols) await visitSymbols(reading, symbols, visit, units);
    },
  };
}

export interface CoffSection {
  name: string;
  virtualSize: number;
  address: number;
  size: number;
  offset: number;
  flags: number;
}

/** Section headers of an object or an image. `strings` is where the string table lies, for names longer than 8 bytes (`/123`). */
export async function readCoffSections(reading: Reading, first: number, count: number, strings?: number): Promise<CoffSection[]> {
  const table = await reading.table(first, bounded(count, 'sections', bounds.sections) * sectionSize, true, 'the section headers');
  const sections: CoffSection[] = [];
  for (let at = 0; at < table.size; at += sectionSize) {
    const short = table.text(at, 8);
    const long = strings === undefined ? undefined : /^\/(\d{1,7})$/.exec(short)?.[1];
    const name = long === undefined ? short : ((await reading.attempt(() => reading.text(strings! + Number(long), bounds.name))) ?? short);
    sections.push({
      name,
      virtualSize: table.u32(at + 8),
      address: table.u32(at + 12),
      size: table.u32(at + 16),
      offset: table.u32(at + 20),
      flags: table.u32(at + 36),
    });
  }
  return sections;
}

const flag = { code: 0x20, data: 0x40, zero: 0x80, write: 0x80000000 };
export function scannedSection({ name, offset, size, flags }: CoffSection): Section {
  const kind = (): Section['kind'] => {
    if (/^\.(z?debug|stab)/.test(name)) return 'debug';
    if (/^\.nv_fatb|^\.hip_fat/.test(name)) return 'gpu';
    if (flags & flag.code) return 'text';
    if (/^\.(reloc|pdata|xdata|eh_frame|idata|edata|drectve|chks64|llvm)/.test(name)) return 'other';
    if (/^\.(rdata|rodata|rsrc)/.test(name)) return 'strings';
    if (!(flags & flag.data)) return 'other';
    return flags & flag.write ? 'data' : 'strings';
  };
  return { name, offset, size: flags & flag.zero ? 0 : size, kind: kind() };
}

/** The COFF symbol table of an object, or what MinGW leaves in an image that is not stripped. */
export function coffSymbols(symbolsAt: number, count: number, wide: boolean, arch: string, fileSize: number): SymbolTable | undefined {
  if (symbolsAt === 0 || count === 0) return undefined;
  const rowSize = wide ? 20 : 18;
  const stringsAt = symbolsAt + count * rowSize;
  return {
    offset: symbolsAt,
    count,
    rowSize,
    little: true,
    strings: { offset: stringsAt, size: Math.max(0, fileSize - stringsAt) },
    ...(arch === 'i386' ? { decoration: 0x5f } : {}),
    rows: () => coffRows(wide),
  };
}

const storage = { external: 2, static: 3, weak: 105 };
function coffRows(wide: boolean): ReturnType<SymbolTable['rows']> {
  const classAt = wide ? 18 : 16;
  let further = 0; // rows that belong to the symbol before them
  return {
    kind: 'static',
    name(row, at) {
      if (further > 0) {
        further--;
        return skip;
      }
      further = row.getUint8(at + classAt + 1);
      const home = wide ? row.getInt32(at + 12, true) : row.getInt16(at + 12, true);
      const what = row.getUint8(at + classAt);
      if ((home <= 0 && home !== -1) || (what !== storage.external && what !== storage.static && what !== storage.weak)) return skip;
      if (row.getUint32(at, true) === 0) return row.getUint32(at + 4, true) || skip;
      return row.getUint8(at) === 0x2e || row.getUint8(at) === 0x40 ? skip : inline; // '.text' and '@comp.id' name no symbol
    },
  };
}
