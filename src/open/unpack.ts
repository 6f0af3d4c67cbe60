// From packed bytes to plain ones, with bounds. Where the work is done is the caller's to choose: here, or in a thread of its own.
import type { Bytes, Limits, Unpack } from '../types.ts';
import { codecs, namedCodecs } from './codecs/index.ts';
import { ratioFrom } from './limits.ts';
import { ContainerError, count, limit } from './problems.ts';

/** In this thread. Throws an Error for a codec that is not there: the id came from one of ours. */
export const unpackHere: Unpack = (codec, packed, path) => {
  const found = [...codecs, ...namedCodecs].find(({ id }) => id === codec);
  if (found === undefined) throw new Error(`no codec ${codec}`);
  return found.unpack(packed, path);
};

/**
 * What a decompressor gives, bounded on its own: a tar's headers, padding and skipped files are unpacked as well, and no budget of entries sees
 * them. Throws a `ContainerError` when more comes out than the limits allow. `flow` adds up the streams of one container.
 */
export async function* boundedOutput(
  bytes: Bytes,
  packed: number | undefined,
  path: string,
  limits: Limits,
  flow: { total: number } = { total: 0 },
): Bytes {
  for await (const chunk of bytes) {
    flow.total += chunk.length;
    const { total } = flow;
    if (total > limits.bytes * 1.25)
      throw new ContainerError(limit(path, 'bytes', `unpacks to more than ${count(limits.bytes)} bytes; the rest was not looked at`));
    if (packed !== undefined && total > ratioFrom && total > packed * limits.ratio)
      throw new ContainerError(
        limit(path, 'ratio', `${count(packed)} bytes unpack to more than ${count(limits.ratio)} times as much; the rest was not looked at`),
      );
    yield chunk;
  }
}
