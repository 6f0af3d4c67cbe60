// Globs as minimatch reads them, with bounds: a pattern comes from a policy, a name from anywhere.
import { braceExpand, Minimatch } from 'minimatch';

const longestPattern = 512;
const mostBraces = 1000;
const options = { dot: true, nocomment: true, nonegate: true, braceExpandMax: mostBraces } as const;
const compiled = new Map<string, Minimatch>();

/** Why a pattern is refused, or undefined when it can be used. */
export function patternMistake(pattern: string): string | undefined {
  if (pattern === '') return 'a pattern must not be empty';
  if (pattern.length > longestPattern) return `a pattern may be at most ${longestPattern} characters long, this one has ${pattern.length}`;
  // minimatch cuts the expansion at its limit without a word, and half a pattern would match less than it says.
  if (braceExpand(pattern, { braceExpandMax: mostBraces + 1 }).length > mostBraces) return `its braces stand for more than ${mostBraces} patterns`;
  return undefined;
}

/** Whether the text matches the pattern as a whole; a pattern that `patternMistake` refuses matches nothing. */
export function matches(pattern: string, text: string): boolean {
  let glob = compiled.get(pattern);
  if (glob === undefined) {
    if (patternMistake(pattern) !== undefined) return false;
    glob = new Minimatch(pattern, options);
    if (compiled.size > 10_000) compiled.clear();
    compiled.set(pattern, glob);
  }
  return pattern === text || glob.match(text);
}

export const matchesAny = (patterns: readonly string[], text: string): boolean => patterns.some((pattern) => matches(pattern, text));
