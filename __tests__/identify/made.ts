// Native images and artifacts made of literals: a name, names that it defines, texts among its constants.

import { assemble } from '../../src/identify/assemble.ts';
import { recogniseImage } from '../../src/identify/image.ts';
import { randomFromBuffer } from '../../src/io/bytes.ts';
import type { Component, Metadata, NativeFile, NativeImage } from '../../src/types.ts';

export interface Made extends Partial<NativeFile> {
  path: string;
  symbols?: readonly string[];
  /** Names that a PE file gives to others. */
  exports?: readonly string[];
  strings?: readonly string[];
  /** Text in a section of another kind: it must not be seen. */
  elsewhere?: { kind: 'debug' | 'text' | 'gpu' | 'other'; text: string };
  units?: readonly string[];
}

export const file = (made: Made): NativeFile => {
  const { symbols: _symbols, exports: _exports, strings: _strings, elsewhere: _elsewhere, units: _units, ...facts } = made;
  return { format: 'elf', type: 'shared', arch: 'x86_64', bits: 64, endian: 'little', size: 1000, sha256: '00', needed: [], ...facts };
};

export function image(made: Made): NativeImage {
  const constants = Buffer.from(`\0${(made.strings ?? []).join('\0')}\0`, 'latin1');
  const elsewhere = Buffer.from(made.elsewhere?.text ?? '', 'latin1');
  return {
    file: file(made),
    sections: [
      { name: '.rodata', offset: 0, size: constants.length, kind: 'strings' },
      { name: '.other', offset: constants.length, size: elsewhere.length, kind: made.elsewhere?.kind ?? 'other' },
    ],
    bytes: randomFromBuffer(Buffer.concat([constants, elsewhere])),
    async symbols(visit) {
      for (const name of made.exports ?? []) visit(Buffer.from(name, 'latin1'), 0, name.length, 'export');
      for (const name of made.symbols ?? []) {
        const bytes = Buffer.from(name, 'latin1');
        visit(bytes, 0, bytes.length, 'dynamic');
      }
    },
    ...(made.units === undefined ? {} : { units: made.units }),
  };
}

/** `how id version confidence` of every component of an artifact that holds these files. */
export async function found(
  files: readonly Made[],
  about: { metadata?: Partial<Metadata>; path?: string; paths?: readonly string[] } = {},
): Promise<string[]> {
  return (await components(files, about)).map(({ how, id, version, confidence }) => [how, id, version, confidence].filter(Boolean).join(' '));
}

export async function components(
  files: readonly Made[],
  {
    metadata,
    path = 'some-1.0-cp312-cp312-manylinux_2_17_x86_64.whl',
    paths = [],
  }: { metadata?: Partial<Metadata>; path?: string; paths?: readonly string[] } = {},
): Promise<Component[]> {
  const sightings = (await Promise.all(files.map((one) => recogniseImage(image(one))))).flat();
  return assemble({
    native: files.map(file),
    sightings,
    files: paths.map((one) => ({ path: one, size: 1, kind: 'text' })),
    ...(metadata === undefined ? {} : { metadata: { requires: [], installScripts: [], ...metadata } }),
    path,
  }).components;
}

/** `count` names that begin alike. */
export const many = (start: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${start}${index}`);
