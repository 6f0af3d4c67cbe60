// PYZ, PyInstaller's archive of Python modules (PyInstaller/archive/writers.py, ZlibArchiveWriter; loader/pyimod01_archive.py): a header of 17 bytes, the code
// of each module packed by zlib, and a table of contents in the format of Python's `marshal`.
//
//   magic "PYZ\0" 4 | magic of .pyc files 4 | place of the table 4, big-endian | 1 where encrypted (before 6.0) | unused 4
//
// The table is a list of (name, (kind, place, packed size)), or a dict of the same. Code stands there as it was marshalled, without the header of a .pyc file.
import type { ByteSource, ContainerFormat, Entry, Limits, Problem, RandomAccess } from '../types.ts';
import { MarshalError, readMarshal, type Value } from './marshal.ts';
import { judgeName, NameBook } from './names.ts';
import { count, hazard, limit, quote, unreadable } from './problems.ts';
import { inflatePart, judgeParts, type Part } from './pyinstaller-parts.ts';

export const pyzMagic = 'PYZ\0';
const headerSize = 17;

export const pyz: ContainerFormat = {
  id: 'pyz',
  sniff: (head) => Buffer.from(head.subarray(0, pyzMagic.length)).toString('latin1') === pyzMagic,
  entries: readPyz,
};

/** A name, a kind, a place and a size, for each of which the table needs some bytes and we a value. */
const valuesPerEntry = 6;

async function* readPyz(source: ByteSource, path: string, limits: Limits): AsyncGenerator<Entry | Problem> {
  const from = await source.random();
  const header = Buffer.from(await from.read(0, headerSize));
  const table = header.length < headerSize ? 0 : header.readUInt32BE(8);
  if (table < headerSize || table >= from.size) return yield unreadable(path, 'truncated', 'ends before its table of contents');
  if (header[12] === 1) return yield unreadable(path, 'encrypted', 'the modules of this program are encrypted');
  const size = from.size - table;
  if (size > limits.directoryBytes) return yield limit(path, 'directoryBytes', `a table of contents of ${count(size)} bytes; it was not read`);
  const read = readTable(await from.read(table, size), path, limits);
  if ('code' in read) return yield read;
  const { modules, used } = read;
  const parts: Part[] = [...modules, { path: 'the table of contents', at: table, packed: used }];
  yield* judgeParts(parts, headerSize, from.size, path);
  const names = new NameBook('tar');
  for (const module of modules) yield* entryOf(module, from, table, names, limits);
}

interface Module extends Part {
  name: string;
  kind: number;
}
const kinds = { module: 0, package: 1, data: 2, namespace: 3 } as const;

function readTable(bytes: Uint8Array, path: string, limits: Limits): { modules: Module[]; used: number } | Problem {
  try {
    const { value, used } = readMarshal(Buffer.from(bytes), limits.entries * valuesPerEntry);
    if (!Array.isArray(value)) throw new MarshalError('it is no list');
    if (value.length > limits.entries) return limit(path, 'entries', `${count(value.length)} modules; none was looked at`);
    return { modules: value.map(moduleOf), used };
  } catch (error) {
    if (!(error instanceof MarshalError)) throw error;
    return error.isLimit
      ? limit(path, 'entries', 'a table of contents of too many values; it was not read')
      : unreadable(path, 'pyinstaller-bad-table', `the table of contents of the modules cannot be read: ${error.message}`);
  }
}

function moduleOf(item: Value): Module {
  const [name, place] = Array.isArray(item) && item.length === 2 ? item : [];
  if (typeof name !== 'string' || !Array.isArray(place) || place.length !== 3) throw new MarshalError('an entry is no name and place');
  const [kind, at, packed] = place.map(Number);
  if (place.some((one) => typeof one !== 'number' && typeof one !== 'boolean')) throw new MarshalError('a place is no number');
  if (at! < 0 || packed! < 0) throw new MarshalError('a place before the archive');
  return { path: pathOf(name, kind!), name, kind: kind!, at: at!, packed: packed! };
}

/** Where Python would look for the module, had it not been packed. */
function pathOf(name: string, kind: number): string {
  if (kind === kinds.data) return name.replaceAll('\\', '/');
  const path = isModuleName(name) ? name.replaceAll('.', '/') : name;
  return kind === kinds.package ? `${path}/__init__.pyc` : kind === kinds.namespace ? `${path}/` : `${path}.pyc`;
}

const isModuleName = (name: string): boolean => /^[^./\\]+(\.[^./\\]+)*$/.test(name);

function* entryOf(module: Module, from: RandomAccess, end: number, names: NameBook, limits: Limits): Generator<Entry | Problem> {
  const { path, name, kind, packed } = module;
  const said = judgeName(path, 'tar', limits);
  yield* said;
  if (said.some((problem) => problem.kind === 'limit')) return;
  const isNamespace = kind === kinds.namespace;
  yield* names.add(path, isNamespace ? 'folder' : 'file');
  if (kind !== kinds.data && !isModuleName(name)) yield hazard(path, 'name-odd', `the module name ${quote(name)} is none that Python imports by`);
  if (kind > kinds.namespace || kind < 0)
    yield unreadable(path, 'pyinstaller-type', `${quote(path)} is of the kind ${count(kind)}, which is not known; it was looked at as a module`);
  if (isNamespace && packed === 0) return yield { path, type: 'folder', size: 0, bytes: async function* () {} };
  if (isNamespace) yield hazard(path, 'pyinstaller-two-kinds', `${quote(path)} is a package without code, and has ${count(packed)} bytes of it`);
  const file = isNamespace ? { ...module, path: path.slice(0, -1) } : module;
  yield { path: file.path, type: 'file', packed, seekable: true, bytes: () => inflatePart(file, from, end) };
}
