// What every package index is given, and what they share: which address to ask, and words for answers that never came.
import type { z } from 'zod';
import { redactUrl } from '../io/address.ts';
import type { HttpAnswer } from '../io/fetch.ts';
import type { Ask, Http } from '../io/http.ts';
import { HttpError } from '../io/http-error.ts';
import type { Purl } from '../purl/index.ts';
import type { Depth, IndexAnswer, ReleaseFile, Source } from '../types.ts';
import type { ClientConfiguration, ConfigContext, IndexAddress } from './config/client.ts';

export interface FindOptions {
  /** The registry, or the file's address, that the lock records for this package: asked only when it is a configured one. */
  registry?: string;
  /** The lock's hashes. Another registry than the lock's is believed only if it offers a file with one of them. */
  hashes?: readonly string[];
}
/** One package index. `find` is given a purl of its type that has a version. */
export interface Registry {
  find(purl: Release, depth: Depth, options: FindOptions): Promise<IndexAnswer>;
}
export type Release = Purl & { version: string };
/** How an index is listed: the purl type it answers for, where its addresses come from, and how it is asked. */
export interface RegistryUnit<Configuration extends ClientConfiguration = ClientConfiguration> {
  type: string;
  configure(context: ConfigContext): Promise<Configuration>;
  /** Where an entry of the policy's `indexes` is more than an address. */
  fromPolicy?(texts: readonly string[], found: Configuration): Configuration;
  create(context: RegistryContext<Configuration>): Registry;
}
export interface RegistryContext<Configuration extends ClientConfiguration = ClientConfiguration> {
  http: Http;
  configuration(): Promise<Configuration>;
}

export const unknown = (reason: string, asked: IndexAnswer['asked'] = [], files: readonly ReleaseFile[] = []): IndexAnswer => ({
  source: { status: 'unknown', reason, where: [] },
  files,
  asked,
});

export const whereOf = (kind: string, url: string, value: string, index: string): Source['where'][number] => ({
  kind,
  url: redactUrl(url),
  evidence: { kind: 'index-answer', path: index, value },
});

/** Text of an index that may hold an address with a login in it, without that. */
export const withoutLogin = (text: string): string => text.replace(/\/\/[^/@\s]{1,1000}@/g, '//');

/** An answer, or why there is none, in one clause. Errors that are not the network's are ours, and thrown. */
export async function asking(
  ask: () => Promise<HttpAnswer>,
): Promise<{ answer: HttpAnswer; status: string } | { answer?: undefined; status: string }> {
  try {
    const answer = await ask();
    return { answer, status: String(answer.status) };
  } catch (error) {
    if (error instanceof HttpError) return { status: error.message };
    throw error;
  }
}

/** A JSON answer that fits the schema. `gone`: the index says that there is no such thing (404, 410). */
export async function askJson<T>(
  http: Http,
  url: string,
  schema: z.ZodType<T>,
  ask: Ask,
): Promise<{ status: string; data?: T; gone?: true; answer?: HttpAnswer }> {
  const { answer, status } = await asking(() => http.get(url, ask));
  if (answer === undefined) return { status };
  if (isGone(answer)) return { status, gone: true };
  if (answer.status !== 200) return { status: `status ${status}` };
  const data = schema.safeParse(jsonOf(answer.body));
  return data.success
    ? { status, data: data.data, answer }
    : { status: `200, but not what this index promises (${answer.type || 'no content type'})` };
}

export const isGone = (answer: HttpAnswer): boolean => answer.status === 404 || answer.status === 410;

export function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The addresses to ask for one package. A lock that names a registry narrows them; one that names a stranger leaves them, and `stranger` says so. */
export function choose(addresses: readonly IndexAddress[], registry: string | undefined): { addresses: readonly IndexAddress[]; stranger: boolean } {
  if (registry === undefined) return { addresses, stranger: false };
  const plain = redactUrl(registry.replace(/^(sparse|registry)\+/, '')).replace(/\/+$/, '');
  const exact = addresses.filter((one) => plain === one.url || plain.startsWith(`${one.url}/`));
  if (exact.length > 0) return { addresses: exact, stranger: false };
  const same = addresses.filter((one) => originOf(one.url) === originOf(plain));
  return same.length > 0 ? { addresses: same, stranger: false } : { addresses, stranger: true };
}

export function originOf(url: string): string | undefined {
  try {
    return new URL(url).origin;
  } catch {
    return undefined;
  }
}

/** For a package that the lock takes from an index that is not configured: the configured one's answer counts only for the same bytes. */
export function refuseStranger(
  name: string,
  stranger: boolean,
  files: readonly ReleaseFile[],
  options: FindOptions,
  asked: IndexAnswer['asked'],
): IndexAnswer | undefined {
  if (!stranger) return undefined;
  const wanted = new Set((options.hashes ?? []).map(plainHash));
  if (files.some((file) => file.hashes.some((hash) => wanted.has(plainHash(hash))))) return undefined;
  const host = hostOf(options.registry ?? '');
  return unknown(
    `${name} comes from ${host}, which is not among the configured indexes, so that one was not asked, and theirs is not the same file: name it under indexes: in the policy`,
    asked,
  );
}

const hostOf = (url: string): string => /^(?:\w+\+)?https?:\/\/(?:[^@/]*@)?([^/]+)/.exec(url)?.[1] ?? 'an index';

/** `sha512-<base64>` and `sha512:<hex>` in one spelling, `sha512:<hex>`. */
export function plainHash(hash: string): string {
  const sri = /^(sha(?:1|256|384|512)|md5)-([A-Za-z0-9+/]+=*)$/.exec(hash);
  if (sri) return `${sri[1]}:${Buffer.from(sri[2]!, 'base64').toString('hex')}`;
  const hex = /^(sha(?:1|256|384|512)|md5)[:=-]([0-9a-fA-F]+)$/.exec(hash);
  return hex ? `${hex[1]}:${hex[2]!.toLowerCase()}` : hash;
}

/** A repository address as manifests write it (`git+https://…`, `git@host:…`, `scm:git:…`, `github:user/repo`), as https without login; undefined if it names no host. */
export function repositoryUrl(text: string): string | undefined {
  let url = text
    .trim()
    .replace(/^(scm:)?(git|hg|svn)[:+](?=\w+:|git@|\w+@)/, '')
    .replace(/^scm:\w+:/, '');
  url = url
    .replace(/^(?:ssh:\/\/)?[\w.-]+@([\w.-]+)[:/](?!\/)/, 'https://$1/')
    .replace(/^(git|ssh|http|git\+https|git\+http|git\+ssh):\/\//, 'https://');
  try {
    const parsed = new URL(url);
    if (parsed.protocol !== 'https:' || !parsed.hostname.includes('.')) return undefined;
    return `https://${parsed.host}${parsed.pathname.replace(/\.git\/?$/, '').replace(/\/+$/, '')}`;
  } catch {
    return undefined;
  }
}
