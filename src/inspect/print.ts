// What a comparison with a source needs of a file, made while it is read anyway. A git blob id is the hash of `blob`, the length in
// decimal, a NUL and the content (gitformat-pack(5), hash-function-transition): the length stands first, so it must be known beforehand.
import { createHash } from 'node:crypto';
import type { PrintedFile } from '../types.ts';

const mostText = 1 << 20;
const binaryHead = 8000; // git's own bound: a NUL among the first 8000 bytes makes a file binary

export interface Printer {
  update(chunk: Uint8Array): void;
  /** `size`: bytes that came. Another size than the container's promise leaves no id: half an answer would be a wrong one. */
  end(size: number): Pick<PrintedFile, 'id' | 'text' | 'compiledFrom'>;
}

/** A printer for one file. `size` is what its container promises; without it small files are kept and hashed at their end. */
export function printer(hash: 'sha1' | 'sha256', path: string, size: number | undefined): Printer {
  const digest = size === undefined ? undefined : createHash(hash).update(`blob ${size}\0`);
  let kept: Uint8Array[] | undefined = [];
  let total = 0;
  return {
    update(chunk) {
      digest?.update(chunk);
      total += chunk.length;
      if (total > mostText) kept = undefined;
      else kept?.push(chunk.slice()); // the reader may use its buffer again
    },
    end(came) {
      const bytes = kept && Buffer.concat(kept);
      const text = bytes && !bytes.subarray(0, binaryHead).includes(0) ? { text: new Uint8Array(bytes) } : {};
      const named = bytes && path.endsWith('.class') ? sourceFileOf(bytes) : undefined;
      const compiledFrom = named === undefined ? {} : { compiledFrom: named };
      if (digest !== undefined) return came === size ? { id: digest.digest('hex'), ...text, ...compiledFrom } : {};
      return bytes ? { id: createHash(hash).update(`blob ${bytes.length}\0`).update(bytes).digest('hex'), ...text, ...compiledFrom } : {};
    },
  };
}

/** The SourceFile name among a Java class's constants (JVMS 4.4.7: tag 1, two bytes of length, the text): the last that looks like one. */
function sourceFileOf(bytes: Buffer): string | undefined {
  let found: string | undefined;
  for (const match of bytes.toString('latin1').matchAll(/\x01\0([\x06-\xff])([\w$-]{1,200}\.(?:java|kt|scala|groovy|clj))/g)) {
    const [, length = '', name = ''] = match;
    if (length.charCodeAt(0) === name.length) found = name;
  }
  return found;
}
