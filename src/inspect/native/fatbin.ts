// CUDA fat binaries, as nvcc embeds them (.nv_fatbin of ELF, .nv_fatb of PE): containers laid end to end, each a 16-byte header
// (magic 0xBA55ED50, version, header size, size of all entries), then entries with headers of their own that say kind (1 PTX, 2 cubin),
// size and architecture. Not published by NVIDIA; the layout is the one that cuda-gdb, Clang's fatbinary reader and cricket agree on.
import { bounds, type Reading } from './reading.ts';

const magic = 0xba55ed50;
const kinds: Readonly<Record<number, string>> = { 1: 'compute', 2: 'sm' };

/** Architectures of the GPU code in a range of the file, such as `sm_70` (machine code) or `compute_70` (PTX), sorted by number. */
export async function cudaArchitectures(reading: Reading, offset: number, size: number): Promise<string[]> {
  const seen = new Set<string>();
  const end = Math.min(offset + size, reading.from.size);
  let at = offset;
  for (let count = 0; at + 16 <= end && count < bounds.rows; count++) {
    const header = await reading.table(at, 16, true, 'a CUDA container');
    if (header.u32(0) !== magic) {
      at += 8; // padding between containers
      if (header.u32(0) !== 0 || header.u32(4) !== 0) break;
      continue;
    }
    const start = at + header.u16(6);
    const stop = start + header.u64(8);
    await readEntries(reading, start, Math.min(stop, end), seen);
    if (stop <= at) break;
    at = stop;
  }
  const number = (name: string) => Number(/\d+/.exec(name)?.[0]);
  return [...seen].sort((a, b) => number(a) - number(b) || (a < b ? -1 : 1));
}

async function readEntries(reading: Reading, start: number, end: number, seen: Set<string>): Promise<void> {
  let at = start;
  for (let count = 0; at + 64 <= end && count < 4096; count++) {
    const entry = await reading.table(at, 64, true, 'an entry of a CUDA container');
    const kind = kinds[entry.u16(0)];
    if (kind !== undefined && seen.size < 256) seen.add(`${kind}_${entry.u32(28)}`);
    const next = at + entry.u32(4) + entry.u64(8);
    if (next <= at) return;
    at = next;
  }
}
