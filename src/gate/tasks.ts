// What threads are given and give back. Plain data: it crosses threads.
import type { MessagePort } from 'node:worker_threads';
import type { Walked } from '../inspect/walk.ts';
import type { Limits } from '../types.ts';

/** What one artifact holds. `size` in bytes, `sha256` of the whole file in hex. */
export interface Walk {
  walked: Walked;
  container: string;
  size: number;
  sha256?: string;
}

/** An entry that any thread can open again: `record` is the container's own, see Entry.record. */
export interface SharedEntry {
  path: string;
  size: number;
  packed: number;
  record: Readonly<Record<string, string | number | boolean>>;
}
/** An artifact of many: a file that is open already, or a folder, with the files that count where others lie there as well. */
export type ArtifactFrom = { descriptor: number; size: number } | { path: string; files?: readonly string[] };
export type Task =
  | { kind: 'hash'; descriptor: number; size: number }
  | {
      kind: 'entries';
      descriptor: number;
      size: number;
      entries: readonly SharedEntry[];
      limits: Limits;
      budget: SharedArrayBuffer;
      startedAt: number;
      prints?: 'sha1' | 'sha256';
    }
  /** Unpacks what comes over `port`, and sends it back there. See unpacking.ts. */
  | { kind: 'unpack'; codec: string; path: string; port: MessagePort }
  | { kind: 'artifact'; from: ArtifactFrom; shown: string; limits: Limits; prints?: 'sha1' | 'sha256' };
export interface Results {
  hash: string;
  entries: Walked;
  unpack: undefined;
  artifact: Walk;
}
