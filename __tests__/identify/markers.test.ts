import fc from 'fast-check';
import { knowledge } from '../../src/identify/catalogue.ts';
import { literalOf, MarkerScanner } from '../../src/identify/markers.ts';
import type { KnownComponent } from '../../src/identify/record.ts';
import { randomFromBuffer } from '../../src/io/bytes.ts';

const record = (id: string, markers: KnownComponent['markers'], namespaces?: string[]): KnownComponent => ({
  id,
  name: id,
  purl: `pkg:generic/${id}`,
  licence: 'MIT',
  category: 'permissive',
  filePatterns: [],
  verified: [],
  ...(markers === undefined ? {} : { markers }),
  ...(namespaces === undefined ? {} : { namespaces }),
});
const zlib = record('zlib', [{ expression: /(?:de|in)flate (\d+\.\d+[\w.]*) Copyright 1995-\d{4}/, version: 1 }]);
const curl = record('curl', [{ expression: /libcurl\/(\d+\.\d+\.\d+)/, version: 1 }]);

async function scan(records: readonly KnownComponent[], bytes: Buffer, kind: 'strings' | 'data' | 'debug' = 'strings') {
  const { hits, crates, switches } = await new MarkerScanner(records).scan(randomFromBuffer(bytes), [
    { name: 's', offset: 0, size: bytes.length, kind },
  ]);
  return {
    hits: [...hits].flatMap(([owner, list]) => list.map((hit) => `${records[owner]!.id} ${hit.version ?? '-'} @${hit.offset} ${hit.value}`)),
    crates: crates.map(({ name, version }) => `${name} ${version}`),
    switches: switches.map(({ name }) => name),
  };
}
const text = (...parts: string[]) => Buffer.from(`\0${parts.join('\0')}\0`, 'latin1');

describe('texts found in one pass', () => {
  test('with version, place and the very text', async () => {
    const { hits } = await scan([zlib, curl], text('abc', ' inflate 1.3.1 Copyright 1995-2024 Mark Adler ', 'User-Agent: libcurl/8.8.0'));
    expect(hits).toEqual(['zlib 1.3.1 @6 inflate 1.3.1 Copyright 1995-2024', 'curl 8.8.0 @64 libcurl/8.8.0']);
  });

  test('debug sections are not read, and the text must match whole', async () => {
    expect((await scan([curl], text('libcurl/8.8.0'), 'debug')).hits).toEqual([]);
    expect(await scan([curl], text('libcurl/x')).then(({ hits }) => hits)).toEqual([]);
  });

  test('wherever it lies, across the borders of chunks as well', async () => {
    const found = 'libcurl/8.8.0';
    for (const at of [0, 1, (1 << 20) - 14, (1 << 20) - 13, (1 << 20) - 5, (1 << 20) - 1, 1 << 20, (1 << 20) + 1]) {
      const bytes = Buffer.alloc((1 << 20) + 64);
      bytes.write(found, at, 'latin1');
      expect((await scan([curl], bytes)).hits).toEqual([`curl 8.8.0 @${at} ${found}`]);
    }
  });

  test('a text does not run over what is not printable', async () => {
    expect((await scan([zlib], text('inflate 1.3.1', ' Copyright 1995-2024'))).hits).toEqual([]);
  });

  test('names of types begin their text with the namespace', async () => {
    const re2 = record('re2', undefined, ['re2lib']);
    const { hits } = await scan([re2], text('N6re2lib6RegexpE', 'St6vectorIN6re2lib6RegexpEE', 'N6re2lib4ProgE'));
    expect(hits).toEqual(['re2 - @1 N6re2lib6RegexpE']);
  });

  test('crates in paths of panics, of Unix and of Windows', async () => {
    const unix =
      '/user/.cargo/registry/src/index.mirror.test-6f17d22bba15001f/hashbrown-0.14.5/src/raw/mod.rs/home/x/.cargo/registry/src/mirror.test-1ecc6299db9ec823/num-bigint-0.4.6/src/lib.rs';
    const windows = 'C:\\Users\\x\\.cargo\\registry\\src\\index.mirror.test-6f17d22bba15001f\\pyo3-ffi-0.22.2\\src\\lib.rs';
    expect((await scan([], text(unix, windows))).crates.sort()).toEqual(['hashbrown 0.14.5', 'num-bigint 0.4.6', 'pyo3-ffi 0.22.2']);
  });

  test('switches of a configuration', async () => {
    expect((await scan([], text('--prefix=/x --enable-gpl --enable-libx264 --disable-doc --enable-indev=sndio'))).switches).toEqual([
      'gpl',
      'libx264',
      'indev',
    ]);
  });

  test('agrees with looking for every text by itself', async () => {
    const words = ['libcurl', 'openssl', 'zlibzlib', 'curlcurl', 'aaaaab', 'ababab', 'abcabc'];
    const records = words.map((word) => record(word, [{ expression: new RegExp(word) }]));
    const scanner = new MarkerScanner(records);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('lib', 'curl', 'open', 'ssl', 'zlib', 'a', 'ab', 'abc', 'b', '\0', ' '), { maxLength: 60 }),
        async (parts) => {
          const bytes = Buffer.from(parts.join(''), 'latin1');
          const { hits } = await scanner.scan(randomFromBuffer(bytes), [{ name: 's', offset: 0, size: bytes.length, kind: 'data' }]);
          const expected = words.filter((word) => bytes.includes(word));
          return JSON.stringify([...hits.keys()].map((owner) => words[owner]).sort()) === JSON.stringify([...expected].sort());
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a file that repeats texts does not stall it', async () => {
    const scanner = new MarkerScanner(knowledge);
    const start = performance.now();
    for (const piece of ['--enable-', 'registry/src/', 'inflate 1.', 'OpenSSL 1.1.1', '/registry/src/a/b-1.1.1/']) {
      const bytes = Buffer.from(piece.repeat(Math.ceil((4 << 20) / piece.length)), 'latin1');
      await scanner.scan(randomFromBuffer(bytes), [{ name: 's', offset: 0, size: bytes.length, kind: 'data' }]);
    }
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

describe('the text that every match holds', () => {
  test.each([
    [/(?:de|in)flate (\d+\.\d+[\w.]*) Copyright 1995-\d{4}/, ' Copyright 1995-'],
    [/LAME(3\.\d+)/, 'LAME3.'],
    [/ab?cdefg/, 'cdefg'],
    [/x{2}longer/, 'longer'],
    [/one|two/, ''],
    [/Intel\(R\) (?:oneAPI )?Math Kernel/, 'Math Kernel'],
    [/[abc]defgh/, 'defgh'],
  ])('%s', (expression, literal) => {
    expect(literalOf(expression)).toBe(literal);
  });
});
