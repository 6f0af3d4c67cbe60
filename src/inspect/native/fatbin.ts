// CUDA fat binaries, as nvcc embeds them (.nv_fatbin of ELF, .nv_fatb of PE): containers laid end to end, each a 16-byte header
// (magic 0xBA55ED50, version, header size, size of all entries), then entries with headers of their own that say kind (1 PTX, 2 cubin),
// size and architecture. Not published by NVIDIA; the layout is the one that cuda-gdb, Clang's fatbinary reader and cricket agree on.
import { exceed, type Reading } from './reading.ts';

const magic = 0xba55ed50;
const mostContainers = 1 << 17;
const mostEntries = 1 << 17; // of all containers: 867 MB of GPU code in one library of PyTorch are 4,510
const kinds: Readonly<Record<number, string>> = { 1: 'compute', 2: 'sm' };

/** Architectures of the GPU code in a range of the file, such as `sm_70` (machine code) or `compute_70` (PTX), sorted by number. */
export async function cudaArchitectures(reading: Reading, offset: number, size: number): Promise<string[]> {
  const seen = new Set<string>();
  const end = Math.min(offset + size, reading.from.size);
  let [at, entries] = [offset, 0];
  for (let count = 0; at + 16 <= end && count < mostContainers; count++) {
    const header = await reading.table(at, 16, true, 'a CUDA container');
    if (header.u32(0) !== magic) {
      at += 8; // padding between containers
      if (header.u32(0) !== 0 || header.u32(4) !== 0) break;
      continue;
    }
    const start = at + header.u16(6);
    const stop = start + header.u64(8);
    entries += await readEntries(reading, start, Math.min(stop, end), seen, mostEntries - entries);
    if (stop <= at) break;
    at = stop;
  }
  const number = (name: string) => Number(/\d+/.exec(name)?.[0]);
  return [...seen].sort((a, b) => number(a) - number(b) || (a < b ? -1 : 1));
}

async function readEntries(reading: Reading, start: number, end: number, seen: Set<string>, most: number): Promise<number> {
  let at = start;
  let count = 0;
  for (; at + 64 <= end; count++) {
    if (count >= most) exceed(`more than ${mostEntries} entries in CUDA containers`);
    const entry = await reading.table(at, 64, true, 'an entry of a CUDA container');
    const kind = kinds[entry.u16(0)];
    if (kind !== undefined && seen.size < 256) seen.add(`${kind}_${entry.u32(28)}`);
    const next = at + entry.u32(4) + entry.u64(8);
    if (next <= at) return count;
    at = next;
  }
  return count;
}
