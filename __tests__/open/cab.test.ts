// Microsoft cabinets: what gcab and cabarchive write is read as cabextract reads it; what only some readers take is told.
import { sourceFromBuffer } from '../../src/io/bytes.ts';
import { defaultLimits, openContainer } from '../../src/open/index.ts';
import type { Entry } from '../../src/types.ts';
import { type CabFile, type CabOptions, makeCab } from '../build/cab.ts';
import { fixture, listed, listOf } from './listed.ts';
import { lookThrough } from './look-through.ts';

test.each(['gcab-mszip', 'gcab-stored', 'cabarchive-mszip'])('reads %s as cabextract does', async (name) => {
  const { format, list, problems } = await listed(fixture(`cabinet-${name}.cab`), 'a.cab');
  expect(list).toEqual(listOf(`cabinet-${name}.cab`));
  expect(format).toBe('cab');
  expect(problems).toEqual([]);
});

const look = async (files: readonly CabFile[], options: CabOptions = {}) => {
  const { entries, problems } = await lookThrough(sourceFromBuffer(makeCab(files, options)), 'a.cab', defaultLimits);
  return { entries, problems: problems.map(({ kind, code, path }) => `${kind} ${code} ${path}`) };
};

test.each([0, 1])('files that lie across blocks, by method %d', async (method) => {
  const files = ['a'.repeat(40_000), '', 'b'.repeat(32_768), 'text', 'c'.repeat(100_000)].map((data, at) => ({ name: `f${at}`, data }));
  expect(await look(files, { method })).toEqual({ entries: files.map(({ name, data }) => `${name} ${data.length}`), problems: [] });
});

test('equal files may be one range, whatever their order', async () => {
  const files = [
    { name: 'second', data: '', start: 5, size: 7 },
    { name: 'first', data: '', start: 0, size: 5 },
    { name: 'same', data: '', start: 5, size: 7 },
  ];
  const { entries, problems } = await look(files, { plain: Buffer.from('first content'.replace(' ', '')) });
  expect(entries).toEqual(['first 5', 'second 7', 'same 7']);
  expect(problems).toEqual([]);
});

test('of empty files alone, wixl states a block that is not there', async () => {
  const empty = [{ name: 'FoobarEXE', data: '' }];
  expect(await look(empty, { method: 1, blocks: 1 })).toEqual({ entries: ['FoobarEXE 0'], problems: [] });
  expect((await look([{ name: 'a', size: 5 }], { method: 1, blocks: 1 })).problems).toContain('unreadable truncated a.cab');
});

test('what is signed is followed by its signature', async () => {
  const after = Buffer.alloc(100, 0x30);
  expect((await look([{ name: 'a', data: 'content' }], { signed: true, after })).problems).toEqual([]);
  expect((await look([{ name: 'a', data: 'content' }], { after })).problems).toEqual(['hazard trailing-data a.cab']);
});

test('a file may be left out, or left early', async () => {
  const bytes = makeCab(
    ['a', 'b', 'c'].map((name) => ({ name, data: name.repeat(50_000) })),
    { method: 1 },
  );
  const container = await openContainer(sourceFromBuffer(bytes), 'a.cab', defaultLimits);
  const heads: string[] = [];
  for await (const entry of container!.entries as AsyncIterable<Entry>) {
    if (entry.path === 'a') continue;
    for await (const chunk of entry.bytes()) {
      heads.push(Buffer.from(chunk.subarray(0, 2)).toString());
      break;
    }
  }
  expect(heads).toEqual(['bb', 'cc']);
});

test('blocks that are not full are followed up to a number: each costs as much as a full one', async () => {
  const files = [{ name: 'a', data: 'x'.repeat(5000) }];
  expect((await look(files, { blockSize: 10 })).problems).toEqual(['hazard cab-blocks a.cab']);
  expect(await look(files, { blockSize: 4 })).toEqual({ entries: [], problems: ['limit limit-blocks a.cab'] });
});
