// Worker threads: memory is bounded by their number, and the order of results does not depend on them. Descriptors belong
// to the process, so a worker reads the very file that the main thread opened and hashed.
import { Worker } from 'node:worker_threads';
import type { Problem } from '../types.ts';
import type { Results, Task } from './tasks.ts';

type Answer =
  | { id: number; progress: number; path: string }
  | { id: number; result: unknown }
  | { id: number; error: string; stack?: string | undefined };

/** A thread is gone, and with it what it was at: what it read was too much for its memory, or made the runtime give up. Whoever waits says so of the artifact. */
export class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded';
}

export const threadEnded = (path: string, { message }: ThreadEnded): Problem => ({
  path,
  code: 'thread-ended',
  kind: 'unreadable',
  message: `${message}; what else is in it was not looked at`,
});

interface Waiting {
  task: Task;
  id: number;
  progress: ((unpacked: number, path: string) => void) | undefined;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A pool of at most `size` threads, started when first needed. `close` ends them, and what still runs or waits then. */
export class Pool {
  readonly size: number;
  readonly #idle: Worker[] = [];
  readonly #all = new Map<Worker, Waiting | undefined>();
  readonly #queue: Waiting[] = [];
  #next = 0;

  constructor(size: number) {
    this.size = Math.max(1, size);
  }

  /** Runs one task; tasks start in the order they were given. */
  run<K extends Task['kind']>(task: Extract<Task, { kind: K }>, progress?: (unpacked: number, path: string) => void): Promise<Results[K]> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ task, id: this.#next++, progress, resolve: resolve as (value: unknown) => void, reject });
      this.#advance();
    });
  }

  /** Whether a task that was given now would start now. */
  get free(): boolean {
    return this.#queue.length === 0 && (this.#idle.length > 0 || this.#all.size < this.size);
  }

  async close(): Promise<void> {
    const workers = [...this.#all.keys()];
    const left = [...this.#all.values(), ...this.#queue.splice(0)];
    this.#all.clear();
    for (const waiting of left) waiting?.reject(new ThreadEnded('the thread that read it was ended'));
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #advance(): void {
    while (this.#queue.length > 0) {
      const worker = this.#idle.pop() ?? (this.#all.size < this.size ? this.#start() : undefined);
      if (!worker) return;
      const waiting = this.#queue.shift() as Waiting;
      this.#all.set(worker, waiting);
      worker.ref();
      const { id, task } = waiting;
      worker.postMessage({ id, task }, task.kind === 'unpack' ? [task.port] : []);
    }
  }

  #start(): Worker {
    // Bundled, the worker lies beside the bundle; unbundled, one folder up, as TypeScript.
    const here = import.meta.url;
    const worker = new Worker(new URL(here.endsWith('.ts') ? '../worker.ts' : './worker.js', here));
    this.#all.set(worker, undefined);
    worker.on('message', (answer: Answer) => this.#answered(worker, answer));
    worker.on('error', (error: unknown) => this.#failed(worker, asError(error)));
    worker.on('exit', (code) => this.#failed(worker, new ThreadEnded(`the thread that read it ended, with code ${code}`)));
    return worker;
  }

  #answered(worker: Worker, answer: Answer): void {
    const waiting = this.#all.get(worker);
    if (!waiting || waiting.id !== answer.id) return;
    if ('progress' in answer) {
      waiting.progress?.(answer.progress, answer.path);
      return;
    }
    this.#all.set(worker, undefined);
    this.#idle.push(worker);
    worker.unref(); // an idle thread does not keep the process alive
    if ('error' in answer) waiting.reject(Object.assign(new Error(answer.error), { stack: answer.stack }));
    else waiting.resolve(answer.result);
    this.#advance();
  }

  #failed(worker: Worker, error: Error): void {
    const waiting = this.#all.get(worker);
    this.#all.delete(worker);
    const at = this.#idle.indexOf(worker);
    if (at !== -1) this.#idle.splice(at, 1);
    waiting?.reject(error);
    this.#advance();
  }
}

function asError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const { code } = error as { code?: unknown };
  return code === 'ERR_WORKER_OUT_OF_MEMORY' ? new ThreadEnded('the thread that read it ran out of memory') : error;
}
