// Two texts that are not equal: what makes one out of the other? Line endings, a version written in, a filled-in template; else the
// lines that only one of them has.
import type { CorrespondingFile } from '../../types.ts';

export interface Stamps {
  /** The artifact's own version and commit: only these excuse a line that differs. */
  version?: string;
  commit?: string;
}
export interface TextComparison {
  class: 'line-ending-only' | 'version-stamp-only' | 'generated' | 'modified';
  why?: string;
  lines?: NonNullable<CorrespondingFile['lines']>;
  /** Share of the lines of one that the other has as well, 0 to 1; the larger of the two. */
  shared: number;
}

const mostLines = 50_000;
const mostStamped = 200;
const shown = 3;
const longestShown = 200;

/** `text` is the artifact's, `source` what it is held against. */
export function compareTexts(text: Uint8Array, source: Uint8Array, options: Stamps & { path: string; source: string }): TextComparison {
  const [a, b] = [plainEndings(text), plainEndings(source)];
  if (a === b) return { class: 'line-ending-only', why: endings(text, source), shared: 1 };
  const [mine, theirs] = [a.split('\n', mostLines + 1), b.split('\n', mostLines + 1)];
  if (mine.length > mostLines || theirs.length > mostLines)
    return { class: 'modified', why: `more than ${mostLines} lines; not compared by line`, shared: 0 };
  if (isStamped(mine, theirs, options)) return { class: 'version-stamp-only', shared: 1 };
  if (isFilledIn(mine, theirs, options.source)) return { class: 'generated', why: 'its template, filled in', shared: 1 };
  return differing(mine, theirs);
}

const plainEndings = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .replaceAll('\r\n', '\n')
    .replace(/\n+$/, '');

function endings(text: Uint8Array, source: Uint8Array): string {
  const [a, b] = [Buffer.from(text), Buffer.from(source)];
  if (a.includes('\r\n') !== b.includes('\r\n')) return a.includes('\r\n') ? 'CRLF here, LF there' : 'LF here, CRLF there';
  return a.length !== b.length ? 'the end of the file, or a byte order mark' : 'line endings';
}

/** Line by line the same, except that the version or commit of the artifact stands where the source has another or a placeholder. */
function isStamped(mine: readonly string[], theirs: readonly string[], { version, commit }: Stamps): boolean {
  if (mine.length !== theirs.length) return false;
  const stamps = [version, commit, commit?.slice(0, 12), commit?.slice(0, 7)].filter(
    (each): each is string => each !== undefined && each.length >= 3,
  );
  let differ = 0;
  return mine.every((line, at) => {
    const other = theirs[at] as string;
    if (line === other) return true;
    if (++differ > mostStamped) return false;
    if (at === 0 && /^#!python/.test(line) && other.startsWith('#!')) return true; // wheels name no interpreter: the installer does
    return stamps.some((stamp) => stampedLine(line, other, stamp));
  });
}

const placeholder = /^(?:v?\d[\w.+-]{0,60}|dev|unknown|HEAD|main|@\w{1,40}@|\$\{?\w{1,40}\}?|\{\{ ?[\w.]{1,40} ?\}\}|\$Format:[^$\n]{1,80}\$)$/;

function stampedLine(line: string, other: string, stamp: string): boolean {
  const parts = line.split(stamp);
  if (parts.length < 2 || parts.length > 4 || line.length > 1000 || other.length > 1000) return false;
  return between(other, parts)?.every((part) => placeholder.test(part)) === true;
}

/**
 * What stands between the parts of a line, each part taken where it comes first; undefined where one is missing. In one pass, without trying
 * again: a line made to be ambiguous is called different.
 */
function between(line: string, parts: readonly string[]): string[] | undefined {
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  if (!line.startsWith(first) || !line.endsWith(last) || line.length < first.length + last.length) return undefined;
  const found: string[] = [];
  const end = line.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const next = line.indexOf(part, at + 1);
    if (next === -1 || next + part.length > end) return undefined;
    found.push(line.slice(at, next));
    at = next + part.length;
  }
  return [...found, line.slice(at, end)];
}

const holes = /@\w{1,60}@|\$\{\w{1,60}\}|\{\{ ?[\w.]{1,60} ?\}\}|\$Format:[^$\n]{1,80}\$/;
const mostHoles = 3;
const mostFilled = 400;
const mostTemplateLines = 500;

/** Every line of the artifact is one of the template's, in its order, holes filled with plain values: no call, no statement fits into a hole. */
function isFilledIn(mine: readonly string[], theirs: readonly string[], source: string): boolean {
  if (!/\.(in|tmpl|template)$/.test(source) && !theirs.some((line) => line.includes('$Format:'))) return false;
  if (mine.length !== theirs.length) return false;
  let filled = 0;
  return theirs.every((line, at) => {
    const own = mine[at] as string;
    if (line === own) return true;
    if (++filled > mostTemplateLines || line.length > 500 || own.length > 2000) return false;
    const parts = line.split(new RegExp(holes, 'g'));
    if (parts.length < 2 || parts.length > mostHoles + 1) return false;
    return between(own, parts)?.every((part) => part.length <= mostFilled && !/[();`]/.test(part)) === true;
  });
}

function differing(mine: readonly string[], theirs: readonly string[]): TextComparison {
  const there = new Set(theirs.map((line) => line.trimEnd()));
  const here = new Set(mine.map((line) => line.trimEnd()));
  const added = mine.map((text, at) => ({ line: at + 1, text })).filter(({ text }) => text.trim() !== '' && !there.has(text.trimEnd()));
  const missing = theirs.filter((line) => line.trim() !== '' && !here.has(line.trimEnd())).length;
  const first = added.slice(0, shown).map(({ line, text }) => ({ line, text: text.trim().slice(0, longestShown) }));
  return { class: 'modified', lines: { added: added.length, missing, first }, shared: Math.max(part(mine, added.length), part(theirs, missing)) };
}

/** The share of a text's lines that the other has too: a file that was added to holds all of the other's. */
function part(lines: readonly string[], own: number): number {
  const full = lines.filter((line) => line.trim() !== '').length;
  return full < fewest ? 0 : (full - own) / full;
}

/** Below this many lines, what two files have in common says nothing. */
const fewest = 4;
