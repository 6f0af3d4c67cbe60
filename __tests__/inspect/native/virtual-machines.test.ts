import { readFileSync } from 'node:fs';
import { bytecodeFormats } from '../../../src/inspect/native/index.ts';
import { machoOf, universalOf } from './build/macho.ts';
import { dexOf, wasmOf } from './build/others.ts';
import { bytecodeOf, readNative, readOne } from './build/read.ts';
import { Writer } from './build/writer.ts';

describe('wasm', () => {
  test('imports, exports, names and producers', async () => {
    const { files, symbols, problems } = await readNative(
      wasmOf({ imports: [['wasi_snapshot_preview1', 'fd_write']], exports: ['run'], names: ['fd_write', 'main'], producer: ['clang', '17.0.6'] }),
    );
    expect(problems).toEqual([]);
    expect(files[0]).toMatchObject({
      format: 'wasm',
      type: 'module',
      arch: 'wasm32',
      bits: 32,
      needed: [],
      compilers: ['clang 17.0.6'],
      stripped: false,
      details: { imports: ['wasi_snapshot_preview1'] },
    });
    expect(symbols).toEqual(['export run', 'static main']);
  });

  test('a 64-bit memory', async () => {
    expect(await readOne(wasmOf({ wide: true }))).toMatchObject({ arch: 'wasm64', bits: 64, stripped: true });
  });

  test.each<[string, () => Buffer]>([
    ['wasm-version', () => wasmOf().fill(9, 4, 5)],
    ['native-truncated', () => wasmOf().subarray(0, 5)],
    ['native-truncated', () => wasmOf().subarray(0, -3)],
  ])('refuses: %s', async (code, bytes) => {
    const { files, problems } = await readNative(bytes());
    expect(problems[0]?.code).toBe(code);
    expect(files[0]).toMatchObject({ format: 'wasm' });
  });
});

describe('dex, jimage, bitcode', () => {
  test('classes of a dex file', async () => {
    const { files, symbols } = await readNative(dexOf(['Lorg/example/One;', 'Lorg/example/Two;']));
    expect(files[0]).toMatchObject({ format: 'dex', arch: 'dalvik', details: { dexVersion: '035', classes: 2 } });
    expect(symbols).toEqual(['export org/example/One', 'export org/example/Two']);
  });

  test.each([true, false])('the image of a Java runtime (little-endian: %s)', async (little) => {
    const bytes = new Writer(little).u32(0xcafedada, 0x10000, 0, 27000, 4, 8, 16).upTo(68).text('/java.base/modules').done();
    expect(await readOne(bytes, 'modules')).toMatchObject({ format: 'jimage', details: { imageVersion: '1.0', resources: 27000 } });
  });

  test('bitcode: target and defined symbols', async () => {
    const { files, symbols, problems } = await readNative(readFileSync(new URL('../../fixtures/native/module.bc', import.meta.url)));
    expect(problems).toEqual([]);
    expect(files[0]).toMatchObject({
      format: 'bitcode',
      arch: 'x86_64',
      bits: 64,
      compilers: ['LLVM14.0.6'],
      details: { target: 'x86_64-unknown-linux-gnu', sourceFile: 'm.c' },
    });
    expect(symbols).toEqual(['static sample_open', 'static sample_value']);
  });

  test('bitcode that ends after its magic is still code', async () => {
    expect(await readOne(Buffer.from('4243c0de', 'hex'))).toMatchObject({ format: 'bitcode', type: 'object', arch: 'llvm' });
  });
});

describe('bytecode', () => {
  const classFile = (minor: number, major: number) => new Writer(false).u32(0xcafebabe).u16(minor, major, 10).u8(10).u16(1, 2).done();

  test.each([
    [classFile(0, 52), 'class 52'],
    [classFile(3, 45), 'class 45'],
    [classFile(4711, 45), 'class 45'],
    [classFile(0xffff, 65), 'class 65'],
    [classFile(0, 2), undefined],
    [universalOf([{ cpu: 12, bytes: machoOf() }]), undefined],
    [new Writer().u16(3495).text('\r\n').u32(0, 0, 0).u8(0xe3).done(), 'pyc 3.11'],
    [new Writer().u16(3379).text('\r\n').u32(0, 0).u8(0xe3).done(), 'pyc 3.6'],
    [new Writer().u16(62211).text('\r\n').u32(0).u8(0x63).done(), 'pyc 2.7'],
    // As they lie among the test data of xdis and uncompyle6.
    [new Writer().u16(62211).text('\r\n').u32(0, 515).u8(0x63).done(), 'pyc 2.7'], // cached by pytest
    [new Writer().u16(3413).text('\r\n').u32(0, 515).u8(0xe3).done(), 'pyc 3.8'], // by an old one
    [new Writer().u16(20121).text('\r\n').u32(0).u8(0x63).done(), 'pyc 1.5'],
    [new Writer().u16(50428).text('\r\n').u32(0).u8(0x63).done(), 'pyc 1.6'],
    [new Writer().u8(2, 0x99, 0x99, 0).u32(0).u8(0x43).done(), 'pyc 1.0'],
    [new Writer().u16(21290).text('\r\n').u32(0, 0, 0).u8(0xc3).done(), 'pyc graalpy 3.11'],
    [new Writer().u16(3495).text('\r\nand text after it, as in a file of Windows').done(), undefined],
    [Buffer.from('FOR1\0\0\0\x10BEAMAtU8', 'latin1'), 'beam undefined'],
    [Buffer.from('\x1bLua\x54\0', 'latin1'), 'lua 5.4'],
  ])('version of %j', (bytes, expected) => {
    expect(bytecodeOf(bytes, 'x')).toBe(expected);
  });

  test.each([
    ['pyc', 'a/__pycache__/b.cpython-311.opt-1.pyc', ['a/b.py']],
    ['pyc', '__pycache__/b.cpython-311.pyc', ['b.py']],
    ['pyc', 'a/b.pyc', ['a/b.py']],
    ['class', 'org/A$B.class', ['org/A.java', 'org/A.kt', 'org/A.scala', 'org/A.groovy']],
    ['beam', 'lib/ebin/m.beam', ['lib/ebin/m.erl', 'lib/src/m.erl']],
  ])('where the source of a %s would lie', (id, path, expected) => {
    expect(bytecodeFormats.find((format) => format.id === id)?.sources(path)).toEqual(expected);
  });

  test('a class file is no universal binary', async () => {
    expect((await readNative(classFile(0, 52))).format).toBeUndefined();
  });
});
