// Mistakes in a policy: all of them are collected, each with its place, and told at once.
import { type Location, UserError } from '../types.ts';
import { compare } from './compare.ts';

const most = 100;

export interface Mistake {
  at: Location;
  message: string;
}

/** Ends as exit code 2. `message` is one line for each mistake, `file:line:column: what, and what would be right`. */
export class PolicyError extends UserError {
  readonly mistakes: readonly Mistake[];
  constructor(mistakes: readonly Mistake[]) {
    super(mistakes.map(({ at, message }) => `${placeAsText(at)}: ${message.replace(/\r?\n|\r/g, '\\n')}`).join('\n'), mistakes[0]?.at);
    this.mistakes = mistakes;
  }
}

export const placeAsText = ({ path, line, column }: Location): string =>
  [path, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':');

export class Mistakes {
  readonly #list: Mistake[] = [];
  readonly #seen = new Set<string>();

  add(at: Location, message: string): void {
    const key = `${placeAsText(at)}: ${message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#list.push({ at, message });
  }

  get any(): boolean {
    return this.#list.length > 0;
  }

  /** In the order of files and lines; throws nothing when there are none. */
  throwIfAny(): void {
    if (!this.any) return;
    const sorted = [...this.#list].sort(
      (a, b) => compare(a.at.path, b.at.path) || (a.at.line ?? 0) - (b.at.line ?? 0) || (a.at.column ?? 0) - (b.at.column ?? 0),
    );
    const more = sorted.length - most;
    const shown = more > 0 ? [...sorted.slice(0, most), { at: sorted[most]!.at, message: `and ${more} more mistakes` }] : sorted;
    throw new PolicyError(shown);
  }
}
