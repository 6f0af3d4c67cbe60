// A compressed stream: one layer, whatever is inside. A tar inside gives the tar's entries ('tar.gz'), a cpio archive its own; anything else is one
// file, named without the suffix (lib.so.gz holds lib.so).
import { Spools, sourceFromStream } from '../io/bytes.ts';
import type { ByteSource, Bytes, Entry, Limits, Problem, Unpack } from '../types.ts';
import type { Codec } from './codecs/index.ts';
import { cpio, readCpio } from './cpio.ts';
import { image, resolveImage } from './image.ts';
import { isEmptyTar, isTarHeader, readTar, tarRules } from './tar.ts';
import { boundedOutput } from './unpack.ts';

/** Opens a compressed stream and looks what is in it. `format` is 'tar.gz', 'cpio.xz', or the codec alone. */
export async function openPacked(
  codec: Codec,
  from: ByteSource,
  path: string,
  limits: Limits,
  unpack: Unpack,
): Promise<{ format: string; entries: AsyncIterable<Entry | Problem> }> {
  const plain = sourceFromStream(boundedOutput(unpack(codec.id, from.stream(), path, from.size), from.size, path, limits), noSpools);
  const head = await plain.head();
  if (image.sniff(head)) return openPackedImage(codec, plain.stream(), path, limits);
  if (isTarHeader(head) || isEmptyTar(head, path))
    return { format: `tar.${codec.id}`, entries: readTar(plain.stream(), path, limits, tarRules(path)) };
  if (cpio.sniff(head, path)) return { format: `cpio.${codec.id}`, entries: readCpio(plain.stream(), path, limits) };
  return { format: codec.id, entries: single(nameInside(path, codec), plain.stream()) };
}

/** An image behind a compression has to be kept in a temporary file: its list of contents stands at the end. */
async function openPackedImage(
  codec: Codec,
  plain: Bytes,
  path: string,
  limits: Limits,
): Promise<{ format: string; entries: AsyncIterable<Entry | Problem> }> {
  const spools = new Spools();
  try {
    const kept = await spools.keep(plain);
    const found = await resolveImage(kept, path, limits);
    const entries = found ?? readTar(kept.slice(0, kept.size), path, limits, tarRules(path));
    return { format: `${found ? 'image' : 'tar'}.${codec.id}`, entries: closing(entries, spools) };
  } catch (error) {
    spools.close();
    throw error;
  }
}

async function* closing(entries: AsyncIterable<Entry | Problem>, spools: Spools): AsyncGenerator<Entry | Problem> {
  try {
    yield* entries;
  } finally {
    spools.close();
  }
}

/** The stream is read once, in order: nothing is ever kept. */
const noSpools = new Spools();

async function* single(path: string, bytes: Bytes): AsyncGenerator<Entry> {
  yield { path, type: 'file', bytes: () => bytes };
}

/** dist/lib.so.gz -> lib.so; a name without a known suffix stays. .tgz and its kin hold a .tar. */
export function nameInside(path: string, codec: Codec): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const lower = name.toLowerCase();
  const short = /\.t(gz|bz2?|xz|zst|lz)$/i.exec(name);
  if (short) return `${name.slice(0, short.index)}.tar`;
  const suffix = codec.suffixes.find((candidate) => lower.endsWith(candidate) && lower.length > candidate.length);
  return suffix === undefined ? name : name.slice(0, -suffix.length);
}
