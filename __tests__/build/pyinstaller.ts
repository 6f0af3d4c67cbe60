// Archives as PyInstaller puts them behind a program (src/open/pyinstaller.ts tells the format), and what its own writer never makes.
import { deflateSync } from 'node:zlib';

export interface FrozenEntry {
  name: string;
  type?: string;
  data?: string | Uint8Array;
  /** Packed by zlib; `raw` stands for what is written instead. */
  packed?: boolean;
  raw?: Uint8Array;
  /** What the table of contents states, where it lies. */
  stated?: { at?: number; packed?: number; size?: number; flag?: number; entry?: number };
  /** Bytes that belong to no file, behind this one. */
  gap?: Uint8Array;
}

export interface FrozenOptions {
  library?: string;
  /** What the cookie states, where it lies. */
  stated?: { size?: number; table?: number; tableSize?: number };
}

export const cookieMagic = Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1');

const u32 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt32BE(value, 4 * at);
  return bytes;
};

export function makeFrozen(entries: readonly FrozenEntry[], { library = 'libpython3.12.so.1.0', stated = {} }: FrozenOptions = {}): Buffer {
  const parts: Uint8Array[] = [];
  const table: Uint8Array[] = [];
  let at = 0;
  for (const entry of entries) {
    const data = Buffer.from(entry.data ?? '');
    const raw = entry.raw ?? (entry.packed ? deflateSync(data) : data);
    table.push(tableEntry(entry, at, raw.length, data.length));
    parts.push(raw, entry.gap ?? Buffer.alloc(0));
    at += raw.length + (entry.gap?.length ?? 0);
  }
  const list = Buffer.concat(table);
  const { size = at + list.length + 88, table: tableAt = at, tableSize = list.length } = stated;
  const name = Buffer.alloc(64);
  name.write(library, 'latin1');
  return Buffer.concat([...parts, list, cookieMagic, u32(size, tableAt, tableSize, 312), name]);
}

function tableEntry({ name, type = 'x', packed = false, stated = {} }: FrozenEntry, at: number, rawSize: number, size: number): Buffer {
  const bytes = Buffer.from(name);
  const whole = Buffer.alloc(16 * Math.ceil((18 + bytes.length + 1) / 16));
  u32(stated.entry ?? whole.length, stated.at ?? at, stated.packed ?? rawSize, stated.size ?? size).copy(whole);
  whole[16] = stated.flag ?? Number(packed);
  whole[17] = type.charCodeAt(0);
  bytes.copy(whole, 18);
  return whole;
}
