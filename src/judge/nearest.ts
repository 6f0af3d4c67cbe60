// The nearest right spelling, for messages.
import { platformWords, strangeWord } from '../purl/platform.ts';

/** The candidate that a person most likely meant, or undefined when none is near: at most a third of the letters (two of few) may differ. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 100) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(word.length < 4 ? 1 : 2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Optimal string alignment: insert, delete, replace, and swap of neighbours count one each. Stops counting at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}

/** What a platform that a person named must be, where it is none; undefined where it is. */
export function platformMistake(platform: string): string | undefined {
  const strange = strangeWord(platform);
  if (strange === undefined) return undefined;
  const near = nearest(strange, platformWords);
  const meant = near === undefined ? '' : ` (did you mean ${near}${strange === platform ? '' : ` by ${strange}`}?)`;
  return `must be a platform such as cp312-linux-x86_64, linux or aarch64${meant}`;
}

export function unknownRule(id: string, ids: readonly string[]): string {
  const near = nearest(id, ids);
  return `unknown rule "${id}".${near === undefined ? '' : ` Did you mean ${near}?`} List: sourcegate explain`;
}
