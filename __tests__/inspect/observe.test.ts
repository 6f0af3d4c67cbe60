import { findEncodedCode, mayCarryCode, observeMode } from '../../src/inspect/observe.ts';

const code = (start: number[], size = 600): Buffer => Buffer.concat([Buffer.from(start), Buffer.alloc(size, 0x41)]);
const elf = code([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]);
const wasm = code([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const machO = code([0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0, 0, 1]);
const pe = code([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]);

describe('native code written as digits', () => {
  test.each([
    ['ELF', elf],
    ['WebAssembly', wasm],
    ['Mach-O', machO],
    ['PE', pe],
  ])('%s as base64 in a script', (what, bytes) => {
    const text = `export default "${bytes.toString('base64')}";\n`;
    expect(findEncodedCode('a.js', Buffer.from(text))).toEqual([
      { kind: 'encoded-code', path: 'a.js', offset: 16, value: `${what} as ${bytes.toString('base64').length} base64 digits` },
    ]);
  });

  test('ELF as hex', () => {
    expect(findEncodedCode('a.py', Buffer.from(`x = '${elf.toString('hex')}'`))).toEqual([
      expect.objectContaining({ value: `ELF as ${elf.length * 2} hex digits` }),
    ]);
  });

  test.each([
    ['a short run, as in a test of a sniffer', `"${elf.subarray(0, 60).toString('base64')}"`],
    ['the same letters inside a longer run, where they mean other bytes', `"Q${elf.toString('base64')}"`],
    ['a picture', `"${code([0x89, 0x50, 0x4e, 0x47]).toString('base64')}"`],
    ['prose', 'f0VMRg is how ELF begins in base64. '.repeat(50)],
  ])('not %s', (_, text) => {
    expect(findEncodedCode('a.js', Buffer.from(text))).toEqual([]);
  });

  test('a hostile text of beginnings ends soon', () => {
    const started = performance.now();
    findEncodedCode('a.js', Buffer.from('f0VMRg'.repeat(200_000)));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

test('texts are looked at, data and very large files are not', () => {
  expect(['a.js', 'a.py', 'b.min.mjs'].map((path) => mayCarryCode(path, 5000))).toEqual([true, true, true]);
  expect([mayCarryCode('a.png', 5000), mayCarryCode('a.js', 100), mayCarryCode('a.js', 1 << 30)]).toEqual([false, false, false]);
});

test('set-id bits are seen, other bits are not', () => {
  expect(observeMode('bin/su', 0o104755)).toEqual([{ kind: 'setuid', path: 'bin/su', value: '4755' }]);
  expect([...observeMode('bin/ls', 0o100755), ...observeMode('x', undefined)]).toEqual([]);
});
