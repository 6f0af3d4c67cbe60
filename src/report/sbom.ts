// What both bills of materials are made of: artifacts with what was found inside, lockfiles with what they lock and which package asks for
// which, under names that are the same in every run. What was seen and what was only said stay apart.
import { createHash } from 'node:crypto';
import { redactUrl } from '../io/address.ts';
import type { Component, Facts, LockedPackage } from '../types.ts';
import { byText, isThePackage, subjectName } from './words.ts';

export interface Package {
  /** Stable, unique in the document: letters, digits, `.` and `-`. */
  id: string;
  kind: 'artifact' | 'lockfile' | 'locked';
  name: string;
  version?: string;
  purl?: string;
  licence?: string;
  /** The path of what was read: an artifact or a lockfile. */
  file?: string;
  /** Of the one file that the package is; where it is one of several files, the hashes stand with these. */
  hashes: readonly Hash[];
  files: readonly { name?: string; url?: string; hashes: readonly Hash[] }[];
  /** Where it comes from, as the lock says: `git+https://...@commit` for repositories. */
  from?: { kind: 'vcs' | 'distribution'; url: string };
  /** Needed by no one at run time (development, tests), or only where a person asks for it. Left out: needed, or the lock does not say. */
  scope?: 'optional' | 'excluded';
  /** Seen inside, whatever says its name. */
  parts: readonly Part[];
  /** Named by the package itself and not seen inside. */
  declared: readonly Part[];
  /** Ids of packages of this document that it asks for. */
  needs: readonly string[];
  gaps: readonly string[];
}
export interface Part {
  id: string;
  component: Component;
  /** Who says so of its licence: we, from what was recognised; the package's own bill of materials; nobody, where only a name was seen. */
  licence?: { text: string; by: 'concluded' | 'declared' };
}
export interface Hash {
  algorithm: 'MD5' | 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';
  hex: string;
}

/** Everything that a document lists, in a fixed order. Packages come from their lockfile, with what was found out about them since. */
export function packagesOf(facts: readonly Facts[]): Package[] {
  const found = new Map<string, Package>();
  for (const each of facts) if (each.subject.kind === 'lockfile') for (const one of lockOf(each)) add(found, one);
  for (const each of facts) {
    if (each.subject.kind === 'artifact') add(found, artifactOf(each));
    if (each.subject.kind === 'locked-package') add(found, packageOf(each, each.subject.path, each.locked));
  }
  return [...found.values()]
    .map((each) => ({ ...each, needs: [...new Set(each.needs)].filter((id) => id !== each.id && found.has(id)).sort(byText) }))
    .sort((a, b) => byText(a.name, b.name) || byText(a.id, b.id));
}

/** The same package again, at another place of its lock or as it was looked into: what is known of it is joined. */
function add(found: Map<string, Package>, each: Package): void {
  const known = found.get(each.id);
  const longer = <T>(a: readonly T[], b: readonly T[]): readonly T[] => (b.length > a.length ? b : a);
  found.set(
    each.id,
    known === undefined
      ? each
      : {
          ...known,
          ...(each.licence ? { licence: each.licence } : {}),
          hashes: longer(known.hashes, each.hashes),
          files: longer(known.files, each.files),
          parts: longer(known.parts, each.parts),
          declared: longer(known.declared, each.declared),
          needs: [...known.needs, ...each.needs],
          gaps: longer(known.gaps, each.gaps),
        },
  );
}

function artifactOf(facts: Facts): Package {
  const { subject } = facts;
  const { path } = subject;
  const sha256 = 'sha256' in subject ? subject.sha256 : undefined;
  return {
    ...packageOf(facts, path),
    id: idOf('artifact', path, 'purl' in subject ? subject.purl : undefined),
    kind: 'artifact',
    file: path,
    hashes: sha256 ? [{ algorithm: 'SHA-256', hex: sha256 }] : [],
  };
}

const idOf = (kind: string, path: string, purl = ''): string => `${kind}-${short(`${path} ${purl}`)}`;

function packageOf(facts: Facts, path: string, locked?: LockedPackage): Package {
  const { subject, metadata, problems } = facts;
  const purl = 'purl' in subject ? subject.purl : undefined;
  const [name, version] = nameOf(facts);
  const id = idOf('package', path, purl);
  const licence = metadata?.licenceExpression ?? locked?.licence ?? metadata?.licence;
  const parts = partsOf(subject.kind === 'artifact' ? idOf('artifact', path, purl) : id, facts);
  return {
    ...lockedWords(locked),
    id,
    kind: 'locked',
    name,
    ...(version ? { version } : {}),
    ...(purl ? { purl } : {}),
    ...(licence ? { licence } : {}),
    parts: parts.filter(({ component }) => component.how !== 'declared'),
    declared: parts.filter(({ component }) => component.how === 'declared'),
    needs: [],
    gaps: problems.map(({ path: place, message }) => `${place}: ${message}`),
  };
}

/** The lockfile, which asks for what nothing in it requires, and the packages, each asking for what requires it back. */
function lockOf({ subject, packages, problems }: Facts): Package[] {
  const { path } = subject;
  const root = idOf('lock', path);
  const idByKey = new Map(packages.map((each) => [each.key ?? `${each.name}@${each.version ?? ''}`, idOf('package', path, each.purl)]));
  const needs = new Map<string, string[]>();
  for (const each of packages) {
    const askers = each.requiredBy.map((key) => idByKey.get(key) ?? root);
    for (const asker of askers.length === 0 ? [root] : askers) {
      const list = needs.get(asker);
      const id = idOf('package', path, each.purl);
      if (list) list.push(id);
      else needs.set(asker, [id]);
    }
  }
  const none = { hashes: [], files: [], parts: [], declared: [] };
  const gaps = problems.map(({ path: place, message }) => `${place}: ${message}`);
  return [
    { ...none, id: root, kind: 'lockfile', name: path, file: path, needs: needs.get(root) ?? [], gaps },
    ...packages.map((each): Package => {
      const { name, version, purl, licence } = each;
      const id = idOf('package', path, purl);
      return {
        ...none,
        ...lockedWords(each),
        id,
        kind: 'locked',
        name,
        ...(version ? { version } : {}),
        purl,
        ...(licence ? { licence } : {}),
        needs: needs.get(id) ?? [],
        gaps: [],
      };
    }),
  ];
}

/** What the entry of the lock says of hashes, files, origin and scope. */
function lockedWords(locked: LockedPackage | undefined): Pick<Package, 'hashes' | 'files' | 'from' | 'scope'> {
  if (locked === undefined) return { hashes: [], files: [] };
  const { hashes, files = [], resolved, scopes } = locked;
  const from = fromOf(resolved);
  const scope = scopeOf(scopes);
  const known = files.map(({ name, url, hash }) => ({
    name,
    ...(url ? { url: redactUrl(url) } : {}),
    hashes: hash ? [hash].flatMap(hashOf) : [],
  }));
  const own = known.length === 1 && hashes.length === 0 ? known.flatMap((file) => file.hashes) : hashes.flatMap(hashOf);
  const single = new Set(own.map(({ algorithm }) => algorithm)).size === own.length; // two of one kind are of two files
  return {
    hashes: single ? own : [],
    files: known.length > 1 ? known : single ? [] : own.map((hash) => ({ hashes: [hash] })),
    ...(from ? { from } : {}),
    ...(scope ? { scope } : {}),
  };
}

function fromOf({ kind, url, commit }: LockedPackage['resolved']): Package['from'] {
  if (url === undefined || !/^[a-z+]+:\/\//i.test(url)) return undefined;
  const shown = redactUrl(url);
  if (kind === 'git')
    return { kind: 'vcs', url: `${shown.replace(/^(?:git\+)?(https?|ssh):/, 'git+$1:').replace(/#.*$/, '')}${commit ? `@${commit}` : ''}` };
  const isFile = kind === 'url' || /\.(tgz|tar\.\w+|zip|whl|conda|crate|gem|jar|nupkg)(?:[?#]|$)/.test(url);
  return isFile ? { kind: 'distribution', url: shown } : undefined;
}

/** Words that lockfiles have for what nobody needs at run time, and for what is installed on demand or where it fits. */
const away = /^(dev|test|tests|group:(dev|test|tests|lint|docs)|testCompileClasspath|testRuntimeClasspath)$/;
const onDemand = /^(optional|extra:.*)$/;

/** Only where every word says so: a package that is needed by one is needed. */
function scopeOf(scopes: readonly string[]): Package['scope'] {
  if (scopes.length === 0) return undefined;
  if (scopes.every((scope) => away.test(scope))) return 'excluded';
  return scopes.every((scope) => away.test(scope) || onDemand.test(scope)) ? 'optional' : undefined;
}

const lengths: readonly [algorithm: Hash['algorithm'], bytes: number][] = [
  ['MD5', 16],
  ['SHA-1', 20],
  ['SHA-256', 32],
  ['SHA-384', 48],
  ['SHA-512', 64],
];

/** `sha256:hex` and `sha512-base64`; what is no hash of a file's bytes (h1:, zh:, 10c0/, git trees) is none here. */
function hashOf(text: string): Hash[] {
  const [, name = '', value = ''] = /^(md5|sha1|sha256|sha384|sha512)[:=-](.+)$/i.exec(text) ?? [];
  const known = lengths.find(([algorithm]) => algorithm.replace('-', '') === name.toUpperCase());
  if (known === undefined) return [];
  const [algorithm, bytes] = known;
  const hex = /^[0-9a-f]+$/i.test(value) && value.length === bytes * 2 ? value.toLowerCase() : Buffer.from(value, 'base64').toString('hex');
  return hex.length === bytes * 2 ? [{ algorithm, hex }] : [];
}

function partsOf(of: string, { components, metadata }: Facts): Part[] {
  const parts = components
    .filter((component) => !isThePackage(component))
    .map((component): Part => {
      const id = `${of}.${short(`${component.id} ${component.how} ${component.version ?? ''} ${component.paths.join('\n')}`)}`;
      const licence = licenceOf(component, metadata);
      return { id, component, ...(licence ? { licence } : {}) };
    });
  return [...new Map(parts.map((part) => [part.id, part])).values()];
}

/** A name alone concludes nothing of a licence; what was not seen has the licence that its package's bill of materials gives it. */
function licenceOf(component: Component, metadata: Facts['metadata']): Part['licence'] {
  const { how, licence, confidence, evidence } = component;
  if (how !== 'declared') return licence === undefined || confidence === 'by-name' ? undefined : { text: licence, by: 'concluded' };
  const said = new Set(evidence.map(({ value }) => value));
  const entries = (metadata?.sboms ?? []).flatMap((sbom) => sbom.components);
  const entry = entries.find(({ name, version, purl, licence: own }) => own && said.has(purl ?? (version ? `${name} ${version}` : name)));
  return entry?.licence ? { text: entry.licence, by: 'declared' } : undefined;
}

function nameOf({ subject, locked, metadata }: Facts): [string, string | undefined] {
  const name = locked?.name ?? metadata?.name;
  if (name !== undefined) return [name, locked?.version ?? metadata?.version];
  const [spokenName = '', version] = subjectName(subject).split(' ');
  return [spokenName, version];
}

/** Sixteen hex digits that follow from the text alone. */
export const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** A version-5-like UUID of the content, so that the same facts give the same serial number. */
export function contentUuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
