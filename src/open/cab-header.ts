// The lists at the front of a Microsoft cabinet ([MS-CAB] 2): CFHEADER, CFFOLDER, CFFILE.
import type { Problem, RandomAccess } from '../types.ts';
import { hazard, quote, unreadable } from './problems.ts';

export interface CabinetFolder {
  /** Where its first block lies. */
  start: number;
  blocks: number;
  /** 0 stored, 1 MSZIP, 2 Quantum, 3 LZX. */
  method: number;
}
export interface CabinetFile {
  name: string;
  size: number;
  /** In the plain bytes of its folder. */
  start: number;
  folder: number;
  isProgram: boolean;
  problems: readonly Problem[];
}
export interface Cabinet {
  /** As the header states it; a signature may follow. */
  size: number;
  isSigned: boolean;
  /** Bytes between the header of a block and its data. */
  blockReserve: number;
  folders: readonly CabinetFolder[];
  files: readonly CabinetFile[];
  /** Where the lists lie. */
  places: readonly { start: number; end: number }[];
  problems: readonly Problem[];
}

const headerSize = 36;
const fileSize = 16;
/** [MS-CAB] 2.3: 255 bytes and a zero. */
const longestName = 256;
const flag = { previous: 1, next: 2, reserve: 4 } as const;
const attribute = { folder: 0x10, program: 0x40, utf8: 0x80 } as const;

/** The lists, or why they cannot be read. */
export async function readCabinet(from: RandomAccess, path: string): Promise<Cabinet | Problem> {
  const cut = unreadable(path, 'truncated', 'ends inside of its lists');
  const head = Buffer.from(await from.read(0, headerSize));
  if (head.length < headerSize) return cut;
  const size = head.readUInt32LE(8);
  if (head[25] !== 1) return unreadable(path, 'unsupported-format', `a Microsoft cabinet of version ${head[25]}, which is not read`);
  if (size > from.size) return unreadable(path, 'truncated', 'ends before the end that its header states');
  const flags = head.readUInt16LE(30);
  if ((flags & (flag.previous | flag.next)) !== 0)
    return unreadable(path, 'unsupported-format', 'one of several Microsoft cabinets that belong together, which are not read');
  const reserve = (flags & flag.reserve) === 0 ? undefined : Buffer.from(await from.read(headerSize, 4));
  if (reserve !== undefined && reserve.length < 4) return cut;
  const [ofHeader, ofFolder, blockReserve] = reserve === undefined ? [0, 0, 0] : [reserve.readUInt16LE(0), reserve[2]!, reserve[3]!];
  const foldersAt = headerSize + (reserve === undefined ? 0 : 4 + ofHeader);
  const many = head.readUInt16LE(26);
  const list = Buffer.from(await from.read(foldersAt, many * (8 + ofFolder)));
  if (list.length < many * (8 + ofFolder)) return cut;
  const folders = Array.from({ length: many }, (_, index) => {
    const at = index * (8 + ofFolder);
    return { start: list.readUInt32LE(at), blocks: list.readUInt16LE(at + 4), method: list.readUInt16LE(at + 6) & 15 };
  });
  const filesAt = head.readUInt32LE(16);
  const manyFiles = head.readUInt16LE(28);
  const most = Math.max(0, Math.min(size - filesAt, manyFiles * (fileSize + 4 * longestName)));
  const found = readFiles(Buffer.from(await from.read(filesAt, most)), manyFiles);
  if (found === undefined) return cut;
  const isSigned = reserve !== undefined && ofHeader >= 20 && (await pointsBehind(from, size));
  const places = [
    { start: 0, end: foldersAt + list.length },
    { start: filesAt, end: filesAt + found.length },
  ];
  const problems: Problem[] = [];
  if (head.readUInt32LE(12) !== 0 || head.readUInt32LE(20) !== 0)
    problems.push(hazard(path, 'cab-reserved', 'numbers in the header that must be zero are not; 7-Zip takes it for no cabinet, others read it'));
  if (found.separators.size > 1)
    problems.push(
      hazard(
        path,
        'name-backslash',
        'some names have "/" and some "\\" between folders; cabextract takes one of them for a plain character, Windows both for what they are',
      ),
    );
  return { size, isSigned, blockReserve, folders, files: found.files, places, problems };
}

/** What signtool puts into the reserved bytes: a mark, and where the signature lies and how long it is. */
async function pointsBehind(from: RandomAccess, size: number): Promise<boolean> {
  const reserved = Buffer.from(await from.read(headerSize + 4, 12));
  return (
    reserved.length === 12 &&
    reserved.readUInt32LE(0) === 0x00100000 &&
    reserved.readUInt32LE(4) === size &&
    size + reserved.readUInt32LE(8) === from.size
  );
}

function readFiles(bytes: Buffer, many: number): { files: CabinetFile[]; length: number; separators: ReadonlySet<string> } | undefined {
  const files: CabinetFile[] = [];
  const separators = new Set<string>();
  let at = 0;
  for (let left = many; left > 0; left--) {
    const end = bytes.indexOf(0, at + fileSize);
    if (at + fileSize > bytes.length || end < 0) return undefined;
    const raw = bytes.subarray(at + fileSize, end);
    for (const separator of ['/', '\\']) if (raw.includes(separator)) separators.add(separator);
    files.push(readFile(bytes.subarray(at, at + fileSize), raw));
    at = end + 1;
  }
  return { files, length: at, separators };
}

function readFile(fields: Buffer, raw: Buffer): CabinetFile {
  const attributes = fields.readUInt16LE(14);
  const isUtf8 = (attributes & attribute.utf8) !== 0;
  const isPlain = raw.every((byte) => byte < 0x80);
  const name = raw.toString(isUtf8 || isPlain ? 'utf8' : 'latin1').replaceAll('\\', '/');
  const problems: Problem[] = [];
  if (!isUtf8 && !isPlain) problems.push(hazard(name, 'name-encoding', `the name ${quote(name)} is in a code page that is not stated`));
  if (raw.length >= longestName)
    problems.push(hazard(name, 'cab-long-name', `a name of ${raw.length} bytes; some readers cut it or refuse the cabinet`));
  if ((attributes & attribute.folder) !== 0)
    problems.push(hazard(name, 'cab-two-kinds', `${quote(name)} is a folder by its attributes, which some readers go by, and a file to others`));
  const isProgram = (attributes & attribute.program) !== 0;
  return { name, size: fields.readUInt32LE(0), start: fields.readUInt32LE(4), folder: fields.readUInt16LE(8), isProgram, problems };
}
