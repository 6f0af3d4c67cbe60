// Windows Installer packages, merge modules and patches: compound files ([MS-CFB]) whose streams are the tables of a database, the programs that it runs, and
// the cabinets with the files to be installed. Names are packed two characters into one (as libmsi and Wine know it), those of tables behind a mark; here
// they are written as 7-Zip does: `!Property` for a table, `[5]SummaryInformation` for a name that begins with a control character.
import type { ByteSource, ContainerFormat, Entry, Limits, Problem } from '../types.ts';
import { CompoundFile, cfbMagic } from './cfb.ts';
import { judgeName, NameBook } from './names.ts';
import { ContainerError, hazard, quote } from './problems.ts';

/** 000C1084 (package), 000C1086 (patch), 000C1082 (transform), each -0000-0000-C000-000000000046. */
const classes = /^8[246]100c0000000000c000000000000046$/;

export const msi = {
  id: 'msi',
  sniff: (head) => Buffer.from(head.subarray(0, cfbMagic.length)).toString('latin1') === cfbMagic,
  /** Old documents are compound files as well: the class of the root tells, and where it does not, the name. */
  async resolve(source: ByteSource, path: string, limits: Limits): Promise<AsyncIterable<Entry | Problem> | undefined> {
    const file = await CompoundFile.open(await source.random(), path, limits);
    const isInstaller = !('code' in file) && classes.test(file.classId);
    return isInstaller || /\.(msi|msp|msm|mst)$/i.test(path) ? list(file, limits) : undefined;
  },
  async *entries(source: ByteSource, path: string, limits: Limits) {
    yield* list(await CompoundFile.open(await source.random(), path, limits), limits);
  },
} satisfies ContainerFormat & { resolve: unknown };

async function* list(file: CompoundFile | Problem, limits: Limits): AsyncGenerator<Entry | Problem> {
  if ('code' in file) return yield file;
  yield* file.problems;
  const names = new NameBook('zip');
  for (const entry of file.entries()) {
    if ('code' in entry) {
      yield entry;
      continue;
    }
    const parts = entry.names.map(decodeName);
    const name = parts.join('/');
    yield* judgeName(name, 'zip', limits);
    yield* names.add(name, entry.isStorage ? 'folder' : 'file');
    if (parts.at(-1) === '' || parts.some((part) => /[/:]/.test(part)))
      yield hazard(name, 'name-odd', `the name ${quote(name)} holds what no name of a stream may; readers replace it or refuse the file`);
    if (entry.isStorage) yield { path: `${name}/`, type: 'folder', bytes: async function* () {} };
    else yield { path: name, type: 'file', size: entry.size, packed: entry.size, bytes: () => named(entry.bytes(), name) };
  }
}

/** What is wrong with a stream is said of it. */
async function* named(bytes: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw error instanceof ContainerError ? new ContainerError({ ...error.problem, path }) : error;
  }
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._';
const [pair, single, table] = [0x3800, 0x4800, 0x4840];

/** Two characters in one unit from 3800 on, the first in the lower 6 bits; one from 4800 on; 4840 in front of the name of a table. */
export function decodeName(name: string): string {
  let decoded = '';
  for (let at = 0; at < name.length; at++) {
    const unit = name.charCodeAt(at);
    if (unit >= pair && unit < single) decoded += alphabet[(unit - pair) & 63]! + alphabet[(unit - pair) >> 6]!;
    else if (unit >= single && unit < table) decoded += alphabet[unit - single]!;
    else if (unit === table && at === 0) decoded += '!';
    else if (unit < 0x20 && at === 0) decoded += `[${unit}]`;
    else decoded += name[at]!;
  }
  return decoded;
}
