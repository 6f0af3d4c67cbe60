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
