// What real indexes answer for real locks: node scripts/live.ts FOLDER…
// Each FOLDER is a checkout with one lock of at most 60 packages (an index is no catalogue to scan). Each is judged by the command, dist/cli.js, at depth
// `index` and `listing`, without and then with the cache that the first run filled; then the answer of the index is held against the lock's own list of
// files, where it has one. Client configuration is this machine's own; copies that are installed already are looked at first, as always.
// Exits 1 when a package that only has built files by its lock has sources by its index, or the other way round, or more than 2 % are unknown.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { sourcegate, timed } from '../bench/run.ts';
import { createIndexes } from '../src/source/index.ts';
import type { Facts } from '../src/types.ts';

const mostPackages = 60;
const root = mkdtempSync(join(tmpdir(), 'live-'));
const policy = join(root, 'policy.yml');
writeFileSync(policy, 'version: 1\nextends: recommended\nrules:\n  source/missing: error\n  source/binary-only: error\n');

try {
  if (process.argv.length < 3) throw new Error('usage: node scripts/live.ts FOLDER…');
  for (const folder of process.argv.slice(2).map((one) => resolve(one))) await live(folder);
} finally {
  rmSync(root, { recursive: true });
}

async function live(folder: string): Promise<void> {
  const count = (await check(folder, 'index', true)).packages.length;
  if (count === 0 || count > mostPackages) throw new Error(`${folder}: ${count} locked packages; this is for 1 to ${mostPackages}`);
  for (const depth of ['index', 'listing']) {
    for (const run of ['first', 'second']) {
      const { packages, figures, cost } = await check(folder, depth, false);
      const unknown = packages.filter(
        ({ source, locked }) => source?.status === 'unknown' || (source === undefined && locked?.binaryOnly === undefined),
      );
      console.log(
        `${basename(folder)}: ${packages.length} packages, depth ${depth}, ${run} run: ${figures.wall} s, ${(figures.peak / 1000).toFixed(0)} MB; ${cost}; ${unknown.length} unknown`,
      );
      for (const { subject, source } of unknown.slice(0, 5))
        console.log(`  unknown: ${'purl' in subject ? subject.purl : ''} ${source?.reason ?? ''}`);
      if (unknown.length > packages.length * 0.02) process.exitCode = 1;
      if (depth === 'index' && run === 'first') await compare(folder, packages);
    }
  }
}

async function check(folder: string, depth: string, offline: boolean) {
  const args = ['check', '--policy', policy, '--depth', depth, '--cache', join(root, `cache-${basename(folder)}`), '--format', 'json', '--verbose'];
  const figures = await timed(sourcegate(...args, '--no-progress', ...(offline ? ['--offline'] : [])), { cwd: folder });
  const { facts } = JSON.parse(figures.stdout) as { facts: Facts[] };
  const cost = /^indexes: (.*)$/m.exec(figures.stderr)?.[1] ?? 'cost not said';
  return { packages: facts.filter(({ subject }) => subject.kind === 'locked-package'), figures, cost };
}

/** A lock with lists of files says itself which packages have no source: the index must say the same. */
async function compare(folder: string, packages: readonly Facts[]): Promise<void> {
  const listing = packages.flatMap(({ locked }) => (locked?.binaryOnly === undefined || locked.resolved.kind !== 'registry' ? [] : [locked]));
  if (listing.length === 0) return console.log(`${basename(folder)}: the lock lists no files; nothing to compare`);
  const indexes = createIndexes({ env: process.env, cwd: folder });
  let wrong = 0;
  for (const locked of listing) {
    const { source } = await indexes.find(locked.purl, 'index', {
      hashes: [...locked.hashes, ...(locked.files ?? []).flatMap(({ hash }) => hash ?? [])],
      ...(locked.resolved.url === undefined ? {} : { registry: locked.resolved.url }),
    });
    if (source.status === (locked.binaryOnly || locked.files?.every(({ kind }) => kind !== 'source') ? 'absent' : 'published')) continue;
    wrong += 1;
    console.log(
      `  ${locked.purl}: the lock's files are ${locked.files?.map(({ kind }) => kind).join(', ')}; the index says ${source.status} (${source.reason ?? ''})`,
    );
  }
  const none = listing.filter(({ files }) => files?.every(({ kind }) => kind !== 'source')).length;
  console.log(
    `${basename(folder)}: ${listing.length} packages with lists of files, ${none} without a source file; the index says otherwise of ${wrong}`,
  );
  if (wrong > 0) process.exitCode = 1;
}
