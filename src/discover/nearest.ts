// "nearest: build/demo-0.1.0-py3-none-any.whl": the file that a pattern without a match most likely meant.
import { compileGlob } from './match.ts';

const mostCompared = 20_000;
const longestPath = 300;

/** A file of the same name pattern in another folder; else one with the same suffix; else one whose path is nearly the pattern. Undefined where none is close. */
export function nearestTo(pattern: string, files: readonly string[]): string | undefined {
  const name = pattern.slice(pattern.lastIndexOf('/') + 1);
  const candidates = files.slice(0, mostCompared);
  const sameName = /^[*?]*$/.test(name) ? [] : candidates.filter((path) => compileGlob(name).match(path));
  if (sameName.length > 0) return closest(pattern, sameName);
  const suffix = /\.[A-Za-z0-9]+$/.exec(name)?.[0];
  const sameSuffix = suffix === undefined ? [] : candidates.filter((path) => path.endsWith(suffix));
  if (sameSuffix.length > 0) return closest(pattern, sameSuffix);
  // A pattern without a folder is held against names alone, as it is when it matches.
  const shown = pattern.includes('/') ? (path: string) => path : (path: string) => path.slice(path.lastIndexOf('/') + 1);
  const near = closest(pattern, candidates, shown);
  return near !== undefined && distance(pattern, shown(near)) <= Math.max(2, pattern.length / 4) ? near : undefined;
}

/** The first of the closest ones: the same files give the same answer. */
function closest(pattern: string, paths: readonly string[], shown = (path: string) => path): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const path of paths.slice(0, 1000)) {
    const far = distance(pattern, shown(path));
    if (far < least) [best, least] = [path, far];
  }
  return best;
}

/** Levenshtein distance, of the first characters of very long paths. */
function distance(a: string, b: string): number {
  const [first, second] = [a.slice(0, longestPath), b.slice(0, longestPath)];
  let row = Array.from({ length: second.length + 1 }, (_, index) => index);
  for (let i = 1; i <= first.length; i++) {
    const next = [i];
    for (let j = 1; j <= second.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (first[i - 1] === second[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[second.length]!;
}
