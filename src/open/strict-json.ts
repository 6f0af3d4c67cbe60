// JSON (RFC 8259) of foreign origin, with bounds that hold before anything is built of it. Where an object names a key twice the RFC leaves open which one
// counts: JSON.parse takes the last, others the first or refuse, so repeated keys are told.

export interface StrictJson {
  value: unknown;
  /** The first keys that stand twice in one object. */
  repeated: readonly string[];
}

export interface JsonBounds {
  /** Objects and lists inside of one another. */
  depth: number;
  /** Values in all. */
  values: number;
}

const mostRepeated = 20;
const [quoteMark, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];

/** The value of a text, or which bound it does not keep; 'grammar' where it is no JSON at all. */
export function parseStrictJson(text: string, bounds: JsonBounds): StrictJson | keyof JsonBounds | 'grammar' {
  const repeated: string[] = [];
  const open: (Set<string> | undefined)[] = []; // the keys of each open object; undefined for a list
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quoteMark) {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keys !== undefined && isKey(text, end)) {
        const key = decode(text.slice(at, end));
        if (typeof key !== 'string') return 'grammar';
        if (keys.has(key) && repeated.length < mostRepeated) repeated.push(key);
        keys.add(key);
      }
      at = end - 1;
    } else if (unit === comma) values++;
    else if (unit === 0x7b || unit === 0x5b) {
      values++;
      if (open.push(unit === 0x7b ? new Set() : undefined) > bounds.depth) return 'depth';
    } else if (unit === 0x7d || unit === 0x5d) open.pop();
    if (values > bounds.values) return 'values';
  }
  const value = decode(text);
  return value === undefined ? 'grammar' : { value, repeated };
}

/** Where the string that begins at `at` has ended; a string without end ends with the text, which the parser will refuse. */
function endOfString(text: string, at: number): number {
  for (let next = at + 1; next < text.length; next++) {
    const unit = text.charCodeAt(next);
    if (unit === backslash) next++;
    else if (unit === quoteMark) return next + 1;
  }
  return text.length;
}

function isKey(text: string, from: number): boolean {
  let at = from;
  while (/[ \t\r\n]/.test(text.charAt(at))) at++;
  return text.charCodeAt(at) === colon;
}

/** JSON has no undefined, so that can say that there is no value. */
function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
