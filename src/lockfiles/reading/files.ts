// Python distributions by their file names, and what a list of them says about source. PEP 427 (wheels), PEP 625 (source archives).
import type { LockedFile } from '../../types.ts';

const sourceArchive = /\.(?:tar\.(?:gz|bz2|xz|Z|lzma)|tgz|tbz2?|txz|zip|tar)$/i;

/** source: an archive of source; pure: a wheel for every platform (`-none-any`); binary: any other wheel or a binary egg. */
export function distributionKind(name: string): LockedFile['kind'] {
  if (/-none-any\.whl$/i.test(name)) return 'pure';
  return sourceArchive.test(name) ? 'source' : 'binary';
}

/** The last part of a URL's or file's path, percent-decoded, without query and fragment. */
export function fileName(url: string): string {
  const path = url.split(/[?#]/, 1)[0]!;
  const last = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last; // a stray percent sign: the name is as it stands
  }
}

/** Files listed, and none of them source: true. No file listed: not said. */
export function binaryOnly(files: readonly LockedFile[]): { binaryOnly?: boolean } {
  return files.length === 0 ? {} : { binaryOnly: !files.some((file) => file.kind === 'source') };
}

/** A URL whose path names an archive or a package rather than a repository. */
export const isArchive = (url: string): boolean => /\.(?:whl|egg|zip|tgz|tar|tbz2?|txz|tar\.[a-z0-9]+)(?:[?#]|$)/i.test(url);
