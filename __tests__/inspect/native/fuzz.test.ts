// Every reader on bytes that were changed at random: nothing is thrown, nothing is read without bound, nothing is said that lies outside
// the file, and code that is still recognised is never passed over in silence.
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { randomFromBuffer } from '../../../src/io/bytes.ts';
import type { RandomAccess } from '../../../src/types.ts';
import { elfOf } from './build/elf.ts';
import { machoOf, universalOf } from './build/macho.ts';
import { arOf, bigArOf, dexOf, fatbinOf, wasmOf, xcoffOf } from './build/others.ts';
import { coffOf, importObject, peOf } from './build/pe.ts';
import { readFrom } from './build/read.ts';

const elf = {
  soname: 'libfuzz.so.1',
  needed: ['libc.so.6'],
  runpath: '$ORIGIN',
  buildId: 'aabbccdd',
  interpreter: '/lib/ld.so',
  comment: ['GCC: 12'],
  versions: { 'libc.so.6': ['GLIBC_2.2.5', 'GLIBC_2.17'] },
  dynamicSymbols: ['one', 'two'],
  imports: ['malloc'],
};
const macho = {
  installName: '@rpath/a.dylib',
  needed: ['/usr/lib/libSystem.B.dylib'],
  rpath: ['@loader_path'],
  uuid: '00'.repeat(16),
  minimum: [11, 0, 0] as [number, number, number],
  tool: [1, 1] as [number, number],
  symbols: [{ name: '_one', type: 15 }],
  signature: { flags: 2, identifier: 'a', team: 'T' },
};
const pe = {
  imports: ['a.dll', 'b.dll'],
  delayImports: ['c.dll'],
  exportName: 'x.dll',
  exports: ['one', 'two'],
  pdb: 'a.pdb',
  version: { CompanyName: 'C', ProductVersion: '1' },
  dotnet: { name: 'N', references: ['R'], modules: ['M'] },
  signed: true,
};
const object = elfOf({ type: 1, staticSymbols: ['f'], fileSymbols: ['f.c'] });
const audit = deflateSync(JSON.stringify({ packages: [{ name: 'a', version: '1' }] }));
const bitcode = readFileSync(new URL('../../fixtures/native/module.bc', import.meta.url));
const seeds: Record<string, Buffer> = {
  elf64: elfOf({
    ...elf,
    staticSymbols: ['s'],
    sections: [
      { name: '.dep-v0', bytes: audit },
      { name: '.nv_fatbin', bytes: fatbinOf([[2, 70]]) },
    ],
  }),
  elf32: elfOf({ ...elf, wide: false, little: false, machine: 8 }),
  elfBare: elfOf({ ...elf, withoutSections: true }),
  macho64: machoOf(macho),
  macho32: machoOf({ ...macho, wide: false, little: false, cpu: 18 }),
  universal: universalOf([
    { cpu: 7, bytes: machoOf(macho) },
    { cpu: 12, bytes: arOf([['a.o', machoOf({ fileType: 1 })]]) },
  ]),
  pe64: peOf(pe),
  pe32: peOf({ ...pe, wide: false, machine: 0x14c }),
  coff: coffOf({ symbols: ['one', 'a_long_symbol_name'], imports: ['i'] }),
  bigobj: coffOf({ big: true }),
  import: importObject('one', 'a.dll'),
  ar: arOf([
    ['a.o', object],
    ['a_very_long_member_name.o', coffOf()],
    ['c', importObject('x', 'y.dll')],
  ]),
  bsdAr: arOf([['a_very_long_member_name.o', object]], { bsd: true }),
  bigAr: bigArOf([['shr.o', xcoffOf()]]),
  wasm: wasmOf({ imports: [['env', 'f']], exports: ['run'], names: ['f', 'g'], producer: ['clang', '17'] }),
  xcoff64: xcoffOf(),
  xcoff32: xcoffOf({ wide: false }),
  dex: dexOf(['La/B;', 'Lc/D;']),
  bitcode,
};

/** xorshift32: the same mutations in every run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const interesting = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];
function mutate(seed: Buffer, random: (below: number) => number): Buffer {
  let bytes = Buffer.from(seed);
  for (let change = 0; change <= random(4); change++) {
    const at = random(bytes.length);
    const kind = random(6);
    if (kind === 0) bytes[at] = random(256);
    else if (kind === 1) bytes = bytes.subarray(0, Math.max(8, at));
    else if (kind === 2) bytes.copy(bytes, random(bytes.length), at, at + random(64));
    else {
      const value = kind === 3 ? random(bytes.length * 2) : interesting[random(interesting.length)]!;
      const size = [1, 2, 4, 8][random(4)]!;
      for (let index = 0; index < size && at + index < bytes.length; index++) bytes[at + index] = Math.floor(value / 2 ** (8 * (index % 4))) & 0xff;
    }
  }
  return bytes;
}

/** Counts what is asked for: a reader that goes round in circles reads without end. */
function counted(bytes: Buffer): { from: RandomAccess; read(): number } {
  const inner = randomFromBuffer(bytes);
  let total = 0;
  return {
    from: {
      ...inner,
      read: (at, length) => {
        total += 64 + Math.min(length, bytes.length);
        return inner.read(at, length);
      },
    },
    read: () => total,
  };
}

const rounds = Number(process.env.SOURCEGATE_FUZZ_ROUNDS ?? 400);

describe('fuzz', () => {
  test.each(Object.keys(seeds))('%s', async (name) => {
    const seed = seeds[name]!;
    const whole = await readFrom(randomFromBuffer(seed), 'file');
    expect(whole.format).toBeDefined();
    const random = randomFrom(seed.length);
    for (let round = 0; round < rounds; round++) {
      const bytes = mutate(seed, random);
      const { from, read } = counted(bytes);
      const result = await readFrom(from, 'file');
      if (result.format !== undefined) expect(result.images.length + result.problems.length).toBeGreaterThan(0);
      for (const image of result.images) {
        let end = 0;
        for (const section of image.sections) {
          expect(section.offset).toBeGreaterThanOrEqual(end);
          end = section.offset + section.size;
        }
        expect(end).toBeLessThanOrEqual(bytes.length);
        expect(image.file.needed.length).toBeLessThan(bytes.length);
      }
      expect(result.symbols.length).toBeLessThan(bytes.length);
      expect(read()).toBeLessThan(4_000_000);
    }
  });
});
