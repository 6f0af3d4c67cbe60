// The Java runtime's image file (lib/modules; jdk.internal.jimage.ImageHeader): 0xCAFEDADA in the byte order of the machine, a version, the number
// of resources, and the sizes of the tables that follow. It holds every class of a runtime, so it counts as compiled code.
import type { NativeFormat } from '../../types.ts';
import { details, Reading } from './reading.ts';

const little = [0xda, 0xda, 0xfe, 0xca];
const starts = (head: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, index) => head[index] === byte);

export const jimage: NativeFormat = {
  id: 'jimage',
  sniff: (head) => head.length >= 28 && (starts(head, little) || starts(head, [...little].reverse())),
  async read(from, path, sha256) {
    const reading = new Reading(from, path);
    const isLittle = starts((await reading.some(0, 4, true)).bytes, little);
    const header = await reading.attempt(() => reading.table(0, 28, isLittle, 'the image header'));
    const facts = header && { imageVersion: `${header.u32(4) >>> 16}.${header.u32(4) & 0xffff}`, resources: header.u32(12) };
    const tables = header ? 28 + header.u32(16) * 8 + header.u32(20) : 0;
    const names = header && { name: 'names', offset: tables, size: Math.min(header.u32(24), from.size - tables), kind: 'strings' as const };
    return [
      {
        file: {
          path,
          format: 'jimage',
          type: 'module',
          arch: 'jvm',
          bits: 64,
          endian: isLittle ? 'little' : 'big',
          size: from.size,
          sha256,
          needed: [],
          ...details(facts ?? {}),
        },
        sections: names && names.size > 0 ? [names] : [],
        bytes: from,
        symbols: async () => {},
      },
      ...reading.problems,
    ];
  },
};
