// Bytecode is counted, not listed: one record per folder (Python) or archive (JVM), with the versions seen and how many
// files have no source beside them.
import type { Bytecode, ListedFile } from '../types.ts';
import { bytecodeFormats } from './native/index.ts';

export interface BytecodeFile {
  path: string;
  format: string;
  version: string;
}

/** The bytecode format of a file by its first bytes, and the version of the format that it was compiled for. */
export function readBytecode(head: Uint8Array, path: string): BytecodeFile | undefined {
  for (const format of bytecodeFormats) {
    if (format.sniff(head, path)) return { path, format: format.id, version: format.version(head) ?? 'unknown' };
  }
  return undefined;
}

/** Joins bytecode files to records. A .pyc has its source when the .py lies where PEP 3147 puts it; a class when a .java of its outermost class does. */
export function summariseBytecode(found: readonly BytecodeFile[], files: readonly ListedFile[]): Bytecode[] {
  const present = new Set(files.map((file) => file.path));
  const records = new Map<string, { path: string; format: string; count: number; versions: Map<string, number>; withoutSource: number }>();
  for (const file of found) {
    const path = file.format === 'pyc' ? folderOf(file.path) : archiveOf(file.path);
    const key = `${file.format}\0${path}`;
    const record = records.get(key) ?? { path, format: file.format, count: 0, versions: new Map(), withoutSource: 0 };
    records.set(key, record);
    record.count += 1;
    record.versions.set(file.version, (record.versions.get(file.version) ?? 0) + 1);
    if (!sourcePaths(file).some((source) => present.has(source))) record.withoutSource += 1;
  }
  return [...records.values()]
    .sort((a, b) => compareText(a.path, b.path) || compareText(a.format, b.format))
    .map((record) => ({ ...record, versions: Object.fromEntries([...record.versions].sort(([a], [b]) => compareText(a, b))) }));
}

/** Where the source of a bytecode file would lie, by the rules of its format (PEP 3147 for Python, the outermost class for Java). */
const sourcePaths = ({ path, format }: BytecodeFile): readonly string[] => bytecodeFormats.find(({ id }) => id === format)?.sources(path) ?? [];

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/'))) || '.';

function archiveOf(path: string): string {
  const end = path.lastIndexOf('!/');
  return end === -1 ? '.' : path.slice(0, end);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
