// Makes Microsoft cabinets, honest ones and ones that lie.
import { deflateRawSync } from 'node:zlib';

export interface CabFile {
  name: string;
  data?: string | Uint8Array;
  /** Left out: behind the files before it. */
  start?: number;
  size?: number;
  folder?: number;
  attributes?: number;
}
export interface CabOptions {
  /** 0 stored, 1 MSZIP; others stand in the folder and change nothing. */
  method?: number;
  /** Plain bytes of the folder; left out: the files' one behind the other. */
  plain?: Uint8Array;
  blockSize?: number;
  /** Changes each packed block. */
  block?(packed: Buffer, index: number): Uint8Array;
  checksum?: number;
  /** The uncompressed size that each block states. */
  plainSize?: number;
  flags?: number;
  version?: number;
  cabinetSize?: number;
  /** What must be zero. */
  reserved?: number;
  folders?: number;
  /** Where every folder's data is said to lie. */
  dataAt?: number;
  blocks?: number;
  /** Between the lists and the data; behind the data, inside of the cabinet; behind the cabinet. */
  gap?: Uint8Array;
  tail?: Uint8Array;
  after?: Uint8Array;
  /** As signed: what follows the cabinet is pointed to. */
  signed?: boolean;
}

function checksum(bytes: Uint8Array, seed: number): number {
  let sum = seed;
  for (let at = 0; at < bytes.length; at += 4) {
    const part = bytes.subarray(at, at + 4);
    sum ^= part.length === 4 ? Buffer.from(part).readInt32LE(0) : part.reduce((value, byte) => (value << 8) | byte, 0);
  }
  return sum >>> 0;
}

function blocksOf(plain: Buffer, { method = 0, blockSize = 32_768, block, checksum: stated, plainSize }: CabOptions): Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = 0; at < plain.length; at += blockSize) {
    const part = plain.subarray(at, at + blockSize);
    const dictionary = plain.subarray(Math.max(0, at - 32_768), at);
    const packed = method === 1 ? Buffer.concat([Buffer.from('CK'), deflateRawSync(part, dictionary.length > 0 ? { dictionary } : {})]) : part;
    const data = Buffer.from(block?.(packed, blocks.length) ?? packed);
    const header = Buffer.alloc(8);
    header.writeUInt16LE(data.length, 4);
    header.writeUInt16LE(plainSize ?? part.length, 6);
    header.writeUInt32LE(stated ?? checksum(header.subarray(4), checksum(data, 0)), 0);
    blocks.push(Buffer.concat([header, data]));
  }
  return blocks;
}

export function makeCab(files: readonly CabFile[], options: CabOptions = {}): Buffer {
  const { folders = 1, gap = new Uint8Array(), tail = new Uint8Array(), after = new Uint8Array() } = options;
  const contents = files.map(({ data = '' }) => Buffer.from(data));
  const plain = Buffer.from(options.plain ?? Buffer.concat(contents));
  const blocks = blocksOf(plain, options);
  const reserve = options.signed ? Buffer.alloc(24) : Buffer.alloc(0);
  let at = 0;
  const list = files.map((file, index) => {
    const size = contents[index]!.length;
    const fields = Buffer.alloc(16);
    fields.writeUInt32LE(file.size ?? size, 0);
    fields.writeUInt32LE(file.start ?? at, 4);
    fields.writeUInt16LE(file.folder ?? 0, 8);
    fields.writeUInt16LE(file.attributes ?? 0x20, 14);
    at += size;
    return Buffer.concat([fields, Buffer.from(`${file.name}\0`, 'utf8')]);
  });
  const filesAt = 36 + reserve.length + folders * 8;
  const dataAt = filesAt + list.reduce((sum, each) => sum + each.length, 0) + gap.length;
  const folder = Buffer.alloc(8);
  folder.writeUInt32LE(options.dataAt ?? dataAt, 0);
  folder.writeUInt16LE(options.blocks ?? blocks.length, 4);
  folder.writeUInt16LE(options.method ?? 0, 6);
  const size = options.cabinetSize ?? dataAt + blocks.reduce((sum, each) => sum + each.length, 0) + tail.length;
  const head = Buffer.alloc(36);
  head.write('MSCF', 0, 'latin1');
  head.writeUInt32LE(size, 8);
  head.writeUInt32LE(options.reserved ?? 0, 12);
  head.writeUInt32LE(filesAt, 16);
  head.set([3, options.version ?? 1], 24);
  head.writeUInt16LE(folders, 26);
  head.writeUInt16LE(files.length, 28);
  head.writeUInt16LE((options.flags ?? 0) | (options.signed ? 4 : 0), 30);
  if (options.signed) {
    reserve.writeUInt16LE(20, 0);
    reserve.writeUInt32LE(0x00100000, 4);
    reserve.writeUInt32LE(size, 8);
    reserve.writeUInt32LE(after.length, 12);
  }
  return Buffer.concat([head, reserve, ...Array.from({ length: folders }, () => folder), ...list, gap, ...blocks, tail, after]);
}
