// Version ranges as each ecosystem writes them: PEP 440 for PyPI, semver for npm, Cargo, Go and others that follow it,
// and for the rest a comparison part by part (numbers as numbers, letters as text, `~` before everything, as dpkg does).
import * as pep440 from '@renovatebot/pep440';
import semver from 'semver';
import { compare } from './compare.ts';

const longestRange = 200;
const semverTypes: ReadonlySet<string> = new Set([
  'npm',
  'cargo',
  'golang',
  'composer',
  'hex',
  'pub',
  'swift',
  'nuget',
  'jsr',
  'julia',
  'terraform',
  'helm',
]);

/** Why a range cannot be read for this ecosystem (a purl type), or undefined. A type with wildcards in it is read as `generic`. */
export function rangeMistake(type: string, range: string): string | undefined {
  if (range.length > longestRange) return `a version range may be at most ${longestRange} characters long`;
  if (type === 'pypi') return pep440.validRange(pythonRange(range)) ? undefined : `"${range}" is no version range of PEP 440 (such as >=12,<13)`;
  if (semverTypes.has(type))
    return semver.validRange(semverRange(range)) === null ? `"${range}" is no semver range (such as >=12.0.0 <13 or ^1.2.3)` : undefined;
  return clausesOf(range) === undefined ? `"${range}" is no version range (such as >=12,<13)` : undefined;
}

/** Whether the version lies in the range. A version that cannot be read lies in no range but the one that names it exactly. */
export function inRange(type: string, version: string, range: string): boolean {
  if (version === range || range === '*') return true;
  if (version.length > longestRange || range.length > longestRange) return false;
  if (type === 'pypi' && pep440.valid(version) !== null) return pep440.satisfies(version, pythonRange(range), { prereleases: true });
  if (semverTypes.has(type) && semver.valid(version, true) !== null)
    return semver.satisfies(semver.parse(version, true)!, semverRange(range), { includePrerelease: true });
  return clausesOf(range)?.every(([operator, bound]) => holds(operator, compareParts(version, bound))) ?? false;
}

/** A bare version means exactly that version, as in a purl. */
const pythonRange = (range: string): string => (/^\d/.test(range) ? `==${range}` : range);
const semverRange = (range: string): string => range.replace(/,/g, ' ');

function clausesOf(range: string): [operator: string | undefined, bound: string][] | undefined {
  const parts = range.trim().split(/[,\s]+(?=[<>=!~^\d])/);
  const clauses = parts.map((part) => /^(<=|>=|<|>|==?|!=)?\s*([\w.+:~^-]+)$/.exec(part));
  if (clauses.some((clause) => clause === null)) return undefined;
  return clauses.map((clause) => [clause![1], clause![2]!]);
}

function holds(operator: string | undefined, order: number): boolean {
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '!=':
      return order !== 0;
    default:
      return order === 0;
  }
}

/** Less than, equal to or greater than 0, by numbers and words from left to right; `~` sorts before the end (Debian Policy 5.6.12). */
export function compareParts(a: string, b: string): number {
  const left = a.match(/\d+|[a-z]+|~/gi) ?? [];
  const right = b.match(/\d+|[a-z]+|~/gi) ?? [];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = compareWords(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

const before: ReadonlySet<string> = new Set(['~', 'a', 'alpha', 'b', 'beta', 'c', 'rc', 'pre', 'preview', 'dev', 'snapshot', 'm', 'milestone']);

function compareWords(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) {
    const rest = (a ?? b)!;
    const sign = a === undefined ? -1 : 1;
    if (before.has(rest.toLowerCase())) return -sign;
    return /^0+$/.test(rest) ? 0 : sign;
  }
  if (isNumber(a) && isNumber(b)) return Number(a) - Number(b);
  return rankOf(a) - rankOf(b) || compare(a.toLowerCase(), b.toLowerCase());
}

const isNumber = (word: string): boolean => /\d/.test(word);
const rankOf = (word: string): number => (word === '~' ? 0 : isNumber(word) ? 2 : 1);
