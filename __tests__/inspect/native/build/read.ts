import { bytecodeFormats, sniffNative } from '../../../../src/inspect/native/index.ts';
import { headSize, randomFromBuffer } from '../../../../src/io/bytes.ts';
import type { NativeFile, NativeImage, Problem, RandomAccess } from '../../../../src/types.ts';

export interface Read {
  format: string | undefined;
  files: NativeFile[];
  images: NativeImage[];
  problems: Problem[];
  /** `kind name` of every defined symbol, sorted. */
  symbols: string[];
}

/** Sniffs and reads bytes as the walk does, symbols and all. */
export async function readNative(bytes: Uint8Array, path = 'file'): Promise<Read> {
  return readFrom(randomFromBuffer(bytes), path);
}

export async function readFrom(from: RandomAccess, path: string): Promise<Read> {
  const format = sniffNative(await from.read(0, headSize), path);
  const parts = format ? await format.read(from, path, 'hash') : [];
  const images = parts.filter((part) => 'file' in part);
  const symbols: string[] = [];
  for (const image of images) {
    await image.symbols((name, start, end, table) => {
      symbols.push(`${table} ${Buffer.from(name.buffer, name.byteOffset + start, end - start).toString('latin1')}`);
    });
  }
  return {
    format: format?.id,
    images,
    files: images.map((image) => image.file),
    problems: parts.filter((part): part is Problem => 'code' in part),
    symbols: symbols.sort(),
  };
}

/** The only file of bytes that hold one image and no problem. */
export async function readOne(bytes: Uint8Array, path = 'file'): Promise<NativeFile> {
  const { files, problems } = await readNative(bytes, path);
  expect(problems).toEqual([]);
  expect(files).toHaveLength(1);
  return files[0] as NativeFile;
}

export const bytecodeOf = (bytes: Uint8Array, path: string): string | undefined => {
  const format = bytecodeFormats.find((one) => one.sniff(bytes, path));
  return format && `${format.id} ${format.version(bytes)}`;
};
