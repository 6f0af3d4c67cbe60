// What the readers of native code share: tables with an endianness and bounds, problems instead of exceptions, ranges for the
// marker scan, and the one loop that hands symbol names on. Nothing in here knows a format.
import { withScratch } from '../../io/scratch.ts';
import type { NativeFile, NativeImage, Problem, RandomAccess, Section } from '../../types.ts';

const mebibyte = 1 << 20;
/** Bounds of one native file. Each is far above what real files need (the largest seen is said beside it). */
export const bounds = {
  table: 64 * mebibyte, // bytes of one header table (section headers of a 1.2 GB library: 3 KB)
  rows: 1 << 20, // entries of one header table: sections, segments, load commands, imports, members
  sections: 1 << 18, // sections of one object: those compiled function by function have 100,000
  list: 1 << 16, // values of one list fact: member names, modules, crates
  libraries: 8192, // needed libraries and run paths
  text: 4096, // bytes of one text
  name: 256, // bytes of the name of a section, member, version or source file
  symbolName: 1 << 16, // bytes of one symbol name: C++ templates reach 40 KB
  symbols: 32 << 20, // rows of one symbol table
  strings: 2048 * mebibyte, // bytes of one string table: those of debug builds reach 300 MB
  window: 4 * mebibyte, // bytes of a string table held in memory at once; the rows are read once for each
  problems: 16, // problems told of one file
} as const;

/** Bytes that are not what their format promises; becomes a Problem, never leaves this folder. */
class Unreadable extends Error {
  readonly code: string;
  readonly kind: Problem['kind'];
  readonly offset: number | undefined;
  constructor(code: string, message: string, kind: Problem['kind'] = 'unreadable', offset?: number) {
    super(message);
    this.code = code;
    this.kind = kind;
    this.offset = offset;
  }
}

/** Ends the part being read with a problem of the 'unreadable' kind. */
export function refuse(code: string, message: string, offset?: number): never {
  throw new Unreadable(code, message, 'unreadable', offset);
}

/** Ends the part being read because a bound was hit. */
export function exceed(message: string): never {
  throw new Unreadable('native-limit', message, 'limit');
}

const decoder = new TextDecoder('utf-8');
/** Bytes as text; what is no UTF-8 becomes U+FFFD. */
export const decode = (bytes: Uint8Array): string => decoder.decode(bytes);

/** Bytes of a file with the byte order of its numbers. Offsets count from the table's own start; reading past the end refuses. */
export class Table {
  readonly bytes: Uint8Array;
  readonly little: boolean;
  readonly view: DataView;
  constructor(bytes: Uint8Array, little: boolean) {
    this.bytes = bytes;
    this.little = little;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  get size(): number {
    return this.bytes.length;
  }
  u8(at: number): number {
    return this.view.getUint8(this.#inside(at, 1));
  }
  u16(at: number): number {
    return this.view.getUint16(this.#inside(at, 2), this.little);
  }
  u32(at: number): number {
    return this.view.getUint32(this.#inside(at, 4), this.little);
  }
  /** 64 bits as a number: exact up to 2^53, which no offset into a real file reaches. */
  u64(at: number): number {
    const [low, high] = this.little ? [at, at + 4] : [at + 4, at];
    return this.u32(high) * 0x1_0000_0000 + this.u32(low);
  }
  /** A 64-bit number where `wide`, else a 32-bit one. */
  word(at: number, wide: boolean): number {
    return wide ? this.u64(at) : this.u32(at);
  }
  /** The text from `at` to the next NUL, to `limit` bytes, or to the end of the table. */
  text(at: number, limit: number = bounds.text): string {
    if (at < 0 || at > this.size) return this.#outside(at, 1);
    const until = Math.min(this.size, at + limit);
    let end = at;
    while (end < until && this.bytes[end] !== 0) end++;
    return decode(this.bytes.subarray(at, end));
  }
  slice(at: number, length: number): Table {
    this.#inside(at, length);
    return new Table(this.bytes.subarray(at, at + length), this.little);
  }
  #inside(at: number, length: number): number {
    return at >= 0 && length >= 0 && at + length <= this.size ? at : this.#outside(at, length);
  }
  #outside(at: number, length: number): never {
    return refuse('native-truncated', `${length} bytes at ${at} lie outside a table of ${this.size} bytes`);
  }
}

/** One file being read: its bytes, and what could not be read of it. */
export class Reading {
  readonly from: RandomAccess;
  readonly path: string;
  readonly problems: Problem[] = [];
  constructor(from: RandomAccess, path: string) {
    this.from = from;
    this.path = path;
  }

  /** `length` bytes at `at`, all of them there, or the part is refused. */
  async table(at: number, length: number, little: boolean, what: string): Promise<Table> {
    if (length > bounds.table) exceed(`${what} takes ${length} bytes, more than ${bounds.table}`);
    if (!(at >= 0 && length >= 0 && at + length <= this.from.size)) {
      refuse('native-truncated', `${what} (${length} bytes at ${at}) lies outside the file of ${this.from.size} bytes`, at);
    }
    const bytes = await this.from.read(at, length);
    if (bytes.length < length) refuse('native-truncated', `${what} ends early`, at);
    return new Table(bytes, little);
  }

  /** Up to `length` bytes at `at`: what is there. */
  async some(at: number, length: number, little: boolean): Promise<Table> {
    const start = Math.max(0, Math.min(at, this.from.size));
    return new Table(await this.from.read(start, Math.max(0, Math.min(length, this.from.size - start, bounds.table))), little);
  }

  /** The text at `at` up to its NUL, at most `limit` bytes. */
  async text(at: number, limit: number = bounds.text): Promise<string> {
    if (!(at >= 0 && at < this.from.size)) refuse('native-truncated', `a name lies at ${at}, outside the file`, at);
    const near = await this.some(at, 128, true);
    return near.bytes.includes(0) ? near.text(0, limit) : (await this.some(at, limit, true)).text(0, limit);
  }

  /** Runs a part; where the bytes do not allow it, a problem is kept and the rest goes on. */
  async attempt<T>(part: () => Promise<T> | T): Promise<T | undefined> {
    try {
      return await part();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.note(error.code, error.message, error.kind, error.offset);
      return undefined;
    }
  }

  note(code: string, message: string, kind: Problem['kind'] = 'unreadable', offset?: number): void {
    if (this.problems.length >= bounds.problems || this.problems.some((seen) => seen.code === code && seen.message === message)) return;
    this.problems.push({ path: this.path, code, message, kind, ...(offset === undefined ? {} : { offset }) });
  }
}

/** Refuses a count that no real file has. */
export function bounded(count: number, what: string, most: number = bounds.rows): number {
  if (count > most) exceed(`${count} ${what}, more than ${most}`);
  return count;
}

/** Distinct values in the order seen, empty ones left out, at most `bounds.list`. */
export const distinct = (values: Iterable<string>): string[] => [...new Set(values)].filter((value) => value !== '').slice(0, bounds.list);

/** The same ranges sorted and clipped to the file, none overlapping another: a scan of all reads no byte twice, whatever the headers say. */
export function disjoint(sections: readonly Section[], size: number): Section[] {
  const out: Section[] = [];
  let end = 0;
  const sorted = [...sections].sort((a, b) => a.offset - b.offset || b.size - a.size);
  for (const section of sorted) {
    const start = Math.max(section.offset, end);
    const stop = Math.min(section.offset + section.size, size);
    if (!(stop > start)) continue;
    out.push({ ...section, offset: start, size: stop - start });
    end = stop;
  }
  return out;
}

const leastGap = 4096; // headers and the padding between pages are shorter

/** Adds the parts of loaded ranges that no section speaks of: what a program can use is scanned, whatever its section headers leave out. */
export function withGaps(sections: readonly Section[], loaded: readonly Section[], size: number): Section[] {
  const known = disjoint(sections, size);
  const gaps: Section[] = [];
  let next = 0;
  for (const range of disjoint(loaded, size)) {
    let at = range.offset;
    const end = range.offset + range.size;
    const add = (until: number) => void (until - at >= leastGap && gaps.push({ ...range, offset: at, size: until - at }));
    while (next < known.length && known[next]!.offset + known[next]!.size <= at) next++;
    for (let index = next; index < known.length && known[index]!.offset < end; index++) {
      add(known[index]!.offset);
      at = Math.max(at, known[index]!.offset + known[index]!.size);
    }
    add(end);
  }
  return disjoint([...known, ...gaps], size);
}

type Details = NonNullable<NativeFile['details']>;
/** Details without the keys that do not apply; left out whole where nothing is left. */
export function details(values: Readonly<Record<string, Details[string] | undefined>>): { details?: Details } {
  const kept = Object.entries(values).filter((entry): entry is [string, Details[string]] => {
    const value = entry[1];
    return value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
  });
  return kept.length === 0 ? {} : { details: Object.fromEntries(kept) };
}

/** `{ key: value }`, or nothing where the value is undefined, an empty text or an empty list. */
export function maybe<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return {};
  return { [key]: value } as { [P in K]?: V };
}

export type Visit = Parameters<NativeImage['symbols']>[0];
export type SymbolKind = Parameters<Visit>[3];

/** A table of fixed-size symbol rows whose names lie in a string table. */
export interface SymbolTable {
  offset: number;
  count: number;
  rowSize: number;
  little: boolean;
  strings: { offset: number; size: number };
  /**
   * Called once for each pass over the rows. The row reader says where the name of a defined symbol starts in the string table,
   * `skip` for a row that is not wanted, or `inline` for a name of up to 8 bytes in the row itself; and sets `kind`.
   */
  rows(): { kind: SymbolKind | 'unit'; name(row: DataView, at: number): number };
  /** The byte that the platform puts before every name of C ('_' on Mach-O), not part of the name as written in source. */
  decoration?: number;
  /** The byte that ends the name proper: '@' of ELF, where linkers write the version behind it (`name@@VERSION`). */
  terminator?: number;
}
export const skip = -1;
export const inline = -2;

const chunkRows = 1 << 15;

/**
 * Hands every wanted name of a table to `visit` as a range of one large buffer. String tables larger than `bounds.window` are gone
 * through window by window, the rows once for each. FILE symbols and the like go to `units`. What a bound cut off is told in `problems`.
 */
export async function visitSymbols(reading: Reading, table: SymbolTable, visit: Visit, units: Set<string>): Promise<void> {
  const { strings } = table;
  const size = Math.min(strings.size, Math.max(0, reading.from.size - strings.offset), bounds.strings);
  const count = Math.min(table.count, bounds.symbols, Math.max(0, Math.floor((reading.from.size - table.offset) / table.rowSize)));
  // Names may share their tails, so their sum can pass the table's size, but in real files not by much. A file whose million symbols
  // all name one long text is made to waste time.
  const budget = { left: 8 * size + (8 << 20) };
  await withScratch(Math.min(size, bounds.window + bounds.symbolName), (forNames) =>
    withScratch(chunkRows * table.rowSize, async (forRows) => {
      for (let start = 0; start === 0 || start < size; start += bounds.window) {
        const end = Math.min(size, start + bounds.window);
        const names = await reading.from.read(strings.offset + start, Math.min(size - start, bounds.window + bounds.symbolName), forNames);
        await visitWindow(reading, table, count, { start, end, names, forRows, budget }, visit, units);
        if (budget.left <= 0) return reading.note('native-limit', 'the names of the symbols overlap beyond reason; the rest was not seen', 'limit');
      }
    }),
  );
}

interface Window {
  start: number;
  end: number;
  names: Uint8Array;
  forRows: Uint8Array;
  budget: { left: number };
}

async function visitWindow(reading: Reading, table: SymbolTable, count: number, window: Window, visit: Visit, units: Set<string>): Promise<void> {
  const { start, end, names, forRows, budget } = window;
  const rows = table.rows();
  for (let first = 0; first < count; first += chunkRows) {
    const wanted = Math.min(chunkRows, count - first);
    const bytes = await reading.from.read(table.offset + first * table.rowSize, wanted * table.rowSize, forRows);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + table.rowSize <= bytes.length; at += table.rowSize) {
      const offset = rows.name(view, at);
      if (offset === skip) continue;
      if (offset === inline) {
        if (start === 0) give(bytes, at, Math.min(at + 8, bytes.length), rows.kind, table, visit, units);
        continue;
      }
      if (offset < start || offset >= end) continue;
      budget.left -= give(names, offset - start, Math.min(names.length, offset - start + bounds.symbolName), rows.kind, table, visit, units);
      if (budget.left <= 0) return;
    }
  }
}

function give(
  bytes: Uint8Array,
  from: number,
  until: number,
  kind: SymbolKind | 'unit',
  table: SymbolTable,
  visit: Visit,
  units: Set<string>,
): number {
  let end = from;
  const terminator = table.terminator ?? 0;
  for (let byte = bytes[end]; end < until && byte !== 0 && byte !== terminator; byte = bytes[end]) end++;
  const start = table.decoration !== undefined && bytes[from] === table.decoration && end - from > 1 ? from + 1 : from;
  if (end === start) return 1;
  if (kind !== 'unit') visit(bytes, start, end, kind);
  else if (units.size < bounds.list) units.add(decode(bytes.subarray(start, Math.min(end, start + bounds.name))));
  return end - from + 1;
}

/** Says now, at reading time, what `visitSymbols` will not see later. */
export function tellSymbolBounds(reading: Reading, table: SymbolTable): void {
  if (table.count > bounds.symbols) reading.note('native-limit', `${table.count} symbols, the first ${bounds.symbols} are seen`, 'limit');
  if (table.strings.size > bounds.strings) reading.note('native-limit', `a string table of ${table.strings.size} bytes is seen in part`, 'limit');
  const outside = table.offset + table.count * table.rowSize > reading.from.size || table.strings.offset + table.strings.size > reading.from.size;
  if (outside) reading.note('native-truncated', 'the symbol table runs past the end of the file');
}
