// Zstandard (RFC 8878): frames one after another, some of them skippable. node:zlib reads it from 22.15 on; before that fzstd, in plain JavaScript.
import { createContext, Script } from 'node:vm';
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import type { Bytes } from '../../types.ts';
import { through } from '../inflate.ts';
import { ContainerError, hazard, unreadable } from '../problems.ts';
import type { Codec } from './codec.ts';
import { Feed, tooManyMembers } from './feed.ts';

const create: typeof zlib.createZstdDecompress | undefined = zlib.createZstdDecompress;

export const zstd: Codec = {
  id: 'zst',
  suffixes: ['.zst', '.zstd'],
  sniff: (head) => isFrame(head, 0) || (isSkippable(head, 0) && isFrame(head, 8 + length(head, 4))),
  unpack: (packed, path) => (create === undefined ? inPlainScript(packed, path) : frames(packed, path, create)),
};

/** node:zlib stops behind the first frame, so each frame is given to a decoder of its own. */
async function* frames(packed: Bytes, path: string, decoder: typeof zlib.createZstdDecompress): Bytes {
  const feed = new Feed(packed);
  for (let seen = 0; ; seen++) {
    tooManyMembers(seen, feed.offset, path);
    const head = await feed.peek(8);
    if (head.length === 0 && seen > 0) return;
    if (isSkippable(head, 0)) {
      await feed.skip(8 + length(head, 4));
      continue;
    }
    if (!isFrame(head, 0)) {
      if (seen === 0) throw new ContainerError(unreadable(path, 'bad-compressed-data', 'not zstd data'));
      if (await feed.onlyZeros()) return;
      throw new ContainerError(
        hazard(path, 'trailing-data', 'other data follows the end of the zstd data; some readers ignore it, others refuse the file'),
      );
    }
    const small = await feed.small(zlib.zstdDecompressSync);
    if (small !== undefined) {
      yield small;
      continue;
    }
    const transform = decoder({ chunkSize: 1 << 17 });
    yield* through(
      feed.bytes(() => transform.bytesWritten),
      transform,
      path,
      'zstd',
    );
    await feed.giveBack(transform.bytesWritten);
  }
}

const isFrame = (head: Uint8Array, at: number): boolean =>
  head[at] === 0x28 && head[at + 1] === 0xb5 && head[at + 2] === 0x2f && head[at + 3] === 0xfd;
const isSkippable = (head: Uint8Array, at: number): boolean =>
  (head[at] ?? 0) >> 4 === 5 && head[at + 1] === 0x2a && head[at + 2] === 0x4d && head[at + 3] === 0x18;
const length = (head: Uint8Array, at: number): number =>
  ((head[at] ?? 0) | ((head[at + 1] ?? 0) << 8) | ((head[at + 2] ?? 0) << 16) | ((head[at + 3] ?? 0) << 24)) >>> 0;

const callPush = new Script('push()');
/** What 64 KiB of input may take, in milliseconds: honest data takes a few. */
const longestPush = 10_000;

/**
 * fzstd hands out what it has after each push. It checks no checksum: the caller's own (a zip's CRC, a tar's structure) must do. Tables that never
 * use up a bit keep it busy for ever (46 bytes of a corpus of crashes do), so each push is a script that is ended when its time is over.
 */
export async function* inPlainScript(packed: Bytes, path: string, longest = longestPush): Bytes {
  const out: Uint8Array[] = [];
  const decoder = new Decompress((chunk) => out.push(chunk.slice()));
  let problem: ContainerError | undefined;
  const context = createContext({ push: () => undefined });
  const push = (chunk: Uint8Array, final: boolean): void => {
    try {
      context.push = () => decoder.push(chunk, final);
      callPush.runInContext(context, { timeout: longest });
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      problem = new ContainerError(
        what.includes('EOF')
          ? unreadable(path, 'truncated', 'the zstd data ends too early')
          : unreadable(path, 'bad-compressed-data', `zstd data that cannot be unpacked (${what})`),
      );
    }
  };
  // Small pushes keep what one of them can unfold small; what came out before an error is handed on before it is thrown.
  for await (const chunk of packed) {
    for (let at = 0; at < chunk.length; at += 1 << 16) {
      push(chunk.subarray(at, at + (1 << 16)), false);
      yield* out.splice(0);
      if (problem) throw problem;
    }
  }
  push(new Uint8Array(), true);
  yield* out.splice(0);
  if (problem) throw problem;
}
