// 7z (7zFormat.txt of the LZMA SDK): a signature header of 32 bytes, packed streams, and behind them the header, mostly packed itself. Files lie one behind the
// other in folders (solid blocks), each the output of a chain of coders: a folder is decoded once, in order, as its files are asked for. A file's type and
// mode stand in its attributes: those of Windows, and where bit 15 is set those of Unix in the upper half; the content of a symbolic link is its target.
import { crc32 } from 'node:zlib';
import type { ByteSource, Bytes, ContainerFormat, Entry, Limits, Problem, RandomAccess } from '../types.ts';
import { ByteReader } from './byte-reader.ts';
import { unpackFolder, unreadFolder } from './codecs/sevenzip-coders.ts';
import { ancestors, judgeName, NameBook, pointsOutside } from './names.ts';
import { ContainerError, count, hazard, limit, quote, unreadable } from './problems.ts';
import { BadHeader, UnknownHeader } from './sevenzip-fields.ts';
import { type FileItem, type Folder, type Header, LargeHeader, readHeader, type Streams } from './sevenzip-header.ts';
import { boundedOutput } from './unpack.ts';

const signature = [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c];
const signatureSize = 32;
/** A header may be packed, and what it unpacks to may be the place of a packed header again. */
const mostPackings = 4;

export const sevenZip: ContainerFormat = {
  id: '7z',
  sniff: (head) => signature.every((byte, at) => head[at] === byte),
  async *entries(source: ByteSource, path, limits) {
    const from = await source.random();
    const found = await findHeader(from, path, limits);
    if ('code' in found) return yield found;
    yield* judgePlaces(found, from.size, path);
    for (const [code, message] of found.header.odd) yield hazard(path, code, message);
    yield* new Files(from, found.header, path, limits).entries();
  },
};

interface Place {
  at: number;
  size: number;
}
interface Found {
  header: Header;
  /** Where the header lies, and the packed streams that it was unpacked from. */
  places: Place[];
}

async function findHeader(from: RandomAccess, path: string, limits: Limits): Promise<Found | Problem> {
  const start = Buffer.from(await from.read(0, signatureSize));
  if (start.length < signatureSize) return unreadable(path, 'truncated', 'ends inside its first header');
  if (start[6] !== 0) return unreadable(path, 'unsupported-format', `a 7-Zip archive of version ${start[6]}, which is not read`);
  if (crc32(start.subarray(12)) !== start.readUInt32LE(8)) return unreadable(path, '7z-bad-header', 'the checksum of its first header is wrong');
  const place = { at: signatureSize + Number(start.readBigUInt64LE(12)), size: Number(start.readBigUInt64LE(20)) };
  if (place.at + place.size > from.size)
    return /\.7z\.\d{3,}$/i.test(path)
      ? unreadable(path, 'unsupported-format', 'the first part of a 7-Zip archive in several files, which is not read')
      : unreadable(path, 'truncated', 'ends before its header');
  if (place.size > limits.directoryBytes) return limit(path, 'directoryBytes', `a header of ${count(place.size)} bytes`);
  const bytes = await from.read(place.at, place.size);
  if (crc32(bytes) !== start.readUInt32LE(28)) return unreadable(path, '7z-bad-header', 'the checksum of its header is wrong');
  if (place.size === 0) return { header: { packs: [], folders: [], files: [], odd: [] }, places: [place] };
  try {
    return await unpackHeader(from, bytes, [place], path, limits);
  } catch (error) {
    if (error instanceof BadHeader) return unreadable(path, '7z-bad-header', `a header that cannot be read: ${error.message}`);
    if (error instanceof UnknownHeader) return unreadable(path, 'unsupported-format', `a 7-Zip archive with ${error.message}, which is not read`);
    if (error instanceof LargeHeader) return limit(path, error.bound, `a header that speaks of ${error.message}`);
    if (error instanceof ContainerError) return error.problem;
    throw error;
  }
}

async function unpackHeader(from: RandomAccess, packed: Uint8Array, places: Place[], path: string, limits: Limits): Promise<Found | Problem> {
  let bytes = packed;
  for (let packings = 0; packings <= mostPackings; packings++) {
    const read = readHeader(bytes, limits);
    if ('header' in read) return { header: read.header, places };
    const { packs, folders } = read.encoded;
    const [folder] = folders;
    if (folder === undefined || folders.length > 1) throw new BadHeader(`a header packed in ${count(folders.length)} parts`);
    const unread = unreadFolder(folder, path);
    if (unread !== undefined) return unread.code === 'encrypted' ? { ...unread, message: 'the list of files is encrypted' } : unread;
    const { size } = folder.coders[folder.last]!;
    if (size > limits.directoryBytes) throw new LargeHeader('directoryBytes', `${count(size)} bytes`);
    for (const pack of packs) places.push({ at: signatureSize + pack.at, size: pack.size });
    const chunks: Uint8Array[] = [];
    for await (const chunk of unpackFolder(folder, (pack) => packedStream(from, packs, pack, path), path)) chunks.push(chunk);
    bytes = Buffer.concat(chunks);
    if (folder.crc !== undefined && crc32(bytes) !== folder.crc) throw new BadHeader('its checksum is wrong');
  }
  throw new BadHeader('packed too often');
}

function packedStream(from: RandomAccess, packs: Streams['packs'], pack: number, path: string): Bytes {
  const { at, size } = packs[pack]!;
  if (signatureSize + at + size > from.size)
    throw new ContainerError(unreadable(path, 'truncated', 'packed data that runs past the end of the file'));
  return from.slice(signatureSize + at, size);
}

/** Packed streams and headers fill the file from its first header to its end, each byte once. */
function* judgePlaces({ header, places }: Found, size: number, path: string): Generator<Problem> {
  const all = [...header.packs.map((pack) => ({ at: pack.at + signatureSize, size: pack.size })), ...places].filter((place) => place.size > 0);
  all.sort((a, b) => a.at - b.at);
  let end = signatureSize;
  let gap = 0;
  let overlap = 0;
  for (const place of all) {
    gap += Math.max(0, place.at - end);
    overlap += Math.max(0, Math.min(end, place.at + place.size) - place.at);
    end = Math.max(end, place.at + place.size);
  }
  if (overlap > 0) yield hazard(path, '7z-overlap', `${count(overlap)} bytes belong to two packed streams, or to one and a header`);
  if (gap > 0) yield hazard(path, '7z-gap', `${count(gap)} bytes belong to no packed stream, and no reader shows them`);
  if (end < size)
    yield hazard(path, 'trailing-data', `${count(size - end)} bytes follow the archive; some readers ignore them, others warn or refuse it`);
  const unused = header.folders.filter(({ streams }) => streams.length === 0).length;
  if (unused > 0) yield hazard(path, '7z-gap', `${count(unused)} packed folders hold no file, and no reader shows them`);
}

/** What an archive holds, in the order of its list; the content of a folder is decoded on the way. */
class Files {
  readonly #from: RandomAccess;
  readonly #header: Header;
  readonly #path: string;
  readonly #limits: Limits;
  readonly #names = new NameBook('zip');
  readonly #links = new Set<string>();
  readonly #flow = { total: 0 };
  /** The folder that is being decoded. */
  #open: { folder: Folder; reader: ByteReader } | undefined;

  constructor(from: RandomAccess, header: Header, path: string, limits: Limits) {
    this.#from = from;
    this.#header = header;
    this.#path = path;
    this.#limits = limits;
  }

  async *entries(): AsyncGenerator<Entry | Problem> {
    const streams = streamsOf(this.#header.folders);
    try {
      for (const listed of this.#header.files) {
        const file = this.#header.files.length === 1 && listed.name === '' ? { ...listed, name: nameOfArchive(this.#path) } : listed;
        const stream = file.hasStream ? (streams.next().value ?? undefined) : undefined;
        if (file.isAnti)
          yield hazard(
            file.name,
            '7z-anti',
            `${quote(file.name)} is to be deleted where the archive is unpacked; other readers make an empty file of it`,
          );
        else yield* this.#entry(file, stream);
      }
    } finally {
      await this.#open?.reader.close();
    }
  }

  async *#entry(file: FileItem, stream: Stream | undefined): AsyncGenerator<Entry | Problem> {
    const { type, mode, problems } = typeOf(file);
    const path = type === 'folder' ? `${file.name.replace(/\/+$/, '')}/` : file.name;
    yield* judgeName(path, 'zip', this.#limits);
    yield* this.#names.add(path, type === 'link' ? 'other' : type);
    yield* problems;
    if (type !== 'folder' && path.endsWith('/'))
      yield hazard(path, 'name-odd', `the name ${quote(path)} ends as that of a folder, and is a file's; readers drop it or change it`);
    const through = this.#links.size > 0 ? [...ancestors(path)].find((folder) => this.#links.has(folder)) : undefined;
    if (through !== undefined)
      yield hazard(
        path,
        'link-through',
        `${quote(path)} lies behind the symbolic link ${quote(through)}; a reader that extracts writes where the link points`,
      );
    const bytes = () => (stream === undefined ? nothing() : this.#content(path, stream));
    const packed = stream?.folder.streams.length === 1 ? { packed: this.#packedSize(stream.folder) } : {};
    const entry: Entry = {
      path,
      type: type === 'link' ? 'file' : type,
      size: stream?.size ?? 0,
      ...packed,
      ...(mode === undefined ? {} : { mode }),
      bytes,
    };
    if (type !== 'link') return yield entry;
    this.#links.add(path);
    yield* readLink(entry);
  }

  #packedSize(folder: Folder): number {
    const packs = folder.origins.flat().flatMap((origin) => ('pack' in origin ? [this.#header.packs[origin.pack]!.size] : []));
    return packs.reduce((sum, size) => sum + size, 0);
  }

  /** The bytes of one file, checked. What is wrong with the folder is said of each file that lies in it. */
  async *#content(path: string, { folder, start, size, crc, isLast }: Stream): Bytes {
    const unread = unreadFolder(folder, path);
    if (unread !== undefined) throw new ContainerError(unread);
    let sum = 0;
    try {
      const reader = await this.#folder(folder);
      if (reader.offset > start) throw new Error(`the content of ${path} was asked for too late or twice`);
      await reader.skip(start - reader.offset);
      for await (const chunk of reader.stream(size)) {
        sum = crc32(chunk, sum);
        yield chunk;
      }
      if (isLast) await reader.peek(1); // lets the coders say what is wrong at the end
    } catch (error) {
      throw error instanceof ContainerError ? new ContainerError({ ...error.problem, path }) : error;
    }
    if (crc !== undefined && sum !== crc)
      throw new ContainerError(
        hazard(path, '7z-crc-lies', `the content of ${quote(path)} has not the CRC that the header states; some readers hand it on all the same`),
      );
  }

  async #folder(folder: Folder): Promise<ByteReader> {
    if (this.#open?.folder === folder) return this.#open.reader;
    await this.#open?.reader.close();
    const { packs } = this.#header;
    const plain = unpackFolder(folder, (pack) => packedStream(this.#from, packs, pack, this.#path), this.#path);
    const reader = new ByteReader(boundedOutput(plain, this.#from.size, this.#path, this.#limits, this.#flow));
    this.#open = { folder, reader };
    return reader;
  }
}

/** What 7-Zip read from a pipe has no name in the archive: readers call it as the archive, without the suffix. */
const nameOfArchive = (path: string): string => /([^/]+)\.7z$/i.exec(path)?.[1] ?? '';

async function* nothing(): Bytes {}

/** One file of a folder: where it lies in the plain bytes. */
interface Stream {
  folder: Folder;
  start: number;
  size: number;
  crc: number | undefined;
  isLast: boolean;
}

function* streamsOf(folders: readonly Folder[]): Generator<Stream, undefined> {
  for (const folder of folders) {
    let start = 0;
    for (const [at, { size, crc }] of folder.streams.entries()) {
      yield { folder, start, size, crc, isLast: at === folder.streams.length - 1 };
      start += size;
    }
  }
  return undefined;
}

const attribute = { folder: 0x10, reparsePoint: 0x400, unix: 0x8000 } as const;

/** By the lists of what is empty, as 7-Zip goes by; where attributes say another thing, other readers may go by those. */
function typeOf({ name, hasStream, isFolder, attributes = 0 }: FileItem): {
  type: 'file' | 'folder' | 'link';
  mode?: number;
  problems: readonly Problem[];
} {
  const odd = (what: string): Problem => hazard(name, '7z-two-kinds', `${quote(name)} is ${what}`);
  const isUnix = (attributes & attribute.unix) !== 0;
  const mode = isUnix ? { mode: (attributes >>> 16) & 0o7777 } : {};
  const kind = isUnix ? (attributes >>> 16) & 0o170000 : 0;
  if (isFolder) {
    const says = kind !== 0 && kind !== 0o040000;
    return { type: 'folder', ...mode, problems: says ? [odd('a folder by the list and something else by its mode')] : [] };
  }
  if (kind === 0o120000) return { type: 'link', ...mode, problems: hasStream ? [] : [odd('a symbolic link without a target, or an empty file')] };
  if (kind === 0o040000 || (attributes & attribute.folder) !== 0)
    return { type: 'file', ...mode, problems: [odd('a file by the list and a folder by its attributes')] };
  if (kind !== 0 && kind !== 0o100000) return { type: 'file', ...mode, problems: [odd('a file by the list and a device or pipe by its mode')] };
  if (!isUnix && attributes >>> 28 !== 0)
    return { type: 'file', problems: [odd('something by a mode that is not said to be one, and a file without it')] };
  const isLink = (attributes & attribute.reparsePoint) !== 0;
  return { type: 'file', ...mode, problems: isLink ? [odd('a link on Windows and a file elsewhere')] : [] };
}

const longestTarget = 4096;

async function* readLink(entry: Entry): AsyncGenerator<Entry | Problem> {
  const { path, size = 0 } = entry;
  if (size > longestTarget) return yield hazard(path, 'link-odd', `${quote(path)} is a symbolic link with ${count(size)} bytes of target`);
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of entry.bytes()) chunks.push(chunk);
  } catch (error) {
    if (error instanceof ContainerError) return yield error.problem;
    throw error;
  }
  const target = Buffer.concat(chunks).toString('utf8');
  if (pointsOutside(path, target))
    yield hazard(path, 'link-outside', `the symbolic link ${quote(path)} points out of the archive, to ${quote(target)}`);
  yield { ...entry, type: 'link', size: 0, target, bytes: nothing };
}
