// Python bytecode (Lib/importlib/_bootstrap_external.py): a magic number that changes with the bytecode, "\r\n", then 4 bytes of time
// (before 3.3), 8 of time and size (3.3 to 3.6), or 12 of flags and time or hash (since 3.7), then a marshalled code object.
import type { BytecodeFormat } from './bytecode.ts';

export const pyc: BytecodeFormat = {
  id: 'pyc',
  sniff(head) {
    if (head.length < 9 || head[2] !== 0x0d || head[3] !== 0x0a) return false;
    const known = versionOf(head);
    if (known === undefined) return false;
    const first = head[known.header];
    // TYPE_CODE, with or without the flag for references; newer versions always set it.
    return first === 0x63 || first === 0xe3;
  },
  version: (head) => versionOf(head)?.version,
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
  [50428, 50823, '2.0'],
  [60202, 60202, '2.1'],
  [60717, 60717, '2.2'],
  [62011, 62021, '2.3'],
  [62041, 62061, '2.4'],
  [62071, 62131, '2.5'],
  [62151, 62161, '2.6'],
  [62171, 62211, '2.7'],
  [62218, 62218, 'pypy 2.7'],
];

function versionOf(head: Uint8Array): { version: string; header: number } | undefined {
  const magic = (head[0] ?? 0) | ((head[1] ?? 0) << 8);
  const version = ranges.find(([first, last]) => magic >= first && magic <= last)?.[2];
  return version === undefined ? undefined : { version, header: headerSize(version) };
}

function headerSize(version: string): number {
  const minor = /3\.(\d+)$/.exec(version)?.[1];
  if (minor === undefined || Number(minor) < 3) return 8;
  return Number(minor) < 7 ? 12 : 16;
}
