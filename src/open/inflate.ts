// Streams through node:zlib with bounds: whatever the packed bytes claim, output is handed on as it comes, and nothing is kept.
import type { Transform } from 'node:stream';
import { createInflateRaw, inflateRawSync, type ZlibOptions } from 'node:zlib';
import { borrow, giveBack } from '../io/scratch.ts';
import type { Bytes, RandomAccess } from '../types.ts';
import { ContainerError, unreadable } from './problems.ts';

const chunkSize = 1 << 17;
/** Inflating goes on in its own thread while this much output waits to be hashed. */
const readAhead = 1 << 20;

/**
 * Sends bytes through a transform. A chunk of the input is asked for when the transform is done with the one before, so that a source may use
 * one buffer for all. An error of the transform becomes a `ContainerError` of the kind 'unreadable'; an error of the input stays what it is.
 * Giving up early closes both.
 */
export async function* through(input: Bytes, transform: Transform, path: string, what: string): Bytes {
  let failure: { error: unknown } | undefined;
  const pumped = pump(input, transform).catch((error: unknown) => {
    failure = { error };
    transform.destroy();
  });
  try {
    for await (const chunk of transform) yield chunk as Uint8Array;
  } catch (error) {
    if (failure === undefined) throw damaged(path, what, error);
  } finally {
    transform.destroy();
    await pumped;
  }
  if (failure !== undefined) throw failure.error;
}

/** Writes until the input, or the transform, has ended. A transform that closes never answers the write that it was at. */
async function pump(input: Bytes, transform: Transform): Promise<void> {
  let answered = () => {};
  transform.once('close', () => answered());
  for await (const chunk of input) {
    if (transform.closed || transform.destroyed || transform.readableEnded) return;
    await new Promise<void>((done) => {
      answered = done;
      transform.write(chunk, () => done());
    });
  }
  transform.end();
}

/** zlib's complaint as a problem: cut off, or damaged. */
const damaged = (path: string, what: string, error: unknown): ContainerError =>
  reason(error).includes('unexpected end of file')
    ? new ContainerError(unreadable(path, 'truncated', `the ${what} data ends too early`))
    : new ContainerError(unreadable(path, 'bad-compressed-data', `${what} data that cannot be unpacked (${reason(error)})`));

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Raw deflate (RFC 1951), as in a zip: where its bytes lie, and what the directory says of it. Sizes in bytes. */
export interface Deflated {
  from: RandomAccess;
  start: number;
  packed: number;
  size: number;
  path: string;
}

/** `report` is told how many packed bytes the stream really used, since data behind a deflate stream's end is seen by no reader but hides in the file. */
export async function* inflateRaw(deflated: Deflated, report: (used: number) => void): Bytes {
  const { from, start, packed, size, path } = deflated;
  if (packed <= 1 << 18 && size <= 1 << 20) {
    yield inflateSmall(await from.read(start, packed), size, path, report);
    return;
  }
  const transform = createInflateRaw({ chunkSize, readableHighWaterMark: readAhead } as ZlibOptions);
  const scratch = borrow(chunkSize);
  try {
    yield* through(inOneBuffer(deflated, scratch), transform, path, 'deflate');
  } finally {
    giveBack(scratch);
  }
  report(transform.bytesWritten);
}

async function* inOneBuffer({ from, start, packed }: Deflated, scratch: Uint8Array): Bytes {
  for (let at = 0; at < packed; at += chunkSize) yield await from.read(start + at, Math.min(chunkSize, packed - at), scratch);
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
