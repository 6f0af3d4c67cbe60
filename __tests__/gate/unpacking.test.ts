import { Pool } from '../../src/gate/pool.ts';
import { unpackOn } from '../../src/gate/unpacking.ts';
import { unpackHere } from '../../src/open/index.ts';
import type { Bytes, Unpack } from '../../src/types.ts';
import { xzOf } from '../build/streams.ts';

// xz streams may follow one another. More comes out of these than may lie ready.
const times = 500;
const large = Buffer.concat(Array.from({ length: times }, () => xzOf.tar));
const pool = new Pool(2);
afterAll(() => pool.close());

async function* chunks(bytes: Uint8Array, size = 1 << 12): Bytes {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function read(unpack: Unpack, bytes: Uint8Array): Promise<Buffer | string> {
  const plain: Uint8Array[] = [];
  try {
    for await (const chunk of unpack('xz', chunks(bytes), 'a.xz')) plain.push(chunk);
  } catch (error) {
    const { problem } = error as { problem?: { code: string; message: string } };
    return problem ? `${problem.code}: ${problem.message}` : String(error);
  }
  return Buffer.concat(plain);
}
const untilFree = async () => {
  while (!pool.free) await new Promise((done) => setTimeout(done, 5));
};

test('another thread gives the same bytes', async () => {
  const there = await read(unpackOn(pool), large);
  const here = await read(unpackHere, large);
  expect(here.length).toBe(times * 3072);
  expect(Buffer.compare(there as Buffer, here as Buffer)).toBe(0);
});

test.each([
  ['cut off', large.subarray(0, large.length - 5)],
  ['damaged', Buffer.concat([large.subarray(0, 60_000), Buffer.alloc(64, 0xff), large.subarray(60_064)])],
  ['followed by something else', Buffer.concat([large, Buffer.from('something else')])],
])('what is %s is said as here, and the thread is free again', async (_, bytes) => {
  const there = await read(unpackOn(pool), bytes);
  expect(typeof there).toBe('string');
  expect(there).toBe(await read(unpackHere, bytes));
  await untilFree();
});

test('who stops reading frees the thread, and closes the source', async () => {
  let closed = false;
  const source = async function* () {
    try {
      yield* chunks(large);
    } finally {
      closed = true;
    }
  };
  for await (const chunk of unpackOn(pool)('xz', source(), 'a.xz')) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  expect(closed).toBe(true);
  await untilFree();
});

test('an error of the source stays what it is', async () => {
  const source = async function* () {
    yield large.subarray(0, 1 << 15);
    throw new Error('the disk is gone');
  };
  const reading = async () => {
    for await (const _ of unpackOn(pool)('xz', source(), 'a.xz'));
  };
  await expect(reading()).rejects.toThrow('the disk is gone');
  await untilFree();
});

test('with every thread taken the work is done here: nobody waits', async () => {
  const streams = Array.from({ length: 4 }, () => read(unpackOn(pool), large));
  const [first, ...others] = await Promise.all(streams);
  for (const other of others) expect(Buffer.compare(other as Buffer, first as Buffer)).toBe(0);
});

test('a thread that ends takes nobody with it', async () => {
  const other = new Pool(2);
  const reading = (async () => {
    for await (const _ of unpackOn(other)('xz', chunks(large), 'a.xz')) await other.close();
  })();
  await expect(reading).rejects.toMatchObject({ problem: { path: 'a.xz', code: 'thread-ended', kind: 'unreadable' } });
});
