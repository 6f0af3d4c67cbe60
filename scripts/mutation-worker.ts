// Runs the tests of the judge in this process, without and with a mutant: what scripts/mutation.ts orders. Jest would load all modules again
// for each test file; here a query behind the address of each module loads it again once per mutant, and the rest of Node stays.
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'expect';
import fc from 'fast-check';

export type Order = { dry: readonly string[] } | { id: string; hitLimit: number; tests: readonly { file: string; index: number }[] };
/** One test: how often it reaches each mutant, itself or while its file is loaded. */
export interface Covered {
  file: string;
  index: number;
  milliseconds: number;
  hits: Readonly<Record<string, number>>;
}
export type Answer = { tests: readonly Covered[]; milliseconds: number } | { failed: false } | { failed: true; by: number };

const copy = process.argv[2]!;
const own = [pathToFileURL(join(copy, 'src')).href, pathToFileURL(join(copy, '__tests__')).href, pathToFileURL(join(copy, 'scripts')).href];
const stryker: { activeMutant?: string; currentTestId?: string; hitCount?: number; hitLimit?: number; mutantCoverage?: Coverage } = {};
type Hits = Record<string, number>;
type Coverage = { static: Hits; perTest: Record<string, Hits> };

let generation = '';
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    return own.some((folder) => found.url.startsWith(`${folder}/`)) ? { ...found, url: `${found.url}?${generation}` } : found;
  },
});

// ---- describe, test and their tables, as the tests of the judge use them

type Run = () => unknown;
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
Object.assign(globalThis, { describe, test, expect, __stryker__: stryker });
fc.configureGlobal({ seed: 1 }); // the same report twice
process.cpuUsage = () => ({ user: 0, system: 0 }); // code with mutants in it is slow: no test fails by time here, a mutant that never ends is killed

async function load(file: string): Promise<readonly Run[]> {
  registered = [];
  await import(`${pathToFileURL(join(copy, file)).href}?${generation}`);
  return registered;
}

// ---- orders

async function dry(files: readonly string[]): Promise<Answer> {
  const tests: Covered[] = [];
  const start = performance.now();
  for (const file of files) {
    generation = `dry-${file}`;
    const coverage: Coverage = { static: {}, perTest: {} };
    stryker.mutantCoverage = coverage;
    delete stryker.currentTestId;
    for (const [index, run] of (await load(file)).entries()) {
      const began = performance.now();
      stryker.currentTestId = `test ${index}`;
      await run();
      tests.push({ file, index, milliseconds: performance.now() - began, hits: { ...coverage.static, ...coverage.perTest[`test ${index}`] } });
    }
  }
  return { tests, milliseconds: performance.now() - start };
}

async function mutated({ id, hitLimit, tests }: Exclude<Order, { dry: unknown }>): Promise<Answer> {
  generation = id;
  Object.assign(stryker, { activeMutant: id, hitCount: 0, hitLimit, mutantCoverage: { static: {}, perTest: {} } });
  const loaded = new Map<string, readonly Run[]>();
  for (const [by, { file, index }] of tests.entries())
    try {
      const runs = loaded.get(file) ?? (await load(file));
      loaded.set(file, runs);
      await runs[index]?.();
    } catch {
      return { failed: true, by };
    }
  return { failed: false };
}

process.on('message', async (order: Order) => {
  process.send!('dry' in order ? await dry(order.dry) : await mutated(order));
});
