import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { z } from 'zod';
import { diskCache } from '../../src/io/cache.ts';
import type { HttpAnswer } from '../../src/io/fetch.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sourcegate-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const answer = (body: string, headers: Record<string, string> = { etag: '"1"' }): HttpAnswer => ({
  status: 200,
  url: 'https://index.example/a',
  type: 'text/html',
  headers: { get: (name) => headers[name] ?? null },
  body: Buffer.from(body),
});
const files = (at = folder): string[] =>
  readdirSync(at).flatMap((name) => (statSync(join(at, name)).isDirectory() ? files(join(at, name)) : [join(at, name)]));
const schema = z.object({ n: z.number() });

test('gives back what it was given', () => {
  const cache = diskCache(folder);
  cache.keepAnswer('k', answer('body', { etag: '"1"', 'set-cookie': 'CANARY' }), false);
  const kept = diskCache(folder).answer('k');
  expect([kept?.body.toString(), kept?.headers.get('etag'), kept?.headers.get('set-cookie')]).toEqual(['body', '"1"', null]);
  cache.keepBytes('b', Buffer.from([1, 2]));
  expect(cache.bytes('b')).toEqual(Buffer.from([1, 2]));
  cache.keepValue('v', { n: 1 });
  expect([cache.value('v', schema), cache.value('v', z.object({ n: z.string() })), cache.value('w', schema)]).toEqual([
    { n: 1 },
    undefined,
    undefined,
  ]);
  expect(
    files()
      .map((path) => readFileSync(path, 'utf8'))
      .join(),
  ).not.toContain('CANARY');
});

test('two runs write the same files', () => {
  const snapshot = () => files().map((path) => [path, readFileSync(path, 'utf8')]);
  diskCache(folder).keepAnswer('k', answer('body'), false);
  const first = snapshot();
  diskCache(folder).keepAnswer('k', answer('body'), false);
  expect(snapshot()).toEqual(first);
});

test('an altered file is as good as absent', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (which, at, change) => {
      rmSync(join(folder, 'v1'), { recursive: true, force: true });
      const cache = diskCache(folder);
      cache.keepAnswer('k', answer('the body'), false);
      const all = files().sort();
      const path = all[which % all.length]!;
      const bytes = readFileSync(path);
      bytes[at % bytes.length]! ^= change;
      writeFileSync(path, bytes);
      const kept = cache.answer('k');
      if (kept !== undefined) {
        // a record may still fit its schema; the body is what it was
        expect(path).toMatch(/records/);
        expect(kept.body.toString()).toBe('the body');
      }
    }),
    { numRuns: 300 },
  );
});

test('a record of another key, and a link, are not read', () => {
  const cache = diskCache(folder);
  cache.keepBytes('a', Buffer.from('a'));
  const record = files().find((path) => path.includes('records'))!;
  cache.keepBytes('b', Buffer.from('b'));
  const other = files().find((path) => path.includes('records') && path !== record)!;
  writeFileSync(other, readFileSync(record));
  expect(cache.bytes('b')).toBeUndefined();
  rmSync(other);
  symlinkSync(record, other);
  expect(cache.bytes('b')).toBeUndefined();
  expect(cache.bytes('a')).toBeDefined();
});

test('a folder that cannot be written to costs nothing but time', () => {
  writeFileSync(join(folder, 'v1'), 'a file, not a folder');
  const cache = diskCache(folder);
  cache.keepBytes('a', Buffer.from('a'));
  expect(cache.bytes('a')).toBeUndefined();
  cache.prune(0);
});

test('prunes what was not used longest', () => {
  const cache = diskCache(folder);
  for (let at = 0; at < 10; at++) cache.keepBytes(`${at}`, Buffer.alloc(1000, at));
  cache.prune(5000);
  const left = files().filter((path) => path.includes('blobs'));
  expect(left.length).toBe(5);
});
