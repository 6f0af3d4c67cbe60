// SquashFS images of independent writers against what unsquashfs made of them (__tests__/fixtures/squashfs), and what the hostile suite has no place for.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { sourceFromBuffer } from '../../src/io/bytes.ts';
import { defaultLimits, openContainer } from '../../src/open/index.ts';
import type { Entry, Limits, Problem } from '../../src/types.ts';
import { makeSquashfs, type SquashNode } from '../build/squashfs.ts';
import { lookThrough } from './look-through.ts';

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../fixtures/squashfs', name));

async function open(
  bytes: Uint8Array,
  limits: Limits = defaultLimits,
): Promise<{ entries: Entry[]; files: Map<string, Buffer>; problems: Problem[] }> {
  const opened = await openContainer(sourceFromBuffer(bytes), 'a.squashfs', limits, { depth: 0 });
  expect(opened?.format).toBe('squashfs');
  const seen = { entries: [] as Entry[], files: new Map<string, Buffer>(), problems: [] as Problem[] };
  for await (const entry of opened?.entries ?? []) {
    if ('code' in entry) seen.problems.push(entry);
    else {
      seen.entries.push(entry);
      const chunks: Uint8Array[] = [];
      if (entry.type === 'file') for await (const chunk of entry.bytes()) chunks.push(chunk);
      if (entry.type === 'file') seen.files.set(entry.path, Buffer.concat(chunks));
    }
  }
  return seen;
}

const mode = (entry: Entry): string => (entry.mode ?? 0).toString(8);

/** In the words of the lists: a hard link is told apart from a symbolic one by what it points to. */
function listOf(entries: readonly Entry[], files: ReadonlyMap<string, Buffer>): string[] {
  const isHard = ({ type, target }: Entry): boolean => type === 'link' && files.has(target ?? '');
  const names = (path: string): number => 1 + entries.filter((entry) => isHard(entry) && entry.target === path).length;
  const file = (path: string, entry: Entry): string => {
    const bytes = files.get(path)!;
    const same = names(path) > 1 ? ` same as ${names(path)}` : '';
    return `${entry.path} ${mode(entry)} ${bytes.length} ${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}${same}`;
  };
  return entries.map((entry) => {
    if (entry.type === 'folder') return `${entry.path} ${mode(entry)}`;
    if (entry.type === 'device') return `${entry.path} (device) ${mode(entry)}`;
    if (entry.type === 'file') return file(entry.path, entry);
    return isHard(entry) ? file(entry.target!, entry) : `${entry.path} -> ${entry.target}`;
  });
}

test.each([
  ...['gzip', 'xz', 'lz4', 'zstd', 'lzma', 'stored'].map((name) => [name, 'plain'] as const),
  ...['fragments', 'extended', 'tar2sqfs'].map((name) => [name, name] as const),
])('%s: as unsquashfs reads it', async (name, list) => {
  const { entries, files, problems } = await open(fixture(`${name}.squashfs`));
  expect(problems).toEqual([]);
  expect(listOf(entries, files).sort()).toEqual(fixture(`${list}.list`).toString('utf8').trimEnd().split('\n').sort());
  for (const entry of entries) if (entry.type === 'file') expect(entry.size).toBe(files.get(entry.path)?.length);
});

test('zeros behind the image are padding', async () => {
  const { problems, files } = await open(Buffer.concat([fixture('gzip.squashfs'), Buffer.alloc(10_000)]));
  expect([problems, files.size]).toEqual([[], 9]);
});

test('a folder of many lists, and inodes in many blocks', async () => {
  const files = Array.from({ length: 3000 }, (_, number) => ({ name: `file${number}`, data: String(number).repeat(number % 7) }));
  const { entries, files: contents, problems } = await open(makeSquashfs([{ name: 'd', files }], { packed: true, fragments: true }));
  expect(problems).toEqual([]);
  expect(entries).toHaveLength(3001);
  for (const { name, data } of files) expect(contents.get(`d/${name}`)?.toString()).toBe(data);
});

const mebibyte = 1 << 20;

test('each fragment is unpacked once, however the files that share them are named', async () => {
  const packedFragments = Array.from({ length: 50 }, (_, number) => deflateSync(Buffer.alloc(mebibyte, `<${number}>`)));
  // Names go through all fragments again and again. Unpacked for each file, that would be 10 GiB: limit-ratio.
  const files: SquashNode[] = Array.from({ length: 10_000 }, (_, number) => ({
    name: `f${String(number).padStart(5, '0')}`,
    data: 'xxxx',
    told: { fragment: number % 50, fragmentOffset: 0 },
  }));
  const { files: contents, problems } = await open(makeSquashfs(files, { blockSize: mebibyte, fragments: true, packedFragments }));
  expect(problems).toEqual([]);
  expect(contents.get('f00049')?.toString()).toBe('<49>');
  expect(contents.get('f09999')?.toString()).toBe('<49>');
});

test('one block of lies under many names: unpacking ends', async () => {
  const bytes = deflateSync(Buffer.alloc(mebibyte));
  const blocks = [{ bytes: Buffer.alloc(0), word: bytes.length }];
  const files = Array.from({ length: 5000 }, (_, number) => ({ name: `f${number}`, data: 'x', told: { start: 96 }, blocks }));
  const image = makeSquashfs([{ name: 'a', data: 'x', blocks: [{ bytes, word: bytes.length }] }, ...files], { blockSize: mebibyte });
  const { problems } = await lookThrough(sourceFromBuffer(image), 'a.squashfs', defaultLimits);
  expect(problems.at(-1)?.code).toBe('limit-ratio');
  expect(problems.length).toBeLessThan(1000);
});

test.each([
  [{ entries: 20 }, 'limit-entries'],
  [{ directoryBytes: 9000 }, 'limit-directoryBytes'],
  [{ nameLength: 8 }, 'limit-nameLength'],
  [{ bytes: 10_000 }, 'limit-bytes'],
] as const)('held to the limits %j', async (limits, code) => {
  const { problems } = await lookThrough(sourceFromBuffer(fixture('extended.squashfs')), 'a.squashfs', { ...defaultLimits, ...limits });
  expect(problems.map((problem) => problem.code)).toContain(code);
});

test('an image in which nothing is right: the problems are told up to a number', async () => {
  const files = Array.from({ length: 5000 }, (_, number) => ({ name: `a\x01/../${number}`, data: 'x', told: { owner: 9, number: 1 } }));
  const { problems, files: contents } = await open(makeSquashfs([{ name: 'd', files }]));
  expect(problems.at(-1)?.code).toBe('limit-problems');
  expect(problems).toHaveLength(10_001);
  expect(contents.size).toBe(0);
});

test('what stands beside a damaged file is read', async () => {
  const image = makeSquashfs([
    { name: 'bad', data: 'xxx', blocks: [{ bytes: Buffer.from('no zlib data'), word: 12 }] },
    { name: 'gone', data: 'x', line: { at: { start: 0, offset: 8000 } } },
    { name: 'good', data: 'good' },
  ]);
  const { entries, problems } = await lookThrough(sourceFromBuffer(image), 'a.squashfs', defaultLimits);
  expect(entries).toContain('good 4');
  expect(problems.map(({ path, code }) => [path, code])).toEqual([
    ['gone', 'squashfs-bad-inode'],
    ['bad', 'bad-compressed-data'],
  ]);
});

test('stored blocks, packed ones and holes in one file', async () => {
  const noise = Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * at * 31 + (at >> 3)) & 255));
  const { files, problems } = await open(
    makeSquashfs([{ name: 'a', data: Buffer.concat([noise, Buffer.alloc(4096), noise.subarray(5)]) }], { packed: true }),
  );
  expect(problems).toEqual([]);
  expect(files.get('a')).toEqual(Buffer.concat([noise, Buffer.alloc(4096), noise.subarray(5)]));
});
