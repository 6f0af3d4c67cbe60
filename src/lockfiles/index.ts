// The lockfile formats, one file each, in the order in which their names are tried.
import { minimatch } from 'minimatch';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { bun } from './bun.ts';
import { cargo } from './cargo.ts';
import { deno } from './deno.ts';
import { npm } from './npm.ts';
import { pdm } from './pdm.ts';
import { pipenv } from './pipenv.ts';
import { pnpm } from './pnpm.ts';
import { poetry } from './poetry.ts';
import { pylock } from './pylock.ts';
import { guarded } from './reading/guard.ts';
import { requirements } from './requirements.ts';
import { uv } from './uv.ts';
import { yarn } from './yarn.ts';

const listed: readonly LockfileFormat[] = [uv, poetry, pylock, pdm, pipenv, requirements, npm, pnpm, yarn, bun, deno, cargo];
export const lockfileFormats: readonly LockfileFormat[] = listed.map(guarded);

/** Files that lock something and that no reader here opens: `discover` lists them as not inspected, with the reason. */
export const knownButNotRead: readonly { names: readonly string[]; reason: string }[] = [
  { names: ['bun.lockb'], reason: 'binary; bun writes the text form with `bun install --save-text-lockfile`' },
];

/** The format whose names match the path (relative to the checkout, with `/`). */
export function lockfileFormatFor(path: string): LockfileFormat | undefined {
  return lockfileFormats.find((format) => format.names.some((name) => minimatch(path, name, { dot: true, matchBase: true })));
}

/** Reads a lockfile of a known name. A path that no format knows is a problem. */
export function readLockfile(text: string, path: string): { packages: LockedPackage[]; problems: Problem[] } {
  const packages: LockedPackage[] = [];
  const problems: Problem[] = [];
  const format = lockfileFormatFor(path);
  if (format === undefined) problems.push({ code: 'unknown-format', kind: 'unreadable', message: 'no reader knows a lockfile of this name', path });
  else
    for (const found of format.read(text, path))
      if ('purl' in found) packages.push(found);
      else problems.push(found);
  return { packages, problems };
}
