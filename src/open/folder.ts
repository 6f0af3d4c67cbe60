// A folder on disk as a container: walked in the order of names, each file opened when asked for. No symbolic link is followed, so no
// path leaves the folder and no circle is walked; what changes meanwhile shows as a problem, not as an error.
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { randomFromDescriptor } from '../io/bytes.ts';
import type { Bytes, Entry, Limits, Problem } from '../types.ts';
import { pointsOutside } from './names.ts';
import { ContainerError, count, hazard, limit, quote, skipped, unreadable } from './problems.ts';

/** Folders that hold the history or the installed packages of a checkout, not what it builds. */
const leftOut: readonly string[] = ['.git', '.hg', '.svn'];
const deepest = 200;

/** The entries of a folder, its `path` not part of their names. Version control's own folder is left out, and said so. */
export async function* openFolder(path: string, limits: Limits): AsyncGenerator<Entry | Problem> {
  const seen = { entries: 0, nameBytes: 0 };
  yield* walk(path, '', 0, limits, seen);
}

/**
 * The named files of a folder that holds others as well: an installed package beside its neighbours. `files` are relative to `path`,
 * with `/`; nothing else is looked at. A name that leads out of the folder, or through a link, is a problem and is not opened.
 */
export async function* openFiles(path: string, files: readonly string[], limits: Limits): AsyncGenerator<Entry | Problem> {
  const folders = new Map<string, boolean>([['', true]]);
  let nameBytes = 0;
  let seen = 0;
  for (const name of [...new Set(files)].sort()) {
    nameBytes += name.length;
    if (++seen > limits.entries) return yield limit(path, 'entries', `more than ${count(limits.entries)} files; the rest was not looked at`);
    if (nameBytes > limits.directoryBytes)
      return yield limit(path, 'directoryBytes', `names of more than ${count(limits.directoryBytes)} bytes in all`);
    if (!staysInside(name)) yield hazard(name.slice(0, 200), 'name-traversal', `the name ${quote(name)} leads out of the folder; it was not opened`);
    else if (!isReached(path, name, folders))
      yield skipped(name, 'gone', `${quote(name)} is listed and not there, or lies behind a link; it was not looked at`);
    else yield* one(path, name);
  }
}

const staysInside = (name: string): boolean =>
  name !== '' &&
  !/[\0\\]|^[A-Za-z]:/.test(name) &&
  name.split('/').length <= deepest &&
  name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

/** Every folder on the way to a file is a folder itself, and no link. */
function isReached(root: string, name: string, folders: Map<string, boolean>): boolean {
  const parts = name.split('/');
  for (let length = 1; length < parts.length; length++) {
    const folder = parts.slice(0, length).join('/');
    const known = folders.get(folder) ?? stat(join(root, folder))?.isDirectory() ?? false;
    folders.set(folder, known);
    if (!known) return false;
  }
  return stat(join(root, name)) !== undefined;
}

function* one(root: string, path: string): Generator<Entry | Problem> {
  const stats = stat(join(root, path));
  if (stats?.isSymbolicLink()) yield* link(root, path);
  else if (stats?.isFile()) yield file(root, path, stats);
}

async function* walk(
  root: string,
  folder: string,
  depth: number,
  limits: Limits,
  seen: { entries: number; nameBytes: number },
): AsyncGenerator<Entry | Problem> {
  if (depth > deepest) return yield limit(folder, 'depth', `folders more than ${deepest} deep`);
  let names: string[];
  try {
    names = readdirSync(join(root, folder)).sort();
  } catch (error) {
    return yield unreadable(folder === '' ? root : folder, 'unreadable-folder', reason(error));
  }
  for (const name of names) {
    const path = folder === '' ? name : `${folder}/${name}`;
    seen.nameBytes += path.length;
    if (++seen.entries > limits.entries)
      return yield limit(root, 'entries', `more than ${count(limits.entries)} entries; the rest was not looked at`);
    if (seen.nameBytes > limits.directoryBytes)
      return yield limit(root, 'directoryBytes', `names of more than ${count(limits.directoryBytes)} bytes in all`);
    const stats = stat(join(root, path));
    if (stats === undefined) yield unreadable(path, 'gone', `${quote(path)} was there and cannot be looked at`);
    else if (stats.isDirectory() && leftOut.includes(name)) yield skipped(path, 'version-control', `${quote(path)} is version control's own`);
    else if (stats.isDirectory()) {
      yield { path: `${path}/`, type: 'folder', mode: stats.mode & 0o7777, bytes: nothing };
      yield* walk(root, path, depth + 1, limits, seen);
      if (seen.entries > limits.entries || seen.nameBytes > limits.directoryBytes) return;
    } else if (stats.isSymbolicLink()) yield* link(root, path);
    else if (stats.isFile()) yield file(root, path, stats);
    else yield { path, type: 'device', bytes: nothing };
  }
}

const file = (root: string, path: string, { size, mode }: Stats): Entry => ({
  path,
  type: 'file',
  size,
  mode: mode & 0o7777,
  seekable: true,
  bytes: () => read(root, path),
});

const nothing = async function* (): Bytes {};
const reason = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown');

function stat(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined; // gone since it was listed, or forbidden: the caller says so
  }
}

function* link(root: string, path: string): Generator<Entry | Problem> {
  let target: string;
  try {
    target = readlinkSync(join(root, path));
  } catch (error) {
    return yield unreadable(path, 'gone', `the link ${quote(path)} cannot be read: ${reason(error)}`);
  }
  // On the machine that built it, an absolute link is ordinary (node_modules/.bin, virtual environments): said, not held against it.
  if (pointsOutside(path, target))
    yield skipped(path, 'link-outside', `the link ${quote(path)} points out of the folder, to ${quote(target)}; it was not followed`);
  yield { path, type: 'link', target, bytes: nothing };
}

async function* read(root: string, path: string): Bytes {
  let descriptor: number;
  try {
    descriptor = openSync(join(root, path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw new ContainerError(unreadable(path, 'unreadable-file', `${quote(path)} cannot be opened: ${reason(error)}`));
  }
  try {
    if (!fstatSync(descriptor).isFile()) throw new ContainerError(unreadable(path, 'gone', `${quote(path)} was a file and is none any more`));
    const random = randomFromDescriptor(descriptor);
    yield* random.slice(0, random.size);
  } finally {
    closeSync(descriptor);
  }
}
