// What a compressed stream is to the formats: a way from packed bytes to plain ones, streamed, with memory bounded by the codec's window.
import type { Bytes } from '../../types.ts';

export interface Codec {
  id: string;
  /** Suffixes of single files, dropped from the name of what is inside. */
  suffixes: readonly string[];
  /** By the first bytes; `path` where those do not say it alone (brotli). */
  sniff(head: Uint8Array, path?: string): boolean;
  /**
   * The plain bytes. Throws `ContainerError` where the packed ones are damaged, cut off, or followed by something else. `path` is only
   * for messages. Output is not bounded here: the caller counts.
   */
  unpack(packed: Bytes, path: string): Bytes;
}

const small = 1 << 14;
const gatheredSize = 1 << 16;

/**
 * Tiny chunks as fewer larger ones. A block of one byte costs an attacker five, and as a chunk of its own it costs every reader behind it, and the memory of
 * whoever keeps chunks, hundreds. What came before an error is handed on before it is thrown.
 */
export async function* gathered(bytes: Bytes): Bytes {
  let held: Uint8Array = new Uint8Array();
  let have = 0;
  let failure: { error: unknown } | undefined;
  const take = (): Uint8Array => {
    const taken = held.subarray(0, have);
    [held, have] = [new Uint8Array(), 0];
    return taken;
  };
  try {
    for await (const chunk of bytes) {
      if (have > 0 && (chunk.length >= small || have + chunk.length > gatheredSize)) yield take();
      if (chunk.length >= small) {
        yield chunk;
        continue;
      }
      if (have === 0) held = chunk;
      else {
        if (held.length < gatheredSize) held = larger(held.subarray(0, have));
        held.set(chunk, have);
      }
      have += chunk.length;
    }
  } catch (error) {
    failure = { error };
  }
  if (have > 0) yield take();
  if (failure !== undefined) throw failure.error;
}

function larger(bytes: Uint8Array): Uint8Array {
  const room = new Uint8Array(gatheredSize);
  room.set(bytes);
  return room;
}
