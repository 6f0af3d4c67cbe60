import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Spools } from '../../src/io/bytes.ts';
import { MismatchError } from '../../src/source/index.ts';
import { kindOf, readPage } from '../../src/source/pypi.ts';
import type { Table } from '../io/stand-in.ts';
import { json, type World, withoutNetwork, worldOf } from './world.ts';

const simple = 'application/vnd.pypi.simple.v1+json';
let world: World | undefined;
afterEach(async () => {
  await world?.index.close();
  world = undefined;
});
const start = async (table: Table, options = {}): Promise<World> => {
  world = await worldOf('pypi', table, options);
  return world;
};
const page = (files: (string | Record<string, unknown>)[]) =>
  json(
    {
      meta: { 'api-version': '1.1' },
      name: 'x',
      files: files.map((file) =>
        typeof file === 'string' ? { filename: file, url: `/files/${file}`, hashes: { sha256: 'ab' } } : { hashes: {}, ...file },
      ),
    },
    simple,
  );

describe('which files belong to a release', () => {
  test.each([
    [
      'a wheel and an sdist',
      'a',
      '1.0',
      ['a-1.0-py3-none-any.whl', 'a-1.0.tar.gz', 'a-1.0.1.tar.gz', 'a-1.0rc1.tar.gz'],
      ['a-1.0-py3-none-any.whl', 'a-1.0.tar.gz'],
    ],
    [
      'versions that are equal by PEP 440',
      'a',
      '1.0',
      ['a-1.0.0.tar.gz', 'a-1-py3-none-any.whl', 'a-01.0.zip'],
      ['a-01.0.zip', 'a-1-py3-none-any.whl', 'a-1.0.0.tar.gz'],
    ],
    [
      'names that are equal by PEP 503',
      'zope.interface',
      '5.0',
      ['zope_interface-5.0.tar.gz', 'zope.interface-5.0-cp39-cp39-win_amd64.whl'],
      ['zope.interface-5.0-cp39-cp39-win_amd64.whl', 'zope_interface-5.0.tar.gz'],
    ],
    ['a name with a dash in an old sdist', 'a-b', '2.0', ['a-b-2.0.tar.gz', 'a-b-c-2.0.tar.gz'], ['a-b-2.0.tar.gz']],
    ['a name that ends in a number', 'a-2', '1.0', ['a-2-1.0.tar.gz', 'a-2.tar.gz'], ['a-2-1.0.tar.gz']],
    [
      'local versions',
      'a',
      '1.0+cu118',
      ['a-1.0+cu118-cp39-cp39-linux_x86_64.whl', 'a-1.0-cp39-cp39-linux_x86_64.whl'],
      ['a-1.0+cu118-cp39-cp39-linux_x86_64.whl'],
    ],
    ['build numbers', 'a', '1.0', ['a-1.0-1-cp39-cp39-linux_x86_64.whl'], ['a-1.0-1-cp39-cp39-linux_x86_64.whl']],
    [
      'eggs and installers',
      'a',
      '1.0',
      ['a-1.0-py2.7.egg', 'a-1.0.win32-py2.7.exe', 'a-1.0.linux-x86_64.tar.gz', 'a-1.0-py2.7-linux-x86_64.egg'],
      ['a-1.0-py2.7-linux-x86_64.egg', 'a-1.0-py2.7.egg', 'a-1.0.linux-x86_64.tar.gz', 'a-1.0.win32-py2.7.exe'],
    ],
    ['versions that are none', 'a', '2004d', ['a-2004d.tar.gz', 'a-2004e.tar.gz'], ['a-2004d.tar.gz']],
  ])('%s', async (_name, name, version, listed, expected) => {
    const { indexes } = await start({ [`/${name.replaceAll('.', '-')}/`]: page(listed) });
    const { files } = await indexes.find(`pkg:pypi/${name}@${encodeURIComponent(version)}`, 'index');
    expect(files.map((file) => file.name).sort()).toEqual(expected);
  });
  test.each([
    ['a-1.0.tar.gz', 'source'],
    ['a-1.0.zip', 'source'],
    ['a-1.0-py3-none-any.whl', 'pure'],
    ['a-1.0-py3-none-manylinux1_x86_64.whl', 'binary'],
    ['a-1.0-cp39-abi3-win32.whl', 'binary'],
    ['a-1.0-py2.7.egg', 'binary'],
    ['a-1.0.macosx-10.9-x86_64.tar.gz', 'binary'],
    ['a.linux-1.0.tar.gz', 'source'],
  ])('%s is %s', (name, kind) => expect(kindOf(name)).toBe(kind));
});

describe('what the index says', () => {
  test('published: an sdist, with where it is', async () => {
    const { indexes, index } = await start({ '/a/': page(['a-1.0.tar.gz', 'a-1.0-cp39-cp39-win32.whl']) });
    const answer = await indexes.find('pkg:pypi/a@1.0', 'index');
    expect(answer.source).toEqual({
      status: 'published',
      where: [{ kind: 'sdist', url: `${index.url}/files/a-1.0.tar.gz`, evidence: { kind: 'index-answer', path: index.url, value: 'a-1.0.tar.gz' } }],
    });
    expect(answer.asked).toEqual([{ what: 'simple index (the policy)', status: '200' }]);
    expect(index.requests[0]?.headers.accept).toContain(simple);
  });
  test('absent: built files only', async () => {
    const { indexes } = await start({ '/a/': page(['a-1.0-cp39-cp39-win32.whl', 'a-1.0-py3-none-any.whl', 'a-2.0.tar.gz']) });
    const { source } = await indexes.find('pkg:pypi/a@1.0', 'index');
    expect([source.status, source.reason]).toEqual(['absent', 'the index lists 0 source archives for 1.0, beside 2 built files (1 for a platform)']);
  });
  test('size, hash, upload time, yanked', async () => {
    const { indexes, index } = await start({
      '/a/': page([
        {
          filename: 'a-1.0.tar.gz',
          url: '../f/a',
          hashes: { sha256: 'AB', 'bad name': 'zz' },
          size: 7,
          'upload-time': '2021-01-01T00:00:00Z',
          yanked: 'why',
        },
      ]),
    });
    expect((await indexes.find('pkg:pypi/a@1.0', 'index')).files).toEqual([
      {
        name: 'a-1.0.tar.gz',
        url: `${index.url}/f/a`,
        kind: 'source',
        hashes: ['sha256:ab'],
        size: 7,
        uploaded: '2021-01-01T00:00:00Z',
        yanked: true,
        index: index.url,
      },
    ]);
  });
  test('an index that has HTML only (PEP 503)', async () => {
    const html = `<!DOCTYPE html><html><head><title>Links for a</title></head><body><a href="/files/a-1.0.tar.gz#sha256=ABCD" data-requires-python="&gt;=3">a-1.0.tar.gz</a><br/>
      <A HREF='../x/a-1.0-cp39-cp39-win32.whl' data-yanked>a-1.0-cp39-cp39-win32.whl</A> <a href="https://elsewhere.example/">home page</a></body></html>`;
    const { indexes, index } = await start({ '/a/': { body: html, headers: { 'content-type': 'text/html' } } });
    const answer = await indexes.find('pkg:pypi/a@1.0', 'index');
    expect(answer.source.status).toBe('published');
    expect(answer.files).toMatchObject([
      { name: 'a-1.0.tar.gz', url: `${index.url}/files/a-1.0.tar.gz`, hashes: ['sha256:abcd'] },
      { name: 'a-1.0-cp39-cp39-win32.whl', url: `${index.url}/x/a-1.0-cp39-cp39-win32.whl`, hashes: [], yanked: true },
    ]);
  });
  test('an extra index may have what the first has not; one that is silent leaves it unknown', async () => {
    const { index, indexes } = await start({
      '/one/a/': page(['a-1.0-cp39-cp39-win32.whl']),
      '/two/a/': page(['a-1.0.tar.gz']),
      '/broken/a/': { status: 500 },
    });
    const asking = (paths: string[]) => worldOf('pypi', {}, { policyIndexes: { pypi: paths.map((path) => index.url + path) } });
    const both = await asking(['/one', '/two']);
    expect((await both.indexes.find('pkg:pypi/a@1.0', 'index')).source.status).toBe('published');
    await both.index.close();
    const silent = await asking(['/one', '/broken']);
    const answer = await silent.indexes.find('pkg:pypi/a@1.0', 'index');
    expect([answer.source.status, answer.files.length]).toEqual(['unknown', 1]);
    await silent.index.close();
    expect((await indexes.find('pkg:pypi/a@1.0', 'index')).source.status).toBe('unknown');
  });
});

describe('what is not an answer is unknown, and says why', () => {
  test.each<[string, Table[string] | undefined, RegExp]>([
    ['404', undefined, /answered 404 for a/],
    ['no such release', page(['a-2.0.tar.gz']), /lists no file of a 1\.0/],
    ['500', { status: 500 }, /status 500/],
    ['401', { status: 401 }, /status 401/],
    [
      'an HTML error page',
      { body: '<html><body><h1>Sign in</h1><a href="/login">login</a></body></html>', headers: { 'content-type': 'text/html' } },
      /not a simple index page/,
    ],
    ['JSON of another kind', json({ message: 'no' }, simple), /not a simple index page/],
    ['no JSON', { body: '{', headers: { 'content-type': simple } }, /not a simple index page/],
    ['a redirect to a private address', { status: 302, headers: { location: 'https://10.0.0.1/a/' } }, /refused/],
    ['a redirect to a metadata address', { status: 302, headers: { location: 'http://169.254.169.254/a/' } }, /refused/],
    ['rate limited', { status: 429, headers: { 'retry-after': '999' } }, /asked to wait 999 s/],
    [
      'an endless body',
      {
        raw: (_, response) => {
          const more = (): void => {
            while (!response.destroyed && response.write(Buffer.alloc(1 << 20, 32)));
          };
          response.setHeader('content-type', simple);
          response.on('drain', more);
          more();
        },
      },
      /more than|no end after/,
    ],
    ['silence', { raw: () => {} }, /silent for/],
  ])('%s', async (name, reply, reason) => {
    // A busy machine is silent for a while as well.
    const idleSeconds = name === 'silence' ? 0.2 : 5;
    const { indexes } = await start(reply === undefined ? {} : { '/a/': reply }, { limits: { idleSeconds, seconds: 5, tries: 1 } });
    const answer = await indexes.find('pkg:pypi/a@1.0', 'index');
    expect(answer.source.status).toBe('unknown');
    expect(answer.source.reason).toMatch(reason);
    expect(answer.asked.length).toBe(1);
  });
  test('an index that is down', async () => {
    const { indexes, index } = await start({});
    await index.close();
    expect((await indexes.find('pkg:pypi/a@1.0', 'index')).source.reason).toMatch(/no connection \(ECONNREFUSED\)/);
  });
  test('offline: nothing is touched', async () => {
    const { indexes, touched } = withoutNetwork({ offline: true, policyIndexes: { pypi: 'https://index.example/simple' } });
    expect((await indexes.find('pkg:pypi/a@1.0', 'full')).source).toEqual({ status: 'unknown', reason: 'offline: no index was asked', where: [] });
    expect(touched()).toBe(0);
  });
  test('no index known: says which variable to set', async () => {
    const { indexes, touched } = withoutNetwork();
    expect((await indexes.find('pkg:pypi/a@1.0', 'index')).source.reason).toMatch(/PIP_INDEX_URL or UV_DEFAULT_INDEX/);
    expect(touched()).toBe(0);
  });
  test('a package of an index that is not configured', async () => {
    const { indexes } = await start({ '/a/': page([{ filename: 'a-1.0.tar.gz', url: 'a', hashes: { sha256: 'ab' } }]) });
    const registry = 'https://internal.example/simple';
    const answer = await indexes.find('pkg:pypi/a@1.0', 'index', { registry });
    expect(answer.source.status).toBe('unknown');
    expect(answer.source.reason).toMatch(/internal\.example, which is not among the configured indexes/);
    expect((await indexes.find('pkg:pypi/a@1.0', 'index', { registry, hashes: ['sha256:cd'] })).source.status).toBe('unknown');
    expect((await indexes.find('pkg:pypi/a@1.0', 'index', { registry, hashes: ['sha256:AB'] })).source.status).toBe('published');
  });
});

describe('the file', () => {
  const bytes = Buffer.from('the very bytes of a wheel');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const wheel = (more: Record<string, unknown> = {}) =>
    page([{ filename: 'a-1.0-cp39-cp39-win32.whl', url: '/f', hashes: { sha256 }, size: bytes.length, ...more }]);
  const fetched = async (table: Table, options = {}) => {
    const { indexes } = await start(table, options);
    const { files } = await indexes.find('pkg:pypi/a@1.0', 'full');
    return { indexes, file: files[0]!, spools: new Spools() };
  };

  test('comes whole, its hash verified', async () => {
    const { indexes, file, spools } = await fetched({ '/a/': wheel(), '/f': { body: bytes } });
    const access = await indexes.download(file, spools);
    expect(Buffer.from(await access.read(0, access.size))).toEqual(bytes);
    expect(indexes.costs().requests).toBe(2);
  });
  test.each<[string, Record<string, unknown>, Buffer]>([
    ['another hash', {}, Buffer.from('THE very bytes of a wheel')],
    ['too long', {}, Buffer.concat([bytes, bytes])],
    ['too short', {}, bytes.subarray(1)],
    ['another hash than the index says, of the right length', { hashes: { sha256: '00'.repeat(32) } }, bytes],
  ])('refused: %s', async (_name, more, body) => {
    const { indexes, file, spools } = await fetched({ '/a/': wheel(more), '/f': { body } });
    await expect(indexes.download(file, spools)).rejects.toBeInstanceOf(MismatchError);
  });
  test('refused: another hash than the lock says', async () => {
    const { indexes, file, spools } = await fetched({ '/a/': wheel(), '/f': { body: bytes } });
    await expect(indexes.download(file, spools, { hashes: [`sha256:${'11'.repeat(32)}`] })).rejects.toMatchObject({
      expected: `sha256:${'11'.repeat(32)}`,
      got: `sha256:${sha256}`,
    });
  });
  test('by ranges, or undefined where none are served', async () => {
    const { indexes, file } = await fetched({ '/a/': wheel(), '/f': { body: bytes, ranges: true } });
    const access = await indexes.openRemote(file);
    expect(Buffer.from(await access!.read(4, 4)).toString()).toBe('very');
    world!.index.table['/f'] = { body: bytes };
    expect(await indexes.openRemote(file)).toBeUndefined();
  });
  test('is fetched only on the word of a configured index', async () => {
    const { indexes, file, spools } = await fetched({ '/a/': wheel(), '/f': { body: bytes } });
    for (const index of [undefined, 'https://other.example/simple']) {
      const { index: _, ...stranger } = file;
      await expect(indexes.download(index === undefined ? stranger : { ...stranger, index }, spools)).rejects.toThrow(
        /not named by a configured index/,
      );
    }
  });
});

test('no page, however broken, makes the reader throw', () => {
  const seeds = [String(page(['a-1.0.tar.gz']).body), '<title>Links for a</title><a href="a-1.0.tar.gz#sha256=ab">a-1.0.tar.gz</a>'];
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 8 }),
      fc.constantFrom('text/html', simple),
      (seed, changes, type) => {
        const body = Buffer.from(seed);
        for (const [at, value] of changes) body[at % body.length] = value;
        const files = readPage({ body, type, url: 'https://index.example/simple/a/' }, { url: 'https://index.example/simple', from: 'test' });
        for (const file of files ?? []) expect(new URL(file.url).href).toBe(file.url);
      },
    ),
    { numRuns: 500 },
  );
});

test('a page of many anchors is read in time', () => {
  const body = Buffer.from(`<title>Links for a</title>${'<a '.repeat(200_000)}${'<a href="x">a'.repeat(50_000)}`);
  const begun = Date.now();
  readPage({ body, type: 'text/html', url: 'https://index.example/a/' }, { url: 'https://index.example', from: 'test' });
  expect(Date.now() - begun).toBeLessThan(20_000);
});
