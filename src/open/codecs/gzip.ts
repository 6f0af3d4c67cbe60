// gzip (RFC 1952): members one after another, each a header, a deflate stream, CRC32 and length. Many writers (bgzip, apk, pigz) make several
// members; all belong to the content. Tapes and some uploads pad with zeros behind the last one. zlib's own reader of members drops what it has when
// something else follows, and says nothing about what stands behind a zero byte, so members are taken apart here.
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import type { Bytes } from '../../types.ts';
import { through } from '../inflate.ts';
import { ContainerError, hazard, unreadable } from '../problems.ts';
import type { Codec } from './codec.ts';
import { Feed, tooManyMembers } from './feed.ts';

export const gzip: Codec = {
  id: 'gz',
  suffixes: ['.gz', '.z', '.svgz'],
  sniff: (head) => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8,

  async *unpack(packed, path) {
    const feed = new Feed(packed);
    for (let members = 0; ; members++) {
      tooManyMembers(members, feed.offset, path);
      const head = await feed.peek(10);
      if (head.length === 0 && members > 0) return;
      if (!gzip.sniff(head)) {
        if (members === 0) throw bad(path, 'not gzip data');
        if (await feed.onlyZeros()) return;
        throw new ContainerError(
          hazard(path, 'trailing-data', 'other data follows the end of the gzip data; some readers ignore it, others refuse the file'),
        );
      }
      yield* unpackMember(feed, path);
    }
  },
};

const bad = (path: string, what: string) =>
  new ContainerError(unreadable(path, 'bad-compressed-data', `gzip data that cannot be unpacked (${what})`));
const cut = (path: string) => new ContainerError(unreadable(path, 'truncated', 'the gzip data ends too early'));

async function* unpackMember(feed: Feed, path: string): Bytes {
  await skipHeader(feed, path);
  let sum = 0;
  let size = 0;
  for await (const chunk of inflate(feed, path)) {
    sum = crc32(chunk, sum);
    size += chunk.length;
    yield chunk;
  }
  const trailer = Buffer.from(await feed.take(8));
  if (trailer.length < 8) throw cut(path);
  if (trailer.readUInt32LE(0) !== sum) throw bad(path, 'the checksum is wrong');
  if (trailer.readUInt32LE(4) !== size % 2 ** 32) throw bad(path, 'another length than stated');
}

async function* inflate(feed: Feed, path: string): Bytes {
  const small = await feed.small(inflateRawSync);
  if (small !== undefined) return yield small;
  const transform = createInflateRaw({ chunkSize: 1 << 17 });
  yield* through(
    feed.bytes(() => transform.bytesWritten),
    transform,
    path,
    'gzip',
  );
  await feed.giveBack(transform.bytesWritten);
}

const longestField = 1 << 16;

/** Section 2.3: extra data, a name, a comment, a checksum of the header, each where its flag is set. */
async function skipHeader(feed: Feed, path: string): Promise<void> {
  const head = (await feed.take(10)).slice();
  if (head.length < 10) throw cut(path);
  const flags = head[3]!;
  if ((flags & 0xe0) !== 0) throw bad(path, 'a header with unknown flags');
  if ((flags & 4) !== 0) {
    const length = Buffer.from(await feed.take(2));
    if (length.length < 2) throw cut(path);
    await feed.skip(length.readUInt16LE(0));
  }
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const end = (await feed.peek(longestField)).subarray(0, longestField).indexOf(0);
    if (end < 0) throw bad(path, 'a header without end');
    await feed.skip(end + 1);
  }
  if ((flags & 2) !== 0) await feed.skip(2);
}
