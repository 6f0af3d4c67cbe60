// The coders of a 7z folder (Methods.txt of the LZMA SDK): each turns its inputs, packed streams or what other coders give, into one stream of a stated size.
import { createInflateRaw } from 'node:zlib';
import type { Bytes, Problem } from '../../types.ts';
import { ByteReader } from '../byte-reader.ts';
import { through } from '../inflate.ts';
import { ContainerError, count, hazard, limit, quote, unreadable } from '../problems.ts';
import type { Coder, Folder } from '../sevenzip-header.ts';
import { BadBcj2, unpackBcj2 } from './bcj2.ts';
import { bzip2 } from './bzip2.ts';
import { gathered } from './codec.ts';
import { lz4 } from './lz4.ts';
import { unpackLzma } from './lzma.ts';
import { BadLzma, Lzma2, TooMuchLzma } from './lzma2.ts';
import { dictionarySize } from './xz.ts';
import { filterOf } from './xz-filters.ts';
import { zstd } from './zstd.ts';

type Decode = (inputs: readonly Bytes[], coder: Coder, path: string) => Bytes;

const one =
  (decode: (packed: Bytes, coder: Coder, path: string) => Bytes): Decode =>
  ([packed], coder, path) =>
    decode(packed!, coder, path);
/** The filters of xz, by their ids there. */
const filtered = (id: number): Decode => one((bytes, { properties }) => filter(bytes, id, properties));

const decoders: Readonly<Record<string, Decode>> = {
  '': one((packed) => packed),
  '030101': one(lzma),
  '21': one(lzma2),
  '040108': one(deflate),
  '040202': one((packed, _, path) => bzip2.unpack(packed, path)),
  '04f71101': one((packed, _, path) => zstd.unpack(packed, path)),
  '04f71104': one((packed, _, path) => lz4.unpack(packed, path)),
  '0303011b': ([main, calls, jumps, coder], { size }, path) => bcj2([main!, calls!, jumps!, coder!], size, path),
  '03': filtered(3),
  '04': filtered(4),
  '03030103': filtered(4),
  '05': filtered(5),
  '03030205': filtered(5),
  '07': filtered(7),
  '03030501': filtered(7),
  '08': filtered(8),
  '03030701': filtered(8),
  '09': filtered(9),
  '03030805': filtered(9),
  '0a': filtered(10),
};
const inputsOf = (method: string): number => (method === '0303011b' ? 4 : 1);

/** Those that are known and not read. */
const names: Readonly<Record<string, string>> = {
  '06': 'IA-64 filter',
  '0b': 'RISC-V filter',
  '020302': 'Swap2',
  '020304': 'Swap4',
  '030401': 'PPMd',
  '03030301': 'Alpha filter',
  '03030401': 'IA-64 filter',
  '03030605': 'M68 filter',
  '040109': 'Deflate64',
  '04f71102': 'brotli',
  '04f71105': 'LZ5',
  '04f71106': 'Lizard',
};
const encryption = /^06f1/;

/** Why a folder cannot be read; undefined where it can. */
export function unreadFolder({ coders, last }: Folder, path: string): Problem | undefined {
  if (coders.some(({ method }) => encryption.test(method))) return unreadable(path, 'encrypted', `${quote(path)} is encrypted`);
  const other = coders.find(({ method, inputs }) => decoders[method] === undefined || inputs !== inputsOf(method));
  if (other !== undefined) {
    const method = `method ${other.method} (${names[other.method] ?? 'unknown'})`;
    return unreadable(path, 'unsupported-method', `${quote(path)} is packed by ${method}, which is not read`);
  }
  // What one coder hands to the next is never much more than what comes out in the end: a filter keeps the size, a second compression finds little.
  const most = coders[last]!.size * 1.125 + 4096;
  if (coders.some(({ size }) => size > most))
    return limit(path, 'ratio', `${quote(path)} is packed by coders of which one gives far more than comes out in the end`);
  if (coders.reduce((sum, { size }) => sum + size, 0) > most * mostPasses)
    return limit(path, 'ratio', `${quote(path)} is packed by ${count(coders.length)} coders, which give far more in all than comes out in the end`);
  return undefined;
}

/** How often the bytes of a folder may be gone over: two filters and a method take three, BCJ2 and its four streams little more than two. */
const mostPasses = 4;

/**
 * The plain bytes of a folder that can be read. `packed` opens the archive's packed streams, `path` is for messages. Throws `ContainerError` where a stream
 * is damaged, ends too early, or holds more than it is said to.
 */
export function unpackFolder(folder: Folder, packed: (pack: number) => Bytes, path: string): Bytes {
  const outputOf = (at: number): Bytes => {
    const coder = folder.coders[at]!;
    const inputs = folder.origins[at]!.map((origin) => ('pack' in origin ? packed(origin.pack) : outputOf(origin.coder)));
    return gathered(exactly(decoders[coder.method]!(inputs, coder, path), coder.size, path));
  };
  return outputOf(folder.last);
}

async function* exactly(bytes: Bytes, size: number, path: string): Bytes {
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (total > size)
      throw new ContainerError(
        hazard(
          path,
          '7z-size-lies',
          `${quote(path)} holds a stream of more than the ${count(size)} bytes that are stated; readers cut it or refuse it`,
        ),
      );
    if (chunk.length > 0) yield chunk;
  }
  if (total < size)
    throw new ContainerError(unreadable(path, 'truncated', `${quote(path)} holds a stream of ${count(total)} bytes instead of ${count(size)}`));
}

const bad = (path: string, what: string) => new ContainerError(unreadable(path, 'bad-compressed-data', `7z data that cannot be unpacked (${what})`));
const slack = (path: string) => new ContainerError(hazard(path, '7z-slack', `other data hides behind the end of packed data in ${quote(path)}`));

async function* lzma(packed: Bytes, { properties, size }: Coder, path: string): Bytes {
  if (properties.length !== 5) throw bad(path, 'LZMA without its properties');
  const header = { properties: properties[0]!, dictionary: Buffer.from(properties).readUInt32LE(1), size };
  const left = yield* unpackLzma(packed, header, path);
  if (left > 0) throw slack(path);
}

const outputChunk = 1 << 16;

async function* lzma2(packed: Bytes, { properties }: Coder, path: string): Bytes {
  if (properties.length !== 1) throw bad(path, 'LZMA2 without its properties');
  const reader = new ByteReader(packed);
  const decoder = new Lzma2().restart(dictionarySize(properties[0]!, path));
  const cut = () => new ContainerError(unreadable(path, 'truncated', 'the LZMA2 data ends too early'));
  try {
    for (;;) {
      const [control] = await reader.peek(1);
      if (control === undefined) throw cut();
      const header = (await reader.take(Lzma2.headerSize(control))).slice();
      if (control === 0) break;
      if (header.length < Lzma2.headerSize(control)) throw cut();
      const chunk = await reader.take(Lzma2.packedSize(header));
      if (chunk.length < Lzma2.packedSize(header)) throw cut();
      const bytes = decoder.chunk(header, chunk);
      for (let at = 0; at < bytes.length; at += outputChunk) yield bytes.slice(at, at + outputChunk); // the decoder uses its memory again
    }
    const left = await reader.skip(Number.MAX_SAFE_INTEGER);
    if (left > 0) throw slack(path);
  } catch (error) {
    if (error instanceof BadLzma) throw bad(path, error.message);
    if (error instanceof TooMuchLzma) throw new ContainerError(limit(path, 'dictionary', error.message));
    throw error;
  } finally {
    decoder.release();
    await reader.close();
  }
}

async function* deflate(packed: Bytes, _: Coder, path: string): Bytes {
  let given = 0;
  const counted = async function* (): Bytes {
    for await (const chunk of packed) {
      given += chunk.length;
      yield chunk;
    }
  };
  const transform = createInflateRaw({ chunkSize: 1 << 17 });
  yield* through(counted(), transform, path, 'deflate');
  if (given > transform.bytesWritten) throw slack(path);
}

async function* filter(bytes: Bytes, id: number, properties: Uint8Array): Bytes {
  const converter = filterOf(id, properties)!;
  for await (const chunk of bytes) yield converter.push(chunk, false);
  yield converter.push(new Uint8Array(), true);
}

async function* bcj2(streams: readonly [Bytes, Bytes, Bytes, Bytes], size: number, path: string): Bytes {
  try {
    yield* unpackBcj2(streams, size);
  } catch (error) {
    if (error instanceof BadBcj2) throw bad(path, error.message);
    throw error;
  }
}
