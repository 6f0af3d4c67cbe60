// Python bytecode (Lib/importlib/_bootstrap_external.py): a magic number that changes with the bytecode, "\r\n", then 4 bytes of time
// (before 3.3), 8 of time and size (3.3 to 3.6), or 12 of flags and time or hash (since 3.7), then a marshalled code object. pytest writes the size for
// every version when it caches a rewritten test, and wrote no flags before its version 6. Before Python 1.3 the magic number ends in 0x99 0x00 instead.
import type { BytecodeFormat } from '../../types.ts';

export const pyc: BytecodeFormat = {
  id: 'pyc',
  sniff(head) {
    const version = head.length < 9 ? undefined : versionOf(head);
    return version !== undefined && codeAt(version).some((at) => codes(version).includes(head[at] ?? 0));
  },
  version: (head) => versionOf(head),
  sources(path) {
    const [, folder = '', name] = /^(.*\/|)__pycache__\/([^/]+?)\.[^/.]+(?:\.opt-[^/.]+)?\.pyc$/.exec(path) ?? [];
    return [name === undefined ? path.replace(/\.py[co]$/, '.py') : `${folder}${name}.py`];
  },
};

/** The first magic number of a version and the last; numbers between were used while it was developed. */
const ranges: readonly (readonly [first: number, last: number, version: string])[] = [
  [48, 64, 'pypy 3'],
  [112, 112, 'pypy 3.5'],
  [160, 192, 'pypy 3.6'],
  [224, 240, 'pypy 3.7'],
  [256, 256, 'pypy 3.8'],
  [336, 336, 'pypy 3.9'],
  [384, 384, 'pypy 3.10'],
  [416, 416, 'pypy 3.11'],
  [5892, 5892, '1.4'],
  [11913, 11913, '1.3'],
  [20121, 20122, '1.5'], // the second number of these old versions: started with -U
  [21000, 21279, 'graalpy 3.8'],
  [21280, 21289, 'graalpy 3.10'],
  [21290, 21999, 'graalpy 3.11'],
  [3000, 3131, '3.0'],
  [3140, 3151, '3.1'],
  [3160, 3180, '3.2'],
  [3190, 3230, '3.3'],
  [3250, 3310, '3.4'],
  [3320, 3351, '3.5'],
  [3360, 3379, '3.6'],
  [3390, 3399, '3.7'],
  [3400, 3419, '3.8'],
  [3420, 3429, '3.9'],
  [3430, 3449, '3.10'],
  [3450, 3499, '3.11'],
  [3500, 3549, '3.12'],
  [3550, 3599, '3.13'],
  [3600, 3649, '3.14'],
  [3650, 3699, '3.15'],
  [3700, 3749, '3.16'],
  [50428, 50429, '1.6'],
  [50823, 50824, '2.0'],
  [60202, 60203, '2.1'],
  [60717, 60718, '2.2'],
  [62011, 62021, '2.3'],
  [62041, 62061, '2.4'],
  [62071, 62131, '2.5'],
  [62135, 62135, 'dropbox 2.5'],
  [62151, 62161, '2.6'],
  [62171, 62211, '2.7'],
  [62218, 62218, 'pypy 2.7'],
];

function versionOf(head: Uint8Array): string | undefined {
  const [first = 0, second = 0, third, fourth] = head;
  const magic = first | (second << 8);
  if (third === 0x99 && fourth === 0) return { 39170: '1.0', 39171: '1.1' }[magic];
  if (third !== 0x0d || fourth !== 0x0a) return undefined;
  return ranges.find(([least, most]) => magic >= least && magic <= most)?.[2];
}

/** Where the code object may begin. */
function codeAt(version: string): readonly number[] {
  const minor = /3\.(\d+)$/.exec(version)?.[1];
  if (minor === undefined || Number(minor) < 3) return [8, 12];
  return Number(minor) < 7 ? [12] : [16, 12];
}

/** TYPE_CODE, with or without the flag for references, which newer versions always set; other marshallers, and the oldest, write a capital. */
const codes = (version: string): readonly number[] => (/^(graalpy|1\.[01]$)/.test(version) ? [0x43, 0xc3] : [0x63, 0xe3]);
