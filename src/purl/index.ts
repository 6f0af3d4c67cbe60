// Package URLs: parse, format, and make them from the names that package managers write. https://packageurl.org (ECMA-427)
import packageurl from 'packageurl-js';
import { alpm } from './alpm.ts';
import { apk } from './apk.ts';
import { bazel } from './bazel.ts';
import { bitbucket } from './bitbucket.ts';
import { cargo } from './cargo.ts';
import { cocoapods } from './cocoapods.ts';
import { composer } from './composer.ts';
import { conan } from './conan.ts';
import { conda } from './conda.ts';
import { cpan } from './cpan.ts';
import { cran } from './cran.ts';
import { deb } from './deb.ts';
import { docker } from './docker.ts';
import { gem } from './gem.ts';
import { generic } from './generic.ts';
import { github } from './github.ts';
import { githubactions } from './githubactions.ts';
import { gitlab } from './gitlab.ts';
import { golang } from './golang.ts';
import { hackage } from './hackage.ts';
import { helm } from './helm.ts';
import { hex } from './hex.ts';
import { jsr } from './jsr.ts';
import { julia } from './julia.ts';
import { maven } from './maven.ts';
import { nix } from './nix.ts';
import { npm } from './npm.ts';
import { nuget } from './nuget.ts';
import { oci } from './oci.ts';
import { pub } from './pub.ts';
import { pypi } from './pypi.ts';
import { rpm } from './rpm.ts';
import { spack } from './spack.ts';
import { swift } from './swift.ts';
import { terraform } from './terraform.ts';
import type { NameParts, Purl, PurlType } from './type.ts';
import { vcpkg } from './vcpkg.ts';

export type { Purl } from './type.ts';

/** Every type that has a rule of its own, or names that we write. A type that is not listed is kept as it is written. */
export const purlTypes: readonly PurlType[] = [
  alpm,
  apk,
  bazel,
  bitbucket,
  cargo,
  cocoapods,
  composer,
  conan,
  conda,
  cpan,
  cran,
  deb,
  docker,
  gem,
  generic,
  github,
  githubactions,
  gitlab,
  golang,
  hackage,
  helm,
  hex,
  jsr,
  julia,
  maven,
  nix,
  npm,
  nuget,
  oci,
  pub,
  pypi,
  rpm,
  spack,
  swift,
  terraform,
  vcpkg,
];
const byType = new Map(purlTypes.map((type) => [type.type, type]));

const maxLength = 4096;

/** Unreserved characters (RFC 3986) and `:` stay, all else is percent-encoded: also `!'()*`, which encodeURIComponent leaves. */
function encode(text: string): string {
  if (/^[\w.~-]*$/.test(text)) return text;
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
    .replaceAll('%3A', ':')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

const encodePath = (path: string, keep: (segment: string) => boolean): string => path.split('/').filter(keep).map(encode).join('/');
const isSegment = (segment: string): boolean => segment !== '';
const isSubpathSegment = (segment: string): boolean => segment !== '' && segment !== '.' && segment !== '..';

function normalised(purl: Purl): Purl {
  const type = byType.get(purl.type);
  return type?.normalise === undefined ? purl : { ...purl, ...type.normalise(purl) };
}

/** The canonical text of a purl: normalised as its type says, qualifiers sorted, empty ones left out. */
export function formatPurl(purl: Purl): string {
  const { type, namespace, name, version, qualifiers, subpath } = normalised({ ...purl, type: purl.type.toLowerCase() });
  let text = `pkg:${type}/`;
  if (namespace !== undefined && namespace !== '') text += `${encodePath(namespace, isSegment)}/`;
  text += encode(name);
  if (version !== undefined && version !== '') text += `@${encode(version)}`;
  const pairs = Object.entries(qualifiers ?? {})
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key.toLowerCase()}=${encode(value)}`);
  if (pairs.length > 0) text += `?${pairs.sort().join('&')}`;
  const path = subpath === undefined ? '' : encodePath(subpath, isSubpathSegment);
  return path === '' ? text : `${text}#${path}`;
}

/** The parts of a purl, normalised as its type says; `undefined` where the text is no purl. */
export function parsePurl(text: string): Purl | undefined {
  if (text.length > maxLength || !/^pkg:/i.test(text)) return undefined;
  let parts: ReturnType<typeof packageurl.PackageURL.parseString>;
  try {
    parts = packageurl.PackageURL.parseString(text); // splits and decodes; the rules of the types are ours
  } catch {
    return undefined; // its errors say no more than that: not a purl
  }
  const [type, namespace, name, version, qualifiers, subpath] = parts as (string | undefined)[];
  if (type === undefined || !/^[a-z][a-z0-9.+-]*$/i.test(type) || name === undefined || name === '') return undefined;
  return normalised({
    type: type.toLowerCase(),
    name,
    ...(namespace === undefined || namespace === '' ? {} : { namespace: namespace.split('/').filter(isSegment).join('/') }),
    ...(version === undefined || version === '' ? {} : { version }),
    ...qualifiersOf(qualifiers),
    ...(subpath === undefined || subpath === '' ? {} : { subpath: subpath.split('/').filter(isSubpathSegment).join('/') }),
  });
}

function qualifiersOf(text: unknown): { qualifiers?: Record<string, string> } {
  const pairs = [...new URLSearchParams(text as string | undefined)].filter(([, value]) => value !== '');
  return pairs.length === 0 ? {} : { qualifiers: Object.fromEntries(pairs.map(([key, value]) => [key.toLowerCase(), value])) };
}

/** The name as its package manager writes it: the reverse of what `purlOf` takes apart. */
export function nativeName(purl: Purl): string {
  const name = purl.namespace === undefined ? purl.name : `${purl.namespace}${purl.type === 'maven' ? ':' : '/'}${purl.name}`;
  return purl.type === 'cocoapods' && purl.subpath !== undefined ? `${name}/${purl.subpath}` : name;
}

const made = new Map<string, string>(); // formatting is most of a large lock's reading time, and locks repeat names
const madeLimit = 50_000;

/** The purl of a package from the name that its package manager writes: `purlOf('npm', '@scope/name', '1.0.0')`. */
export function purlOf(type: string, name: string, version?: string, qualifiers?: Readonly<Record<string, string>>): string {
  if (qualifiers !== undefined) return formatPurl(whole(type, name, version, qualifiers));
  const key = `${type} ${name} ${version ?? ''}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const text = formatPurl(whole(type, name, version));
  if (made.size >= madeLimit) made.clear();
  made.set(key, text);
  return text;
}

function whole(type: string, name: string, version?: string, qualifiers?: Readonly<Record<string, string>>): Purl {
  const parts: NameParts = byType.get(type)?.split(name) ?? { name };
  return { type, ...parts, ...(version === undefined ? {} : { version }), ...(qualifiers === undefined ? {} : { qualifiers }) };
}
