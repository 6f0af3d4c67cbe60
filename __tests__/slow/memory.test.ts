// Peak memory is set by the number of threads, not by the artifact: one large program in a wheel, and six of it, cost the same. The program is
// the Node that runs this, some 100 MB of native code with symbols. Skipped, with a message, where GNU time is not there to measure.
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { sourcegate, timed } from '../../bench/run.ts';

const root = mkdtempSync(join(tmpdir(), 'memory-'));
afterAll(() => rmSync(root, { recursive: true }));
const measurable = existsSync('/usr/bin/time');
if (!measurable) console.warn('memory: skipped, no GNU time at /usr/bin/time');

const program = readFileSync(process.execPath);
const checksum = crc32(program);

/** A stored zip, written entry by entry: the copies are never in memory together. */
function wheelOf(copies: number): string {
  const path = join(root, `demo-${copies}-py3-none-any.whl`);
  const file = openSync(path, 'w');
  const central: Buffer[] = [];
  let at = 0;
  const put = (bytes: Uint8Array): void => {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    at += bytes.length;
  };
  for (let copy = 0; copy < copies; copy++) {
    const name = Buffer.from(`demo/program${copy}`);
    const shared = Buffer.alloc(26); // from "version needed" to the lengths of name and extra
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(0x21, 8); // 1980-01-01
    shared.writeUInt32LE(checksum, 10);
    shared.writeUInt32LE(program.length, 14);
    shared.writeUInt32LE(program.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, tail, name]));
    put(Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, name]));
    put(program);
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(copies, 8);
  end.writeUInt16LE(copies, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  put(directory);
  put(end);
  closeSync(file);
  return path;
}

(measurable ? test : test.skip)(
  'six large programs cost no more memory than two, with two threads',
  async () => {
    const peak = async (copies: number): Promise<number> => {
      const figures = await timed(sourcegate('inspect', '--jobs', '2', '--format', 'json', '--no-progress', wheelOf(copies)));
      const [facts] = JSON.parse(figures.stdout) as { native: unknown[] }[];
      expect(facts?.native).toHaveLength(copies);
      return figures.peak;
    };
    const [two, six] = [await peak(2), await peak(6)];
    expect(six).toBeLessThan(two * 1.2);
    expect(six).toBeLessThan(400_000);
  },
  300_000,
);
