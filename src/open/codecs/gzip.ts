// gzip (RFC 1952): members one after another, each a header, a deflate stream, CRC32 and length. Many writers (bgzip, apk, pigz) make several
// members; all belong to the content. Tapes and some uploads pad with zeros behind the last one.
import { createGunzip } from 'node:zlib';
import type { Bytes } from '../../types.ts';
import { through } from '../inflate.ts';
import { ContainerError, hazard, problemOf } from '../problems.ts';
import type { Codec } from './codec.ts';

export const gzip: Codec = {
  id: 'gz',
  suffixes: ['.gz', '.z', '.svgz'],
  sniff: (head) => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8,

  async *unpack(packed, path) {
    const transform = createGunzip({ chunkSize: 1 << 17 });
    const tail = { fed: 0, zeros: 0 };
    try {
      yield* through(watch(packed, tail), transform, path, 'gzip');
    } catch (error) {
      // What follows a member and is neither zero nor a member: zlib takes it for the header of one.
      if (transform.bytesWritten > smallest && problemOf(error)?.message.includes('incorrect header check')) throw trailing(path);
      throw error;
    }
    // zlib stops at the first zero byte behind a member, without a word about what else follows.
    if (tail.fed - transform.bytesWritten > tail.zeros) throw trailing(path);
  },
};

/** The fewest bytes that a member has. */
const smallest = 18;
const trailing = (path: string) =>
  new ContainerError(hazard(path, 'trailing-data', 'other data follows the end of the gzip data; some readers ignore it, others refuse the file'));

/** Counts what passes, and how many zero bytes it ends in. */
async function* watch(packed: Bytes, tail: { fed: number; zeros: number }): Bytes {
  for await (const chunk of packed) {
    let at = chunk.length;
    while (at > 0 && chunk[at - 1] === 0) at--;
    tail.zeros = at === 0 ? tail.zeros + chunk.length : chunk.length - at;
    tail.fed += chunk.length;
    yield chunk;
  }
}
