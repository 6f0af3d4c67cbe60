// Python's `marshal` (Python/marshal.c), as far as tables of contents need it: texts, numbers, lists, tuples and dicts. Each value begins with the letter of
// its type; the highest bit of it says that the value may be meant again, by its number.
import { quote } from './problems.ts';

export type Value = string | number | boolean | null | Value[];

/** What is no such value, or too many of them. */
export class MarshalError extends Error {
  override readonly name = 'MarshalError';
  readonly isLimit: boolean;
  constructor(message: string, isLimit = false) {
    super(message);
    this.isLimit = isLimit;
  }
}

/** A list of tuples of tuples is three deep; nothing that we read is deeper. */
const deepest = 8;
const mayBeMeantAgain = 0x80;

/** The first value, a dict as a list of its pairs, and how many bytes it takes. Throws `MarshalError`. */
export function readMarshal(bytes: Buffer, mostValues: number): { value: Value; used: number } {
  const reader = new Reader(bytes, mostValues);
  return { value: reader.value(0), used: reader.at };
}

class Reader {
  at = 0;
  readonly #bytes: Buffer;
  readonly #again: (Value | undefined)[] = [];
  /** Python 2 has a list of its own for names. */
  readonly #interned: string[] = [];
  #left: number;

  constructor(bytes: Buffer, mostValues: number) {
    this.#bytes = bytes;
    this.#left = mostValues;
  }

  value(depth: number): Value {
    if (depth > deepest) throw new MarshalError('lists in lists in lists');
    if (--this.#left < 0) throw new MarshalError('too many values', true);
    const letter = this.#byte();
    const type = String.fromCharCode(letter & ~mayBeMeantAgain);
    if ((letter & mayBeMeantAgain) === 0) return this.#content(type, depth);
    const place = this.#again.push(undefined) - 1; // a list has its number before what it holds
    const value = this.#content(type, depth);
    this.#again[place] = value;
    return value;
  }

  #content(type: string, depth: number): Value {
    switch (type) {
      case 'N':
        return null;
      case 'T':
      case 'F':
        return type === 'T';
      case 'i':
        return this.#take(4).readInt32LE(0);
      case '[':
      case '(':
        return this.#list(this.#size(), depth);
      case ')':
        return this.#list(this.#byte(), depth);
      case '{':
        return this.#pairs(depth);
      case 'z':
      case 'Z':
        return this.#take(this.#byte()).toString('latin1');
      case 'a':
      case 'A':
        return this.#take(this.#size()).toString('latin1');
      case 's':
      case 'u':
        return this.#take(this.#size()).toString('utf8');
      case 't': {
        const text = this.#take(this.#size()).toString('utf8');
        this.#interned.push(text);
        return text;
      }
      case 'r':
        return this.#known(this.#again[this.#size()]);
      case 'R':
        return this.#known(this.#interned[this.#size()]);
      default:
        throw new MarshalError(`a value of the type ${quote(type)}`);
    }
  }

  #list(size: number, depth: number): Value[] {
    const list: Value[] = [];
    for (let at = 0; at < size; at++) list.push(this.value(depth + 1));
    return list;
  }

  #pairs(depth: number): Value[] {
    const pairs: Value[] = [];
    while (String.fromCharCode(this.#bytes[this.at] ?? 0) !== '0') pairs.push([this.value(depth + 1), this.value(depth + 1)]);
    this.at++;
    return pairs;
  }

  #known(value: Value | undefined): Value {
    if (value === undefined) throw new MarshalError('it means a value that is not there');
    return value;
  }

  #size(): number {
    return this.#take(4).readUInt32LE(0);
  }

  #byte(): number {
    return this.#take(1)[0]!;
  }

  #take(size: number): Buffer {
    if (this.at + size > this.#bytes.length) throw new MarshalError('it ends too early');
    this.at += size;
    return this.#bytes.subarray(this.at - size, this.at);
  }
}
