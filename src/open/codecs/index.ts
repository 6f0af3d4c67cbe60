// The compressions that a file may wear, in the order they are tried.
import { brotli } from './brotli.ts';
import { bzip2 } from './bzip2.ts';
import { type Codec, gathered } from './codec.ts';
import { gzip } from './gzip.ts';
import { lz4 } from './lz4.ts';
import { lzma } from './lzma.ts';
import { xz } from './xz.ts';
import { zstd } from './zstd.ts';

export type { Codec } from './codec.ts';

const gathering = (codec: Codec): Codec => ({ ...codec, unpack: (packed, path) => gathered(codec.unpack(packed, path)) });
export const codecs: readonly Codec[] = [gzip, bzip2, xz, zstd, lz4].map(gathering);
/** Those without a magic number: asked when nothing else knows the bytes. */
export const namedCodecs: readonly Codec[] = [brotli, lzma].map(gathering);
