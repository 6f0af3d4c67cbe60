// The bit stream container of LLVM ("LLVM Bitstream File Format"): fields of any width, least significant bit first; abbreviation ids whose
// width the block sets; four ids are reserved: 0 ends a block, 1 enters one, 2 defines an abbreviation, 3 is a record without one.
// Blocks carry their length in words, so those of no interest are passed over. Since LLVM 5 (module version 2) the names of globals are
// ranges of a blob in a string table block that comes after the module.
import { bounds, decode, exceed, type Reading, refuse } from './reading.ts';

export interface BitcodeFacts {
  producer?: string;
  triple?: string;
  source?: string;
  /** Names of defined functions and variables, as ranges of a blob. */
  symbols: readonly { names: Uint8Array; start: number; end: number }[];
}

const block = { module: 8, identification: 13, strings: 23 };
const mostBlocks = 4096;
const mostFields = 16 << 20; // of one block; those of nested blocks do not count

/** Walks the blocks on the top level of a stream at `offset`. */
export async function readBitstream(reading: Reading, offset: number, size: number): Promise<BitcodeFacts> {
  const facts: Module = { symbols: [] };
  const symbols: { names: Uint8Array; start: number; end: number }[] = [];
  let producer: string | undefined;
  let pending: Module['symbols'] = [];
  for (let at = offset + 4, count = 0; at + 8 <= offset + size && count < mostBlocks; count++) {
    const head = new Bits((await reading.some(at, 32, true)).bytes);
    if (head.fixed(2) !== 1) break; // padding
    const id = head.vbr(8);
    const width = head.vbr(4);
    head.align();
    const words = head.fixed(32);
    const [start, length] = [at + head.at / 8, words * 4];
    if (start + length > offset + size) refuse('bitcode-block', `block ${id} runs past the end`, at);
    const body = async (what: string) => new Bits((await reading.table(start, length, true, what)).bytes);
    if (id === block.identification) producer ??= readProducer(await body('the identification block'), width);
    if (id === block.module) {
      const module = await reading.attempt(async () => readModule(await body('the module block'), width));
      pending = [...pending, ...(module?.symbols ?? [])];
      facts.triple ??= module?.triple;
      facts.source ??= module?.source;
    }
    if (id === block.strings) {
      const names = readBlob(await body('the string table block'), width);
      for (const one of pending) if (one.end <= names.length) symbols.push({ names, ...one });
      pending = [];
    }
    at = start + length;
  }
  const { triple, source } = facts;
  return { symbols, ...(producer ? { producer } : {}), ...(triple ? { triple } : {}), ...(source ? { source } : {}) };
}

interface Module {
  triple?: string | undefined;
  source?: string | undefined;
  symbols: { start: number; end: number }[];
}
const record = { version: 1, triple: 2, variable: 7, function: 8, alias: 14, source: 16 };

/** Records on the module's own level; types, constants and bodies of functions are nested blocks. */
function readModule(bits: Bits, width: number): Module {
  const module: Module = { symbols: [] };
  let ranges = false;
  for (const { code, values } of records(bits, width)) {
    if (code === record.version) ranges = (values[0] ?? 0) >= 2;
    else if (code === record.triple) module.triple = characters(values);
    else if (code === record.source) module.source = characters(values);
    else if (ranges && isDefinition(code, values)) {
      const [start = 0, size = 0] = values;
      if (size > 0) module.symbols.push({ start, end: start + Math.min(size, bounds.symbolName) });
    }
  }
  return module;
}

/** A function has a body, a variable a first value; an alias stands for one of these. */
function isDefinition(code: number, values: readonly number[]): boolean {
  return (code === record.function && values[4] === 0) || (code === record.variable && (values[4] ?? 0) > 0) || code === record.alias;
}

const characters = (values: readonly number[]): string => decode(Uint8Array.from(values.slice(0, bounds.text)));

/** Bits of a buffer, read from the front; reading past the end refuses. */
class Bits {
  readonly bytes: Uint8Array;
  at = 0;
  #fields = 0;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
  get left(): number {
    return this.bytes.length * 8 - this.at;
  }
  /** One field of work, whether it takes bits or, as literals do, none. */
  spend(): void {
    if (++this.#fields > mostFields) exceed(`more than ${mostFields} fields in a block`);
  }
  fixed(width: number): number {
    this.spend();
    if (width > this.left || width > 32) refuse('native-truncated', 'a bit stream ends early');
    let value = 0;
    for (let done = 0; done < width; ) {
      const byte = this.bytes[this.at >> 3]!;
      const taken = Math.min(8 - (this.at & 7), width - done);
      value += ((byte >> (this.at & 7)) & ((1 << taken) - 1)) * 2 ** done;
      this.at += taken;
      done += taken;
    }
    return value;
  }
  /** Groups of `width` bits, the highest of which says that another follows. */
  vbr(width: number): number {
    if (width < 2) refuse('bitcode-field', `a variable field of ${width} bits`);
    let value = 0;
    for (let shift = 0; shift < 64; shift += width - 1) {
      const part = this.fixed(width);
      const high = 2 ** (width - 1);
      value += (part % high) * 2 ** shift;
      if (part < high) return value;
    }
    return refuse('bitcode-field', 'a variable field without end');
  }
  align(): void {
    this.at = Math.ceil(this.at / 32) * 32;
  }
}

type Operand = { literal: number } | { encoding: number; width: number };
interface Row {
  code: number;
  values: number[];
  blob?: Uint8Array;
}

/** Records of one block, nested blocks passed over. */
function* records(bits: Bits, width: number): Iterable<Row> {
  const abbreviations: Operand[][] = [];
  for (let count = 0; bits.left >= width; count++) {
    if (count > bounds.rows) exceed(`more than ${bounds.rows} records in a block`);
    const id = bits.fixed(width);
    if (id === 0) return;
    if (id === 1) skipBlock(bits);
    else if (id === 2) abbreviations.push(readAbbreviation(bits));
    else if (id === 3) yield readPlain(bits);
    else yield readAbbreviated(bits, abbreviations[id - 4] ?? refuse('bitcode-abbreviation', `abbreviation ${id} is not defined`));
  }
}

function skipBlock(bits: Bits): void {
  bits.vbr(8);
  bits.vbr(4);
  bits.align();
  const words = bits.fixed(32);
  bits.at += words * 32;
}

const encoding = { fixed: 1, variable: 2, array: 3, character: 4, blob: 5 };
function readAbbreviation(bits: Bits): Operand[] {
  const count = bits.vbr(5);
  if (count > 64) refuse('bitcode-abbreviation', `an abbreviation of ${count} fields`);
  return Array.from({ length: count }, () => {
    if (bits.fixed(1) === 1) return { literal: bits.vbr(8) };
    const kind = bits.fixed(3);
    return { encoding: kind, width: kind === encoding.fixed || kind === encoding.variable ? bits.vbr(5) : 6 };
  });
}

function readPlain(bits: Bits): Row {
  const code = bits.vbr(6);
  const count = bits.vbr(6);
  if (count * 6 > bits.left) refuse('native-truncated', 'a record ends early');
  return { code, values: Array.from({ length: count }, () => bits.vbr(6)) };
}

function readAbbreviated(bits: Bits, operands: readonly Operand[]): Row {
  const values: number[] = [];
  for (let index = 0; index < operands.length; index++) {
    const operand = operands[index]!;
    if ('literal' in operand) values.push(operand.literal);
    else if (operand.encoding === encoding.blob) return { code: values[0] ?? 0, values, blob: readBytes(bits) };
    else if (operand.encoding === encoding.array) {
      const element = operands[++index] ?? refuse('bitcode-abbreviation', 'an array of nothing');
      const count = bits.vbr(6);
      if (count > bits.left) refuse('native-truncated', 'an array ends early');
      for (let item = 0; item < count; item++) values.push(scalar(bits, element));
    } else values.push(scalar(bits, operand));
  }
  return { code: values[0] ?? 0, values: values.slice(1) };
}

const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._';
function scalar(bits: Bits, operand: Operand): number {
  bits.spend();
  if ('literal' in operand) return operand.literal;
  if (operand.encoding === encoding.character) return alphabet.charCodeAt(bits.fixed(6));
  if (operand.width === 0) return 0;
  return operand.encoding === encoding.variable ? bits.vbr(operand.width) : bits.fixed(operand.width);
}

function readBytes(bits: Bits): Uint8Array {
  const size = bits.vbr(6);
  bits.align();
  if (size * 8 > bits.left) refuse('native-truncated', 'a blob ends early');
  const start = bits.at / 8;
  bits.at += size * 8;
  bits.align();
  return bits.bytes.subarray(start, start + size);
}

function readProducer(bits: Bits, width: number): string | undefined {
  for (const { code, values } of records(bits, width)) if (code === 1) return characters(values);
  return undefined;
}

function readBlob(bits: Bits, width: number): Uint8Array {
  for (const { blob } of records(bits, width)) if (blob) return blob;
  return new Uint8Array();
}
