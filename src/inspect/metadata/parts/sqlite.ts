// The rows of one table of an SQLite database (https://www.sqlite.org/fileformat2.html), enough for rpm's database of installed packages: table b-trees with overflow pages. A
// page is interior (5: child pages) or leaf (13: rows); a row is a record of serial types and values. No index, no journal.

const deepest = 40;
const mostPages = 1 << 20;

/** Blobs of a column of all rows of `table`; undefined where the bytes are no database or have no such table. Broken pages end their branch: `broken` counts them. */
export function sqliteBlobs(bytes: Uint8Array, table: string, column: number): { blobs: Uint8Array[]; broken: number } | undefined {
  if (Buffer.from(bytes.subarray(0, 16)).toString('latin1') !== 'SQLite format 3\0') return undefined;
  const database = new Database(bytes);
  let root: number | undefined;
  for (const row of database.rows(1)) {
    // sqlite_schema: type, name, tbl_name, rootpage, sql
    if (row.text(0) === 'table' && row.text(1) === table) root = row.integer(3);
  }
  if (root === undefined) return undefined;
  const blobs: Uint8Array[] = [];
  for (const row of database.rows(root)) {
    const blob = row.bytes(column);
    if (blob !== undefined) blobs.push(blob);
  }
  return { blobs, broken: database.broken };
}

class Database {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #pageSize: number;
  readonly #usable: number;
  broken = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const size = bytes.length >= 100 ? this.#view.getUint16(16) : 0;
    this.#pageSize = size === 1 ? 65_536 : size;
    this.#usable = this.#pageSize - (bytes[20] ?? 0);
  }

  *rows(root: number): Generator<Row> {
    if (this.#pageSize < 512 || this.#usable < 480) return;
    const seen = new Set<number>();
    const open: { page: number; depth: number }[] = [{ page: root, depth: 0 }];
    for (let next = open.pop(); next !== undefined && seen.size < mostPages; next = open.pop()) {
      const start = (next.page - 1) * this.#pageSize;
      if (next.page < 1 || next.depth > deepest || seen.has(next.page) || start + this.#pageSize > this.#bytes.length) {
        this.broken += 1;
        continue;
      }
      seen.add(next.page);
      const header = next.page === 1 ? start + 100 : start;
      const type = this.#bytes[header];
      const cells = this.#view.getUint16(header + 3);
      const pointers = header + (type === 5 ? 12 : 8);
      if ((type !== 5 && type !== 13) || pointers + cells * 2 > start + this.#pageSize) {
        this.broken += 1;
        continue;
      }
      const at = (cell: number): number => start + this.#view.getUint16(pointers + cell * 2);
      if (type === 5) {
        open.push({ page: this.#view.getUint32(header + 8), depth: next.depth + 1 });
        for (let cell = cells - 1; cell >= 0; cell--) {
          if (at(cell) + 4 <= start + this.#pageSize) open.push({ page: this.#view.getUint32(at(cell)), depth: next.depth + 1 });
        }
      } else {
        for (let cell = 0; cell < cells; cell++) {
          const payload = this.#payload(at(cell), start + this.#pageSize);
          if (payload === undefined) this.broken += 1;
          else yield new Row(payload);
        }
      }
    }
  }

  #payload(cell: number, end: number): Uint8Array | undefined {
    const size = varint(this.#bytes, cell);
    const id = size && varint(this.#bytes, size.next);
    if (!size || !id || size.value > this.#bytes.length) return undefined;
    const most = this.#usable - 35;
    const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23;
    const fit = least + ((size.value - least) % (this.#usable - 4));
    const local = size.value <= most ? size.value : fit <= most ? fit : least;
    if (id.next + local > end) return undefined;
    const parts = [this.#bytes.subarray(id.next, id.next + local)];
    let have = local;
    let page = have < size.value && id.next + local + 4 <= end ? this.#view.getUint32(id.next + local) : 0;
    for (let count = 0; have < size.value; count++) {
      const start = (page - 1) * this.#pageSize;
      if (page < 1 || count > mostPages || start + this.#pageSize > this.#bytes.length) return undefined;
      const take = Math.min(size.value - have, this.#usable - 4);
      parts.push(this.#bytes.subarray(start + 4, start + 4 + take));
      have += take;
      page = this.#view.getUint32(start);
    }
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  }
}

/** A record: the size of its header, one serial type per column, then the values. */
class Row {
  readonly #bytes: Uint8Array;
  readonly #columns: { type: number; at: number; size: number }[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const header = varint(bytes, 0);
    if (header === undefined || header.value > bytes.length) return;
    let value = header.value;
    for (let at = header.next; at < header.value && this.#columns.length < 100; ) {
      const type = varint(bytes, at);
      if (type === undefined) return;
      const size = type.value >= 12 ? Math.floor((type.value - 12) / 2) : (fixedSizes[type.value] ?? 0);
      if (value + size > bytes.length) return;
      this.#columns.push({ type: type.value, at: value, size });
      value += size;
      at = type.next;
    }
  }
  bytes(column: number): Uint8Array | undefined {
    const found = this.#columns[column];
    return found === undefined || found.type < 12 ? undefined : this.#bytes.subarray(found.at, found.at + found.size);
  }
  text(column: number): string | undefined {
    const bytes = this.bytes(column);
    return bytes && Buffer.from(bytes).toString('utf8');
  }
  integer(column: number): number | undefined {
    const found = this.#columns[column];
    if (found === undefined || found.type > 9) return undefined;
    if (found.type >= 8) return found.type - 8;
    let value = 0;
    for (let at = 0; at < found.size; at++) value = value * 256 + this.#bytes[found.at + at]!;
    return value;
  }
}

const fixedSizes: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8 };

function varint(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let count = 0; count < 9; count++) {
    const byte = bytes[at + count];
    if (byte === undefined) return undefined;
    value = count === 8 ? value * 256 + byte : value * 128 + (byte & 127);
    if (count === 8 || byte < 128) return { value, next: at + count + 1 };
  }
  return undefined;
}
