// What the configuration of a package client says of its indexes. One file per client beside this one reads that client's
// environment variables and files; none of them, and nothing else in this program, holds an index address of its own.
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import type { AskClient, Environment } from '../../io/spawn.ts';

/** One index as the build would use it. `url` holds no credentials; `from` says who named it, for people. */
export interface IndexAddress {
  url: string;
  from: string;
  name?: string;
}
/** A header for requests below `base` (scheme, host and path) and nowhere else. */
export interface Credential {
  base: string;
  authorization: string;
}
export interface ClientConfiguration {
  /** In the client's order. Empty: no index is known. */
  addresses: readonly IndexAddress[];
  /** Indexes for a part of the names only: an npm scope, a Cargo registry, an apt suite. */
  parts?: Readonly<Record<string, IndexAddress>>;
  credentials: readonly Credential[];
  /** What to set where no index is known, or why none is asked. */
  unknown?: string;
}
/** Every file of a checkout that configures a client. A run with a base reads these from it beforehand: one that is not listed would count without a base alone. */
export const projectFileNames = [
  '.npmrc',
  '.yarnrc.yml',
  'uv.toml',
  'pyproject.toml',
  'Pipfile',
  'pixi.toml',
  '.cargo/config.toml',
  '.cargo/config',
  '.bundle/config',
  'composer.json',
  'nuget.config',
  'NuGet.config',
  'NuGet.Config',
] as const;
export type ProjectFileName = (typeof projectFileNames)[number];

/** What a configuration module may look at. Files of the checkout come from `projectFile` only: the base commit's, as data. */
export interface ConfigContext {
  env: Environment;
  home: string;
  ask: AskClient;
  /** A file of the user or the machine; undefined if there is none, or if it lies in the checkout. */
  userFile(path: string): string | undefined;
  /** A file of the checkout as the base commit has it; path relative to the checkout. */
  projectFile(path: ProjectFileName): string | undefined;
  platform: string;
}

const largestFile = 1 << 20;

export function configContext(options: {
  env: Environment;
  cwd: string;
  ask: AskClient;
  projectFile?: (path: ProjectFileName) => string | undefined;
}): ConfigContext {
  const { env, cwd, ask } = options;
  const home = env.HOME || env.USERPROFILE || homedir();
  return {
    env,
    home,
    ask,
    platform: process.platform,
    userFile: (path) => {
      const way = relative(cwd, path);
      // A checkout below the home folder, or a home folder inside the checkout, must not turn a contributor's file into the user's.
      if (way === '' || !(way.startsWith('..') || /^([A-Za-z]:)?[\\/]/.test(way))) return undefined;
      return readSmall(path);
    },
    projectFile: options.projectFile ?? (() => undefined),
  };
}

function readSmall(path: string): string | undefined {
  try {
    const entry = statSync(path);
    return entry.isFile() && entry.size <= largestFile ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** An address from a configuration: userinfo becomes a credential for that host and path, the rest loses a slash at the end. Undefined if it is none. */
export function addressOf(text: string, from: string, name?: string): { address: IndexAddress; credentials: Credential[] } | undefined {
  let url: URL;
  try {
    url = new URL(text.trim().replace(/^sparse\+/, ''));
  } catch {
    return undefined;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  const credentials: Credential[] = [];
  const { username, password } = url;
  url.username = '';
  url.password = '';
  url.hash = '';
  const plain = url.href.replace(/\/+$/, '');
  if (username !== '' || password !== '') credentials.push({ base: url.origin, authorization: basic(safeDecode(username), safeDecode(password)) });
  return { address: { url: plain, from, ...(name === undefined ? {} : { name }) }, credentials };
}

/** Basic authentication, RFC 7617. */
export const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Collects addresses once each, in order, with the credentials that came with them. */
export class Addresses {
  readonly list: IndexAddress[] = [];
  readonly credentials: Credential[] = [];
  add(text: string | undefined, from: string, name?: string): boolean {
    const found = text === undefined ? undefined : addressOf(text, from, name);
    if (found === undefined) return false;
    if (!this.list.some((known) => known.url === found.address.url)) this.list.push(found.address);
    this.credentials.push(...found.credentials);
    return true;
  }
}

/** ~/.netrc (ftp(1), curl): logins by host. `default` is left out: it would send a password to any host. */
export function netrc(context: ConfigContext): Credential[] {
  const text = context.userFile(context.env.NETRC || join(context.home, context.platform === 'win32' ? '_netrc' : '.netrc'));
  if (text === undefined) return [];
  const words = text
    .replace(/^[ \t]*#.*$/gm, '')
    .split(/\s+/)
    .slice(0, 20_000);
  const found: Credential[] = [];
  let host: string | undefined;
  let login = '';
  const close = (password: string) => {
    if (host !== undefined && /^[A-Za-z0-9.:[\]-]+$/.test(host)) found.push({ base: `https://${host}`, authorization: basic(login, password) });
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === 'machine') {
      host = words[++at];
      login = '';
    } else if (word === 'default' || word === 'macdef') host = undefined;
    else if (word === 'login') login = words[++at] ?? '';
    else if (word === 'password') close(words[++at] ?? '');
  }
  return found;
}

/** The header for one address: the longest configured base that holds it. Scheme, host, port and whole path segments must agree. */
export function authoriser(credentials: readonly Credential[]): (url: URL) => string | undefined {
  const bases = credentials.flatMap((one) => {
    try {
      const url = new URL(one.base);
      return [{ origin: url.origin, path: url.pathname.replace(/\/*$/, '/'), authorization: one.authorization }];
    } catch {
      return [];
    }
  });
  bases.sort((a, b) => b.path.length - a.path.length);
  return (url) => bases.find((base) => base.origin === url.origin && `${url.pathname}/`.startsWith(base.path))?.authorization;
}

/** INI as Python's configparser and npm write it: sections, `key = value`, continuation lines that are indented. Values as written. */
export function readIni(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  sections.set('', section);
  let key: string | undefined;
  for (const line of text.split(/\r?\n/).slice(0, 20_000)) {
    if (/^\s*([#;].*)?$/.test(line)) continue;
    const head = /^\[([^\]]*)\]\s*$/.exec(line.trim());
    if (head) {
      section = sections.get(head[1]!.trim()) ?? new Map();
      sections.set(head[1]!.trim(), section);
      key = undefined;
    } else if (/^\s/.test(line) && key !== undefined) section.set(key, `${section.get(key)}\n${line.trim()}`);
    else {
      const cut = line.search(/[=:]/);
      if (cut < 0) continue;
      key = line.slice(0, cut).trim();
      section.set(key, line.slice(cut + 1).trim());
    }
  }
  return sections;
}
