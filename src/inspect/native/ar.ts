// Static archives (ar(5), System V and GNU long names, BSD `#1/` names, GNU thin archives, Microsoft .lib, Rust .rlib, and the big archives of
// AIX): "!<arch>\n", then members with 60-byte text headers, each padded to an even size. A thin archive ("!<thin>\n") names members that lie
// elsewhere. Import libraries are archives without code: their members only say which library brings a symbol.
import { randomSlice } from '../../io/bytes.ts';
import type { NativeFile, NativeFormat, NativeImage, Problem, RandomAccess, Section } from '../../types.ts';
import { bitcode } from './bitcode.ts';
import { coff } from './coff.ts';
import { elf } from './elf.ts';
import { machoThin } from './macho.ts';
import { bounds, decode, details, disjoint, distinct, maybe, Reading, refuse } from './reading.ts';
import { wasm } from './wasm.ts';
import { xcoff } from './xcoff.ts';

const magics = ['!<arch>\n', '!<thin>\n', '<bigaf>\n'];
const magicSize = 8;

export const ar: NativeFormat = {
  id: 'ar',
  // A Debian package is an ar archive too, but of other archives: its first member says so.
  sniff: (head) => magics.includes(latin(head, 0, magicSize)) && latin(head, magicSize, 13) !== 'debian-binary',
  read: readAr,
};

const latin = (bytes: Uint8Array, at: number, length: number): string => Buffer.from(bytes.subarray(at, at + length)).toString('latin1');
const memberFormats: readonly NativeFormat[] = [elf, machoThin, xcoff, wasm, bitcode, coff];
const mostMembers = 1 << 18; // the largest static library seen, of MKL, has 60,000

interface Member {
  name: string;
  at: number;
  size: number;
}

async function readAr(from: RandomAccess, path: string, sha256: string): Promise<readonly (NativeImage | Problem)[]> {
  const reading = new Reading(from, path);
  const magic = latin((await reading.some(0, magicSize, true)).bytes, 0, magicSize);
  const members: Member[] = [];
  await reading.attempt(async () => {
    for await (const member of magic === '<bigaf>\n' ? bigMembers(reading) : commonMembers(reading, magic === '!<thin>\n')) {
      members.push(member);
      if (members.length < mostMembers) continue;
      reading.note('native-limit', `more than ${mostMembers} members; the rest was not seen`, 'limit');
      break;
    }
  });
  const seen = await readMembers(reading, members, sha256);
  const main = seen.objects[0]?.file;
  const all = (select: (file: NativeFile) => Iterable<string>) => distinct(seen.objects.flatMap(({ file }) => [...select(file)]));
  const imports = seen.objects.filter(({ file }) => file.details?.importObject || file.details?.importLibrary).length;
  const file: NativeFile = {
    path,
    format: 'ar',
    type: 'static',
    arch: commonest(seen.objects.map((one) => one.file.arch)) ?? 'unknown',
    bits: main?.bits ?? 64,
    endian: main?.endian ?? 'little',
    size: from.size,
    sha256,
    needed: [],
    ...maybe('compilers', all((file) => file.compilers ?? []).slice(0, 256)),
    ...(main === undefined ? {} : { stripped: seen.objects.every(({ file }) => file.stripped !== false) }),
    ...details({
      members: members.length,
      memberFormats: countsOf(seen.objects.map((one) => `${one.file.format} ${one.file.arch}`)),
      thin: magic === '!<thin>\n' || undefined,
      importLibrary: (imports > 0 && imports === seen.objects.length) || undefined,
      importsFrom: all((file) => [String(file.details?.importsFrom ?? '')]),
      debugInfo: seen.objects.some(({ file }) => file.details?.debugInfo) || undefined,
      rustLibrary: members.some(({ name }) => name === 'lib.rmeta') || undefined,
      goSystemObject: path.endsWith('.syso') || undefined,
    }),
  };
  const image: NativeImage = {
    file,
    sections: disjoint(seen.sections, from.size),
    bytes: from,
    units: distinct(members.map((member) => member.name)),
    problems: reading.problems,
    // Members are read a second time: keeping the tables of thousands of them would cost more than it saves.
    async symbols(visit) {
      for (const member of members) {
        const object = await readMember(reading, member, sha256);
        await object?.symbols(visit);
      }
    },
  };
  return [image, ...reading.problems];
}

/** Members in the order they lie, without the archive's own tables of symbols and names. */
async function* commonMembers(reading: Reading, thin: boolean): AsyncIterable<Member> {
  const { from } = reading;
  let longNames: Uint8Array = new Uint8Array();
  // A last byte of padding may be all that is left.
  for (let at = magicSize; at + 1 < from.size; ) {
    const header = latin((await reading.table(at, 60, true, 'a member header')).bytes, 0, 60);
    const written = /^(\d+) *$/.exec(header.slice(48, 58))?.[1];
    if (header.slice(58) !== '`\n' || written === undefined) refuse('ar-header', `no member header at byte ${at}`, at);
    const name = header.slice(0, 16).trimEnd();
    const table =
      name === '/' || name === '//' || name === '/SYM64/' || name === '/<ECSYMBOLS>/' || name === '/<XFGHASHMAP>/' || name === '/<HYBRIDMAP>/';
    const size = Number(written);
    const start = at + 60;
    const inside = !thin || table;
    if (inside && start + size > from.size) {
      reading.note('native-truncated', `the member at byte ${at} runs past the end`, 'unreadable', at);
    }
    if (name === '//') longNames = (await reading.table(start, size, true, 'the table of long names')).bytes;
    if (!table) {
      const member = await named(reading, name, start, inside ? Math.min(size, from.size - start) : 0, longNames);
      if (!/^__\.SYMDEF(_64)?( SORTED)?$/.test(member.name)) yield member;
    }
    at = inside ? start + size + (size % 2) : start;
  }
}

async function named(reading: Reading, name: string, at: number, size: number, longNames: Uint8Array): Promise<Member> {
  const bsd = /^#1\/(\d+)$/.exec(name)?.[1];
  if (bsd !== undefined) {
    const length = Math.min(Number(bsd), size);
    const text = (await reading.some(at, Math.min(length, bounds.name), true)).text(0);
    return { name: text, at: at + length, size: size - length };
  }
  const long = /^\/(\d+)$/.exec(name)?.[1];
  if (long === undefined) return { name: name.replace(/\/$/, ''), at, size };
  const start = Number(long);
  let end = start;
  while (end < longNames.length && end - start < bounds.name && longNames[end] !== 10 && longNames[end] !== 0) end++;
  return { name: decode(longNames.subarray(start, end)).replace(/\/$/, ''), at, size };
}

/** AIX: members are chained by offsets written as decimal text; the first and last stand in the file header. */
async function* bigMembers(reading: Reading): AsyncIterable<Member> {
  const number = (bytes: Uint8Array, at: number, length: number) => Number(/^(\d+)/.exec(latin(bytes, at, length))?.[1] ?? 0);
  const header = (await reading.table(0, 128, true, 'the archive header')).bytes;
  const last = number(header, 88, 20);
  const visited = new Set<number>();
  for (let at = number(header, 68, 20); at !== 0 && !visited.has(at) && visited.size < mostMembers; ) {
    visited.add(at);
    const fixed = (await reading.table(at, 112, true, 'a member header')).bytes;
    const nameSize = number(fixed, 108, 4);
    const name = decode((await reading.some(at + 112, Math.min(nameSize, bounds.name), true)).bytes);
    const start = at + 112 + nameSize + (nameSize % 2) + 2;
    const size = number(fixed, 0, 20);
    if (start + size > reading.from.size) refuse('native-truncated', `the member at byte ${at} runs past the end`, at);
    yield { name, at: start, size };
    if (at === last) return;
    at = number(fixed, 20, 20);
  }
}

interface Seen {
  objects: { file: NativeFile }[];
  sections: Section[];
}

async function readMembers(reading: Reading, members: readonly Member[], sha256: string): Promise<Seen> {
  const seen: Seen = { objects: [], sections: [] };
  for (const member of members) {
    const object = await readMember(reading, member, sha256);
    if (object === undefined) continue;
    seen.objects.push({ file: object.file });
    for (const section of object.sections) {
      if (section.kind === 'other' || seen.sections.length >= bounds.rows) continue;
      seen.sections.push({ ...section, offset: section.offset + member.at });
    }
  }
  return seen;
}

/** The object in a member; undefined where it is something else (an index, a text, metadata of a compiler). */
async function readMember(reading: Reading, { name, at, size }: Member, sha256: string): Promise<NativeImage | undefined> {
  if (size < 16) return undefined;
  const head = (await reading.some(at, Math.min(size, 512), true)).bytes;
  const format = memberFormats.find((one) => one.sniff(head, name));
  if (format === undefined) return undefined;
  let image: NativeImage | undefined;
  for (const part of await format.read(randomSlice(reading.from, at, size), reading.path, sha256)) {
    if ('file' in part) image ??= part;
    else reading.note(part.code, `member ${name}: ${part.message}`, part.kind, at + (part.offset ?? 0));
  }
  return image;
}

function countsOf(words: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([word, count]) => `${word}: ${count}`);
}

const commonest = (words: readonly string[]): string | undefined => /^(.*): \d+$/.exec(countsOf(words)[0] ?? '')?.[1];
