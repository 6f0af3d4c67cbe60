// tar (POSIX.1-2008 pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format"): 512-byte headers, each followed by its data padded
// to 512 bytes; two zero blocks end it. There is no index, so everything hangs on where a reader believes the next header to be.
//
//   0 name 100 | 100 mode 8 | 124 size 12 | 148 checksum 8 | 156 type 1 | 157 link name 100 | 257 magic 8 | 345 prefix 155
//
// Names and sizes that do not fit stand in extra headers before the entry: 'x' (pax, key=value records), 'g' (pax, for all that follow), 'L' and
// 'K' (GNU, a name as data). Readers differ in how these add up (CVE-2025-62518: a size in the pax header, another in the header), in what
// follows the end, and in which types have data. Each such case is a hazard; reading goes on as GNU tar does.
import type { ByteSource, Bytes, ContainerFormat, Entry, Limits, Problem } from '../types.ts';
import { ByteReader } from './byte-reader.ts';
import { ancestors, judgeName, NameBook, type NameRules, pointsOutside } from './names.ts';
import { ContainerError, count, hazard, limit, quote, unreadable } from './problems.ts';

const block = 512;
const extraLimit = 1 << 20; // no writer makes a longer pax header or GNU name
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

export const tar: ContainerFormat = {
  id: 'tar',
  /** A header whose checksum is right: sure, also for tars older than the magic. */
  sniff: (head, path) => isTarHeader(head) || isEmptyTar(head, path),
  entries: (from: ByteSource, path: string, limits: Limits) => readTar(from.stream(), path, limits, tarRules(path)),
};

/** Parts of a root file system point where they like; packages of language registries stay inside their folder. */
export const tarRules = (path: string): NameRules => (/\.(pkg|xbps)\.tar(\.\w+)?$|\.(apk|xbps|deb|udeb)$/i.test(path) ? 'system' : 'tar');

/** A tar without entries is nothing but zeros: only its name tells. */
export const isEmptyTar = (head: Uint8Array, path: string): boolean =>
  head.length >= block && /\.(tar(\.\w+)?|tgz|crate|t[bx]z2?|tzst)$/i.test(path) && head.every((byte) => byte === 0);

export function isTarHeader(head: Uint8Array): boolean {
  return (
    head.length >= block && head[0] !== 0 && checksumFits(head.subarray(0, block)) && /^[\0\x20-\x7e]$/.test(String.fromCharCode(head[156] ?? 0xff))
  );
}

/** The sum of all bytes, those of the checksum itself counted as spaces; old writers summed signed bytes. */
function checksumFits(header: Uint8Array): boolean {
  const stated = number(header, 148, 8);
  if (stated === undefined) return false;
  let unsigned = 8 * 32;
  let high = 0;
  for (let at = 0; at < block; at++) {
    if (at >= 148 && at < 156) continue;
    const byte = header[at] ?? 0;
    unsigned += byte;
    if (byte > 127) high++;
  }
  return stated === unsigned || stated === unsigned - 256 * high;
}

/**
 * Octal digits between spaces, up to the first NUL, or base 256 with the first bit set. Undefined for anything else, and for negative numbers.
 * Some readers take what digits there are, others ("12 34") stop at such a header as if the archive ended there.
 */
function number(bytes: Uint8Array, at: number, length: number): number | undefined {
  const first = bytes[at] ?? 0;
  if (first >= 0x80) {
    if (first !== 0x80) return undefined; // negative, or larger than any size
    let value = 0;
    for (let i = at + 1; i < at + length; i++) value = value * 256 + (bytes[i] ?? 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const fits = /^(?: *([0-7]+) *(?:\0.*)?|[ \0]*)$/s.exec(latin1(bytes.subarray(at, at + length)));
  return fits === null ? undefined : Number.parseInt(fits[1] ?? '0', 8);
}

/** What a header states beside size and checksum, in numbers. A time may be negative: before 1970, in base 256. */
const otherNumbers: readonly (readonly [what: string, at: number, length: number])[] = [
  ['mode', 100, 8],
  ['user', 108, 8],
  ['group', 116, 8],
  ['time', 136, 12],
  ['device', 329, 8],
  ['device', 337, 8],
];

/** The first of the other numbers that is none. */
const oddNumber = (header: Uint8Array): string | undefined =>
  otherNumbers.find(([, at, length]) => header[at] !== 0xff && number(header, at, length) === undefined)?.[0];

/** What extra headers said about the entry that follows. */
interface Pending {
  path?: string;
  link?: string;
  size?: number;
  sparse?: boolean;
  /** Kinds of extra headers seen, to find those that stand twice or contradict each other. */
  seen: string[];
}

/** The entries of a tar stream. A stream that throws ends the list with its problem, unless an entry's reader was told already. */
export async function* readTar(stream: Bytes, path: string, limits: Limits, rules: NameRules): AsyncGenerator<Entry | Problem> {
  const reader = new ByteReader(stream);
  try {
    yield* new TarWalk(reader, path, limits, rules).entries();
  } finally {
    await reader.close();
  }
}

class TarWalk {
  readonly #reader: ByteReader;
  readonly #path: string;
  readonly #limits: Limits;
  readonly #rules: NameRules;
  readonly #names: NameBook;
  readonly #links = new Set<string>();
  #pending: Pending = { seen: [] };
  #nameBytes = 0;

  constructor(reader: ByteReader, path: string, limits: Limits, rules: NameRules) {
    this.#reader = reader;
    this.#path = path;
    this.#limits = limits;
    this.#rules = rules;
    this.#names = new NameBook(rules);
  }

  async *entries(): AsyncGenerator<Entry | Problem> {
    for (let headers = 0; ; headers++) {
      // Extra headers come at most four to an entry; one more is no tar that a writer made.
      if (headers > this.#limits.entries * 5) return yield limit(this.#path, 'entries', `more than ${count(this.#limits.entries)} entries`);
      const at = this.#reader.offset;
      const header = (await this.#reader.take(block)).slice();
      if (header.length === 0) return yield* this.#dangling(at);
      if (header.length < block) return yield* this.#partial(header, at);
      if (header.every((byte) => byte === 0)) {
        yield* this.#dangling(at);
        return yield* this.#afterEnd(at);
      }
      if (!checksumFits(header))
        return yield hazard(
          this.#path,
          'tar-bad-checksum',
          `no valid header at byte ${count(at)}; some readers stop there, others search for the next one`,
        );
      const size = number(header, 124, 12);
      if (size === undefined)
        return yield hazard(
          this.#path,
          'tar-bad-size',
          `the header at byte ${count(at)} states no valid size; readers disagree on where the next file starts`,
        );
      const odd = oddNumber(header);
      if (odd !== undefined)
        yield hazard(
          this.#path,
          'tar-bad-number',
          `the header at byte ${count(at)} states its ${odd} in what is no number; some readers take that for the end of the archive, others go on`,
        );
      const type = String.fromCharCode(header[156] ?? 0);
      if ('xgLKX'.includes(type)) {
        if (size > extraLimit) return yield limit(this.#path, 'nameLength', `an extra header of ${count(size)} bytes at byte ${count(at)}`);
        const { data, behind } = await this.#data(size, at);
        if ((type === 'L' || type === 'K') && behind)
          yield hazard(
            this.#path,
            'tar-long-name',
            `a long name goes on behind the ${count(size)} bytes that its header states (header at byte ${count(at)}); Python reads on, others do not`,
          );
        yield* this.#extra(type, data, at);
      } else yield* this.#entry(header, type, size, at);
      if (this.#reader.failed) return;
      if (this.#nameBytes > this.#limits.directoryBytes)
        return yield limit(this.#path, 'directoryBytes', `names of more than ${count(this.#limits.directoryBytes)} bytes in all`);
    }
  }

  *#dangling(at: number): Generator<Problem> {
    if (this.#pending.seen.length > 0)
      yield hazard(this.#path, 'tar-dangling', `an extra header before byte ${count(at)} belongs to no entry; some readers make one up`);
  }

  *#partial(header: Uint8Array, at: number): Generator<Problem> {
    yield* this.#dangling(at);
    if (header.some((byte) => byte !== 0)) yield unreadable(this.#path, 'truncated', `ends inside a header, at byte ${count(at + header.length)}`);
  }

  /** Most readers stop at the first zero blocks, some go on: nothing but zeros may follow. */
  async *#afterEnd(at: number): AsyncGenerator<Problem> {
    let rubbish: number | undefined;
    for (;;) {
      const offset = this.#reader.offset;
      const next = await this.#reader.take(block);
      if (next.length === 0) break;
      if (isTarHeader(next)) {
        yield hazard(
          this.#path,
          'tar-after-end',
          `the archive ends at byte ${count(at)}, and an entry ${quote(text(next, 0, 100))} follows at byte ${count(offset)}; some readers list it, others do not`,
        );
        return;
      }
      if (rubbish === undefined && next.some((byte) => byte !== 0)) rubbish = offset;
    }
    if (rubbish !== undefined)
      yield hazard(this.#path, 'tar-trailing-data', `the archive ends at byte ${count(at)}, and other data follows at byte ${count(rubbish)}`);
  }

  /** Data of an extra header, and whether its padding is anything but zeros. */
  async #data(size: number, at: number): Promise<{ data: Uint8Array; behind: boolean }> {
    const data = (await this.#reader.take(size)).slice();
    if (data.length < size) throw new ContainerError(unreadable(this.#path, 'truncated', `the header at byte ${count(at)} runs past the end`));
    return { data, behind: (await this.#reader.take(padding(size))).some((byte) => byte !== 0) };
  }

  *#extra(type: string, data: Uint8Array, at: number): Generator<Problem> {
    const say = (code: string, message: string) => hazard(this.#path, code, `${message} (header at byte ${count(at)})`);
    if (type === 'L' || type === 'K') {
      const end = data.indexOf(0);
      const name = decode(end < 0 ? data : data.subarray(0, end));
      if (end >= 0 && data.subarray(end).some((byte) => byte !== 0)) yield say('tar-long-name', `a long name goes on behind its end, ${quote(name)}`);
      if (this.#pending.seen.includes(type)) yield say('tar-extra-twice', 'two long names for one entry; readers take the first or the last');
      const key = type === 'L' ? 'path' : 'link';
      if (this.#pending[key] !== undefined && this.#pending[key] !== name)
        yield say('tar-names-disagree', `a pax header and a GNU header name one entry ${quote(this.#pending[key])} and ${quote(name)}`);
      this.#pending[key] ??= name;
      this.#pending.seen.push(type);
      return;
    }
    const { records, bad } = paxRecords(data);
    if (bad) yield say('tar-pax-bad', 'a pax header that is not made of "length key=value" lines; readers skip, guess or stop');
    if (type !== 'g' && this.#pending.seen.includes('x'))
      yield say('tar-extra-twice', 'two pax headers for one entry; readers add them up or take the last');
    const seen = new Set<string>();
    for (const [key, value] of records) {
      if (seen.has(key) && effective.test(key)) yield say('tar-pax-twice', `a pax header states ${key} twice; readers take the first or the last`);
      seen.add(key);
      if (type === 'g') {
        if (effective.test(key)) yield say('tar-global', `a global pax header states ${key} for every entry; some readers obey it, others do not`);
      } else yield* this.#record(key, value, say);
    }
    if (type !== 'g') this.#pending.seen.push('x');
    else if (this.#pending.seen.length > 0)
      yield say('tar-order', 'a global header between an extra header and its entry; readers attach it to one or the other');
  }

  *#record(key: string, value: string, say: (code: string, message: string) => Problem): Generator<Problem> {
    const pending = this.#pending;
    if (key === 'path' || key === 'linkpath') {
      const slot = key === 'path' ? 'path' : 'link';
      if (pending[slot] !== undefined && pending[slot] !== value)
        yield say('tar-names-disagree', `a GNU header and a pax header name one entry ${quote(pending[slot])} and ${quote(value)}`);
      pending[slot] = value;
    } else if (key === 'size') {
      const size = /^\d{1,15}$/.test(value) ? Number(value) : undefined;
      if (size === undefined) yield say('tar-bad-size', `a pax header states the size ${quote(value)}`);
      else pending.size = size;
    } else if (key.startsWith('GNU.sparse.')) pending.sparse = true;
    else if (key === 'hdrcharset' && value !== 'BINARY' && !value.startsWith('ISO-IR 10646'))
      yield say('tar-charset', `names in the character set ${quote(value)}, which most readers ignore`);
  }

  async *#entry(header: Uint8Array, type: string, stated: number, at: number): AsyncGenerator<Entry | Problem> {
    const pending = this.#pending;
    this.#pending = { seen: [] };
    const name = this.#name(header, pending);
    const problems: Problem[] = [...name.problems];
    const path = name.path;
    const say = (code: string, message: string) => problems.push(hazard(path, code, message));
    let size = pending.size ?? stated;
    // Below 8 GiB the header itself can hold the size; two sizes there are made for readers that look at one of them only.
    if (pending.size !== undefined && pending.size !== stated && pending.size < 8 * 1024 ** 3)
      say(
        'tar-sizes-disagree',
        `${quote(path)} has ${count(stated)} bytes by its header and ${count(pending.size)} by its pax header; readers see different files after it`,
      );
    const kind = this.#kind(type, path, size, say);
    if (type === '1') size = 0; // GNU tar: "links 0 size on tape"
    if (pending.sparse || type === 'S')
      say('tar-sparse', `${quote(path)} is stored with holes, which most readers do not fill in; it was not looked into`);
    const target = kind === 'link' ? (pending.link ?? text(header, 157, 100)) : undefined;
    problems.push(...this.#judge(path, kind, target, type === '1'));
    yield* problems;
    const start = this.#reader.offset;
    const end = start + size + padding(size);
    const root = /^\/*$/.test(path) && kind === 'folder';
    if (!pending.sparse && type !== 'S' && !root && !'VMND'.includes(type))
      yield this.#make(path, kind, kind === 'file' ? size : 0, number(header, 100, 8), target);
    if (this.#reader.failed) return;
    const missing = end - this.#reader.offset;
    const skipped = await this.#reader.skip(missing);
    if (skipped < missing && this.#reader.offset < start + size)
      yield unreadable(this.#path, 'truncated', `the archive ends inside ${quote(path)}, whose header is at byte ${count(at)}`);
  }

  #make(path: string, kind: Entry['type'], size: number, mode: number | undefined, target: string | undefined): Entry {
    const reader = this.#reader;
    const container = this.#path;
    const start = reader.offset;
    return {
      path,
      type: kind,
      size,
      ...(mode === undefined ? {} : { mode: mode & 0o7777 }),
      ...(target === undefined ? {} : { target }),
      async *bytes() {
        if (reader.offset !== start) throw new Error(`the content of ${path} was asked for too late or twice`);
        yield* reader.stream(size);
        if (reader.offset < start + size) throw new ContainerError(unreadable(container, 'truncated', `the archive ends inside ${quote(path)}`));
      },
    };
  }

  #name(header: Uint8Array, pending: Pending): { path: string; problems: Problem[] } {
    const short = text(header, 0, 100);
    const magic = latin1(header.subarray(257, 265));
    const prefix = text(header, 345, 155);
    const posix = magic.startsWith('ustar\0');
    const full = posix && prefix !== '' ? `${prefix}/${short}` : short;
    const name = pending.path ?? full;
    const path = name.replace(/^(\.\/+)+/, '');
    const problems: Problem[] = [];
    if (!posix && prefix !== '' && pending.path === undefined)
      problems.push(
        hazard(path, 'tar-prefix', `readers that put the prefix field before the name see ${quote(`${prefix}/${short}`)}, others ${quote(short)}`),
      );
    return { path: path === '' || path === '.' ? '/' : path, problems };
  }

  #kind(type: string, path: string, size: number, say: (code: string, message: string) => void): Entry['type'] {
    const data = (what: string) => {
      if (size > 0)
        say(
          'tar-data-on-link',
          `${quote(path)} is a ${what} and states ${count(size)} bytes; some readers take a header out of them, others skip them`,
        );
    };
    switch (type) {
      case '0':
      case '\0':
      case '7':
        if (!path.endsWith('/')) return 'file';
        data('folder by its name');
        return 'folder';
      case '1':
        data('hard link');
        return 'link';
      case '2':
        data('symbolic link');
        return 'link';
      case '3':
      case '4':
      case '6':
        data('device');
        return 'device';
      case '5':
        data('folder');
        return 'folder';
      case 'S':
        return 'file';
      default:
        say('tar-odd-type', `${quote(path)} is of the type ${quote(type)}, which one reader extracts as a file, another skips or refuses`);
        return 'file';
    }
  }

  *#judge(path: string, kind: Entry['type'], target: string | undefined, hard: boolean): Generator<Problem> {
    if (path === '/' && kind !== 'folder') yield hazard(path, 'name-empty', 'an entry without a name; readers drop it, refuse it or make one up');
    if (path !== '/') {
      yield* judgeName(path, this.#rules, this.#limits);
      yield* this.#names.add(path, kind === 'file' ? 'file' : kind === 'folder' ? 'folder' : 'other');
      this.#nameBytes += path.length;
    }
    const through = this.#links.size > 0 && this.#rules !== 'system' ? [...ancestors(path)].find((folder) => this.#links.has(folder)) : undefined;
    if (through !== undefined)
      yield hazard(
        path,
        'link-through',
        `${quote(path)} lies behind the symbolic link ${quote(through)}; a reader that extracts writes where the link points`,
      );
    if (target === undefined) return;
    if (!hard) this.#links.add(path.replace(/\/+$/, ''));
    // A hard link names a member, from the root of the archive; a symbolic link is relative to its folder.
    const outside = hard ? pointsOutside('x', target) : pointsOutside(path, target);
    if (outside && this.#rules !== 'system')
      yield hazard(path, 'link-outside', `the link ${quote(path)} points out of the archive, to ${quote(target)}`);
  }
}

const effective = /^(path|linkpath|size|GNU\.sparse\..*|hdrcharset)$/;
const padding = (size: number): number => (block - (size % block)) % block;

/** A field that ends at its first NUL. */
function text(header: Uint8Array, at: number, length: number): string {
  const field = header.subarray(at, at + length);
  const end = field.indexOf(0);
  return decode(end < 0 ? field : field.subarray(0, end));
}

/** Names are UTF-8 in practice; what is not is shown byte by byte, as GNU tar lists it. */
function decode(bytes: Uint8Array): string {
  const utf8 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return utf8.includes('\ufffd') ? latin1(bytes) : utf8;
}

/** "25 path=a/very/long/name\n": the length counts the whole record, itself included. */
function paxRecords(data: Uint8Array): { records: [string, string][]; bad: boolean } {
  const records: [string, string][] = [];
  let at = 0;
  while (at < data.length) {
    const digits = /^(\d{1,7}) /.exec(latin1(data.subarray(at, at + 9)))?.[1];
    const length = Number(digits);
    if (digits === undefined || length < digits.length + 3 || at + length > data.length || data[at + length - 1] !== 0x0a) break;
    const record = data.subarray(at + digits.length + 1, at + length - 1);
    const equals = record.indexOf(0x3d);
    if (equals < 1) break;
    records.push([decode(record.subarray(0, equals)), decode(record.subarray(equals + 1))]);
    at += length;
  }
  return { records, bad: data.subarray(at).some((byte) => byte !== 0) };
}
