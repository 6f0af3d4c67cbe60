// How reports say things: numbers with units, counted words, names of subjects. No escaping here: each report escapes what it prints.
import type { Component, Confidence, Evidence, Facts, Finding, Location, Subject } from '../types.ts';

/** 3154 -> 3,154; independent of the locale. */
export const count = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ',');

/** Bytes as a person reads them: MB = 10^6 bytes, one decimal. */
export function amount(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 99_950) return `${(bytes / 1e3).toFixed(bytes < 9950 ? 1 : 0)} kB`;
  const [whole = '', tenths = ''] = (bytes / 1e6).toFixed(1).split('.');
  return `${whole.length > 4 ? count(Number(whole)) : whole}.${tenths} MB`;
}

/** `1 file`, `3,154 files`. */
export const counted = (number: number, word: string, words = `${word}s`): string => `${count(number)} ${number === 1 ? word : words}`;

/** `a`, `a and b`, `a, b and c`; above `most`, `a, b and 5 more`. */
export function listed(items: readonly string[], most = Number.POSITIVE_INFINITY): string {
  const shown = items.length > most ? [...items.slice(0, most), `${count(items.length - most)} more`] : items;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const shortHash = (hash: string): string => (hash.length > 20 ? `${hash.slice(0, 8)}...${hash.slice(-6)}` : hash);
export const place = (at: Location): string => [at.path, ...(at.line === undefined ? [] : [at.line])].join(':');
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
export const unique = (items: readonly string[]): string[] => [...new Set(items)];

/** The words of the design for how sure a claim is. */
export const sureness: Readonly<Record<Confidence, string>> = { certain: 'certain', likely: 'likely', 'by-name': 'by name only' };

/** Name and version out of a purl, namespace included, percent escapes resolved; undefined where it is no purl. */
export function purlParts(purl: string): { type: string; name: string; version?: string } | undefined {
  const match = /^pkg:([^/]+)\/([^?#@]+|%40[^?#@]+\/[^?#@]+)(?:@([^?#]*))?/.exec(purl);
  if (!match) return undefined;
  const [, type = '', name = '', version] = match;
  return { type, name: unescaped(name), ...(version ? { version: unescaped(version) } : {}) };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a purl that is not well formed is shown as it is
  }
}

/** A subject as one speaks of it: `torch 1.9.0`, else its file name. */
export function subjectName(subject: Subject): string {
  const parts = 'purl' in subject && subject.purl ? purlParts(subject.purl) : undefined;
  if (parts) return parts.version ? `${parts.name} ${parts.version}` : parts.name;
  return baseName(subject.path) || subject.path;
}

/** The title in full, for places that have room: only annotations have none. */
export const titleOf = ({ title, fullTitle = title }: Pick<Finding, 'title' | 'fullTitle'>): string => fullTitle;

/** What identifies a subject across reports: its purl where it is a package, else its path. */
export const subjectKey = (subject: Subject): string => (subject.kind === 'locked-package' ? `${subject.path} ${subject.purl}` : subject.path);

/** `name@version` as the design writes chains, as people read it. */
export function spoken(link: string): string {
  const at = link.lastIndexOf('@');
  return at > 0 ? `${link.slice(0, at)} ${link.slice(at + 1)}` : link;
}

export const isProprietary = ({ category }: Component): boolean => category.startsWith('proprietary-');
export const isCopyleft = ({ category }: Component): boolean => category.startsWith('copyleft-') || category === 'runtime-exception';
/** The package is this very software, by its own word: its name stands in the first line already. */
export const isThePackage = ({ how, declaredBy = [] }: Component): boolean => how === 'declared' && declaredBy.includes('metadata');
export const titled = ({ name, version }: { name: string; version?: string }): string => (version ? `${name} ${version}` : name);

/** Whether a title says whose it is: by the whole name, or by its last part where the title had no room for more. */
export function saysName(title: string, name: string): boolean {
  const whole = name.split(' ')[0] ?? name;
  const last =
    whole
      .replace(/(.)\/v\d+$/, '$1')
      .split('/')
      .at(-1) ?? whole;
  return title.includes(whole) || title.startsWith(`${last} `) || title.startsWith(`${last}:`);
}

/** Findings about waivers, the policy and the run as a whole are no subject's: no waiver can name them. */
export const canBeWaived = ({ rule }: Pick<Finding, 'rule'>): boolean => !/^gate\/(waiver|policy|nothing)/.test(rule);

/** Ways out as one phrase, each once; a waiver is named last, and once, where it is an answer. */
export function wayOutWords(outs: readonly string[], waiver: string): string {
  const phrases = distinct(outs.map((out) => out.replace(/,? or a waiver[^.;]*/g, '').replace(/\.$/, '')));
  const shown = phrases.length > 3 ? [...phrases.slice(0, 3), `${count(phrases.length - 3)} more`] : phrases;
  return shown.join('; ') + (waiver === '' ? '' : `, or a waiver${waiver}`);
}

/** Phrases without those that another one says already: `ship an SBOM (...)` beside `ship an SBOM, or name it in the licence texts`. */
function distinct(phrases: readonly string[]): string[] {
  const bare = (phrase: string): string => phrase.replace(/ \([^)]*\)/g, '');
  return unique(phrases).filter(
    (phrase, at, all) =>
      !all.some(
        (other, nth) =>
          nth !== at &&
          (bare(other) === bare(phrase) ? nth < at : /^[,;]/.test(bare(other).slice(bare(phrase).length)) && bare(other).startsWith(bare(phrase))),
      ),
  );
}

/** How many symbols of a component were seen in one file: one example stands for many. 0 when it was not named by symbols. */
export function symbolCount(component: Component, path: string): number {
  const seen = component.evidence.filter((each) => each.kind === 'symbol' && each.path === path);
  return Math.max(0, ...seen.map((each) => each.count ?? 1));
}

const kinds: Readonly<Record<Evidence['kind'], string>> = {
  'file-name': 'file name',
  soname: 'SONAME',
  symbol: 'symbol',
  string: 'string',
  sbom: 'SBOM',
  metadata: 'metadata',
  'build-id': 'Build ID',
  'section-hash': 'section hash',
  needed: 'needs',
  'lock-entry': 'lock entry',
  'index-answer': 'index',
  'licence-text': 'licence text',
  content: 'content',
};
export const evidenceKind = ({ kind }: Evidence): string => kinds[kind];

/** Where a piece of evidence lies: `path:12`, `path at 0xfde3a3c`, `path`. */
export function evidencePlace({ path, line, offset }: Evidence): string {
  if (line !== undefined) return `${path}:${line}`;
  return offset === undefined ? path : `${path} at 0x${offset.toString(16)}`;
}

/** The promise of a Linux platform tag about glibc: PEP 513, 571, 599, 600. Undefined for other tags. */
export function promisedGlibc(tag: string): string | undefined {
  const modern = /manylinux_(\d+)_(\d+)_/.exec(tag);
  if (modern) return `${modern[1]}.${modern[2]}`;
  const legacy: Readonly<Record<string, string>> = { '1': '2.5', '2010': '2.12', '2014': '2.17' };
  return legacy[/manylinux(1|2010|2014)_/.exec(tag)?.[1] ?? ''];
}

/** The highest version needed of one symbol-version prefix (GLIBC, GLIBCXX, ...) over all native files, and by which file. */
export function highestNeeded(facts: Facts, prefix: string): { version: string; path: string } | undefined {
  let highest: { version: string; path: string } | undefined;
  for (const { path, symbolVersions } of facts.native) {
    const version = symbolVersions?.[prefix];
    if (version !== undefined && (!highest || compareVersions(version, highest.version) > 0)) highest = { version, path };
  }
  return highest;
}

/** Dotted numbers by their parts; what is no number counts as 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map((part) => Number(part) || 0)) as [number[], number[]];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
