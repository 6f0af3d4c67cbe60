// Which known libraries a file defines names of. Every defined name is walked through a tree of beginnings, byte by byte: a big library
// has a million names, and they must cost less than reading them. C++ names are met in their mangled form: Itanium
// (_ZN<length><namespace>..., qualifiers and "Z" for local names before it) and Microsoft (?name@inner@outer@@...). Names of Rust in the
// old mangling look like Itanium's and end in 17h<16 hex digits>E; they never count as C++.
import type { KnownComponent } from './record.ts';

type Table = 'dynamic' | 'static' | 'export';
const tables: readonly Table[] = ['dynamic', 'static', 'export'];

interface Pattern {
  owner: number;
  text: string;
  exact: boolean;
  capital: boolean;
  cxx: boolean;
  internal: boolean;
}
/** What was seen of one pattern of one component. */
export interface SymbolHits {
  /** Definitions per pattern, the largest of the tables: a name stands in several. */
  patterns: readonly { text: string; count: number; example: string; cxx: boolean }[];
  /** Sum over the patterns. */
  count: number;
  /** Names that only the implementation defines; they are not in the sum. */
  internal?: { count: number; example: string };
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_?@.$';
const classes = new Uint8Array(256);
for (let index = 0; index < alphabet.length; index++) classes[alphabet.charCodeAt(index)] = index + 1;
const width = alphabet.length + 1;

/** A tree over bytes, flat: `next[node * width + class]` is the next node, 0 for none. */
class Tree {
  next = new Uint16Array(width * 1024);
  ends: number[][] = [[]];

  add(text: string, pattern: number): void {
    let node = 0;
    for (const character of text) {
      const slot = node * width + classes[character.charCodeAt(0)]!;
      if (this.next[slot] === 0) {
        const grown = this.#grow(); // may replace `next`
        this.next[slot] = grown;
      }
      node = this.next[slot]!;
    }
    this.ends[node]!.push(pattern);
  }

  #grow(): number {
    const node = this.ends.length;
    if (node === 0xffff) throw new Error('the tree of symbols is full');
    this.ends.push([]);
    if ((node + 1) * width > this.next.length) {
      const larger = new Uint16Array(this.next.length * 2);
      larger.set(this.next);
      this.next = larger;
    }
    return node;
  }
}

export class SymbolPatterns {
  readonly patterns: readonly Pattern[];
  readonly names = new Tree();
  readonly spaces = new Tree();
  readonly microsoft = new Map<string, number[]>();

  constructor(components: readonly KnownComponent[]) {
    const patterns: Pattern[] = [];
    for (const [owner, component] of components.entries()) {
      for (const text of component.definedSymbolPrefixes ?? []) this.#addName(patterns, owner, text, false);
      for (const text of component.internalSymbols ?? []) this.#addName(patterns, owner, text, true);
      for (const text of component.namespaces ?? []) this.#addSpace(patterns, owner, text);
    }
    this.patterns = patterns;
  }

  #addName(patterns: Pattern[], owner: number, text: string, internal: boolean): void {
    const exact = text.endsWith('$');
    const capital = text.endsWith('[A-Z]');
    const plain = exact ? text.slice(0, -1) : capital ? text.slice(0, -5) : text;
    this.names.add(plain, patterns.length);
    patterns.push({ owner, text, exact, capital, cxx: plain.startsWith('_Z'), internal });
  }

  #addSpace(patterns: Pattern[], owner: number, text: string): void {
    const index = patterns.length;
    patterns.push({ owner, text, exact: false, capital: false, cxx: true, internal: false });
    if (text.endsWith('*')) {
      const stem = text.slice(0, -1);
      for (let more = 0; more <= 12; more++) this.spaces.add(`${stem.length + more}${stem}`, index);
      return;
    }
    const parts = text.split('::');
    this.spaces.add(parts.map((part) => `${part.length}${part}`).join(''), index);
    const reversed = parts.reverse().join('@');
    this.microsoft.set(reversed, [...(this.microsoft.get(reversed) ?? []), index]);
  }

  counter(): SymbolCounter {
    return new SymbolCounter(this);
  }
}

const [letterZ, letterN, zero, nine, underscore, question, at] = [0x5a, 0x4e, 0x30, 0x39, 0x5f, 0x3f, 0x40];
// What may stand between _Z and the first length of a nested name: local names (Z), nesting (N), qualifiers (K, V, r, R, O), internal
// linkage (L). Not St, which is the standard library's namespace, and not T and G: tables of types and guards are also made by
// whoever includes a header.
const skipped = new Uint8Array(256);
for (const character of 'ZNKVrROL') skipped[character.charCodeAt(0)] = 1;
const mostSkipped = 8;

/** Counts the definitions of one file. */
export class SymbolCounter {
  readonly #all: SymbolPatterns;
  readonly #counts: readonly Uint32Array[];
  readonly #examples = new Map<number, string>();
  total = 0;
  /** Names that the file gives to others: dynamic symbols and exports. */
  exported = 0;

  constructor(all: SymbolPatterns) {
    this.#all = all;
    this.#counts = tables.map(() => new Uint32Array(all.patterns.length));
  }

  readonly visit = (name: Uint8Array, start: number, end: number, table: Table): void => {
    this.total++;
    if (table !== 'static') this.exported++;
    const counts = this.#counts[table === 'dynamic' ? 0 : table === 'static' ? 1 : 2]!;
    if (name[start] === underscore && name[start + 1] === letterZ) this.#itanium(name, start, end, counts);
    else if (name[start] === question) {
      this.#microsoft(name, start, end, counts);
      return;
    }
    const { next, ends } = this.#all.names;
    for (let position = start, node = 0; ; position++) {
      if (ends[node]!.length > 0) for (const pattern of ends[node]!) this.#meet(pattern, name, start, position, end, counts);
      if (position === end) return;
      const kind = classes[name[position]!]!;
      if (kind === 0) return;
      node = next[node * width + kind]!;
      if (node === 0) return;
    }
  };

  #itanium(name: Uint8Array, start: number, end: number, counts: Uint32Array): void {
    let position = start + 2;
    for (let used = 0; used < mostSkipped && position < end && skipped[name[position]!] === 1; used++) position++;
    if (position >= end || name[position]! < zero || name[position]! > nine || isRust(name, start, end)) return;
    // A length that nothing follows inside N...E would be a plain function; a namespace is always nested.
    if (!isNested(name, start, position)) return;
    const { next, ends } = this.#all.spaces;
    for (let node = 0; position <= end; position++) {
      if (ends[node]!.length > 0) for (const pattern of ends[node]!) this.#count(pattern, name, start, end, counts);
      if (position === end) return;
      node = next[node * width + classes[name[position]!]!]!;
      if (node === 0) return;
    }
  }

  #microsoft(name: Uint8Array, start: number, end: number, counts: Uint32Array): void {
    if (this.#all.microsoft.size === 0) return;
    const text = Buffer.from(name.buffer, name.byteOffset + start, Math.min(end - start, 512)).toString('latin1');
    const scope = text.slice(0, text.indexOf('@@') + 1).split('@');
    const outermost = scope.at(-2);
    if (outermost === undefined || scope.length < 3) return;
    for (const pattern of this.#all.microsoft.get(outermost) ?? []) this.#count(pattern, name, start, end, counts);
    for (const pattern of this.#all.microsoft.get(`${scope.at(-3)}@${outermost}`) ?? []) this.#count(pattern, name, start, end, counts);
  }

  #meet(index: number, name: Uint8Array, start: number, position: number, end: number, counts: Uint32Array): void {
    const pattern = this.#all.patterns[index]!;
    if (pattern.exact && position !== end && name[position] !== at) return;
    if (pattern.capital && !(position < end && name[position]! >= 0x41 && name[position]! <= 0x5a)) return;
    this.#count(index, name, start, end, counts);
  }

  #count(index: number, name: Uint8Array, start: number, end: number, counts: Uint32Array): void {
    counts[index]!++;
    if (!this.#examples.has(index)) this.#examples.set(index, Buffer.from(name.subarray(start, Math.min(end, start + 160))).toString('latin1'));
  }

  /** Hits per component, keyed by its place in the list that the patterns were made from. */
  result(): Map<number, SymbolHits> {
    const found = new Map<number, SymbolHits & { patterns: SymbolHits['patterns'][number][] }>();
    for (const [index, example] of this.#examples) {
      const { owner, text, cxx, internal } = this.#all.patterns[index]!;
      const count = Math.max(...this.#counts.map((counts) => counts[index]!));
      const hits = found.get(owner) ?? { patterns: [], count: 0 };
      found.set(owner, hits);
      if (internal) {
        hits.internal = { count: (hits.internal?.count ?? 0) + count, example: hits.internal?.example ?? example };
        continue;
      }
      hits.patterns.push({ text, count, example, cxx });
      hits.count += count;
    }
    return found;
  }
}

function isNested(name: Uint8Array, start: number, position: number): boolean {
  for (let index = start + 2; index < position; index++) if (name[index] === letterN) return true;
  return false;
}

/** 17h, sixteen hexadecimal digits, E: the hash at the end of a Rust name in the old mangling. */
function isRust(name: Uint8Array, start: number, end: number): boolean {
  const hash = end - 20;
  return hash > start && name[end - 1] === 0x45 && name[hash] === 0x31 && name[hash + 1] === 0x37 && name[hash + 2] === 0x68;
}
