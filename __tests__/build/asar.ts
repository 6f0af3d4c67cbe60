// Makes Electron archives, honest ones and ones that lie.
import { createHash } from 'node:crypto';

export interface AsarParts {
  /** The header, as an object or as its very text. */
  header: object | string | Uint8Array;
  data?: string;
  /** The three sizes after the first pickle's own, where they are to lie. */
  pickle?: number;
  payload?: number;
  text?: number;
}
export function makeAsar({ header, data = '', ...lie }: AsarParts): Buffer {
  const text = Buffer.from(typeof header === 'string' || header instanceof Uint8Array ? header : JSON.stringify(header));
  const padded = Buffer.concat([text, Buffer.alloc((4 - (text.length % 4)) % 4)]);
  const sizes = Buffer.alloc(16);
  sizes.writeUInt32LE(4, 0);
  sizes.writeUInt32LE(lie.pickle ?? padded.length + 8, 4);
  sizes.writeUInt32LE(lie.payload ?? padded.length + 4, 8);
  sizes.writeUInt32LE(lie.text ?? text.length, 12);
  return Buffer.concat([sizes, padded, Buffer.from(data)]);
}

/** A file's node, with its hashes. */
export const asarFile = (data: string, offset: number, change: object = {}): object => {
  const hash = createHash('sha256').update(data).digest('hex');
  return { size: data.length, offset: String(offset), integrity: { algorithm: 'SHA256', hash, blockSize: 4 << 20, blocks: [hash] }, ...change };
};
