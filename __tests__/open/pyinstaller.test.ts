// Programs made by PyInstaller: what its own writers make is read as its own readers read it, and what only the bootloader or only Python takes is told.
import { walkBytes } from '../../src/gate/walks.ts';
import { randomFromBuffer, sourceFromBuffer } from '../../src/io/bytes.ts';
import { defaultLimits } from '../../src/open/index.ts';
import { readMarshal } from '../../src/open/marshal.ts';
import { type FrozenEntry, type FrozenOptions, makeFrozen } from '../build/pyinstaller.ts';
import { elfOf } from '../inspect/native/build/elf.ts';
import { machoOf, universalOf } from '../inspect/native/build/macho.ts';
import { peOf } from '../inspect/native/build/pe.ts';
import { fixture, listOf } from './listed.ts';
import { lookThrough } from './look-through.ts';

const program = elfOf({ sections: [{ name: '.text', bytes: Buffer.alloc(64) }] });
const look = async (bytes: Uint8Array, limits = {}) => {
  const { entries, problems } = await lookThrough(sourceFromBuffer(bytes), 'program', { ...defaultLimits, ...limits });
  return { entries, problems: problems.map(({ kind, code }) => `${kind} ${code}`) };
};
const frozen = (entries: readonly FrozenEntry[], options?: FrozenOptions, stub: Uint8Array = program) =>
  look(Buffer.concat([stub, makeFrozen(entries, options)]));

test('reads what PyInstaller 6 writes as it does itself, modules included', async () => {
  const bytes = Buffer.concat([program, fixture('pyinstaller-6.pkg')]);
  const { walked } = await walkBytes(randomFromBuffer(bytes), 'program', { limits: defaultLimits });
  const list = walked.files
    .filter(({ path }) => path !== 'program')
    .map(
      ({ path, size, sha256, kind }) => (kind === 'link' ? 'link' : 'file') + path.replace('program!/', ' ') + (sha256 ? ` ${size} ${sha256}` : ''),
    );
  expect(list.sort()).toEqual(listOf('pyinstaller-6.pkg').filter((line) => !line.startsWith('folder'))); // a walk lists files
  expect(walked.problems.map(({ kind, code }) => `${kind} ${code}`)).toEqual(['skipped pyinstaller-elsewhere']);
});

const files: FrozenEntry[] = [
  { name: 'v', type: 'o' },
  { name: 'v', type: 'o' },
  { name: 'struct', type: 'm', data: 'code', packed: true },
  { name: 'a', type: 's', data: 'code' },
  { name: 'a', type: 'b', data: 'program', packed: true },
  { name: 'd/empty' },
];
const found = ['struct 4', 'a 4', 'a 7', 'd/empty 0'];

test.each([
  ['an ELF program', program],
  ['a Windows program', peOf()],
  ['a Mach-O program', machoOf()],
])('%s: files and code have names of their own, options none', async (_, stub) => {
  const { entries, problems } = await frozen(files, {}, stub);
  expect(problems).toEqual([]);
  expect(entries).toEqual(found);
});

test('in a section of an ELF program, with the headers of sections behind it', async () => {
  const bytes = elfOf({ sections: [{ name: 'pydata', bytes: makeFrozen(files) }] });
  expect(await look(bytes)).toEqual({ entries: found, problems: [] });
});

test('behind a program the cookie may lie anywhere, as the bootloader searches for it', async () => {
  for (const more of [100, 70_000, (1 << 20) - 50, 3 << 20])
    expect((await look(Buffer.concat([program, makeFrozen(files), Buffer.alloc(more, 1)]))).entries).toEqual(found);
});

test('in a program it lies in the last 64 KiB, and in a Mach-O program before a signature of a part of its size', async () => {
  const data = (size: number) => ({ name: '.data', bytes: Buffer.alloc(size, 1) });
  const seen = async (bytes: Uint8Array) => (await look(bytes)).entries.length > 0;
  expect(await seen(elfOf({ sections: [{ name: 'pydata', bytes: makeFrozen(files) }, data(64_000)] }))).toBe(true);
  expect(await seen(elfOf({ sections: [{ name: 'pydata', bytes: makeFrozen(files) }, data(66_000)] }))).toBe(false);
  const slices = [0x01000007, 0x0100000c].map((cpu) => ({ cpu, bytes: Buffer.concat([machoOf(), Buffer.alloc(2 << 20)]) }));
  const universal = (more: number) => Buffer.concat([universalOf(slices), makeFrozen(files), Buffer.alloc(more, 1)]);
  expect(await seen(universal(125_000))).toBe(true);
  expect(await seen(universal(140_000))).toBe(false);
});

test('names are those of the system that the program is for', async () => {
  const odd = [{ name: 'sub\\a.txt', data: 'x' }];
  const onWindows = await frozen(odd, {}, peOf());
  expect(onWindows.entries[0]).toBe('sub/a.txt 1');
  expect(onWindows.problems).toEqual([]);
  expect((await frozen(odd)).entries[0]).toBe('sub\\a.txt 1');
});

test.each<[string, FrozenOptions]>([
  ['no library of Python, and larger than the file', { library: 'Cannot open', stated: { size: 0x4361_6e6e } }],
  ['no library of Python, and smaller than its cookie', { library: '', stated: { size: 87 } }],
])('the first bytes of a cookie among the constants of a program, %s: no archive', async (_, options) => {
  const { entries, problems } = await frozen(files, options);
  expect([entries, problems]).toEqual([[], []]);
});

test("the name of the library is the bootloader's to judge", async () => {
  expect((await frozen(files, { library: 'libpython3.so\0\x01' })).entries).toEqual(found);
  expect((await frozen(files, { library: '\x01' })).entries).toEqual(found);
});

test('links are told, with the zero that ends them dropped', async () => {
  const { entries, problems } = await frozen([
    { name: 'lib.so.1', type: 'b', data: 'x' },
    { name: 'd/lib.so', type: 'n', data: '../lib.so.1\0', packed: true },
  ]);
  expect(entries[1]).toBe('d/lib.so -> ../lib.so.1');
  expect(problems).toEqual([]);
});

test('limits: the table of contents, its entries', async () => {
  const bytes = Buffer.concat([program, makeFrozen(files)]);
  expect((await look(bytes, { directoryBytes: 100 })).problems).toEqual(['limit limit-directoryBytes']);
  expect((await look(bytes, { entries: 3 })).problems).toContain('limit limit-entries');
});

describe('marshal', () => {
  const read = (hex: string, most = 100) => readMarshal(Buffer.from(hex.replaceAll(' ', ''), 'hex'), most);
  test.each<[string, string, unknown]>([
    ['a small tuple of a short text and a number', '29 02 7a 01 61 69 05000000', ['a', 5]],
    ['a list that has its number before its first text', '5b 02000000 da 01 62 72 00000000', ['b', 'b']],
    ['a dict of Python 2, with interned names', '7b 74 01000000 61 52 00000000 30', [['a', 'a']]],
    ['true, false and none', '28 03000000 54 46 4e', [true, false, null]],
    ['a text of other letters', '75 02000000 c3a9', 'é'],
  ])('%s', (_, hex, value) => {
    expect(read(hex)).toEqual({ value, used: hex.replaceAll(' ', '').length / 2 });
  });
  test.each([
    ['a number that is cut', '69 0500'],
    ['a list longer than the bytes', '5b ffffffff 4e'],
    ['a value that is not there', '72 00000000'],
    ['a list that means itself', 'db 01000000 72 00000000'],
    ['a dict without end', '7b 4e 4e'],
    ['code', '63 00000000'],
    ['lists in lists', `${'2901'.repeat(9)}4e`],
  ])('%s is none', (_, hex) => {
    expect(() => read(hex)).toThrow(expect.objectContaining({ name: 'MarshalError', isLimit: false }));
  });
  test('too many values', () => {
    expect(() => read('29 03 4e 4e 4e', 3)).toThrow(expect.objectContaining({ isLimit: true }));
  });
});
