// Compound files ([MS-CFB] version 3 and 4): sectors that are chained by a table (FAT), a directory of storages and streams, and small streams packed into
// one of their own, the mini stream, with a table of its own. Every chain may turn in a circle or run into another one, so each sector has one owner.
import type { Bytes, Limits, Problem, RandomAccess } from '../types.ts';
import { gathered } from './codecs/codec.ts';
import { ContainerError, count, hazard, limit, quote, unreadable } from './problems.ts';

export const cfbMagic = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';

/** A storage (a folder) or a stream (a file) of the directory. */
export interface CfbEntry {
  /** As the directory writes it, in order of the storages around it. */
  names: readonly string[];
  isStorage: boolean;
  size: number;
  bytes(): Bytes;
}

const headerSize = 512;
const inHeader = 109;
const entrySize = 128;
const miniSize = 64;
const miniCutoff = 4096;
const [freeSector, endOfChain, none] = [0xffffffff, 0xfffffffe, 0xffffffff];
/** Storages inside of one another. Patches have two levels. */
const deepest = 32;

interface Node {
  name: string;
  type: number;
  left: number;
  right: number;
  child: number;
  start: number;
  size: number;
  /** Hex digits of the class id. */
  classId: string;
}

export class CompoundFile {
  readonly problems: Problem[] = [];
  readonly #from: RandomAccess;
  readonly #path: string;
  readonly #limits: Limits;
  readonly #sector: number;
  readonly #version: number;
  /** For each sector that is there: 1 where a chain holds it. */
  readonly #owned: Uint8Array;
  #fat = new Uint32Array();
  #miniFat = new Uint32Array();
  #miniOwned = new Uint8Array();
  #nodes: Node[] = [];
  /** Sectors of the mini stream. */
  #mini: number[] = [];

  private constructor(from: RandomAccess, path: string, limits: Limits, version: number) {
    this.#from = from;
    this.#path = path;
    this.#limits = limits;
    this.#version = version;
    this.#sector = version === 3 ? 512 : 4096;
    this.#owned = new Uint8Array(Math.max(0, Math.ceil(from.size / this.#sector) - 1));
  }

  /** Reads the tables and the directory, or says why they cannot be read. */
  static async open(from: RandomAccess, path: string, limits: Limits): Promise<CompoundFile | Problem> {
    const head = Buffer.from(await from.read(0, headerSize));
    if (head.length < headerSize) return unreadable(path, 'truncated', 'ends inside of its header');
    const version = head.readUInt16LE(26);
    const shifts = version === 3 ? 9 : 12;
    if ((version !== 3 && version !== 4) || head.readUInt16LE(28) !== 0xfffe || head.readUInt16LE(30) !== shifts || head.readUInt16LE(32) !== 6)
      return unreadable(path, 'unsupported-format', `a compound file of version ${version} with sectors of another size, which is not read`);
    const file = new CompoundFile(from, path, limits, version);
    try {
      if (head.readUInt32LE(56) !== miniCutoff)
        file.problems.push(hazard(path, 'cfb-cutoff', 'another size than 4,096 for small streams; some readers go by it, others by 4,096'));
      await file.#readFat(head);
      await file.#readDirectory(head.readUInt32LE(48));
      await file.#readMini(head.readUInt32LE(60), head.readUInt32LE(64));
    } catch (error) {
      if (error instanceof ContainerError) return error.problem;
      throw error;
    }
    file.#judgeEnd();
    return file;
  }

  get classId(): string {
    return this.#nodes[0]!.classId;
  }

  #bad(what: string): ContainerError {
    return new ContainerError(unreadable(this.#path, 'cfb-broken', `a compound file that cannot be read: ${what}`));
  }

  /** Takes a sector for one chain. */
  #own(sector: number, what: string): void {
    if (sector >= this.#owned.length) throw this.#bad(`${what} lies past the end`);
    if (this.#owned[sector] !== 0) throw this.#bad(`${what} lies where something else does, or turns in a circle`);
    this.#owned[sector] = 1;
  }

  async #read(sector: number): Promise<Buffer> {
    const bytes = Buffer.from(await this.#from.read((sector + 1) * this.#sector, this.#sector));
    return bytes.length === this.#sector ? bytes : Buffer.concat([bytes, Buffer.alloc(this.#sector - bytes.length)]); // the last one may be cut short
  }

  /** The sectors of the FAT stand in the header and, where these are not enough, in a chain of their own (DIFAT). */
  async #readFat(head: Buffer): Promise<void> {
    const many = head.readUInt32LE(44);
    if (many * this.#sector > this.#limits.directoryBytes)
      throw new ContainerError(limit(this.#path, 'directoryBytes', `a table of ${count(many * this.#sector)} bytes`));
    const sectors: number[] = [];
    for (let at = 0; at < Math.min(many, inHeader); at++) sectors.push(head.readUInt32LE(76 + 4 * at));
    let next = head.readUInt32LE(68);
    while (sectors.length < many) {
      this.#own(next, 'the list of its tables');
      const list = await this.#read(next);
      for (let at = 0; at < this.#sector / 4 - 1 && sectors.length < many; at++) sectors.push(list.readUInt32LE(4 * at));
      next = list.readUInt32LE(this.#sector - 4);
    }
    for (const sector of sectors) this.#own(sector, 'its table');
    this.#fat = await this.#numbers(sectors);
  }

  async #numbers(sectors: readonly number[]): Promise<Uint32Array<ArrayBuffer>> {
    const numbers = new Uint32Array((sectors.length * this.#sector) / 4);
    for (const [index, sector] of sectors.entries()) {
      const bytes = await this.#read(sector);
      for (let at = 0; at < bytes.length; at += 4) numbers[(index * this.#sector + at) / 4] = bytes.readUInt32LE(at);
    }
    return numbers;
  }

  /** The sectors of a chain that is needed to read anything else; `most` bytes of it. */
  #chain(start: number, what: string, most = this.#limits.directoryBytes): number[] {
    const sectors: number[] = [];
    for (let sector = start; sector !== endOfChain; sector = this.#fat[sector] ?? freeSector) {
      this.#own(sector, what);
      if (sectors.push(sector) * this.#sector > most)
        throw new ContainerError(limit(this.#path, 'directoryBytes', `${what} of more than ${count(most)} bytes`));
    }
    return sectors;
  }

  async #readDirectory(start: number): Promise<void> {
    for (const sector of this.#chain(start, 'its directory')) {
      const bytes = await this.#read(sector);
      for (let at = 0; at < bytes.length; at += entrySize) this.#nodes.push(this.#node(bytes.subarray(at, at + entrySize)));
      if (this.#nodes.length > this.#limits.entries * 2)
        throw new ContainerError(limit(this.#path, 'entries', `a directory of ${count(this.#nodes.length)} entries`));
    }
    if (this.#nodes[0]?.type !== 5) throw this.#bad('its directory has no root');
  }

  #node(bytes: Buffer): Node {
    const nameBytes = Math.min(64, bytes.readUInt16LE(64));
    return {
      name: bytes.subarray(0, Math.max(0, nameBytes - 2)).toString('utf16le'),
      type: bytes[66]!,
      left: bytes.readUInt32LE(68),
      right: bytes.readUInt32LE(72),
      child: bytes.readUInt32LE(76),
      classId: bytes.subarray(80, 96).toString('hex'),
      start: bytes.readUInt32LE(116),
      size: this.#version === 3 ? bytes.readUInt32LE(120) : Number(bytes.readBigUInt64LE(120)),
    };
  }

  async #readMini(start: number, many: number): Promise<void> {
    const root = this.#nodes[0]!;
    if (many > 0) this.#miniFat = await this.#numbers(this.#chain(start, 'the table of its small streams'));
    if (root.size === 0) return;
    this.#mini = this.#chain(root.start, 'the stream of its small streams', this.#from.size);
    this.#miniOwned = new Uint8Array(Math.ceil(Math.min(root.size, this.#mini.length * this.#sector) / miniSize));
  }

  /** Windows ends a file behind its last sector in use; a signature covers what the directory reaches and nothing else. */
  #judgeEnd(): void {
    let last = Math.min(this.#owned.length, this.#fat.length) - 1;
    while (last >= 0 && this.#fat[last] === freeSector) last--;
    const behind = this.#from.size - (last + 2) * this.#sector;
    if (behind > 0)
      this.problems.push(
        hazard(
          this.#path,
          'trailing-data',
          `${count(behind)} bytes follow the last sector in use; no reader shows them, and no signature covers them`,
        ),
      );
  }

  /** What the directory reaches from its root, storages before what is in them. */
  *entries(): Generator<CfbEntry | Problem> {
    const seen = new Uint8Array(this.#nodes.length);
    seen[0] = 1;
    let isOdd = false;
    const waiting: { id: number; names: readonly string[] }[] = [{ id: this.#nodes[0]!.child, names: [] }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { id, names } = next;
      if (id === none) continue;
      const node = this.#nodes[id];
      if (node === undefined || seen[id] !== 0 || (node.type !== 1 && node.type !== 2)) {
        isOdd = true;
        continue;
      }
      seen[id] = 1;
      const path = [...names, node.name];
      yield* this.#entry(node, path);
      waiting.push({ id: node.right, names }, { id: node.left, names });
      if (node.type === 2 && node.child !== none) isOdd = true;
      if (node.type !== 1) continue;
      if (path.length >= deepest) yield limit(this.#path, 'depth', `storages more than ${deepest} deep`);
      else waiting.push({ id: node.child, names: path });
    }
    if (isOdd)
      yield hazard(
        this.#path,
        'cfb-tree',
        'a directory that turns in a circle, leads to what is no entry, or has entries below a stream; readers differ in what they list',
      );
    const hidden = this.#nodes.filter(({ type }, id) => seen[id] === 0 && type !== 0).length;
    if (hidden > 0)
      yield hazard(
        this.#path,
        'cfb-hidden',
        `${count(hidden)} entries of the directory are reached by none; readers that go through all of it list them`,
      );
  }

  *#entry(node: Node, names: readonly string[]): Generator<CfbEntry | Problem> {
    const isStorage = node.type === 1;
    const wrong = isStorage ? undefined : this.#judgeChain(node);
    if (wrong === 'long')
      yield hazard(this.#path, 'cfb-chain', `the sectors of ${quote(node.name)} go on behind its end; no reader shows what they hold`);
    if (wrong === 'shared')
      yield hazard(this.#path, 'cfb-chain', `the sectors of ${quote(node.name)} turn in a circle, or belong to something else as well`);
    const unread = wrong === 'shared' || wrong === 'short';
    yield { names, isStorage, size: isStorage ? 0 : node.size, bytes: () => (unread ? this.#unread(node) : gathered(this.#content(node))) };
  }

  // biome-ignore lint/correctness/useYield: a stream that ends at once
  async *#unread({ name }: Node): Bytes {
    throw new ContainerError(
      unreadable(this.#path, 'truncated', `the sectors of ${quote(name)} do not hold what its size states; it was not looked at`),
    );
  }

  /** Follows the chain of a stream once and takes its sectors. */
  #judgeChain({ start, size }: Node): 'shared' | 'short' | 'long' | undefined {
    if (size === 0) return undefined;
    const isMini = size < miniCutoff;
    const [table, owned, unit] = isMini ? [this.#miniFat, this.#miniOwned, miniSize] : [this.#fat, this.#owned, this.#sector];
    let sector = start;
    for (let left = Math.ceil(size / unit); left > 0; left--) {
      if (sector >= owned.length) return 'short';
      if (owned[sector] !== 0) return 'shared';
      owned[sector] = 1;
      sector = table[sector] ?? freeSector;
    }
    return sector === endOfChain ? undefined : 'long';
  }

  async *#content({ start, size, name }: Node): Bytes {
    const isMini = size < miniCutoff;
    let sector = start;
    for (let left = size; left > 0; ) {
      const bytes = isMini ? await this.#readMiniSector(sector) : await this.#readRun(sector, left);
      if (bytes.length === 0) throw new ContainerError(unreadable(this.#path, 'truncated', `the file ends inside of ${quote(name)}`));
      const part = bytes.subarray(0, left);
      yield part;
      left -= part.length;
      if (isMini) sector = this.#miniFat[sector] ?? freeSector;
      else sector = this.#fat[sector + Math.ceil(bytes.length / this.#sector) - 1] ?? freeSector;
    }
  }

  async #readMiniSector(sector: number): Promise<Uint8Array> {
    const at = sector * miniSize;
    const inside = at % this.#sector;
    const place = (this.#mini[Math.floor(at / this.#sector)]! + 1) * this.#sector + inside;
    return this.#from.read(place, miniSize);
  }

  /** Sectors that follow one another are read at once. */
  async #readRun(sector: number, left: number): Promise<Uint8Array> {
    const most = Math.min(Math.ceil(left / this.#sector), (1 << 17) / this.#sector);
    let run = 1;
    while (run < most && this.#fat[sector + run - 1] === sector + run) run++;
    return this.#from.read((sector + 1) * this.#sector, Math.min(left, run * this.#sector));
  }
}
