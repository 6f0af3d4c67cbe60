// Electron archives: what @electron/asar writes is read as it reads it, and what only some readers take is told.
import { sourceFromBuffer } from '../../src/io/bytes.ts';
import { asar } from '../../src/open/asar.ts';
import { defaultLimits } from '../../src/open/index.ts';
import { parseStrictJson } from '../../src/open/strict-json.ts';
import { asarFile, makeAsar } from '../build/asar.ts';
import { fixture, listed, listOf } from './listed.ts';
import { lookThrough } from './look-through.ts';

test('reads what @electron/asar writes as it does itself', async () => {
  const { format, list, problems } = await listed(fixture('electron.asar'), 'electron.asar');
  expect(list).toEqual(listOf('electron.asar'));
  expect(format).toBe('asar');
  expect(problems).toEqual(['skipped asar-unpacked']);
});

test('links are written from the root of the archive, and told from where they lie', async () => {
  const header = { files: { a: asarFile('content', 0), d: { files: { up: { link: 'a' }, down: { link: 'd/e' } } } } };
  const { entries, problems } = await lookThrough(sourceFromBuffer(makeAsar({ header, data: 'content' })), 'a.asar', defaultLimits);
  expect(entries).toEqual(['a 7', 'd/', 'd/up -> ../a', 'd/down -> e']);
  expect(problems).toEqual([]);
});

test('is told by its bytes, whatever the name; by the name only where the sizes lie', () => {
  const bytes = makeAsar({ header: { files: {} } });
  expect(asar.sniff(bytes, 'resources/app')).toBe(true);
  expect(asar.sniff(bytes.subarray(0, 16), 'app')).toBe(false);
  const spaced = makeAsar({ header: '\n{"files":{}}' });
  expect(asar.sniff(spaced, 'data.bin')).toBe(true);
  for (const at of [0, 4, 8, 12]) {
    const other = Buffer.from(bytes);
    other.writeUInt32LE(0x01020304, at);
    other[17] = 0x20;
    expect(asar.sniff(other, 'data.bin')).toBe(false);
    expect(asar.sniff(other, 'app.asar')).toBe(at !== 0);
  }
});

test('hashes of blocks are held against the content, each block on its own', async () => {
  const [first, second] = ['first block, ', 'second block'];
  const integrity = {
    algorithm: 'SHA256',
    blockSize: first.length,
    hash: hashOf(asarFile(first + second, 0)),
    blocks: [first, second].map(blockHash),
  };
  const archive = (change: object) =>
    makeAsar({ header: { files: { a: asarFile(first + second, 0, { integrity: { ...integrity, ...change } }) } }, data: first + second });
  const problems = async (bytes: Buffer) =>
    (await lookThrough(sourceFromBuffer(bytes), 'a.asar', defaultLimits)).problems.map(({ kind, code }) => `${kind} ${code}`);
  expect(await problems(archive({}))).toEqual([]);
  for (const lie of [
    { hash: blockHash('other') },
    { blocks: [blockHash(first), blockHash('other')] },
    { blocks: [blockHash('x'), blockHash(second)] },
  ])
    expect(await problems(archive(lie))).toEqual(['hazard asar-integrity']);
  for (const odd of [{ algorithm: 'MD5' }, { blockSize: 0 }, { blocks: [blockHash(first)] }, { blocks: 'none' }, { hash: 1 }])
    expect(await problems(archive(odd))).toEqual(['hazard asar-integrity']);
});
const hashOf = (node: object): string => (node as { integrity: { hash: string } }).integrity.hash;
const blockHash = (data: string): string => hashOf(asarFile(data, 0));

describe('JSON with bounds', () => {
  const bounds = { depth: 3, values: 6 };
  test.each([
    ['{"a":[{"b":1}]}', { value: { a: [{ b: 1 }] }, repeated: [] }],
    ['{"a":1,"\\u0061":2}', { value: { a: 2 }, repeated: ['a'] }],
    ['{"a" :{"b":1},"b":1}', { value: { a: { b: 1 }, b: 1 }, repeated: [] }],
    ['["a\\"{[",":"]', { value: ['a"{[', ':'], repeated: [] }],
    ['[[[[]]]]', 'depth'],
    ['[1,2,3,4,5]', { value: [1, 2, 3, 4, 5], repeated: [] }],
    ['[1,2,3,4,5,6]', 'values'],
    ['{"a":1', 'grammar'],
    ['"a', 'grammar'],
    ["{'a':1}", 'grammar'],
  ])('%s', (text, expected) => {
    expect(parseStrictJson(text, bounds)).toEqual(expected);
  });
});

test('no more of a list is looked at than the limits allow: files, what lies beside, what is wrong', async () => {
  const named = (node: object | 0, many: number) => ({ files: Object.fromEntries(Array.from({ length: many }, (_, at) => [`f${at}`, node])) });
  const problems = async (header: object, limits = {}) =>
    (await lookThrough(sourceFromBuffer(makeAsar({ header })), 'a.asar', { ...defaultLimits, ...limits })).problems.map(({ code }) => code);
  expect(await problems(named(asarFile('', 0), 4), { entries: 4 })).toEqual([]);
  expect(await problems(named(asarFile('', 0), 40), { entries: 10 })).toEqual(['limit-entries']);
  expect(await problems(named({ size: 1, unpacked: true }, 20), { entries: 10 })).toEqual(['limit-entries', 'asar-unpacked']);
  const wrong = await problems(named(0, 30_000));
  expect(wrong).toHaveLength(10_001);
  expect(wrong.at(-1)).toBe('limit-problems');
});
