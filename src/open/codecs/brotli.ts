// Brotli (RFC 7932): one stream, without magic, checksum or length, so the name has to say it: `.br`, as web servers hand files out, and as packages
// carry a browser that would else be too large (chromium.br holds an ELF program). That the first bytes unpack is the second sign.
import { brotliDecompressSync, constants, createBrotliDecompress } from 'node:zlib';
import { through } from '../inflate.ts';
import { ContainerError, hazard } from '../problems.ts';
import type { Codec } from './codec.ts';
import { Feed } from './feed.ts';

export const brotli: Codec = {
  id: 'br',
  suffixes: ['.br'],
  sniff: (head, path = '') => head.length > 0 && /\.br$/i.test(path) && begins(head),

  async *unpack(packed, path) {
    const feed = new Feed(packed);
    const transform = createBrotliDecompress({ chunkSize: 1 << 17 });
    yield* through(
      feed.bytes(() => transform.bytesWritten),
      transform,
      path,
      'brotli',
    );
    await feed.giveBack(transform.bytesWritten);
    if ((await feed.peek(1)).length > 0)
      throw new ContainerError(
        hazard(path, 'trailing-data', 'other data follows the end of the brotli data; some readers ignore it, others refuse the file'),
      );
  },
};

const enough = 1 << 16;

/** The first bytes are the beginning of a stream, or all of it. */
function begins(head: Uint8Array): boolean {
  try {
    brotliDecompressSync(head, { finishFlush: constants.BROTLI_OPERATION_FLUSH, maxOutputLength: enough });
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
  }
}
