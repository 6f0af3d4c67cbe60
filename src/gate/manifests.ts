// The line on which a person wrote what brought a locked package in: the direct dependency, in the manifest beside the lockfile.
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { driftHiddenBy, findDrift, findManifestLine, isManifest, lockfileFormatFor, manifestsFor } from '../lockfiles/index.ts';
import type { Facts, Location, Observation } from '../types.ts';
import { UserError } from '../types.ts';

const manifestBytes = 4 << 20;

/** The packages again, each with the manifest line of its direct dependency where one is found. `paths` are relative to `root`. */
export function withManifestLines(packages: readonly Facts[], root: string, paths: readonly string[], shown: (path: string) => string): Facts[] {
  const manifests = new Map(paths.map((path) => [shown(path), manifestsFor(path).flatMap((manifest) => read(root, manifest, shown(manifest)))]));
  const known = new Map<string, Location | undefined>();
  return packages.map((facts) => {
    const direct = nameOf(facts);
    if (direct === undefined) return facts;
    const key = `${facts.subject.path}\n${direct}`;
    if (!known.has(key)) known.set(key, find(manifests.get(facts.subject.path) ?? [], direct));
    const declaredAt = known.get(key);
    return declaredAt ? { ...facts, declaredAt } : facts;
  });
}

/**
 * Lockfiles beside a manifest that follow from it; undefined where the path is no manifest. Throws a UserError for a manifest without any:
 * what it asks for is locked nowhere.
 */
export function locksOf(root: string, path: string): string[] | undefined {
  const folder = dirname(path);
  const names = readdirSync(join(root, folder)).sort();
  const locks = names.map((name) => (folder === '.' ? name : `${folder}/${name}`)).filter((each) => isLockOf(each, path) && isFile(join(root, each)));
  if (locks.length > 0) return locks;
  if (isManifest(path)) throw new UserError(`${path}: asks for packages and locks none, and no lockfile lies beside it`);
  return undefined;
}

const isLockOf = (lock: string, manifest: string): boolean => lockfileFormatFor(lock) !== undefined && manifestsFor(lock).includes(manifest);
const isFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** Where the lock does not follow from the manifest beside it, as far as the two tell. `lock` is the lock's text. */
export function driftOf(root: string, path: string, shown: string, lock: string): Observation[] {
  const [manifest] = manifestsFor(path).flatMap((each) => read(root, each, each));
  if (manifest === undefined || driftHiddenBy(path).some((other) => existsSync(join(root, other)))) return [];
  return findDrift(lock, path, manifest.text).map(({ line, value }) => ({ kind: 'manifest-drift', path: shown, line, value }));
}

interface Manifest {
  path: string;
  text: string;
}

function read(root: string, path: string, shown: string): Manifest[] {
  const stat = lstatSync(join(root, path), { throwIfNoEntry: false }); // a link may lead to the runner's own files
  return stat?.isFile() && stat.size <= manifestBytes ? [{ path: shown, text: readFileSync(join(root, path), 'utf8') }] : [];
}

function find(manifests: readonly Manifest[], name: string): Location | undefined {
  for (const { path, text } of manifests) {
    const place = findManifestLine(text, path, name);
    if (place) return { path, line: place.line, column: place.column };
  }
  return undefined;
}

/** The name of the direct dependency: the first link of the way in without its version, else the package itself where it is direct. */
function nameOf({ wayIn, locked }: Facts): string | undefined {
  const [first] = wayIn ?? [];
  if (first !== undefined) return first.slice(0, first.lastIndexOf('@') > 0 ? first.lastIndexOf('@') : undefined);
  return locked?.direct ? locked.name : undefined;
}
