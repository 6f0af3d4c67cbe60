// How long reading large locks takes, lines and edges included: node bench/lockfiles.ts FOLDER
// FOLDER holds folders npm-large, pnpm-9.0 and uv-large (or others given by name behind it) with one lock each. A lock under 2.2 MB is enlarged by copies of
// its rows under other names. Prints milliseconds (best of five) and the memory in use.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLockfile } from '../src/lockfiles/index.ts';

const wanted = 2_200_000;
const [folder, ...names] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node bench/lockfiles.ts FOLDER [NAME…]');

for (const name of names.length > 0 ? names : ['npm-large', 'pnpm-9.0', 'uv-large']) {
  const file = readdirSync(join(folder, name)).find((one) => !one.endsWith('.truth.json'))!;
  const text = enlarged(readFileSync(join(folder, name, file), 'utf8'), file);
  const times: number[] = [];
  const processor: number[] = []; // what the reading itself took, however busy the machine is
  let count = 0;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    const before = process.cpuUsage();
    count = readLockfile(text, file).packages.length;
    times.push(performance.now() - start);
    processor.push(process.cpuUsage(before).user / 1000);
  }
  const memory = Math.round(process.memoryUsage().rss / (1 << 20));
  const figures = `${(text.length / 1e6).toFixed(2)} MB, ${count} packages, first ${times[0]!.toFixed(0)} ms (processor ${processor[0]!.toFixed(0)}), best ${Math.min(...times).toFixed(0)} ms (${Math.min(...processor).toFixed(0)}), ${memory} MiB resident`;
  console.log(`${name}/${file}: ${figures}`);
}

/** Copies the rows of the lock's package sections, with a number in their names, until the text is large enough. */
function enlarged(text: string, file: string): string {
  let whole = text;
  for (let copy = 1; whole.length < wanted && copy < 500; copy++) whole = withCopy(whole, text, copy, file);
  return whole;
}

function withCopy(whole: string, text: string, copy: number, file: string): string {
  if (file.endsWith('.json')) {
    const [, rows = ''] = /"packages": \{\n {4}"": \{[\s\S]*?\n {4}\},\n([\s\S]*?)\n {2}\}/.exec(text) ?? [];
    return whole.replace('\n    "node_modules/', `\n${rows.replaceAll('    "node_modules/', `    "node_modules/copy${copy}-`)},\n    "node_modules/`);
  }
  if (file.endsWith('.yaml')) {
    const section = (key: string) => new RegExp(`\\n${key}:\\n([\\s\\S]*?)(?=\\n\\S|$)`).exec(text)?.[1] ?? '';
    return ['packages', 'snapshots'].reduce(
      (all, key) => all.replace(`\n${key}:\n`, `\n${key}:\n${section(key).replace(/^ {2}('?@?)(?=\w)/gm, `  $1copy${copy}-`)}\n`),
      whole,
    );
  }
  const rows = text.slice(text.indexOf('[[package]]')).replace(/name = "/g, `name = "copy${copy}-`);
  return `${whole}\n${rows}`;
}
