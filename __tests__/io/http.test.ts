import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { reachOf, redactUrl } from '../../src/io/address.ts';
import { diskCache } from '../../src/io/cache.ts';
import type { Fetch } from '../../src/io/fetch.ts';
import { createHttp, type HttpOptions, userAgent } from '../../src/io/http.ts';
import { HttpError } from '../../src/io/http-error.ts';
import { pageSize } from '../../src/io/pages.ts';
import { type StandIn, standIn, type Table } from './stand-in.ts';

let open: StandIn[] = [];
afterEach(async () => {
  for (const one of open) await one.close();
  open = [];
});
const serve = async (table: Table): Promise<StandIn> => {
  const one = await standIn(table);
  open.push(one);
  return one;
};
const quick = (options: HttpOptions = {}): ReturnType<typeof createHttp> =>
  createHttp({ sleep: async () => {}, ...options, limits: { idleSeconds: 2, seconds: 5, ...options.limits } });
const failure = async (promise: Promise<unknown>): Promise<HttpError> => {
  const error = await promise.then(
    (value) => new Error(`no error, but ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HttpError);
  return error as HttpError;
};
/** A world without network: names, and what answers there. */
const world = (names: Record<string, string>, answers: Record<string, { status: number; headers?: Record<string, string>; body?: string }>) => {
  const asked: { url: string; headers: Record<string, string>; addresses: readonly string[] }[] = [];
  const fetch: Fetch = async (url, init) => {
    asked.push({ url, headers: init.headers, addresses: (init.addresses ?? []).map((one) => one.address) });
    const answer = answers[url] ?? { status: 404 };
    const body = (async function* () {
      yield Buffer.from(answer.body ?? '');
    })();
    return { status: answer.status, headers: { get: (name) => answer.headers?.[name] ?? null }, body };
  };
  const resolve = async (name: string) => {
    const address = names[name];
    if (address === undefined) throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    return [{ address, family: address.includes(':') ? 6 : 4 }];
  };
  return { asked, fetch, resolve };
};

describe('where an address leads', () => {
  test.each([
    ['93.184.216.34', 'public'],
    ['2606:2800:220:1::1', 'public'],
    ['10.1.2.3', 'private'],
    ['172.31.0.1', 'private'],
    ['172.32.0.1', 'public'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd12::1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:10.0.0.1', 'private'],
    ['64:ff9b::a00:1', 'private'],
    ['2002:a00:1::', 'private'],
    ['169.254.169.254', 'never'],
    ['::ffff:169.254.169.254', 'never'],
    ['64:ff9b::a9fe:a9fe', 'never'],
    ['fe80::1', 'never'],
    ['fd00:ec2::254', 'never'],
    ['100.100.100.200', 'never'],
    ['0.0.0.0', 'never'],
    ['::', 'never'],
    ['224.0.0.1', 'never'],
    ['no address', 'never'],
  ])('%s: %s', (address, reach) => expect(reachOf(address)).toBe(reach));
});

describe('what may be asked', () => {
  const from = 'https://index.example/simple';
  const names = {
    'index.example': '198.51.100.7',
    'files.example': '198.51.100.8',
    'inside.example': '10.0.0.5',
    'beside.example': '10.0.0.6',
    'cloud.example': '169.254.169.254',
    'here.example': '127.0.0.1',
  };

  test('a public host, connected to at the address that was judged', async () => {
    const { fetch, resolve, asked } = world(names, { 'https://index.example/simple/a/': { status: 200, body: 'x' } });
    const answer = await quick({ fetch, resolve }).get('https://index.example/simple/a/', { from });
    expect(answer.body.toString()).toBe('x');
    expect(asked[0]?.addresses).toEqual(['198.51.100.7']);
    expect(asked[0]?.headers['user-agent']).toBe(userAgent);
    expect(userAgent).toMatch(/^sourcegate\/\d/);
  });
  test.each([
    ['http without TLS', 'http://index.example/', from, 'insecure'],
    ['another scheme', 'file:///etc/passwd', from, 'insecure'],
    ['a private host that a public index names', 'https://inside.example/', from, 'refused-address'],
    ['this machine', 'https://here.example/', from, 'refused-address'],
    ['this machine by number', 'https://127.0.0.1/', from, 'refused-address'],
    ['this machine by one number', 'https://2130706433/', from, 'refused-address'],
    ['a metadata service', 'https://cloud.example/', from, 'refused-address'],
    ['a metadata service, even if configured', 'https://cloud.example/', 'https://cloud.example/', 'refused-address'],
    ['an unknown name', 'https://nowhere.example/', from, 'network'],
    ['no address at all', 'nonsense', from, 'protocol'],
  ])('not %s', async (_name, url, index, code) => {
    const { fetch, resolve, asked } = world(names, {});
    expect((await failure(quick({ fetch, resolve }).get(url, { from: index }))).code).toBe(code);
    expect(asked).toEqual([]);
  });
  test('a private index may be private, and so may its neighbours', async () => {
    const { fetch, resolve } = world(names, { 'https://inside.example/': { status: 200 }, 'https://beside.example/f': { status: 200 } });
    const http = quick({ fetch, resolve });
    expect((await http.get('https://inside.example/', { from: 'https://inside.example/' })).status).toBe(200);
    expect((await http.get('https://beside.example/f', { from: 'https://inside.example/' })).status).toBe(200);
    expect((await failure(http.get('https://here.example/', { from: 'https://inside.example/' }))).code).toBe('refused-address');
  });
  test('redirects are judged like the first address', async () => {
    const moved = (location: string) => ({ status: 302, headers: { location } });
    const { fetch, resolve, asked } = world(names, {
      'https://index.example/in': moved('https://inside.example/secret'),
      'https://index.example/plain': moved('http://files.example/f'),
      'https://index.example/ok': moved('https://files.example/f'),
      'https://files.example/f': { status: 200, body: 'f' },
      'https://index.example/loop': moved('/loop'),
    });
    const http = quick({ fetch, resolve });
    expect((await failure(http.get('https://index.example/in', { from }))).code).toBe('refused-address');
    expect((await failure(http.get('https://index.example/plain', { from }))).code).toBe('insecure');
    expect((await http.get('https://index.example/ok', { from })).url).toBe('https://files.example/f');
    asked.length = 0;
    expect((await failure(http.get('https://index.example/loop', { from }))).code).toBe('redirect');
    expect(asked.length).toBe(4);
  });
  test('a credential goes to its own host only, also through a redirect', async () => {
    const { fetch, resolve, asked } = world(names, {
      'https://index.example/f': { status: 302, headers: { location: 'https://files.example/f' } },
      'https://files.example/f': { status: 200 },
    });
    await quick({ fetch, resolve, authorise: (url) => (url.host === 'index.example' ? 'Bearer CANARY' : undefined) }).get(
      'https://user:CANARY@index.example/f',
      { from },
    );
    expect(asked.map((one) => [one.url, one.headers.authorization])).toEqual([
      ['https://index.example/f', 'Bearer CANARY'],
      ['https://files.example/f', undefined],
    ]);
  });
  test('offline: no name is looked up, nothing is connected', async () => {
    let touched = 0;
    const never = async (): Promise<never> => {
      touched++;
      throw new Error('touched');
    };
    const http = quick({ offline: true, fetch: never, resolve: never });
    const calls = [
      http.get('https://index.example/', { from }),
      http.head('https://index.example/', { from }),
      http.stream('https://index.example/', { from }),
      http.random('https://index.example/', { from, size: 9 }),
    ];
    for (const call of calls) expect((await failure(call)).code).toBe('offline');
    expect(touched).toBe(0);
  });
  test('a credential in an address or a transport error is in no message', async () => {
    const fetch: Fetch = async () => {
      throw Object.assign(new Error('Bearer CANARY'), { code: 'ECONNRESET' });
    };
    const { resolve } = world(names, {});
    const error = await failure(
      quick({ fetch, resolve, authorise: () => 'Bearer CANARY' }).get('https://u:CANARY@index.example/a?token=CANARY', { from }),
    );
    expect(error.message).toBe('https://index.example/a: no connection (ECONNRESET)');
    expect(redactUrl('https://u:CANARY@index.example/a?t=CANARY#CANARY')).toBe('https://index.example/a');
  });
});

describe('patience', () => {
  test('what is broken is asked again', async () => {
    let count = 0;
    const index = await serve({ '/a': () => (++count < 3 ? { status: 503 } : { body: 'there' }) });
    expect((await quick().get(`${index.url}/a`, { from: index.url })).body.toString()).toBe('there');
    expect(count).toBe(3);
  });
  test('and given up after three times', async () => {
    const index = await serve({ '/a': { status: 502 } });
    const error = await failure(quick().get(`${index.url}/a`, { from: index.url }));
    expect([error.code, error.status, index.requests.length]).toEqual(['status', 502, 3]);
  });
  test('429: waits as long as is asked, once for all', async () => {
    let until = 2;
    const waits: number[] = [];
    const index = await serve({ '/a': () => (until-- > 0 ? { status: 429, headers: { 'retry-after': '7' } } : { body: 'there' }) });
    const http = quick({ sleep: async (milliseconds) => void waits.push(milliseconds), limits: { perHost: 2 } });
    const answers = await Promise.all([http.get(`${index.url}/a`, { from: index.url }), http.get(`${index.url}/a`, { from: index.url })]);
    expect(answers.map((one) => one.status)).toEqual([200, 200]);
    expect(waits.every((wait) => wait === 7000)).toBe(true);
    expect(http.costs().waited).toBe(7 * waits.length);
  });
  test('429 with a wait that is too long, or too often: the host is given up for the run', async () => {
    const index = await serve({ '/long': { status: 429, headers: { 'retry-after': '9999' } } });
    const http = quick();
    expect((await failure(http.get(`${index.url}/long`, { from: index.url }))).message).toContain('asked to wait 9999 s');
    expect((await failure(http.get(`${index.url}/other`, { from: index.url }))).code).toBe('rate-limited');
    expect(index.requests.length).toBe(1);
    const often = await serve({ '/a': { status: 429, headers: { 'retry-after': '1' } } });
    const second = quick({ limits: { tries: 9 } });
    expect((await failure(second.get(`${often.url}/a`, { from: often.url }))).code).toBe('rate-limited');
    expect(often.requests.length).toBe(3);
  });
  test('a host that is down is found out once, not once per package', async () => {
    const index = await serve({});
    const { url } = index;
    await index.close();
    let connections = 0;
    const http = quick({ resolve: async () => [], limits: { perHost: 1 }, authorise: () => void connections++ });
    for (let at = 0; at < 20; at++) expect((await failure(http.get(`${url}/${at}`, { from: url }))).code).toBe('network');
    expect(connections).toBe(6);
  });
  test('at most so many requests at once', async () => {
    const table: Table = {};
    for (let at = 0; at < 30; at++) table[`/${at}`] = { raw: (_, response) => void setTimeout(() => response.end('x'), 5) };
    const index = await serve(table);
    const http = quick({ limits: { perHost: 4 } });
    await Promise.all(Object.keys(table).map((path) => http.get(index.url + path, { from: index.url })));
    expect(index.mostAtOnce).toBe(4);
    expect(http.costs().requests).toBe(30);
  });
  test('silence ends', async () => {
    const index = await serve({ '/slow': { raw: (_, response) => void response.writeHead(200).write('a') }, '/mute': { raw: () => {} } });
    const http = quick({ limits: { idleSeconds: 0.05, tries: 1 } });
    for (const path of ['/slow', '/mute']) expect((await failure(http.get(index.url + path, { from: index.url }))).code).toBe('timeout');
  });
  test('a trickle ends as well', async () => {
    const index = await serve({
      '/drip': {
        raw: (_, response) => {
          const timer = setInterval(() => response.write('a'), 10);
          response.on('close', () => clearInterval(timer));
        },
      },
    });
    expect((await failure(quick({ limits: { seconds: 0.2, tries: 1 } }).get(`${index.url}/drip`, { from: index.url }))).code).toBe('timeout');
  });
  test('the run ends', async () => {
    const index = await serve({ '/a': { body: 'x' } });
    let now = 0;
    const http = quick({ now: () => now, limits: { runSeconds: 10 } });
    await http.get(`${index.url}/a`, { from: index.url });
    now = 10_000;
    expect((await failure(http.get(`${index.url}/a`, { from: index.url }))).code).toBe('timeout');
  });
});

describe('bodies', () => {
  const endless: Table = {
    '/endless': {
      raw: (_, response) => {
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(65536)));
        };
        response.on('drain', more);
        more();
      },
    },
  };
  test('an endless one is cut', async () => {
    const index = await serve(endless);
    const http = quick();
    expect((await failure(http.get(`${index.url}/endless`, { from: index.url, maxBytes: 1 << 20 }))).code).toBe('too-large');
    expect(http.costs().bytes).toBeLessThan(4 << 20);
    const { bytes } = await http.stream(`${index.url}/endless`, { from: index.url, maxBytes: 1 << 20 });
    expect((await failure(drain(bytes))).code).toBe('too-large');
  });
  test('a bomb is measured unpacked', async () => {
    const index = await serve({
      '/bomb': { body: gzipSync(Buffer.alloc(20 << 20)), headers: { 'content-encoding': 'gzip' } },
      '/ok': { body: gzipSync('hello'), headers: { 'content-encoding': 'gzip' } },
    });
    expect((await failure(quick().get(`${index.url}/bomb`, { from: index.url, maxBytes: 1 << 20 }))).code).toBe('too-large');
    const http = quick();
    expect((await http.get(`${index.url}/ok`, { from: index.url })).body.toString()).toBe('hello');
    expect(http.costs().bytes).toBe(gzipSync('hello').length);
  });
  test('a broken gzip stream and a short body are no answers', async () => {
    const index = await serve({
      '/gzip': { body: Buffer.from('1f8b0800000000000003ff', 'hex'), headers: { 'content-encoding': 'gzip' } },
      '/short': { raw: (_, response) => void response.writeHead(200, { 'content-length': '100' }).write('abc', () => response.destroy()) },
    });
    for (const path of ['/gzip', '/short']) expect((await failure(quick().get(index.url + path, { from: index.url }))).code).toBe('network');
    expect((await failure(quick().stream(`${index.url}/none`, { from: index.url }))).status).toBe(404);
  });
});

describe('ranges', () => {
  const file = Buffer.from(Buffer.alloc(pageSize * 3 + 1000).map((_, at) => (at * 7 + (at >> 8)) & 255));
  const from = (index: StandIn) => ({ from: index.url, size: file.length });

  test('give the bytes that the file has, in few requests', async () => {
    const index = await serve({ '/f': { body: Buffer.from(file), ranges: true, headers: { etag: '"1"' } } });
    const http = quick();
    const access = await http.random(`${index.url}/f`, from(index));
    expect(access?.size).toBe(file.length);
    expect(Buffer.from(await access!.read(file.length - 22, 22))).toEqual(Buffer.from(file.subarray(-22)));
    expect(http.costs().requests).toBe(1);
    expect(file.subarray(10).equals(await access!.read(10, file.length))).toBe(true);
    expect(http.costs().requests).toBe(2);
    expect(Buffer.from(await access!.read(file.length, 5)).length).toBe(0);
    expect(file.subarray(5, 5 + pageSize * 2).equals(await drain(access!.slice(5, pageSize * 2)))).toBe(true);
    expect(http.costs().requests).toBe(2);
    expect(index.requests.every((one) => one.headers['accept-encoding'] === 'identity')).toBe(true);
    expect(index.requests[1]?.headers['if-range']).toBe('"1"');
  });
  test('the length is asked for when the index does not tell it', async () => {
    const index = await serve({ '/f': { body: Buffer.from(file), ranges: true } });
    expect((await quick().random(`${index.url}/f`, { from: index.url }))?.size).toBe(file.length);
    expect(index.requests.map((one) => one.method)).toEqual(['HEAD', 'GET']);
  });
  test('200 instead of 206: undefined, and the body is not read', async () => {
    const index = await serve({ '/f': { body: Buffer.from(file) } });
    const http = quick();
    expect(await http.random(`${index.url}/f`, from(index))).toBeUndefined();
    expect(http.costs().bytes).toBe(0);
  });
  test('the file changes between two ranges', async () => {
    let etag = '"1"';
    const index = await serve({ '/f': () => ({ body: Buffer.from(file), ranges: true, headers: { etag } }) });
    const access = await quick().random(`${index.url}/f`, from(index));
    etag = '"2"';
    expect((await failure(access!.read(0, 10))).code).toBe('protocol');
  });
  test.each([
    ['another range', { 'content-range': `bytes 0-9/${file.length}` }, 206],
    ['another length of the file', { 'content-range': `bytes ${pageSize * 2}-${file.length - 1}/99999999` }, 206],
    ['no range', {}, 206],
    ['an encoded range', { 'content-range': `bytes ${pageSize * 2}-${file.length - 1}/${file.length}`, 'content-encoding': 'br' }, 206],
    ['an error', {}, 403],
  ])('%s is not believed', async (_name, headers, status) => {
    const index = await serve({ '/f': { status, headers: headers as Record<string, string>, body: Buffer.from(file.subarray(pageSize * 2)) } });
    expect((await failure(quick().random(`${index.url}/f`, from(index)))).code).toBe(status === 206 ? 'protocol' : 'status');
  });
  test('fewer and more bytes than the range has', async () => {
    const range = `bytes ${pageSize * 2}-${file.length - 1}/${file.length}`;
    const index = await serve({
      '/less': { status: 206, headers: { 'content-range': range }, body: Buffer.alloc(pageSize + 999) },
      '/more': { raw: (_, response) => void response.writeHead(206, { 'content-range': range }).end(Buffer.alloc(pageSize + 1001)) },
    });
    expect((await failure(quick().random(`${index.url}/less`, from(index)))).code).toBe('protocol');
    expect((await failure(quick().random(`${index.url}/more`, from(index)))).code).toBe('too-large');
  });
});

describe('with a cache', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sourcegate-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const cached = () => quick({ cache: diskCache(folder) });

  test('a second run only asks whether the answer still holds', async () => {
    const index = await serve({ '/a': { body: 'x'.repeat(10_000), headers: { etag: '"1"', 'content-type': 'text/html; charset=utf-8' } } });
    const first = await cached().get(`${index.url}/a`, { from: index.url });
    const http = cached();
    const second = await http.get(`${index.url}/a`, { from: index.url });
    expect([second.status, second.type, second.url, second.body.equals(first.body)]).toEqual([200, 'text/html', `${index.url}/a`, true]);
    expect(http.costs()).toEqual({ requests: 1, bytes: 0, cached: 1, waited: 0 });
    index.table['/a'] = { body: 'new', headers: { etag: '"2"' } };
    expect((await cached().get(`${index.url}/a`, { from: index.url })).body.toString()).toBe('new');
  });
  test('what never changes is not asked for again; what has no validator is', async () => {
    const index = await serve({ '/i': { body: 'i' }, '/n': { body: 'n' } });
    for (let run = 0; run < 2; run++) {
      await cached().get(`${index.url}/i`, { from: index.url, immutable: true });
      await cached().get(`${index.url}/n`, { from: index.url });
    }
    expect(index.requests.map((one) => one.path)).toEqual(['/i', '/n', '/n']);
  });
  test('what a credential opened, and what failed, is not kept', async () => {
    const index = await serve({ '/a': { body: 'secret', headers: { etag: '"1"' } }, '/b': { status: 404, headers: { etag: '"1"' } } });
    const http = quick({ cache: diskCache(folder), authorise: (url) => (url.pathname === '/a' ? 'Bearer CANARY' : undefined) });
    await http.get(`${index.url}/a`, { from: index.url });
    await http.get(`${index.url}/b`, { from: index.url });
    const cache = diskCache(folder);
    expect([cache.answer(`GET  ${index.url}/a`), cache.answer(`GET  ${index.url}/b`)]).toEqual([undefined, undefined]);
  });
  test('pages of a file with a known hash', async () => {
    const body = Buffer.alloc(pageSize + 10, 3);
    const index = await serve({ '/f': { body, ranges: true } });
    for (let run = 0; run < 2; run++) {
      const access = await cached().random(`${index.url}/f`, { from: index.url, size: body.length, cacheKey: 'sha256:x' });
      expect(body.equals(await access!.read(0, body.length))).toBe(true);
    }
    expect(index.requests.length).toBe(1);
  });
});

async function drain(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}
