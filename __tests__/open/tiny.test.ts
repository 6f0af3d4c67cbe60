// What comes in very small pieces: chunks of one byte, files of one byte. Each piece costs an attacker little and must not cost a reader much.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { sourceFromBuffer } from '../../src/io/bytes.ts';
import { ByteReader } from '../../src/open/byte-reader.ts';
import { gathered } from '../../src/open/codecs/codec.ts';
import { Lzma2, TooMuchLzma } from '../../src/open/codecs/lzma2.ts';
import { defaultLimits } from '../../src/open/index.ts';
import type { Bytes } from '../../src/types.ts';
import { makeZip } from '../build/zip.ts';
import { lookThrough } from './look-through.ts';

async function* bytewise(count: number, end?: Error): Bytes {
  for (let i = 0; i < count; i++) yield Uint8Array.of(i & 255);
  if (end) throw end;
}

test('tiny chunks are gathered, in their order, large ones pass as they are', async () => {
  const large = new Uint8Array(1 << 20);
  const chunks: Uint8Array[] = [];
  const mixed = async function* (): Bytes {
    yield* bytewise(200_000);
    yield large;
    yield* bytewise(3);
  };
  for await (const chunk of gathered(mixed())) chunks.push(chunk);
  expect(chunks.map(({ length }) => length)).toEqual([65536, 65536, 65536, 3392, 1 << 20, 3]);
  expect(chunks[4]).toBe(large);
  const front = Buffer.concat(chunks.slice(0, 4));
  expect(front.every((byte, at) => byte === (at & 255))).toBe(true);
});

test('what came before an error is handed on', async () => {
  const seen: number[] = [];
  const read = async () => {
    for await (const chunk of gathered(bytewise(5, new Error('broken')))) seen.push(...chunk);
  };
  await expect(read()).rejects.toThrow('broken');
  expect(seen).toEqual([0, 1, 2, 3, 4]);
});

test('a reader that looks far ahead does not move all that it sees for each byte that it takes', async () => {
  const reader = new ByteReader(bytewise(300_000));
  const started = process.cpuUsage().user;
  for (let at = 0; at < 200_000; at++) {
    const ahead = await reader.peek(100_000);
    if (ahead[0] !== (at & 255) || ahead.length < Math.min(100_000, 300_000 - at)) throw new Error(`wrong at ${at}`);
    await reader.take(1);
  }
  expect(process.cpuUsage().user - started).toBeLessThan(8e6); // 200,000 times 100,000 bytes are many times that
});

test('views that were handed out stay what they were', async () => {
  const reader = new ByteReader(bytewise(2000));
  const first = await reader.take(10);
  const second = await reader.peek(900);
  const copies = [first.slice(), second.slice()];
  await reader.take(1500);
  expect([first, second]).toEqual(copies);
});

test('decoders inside of one another share what they may take of the memory', () => {
  const header = Buffer.from([1, 0xff, 0xff]); // a stored chunk of 64 KiB that resets the dictionary
  const fill = (decoder: Lzma2) => {
    for (let chunks = 0; chunks < 300; chunks++) decoder.chunk(header, new Uint8Array(1 << 16));
  };
  const [outer, inner] = [new Lzma2().restart(256 << 20), new Lzma2().restart(256 << 20)];
  fill(outer);
  expect(() => fill(inner)).toThrow(TooMuchLzma);
  outer.release();
  fill(inner);
  inner.release();
});

test('a zip of very many files of one byte, each with a decoder of its own', async () => {
  const raw = Buffer.from('QlpoOTFBWSZTWXdLsBQAAAAAgABAIAAhGEaC7kinChIO6XYCgA==', 'base64');
  const members = Array.from({ length: 8000 }, (_, i) => ({ name: `${i}`, method: 12, data: 'x', raw }));
  const started = process.cpuUsage().user;
  const { entries, problems } = await lookThrough(sourceFromBuffer(makeZip(members)), 'a.zip', defaultLimits);
  expect(problems).toEqual([]);
  expect(entries.length).toBe(8000);
  expect(process.cpuUsage().user - started).toBeLessThan(8e6);
});

describe('a file of many compressed members, each with a decoder of its own', () => {
  const randomly = (size: number, seed: number): Buffer =>
    Buffer.concat(Array.from({ length: Math.ceil(size / 32) }, (_, i) => createHash('sha256').update(`${seed} ${i}`).digest())).subarray(0, size);
  const look = (members: readonly Buffer[]) => lookThrough(sourceFromBuffer(Buffer.concat(members)), 'a.gz', defaultLimits);

  test('that hold a kilobyte each is read to its end', async () => {
    const { entries, problems } = await look(Array.from({ length: 9000 }, (_, i) => gzipSync(randomly(1000, i))));
    expect(problems).toEqual([]);
    expect(entries).toEqual([`a ${9000 * 1000}`]);
  });

  test('that hold next to nothing is read as far as members and bytes are in proportion', async () => {
    const some = Array.from({ length: 4000 }, () => gzipSync('x'));
    expect((await look(some)).problems).toEqual([]);
    const { problems } = await look([...some, ...some]);
    expect(problems.map(({ code }) => code)).toEqual(['limit-entries']);
    expect(problems[0]!.message).toBe('more than 4,271 compressed members in 89,712 bytes; the rest was not looked at'); // 4,096, and one for each 512 bytes
  });

  test('that is large and small in turns is judged by all that was read', async () => {
    const large = gzipSync(randomly(1 << 20, 1));
    const { problems } = await look([large, ...Array.from({ length: 6000 }, () => gzipSync(''))]);
    expect(problems).toEqual([]);
  });
});
