// References to container images: [HOST[:PORT]/]NAME[:TAG][@DIGEST]. https://github.com/distribution/reference
import { formatPurl } from '../../purl/index.ts';
import type { LockedPackage } from '../../types.ts';
import { type Draft, locked, type Place } from './text.ts';

export interface ImageReference {
  name: string;
  tag?: string;
  digest?: string;
}

export function imageReference(reference: string): ImageReference {
  const at = reference.search(/@[a-z0-9+._-]+:/i); // an algorithm follows: what a template fills in may be written @BASE@
  const digest = at === -1 ? undefined : reference.slice(at + 1);
  const rest = at === -1 ? reference : reference.slice(0, at);
  const colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
  const tag = colon === -1 ? undefined : rest.slice(colon + 1);
  return { name: colon === -1 ? rest : rest.slice(0, colon), ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** An image as a package: a digest is its hash and, where there is one, its purl's version. */
export function imagePackage(place: Place, reference: string, more: Partial<LockedPackage> = {}): Draft {
  const { name, tag, digest } = imageReference(reference);
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const hasHost = /[.:]/.test(first) || first === 'localhost';
  const path = hasHost ? name.slice(slash + 1) : name;
  const last = path.lastIndexOf('/');
  const version = digest ?? tag;
  const purl = formatPurl({
    type: 'docker',
    name: path.slice(last + 1) || 'image',
    ...(last === -1 ? {} : { namespace: path.slice(0, last) }),
    ...(version === undefined ? {} : { version }),
    ...(hasHost ? { qualifiers: { repository_url: first } } : {}),
  });
  return locked(place, {
    name,
    ...(tag === undefined ? {} : { version: tag }),
    purl,
    resolved: { kind: 'image', url: reference },
    hashes: digest === undefined ? [] : [digest],
    key: `${reference} (line ${place.line})`,
    direct: true,
    requiredBy: ['.'],
    ...more,
  });
}
