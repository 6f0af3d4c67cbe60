import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Spools } from '../../src/io/bytes.ts';
import type { LockedPackage } from '../../src/types.ts';
import type { Table } from '../io/stand-in.ts';
import { json, type World, worldOf } from './world.ts';

const content = 'the bytes of a wheel';
const sha256 = createHash('sha256').update(content).digest('hex');
const folder = mkdtempSync(join(tmpdir(), 'locked-'));
let world: World | undefined;
afterEach(async () => {
  await world?.index.close();
  world = undefined;
});
afterAll(() => rmSync(folder, { recursive: true }));

const wheel = (name: string) => `${name}-1.0-py3-none-any.whl`;
const table: Table = {
  '/a/': json(
    { meta: { 'api-version': '1.0' }, files: [{ filename: wheel('a'), url: `/files/${wheel('a')}`, hashes: { sha256 } }] },
    'application/vnd.pypi.simple.v1+json',
  ),
  [`/files/${wheel('b')}`]: { body: content },
};
const locked = (name: string, registry: string, url: string): LockedPackage => ({
  name,
  version: '1.0',
  purl: `pkg:pypi/${name}@1.0`,
  line: 1,
  column: 1,
  resolved: { kind: 'registry', url: registry },
  hashes: [],
  files: [{ name: wheel(name), kind: 'pure', hash: `sha256:${sha256}`, url, size: content.length }],
  scopes: [],
  requiredBy: [],
});

describe('files that the lock itself lists', () => {
  test('are had where the index keeps its files, with one page asked for the whole run', async () => {
    world = await worldOf('pypi', table);
    const { index, indexes } = world;
    const at = (name: string) => `${index.url}/files/${wheel(name)}`;
    expect((await indexes.lockedFiles(locked('a', index.url, at('a')))).map(({ url }) => url)).toEqual([at('a')]);
    expect((await indexes.lockedFiles(locked('b', index.url, at('b')))).map(({ hashes }) => hashes)).toEqual([[`sha256:${sha256}`]]);
    expect(index.requests.map(({ path }) => path)).toEqual(['/a/']);
  });

  test('are not had from a host that the index never named, nor from a registry that is not configured', async () => {
    world = await worldOf('pypi', table);
    const { index, indexes } = world;
    expect(await indexes.lockedFiles(locked('a', index.url, `https://files.example.test/${wheel('a')}`))).toEqual([]);
    expect(await indexes.lockedFiles(locked('a', 'https://other.example.test/simple', `https://other.example.test/${wheel('a')}`))).toEqual([]);
    expect(await indexes.lockedFiles({ ...locked('a', index.url, `${index.url}/x`), files: [] })).toEqual([]);
  });
});

test('a small archive that came once lies in the cache under its hash, and is held against it again', async () => {
  const seen: string[] = [];
  for (const run of [1, 2]) {
    world = await worldOf('pypi', table, { cacheDir: folder });
    const { index, indexes } = world;
    const spools = new Spools();
    const [file] = await indexes.lockedFiles(locked('b', index.url, `${index.url}/files/${wheel('b')}`));
    const got = await indexes.download(file!, spools);
    expect(Buffer.from(await got.read(0, got.size)).toString()).toBe(content);
    seen.push(...index.requests.map(({ path }) => `${run} ${path}`).filter((line) => line.includes('.whl')));
    spools.close();
    indexes.tidy();
    if (run === 1) await index.close(); // the second run meets another index on another port: what it knows came from the cache
  }
  expect(seen).toEqual([`1 /files/${wheel('b')}`]);
});
