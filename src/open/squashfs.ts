// SquashFS 4.0 (squashfs.rst of the Linux kernel; squashfs_fs.h of squashfs-tools 4.6): a file system in one file, as snaps and, behind a program,
// AppImages are. A superblock, the blocks of the files, then tables: inodes, lists of folders, fragments (blocks shared by the ends of several files), and
// what is not needed here: owners, inode numbers, extended attributes. The tables are unpacked first, each block of them once; files are handed out in the
// order in which their data lies, so that each fragment is unpacked once as well.
import type { ByteSource, Bytes, ContainerFormat, Entry, Limits, Problem, RandomAccess } from '../types.ts';
import { judgeName, NameBook } from './names.ts';
import { ContainerError, count, hazard, limit, quote, unreadable } from './problems.ts';
import { type Block, Blocks, compressors, type Metadata, placeIn } from './squashfs-blocks.ts';
import {
  basicType,
  checkList,
  checkOptions,
  dataSize,
  type FileInode,
  type FolderInode,
  fragmentAt,
  type Header,
  type Inode,
  indexFits,
  inodeAt,
  type Line,
  type LinkInode,
  layoutOf,
  linesOf,
  longestTarget,
  perFragment,
  perOwner,
  readSuperblock,
  type Superblock,
  superblockSize,
} from './squashfs-tables.ts';

export const squashfs: ContainerFormat = {
  id: 'squashfs',
  sniff: (head) => Buffer.from(head.subarray(0, 4)).toString('latin1') === 'hsqs',

  entries: readSquashfs,
};

async function* readSquashfs(source: ByteSource, path: string, limits: Limits): AsyncGenerator<Entry | Problem> {
  const whole = await source.random();
  const head = Buffer.from(await whole.read(0, superblockSize));
  if (head.length < superblockSize) return yield unreadable(path, 'truncated', 'the image ends inside its superblock');
  const superblock = readSuperblock(head);
  const refused = refusal(superblock, whole.size, path);
  if (refused !== undefined) return yield refused;
  if ((superblock.flags & ~knownFlags) !== 0)
    yield hazard(
      path,
      'squashfs-flags',
      `the image has the flags ${superblock.flags.toString(2)}; some readers look for its tables elsewhere because of them`,
    );
  yield* judgeRest(whole, superblock.bytesUsed, path);
  const image = await openImage(whole, superblock, path, limits);
  const files: FileOf[] = [];
  yield* walkFolders(image, files);
  yield* filesInOrder(image, files);
}

/** All but bit 2, by which old versions stated that a byte stands before each block, as unsquashfs still believes, and those of no meaning. */
const knownFlags = 0xffb;

/** What is not read at all, by its name. */
function refusal({ major, minor, compressor, blockSize, blockLog, bytesUsed }: Superblock, size: number, path: string): Problem | undefined {
  if (major !== 4 || minor !== 0)
    return unreadable(path, 'unsupported-format', `a squashfs image of the version ${major}.${minor}, and 4.0 is what is read`);
  const known = compressors[compressor];
  if (known?.unpack === undefined)
    return unreadable(path, 'unsupported-method', `a squashfs image compressed with ${known?.name ?? `method ${compressor}`}, which is not read`);
  if (blockLog < 12 || blockLog > 20 || blockSize !== 2 ** blockLog)
    return unreadable(path, 'squashfs-tables', `a squashfs image with blocks of ${count(blockSize)} bytes, or of 2^${blockLog}`);
  if (bytesUsed > size)
    return unreadable(
      path,
      'truncated',
      `the image says to have ${count(bytesUsed)} bytes, and the file has ${count(size)}; nothing in it was looked at`,
    );
  if (bytesUsed < superblockSize) return unreadable(path, 'squashfs-tables', `the image says to have ${count(bytesUsed)} bytes`);
  return undefined;
}

/** Zeros fill up the last block of a device; anything else is seen by no reader of the image, and by readers of something else. */
async function* judgeRest(from: RandomAccess, bytesUsed: number, path: string): AsyncGenerator<Problem> {
  let at = bytesUsed;
  for await (const chunk of from.slice(bytesUsed, from.size - bytesUsed)) {
    const other = chunk.findIndex((byte) => byte !== 0);
    if (other >= 0) {
      const message = `other data follows the end of the image, from byte ${count(at + other)}; readers of the image do not see it`;
      return yield hazard(path, 'trailing-data', message);
    }
    at += chunk.length;
  }
}

interface Image {
  superblock: Superblock;
  blocks: Blocks;
  inodes: Metadata;
  folders: Metadata;
  fragments: Metadata | undefined;
  /** Data lies between the superblock and the first table. */
  dataEnd: number;
  path: string;
  limits: Limits;
}

async function openImage(from: RandomAccess, superblock: Superblock, path: string, limits: Limits): Promise<Image> {
  const compressor = compressors[superblock.compressor]!.unpack!;
  const blocks = new Blocks(from, { compressor, path, limits });
  await checkOptions(from, blocks, superblock, path);
  const layout = await layoutOf(from, superblock, path);
  const inodes = await blocks.table(layout.inodes.start, layout.inodes.end, 'table of inodes');
  const folders = await blocks.table(layout.folders.start, layout.folders.end, 'table of folders');
  const fragments = layout.fragments && (await blocks.table(layout.fragments.start, layout.fragments.end, 'table of fragments'));
  if (layout.fragments && fragments) await checkList(from, fragments, superblock.fragments * perFragment, layout.fragments.end, path);
  const owners = await blocks.table(layout.owners.start, layout.owners.end, 'table of owners');
  await checkList(from, owners, superblock.ids * perOwner, layout.owners.end, path);
  return {
    superblock,
    blocks,
    inodes: based(inodes, layout.inodes.start),
    folders: based(folders, layout.folders.start),
    fragments,
    dataEnd: layout.inodes.start,
    path,
    limits,
  };
}

/** References count from the start of the table. */
const based = (table: Metadata, start: number): Metadata => ({
  ...table,
  blockAt: new Map([...table.blockAt].map(([at, number]) => [at - start, number])),
});

interface FileOf {
  path: string;
  inode: FileInode;
}
interface FolderOf {
  path: string;
  inode: FolderInode;
}

/** What the walk over the folders has found and still has to look at. */
interface Walk {
  files: FileOf[];
  waiting: FolderOf[];
  names: NameBook;
  /** The first name of each inode that was listed, by its place. */
  first: Map<number, string>;
  /** The place of each inode number that was seen. */
  places: Map<number, number>;
  entries: number;
  nameBytes: number;
  /** A limit was hit and said: nothing more is listed. */
  full: boolean;
}

/** Folders, links and devices; files are kept for later. Each folder is gone into once, so a folder in itself ends nothing. */
async function* walkFolders(image: Image, files: FileOf[]): AsyncGenerator<Entry | Problem> {
  const { superblock, inodes, path } = image;
  const place = placeIn(inodes, superblock.root.start, superblock.root.offset);
  const root = place === undefined ? undefined : inodeAt(inodes, place, superblock.blockLog)?.inode;
  if (root?.kind !== 'folder') return yield unreadable(path, 'squashfs-tables', 'its root is no folder');
  const walk: Walk = {
    files,
    waiting: [{ path: '', inode: root }],
    names: new NameBook('system'),
    first: new Map([[root.place, '/']]),
    places: new Map([[root.number, root.place]]),
    entries: 0,
    nameBytes: 0,
    full: false,
  };
  yield* judgeInode(root, path, superblock);
  for (let folder = walk.waiting.pop(); folder !== undefined && !walk.full; folder = walk.waiting.pop()) yield* readFolder(image, folder, walk);
}

function* readFolder(image: Image, folder: FolderOf, walk: Walk): Generator<Entry | Problem> {
  const { folders, inodes, path } = image;
  const headers: Header[] = [];
  let before: Buffer | undefined;
  for (const line of linesOf(folders, inodes, folder.inode, headers)) {
    if (line === undefined) {
      const message = `the list of the folder ${quote(folder.path || '/')} cannot be read to its end`;
      return yield unreadable(folder.path || path, 'squashfs-bad-list', message);
    }
    const text = folder.path + line.name.toString('utf8');
    const full = overLimits(text, walk, image);
    if (full) yield full;
    if (walk.full) return;
    if (full) continue;
    yield* judgeLine(line, text, before);
    before = line.name;
    yield* readLine(line, text, image, walk);
  }
  if (!indexFits(inodes, folders, folder.inode, headers))
    yield hazard(
      folder.path || path,
      'squashfs-index',
      `the index of the folder ${quote(folder.path || '/')} is not that of its list; the kernel looks names up by it, other readers do not`,
    );
}

/** The problem of a name that is one too many, or too long; with `full` set, where nothing more is to be listed. */
function overLimits(name: string, walk: Walk, { path, limits }: Image): Problem | undefined {
  walk.entries++;
  walk.nameBytes += name.length;
  walk.full = walk.entries > limits.entries || walk.nameBytes > limits.directoryBytes;
  if (walk.entries > limits.entries) return limit(path, 'entries', `more than ${count(limits.entries)} entries; the rest was not looked at`);
  if (walk.full) return limit(path, 'directoryBytes', `names of more than ${count(limits.directoryBytes)} bytes; the rest was not looked at`);
  return name.length > limits.nameLength ? judgeName(name, 'system', limits)[0] : undefined;
}

/** What is wrong with the line itself. Names stand alone in a list, sorted by their bytes. */
function* judgeLine({ name }: Line, path: string, before: Buffer | undefined): Generator<Problem> {
  const text = name.toString('utf8');
  if (text.includes('/') || text === '.')
    yield hazard(path, 'name-odd', `a folder lists the name ${quote(text)}, which no file can have; unsquashfs refuses it, other readers do not`);
  if (before !== undefined && Buffer.compare(before, name) > 0)
    yield hazard(path, 'squashfs-unsorted', `the name ${quote(path)} is out of order in its folder; the kernel lists it and does not find it`);
}

function* readLine(line: Line, text: string, image: Image, walk: Walk): Generator<Entry | Problem> {
  const { inodes, superblock } = image;
  yield* judgeName(text, 'system', image.limits);
  const read = line.place === undefined ? undefined : inodeAt(inodes, line.place, superblock.blockLog);
  if (read === undefined) {
    yield* walk.names.add(text, 'other');
    return yield unreadable(text, 'squashfs-bad-inode', `${quote(text)} has no inode that can be read`);
  }
  const { inode } = read;
  yield* walk.names.add(text, inode.kind === 'file' || inode.kind === 'folder' ? inode.kind : 'other');
  if (basicType(read.type) !== line.type)
    yield hazard(text, 'squashfs-type', `${quote(text)} is of one kind in its folder and of another in its inode; readers go by either`);
  yield* judgeInode(inode, text, superblock);
  yield* judgeNumber(line, inode, text, walk);
  const first = walk.first.get(inode.place);
  if (first === undefined) walk.first.set(inode.place, text);
  if (inode.kind === 'folder') yield* readSubfolder(text, inode, first, walk);
  else if (inode.kind === 'file') yield* readFile(text, inode, first, image, walk);
  else if (inode.kind === 'link') yield* readLink(text, inode);
  else yield { path: text, type: 'device', mode: inode.mode, bytes: nothing };
}

async function* nothing(): Bytes {}

/** unsquashfs refuses the whole image for one such inode, the kernel the file, and others do not look. */
function* judgeInode({ number, owner }: Inode, path: string, { inodes, ids }: Superblock): Generator<Problem> {
  if (number === 0 || number > inodes)
    yield hazard(
      path,
      'squashfs-inode-number',
      `${quote(path)} has the inode number ${count(number)} of ${count(inodes)}; some readers refuse the image`,
    );
  if (owner >= ids)
    yield hazard(path, 'squashfs-owner', `${quote(path)} belongs to owner ${count(owner)} of a list of ${count(ids)}; some readers refuse the image`);
}

/** unsquashfs and the kernel take two inodes of one number for one file. */
function* judgeNumber(line: Line, { number, place }: Inode, path: string, walk: Walk): Generator<Problem> {
  const before = walk.places.get(number) ?? place;
  walk.places.set(number, before);
  if (line.number === number && before === place) return;
  const message = `${quote(path)} has the inode number ${count(number)}, which is another file's, or not that of its folder; readers that go by it see another file`;
  yield hazard(path, 'squashfs-inode-number', message);
}

function* readSubfolder(path: string, inode: FolderInode, first: string | undefined, walk: Walk): Generator<Entry | Problem> {
  yield { path: `${path}/`, type: 'folder', mode: inode.mode, bytes: nothing };
  if (first === undefined) walk.waiting.push({ path: `${path}/`, inode });
  else
    yield hazard(
      path,
      'squashfs-folder-twice',
      `the folder ${quote(path)} is ${quote(first)} as well; it was looked at once, and readers that follow it may never end`,
    );
}

/** Another name of a file is a hard link. */
function* readFile(path: string, inode: FileInode, first: string | undefined, image: Image, walk: Walk): Generator<Entry | Problem> {
  if (first !== undefined) return yield { path, type: 'link', target: first, size: 0, mode: inode.mode, bytes: nothing };
  const { inodes, superblock } = image;
  const { size, tail } = inode;
  if (!Number.isSafeInteger(size) || inode.sizesAt + inode.blocks * 4 > inodes.size) {
    const message = `${quote(path)} is said to have ${count(BigInt(size))} bytes, and the image holds no list of as many blocks`;
    return yield unreadable(path, 'squashfs-bad-inode', message);
  }
  if (tail !== undefined && (tail.fragment >= superblock.fragments || tail.offset + tail.size > superblock.blockSize))
    return yield unreadable(path, 'squashfs-bad-inode', `${quote(path)} ends in a fragment that is not there`);
  walk.files.push({ path, inode });
}

function* readLink(path: string, { size, target, mode }: LinkInode): Generator<Entry | Problem> {
  const text = target.toString('utf8');
  if (size > longestTarget)
    return yield hazard(
      path,
      'link-odd',
      `${quote(path)} is a symbolic link with ${count(size)} bytes of target; some readers refuse it, others do not`,
    );
  if (target.length < size)
    return yield unreadable(path, 'squashfs-bad-inode', `the target of the symbolic link ${quote(path)} lies behind its table`);
  if (size === 0 || text.includes('\0'))
    yield hazard(path, 'link-odd', `the symbolic link ${quote(path)} points to ${quote(text)}; readers cut that, or refuse it`);
  yield { path, type: 'link', target: text, size: 0, mode, bytes: nothing };
}

/** By the place of their data: first those without a fragment, then fragment by fragment. */
async function* filesInOrder(image: Image, files: FileOf[]): AsyncGenerator<Entry | Problem> {
  const placed = files.map((file) => ({ ...file, fragment: fragmentOf(file.inode, image) }));
  const order = (fragment: Block | undefined): number => fragment?.at ?? -1;
  placed.sort((a, b) => order(a.fragment) - order(b.fragment) || a.inode.start - b.inode.start || (a.path < b.path ? -1 : 1));
  yield* judgeOverlap(placed, image);
  const fragments = new LastFragment(image);
  for (const { path, inode, fragment } of placed) {
    yield { path, type: 'file', size: inode.size, mode: inode.mode, bytes: () => content(path, inode, fragment, fragments, image) };
    if (image.blocks.over) return yield image.blocks.over;
  }
}

type PlacedFile = FileOf & { fragment: Block | undefined };

/**
 * Blocks that share bytes must be one block: files of the same content do share all or some of theirs. unsquashfs remembers blocks by their start alone, so where
 * another block begins at the same byte it writes the one for the other.
 */
function* judgeOverlap(files: readonly PlacedFile[], image: Image): Generator<Problem> {
  const { inodes, path } = image;
  if (files.reduce((sum, { inode }) => sum + inode.blocks * 4, 0) > inodes.size)
    return yield hazard(
      path,
      'squashfs-overlap',
      'the lists of blocks of several files are the same bytes; some readers take what is none for a list',
    );
  const runs = files.flatMap(({ path, inode, fragment }) => [
    { path, at: inode.start, sizes: () => sizesOf(inode, image) },
    ...(fragment ? [{ path, at: fragment.at, sizes: () => [fragment] }] : []),
  ]);
  runs.sort((a, b) => a.at - b.at);
  const run = new Run();
  for (const { path, at, sizes } of runs)
    if (!run.takes(at, sizes()))
      yield hazard(path, 'squashfs-overlap', `a block of ${quote(path)} lies in another block; some readers hand out the one for the other`);
}

function* sizesOf({ sizesAt, blocks }: FileInode, { inodes }: Image): Generator<{ packed: number; stored: boolean }> {
  const atOnce = 2048;
  for (let number = 0; number < blocks; number += atOnce) {
    const words = inodes.bytes(sizesAt + number * 4, Math.min(atOnce, blocks - number) * 4);
    for (let at = 0; at < words.length; at += 4) yield dataSize(words.readUInt32LE(at));
  }
}

/** The blocks that follow one another without a gap, as far as was seen. Asked in the order of the places where files begin. */
class Run {
  #starts: number[] = [];
  #sizes: number[] = [];
  #end = 0;

  /** False where one of these blocks shares bytes with another that is not the same. */
  takes(start: number, sizes: Iterable<{ packed: number; stored: boolean }>): boolean {
    if (start >= this.#end) [this.#starts, this.#sizes] = [[], []];
    let at = start;
    for (const { packed, stored } of sizes) {
      if (packed === 0) continue;
      const size = stored ? -packed : packed;
      if (at >= this.#end) {
        this.#starts.push(at);
        this.#sizes.push(size);
        this.#end = at + packed;
      } else if (this.#sizes[this.#find(at)] !== size) return false;
      at += packed;
    }
    return true;
  }

  /** The number of the block that begins there; -1 where none does. */
  #find(start: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#starts[middle]!;
      if (found === start) return middle;
      if (found < start) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}

function fragmentOf({ tail }: FileInode, { fragments, superblock }: Image): Block | undefined {
  const fragment = tail && tail.size > 0 && fragments ? fragmentAt(fragments, tail.fragment) : undefined;
  return fragment && { ...fragment, most: superblock.blockSize };
}

/** Files that share a fragment follow one another, so one is kept, or what is wrong with it. */
class LastFragment {
  #of: Block | undefined;
  #bytes: Uint8Array = new Uint8Array();
  #problem: Problem | undefined;
  readonly #image: Image;

  constructor(image: Image) {
    this.#image = image;
  }

  async read(fragment: Block, path: string): Promise<Uint8Array> {
    if (this.#of?.at !== fragment.at || this.#of.packed !== fragment.packed || this.#of.stored !== fragment.stored) {
      this.#of = fragment;
      this.#problem = undefined;
      try {
        this.#bytes = await readData(fragment, path, this.#image);
      } catch (error) {
        if (!(error instanceof ContainerError)) throw error;
        this.#problem = error.problem;
      }
    }
    if (this.#problem) throw new ContainerError(this.#problem.kind === 'limit' ? this.#problem : { ...this.#problem, path });
    return this.#bytes;
  }
}

/** The content of a file, block by block. Throws `ContainerError` where a block lies. */
async function* content(path: string, inode: FileInode, fragment: Block | undefined, fragments: LastFragment, image: Image): Bytes {
  const { blockSize } = image.superblock;
  let at = inode.start;
  for (let number = 0; number < inode.blocks; number++) {
    const most = Math.min(blockSize, inode.size - number * blockSize);
    const word = image.inodes.bytes(inode.sizesAt + number * 4, 4).readUInt32LE(0);
    if (word === 0) yield* zeros(most);
    else {
      const block = { at, ...dataSize(word), most };
      const plain = await readData(block, path, image);
      if (plain.length !== most) throw sizeLies(path, `a block of ${count(most)} bytes`);
      at += block.packed;
      yield plain;
    }
  }
  const { tail } = inode;
  if (tail === undefined || tail.size === 0) return;
  const shared = fragment === undefined ? new Uint8Array() : await fragments.read(fragment, path);
  if (tail.offset + tail.size > shared.length || shared.length > blockSize)
    throw sizeLies(path, `a fragment that holds its last ${count(tail.size)} bytes`);
  yield shared.subarray(tail.offset, tail.offset + tail.size);
}

async function readData(block: Block, path: string, { blocks, dataEnd, superblock }: Image): Promise<Uint8Array> {
  if (block.packed === 0 || block.packed > superblock.blockSize || block.at < superblockSize || block.at + block.packed > dataEnd) {
    const what = `a block of ${count(block.packed)} bytes at byte ${count(block.at)}`;
    throw new ContainerError(unreadable(path, 'squashfs-bad-block', `${quote(path)} is said to have ${what}, which is no place for data`));
  }
  return blocks.read(block, path);
}

/** The kernel refuses such a file; unsquashfs fills it up with what its memory held before, or cuts it. */
const sizeLies = (path: string, what: string): ContainerError =>
  new ContainerError(
    hazard(path, 'squashfs-size-lies', `${quote(path)} is said to have ${what}, and something else comes out; readers refuse it or make it fit`),
  );

const hole = new Uint8Array(1 << 16);

/** A block of zeros is not stored. */
async function* zeros(length: number): Bytes {
  for (let left = length; left > 0; left -= hole.length) yield hole.subarray(0, left);
}
