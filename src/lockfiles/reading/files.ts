// Python distributions by their file names, and what a list of them says about source. PEP 427 (wheels), PEP 625 (source archives).
import { eq, valid } from '@renovatebot/pep440';
import type { LockedFile } from '../../types.ts';
import { normalName } from './names.ts';

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

/**
 * Of files listed under one name, those of one version, by the version in their names (PEP 440: 1.0 and 1.0.0 are the same). All of them where no
 * name tells: leaving a source archive out by mistake would make a release look binary.
 */
export function ofVersion(files: readonly LockedFile[], name: string, version: string): LockedFile[] {
  const own = files.filter((file) => isVersion(versionIn(file.name, name), version));
  return own.length === 0 ? [...files] : own;
}

function versionIn(file: string, name: string): string {
  const base = file.replace(sourceArchive, '').replace(/\.(?:whl|egg|exe|msi|rpm|dmg)$/i, '');
  if (file.endsWith('.whl')) return base.split('-')[1] ?? '';
  const rest = base.slice(name.length);
  const after =
    normalName(base.slice(0, name.length)) === normalName(name) && rest.startsWith('-') ? rest.slice(1) : base.slice(base.lastIndexOf('-') + 1);
  return after.split(/-py|\.(?:win|linux|macosx)/)[0]!;
}

const isVersion = (found: string, wanted: string): boolean =>
  found === wanted || (valid(found) !== null && valid(wanted) !== null && eq(found, wanted));
