// Makes SquashFS images, honest ones and ones that lie in any single place. Written from squashfs_fs.h, independently of the reader. Tables are stored, so that
// places in them are known beforehand; `change` may then write over any byte of the image.
import { deflateSync } from 'node:zlib';
import { u16, u32, u64 } from './zip.ts';

export interface SquashNode {
  name: string | Uint8Array;
  /** Of a file. */
  data?: string | Uint8Array;
  /** Of a symbolic link. */
  target?: string;
  /** Of a folder; sorted, but where `unsorted`. */
  files?: readonly SquashNode[];
  unsorted?: boolean;
  fifo?: boolean;
  mode?: number;
  /** Where the inode is not to say the truth. */
  told?: { size?: bigint; number?: number; owner?: number; targetSize?: number; fragment?: number; fragmentOffset?: number; start?: number };
  /** Blocks of a file as they are to stand there, with the words that state their sizes. */
  blocks?: readonly { bytes: Uint8Array; word: number }[];
  /** Where the line in the folder is not to say the truth; `inode`: the path of what it refers to, '' for the root; `at`: a reference of its own. */
  line?: { inode?: string; at?: { start: number; offset: number }; type?: number; number?: number };
  /** Of a folder: the size of its list, and the lines of its first header. */
  list?: { size?: number; lines?: number };
  /** Of a folder: an index, which makes its inode one of the extended kind. */
  index?: readonly { at: number; start?: number; name: string }[];
}

export interface SquashOptions {
  blockSize?: number;
  /** Data is packed with zlib. */
  packed?: boolean;
  /** The ends of files lie in fragments. */
  fragments?: boolean;
  /** Instead of the fragments of the files: blocks that are packed already, each a fragment. */
  packedFragments?: readonly Uint8Array[];
  /** Metadata blocks behind the table of inodes. */
  moreInodes?: Uint8Array;
  after?: Uint8Array;
  /** Writes over the finished image. */
  change?: (image: Buffer, places: Places) => void;
}
export interface Places {
  inodes: number;
  folders: number;
  fragments: number;
  ids: number;
  /** Of each inode in the unpacked table, by its path, '' for the root. */
  inode: ReadonlyMap<string, number>;
  list: ReadonlyMap<string, number>;
}

const perBlock = 8192;
const stored = 1 << 24;
const bytesOf = (value: string | Uint8Array): Buffer => Buffer.from(typeof value === 'string' ? Buffer.from(value) : value);
/** A place in a table of stored blocks, as references state it. */
const start = (place: number): number => Math.floor(place / perBlock) * (perBlock + 2);
const reference = (place: number) => ({ start: start(place), offset: place % perBlock });

interface Placed {
  node: SquashNode;
  path: string;
  number: number;
  place: number;
  children: readonly Placed[];
  type: number;
  words: number[];
  dataAt: number;
  fragment: { number: number; offset: number } | undefined;
  listAt: number;
  listSize: number;
}

export function makeSquashfs(files: readonly SquashNode[], options: SquashOptions = {}): Buffer {
  const writer = new Writer(options);
  const root = writer.place({ name: '', files, mode: 0o755 }, '');
  return writer.image(root);
}

class Writer {
  readonly #blockSize: number;
  readonly #options: SquashOptions;
  readonly #data: Buffer[] = [];
  #dataSize = 96;
  readonly #tails: Buffer[] = [];
  readonly #all: Placed[] = [];
  #inodesSize = 0;

  constructor(options: SquashOptions) {
    this.#options = options;
    this.#blockSize = options.blockSize ?? 4096;
  }

  /** Children first, as mksquashfs writes them. */
  place(node: SquashNode, path: string): Placed {
    const children = [...(node.files ?? [])];
    if (!node.unsorted) children.sort((a, b) => Buffer.compare(bytesOf(a.name), bytesOf(b.name)));
    const placedChildren = children.map((child) => this.place(child, `${path}${path === '' ? '' : '/'}${bytesOf(child.name).toString('latin1')}`));
    const type = node.files
      ? node.index || listSize(children) > 60_000
        ? 8
        : 1
      : node.target !== undefined
        ? 3
        : node.fifo
          ? 6
          : node.told?.size === undefined
            ? 2
            : 9;
    const placed: Placed = {
      node,
      path,
      number: this.#all.length + 1,
      place: this.#inodesSize,
      children: placedChildren,
      type,
      words: [],
      dataAt: this.#dataSize,
      fragment: undefined,
      listAt: 0,
      listSize: 0,
    };
    if (type === 2 || type === 9) this.#putData(placed);
    this.#all.push(placed);
    this.#inodesSize += this.#inode(placed).length;
    return placed;
  }

  #putData(placed: Placed): void {
    const { node, words } = placed;
    const put = (bytes: Uint8Array, word: number) => {
      this.#data.push(Buffer.from(bytes));
      this.#dataSize += bytes.length;
      words.push(word);
    };
    for (const { bytes, word } of node.blocks ?? []) put(bytes, word);
    if (node.blocks) return;
    const data = bytesOf(node.data ?? '');
    for (let at = 0; at < data.length; at += this.#blockSize) {
      const block = data.subarray(at, at + this.#blockSize);
      if (this.#options.fragments && block.length < this.#blockSize) {
        placed.fragment = this.#putTail(block);
        return;
      }
      const packed = this.#options.packed ? deflateSync(block) : block;
      if (block.every((byte) => byte === 0)) put(Buffer.alloc(0), 0);
      else if (packed.length < block.length) put(packed, packed.length);
      else put(block, block.length | stored);
    }
  }

  #putTail(tail: Buffer): { number: number; offset: number } {
    const last = this.#tails.at(-1);
    if (last === undefined || last.length + tail.length > this.#blockSize) this.#tails.push(tail);
    else this.#tails[this.#tails.length - 1] = Buffer.concat([last, tail]);
    return { number: this.#tails.length - 1, offset: this.#tails.at(-1)!.length - tail.length };
  }

  #inode({ node, type, number, words, dataAt, fragment, listAt, listSize }: Placed): Buffer {
    const told = node.told ?? {};
    const base = [u16(type), u16(node.mode ?? 0o644), u16(told.owner ?? 0), u16(0), u32(0), u32(told.number ?? number)];
    const list = reference(listAt);
    const size = node.list?.size ?? listSize + 3;
    const [frag, fragOffset] = [told.fragment ?? fragment?.number ?? 0xffffffff, told.fragmentOffset ?? fragment?.offset ?? 0];
    const data = bytesOf(node.data ?? '').length;
    const rest: Buffer[] = {
      1: () => [u32(list.start), u32(2), u16(size), u16(list.offset), u32(0)],
      8: () => [
        ...[u32(2), u32(size), u32(list.start), u32(0), u16(node.index?.length ?? 0), u16(list.offset), u32(0xffffffff)],
        ...(node.index ?? []).flatMap((entry) => [
          u32(entry.at),
          u32(entry.start ?? start(listAt + entry.at)),
          u32(entry.name.length - 1),
          Buffer.from(entry.name),
        ]),
      ],
      2: () => [u32(told.start ?? dataAt), u32(frag), u32(fragOffset), u32(data), ...words.map(u32)],
      9: () => {
        const size64 = Buffer.alloc(8);
        size64.writeBigUInt64LE(told.size ?? BigInt(data));
        return [u64(told.start ?? dataAt), size64, u64(0), u32(1), u32(frag), u32(fragOffset), u32(0xffffffff), ...words.map(u32)];
      },
      3: () => [u32(1), u32(told.targetSize ?? node.target!.length), Buffer.from(node.target!)],
      6: () => [u32(1)],
    }[type]!();
    return Buffer.concat([...base, ...rest]);
  }

  #list(folder: Placed, byPath: ReadonlyMap<string, Placed>): Buffer {
    const lines = folder.children.map((child) => {
      const { line } = child.node;
      const to = line?.inode === undefined ? child : byPath.get(line.inode)!;
      const { start, offset } = line?.at ?? reference(to.place);
      const name = bytesOf(child.node.name);
      const type = line?.type ?? (to.type > 7 ? to.type - 7 : to.type);
      return {
        start,
        number: to.number,
        bytes: (base: number) => [u16(offset), u16((line?.number ?? to.number) - base), u16(type), u16(name.length - 1), name],
        line,
      };
    });
    const out: Buffer[] = [];
    for (let at = 0; at < lines.length; ) {
      let end = at + 1;
      while (end < lines.length && end - at < 256 && lines[end]!.start === lines[at]!.start) end++;
      const base = lines[at]!.number;
      out.push(u32((at === 0 ? (folder.node.list?.lines ?? end - at) : end - at) - 1), u32(lines[at]!.start), u32(base));
      for (const line of lines.slice(at, end)) out.push(...line.bytes(base));
      at = end;
    }
    return Buffer.concat(out);
  }

  image(root: Placed): Buffer {
    const { packed, packedFragments, moreInodes, after, change } = this.#options;
    const byPath = new Map(this.#all.map((placed) => [placed.path, placed]));
    let listsSize = 0;
    const lists: Buffer[] = [];
    for (const placed of this.#all) {
      if (!placed.node.files) continue;
      const list = this.#list(placed, byPath);
      [placed.listAt, placed.listSize] = [listsSize, list.length];
      lists.push(list);
      listsSize += list.length;
    }
    const parts: Buffer[] = [...this.#data];
    let at = this.#dataSize;
    const put = (bytes: Buffer): number => {
      parts.push(bytes);
      at += bytes.length;
      return at - bytes.length;
    };
    const fragments = (packedFragments ?? this.#tails.map((tail) => (packed ? deflateSync(tail) : tail))).map((bytes, number) => {
      const plain = packedFragments === undefined && (!packed || bytes.length >= this.#tails[number]!.length);
      const block = plain ? (this.#tails[number] ?? Buffer.from(bytes)) : Buffer.from(bytes);
      return Buffer.concat([u64(put(block)), u32(block.length | (plain ? stored : 0)), u32(0)]);
    });
    const inodes = put(Buffer.concat([table(Buffer.concat(this.#all.map((placed) => this.#inode(placed)))), moreInodes ?? Buffer.alloc(0)]));
    const folders = put(table(Buffer.concat(lists)));
    const list = (bytes: Buffer): number => {
      const first = at;
      put(table(bytes));
      return put(Buffer.concat(Array.from({ length: Math.ceil(bytes.length / perBlock) }, (_, number) => u64(first + number * (perBlock + 2)))));
    };
    const fragmentsAt = list(Buffer.concat(fragments)); // mksquashfs names a place even where there are none
    const ids = list(u32(0));
    const { start, offset } = reference(root.place);
    const absent = Buffer.alloc(8, 255);
    const superblock = Buffer.concat([
      ...[Buffer.from('hsqs'), u32(this.#all.length), u32(0), u32(this.#blockSize), u32(fragments.length)],
      ...[u16(1), u16(Math.log2(this.#blockSize)), u16(0), u16(1), u16(4), u16(0), u64(start * 65536 + offset), u64(at)],
      ...[u64(ids), absent, u64(inodes), u64(folders), u64(fragmentsAt), absent],
    ]);
    const image = Buffer.concat([superblock, ...parts, after ?? Buffer.alloc(0)]);
    change?.(image, {
      inodes,
      folders,
      fragments: fragmentsAt,
      ids,
      inode: new Map(this.#all.map((placed) => [placed.path, placed.place])),
      list: new Map(this.#all.map((placed) => [placed.path, placed.listAt])),
    });
    return image;
  }
}

/** A list of a folder that needs an extended inode: its size does not fit into 16 bits. */
const listSize = (files: readonly SquashNode[]): number => files.reduce((sum, { name }) => sum + bytesOf(name).length + 9, 3);

/** Metadata blocks, stored. */
function table(bytes: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += perBlock) blocks.push(metadataBlock(bytes.subarray(at, at + perBlock)));
  return Buffer.concat(blocks);
}

export const metadataBlock = (bytes: Uint8Array): Buffer => Buffer.concat([u16(bytes.length | 0x8000), bytes]);
export const packedMetadataBlock = (bytes: Uint8Array): Buffer => {
  const packed = deflateSync(bytes);
  return Buffer.concat([u16(packed.length), packed]);
};
