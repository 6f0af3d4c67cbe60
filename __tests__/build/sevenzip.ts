// Makes 7z archives whose files are stored as they are, or packed by coders that are given, honest ones and ones that lie.
import { crc32 } from 'node:zlib';

export interface SevenZipFile {
  name: string;
  /** Left out: a folder, or an empty file where `empty`. */
  data?: string | Uint8Array;
  empty?: boolean;
  anti?: boolean;
  attributes?: number;
  crc?: number;
}
export interface SevenZipCoder {
  method: string;
  properties?: Uint8Array;
  inputs?: number;
  outputs?: number;
  /** What comes out; left out: the plain bytes of all files. */
  size?: number;
}
export interface SevenZipOptions {
  /** The one whose output is the folder's first. Left out: stored. */
  coders?: readonly SevenZipCoder[];
  /** Pairs of an input and the coder that feeds it; left out: each coder takes what the next one gives. */
  bonds?: readonly (readonly [number, number])[];
  /** The packed stream, where it is not the plain bytes. */
  packed?: Uint8Array;
  packPos?: number;
  packSize?: number;
  streams?: number;
  /** More properties of the list of files: id and content. */
  properties?: readonly (readonly [number, Uint8Array])[];
  namesElsewhere?: boolean;
  numFiles?: number;
  /** Between the packed stream and the header; behind the header's end; behind the file's. */
  gap?: Uint8Array;
  headerTail?: Uint8Array;
  after?: Uint8Array;
  version?: number;
  startCrc?: number;
  headerCrc?: number;
  headerAt?: number;
  headerSize?: number;
  /** The whole header, in place of the one that is made. */
  header?: Uint8Array;
}

/** UINT64 of 7zFormat.txt. */
export function number7z(value: number): Buffer {
  let extra = 0;
  while (extra < 7 && value >= 2 ** (7 + 7 * extra)) extra++;
  if (value >= 2 ** 49) extra = 8;
  const first = extra === 8 ? 0xff : (0xff00 >> extra) & 0xff;
  const high = extra === 8 ? 0 : Math.floor(value / 256 ** extra);
  const low = Array.from({ length: extra }, (_, at) => Math.floor(value / 256 ** at) % 256);
  return Buffer.from([first | high, ...low]);
}
const bits = (flags: readonly boolean[]): Buffer => {
  const bytes = Buffer.alloc(Math.ceil(flags.length / 8));
  flags.forEach((flag, at) => {
    if (flag) bytes[at >> 3]! |= 0x80 >> (at & 7);
  });
  return bytes;
};
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
const parts = (...all: readonly (number | Uint8Array)[]): Buffer =>
  Buffer.concat(all.map((part) => (typeof part === 'number' ? Buffer.from([part]) : part)));

function coderOf({ method, properties, inputs, outputs }: SevenZipCoder): Buffer {
  const id = Buffer.from(method, 'hex');
  const complex = inputs !== undefined || outputs !== undefined;
  const flags = id.length | (complex ? 0x10 : 0) | (properties ? 0x20 : 0);
  return parts(
    flags,
    id,
    ...(complex ? [number7z(inputs ?? 1), number7z(outputs ?? 1)] : []),
    ...(properties ? [number7z(properties.length), properties] : []),
  );
}

/** StreamsInfo of one folder; `cut` is what says how it is cut into files. */
export function streams7z(options: SevenZipOptions & { plain: Uint8Array; cut: Uint8Array }): Buffer {
  const { plain, cut, coders = [{ method: '00' }] } = options;
  const bonds = options.bonds ?? coders.slice(1).map((_, at): [number, number] => [at, at + 1]);
  const inputs = coders.reduce((sum, coder) => sum + (coder.inputs ?? 1), 0);
  const packs = Math.max(1, inputs - bonds.length);
  const size = options.packSize ?? (options.packed ?? plain).length;
  return parts(
    0x06,
    number7z(options.packPos ?? 0),
    number7z(packs),
    0x09,
    number7z(size),
    ...Array.from({ length: packs - 1 }, () => number7z(0)),
    0,
    parts(0x07, 0x0b, number7z(1), 0, number7z(coders.length), ...coders.map(coderOf), ...bonds.flatMap((bond) => bond.map(number7z))),
    ...(packs > 1 ? Array.from({ length: packs }, (_, at) => number7z(at)) : []),
    0x0c,
    ...coders.map((coder) => number7z(coder.size ?? plain.length)),
    0,
    cut,
    0,
  );
}

export function makeSevenZip(files: readonly SevenZipFile[], options: SevenZipOptions = {}): Buffer {
  const contents = files.flatMap((file) => (file.data === undefined ? [] : [{ bytes: Buffer.from(file.data), crc: file.crc }]));
  const plain = Buffer.concat(contents.map(({ bytes }) => bytes));
  const packed = options.packed ?? plain;
  const many = options.streams ?? contents.length;
  const cut = parts(
    0x08,
    0x0d,
    number7z(many),
    ...(many > 1 ? [0x09, ...contents.slice(0, many - 1).map(({ bytes }) => number7z(bytes.length))] : []),
    ...(many > 0 ? [0x0a, 1, ...contents.slice(0, many).map(({ bytes, crc }) => u32(crc ?? crc32(bytes)))] : []),
    0,
  );
  const property = (kind: number, ...content: readonly (number | Uint8Array)[]): Buffer => {
    const all = parts(...content);
    return parts(kind, number7z(all.length), all);
  };
  const without = files.filter(({ data }) => data === undefined);
  const list = [
    ...(without.length > 0
      ? [property(0x0e, bits(files.map(({ data }) => data === undefined))), property(0x0f, bits(without.map(({ empty }) => empty === true)))]
      : []),
    ...(without.some(({ anti }) => anti) ? [property(0x10, bits(without.map(({ anti }) => anti === true)))] : []),
    property(0x11, options.namesElsewhere ? 1 : 0, Buffer.from(files.map(({ name }) => `${name}\0`).join(''), 'utf16le')),
    property(
      0x15,
      0,
      bits(files.map(({ attributes }) => attributes !== undefined)),
      0,
      ...files.flatMap(({ attributes }) => (attributes === undefined ? [] : [u32(attributes)])),
    ),
    ...(options.properties ?? []).map(([kind, content]) => property(kind, content)),
  ];
  const streams = contents.length > 0 || options.coders ? [0x04, streams7z({ ...options, plain, cut })] : [];
  const header =
    options.header ??
    parts(0x01, ...streams, 0x05, number7z(options.numFiles ?? files.length), ...list, 0, 0, options.headerTail ?? new Uint8Array());
  const gap = options.gap ?? new Uint8Array();
  const start = Buffer.alloc(20);
  start.writeBigUInt64LE(BigInt(options.headerAt ?? packed.length + gap.length), 0);
  start.writeBigUInt64LE(BigInt(options.headerSize ?? header.length), 8);
  start.writeUInt32LE(options.headerCrc ?? crc32(header), 16);
  const signature = parts(Buffer.from('377abcaf271c', 'hex'), options.version ?? 0, 4, u32(options.startCrc ?? crc32(start)));
  return Buffer.concat([signature, start, packed, gap, header, options.after ?? new Uint8Array()]);
}

/** Makes the checksums of damaged headers right again, so that what they say is looked at. */
export function repairSevenZip(bytes: Buffer): Buffer {
  if (bytes.length < 32) return bytes;
  const [at, size] = [32 + Number(bytes.readBigUInt64LE(12)), Number(bytes.readBigUInt64LE(20))];
  if (at + size <= bytes.length) bytes.writeUInt32LE(crc32(bytes.subarray(at, at + size)), 28);
  bytes.writeUInt32LE(crc32(bytes.subarray(12, 32)), 8);
  return bytes;
}
