// What a name alone says, where nobody has looked inside: a path in an archive's list, a package in a lockfile. Never more than by name.
import type { Component, Location, LockedPackage, Sighting } from '../types.ts';
import { knowledge } from './catalogue.ts';
import { recogniseImage } from './image.ts';
import { comparable } from './names.ts';

const noBytes = { size: 0, read: async () => new Uint8Array(0), async *slice() {} };

/** Known components whose libraries are called like the file at `path`. */
export function recogniseName(path: string): Promise<readonly Sighting[]> {
  const file = { path, format: 'unknown', type: 'shared', arch: 'unknown', bits: 64, endian: 'little', size: 0, sha256: '', needed: [] } as const;
  return recogniseImage({ file, sections: [], bytes: noBytes, symbols: async () => {} });
}

/** CUDA packages are published once per CUDA release, under names that end in it. */
const withoutCuda = (name: string): string => comparable(name.replace(/[-_]cu\d{1,3}$/, ''));
const proprietary = new Map(
  knowledge
    .filter(({ category }) => category.startsWith('proprietary'))
    .flatMap((record) => (record.packages ?? []).map((name) => [withoutCuda(name), record] as const)),
);

/** A locked package that is itself known proprietary software. The catalogue knows names of the Python and npm indexes only. */
export function recognisePackage({ purl, name, version }: LockedPackage, at: Location): Component[] {
  const record = /^pkg:(pypi|npm)\//.test(purl) ? proprietary.get(withoutCuda(name)) : undefined;
  if (!record) return [];
  return [
    {
      id: record.id,
      name: record.name,
      purl,
      ...(version === undefined ? {} : { version }),
      licence: record.licence,
      category: record.category,
      how: 'declared',
      confidence: 'by-name',
      paths: [],
      evidence: [{ kind: 'lock-entry', value: name, ...at }],
    },
  ];
}
