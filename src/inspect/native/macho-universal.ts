// Universal Mach-O files (<mach-o/fat.h>): a big-endian list of slices, one image each: same path, size and hash, own architecture. Slices are
// Mach-O files, or static archives ("universal" .a). The magic is the one of Java class files, which is told apart by the count (see java-class).
import { randomSlice } from '../../io/bytes.ts';
import type { NativeFormat, NativeImage, Problem, RandomAccess } from '../../types.ts';
import { ar } from './ar.ts';
import { bitcode } from './bitcode.ts';
import { machoThin } from './macho.ts';
import { Reading } from './reading.ts';

export const macho: NativeFormat = {
  id: 'macho',
  sniff: (head) => machoThin.sniff(head, '') || isUniversal(head),
  async read(from, path, sha256) {
    const head = await from.read(0, 4096);
    return machoThin.sniff(head, path) ? machoThin.read(from, path, sha256) : readUniversal(from, path, sha256);
  },
};

const universal32 = 0xcafebabe;
const universal64 = 0xcafebabf;
const mostSlices = 42; // file(1) draws the line to class files there

/** The count is small, and the first slices' offsets lie behind the list, aligned as they say. */
function isUniversal(head: Uint8Array): boolean {
  if (head.length < 8) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const [magic, count] = [view.getUint32(0), view.getUint32(4)];
  if ((magic !== universal32 && magic !== universal64) || count === 0 || count > mostSlices) return false;
  const wide = magic === universal64;
  const rowSize = wide ? 32 : 20;
  if (head.length < 8 + rowSize) return false;
  const offset = wide ? Number(view.getBigUint64(16)) : view.getUint32(16);
  const align = view.getUint32(wide ? 32 : 24);
  return offset >= 8 + count * rowSize && align < 32;
}

const sliceFormats: readonly NativeFormat[] = [machoThin, ar, bitcode];

async function readUniversal(from: RandomAccess, path: string, sha256: string): Promise<readonly (NativeImage | Problem)[]> {
  const reading = new Reading(from, path);
  const images: (NativeImage | Problem)[] = [];
  await reading.attempt(async () => {
    const head = await reading.table(0, 8, false, 'the universal header');
    const wide = head.u32(0) === universal64;
    const rowSize = wide ? 32 : 20;
    const table = await reading.table(8, head.u32(4) * rowSize, false, 'the list of slices');
    const read: { start: number; end: number }[] = [];
    for (let at = 0; at < table.size; at += rowSize) {
      const offset = table.word(at + 8, wide);
      const size = table.word(at + (wide ? 16 : 12), wide);
      if (read.some(({ start, end }) => offset < end && start < offset + size)) {
        reading.note('macho-slices', `the slice at byte ${offset} lies over another`, 'hazard', offset);
        continue;
      }
      read.push({ start: offset, end: offset + size });
      images.push(...(await readSlice(reading, offset, size, sha256)));
    }
  });
  return [...images, ...reading.problems];
}

async function readSlice(reading: Reading, offset: number, size: number, sha256: string): Promise<readonly (NativeImage | Problem)[]> {
  const { from, path } = reading;
  const head = (await reading.some(offset, Math.min(size, 4096), true)).bytes;
  const format = sliceFormats.find((one) => one.sniff(head, path));
  if (offset + size > from.size || format === undefined) {
    const what = format === undefined ? 'is nothing that is known here' : 'runs past the end';
    reading.note('macho-slices', `the slice of ${size} bytes at byte ${offset} ${what}`, 'unreadable', offset);
  }
  if (format === undefined) return [];
  const parts = await format.read(randomSlice(from, offset, size), path, sha256);
  return parts.map((part) => ('file' in part ? inWhole(part, from, offset) : { ...part, offset: offset + (part.offset ?? 0) }));
}

/** The image of a slice as an image of the whole file: offsets count from the start of the file, as a person who opens it counts. */
const inWhole = (image: NativeImage, from: RandomAccess, offset: number): NativeImage => ({
  file: { ...image.file, size: from.size },
  sections: image.sections.map((section) => ({ ...section, offset: section.offset + offset })),
  bytes: from,
  get units() {
    return image.units ?? [];
  },
  ...(image.problems ? { problems: image.problems } : {}),
  symbols: (visit) => image.symbols(visit),
});
