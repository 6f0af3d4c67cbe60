// A thread that does not live through what it reads. Nothing that is inspected should be able to end one; where something does, that is said of
// the artifact, and all others are judged.
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectBytes } from '../../src/gate/inspect.ts';
import { Pool } from '../../src/gate/pool.ts';
import type { Results, Task } from '../../src/gate/tasks.ts';
import { randomFromDescriptor } from '../../src/io/bytes.ts';
import { defaultLimits } from '../../src/open/index.ts';
import { makeZip } from '../build/zip.ts';

/** A pool whose threads end as soon as they are given a task of this kind. */
class Mortal extends Pool {
  readonly #kind: string;
  constructor(kind: string) {
    super(2);
    this.#kind = kind;
  }
  override run<K extends Task['kind']>(task: Extract<Task, { kind: K }>, progress?: (unpacked: number, path: string) => void): Promise<Results[K]> {
    const running = super.run<K>(task, progress);
    if (task.kind === this.#kind) this.close().catch(() => undefined);
    return running;
  }
}

const path = join(tmpdir(), `sourcegate-pool-${process.pid}.jar`);
const text = 'x'.repeat(3000);
writeFileSync(path, makeZip(Array.from({ length: 3000 }, (_, i) => ({ name: `a/${i}.txt`, data: text }))));

async function inspect(kind: string, together: boolean) {
  const pool = new Mortal(kind);
  const descriptor = openSync(path, 'r');
  try {
    const { subject, problems } = await inspectBytes(randomFromDescriptor(descriptor), 'a.jar', { limits: defaultLimits, pool, together });
    return { sha256: (subject as { sha256?: string }).sha256, problems };
  } finally {
    closeSync(descriptor);
    await pool.close();
  }
}

test('each file that it was at is unreadable', async () => {
  const { problems } = await inspect('entries', false);
  expect(problems.length).toBeGreaterThan(0);
  expect(problems[0]).toMatchObject({ code: 'thread-ended', kind: 'unreadable' });
  expect(problems[0]?.path).toMatch(/^a\/\d+\.txt$/);
});

test('the whole artifact is, where one thread reads all of it', async () => {
  const { problems } = await inspect('artifact', true);
  expect(problems).toMatchObject([{ path: 'a.jar', code: 'thread-ended', kind: 'unreadable' }]);
});

test('the hash of the file is taken here', async () => {
  const { sha256 } = await inspect('hash', false);
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
});
