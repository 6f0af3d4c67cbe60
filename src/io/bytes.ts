// Bytes with bounds: files, buffers and streams behind the two views that the stages use, RandomAccess and ByteSource.
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmdirSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ByteSource, Bytes, RandomAccess } from '../types.ts';
import { tidyEvery } from './tidy.ts';

const chunkSize = 1 << 17;
/** What sniffing may look at. A tar header is 512 bytes, an ISO 9660 descriptor lies at 32 KiB: 4 KiB serves all that we open. */
export const headSize = 4096;
const keptInMemory = 1 << 20;
/** What is read and dropped at once: a scan of a gigabyte waits for nothing, and nothing would be freed before it ends. */
const tidy = tidyEvery(2 << 20);

/** A buffer as random access. Reads past the end give what is there. */
export function randomFromBuffer(buffer: Uint8Array): RandomAccess {
  return {
    size: buffer.length,
    read: async (at, length) => buffer.subarray(at, at + length),
    async *slice(at, length) {
      const end = Math.min(buffer.length, at + length);
      for (let from = at; from < end; from += chunkSize) yield buffer.subarray(from, Math.min(end, from + chunkSize));
    },
  };
}

/** An open descriptor as random access: opened once, so that what is hashed is what is parsed. The caller closes it. */
export function randomFromDescriptor(descriptor: number, start = 0, size = fstatSync(descriptor).size - start): RandomAccess {
  const readNow = (at: number, length: number, given?: Uint8Array): Uint8Array => {
    const wanted = Math.max(0, Math.min(length, size - at));
    if (given === undefined) tidy(wanted);
    const into = given ?? Buffer.allocUnsafe(wanted);
    let got = 0;
    while (got < wanted) {
      const count = readSync(descriptor, into, got, wanted - got, start + at + got);
      if (count === 0) break;
      got += count;
    }
    return into.subarray(0, got);
  };
  return {
    size,
    ...(start === 0 ? { descriptor } : {}),
    read: async (at, length, into) => readNow(at, length, into),
    async *slice(at, length) {
      const end = Math.min(size, at + length);
      for (let from = at; from < end; from += chunkSize) yield readNow(from, Math.min(chunkSize, end - from));
    },
  };
}

/** A part of a random access as a random access of its own, offsets counted from `start`. */
export function randomSlice(from: RandomAccess, start: number, size: number): RandomAccess {
  const length = Math.max(0, Math.min(size, from.size - start));
  const within = (at: number, wanted: number) => Math.max(0, Math.min(wanted, length - at));
  return {
    size: length,
    read: (at, wanted, into) => from.read(start + at, within(at, wanted), into),
    slice: (at, wanted) => from.slice(start + at, within(at, wanted)),
  };
}

/** Random access as a source: any number of streams, no spooling. */
export function sourceFromRandom(from: RandomAccess): ByteSource {
  return {
    size: from.size,
    head: () => from.read(0, Math.min(headSize, from.size)),
    stream: () => from.slice(0, from.size),
    random: async () => from,
  };
}

export const sourceFromBuffer = (buffer: Uint8Array): ByteSource => sourceFromRandom(randomFromBuffer(buffer));

/** Everything that a run keeps outside memory; closed together when the run, or the entry, is done. */
export class Spools {
  readonly #open = new Set<number>();

  /** Keeps a stream in memory while small, in an unnamed temporary file when large. Throws what the stream throws. */
  async keep(stream: Bytes, size?: number): Promise<RandomAccess> {
    const chunks: Uint8Array[] = [];
    let total = 0;
    let descriptor: number | undefined;
    const spill = () => {
      descriptor = this.#create();
      for (const chunk of chunks) writeAll(descriptor, chunk);
      chunks.length = 0;
    };
    if (size !== undefined && size > keptInMemory) spill();
    for await (const chunk of stream) {
      total += chunk.length;
      if (descriptor !== undefined) writeAll(descriptor, chunk);
      else {
        chunks.push(chunk);
        if (total > keptInMemory) spill();
      }
    }
    if (descriptor === undefined) return randomFromBuffer(Buffer.concat(chunks));
    return randomFromDescriptor(descriptor, 0, total);
  }

  close(): void {
    for (const descriptor of this.#open) closeSync(descriptor);
    this.#open.clear();
  }

  #create(): number {
    const folder = mkdtempSync(join(tmpdir(), 'sourcegate-'));
    const path = join(folder, 'spool');
    const descriptor = openSync(path, 'wx+', 0o600);
    this.#open.add(descriptor);
    unlinkSync(path); // nothing is left behind, however the run ends
    rmdirSync(folder);
    return descriptor;
  }
}

function writeAll(descriptor: number, chunk: Uint8Array): void {
  for (let at = 0; at < chunk.length; ) at += writeSync(descriptor, chunk, at, chunk.length - at);
}

/** A stream as a source: `head` peeks, then either `stream` or `random` may be asked for, once. */
export function sourceFromStream(stream: Bytes, spools: Spools, size?: number): ByteSource {
  const iterator = stream[Symbol.asyncIterator]();
  const peeked: Uint8Array[] = [];
  let kept: RandomAccess | undefined;
  let taken = false;
  const rest = async function* (): Bytes {
    if (taken) throw new Error('a stream was read twice');
    taken = true;
    try {
      yield* peeked;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  };
  return {
    ...(size === undefined ? {} : { size }),
    async head() {
      if (kept) return kept.read(0, headSize);
      let have = peeked.reduce((sum, chunk) => sum + chunk.length, 0);
      while (have < headSize) {
        const next = await iterator.next();
        if (next.done) break;
        peeked.push(next.value);
        have += next.value.length;
      }
      return Buffer.concat(peeked).subarray(0, headSize);
    },
    stream: () => (kept ? kept.slice(0, kept.size) : rest()),
    async random() {
      kept ??= await spools.keep(rest(), size);
      return kept;
    },
  };
}

/** All bytes of a stream, refused with a RangeError above `limit` bytes. */
export async function readAll(stream: Bytes, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of stream) {
    total += chunk.length;
    if (total > limit) throw new RangeError(`more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
