// Node frees buffers lazily: a thread that streams gigabytes lets some 64 MB of dead ones pile up between collections. Asking for a young
// collection (a fraction of a millisecond) now and then keeps the memory of a thread flat, whatever the artifact. What was on its way
// through two of those counts as old and would stay: a full collection (some ten milliseconds) comes when that adds up.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { type: 'minor' | 'major'; execution: 'sync' }) => void;
let collect: Collect | undefined;

/** Bytes beyond those that the last full collection left; a quarter of those where they are many, since each is gone through again. */
const mostOld = 8 << 20;
let left = 0;

const used = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as Collect;
    left = used();
  }
  collect({ type: 'minor', execution: 'sync' });
  if (used() < left + Math.max(mostOld, left / 4)) return;
  collect({ type: 'major', execution: 'sync' });
  left = used();
}

/** A counter that collects garbage once every `bytes` bytes that it is told of. */
export function tidyEvery(bytes: number): (count: number) => void {
  let since = 0;
  return (count) => {
    since += count;
    if (since < bytes) return;
    since = 0;
    collectGarbage();
  };
}
