// Judges a corpus of real packages (manifest.json, truth/ID.json; the packages in --files DIR) by every preset, each package inspected once.
//
//   node scripts/policy-corpus.ts FOLDER [--files DIR] [--facts DIR] [--only TEXT] [--jobs N] [--write docs/presets.md] [--show LEVEL]
//
// Prints what the lists __tests__/judge/cases/ expect and do not get, and exits 1 when there is something; --show prints each finding of
// `recommended` of that level; --write makes the tables; --facts keeps the facts in a folder, so that a second run only judges.
// Whether a release's source is published is taken from the truth, as an index would have answered.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as mustPass from '../__tests__/judge/cases/pypi-ml-must-pass.ts';
import * as mustBlock from '../__tests__/judge/cases/recommended-must-block.ts';
import { inspectPath } from '../src/gate/inspect.ts';
import { Pool } from '../src/gate/pool.ts';
import { judge, loadPolicy, presets } from '../src/judge/index.ts';
import { defaultLimits } from '../src/open/index.ts';
import type { Facts, Finding, Verdict } from '../src/types.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    files: { type: 'string' },
    facts: { type: 'string' },
    only: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    write: { type: 'string' },
    show: { type: 'string' },
  },
});
const folder = resolve(positionals[0] ?? '.');
const files = resolve(flags.files ?? folder);
const today = '2026-11-23';

interface Entry {
  id: string;
  kind: string;
  name: string;
  version: string;
  file: string;
}
interface Judged extends Entry {
  facts: Facts;
  verdicts: ReadonlyMap<string, Verdict>;
}

const policies = new Map(
  Object.entries(presets).map(([name, text]) => [name, loadPolicy({ text, path: `${name}.yml`, read: () => undefined, presets })]),
);

async function factsOf({ id, file }: Entry, pool: Pool): Promise<Facts> {
  const kept = flags.facts === undefined ? undefined : join(flags.facts, `${id}.json`);
  if (kept !== undefined && existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'));
  const facts = await inspectPath(join(files, file), file, { limits: defaultLimits, pool });
  if (kept !== undefined) {
    mkdirSync(flags.facts!, { recursive: true });
    writeFileSync(kept, JSON.stringify(facts));
  }
  return facts;
}

/** What an index would have said: the truth knows whether this very release has a source archive. */
function withSource(facts: Facts, id: string): Facts {
  const { source } = JSON.parse(readFileSync(join(folder, 'truth', `${id}.json`), 'utf8')) as { source?: { published?: boolean; what?: string } };
  if (source?.published === undefined || facts.source?.status === 'published') return facts;
  if (!source.published) return { ...facts, source: { status: 'absent', reason: `no ${source.what ?? 'source archive'}`, where: [] } };
  const evidence = { kind: 'index-answer', path: facts.subject.path, value: source.what ?? 'source archive' } as const;
  return { ...facts, source: { status: 'published', where: [{ kind: 'archive', url: 'as the truth says', evidence }] } };
}

async function judgeAll(): Promise<Judged[]> {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { entries: Entry[] };
  const pool = new Pool(Number(flags.jobs));
  const judged: Judged[] = [];
  try {
    for (const entry of manifest.entries) {
      if (flags.only !== undefined && !entry.id.includes(flags.only)) continue;
      if (!existsSync(join(files, entry.file))) {
        console.error(`${entry.id}: ${entry.file} is not there`);
        process.exitCode = 1;
        continue;
      }
      const facts = withSource(await factsOf(entry, pool), entry.id);
      const verdicts = new Map([...policies].map(([name, policy]) => [name, judge([facts], policy, { today })]));
      judged.push({ ...entry, facts, verdicts });
    }
  } finally {
    await pool.close();
  }
  return judged;
}

const inForce = ({ findings }: Verdict, level: string): readonly Finding[] =>
  findings.filter((finding) => finding.level === level && !finding.waiver && !finding.baseline);
const rulesOf = (findings: readonly Finding[]): string[] =>
  [...new Set(findings.map(({ rule, outcome }) => (outcome === 'unknown' ? `${rule} (unknown)` : rule)))].sort();

/** Lines about what the lists ask for and the run did not give. */
function againstLists(judged: readonly Judged[]): string[] {
  const byId = new Map(judged.map((each) => [each.id, each]));
  const wrong: string[] = [];
  for (const { id, rules, reason } of mustBlock.inCorpus) {
    const verdict = byId.get(id)?.verdicts.get('recommended');
    if (verdict === undefined) continue;
    const spoke = new Set(inForce(verdict, 'error').map(({ rule }) => rule));
    const silent = rules.filter((rule) => !spoke.has(rule));
    if (silent.length > 0) wrong.push(`recommended does not say ${silent.join(', ')} of ${id}: ${reason}`);
  }
  for (const { id, reason } of mustPass.inCorpus) {
    const verdict = byId.get(id)?.verdicts.get('pypi-ml');
    if (verdict !== undefined && verdict.exitCode !== 0)
      wrong.push(`pypi-ml stops ${id} (${reason}): ${rulesOf(inForce(verdict, 'error')).join(', ')}`);
  }
  return wrong;
}

// ---- the tables

const kinds: Readonly<Record<string, string>> = {
  'pypi-wheel': 'Python wheels',
  'pypi-sdist': 'Python sdists',
  npm: 'npm packages',
  crate: 'crates',
  maven: 'jars',
  go: 'Go modules',
  deb: 'Debian packages',
};
const letter = (verdict: Verdict): string => (verdict.status === 'blocked' ? 'E' : verdict.status === 'incomplete' ? '?' : '.');
const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

function document(judged: readonly Judged[]): string {
  const names = [...policies.keys()].filter((name) => name !== 'torch-demo');
  const stopped = (list: readonly Judged[], name: string): string => {
    const verdicts = list.map(({ verdicts }) => verdicts.get(name)!);
    const count = verdicts.filter(({ exitCode }) => exitCode !== 0).length;
    return `${count} (${median(verdicts.map(({ counts }) => counts.warnings))})`;
  };
  const groups = Object.keys(kinds).map((kind) => [kind, judged.filter((each) => each.kind === kind)] as const);
  const perRule = new Map<string, number>();
  for (const { verdicts } of judged)
    for (const rule of rulesOf(inForce(verdicts.get('recommended')!, 'warning'))) perRule.set(rule, (perRule.get(rule) ?? 0) + 1);
  return [
    '# What each preset says of real packages',
    '',
    `Made by \`scripts/policy-corpus.ts\` from ${judged.length} real packages, each inspected whole and judged by itself, as an artifact.`,
    'Whether a source archive of the release is published is given as an index would have answered. No waiver, no baseline.',
    '',
    '## Stopped, by kind',
    '',
    'In brackets: the median of warnings per package.',
    '',
    `| | Packages | ${names.map((name) => `\`${name}\``).join(' | ')} |`,
    `|---|---:|${names.map(() => '---:|').join('')}`,
    ...groups.map(([kind, list]) => `| ${kinds[kind]} | ${list.length} | ${names.map((name) => stopped(list, name)).join(' | ')} |`),
    `| **All** | ${judged.length} | ${names.map((name) => stopped(judged, name)).join(' | ')} |`,
    '',
    '## What `recommended` warns of',
    '',
    '| Rule | Packages |',
    '|---|---:|',
    ...[...perRule].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([rule, count]) => `| \`${rule}\` | ${count} |`),
    '',
    '## Package by package',
    '',
    '`E` stopped, `?` incomplete, `.` passed; then the rules that speak at level error in `recommended`, and how many warnings and notes it has.',
    '',
    `| Package | ${names.map((name) => `\`${name}\``).join(' | ')} | Errors of \`recommended\` | Warnings | Notes |`,
    `|---|${names.map(() => ':-:|').join('')}---|---:|---:|`,
    ...judged.map(({ id, verdicts }) => {
      const recommended = verdicts.get('recommended')!;
      const errors = rulesOf(inForce(recommended, 'error')).map((rule) => `\`${rule}\``);
      return `| ${id} | ${names.map((name) => letter(verdicts.get(name)!)).join(' | ')} | ${errors.join(', ')} | ${recommended.counts.warnings} | ${recommended.counts.notes} |`;
    }),
    '',
  ].join('\n');
}

const judged = await judgeAll();
if (flags.show !== undefined)
  for (const { id, verdicts } of judged)
    for (const { rule, outcome, title, message } of inForce(verdicts.get('recommended')!, flags.show))
      console.log(`${id}\n  ${rule}${outcome === 'unknown' ? ' ?' : ''} | ${title}\n  ${message.replaceAll('\n', '\n  ')}`);
const wrong = againstLists(judged);
for (const line of wrong) console.log(line);
const stoppedAll = judged.filter(({ verdicts }) => verdicts.get('recommended')!.exitCode !== 0);
console.log(`${judged.length} packages; recommended stops ${stoppedAll.length}; ${wrong.length} differences from the lists`);
if (flags.write !== undefined) writeFileSync(flags.write, document(judged));
if (wrong.length > 0) process.exitCode = 1;
