// Runs the tests of the judge in this process, without and with a mutant: what scripts/mutation.ts orders. Jest would load all modules again
// for each test file and mutant; here each test file is one script with all that it imports, compiled once.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';

export type Order = 'dry' | { id: string; hitLimit: number; tests: readonly { file: string; index: number }[] };
/** One test: how often it reaches each mutant, itself or while its file is loaded. */
export interface Covered {
  file: string;
  index: number;
  milliseconds: number;
  hits: Hits;
}
export type Answer = { tests: readonly Covered[] } | { failed: false } | { failed: true; by: number };
type Hits = Readonly<Record<string, number>>;
type Run = () => unknown;

/** What the mutants' switches read and write. */
const stryker: {
  activeMutant?: string;
  currentTestId?: string;
  hitCount?: number;
  hitLimit?: number;
  mutantCoverage?: { static: Hits; perTest: Record<string, Hits> };
} = {};

// ---- describe, test and their tables, as the tests of the judge use them

let registered: Run[] = [];
const each =
  (register: (name: string, run: Run) => void) =>
  (rows: readonly unknown[]) =>
  (name: string, run: (...row: unknown[]) => unknown): void => {
    for (const row of rows) register(name, () => run(...(Array.isArray(row) ? row : [row])));
  };
const test = (_: string, run: Run): void => void registered.push(run);
const describe = (_: string, run: Run): void => void run();
test.each = each(test);
describe.each = each(describe);

const require = createRequire(import.meta.url);
Object.assign(globalThis, { describe, test, expect: require('expect').expect, __stryker__: stryker });
require('fast-check').configureGlobal({ seed: 1 }); // the same report twice
process.cpuUsage = () => ({ user: 0, system: 0 }); // code with mutants in it is slow: no test fails by time here, a mutant that never ends is killed

// ---- test files

const folder = process.argv[2]!;
const scripts = new Map<string, Script>();

/** Runs the whole file anew, with all modules that it imports from this project. */
function load(file: string): readonly Run[] {
  const path = join(folder, file);
  const script = scripts.get(file) ?? new Script(`(require, module, exports) => {${readFileSync(path, 'utf8')}\n}`, { filename: path });
  scripts.set(file, script);
  registered = [];
  script.runInThisContext()(require, { exports: {} }, {});
  return registered;
}

// ---- orders

async function dry(): Promise<Answer> {
  const tests: Covered[] = [];
  for (const file of readdirSync(folder)) {
    const coverage: NonNullable<typeof stryker.mutantCoverage> = { static: {}, perTest: {} };
    stryker.mutantCoverage = coverage;
    delete stryker.currentTestId;
    for (const [index, run] of load(file).entries()) {
      const began = performance.now();
      const id = `test ${index}`;
      stryker.currentTestId = id;
      await run();
      tests.push({ file, index, milliseconds: performance.now() - began, hits: { ...coverage.static, ...coverage.perTest[id] } });
    }
  }
  return { tests };
}

async function mutated({ id, hitLimit, tests }: Exclude<Order, 'dry'>): Promise<Answer> {
  Object.assign(stryker, { activeMutant: id, hitCount: 0, hitLimit, mutantCoverage: { static: {}, perTest: {} } });
  const loaded = new Map<string, readonly Run[]>();
  for (const [by, { file, index }] of tests.entries())
    try {
      const runs = loaded.get(file) ?? load(file);
      loaded.set(file, runs);
      process.send!('running');
      await runs[index]?.();
    } catch {
      return { failed: true, by };
    }
  return { failed: false };
}

process.on('message', async (order: Order) => {
  process.send!(order === 'dry' ? await dry() : await mutated(order));
});
