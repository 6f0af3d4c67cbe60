// Makes tars, honest ones and ones that lie. Written from POSIX.1-2008 and the GNU tar manual, independently of the reader.

export interface TarMember {
  name: string | Uint8Array;
  data?: string | Uint8Array;
  type?: string;
  link?: string;
  /** As a number or as the field's very bytes. */
  mode?: number | Uint8Array;
  /** The size that the header states, as a number or as the field's very bytes. */
  size?: number | Uint8Array;
  /** 'posix' (the default), 'gnu' or 'v7'. */
  magic?: 'posix' | 'gnu' | 'v7';
  prefix?: string;
  badChecksum?: boolean;
  /** The checksum as writers made it that added signed bytes. */
  signedChecksum?: boolean;
  /** Leaves out the data that the header announces. */
  noData?: boolean;
}

const bytesOf = (value: string | Uint8Array | undefined): Buffer =>
  Buffer.from(typeof value === 'string' ? Buffer.from(value, 'utf8') : (value ?? new Uint8Array()));
const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;

/** One member: header, data, padding. */
export function tarMember(member: TarMember): Buffer {
  const data = bytesOf(member.data);
  const header = Buffer.alloc(512);
  bytesOf(member.name).copy(header, 0, 0, 100);
  if (member.mode instanceof Uint8Array) Buffer.from(member.mode).copy(header, 100, 0, 8);
  else header.write(octal(member.mode ?? 0o644, 8), 100, 'latin1');
  header.write(octal(0, 8), 108, 'latin1');
  header.write(octal(0, 8), 116, 'latin1');
  if (member.size instanceof Uint8Array) Buffer.from(member.size).copy(header, 124, 0, 12);
  else header.write(octal(member.size ?? data.length, 12), 124, 'latin1');
  header.write(octal(0, 12), 136, 'latin1');
  header.write(member.type ?? '0', 156, 'latin1');
  bytesOf(member.link).copy(header, 157, 0, 100);
  if (member.magic === 'gnu') header.write('ustar  \0', 257, 'latin1');
  else if (member.magic !== 'v7') header.write('ustar\x0000', 257, 'latin1');
  bytesOf(member.prefix).copy(header, 345, 0, 155);
  header.write('        ', 148, 'latin1');
  let sum = 0;
  for (const byte of header) sum += member.signedChecksum && byte > 127 ? byte - 256 : byte;
  header.write(`${(sum + (member.badChecksum ? 1 : 0)).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  if (member.noData) return header;
  return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

/** A pax header for the next member, or, with type 'g', for all that follow. */
export function pax(records: readonly (readonly [key: string, value: string])[], type = 'x'): TarMember {
  return { name: 'PaxHeaders/x', type, data: Buffer.concat(records.map(([key, value]) => paxRecord(key, value))) };
}
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`, 'utf8');
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}
/** GNU's way to a long name ('L') or link target ('K'). */
export const gnuLong = (name: string, type = 'L'): TarMember => ({ name: '././@LongLink', type, magic: 'gnu', data: `${name}\0` });

/** The bytes of a tar, with its two zero blocks and whatever is to follow them. */
export function makeTar(members: readonly TarMember[], options: { end?: boolean; after?: Uint8Array } = {}): Buffer {
  return Buffer.concat([...members.map(tarMember), Buffer.alloc(options.end === false ? 0 : 1024), bytesOf(options.after)]);
}
