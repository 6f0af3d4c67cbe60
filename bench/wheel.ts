// One wheel, read by `unzip -tqq` and by sourcegate: node bench/wheel.ts FILE… [--pairs N]
// Runs alternate, so that what else the machine does weighs on both; the median of the pairs' ratios is printed. Two worker threads. `unzip -t` inflates
// and checks the CRC of everything; sourcegate does that as well, takes SHA-256 of the file and of every entry, and reads and names the native code.
// Peak memory is of the whole process. With several files, the last line says how far the peaks lie apart.
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { type Figures, has, median, megabytes, sourcegate, timed } from './run.ts';

const args = process.argv.slice(2);
const at = args.indexOf('--pairs');
const pairs = at === -1 ? 3 : Number(args.splice(at, 2)[1]);
if (args.length === 0 || !Number.isInteger(pairs) || pairs < 1) throw new Error('usage: node bench/wheel.ts FILE… [--pairs N]');

const peaks: number[] = [];
for (const file of args) {
  const runs = { ours: [] as Figures[], unzip: [] as Figures[] };
  for (let pair = 0; pair < pairs; pair++) {
    if (has('unzip')) runs.unzip.push(await checked(['unzip', '-tqq', file]));
    runs.ours.push(await checked(sourcegate('inspect', '--jobs', '2', '--format', 'json', '--no-progress', file)));
  }
  const peak = median(runs.ours.map((run) => run.peak));
  peaks.push(peak);
  const ratio =
    runs.unzip.length === 0
      ? ''
      : `, ${median(runs.ours.map((run, pair) => run.wall / runs.unzip[pair]!.wall)).toFixed(2)}x of unzip (${line(runs.unzip)})`;
  console.log(`${megabytes(statSync(file).size)} ${basename(file)}: ${line(runs.ours)}, peak ${(peak / 1000).toFixed(0)} MB${ratio}`);
}
if (peaks.length > 1)
  console.log(
    `peak memory: ${peaks.map((peak) => (peak / 1000).toFixed(0)).join(', ')} MB, largest ${(Math.max(...peaks) / Math.min(...peaks)).toFixed(2)}x of the smallest`,
  );

async function checked(program: readonly string[]): Promise<Figures> {
  const figures = await timed(program);
  if (figures.code !== 0) throw new Error(`${program.join(' ')} ended with code ${figures.code}: ${figures.stderr}`);
  return figures;
}

function line(runs: readonly Figures[]): string {
  const middle = (of: (run: Figures) => number) => median(runs.map(of)).toFixed(1);
  return `${middle((run) => run.wall)} s wall, ${middle((run) => run.user)} s user, ${middle((run) => run.system)} s system`;
}
