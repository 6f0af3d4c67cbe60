// Hashes of whole files, read through one buffer.
import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import type { RandomAccess } from '../types.ts';

const blockSize = 1 << 20;

/** The SHA-256 of everything in `file`, in hex. */
export async function sha256Of(file: RandomAccess): Promise<string> {
  const digest = createHash('sha256');
  if (file.descriptor === undefined) {
    for await (const chunk of file.slice(0, file.size)) digest.update(chunk);
    return digest.digest('hex');
  }
  const block = Buffer.allocUnsafe(blockSize);
  for (let at = 0; at < file.size; ) {
    const count = readSync(file.descriptor, block, 0, Math.min(blockSize, file.size - at), at);
    if (count === 0) break;
    digest.update(block.subarray(0, count));
    at += count;
    if (at % (64 * blockSize) === 0) await new Promise(setImmediate); // let others of this thread speak
  }
  return digest.digest('hex');
}
