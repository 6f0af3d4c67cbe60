// Bytes of a metadata file as text, and the small bounds that every reader shares.
import type { Problem } from '../../../types.ts';

/** No field that people write is longer; what is cut was never meant to be read as a value. */
const longestValue = 2000;
/** Requirements, classifiers, tags: no real package lists as many. */
export const mostValues = 20_000;

const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin1 = new TextDecoder('latin1');

/** UTF-8 where the bytes are UTF-8, else Latin-1, as old tools wrote it. A byte order mark is dropped. */
export function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return latin1.decode(bytes);
  }
}

/** The first line that says something, shortened: a whole licence text in a one-line field stays one line. */
export function oneLine(text: string | undefined): string | undefined {
  const head = text?.slice(0, 64 << 10); // blank lines before the first word are not searched for ever
  const line = head
    ?.split(/\r?\n/)
    .map((part) => part.trim())
    .find((part) => part !== '');
  return line === undefined || line === '' ? undefined : line.slice(0, longestValue);
}

/** `{ [key]: value }`, or nothing where there is no value: a key that does not apply is left out. */
export function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return {};
  return { [key]: value } as { [K in Key]?: Value };
}

export const unreadable = (path: string, code: string, message: string): Problem => ({ path, code, message, kind: 'unreadable' });
export const hazard = (path: string, code: string, message: string): Problem => ({ path, code, message, kind: 'hazard' });

/** The name after the last `/`. */
export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Distinct values, in order of their first appearance. */
export const distinct = <T>(values: Iterable<T>): T[] => [...new Set(values)];
