// The header of an rpm (https://rpm-software-management.github.io/rpm/manual/format_header.html): numbers of index entries and of data bytes, then entries of tag, type, offset and
// count, then the data. In a package a magic of 8 bytes stands before it, in the database of installed packages it does not.
import { decode, mostValues } from './text.ts';

const mostEntries = 0xffff;

const types = { int16: 3, int32: 4, string: 6, strings: 8, translated: 9 } as const;

/** Tags (rpmtag.h) that are read. */
export const tags = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  licence: 1014,
  url: 1020,
  arch: 1022,
  preIn: 1023,
  postIn: 1024,
  preUn: 1025,
  postUn: 1026,
  oldFileNames: 1027,
  fileModes: 1030,
  fileDigests: 1035,
  fileFlags: 1037,
  sourceRpm: 1044,
  provideName: 1047,
  requireFlags: 1048,
  requireName: 1049,
  requireVersion: 1050,
  triggerScripts: 1065,
  provideVersion: 1113,
  dirIndexes: 1116,
  baseNames: 1117,
  dirNames: 1118,
  preTrans: 1151,
  postTrans: 1152,
  digestAlgorithm: 5011,
  vcs: 5034,
} as const;

export type RpmTag = keyof typeof tags;

export interface RpmHeader {
  text(tag: RpmTag): string | undefined;
  /** All strings of a tag, at most `limit`. */
  texts(tag: RpmTag, limit?: number): string[];
  numbers(tag: RpmTag): number[];
}

/** Undefined where the bytes are no header. Values that run past the data are left out. */
export function readRpmHeader(bytes: Uint8Array): RpmHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = bytes.length >= 16 && view.getUint32(0) >>> 8 === 0x8eade8 ? 8 : 0;
  if (bytes.length < start + 8) return undefined;
  const count = view.getUint32(start);
  const data = start + 8 + count * 16;
  if (count > mostEntries || data > bytes.length) return undefined;
  const end = Math.min(bytes.length, data + view.getUint32(start + 4));
  const index = new Map<number, { type: number; at: number; count: number }>();
  for (let entry = 0; entry < count; entry++) {
    const at = start + 8 + entry * 16;
    const tag = view.getUint32(at);
    if (!index.has(tag)) index.set(tag, { type: view.getUint32(at + 4), at: data + view.getUint32(at + 8), count: view.getUint32(at + 12) });
  }
  const texts = (tag: RpmTag, limit: number = mostValues): string[] => {
    const entry = index.get(tags[tag]);
    if (entry === undefined || (entry.type !== types.string && entry.type !== types.strings && entry.type !== types.translated)) return [];
    const found: string[] = [];
    const wanted = Math.min(entry.type === types.string ? 1 : entry.count, limit);
    for (let at = entry.at; at < end && found.length < wanted; ) {
      const zero = bytes.indexOf(0, at);
      if (zero === -1 || zero >= end) break;
      found.push(decode(bytes.subarray(at, zero)));
      at = zero + 1;
    }
    return found;
  };
  const numbers = (tag: RpmTag): number[] => {
    const entry = index.get(tags[tag]);
    const width = entry?.type === types.int16 ? 2 : entry?.type === types.int32 ? 4 : 0;
    if (entry === undefined || width === 0 || entry.at + entry.count * width > end) return [];
    return Array.from({ length: entry.count }, (_, at) => (width === 2 ? view.getUint16(entry.at + at * 2) : view.getUint32(entry.at + at * 4)));
  };
  return { text: (tag) => texts(tag, 1)[0] || undefined, texts, numbers };
}

const mostFiles = 1_000_000;

/** Paths of the files that the package installs, without the leading `/`, in the header's order. */
export function rpmFiles(header: RpmHeader): string[] {
  const names = header.texts('baseNames', mostFiles);
  if (names.length === 0) return header.texts('oldFileNames', mostFiles).map((path) => path.replace(/^\/+/, ''));
  const folders = header.texts('dirNames', mostFiles);
  const indexes = header.numbers('dirIndexes');
  return names.map((name, at) => `${folders[indexes[at] ?? 0] ?? ''}${name}`.replace(/^\/+/, ''));
}

/** `epoch:version-release`; a purl has the epoch as a qualifier. */
export const rpmVersion = (header: RpmHeader): string | undefined => {
  const [version, release] = [header.text('version'), header.text('release')];
  return version === undefined ? undefined : release === undefined ? version : `${version}-${release}`;
};

/** The vendor as purls write it; undefined for one that is not known. */
export function rpmVendor(vendor: string | undefined): string | undefined {
  return vendors.find(([pattern]) => pattern.test(vendor ?? ''))?.[1];
}

const vendors: readonly [RegExp, string][] = [
  [/fedora/i, 'fedora'],
  [/almalinux/i, 'almalinux'],
  [/rocky/i, 'rocky'],
  [/centos/i, 'centos'],
  [/red hat/i, 'redhat'],
  [/opensuse/i, 'opensuse'],
  [/suse/i, 'suse'],
  [/oracle/i, 'oracle'],
  [/amazon/i, 'amzn'],
  [/mageia/i, 'mageia'],
];
