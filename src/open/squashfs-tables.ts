// What stands in the tables of a SquashFS 4.0 image (squashfs.rst of the Linux kernel, section 3; squashfs_fs.h of squashfs-tools; "SquashFS Binary Format" of
// squashfs-tools-ng): the superblock, inodes, lists of folders, fragments. All numbers are little-endian. An inode is referred to by the start of its
// metadata block, counted from the start of the inode table, and its offset in there.
import type { RandomAccess } from '../types.ts';
import { ContainerError, count, unreadable } from './problems.ts';
import { type Blocks, type Metadata, placeIn } from './squashfs-blocks.ts';

export const superblockSize = 96;
/** Of an inode without fragment, an image without a table. */
const none = 0xffffffff;

export interface Superblock {
  inodes: number;
  blockSize: number;
  blockLog: number;
  flags: number;
  fragments: number;
  compressor: number;
  ids: number;
  major: number;
  minor: number;
  root: { start: number; offset: number };
  bytesUsed: number;
  /** Where each table begins; undefined where there is none. Those of ids, attributes, fragments and numbers are lists of the places of their blocks. */
  idsAt: number | undefined;
  attributesAt: number | undefined;
  inodesAt: number | undefined;
  foldersAt: number | undefined;
  fragmentsAt: number | undefined;
  numbersAt: number | undefined;
}

export function readSuperblock(bytes: Buffer): Superblock {
  const place = (at: number): number | undefined => {
    const value = bytes.readBigUInt64LE(at);
    return value === 2n ** 64n - 1n ? undefined : Number(value);
  };
  return {
    inodes: bytes.readUInt32LE(4),
    blockSize: bytes.readUInt32LE(12),
    fragments: bytes.readUInt32LE(16),
    compressor: bytes.readUInt16LE(20),
    blockLog: bytes.readUInt16LE(22),
    flags: bytes.readUInt16LE(24),
    ids: bytes.readUInt16LE(26),
    major: bytes.readUInt16LE(28),
    minor: bytes.readUInt16LE(30),
    root: reference(bytes.readBigUInt64LE(32)),
    bytesUsed: Number(bytes.readBigUInt64LE(40)),
    idsAt: place(48),
    attributesAt: place(56),
    inodesAt: place(64),
    foldersAt: place(72),
    fragmentsAt: place(80),
    numbersAt: place(88),
  };
}

const reference = (value: bigint) => ({ start: Number(value >> 16n), offset: Number(value & 0xffffn) });

/** The size of what a compressor was told, in bytes; it stands behind the superblock where flag 10 is set, which lz4 cannot do without. */
const optionSizes: Readonly<Record<number, number>> = { 1: 8, 4: 8, 5: 8, 6: 4 };
const hasOptions = 1 << 10;
const lz4 = 5;

/** Options are not needed, but an image whose options cannot be read is refused by unsquashfs and the kernel, and by no other reader. */
export async function checkOptions(from: RandomAccess, blocks: Blocks, { flags, compressor }: Superblock, path: string): Promise<void> {
  if ((flags & hasOptions) === 0 && compressor !== lz4) return;
  const header = Buffer.from(await from.read(superblockSize, 2));
  const size = header.length < 2 ? 0 : header.readUInt16LE(0) & 0x7fff;
  const table = (flags & hasOptions) === 0 ? undefined : await blocks.table(superblockSize, superblockSize + 2 + size, 'options of the compressor');
  if (table?.size !== optionSizes[compressor])
    throw new ContainerError(unreadable(path, 'squashfs-tables', 'the options of the compressor cannot be read'));
}

/** The tables that are read: from where to where their blocks lie. Behind `end` stands the list of the blocks' places, where a table has one. */
export interface Layout {
  inodes: { start: number; end: number };
  folders: { start: number; end: number };
  fragments: { start: number; end: number } | undefined;
  owners: { start: number; end: number };
}

export const perFragment = 16;
export const perOwner = 4;
const perNumber = 8;
const perAttribute = 16;
const perMetadata = 8192;
const blocksOf = (entries: number, size: number): number => Math.ceil((entries * size) / perMetadata);

/**
 * Where the tables lie. Only their starts are stated: each ends where the next begins, in the order in which all writers put them, and how long the lists of
 * places are follows from the numbers of entries. unsquashfs and the kernel refuse an image where that does not fit. Throws `ContainerError`.
 */
export async function layoutOf(from: RandomAccess, superblock: Superblock, path: string): Promise<Layout> {
  const { bytesUsed, inodesAt, foldersAt, fragmentsAt, numbersAt, attributesAt, idsAt } = superblock;
  const wrong = (what: string) => new ContainerError(unreadable(path, 'squashfs-tables', what));
  if (inodesAt === undefined || foldersAt === undefined || idsAt === undefined || superblock.ids === 0)
    throw wrong('the superblock names no table of inodes, folders or owners');
  if (inodesAt < superblockSize || foldersAt <= inodesAt || foldersAt > bytesUsed)
    throw wrong(`the tables of inodes and folders are said to begin at the bytes ${count(inodesAt)} and ${count(foldersAt)}`);
  const list = async (what: string, at: number | undefined, blocks: number, head = 0) => {
    if (at === undefined || blocks === 0) return undefined;
    const first = Buffer.from(await from.read(at, 8));
    const start = first.length < 8 ? Number.POSITIVE_INFINITY : Number(first.readBigUInt64LE(0));
    return { what, start, end: at, after: at + head + blocks * 8 };
  };
  const attributes = attributesAt === undefined ? 0 : Buffer.from(await from.read(attributesAt, 12));
  if (attributes !== 0 && attributes.length < 12) throw wrong('the table of attributes lies outside of the image');
  const ofAttributes = attributes === 0 ? 0 : blocksOf(attributes.readUInt32LE(8), perAttribute);
  const fragments = await list('fragments', fragmentsAt, blocksOf(superblock.fragments, perFragment));
  const owners = await list('owners', idsAt, blocksOf(superblock.ids, perOwner));
  const lists = [
    fragments,
    await list('inode numbers', numbersAt, blocksOf(superblock.inodes, perNumber)),
    owners,
    await list('attributes', attributesAt, ofAttributes, 16),
  ].filter((one) => one !== undefined);
  const ends = [...lists.slice(1).map(({ start }) => start), bytesUsed];
  for (const [number, { what, start, end, after }] of lists.entries())
    if (start < foldersAt || start > end || after !== ends[number])
      throw wrong(`the table of ${what} lies in another one, or has another size than stated`);
  return { inodes: { start: inodesAt, end: foldersAt }, folders: { start: foldersAt, end: lists[0]!.start }, fragments, owners: owners! };
}

export interface Fragment {
  at: number;
  packed: number;
  stored: boolean;
}

const storedBit = 1 << 24;
/** The size of a data block as inodes and fragments state it: bit 24 is set where it is stored. Those above make it larger than any block can be. */
export const dataSize = (word: number) => ({ packed: (word & ~storedBit) >>> 0, stored: (word & storedBit) !== 0 });

/** The list of places must name the very blocks that follow one another, or readers that go by either see different entries. */
export async function checkList(from: RandomAccess, table: Metadata, bytes: number, listAt: number, path: string): Promise<void> {
  const list = Buffer.from(await from.read(listAt, table.starts.length * 8));
  const named = table.starts.every((start, number) => list.length >= number * 8 + 8 && list.readBigUInt64LE(number * 8) === BigInt(start));
  if (!named || blocksOf(table.size, 1) !== blocksOf(bytes, 1) || table.size < bytes)
    throw new ContainerError(
      unreadable(path, 'squashfs-tables', 'a table of fragments or owners does not hold what its list and the superblock say'),
    );
}

export function fragmentAt(table: Metadata, number: number): Fragment | undefined {
  const bytes = table.bytes(number * perFragment, perFragment);
  return bytes.length < perFragment ? undefined : { at: Number(bytes.readBigUInt64LE(0)), ...dataSize(bytes.readUInt32LE(8)) };
}

interface Base {
  /** Its place in the unpacked table: what makes it this inode. */
  place: number;
  number: number;
  mode: number;
  /** The larger of its two places in the table of owners. */
  owner: number;
}
export interface FolderInode extends Base {
  kind: 'folder';
  listing: { start: number; offset: number; size: number };
  index: { entries: number; place: number };
}
export interface FileInode extends Base {
  kind: 'file';
  size: number;
  /** Where its blocks begin, one behind the other. */
  start: number;
  blocks: number;
  /** Where the sizes of the blocks stand in the inode table. */
  sizesAt: number;
  tail: { fragment: number; offset: number; size: number } | undefined;
}
export interface LinkInode extends Base {
  kind: 'link';
  size: number;
  target: Buffer;
}
export interface OtherInode extends Base {
  kind: 'device';
}
export type Inode = FolderInode | FileInode | LinkInode | OtherInode;

/** The longest path that Linux takes; unsquashfs reads 65,535 bytes. */
export const longestTarget = 4096;

/** The kinds as a list of a folder states them, 1 to 7; inodes have an extended form of each, 8 to 14. */
export const kindOfType = (type: number): Inode['kind'] | undefined =>
  (['folder', 'file', 'link', 'device', 'device', 'device', 'device'] as const)[type > 7 ? type - 8 : type - 1];
export const basicType = (type: number): number => (type > 7 ? type - 7 : type);

const inodeSizes = [0, 32, 32, 24, 24, 24, 20, 20, 40, 56, 24, 28, 28, 24, 24];

/** The inode at a place in the table, and its type; undefined where none can be read. */
export function inodeAt(table: Metadata, place: number, blockLog: number): { type: number; inode: Inode } | undefined {
  const type = table.bytes(place, 2).readUInt16LE(0);
  const size = inodeSizes[type] ?? 0;
  const bytes = table.bytes(place, size);
  const kind = kindOfType(type);
  if (kind === undefined || bytes.length < size) return undefined;
  const base = {
    place,
    number: bytes.readUInt32LE(12),
    mode: bytes.readUInt16LE(2) & 0o7777,
    owner: Math.max(bytes.readUInt16LE(4), bytes.readUInt16LE(6)),
  };
  const inode =
    kind === 'folder'
      ? folderInode(bytes, type === 8, base)
      : kind === 'file'
        ? fileInode(bytes, type === 9, base, blockLog)
        : kind === 'link'
          ? linkInode(table, bytes, base)
          : ({ ...base, kind } as const);
  return { type, inode };
}

function folderInode(bytes: Buffer, extended: boolean, base: Base): FolderInode {
  const [size, start, offset] = extended
    ? [bytes.readUInt32LE(20), bytes.readUInt32LE(24), bytes.readUInt16LE(34)]
    : [bytes.readUInt16LE(24), bytes.readUInt32LE(16), bytes.readUInt16LE(26)];
  const index = { entries: extended ? bytes.readUInt16LE(32) : 0, place: base.place + bytes.length };
  return { ...base, kind: 'folder', listing: { start, offset, size: Math.max(0, size - 3) }, index }; // 3 stand for "." and "..", which are not stored
}

function fileInode(bytes: Buffer, extended: boolean, base: Base, blockLog: number): FileInode {
  const size = extended ? Number(bytes.readBigUInt64LE(24)) : bytes.readUInt32LE(28);
  const start = extended ? Number(bytes.readBigUInt64LE(16)) : bytes.readUInt32LE(16);
  const [fragment, offset] = extended ? [bytes.readUInt32LE(44), bytes.readUInt32LE(48)] : [bytes.readUInt32LE(20), bytes.readUInt32LE(24)];
  const blockSize = 2 ** blockLog;
  const sizesAt = base.place + bytes.length;
  const file = { ...base, kind: 'file', size, start, sizesAt } as const;
  if (fragment === none) return { ...file, blocks: Math.ceil(size / blockSize), tail: undefined };
  return { ...file, blocks: Math.floor(size / blockSize), tail: { fragment, offset, size: size % blockSize } };
}

function linkInode(table: Metadata, bytes: Buffer, base: Base): LinkInode {
  const size = bytes.readUInt32LE(20);
  return { ...base, kind: 'link', size, target: table.bytes(base.place + bytes.length, Math.min(size, longestTarget)) };
}

/** One line of a folder's list. */
export interface Line {
  name: Buffer;
  type: number;
  number: number;
  /** The inode's place in its table; undefined where the reference leads nowhere. */
  place: number | undefined;
}

/** Where a header of a list stands, counted from the list's start, and the first name behind it: what the index of a long folder repeats. */
export interface Header {
  at: number;
  name: Buffer;
}

const headerSize = 12;
const lineSize = 8;
const mostLines = 256;

/** A list is headers, each followed by up to 256 lines whose inodes lie in one metadata block. Yields undefined, and ends, where it is no list. */
export function* linesOf(folders: Metadata, inodes: Metadata, { listing }: FolderInode, headers: Header[]): Generator<Line | undefined> {
  if (listing.size === 0) return;
  const start = placeIn(folders, listing.start, listing.offset);
  if (start === undefined || start + listing.size > folders.size) return yield undefined;
  const end = start + listing.size;
  for (let at = start; at < end; ) {
    if (at + headerSize > end) return yield undefined;
    const header = folders.bytes(at, headerSize);
    const lines = header.readUInt32LE(0) + 1;
    const [block, number] = [header.readUInt32LE(4), header.readUInt32LE(8)];
    if (lines > mostLines) return yield undefined;
    const headerAt = at - start;
    at += headerSize;
    for (let left = lines; left > 0; left--) {
      const line = folders.bytes(at, lineSize);
      const size = line.length < lineSize ? 0 : line.readUInt16LE(6) + 1;
      const name = folders.bytes(at + lineSize, size);
      // A list that ends in the middle of its lines: some readers read on, others stop at the size.
      if (size === 0 || size > mostLines || at + lineSize + size > end) return yield undefined;
      at += lineSize + size;
      if (left === lines) headers.push({ at: headerAt, name });
      yield {
        name,
        type: line.readUInt16LE(4),
        number: (number + line.readInt16LE(2)) >>> 0,
        place: placeIn(inodes, block, line.readUInt16LE(0)),
      };
    }
  }
}

const indexSize = 12;

/**
 * True where the index of a long folder names headers of its list by their place and first name, in the list's order. The kernel looks names up by it: where it
 * lies, a file that is listed cannot be opened.
 */
export function indexFits(inodes: Metadata, folders: Metadata, { index, listing }: FolderInode, headers: readonly Header[]): boolean {
  if (index.entries > headers.length) return false;
  const known = new Map(headers.map((header) => [header.at, header.name]));
  const start = placeIn(folders, listing.start, listing.offset) ?? 0;
  let before = -1;
  for (let left = index.entries, at = index.place; left > 0; left--) {
    const entry = inodes.bytes(at, indexSize);
    if (entry.length < indexSize) return false;
    const place = entry.readUInt32LE(0);
    const size = entry.readUInt32LE(8) + 1;
    const name = known.get(place);
    if (name === undefined || place <= before || name.length !== size || !inodes.bytes(at + indexSize, size).equals(name)) return false;
    if (placeIn(folders, entry.readUInt32LE(4), (start + place) % perMetadata) !== start + place) return false;
    before = place;
    at += indexSize + size;
  }
  return true;
}
