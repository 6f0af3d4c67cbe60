// One slow decompression in a thread of its own: a deb or a tar.xz is one stream, and what it holds is hashed and read here while the next
// bytes are unpacked there. Both sides send ahead, up to a bound: packed chunks one way, plain ones the other, and what was used of either.
import { MessageChannel } from 'node:worker_threads';
import { tidyEvery } from '../io/tidy.ts';
import { ContainerError, unpackHere } from '../open/index.ts';
import type { Bytes, Problem, Unpack } from '../types.ts';
import { type Pool, ThreadEnded, threadEnded } from './pool.ts';
import type { Task } from './tasks.ts';

/** gzip and zstd are Node's, and have threads already. */
const slow: ReadonlySet<string> = new Set(['xz', 'bz2', 'lzma']);
/** Below this many packed bytes a second thread costs more than it brings. */
const worthThread = 1 << 20;
const packedAhead = 4; // chunks
const plainAhead = 1 << 20; // bytes

const tidy = tidyEvery(2 << 20);

type ToThread = { packed: Uint8Array } | { ended: true } | { taken: number };
type FromThread = { used: true } | { plain: Uint8Array } | { problem: Problem } | { ended: true } | { failed: unknown };

/** Unpacks in a thread of the pool where that is worth it and one is free, else in this one: nobody ever waits for a thread. */
export const unpackOn =
  (pool: Pool): Unpack =>
  (codec, packed, path, size) =>
    pool.size > 1 && pool.free && slow.has(codec) && (size === undefined || size >= worthThread)
      ? unpackThere(pool, codec, packed, path)
      : unpackHere(codec, packed, path, size);

async function* unpackThere(pool: Pool, codec: string, packed: Bytes, path: string): Bytes {
  const { port1: port, port2 } = new MessageChannel();
  const input = packed[Symbol.asyncIterator]();
  const mail: FromThread[] = [];
  const bell = new Bell();
  const arrived = (message: FromThread) => {
    mail.push(message);
    bell.ring();
  };
  let feeding = Promise.resolve();
  const feed = () => {
    feeding = feeding.then(() => feedOne(input, port)).catch((error: unknown) => arrived({ failed: error }));
  };
  port.on('message', (message: FromThread) => ('used' in message ? feed() : arrived(message)));
  pool.run<'unpack'>({ kind: 'unpack', codec, path, port: port2 }).catch((error: unknown) => arrived({ failed: error }));
  for (let ahead = 0; ahead < packedAhead; ahead++) feed();
  try {
    for (;;) {
      while (mail.length === 0) await bell.rung();
      const message = mail.shift()!;
      if ('failed' in message) throw message.failed instanceof ThreadEnded ? new ContainerError(threadEnded(path, message.failed)) : message.failed;
      if ('problem' in message) throw new ContainerError(message.problem);
      if (!('plain' in message)) return;
      send(port, { taken: message.plain.length });
      tidy(message.plain.length);
      yield message.plain;
    }
  } finally {
    port.close(); // the thread sees it, and gives up
    await feeding;
    await input.return?.();
  }
}

/** Sends the next packed chunk, a copy of its own: a view would bring the whole buffer behind it. After the end it says so again. */
async function feedOne(input: AsyncIterator<Uint8Array>, port: Port): Promise<void> {
  const next = await input.next();
  if (next.done) send(port, { ended: true });
  else sendBytes(port, 'packed', next.value);
}

/** The thread's side: unpacks what comes over the port, and says there what is wrong with it. */
export async function unpackForOthers({ codec, path, port }: Extract<Task, { kind: 'unpack' }>): Promise<undefined> {
  const mail: Uint8Array[] = [];
  const bell = new Bell();
  let [ahead, ended] = [0, false];
  port.on('message', (message: ToThread) => {
    if ('taken' in message) ahead -= message.taken;
    else if ('packed' in message) mail.push(message.packed);
    else ended = true;
    bell.ring();
  });
  let closed = false;
  port.on('close', () => {
    closed = true;
    bell.ring();
  });
  const packed = async function* (): Bytes {
    for (;;) {
      while (mail.length === 0 && !ended && !closed) await bell.rung();
      const chunk = mail.shift();
      if (chunk === undefined) return;
      port.postMessage({ used: true } satisfies FromThread);
      yield chunk;
    }
  };
  try {
    for await (const chunk of unpackHere(codec, packed(), path)) {
      ahead += chunk.length;
      tidy(chunk.length);
      sendBytes(port, 'plain', chunk);
      while (ahead > plainAhead && !closed) await bell.rung();
      if (closed) return undefined;
    }
    port.postMessage({ ended: true } satisfies FromThread);
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    port.postMessage({ problem: error.problem } satisfies FromThread);
  } finally {
    port.close();
  }
  return undefined;
}

type Port = Extract<Task, { kind: 'unpack' }>['port'];
const send = (port: Port, message: ToThread): void => port.postMessage(message);

function sendBytes(port: Port, as: 'packed' | 'plain', bytes: Uint8Array): void {
  const own = new Uint8Array(bytes);
  port.postMessage({ [as]: own }, [own.buffer]);
}

/** What waits for an event that may have been already: `rung` is asked only after looking. */
class Bell {
  #ring = () => {};
  ring(): void {
    this.#ring();
  }
  rung(): Promise<void> {
    return new Promise((done) => {
      this.#ring = done;
    });
  }
}
