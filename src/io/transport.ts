// The default transport: node:http and node:https instead of the global fetch, because only they connect to an address that
// was judged before (a name looked up twice may lead elsewhere the second time), on Node 20 as on 24, and know a proxy there.
// Fits the `Fetch` of http.ts: no redirects, no retries, no bounds of its own; all of that is http.ts's.
import { Agent as HttpAgent, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { createGunzip } from 'node:zlib';
import type { Address } from './address.ts';
import type { Fetch, FetchInit } from './fetch.ts';

const agents = { 'http:': new HttpAgent({ keepAlive: true, timeout: 60_000 }), 'https:': new HttpsAgent({ keepAlive: true, timeout: 60_000 }) };

/** Connects to the judged addresses only, or through the proxy that the environment names (HTTPS_PROXY, NO_PROXY). */
export function pinnedFetch(env: Readonly<Record<string, string | undefined>>): Fetch {
  return async (url, init) => {
    const target = new URL(url);
    const proxy = proxyFor(target, env);
    const response = await (proxy === undefined ? direct(target, init) : tunnelled(target, init, proxy));
    response.on('error', () => {}); // whoever reads is told; an answer that is put aside may break off unheard
    const encoding = response.headers['content-encoding'];
    const packed = encoding === 'gzip' && init.method !== 'HEAD';
    let wire = 0;
    const counted = async function* () {
      for await (const chunk of response) {
        wire += (chunk as Buffer).length;
        yield chunk as Buffer;
      }
    };
    return {
      status: response.statusCode ?? 0,
      headers: { get: (name) => header(response, name, packed) },
      body: packed ? gunzip(counted()) : counted(),
      wire: () => wire,
    };
  };
}

/** The proxy of the environment for an https address, as curl reads it; undefined where none is set or NO_PROXY names the host. */
export function proxyFor(target: URL, env: Readonly<Record<string, string | undefined>>): URL | undefined {
  if (target.protocol !== 'https:') return undefined;
  const named = env.https_proxy || env.HTTPS_PROXY || env.all_proxy || env.ALL_PROXY;
  if (!named) return undefined;
  const host = target.hostname.toLowerCase();
  for (const entry of (env.no_proxy ?? env.NO_PROXY ?? '').split(/[\s,]+/).slice(0, 1000)) {
    const name = entry
      .toLowerCase()
      .replace(/^\*?\./, '')
      .replace(/:\d+$/, '');
    if (name === '*' || (name !== '' && (host === name || host.endsWith(`.${name}`)))) return undefined;
  }
  try {
    const proxy = new URL(named.includes('://') ? named : `http://${named}`);
    return proxy.protocol === 'http:' || proxy.protocol === 'https:' ? proxy : undefined;
  } catch {
    return undefined;
  }
}

function direct(target: URL, init: FetchInit): Promise<IncomingMessage> {
  const secure = target.protocol === 'https:';
  const options: RequestOptions = {
    method: init.method,
    headers: init.headers,
    agent: secure ? agents['https:'] : agents['http:'],
    ...(init.addresses === undefined ? {} : { lookup: pinned(init.addresses) }),
  };
  return answerOf(secure ? requestHttps(target, options) : requestHttp(target, options), init.signal);
}

/** CONNECT (RFC 9110, 9.3.6), then TLS with the target inside: the proxy sees names, never content or credentials. */
async function tunnelled(target: URL, init: FetchInit, proxy: URL): Promise<IncomingMessage> {
  const authority = `${target.hostname}:${target.port || '443'}`;
  const login =
    proxy.username === ''
      ? {}
      : {
          'proxy-authorization': `Basic ${Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`).toString('base64')}`,
        };
  const request = (proxy.protocol === 'https:' ? requestHttps : requestHttp)({
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...login },
    signal: init.signal,
  });
  const socket = await new Promise<import('node:net').Socket>((done, failed) => {
    request.once('connect', (answer, opened) => {
      if (answer.statusCode === 200) done(opened);
      else {
        opened.destroy();
        failed(Object.assign(new Error('the proxy refused'), { code: `PROXY_${answer.statusCode}` }));
      }
    });
    request.once('response', () => failed(Object.assign(new Error('no proxy answered'), { code: 'PROXY_NO_CONNECT' })));
    request.once('error', failed);
    request.end();
  });
  const name = target.hostname.replace(/^\[|\]$/g, '');
  const createConnection = () => connectTls({ socket, ...(isIP(name) === 0 ? { servername: name } : {}), host: name });
  return answerOf(requestHttps(target, { method: init.method, headers: init.headers, agent: false, createConnection }), init.signal);
}

/**
 * The signal is heard here and not by node:http, which destroys the socket of an aborted request with an error even after the
 * answer's end, when the socket is back among the kept ones and nobody listens to it.
 */
function answerOf(request: ReturnType<typeof requestHttp>, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((done, failed) => {
    let answer: IncomingMessage | undefined;
    const stop = () => {
      if (answer === undefined) request.destroy(Object.assign(new Error('aborted'), { code: 'ABORTED' }));
      else if (!answer.readableEnded) answer.destroy();
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    request.once('response', (response) => {
      answer = response;
      done(response);
    });
    request.once('close', () => signal.removeEventListener('abort', stop));
    request.on('error', failed);
    request.end();
  });
}

/** Node's lookup contract, answered from what was judged. */
function pinned(addresses: readonly Address[]): LookupFunction {
  return (_name, options, done) => {
    const first = addresses[0];
    if (options.all) done(null, [...addresses]);
    else if (first === undefined) done(new Error('no address'), '', 4);
    else done(null, first.address, first.family);
  };
}

/** After decoding, the length on the wire says nothing of the body. */
function header(response: IncomingMessage, name: string, decoded: boolean): string | null {
  if (decoded && (name === 'content-length' || name === 'content-encoding')) return null;
  const value = response.headers[name];
  if (value === undefined) return null;
  return Array.isArray(value) ? value.join(', ') : value;
}

async function* gunzip(packed: AsyncIterable<Buffer>): AsyncIterable<Uint8Array> {
  const inflate = createGunzip();
  const feeding = (async () => {
    try {
      for await (const chunk of packed) {
        if (inflate.destroyed) return;
        if (!inflate.write(chunk)) await new Promise<void>((go) => inflate.once('drain', go).once('close', () => go()));
      }
      inflate.end();
    } catch (error) {
      inflate.destroy(error as Error);
    }
  })();
  try {
    for await (const chunk of inflate) yield chunk as Buffer;
  } finally {
    inflate.destroy();
  }
  await feeding;
}
