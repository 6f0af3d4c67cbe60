// Where the workflow already has a locked package: installed, or in a client's cache. Nothing here asks a network, and nothing that
// is found is believed beyond what is said of it.
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { homedir } from 'node:os';
import type { Environment } from '../../io/spawn.ts';
import type { LockedPackage } from '../../types.ts';
import { plainHash } from '../index-context.ts';

/** A copy on this machine. `files`, relative to `path`, when the package shares its folder with others. */
export interface LocalCopy {
  /** Absolute. */
  path: string;
  kind: 'archive' | 'folder';
  /** hash: its bytes (or the client's own record of them, where the bytes are unpacked) have the lock's hash. name-version: only named so. */
  how: 'hash' | 'name-version';
  /** Where it was found, for people: 'npm cache', 'site-packages'. */
  place: string;
  /** The lock promises other bytes: what it says, and what is here. */
  mismatch?: { expected: string; got: string };
  files?: readonly string[];
}
export interface LocalContext {
  env: Environment;
  /** Absolute path of the checkout. */
  cwd: string;
  home: string;
  /** Folder of the lockfile, absolute. */
  folder: string;
  /** What was read once for all packages of a run: folders with thousands of names, the clients' own records. */
  known: Map<string, unknown>;
}

/** `make` is called once for each key of a run. */
export function once<T>({ known }: Pick<LocalContext, 'known'>, key: string, make: () => T): T {
  if (!known.has(key)) known.set(key, make());
  return known.get(key) as T; // a key belongs to one caller, which names itself in it
}
/** One place of one client. `find` gives the copies it has, best first; undefined or empty when it has none. */
export interface LocalPlace {
  /** Purl types that are kept there. */
  types: readonly string[];
  find(locked: LockedPackage, context: LocalContext): LocalCopy | undefined;
}

export const homeOf = (env: Environment): string => env.HOME || env.USERPROFILE || homedir();

/** An archive on disk held against the hashes that the lock has for it. Undefined: there is no such plain file. */
export function archive(path: string, hashes: readonly string[], place: string): LocalCopy | undefined {
  const known = hashes.map(plainHash).flatMap((hash) => {
    const parts = /^(sha512|sha384|sha256|sha1|md5):([0-9a-f]+)$/.exec(hash);
    return parts ? [{ algorithm: parts[1]!, hash }] : [];
  });
  if (!isFile(path)) return undefined;
  const strongest = ['sha512', 'sha384', 'sha256', 'sha1', 'md5'].find((one) => known.some(({ algorithm }) => algorithm === one));
  if (strongest === undefined) return { path, kind: 'archive', how: 'name-version', place };
  const wanted = known.filter(({ algorithm }) => algorithm === strongest).map(({ hash }) => hash);
  const got = `${strongest}:${hashFile(path, strongest)}`;
  if (wanted.includes(got)) return { path, kind: 'archive', how: 'hash', place };
  return { path, kind: 'archive', how: 'name-version', place, mismatch: { expected: wanted[0]!, got } };
}

/** The bytes of a plain file; links are not followed. */
export function hashFile(path: string, algorithm: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const digest = createHash(algorithm);
    const buffer = Buffer.allocUnsafe(1 << 20);
    const { size } = fstatSync(descriptor);
    for (let at = 0; at < size; ) {
      const count = readSync(descriptor, buffer, 0, buffer.length, at);
      if (count === 0) break;
      digest.update(buffer.subarray(0, count));
      at += count;
    }
    return digest.digest('hex');
  } finally {
    closeSync(descriptor);
  }
}

export function isFile(path: string): boolean {
  try {
    return lstatSync(path).isFile();
  } catch {
    return false;
  }
}
export function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}
/** Names in a folder, sorted, at most 20,000; none when there is no such folder. */
export function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort().slice(0, 20_000);
  } catch {
    return [];
  }
}
export function readText(path: string, limit = 16 << 20): string | undefined {
  try {
    const entry = lstatSync(path);
    return entry.isFile() && entry.size <= limit ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
/** A name from a lock that is to become part of a path: no way out of the folder. */
export const isPlain = (name: string): boolean =>
  name !== '' && !/[\0\\]/.test(name) && !name.startsWith('/') && !name.split('/').some((part) => part === '..' || part === '.' || part === '');

/** What the lock has for the file of this name. The hashes of its other files (a POM, a go.mod, another classifier) are of other bytes: it has none of them. */
export function hashesFor({ hashes, files = [] }: LockedPackage, isFile: (name: string) => boolean): string[] {
  if (files.length === 0) return [...hashes];
  const others = new Set(files.flatMap(({ name, hash }) => (isFile(name) || hash === undefined ? [] : [hash])));
  const own = files.flatMap(({ name, hash }) => (isFile(name) && hash !== undefined ? [hash] : []));
  return own.length === 0 ? [] : [...new Set([...own, ...hashes.filter((hash) => !others.has(hash))])];
}

/** Every hash that the lock has for the package or one of its files. */
export const hashesOf = (locked: LockedPackage): string[] => [
  ...locked.hashes,
  ...(locked.files ?? []).flatMap((file) => (file.hash === undefined ? [] : [file.hash])),
];
