// Mutation testing of the judge: changes src/judge (rules/ and presets.ts left out) in one small way after the other, and asks whether a test
// of __tests__/judge fails. Prints the table of docs/mutation.md; --list FILE writes every mutant that no test noticed, and those that ran on and on.
//
//   npm install --prefix ../mutation @stryker-mutator/instrumenter@10      a folder of its own: it is no dependency of this project
//   npx node scripts/mutation.ts ../mutation [--only REGEXP] [--list FILE]
//
// Stryker's instrumenter puts all mutants of a file into one text, each behind a switch. Each test file is bundled with these texts into one
// script, which scripts/mutation-worker.ts compiles once and runs anew for each mutant: constants are mutated like all else, and nothing is
// remembered from the mutant before. Only those tests run that reach the mutant.
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import type { Answer, Covered, Order } from './mutation-worker.ts';

interface Mutant {
  id: string;
  fileName: string;
  mutatorName: string;
  replacement: string;
  location: { start: { line: number; column: number }; end: { line: number; column: number } };
}
type Outcome = 'killed' | 'ended' | 'survived' | 'not reached';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' }, list: { type: 'string' } },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = resolve(positionals[0] ?? '.');
const bundles = join(folder, 'bundles');

const sources = listed('src/judge', /^src\/judge\/(?!presets\.)[^/]+\.ts$/).filter((path) => new RegExp(flags.only).test(basename(path)));
const texts = new Map(sources.map((path) => [path, readFileSync(path, 'utf8')]));
const { files, mutants } = await instrumented();
await bundle(listed('__tests__/judge', /\.test\.ts$/), new Map(files.map(({ name, content }) => [name, content])));

let worker: ChildProcess | undefined; // one at a time, ended where a mutant runs on and on
const { tests } = (await ask('dry', 600_000)) as Extract<Answer, { tests: unknown }>;
const outcomes = new Map<Mutant, Outcome>();
if (flags.list !== undefined) writeFileSync(flags.list, '');
let lastKiller: Covered | undefined;
for (const mutant of mutants) {
  const outcome = await outcomeOf(mutant);
  outcomes.set(mutant, outcome);
  if (flags.list !== undefined && outcome !== 'killed') appendFileSync(flags.list, shown(mutant, outcome));
  process.stderr.write(`\r${outcomes.size} of ${mutants.length}`);
}
const control = await ask({ id: 'none', hitLimit: 1, tests }, 600_000);
stop();
process.stderr.write('\n');
if (control === 'ended' || !('failed' in control) || control.failed)
  throw new Error('a test fails at times without a mutant: the figures would be too high');
process.stdout.write(table());

// ---- what is run

/** Files that are or will be in the repository, as absolute paths. */
function listed(below: string, pattern: RegExp): string[] {
  const paths = execFileSync('git', ['ls-files', '-co', '--exclude-standard', below], { cwd: root, encoding: 'utf8' }).split('\n');
  return paths.filter((path) => pattern.test(path)).map((path) => join(root, path));
}

async function instrumented(): Promise<{ files: readonly { name: string; content: string }[]; mutants: readonly Mutant[] }> {
  const module = createRequire(join(folder, 'package.json')).resolve('@stryker-mutator/instrumenter');
  const { Instrumenter } = await import(pathToFileURL(module).href);
  const silent = { debug() {}, info() {}, isDebugEnabled: () => false };
  return new Instrumenter(silent).instrument(
    [...texts].map(([name, content]) => ({ name, content, mutate: true })),
    { plugins: null, excludedMutations: [], ignorers: [] },
  );
}

async function bundle(testFiles: readonly string[], mutated: ReadonlyMap<string, string>): Promise<void> {
  rmSync(bundles, { recursive: true, force: true });
  mkdirSync(bundles);
  const contentOf = (path: string): string =>
    (mutated.get(path) ?? readFileSync(path, 'utf8')).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
  await build({
    entryPoints: testFiles.map((path) => ({ in: path, out: path.slice(root.length).replaceAll('/', '.') })),
    outdir: bundles,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
    plugins: [{ name: 'mutants', setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, ({ path }) => ({ contents: contentOf(path), loader: 'ts' })) }],
  });
}

async function outcomeOf({ id }: Mutant): Promise<Outcome> {
  const reached = tests.filter(({ hits }) => hits[id] !== undefined);
  if (reached.length === 0) return 'not reached';
  const hitLimit = 20 * reached.reduce((sum, { hits }) => sum + hits[id]!, 0);
  // First what killed the mutant before, which stands beside this one; then the quick ones; at last the other tests of the same files, since
  // what one test has computed another may find in memory without passing the mutant again.
  const files = new Set(reached.map(({ file }) => file));
  const rank = (test: Covered): number => (test === lastKiller ? -1 : test.milliseconds + (test.hits[id] === undefined ? 1e9 : 0));
  const inOrder = tests.filter(({ file }) => files.has(file)).sort((a, b) => rank(a) - rank(b));
  const within = 10_000 + 5 * Math.max(...inOrder.map(({ milliseconds }) => milliseconds));
  const answer = await ask({ id, hitLimit, tests: inOrder.map(({ file, index }) => ({ file, index })) }, within);
  if (answer === 'ended') return 'ended';
  if ('by' in answer) lastKiller = inOrder[answer.by];
  return 'by' in answer ? 'killed' : 'survived';
}

// ---- the worker

/** The answer, or that the worker came to its end; `within` are the milliseconds that one test may take. */
function ask(order: Order, within: number): Promise<Answer | 'ended'> {
  worker ??= fork(join(root, 'scripts/mutation-worker.ts'), [bundles], { execArgv: ['--max-old-space-size=1000'] });
  const asked = worker;
  return new Promise((answered, failed) => {
    const settle = (answer: Answer | 'ended'): void => {
      clearTimeout(timer);
      asked.removeAllListeners('exit').removeAllListeners('message');
      if (answer === 'ended') stop();
      if (answer === 'ended' && order === 'dry') failed(new Error('the tests do not pass without a mutant'));
      else answered(answer);
    };
    const timer = setTimeout(settle, within, 'ended');
    asked.once('exit', () => settle('ended'));
    asked.on('message', (answer: Answer | 'running') => (answer === 'running' ? timer.refresh() : settle(answer)));
    asked.send(order);
  });
}

function stop(): void {
  worker?.kill('SIGKILL');
  worker = undefined;
}

// ---- the report

function table(): string {
  const row = (name: string, of: readonly Mutant[]): string => {
    const count = (...wanted: Outcome[]): number => of.filter((mutant) => wanted.includes(outcomes.get(mutant)!)).length;
    const killed = count('killed', 'ended');
    return `| ${name} | ${of.length} | ${killed} | ${count('survived')} | ${count('not reached')} | ${((100 * killed) / of.length).toFixed(1)} % |\n`;
  };
  const head = '| File | Mutants | Killed | Survived | Not reached | Killed |\n|---|---:|---:|---:|---:|---:|\n';
  const rows = sources.map((path) => {
    const of = mutants.filter(({ fileName }) => fileName === path);
    return of.length === 0 ? '' : row(basename(path), of);
  });
  const ended = [...outcomes.values()].filter((outcome) => outcome === 'ended').length;
  return `${head}${rows.join('')}${row('**All**', mutants)}\nOf the killed, ${ended} ran on and on, or out of memory.\n`;
}

/** Place, what stands there, and what the mutant makes of it. */
function shown({ fileName, mutatorName, replacement, location }: Mutant, outcome: Outcome): string {
  const { start, end } = location;
  const lines = texts
    .get(fileName)!
    .split('\n')
    .slice(start.line, end.line + 1);
  const was = [...lines.slice(0, -1), lines.at(-1)!.slice(0, end.column)].join('\n').slice(start.column);
  const short = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 200);
  return `${basename(fileName)}:${start.line + 1}:${start.column + 1} ${outcome} (${mutatorName})\n    ${short(was)}\n    ${short(replacement)}\n`;
}
