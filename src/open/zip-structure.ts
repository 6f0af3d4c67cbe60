// The bones of a zip (APPNOTE.TXT 6.3.10, sections 4.3-4.5; ISO/IEC 21320-1), read a second time and strictly.
//
//   local header, data, [descriptor]   one per file, from byte 0, without gap
//   central directory                  one record per file: this is what most readers list
//   [zip64 end, zip64 locator] end     the end record names the directory's place, size and count
//
// Readers differ in what they believe: some walk the local headers (streaming readers, installers), most believe the directory; some take
// the last end record, some the first that fits; some add a prefix to every offset. An archive is unambiguous only when all of it agrees, so
// every disagreement is a hazard that says what two readers would see.
import type { Limits, Problem, RandomAccess } from '../types.ts';
import { judgeName, NameBook, type NameRules } from './names.ts';
import { count, hazard, limit, quote, skipped, unreadable } from './problems.ts';

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const locatorSignature = 0x07064b50;
const descriptorSignature = 0x08074b50;
const localSize = 30;
const centralSize = 46;
const endSize = 22;
const locatorSize = 20;
const end64Size = 56;
const maxComment = 0xffff;
const full16 = 0xffff;
const full32 = 0xffffffff;

/** A wheel is refused for what another zip may do: descriptors, comments, twins. */
export interface ZipFamily {
  id: string;
  rules: NameRules;
  strict: boolean;
}
const families: Readonly<Record<string, string>> = {
  '.whl': 'wheel',
  '.egg': 'egg',
  '.jar': 'jar',
  '.war': 'war',
  '.ear': 'ear',
  '.aar': 'aar',
  '.apk': 'apk',
};

/** Which members of the zip family a path claims to be; strictness follows from it. */
export function zipFamily(path: string): ZipFamily {
  const id = families[/\.[^./]+$/.exec(path.toLowerCase())?.[0] ?? ''] ?? 'zip';
  return { id, rules: id === 'wheel' ? 'wheel' : 'zip', strict: id === 'wheel' };
}

/** One record of the central directory, as plain data. `at` is where the record stands, `local` where it says its local header is (before `base`). */
export interface DirectoryRecord {
  path: string;
  name: Uint8Array;
  at: number;
  flags: number;
  method: number;
  crc: number;
  packed: number;
  size: number;
  local: number;
  madeBy: number;
  external: number;
}
export interface Directory {
  records: readonly DirectoryRecord[];
  /** Where the directory starts, where it ends, and what must be added to every offset in it (bytes before the archive proper). */
  start: number;
  end: number;
  base: number;
  problems: readonly Problem[];
}

/**
 * Finds and reads the end records and the whole central directory: two reads at the end of the file, so it serves remote files as well.
 * Undefined `directory` when there is none to read; the problems say why.
 */
export async function readDirectory(
  from: RandomAccess,
  path: string,
  limits: Limits,
): Promise<{ directory?: Directory; problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const say = (code: string, message: string) => problems.push(hazard(path, code, message));
  const family = zipFamily(path);
  const found = await findEnd(from, path, problems);
  if (found === undefined) return { problems };
  const { count: declared, size, offset, directoryEnd } = found;
  if (declared > limits.entries)
    return { problems: [...problems, limit(path, 'entries', `${count(declared)} entries in the directory; none was looked at`)] };
  if (size > limits.directoryBytes)
    return { problems: [...problems, limit(path, 'directoryBytes', `a directory of ${count(size)} bytes; it was not read`)] };
  const start = directoryEnd - size;
  if (start < 0)
    return {
      problems: [...problems, unreadable(path, 'zip-directory-outside', `a directory of ${count(size)} bytes does not fit before the end record`)],
    };
  const base = start - offset;
  if (base < 0) {
    say(
      'zip-directory-gap',
      `the end record puts the directory at byte ${count(offset)}, ${count(-base)} bytes after where its size puts it; readers look in different places`,
    );
  } else if (base > 0 && offset + 4 <= from.size && u32(await from.read(offset, 4), 0) === centralSignature) {
    say('zip-two-directories', `a directory stands at byte ${count(offset)} and another at byte ${count(start)}; readers take one or the other`);
  }
  const bytes = await from.read(start, size);
  const records = readRecords(bytes, start, path, limits, family, problems);
  if (records.length !== declared)
    say('zip-count', `the end record counts ${count(declared)} files, the directory holds ${count(records.length)}; some readers hide the rest`);
  return { directory: { records, start, end: directoryEnd, base: Math.max(base, 0), problems }, problems };
}

interface End {
  count: number;
  size: number;
  offset: number;
  /** Where the directory must end: at the zip64 end record, or the end record. */
  directoryEnd: number;
}

async function findEnd(from: RandomAccess, path: string, problems: Problem[]): Promise<End | undefined> {
  const say = (code: string, message: string) => problems.push(hazard(path, code, message));
  const tailAt = Math.max(0, from.size - (endSize + maxComment));
  const tail = await from.read(tailAt, from.size - tailAt);
  // The last signature that fits wins, as in most readers; one that fits exactly, with nothing behind its comment, is what an honest writer makes.
  const fits: number[] = [];
  let exact = -1;
  for (let at = tail.length - endSize; at >= 0; at--) {
    if (tail[at] !== 0x50 || u32(tail, at) !== endSignature) continue;
    const rest = tail.length - at - endSize - u16(tail, at + 20);
    if (rest < 0) continue;
    fits.push(at);
    if (rest === 0 && exact < 0) exact = at;
    else if (rest === 0 && isEnd(tail, at, tailAt))
      say(
        'zip-two-ends',
        `two end records fit, at bytes ${count(tailAt + exact)} and ${count(tailAt + at)}; readers list one directory or the other`,
      );
  }
  const [last] = fits;
  if (last === undefined) {
    problems.push(unreadable(path, 'zip-no-end', 'starts as a zip and has no end record: cut off, or not a zip'));
    return undefined;
  }
  const at = exact >= 0 ? exact : last;
  const endAt = tailAt + at;
  if (exact < 0) {
    const rest = tail.length - at - endSize - u16(tail, at + 20);
    say('zip-trailing-data', `${count(rest)} bytes follow the end record; strict readers refuse the file, others ignore them`);
  } else if (last !== exact)
    say(
      'zip-two-ends',
      `another end record at byte ${count(tailAt + last)} stands inside the archive's comment; readers list one directory or the other`,
    );
  const end = { disk: u16(tail, at + 4), here: u16(tail, at + 8), count: u16(tail, at + 10), size: u32(tail, at + 12), offset: u32(tail, at + 16) };
  const whole = await readEnd64(from, path, endAt, end, problems);
  if (whole === undefined) return undefined;
  if (whole.disk !== 0 || whole.here !== whole.count) {
    problems.push(unreadable(path, 'zip-many-disks', 'one part of an archive that is split over several files'));
    return undefined;
  }
  return whole;
}

/** A signature in the tail is an end record only if a directory could stand before it; nested stored zips hold hundreds of such bytes. */
function isEnd(tail: Uint8Array, at: number, tailAt: number): boolean {
  return u16(tail, at + 4) === 0 && u32(tail, at + 12) <= tailAt + at;
}

async function readEnd64(
  from: RandomAccess,
  path: string,
  endAt: number,
  end: { disk: number; here: number; count: number; size: number; offset: number },
  problems: Problem[],
): Promise<(End & { disk: number; here: number }) | undefined> {
  const say = (code: string, message: string) => problems.push(hazard(path, code, message));
  const locator = endAt >= locatorSize ? await from.read(endAt - locatorSize, locatorSize) : new Uint8Array();
  if (locator.length < locatorSize || u32(locator, 0) !== locatorSignature) {
    if (end.size === full32 || end.offset === full32) say('zip-zip64-missing', 'the end record points to a zip64 record, and there is none');
    return { ...end, directoryEnd: endAt };
  }
  const stated = u64(locator, 8);
  const expected = endAt - locatorSize - end64Size;
  const bytes = expected >= 0 ? await from.read(expected, end64Size) : new Uint8Array();
  const here = bytes.length === end64Size && u32(bytes, 0) === end64Signature && u64(bytes, 4) === end64Size - 12;
  if (!here) {
    problems.push(
      hazard(
        path,
        'zip-zip64-odd',
        'a zip64 locator without its record right before it; readers that follow it and readers that do not list different files',
      ),
    );
    return { ...end, directoryEnd: endAt };
  }
  const end64 = {
    disk: u32(bytes, 16),
    here: u64(bytes, 24),
    count: u64(bytes, 32),
    size: u64(bytes, 40),
    offset: u64(bytes, 48),
    directoryEnd: expected,
  };
  const base = expected - end64.size - end64.offset;
  if (stated + Math.max(base, 0) !== expected && stated !== expected)
    say(
      'zip-zip64-odd',
      `the zip64 locator points to byte ${count(stated)}, the record stands at ${count(expected)}; readers list different directories`,
    );
  const disagree = (small: number, big: number, full: number) => small !== big && small !== full;
  if (disagree(end.count, end64.count, full16) || disagree(end.size, end64.size, full32) || disagree(end.offset, end64.offset, full32))
    say(
      'zip-zip64-disagree',
      `the end record says ${count(end.count)} files in ${count(end.size)} bytes, the zip64 record ${count(end64.count)} in ${count(end64.size)}; readers believe one or the other`,
    );
  return end64;
}

function readRecords(bytes: Uint8Array, start: number, path: string, limits: Limits, family: ZipFamily, problems: Problem[]): DirectoryRecord[] {
  const records: DirectoryRecord[] = [];
  let at = 0;
  while (at + centralSize <= bytes.length && u32(bytes, at) === centralSignature) {
    if (records.length === limits.entries) {
      problems.push(limit(path, 'entries', `more than ${count(limits.entries)} entries; the rest was not looked at`));
      return records;
    }
    const nameLength = u16(bytes, at + 28);
    const extraLength = u16(bytes, at + 30);
    const next = at + centralSize + nameLength + extraLength + u16(bytes, at + 32);
    if (next > bytes.length) break;
    const name = bytes.subarray(at + centralSize, at + centralSize + nameLength);
    const extra = bytes.subarray(at + centralSize + nameLength, at + centralSize + nameLength + extraLength);
    const record: DirectoryRecord = {
      path: decodeName(name, u16(bytes, at + 8)),
      name,
      at: start + at,
      madeBy: u16(bytes, at + 4),
      flags: u16(bytes, at + 8),
      method: u16(bytes, at + 10),
      crc: u32(bytes, at + 16),
      packed: u32(bytes, at + 20),
      size: u32(bytes, at + 24),
      external: u32(bytes, at + 38),
      local: u32(bytes, at + 42),
    };
    readExtra(record, extra, family, problems, u16(bytes, at + 34));
    if (family.strict && u16(bytes, at + 32) > 0)
      problems.push(
        hazard(record.path, 'zip-comment', `the directory carries a comment on ${quote(record.path)}, for which package indexes refuse a wheel`),
      );
    records.push(record);
    at = next;
  }
  if (at !== bytes.length)
    problems.push(
      hazard(
        path,
        'zip-directory-odd',
        `${count(bytes.length - at)} bytes of the directory, from byte ${count(start + at)}, are no file records; readers stop there, skip them or refuse the file`,
      ),
    );
  return records;
}

/** Extra fields (4.5): each 2 bytes id, 2 bytes length, data. Only zip64 sizes (1) and the Unicode path (0x7075) change what readers see. */
function readExtra(record: DirectoryRecord, extra: Uint8Array, family: ZipFamily, problems: Problem[], disk: number): void {
  const say = (code: string, message: string) => problems.push(hazard(record.path, code, message));
  const fields = extraFields(extra);
  if (fields.odd && !padding(extra.subarray(fields.end)))
    say('zip-extra-odd', `the extra data of ${quote(record.path)} ends inside a field; readers skip or refuse it`);
  const zip64 = fields.list.filter((field) => field.id === 1);
  const unicode = fields.list.filter((field) => field.id === 0x7075);
  if (zip64.length > 1 || unicode.length > 1)
    say('zip-extra-twice', `${quote(record.path)} carries the same extra field twice; one reader takes the first, another the last`);
  const [sizes] = zip64;
  if (sizes) {
    let at = 0;
    const take = (small: number): number => {
      if (small !== full32) return small;
      if (at + 8 > sizes.data.length) {
        say('zip-zip64-short', `${quote(record.path)} announces a 64-bit size or place, and its zip64 field does not hold it`);
        return small;
      }
      at += 8;
      return u64(sizes.data, at - 8);
    };
    const stated = [record.size, record.packed, record.local];
    record.size = take(record.size);
    record.packed = take(record.packed);
    record.local = take(record.local);
    if (disk === full16) at += 4;
    // Some writers store all three values whether needed or not; that is harmless only while they say the same twice.
    if (at === 0 && sizes.data.length >= 8 && u64(sizes.data, 0) !== stated[0])
      say(
        'zip-zip64-disagree',
        `${quote(record.path)} has ${count(stated[0] ?? 0)} bytes in one field and ${count(u64(sizes.data, 0))} in its zip64 field; readers believe one or the other`,
      );
  } else if (record.size === full32 || record.packed === full32 || record.local === full32)
    say('zip-zip64-short', `${quote(record.path)} announces a 64-bit size or place, and has no zip64 field`);
  for (const field of unicode) judgeUnicodePath(record, field.data, family, say);
}

function judgeUnicodePath(record: DirectoryRecord, data: Uint8Array, family: ZipFamily, say: (code: string, message: string) => void): void {
  const other = Buffer.from(data.subarray(5)).toString('utf8');
  if (data.length < 6 || data[0] !== 1 || isOneName(record, other, family)) return;
  say('zip-unicode-path', `readers that know the Unicode path field see ${quote(other)}, others ${quote(record.path)}`);
}

function isOneName(record: DirectoryRecord, other: string, family: ZipFamily): boolean {
  if (other === record.path) return true;
  if (family.strict) return false;
  return (record.flags & 0x800) === 0 ? isSpelling(record.name, other) : other.normalize('NFC') === record.path.normalize('NFC');
}

/**
 * Whether `other` may be what a name in some older encoding was meant to say, which is what the field is for. Each letter that ASCII lacks has become at
 * least one byte that is not ASCII, or `?`, or an escape (`#U00e9`); all other letters stand there as they are, in their order. In some encodings
 * the second byte of a letter looks like ASCII, so there may be more of those.
 */
function isSpelling(name: Uint8Array, other: string): boolean {
  const bytes = Buffer.from(name).toString('latin1');
  const foreign = [...other].filter((letter) => letter > '\x7f');
  const strange = bytes.match(/[\x80-\xff]|\?|#U[0-9a-f]{4}/gi)?.length ?? 0;
  if (foreign.length === 0 || strange < foreign.length || other.split('/').length !== bytes.split('/').length) return false;
  let at = 0; // in what `other` has of ASCII
  const plain = [...other].filter((letter) => letter <= '\x7f');
  for (const letter of bytes) if (letter === plain[at]) at++;
  return at === plain.length;
}

const extraFields = (extra: Uint8Array) => {
  const list: { id: number; data: Uint8Array }[] = [];
  let at = 0;
  while (at + 4 <= extra.length) {
    const length = u16(extra, at + 2);
    if (at + 4 + length > extra.length) break;
    list.push({ id: u16(extra, at), data: extra.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return { list, end: at, odd: at !== extra.length };
};

/** zipalign and some Java tools fill up with zero bytes. */
const padding = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/**
 * Walks the local headers from byte 0 to the directory and holds each against its record: name, flags, method, sizes, CRC; no gap, no
 * overlap; descriptors where they are announced. Reads one header per file. Every disagreement is yielded as a hazard.
 */
export async function* checkStructure(from: RandomAccess, path: string, directory: Directory, limits: Limits): AsyncGenerator<Problem> {
  const family = zipFamily(path);
  const names = new NameBook(family.rules);
  const repeats = new Repeats(from, directory, family);
  for (const record of directory.records) {
    yield* judgeName(record.path, family.rules, limits);
    if (family.strict && (record.flags & 0x800) === 0 && /[^\x00-\x7f]/.test(record.path))
      yield hazard(
        record.path,
        'name-encoding',
        `the name ${quote(record.path)} does not state its encoding; readers take it for UTF-8 or for code page 437`,
      );
    yield* await repeats.soften(record, names.add(record.path, isFolder(record) ? 'folder' : 'file'));
    if (isFolder(record) && record.size > 0)
      yield hazard(
        record.path,
        'zip-folder-with-data',
        `${quote(record.path)} is named as a folder and holds ${count(record.size)} bytes that only some readers show`,
      );
  }
  const inOrder = directory.records.toSorted((a, b) => a.local - b.local);
  const [first] = inOrder;
  if (first === undefined && directory.start > 0) yield hazard(path, 'zip-hidden', `${count(directory.start)} bytes stand before an empty directory`);
  const firstAt = first ? first.local + directory.base : 0;
  if (firstAt > 0) yield* judgePrefix(from, path, firstAt, directory, family);
  let end = firstAt;
  for (const [index, record] of inOrder.entries()) {
    const at = record.local + directory.base;
    const following = inOrder[index + 1];
    const next = following ? following.local + directory.base : directory.start;
    if (at < end) {
      yield hazard(
        record.path,
        'zip-overlap',
        `${quote(record.path)} starts at byte ${count(at)}, inside the file before it; the same bytes are unpacked more than once`,
      );
      continue;
    }
    const local = await readLocal(from, record, at);
    if (local === undefined) {
      yield hazard(
        record.path,
        'zip-no-local-header',
        `the directory puts ${quote(record.path)} at byte ${count(at)}, where no file header is; readers that walk the file miss it`,
      );
      end = at;
      continue;
    }
    yield* compareLocal(record, local, family);
    const dataEnd = local.dataAt + record.packed;
    if (dataEnd > directory.start) {
      yield hazard(record.path, 'zip-overlap', `the data of ${quote(record.path)} runs into the directory`);
      end = directory.start;
      continue;
    }
    if (dataEnd > next) {
      end = dataEnd;
      continue; // the file that follows is the one reported
    }
    yield* judgeGap(from, path, record, local, dataEnd, next, following === undefined, family);
    end = next;
  }
}

/** What names that stand twice are compared up to, in all; a merged jar repeats some licence texts. */
const mostCompared = 64 << 20;

/**
 * Names that stand twice in a zip. Tools that merge many jars into one (Gradle's fat jars, the jar tool's own update) repeat files without
 * a word: the same bytes each time, or each library's own notice. Where all readers see the same bytes there is nothing to disagree about; where
 * the file is a notice or describes a module, which no class path reads, it is said and is no hazard. A wheel may hold no name twice.
 */
class Repeats {
  readonly #from: RandomAccess;
  readonly #directory: Directory;
  readonly #family: ZipFamily;
  readonly #first = new Map<string, DirectoryRecord>();
  #left = mostCompared;

  constructor(from: RandomAccess, directory: Directory, family: ZipFamily) {
    this.#from = from;
    this.#directory = directory;
    this.#family = family;
  }

  /** `said` without what is no hazard: what the names alone say of this record. */
  async soften(record: DirectoryRecord, said: readonly Problem[]): Promise<readonly Problem[]> {
    const first = this.#first.get(record.path);
    if (first === undefined) {
      this.#first.set(record.path, record);
      return said;
    }
    if (this.#family.strict || !said.some(({ code }) => code === 'name-duplicate')) return said;
    if (fileType(first) !== fileType(record)) return said; // a link and a file of one name: the same bytes are a target to one reader
    if (await this.#same(first, record)) return said.filter(({ code }) => code !== 'name-duplicate');
    if (!isNotice(record.path) || (/\.html?$/i.test(record.path) && this.#family.id !== 'jar')) return said; // a browser extension's page runs
    const message = `${quote(record.path)} stands there twice, each time with another text; it holds no code`;
    return said.map((problem) => (problem.code === 'name-duplicate' ? skipped(record.path, 'name-repeated', message) : problem));
  }

  /** Packed bytes, byte by byte: a CRC can be made to agree. */
  async #same(a: DirectoryRecord, b: DirectoryRecord): Promise<boolean> {
    if (a.method !== b.method || a.flags % 2 === 1 || a.crc !== b.crc || a.packed !== b.packed || a.size !== b.size) return false;
    this.#left -= a.packed;
    if (this.#left < 0) return false;
    const starts = [await this.#dataAt(a), await this.#dataAt(b)];
    const [one, other] = starts;
    if (one === undefined || other === undefined) return false;
    for (let at = 0; at < a.packed; at += window) {
      const length = Math.min(window, a.packed - at);
      const [left, right] = [await this.#from.read(one + at, length), await this.#from.read(other + at, length)];
      if (left.length < length || Buffer.compare(left, right) !== 0) return false;
    }
    return true;
  }

  #dataAt(record: DirectoryRecord): Promise<number | undefined> {
    return dataStart(this.#from, record.local + this.#directory.base);
  }
}

const window = 1 << 20;

/** Texts that go with a library, and what describes a module: a JVM reads that of a jar on its module path only, and runs nothing of it. */
const isNotice = (path: string): boolean => notices.test(path) || /^(META-INF\/versions\/\d+\/)?module-info\.class$/.test(path);
const notices =
  /(^|\/)(((un)?licen[cs]es?|notices?|copying|copyright|dependencies|readme|changes|changelog|authors|contributors|about)(-[^/.]*)?(\.(txt|md|rst|adoc|html?))?|al2\.0|lgpl2\.1)$/i;

export const isFolder = (record: DirectoryRecord): boolean => record.path.endsWith('/');

const unixHost = 3;
const macHost = 19;
/** The type of file in a Unix mode, or 0: the host that made the entry says whether the upper half of its attributes is one (4.4.2). */
export function fileType(record: DirectoryRecord): number {
  const host = record.madeBy >> 8;
  const type = host === unixHost || host === macHost ? (record.external >>> 16) & 0o170000 : 0;
  return type === plainFile ? 0 : type;
}
const plainFile = 0o100000;

/** JDK modules (.jmod, "JM" and a version) and Chrome extensions (.crx, "Cr24" and a signature) are zips behind a header of their own. */
export const knownPrefix = (head: Uint8Array): boolean =>
  /^(JM\x01\0PK\x03\x04|Cr24[\x02\x03]\0\0\0)/.test(Buffer.from(head.subarray(0, 8)).toString('latin1'));

async function* judgePrefix(from: RandomAccess, path: string, size: number, directory: Directory, family: ZipFamily): AsyncGenerator<Problem> {
  const start = await from.read(0, 64);
  if (knownPrefix(start) && !family.strict) return;
  const head = start.subarray(0, size);
  const launcher = /^(#!|MZ|\x7fE|[\xce\xcf]\xfa\xed\xfe)/.test(Buffer.from(head.subarray(0, 4)).toString('latin1'));
  const hiddenFile = head.length >= localSize && u32(head, 0) === localSignature;
  if (launcher && !family.strict) {
    const message = `${count(size)} bytes stand before the first file, a launcher by its first bytes`;
    yield { path, code: 'zip-launcher', message, kind: 'skipped' };
    return;
  }
  const what = hiddenFile ? `begin with a file, ${quote(nameAt(head))}, that the directory does not list` : 'belong to no file';
  const shift = directory.base > 0 ? ', and all offsets are counted from behind them' : '';
  yield hazard(path, 'zip-prefix', `the first ${count(size)} bytes ${what}${shift}; readers that walk the file see them, others do not`);
}

const nameAt = (head: Uint8Array): string => decodeName(head.subarray(localSize, Math.min(head.length, localSize + u16(head, 26))), u16(head, 6));

interface Local {
  name: Uint8Array;
  flags: number;
  method: number;
  crc: number;
  packed: number;
  size: number;
  dataAt: number;
  oddExtra: boolean;
  /** Another name, in a Unicode path field. */
  unicode: string | undefined;
}
async function readLocal(from: RandomAccess, record: DirectoryRecord, at: number): Promise<Local | undefined> {
  let bytes = await from.read(at, localSize + record.name.length + 256);
  if (bytes.length < localSize || u32(bytes, 0) !== localSignature) return undefined;
  const nameLength = u16(bytes, 26);
  const extraLength = u16(bytes, 28);
  const size = localSize + nameLength + extraLength;
  if (bytes.length < size) bytes = await from.read(at, size);
  if (bytes.length < size) return undefined;
  const local: Local = {
    name: bytes.subarray(localSize, localSize + nameLength),
    flags: u16(bytes, 6),
    method: u16(bytes, 8),
    crc: u32(bytes, 14),
    packed: u32(bytes, 18),
    size: u32(bytes, 22),
    dataAt: at + size,
    oddExtra: false,
    unicode: undefined,
  };
  const extra = extraFields(bytes.subarray(localSize + nameLength, size));
  local.oddExtra = extra.odd && !padding(bytes.subarray(localSize + nameLength + extra.end, size));
  const unicode = extra.list.find((field) => field.id === 0x7075 && field.data[0] === 1 && !Buffer.from(field.data.subarray(5)).equals(record.name));
  local.unicode = unicode && Buffer.from(unicode.data.subarray(5)).toString('utf8');
  const zip64 = extra.list.find((field) => field.id === 1)?.data;
  let read = 0;
  if (zip64 && local.size === full32 && zip64.length >= 8) {
    local.size = u64(zip64, 0);
    read = 8;
  }
  if (zip64 && local.packed === full32 && zip64.length >= read + 8) local.packed = u64(zip64, read);
  return local;
}

const descriptorFlag = 8;
const patched = 0x20;
const strong = 0x40;
const masked = 0x2000;

function* compareLocal(record: DirectoryRecord, local: Local, family: ZipFamily): Generator<Problem> {
  const say = (code: string, message: string) => hazard(record.path, code, message);
  if (!Buffer.from(local.name).equals(record.name))
    return yield say(
      'zip-name-mismatch',
      `the directory names ${quote(record.path)}, the file's own header ${quote(decodeName(local.name, local.flags))}; readers use one or the other`,
    );
  if (local.method !== record.method)
    yield say('zip-method-mismatch', `${quote(record.path)} is packed by method ${record.method} or ${local.method}, by directory or own header`);
  if ((local.flags ^ record.flags) & 1) yield say('zip-flags-mismatch', `${quote(record.path)} is encrypted by one header and not by the other`);
  if ((local.flags ^ record.flags) & 0x800 && /[^\x00-\x7f]/.test(record.path))
    yield say('zip-flags-mismatch', `the name ${quote(record.path)} is UTF-8 by one header and not by the other`);
  if (local.oddExtra)
    yield say('zip-extra-odd', `the extra data in the header of ${quote(record.path)} ends inside a field; readers skip or refuse it`);
  if (local.unicode !== undefined && !isOneName(record, local.unicode, family))
    yield say('zip-unicode-path', `the header of ${quote(record.path)} carries another name in its Unicode path field`);
  if (((local.flags | record.flags) & (patched | strong | masked)) !== 0)
    yield say('zip-flags-odd', `${quote(record.path)} is marked as a patch or as strongly encrypted; some readers refuse it, others hand it out`);
  const late = (local.flags & descriptorFlag) !== 0;
  // With a descriptor the header's own values are zero, or already right; anything else misleads readers that walk the file.
  const differs = (mine: number, theirs: number) => mine !== theirs && !(late && (mine === 0 || mine === full32));
  if (differs(local.size, record.size) || differs(local.packed, record.packed))
    yield say(
      'zip-size-mismatch',
      `${quote(record.path)} is ${count(record.packed)} bytes packed and ${count(record.size)} unpacked by the directory, ${count(local.packed)} and ${count(local.size)} by its own header`,
    );
  if (differs(local.crc, record.crc))
    yield say('zip-crc-mismatch', `${quote(record.path)} has two CRCs, one in the directory and another in its own header`);
}

/** What stands between the end of a file's data and the next header: nothing, or the descriptor that the header announced (4.3.9). */
async function* judgeGap(
  from: RandomAccess,
  path: string,
  record: DirectoryRecord,
  local: Local,
  dataEnd: number,
  next: number,
  last: boolean,
  family: ZipFamily,
): AsyncGenerator<Problem> {
  const gap = next - dataEnd;
  let start = dataEnd;
  if (gap === 0 && (local.flags & ~record.flags & descriptorFlag) !== 0)
    yield hazard(
      record.path,
      'zip-flags-mismatch',
      `the header of ${quote(record.path)} announces a descriptor that is not there; readers that walk the file take what follows for one`,
    );
  if ((local.flags & descriptorFlag) !== 0 && (gap > 0 || local.crc !== record.crc)) {
    const bytes = await from.read(dataEnd, Math.min(gap, 24));
    const length = descriptorLength(bytes, record);
    if (length === 0)
      return yield hazard(
        record.path,
        'zip-descriptor-odd',
        `the descriptor behind ${quote(record.path)} is missing or disagrees with the directory; readers that walk the file see another size or CRC`,
      );
    if (family.strict)
      yield hazard(
        record.path,
        'zip-descriptor',
        `the size of ${quote(record.path)} stands behind its data, where package indexes refuse it in a wheel`,
      );
    start += length;
  }
  if (start === next) return;
  if (last && (await isSigningBlock(from, start, next))) return;
  const head = await from.read(start, Math.min(next - start, localSize + 255));
  if (head.length >= localSize && u32(head, 0) === localSignature)
    return yield hazard(
      path,
      'zip-hidden',
      `a file ${quote(nameAt(head))} at byte ${count(start)} is not in the directory; readers that walk the file see it, others do not`,
    );
  yield hazard(
    path,
    'zip-gap',
    `${count(next - start)} bytes behind ${quote(record.path)}, from byte ${count(start)}, belong to no file; readers that walk the file stop there or refuse it`,
  );
}

/** The length of the descriptor that stands at the start of `bytes` and agrees with the record; 0 when none does. */
function descriptorLength(bytes: Uint8Array, record: DirectoryRecord): number {
  const agrees = (at: number, wide: boolean): boolean => {
    const length = at + (wide ? 20 : 12);
    if (bytes.length < length || u32(bytes, at) !== record.crc) return false;
    if (wide) return u64(bytes, at + 4) === record.packed && u64(bytes, at + 12) === record.size;
    return u32(bytes, at + 4) === record.packed % 2 ** 32 && u32(bytes, at + 8) === record.size % 2 ** 32;
  };
  const signed = bytes.length >= 4 && u32(bytes, 0) === descriptorSignature;
  const exact = ([at, wide]: readonly [number, boolean]) => (agrees(at, wide) ? at + (wide ? 20 : 12) : 0);
  const forms: (readonly [number, boolean])[] = signed
    ? [
        [4, false],
        [4, true],
        [0, false],
        [0, true],
      ]
    : [
        [0, false],
        [0, true],
      ];
  return forms.map(exact).find((length) => length === bytes.length) ?? forms.map(exact).find((length) => length > 0) ?? 0;
}

/** Android's APK signing block (v2 and later) stands right before the directory and ends in its own size and magic. */
async function isSigningBlock(from: RandomAccess, start: number, end: number): Promise<boolean> {
  if (end - start < 32) return false;
  const foot = await from.read(end - 24, 24);
  return Buffer.from(foot.subarray(8)).toString('latin1') === 'APK Sig Block 42' && u64(foot, 0) + 8 === end - start;
}

/**
 * A name as text: UTF-8 where flagged so. Unflagged names are code page 437 by the specification and UTF-8 in most archives that hold other
 * letters; what is valid UTF-8 is read so.
 */
export function decodeName(name: Uint8Array, flags: number): string {
  const bytes = Buffer.from(name.buffer, name.byteOffset, name.byteLength);
  const text = bytes.toString('utf8');
  if ((flags & 0x800) !== 0 || !text.includes('\ufffd')) return text;
  return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : cp437[byte - 0x80])).join('');
}
const cp437 = 'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** Where the data of a record starts, from its local header. Undefined when there is no local header. */
export async function dataStart(from: RandomAccess, at: number): Promise<number | undefined> {
  const bytes = await from.read(at, localSize);
  if (bytes.length < localSize || u32(bytes, 0) !== localSignature) return undefined;
  return at + localSize + u16(bytes, 26) + u16(bytes, 28);
}

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
const u32 = (bytes: Uint8Array, at: number): number => (u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0;
/** Above 2^53 precision is lost, and every bound is long exceeded. */
const u64 = (bytes: Uint8Array, at: number): number => u32(bytes, at) + u32(bytes, at + 4) * 2 ** 32;
