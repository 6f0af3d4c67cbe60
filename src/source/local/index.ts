// A locked package that the workflow has already installed or downloaded, in the order that says most: archives under the lock's
// own hash first, then what is installed.
import { dirname, join } from 'node:path';
import type { Environment } from '../../io/spawn.ts';
import { parsePurl } from '../../purl/index.ts';
import type { LockedPackage } from '../../types.ts';
import { aptArchives } from './apt-archives.ts';
import { cargoRegistry } from './cargo.ts';
import { goModCache } from './go-mod-cache.ts';
import { mavenRepository } from './maven-repository.ts';
import { nodeModules } from './node-modules.ts';
import { npmCache } from './npm-cache.ts';
import { pipCache } from './pip-cache.ts';
import { sitePackages } from './site-packages.ts';
import { homeOf, type LocalCopy, type LocalPlace } from './types.ts';
import { uvCache } from './uv-cache.ts';

export type { LocalCopy } from './types.ts';

export const localPlaces: readonly LocalPlace[] = [
  npmCache,
  nodeModules,
  pipCache,
  sitePackages,
  uvCache,
  cargoRegistry,
  goModCache,
  mavenRepository,
  aptArchives,
];

/** The copy of a locked package on this machine. A copy with other bytes than the lock's is given last, with `mismatch`. `known` is shared by the calls of one run. */
export function findLocal(
  locked: LockedPackage,
  options: { env: Environment; cwd: string; lockfile?: string; known?: Map<string, unknown> },
): LocalCopy | undefined {
  const type = parsePurl(locked.purl)?.type;
  if (type === undefined) return undefined;
  const context = {
    env: options.env,
    cwd: options.cwd,
    home: homeOf(options.env),
    folder: options.lockfile === undefined ? options.cwd : dirname(join(options.cwd, options.lockfile)),
    known: options.known ?? new Map<string, unknown>(),
  };
  let differing: LocalCopy | undefined;
  for (const place of localPlaces) {
    const found = place.types.includes(type) ? place.find(locked, context) : undefined;
    if (found !== undefined && found.mismatch === undefined) return found;
    differing ??= found;
  }
  return differing;
}
