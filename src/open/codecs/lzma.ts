// LZMA without a container (the LZMA SDK's lzma.txt; "LZMA_Alone" of xz): a byte of properties, the size of the dictionary, the size of the content or
// -1, then one stream that ends there or at a mark. There is no magic and no checksum, so the name has to say it, and the header must be one that
// writers make. Zips hold the same stream behind a header of their own (APPNOTE 5.8), where the directory states the size.
import type { Bytes } from '../../types.ts';
import { ByteReader } from '../byte-reader.ts';
import { ContainerError, count, hazard, limit, quote, unreadable } from '../problems.ts';
import type { Codec } from './codec.ts';
import { BadLzma, Lzma2, TooMuchLzma } from './lzma2.ts';

const headerSize = 13;
const largestDictionary = 256 << 20; // as for xz
const largestContent = 2 ** 38; // what xz itself takes for a size
const unknown = 0xffffffff;

export const lzma: Codec = {
  id: 'lzma',
  suffixes: ['.lzma'],
  sniff: (head, path = '') => /\.(lzma|tlz)$/i.test(path) && isHeader(head),

  async *unpack(packed, path) {
    const reader = new ByteReader(packed);
    try {
      const head = Buffer.from(await reader.take(headerSize));
      if (head.length < headerSize) throw cut(path);
      if (!isHeader(head)) throw bad(path, 'no LZMA header');
      const known = head.readUInt32LE(9) === unknown ? undefined : Number(head.readBigUInt64LE(5));
      yield* unpackStream(reader, { properties: head[0]!, dictionary: head.readUInt32LE(1), size: known }, path);
      if ((await reader.peek(1)).length > 0)
        throw new ContainerError(
          hazard(
            path,
            'trailing-data',
            `other data follows the LZMA data, from byte ${count(reader.offset)}; some readers ignore it, others refuse the file`,
          ),
        );
    } finally {
      await reader.close();
    }
  },
};

/** As a zip holds it: the version of the writer's SDK, the size of the properties (5), the properties, the stream. */
export async function* unpackInZip(packed: Bytes, size: number, path: string): Bytes {
  const reader = new ByteReader(packed);
  try {
    const head = Buffer.from(await reader.take(9));
    if (head.length < 9) throw cut(path);
    if (head.readUInt16LE(2) !== 5) throw bad(path, 'no LZMA properties');
    yield* unpackStream(reader, { properties: head[4]!, dictionary: head.readUInt32LE(5), size }, path);
    const left = await reader.skip(Number.MAX_SAFE_INTEGER);
    if (left > 0)
      throw new ContainerError(hazard(path, 'zip-slack', `${count(left)} bytes hide behind the end of the packed data of ${quote(path)}`));
  } finally {
    await reader.close();
  }
}

/** As a 7z archive holds it: the properties stand in its header. Returns how many bytes follow the end of the stream. */
export async function* unpackLzma(packed: Bytes, header: Header, path: string): AsyncGenerator<Uint8Array, number> {
  const reader = new ByteReader(packed);
  try {
    yield* unpackStream(reader, header, path);
    return await reader.skip(Number.MAX_SAFE_INTEGER);
  } finally {
    await reader.close();
  }
}

interface Header {
  properties: number;
  dictionary: number;
  /** Of the content; undefined where a mark ends it. */
  size: number | undefined;
}

const inputChunk = 1 << 16;

async function* unpackStream(reader: ByteReader, { properties, dictionary, size }: Header, path: string): Bytes {
  if (dictionary > largestDictionary && dictionary !== unknown)
    throw new ContainerError(limit(path, 'bytes', `LZMA data that asks for ${count(dictionary)} bytes of memory; it was not looked at`));
  const decoder = new Lzma2().restart(Math.max(4096, Math.min(dictionary, largestDictionary)));
  try {
    const first = (await reader.take(5)).slice();
    if (first.length < 5) throw cut(path);
    decoder.begin(properties, first);
    let left = size ?? Number.POSITIVE_INFINITY;
    while (left > 0) {
      const input = await reader.peek(inputChunk);
      const last = input.length < inputChunk;
      const { output, used, ended, beyond } = decoder.more(input, left, last);
      await reader.take(used);
      left -= output.length;
      if (output.length > 0) yield output.slice();
      if (last && beyond) throw cut(path);
      if (ended && size !== undefined && left > 0) throw bad(path, 'less data than stated');
      if (ended) return;
    }
    await reader.take(decoder.end((await reader.peek(64)).slice()));
  } catch (error) {
    if (error instanceof BadLzma) throw bad(path, error.message);
    if (error instanceof TooMuchLzma) throw new ContainerError(limit(path, 'dictionary', error.message));
    throw error;
  } finally {
    decoder.release();
  }
}

/** What writers make: three numbers in one byte, a dictionary of 2^n or 2^n + 2^(n-1) bytes, and a size below 256 GiB or none. */
function isHeader(head: Uint8Array): boolean {
  if (head.length < headerSize || head[0]! > 224) return false;
  const bytes = Buffer.from(head.subarray(0, headerSize));
  const dictionary = bytes.readUInt32LE(1);
  const powers = dictionary.toString(2).replace(/0+$/, '');
  if (dictionary !== unknown && powers !== '1' && powers !== '11') return false;
  const size = bytes.readBigUInt64LE(5);
  return size === 2n ** 64n - 1n || size < BigInt(largestContent);
}

const bad = (path: string, what: string) =>
  new ContainerError(unreadable(path, 'bad-compressed-data', `LZMA data that cannot be unpacked (${what})`));
const cut = (path: string) => new ContainerError(unreadable(path, 'truncated', 'the LZMA data ends too early'));
