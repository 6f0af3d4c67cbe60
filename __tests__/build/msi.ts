// Makes compound files as Windows Installer packages are, honest ones and ones that lie. Names are written as they are, not packed.

export interface MsiStream {
  name: string;
  data?: string | Uint8Array;
  /** Its place in the list of those that a storage holds; left out: a stream of the root. */
  inside?: number;
  storage?: boolean;
  size?: number;
}
/** Where things lie in the file, for lies about them. Numbers of sectors; `at` gives the byte. */
export interface MsiLayout {
  fat: number;
  directory: number;
  starts: readonly number[];
  at(sector: number): number;
  /** The byte where the entry of a stream, in order, begins; -1 for the root. */
  entry(stream: number): number;
}
const sectorSize = 512;
const cutoff = 4096;
const [free, end, inFat] = [0xffffffff, 0xfffffffe, 0xfffffffd];
const packageClass = Buffer.from('84100c0000000000c000000000000046', 'hex');

export function makeMsi(streams: readonly MsiStream[], lie: (bytes: Buffer, layout: MsiLayout) => Buffer | undefined = () => undefined): Buffer {
  const sectors: Buffer[] = [];
  const fat: number[] = [];
  const add = (data: Buffer, kind?: number): number => {
    const start = sectors.length;
    const many = Math.ceil(data.length / sectorSize);
    for (let at = 0; at < many; at++) {
      sectors.push(Buffer.concat([data.subarray(at * sectorSize, (at + 1) * sectorSize)], sectorSize));
      fat.push(kind ?? (at === many - 1 ? end : start + at + 1));
    }
    return many === 0 ? end : start;
  };
  add(Buffer.alloc(sectorSize), inFat); // the table itself, filled in at the end
  const directorySize = Math.ceil((streams.length + 1) / 4) * sectorSize;
  const directory = add(Buffer.alloc(directorySize));
  const mini: Buffer[] = [];
  const miniFat: number[] = [];
  const contents = streams.map(({ data = '' }) => Buffer.from(data));
  const starts = contents.map((data) => {
    if (data.length === 0) return end;
    if (data.length >= cutoff) return add(data);
    const start = mini.length;
    for (let at = 0; at < data.length; at += 64) {
      mini.push(Buffer.concat([data.subarray(at, at + 64)], 64));
      miniFat.push(at + 64 >= data.length ? end : mini.length);
    }
    return start;
  });
  const words = (numbers: readonly number[]): Buffer =>
    Buffer.from(Uint32Array.from([...numbers, ...Array<number>(127).fill(free)].slice(0, 128)).buffer);
  const miniTable = mini.length > 0 ? add(words(miniFat)) : end;
  const miniStream = add(Buffer.concat(mini));
  const entry = (name: string, type: number, sibling: number, child: number, start: number, size: number): Buffer => {
    const bytes = Buffer.alloc(128);
    bytes.write(name.slice(0, 31), 0, 'utf16le');
    bytes.writeUInt16LE(2 * Math.min(31, name.length) + 2, 64);
    bytes.set([type, 1], 66);
    bytes.writeUInt32LE(free, 68);
    bytes.writeUInt32LE(sibling, 72);
    bytes.writeUInt32LE(child, 76);
    if (type === 5) bytes.set(packageClass, 80);
    bytes.writeUInt32LE(start, 116);
    bytes.writeUInt32LE(size, 120);
    return bytes;
  };
  // Those of one storage are a list: each is to the right of the one before.
  const after = (at: number): number => {
    const next = streams.findIndex((other, index) => index > at && other.inside === streams[at]!.inside);
    return next < 0 ? free : next + 1;
  };
  const first = (inside: number | undefined): number => {
    const found = streams.findIndex((stream) => stream.inside === inside);
    return found < 0 ? free : found + 1;
  };
  const entries = [
    entry('Root Entry', 5, free, first(undefined), miniStream, mini.length * 64),
    ...streams.map((stream, at) =>
      entry(stream.name, stream.storage ? 1 : 2, after(at), stream.storage ? first(at) : free, starts[at]!, stream.size ?? contents[at]!.length),
    ),
  ];
  const list = Buffer.concat(entries, directorySize);
  for (let at = 0; at * sectorSize < directorySize; at++) sectors[directory + at] = list.subarray(at * sectorSize, (at + 1) * sectorSize);
  sectors[0] = words(fat);
  const head = Buffer.alloc(sectorSize);
  head.set(Buffer.from('d0cf11e0a1b11ae1', 'hex'));
  head.writeUInt16LE(0x3e, 24);
  head.writeUInt16LE(3, 26);
  head.writeUInt16LE(0xfffe, 28);
  head.writeUInt16LE(9, 30);
  head.writeUInt16LE(6, 32);
  for (const [at, value] of [
    [44, 1],
    [48, directory],
    [56, cutoff],
    [60, miniTable],
    [64, mini.length > 0 ? 1 : 0],
    [68, end],
    [72, 0],
    [76, 0],
  ] as const)
    head.writeUInt32LE(value, at);
  head.fill(0xff, 80);
  const bytes = Buffer.concat([head, ...sectors]);
  const place = (sector: number): number => (sector + 1) * sectorSize;
  const layout = { fat: 0, directory, starts, at: place, entry: (stream: number) => place(directory) + (stream + 1) * 128 };
  return lie(bytes, layout) ?? bytes;
}
