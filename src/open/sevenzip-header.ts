// The header of a 7z archive (7zFormat.txt of the LZMA SDK): which packed streams there are, which coders turn them into the plain streams of folders, how
// a folder is cut into files, and what the files are called. All numbers are an attacker's: each list is bounded before it is made.
import type { Limits } from '../types.ts';
import { count } from './problems.ts';
import { BadHeader, Fields, UnknownHeader, whole } from './sevenzip-fields.ts';

export interface Coder {
  /** The method's id, in hex digits as Methods.txt writes it: a number, so that bytes of zero in front do not count. Stored is none at all. */
  method: string;
  /** How many streams go in; one comes out. */
  inputs: number;
  properties: Uint8Array;
  /** Bytes that come out. */
  size: number;
}
/** Where an input of a coder comes from: a packed stream of the archive, or another coder of the folder. */
export type Origin = { pack: number } | { coder: number };
export interface Folder {
  coders: readonly Coder[];
  /** Of each coder, in order, of each of its inputs. */
  origins: readonly (readonly Origin[])[];
  /** The coder whose output is the folder's. */
  last: number;
  crc: number | undefined;
  /** The files that follow one another in it. */
  streams: { size: number; crc: number | undefined }[];
}
export interface Streams {
  packs: readonly { at: number; size: number }[];
  folders: readonly Folder[];
}
export interface FileItem {
  name: string;
  hasStream: boolean;
  /** Only where it has no stream. */
  isFolder: boolean;
  isAnti: boolean;
  attributes: number | undefined;
}
export interface Header extends Streams {
  files: readonly FileItem[];
  /** What readers may disagree about: codes of hazards, with a message. */
  odd: readonly (readonly [code: string, message: string])[];
}

/** Thrown for one that asks for too much; `bound` is the key in `Limits`. */
export class LargeHeader extends Error {
  readonly bound: 'entries' | 'directoryBytes';
  constructor(bound: LargeHeader['bound'], message: string) {
    super(message);
    this.bound = bound;
  }
}

const id = {
  end: 0x00,
  header: 0x01,
  archiveProperties: 0x02,
  additionalStreams: 0x03,
  mainStreams: 0x04,
  files: 0x05,
  packInfo: 0x06,
  unpackInfo: 0x07,
  subStreams: 0x08,
  size: 0x09,
  crc: 0x0a,
  folder: 0x0b,
  codersUnpackSize: 0x0c,
  numUnpackStream: 0x0d,
  emptyStream: 0x0e,
  emptyFile: 0x0f,
  anti: 0x10,
  names: 0x11,
  times: [0x12, 0x13, 0x14],
  attributes: 0x15,
  encodedHeader: 0x17,
  startPos: 0x18,
  dummy: 0x19,
} as const;

/** 7-Zip itself takes 32 (folders of BCJ2 have 4 coders and 7 streams). */
const mostCoders = 32;
const mostStreams = 32;
/** 7-Zip writes ten, and some that align what follows. Each may cost a look at all files. */
const mostProperties = 64;
/** Coders and packed streams in all, for each entry: a file of its own behind BCJ2 has 4 of each. */
const codersPerEntry = 4;

/** A header, or the streams that hold one: `encoded` tells. Places of packed streams count from the end of the signature header. */
export function readHeader(bytes: Uint8Array, limits: Limits): { encoded: Streams } | { header: Header } {
  const reader = new HeaderReader(bytes, limits);
  const kind = reader.byte();
  if (kind === id.encodedHeader) {
    const encoded = reader.streams();
    if (!reader.ended) throw new BadHeader('data behind the end of the header');
    return { encoded };
  }
  if (kind !== id.header) throw new BadHeader('no header where one must be');
  const header = reader.header();
  if (!reader.ended) throw new BadHeader('data behind the end of the header');
  return { header };
}

class HeaderReader extends Fields {
  readonly #limits: Limits;
  readonly #odd: (readonly [string, string])[] = [];
  #coders = 0;

  constructor(bytes: Uint8Array, limits: Limits) {
    super(bytes);
    this.#limits = limits;
  }

  header(): Header {
    let streams: Streams = { packs: [], folders: [] };
    let files: readonly FileItem[] = [];
    let kind = this.byte();
    if (kind === id.archiveProperties) {
      while (this.byte() !== id.end) this.take(this.number());
      kind = this.byte();
    }
    if (kind === id.additionalStreams) throw new UnknownHeader('a header with additional streams');
    if (kind === id.mainStreams) {
      streams = this.streams();
      kind = this.byte();
    }
    if (kind === id.files) {
      files = this.#files();
      kind = this.byte();
    }
    if (kind !== id.end) throw new BadHeader('a header without end');
    const withStream = files.filter(({ hasStream }) => hasStream).length;
    if (withStream !== streams.folders.reduce((sum, folder) => sum + folder.streams.length, 0))
      throw new BadHeader('another number of files than of streams');
    return { ...streams, files, odd: this.#odd };
  }

  /** StreamsInfo: the packed streams, the folders, and how these are cut into files. */
  streams(): Streams {
    let packs: { at: number; size: number }[] = [];
    let folders: Folder[] = [];
    let kind = this.byte();
    if (kind === id.packInfo) {
      packs = this.#packs();
      kind = this.byte();
    }
    if (kind === id.unpackInfo) {
      folders = this.#folders(packs.length);
      kind = this.byte();
    }
    if (kind === id.subStreams) {
      this.#subStreams(folders);
      kind = this.byte();
    } else for (const folder of folders) folder.streams.push({ size: sizeOf(folder), crc: folder.crc });
    if (kind !== id.end) throw new BadHeader('streams without end');
    return { packs, folders };
  }

  #packs(): { at: number; size: number }[] {
    let at = this.number();
    const packs = Array.from({ length: this.#many('packed streams', codersPerEntry) }, () => ({ at: 0, size: 0 }));
    let kind = this.byte();
    if (kind === id.size) {
      for (const pack of packs) {
        pack.at = at;
        pack.size = this.number();
        at = whole(at + pack.size);
      }
      kind = this.byte();
    } else if (packs.length > 0) throw new BadHeader('packed streams without sizes');
    if (kind === id.crc) {
      this.#digests(packs.length);
      kind = this.byte();
    }
    if (kind !== id.end) throw new BadHeader('packed streams without end');
    return packs;
  }

  #folders(packs: number): Folder[] {
    this.#expect(id.folder);
    const many = this.#many('folders', 1);
    if (this.byte() !== 0) throw new UnknownHeader('folders that are described elsewhere');
    let pack = 0;
    const folders: { folder: Folder; coders: Coder[] }[] = [];
    for (let at = 0; at < many; at++) {
      const read = this.#folder(pack);
      pack = read.pack;
      folders.push(read);
    }
    if (pack !== packs) throw new BadHeader('another number of packed streams than the folders take');
    this.#expect(id.codersUnpackSize);
    for (const { coders } of folders) for (const coder of coders) coder.size = this.number();
    let kind = this.byte();
    if (kind === id.crc) {
      const digests = this.#digests(many);
      folders.forEach(({ folder }, at) => {
        folder.crc = digests[at];
      });
      kind = this.byte();
    }
    if (kind !== id.end) throw new BadHeader('folders without end');
    return folders.map(({ folder }) => folder);
  }

  /** One folder, whose packed streams begin with the archive's number `pack`. */
  #folder(pack: number): { folder: Folder; coders: Coder[]; pack: number } {
    const many = this.number();
    if (many === 0 || many > mostCoders) throw new BadHeader(`a folder of ${count(many)} coders`);
    this.#coders += many;
    if (this.#coders > this.#limits.entries * codersPerEntry) throw new LargeHeader('entries', `more than ${count(this.#coders)} coders`);
    const coders = Array.from({ length: many }, () => this.#coder());
    const inputs = coders.reduce((sum, coder) => sum + coder.inputs, 0);
    if (inputs > mostStreams) throw new BadHeader(`a folder of ${count(inputs)} streams`);
    const origins: (Origin | undefined)[] = Array.from({ length: inputs }, () => undefined);
    const bound = new Set<number>();
    for (let bonds = many - 1; bonds > 0; bonds--) {
      const [input, coder] = [this.number(), this.number()];
      if (input >= inputs || coder >= many || origins[input] !== undefined || bound.has(coder)) throw new BadHeader('a folder with a loop');
      origins[input] = { coder };
      bound.add(coder);
    }
    const free = inputs - bound.size;
    for (let packed = 0; packed < free; packed++) {
      const input = free === 1 ? origins.indexOf(undefined) : this.number();
      if (input >= inputs || origins[input] !== undefined) throw new BadHeader('a folder that takes a packed stream twice');
      origins[input] = { pack: pack + packed };
    }
    const last = coders.findIndex((_, at) => !bound.has(at));
    const all = origins as Origin[];
    const folder: Folder = { coders, origins: coders.map(({ inputs: taken }) => all.splice(0, taken)), last, crc: undefined, streams: [] };
    if (reached(folder) !== many) throw new BadHeader('a folder with a loop');
    return { folder, coders, pack: pack + free };
  }

  #coder(): Coder {
    const flags = this.byte();
    if ((flags & 0xc0) !== 0) throw new BadHeader('a coder with unknown flags');
    const method = this.take(flags & 15)
      .toString('hex')
      .replace(/^(00)+/, '');
    const [inputs, outputs] = (flags & 0x10) === 0 ? [1, 1] : [this.number(), this.number()];
    if (outputs !== 1) throw new UnknownHeader(`a coder with ${count(outputs)} outputs`);
    if (inputs === 0 || inputs > mostStreams) throw new BadHeader(`a coder of ${count(inputs)} streams`);
    return { method, inputs, properties: (flags & 0x20) === 0 ? new Uint8Array() : this.take(this.number()).subarray(), size: 0 };
  }

  #subStreams(folders: readonly Folder[]): void {
    let kind = this.byte();
    const numbers = folders.map(() => 1);
    if (kind === id.numUnpackStream) {
      for (let at = 0; at < numbers.length; at++) numbers[at] = this.#many('files', 1);
      kind = this.byte();
    }
    const all = numbers.reduce((sum, number) => sum + number, 0);
    if (all > this.#limits.entries) throw new LargeHeader('entries', `${count(all)} files`);
    const stated = kind === id.size;
    folders.forEach((folder, at) => {
      let left = sizeOf(folder);
      for (let number = numbers[at]!; number > 0; number--) {
        const size = number === 1 ? left : stated ? this.number() : -1;
        if (size < 0 || size > left) throw new BadHeader('files that are larger than their folder');
        left -= size;
        folder.streams.push({ size, crc: undefined });
      }
    });
    if (stated) kind = this.byte();
    const open = folders.flatMap((folder) => (folder.streams.length === 1 && folder.crc !== undefined ? [] : folder.streams));
    for (const { streams, crc } of folders) if (streams.length === 1) streams[0]!.crc = crc;
    if (kind === id.crc) {
      const digests = this.#digests(open.length);
      open.forEach((stream, at) => {
        stream.crc = digests[at];
      });
      kind = this.byte();
    }
    if (kind !== id.end) throw new BadHeader('files without end');
  }

  #files(): FileItem[] {
    const many = this.#many('files', 1);
    const files: Item[] = Array.from({ length: many }, () => ({ name: '', hasStream: true, isFolder: false, isAnti: false, attributes: undefined }));
    const seen = new Set<number>();
    let properties = 0;
    for (let kind = this.byte(); kind !== id.end; kind = this.byte()) {
      if (++properties > mostProperties) throw new BadHeader(`more than ${mostProperties} properties`);
      const property = new Fields(this.take(this.number()));
      if (kind === id.dummy) continue; // zeros that align what follows
      if (seen.has(kind)) this.#odd.push(['7z-property-twice', `the list of files has property ${kind} twice; the first or the last one counts`]);
      seen.add(kind);
      this.#property(kind, property, files);
    }
    return files;
  }

  #property(kind: number, property: Fields, files: Item[]): void {
    const empty = () => files.filter(({ hasStream }) => !hasStream);
    if (kind === id.emptyStream) {
      property.bits(files.length, (at) => {
        files[at]!.hasStream = false;
        files[at]!.isFolder = true;
      });
    } else if (kind === id.emptyFile) {
      const items = empty();
      property.bits(items.length, (at) => {
        items[at]!.isFolder = false;
      });
    } else if (kind === id.anti) {
      const items = empty();
      property.bits(items.length, (at) => {
        items[at]!.isAnti = true;
      });
    } else if (kind === id.names) {
      property.inPlace();
      for (const file of files) file.name = property.name();
    } else if (kind === id.attributes) {
      const defined = property.defined(files.length);
      property.inPlace();
      for (const at of defined) files[at]!.attributes = property.u32();
    } else if (known.includes(kind)) {
      const defined = property.defined(files.length);
      property.inPlace();
      property.take(8 * defined.length);
    } else {
      this.#odd.push(['7z-odd-property', `the list of files has property ${kind}, which some readers skip and others refuse`]);
      return;
    }
    if (!property.ended) throw new BadHeader(`property ${kind} is longer than what it holds`);
  }

  /** Checksums of so many streams, where they are stated. */
  #digests(many: number): (number | undefined)[] {
    const digests: (number | undefined)[] = Array.from({ length: many }, () => undefined);
    for (const at of this.defined(many)) digests[at] = this.u32();
    return digests;
  }

  /** How many of something there are, held to the number of entries before a list of them is made. */
  #many(what: string, perEntry: number): number {
    const many = this.number();
    if (many > this.#limits.entries * perEntry) throw new LargeHeader('entries', `${count(many)} ${what}`);
    return many;
  }

  #expect(kind: number): void {
    if (this.byte() !== kind) throw new BadHeader('a header whose parts are not in order');
  }
}

type Item = { -readonly [Key in keyof FileItem]: FileItem[Key] };
/** Times and the place of an icon: of no interest, and no danger. */
const known: readonly number[] = [...id.times, id.startPos];

const sizeOf = ({ coders, last }: Folder): number => coders[last]!.size;

/** How many coders the output of a folder is made of: all of them, unless they turn in a circle. */
function reached({ origins, last }: Folder): number {
  const seen = new Set<number>();
  const visit = (coder: number): void => {
    if (seen.has(coder)) return;
    seen.add(coder);
    for (const origin of origins[coder]!) if ('coder' in origin) visit(origin.coder);
  };
  if (last >= 0) visit(last);
  return seen.size;
}
