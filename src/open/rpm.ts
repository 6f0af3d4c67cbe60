// rpm (the RPM V4 package file format, rpm.org): a 96-byte lead, the signature header padded to 8 bytes, the main header, and a compressed cpio archive.
// A header is a magic, the number of index entries and the size of the data that they point into. Files are named as they are installed; the main
// header, which describes the package, is given as it stands, under RPM/header.
import type { ByteSource, Bytes, ContainerFormat, Entry, Limits, Problem, Unpack } from '../types.ts';
import { ByteReader } from './byte-reader.ts';
import { codecs } from './codecs/index.ts';
import { lzma } from './codecs/lzma.ts';
import { cpio, readCpio } from './cpio.ts';
import { count, limit, quote, unreadable } from './problems.ts';
import { boundedOutput, unpackHere } from './unpack.ts';

const leadSize = 96;
const headerIntro = 16;
/** The largest headers in real repositories are a few MB (kernel source); rpm itself stops at 256 MiB of data. */
const largestHeader = 64 << 20;
const largestIndex = 0xffff;

export const rpm: ContainerFormat = {
  id: 'rpm',
  sniff: (head) => head[0] === 0xed && head[1] === 0xab && head[2] === 0xee && head[3] === 0xdb,
  entries: (from, path, limits, unpack = unpackHere) => readRpm(from, path, limits, unpack),
};

async function* readRpm(from: ByteSource, path: string, limits: Limits, unpack: Unpack): AsyncGenerator<Entry | Problem> {
  const reader = new ByteReader(from.stream());
  try {
    const lead = await reader.take(leadSize);
    if (lead.length < leadSize) return yield unreadable(path, 'truncated', 'ends inside the lead');
    const signature = await readHeader(reader, path, 'signature');
    if ('code' in signature) return yield signature;
    await reader.skip((8 - (signature.bytes.length % 8)) % 8);
    const header = await readHeader(reader, path, 'main');
    if ('code' in header) return yield header;
    const bytes = header.bytes.slice();
    yield {
      path: 'RPM/header',
      type: 'file',
      size: bytes.length,
      bytes: async function* () {
        yield bytes;
      },
    };
    yield* payload(reader, from.size, path, limits, unpack);
  } finally {
    await reader.close();
  }
}

async function readHeader(reader: ByteReader, path: string, which: string): Promise<{ bytes: Uint8Array } | Problem> {
  const intro = await reader.peek(headerIntro);
  if (intro.length < headerIntro) return unreadable(path, 'truncated', `ends before the ${which} header`);
  const view = new DataView(intro.buffer, intro.byteOffset, intro.byteLength);
  if (view.getUint32(0) >>> 8 !== 0x8eade8) return unreadable(path, 'rpm-bad-header', `no ${which} header at byte ${count(reader.offset)}`);
  const size = headerIntro + view.getUint32(8) * 16 + view.getUint32(12);
  if (view.getUint32(8) > largestIndex || size > largestHeader) return limit(path, 'directoryBytes', `a ${which} header of ${count(size)} bytes`);
  const bytes = await reader.take(size);
  return bytes.length < size ? unreadable(path, 'truncated', `ends inside the ${which} header`) : { bytes };
}

async function* payload(reader: ByteReader, size: number | undefined, path: string, limits: Limits, unpack: Unpack): AsyncGenerator<Entry | Problem> {
  const head = (await reader.peek(4096)).slice();
  const packed: Bytes = reader.stream(Number.MAX_SAFE_INTEGER);
  if (cpio.sniff(head, path)) return yield* readCpio(packed, path, limits);
  const codec = [...codecs, lzma].find((candidate) => candidate.sniff(head, 'payload.lzma')); // rpm 4.4 to 4.7 packed with LZMA
  if (codec !== undefined) return yield* readCpio(boundedOutput(unpack(codec.id, packed, path, size), size, path, limits), path, limits);
  const start = Buffer.from(head.subarray(0, 6)).toString('latin1');
  if (start === '07070X')
    return yield unreadable(path, 'unsupported-format', 'a stripped cpio payload, as rpm makes for files above 4 GB, which is not read');
  yield unreadable(path, 'unsupported-format', `a payload that begins with ${quote(start)}, which is not read`);
}
