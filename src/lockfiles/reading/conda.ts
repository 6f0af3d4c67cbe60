// conda packages by their addresses: CHANNEL/SUBDIR/NAME-VERSION-BUILD.conda (or .tar.bz2). https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/packages.html
import type { LockedPackage } from '../../types.ts';
import { fileName } from './files.ts';

export interface CondaAddress {
  name: string;
  version: string;
  build: string;
  subdir: string;
}

/** Names may hold dashes, versions and builds may not. */
export function condaAddress(url: string): CondaAddress | undefined {
  const parts = fileName(url)
    .replace(/\.(?:conda|tar\.bz2|tar\.zst)$/, '')
    .split('-');
  if (parts.length < 3) return undefined;
  const subdir = url.split(/[?#]/, 1)[0]!.split('/').at(-2) ?? '';
  return { name: parts.slice(0, -2).join('-'), version: parts.at(-2)!, build: parts.at(-1)!, subdir };
}

/** Packages for one platform are compiled by the channel's builders; `noarch` ones are scripts and data. A file: address is a local or virtual package. */
export function condaFacts(url: string): Partial<LockedPackage> {
  const subdir = url.split(/[?#]/, 1)[0]!.split('/').at(-2) ?? '';
  const isPlatform = /^(?:linux|osx|win|freebsd|emscripten|wasi|zos)-\w+$/.test(subdir);
  return {
    resolved: /^https?:/.test(url) ? { kind: 'registry', url } : { kind: 'path', url },
    ...(isPlatform ? { compiled: `conda package for ${subdir}` } : {}),
  };
}
