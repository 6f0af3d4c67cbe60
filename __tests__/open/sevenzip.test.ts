// 7z archives: what 7-Zip and py7zr write is read as they read it, whatever the method; what only some readers take is told.
import { crc32, deflateRawSync } from 'node:zlib';
import { sourceFromBuffer } from '../../src/io/bytes.ts';
import { defaultLimits, openContainer } from '../../src/open/index.ts';
import { Fields } from '../../src/open/sevenzip-fields.ts';
import type { Entry } from '../../src/types.ts';
import { makeSevenZip, number7z } from '../build/sevenzip.ts';
import { fixture, listed, listOf } from './listed.ts';
import { lookThrough } from './look-through.ts';

const read = ['lzma2', 'bcj2', 'lzma-mhcoff', 'bzip2-nonsolid', 'deflate', 'copy', 'bcj', 'delta', 'arm', 'arm64', 'armt', 'ppc', 'sparc'];
test.each([...read, 'py7zr-zstd', 'py7zr-bcj'])('reads %s as its writer does', async (name) => {
  const { format, list, problems } = await listed(fixture(`sevenzip-${name}.7z`), 'a.7z');
  expect(list).toEqual(listOf('sevenzip'));
  expect(format).toBe('7z');
  expect(problems).toEqual([]);
});

const look = async (bytes: Uint8Array, name = 'a.7z', limits = defaultLimits) => {
  const { entries, problems } = await lookThrough(sourceFromBuffer(bytes), name, limits);
  return { entries, problems: problems.map(({ kind, code, path }) => `${kind} ${code} ${path}`) };
};

test('a method that is not read is said of each file that it packs; empty ones and folders are there all the same', async () => {
  const { entries, problems } = await look(fixture('sevenzip-ppmd.7z'));
  expect(problems.sort()).toEqual(['bin/code.so', 'grün.txt', 'link', 'text.txt'].map((path) => `unreadable unsupported-method ${path}`));
  expect(entries.filter((entry) => !entry.endsWith('/') && !entry.endsWith(' 0'))).toEqual([]);
  expect(entries).toEqual(expect.arrayContaining(['bin/', 'empty/', 'nothing 0']));
});

test('an encrypted list of files is said to be that', async () => {
  expect(await look(fixture('sevenzip-aes.7z'))).toEqual({ entries: [], problems: ['unreadable encrypted a.7z'] });
});

test('the first of several parts is named as such, and so are the others', async () => {
  const whole = fixture('sevenzip-copy.7z');
  for (const [name, bytes] of [
    ['a.7z.001', whole.subarray(0, 1000)],
    ['a.7z.002', whole.subarray(1000)],
  ] as const)
    expect((await look(bytes, name)).problems).toEqual([`unreadable unsupported-format ${name}`]);
  expect((await look(whole.subarray(0, 1000))).problems).toEqual(['unreadable truncated a.7z']);
  expect((await look(whole, 'a.7z.001')).problems).toEqual([]);
});

async function opened(bytes: Uint8Array): Promise<AsyncIterator<Entry>> {
  const container = await openContainer(sourceFromBuffer(bytes), 'a.7z', defaultLimits);
  return (container!.entries as AsyncIterable<Entry>)[Symbol.asyncIterator]();
}
const textOf = async (entry: Entry, most = Number.POSITIVE_INFINITY): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry.bytes()) {
    chunks.push(chunk);
    if (chunks.length >= most) break;
  }
  return Buffer.concat(chunks).toString();
};

test('files of one folder may be left out or left early, and are asked for in order', async () => {
  const big = 'b'.repeat(300_000);
  const files = ['first', 'second', big, 'last'].map((data, at) => ({ name: `f${at}`, data }));
  const plain = Buffer.from(files.map(({ data }) => data).join(''));
  const entries = await opened(makeSevenZip(files, { coders: [{ method: '040108' }], packed: deflateRawSync(plain) }));
  const first = (await entries.next()).value as Entry;
  await entries.next();
  const third = (await entries.next()).value as Entry;
  expect(await textOf(third, 1)).toMatch(/^b+$/);
  const last = (await entries.next()).value as Entry;
  expect(await textOf(last)).toBe('last');
  await expect(textOf(first)).rejects.toThrow('asked for too late');
  await entries.return?.();
});

test('a damaged folder is said of each of its files, and the next folder is read', async () => {
  const bytes = Buffer.from(fixture('sevenzip-bzip2-nonsolid.7z'));
  bytes[32 + 40] = bytes[32 + 40]! ^ 0x55;
  const { entries, problems } = await look(bytes);
  expect(problems).toEqual(['unreadable bad-compressed-data grün.txt']);
  expect(entries).toContain('text.txt 300');
});

test.each([0, 1, 127, 128, 16383, 16384, 2 ** 32, 2 ** 49 - 1, 2 ** 49, Number.MAX_SAFE_INTEGER])('the number %d', (value) => {
  const fields = new Fields(number7z(value));
  expect(fields.number()).toBe(value);
  expect(fields.ended).toBe(true);
});

test('a checksum of the whole folder is the one of its only file', async () => {
  const bytes = makeSevenZip([{ name: 'a', data: 'content' }]);
  expect((await look(bytes)).problems).toEqual([]);
  expect((await look(makeSevenZip([{ name: 'a', data: 'content', crc: crc32('other') }]))).problems).toEqual(['hazard 7z-crc-lies a']);
});

test.each(['', '00', '0000'])('the method of what is stored may be written as %j', async (method) => {
  expect(await look(makeSevenZip([{ name: 'a', data: 'content' }], { coders: [{ method }] }))).toEqual({ entries: ['a 7'], problems: [] });
});

test('the only file of an archive may have no name: 7-Zip packed what came through a pipe', async () => {
  const bytes = makeSevenZip([{ name: '', data: 'content' }]);
  expect(await look(bytes, 'dist/program.7z')).toEqual({ entries: ['program 7'], problems: [] });
  expect((await look(bytes, 'program')).problems).toEqual(['hazard name-empty ']);
});

test.each([
  [3, ['x 100000'], []],
  [31, [], ['limit limit-ratio x']],
])('a method behind %d filters', async (filters, entries, problems) => {
  const plain = Buffer.alloc(100_000);
  const coders = [...Array.from({ length: filters }, () => ({ method: '03', properties: Uint8Array.of(0) })), { method: '040108' }];
  const found = await look(makeSevenZip([{ name: 'x', data: plain }], { coders, packed: deflateRawSync(plain) }));
  expect(found).toEqual({ entries, problems });
});
