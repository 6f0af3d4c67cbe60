// What a name alone says, where nobody has looked inside: a path in an archive's list, a package in a lockfile. Never more than by name.
import type { Component, Location, LockedPackage, Sighting } from '../types.ts';
import { knowledge, recordCalled } from './catalogue.ts';
import { recogniseImage } from './image.ts';
import { comparable } from './names.ts';
import type { KnownComponent } from './record.ts';

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

/** `https://github.com/a/b.git` and `git@github.com:a/b` are one repository. */
const repositoryKey = (url: string): string =>
  url
    .toLowerCase()
    .replace(/^[a-z+]+:\/\/(?:[^/@]*@)?|^[^/@:]+@/, '')
    .replace(':', '/')
    .replace(/(\.git)?\/*$/, '');
const repositories = new Map(
  knowledge.flatMap((record) =>
    [record.sourceUrl, record.homepage].flatMap((url) =>
      url !== undefined && /\/\/[^/]+\/[^/]+\/[^/]+/.test(url) ? [[repositoryKey(url), record] as const] : [],
    ),
  ),
);

/** Where people keep what others wrote. */
const vendorFolder = /(^|\/)(deps|vendor|vendored|_vendor|third[-_]?party|3rdparty|extern|external|externals|submodules|subprojects)\//i;

/** A fork or a mirror keeps the name of what it copies; outside of a folder for foreign code, or when short, the name may be anybody's own. */
function mirrorOf(url: string, folder: string): KnownComponent | undefined {
  const name = repositoryKey(url).split('/').at(-1) ?? '';
  return name.length >= 4 && vendorFolder.test(folder) ? recordCalled(name) : undefined;
}

/** A submodule whose repository is known software: vendored source, at whatever commit. Its version cannot be told by name. */
function recogniseSubmodule({ purl, folder, resolved }: LockedPackage, at: Location): Component[] {
  const { url, commit } = resolved;
  const record = folder === undefined || url === undefined ? undefined : (repositories.get(repositoryKey(url)) ?? mirrorOf(url, folder));
  if (!record || folder === undefined || url === undefined) return [];
  const { id, name, licence, category, sourceUrl } = record;
  return [
    {
      ...{ id, name, licence, category, purl },
      ...(sourceUrl === undefined ? {} : { sourceUrl }),
      how: 'vendored',
      confidence: 'by-name',
      paths: [folder],
      evidence: [{ kind: 'lock-entry', value: commit === undefined ? url : `${url} at ${commit}`, ...at }],
    },
  ];
}

/** A submodule of a known repository, or a locked package that is itself known proprietary software. The catalogue knows names of the Python and npm indexes only. */
export function recognisePackage(locked: LockedPackage, at: Location): Component[] {
  const { purl, name, version } = locked;
  if (locked.folder !== undefined) return recogniseSubmodule(locked, at);
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
