// Holds what the lockfile readers say against truth records: node scripts/accuracy-lockfiles.ts FOLDER
// FOLDER holds one folder per format with a lockfile, at any depth, and `<lockfile>.truth.json` beside it (an array; name, version, purl, line, kind, hashes,
// only_binary, and more where the format has it). Prints a table and every difference; ends with 1 unless every truth record was met and agreed with.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { keyOfPackage, lockfileFormatFor, readLockfile } from '../src/lockfiles/index.ts';
import { parsePurl } from '../src/purl/index.ts';
import type { LockedPackage } from '../src/types.ts';

interface Truth {
  name: string;
  version: string | null;
  purl: string | null;
  line: number;
  column?: number;
  kind: string;
  hashes: number;
  only_binary: boolean | null;
  has_sdist?: boolean | null;
  pure_wheel?: boolean;
  commit?: string;
  install_script?: boolean;
  dev?: boolean;
  optional?: boolean;
  license?: string | string[];
  os?: string | string[];
  cpu?: string | string[];
  libc?: string | string[];
  direct?: boolean;
  scopes?: string[];
  /** `kind name` of each file that the entry lists, or how many there are. */
  files?: string[] | number;
  /** `name@version` of the packages, and the folders of the importers, that require this one. */
  required_by?: string[];
}

const fields = [
  'name',
  'version',
  'purl',
  'line',
  'column',
  'kind',
  'hashes',
  'only_binary',
  'commit',
  'install_script',
  'dev',
  'optional',
  'license',
  'os',
  'cpu',
  'libc',
  'direct',
  'scopes',
  'files',
  'required_by',
];
const lists = new Set(['license', 'os', 'cpu', 'libc', 'scopes', 'files', 'required_by']);
/** Our words for what the truth calls by other names. */
const kinds: Record<string, string> = { workspace: 'path', sdk: 'sdk', action: 'git', none: 'none' };
const truthKinds: Record<string, readonly string[]> = { stdlib: ['sdk'], source: ['registry'], scratch: ['none'], stage: ['none'] };

interface Row {
  sample: string;
  truth: number;
  met: number;
  extra: number;
  explained: number;
  wrong: Map<string, number>;
}
/** What one run has found: a row per sample, and a line per difference. */
interface Report {
  rows: Row[];
  differences: string[];
}

/** Compares every sample of a folder and prints the table. True when all truth records were met and agreed with. */
export function accuracyOfLockfiles(folder: string, flags: { verbose?: boolean } = {}): boolean {
  const report: Report = { rows: [], differences: [] };
  const samples = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const sample of samples.map((entry) => entry.name).sort()) {
    const inside = readdirSync(join(folder, sample), { recursive: true, encoding: 'utf8' });
    for (const truthFile of inside.map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.truth.json'))) {
      const file = truthFile.slice(0, -'.truth.json'.length);
      report.rows.push(compare(report, folder, sample, file));
    }
  }
  return print(report, flags.verbose === true);
}

function compare({ differences }: Report, folder: string, sample: string, file: string): Row {
  const truths: Truth[] = JSON.parse(readFileSync(join(folder, sample, `${file}.truth.json`), 'utf8'));
  const path = lockfileFormatFor(file) !== undefined && !sample.startsWith('github-workflow') ? file : pathOf(sample, file);
  const { packages, problems } = readLockfile(readFileSync(join(folder, sample, file), 'utf8'), path);
  for (const { code, message, line } of problems) differences.push(`${sample}/${file}:${line ?? ''} problem ${code}: ${message}`);
  const row: Row = { sample: `${sample}/${file}`, truth: truths.length, met: 0, extra: 0, explained: 0, wrong: new Map() };
  const left = new Set(packages);
  const match = (wanted: (found: LockedPackage) => boolean) => [...left].find(wanted);
  const byLine = new Map<string, LockedPackage>();
  const labels = new Map(packages.map((one) => [keyOfPackage(one), one.version === undefined ? one.name : `${one.name}@${one.version}`]));
  for (const found of packages) byLine.set(`${found.name} ${found.line}`, found);
  for (const truth of truths) {
    const quick = byLine.get(`${truth.name} ${truth.line}`);
    const column = truth.column;
    const found =
      (column === undefined && quick !== undefined && left.has(quick) ? quick : undefined) ??
      match((one) => one.line === truth.line && one.name === truth.name && (column === undefined || one.column === column)) ??
      match((one) => one.name === truth.name && (one.version ?? null) === truth.version) ??
      match((one) => one.line === truth.line);
    if (found === undefined) {
      differences.push(`${row.sample}:${truth.line} missing: ${truth.name} ${truth.version}`);
      continue;
    }
    left.delete(found);
    row.met++;
    for (const field of fields) compareField(row, differences, field, truth, found, labels);
  }
  row.extra = left.size;
  for (const { name, version, line } of [...left].slice(0, 20)) differences.push(`${row.sample}:${line} not in truth: ${name} ${version ?? ''}`);
  return row;
}

/** Samples are not where their format looks for them; the folder's name says what they are. */
function pathOf(sample: string, file: string): string {
  return sample.startsWith('github-workflow') ? `.github/workflows/${file}` : sample.startsWith('requirements') ? `requirements-${file}` : file;
}

function compareField(row: Row, differences: string[], field: string, truth: Truth, found: LockedPackage, labels: ReadonlyMap<string, string>): void {
  const want = wanted(field, truth);
  if (want === undefined) return;
  const got = gotten(field, truth, found, labels);
  if (want === got) return;
  if (field === 'purl' ? samePackage(want, got) : isVirtual(found)) {
    row.explained++;
    return;
  }
  row.wrong.set(field, (row.wrong.get(field) ?? 0) + 1);
  differences.push(`${row.sample}:${truth.line} ${truth.name} ${field}: truth ${want}, read ${got}`);
}

function joined(value: string | string[] | undefined): string | undefined {
  return value === undefined ? undefined : [value].flat().sort().join(',');
}

function wanted(field: string, truth: Truth): string | undefined {
  const value = truth[field as keyof Truth];
  if (field === 'version') return String(value);
  if (field === 'only_binary') return value === null || value === undefined ? 'not said' : String(value);
  if (field === 'dev' || field === 'optional' || field === 'install_script') return value === true ? 'true' : undefined;
  if (lists.has(field) && typeof value !== 'number') return joined(value as string | string[] | undefined);
  return value === null || value === undefined ? undefined : String(value);
}

function gotten(field: string, truth: Truth, found: LockedPackage, labels: ReadonlyMap<string, string>): string {
  switch (field) {
    case 'version':
      return String(found.version ?? null);
    case 'kind': {
      const kind = kinds[found.resolved.kind] ?? found.resolved.kind;
      return truthKinds[truth.kind]?.includes(kind) ? truth.kind : kind;
    }
    case 'hashes':
      return String(found.hashes.length);
    case 'only_binary':
      return found.binaryOnly === undefined ? 'not said' : String(found.binaryOnly);
    case 'commit':
      return String(found.resolved.commit);
    case 'install_script':
      return String(found.installScript === true);
    case 'dev':
    case 'optional':
      return String(found.scopes.includes(field));
    case 'license':
      return String(found.licence);
    case 'os':
    case 'cpu':
    case 'libc':
      return [...(found.platform?.[field] ?? [])].sort().join(',');
    case 'scopes':
      return [...found.scopes].sort().join(',');
    case 'files':
      if (typeof truth.files === 'number') return String(found.files?.length ?? 0);
      return [...(found.files ?? [])]
        .map(({ kind, name }) => `${kind} ${name}`)
        .sort()
        .join(',');
    case 'required_by':
      return [...new Set(found.requiredBy.map((key) => labels.get(key) ?? key))].sort().join(',');
    default:
      return String(found[field as keyof LockedPackage]);
  }
}

/** conda's `__osx` and the like stand for the host: they come from no registry, and their `md5: ''` and `sha256: null` are no hashes, though counted. */
function isVirtual({ name, resolved }: LockedPackage): boolean {
  return name.startsWith('__') && resolved.kind === 'external';
}

/**
 * Where the truth's purl is not what the type's definition says, and ours is: cocoapods subspecs belong in the subpath, swift has its host and owner
 * as namespace, terraform's host and spack's hash are qualifiers, GitHub owners are lower case. Same name and version: counted as explained.
 */
function samePackage(want: string, got: string): boolean {
  const [a, b] = [parsePurl(want), parsePurl(got)];
  if (a === undefined || b === undefined || a.type !== b.type) return false;
  if (a.version !== b.version && a.type !== 'swift') return false;
  if (a.type === 'cocoapods') return [a.namespace, a.name].filter(Boolean).join('/') === [b.name, b.subpath].filter(Boolean).join('/');
  if (a.type === 'swift') return a.version === b.version && a.name.toLowerCase() === b.name.toLowerCase();
  if (a.type === 'terraform') return a.name === b.name && (a.namespace ?? '').endsWith(b.namespace ?? '/');
  if (a.type === 'spack') return a.name === b.name;
  if (a.type === 'githubactions') return `${a.namespace}/${a.name}`.toLowerCase() === `${b.namespace}/${b.name}`.toLowerCase();
  return a.type === 'github' && want.toLowerCase() === got.toLowerCase();
}

function print({ rows, differences }: Report, verbose: boolean): boolean {
  const line = (cells: readonly (string | number)[]) =>
    console.log(cells.map((cell, index) => String(cell).padEnd([48, 7, 7, 7, 10, 0][index]!)).join(''));
  line(['sample', 'truth', 'met', 'extra', 'explained', 'wrong']);
  for (const { sample, truth, met, extra, explained, wrong } of rows) {
    const counts = [...wrong].map(([field, count]) => `${field} ${count}`).join(', ');
    line([sample, truth, met, extra, explained, counts === '' ? '-' : counts]);
  }
  const total = (pick: (row: Row) => number) => rows.reduce((sum, row) => sum + pick(row), 0);
  const wrong = total((row) => [...row.wrong.values()].reduce((sum, count) => sum + count, 0));
  line(['all', total((row) => row.truth), total((row) => row.met), total((row) => row.extra), total((row) => row.explained), wrong]);
  for (const difference of verbose ? differences : differences.slice(0, 400)) console.log(difference);
  return rows.length > 0 && total((row) => row.truth - row.met) === 0 && wrong === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('usage: node scripts/accuracy-lockfiles.ts FOLDER');
  process.exitCode = accuracyOfLockfiles(folder, { verbose: process.argv.includes('--verbose') }) ? 0 : 1;
}
