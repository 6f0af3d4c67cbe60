// Locks whose hashes stand in a file of their own: go.mod says which modules, go.sum which bytes; gradle.lockfile which versions, the verification
// metadata which bytes. Held together, a package is judged once, where its version stands, by the hash that is there.
// https://go.dev/ref/mod#go-sum-files, https://go.dev/ref/mod#workspaces, https://docs.gradle.org/current/userguide/dependency_verification.html
import { basename, dirname, join } from 'node:path/posix';
import type { LockedPackage } from '../types.ts';
import { replacementIn } from './go-mod.ts';

/** Where the hashes of a lock may stand, the nearest first: beside it, or at the root of the build around it. */
export function hashFilesFor(lockPath: string): string[] {
  const isGradle = /(?:^|[/-])gradle\.lockfile$|(?:^|\/)gradle\/(?:[^/]+\/)?[^/]+\.lockfile$/.test(lockPath);
  if (basename(lockPath) !== 'go.mod' && !isGradle) return [];
  const folders = [dirname(lockPath)];
  for (let folder = folders[0]!; folder !== dirname(folder); ) {
    folder = dirname(folder);
    folders.push(folder);
  }
  if (isGradle) return folders.map((folder) => join(folder, 'gradle/verification-metadata.xml'));
  return [join(folders[0]!, 'go.sum'), ...folders.map((folder) => join(folder, 'go.work.sum'))];
}

/** The packages of a lock with the hashes that its hash files have for them. What is looked at only to choose versions is not installed. */
export function withHashes(packages: readonly LockedPackage[], hashed: readonly LockedPackage[]): LockedPackage[] {
  const rows = new Map<string, LockedPackage>();
  for (const row of hashed) if (rows.get(row.purl)?.installed !== undefined || !rows.has(row.purl)) rows.set(row.purl, row);
  const byName = new Map(hashed.map((row) => [`${row.name}@${row.version ?? ''}`, row]));
  return packages.map((locked) => {
    const other = replacementIn(locked);
    // The replacement's hash, and not its files: they are compared with what is found under the replacement's own name.
    if (other !== undefined) return { ...locked, hashes: byName.get(other)?.hashes ?? [] };
    const row = rows.get(locked.purl);
    if (row === undefined) return locked;
    const { hashes, files = [], installed } = row;
    return { ...locked, hashes, files, ...(installed === undefined ? {} : { installed }) };
  });
}
