// Eggs (https://setuptools.pypa.io/en/latest/deprecated/python_eggs.html), what Python built before wheels: a zip with EGG-INFO at its top, in it PKG-INFO (core metadata),
// requires.txt and native_libs.txt. The file name says name, version, Python and, with native code, the platform.
import type { MetadataFormat } from '../../types.ts';
import { fromRequiresTxt, readCoreMetadata } from './parts/python.ts';
import { decode, fileName, optional, unreadable } from './parts/text.ts';

export const egg: MetadataFormat = {
  id: 'egg',
  maxBytes: 8 << 20,
  wants: (path) => /^EGG-INFO\/(PKG-INFO|requires\.txt)$/.test(path),

  read(files, _listing, path) {
    const described = files.get('EGG-INFO/PKG-INFO');
    if (described === undefined) return undefined;
    const { metadata } = readCoreMetadata(decode(described));
    const requirements = files.get('EGG-INFO/requires.txt');
    const platform = /-py[\d.]+-(.+)\.egg$/.exec(fileName(path))?.[1];
    const incomplete = metadata.name === undefined || metadata.version === undefined;
    return {
      metadata: {
        ...metadata,
        ...(metadata.requires.length === 0 && requirements !== undefined ? { requires: fromRequiresTxt(decode(requirements)) } : {}),
        ...optional('platforms', platform === undefined ? undefined : [platform]),
      },
      problems: incomplete ? [unreadable('EGG-INFO/PKG-INFO', 'metadata-incomplete', 'PKG-INFO has no Name or no Version')] : [],
    };
  },
};
