// Node frees buffers lazily: a thread that streams gigabytes lets some 64 MB of dead ones pile up between collections. Asking
// for a young collection (about a millisecond) now and then keeps the memory of a thread flat, whatever the artifact.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { type: 'minor' }) => void;
let collect: Collect | undefined;

function minor(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as Collect;
  }
  collect({ type: 'minor' });
}

/** A counter that collects young garbage once every `bytes` bytes that it is told of. */
export function tidyEvery(bytes: number): (count: number) => void {
  let since = 0;
  return (count) => {
    since += count;
    if (since < bytes) return;
    since = 0;
    minor();
  };
}
