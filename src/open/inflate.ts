// Streams through node:zlib with bounds: whatever the packed bytes claim, output is handed on as it comes, and nothing is kept.
import { pipeline, Readable, type Transform } from 'node:stream';
import { createInflateRaw, inflateRawSync, type ZlibOptions } from 'node:zlib';
import type { Bytes } from '../types.ts';
import { ContainerError, unreadable } from './problems.ts';

const chunkSize = 1 << 18;
/** Inflating goes on in its own thread while this much output waits to be hashed. */
const readAhead = 1 << 20;

/**
 * Sends bytes through a transform. An error of the transform becomes a `ContainerError` of the kind 'unreadable'; an error of the input
 * stays what it is. Giving up early closes both.
 */
export async function* through(input: Bytes, transform: Transform, path: string, what: string): Bytes {
  let fromInput: unknown;
  // A transform that fails or ends throws into its input as well: only what the input throws by itself counts as the input's error.
  const iterator = input[Symbol.asyncIterator]();
  const guarded = async function* (): Bytes {
    try {
      for (;;) {
        const next = await iterator.next().catch((error: unknown) => {
          fromInput = error;
          throw error;
        });
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  };
  const output = pipeline(Readable.from(guarded(), { objectMode: false, highWaterMark: chunkSize }), transform, () => {});
  try {
    for await (const chunk of output) yield chunk as Uint8Array;
  } catch (error) {
    if (fromInput !== undefined) throw fromInput;
    throw damaged(path, what, error);
  }
}

/** zlib's complaint as a problem: cut off, or damaged. */
const damaged = (path: string, what: string, error: unknown): ContainerError =>
  reason(error).includes('unexpected end of file')
    ? new ContainerError(unreadable(path, 'truncated', `the ${what} data ends too early`))
    : new ContainerError(unreadable(path, 'bad-compressed-data', `${what} data that cannot be unpacked (${reason(error)})`));

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Raw deflate (RFC 1951), as in a zip. `packed` and `size` in bytes are what the directory says; `report` is told how many packed bytes the
 * stream really used, since data behind a deflate stream's end is seen by no reader but hides in the file.
 */
export async function* inflateRaw(input: Bytes, packed: number, size: number, path: string, report: (used: number) => void): Bytes {
  if (packed <= 1 << 18 && size <= 1 << 20) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of input) chunks.push(chunk);
    yield inflateSmall(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), size, path, report);
    return;
  }
  const transform = createInflateRaw({ chunkSize, readableHighWaterMark: readAhead } as ZlibOptions);
  yield* through(input, transform, path, 'deflate');
  report(transform.bytesWritten);
}

/** In one call: a stream costs more than the inflating of a small file. One byte more than stated is let through, so that a lie shows. */
function inflateSmall(packed: Uint8Array, size: number, path: string, report: (used: number) => void): Uint8Array {
  try {
    const result = inflateRawSync(packed, { maxOutputLength: size + 1, info: true, chunkSize: Math.max(64, size + 1) }) as unknown as {
      buffer: Uint8Array;
      engine: { bytesWritten: number };
    };
    report(result.engine.bytesWritten);
    return result.buffer;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') return new Uint8Array(size + 1);
    throw damaged(path, 'deflate', error);
  }
}
