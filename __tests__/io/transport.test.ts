import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { pinnedFetch, proxyFor } from '../../src/io/transport.ts';
import { standIn } from './stand-in.ts';

const init = (addresses?: { address: string; family: number }[]) => ({
  method: 'GET',
  headers: {},
  redirect: 'manual' as const,
  signal: new AbortController().signal,
  ...(addresses ? { addresses } : {}),
});

test('connects to the judged address, whatever the name would lead to', async () => {
  const index = await standIn({ '/a': { body: gzipSync('hello'), headers: { 'content-encoding': 'gzip' } } });
  const port = new URL(index.url).port;
  const answer = await pinnedFetch({})(`http://nowhere.example:${port}/a`, init([{ address: '127.0.0.1', family: 4 }]));
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body!) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe('hello');
  expect(answer.headers.get('content-length')).toBeNull();
  expect(answer.wire?.()).toBe(gzipSync('hello').length);
  expect(index.requests[0]?.headers.host).toBe(`nowhere.example:${port}`);
  await index.close();
});

test('a proxy is asked for a tunnel by name; what it refuses is an error', async () => {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  const { port } = proxy.address() as AddressInfo;
  const env = { HTTPS_PROXY: `http://user:pass@127.0.0.1:${port}` };
  await expect(pinnedFetch(env)('https://index.example/a', init())).rejects.toMatchObject({ code: 'PROXY_403' });
  expect(asked).toEqual([`index.example:443 Basic ${Buffer.from('user:pass').toString('base64')}`]);
  await new Promise((done) => proxy.close(done));
});

test.each([
  [{ HTTPS_PROXY: 'http://proxy.example:3128' }, 'http://proxy.example:3128/'],
  [{ https_proxy: 'proxy.example:3128' }, 'http://proxy.example:3128/'],
  [{ HTTPS_PROXY: 'http://p.example', NO_PROXY: 'other.example, .index.example' }, undefined],
  [{ HTTPS_PROXY: 'http://p.example', NO_PROXY: '*' }, undefined],
  [{ HTTPS_PROXY: 'http://p.example', no_proxy: 'x.example' }, 'http://p.example/'],
  [{ HTTPS_PROXY: 'socks5://p.example' }, undefined],
  [{ HTTP_PROXY: 'http://p.example' }, undefined],
  [{}, undefined],
])('proxy by environment %j', (env, proxy) => expect(proxyFor(new URL('https://www.index.example/'), env)?.href).toBe(proxy));

test('an aborted request ends the connection', async () => {
  const index = await standIn({ '/a': { raw: () => {} } });
  const stop = new AbortController();
  const answer = pinnedFetch({})(`${index.url}/a`, { ...init(), signal: stop.signal });
  setTimeout(() => stop.abort(), 20);
  await expect(answer).rejects.toThrow();
  connect(Number(new URL(index.url).port)).destroy();
  await index.close();
});
