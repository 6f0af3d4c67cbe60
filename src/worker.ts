// One thread of the pool: takes a task, walks its share of an artifact, sends plain data back.
import { parentPort } from 'node:worker_threads';
import type { Results, Task, Walk } from './gate/tasks.ts';
import { walkTools } from './gate/tools.ts';
import { unpackForOthers } from './gate/unpacking.ts';
import { walkBytes, walkFolder } from './gate/walks.ts';
import { emptyWalk, walkFile } from './inspect/walk.ts';
import { randomFromDescriptor } from './io/bytes.ts';
import { sha256Of } from './io/digest.ts';
import { tidyEvery } from './io/tidy.ts';
import { Budget, boundedEntry, type ZipRecord, zipEntryAt } from './open/index.ts';

const progressEvery = 8 << 20;
const tidy = tidyEvery(2 << 20);

parentPort?.on('message', async ({ id, task }: { id: number; task: Task }) => {
  let unsaid = 0;
  const progress = (unpacked: number, path: string) => {
    tidy(unpacked);
    unsaid += unpacked;
    if (unsaid < progressEvery) return;
    parentPort?.postMessage({ id, progress: unsaid, path });
    unsaid = 0;
  };
  try {
    parentPort?.postMessage({ id, result: await perform(task, progress) });
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    parentPort?.postMessage({ id, error: message, stack });
  }
});

type Progress = (unpacked: number, path: string) => void;

async function perform(task: Task, progress: Progress): Promise<Results[Task['kind']]> {
  if (task.kind === 'artifact') return walkArtifact(task, progress);
  if (task.kind === 'unpack') return unpackForOthers(task);
  const file = randomFromDescriptor(task.descriptor, 0, task.size);
  if (task.kind === 'hash') return sha256Of(file);
  const budget = new Budget(task.limits, task.budget, task.startedAt);
  const tools = walkTools(budget, progress, task.prints);
  const into = emptyWalk();
  const flow = { unpacked: 0, packed: task.size, path: '' };
  for (const { path, record } of task.entries) {
    // The record came from our own reader in the main thread, through a structured clone that keeps its shape.
    const entry = boundedEntry(zipEntryAt(file, record as ZipRecord), budget, flow);
    await walkFile(entry, path, 0, tools, into);
  }
  return into;
}

/** One small artifact of many, whole: its entries are read in this thread, in their order. */
function walkArtifact({ from, shown, limits, prints }: Extract<Task, { kind: 'artifact' }>, progress: Progress): Promise<Walk> {
  const options = { limits, progress, ...(prints ? { prints } : {}) };
  if ('path' in from) return walkFolder(from.path, from.files, shown, options);
  return walkBytes(randomFromDescriptor(from.descriptor, 0, from.size), shown, options);
}
