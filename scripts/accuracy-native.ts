// Compares what the readers of native code say of one file with what ordinary tools said of it (readelf, llvm-objdump, pefile, file(1), ar): one
// record of a corpus truth, see scripts/accuracy.ts. The truth has the tools' words, which are put into ours here and nowhere else.
import type { NativeFile } from '../src/types.ts';

/** One record of `native[]` in a truth file. A field that the tools found nothing for is left out. */
export interface TruthRecord {
  path: string;
  format: string;
  size?: number;
  sha256: string;
  type?: string;
  arch?: string;
  class?: string;
  endian?: string;
  file?: string;
  soname?: string;
  needed?: readonly string[];
  rpath?: string;
  runpath?: string;
  build_id?: string;
  comment?: readonly string[];
  symtab?: boolean;
  debug_info?: boolean;
  static?: boolean;
  interp?: string;
  slices?: readonly {
    arch: string;
    filetype?: string;
    install_name?: string;
    uuid?: string;
    minos?: string;
    sdk?: string;
    needed?: readonly string[];
    rpath?: readonly string[] | string;
    code_signature?: boolean;
  }[];
  delay_needed?: readonly string[];
  dll_name?: string;
  version_info?: Readonly<Record<string, string>>;
  dotnet?: boolean;
  signed?: boolean;
  pdb?: string;
  linker?: string;
  members?: number;
  member_formats?: Readonly<Record<string, number>>;
  members_duplicate_or_unextracted?: number;
  [key: `max_${string}`]: string | undefined;
}
export interface Difference {
  field: string;
  truth: string;
  ours: string;
}

const formats: Readonly<Record<string, string>> = {
  ELF: 'elf',
  'Mach-O': 'macho',
  PE: 'pe',
  ar: 'ar',
  'COFF-obj': 'coff',
  XCOFF: 'xcoff',
  wasm: 'wasm',
  bitcode: 'bitcode',
  'java-image': 'jimage',
  DOS: 'dos',
};
const types: Readonly<Record<string, readonly string[]>> = {
  DYN: ['shared', 'executable'], // readelf does not tell a position-independent executable from a library
  EXEC: ['executable'],
  REL: ['object'],
  CORE: ['core'],
  DLL: ['shared'],
  EXE: ['executable'],
  OBJECT: ['object'],
  EXECUTE: ['executable'],
  DYLIB: ['shared'],
  BUNDLE: ['module'],
  DSYM: ['object'],
  DYLINKER: ['executable'],
  KEXT_BUNDLE: ['module'],
};
const architectures: Readonly<Record<string, readonly string[]>> = {
  'Advanced Micro Devices X86-64': ['x86_64'],
  'Intel 80386': ['i386'],
  'Intel 80386 or later processors': ['i386'],
  'Intel MCU': ['i386'],
  AArch64: ['aarch64', 'aarch64_be'],
  Aarch64: ['aarch64'],
  ARM: ['arm', 'armeb'],
  'ARMv7 Thumb': ['arm'],
  'ARM Thumb': ['arm'],
  'IBM S/390': ['s390x', 's390'],
  LoongArch: ['loongarch64', 'loongarch32'],
  'MIPS R3000': ['mips', 'mipsel', 'mips64', 'mips64el'],
  'MIPS R4000 big-endian': ['mips'],
  PowerPC64: ['ppc64', 'ppc64le'],
  PowerPC: ['ppc'],
  POWERPC: ['ppc'],
  POWERPC64: ['ppc64'],
  'RISC-V': ['riscv64', 'riscv32'],
  'RISC-V64': ['riscv64'],
  'Linux BPF': ['bpf'],
  '<unknown>: 0x107': ['sbf'],
  'Intel amd64': ['x86_64'],
  Intel: ['ia64'],
  'Intel Itanium': ['ia64'],
  'Intel IA-64': ['ia64'],
  ia64: ['ia64'],
  X86_64: ['x86_64'],
  X86: ['i386'],
  ARM64: ['aarch64', 'arm64_32'],
  arm64: ['aarch64'],
  arm64ec: ['arm64ec'],
  armnt: ['arm'],
  'arm-le': ['arm'],
  i386: ['i386'],
  x86_64: ['x86_64'],
  ebc: ['ebc'],
  None: ['none'],
  MC68000: ['m68k'],
  Sparc: ['sparc'],
  'Sparc v8+': ['sparc'],
  'Sparc v9': ['sparc64'],
  HPPA: ['parisc'],
  Alpha: ['alpha'],
  'Renesas / SuperH SH': ['sh'],
  'Atmel AVR 8-bit microcontroller': ['avr'],
  'Texas Instruments msp430 microcontroller': ['msp430'],
  'Texas Instruments TMS320C6000 DSP family': ['c6000'],
  'Texas Instruments TMS320C2000 DSP family': ['c2000'],
  'TI PRU I/O processor': ['pru'],
  'Tensilica Xtensa Processor': ['xtensa'],
  'Siemens Tricore': ['tricore'],
  'Microchip Technology dsPIC30F Digital Signal Controller': ['dspic30f'],
  'NVIDIA CUDA architecture': ['cuda'],
  'AMD GPU': ['amdgpu'],
  'QUALCOMM DSP6 Processor': ['hexagon'],
  'Xilinx MicroBlaze': ['microblaze'],
  'Altera Nios II': ['nios2'],
  'OpenRISC 1000': ['or1k'],
  ARCompact: ['arc'],
  ARCv2: ['arc'],
  'C-SKY': ['csky'],
};
const versionPrefixes = ['GLIBC', 'GLIBCXX', 'CXXABI', 'GCC', 'GOMP', 'OPENSSL'] as const;

/** Fields that differ between the truth and what was read of the same file: one file, or one for each slice of a universal binary. */
export function compareNative(truth: TruthRecord, files: readonly NativeFile[]): Difference[] {
  const [first] = files;
  if (first === undefined) return [{ field: 'file', truth: truth.format, ours: 'not found' }];
  const out: Difference[] = [];
  const same = (field: string, expected: unknown, actual: unknown) => {
    const [a, b] = [JSON.stringify(expected ?? ''), JSON.stringify(actual ?? '')];
    // Addresses in texts are written `<url>` in the truth.
    if (a !== b && a !== b.replaceAll(/https?:\/\/[^\s"]+/g, '<url>')) out.push({ field, truth: a, ours: b });
  };
  const among = (field: string, expected: readonly string[] | undefined, word: string, actual: string) => {
    if (!(expected ?? [word]).includes(actual)) out.push({ field, truth: word, ours: actual });
  };
  same('format', formats[truth.format] ?? truth.format, first.format);
  same('sha256', truth.sha256, first.sha256);
  if (truth.size !== undefined) same('size', truth.size, first.size);
  if (truth.format === 'ELF') compareElf(truth, first, same, among);
  if (truth.format === 'PE') comparePe(truth, first, same, among);
  if (truth.format === 'COFF-obj' && truth.arch) among('arch', architectures[truth.arch], truth.arch, first.arch);
  if (truth.format === 'Mach-O' && truth.slices) compareSlices(truth.slices, files, same, among);
  if (truth.format === 'ar') compareArchive(truth, first, same);
  return out;
}

/** Control characters as `readelf -p` prints them. */
const asPrinted = (text: string): string =>
  text.replace(/\p{Cc}/gu, (character) => (character === '\n' ? '\\n' : `^${String.fromCharCode(64 + character.charCodeAt(0))}`));

type Same = (field: string, expected: unknown, actual: unknown) => void;
type Among = (field: string, expected: readonly string[] | undefined, word: string, actual: string) => void;

function compareElf(truth: TruthRecord, file: NativeFile, same: Same, among: Among): void {
  if (truth.type) among('type', types[truth.type], truth.type, file.type);
  if (truth.arch) among('arch', architectures[truth.arch], truth.arch, file.arch);
  same('bits', truth.class === 'ELF32' ? 32 : 64, file.bits);
  same('endian', truth.endian ?? 'little', file.endian);
  same('soname', truth.soname, file.soname);
  same('needed', truth.needed ?? [], file.needed);
  same('rpath', truth.rpath, file.rpath?.join(':'));
  same('runpath', truth.runpath, file.runpath?.join(':'));
  same('buildId', truth.build_id, file.buildId);
  same('compilers', [...(truth.comment ?? [])].map(asPrinted).sort(), [...(file.compilers ?? [])].map(asPrinted).sort());
  if (truth.symtab !== undefined) same('stripped', !truth.symtab, file.stripped);
  if (truth.debug_info !== undefined) same('debugInfo', truth.debug_info, file.details?.debugInfo === true);
  same('interpreter', truth.interp, file.details?.interpreter);
  if (truth.static && file.type === 'executable') same('linkage', 'static', file.linkage);
  for (const prefix of versionPrefixes) same(prefix, truth[`max_${prefix.toLowerCase()}`], file.symbolVersions?.[prefix]);
}

function comparePe(truth: TruthRecord, file: NativeFile, same: Same, among: Among): void {
  if (truth.type) among('type', types[truth.type], truth.type, file.type);
  if (truth.arch) among('arch', architectures[truth.arch], truth.arch, file.arch);
  const names = (list: readonly string[] | undefined) => [...(list ?? [])].map((name) => name.toLowerCase()).sort();
  same('needed', names(truth.needed), names(file.needed));
  same('delayNeeded', names(truth.delay_needed), names(file.delayNeeded));
  same('soname', truth.dll_name, file.soname);
  same('linker', truth.linker, file.details?.linkerVersion);
  same('pdb', truth.pdb, String(file.details?.pdb ?? '').replace(/^.*[\\/]/, '')); // the truth leaves out the folder of the build machine
  same('signed', truth.signed ?? false, file.details?.signed ?? false);
  same('dotnet', truth.dotnet ?? false, file.details?.dotnet ?? false);
  for (const [key, value] of Object.entries(truth.version_info ?? {})) {
    same(`version ${key}`, value.trim(), file.details?.[key.charAt(0).toLowerCase() + key.slice(1)]);
  }
}

function compareSlices(slices: NonNullable<TruthRecord['slices']>, files: readonly NativeFile[], same: Same, among: Among): void {
  same('slices', slices.length, files.length);
  for (const [index, slice] of slices.entries()) {
    const file = files[index];
    if (file === undefined) continue;
    among('arch', architectures[slice.arch], slice.arch, file.arch);
    if (slice.filetype) among('type', types[slice.filetype], slice.filetype, file.type);
    same('soname', slice.install_name, file.soname);
    same('needed', slice.needed ?? [], file.needed);
    same('rpath', [slice.rpath ?? []].flat(), file.rpath ?? []);
    same('buildId', slice.uuid, file.buildId);
    same('minos', slice.minos?.replace(/\.0$/, ''), file.details?.minimumOs);
    same('sdk', slice.sdk?.replace(/\.0$/, ''), file.details?.sdk);
    same('codeSignature', slice.code_signature ?? false, file.details?.codeSignature ?? false);
  }
}

function compareArchive(truth: TruthRecord, file: NativeFile, same: Same): void {
  if (truth.members !== undefined) same('members', truth.members, file.details?.members ?? 0);
  // Members were extracted by name to be looked at, so of those that share a name the truth knows one.
  if (truth.members_duplicate_or_unextracted !== undefined) return;
  const listed = file.details?.memberFormats;
  const ours = Object.fromEntries((Array.isArray(listed) ? (listed as readonly string[]) : []).map((line) => line.split(': ') as [string, string]));
  // The truth tells import objects from objects with code, and ours counts both by architecture: an import library has three of the second kind.
  // A word like RISC-V names an architecture of two widths.
  const wanted = new Map<string, number>();
  for (const [word, count] of Object.entries(truth.member_formats ?? {})) {
    const kinds = memberWords(word).join(', ');
    if (kinds !== '') wanted.set(kinds, (wanted.get(kinds) ?? 0) + count);
  }
  for (const [kinds, count] of wanted) {
    const have = kinds.split(', ').reduce((sum, kind) => sum + Number(ours[kind] ?? 0), 0);
    same(`members ${kinds}`, count, have);
  }
}

/** `COFF-import x86_64`, `Intel amd64 COFF object file`, `ELF AArch64`, `Mach-O 64-bit arm64`: format and architecture in our words. */
function memberWords(word: string): string[] {
  const [, imported] = /^COFF-import (.*)$/.exec(word) ?? [];
  const [, object] = /^(.*) COFF object file$/.exec(word) ?? [];
  const [, elf] = /^ELF (.*)$/.exec(word) ?? [];
  const [, macho] = /^Mach-O (?:\d+-bit )?(.*)$/.exec(word) ?? [];
  const named = (format: string, name: string | undefined) => (architectures[name ?? ''] ?? []).map((arch) => `${format} ${arch}`);
  if (imported ?? object) return named('coff', imported ?? object);
  return elf ? named('elf', elf) : named('macho', macho);
}
