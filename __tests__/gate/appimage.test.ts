// Programs with a file system behind them: the program is a native file, and what the file system holds is seen as inside of it.
import { createHash } from 'node:crypto';
import { walkBytes } from '../../src/gate/walks.ts';
import { randomFromBuffer } from '../../src/io/bytes.ts';
import { defaultLimits } from '../../src/open/index.ts';
import { makeSquashfs } from '../build/squashfs.ts';
import { elfOf } from '../inspect/native/build/elf.ts';

const library = elfOf({ sections: [{ name: '.text', bytes: Buffer.alloc(64) }] });
const image = makeSquashfs([
  { name: 'AppRun', data: '#!/bin/sh\n', mode: 0o755 },
  {
    name: 'usr',
    files: [
      {
        name: 'lib',
        files: [
          { name: 'libz.so.1', data: library },
          { name: 'libz.so', target: 'libz.so.1' },
        ],
      },
    ],
  },
]);
/** A program that says to be an AppImage of a type. */
function appImage(type: number | undefined, behind: Uint8Array): Buffer {
  const program = Buffer.from(elfOf({ sections: [{ name: '.text', bytes: Buffer.alloc(64) }] }));
  if (type !== undefined) program.set([0x41, 0x49, type], 8);
  return Buffer.concat([program, behind]);
}
const walk = async (bytes: Uint8Array, name = 'a.AppImage') => walkBytes(randomFromBuffer(bytes), name, { limits: defaultLimits });

test.each([
  ['an AppImage', appImage(2, image)],
  ['an AppImage whose image is aligned, as the first ones were', appImage(2, Buffer.concat([Buffer.alloc(5000), image]))],
  ['another program with an image behind it', appImage(undefined, image)],
])('%s', async (_, bytes) => {
  const { walked, container, sha256 } = await walk(bytes);
  expect(container).toBe('elf');
  expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(walked.native.map(({ path }) => path).sort()).toEqual(['a.AppImage', 'a.AppImage!/usr/lib/libz.so.1']);
  expect(walked.files.map(({ path }) => path).sort()).toEqual([
    'a.AppImage',
    'a.AppImage!/AppRun',
    'a.AppImage!/usr/lib/libz.so',
    'a.AppImage!/usr/lib/libz.so.1',
  ]);
});

test('a program without more is looked at as before', async () => {
  const { walked } = await walk(appImage(undefined, Buffer.alloc(0)), 'program');
  expect([walked.problems, walked.files.map(({ path }) => path)]).toEqual([[], ['program']]);
});

const iso = Buffer.concat([Buffer.alloc(0x8001), Buffer.from('CD001'), Buffer.alloc(2048)]);
test.each([
  ['type 1', appImage(1, iso), 'unsupported-format'],
  [
    'type 1 from before the mark',
    Buffer.concat([appImage(undefined, Buffer.alloc(0)), iso].map((part, at, all) => (at === 0 ? part : part.subarray(all[0]!.length)))),
    'unsupported-format',
  ],
  ['another file system', appImage(2, Buffer.concat([Buffer.from('DWARFS\x02\x05'), Buffer.alloc(100)])), 'unsupported-format'],
  ['nothing behind the program', appImage(2, Buffer.alloc(0)), 'unsupported-format'],
  ['an image in the other order of bytes', appImage(2, Buffer.concat([Buffer.from('sqsh'), Buffer.alloc(100)])), 'unsupported-format'],
  ['data behind the image', appImage(2, Buffer.concat([image, Buffer.from('evil')])), 'trailing-data'],
])('%s', async (_, bytes, code) => {
  const { walked } = await walk(bytes);
  expect(walked.native[0]).toMatchObject({ path: 'a.AppImage', format: 'elf' });
  expect(walked.problems.map((problem) => problem.code)).toEqual([code]);
});

test('two images: one where the program looks, one behind all that its headers speak of', async () => {
  const program = appImage(2, makeSquashfs([{ name: 'mounted', data: 'x' }]));
  program.writeBigUInt64LE(BigInt(program.length), 64 + 32); // what its first segment takes of the file
  const { walked } = await walk(Buffer.concat([program, makeSquashfs([{ name: 'behind', data: 'x' }])]));
  expect(walked.problems.map(({ code }) => code)).toEqual(['appimage-offset', 'trailing-data']);
  expect(walked.files.map(({ path }) => path)).toEqual(['a.AppImage!/mounted', 'a.AppImage']);
});
