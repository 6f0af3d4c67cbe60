// HTTP with bounds, for hosts that the design allows and nobody else: https outside loopback, addresses looked up once and
// judged before a connection is made (the connection then goes to the very address that was judged), redirects followed by
// hand, few connections per host, every wait and every body bounded. RFC 9110 (ranges 14, conditions 13, Retry-After 10.2.3).
import { createHash } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import type { Bytes, RandomAccess } from '../types.ts';
import type { DiskCache } from './cache.ts';
import { pinnedFetch } from './transport.ts';
import { version } from './version.ts';

export const userAgent = `sourcegate/${version}`;
/** Ranges are asked in pages of this size and kept: a zip directory of some MB costs two or three requests. */
export const pageSize = 256 * 1024;

export interface Address {
  address: string;
  family: number;
}
/** What `fetch` is given. `addresses` are those that were judged; a transport that can should connect to no other. */
export interface FetchInit {
  method: string;
  headers: Record<string, string>;
  redirect: 'manual';
  signal: AbortSignal;
  addresses?: readonly Address[];
}
/** The part of WHATWG fetch that is used; the global `fetch` fits. `wire` counts bytes as they came, before decoding. */
export type Fetch = (
  url: string,
  init: FetchInit,
) => Promise<{ status: number; headers: { get(name: string): string | null }; body: AsyncIterable<Uint8Array> | null; wire?: () => number }>;
export type Resolve = (host: string) => Promise<readonly Address[]>;

/** Named bounds of one run. Seconds and bytes. */
export interface HttpLimits {
  /** Connections at the same time to one host. */
  perHost: number;
  /** From the start of a request to its last byte, waits and retries included; a download may take `downloadSeconds`. */
  seconds: number;
  downloadSeconds: number;
  /** Longest silence inside an answer. */
  idleSeconds: number;
  /** All requests of the run together. */
  runSeconds: number;
  tries: number;
  /** Longest wait that an index may ask for by Retry-After; what asks for longer is given up for this run. */
  waitSeconds: number;
  redirects: number;
}
export const defaultHttpLimits: HttpLimits = {
  perHost: 8,
  seconds: 60,
  downloadSeconds: 1200,
  idleSeconds: 30,
  runSeconds: 1800,
  tries: 3,
  waitSeconds: 60,
  redirects: 3,
};

export interface HttpOptions {
  /** No connection is made, no name is looked up. */
  offline?: boolean;
  fetch?: Fetch;
  resolve?: Resolve;
  cache?: DiskCache;
  limits?: Partial<HttpLimits>;
  /** The header that authorises a request to exactly this address, from the client's own configuration; asked anew for every redirect. */
  authorise?: (url: URL) => string | undefined;
  now?: () => number;
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  onCosts?: (costs: Costs) => void;
}
export interface Costs {
  requests: number;
  bytes: number;
  /** Answers taken from the disk cache, with or without asking whether they still hold. */
  cached: number;
  /** Whole waits that an index asked for, in seconds. */
  waited: number;
}
export interface AskOptions {
  /** The configured index that this request follows from: what it names may be as private as it is itself, and no more. */
  from: string;
  accept?: string;
  maxBytes?: number;
  /** The answer never changes (a released file's description): kept without asking again. */
  immutable?: boolean;
}
export interface HttpAnswer {
  status: number;
  /** Address that answered, after redirects, without credentials. */
  url: string;
  type: string;
  headers: { get(name: string): string | null };
  body: Buffer;
}
export type HttpErrorCode =
  | 'offline'
  | 'insecure'
  | 'refused-address'
  | 'unresolved'
  | 'redirect'
  | 'too-large'
  | 'timeout'
  | 'rate-limited'
  | 'network'
  | 'protocol'
  | 'status';
/** What went wrong with a request, in words that hold no credential. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: HttpErrorCode;
  readonly status: number | undefined;
  constructor(code: HttpErrorCode, message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status;
  }
}

export interface Http {
  /** The whole body, decoded. Statuses other than 200 are answers, not errors; HttpError when there is no answer. */
  get(url: string, options: AskOptions): Promise<HttpAnswer>;
  head(url: string, options: AskOptions): Promise<HttpAnswer>;
  /** The body as it comes, not decoded, from status 200 only. */
  stream(url: string, options: AskOptions): Promise<{ size?: number; bytes: Bytes }>;
  /**
   * Random access by range requests. `size` as the index gave it is checked against the answer. Undefined when the host answers
   * ranges with the whole file: the caller then downloads.
   */
  random(url: string, options: AskOptions & { size?: number; cacheKey?: string }): Promise<RandomAccess | undefined>;
  costs(): Costs;
}

const defaultMaxBytes = 64 << 20;
const retried = new Set([408, 429, 500, 502, 503, 504]);

/** The one way to the network of a run. */
export function createHttp(options: HttpOptions = {}): Http {
  const limits = { ...defaultHttpLimits, ...options.limits };
  const fetch = options.fetch ?? pinnedFetch;
  const now = options.now ?? Date.now;
  const sleep = options.sleep ?? pause;
  const costs: Costs = { requests: 0, bytes: 0, cached: 0, waited: 0 };
  const hosts = new Map<string, Host>();
  const names = new Map<string, Promise<readonly Address[]>>();
  const deadline = now() + limits.runSeconds * 1000;
  const spent = (bytes: number) => {
    costs.bytes += bytes;
    options.onCosts?.(costs);
  };

  const resolve = (name: string): Promise<readonly Address[]> => {
    const known = names.get(name);
    if (known) return known;
    const asked = (options.resolve ?? lookupAll)(name);
    names.set(name, asked);
    return asked;
  };
  const addressesOf = async (url: URL): Promise<readonly Address[]> => {
    const name = url.hostname.replace(/^\[|\]$/g, '');
    const family = isIP(name);
    if (family !== 0) return [{ address: name, family }];
    try {
      const found = await resolve(name);
      if (found.length > 0) return found;
    } catch (cause) {
      throw new HttpError('unresolved', `${redactUrl(url)}: the host name is not known here`, { cause });
    }
    throw new HttpError('unresolved', `${redactUrl(url)}: the host name has no address`);
  };
  /** Judges before anything is connected: the scheme, and where the name leads. */
  const admit = async (url: URL, from: string): Promise<readonly Address[]> => {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new HttpError('insecure', `${redactUrl(url)}: only https is spoken`);
    const origin = new URL(from);
    if (url.protocol === 'http:' && !isLoopbackName(url.hostname))
      throw new HttpError('insecure', `${redactUrl(url)}: http without TLS is refused outside loopback`);
    const addresses = await addressesOf(url);
    const reach = widest(addresses);
    if (reach === 'public') return addresses;
    if (reach === 'never') throw new HttpError('refused-address', `${redactUrl(url)} leads to a link-local or metadata address and is refused`);
    const allowed = url.host === origin.host || widest(await addressesOf(origin)) === reach;
    if (!allowed)
      throw new HttpError('refused-address', `${redactUrl(url)} leads to a ${reach} address, which the configured index does not, and is refused`);
    return addresses;
  };

  interface Opened {
    status: number;
    url: URL;
    headers: { get(name: string): string | null };
    body: AsyncIterable<Uint8Array> | null;
    wire?: () => number;
    authorised: boolean;
    /** Frees the host's place and the timer; to be called exactly once, whatever happens. */
    done: () => void;
    touch: () => void;
  }

  /** One request, redirects included. */
  const open = async (method: string, start: string, headers: Record<string, string>, ask: AskOptions, seconds: number): Promise<Opened> => {
    let url = parseUrl(start);
    for (let hop = 0; hop <= limits.redirects; hop++) {
      const addresses = await admit(url, ask.from);
      const host = hostOf(hosts, url.host, limits.perHost);
      await host.enter();
      const stop = new AbortController();
      const whole = setTimeout(() => stop.abort(new HttpError('timeout', `${redactUrl(url)}: no end after ${seconds} s`)), seconds * 1000);
      let idle: NodeJS.Timeout | undefined;
      const touch = () => {
        clearTimeout(idle);
        idle = setTimeout(
          () => stop.abort(new HttpError('timeout', `${redactUrl(url)}: silent for ${limits.idleSeconds} s`)),
          limits.idleSeconds * 1000,
        );
      };
      const done = () => {
        clearTimeout(whole);
        clearTimeout(idle);
        stop.abort();
        host.leave();
      };
      try {
        touch();
        const clean = new URL(url);
        clean.username = '';
        clean.password = '';
        clean.hash = '';
        const authorization = options.authorise?.(clean);
        costs.requests++;
        const answer = await fetch(clean.href, {
          method,
          headers: { 'user-agent': userAgent, accept: ask.accept ?? '*/*', ...headers, ...(authorization === undefined ? {} : { authorization }) },
          redirect: 'manual',
          signal: stop.signal,
          addresses,
        });
        const location = answer.headers.get('location');
        if (![301, 302, 303, 307, 308].includes(answer.status) || location === null) {
          const signal = stop.signal;
          const body = answer.body === null ? null : stoppable(answer.body, signal);
          return { ...pickAnswer(answer), url: clean, body, authorised: authorization !== undefined, done, touch };
        }
        done();
        url = parseUrl(location, clean);
      } catch (error) {
        done();
        throw explain(error, url, stop.signal);
      }
    }
    throw new HttpError('redirect', `${redactUrl(parseUrl(start))}: more than ${limits.redirects} redirects`);
  };

  /** One request with retries: what is busy or broken is asked again, as patiently as the limits say. */
  const openPatiently = async (method: string, url: string, headers: Record<string, string>, ask: AskOptions, seconds: number): Promise<Opened> => {
    if (options.offline) throw new HttpError('offline', 'offline: nothing is asked');
    const begun = now();
    const host = hostOf(hosts, parseUrl(url).host, limits.perHost);
    for (let attempt = 1; ; attempt++) {
      if (host.givenUp) throw host.givenUp;
      if (now() >= deadline) throw new HttpError('timeout', `${redactUrl(parseUrl(url))}: the ${limits.runSeconds} s of this run are used up`);
      await host.pause;
      let wait = 250 * 4 ** (attempt - 1);
      let failure: HttpError;
      try {
        const opened = await open(method, url, headers, ask, seconds);
        if (!retried.has(opened.status)) {
          host.failures = 0;
          return opened;
        }
        opened.done();
        const asked = retryAfter(opened.headers.get('retry-after'), now());
        const limited = opened.status === 429 || (opened.status === 503 && asked !== undefined);
        if (asked !== undefined) wait = Math.max(wait, asked);
        const waiting = asked === undefined ? '' : `, wait ${Math.ceil(asked / 1000)} s`;
        failure = new HttpError(limited ? 'rate-limited' : 'status', `${redactUrl(parseUrl(url))}: status ${opened.status}${waiting}`, {
          status: opened.status,
        });
        if (limited) {
          // Requests that were under way together are all refused: that is one wait, not many.
          if (!host.pausing) {
            if (wait > limits.waitSeconds * 1000 || host.waits >= 2) {
              host.givenUp = failure;
              throw failure;
            }
            host.waits++;
            host.pausing = true;
            costs.waited += Math.round(wait / 1000);
            host.pause = sleep(wait).then(() => {
              host.pausing = false;
            });
          }
        }
      } catch (error) {
        if (!(error instanceof HttpError) || (error.code !== 'network' && error.code !== 'timeout')) throw error;
        failure = error;
        host.failures++;
        // A host that is down is found out once, not once per package.
        if (host.failures >= 2 * limits.tries) host.givenUp = failure;
      }
      if (attempt >= limits.tries || now() + wait - begun > seconds * 1000) throw failure;
      if (failure.code !== 'rate-limited') await sleep(wait);
    }
  };

  const readBody = async (opened: Opened, limit: number): Promise<Buffer> => {
    const chunks: Uint8Array[] = [];
    let total = 0;
    try {
      const declared = Number(opened.headers.get('content-length') ?? 0);
      if (declared > limit) throw new HttpError('too-large', `${redactUrl(opened.url)}: ${declared} bytes announced, ${limit} are read`);
      for await (const chunk of opened.body ?? []) {
        opened.touch();
        total += chunk.length;
        if (total > limit) throw new HttpError('too-large', `${redactUrl(opened.url)}: more than ${limit} bytes`);
        chunks.push(chunk);
      }
    } catch (error) {
      throw explain(error, opened.url);
    } finally {
      spent(opened.wire?.() ?? total);
      opened.done();
    }
    return Buffer.concat(chunks);
  };

  /** A body that breaks off is asked for again, like a connection that could not be made. */
  const readPatiently = async (method: string, url: string, headers: Record<string, string>, ask: AskOptions, limit: number) => {
    for (let attempt = 1; ; attempt++) {
      const opened = await openPatiently(method, url, headers, ask, limits.seconds);
      try {
        return { opened, body: await readBody(opened, limit) };
      } catch (error) {
        if (!(error instanceof HttpError) || error.code !== 'network' || attempt >= limits.tries) throw error;
        await sleep(250 * 4 ** (attempt - 1));
      }
    }
  };

  const get = async (url: string, ask: AskOptions): Promise<HttpAnswer> => {
    const cacheKey = `get ${ask.accept ?? '*/*'} ${redactUrl(parseUrl(url))}`;
    const kept = options.cache?.answer(cacheKey);
    if (kept && ask.immutable) {
      costs.cached++;
      return kept;
    }
    if (kept && options.offline) throw new HttpError('offline', 'offline: a kept answer is not asked whether it still holds');
    const conditions: Record<string, string> = {};
    if (kept?.headers.get('etag')) conditions['if-none-match'] = String(kept.headers.get('etag'));
    else if (kept?.headers.get('last-modified')) conditions['if-modified-since'] = String(kept.headers.get('last-modified'));
    const { opened, body } = await readPatiently('GET', url, { 'accept-encoding': 'gzip', ...conditions }, ask, ask.maxBytes ?? defaultMaxBytes);
    if (opened.status === 304 && kept) {
      costs.cached++;
      return kept;
    }
    const answer: HttpAnswer = {
      status: opened.status,
      url: redactUrl(opened.url),
      type: (opened.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase(),
      headers: opened.headers,
      body,
    };
    // Answers given to a credential stay out of a cache that may travel.
    if (answer.status === 200 && !opened.authorised) options.cache?.keepAnswer(cacheKey, answer, ask.immutable === true);
    return answer;
  };

  const head = async (url: string, ask: AskOptions): Promise<HttpAnswer> => {
    const { opened } = await readPatiently('HEAD', url, { 'accept-encoding': 'identity' }, ask, 0);
    return {
      status: opened.status,
      url: redactUrl(opened.url),
      type: (opened.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase(),
      headers: opened.headers,
      body: Buffer.alloc(0),
    };
  };

  const stream = async (url: string, ask: AskOptions): Promise<{ size?: number; bytes: Bytes }> => {
    const opened = await openPatiently('GET', url, { 'accept-encoding': 'identity' }, ask, limits.downloadSeconds);
    if (opened.status !== 200) {
      opened.done();
      throw new HttpError('status', `${redactUrl(opened.url)}: status ${opened.status}`, { status: opened.status });
    }
    const limit = ask.maxBytes ?? Number.POSITIVE_INFINITY;
    const announced = opened.headers.get('content-length');
    const bytes = async function* (): Bytes {
      let total = 0;
      try {
        for await (const chunk of opened.body ?? []) {
          opened.touch();
          total += chunk.length;
          if (total > limit) throw new HttpError('too-large', `${redactUrl(opened.url)}: more than ${limit} bytes`);
          spent(chunk.length);
          yield chunk;
        }
        if (announced !== null && total !== Number(announced))
          throw new HttpError('protocol', `${redactUrl(opened.url)}: ${total} bytes came, ${announced} were announced`);
      } catch (error) {
        throw explain(error, opened.url);
      } finally {
        opened.done();
      }
    };
    return { ...(announced === null ? {} : { size: Number(announced) }), bytes: bytes() };
  };

  /** Bytes [at, at+length) of a file: nothing but 206, the range asked for, and exactly its bytes will do. */
  const range = async (url: string, ask: AskOptions, at: number, length: number, validator?: string) => {
    const headers = {
      'accept-encoding': 'identity',
      range: `bytes=${at}-${at + length - 1}`,
      ...(validator === undefined ? {} : { 'if-range': validator }),
    };
    for (let attempt = 1; ; attempt++) {
      const opened = await openPatiently('GET', url, headers, ask, limits.seconds);
      const where = redactUrl(opened.url);
      if (opened.status === 200) {
        opened.done();
        return { whole: true as const };
      }
      if (opened.status !== 206) {
        opened.done();
        throw new HttpError('status', `${where}: status ${opened.status} to a range request`, { status: opened.status });
      }
      if ((opened.headers.get('content-encoding') ?? 'identity') !== 'identity') {
        opened.done();
        throw new HttpError('protocol', `${where}: an encoded range`);
      }
      const given = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(opened.headers.get('content-range') ?? '');
      const total = Number(given?.[3]);
      if (!given || Number(given[1]) !== at || Number(given[2]) !== Math.min(at + length, total) - 1) {
        opened.done();
        throw new HttpError('protocol', `${where}: asked for bytes ${at}-${at + length - 1}, the answer is for another range`);
      }
      try {
        const body = await readBody(opened, length);
        const expected = Math.min(at + length, total) - at;
        if (body.length !== expected) throw new HttpError('network', `${where}: ${body.length} bytes came of a range of ${expected}`);
        return { whole: false as const, body, total, validator: strongValidator(opened.headers) };
      } catch (error) {
        if (!(error instanceof HttpError) || error.code !== 'network' || attempt >= limits.tries) throw error;
        await sleep(250 * 4 ** (attempt - 1));
      }
    }
  };

  const random = async (url: string, ask: AskOptions & { size?: number; cacheKey?: string }): Promise<RandomAccess | undefined> => {
    if (options.offline) throw new HttpError('offline', 'offline: nothing is asked');
    const pages = pageStore(ask.cacheKey === undefined ? undefined : options.cache, ask.cacheKey ?? '');
    let size = ask.size;
    let validator: string | undefined;
    const where = redactUrl(parseUrl(url));
    const check = (total: number) => {
      if (size !== undefined && total !== size) throw new HttpError('protocol', `${where}: ${total} bytes long, ${size} were promised`);
      size = total;
    };
    // The length must be known before the end can be read; the index usually tells it, a HEAD otherwise.
    if (size === undefined) {
      const answer = await head(url, ask);
      const length = answer.headers.get('content-length');
      if (answer.status !== 200 || length === null) return undefined;
      size = Number(length);
    }
    if (size === 0) return undefined;
    const fetchPages = async (first: number, last: number): Promise<Buffer | undefined> => {
      const at = first * pageSize;
      const wanted = Math.min(size!, (last + 1) * pageSize) - at;
      const got = await range(url, ask, at, wanted, validator);
      if (got.whole) return undefined;
      check(got.total);
      validator ??= got.validator;
      for (let page = first; page <= last; page++) pages.set(page, got.body.subarray((page - first) * pageSize, (page - first + 1) * pageSize));
      return got.body;
    };
    const lastPage = Math.floor((size - 1) / pageSize);
    // The last page is asked at once: it holds a zip's end record, and tells whether ranges are served.
    if (!pages.has(lastPage) && (await fetchPages(lastPage, lastPage)) === undefined) return undefined;
    return pagedAccess(size, pages, async (first, last) => {
      if ((await fetchPages(first, last)) === undefined) throw new HttpError('protocol', `${where}: the file changed while it was read`);
    });
  };

  return { get, head, stream, random, costs: () => ({ ...costs }) };
}

/** The address without user, password, query and fragment: the only form in which one is printed or kept. */
export function redactUrl(url: string | URL): string {
  try {
    const parsed = new URL(url);
    return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
  } catch {
    return 'an address that is none';
  }
}

/** Where an IP address leads: `never` (link-local, metadata, multicast, unspecified) is refused whoever names it. */
export function reachOf(address: string): 'public' | 'private' | 'loopback' | 'never' {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0) return 'never';
  if (never.check(address, family)) return 'never';
  if (loopback.check(address, family)) return 'loopback';
  return privates.check(address, family) ? 'private' : 'public';
}

// IANA special-purpose registries (RFC 6890 and what came after). IPv4 rules hold for IPv4-mapped IPv6 addresses as well, and are
// repeated for NAT64 (RFC 6052) and 6to4 where a gateway would carry them on.
const never = blockList([
  ['0.0.0.0', 8], ['169.254.0.0', 16], ['100.100.100.200', 32], ['192.0.0.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
  ['::', 128], ['fe80::', 10], ['fd00:ec2::254', 128], ['fd20:ce::254', 128], ['ff00::', 8], ['64:ff9b::a9fe:0', 112], ['64:ff9b:1::', 48], ['2002:a9fe::', 32],
]); // biome-ignore format: a table
const loopback = blockList([
  ['127.0.0.0', 8],
  ['::1', 128],
]);
const privates = blockList([
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['198.18.0.0', 15],
  ['fc00::', 7],
  ['fec0::', 10],
  ['64:ff9b::a00:0', 104],
  ['64:ff9b::7f00:0', 104],
  ['64:ff9b::ac10:0', 108],
  ['64:ff9b::c0a8:0', 112],
  ['2002:a00::', 24],
  ['2002:7f00::', 24],
  ['2002:ac10::', 28],
  ['2002:c0a8::', 32],
]);

function blockList(subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, bits] of subnets) list.addSubnet(net, bits, net.includes(':') ? 'ipv6' : 'ipv4');
  return list;
}

/** The least public address decides: a name that leads to two places may lead to the worse one. */
function widest(addresses: readonly Address[]): 'public' | 'private' | 'loopback' | 'never' {
  const reaches = addresses.map((one) => reachOf(one.address));
  return (['never', 'loopback', 'private'] as const).find((reach) => reaches.includes(reach)) ?? 'public';
}

const isLoopbackName = (hostname: string): boolean =>
  hostname === 'localhost' || (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 && reachOf(hostname.replace(/^\[|\]$/g, '')) === 'loopback');

function parseUrl(text: string, base?: URL): URL {
  try {
    return new URL(text, base);
  } catch (cause) {
    throw new HttpError('protocol', 'an address that is none', { cause });
  }
}

const lookupAll: Resolve = (name) => lookup(name, { all: true });

const pickAnswer = (answer: { status: number; headers: { get(name: string): string | null }; wire?: () => number }) => ({
  status: answer.status,
  headers: answer.headers,
  ...(answer.wire === undefined ? {} : { wire: answer.wire }),
});

/** A weak validator does not promise equal bytes, so it may not join ranges (RFC 9110, 13.1.5). */
function strongValidator(headers: { get(name: string): string | null }): string | undefined {
  const etag = headers.get('etag');
  if (etag !== null && etag.startsWith('"')) return etag;
  return headers.get('last-modified') ?? undefined;
}

/** Milliseconds that Retry-After asks for: seconds or a date. */
function retryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Words of our own for whatever the transport threw: its messages may quote headers and addresses. */
function explain(error: unknown, url: URL, signal?: AbortSignal): HttpError {
  if (error instanceof HttpError) return error;
  if (signal?.aborted && signal.reason instanceof HttpError) return signal.reason;
  const code = errorCode(error);
  return new HttpError('network', `${redactUrl(url)}: no connection${code === undefined ? '' : ` (${code})`}`, { cause: error });
}

function errorCode(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) return code;
  }
  return undefined;
}

/** A stream that ends in the signal's reason as soon as it is aborted, even while the next chunk is awaited. */
async function* stoppable(body: AsyncIterable<Uint8Array>, signal: AbortSignal): Bytes {
  const iterator = body[Symbol.asyncIterator]();
  let fail: (reason: unknown) => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    fail = reject;
  });
  aborted.catch(() => {}); // it may be aborted after the last byte
  const onAbort = () => fail(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  let ended = false;
  try {
    if (signal.aborted) throw signal.reason;
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    if (!ended) iterator.return?.()?.catch?.(() => {});
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

interface Host {
  enter(): Promise<void>;
  leave(): void;
  /** Everyone waits while the host has asked for time. */
  pause: Promise<void>;
  pausing: boolean;
  waits: number;
  failures: number;
  givenUp?: HttpError;
}
function hostOf(hosts: Map<string, Host>, name: string, places: number): Host {
  const known = hosts.get(name);
  if (known) return known;
  let free = places;
  const queue: (() => void)[] = [];
  const host: Host = {
    enter: () => {
      if (free > 0) {
        free--;
        return Promise.resolve();
      }
      return new Promise((go) => queue.push(go));
    },
    leave: () => {
      const next = queue.shift();
      if (next) next();
      else free++;
    },
    pause: Promise.resolve(),
    pausing: false,
    waits: 0,
    failures: 0,
  };
  hosts.set(name, host);
  return host;
}

interface Pages {
  has(page: number): boolean;
  get(page: number): Uint8Array | undefined;
  set(page: number, bytes: Uint8Array): void;
}
const pagesInMemory = 32;
/** The last pages used stay in memory; with a key that stands for the file's content they go to disk as well. */
function pageStore(cache: DiskCache | undefined, key: string): Pages {
  const kept = new Map<number, Uint8Array>();
  const remember = (page: number, bytes: Uint8Array) => {
    kept.delete(page);
    kept.set(page, bytes);
    if (kept.size > pagesInMemory) kept.delete(kept.keys().next().value!);
    return bytes;
  };
  const name = (page: number) => `page ${pageSize} ${page} ${createHash('sha256').update(key).digest('hex')}`;
  const get = (page: number) => {
    const found = kept.get(page) ?? cache?.bytes(name(page));
    return found === undefined ? undefined : remember(page, found);
  };
  return {
    has: (page) => get(page) !== undefined,
    get,
    set: (page, bytes) => {
      remember(page, bytes);
      cache?.keepBytes(name(page), bytes);
    },
  };
}

/** Reads go through pages; missing neighbours are asked for in one request, at most 16 pages (4 MiB) at once. */
function pagedAccess(size: number, pages: Pages, load: (first: number, last: number) => Promise<void>): RandomAccess {
  const atOnce = 16;
  const read = async (at: number, length: number): Promise<Uint8Array> => {
    const end = Math.min(size, at + length);
    if (end <= at) return new Uint8Array(0);
    const into = Buffer.allocUnsafe(end - at);
    for (let page = Math.floor(at / pageSize); page * pageSize < end; page++) {
      let bytes = pages.get(page);
      if (bytes === undefined) {
        let last = page;
        while ((last + 1) * pageSize < end && last - page + 1 < atOnce && !pages.has(last + 1)) last++;
        await load(page, last);
        bytes = pages.get(page)!;
      }
      const from = Math.max(at, page * pageSize);
      const until = Math.min(end, page * pageSize + bytes.length);
      into.set(bytes.subarray(from - page * pageSize, until - page * pageSize), from - at);
    }
    return into;
  };
  return {
    size,
    read,
    async *slice(at, length) {
      const end = Math.min(size, at + length);
      // Steps grow: a short look costs one page, a long read few requests.
      for (let from = at, step = 1; from < end; step = Math.min(step * 2, atOnce)) {
        const until = Math.min(end, (Math.floor(from / pageSize) + step) * pageSize);
        yield await read(from, until - from);
        from = until;
      }
    },
  };
}
