import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { randomFromBuffer, randomFromDescriptor, randomSlice, Spools } from '../../src/io/bytes.ts';
import { borrow, giveBack, withScratch } from '../../src/io/scratch.ts';
import { inflateRaw } from '../../src/open/inflate.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

describe('random access', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bytes-'));
  const file = join(folder, 'file');
  writeFileSync(file, '0123456789');
  const descriptor = openSync(file, 'r');
  afterAll(() => {
    closeSync(descriptor);
    rmSync(folder, { recursive: true });
  });
  const kinds = {
    'of a buffer': randomFromBuffer(Buffer.from('0123456789')),
    'of a descriptor': randomFromDescriptor(descriptor),
    'of a part': randomSlice(randomFromBuffer(Buffer.from('ab0123456789cd')), 2, 10),
  };

  test.each(Object.entries(kinds))('%s gives what is there, with a buffer to use or without', async (_, from) => {
    const into = Buffer.alloc(64, 'x');
    expect(from.size).toBe(10);
    for (const given of [undefined, into]) {
      expect(text(await from.read(2, 3, given))).toBe('234');
      expect(text(await from.read(8, 5, given))).toBe('89');
      expect(text(await from.read(10, 5, given))).toBe('');
    }
  });

  test('a descriptor is read into the buffer that is given', async () => {
    const into = Buffer.alloc(64);
    const bytes = await kinds['of a descriptor'].read(0, 10, into);
    expect(bytes.buffer).toBe(into.buffer);
  });
});

describe('what is lent', () => {
  test('is another buffer while one is out, and the same again afterwards', async () => {
    const first = borrow(1000);
    const second = borrow(1000);
    expect(second).not.toBe(first);
    giveBack(first);
    await withScratch(500, async (scratch) => expect(scratch).toBe(first));
    giveBack(second);
  });

  test('comes back when its use fails', async () => {
    let lent: Uint8Array | undefined;
    await expect(
      withScratch(70_000, async (scratch) => {
        lent = scratch;
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await withScratch(70_000, async (scratch) => expect(scratch).toBe(lent));
  });
});

describe('deflated bytes', () => {
  const content = Buffer.from(Array.from({ length: 3 << 20 }, (_, at) => (at * at) % 251));
  const packed = deflateRawSync(content);
  const deflated = (bytes: Uint8Array, size = content.length) => ({
    from: randomFromBuffer(bytes),
    start: 0,
    packed: bytes.length,
    size,
    path: 'x',
  });

  test('come out whole, and say how much of the packed ones they used', async () => {
    const behind = Buffer.concat([packed, Buffer.alloc(600_000, 'z')]);
    const chunks: Uint8Array[] = [];
    let used = 0;
    for await (const chunk of inflateRaw(deflated(behind), (count) => (used = count))) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(content)).toBe(true);
    expect(used).toBe(packed.length);
  });

  test('two streams at once do not share a buffer', async () => {
    const read = async (bytes: Uint8Array) => {
      const folder = mkdtempSync(join(tmpdir(), 'inflate-'));
      writeFileSync(join(folder, 'packed'), bytes);
      const descriptor = openSync(join(folder, 'packed'), 'r');
      const chunks: Uint8Array[] = [];
      const from = randomFromDescriptor(descriptor);
      for await (const chunk of inflateRaw({ from, start: 0, packed: bytes.length, size: content.length, path: 'x' }, () => {})) chunks.push(chunk);
      closeSync(descriptor);
      rmSync(folder, { recursive: true });
      return Buffer.concat(chunks);
    };
    const other = Buffer.from(content.map((byte) => 255 - byte));
    const [one, two] = await Promise.all([read(packed), read(deflateRawSync(other))]);
    expect([one.equals(content), two.equals(other)]).toEqual([true, true]);
  });

  test('that end early are truncated, that are damaged are bad, and giving up early ends the read', async () => {
    const codeOf = async (bytes: Uint8Array) => {
      try {
        for await (const _ of inflateRaw(deflated(bytes), () => {}));
        return 'read';
      } catch (error) {
        return (error as { problem: { code: string } }).problem.code;
      }
    };
    expect(await codeOf(packed.subarray(0, packed.length - 20))).toBe('truncated');
    expect(await codeOf(Buffer.concat([packed.subarray(0, 100), Buffer.alloc(400_000, 0xff)]))).toBe('bad-compressed-data');
    for await (const chunk of inflateRaw(deflated(packed), () => {})) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });

  test('an error of the source stays what it is', async () => {
    const broken = { size: 1 << 20, read: async () => Promise.reject(new Error('the disk is gone')), slice: () => [] as never };
    const reading = async () => {
      for await (const _ of inflateRaw({ from: broken, start: 0, packed: 1 << 20, size: 4 << 20, path: 'x' }, () => {}));
    };
    await expect(reading()).rejects.toThrow('the disk is gone');
  });
});

test('a stream that is kept is the same in memory and in a spool', async () => {
  const spools = new Spools();
  for (const size of [10, 3 << 20]) {
    const kept = await spools.keep(
      (async function* () {
        for (let at = 0; at < size; at += 1 << 16) yield Buffer.alloc(Math.min(1 << 16, size - at), at % 256);
      })(),
      size,
    );
    expect(kept.size).toBe(size);
    expect(kept.descriptor !== undefined).toBe(size > 1 << 20);
    expect((await kept.read(size - 1, 1))[0]).toBe((Math.floor((size - 1) / (1 << 16)) << 16) % 256);
  }
  spools.close();
});
