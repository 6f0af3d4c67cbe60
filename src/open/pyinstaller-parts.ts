// What PyInstaller's two archives have in common: parts that lie one behind the other, each a zlib stream or plain bytes.
import { createInflate } from 'node:zlib';
import type { Bytes, Problem, RandomAccess } from '../types.ts';
import { through } from './inflate.ts';
import { ContainerError, count, hazard, quote, unreadable } from './problems.ts';

/** Where the bytes of a file lie in an archive. */
export interface Part {
  path: string;
  at: number;
  packed: number;
}

/** Parts and table fill an archive from `start` to `end`, each byte once. */
export function* judgeParts(parts: readonly Part[], start: number, end: number, path: string): Generator<Problem> {
  const inOrder = parts.filter(({ packed }) => packed > 0).sort((a, b) => a.at - b.at || a.packed - b.packed);
  let covered = start;
  let gap = 0;
  let overlap: string | undefined;
  for (const part of inOrder) {
    if (part.at < covered) overlap ??= part.path;
    gap += Math.max(0, part.at - covered);
    covered = Math.max(covered, part.at + part.packed);
  }
  gap += Math.max(0, end - covered);
  if (overlap !== undefined)
    yield hazard(path, 'pyinstaller-overlap', `${quote(overlap)} begins inside of what stands before it; the same bytes are shown twice`);
  if (gap > 0) yield hazard(path, 'pyinstaller-gap', `${count(gap)} bytes of the archive belong to no file, and no reader shows them`);
}

/** The packed bytes of one part; `end` is where the parts end. */
export function packedPart({ path, at, packed }: Part, archive: RandomAccess, end: number): Bytes {
  if (at + packed > end) throw new ContainerError(unreadable(path, 'truncated', `${quote(path)} runs past the end of the archive`));
  return archive.slice(at, packed);
}

/** A zlib stream of the stated size, where one is stated, with nothing behind it. */
export async function* inflatePart(part: Part, archive: RandomAccess, end: number, size?: number): Bytes {
  const { path, packed } = part;
  const transform = createInflate({ chunkSize: 1 << 17 });
  let total = 0;
  for await (const chunk of through(packedPart(part, archive, end), transform, path, 'zlib')) {
    total += chunk.length;
    if (size !== undefined && total > size) break;
    yield chunk;
  }
  if (size !== undefined && total !== size) {
    const really = total > size ? 'more' : `${count(total)} bytes`;
    const message = `${quote(path)} unpacks to ${really}, not to the ${count(size)} bytes that the table of contents states`;
    throw new ContainerError(hazard(path, 'pyinstaller-size-lies', message));
  }
  const slack = packed - transform.bytesWritten;
  if (slack > 0)
    throw new ContainerError(hazard(path, 'pyinstaller-slack', `${count(slack)} bytes hide behind the end of the packed data of ${quote(path)}`));
}
