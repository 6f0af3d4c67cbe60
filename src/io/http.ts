// HTTP with bounds, to hosts that the design allows and nobody else: https outside loopback, names judged before a connection is
// made (address.ts), redirects followed by hand, few connections per host, every wait and every body bounded, ranges believed
// only when they are what was asked for. RFC 9110: ranges 14, conditions 13, Retry-After 10.2.3.
import { z } from 'zod';
import type { Bytes, RandomAccess } from '../types.ts';
import { type Address, Door, parseUrl, type Resolve, redactUrl } from './address.ts';
import type { DiskCache } from './cache.ts';
import type { Fetch, Headers, HttpAnswer } from './fetch.ts';
import { HostQueue } from './host-queue.ts';
import { HttpError } from './http-error.ts';
import { pagedAccess, pageSize, pageStore } from './pages.ts';
import { pinnedFetch, proxyFor } from './transport.ts';
import { version } from './version.ts';

export const userAgent = `sourcegate/${version}`;

/** Bounds of one run. */
export interface HttpLimits {
  /** Requests at the same time to one host. */
  perHost: number;
  /** One answer, from the connection to its last byte; a download may take `downloadSeconds`. */
  seconds: number;
  downloadSeconds: number;
  /** Longest silence inside an answer. */
  idleSeconds: number;
  /** All requests of the run. */
  runSeconds: number;
  tries: number;
  /** Longest wait that an index may ask for; what asks for longer is given up for this run. */
  waitSeconds: number;
  /** How often a host may ask for time. */
  waits: number;
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
  waits: 2,
  redirects: 3,
};

export interface HttpOptions {
  /** No connection is made, no name is looked up. */
  offline?: boolean;
  fetch?: Fetch;
  resolve?: Resolve;
  cache?: DiskCache;
  limits?: Partial<HttpLimits>;
  /** The header that authorises a request to exactly this address; asked anew for every redirect. */
  authorise?: (url: URL) => string | undefined;
  env?: Readonly<Record<string, string | undefined>>;
  now?: () => number;
  sleep?: (milliseconds: number) => Promise<void>;
  onCosts?: (costs: Costs) => void;
}
export interface Costs {
  requests: number;
  bytes: number;
  /** Answers that came from the disk cache, whether or not it was asked if they still hold. */
  cached: number;
  /** Seconds of waiting that an index asked for. */
  waited: number;
}
export interface Ask {
  /** The configured index that this request follows from: what it names may be as private as it is itself, and no more. Undefined: only public addresses. */
  from: string | undefined;
  accept?: string;
  /** A token that an answer of this very host gave for this request; sent to no other origin. */
  authorization?: string;
  maxBytes?: number;
  /** The answer never changes (a released version's description): kept without asking again. */
  immutable?: boolean;
}
export interface Http {
  /** The whole body, decoded. Statuses other than 200 are answers, not errors; HttpError when there is no answer. */
  get(url: string, ask: Ask): Promise<HttpAnswer>;
  head(url: string, ask: Ask): Promise<HttpAnswer>;
  /** The body of status 200 as it comes, not decoded; HttpError for any other status. `authorised`: a credential was given for it. */
  stream(url: string, ask: Ask): Promise<{ size?: number; bytes: Bytes; authorised: boolean }>;
  /**
   * Random access by range requests. `size` and `cacheKey` are the index's word on the file (its length; a name for its content).
   * Undefined when the host answers ranges with the whole file: the caller then downloads it.
   */
  random(url: string, ask: Ask & { size?: number; cacheKey?: string }): Promise<RandomAccess | undefined>;
  costs(): Costs;
}

const defaultMaxBytes = 64 << 20;
/** What is kept of an answer without a body. */
const keptHead = z.strictObject({ url: z.string().max(4096), type: z.string().max(200), length: z.string().regex(/^\d{1,15}$/) });
const busy = new Set([408, 425, 429, 500, 502, 503, 504]);
const redirected = new Set([301, 302, 303, 307, 308]);

/** The one way to the network of a run. */
export function createHttp(options: HttpOptions = {}): Http {
  const client = new Client(options);
  return {
    get: (url, ask) => client.get(url, ask),
    head: (url, ask) => client.head(url, ask),
    stream: (url, ask) => client.stream(url, ask),
    random: (url, ask) => client.random(url, ask),
    costs: () => ({ ...client.costs }),
  };
}

/** An answer whose body is still to be read. `done` frees the host's place and the timers; it must be called. */
interface Opened {
  status: number;
  url: URL;
  headers: Headers;
  body: Bytes;
  wire: (() => number) | undefined;
  authorised: boolean;
  done: () => void;
}
interface Sending {
  method: string;
  headers: Record<string, string>;
  seconds: number;
  ask: Ask;
}

class Client {
  readonly costs: Costs = { requests: 0, bytes: 0, cached: 0, waited: 0 };
  readonly #options: HttpOptions;
  readonly #limits: HttpLimits;
  readonly #fetch: Fetch;
  readonly #now: () => number;
  readonly #sleep: (milliseconds: number) => Promise<void>;
  readonly #door: Door;
  readonly #hosts = new Map<string, HostQueue>();
  readonly #end: number;

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#limits = { ...defaultHttpLimits, ...options.limits };
    this.#fetch = options.fetch ?? pinnedFetch(options.env ?? {});
    this.#now = options.now ?? Date.now;
    this.#sleep = options.sleep ?? ((milliseconds) => new Promise((done) => setTimeout(done, milliseconds)));
    this.#door = new Door(options.resolve, (url) => options.fetch === undefined && proxyFor(url, options.env ?? {}) !== undefined);
    this.#end = this.#now() + this.#limits.runSeconds * 1000;
  }

  async get(url: string, ask: Ask): Promise<HttpAnswer> {
    const { cache } = this.#options;
    const key = `GET ${ask.accept ?? ''} ${redactUrl(url)}${parseUrl(url).search}`;
    const kept = cache?.answer(key);
    if (kept && ask.immutable) return this.#fromCache(kept);
    const { opened, body } = await this.#ask(url, {
      method: 'GET',
      headers: { 'accept-encoding': 'gzip', ...conditions(kept) },
      seconds: this.#limits.seconds,
      ask,
    });
    if (opened.status === 304 && kept) return this.#fromCache(kept);
    const answer = answerOf(opened, body);
    // Answers given to a credential stay out of a cache that may travel.
    if (answer.status === 200 && !opened.authorised) cache?.keepAnswer(key, answer, ask.immutable === true);
    return answer;
  }

  async head(url: string, ask: Ask): Promise<HttpAnswer> {
    const { cache } = this.#options;
    const key = `HEAD ${redactUrl(url)}${parseUrl(url).search}`;
    const kept = ask.immutable ? cache?.value(key, keptHead) : undefined;
    if (kept) {
      const { length, ...rest } = kept;
      return this.#fromCache({
        ...rest,
        status: 200,
        headers: { get: (name) => (name === 'content-length' ? length : null) },
        body: Buffer.alloc(0),
      });
    }
    const { opened, body } = await this.#ask(url, { method: 'HEAD', headers: { 'accept-encoding': 'identity' }, seconds: this.#limits.seconds, ask });
    const answer = answerOf(opened, body);
    const length = answer.headers.get('content-length');
    if (ask.immutable && answer.status === 200 && length !== null && !opened.authorised)
      cache?.keepValue(key, { url: answer.url, type: answer.type, length });
    return answer;
  }

  async stream(url: string, ask: Ask): Promise<{ size?: number; bytes: Bytes; authorised: boolean }> {
    const opened = await this.#openPatiently(url, {
      method: 'GET',
      headers: { 'accept-encoding': 'identity' },
      seconds: this.#limits.downloadSeconds,
      ask,
    });
    if (opened.status !== 200) {
      opened.done();
      throw new HttpError('status', `${redactUrl(opened.url)}: status ${opened.status}`, { status: opened.status });
    }
    const announced = lengthOf(opened.headers);
    return {
      ...(announced === undefined ? {} : { size: announced }),
      bytes: this.#body(opened, ask.maxBytes ?? Number.POSITIVE_INFINITY, announced),
      authorised: opened.authorised,
    };
  }

  async random(url: string, ask: Ask & { size?: number; cacheKey?: string }): Promise<RandomAccess | undefined> {
    const size = ask.size ?? (await this.#length(url, ask));
    if (size === undefined || size === 0) return undefined;
    const pages = pageStore(this.#options.cache, ask.cacheKey);
    let validator: string | undefined;
    const load = async (first: number, last: number): Promise<boolean> => {
      const at = first * pageSize;
      const got = await this.#range(url, ask, at, Math.min(size, (last + 1) * pageSize), size, validator);
      if (got === undefined) return false;
      validator ??= got.validator;
      for (let page = first; page <= last; page++)
        pages.set(page, got.body.subarray((page - first) * pageSize, (page - first + 1) * pageSize), !got.authorised);
      return true;
    };
    // The last two pages at once: a zip's end record is searched for in its last 64 KiB. It also tells whether ranges are served.
    const lastPage = Math.floor((size - 1) / pageSize);
    if (pages.get(lastPage) === undefined && !(await load(Math.max(0, lastPage - 1), lastPage))) return undefined;
    return pagedAccess(size, pages, async (first, last) => {
      if (!(await load(first, last))) throw new HttpError('protocol', `${redactUrl(url)}: the file changed while it was read`);
    });
  }

  /** The length that the host announces; undefined where it announces none, or refuses HEAD. */
  async #length(url: string, ask: Ask): Promise<number | undefined> {
    const { status, headers } = await this.head(url, ask);
    if (status === 404 || status === 410) throw new HttpError('status', `${redactUrl(url)}: status ${status}`, { status });
    return status === 200 ? lengthOf(headers) : undefined;
  }

  /** Bytes [from, to) of a file: nothing but status 206, that very range, and all of its bytes will do. Undefined: status 200. */
  async #range(
    url: string,
    ask: Ask,
    from: number,
    to: number,
    size: number,
    validator: string | undefined,
  ): Promise<{ body: Buffer; validator: string | undefined; authorised: boolean } | undefined> {
    const headers = {
      'accept-encoding': 'identity',
      range: `bytes=${from}-${to - 1}`,
      ...(validator === undefined ? {} : { 'if-range': validator }),
    };
    const { opened, body } = await this.#ask(
      url,
      { method: 'GET', headers, seconds: this.#limits.seconds, ask: { ...ask, maxBytes: to - from } },
      (answer) => answer.status !== 200,
    );
    const where = redactUrl(opened.url);
    if (opened.status === 200) return undefined;
    if (opened.status !== 206) throw new HttpError('status', `${where}: status ${opened.status} to a range request`, { status: opened.status });
    const given = opened.headers.get('content-range');
    if (given !== `bytes ${from}-${to - 1}/${size}`) {
      throw new HttpError(
        'protocol',
        `${where}: asked for bytes ${from}-${to - 1} of ${size}, the answer is not that range (${String(given)
          .replace(/[^\w\-/* ]/g, '')
          .slice(0, 60)})`,
      );
    }
    if ((opened.headers.get('content-encoding') ?? 'identity') !== 'identity') throw new HttpError('protocol', `${where}: an encoded range`);
    if (body.length !== to - from) throw new HttpError('protocol', `${where}: ${body.length} bytes came of a range of ${to - from}`);
    return { body, validator: strongValidator(opened.headers), authorised: opened.authorised };
  }

  #fromCache(kept: HttpAnswer): HttpAnswer {
    this.costs.cached++;
    return kept;
  }

  /** Request and whole body; a body that breaks off is asked for again. Bodies that `wanted` refuses are not read. */
  async #ask(url: string, sending: Sending, wanted: (opened: Opened) => boolean = () => true): Promise<{ opened: Opened; body: Buffer }> {
    const limit = sending.ask.maxBytes ?? defaultMaxBytes;
    for (let attempt = 1; ; attempt++) {
      const opened = await this.#openPatiently(url, sending);
      if (!wanted(opened) || sending.method === 'HEAD') {
        opened.done();
        return { opened, body: Buffer.alloc(0) };
      }
      try {
        const chunks: Uint8Array[] = [];
        for await (const chunk of this.#body(opened, limit, lengthOf(opened.headers))) chunks.push(chunk);
        return { opened, body: Buffer.concat(chunks) };
      } catch (error) {
        if (!(error instanceof HttpError) || error.code !== 'network' || attempt >= this.#limits.tries) throw error;
        await this.#sleep(backoff(attempt));
      }
    }
  }

  /** The body within its bounds, counted, and as long as was announced. */
  async *#body(opened: Opened, limit: number, announced: number | undefined): Bytes {
    const where = redactUrl(opened.url);
    let total = 0;
    try {
      if (announced !== undefined && announced > limit)
        throw new HttpError('too-large', `${where}: ${announced} bytes are announced, at most ${limit} are read`);
      for await (const chunk of opened.body) {
        total += chunk.length;
        if (total > limit) throw new HttpError('too-large', `${where}: more than ${limit} bytes`);
        yield chunk;
      }
      if (announced !== undefined && total !== announced)
        throw new HttpError('network', `${where}: ${total} bytes came, ${announced} were announced`);
    } finally {
      this.costs.bytes += opened.wire?.() ?? total;
      this.#options.onCosts?.(this.costs);
      opened.done();
    }
  }

  /** One answer: what is busy or broken is asked again, as patiently as the limits say. */
  async #openPatiently(url: string, sending: Sending): Promise<Opened> {
    if (this.#options.offline) throw new HttpError('offline', 'offline: nothing is asked');
    const host = this.#host(parseUrl(url));
    for (let attempt = 1; ; attempt++) {
      await host.ready();
      if (this.#now() >= this.#end)
        throw new HttpError('timeout', `${redactUrl(url)}: not asked, the ${this.#limits.runSeconds} s for the network are used up`);
      let failure: HttpError;
      try {
        const opened = await this.#open(parseUrl(url), sending);
        if (!busy.has(opened.status)) {
          host.answered();
          return opened;
        }
        opened.done();
        failure = this.#busy(opened, host, attempt);
      } catch (error) {
        if (!(error instanceof HttpError) || (error.code !== 'network' && error.code !== 'timeout')) throw error;
        failure = error;
        host.failed(error, 2 * this.#limits.tries);
      }
      if (attempt >= this.#limits.tries) throw failure;
      if (failure.code !== 'rate-limited') await this.#sleep(backoff(attempt));
    }
  }

  /** A host that asks for time gets it, from everyone; a host that is merely broken is asked again soon. */
  #busy(opened: Opened, host: HostQueue, attempt: number): HttpError {
    const { status, url } = opened;
    const asked = retryAfter(opened.headers.get('retry-after'), this.#now());
    if (status !== 429 && asked === undefined) return new HttpError('status', `${redactUrl(url)}: status ${status}`, { status });
    const wait = Math.max(asked ?? 0, backoff(attempt));
    const error = new HttpError('rate-limited', `${url.host} asked to wait ${Math.ceil(wait / 1000)} s (status ${status})`, { status });
    const most = wait > this.#limits.waitSeconds * 1000 ? 0 : this.#limits.waits;
    if (host.wait(() => this.#sleep(wait), error, most)) this.costs.waited += Math.ceil(wait / 1000);
    return error;
  }

  /** One request, its redirects followed: each is judged like the first, and given only its own credential. */
  async #open(start: URL, sending: Sending): Promise<Opened> {
    let url = start;
    const from = sending.ask.from === undefined ? undefined : parseUrl(sending.ask.from);
    for (let hop = 0; hop <= this.#limits.redirects; hop++) {
      const addresses = await this.#door.admit(url, from);
      const opened = await this.#send(url, addresses, sending, url.origin === start.origin);
      const location = opened.headers.get('location');
      if (!redirected.has(opened.status) || location === null) return opened;
      opened.done();
      url = parseUrl(location, opened.url);
    }
    throw new HttpError('redirect', `${redactUrl(start)}: more than ${this.#limits.redirects} redirects`);
  }

  async #send(target: URL, addresses: readonly Address[], { method, headers, seconds, ask }: Sending, atHome: boolean): Promise<Opened> {
    const url = new URL(target);
    url.username = '';
    url.password = '';
    url.hash = '';
    const where = redactUrl(url);
    const host = this.#host(url);
    await host.enter();
    const stop = new AbortController();
    const timers = [setTimeout(() => stop.abort(new HttpError('timeout', `${where}: no end after ${seconds} s`)), seconds * 1000)];
    const heard = () => {
      clearTimeout(timers[1]);
      timers[1] = setTimeout(
        () => stop.abort(new HttpError('timeout', `${where}: silent for ${this.#limits.idleSeconds} s`)),
        this.#limits.idleSeconds * 1000,
      );
    };
    let over = false;
    const done = () => {
      if (over) return;
      over = true;
      for (const timer of timers) clearTimeout(timer);
      stop.abort();
      host.leave();
    };
    heard();
    try {
      const authorization = (atHome ? ask.authorization : undefined) ?? this.#options.authorise?.(url);
      this.costs.requests++;
      const answer = await aborting(
        this.#fetch(url.href, {
          method,
          headers: { 'user-agent': userAgent, accept: ask.accept ?? '*/*', ...headers, ...(authorization === undefined ? {} : { authorization }) },
          redirect: 'manual',
          signal: stop.signal,
          addresses,
        }),
        stop.signal,
      );
      heard();
      const body = stoppable(answer.body ?? noBytes(), stop.signal, where, heard);
      return { status: answer.status, url, headers: answer.headers, body, wire: answer.wire, authorised: authorization !== undefined, done };
    } catch (error) {
      const failure = explain(error, where, stop.signal);
      done();
      throw failure;
    }
  }

  #host(url: URL): HostQueue {
    let host = this.#hosts.get(url.host);
    if (host === undefined) {
      host = new HostQueue(this.#limits.perHost);
      this.#hosts.set(url.host, host);
    }
    return host;
  }
}

/** Milliseconds before the next attempt: 0.25 s, 1 s, 4 s ... */
const backoff = (attempt: number): number => 250 * 4 ** (attempt - 1);

function conditions(kept: HttpAnswer | undefined): Record<string, string> {
  const etag = kept?.headers.get('etag');
  if (etag) return { 'if-none-match': etag };
  const modified = kept?.headers.get('last-modified');
  return modified ? { 'if-modified-since': modified } : {};
}

const answerOf = (opened: Opened, body: Buffer): HttpAnswer => ({
  status: opened.status,
  url: redactUrl(opened.url),
  type: (opened.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase(),
  headers: opened.headers,
  body,
});

function lengthOf(headers: Headers): number | undefined {
  const value = headers.get('content-length');
  const encoded = (headers.get('content-encoding') ?? 'identity') !== 'identity'; // the global fetch decodes, and leaves the wire's length
  return value !== null && !encoded && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** A weak validator does not promise equal bytes, so it may not join ranges (RFC 9110, 13.1.5). */
function strongValidator(headers: Headers): string | undefined {
  const etag = headers.get('etag');
  return etag?.startsWith('"') ? etag : undefined;
}

/** Milliseconds that Retry-After asks for: seconds or a date. */
function retryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Words of our own for whatever the transport threw: its messages may quote headers and addresses. */
function explain(error: unknown, where: string, signal: AbortSignal): HttpError {
  if (error instanceof HttpError) return error;
  if (signal.aborted && signal.reason instanceof HttpError) return signal.reason;
  const code = errorCode(error);
  return new HttpError('network', `${where}: no connection${code === undefined ? '' : ` (${code})`}`, { cause: error });
}

function errorCode(error: unknown): string | undefined {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 4; at = (at as { cause?: unknown }).cause, depth++) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) return code;
  }
  return undefined;
}

/** The promise, or the signal's reason as soon as it is aborted, even where the transport does not listen. */
function aborting<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((done, failed) => {
    const stop = () => failed(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    promise.then(done, failed).finally(() => signal.removeEventListener('abort', stop));
  });
}

async function* stoppable(body: AsyncIterable<Uint8Array>, signal: AbortSignal, where: string, heard: () => void): Bytes {
  const iterator = body[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await aborting(iterator.next(), signal);
      heard();
      if (next.done) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } catch (error) {
    throw explain(error, where, signal);
  } finally {
    if (!ended) iterator.return?.()?.catch(() => {}); // the rest is not wanted, however it ends
  }
}

async function* noBytes(): Bytes {}
