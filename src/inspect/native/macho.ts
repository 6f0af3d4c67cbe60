// Mach-O (<mach-o/loader.h>, <mach-o/fat.h>, <mach-o/nlist.h>): a header, then load commands, each with its type and size. A universal file
// is a big-endian list of slices, each a Mach-O file or a static archive; it shares its magic with Java class files, whose version number
// stands where the number of slices does: no class file has a version below 45, no universal file that many slices.
import type { NativeFile, NativeFormat, NativeImage, NativeType, Problem, RandomAccess, Section } from '../../types.ts';
import { goBuildInfo, rustAudit } from './payload.ts';
import {
  bounded,
  bounds,
  details,
  maybe,
  Reading,
  refuse,
  type SymbolTable,
  skip,
  type Table,
  tellSymbolBounds,
  visitSymbols,
  withGaps,
} from './reading.ts';

/** One architecture in one file; what members of archives and slices of universal files are. */
export const machoThin: NativeFormat = {
  id: 'macho',
  sniff: isThin,
  read: (from, path, sha256) => readThin(from, path, sha256),
};

const magic = { thin32: 0xfeedface, thin64: 0xfeedfacf };

function isThin(head: Uint8Array): boolean {
  if (head.length < 28) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return [true, false].some((little) => {
    const found = view.getUint32(0, little);
    const [kind, commands] = [view.getUint32(12, little), view.getUint32(16, little)];
    return (found === magic.thin32 || found === magic.thin64) && kind >= 1 && kind <= 16 && commands < 1 << 16;
  });
}

interface Layout {
  wide: boolean;
  little: boolean;
}
interface MachoSection {
  segment: string;
  name: string;
  address: number;
  size: number;
  offset: number;
  flags: number;
}
interface Commands {
  needed: string[];
  rpath: string[];
  installName?: string;
  uuid?: string;
  version?: string;
  platform?: string;
  minimum?: string;
  sdk?: string;
  compilers: string[];
  linker?: string;
  signature?: { offset: number; size: number };
  symbols?: { offset: number; count: number; stringsAt: number; stringsSize: number };
  localSymbols?: number;
  dynamicLinker?: string;
  encrypted?: true;
  sections: MachoSection[];
  segments: Section[];
  end: number;
}

async function readThin(from: RandomAccess, path: string, sha256: string): Promise<readonly (NativeImage | Problem)[]> {
  const reading = new Reading(from, path);
  const head = await reading.some(0, 32, true);
  const little = head.size >= 4 && (head.u32(0) === magic.thin32 || head.u32(0) === magic.thin64);
  const header = await reading.attempt(() => reading.table(0, 28, little, 'the Mach-O header'));
  if (header === undefined) return reading.problems;
  const layout = { wide: header.u32(0) === magic.thin64, little };
  const commands: Commands = { needed: [], rpath: [], compilers: [], sections: [], segments: [], end: 0 };
  await reading.attempt(() => readCommands(reading, header, layout, commands));
  const symbols = symbolTable(commands, layout);
  if (symbols) tellSymbolBounds(reading, symbols);
  const kind = kinds[header.u32(12)];
  const file: NativeFile = {
    path,
    format: 'macho',
    type: kind?.[1] ?? 'module',
    arch: architectures[header.u32(4)] ?? `macho-${header.u32(4)}`,
    bits: layout.wide ? 64 : 32,
    endian: little ? 'little' : 'big',
    size: from.size,
    sha256,
    ...maybe('soname', commands.installName),
    needed: commands.needed,
    ...maybe('rpath', commands.rpath),
    ...maybe('buildId', commands.uuid),
    ...maybe('compilers', commands.compilers),
    stripped: symbols === undefined || (kind?.[0] !== 'OBJECT' && commands.localSymbols === 0),
    ...maybe('linkage', kind?.[1] === 'executable' ? (commands.dynamicLinker ? ('dynamic' as const) : ('static' as const)) : undefined),
    ...details({
      fileType: kind?.[0],
      cpuSubtype: subtype(header.u32(4), header.u32(8)),
      platform: commands.platform,
      minimumOs: commands.minimum,
      sdk: commands.sdk,
      libraryVersion: commands.version,
      linkerVersion: commands.linker,
      encrypted: commands.encrypted,
      ...(await furtherDetails(reading, commands, layout)),
    }),
  };
  const units = new Set<string>();
  const image: NativeImage = {
    file,
    sections: withGaps(commands.sections.map(scanned), commands.segments, from.size),
    bytes: from,
    problems: reading.problems,
    get units() {
      return [...units];
    },
    async symbols(visit) {
      if (symbols) await visitSymbols(reading, symbols, visit, units);
    },
  };
  return [image, ...reading.problems];
}

const architectures: Readonly<Record<number, string>> = {
  6: 'm68k',
  7: 'i386',
  11: 'parisc',
  12: 'arm',
  14: 'sparc',
  18: 'ppc',
  16777223: 'x86_64',
  16777228: 'aarch64',
  33554444: 'arm64_32',
  16777234: 'ppc64',
};
const kinds: Readonly<Record<number, readonly [string, NativeType]>> = {
  1: ['OBJECT', 'object'],
  2: ['EXECUTE', 'executable'],
  3: ['FVMLIB', 'shared'],
  4: ['CORE', 'core'],
  5: ['PRELOAD', 'executable'],
  6: ['DYLIB', 'shared'],
  7: ['DYLINKER', 'executable'],
  8: ['BUNDLE', 'module'],
  9: ['DYLIB_STUB', 'shared'],
  10: ['DSYM', 'object'],
  11: ['KEXT_BUNDLE', 'module'],
  12: ['FILESET', 'module'],
};

/** The variants that run on other machines than their plain type does. */
function subtype(cpu: number, value: number): string | undefined {
  const variant = value & 0xffffff;
  if (cpu === 0x0100000c && variant === 2) return 'arm64e';
  if (cpu === 0x01000007 && variant === 8) return 'x86_64h';
  return cpu === 12 ? { 6: 'armv6', 9: 'armv7', 11: 'armv7s', 12: 'armv7k' }[variant] : undefined;
}

async function readCommands(reading: Reading, header: Table, layout: Layout, into: Commands): Promise<void> {
  const count = bounded(header.u32(16), 'load commands');
  const start = layout.wide ? 32 : 28;
  const table = await reading.table(start, header.u32(20), layout.little, 'the load commands');
  let at = 0;
  for (let index = 0; index < count && at + 8 <= table.size; index++) {
    const size = table.u32(at + 4);
    if (size < 8 || at + size > table.size) refuse('macho-command', `load command ${index} claims ${size} bytes`, start + at);
    const command = table.slice(at, size);
    await reading.attempt(() => readCommand(command, layout, into));
    at += size;
  }
}

const command = {
  segment: 1,
  symbols: 2,
  dynamicSymbols: 0xb,
  load: 0xc,
  id: 0xd,
  dynamicLinker: 0xe,
  segment64: 0x19,
  uuid: 0x1b,
  signature: 0x1d,
  loadLazy: 0x20,
  encryption: 0x21,
  minimumMac: 0x24,
  minimumPhone: 0x25,
  encryption64: 0x2c,
  minimumTv: 0x2f,
  minimumWatch: 0x30,
  build: 0x32,
  loadWeak: 0x80000018,
  rpath: 0x8000001c,
  reexport: 0x8000001f,
  loadUpward: 0x80000023,
};

function readCommand(table: Table, layout: Layout, into: Commands): void {
  const kind = table.u32(0);
  const text = () => table.text(table.u32(8));
  switch (kind) {
    case command.load:
    case command.loadWeak:
    case command.reexport:
    case command.loadLazy:
    case command.loadUpward:
      if (into.needed.length < bounds.list) into.needed.push(text());
      break;
    case command.id:
      into.installName = text();
      into.version = version(table.u32(16));
      break;
    case command.rpath:
      into.rpath.push(text());
      break;
    case command.dynamicLinker:
      into.dynamicLinker = text();
      break;
    case command.uuid:
      into.uuid = Buffer.from(table.slice(8, 16).bytes).toString('hex');
      break;
    case command.signature:
      into.signature = { offset: table.u32(8), size: table.u32(12) };
      into.end = Math.max(into.end, table.u32(8) + table.u32(12));
      break;
    case command.symbols:
      into.symbols = { offset: table.u32(8), count: table.u32(12), stringsAt: table.u32(16), stringsSize: table.u32(20) };
      into.end = Math.max(into.end, table.u32(8) + table.u32(12) * (layout.wide ? 16 : 12), table.u32(16) + table.u32(20));
      break;
    case command.dynamicSymbols:
      into.localSymbols = table.u32(12);
      break;
    case command.encryption:
    case command.encryption64:
      if (table.u32(16) !== 0) into.encrypted = true;
      break;
    case command.minimumMac:
    case command.minimumPhone:
    case command.minimumTv:
    case command.minimumWatch:
      into.platform ??= { 36: 'macos', 37: 'ios', 47: 'tvos', 48: 'watchos' }[kind] ?? 'unknown';
      into.minimum ??= version(table.u32(8));
      if (table.u32(12) !== 0) into.sdk ??= version(table.u32(12)); // linkers before 10.8 left it empty
      break;
    case command.build:
      readBuild(table, into);
      break;
    case command.segment:
    case command.segment64:
      readSegment(table, kind === command.segment64, into);
      break;
  }
}

const platforms: Readonly<Record<number, string>> = {
  1: 'macos',
  2: 'ios',
  3: 'tvos',
  4: 'watchos',
  5: 'bridgeos',
  6: 'mac-catalyst',
  7: 'ios-simulator',
  8: 'tvos-simulator',
  9: 'watchos-simulator',
  10: 'driverkit',
  11: 'visionos',
  12: 'visionos-simulator',
};
const tools: Readonly<Record<number, string>> = { 1: 'clang', 2: 'swift' };

function readBuild(table: Table, into: Commands): void {
  into.platform = platforms[table.u32(8)] ?? `platform ${table.u32(8)}`;
  into.minimum = version(table.u32(12));
  if (table.u32(16) !== 0) into.sdk = version(table.u32(16));
  const count = Math.min(table.u32(20), Math.floor((table.size - 24) / 8));
  for (let index = 0; index < count; index++) {
    const [tool, release] = [table.u32(24 + index * 8), version(table.u32(28 + index * 8))];
    if (tools[tool] !== undefined && into.compilers.length < 16) into.compilers.push(`${tools[tool]} ${release}`);
    if (tool === 3 || tool === 4) into.linker = `${tool === 3 ? 'ld' : 'lld'} ${release}`;
  }
}

/** Sixteen bits, then two times eight; a last zero is left out, as Apple's tools do. */
function version(value: number): string {
  const last = value & 0xff;
  return `${value >>> 16}.${(value >>> 8) & 0xff}${last === 0 ? '' : `.${last}`}`;
}

function readSegment(table: Table, wide: boolean, into: Commands): void {
  const [headSize, rowSize] = wide ? [72, 80] : [56, 68];
  const name = table.text(8, 16);
  const [offset, size] = wide ? [table.u64(40), table.u64(48)] : [table.u32(32), table.u32(36)];
  into.end = Math.max(into.end, offset + size);
  // The last segment holds symbols, fixups and the signature, which are read by themselves.
  if (name !== '__LINKEDIT') into.segments.push({ name, offset, size, kind: name.startsWith('__DATA') ? 'data' : 'strings' });
  const count = Math.min(table.u32(headSize - 8), Math.floor((table.size - headSize) / rowSize));
  for (let index = 0; index < count && into.sections.length < bounds.rows; index++) {
    const at = headSize + index * rowSize;
    into.sections.push({
      name: table.text(at, 16),
      segment: table.text(at + 16, 16),
      address: table.word(at + 32, wide),
      size: table.word(at + (wide ? 40 : 36), wide),
      offset: table.u32(at + (wide ? 48 : 40)),
      flags: table.u32(at + (wide ? 64 : 56)),
    });
  }
}

const zeroFilled = [1, 12, 18];
function scanned({ segment, name, size, offset, flags }: MachoSection): Section {
  const what = flags & 0xff;
  const kind = (): Section['kind'] => {
    if (segment === '__DWARF') return 'debug';
    if (flags & 0x80000400) return 'text';
    if (what === 2) return 'strings';
    if (/^__(unwind_info|eh_frame|gopclntab|compact_unwind|stubs|stub_helper)$/.test(name)) return 'other';
    if (segment.startsWith('__DATA') || segment === '__AUTH') return 'data';
    return segment === '__TEXT' || segment === '__RODATA' ? 'strings' : 'other';
  };
  return { name: `${segment},${name}`, offset, size: zeroFilled.includes(what) ? 0 : size, kind: kind() };
}

function symbolTable({ symbols }: Commands, { wide, little }: Layout): SymbolTable | undefined {
  if (symbols === undefined || symbols.count === 0) return undefined;
  const [debugging, kindMask, inSection, absolute, external] = [0xe0, 0x0e, 0x0e, 0x02, 0x01];
  return {
    offset: symbols.offset,
    count: symbols.count,
    rowSize: wide ? 16 : 12,
    little,
    strings: { offset: symbols.stringsAt, size: symbols.stringsSize },
    decoration: 0x5f,
    rows: () => ({
      kind: 'static',
      name(row, at) {
        const what = row.getUint8(at + 4);
        const start = row.getUint32(at, little);
        if (what & debugging) {
          if (what !== 0x64) return skip; // N_SO, the name of a source file
          this.kind = 'unit';
          return start || skip;
        }
        const home = what & kindMask;
        if (start === 0 || (home !== inSection && home !== absolute)) return skip;
        this.kind = what & external ? 'dynamic' : 'static';
        return start;
      },
    }),
  };
}

async function furtherDetails(reading: Reading, commands: Commands, { little }: Layout): Promise<Parameters<typeof details>[0]> {
  const named = (name: string) => commands.sections.find((one) => one.name === name && one.size > 0);
  const [go, audit] = [named('__go_buildinfo'), named('.dep-v0')];
  const offsetOf = (address: number) => {
    const home = commands.sections.find((one) => address >= one.address && address < one.address + one.size && one.offset > 0);
    return home && address - home.address + home.offset;
  };
  const rest = reading.from.size - commands.end;
  return {
    ...(commands.signature && { codeSignature: true, ...(await reading.attempt(() => readSignature(reading, commands.signature!.offset))) }),
    ...(go && (await reading.attempt(() => goBuildInfo(reading, go, little, offsetOf)))),
    rustCrates: audit && (await reading.attempt(() => rustAudit(reading, audit.offset, audit.size))),
    debugInfo: commands.sections.some((one) => one.name === '__debug_info') || undefined,
    ...(commands.end > 0 && rest >= 16 ? { appendedAt: commands.end, appendedSize: rest } : {}),
  };
}

/** The code directory of a signature (always big-endian): who signed, or nobody (ad-hoc, as the linker does by itself). */
async function readSignature(reading: Reading, start: number): Promise<Record<string, string>> {
  const head = await reading.table(start, 12, false, 'the code signature');
  if (head.u32(0) !== 0xfade0cc0) refuse('macho-signature', 'the code signature has an unknown form', start);
  const blobs = Math.min(head.u32(8), 64);
  const index = await reading.table(start + 12, blobs * 8, false, 'the code signature');
  for (let row = 0; row < blobs; row++) {
    if (index.u32(row * 8) !== 0) continue;
    const at = start + index.u32(row * 8 + 4);
    const directory = await reading.table(at, 52, false, 'the code directory');
    const team = directory.u32(8) >= 0x20200 ? directory.u32(48) : 0;
    return {
      signature: directory.u32(12) & 2 ? 'ad-hoc' : 'identity',
      signingIdentifier: await reading.text(at + directory.u32(20)),
      ...(team === 0 ? {} : { teamId: await reading.text(at + team) }),
    };
  }
  return {};
}
