// What every package index is given, and the words they share for answers that never came.
import { redactUrl } from '../io/address.ts';
import type { Http } from '../io/http.ts';
import { HttpError } from '../io/http-error.ts';
import type { Depth, Evidence, IndexAnswer, ReleaseFile, Source } from '../types.ts';
import type { ClientConfiguration, IndexAddress } from './config/client.ts';

export interface FindOptions {
  /** The registry that the lock names for this package, if it does: asked only when it is a configured one. */
  registry?: string;
  /** The lock's hashes. An answer of another registry than the lock's counts only if it offers a file with one of them. */
  hashes?: readonly string[];
}
export interface Registry {
  type: string;
  find(purl: string, depth: Depth, options?: FindOptions): Promise<IndexAnswer>;
}
export interface RegistryContext {
  http: Http;
  configuration(): Promise<ClientConfiguration>;
  offline: boolean;
}

export const unknown = (reason: string, asked: IndexAnswer['asked'] = []): IndexAnswer => ({
  source: { status: 'unknown', reason, where: [] },
  files: [],
  asked,
});

/** Why an index did not answer, in one clause. */
export function whyNot(error: unknown): string {
  if (error instanceof HttpError) return error.message;
  throw error;
}

export const whereOf = (kind: string, url: string, value: string, from: string): Source['where'][number] => ({
  kind,
  url: redactUrl(url),
  evidence: { kind: 'index-answer', path: from, value } satisfies Evidence,
});

/** The addresses to ask for one package. A lock that names a registry narrows them; one that names a stranger leaves them, and `stranger` says so. */
export function choose(addresses: readonly IndexAddress[], registry: string | undefined): { addresses: readonly IndexAddress[]; stranger: boolean } {
  if (registry === undefined) return { addresses, stranger: false };
  const named = originOf(registry);
  const plain = redactUrl(registry).replace(/\/+$/, '');
  const exact = addresses.filter((one) => plain === one.url || plain.startsWith(`${one.url}/`));
  if (exact.length > 0) return { addresses: exact, stranger: false };
  const same = addresses.filter((one) => originOf(one.url) === named);
  return same.length > 0 ? { addresses: same, stranger: false } : { addresses, stranger: true };
}

function originOf(url: string): string | undefined {
  try {
    return new URL(url).origin;
  } catch {
    return undefined;
  }
}

/** A stranger's package is the configured index's only if the bytes are the same. */
export function sameBytes(files: readonly ReleaseFile[], hashes: readonly string[] | undefined): boolean {
  const wanted = new Set((hashes ?? []).map(plainHash));
  return files.some((file) => file.hashes.some((hash) => wanted.has(plainHash(hash))));
}

/** `sha512-<base64>` and `sha512:<hex>` in one spelling. */
export function plainHash(hash: string): string {
  const sri = /^(sha(?:1|256|384|512)|md5)-([A-Za-z0-9+/=]+)$/.exec(hash);
  if (sri) return `${sri[1]}:${Buffer.from(sri[2]!, 'base64').toString('hex')}`;
  return hash.toLowerCase();
}
