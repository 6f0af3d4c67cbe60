// Mutation testing of the judge: changes src/judge (rules/ and presets.ts left out) in one small way after the other, and asks whether a test
// of __tests__/judge fails. Prints the table of docs/mutation.md; --list FILE writes every mutant that no test noticed, and those that ran on and on.
//
//   npm install --prefix /tmp/mutation @stryker-mutator/instrumenter@10      a folder of its own: it is no dependency of this project
//   npx node scripts/mutation.ts /tmp/mutation [--only REGEXP] [--list FILE]
//
// Stryker's instrumenter puts all mutants of a file into one text, each behind a switch. The copy with them lies in the folder given, and
// scripts/mutation-worker.ts runs the tests there. Each mutant gets freshly loaded modules, so that constants are mutated like all else and
// nothing is remembered from the mutant before, and only those tests that reach it.
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Answer, Covered, Order } from './mutation-worker.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' }, list: { type: 'string' } },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = resolve(positionals[0] ?? '.');
const copy = join(folder, 'copy');
const freshWorkerAfter = 100; // mutants: modules that were loaded once stay in memory

interface Mutant {
  id: string;
  fileName: string;
  mutatorName: string;
  replacement: string;
  location: { start: { line: number; column: number }; end: { line: number; column: number } };
}
type Outcome = 'killed' | 'ended' | 'survived' | 'not reached';

let worker: ChildProcess | undefined; // one at a time, ended where a mutant runs on and on
const mutants = await instrument();
const { tests, milliseconds } = (await ask({ dry: testFiles() })) as Extract<Answer, { tests: unknown }>;
const outcomes = new Map<Mutant, Outcome>();
let lastKiller: Covered | undefined;
for (const [index, mutant] of mutants.entries()) {
  const outcome = await outcomeOf(mutant);
  outcomes.set(mutant, outcome);
  if (flags.list !== undefined && outcome !== 'killed') appendFileSync(flags.list, shown(mutant, outcome));
  if (index % freshWorkerAfter === freshWorkerAfter - 1) stop();
  if (index % 25 === 0) process.stderr.write(`\r${index} of ${mutants.length}`);
}
stop();
process.stderr.write('\n');
process.stdout.write(table());

/** The copy with all mutants in it, and their list. */
async function instrument(): Promise<readonly Mutant[]> {
  const module = createRequire(join(folder, 'package.json')).resolve('@stryker-mutator/instrumenter');
  const { Instrumenter } = await import(pathToFileURL(module).href);
  const paths = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
  rmSync(copy, { recursive: true, force: true });
  for (const path of paths.filter((each) => /^(src|__tests__\/judge|scripts|docs|policies|schemas|examples|[^/]+$)/.test(each))) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(root, path), join(copy, path));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const judge = paths.filter((path) => /^src\/judge\/[^/]+\.ts$/.test(path) && !path.endsWith('/presets.ts') && new RegExp(flags.only).test(path));
  const files = judge.map((path) => ({ name: join(copy, path), mutate: true, content: readFileSync(join(root, path), 'utf8') }));
  const silent = { debug() {}, info() {}, isDebugEnabled: () => false };
  const result = await new Instrumenter(silent).instrument(files, { plugins: null, excludedMutations: [], ignorers: [] });
  for (const { name, content } of result.files) writeFileSync(name, content);
  return result.mutants;
}

function testFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '__tests__/judge'], { cwd: root, encoding: 'utf8' });
  return listed.split('\n').filter((path) => path.endsWith('.test.ts'));
}

async function outcomeOf({ id }: Mutant): Promise<Outcome> {
  const reached = tests.filter(({ hits }) => hits[id] !== undefined);
  if (reached.length === 0) return 'not reached';
  const hitLimit = 100 * reached.reduce((sum, { hits }) => sum + hits[id]!, 0);
  // First what killed the mutant before, which stands beside this one; then the quick ones; at last the other tests of the same files, since
  // what one test has computed another may find in memory without passing the mutant again.
  const files = new Set(reached.map(({ file }) => file));
  const rank = (test: Covered): number => (test === lastKiller ? -1 : test.milliseconds + (test.hits[id] === undefined ? 1e9 : 0));
  const inOrder = tests.filter(({ file }) => files.has(file)).sort((a, b) => rank(a) - rank(b));
  const answer = await ask({ id, hitLimit, tests: inOrder.map(({ file, index }) => ({ file, index })) });
  if (answer === 'ended') return 'ended';
  if ('by' in answer) lastKiller = inOrder[answer.by];
  return 'by' in answer ? 'killed' : 'survived';
}

// ---- the worker

function ask(order: Order): Promise<Answer | 'ended'> {
  worker ??= fork(join(root, 'scripts/mutation-worker.ts'), [copy], { execArgv: ['--max-old-space-size=1000'] });
  const asked = worker;
  return new Promise((answered, failed) => {
    const after = 'dry' in order ? 600_000 : 10_000 + 4 * milliseconds;
    const timer = setTimeout(() => {
      stop();
      answered('ended');
    }, after);
    asked.once('exit', () => {
      clearTimeout(timer);
      if (worker === asked) worker = undefined;
      if ('dry' in order) failed(new Error('the tests do not pass without a mutant'));
      else answered('ended');
    });
    asked.once('message', (answer) => {
      clearTimeout(timer);
      asked.removeAllListeners('exit');
      answered(answer as Answer);
    });
    asked.send(order);
  });
}

function stop(): void {
  worker?.removeAllListeners('exit');
  worker?.kill('SIGKILL');
  worker = undefined;
}

// ---- the report

function table(): string {
  const files = [...new Set(mutants.map(({ fileName }) => fileName))].sort();
  const row = (name: string, of: readonly Mutant[]): string => {
    const count = (...wanted: Outcome[]): number => of.filter((mutant) => wanted.includes(outcomes.get(mutant)!)).length;
    const killed = count('killed', 'ended');
    return `| ${name} | ${of.length} | ${killed} | ${count('survived')} | ${count('not reached')} | ${((100 * killed) / of.length).toFixed(1)} % |\n`;
  };
  const head = '| File | Mutants | Killed | Survived | Not reached | Killed |\n|---|---:|---:|---:|---:|---:|\n';
  const rows = files.map((file) =>
    row(
      basename(file),
      mutants.filter(({ fileName }) => fileName === file),
    ),
  );
  const ended = [...outcomes.values()].filter((outcome) => outcome === 'ended').length;
  return `${head}${rows.join('')}${row('**All**', mutants)}\nOf the killed, ${ended} ran on and on, or out of memory.\n`;
}

/** Place, what stands there, and what the mutant makes of it. */
function shown({ fileName, mutatorName, replacement, location: { start, end } }: Mutant, outcome: Outcome): string {
  const lines = readFileSync(join(root, 'src/judge', basename(fileName)), 'utf8')
    .split('\n')
    .slice(start.line, end.line + 1);
  const was = [...lines.slice(0, -1), lines.at(-1)!.slice(0, end.column)].join('\n').slice(start.column);
  const short = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 200);
  return `${basename(fileName)}:${start.line + 1}:${start.column + 1} ${outcome} (${mutatorName})\n    ${short(was)}\n    ${short(replacement)}\n`;
}
