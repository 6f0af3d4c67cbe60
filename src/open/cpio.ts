// cpio (cpio(5) of libarchive, "New ASCII Format" and "Old ASCII Format"): members one after another, each a header in ASCII digits, a name that ends in
// NUL, its data; "TRAILER!!!" ends it. 070701 and 070702 (with a checksum) are padded to 4 bytes, 070707 is not. Used in rpm packages and initial ramdisks,
// where several archives may follow one another.
import type { ByteSource, Bytes, ContainerFormat, Entry, Limits, Problem } from '../types.ts';
import { ByteReader } from './byte-reader.ts';
import { judgeName, NameBook } from './names.ts';
import { ContainerError, count, hazard, limit, quote, skipped, unreadable } from './problems.ts';

const newSize = 110;
const oldSize = 76;
const trailer = 'TRAILER!!!';

export const cpio: ContainerFormat = {
  id: 'cpio',
  sniff: (head) => /^0707(01[0-9a-fA-F]{104}|02[0-9a-fA-F]{104}|07[0-7]{70})/.test(ascii(head.subarray(0, newSize))),
  entries: (from: ByteSource, path: string, limits: Limits) => readCpio(from.stream(), path, limits),
};

const ascii = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

interface Header {
  mode: number;
  links: number;
  inode: string;
  size: number;
  nameSize: number;
  length: number;
  align: number;
}

function readHeader(text: string): Header | undefined {
  if (/^07070[12][0-9a-fA-F]{104}/.test(text)) {
    const field = (index: number) => Number.parseInt(text.slice(6 + index * 8, 14 + index * 8), 16);
    return {
      inode: `${field(7)}:${field(8)}:${field(0)}`,
      mode: field(1),
      links: field(4),
      size: field(6),
      nameSize: field(11),
      length: newSize,
      align: 4,
    };
  }
  if (!/^070707[0-7]{70}/.test(text)) return undefined;
  const octal = (at: number, size: number) => Number.parseInt(text.slice(at, at + size), 8);
  return {
    inode: text.slice(6, 18),
    mode: octal(18, 6),
    links: octal(36, 6),
    nameSize: octal(59, 6),
    size: octal(65, 11),
    length: oldSize,
    align: 1,
  };
}

/** The entries of a cpio stream. Names are those of a root file system: a backslash is a plain character, links may be absolute. */
export async function* readCpio(stream: Bytes, path: string, limits: Limits): AsyncGenerator<Entry | Problem> {
  const reader = new ByteReader(stream);
  const names = new NameBook('system');
  const links = new Links();
  try {
    for (let members = 0; ; members++) {
      if (members > limits.entries) return yield limit(path, 'entries', `more than ${count(limits.entries)} entries`);
      const at = reader.offset;
      const header = readHeader(ascii(await reader.peek(newSize)));
      if (header === undefined)
        return yield at === 0 || (await reader.peek(1)).length > 0
          ? hazard(path, 'cpio-bad-header', `no member header at byte ${count(at)}; some readers stop there, others search for the next one`)
          : unreadable(path, 'truncated', 'the archive ends without its trailer');
      if (header.nameSize > limits.nameLength + 1)
        return yield limit(path, 'nameLength', `a name of ${count(header.nameSize)} bytes at byte ${count(at)}`);
      await reader.take(header.length);
      const name = ascii(await reader.take(header.nameSize));
      await reader.skip(pad(header.length + header.nameSize, header.align));
      const text = Buffer.from(name.replace(/\0[\s\S]*$/, ''), 'latin1').toString('utf8');
      if (name.slice(0, -1).includes('\0')) yield hazard(text, 'name-control', `the name ${quote(name.slice(0, -1))} goes on behind its end`);
      if (text === trailer) {
        yield* links.left();
        return yield* behindTrailer(reader, path);
      }
      const member = text.replace(/^(\.?\/)+/, '');
      const end = reader.offset + header.size;
      if (member !== '' && member !== '.') {
        yield* judgeName(member, 'system', limits);
        const entry = await makeEntry(reader, member, header, path);
        yield* names.add(member, entry.type === 'file' ? 'file' : entry.type === 'folder' ? 'folder' : 'other');
        if (entry.type === 'file' && header.links > 1) yield* links.resolve(entry, header);
        else yield entry;
      }
      if (reader.failed) return;
      const missing = end - reader.offset;
      if ((await reader.skip(missing)) < missing) return yield unreadable(path, 'truncated', `the archive ends inside ${quote(text)}`);
      await reader.skip(pad(header.size, header.align));
    }
  } finally {
    await reader.close();
  }
}

/** Of the links to one file all but the last are written without data: they wait until it is known which member is the file. */
class Links {
  readonly #waiting = new Map<string, Entry[]>();

  *resolve(entry: Entry, header: Header): Generator<Entry> {
    if (header.size === 0) {
      const waiting = this.#waiting.get(header.inode);
      if (waiting) waiting.push(entry);
      else this.#waiting.set(header.inode, [entry]);
      return;
    }
    yield entry;
    for (const link of this.#waiting.get(header.inode) ?? []) yield { ...link, type: 'link', target: entry.path };
    this.#waiting.delete(header.inode);
  }

  /** Links whose file never came with data: an empty file under several names. */
  *left(): Generator<Entry> {
    for (const [first, ...rest] of this.#waiting.values()) {
      if (first) yield { ...first, bytes: async function* () {} };
      for (const link of rest) yield { ...link, type: 'link', target: first!.path };
    }
  }
}

const pad = (size: number, align: number): number => (align - (size % align)) % align;
const longestTarget = 4096;

async function makeEntry(reader: ByteReader, path: string, header: Header, container: string): Promise<Entry> {
  const kind = header.mode & 0o170000;
  const start = reader.offset;
  const base = { path, size: header.size, mode: header.mode & 0o7777 };
  const bytes = async function* (): Bytes {
    if (reader.offset !== start) throw new Error(`the content of ${path} was asked for too late or twice`);
    yield* reader.stream(header.size);
    if (reader.offset < start + header.size) throw new ContainerError(unreadable(container, 'truncated', `the archive ends inside ${quote(path)}`));
  };
  if (kind === 0o120000) {
    const target = Buffer.from(await reader.take(Math.min(header.size, longestTarget))).toString('utf8');
    return { ...base, size: 0, type: 'link', target, bytes: async function* () {} };
  }
  const type = kind === 0o040000 ? 'folder' : kind === 0o100000 || kind === 0 ? 'file' : 'device';
  return { ...base, type, path: type === 'folder' ? `${path.replace(/\/+$/, '')}/` : path, bytes };
}

/** Zeros fill up a block; a kernel reads further archives that follow, most programs do not. */
async function* behindTrailer(reader: ByteReader, path: string): AsyncGenerator<Problem> {
  for (;;) {
    const part = await reader.take(1 << 16);
    if (part.length === 0) return;
    const at = part.findIndex((byte) => byte !== 0);
    if (at < 0) continue;
    const message = `data follows the end of the archive, from byte ${count(reader.offset - part.length + at)}; it was not looked into`;
    return yield readHeader(ascii(part.subarray(at, at + newSize)))
      ? hazard(path, 'cpio-after-end', `another archive follows the end of the first; some readers list it, others do not`)
      : skipped(path, 'cpio-trailing-data', message);
  }
}
