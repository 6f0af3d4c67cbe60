// Every reader against damaged copies of small honest archives: whatever the bytes, it ends, in time, and throws nothing but problems. What still reads
// without a problem must be what the honest archive held, or differ only where the format carries no checksum.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sourceFromBuffer } from '../../src/io/bytes.ts';
import { defaultLimits } from '../../src/open/index.ts';
import { asarFile, makeAsar } from '../build/asar.ts';
import { makeCab } from '../build/cab.ts';
import { makeMsi } from '../build/msi.ts';
import { debControl, debData, debVersion, makeAr, makeCpio, makeOciImage, makeRpm } from '../build/others.ts';
import { makeFrozen } from '../build/pyinstaller.ts';
import { makeSevenZip, repairSevenZip } from '../build/sevenzip.ts';
import { makeSquashfs } from '../build/squashfs.ts';
import { bzip2Of, lz4Of, xzOf, zstdOf } from '../build/streams.ts';
import { gnuLong, makeTar, pax } from '../build/tar.ts';
import { makeZip } from '../build/zip.ts';
import { elfOf } from '../inspect/native/build/elf.ts';
import { peOf } from '../inspect/native/build/pe.ts';
import { fixture } from './listed.ts';
import { lookThrough } from './look-through.ts';

const rounds = Number(process.env.SOURCEGATE_FUZZ_ROUNDS ?? 250);
const file = (name: string, data = 'some content') => ({ name, data });
const squashed = [file('a'), { name: 'd', files: [file('b', 'x'.repeat(5000)), { name: 'l', target: '../a' }, { name: 'p', fifo: true }] }];
/** `repair` makes checksums right again that would keep what is damaged from being looked at. */
const seeds: readonly (readonly [name: string, bytes: () => Buffer, repair?: (bytes: Buffer) => Buffer])[] = [
  ['a.whl', () => makeZip([file('a/b.py'), { ...file('c', 'x'.repeat(900)), method: 8 }])],
  ['a.jar', () => makeZip([{ ...file('a'), method: 8, descriptor: 'signed' }, file('b')], { zip64: {} })],
  ['a.tar', () => makeTar([pax([['path', 'long/name']]), file('cut'), gnuLong('g/name'), file('cut'), { name: 'l', type: '2', link: 'cut' }])],
  ['a.tgz', () => gzipSync(makeTar([file('a'), file('b')]))],
  ['a.tar.bz2', () => bzip2Of.tar],
  ['a.tar.xz', () => xzOf.tar],
  ['b.tar.xz', () => xzOf.filtered],
  ['a.tar.zst', () => zstdOf.tar],
  ['a.tar.lz4', () => lz4Of.tar],
  ['a.deb', () => makeAr([debVersion, debControl, debData([file('./x')])])],
  ['a.cpio', () => makeCpio([file('a'), { name: 'b', links: 2 }, { name: 'c', links: 2, data: 'x' }])],
  ['a.rpm', () => makeRpm([file('./x')])],
  ['a.squashfs', () => makeSquashfs(squashed)],
  ['b.squashfs', () => makeSquashfs(squashed, { packed: true, fragments: true })],
  ...['gzip', 'xz', 'lz4', 'zstd', 'lzma', 'extended'].map(
    (name) => [`${name}.squashfs`, () => readFileSync(join(import.meta.dirname, '../fixtures/squashfs', `${name}.squashfs`))] as const,
  ),
  ['a.asar', () => makeAsar({ header: { files: { a: asarFile('content', 0), d: { files: { b: { link: 'a' } } } } }, data: 'content' })],
  ['a.7z', () => makeSevenZip([file('a'), file('b'), { name: 'd' }, { name: 'l', data: 'a', attributes: 0xa1ff8000 }])],
  ['header.7z', () => makeSevenZip([file('a'), { name: 'd' }, { name: 'e', empty: true }, file('b')]), repairSevenZip],
  ...['copy', 'lzma-mhcoff', 'lzma2'].map((name) => [`header of ${name}.7z`, () => fixture(`sevenzip-${name}.7z`), repairSevenZip] as const),
  ...['lzma2', 'bcj2', 'lzma-mhcoff', 'bzip2-nonsolid', 'deflate', 'delta', 'copy', 'py7zr-zstd'].map(
    (name) => [`${name}.7z`, () => fixture(`sevenzip-${name}.7z`)] as const,
  ),
  ['a.cab', () => makeCab([file('a'), file('b'), { name: 'c', start: 0, size: 7 }])],
  ['b.cab', () => fixture('cabinet-gcab-mszip.cab')],
  ['a.msi', () => makeMsi([file('a'), file('b', 'x'.repeat(5000)), { name: 's', storage: true }, { ...file('c', 'x'.repeat(100)), inside: 2 }])],
  ['b.msi', () => fixture('installer-wixl.msi')],
  ['b.asar', () => fixture('electron.asar')],
  [
    'zip.exe',
    () => Buffer.concat([peOf(), Buffer.from('#!python.exe\r\n'), makeZip([file('__main__.py'), { ...file('b', 'x'.repeat(90)), method: 8 }])]),
  ],
  ['7z.exe', () => Buffer.concat([peOf(), Buffer.from(';!@Install@!UTF-8!\n;!@InstallEnd@!\n'), makeSevenZip([file('a'), file('b')])])],
  [
    'frozen.exe',
    () => Buffer.concat([peOf(), makeFrozen([file('a\\b'), { ...file('c', 'x'.repeat(900)), packed: true }, { name: 'l', type: 'n', data: 'c\0' }])]),
  ],
  ['frozen', () => Buffer.concat([elfOf(), fixture('pyinstaller-6.pkg')])],
  ['a.pyz', () => fixture('pyinstaller-6.pkg').subarray(0, 440)],
  ['image.tar', () => makeOciImage([[file('a')], [file('.wh.a', ''), file('b')]])],
];

/** xorshift32: the same damage in every run, another with another FUZZ_SEED. */
function random(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const telling = [0, 1, 0x7f, 0x80, 0xff, 0x20, 0x2f, 0x2e, 0x30];
function damage(bytes: Buffer, next: (below: number) => number): Buffer {
  let copy = Buffer.from(bytes);
  for (let times = next(4) + 1; times > 0 && copy.length > 0; times--) {
    const at = next(copy.length);
    switch (next(6)) {
      case 0:
        copy[at] = next(256);
        break;
      case 1:
        copy[at] = telling[next(telling.length)] ?? 0;
        break;
      case 2:
        copy[at] = (copy[at] ?? 0) ^ (1 << next(8));
        break;
      case 3:
        copy = copy.subarray(0, at);
        break;
      case 4:
        copy = Buffer.concat([copy.subarray(0, at), copy.subarray(next(copy.length))]);
        break;
      default:
        copy.fill(telling[next(telling.length)] ?? 0, at, Math.min(copy.length, at + next(9)));
    }
  }
  return copy;
}

test.each(seeds.map(([name, ...rest]) => [name, rest] as const))('damaged copies of %s', async (name, [make, repair]) => {
  const next = random(Number(process.env.SOURCEGATE_FUZZ_SEED ?? 20210709) + name.length);
  const honest = make();
  const limits = { ...defaultLimits, bytes: 64 << 20, seconds: 20 };
  for (let round = 0; round < rounds; round++) {
    const damaged = damage(honest, next);
    const bytes = repair?.(Buffer.from(damaged)) ?? damaged;
    const started = Date.now();
    try {
      const { problems } = await lookThrough(sourceFromBuffer(bytes), name, limits);
      for (const problem of problems) expect(problem.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    } catch (error) {
      throw new Error(`round ${round}: ${bytes.toString('base64')}`, { cause: error });
    }
    expect(Date.now() - started).toBeLessThan(20_000);
  }
});
