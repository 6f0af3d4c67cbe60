// The file system behind a program's own bytes. An AppImage (AppImage specification, "Type 2 image format"; runtime.c of AppImageKit) is an ELF program that says so
// by `AI` and the number of its type at byte 8. Type 2 is followed by a file system, which the program mounts and starts from; type 1 is an ISO 9660 image at
// the same time. A SquashFS image is looked for behind any program, since other self-extracting files are made in the same way.
import { randomSlice } from '../io/bytes.ts';
import type { Problem, RandomAccess } from '../types.ts';
import { type Behind, firstByte } from './overlay.ts';
import { count, hazard, quote, unreadable } from './problems.ts';

/** The file system behind a program, and what is wrong with it; undefined where there is none, and the program does not say to have one. */
export async function findBehind(
  file: RandomAccess,
  behind: Behind | undefined,
  path: string,
): Promise<{ image?: RandomAccess; problems: readonly Problem[] } | undefined> {
  const type = await appImageType(file);
  if (type === 1) return { problems: [refused(path, 'an AppImage of type 1, an ISO 9660 image that begins with its own program')] };
  const mounted = type === undefined ? undefined : await endOfElf(file);
  const last = behind && (await firstByte(file, behind));
  const images = [];
  for (const at of new Set([mounted, last])) if (at !== undefined && (await isImage(file, at))) images.push(at);
  const [at] = images;
  if (type === undefined && at === undefined) return undefined;
  const problems = mounted === undefined || last === undefined || mounted === last ? [] : [twoPlaces(path, mounted, last)];
  if (at === undefined) return { problems: [...problems, refused(path, `an AppImage ${await beginning(file, last)}`)] };
  const end = behind && behind.at <= at ? behind.at + behind.size : file.size;
  return { image: randomSlice(file, at, end - at), problems };
}

const refused = (path: string, what: string): Problem => unreadable(path, 'unsupported-format', `${what}, which is not read`);

const twoPlaces = (path: string, mounted: number, last: number): Problem =>
  hazard(
    path,
    'appimage-offset',
    `the program mounts what lies at byte ${count(mounted)}, and its headers end at byte ${count(last)}; readers look for the file system at either place`,
  );

/** `hsqs`, and `sqsh` for the other order of bytes. */
async function isImage(file: RandomAccess, at: number): Promise<boolean> {
  return /^(hsqs|sqsh)$/.test(Buffer.from(await file.read(at, 4)).toString('latin1'));
}

async function beginning(file: RandomAccess, at: number | undefined): Promise<string> {
  if (at === undefined) return 'with no file system behind its program';
  return `whose file system begins with ${quote(Buffer.from(await file.read(at, 8)).toString('latin1'))}`;
}

const isoMagicAt = 0x8001;

/** Programs made before the mark was agreed upon are known by their ISO 9660 image. */
async function appImageType(file: RandomAccess): Promise<number | undefined> {
  const head = Buffer.from(await file.read(0, 16)).toString('latin1');
  if (!head.startsWith('\x7fELF')) return undefined;
  const type = /^AI([\x01\x02])/.exec(head.slice(8))?.[1]?.charCodeAt(0);
  return type ?? (Buffer.from(await file.read(isoMagicAt, 5)).toString('latin1') === 'CD001' ? 1 : undefined);
}

/** As the program itself finds it: the end of the section headers, or of the last section. Undefined where there are none. */
async function endOfElf(file: RandomAccess): Promise<number | undefined> {
  const head = Buffer.from(await file.read(0, 64));
  if (head.length < 64) return undefined;
  const wide = head[4] === 2;
  const little = head[5] !== 2;
  const word = (bytes: Buffer, at: number): number =>
    wide ? Number(little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at)) : little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  const half = (at: number): number => (little ? head.readUInt16LE(at) : head.readUInt16BE(at));
  const start = word(head, wide ? 40 : 32);
  const [size, sections] = wide ? [half(58), half(60)] : [half(46), half(48)];
  if (start === 0 || sections === 0 || start > file.size) return undefined;
  const last = Buffer.from(await file.read(start + size * (sections - 1), 40));
  if (last.length < 40) return undefined;
  const lastEnd = wide ? word(last, 24) + word(last, 32) : word(last, 16) + word(last, 20);
  return Math.max(start + size * sections, lastEnd);
}
