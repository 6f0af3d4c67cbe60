// What is asked and answered over HTTP, as types: the part of WHATWG fetch that is used, and an answer that was read whole.
import type { Address } from './address.ts';

/** What `fetch` is given. `addresses` are those that were judged; a transport that can connects to no other. */
export interface FetchInit {
  method: string;
  headers: Record<string, string>;
  redirect: 'manual';
  signal: AbortSignal;
  addresses?: readonly Address[];
}
export interface Headers {
  get(name: string): string | null;
}
/** The part of WHATWG fetch that is used; the global `fetch` fits. `wire` counts bytes as they came, before decoding. */
export type Fetch = (
  url: string,
  init: FetchInit,
) => Promise<{ status: number; headers: Headers; body: AsyncIterable<Uint8Array> | null; wire?: () => number }>;

export interface HttpAnswer {
  status: number;
  /** Address that answered, after redirects, without credentials and query. */
  url: string;
  /** Media type, small letters, no parameters. */
  type: string;
  headers: Headers;
  body: Buffer;
}
