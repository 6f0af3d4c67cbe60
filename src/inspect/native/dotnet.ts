// .NET metadata (ECMA-335, II.22 to II.25): data directory 14 points to a header that points to the metadata root ("BSJB"), whose streams
// hold texts (#Strings) and tables (#~). Tables follow each other without an index, so the size of every row before the wanted table
// must be known: `layout` says it for tables 0 to 0x23 in the words of II.22.
import { at, type Parsed } from './pe-image.ts';
import { bounded, bounds, distinct, refuse, type Table } from './reading.ts';

/** Columns: a number of bytes; s, g, b an index into #Strings, #GUID, #Blob; tNN an index into table NN (hex); others a coded index. */
const layout: readonly string[] = [
  '2 s g g g',
  'scope s s',
  '4 s s type t4 t6',
  't4',
  '2 s b',
  't6',
  '4 2 2 s b t8',
  't8',
  '2 2 s',
  't2 type',
  'parent s b',
  '2 constant b',
  'attribute kind b',
  'marshal b',
  '2 security b',
  '2 4 t2',
  '4 t4',
  'b',
  't2 t14',
  't14',
  '2 s type',
  't2 t17',
  't17',
  '2 s b',
  '2 t6 semantics',
  't2 method method',
  's',
  'b',
  '2 forwarded s t1a',
  '4 t4',
  '4 4',
  '4',
  '4 2 2 2 2 4 b s s',
  '4',
  '4 4 4',
  '2 2 2 2 4 b s s b',
];
/** Coded indexes: how many low bits choose the table, and which tables. */
const coded: Readonly<Record<string, readonly [number, readonly number[]]>> = {
  scope: [2, [0, 0x1a, 0x23, 1]],
  type: [2, [2, 1, 0x1b]],
  parent: [3, [2, 1, 0x1a, 6, 0x1b]],
  constant: [2, [4, 8, 0x17]],
  attribute: [5, [6, 4, 1, 2, 8, 9, 10, 0, 14, 0x17, 0x14, 0x11, 0x1a, 0x1b, 0x20, 0x23, 0x26, 0x27, 0x28, 0x2a, 0x2c, 0x2b]],
  kind: [3, [6, 10]],
  marshal: [1, [4, 8]],
  security: [2, [2, 6, 0x20]],
  semantics: [1, [0x14, 0x17]],
  method: [1, [6, 10]],
  forwarded: [1, [4, 6]],
};
const table = { moduleReference: 0x1a, assembly: 0x20, assemblyReference: 0x23 };

interface Tables {
  bytes: Table;
  rows: readonly number[];
  /** Where a table starts, and the size of its rows. */
  start: readonly number[];
  rowSize: readonly number[];
  columnSize(column: string): number;
  text(index: number): string;
}

/** Facts of managed code: runtime version, the assembly's own name, references to assemblies, and libraries called through P/Invoke. */
export async function readDotnet(
  parsed: Parsed,
  place: { address: number; size: number } | undefined,
): Promise<Record<string, string | boolean | readonly string[]> | undefined> {
  if (place === undefined || place.address === 0) return undefined;
  const header = await at(parsed, place.address, 24, 'the .NET header');
  const facts: Record<string, string | boolean | readonly string[]> = { dotnet: true };
  const flags = header.u32(16);
  if ((flags & 1) === 0) facts.dotnetMixed = true; // native code beside the managed one
  await parsed.reading.attempt(async () => {
    const root = await at(parsed, header.u32(8), Math.min(header.u32(12), bounds.table), 'the .NET metadata');
    if (root.u32(0) !== 0x424a5342) refuse('dotnet-metadata', 'the .NET metadata has no root');
    facts.dotnetRuntime = root.text(16, root.u32(12));
    const streams = readStreams(root);
    const tables = streams.tables && streams.strings && readTables(streams.tables, streams.strings);
    if (!tables) return;
    const assembly = named(tables, table.assembly, ['4', '2', '2', '2', '2', '4', 'b'], 4)[0];
    if (assembly !== undefined) facts.dotnetAssembly = assembly;
    facts.dotnetReferences = named(tables, table.assemblyReference, ['2', '2', '2', '2', '4', 'b'], 0).sort();
    facts.dotnetNative = named(tables, table.moduleReference, [], undefined).sort();
  });
  return facts;
}

function readStreams(root: Table): { tables?: Table; strings?: Table } {
  const streams: { tables?: Table; strings?: Table } = {};
  let place = 16 + root.u32(12);
  const count = root.u16(place + 2);
  place += 4;
  for (let index = 0; index < Math.min(count, 16); index++) {
    const [offset, size, name] = [root.u32(place), root.u32(place + 4), root.text(place + 8, 32)];
    if (name === '#~' || name === '#-') streams.tables = root.slice(offset, size);
    if (name === '#Strings') streams.strings = root.slice(offset, size);
    place += 8 + Math.ceil((name.length + 1) / 4) * 4;
  }
  return streams;
}

function readTables(bytes: Table, strings: Table): Tables {
  const heaps = bytes.u8(6);
  const present = (number: number) => ((number < 32 ? bytes.u32(8) >>> number : bytes.u32(12) >>> (number - 32)) & 1) === 1;
  let place = 24;
  const rows = Array.from({ length: 64 }, (_, number) => {
    if (!present(number)) return 0;
    place += 4;
    return bounded(bytes.u32(place - 4), 'rows of .NET metadata', 1 << 24);
  });
  if (heaps & 0x40) place += 4;
  const columnSize = (column: string): number => {
    if (column === 's') return heaps & 1 ? 4 : 2;
    if (column === 'g') return heaps & 2 ? 4 : 2;
    if (column === 'b') return heaps & 4 ? 4 : 2;
    if (column.startsWith('t') && column !== 'type') return rows[Number.parseInt(column.slice(1), 16)]! > 0xffff ? 4 : 2;
    const choice = coded[column];
    if (choice === undefined) return Number(column);
    return Math.max(...choice[1].map((number) => rows[number]!)) >= 2 ** (16 - choice[0]) ? 4 : 2;
  };
  const rowSize = layout.map((columns) => columns.split(' ').reduce((sum, column) => sum + columnSize(column), 0));
  const start = layout.map((_, number) => {
    const here = place;
    place += rows[number]! * rowSize[number]!;
    return here;
  });
  return { bytes, rows, start, rowSize, columnSize, text: (index) => strings.text(index, 512) };
}

/** Names (with versions, where `versionAt` says where in the row) of a table whose name column comes after `before`. */
function named(tables: Tables, number: number, before: readonly string[], versionAt: number | undefined): string[] {
  const out: string[] = [];
  const nameAt = before.reduce((sum, column) => sum + tables.columnSize(column), 0);
  for (let row = 0; row < Math.min(tables.rows[number]!, 4096); row++) {
    const place = tables.start[number]! + row * tables.rowSize[number]!;
    const index = tables.columnSize('s') === 4 ? tables.bytes.u32(place + nameAt) : tables.bytes.u16(place + nameAt);
    const part = (index: number) => tables.bytes.u16(place + versionAt! + index * 2);
    out.push(tables.text(index) + (versionAt === undefined ? '' : `@${part(0)}.${part(1)}.${part(2)}.${part(3)}`));
  }
  return distinct(out);
}
