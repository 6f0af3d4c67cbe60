import { elfOf } from './build/elf.ts';
import { machoOf } from './build/macho.ts';
import { arOf, bigArOf, wasmOf, xcoffOf } from './build/others.ts';
import { coffOf, importObject } from './build/pe.ts';
import { readNative, readOne } from './build/read.ts';

const object = elfOf({ type: 1, staticSymbols: ['one'], comment: ['GCC: (GNU) 12'], sections: [{ name: '.rodata', bytes: Buffer.from('hello') }] });
const longName = 'a_name_of_more_than_fifteen_bytes.o';

describe('ar', () => {
  test.each([false, true])('members and their symbols (BSD names: %s)', async (bsd) => {
    const bytes = arOf(
      [
        ['a.o', object],
        [longName, elfOf({ type: 1, staticSymbols: ['two'] })],
        ['notes.txt', Buffer.from('text')],
      ],
      { bsd },
    );
    const { files, images, symbols, problems } = await readNative(bytes, 'libx.a');
    expect(problems).toEqual([]);
    expect(files[0]).toMatchObject({
      format: 'ar',
      type: 'static',
      arch: 'x86_64',
      compilers: ['GCC: (GNU) 12'],
      details: { members: 3, memberFormats: ['elf x86_64: 2'] },
    });
    expect(images[0]?.units).toEqual(['a.o', longName, 'notes.txt']);
    expect(symbols).toEqual(['static one', 'static two']);
    const strings = images[0]?.sections.find((section) => section.kind === 'strings');
    expect(bytes.subarray(strings!.offset, strings!.offset + strings!.size).toString()).toBe('hello');
  });

  test('import libraries hold no code', async () => {
    const file = await readOne(
      arOf([
        ['a.dll', importObject('open', 'a.dll')],
        ['b.dll', importObject('shut', 'b.dll')],
      ]),
      'a.lib',
    );
    expect(file.details).toMatchObject({ importLibrary: true, importsFrom: ['a.dll', 'b.dll'] });
    const mixed = await readOne(
      arOf([
        ['a.dll', importObject('open', 'a.dll')],
        ['c.obj', coffOf()],
      ]),
      'a.lib',
    );
    expect(mixed.details).not.toHaveProperty('importLibrary');
  });

  test('a thin archive names members that lie elsewhere', async () => {
    const file = await readOne(
      arOf(
        [
          ['a.o', object],
          ['b.o', object],
        ],
        { thin: true },
      ),
    );
    expect(file).toMatchObject({ arch: 'unknown', details: { members: 2, thin: true } });
  });

  test('an archive of AIX', async () => {
    const file = await readOne(
      bigArOf([
        ['shr_64.o', xcoffOf()],
        ['note', Buffer.from('text')],
      ]),
    );
    expect(file).toMatchObject({ format: 'ar', arch: 'ppc64', details: { members: 2, memberFormats: ['xcoff ppc64: 1'] } });
  });

  test('the format of most members is the format of the archive', async () => {
    const file = await readOne(
      arOf([
        ['a.o', machoOf({ fileType: 1 })],
        ['b.o', machoOf({ fileType: 1 })],
        ['c.o', wasmOf()],
      ]),
    );
    expect(file.details).toMatchObject({ memberFormats: ['macho aarch64: 2', 'wasm wasm32: 1'] });
    expect(file.arch).toBe('aarch64');
  });

  test('an empty archive, a Debian package, a linker script', async () => {
    expect(await readOne(arOf([]))).toMatchObject({ format: 'ar', arch: 'unknown', details: { members: 0 } });
    expect((await readNative(arOf([['debian-binary', Buffer.from('2.0\n')]]))).format).toBeUndefined();
    expect((await readNative(Buffer.from('/* GNU ld script */\nGROUP ( libm-2.36.a )\n'), 'libm.a')).format).toBeUndefined();
  });

  test.each<[string, () => Buffer]>([
    ['ar-header', () => arOf([['a.o', object]]).fill('x', 66, 68)],
    ['native-truncated', () => arOf([['a.o', object]]).subarray(0, -40)],
    ['elf-class', () => arOf([['a.o', Buffer.from(object).fill(9, 4, 5)]])],
  ])('refuses: %s', async (code, bytes) => {
    const { files, problems } = await readNative(bytes());
    expect(problems.map((problem) => problem.code)).toContain(code);
    expect(files).toHaveLength(1);
  });
});

describe('coff', () => {
  test.each([false, true])('an object (bigobj: %s)', async (big) => {
    const { files, images, symbols } = await readNative(
      coffOf({ big, symbols: ['sample', 'a_longer_name_of_a_symbol'], imports: ['printf'] }),
      'a.obj',
    );
    expect(files[0]).toMatchObject({ format: 'coff', type: 'object', arch: 'x86_64', bits: 64, stripped: false });
    expect(symbols).toEqual(['static a_longer_name_of_a_symbol', 'static sample']);
    expect(images[0]?.sections.map(({ name, kind }) => [name, kind])).toEqual([['.rdata', 'strings']]);
  });

  test('names of i386 lose the underscore that the platform adds', async () => {
    expect((await readNative(coffOf({ machine: 0x14c, symbols: ['_main'] }), 'a.obj')).symbols).toEqual(['static main']);
  });

  test('a Go system object', async () => {
    expect((await readOne(coffOf(), 'resource_windows_amd64.syso')).details).toMatchObject({ goSystemObject: true });
  });

  test('bytes that only begin like an object are none', async () => {
    const bytes = coffOf();
    bytes.writeUInt32LE(4, 8); // the symbol table would lie in the header
    expect((await readNative(bytes, 'a.obj')).format).toBeUndefined();
    expect(
      (await readNative(Buffer.from('d\x86 is not a machine number here, but text that goes on and on and on and on', 'latin1'))).format,
    ).toBeUndefined();
  });
});

describe('xcoff', () => {
  test.each([true, false])('a library (64 bits: %s)', async (wide) => {
    const { files, symbols } = await readNative(
      xcoffOf({
        wide,
        imports: [
          ['', 'libc.a', 'shr.o'],
          ['/opt/lib', 'libx.so', ''],
        ],
      }),
      'libsample.so',
    );
    expect(files[0]).toMatchObject({
      format: 'xcoff',
      type: 'shared',
      arch: wide ? 'ppc64' : 'ppc',
      bits: wide ? 64 : 32,
      endian: 'big',
      needed: ['libc.a(shr.o)', '/opt/lib/libx.so'],
      rpath: ['/usr/lib'],
      stripped: false,
    });
    expect(symbols).toEqual(['static open_db']);
  });
});
