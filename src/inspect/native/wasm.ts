// WebAssembly (core specification, 5.5 "Modules"; tool-conventions for the custom sections "producers", "linking", "dylink.0", "name"):
// "\0asm", a version, then sections of an id, a LEB128 size and their content. Version 1 is a module; 0x1000d is a component, which nests
// modules. An object file for the linker is a module with a "linking" section.
import type { NativeFile, NativeFormat, NativeImage, Problem, RandomAccess, Section } from '../../types.ts';
import { bounded, bounds, decode, details, disjoint, distinct, maybe, Reading, refuse, type Table, type Visit } from './reading.ts';

export const wasm: NativeFormat = {
  id: 'wasm',
  sniff: (head) => head[0] === 0 && head[1] === 0x61 && head[2] === 0x73 && head[3] === 0x6d,
  read: readWasm,
};

interface WasmSection {
  id: number;
  name: string;
  at: number;
  size: number;
}
const id = { custom: 0, imports: 2, memories: 5, exports: 7, start: 8, code: 10, data: 11 };

/** Reads LEB128 numbers, names and bytes one after the other. */
class Cursor {
  readonly table: Table;
  at = 0;
  constructor(table: Table) {
    this.table = table;
  }
  get done(): boolean {
    return this.at >= this.table.size;
  }
  number(): number {
    let value = 0;
    for (let count = 0; count < 10; count++) {
      const byte = this.table.u8(this.at++);
      value += (byte & 127) * 2 ** (7 * count);
      if (byte < 128) return value;
    }
    return refuse('wasm-number', 'a number of more than ten bytes');
  }
  byte(): number {
    return this.table.u8(this.at++);
  }
  range(): { start: number; end: number } {
    const size = this.number();
    const start = this.at;
    this.table.slice(start, size);
    this.at += size;
    return { start, end: this.at };
  }
  text(): string {
    const { start, end } = this.range();
    return decode(this.table.bytes.subarray(start, Math.min(end, start + bounds.text)));
  }
}

async function readWasm(from: RandomAccess, path: string, sha256: string): Promise<readonly (NativeImage | Problem)[]> {
  const reading = new Reading(from, path);
  const sections: WasmSection[] = [];
  const version = await reading.attempt(() => readVersion(reading));
  if (version !== undefined) await reading.attempt(() => readSections(reading, sections));
  const component = version === 0x1000d;
  const open = async (section: WasmSection | undefined, what: string) =>
    section && new Cursor(await reading.table(section.at, section.size, true, what));
  const custom = (name: string) => sections.find((one) => one.id === id.custom && one.name === name);
  const core = (wanted: number) => (component ? undefined : sections.find((one) => one.id === wanted));
  const imports = await reading.attempt(async () => readImports(await open(core(id.imports), 'the import section')));
  const wide = imports?.wide || (await reading.attempt(async () => memoryIsWide(await open(core(id.memories), 'the memory section')))) || false;
  const producers = await reading.attempt(async () => readProducers(await open(custom('producers'), 'the producers section')));
  const dynamic = await reading.attempt(async () => readDylink(await open(custom('dylink.0'), 'the dylink section')));
  const linking = custom('linking');
  const file: NativeFile = {
    path,
    format: 'wasm',
    type: linking ? 'object' : custom('dylink.0') ? 'shared' : 'module',
    arch: wide ? 'wasm64' : 'wasm32',
    bits: wide ? 64 : 32,
    endian: 'little',
    size: from.size,
    sha256,
    needed: dynamic ?? [],
    ...maybe('compilers', producers?.compilers),
    ...(component ? {} : { stripped: !custom('name') && !linking }),
    ...details({
      component: component || undefined,
      imports: imports?.modules,
      languages: producers?.languages,
      debugInfo: custom('.debug_info') ? true : undefined,
      sourceMap: await reading.attempt(async () => (await open(custom('sourceMappingURL'), 'the source map section'))?.text()),
    }),
  };
  const image: NativeImage = {
    file,
    sections: disjoint(sections.map(scanned), from.size),
    bytes: from,
    problems: reading.problems,
    async symbols(visit) {
      await reading.attempt(async () => visitExports(await open(core(id.exports), 'the export section'), visit));
      await reading.attempt(async () =>
        visitNames(await open(component ? undefined : custom('name'), 'the name section'), imports?.functions ?? 0, visit),
      );
      await reading.attempt(async () => visitLinking(await open(linking, 'the linking section'), visit));
    },
  };
  return [image, ...reading.problems];
}

async function readVersion(reading: Reading): Promise<number> {
  const version = (await reading.table(4, 4, true, 'the version')).u32(0);
  return version === 1 || version === 0x1000d ? version : refuse('wasm-version', `version 0x${version.toString(16)} is not known`, 4);
}

async function readSections(reading: Reading, into: WasmSection[]): Promise<void> {
  const { size } = reading.from;
  for (let at = 8; at < size; ) {
    bounded(into.length, 'sections', 1 << 16);
    const head = new Cursor(await reading.some(at, 6, true));
    const kind = head.byte();
    const length = head.number();
    const start = at + head.at;
    if (start + length > size) reading.note('native-truncated', `section ${into.length} runs past the end of the file`, 'unreadable', at);
    const end = Math.min(size, start + length);
    if (kind === id.custom) {
      const named = new Cursor(await reading.some(start, Math.min(end - start, 300), true));
      const name = (await reading.attempt(() => named.text())) ?? '';
      into.push({ id: kind, name, at: start + named.at, size: Math.max(0, end - start - named.at) });
    } else into.push({ id: kind, name: `section ${kind}`, at: start, size: end - start });
    at = start + length;
  }
}

/** Modules that imports name, how many imports are functions (they come first in the numbering), and whether a memory is 64-bit. */
function readImports(cursor: Cursor | undefined): { modules: string[]; functions: number; wide: boolean } | undefined {
  if (cursor === undefined) return undefined;
  const modules = new Set<string>();
  let [functions, wide] = [0, false];
  const count = bounded(cursor.number(), 'imports');
  for (let index = 0; index < count; index++) {
    const name = cursor.text();
    if (modules.size < bounds.list) modules.add(name);
    cursor.range();
    const kind = cursor.byte();
    if (kind === 0) functions++;
    if (kind === 2) wide ||= readLimits(cursor);
    else if (kind === 1) readTableType(cursor);
    else if (kind === 3) readValueType(cursor, 1);
    else if (kind === 4) cursor.byte();
    if (kind === 0 || kind === 4) cursor.number();
    if (kind > 4) refuse('wasm-import', `an import of kind ${kind}`);
  }
  return { modules: [...modules], functions, wide };
}

/** Limits of a table or memory; true where they count in 64 bits. */
function readLimits(cursor: Cursor): boolean {
  const flags = cursor.byte();
  cursor.number();
  if (flags & 1) cursor.number();
  if (flags & 8) cursor.number(); // page size (custom-page-sizes)
  return (flags & 4) !== 0;
}

function readTableType(cursor: Cursor): void {
  readValueType(cursor, 0);
  readLimits(cursor);
}

/** A value type, which for typed references is followed by a heap type, and `further` bytes (mutability). */
function readValueType(cursor: Cursor, further: number): void {
  const first = cursor.byte();
  if (first === 0x63 || first === 0x64) cursor.number();
  for (let index = 0; index < further; index++) cursor.byte();
}

function memoryIsWide(cursor: Cursor | undefined): boolean {
  return cursor !== undefined && cursor.number() > 0 && readLimits(cursor);
}

function readProducers(cursor: Cursor | undefined): { compilers: string[]; languages: string[] } | undefined {
  if (cursor === undefined) return undefined;
  const fields: Record<string, string[]> = {};
  const count = Math.min(cursor.number(), 16);
  for (let index = 0; index < count; index++) {
    const values: string[] = [];
    fields[cursor.text()] = values;
    const entries = Math.min(cursor.number(), 256);
    for (let entry = 0; entry < entries; entry++) values.push(`${cursor.text()} ${cursor.text()}`.trim());
  }
  return { compilers: distinct([...(fields['processed-by'] ?? []), ...(fields.sdk ?? [])]), languages: distinct(fields.language ?? []) };
}

/** Libraries that a dynamically linked module needs: subsection 2 of dylink.0. */
function readDylink(cursor: Cursor | undefined): string[] | undefined {
  if (cursor === undefined) return undefined;
  const needed: string[] = [];
  while (!cursor.done) {
    const kind = cursor.byte();
    const { start, end } = cursor.range();
    if (kind !== 2) continue;
    const inner = new Cursor(cursor.table.slice(start, end - start));
    const count = bounded(inner.number(), 'needed libraries', bounds.list);
    for (let index = 0; index < count; index++) needed.push(inner.text());
  }
  return needed;
}

function scanned({ id: kind, name, at, size }: WasmSection): Section {
  const debug = name.startsWith('.debug_') || name === 'sourceMappingURL';
  return { name, offset: at, size, kind: kind === id.data ? 'strings' : kind === id.code ? 'text' : debug ? 'debug' : 'other' };
}

function visitExports(cursor: Cursor | undefined, visit: Visit): void {
  if (cursor === undefined) return;
  const count = bounded(cursor.number(), 'exports');
  for (let index = 0; index < count; index++) {
    const { start, end } = cursor.range();
    cursor.byte();
    cursor.number();
    if (end > start) visit(cursor.table.bytes, start, Math.min(end, start + bounds.symbolName), 'export');
  }
}

/** Function names (subsection 1); those below the number of imported functions are imports. */
function visitNames(cursor: Cursor | undefined, imported: number, visit: Visit): void {
  while (cursor !== undefined && !cursor.done) {
    const kind = cursor.byte();
    const { start, end } = cursor.range();
    if (kind !== 1) continue;
    cursor.at = start;
    const count = bounded(cursor.number(), 'names of functions', bounds.symbols);
    for (let index = 0; index < count && cursor.at < end; index++) {
      const number = cursor.number();
      const name = cursor.range();
      if (number >= imported && name.end > name.start)
        visit(cursor.table.bytes, name.start, Math.min(name.end, name.start + bounds.symbolName), 'static');
    }
    cursor.at = end;
  }
}

const symbolKind = { function: 0, data: 1, global: 2, section: 3, tag: 4, table: 5 };
/** The symbol table of an object file: subsection 8 of the linking section. Undefined symbols carry flag 0x10. */
function visitLinking(cursor: Cursor | undefined, visit: Visit): void {
  if (cursor === undefined) return;
  cursor.number(); // version of the section
  while (!cursor.done) {
    const kind = cursor.byte();
    const { start, end } = cursor.range();
    if (kind !== 8) continue;
    cursor.at = start;
    const count = bounded(cursor.number(), 'symbols', bounds.symbols);
    for (let index = 0; index < count && cursor.at < end; index++) visitSymbol(cursor, visit);
    cursor.at = end;
  }
}

function visitSymbol(cursor: Cursor, visit: Visit): void {
  const kind = cursor.byte();
  const flags = cursor.number();
  const [missing, explicitName] = [(flags & 0x10) !== 0, (flags & 0x40) !== 0];
  if (kind === symbolKind.section) return void cursor.number();
  if (kind !== symbolKind.data) cursor.number();
  if (kind !== symbolKind.data && missing && !explicitName) return;
  const { start, end } = cursor.range();
  if (kind === symbolKind.data && !missing) for (let field = 0; field < 3; field++) cursor.number();
  if (!missing && end > start) visit(cursor.table.bytes, start, Math.min(end, start + bounds.symbolName), 'static');
}
