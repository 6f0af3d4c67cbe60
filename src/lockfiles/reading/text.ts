// Places in a text, and the ways in which reading one can fail.
import type { LockedPackage, Problem } from '../../types.ts';

export const maxBytes = 64 << 20;
/** What a tree of values may hold: a real lock of 30 MB has under 2 million; each costs about 100 bytes of memory. */
export const maxValues = 4_000_000;
export const maxDepth = 200;

export interface Place {
  line: number;
  column: number;
}

/** Thrown by the parsers below, turned into a problem by the guard around every reader: what is wrong, and at which offset. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
  readonly code: string;
  readonly kind: Problem['kind'];
  readonly place: Place | undefined;
  constructor(code: string, message: string, place?: Place, kind: Problem['kind'] = 'unreadable') {
    super(message);
    this.code = code;
    this.kind = kind;
    this.place = place;
  }
}

/** Line and column (UTF-16 units), from 1, of an offset. Lines end at `\n`. */
export class Lines {
  readonly #starts: Int32Array;
  constructor(text: string) {
    let count = 1;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
    this.#starts = new Int32Array(count);
    let line = 1;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts[line++] = at + 1;
  }
  place(offset: number): Place {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }
}

/** The lines of a text without their ends, numbered from 1. */
export function* numberedLines(text: string): Generator<{ line: number; text: string }> {
  let line = 1;
  for (let start = 0; start <= text.length; line++) {
    const end = text.indexOf('\n', start);
    const stop = end === -1 ? text.length : end;
    yield { line, text: text.slice(start, text.charCodeAt(stop - 1) === 13 && stop > start ? stop - 1 : stop) };
    if (end === -1) return;
    start = end + 1;
  }
}

/** Refuses a text with more separators than `maxValues`, before a parser makes objects of them. */
export function refuseHuge(text: string): void {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // newline , - : = [ {
    if (code === 10 || code === 44 || code === 45 || code === 58 || code === 61 || code === 91 || code === 123) count++;
  }
  if (count > 2 * maxValues) throw new ReadError('too-many-values', `more than ${2 * maxValues} separators`, undefined, 'limit');
}

export function problem(path: string, code: string, kind: Problem['kind'], message: string, place?: Place): Problem {
  return { code, kind, message, path, ...(place === undefined ? {} : { line: place.line, column: place.column }) };
}

/** A format version that this reader was not written for. Nothing is read then: a guess could leave packages out. */
export function unknownVersion(path: string, what: string, found: string | undefined, known: string, place: Place): Problem {
  const said = found === undefined ? 'no version' : `version ${found.slice(0, 40)}`;
  return problem(path, 'unknown-version', 'unreadable', `${what} with ${said}; this reader knows ${known}`, place);
}

/** A locked package before its edges are known: all fields may still be set. */
export type Draft = { -readonly [Key in keyof LockedPackage]: LockedPackage[Key] };

/** A package with the defaults: from a registry, no hashes, no scopes. */
export function locked(place: Place, fields: Partial<LockedPackage> & Pick<LockedPackage, 'name' | 'purl'>): Draft {
  const given = fields.version === undefined || fields.version === '' ? withoutVersion(fields) : fields;
  return { line: place.line, column: place.column, resolved: { kind: 'registry' }, hashes: [], scopes: [], requiredBy: [], ...given };
}

function withoutVersion(fields: Partial<LockedPackage> & Pick<LockedPackage, 'name' | 'purl'>): typeof fields {
  const { version: _, ...rest } = fields;
  return rest;
}

/** Values by name, a few for each: a lock that repeats one name without end would else make edges without end. */
export class Multi<Value> {
  readonly #values = new Map<string, Value[]>();
  add(name: string, value: Value): void {
    const known = this.#values.get(name);
    if (known === undefined) this.#values.set(name, [value]);
    else if (known.length < maxSameName) known.push(value);
  }
  get(name: string): readonly Value[] {
    return this.#values.get(name) ?? [];
  }
}
const maxSameName = 16;

/** Adds the edges to drafts: who requires whom, by key. Edges to packages that the lock does not hold are left out. */
export class Edges {
  readonly #from = new Map<string, Set<string>>();
  /** `from` (a key, or the path of an importer) requires `to` (a key). */
  add(from: string, to: string): void {
    const known = this.#from.get(to);
    if (known === undefined) this.#from.set(to, new Set([from]));
    else known.add(from);
  }
  requiredBy(key: string): readonly string[] {
    const found = this.#from.get(key);
    return found === undefined ? [] : [...found].sort();
  }
}
