// Dalvik executables (source.android.com "Dalvik Executable format"): "dex\n" and a version, then a header of fixed size with tables of strings,
// types and classes. One file holds all classes of a program, so it is native-like code of its own, not bytecode beside its source.
import type { NativeFormat, NativeImage, Problem, RandomAccess } from '../../types.ts';
import { bounded, details, disjoint, Reading, type Table, type Visit } from './reading.ts';

export const dex: NativeFormat = {
  id: 'dex',
  sniff: (head) => /^(dex|cdex)\n\d{3}\0/.test(Buffer.from(head.subarray(0, 9)).toString('latin1')),
  read: readDex,
};

async function readDex(from: RandomAccess, path: string, sha256: string): Promise<readonly (NativeImage | Problem)[]> {
  const reading = new Reading(from, path);
  const version = Buffer.from((await reading.some(4, 3, true)).bytes).toString('latin1');
  const header = await reading.attempt(async () => {
    const marked = await reading.table(0, 112, true, 'the dex header');
    return new Uint8Array(marked.bytes)[40] === 0x12 ? reading.table(0, 112, false, 'the dex header') : marked;
  });
  const data = header && { offset: header.u32(108), size: header.u32(104) };
  const image: NativeImage = {
    file: {
      path,
      format: 'dex',
      type: 'module',
      arch: 'dalvik',
      bits: 32,
      endian: header?.little === false ? 'big' : 'little',
      size: from.size,
      sha256,
      needed: [],
      ...details({ dexVersion: version, classes: header?.u32(96) }),
    },
    sections: disjoint(data ? [{ name: 'data', kind: 'strings', ...data }] : [], from.size),
    bytes: from,
    problems: reading.problems,
    async symbols(visit) {
      if (header) await reading.attempt(() => visitClasses(reading, header, visit));
    },
  };
  return [image, ...reading.problems];
}

/** Names of the classes defined here, as `org/example/Name`. */
async function visitClasses(reading: Reading, header: Table, visit: Visit): Promise<void> {
  const rows = async (at: number, rowSize: number, what: string) =>
    reading.table(header.u32(at + 4), bounded(header.u32(at), what) * rowSize, header.little, `the table of ${what}`);
  const [strings, types, classes] = [await rows(56, 4, 'strings'), await rows(64, 4, 'types'), await rows(96, 32, 'classes')];
  for (let row = 0; row < classes.size; row += 32) {
    const at = strings.u32(types.u32(classes.u32(row) * 4) * 4);
    const text = (await reading.some(at, 512, true)).bytes;
    let start = 0;
    while (start < 5 && (text[start] ?? 0) > 127) start++; // the length in characters, as LEB128
    const end = text.indexOf(0, start + 1);
    if (end > start + 2 && text[start + 1] === 0x4c) visit(text, start + 2, end - 1, 'export');
  }
}
