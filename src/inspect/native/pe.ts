// PE (Microsoft "PE Format"): an MS-DOS program whose header points (at 0x3c) to "PE\0\0", a COFF header, an optional header with data
// directories, and section headers that say where addresses lie in the file. MZ without PE is a program of DOS, 16-bit Windows (NE) or
// OS/2 (LE, LX): still native code, and reported as such. Addresses in the directories are relative to the load address (RVA), but for the
// certificate table, which is a file offset, since it is never loaded.
import type { NativeFile, NativeFormat, NativeImage, Problem, RandomAccess } from '../../types.ts';
import { coffSymbols, machines, readCoffSections, scannedSection } from './coff.ts';
import { readDotnet } from './dotnet.ts';
import { cudaArchitectures } from './fatbin.ts';
import { goBuildInfo, rustAudit } from './payload.ts';
import { at, type Header, offsetOf, outside, type Parsed, textAt } from './pe-image.ts';
import { versionResource } from './pe-version.ts';
import { bounded, bounds, details, disjoint, maybe, Reading, refuse, Table, tellSymbolBounds, type Visit, visitSymbols } from './reading.ts';

export const pe: NativeFormat = {
  id: 'pe',
  sniff: (head) => head[0] === 0x4d && head[1] === 0x5a && (pointsToHeader(head) || isDosProgram(head)),
  read: readPe,
};

const u16 = (head: Uint8Array, at: number): number => (head[at] ?? 0) | ((head[at + 1] ?? 0) << 8);
const signatureAt = (head: Uint8Array): number => (u16(head, 60) | (u16(head, 62) << 16)) >>> 0;

/** PE where it points; a header behind the first 4 KiB is taken on trust here, since Windows reads nothing else of the DOS header. */
function pointsToHeader(head: Uint8Array): boolean {
  const at = signatureAt(head);
  if (head.length < 64 || at < 4) return false;
  if (at + 4 <= head.length) return head[at] === 0x50 && head[at + 1] === 0x45 && head[at + 2] === 0 && head[at + 3] === 0;
  return head.length >= 4096 && at < 1 << 28 && head.subarray(2, 64).includes(0);
}

/** The 28 bytes of the DOS header agree with each other; text that begins with "MZ" fails at once. */
function isDosProgram(head: Uint8Array): boolean {
  if (head.length < 28) return false;
  const [lastPage, pages, paragraphs, least, most] = [u16(head, 2), u16(head, 4), u16(head, 8), u16(head, 10), u16(head, 12)];
  return (
    lastPage <= 512 && pages > 0 && pages < 0x2000 && paragraphs >= 1 && paragraphs * 16 <= pages * 512 && least <= most && u16(head, 24) < 0x2000
  );
}

const directory = { exports: 0, imports: 1, resources: 2, certificates: 4, debug: 6, delayImports: 13, dotnet: 14 };

async function readPe(from: RandomAccess, path: string, sha256: string): Promise<readonly (NativeImage | Problem)[]> {
  const reading = new Reading(from, path);
  const head = await reading.some(0, 64, true);
  const at = signatureAt(head.bytes);
  const signature = head.size >= 64 && at >= 4 ? Buffer.from((await reading.some(at, 4, true)).bytes).toString('latin1') : '';
  if (signature !== 'PE\0\0') return isDosProgram(head.bytes) ? [dosProgram(reading, sha256, signature.slice(0, 2))] : [];
  const header = await reading.attempt(() => readHeader(reading, at + 4));
  if (header === undefined) return reading.problems;
  const stringsAt = header.symbolsAt === 0 ? undefined : header.symbolsAt + header.symbols * 18;
  const sections = (await reading.attempt(() => readCoffSections(reading, header.sectionsAt, header.sectionCount, stringsAt))) ?? [];
  return readImage({ reading, header, sections }, sha256);
}

async function readImage(parsed: Parsed, sha256: string): Promise<readonly (NativeImage | Problem)[]> {
  const { reading, header, sections } = parsed;
  const arch = machines[header.machine] ?? `pe-${header.machine}`;
  const symbols = coffSymbols(header.symbolsAt, header.symbols, false, arch, reading.from.size);
  if (symbols) tellSymbolBounds(reading, symbols);
  const exported = await reading.attempt(() => readExports(parsed));
  const needed = (await reading.attempt(() => importNames(parsed, directory.imports))) ?? [];
  const delayNeeded = await reading.attempt(() => importNames(parsed, directory.delayImports));
  const debug = await reading.attempt(() => readDebug(parsed));
  const shared = (header.characteristics & 0x2000) !== 0;
  const file: NativeFile = {
    path: reading.path,
    format: 'pe',
    type: shared ? 'shared' : 'executable',
    arch,
    bits: header.wide ? 64 : 32,
    endian: 'little',
    size: reading.from.size,
    sha256,
    ...maybe('soname', exported?.name),
    needed,
    ...maybe('delayNeeded', delayNeeded),
    ...maybe('buildId', debug?.id),
    stripped: symbols === undefined,
    ...maybe('linkage', !shared && needed.length > 0 ? ('dynamic' as const) : undefined),
    ...details({
      linkerVersion: header.linker,
      subsystem: subsystems[header.subsystem],
      pdb: debug?.pdb,
      wine: await wineMark(reading, signature(parsed).signed === true),
      ...signature(parsed),
      ...(await reading.attempt(() => versionResource(parsed, header.directories[directory.resources]))),
      ...(await reading.attempt(() => readDotnet(parsed, header.directories[directory.dotnet]))),
      ...(await furtherDetails(parsed)),
    }),
  };
  const units = new Set<string>();
  const image: NativeImage = {
    file,
    sections: disjoint(sections.map(scannedSection), reading.from.size),
    bytes: reading.from,
    problems: reading.problems,
    get units() {
      return [...units];
    },
    async symbols(visit) {
      if (exported) await visitExports(parsed, exported, visit);
      if (symbols) await visitSymbols(reading, symbols, visit, units);
    },
  };
  return [image, ...reading.problems];
}

/**
 * What winebuild writes behind the DOS header: a library of Wine, which implements what Windows has under the same name; or a stand-in for one. Seventeen bytes
 * that nothing runs can be written into any library, so one that Microsoft's linker marked as its own (`Rich`, before the PE header) or that is signed is none.
 */
async function wineMark(reading: Reading, isSigned: boolean): Promise<string | undefined> {
  const { bytes } = await reading.some(0, longestStub, true);
  const stub = Buffer.from(bytes);
  const mark = /^Wine (builtin|placeholder) DLL\0/.exec(stub.toString('latin1', 64, 84))?.[1];
  return mark === undefined || isSigned || stub.subarray(84, stub.readUInt32LE(60)).includes('Rich') ? undefined : mark;
}
const longestStub = 1024;

const dosKinds: Readonly<Record<string, string>> = { NE: 'NE (16-bit Windows or OS/2)', LE: 'LE (VxD or OS/2)', LX: 'LX (OS/2)' };
function dosProgram(reading: Reading, sha256: string, signature: string): NativeImage {
  const file: NativeFile = {
    path: reading.path,
    format: 'dos',
    type: 'executable',
    arch: 'i8086',
    bits: 32, // 16 bits, in truth: the contract knows 32 and 64 only
    endian: 'little',
    size: reading.from.size,
    sha256,
    needed: [],
    ...details({ extendedFormat: dosKinds[signature] }),
  };
  const sections = [{ name: 'program', offset: 0, size: reading.from.size, kind: 'strings' as const }];
  return { file, sections, bytes: reading.from, symbols: async () => {} };
}

async function readHeader(reading: Reading, at: number): Promise<Header> {
  const head = await reading.table(at, 20, true, 'the COFF header');
  const optionalSize = head.u16(16);
  // Windows reads the whole of it whatever size is stated (that one only says where the sections are), and zeros where the file has ended:
  // hand-made programs lay it over everything else.
  const optional = padded(await reading.some(at + 20, longestOptional, true), longestOptional);
  const magic = optional.u16(0);
  if (magic !== 0x10b && magic !== 0x20b) refuse('pe-optional-header', `an optional header of kind 0x${magic.toString(16)}`, at + 20);
  const wide = magic === 0x20b;
  const firstDirectory = wide ? 112 : 96;
  const count = Math.min(optional.u32(firstDirectory - 4), 16);
  return {
    machine: head.u16(0),
    sectionCount: head.u16(2),
    symbolsAt: head.u32(8),
    symbols: head.u32(12),
    characteristics: head.u16(18),
    wide,
    linker: `${optional.u8(2)}.${optional.u8(3)}`,
    base: wide ? optional.u64(24) : optional.u32(28),
    headersSize: optional.u32(60),
    flat: optional.u32(32) < 0x1000 && optional.u32(32) === optional.u32(36),
    subsystem: optional.u16(68),
    directories: Array.from({ length: count }, (_, index) => ({
      address: optional.u32(firstDirectory + index * 8),
      size: optional.u32(firstDirectory + index * 8 + 4),
    })),
    sectionsAt: at + 20 + optionalSize,
  };
}

const longestOptional = 112 + 16 * 8;

function padded(table: Table, size: number): Table {
  const bytes = new Uint8Array(size);
  bytes.set(table.bytes.subarray(0, size));
  return new Table(bytes, table.little);
}

const subsystems: Readonly<Record<number, string>> = {
  1: 'native',
  2: 'windows',
  3: 'console',
  5: 'os2',
  7: 'posix',
  9: 'windows-ce',
  10: 'efi-application',
  11: 'efi-boot-driver',
  12: 'efi-runtime-driver',
  13: 'efi-rom',
  14: 'xbox',
  16: 'boot-application',
};

/** Names of the libraries in the import table, or the delay import table, as written there. */
async function importNames(parsed: Parsed, which: number): Promise<string[]> {
  const place = parsed.header.directories[which];
  if (place === undefined || place.address === 0) return [];
  const delayed = which === directory.delayImports;
  const [rowSize, nameAt] = delayed ? [32, 4] : [20, 12];
  const names = new Set<string>();
  const start = offsetOf(parsed, place.address) ?? outside('the import table', place.address);
  for (let row = 0; row < 4096; row++) {
    const table = await parsed.reading.some(start + row * rowSize, rowSize, true);
    if (table.size < rowSize || table.u32(nameAt) === 0) break;
    if (!delayed && table.u32(16) === 0) break; // no place for addresses: the loader takes that for the end as well
    // Delay imports made before Visual C++ 7 hold addresses that include the load address.
    const absolute = delayed && (table.u32(0) & 1) === 0;
    const name = await parsed.reading.attempt(() => textAt(parsed, table.u32(nameAt) - (absolute ? parsed.header.base : 0), 'the name of an import'));
    if (name) names.add(name);
  }
  return [...names];
}

interface Exports {
  name: string | undefined;
  count: number;
  namesAt: number;
}
async function readExports(parsed: Parsed): Promise<Exports | undefined> {
  const place = parsed.header.directories[directory.exports];
  if (place === undefined || place.address === 0) return undefined;
  const table = await at(parsed, place.address, 40, 'the export table');
  const count = table.u32(24);
  const name = await parsed.reading.attempt(() => (table.u32(12) === 0 ? undefined : textAt(parsed, table.u32(12), 'the name of the library')));
  return { name, count: count === 0 ? 0 : bounded(count, 'exported names'), namesAt: table.u32(32) };
}

/** Exported names lie close together; they are read as one buffer. */
async function visitExports(parsed: Parsed, { count, namesAt }: Exports, visit: Visit): Promise<void> {
  if (count === 0) return;
  await parsed.reading.attempt(async () => {
    const table = await at(parsed, namesAt, count * 4, 'the table of exported names');
    const offsets: number[] = [];
    for (let index = 0; index < count; index++) {
      const offset = offsetOf(parsed, table.u32(index * 4));
      if (offset !== undefined) offsets.push(offset);
    }
    const first = offsets.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
    const last = offsets.reduce((most, one) => Math.max(most, one), 0);
    if (offsets.length === 0) return;
    const names = await parsed.reading.some(first, Math.min(last - first, bounds.window) + bounds.symbolName, true);
    let budget = 8 * names.size + (1 << 20);
    for (const offset of offsets) {
      const start = offset - first;
      let end = start;
      while (end < names.size && names.bytes[end] !== 0) end++;
      if (end > start) visitExport(names.bytes, start, end, parsed, visit);
      budget -= end - start + 1;
      if (budget < 0) return parsed.reading.note('native-limit', 'the exported names overlap beyond reason; the rest was not seen', 'limit');
    }
  });
}

/** On 32-bit x86 a function that cleans the stack itself (stdcall, all of JNI) is exported as `_name@bytes`. */
function visitExport(bytes: Uint8Array, start: number, end: number, { header }: Parsed, visit: Visit): void {
  let at = end;
  while (at > start && bytes[at - 1]! >= 0x30 && bytes[at - 1]! <= 0x39) at--;
  const isDecorated = machines[header.machine] === 'i386' && bytes[start] === 0x5f && at < end && at - 1 > start + 1 && bytes[at - 1] === 0x40;
  if (isDecorated) visit(bytes, start + 1, at - 1, 'export');
  else visit(bytes, start, end, 'export');
}

/** CodeView records: where the PDB lay, and the id that ties it to this build, written as symbol servers write it (GUID, then age). */
async function readDebug(parsed: Parsed): Promise<{ id?: string; pdb?: string } | undefined> {
  const place = parsed.header.directories[directory.debug];
  if (place === undefined || place.address === 0) return undefined;
  const table = await at(parsed, place.address, Math.min(place.size, 64 * 28), 'the debug directory');
  for (let row = 0; row + 28 <= table.size; row += 28) {
    if (table.u32(row + 12) !== 2) continue;
    const record = await parsed.reading.some(table.u32(row + 24), Math.min(table.u32(row + 16), bounds.text), true);
    const magic = record.text(0, 4);
    if (magic === 'RSDS' && record.size >= 24) return { id: guid(record, 4) + record.u32(20).toString(16), ...maybe('pdb', record.text(24)) };
    if (magic === 'NB10' && record.size >= 16) {
      return { id: record.u32(8).toString(16).padStart(8, '0') + record.u32(12).toString(16), ...maybe('pdb', record.text(16)) };
    }
  }
  return undefined;
}

/** Three little-endian numbers, then bytes. */
function guid(table: Table, start: number): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  const rest = Buffer.from(table.slice(start + 8, 8).bytes).toString('hex');
  return hex(table.u32(start), 8) + hex(table.u16(start + 4), 4) + hex(table.u16(start + 6), 4) + rest;
}

/** An Authenticode signature is there; whether it is valid is not asked. Tools that shorten a file (strip) may leave the mention of one. */
function signature({ reading, header }: Parsed): { signed?: true; signatureMissing?: true } {
  const place = header.directories[directory.certificates];
  if (place === undefined || place.size <= 8 || place.address === 0) return {};
  return place.address + place.size <= reading.from.size ? { signed: true } : { signatureMissing: true };
}

const packers: readonly [RegExp, string][] = [
  [/^UPX\d$/, 'UPX'],
  [/^\.?MPRESS\d$/, 'MPRESS'],
  [/^\.aspack$/, 'ASPack'],
  [/^\.vmp\d$/, 'VMProtect'],
  [/^\.themida$/i, 'Themida'],
  [/^\.petite$/, 'Petite'],
  [/^\.enigma\d$/, 'Enigma'],
];

async function furtherDetails(parsed: Parsed): Promise<Parameters<typeof details>[0]> {
  const { reading, header, sections } = parsed;
  const named = (name: string) => sections.find((one) => one.name === name && one.size > 0);
  const [audit, fatbin] = [named('.dep-v0'), named('.nv_fatb')];
  // Go puts its build information near the start of the data section.
  const go = named('.data');
  return {
    ...(go && (await reading.attempt(() => goBuildInfo(reading, go, true, (address) => offsetOf(parsed, address - header.base))))),
    rustCrates: audit && (await reading.attempt(() => rustAudit(reading, audit.offset, Math.min(audit.size, audit.virtualSize || audit.size)))),
    cudaArchitectures: fatbin && (await reading.attempt(() => cudaArchitectures(reading, fatbin.offset, fatbin.size))),
    debugInfo: sections.some((one) => /^\.z?debug_info$/.test(one.name)) || undefined,
    packer: packers.find(([pattern]) => sections.some((one) => pattern.test(one.name)))?.[1],
    ...appended(parsed),
  };
}

/** Bytes behind sections, symbols and certificates: an installer's archive, a frozen Python program, a zip. */
function appended({ reading, header, sections }: Parsed): { appendedAt?: number; appendedSize?: number } {
  const symbolsEnd = header.symbolsAt === 0 ? 0 : header.symbolsAt + header.symbols * 18;
  const end = sections.reduce((most, one) => (one.size > 0 ? Math.max(most, one.offset + one.size) : most), 0);
  const certificates = header.directories[directory.certificates];
  const stop = certificates && certificates.size > 0 && certificates.address >= end ? certificates.address : reading.from.size;
  if (end === 0 || symbolsEnd >= end || stop - end < 16) return {};
  return { appendedAt: end, appendedSize: stop - end };
}
