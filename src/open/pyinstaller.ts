// Programs made by PyInstaller (PyInstaller/archive/writers.py and bootloader/src/pyi_archive.c, from 2.1 on): behind the bootloader, or in a section of it
// (`pydata` of ELF programs), lie the content of all files, a table of contents, and a cookie of 88 bytes that says where the table is. Big-endian.
//
//   cookie   magic 8 | size of all 4 | place of the table 4 | its size 4 | version of Python 4 | name of its library 64
//   entry    size of the entry 4 | place 4 | packed size 4 | plain size 4 | packed or not 1 | type 1 | name, filled up with zeros to 16
//
// Places are counted from the start of the archive, which the size of all tells. What may follow the cookie: a signature, the headers of an ELF program's
// sections. The bootloader searches for the cookie from the end of the file, and writes to a temporary folder what is neither code nor an option.
import { randomSlice } from '../io/bytes.ts';
import type { Bytes, Entry, Limits, Problem, RandomAccess } from '../types.ts';
import { ancestors, judgeName, NameBook, type NameRules, pointsOutside } from './names.ts';
import type { Behind } from './overlay.ts';
import { ContainerError, count, hazard, limit, quote, skipped, unreadable } from './problems.ts';
import { inflatePart, judgeParts, type Part, packedPart } from './pyinstaller-parts.ts';
import { pyzMagic } from './pyz.ts';

const magic = Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1');
const cookieSize = 88;
const fixedSize = 18;

/** Where the archive lies in the program, and its table of contents in the archive. */
export interface Cookie {
  start: number;
  size: number;
  table: number;
  tableSize: number;
  /** The archive would begin before the file, or in its own cookie. */
  isBroken: boolean;
}

/** Where the headers speak of all bytes, the cookie lies near the end all the same. */
const searched = 1 << 16;
/** A signature of a Mach-O program holds two hashes of each page: 52 bytes in 4096, so less than this part of the file. */
const signedPart = 64;
const window = 1 << 20;

/**
 * The last cookie that can be one, as the bootloader looks for it, in the last bytes and in all that lies behind the program. Old bootloaders hold its first
 * bytes among their constants.
 */
export async function findFrozen(file: RandomAccess, behind: Behind | undefined): Promise<Cookie | undefined> {
  const program = programKind(await file.read(0, 4));
  if (program === undefined) return undefined;
  const wanted = searched + (program === 'macho' ? Math.floor(file.size / signedPart) : 0);
  const first = Math.max(0, Math.min(file.size - wanted, behind?.at ?? file.size));
  for (let end = file.size; end > first; end -= window) {
    const start = Math.max(first, end - window);
    const cookie = lastCookie(Buffer.from(await file.read(start, end - start + cookieSize - 1)), start);
    if (cookie !== undefined) return cookie;
  }
  return undefined;
}

function lastCookie(bytes: Buffer, start: number): Cookie | undefined {
  for (let at = bytes.lastIndexOf(magic); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf(magic, at - 1)) {
    const cookie = readCookie(bytes.subarray(at, at + cookieSize), start + at);
    if (cookie !== undefined) return cookie;
  }
  return undefined;
}

function programKind(head: Uint8Array): 'elf' | 'pe' | 'macho' | undefined {
  const start = Buffer.from(head).toString('latin1');
  if (start === '\x7fELF') return 'elf';
  if (start.startsWith('MZ')) return 'pe';
  return /^([\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe)$/.test(start) ? 'macho' : undefined;
}

/**
 * As the bootloader reads it, which looks at nothing but the magic. A size that cannot be leaves only the name of Python's library to tell a broken cookie from
 * constants of a program.
 */
function readCookie(bytes: Buffer, at: number): Cookie | undefined {
  if (bytes.length < cookieSize) return undefined;
  const size = bytes.readUInt32BE(8);
  const isBroken = size < cookieSize || size > at + cookieSize;
  if (isBroken && !/^[\x20-\x7e]*(python|\.so|\.dll|\.dylib)[\x20-\x7e]*\0/i.test(bytes.subarray(24).toString('latin1'))) return undefined;
  return { start: at + cookieSize - size, size, table: bytes.readUInt32BE(12), tableSize: bytes.readUInt32BE(16), isBroken };
}

interface Item extends Part {
  type: string;
  size: number;
  isPacked: boolean;
}

/** The files of a program made by PyInstaller: those that it writes to its temporary folder, its archives of modules, and its scripts, as code. */
export async function* openFrozen(program: RandomAccess, cookie: Cookie, path: string, limits: Limits): AsyncGenerator<Entry | Problem> {
  if (cookie.isBroken)
    return yield unreadable(path, 'pyinstaller-bad-cookie', `a cookie of PyInstaller that states an archive of ${count(cookie.size)} bytes`);
  const end = cookie.size - cookieSize;
  if (cookie.table + cookie.tableSize > end)
    return yield unreadable(path, 'pyinstaller-bad-table', 'the cookie of PyInstaller puts the table of contents outside of the archive');
  if (cookie.tableSize > limits.directoryBytes)
    return yield limit(path, 'directoryBytes', `a table of contents of ${count(cookie.tableSize)} bytes; it was not read`);
  const onWindows = programKind(await program.read(0, 4)) === 'pe';
  const archive = randomSlice(program, cookie.start, cookie.size);
  const table = new Table(path, onWindows, limits);
  table.read(Buffer.from(await archive.read(cookie.table, cookie.tableSize)));
  yield* table.problems;
  yield* judgeParts([...table.items, { path: 'the table of contents', at: cookie.table, packed: cookie.tableSize }], 0, end, path);
  const links = new Set(table.items.filter(({ type }) => type === itemType.link).map((item) => item.path));
  for (const item of table.items) {
    yield* behindLink(item, links);
    const { path, size, packed } = item;
    const entry: Entry = { path, type: 'file', size, packed, seekable: true, bytes: () => content(item, archive, end) };
    if (item.type === itemType.link) yield* readLink(entry, onWindows);
    else {
      if (item.type === itemType.modules) yield* judgeModules(item, archive);
      yield entry;
    }
  }
}

const itemType = { option: 'o', elsewhere: 'd', link: 'n', modules: 'z' } as const;
/** Python code, under the names of modules and scripts, which are no names of files. */
const codeTypes = 'mMs';
/** Programs, data, archives of modules, zips, what a splash screen needs. */
const fileTypes = 'bxzZl';

class Table {
  readonly items: Item[] = [];
  readonly problems: Problem[] = [];
  readonly #path: string;
  readonly #onWindows: boolean;
  readonly #rules: NameRules;
  readonly #limits: Limits;
  readonly #files: NameBook;
  readonly #code: NameBook;
  #elsewhere = 0;

  constructor(path: string, onWindows: boolean, limits: Limits) {
    this.#path = path;
    this.#onWindows = onWindows;
    this.#rules = onWindows ? 'zip' : 'tar';
    this.#limits = limits;
    this.#files = new NameBook(this.#rules);
    this.#code = new NameBook(this.#rules);
  }

  read(bytes: Buffer): void {
    let entries = 0;
    for (let at = 0; at < bytes.length; entries++) {
      const size = at + fixedSize < bytes.length ? bytes.readUInt32BE(at) : 0;
      if (size <= fixedSize || at + size > bytes.length) {
        const message = `the table of contents cannot be read from its byte ${count(at)} on; the bootloader reads past it`;
        this.problems.push(unreadable(this.#path, 'pyinstaller-bad-table', message));
        break;
      }
      if (entries >= this.#limits.entries) {
        this.problems.push(limit(this.#path, 'entries', `more than ${count(this.#limits.entries)} entries; the rest was not looked at`));
        break;
      }
      this.#entry(bytes.subarray(at, at + size));
      at += size;
    }
    if (this.#elsewhere > 0) {
      const files = this.#elsewhere === 1 ? 'file of this program lies' : 'files of this program lie';
      const message = `${count(this.#elsewhere)} ${files} in another one, which was not looked for`;
      this.problems.push(skipped(this.#path, 'pyinstaller-elsewhere', message));
    }
  }

  #entry(bytes: Buffer): void {
    const [at, packed, size, flag] = [bytes.readUInt32BE(4), bytes.readUInt32BE(8), bytes.readUInt32BE(12), bytes[16]!];
    const type = String.fromCharCode(bytes[17]!);
    if (type === itemType.option || type === itemType.elsewhere) {
      this.#noFile(bytes.subarray(fixedSize));
      if (type === itemType.elsewhere) this.#elsewhere++;
      return;
    }
    const item: Item = { path: this.#name(bytes.subarray(fixedSize)), type, at, packed, size, isPacked: flag !== 0 };
    const { path } = item;
    const said = judgeName(path, this.#rules, this.#limits);
    this.problems.push(...said);
    if (said.some(({ kind }) => kind === 'limit')) return;
    const names = codeTypes.includes(type) ? this.#code : this.#files;
    this.problems.push(...names.add(path, type === itemType.link ? 'other' : 'file'));
    if (!fileTypes.includes(type) && !codeTypes.includes(type) && type !== itemType.link)
      this.problems.push(
        unreadable(path, 'pyinstaller-type', `${quote(path)} is of the type ${quote(type)}, which is not known; it was looked at as a file`),
      );
    if (flag > 1) this.#say(path, 'pyinstaller-flag', `${quote(path)} is packed to Python's reader, and not to the bootloader`);
    if (!item.isPacked && packed !== size)
      this.#say(
        path,
        'pyinstaller-sizes',
        `${quote(path)} is not packed, and has ${count(packed)} bytes to one reader and ${count(size)} to another`,
      );
    this.items.push(item);
  }

  /** An option, or a file of another program: its text is for the bootloader alone, but Python's reader refuses the whole archive for one that is none. */
  #noFile(name: Buffer): void {
    const text = this.#name(name);
    if (text.includes('\ufffd'))
      this.#say(this.#path, 'name-encoding', `the option or reference ${quote(text)} is no text; one reader refuses the archive for it`);
  }

  /** Up to the first zero, as the bootloader reads it; Python's reader drops those at the end only, which a name then shows. */
  #name(bytes: Buffer): string {
    const text = bytes.toString('utf8').replace(/\0+$/, '');
    return this.#onWindows ? text.replaceAll('\\', '/') : text;
  }

  #say(path: string, code: string, message: string): void {
    this.problems.push(hazard(path, code, message));
  }
}

/** Read in place: its reader asks for the magic, and nothing else would tell that there are modules. */
async function* judgeModules({ path, at, isPacked }: Item, archive: RandomAccess): AsyncGenerator<Problem> {
  const start = Buffer.from(await archive.read(at, pyzMagic.length)).toString('latin1');
  if (isPacked || start !== pyzMagic)
    yield unreadable(path, 'pyinstaller-bad-table', `${quote(path)} is said to hold modules, and is no archive of them`);
}

function* behindLink({ path }: Item, links: ReadonlySet<string>): Generator<Problem> {
  const through = links.size > 0 ? [...ancestors(path)].find((folder) => links.has(folder)) : undefined;
  if (through !== undefined)
    yield hazard(path, 'link-through', `${quote(path)} lies behind the symbolic link ${quote(through)}; the program writes where the link points`);
}

/** In the archive, not in the program: what lies outside of it is none of a file's bytes. */
function content(item: Item, archive: RandomAccess, end: number): Bytes {
  return item.isPacked ? inflatePart(item, archive, end, item.size) : plain(item, archive, end);
}

async function* plain(item: Item, archive: RandomAccess, end: number): Bytes {
  yield* packedPart(item, archive, end);
}

const longestTarget = 4096;

/** From 6.0 on: the content is the target, with a zero behind it. */
async function* readLink(entry: Entry, onWindows: boolean): AsyncGenerator<Entry | Problem> {
  const { path, size = 0 } = entry;
  if (size > longestTarget) return yield hazard(path, 'link-odd', `${quote(path)} is a symbolic link with ${count(size)} bytes of target`);
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of entry.bytes()) chunks.push(chunk);
  } catch (error) {
    if (error instanceof ContainerError) return yield error.problem;
    throw error;
  }
  const text = Buffer.concat(chunks).toString('utf8').replace(/\0$/, '');
  const target = onWindows ? text.replaceAll('\\', '/') : text;
  if (target === '' || target.includes('\0'))
    yield hazard(path, 'link-odd', `the symbolic link ${quote(path)} points to ${quote(target)}; the bootloader ends it at the first zero`);
  if (pointsOutside(path, target))
    yield hazard(path, 'link-outside', `the symbolic link ${quote(path)} points out of the program's folder, to ${quote(target)}`);
  yield { path, type: 'link', size: 0, target, bytes: async function* () {} };
}
