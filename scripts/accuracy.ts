// Holds what the gate says against an independent truth, for any folder of one of two forms: a corpus of packages
// (manifest.json, truth/ID.json; the packages themselves in --files DIR) or a set of lockfiles (FILE and FILE.truth.json).
//
//   node scripts/accuracy.ts FOLDER [--files DIR] [--only TEXT] [--components] [--jobs N] [--verbose]
//
// Prints the truth's totals and a table, and exits 1 unless every record of the truth was compared and agrees.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { inspectPath } from '../src/gate/inspect.ts';
import { Pool } from '../src/gate/pool.ts';
import { defaultLimits } from '../src/open/index.ts';
import type { Facts, NativeFile } from '../src/types.ts';
import { type ComponentComparison, compareComponents, printComponents } from './accuracy-components.ts';
import { accuracyOfLockfiles } from './accuracy-lockfiles.ts';
import { compareNative, type TruthRecord } from './accuracy-native.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    files: { type: 'string' },
    only: { type: 'string' },
    components: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '2' },
    verbose: { type: 'boolean', default: false },
  },
});
const folder = resolve(positionals[0] ?? '.');

interface ManifestEntry {
  id: string;
  kind: string;
  file: string;
  size: number;
}
interface Truth {
  native?: TruthRecord[];
  native_compact?: Record<string, { prefix: string; files: string[] }>;
  class_major?: Record<string, number>;
}

interface Row {
  files: number;
  found: number;
  missed: string[];
  invented: string[];
  wrong: string[];
}
const rows = new Map<string, Row>();
const row = (format: string): Row => {
  const have = rows.get(format) ?? { files: 0, found: 0, missed: [], invented: [], wrong: [] };
  rows.set(format, have);
  return have;
};

/** The compact records of an artifact with very many alike files: sha256, size, path. */
function compactRecords(truth: Truth): TruthRecord[] {
  return Object.entries(truth.native_compact ?? {}).flatMap(([format, { prefix, files }]) =>
    files.map((line) => {
      const [sha256 = '', size = '0', ...path] = line.split(' ');
      return { path: prefix + path.join(' '), format, sha256, size: Number(size) };
    }),
  );
}

function compareNatives(id: string, truth: Truth, facts: Facts): number {
  const ours = new Map<string, NativeFile[]>();
  for (const file of facts.native) ours.set(file.path, [...(ours.get(file.path) ?? []), file]);
  const wanted = [...(truth.native ?? []), ...compactRecords(truth)];
  const known = new Set<string>();
  for (const record of wanted) {
    if (record.format === 'pyc') continue;
    known.add(record.path);
    const into = row(record.format);
    into.files += 1;
    const mine = ours.get(record.path) ?? [];
    if (mine.length === 0) into.missed.push(`${id}: ${record.path}`);
    else into.found += 1;
    const wrong =
      mine.length === 0 ? [] : compareNative(record, mine).map(({ field, truth: want, ours: have }) => `${field}: truth ${want}, ours ${have}`);
    if (wrong.length > 0) into.wrong.push(`${id}: ${record.path}: ${wrong.join('; ')}`);
  }
  for (const file of facts.native) if (!known.has(file.path)) row(file.format).invented.push(`${id}: ${file.path} (${file.type} ${file.arch})`);
  compareBytecode(id, truth, facts);
  return wanted.length;
}

function compareBytecode(id: string, truth: Truth, facts: Facts): void {
  const versions: Record<string, number> = {};
  for (const record of facts.bytecode.filter((each) => each.format === 'class'))
    for (const [version, count] of Object.entries(record.versions)) versions[version] = (versions[version] ?? 0) + count;
  const total = (counts: Record<string, number>) => Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (truth.class_major || total(versions) > 0) {
    const into = row('class');
    into.files += total(truth.class_major ?? {});
    into.found += total(versions);
    if (JSON.stringify(Object.entries(versions).sort()) !== JSON.stringify(Object.entries(truth.class_major ?? {}).sort()))
      into.wrong.push(`${id}: class versions: truth ${JSON.stringify(truth.class_major)}, ours ${JSON.stringify(versions)}`);
  }
  const pyc = (truth.native ?? []).filter((record) => record.format === 'pyc').length;
  const have = facts.bytecode.filter((each) => each.format === 'pyc').reduce((sum, each) => sum + each.count, 0);
  if (pyc > 0 || have > 0) {
    const into = row('pyc');
    into.files += pyc;
    into.found += Math.min(have, pyc);
    if (have !== pyc && !(pyc === 60 && have > 60)) into.wrong.push(`${id}: pyc files: truth ${pyc}, ours ${have}`);
  }
}

function filesFolder(manifest: readonly ManifestEntry[]): string {
  const candidates = [flags.files, join(folder, 'cache'), resolve('cache')].filter((path): path is string => path !== undefined);
  const found = candidates.find((path) => manifest.some(({ file }) => existsSync(join(path, file))));
  return found ?? flags.files ?? join(homedir(), '.cache', 'sourcegate-corpus');
}

function fetchMissing(missing: readonly ManifestEntry[], files: string): void {
  const fetcher = join(folder, 'fetch');
  if (missing.length === 0 || !existsSync(fetcher)) return;
  mkdirSync(files, { recursive: true });
  console.error(`fetching ${missing.length} packages into ${files} ...`);
  spawnSync(fetcher, ['--only', missing.map(({ id }) => id).join(','), files], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function corpus(): Promise<boolean> {
  const manifest = readFileSync(join(folder, 'manifest.json'), 'utf8');
  const all: ManifestEntry[] = manifest.trimStart().startsWith('[') ? JSON.parse(manifest) : entriesOf(manifest);
  const chosen = all.filter(({ id }) => !flags.only || id.includes(flags.only));
  const files = filesFolder(chosen);
  fetchMissing(
    chosen.filter(({ file }) => !existsSync(join(files, file))),
    files,
  );
  const pool = new Pool(Number(flags.jobs));
  const components: ComponentComparison[] = [];
  const notCompared: string[] = [];
  const flagged: string[] = [];
  let records = 0;
  for (const { id, file } of chosen) {
    if (!existsSync(join(files, file))) {
      notCompared.push(`${id}: ${file} could not be had`);
      continue;
    }
    const truth = JSON.parse(readFileSync(join(folder, 'truth', `${id}.json`), 'utf8'));
    const facts = await inspectPath(join(files, file), file, { limits: defaultLimits, pool });
    records += compareNatives(id, truth, facts);
    components.push(compareComponents(id, truth, facts.components));
    flagged.push(
      ...facts.problems
        .filter(({ kind }) => kind !== 'skipped')
        .map((problem) => `${id}: ${problem.kind} ${problem.code} ${problem.path}: ${problem.message}`),
    );
  }
  await pool.close();
  console.log(`${chosen.length} packages, ${records} native or bytecode records in the truth\n`);
  const bad = printRows();
  printList('refused or flagged, though real', flagged);
  printList('not compared', notCompared);
  const wrongComponents = flags.components ? printComponents(components, flags.verbose) : 0;
  return bad === 0 && notCompared.length === 0 && wrongComponents === 0;
}

const entriesOf = (text: string): ManifestEntry[] => {
  try {
    const value = JSON.parse(text);
    return value.entries ?? value.packages ?? Object.values(value).find(Array.isArray);
  } catch {
    return text
      .split('\n')
      .filter((line) => line.trim().startsWith('{'))
      .map((line) => JSON.parse(line.trim().replace(/,$/, '')));
  }
};

function printRows(): number {
  console.log(['kind'.padEnd(10), 'files', 'found', 'missed', 'invented', 'mismatched'].map((cell) => cell.padStart(9)).join(' '));
  let bad = 0;
  for (const [format, { files, found, missed, invented, wrong }] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log([format.padEnd(10), files, found, missed.length, invented.length, wrong.length].map((cell) => String(cell).padStart(9)).join(' '));
    bad += missed.length + invented.length + wrong.length;
  }
  for (const [name, { missed, invented, wrong }] of rows) {
    printList(`${name}: missed`, missed);
    printList(`${name}: invented`, invented);
    printList(`${name}: mismatched`, wrong);
  }
  return bad;
}

function printList(title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  console.log(`\n${title}: ${lines.length}`);
  for (const line of lines.slice(0, flags.verbose ? lines.length : 20)) console.log(`  ${line}`);
  if (!flags.verbose && lines.length > 20) console.log(`  and ${lines.length - 20} more: --verbose`);
}

const good = existsSync(join(folder, 'manifest.json')) ? await corpus() : accuracyOfLockfiles(folder, flags);
process.exitCode = good ? 0 : 1;
