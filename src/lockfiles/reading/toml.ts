// TOML 1.0: values by smol-toml (which refuses duplicates), places by a scanner, since no fast parser keeps them. https://toml.io/en/v1.0.0
import { parse, TomlError } from 'smol-toml';
import { Lines, maxDepth, type Place, ReadError, refuseHuge } from './text.ts';

export type Table = { readonly [key: string]: unknown };

export interface Toml {
  root: Table;
  lines: Lines;
  /** The keys and headers of the text, in its order. */
  marks: readonly Mark[];
}
/** One `key = …` or `[header]` line. `table` is the header that it stands under, dotted as written; `index` counts `[[arrays]]` from 0. */
export interface Mark {
  table: string;
  index: number;
  key?: string;
  at: number;
}

/** Throws a ReadError at the first mistake, a duplicate key or table included. */
export function parseToml(text: string): Toml {
  refuseHuge(text);
  const lines = new Lines(text);
  try {
    return { root: parse(text, { maxDepth, integersAsBigInt: 'asNeeded' }) as Table, lines, marks: scan(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ''] = error.message.split('\n');
    const duplicate = /already defined|redefine|duplicate/i.test(reason);
    throw new ReadError(
      duplicate ? 'duplicate-key' : 'bad-toml',
      reason,
      { line: error.line, column: error.column },
      duplicate ? 'hazard' : 'unreadable',
    );
  }
}

/** The place of the key `key` in the `index`-th table under `[[table]]`, or of the header where that key is missing. */
export function tomlPlaces(toml: Toml, table: string, key: string): (index: number) => Place {
  const found: number[] = [];
  for (const mark of toml.marks) {
    if (mark.table !== table) continue;
    if (mark.key === undefined || mark.key === key) found[mark.index] = mark.at;
  }
  return (index) => toml.lines.place(found[index] ?? 0);
}

/** Finds headers and keys at the start of lines, stepping over comments, strings and nested brackets. The text is known to parse. */
function scan(text: string): Mark[] {
  const marks: Mark[] = [];
  const counts = new Map<string, number>();
  let table = '';
  let index = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 9 || code === 10 || code === 13) at++;
    else if (code === 35) at = endOfLine(text, at);
    else if (code === 91) {
      const isArray = text.charCodeAt(at + 1) === 91;
      const end = endOfName(text, at + 1, ']');
      table = bare(text.slice(isArray ? at + 2 : at + 1, end));
      index = isArray ? (counts.get(table) ?? 0) : 0;
      if (isArray) counts.set(table, index + 1);
      marks.push({ table, index, at });
      at = isArray ? end + 2 : end + 1;
    } else {
      const end = endOfName(text, at, '=');
      marks.push({ table, index, key: bare(text.slice(at, end)), at });
      at = endOfValue(text, end + 1);
    }
  }
  return marks;
}

/** `a . "b"` as `a.b`: good enough to ask for, since the names asked for hold no dots. */
const bare = (name: string): string => (/["' \t]/.test(name) ? name.replace(/["' \t]/g, '') : name);

/** The offset of the character that ends a header or key, stepping over quoted parts. */
function endOfName(text: string, from: number, ends: string): number {
  for (let at = from; at < text.length; at++) {
    const character = text[at]!;
    if (character === ends || character === '\n') return at;
    if (character === '"' || character === "'") at = endOfString(text, at, character) - 1;
  }
  return text.length;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** The offset after a value that starts after `at`: the end of its line, or of the line where its last bracket or string closes. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  const step = /["'#\n[\]{}]/g;
  step.lastIndex = from;
  for (let match = step.exec(text); match !== null; match = step.exec(text)) {
    const character = match[0];
    if (character === '\n') {
      if (depth === 0) return match.index;
    } else if (character === '#') step.lastIndex = endOfLine(text, match.index);
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    else step.lastIndex = endOfString(text, match.index, character);
  }
  return text.length;
}

function endOfString(text: string, at: number, quote: string): number {
  if (text.startsWith(quote.repeat(3), at)) {
    let end = text.indexOf(quote.repeat(3), at + 3);
    while (quote === '"' && end !== -1 && isEscaped(text, end)) end = text.indexOf('"""', end + 1);
    if (end === -1) return text.length;
    while (text[end + 3] === quote) end++; // up to two quotes may stand before the closing three
    return end + 3;
  }
  let end = text.indexOf(quote, at + 1);
  while (quote === '"' && end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === '\\') slashes++;
  return slashes % 2 === 1;
}

// ---- asking a table: undefined, or nothing, where the value is of another kind

export const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
export const own = (table: unknown, key: string): unknown => (isTable(table) && Object.hasOwn(table, key) ? table[key] : undefined);
export const tableAt = (table: unknown, key: string): Table | undefined => {
  const value = own(table, key);
  return isTable(value) ? value : undefined;
};
export const textAt = (table: unknown, key: string): string | undefined => {
  const value = own(table, key);
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Date ? String(value) : undefined;
};
export const listAt = (table: unknown, key: string): readonly unknown[] => {
  const value = own(table, key);
  return Array.isArray(value) ? value : [];
};
export const tablesAt = (table: unknown, key: string): readonly Table[] => listAt(table, key).filter(isTable);
export const textsAt = (table: unknown, key: string): string[] => listAt(table, key).filter((value) => typeof value === 'string');
