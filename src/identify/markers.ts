// Many texts looked for in one pass (Wu and Manber, "A fast algorithm for multi-pattern searching", 1994): a table of three-byte blocks
// tells how far the window may jump; where it may not, the few texts that end there are compared, and only then an expression looks at the
// printable text around. Only sections that hold constants are read, in chunks that overlap, so memory does not grow with the file.
import { withScratch } from '../io/scratch.ts';
import type { RandomAccess, Section } from '../types.ts';
import type { KnownComponent } from './record.ts';

/** Bytes before and after a literal that an expression may look at. */
const [before, after] = [96, 416];
const chunkSize = 1 << 20;
const shortest = 5;
const block = 3;
const mostTries = 512;
const mostNamedTries = 40_000;
const mostValues = 4;
const mostNamed = 4096;

interface Wanted {
  literal: Uint8Array;
  /** Place of the component in the list; -1 for texts that name many things. */
  owner: number;
  marker: number;
  expression: RegExp;
  version: number | undefined;
  weak: boolean;
}
export interface MarkerHit {
  marker: number;
  value: string;
  offset: number;
  version?: string;
  weak: boolean;
  count: number;
}
/** A text that names many things, each of which counts: crates in paths of panics, switches of a configure script. */
export interface NamedHit {
  name: string;
  version: string;
  value: string;
  offset: number;
}

/** The longest text that every match of the expression holds: found in its source, outside of groups, classes and repetitions. */
export function literalOf(expression: RegExp): string {
  let best = '';
  let run = '';
  const end = () => {
    if (run.length > best.length) best = run;
    run = '';
  };
  const { source } = expression;
  for (let at = 0; at < source.length; at++) {
    const character = source[at]!;
    if (character === '\\') {
      const next = source[++at] ?? '';
      if (/[\w]/.test(next)) end();
      else run += next;
    } else if (character === '[') {
      end();
      at = closing(source, at);
    } else if (character === '(') {
      // What stands in a group that is neither optional nor a choice stands in every match.
      const last = closing(source, at);
      const inner = source.slice(at + 1, last);
      if (inner.startsWith('?') || inner.includes('|') || '?*{'.includes(source[last + 1] ?? '.')) {
        end();
        at = last;
      }
    } else if ('?*{'.includes(character)) {
      run = run.slice(0, -1);
      end();
      if (character === '{') at = source.indexOf('}', at);
    } else if (character === '|') return '';
    else if (character === ')') continue;
    else if ('.+^$'.includes(character)) end();
    else run += character;
  }
  end();
  return best;
}

function closing(source: string, from: number): number {
  let depth = 0;
  let inClass = false;
  for (let at = from; at < source.length; at++) {
    const character = source[at];
    if (character === '\\') at++;
    else if (inClass) inClass = character !== ']' || false;
    else if (character === '[') inClass = true;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    if (!inClass && depth === 0) return at;
  }
  return source.length;
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const cratePath =
  /[/\\]registry[/\\]src[/\\][^/\\]{1,100}[/\\]([a-zA-Z][a-zA-Z0-9_-]{0,63})-(\d{1,9}\.\d{1,9}\.\d{1,9}(?:[-+][0-9A-Za-z.+-]{1,40})?)[/\\]/;

const switchOn = /^--enable-([a-z][a-z0-9_-]{1,40})(?![\w-])/;
const many = { owner: -1, marker: 0, version: undefined, weak: false };

export interface ScanResult {
  /** Keyed by the component's place in the list. */
  hits: Map<number, MarkerHit[]>;
  crates: NamedHit[];
  /** `--enable-NAME` of configurations that a program keeps. */
  switches: NamedHit[];
}

export class MarkerScanner {
  readonly #wanted: Wanted[] = [];
  readonly #shift = new Uint8Array(1 << 16);
  readonly #buckets: (number[] | undefined)[] = new Array(1 << 16);
  readonly #window = shortest;

  constructor(components: readonly KnownComponent[]) {
    for (const [owner, component] of components.entries()) {
      for (const [marker, { expression, version, weak }] of (component.markers ?? []).entries()) {
        const literal = bytesOf(literalOf(expression));
        if (literal.length < shortest) throw new Error(`${component.id}: /${expression.source}/ has no text of ${shortest} characters to look for`);
        this.#wanted.push({ literal, owner, marker, expression, version, weak: weak === true });
      }
      // Names of types in run time type information: the text starts with the namespace.
      for (const name of component.namespaces ?? []) {
        const text = name.endsWith('*')
          ? undefined
          : `\0N${name
              .split('::')
              .map((part) => `${part.length}${part}`)
              .join('')}`;
        if (text === undefined || text.length < 6) continue;
        this.#wanted.push({ literal: bytesOf(text), owner, marker: -1, expression: typeName, version: undefined, weak: false });
      }
    }
    for (const slash of ['/', '\\']) this.#wanted.push({ ...many, literal: bytesOf(`registry${slash}src${slash}`), expression: cratePath });
    this.#wanted.push({ ...many, literal: bytesOf('--enable-'), marker: 1, expression: switchOn });
    this.#prepare();
  }

  #prepare(): void {
    this.#shift.fill(this.#window - block + 1);
    for (const [index, { literal }] of this.#wanted.entries()) {
      for (let end = block; end <= this.#window; end++) {
        const key = keyAt(literal, end - block);
        const jump = this.#window - end;
        if (jump < this.#shift[key]!) this.#shift[key] = jump;
        if (jump === 0) {
          this.#buckets[key] ??= [];
          this.#buckets[key].push(index);
        }
      }
    }
  }

  /** Reads the sections that hold constants, once. Hits are keyed by the component's place in the list. */
  async scan(bytes: RandomAccess, sections: readonly Section[]): Promise<ScanResult> {
    const found = new Found();
    await withScratch(before + chunkSize + after, async (scratch) => {
      for (const { offset, size } of joined(sections, bytes.size)) {
        const end = offset + size;
        for (let start = offset; start < end; start += chunkSize) {
          const from = Math.max(offset, start - before);
          const chunk = await bytes.read(from, Math.min(end, start + chunkSize + after) - from, scratch);
          if (chunk.length === 0) break;
          this.scanChunk(chunk, start - from, Math.min(start + chunkSize, end) - from, from, found);
        }
      }
    });
    return found.result();
  }

  /** Literals that begin in [start, end) of the chunk, whose first byte is at `base` of the file. */
  scanChunk(chunk: Uint8Array, start: number, end: number, base: number, found: Found): void {
    const [shift, buckets, window] = [this.#shift, this.#buckets, this.#window];
    const last = Math.min(chunk.length - window, end - 1);
    for (let at = start; at <= last; ) {
      const tail = at + window - block;
      const key = (chunk[tail]! ^ (chunk[tail + 1]! << 5) ^ (chunk[tail + 2]! << 9)) & 0xffff;
      const jump = shift[key]!;
      if (jump > 0) {
        at += jump;
        continue;
      }
      const candidates = buckets[key];
      if (candidates !== undefined) for (const index of candidates) this.#compare(index, chunk, at, base, found);
      at++;
    }
  }

  #compare(index: number, chunk: Uint8Array, at: number, base: number, found: Found): void {
    const wanted = this.#wanted[index]!;
    const { literal } = wanted;
    if (at + literal.length > chunk.length) return;
    for (let place = 0; place < literal.length; place++) if (chunk[at + place] !== literal[place]) return;
    if (!found.tries(index, wanted.owner === -1 ? mostNamedTries : mostTries)) return;
    const text = printableAround(chunk, literal[0] === 0 ? at + 1 : at, literal.length, wanted.marker === -1 ? 0 : before);
    if (wanted.owner === -1) {
      const place = base + text.start;
      if (wanted.marker === 1) found.switchOn(text.value, at - text.start, place);
      else for (const match of text.value.matchAll(cratePaths)) found.named(match[1]!, match[2]!, match[0], place + match.index);
      return;
    }
    const match = wanted.expression.exec(text.value);
    if (match === null) return;
    const value = wanted.marker === -1 ? text.value.slice(0, 120) : match[0].slice(0, 200);
    found.add(wanted.owner, wanted.marker, value, base + text.start + match.index, wanted.version && match[wanted.version], wanted.weak);
  }
}
const cratePaths = new RegExp(cratePath.source, 'g');
const typeName = /^N\d[\w]{3,}/;

const keyAt = (bytes: Uint8Array, at: number): number => (bytes[at]! ^ (bytes[at + 1]! << 5) ^ (bytes[at + 2]! << 9)) & 0xffff;

/** Ranges to read, in order, without gaps of a few bytes and without reading anything twice. */
function joined(sections: readonly Section[], size: number): { offset: number; size: number }[] {
  const wanted = sections
    .filter(({ kind }) => kind === 'strings' || kind === 'data')
    .map(({ offset, size: length }) => ({ offset, end: Math.min(offset + length, size) }))
    .filter(({ offset, end }) => end > offset)
    .sort((a, b) => a.offset - b.offset);
  const ranges: { offset: number; end: number }[] = [];
  for (const { offset, end } of wanted) {
    const last = ranges.at(-1);
    if (last !== undefined && offset <= last.end) last.end = Math.max(last.end, end);
    else ranges.push({ offset, end });
  }
  return ranges.map(({ offset, end }) => ({ offset, size: end - offset }));
}

/** The printable text that holds the literal, cut at what is not printable. */
function printableAround(chunk: Uint8Array, at: number, length: number, back: number): { value: string; start: number } {
  let start = at;
  while (start > 0 && at - start < back && printable(chunk[start - 1]!)) start--;
  let end = Math.min(at + length, chunk.length);
  while (end < chunk.length && end - at < after && printable(chunk[end]!)) end++;
  return { value: Buffer.from(chunk.buffer, chunk.byteOffset + start, end - start).toString('latin1'), start };
}
const printable = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || byte === 9;

class Found {
  readonly #tried = new Map<number, number>();
  readonly #hits = new Map<number, MarkerHit[]>();
  readonly #crates = new Map<string, NamedHit>();
  readonly #switches = new Map<string, NamedHit>();

  /** Whether another occurrence of the literal is looked at: a text that a hostile file repeats costs nothing after a while. */
  tries(index: number, limit: number): boolean {
    const tried = (this.#tried.get(index) ?? 0) + 1;
    this.#tried.set(index, tried);
    return tried <= limit;
  }

  add(owner: number, marker: number, value: string, offset: number, version: string | undefined | 0, weak: boolean): void {
    const list = this.#hits.get(owner) ?? [];
    this.#hits.set(owner, list);
    const same = list.find((hit) => hit.marker === marker && (hit.value === value || marker === -1));
    if (same) {
      same.count++;
      if (!same.version && version) same.version = version;
      return;
    }
    if (list.filter((hit) => hit.marker === marker).length >= mostValues) return;
    list.push({ marker, value, offset, weak, count: 1, ...(version ? { version } : {}) });
  }

  named(name: string, version: string, value: string, offset: number): void {
    const key = `${name}@${version}`;
    if (!this.#crates.has(key) && this.#crates.size < mostNamed) this.#crates.set(key, { name, version, value, offset });
  }

  switchOn(text: string, from: number, place: number): void {
    const match = switchOn.exec(text.slice(from, from + 64));
    if (match === null || this.#switches.size >= mostNamed || this.#switches.has(match[1]!)) return;
    this.#switches.set(match[1]!, { name: match[1]!, version: '', value: match[0], offset: place + from });
  }

  result(): ScanResult {
    return { hits: this.#hits, crates: [...this.#crates.values()], switches: [...this.#switches.values()] };
  }
}
