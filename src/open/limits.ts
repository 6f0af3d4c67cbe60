// The bounds within which foreign bytes are read. All have names, all can be changed (`--limit NAME=VALUE`), and each one that is hit
// is reported as a problem of the kind 'limit': what was not seen is never passed over.
import type { Bytes, Entry, Limits, Problem } from '../types.ts';
import { ProblemError } from '../types.ts';
import { count, limit } from './problems.ts';

/** torch 2.10 unpacks to 1.8 GB and holds 3,500 files; a large uber jar holds 21,500. The bounds lie well above what real packages need. */
export const defaultLimits: Limits = {
  entries: 200_000, // of one artifact, all levels together
  bytes: 8 * 1024 ** 3, // unpacked, of one artifact, all levels together
  ratio: 200, // unpacked to packed, of one container, asked once more than `ratioFrom` bytes came out
  depth: 5, // containers inside containers; the artifact itself is level 0
  nameLength: 4096, // bytes of one path
  directoryBytes: 64 * 1024 ** 2, // a zip's central directory; also any other list of names kept in memory
  seconds: 1800, // of one artifact
};
/** A sparse disk image of a test suite unpacks to 128 MiB, a thousand times its packed size; memory stays flat whatever comes out, so only real bulk is asked. */
export const ratioFrom = 256 * 1024 ** 2;
/** A line of a list takes some ten bytes and may be wrong in seven ways: whoever has read so many problems of one artifact needs no more. */
export const mostProblems = 10_000;

/** Bytes of shared memory that hold a budget's counters. */
export const budgetBytes = 24;

/**
 * What one artifact may still cost, over all its levels. Workers share one by its `shared` memory; the clock is each worker's own,
 * started from the same moment (`startedAt`, milliseconds since the epoch).
 */
export class Budget {
  readonly limits: Limits;
  readonly shared: SharedArrayBuffer;
  readonly startedAt: number;
  readonly #counters: BigInt64Array;

  constructor(limits: Limits, shared: SharedArrayBuffer = new SharedArrayBuffer(budgetBytes), startedAt: number = Date.now()) {
    this.limits = limits;
    this.shared = shared;
    this.startedAt = startedAt;
    this.#counters = new BigInt64Array(shared);
  }

  /** Entries and unpacked bytes so far. */
  get spent(): { entries: number; bytes: number } {
    return { entries: Number(Atomics.load(this.#counters, 0)), bytes: Number(Atomics.load(this.#counters, 1)) };
  }

  /** Counts one more entry; the problem when that is one too many, or the time is over. */
  addEntry(path: string): Problem | undefined {
    const entries = Number(Atomics.add(this.#counters, 0, 1n)) + 1;
    if (entries > this.limits.entries) return limit(path, 'entries', `more than ${count(this.limits.entries)} entries; the rest was not looked at`);
    return this.late(path);
  }

  /** Counts unpacked bytes; the problem when they are too many, or the time is over. */
  addBytes(path: string, bytes: number): Problem | undefined {
    const total = Number(Atomics.add(this.#counters, 1, BigInt(bytes))) + bytes;
    if (total > this.limits.bytes) return limit(path, 'bytes', `unpacks to more than ${count(this.limits.bytes)} bytes; the rest was not looked at`);
    return this.late(path);
  }

  /** Counts what is wrong; the problem when that is too much. */
  addProblem(path: string): Problem | undefined {
    const problems = Number(Atomics.add(this.#counters, 2, 1n)) + 1;
    return problems > mostProblems ? limit(path, 'problems', `more than ${count(mostProblems)} problems; the rest was not looked at`) : undefined;
  }

  late(path: string): Problem | undefined {
    if (Date.now() - this.startedAt <= this.limits.seconds * 1000) return undefined;
    return limit(path, 'seconds', `took more than ${count(this.limits.seconds)} seconds; the rest was not looked at`);
  }
}

/**
 * The entries of one container, held to a budget: the list ends with a problem when there are too many, or too much is wrong with them, a stream throws a `ProblemError`
 * when too much comes out of it. `packed` is the size of the container in bytes where known, for the ratio.
 */
export async function* withBudget(
  entries: AsyncIterable<Entry | Problem>,
  budget: Budget,
  path: string,
  packed?: number,
): AsyncGenerator<Entry | Problem> {
  const flow = { unpacked: 0, packed, path };
  for await (const entry of entries) {
    if ('code' in entry) {
      const over = entry.kind === 'skipped' ? undefined : budget.addProblem(path);
      if (over) return yield over;
      yield entry;
      continue;
    }
    const over = budget.addEntry(path);
    if (over) return yield over;
    yield boundedEntry(entry, budget, flow);
  }
}

/** One entry held to a budget: what a worker uses for an entry that it reopened by its record. */
export function boundedEntry(entry: Entry, budget: Budget, flow: { unpacked: number; packed?: number | undefined; path: string }): Entry {
  return { ...entry, bytes: () => boundedBytes(entry.bytes(), entry.path, budget, flow) };
}

async function* boundedBytes(bytes: Bytes, path: string, budget: Budget, flow: { unpacked: number; packed?: number | undefined }): Bytes {
  for await (const chunk of bytes) {
    flow.unpacked += chunk.length;
    const over = budget.addBytes(path, chunk.length) ?? overRatio(path, budget.limits, flow);
    if (over) throw new ProblemError(over);
    yield chunk;
  }
}

function overRatio(path: string, limits: Limits, flow: { unpacked: number; packed?: number | undefined }): Problem | undefined {
  if (flow.packed === undefined || flow.unpacked <= ratioFrom || flow.unpacked <= flow.packed * limits.ratio) return undefined;
  return limit(path, 'ratio', `${count(flow.packed)} bytes unpack to more than ${count(limits.ratio)} times as much; the rest was not looked at`);
}
