// Makes zips, honest ones and ones that lie in any single place: each field of the two headers of a file and of the end records can be overridden.
// Written from APPNOTE.TXT, independently of the reader.
import { crc32, deflateRawSync } from 'node:zlib';

/** Fields of a local or central header that may be told differently from the truth. */
export interface Told {
  name?: string | Uint8Array;
  flags?: number;
  method?: number;
  crc?: number;
  packed?: number;
  size?: number;
  extra?: Uint8Array;
  /** Central only: a comment on the file. */
  comment?: string;
  /** Central only: where the local header is said to be. */
  offset?: number;
}
export interface ZipMember {
  name: string | Uint8Array;
  data?: string | Uint8Array;
  /** 0 stored (the default), 8 deflate; others only with `raw`. */
  method?: number;
  /** Packed bytes as they are to stand there. */
  raw?: Uint8Array;
  flags?: number;
  extra?: Uint8Array;
  /** Unix mode, S_IFMT bits included. */
  mode?: number;
  /** What follows the data: a descriptor with or without its signature, 32 or 64 bits wide. */
  descriptor?: 'signed' | 'bare' | 'signed-wide' | 'bare-wide' | Uint8Array;
  local?: Told;
  central?: Told;
  /** No record in the directory: only readers that walk the file see it. */
  hidden?: boolean;
  /** No local header and data: only readers that believe the directory see it. */
  ghost?: boolean;
  /** Bytes behind the data that belong to nothing. */
  gap?: Uint8Array;
}
export interface ZipOptions {
  prefix?: Uint8Array;
  /** Offsets count the prefix in. */
  adjusted?: boolean;
  comment?: Uint8Array;
  trailing?: Uint8Array;
  /** Between the last file and the directory, between the directory and its end record. */
  beforeDirectory?: Uint8Array;
  afterDirectory?: Uint8Array;
  count?: number;
  size?: number;
  offset?: number;
  disk?: number;
  /** Adds zip64 end records; fields as told, the truth where left out. */
  zip64?: { count?: number; size?: number; offset?: number; locator?: number; onlyLocator?: boolean; keep32?: boolean };
}

export const u16 = (value: number): Buffer => Buffer.from([value & 255, (value >>> 8) & 255]);
export const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
export const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const bytesOf = (value: string | Uint8Array | undefined): Buffer =>
  Buffer.from(typeof value === 'string' ? Buffer.from(value, 'utf8') : (value ?? new Uint8Array()));
export const extraField = (id: number, data: Uint8Array): Buffer => Buffer.concat([u16(id), u16(data.length), data]);
export const unicodePath = (header: string, name: string): Buffer =>
  extraField(0x7075, Buffer.concat([Buffer.from([1]), u32(crc32(Buffer.from(header))), Buffer.from(name)]));

function descriptorOf(kind: NonNullable<ZipMember['descriptor']>, crc: number, packed: number, size: number): Buffer {
  if (typeof kind !== 'string') return Buffer.from(kind);
  const wide = kind.endsWith('wide');
  const number = wide ? u64 : u32;
  return Buffer.concat([kind.startsWith('signed') ? u32(0x08074b50) : Buffer.alloc(0), u32(crc), number(packed), number(size)]);
}

/** The bytes of a zip. */
export function makeZip(members: readonly ZipMember[], options: ZipOptions = {}): Buffer {
  const prefix = bytesOf(options.prefix);
  const parts: Buffer[] = [prefix];
  const directory: Buffer[] = [];
  let at = prefix.length;
  const shift = options.adjusted || prefix.length === 0 ? 0 : prefix.length;
  let listed = 0;
  for (const member of members) {
    const data = bytesOf(member.data);
    const method = member.method ?? 0;
    const packed = member.raw !== undefined ? Buffer.from(member.raw) : method === 8 ? deflateRawSync(data) : data;
    const late = member.descriptor !== undefined;
    const ascii = /^[\x00-\x7f]*$/.test(bytesOf(member.name).toString('latin1'));
    const truth = {
      name: member.name,
      flags: (member.flags ?? (ascii ? 0 : 0x800)) | (late ? 8 : 0),
      method,
      crc: crc32(data),
      packed: packed.length,
      size: data.length,
      extra: member.extra ?? new Uint8Array(),
    };
    const local = { ...truth, ...(late ? { crc: 0, packed: 0, size: 0 } : {}), ...member.local };
    const central: Required<Told> = { ...truth, comment: '', offset: at - shift, ...member.central };
    const localName = bytesOf(local.name);
    const header = Buffer.concat([
      u32(0x04034b50),
      u16(20),
      u16(local.flags),
      u16(local.method),
      u32(0x00210000),
      u32(local.crc),
      u32(local.packed),
      u32(local.size),
      u16(localName.length),
      u16(local.extra.length),
      localName,
      local.extra,
    ]);
    if (!member.ghost) {
      const written = [header, packed];
      if (member.descriptor !== undefined) written.push(descriptorOf(member.descriptor, truth.crc, packed.length, data.length));
      if (member.gap !== undefined) written.push(Buffer.from(member.gap));
      parts.push(...written);
      at += written.reduce((sum, part) => sum + part.length, 0);
    }
    if (member.hidden) continue;
    listed++;
    const name = bytesOf(central.name);
    const remark = bytesOf(central.comment);
    directory.push(
      Buffer.concat([
        u32(0x02014b50),
        u16((3 << 8) | 20),
        u16(20),
        u16(central.flags),
        u16(central.method),
        u32(0x00210000),
        u32(central.crc),
        u32(central.packed),
        u32(central.size),
        u16(name.length),
        u16(central.extra.length),
        u16(remark.length),
        u16(0),
        u16(0),
        u32(((member.mode ?? 0o100644) << 16) >>> 0),
        u32(central.offset),
        name,
        central.extra,
        remark,
      ]),
    );
  }
  const between = bytesOf(options.beforeDirectory);
  const records = Buffer.concat(directory);
  const truth = { count: listed, size: records.length, offset: at + between.length - shift };
  const after = bytesOf(options.afterDirectory);
  const end64At = at + between.length + records.length + after.length;
  const zip64 = options.zip64 === undefined ? [] : zip64Records(truth, end64At, options.zip64);
  const small = options.zip64 !== undefined && !options.zip64.keep32 ? { count: 0xffff, size: 0xffffffff, offset: 0xffffffff } : truth;
  const comment = bytesOf(options.comment);
  const end = Buffer.concat([
    u32(0x06054b50),
    u16(options.disk ?? 0),
    u16(options.disk ?? 0),
    u16(options.count ?? small.count),
    u16(options.count ?? small.count),
    u32(options.size ?? small.size),
    u32(options.offset ?? small.offset),
    u16(comment.length),
    comment,
  ]);
  return Buffer.concat([...parts, between, records, after, ...zip64, end, bytesOf(options.trailing)]);
}

function zip64Records(truth: { count: number; size: number; offset: number }, at: number, told: NonNullable<ZipOptions['zip64']>): Buffer[] {
  const fields = { ...truth, ...told };
  const record = Buffer.concat([
    u32(0x06064b50),
    u64(44),
    u16(45),
    u16(45),
    u32(0),
    u32(0),
    u64(fields.count),
    u64(fields.count),
    u64(fields.size),
    u64(fields.offset),
  ]);
  const locator = Buffer.concat([u32(0x07064b50), u32(0), u64(told.locator ?? at), u32(1)]);
  return told.onlyLocator ? [locator] : [record, locator];
}

/** The last 22 bytes of an empty zip, for those who hide one in another place. */
export const endRecord = (told: { count?: number; size?: number; offset?: number; comment?: number } = {}): Buffer =>
  Buffer.concat([
    u32(0x06054b50),
    u16(0),
    u16(0),
    u16(told.count ?? 0),
    u16(told.count ?? 0),
    u32(told.size ?? 0),
    u32(told.offset ?? 0),
    u16(told.comment ?? 0),
  ]);
