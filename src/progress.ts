// Progress, on standard error only: one line rewritten at most ten times a second on a terminal, one line per finished
// subject elsewhere, and a sign of life every 30 s.
import type { Progress } from './gate/options.ts';
import { clean } from './report/text-escape.ts';

interface ProgressOptions {
  quiet: boolean;
  terminal: boolean;
  columns: number;
  now(): number;
  write(text: string): void;
}

const rewriteEvery = 100;
const signOfLifeEvery = 30_000;

/** Progress that writes with `options.write`. Quiet: only `say` speaks. */
export function createProgress(options: ProgressOptions): Progress {
  let subject = '';
  let total: number | undefined;
  let seen = 0;
  let lastWrite = options.now();
  let shown = false;
  const erase = () => {
    if (shown) options.write('\r\x1b[K');
    shown = false;
  };
  const rewrite = (entry: string) => {
    const line = `reading ${clean(subject)}  ${amount(seen, total)}  ${clean(entry)}`;
    options.write(`\r\x1b[K${line.slice(0, Math.max(20, options.columns - 1))}`);
    shown = true;
  };
  return {
    begin(name, size) {
      subject = name;
      total = size;
      seen = 0;
    },
    bytes(count, entry) {
      seen += count;
      if (options.quiet || options.now() - lastWrite < (options.terminal ? rewriteEvery : signOfLifeEvery)) return;
      lastWrite = options.now();
      if (options.terminal) rewrite(entry);
      else options.write(`still reading ${clean(subject)}: ${amount(seen, total)}\n`);
    },
    end(summary) {
      erase();
      if (summary && !options.terminal && !options.quiet) options.write(`${clean(summary)}\n`);
    },
    say(line) {
      erase();
      options.write(`${clean(line)}\n`);
    },
  };
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
const amount = (seen: number, total: number | undefined): string =>
  total === undefined ? `${megabytes(seen)} MB` : `${megabytes(Math.min(seen, total))} of ${megabytes(total)} MB`;
