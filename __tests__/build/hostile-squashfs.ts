// SquashFS images that readers see differently, that point out of their folder, that unfold without end, or that lie: CVE-2021-40153 and CVE-2021-41072 of
// unsquashfs, and what the structures of squashfs_fs.h allow. What unsquashfs 4.5.1 and 7-Zip 26.02 do was tried with each of them; what the kernel does
// is read from its fs/squashfs.
import { deflateSync } from 'node:zlib';
import type { Hostile } from './hostile.ts';
import { makeSquashfs, metadataBlock, type Places, packedMetadataBlock, type SquashNode, type SquashOptions } from './squashfs.ts';

const good: SquashNode = { name: 'good', data: 'good\n' };
const one = (
  technique: string,
  code: string,
  readers: string,
  files: readonly SquashNode[],
  options: SquashOptions = {},
  name = 'a.squashfs',
): Hostile => ({
  technique: `squashfs: ${technique}`,
  name,
  code,
  readers,
  bytes: () => makeSquashfs(files, options),
});

/** A number of the superblock that is written over. */
const superblock = (at: number, value: bigint | ((places: Places) => number), size: 2 | 4 | 8): SquashOptions => ({
  change: (image, places) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(typeof value === 'bigint' ? value : BigInt(value(places)));
    bytes.copy(image, at, 0, size);
  },
});

const names: Hostile[] = [
  one('a name that climbs out (CVE-2021-40153)', 'name-traversal', 'unsquashfs before 4.5.1 writes outside, later ones refuse, 7-Zip lists ../evil', [
    { name: '../evil', data: 'x' },
  ]),
  one('the name ..', 'name-traversal', 'unsquashfs before 4.5.1 writes outside, later ones refuse, 7-Zip lists ../good', [
    { name: '..', files: [good] },
  ]),
  one('the name .', 'name-odd', 'unsquashfs refuses, 7-Zip lists it', [{ name: '.', data: 'x' }]),
  one('a name with a slash', 'name-odd', 'unsquashfs refuses, 7-Zip shows a file in a folder', [{ name: 'a/b', data: 'x' }]),
  one('a name with a NUL', 'name-control', '7-Zip cuts it there, unsquashfs refuses', [{ name: 'a\0b', data: 'x' }]),
  one('a name that is no UTF-8', 'name-encoding', 'shown differently on every system', [{ name: Buffer.from([0x61, 0xff]), data: 'x' }]),
  one('a link and a folder of one name (CVE-2021-41072)', 'name-duplicate', 'unsquashfs before 4.5.1 writes through the link, later ones refuse', [
    { name: 'x', target: '/tmp' },
    { name: 'x', files: [{ name: 'evil', data: 'x' }] },
  ]),
  one('a name twice', 'name-duplicate', 'the kernel finds the first, 7-Zip lists both, unsquashfs refuses', [good, { ...good, data: 'evil' }]),
  one('names out of order', 'squashfs-unsorted', 'the kernel lists b and a, and finds no a; unsquashfs refuses', [
    {
      name: 'd',
      unsorted: true,
      files: [
        { name: 'b', data: 'x' },
        { name: 'a', data: 'y' },
      ],
    },
  ]),
];

const inodes: Hostile[] = [
  one('a folder in itself', 'squashfs-folder-twice', 'unsquashfs and 7-Zip refuse; readers that follow it never end', [
    { name: 'd', files: [{ name: 'again', files: [], line: { inode: 'd' } }] },
  ]),
  one('the root in itself', 'squashfs-folder-twice', 'unsquashfs and 7-Zip refuse; readers that follow it never end', [
    { name: 'again', files: [], line: { inode: '' } },
  ]),
  one('a folder with two parents', 'squashfs-folder-twice', 'unsquashfs refuses, 7-Zip lists both', [
    { name: 'd', files: [good] },
    { name: 'e', files: [], line: { inode: 'd' } },
  ]),
  one('folders that double at each level', 'squashfs-folder-twice', 'unsquashfs refuses, 7-Zip goes on for hours', [doubling(30)]),
  one('an inode beyond the table', 'squashfs-bad-inode', 'unsquashfs and 7-Zip refuse the image, the kernel lists the name', [
    good,
    { name: 'x', data: 'x', line: { at: { start: 100_000, offset: 0 } } },
  ]),
  one('an inode in the middle of a block', 'squashfs-bad-inode', 'the kernel unpacks a block from there, unsquashfs and 7-Zip refuse', [
    { name: 'x', data: 'x', line: { at: { start: 1, offset: 0 } } },
  ]),
  one('an offset beyond the block', 'squashfs-bad-inode', 'unsquashfs and 7-Zip refuse the image, the kernel lists the name', [
    { name: 'x', data: 'x', line: { at: { start: 0, offset: 60_000 } } },
  ]),
  one('two inodes of one number', 'squashfs-inode-number', 'unsquashfs writes the first file twice, 7-Zip lists two', [
    { name: 'a', data: 'good' },
    { name: 'b', data: 'evil', told: { number: 1 } },
  ]),
  one('an inode number of none', 'squashfs-inode-number', 'unsquashfs refuses, 7-Zip does not look', [{ name: 'a', data: 'x', told: { number: 0 } }]),
  one('an inode number of none, of the root', 'squashfs-inode-number', 'unsquashfs refuses, 7-Zip does not look', [good], {
    change: (image, { inodes, inode }) => image.writeUInt32LE(77, inodes + 2 + inode.get('')! + 12),
  }),
  one('an owner of none', 'squashfs-owner', 'unsquashfs refuses, 7-Zip does not look', [{ name: 'a', data: 'x', told: { owner: 5 } }]),
  one('a folder that states another number', 'squashfs-inode-number', 'the kernel looks an inode up by it, others by its own', [
    { name: 'a', data: 'x', line: { number: 77 } },
  ]),
  one('a file that its folder calls a folder', 'squashfs-type', 'unsquashfs makes a folder, 7-Zip lists a file', [
    { name: 'a', data: 'x', line: { type: 1 } },
  ]),
  one('a folder that its folder calls a file', 'squashfs-type', 'unsquashfs fails, 7-Zip goes into it', [
    { name: 'a', files: [good], line: { type: 2 } },
  ]),
  one('a link with a very long target', 'link-odd', 'the kernel refuses it, 7-Zip lists it', [{ name: 'l', target: 'x'.repeat(5000) }]),
  one('a link with a target of 4 GiB', 'link-odd', 'unsquashfs and 7-Zip refuse the image, the kernel the link', [
    { name: 'l', target: 'x', told: { targetSize: 0xffffffff } },
  ]),
  one('a link whose target lies behind its table', 'squashfs-bad-inode', 'unsquashfs and 7-Zip refuse the image, the kernel the link', [
    { name: 'l', target: 'x', told: { targetSize: 3000 } },
  ]),
  one('a link with a NUL in its target', 'link-odd', 'unsquashfs cuts it there, 7-Zip does not', [{ name: 'l', target: 'a\0b' }]),
  one('a link to nothing', 'link-odd', 'unsquashfs refuses, 7-Zip lists it', [{ name: 'l', target: '' }]),
];

/** Each folder lists the next one twice. */
function doubling(depth: number): SquashNode {
  if (depth === 0) return { name: 'd', files: [good] };
  return { name: 'd', files: [doubling(depth - 1), { name: 'e', files: [], line: { inode: `${'d/'.repeat(31 - depth)}d` } }] };
}

const index = (at: number, name: string, start?: number): SquashNode => ({
  name: 'd',
  files: Array.from({ length: 300 }, (_, number) => ({ name: `file${String(number).padStart(3, '0')}`, data: 'x' })),
  index: [{ at, name, ...(start === undefined ? {} : { start }) }],
});

const lists: Hostile[] = [
  one('a list longer than its lines', 'squashfs-bad-list', 'unsquashfs and 7-Zip refuse the image, others take what follows for lines', [
    { name: 'd', files: [good], list: { size: 2000 } },
  ]),
  one('a list that ends in the middle of a line', 'squashfs-bad-list', 'unsquashfs reads the line to its end, 7-Zip refuses the image', [
    { name: 'd', files: [good, { name: 'more', data: 'x' }], list: { size: 30 } },
  ]),
  one('a list of more lines than there can be', 'squashfs-bad-list', 'unsquashfs and 7-Zip refuse the image, others take what follows for lines', [
    { name: 'd', files: [good], list: { lines: 0 } },
  ]),
  one('an index that skips the first lines', 'squashfs-index', 'the kernel finds none of the first 256 files, unsquashfs and 7-Zip list all', [
    index(12 + 256 * 15, 'file000'),
  ]),
  one('more of an index than there is', 'squashfs-index', 'the kernel stops there, others read what follows', [
    { name: 'd', files: [good], index: Array.from({ length: 9 }, () => ({ at: 0, name: 'good' })) },
  ]),
  one('an index that points between lines', 'squashfs-index', 'the kernel looks names up in the middle of others, unsquashfs and 7-Zip find all', [
    index(5, 'file000'),
  ]),
  one('an index that points to another block', 'squashfs-index', 'the kernel looks names up in another list, unsquashfs and 7-Zip find all', [
    index(0, 'file000', 77),
  ]),
];

const full = 4096;
const data: Hostile[] = [
  one('a file of 2^63 bytes', 'squashfs-bad-inode', 'unsquashfs writes 4,096 bytes of it, 7-Zip refuses the image', [
    { name: 'a', data: 'x', told: { size: 2n ** 63n + 5n } },
  ]),
  one('a file of 2^64 - 1 bytes', 'squashfs-bad-inode', 'unsquashfs writes an empty file, 7-Zip refuses the image', [
    { name: 'a', data: 'x', told: { size: 2n ** 64n - 1n } },
  ]),
  one(
    'a file with more blocks than are listed',
    'squashfs-bad-inode',
    'unsquashfs and 7-Zip refuse the image, others take the next inodes for sizes',
    [{ name: 'a', data: 'x', told: { size: 100_000_000n } }],
  ),
  one('a block in another block', 'squashfs-overlap', 'unsquashfs takes the first byte of b and then what its memory held, 7-Zip takes accc', [
    { name: 'a', data: 'a' },
    { name: 'b', data: 'bbbb', told: { start: 96 }, blocks: [{ bytes: Buffer.alloc(0), word: (1 << 24) | 4 }] },
    { name: 'c', data: 'cccc' },
  ]),
  one('a block across two others', 'squashfs-overlap', 'readers that take files for what lies between their starts see less', [
    { name: 'a', data: 'aaaa' },
    { name: 'b', data: 'bb' },
    { name: 'c', data: 'cccc', told: { start: 98 }, blocks: [{ bytes: Buffer.alloc(0), word: (1 << 24) | 4 }] },
  ]),
  one('lists of blocks that overlap', 'squashfs-overlap', 'time that grows with the square of the size', [nested(200)]),
  one('a block larger than a block', 'squashfs-bad-block', 'the kernel refuses the file, unsquashfs the image', [
    { name: 'a', data: 'x', blocks: [{ bytes: Buffer.alloc(100), word: 0xffffff }] },
  ]),
  one('a block of 32 MiB and more', 'squashfs-bad-block', 'unsquashfs refuses, readers that look at 24 bits read it', [
    { name: 'a', data: 'x', blocks: [{ bytes: Buffer.from('x'), word: 0x4000001 | (1 << 24) }] },
  ]),
  one('a block behind the data', 'squashfs-bad-block', 'unsquashfs fails, 7-Zip lists it, others hand out the tables', [
    { name: 'a', data: 'x', told: { start: 96 }, blocks: [{ bytes: Buffer.from('x'), word: (1 << 24) | 3000 }] },
  ]),
  one('a block in the superblock', 'squashfs-bad-block', 'unsquashfs hands out the superblock', [{ name: 'a', data: 'x', told: { start: 0 } }]),
  one('a block beyond the end', 'squashfs-bad-block', 'unsquashfs fails, 7-Zip lists it', [{ name: 'a', data: 'x', told: { start: 0x7fffffff } }]),
  one('a stored block of nothing', 'squashfs-bad-block', 'a hole to unsquashfs, an error to others', [
    { name: 'a', data: 'x', blocks: [{ bytes: Buffer.alloc(0), word: 1 << 24 }] },
  ]),
  one('a stored block that is too short', 'squashfs-size-lies', 'the kernel refuses, unsquashfs fills it up with what its memory held', [
    { name: 'a', data: Buffer.alloc(full, 'x'), blocks: [{ bytes: Buffer.alloc(50, 'y'), word: (1 << 24) | 50 }] },
  ]),
  one('a block that unpacks to less', 'squashfs-size-lies', 'the kernel refuses, unsquashfs fills it up with what its memory held', [
    { name: 'a', data: Buffer.alloc(full, 'x'), blocks: [deflated(Buffer.alloc(1000, 'y'))] },
  ]),
  one('a block that unpacks to more', 'squashfs-size-lies', 'the kernel refuses, unsquashfs cuts it', [
    { name: 'a', data: 'xxx', blocks: [deflated(Buffer.alloc(1000, 'y'))] },
  ]),
  one('a block that is no zlib data', 'bad-compressed-data', 'an error, or what is there', [
    { name: 'a', data: 'xxx', blocks: [{ bytes: Buffer.from('no zlib data'), word: 12 }] },
  ]),
  one('data behind the packed data of a block', 'squashfs-slack', 'some readers unpack what follows', [
    { name: 'a', data: Buffer.alloc(900, 'x'), blocks: [deflated(Buffer.alloc(900, 'x'), Buffer.from('evil'))] },
  ]),
  one(
    'a fragment that is not there',
    'squashfs-bad-inode',
    'unsquashfs refuses the image, 7-Zip the file',
    [{ name: 'a', data: 'x', told: { fragment: 9 } }],
    {
      fragments: true,
    },
  ),
  one(
    'an end behind its fragment',
    'squashfs-size-lies',
    'the kernel refuses, unsquashfs hands out what its memory held',
    [{ name: 'a', data: 'x', told: { fragmentOffset: 500 } }],
    {
      fragments: true,
    },
  ),
  one(
    'an end behind the largest fragment',
    'squashfs-bad-inode',
    'unsquashfs hands out what lies before its memory',
    [{ name: 'a', data: 'x', told: { fragmentOffset: 0xfffffff0 } }],
    {
      fragments: true,
    },
  ),
];

/** Files whose inodes lie inside one another's list of blocks: each line refers to a later part of one list, made of the very same inodes. */
function nested(files: number): SquashNode {
  const inode = Buffer.alloc(56); // an extended file of so many holes
  inode.writeUInt16LE(9, 0);
  inode.writeUInt32LE(1, 12);
  inode.writeBigUInt64LE(96n, 16);
  inode.writeBigUInt64LE(BigInt(full * files * 4), 24);
  inode.fill(255, 44, 48);
  const words = Array.from({ length: files * 14 + files * 4 }, (_, number) => inode.readUInt32LE((number % 14) * 4));
  return {
    name: 'd',
    files: [
      { name: 'a', data: '', told: { size: BigInt(full * words.length) }, blocks: words.map((word) => ({ bytes: Buffer.alloc(0), word })) },
      ...Array.from({ length: files }, (_, number) => ({
        name: `f${number}`,
        data: '',
        line: { at: { start: 0, offset: (number + 1) * 56 }, number: 1 },
      })),
    ],
  };
}

function deflated(plain: Uint8Array, more: Uint8Array = Buffer.alloc(0)): { bytes: Buffer; word: number } {
  const bytes = Buffer.concat([deflateSync(plain), more]);
  return { bytes, word: bytes.length };
}

const tables: Hostile[] = [
  one(
    'a table of inodes behind that of folders',
    'squashfs-tables',
    'unsquashfs and 7-Zip refuse: nobody sees what is inside',
    [good],
    superblock(64, (places) => places.folders + 1, 8),
  ),
  one(
    'a table of inodes in the superblock',
    'squashfs-tables',
    'unsquashfs and 7-Zip refuse: nobody sees what is inside',
    [good],
    superblock(64, 20n, 8),
  ),
  one(
    'a table of folders beyond the end',
    'squashfs-tables',
    'unsquashfs and 7-Zip refuse: nobody sees what is inside',
    [good],
    superblock(72, 2n ** 40n, 8),
  ),
  one('no table of inodes', 'squashfs-tables', 'an error', [good], superblock(64, 2n ** 64n - 1n, 8)),
  one('no owners', 'squashfs-tables', 'unsquashfs refuses, 7-Zip does not look', [good], superblock(26, 0n, 2)),
  one(
    'a table of owners in that of inodes',
    'squashfs-tables',
    'unsquashfs and 7-Zip refuse, others do not look',
    [good],
    superblock(48, (places) => places.inodes + 2, 8),
  ),
  one('more fragments than are listed', 'squashfs-tables', 'unsquashfs and 7-Zip refuse, others read behind the table', [good], {
    fragments: true,
    ...superblock(16, 5000n, 4),
  }),
  one('2^32 - 1 fragments', 'squashfs-tables', 'unsquashfs and 7-Zip refuse, others ask for 64 GiB', [good], {
    fragments: true,
    ...superblock(16, 2n ** 32n - 1n, 4),
  }),
  one('fragments whose list names other blocks', 'squashfs-tables', 'readers of the list see other fragments than readers of the blocks', [good], {
    packedFragments: Array.from({ length: 600 }, () => deflateSync(Buffer.from('x'))),
    change: (image, { fragments }) => image.writeBigUInt64LE(image.readBigUInt64LE(fragments + 8) + 1n, fragments + 8),
  }),
  one('owners that do not unpack', 'bad-compressed-data', 'unsquashfs and 7-Zip refuse, others do not look', [good], {
    change: (image, { ids }) => image.writeUInt16LE(4, ids - 6),
  }),
  one(
    'the flag of checked blocks',
    'squashfs-flags',
    'unsquashfs leaves out a byte of each block, 7-Zip and the kernel do not',
    [good],
    superblock(24, 4n, 2),
  ),
  one('options of the compressor that are not there', 'squashfs-tables', 'unsquashfs refuses, 7-Zip does not look', [good], superblock(24, 1024n, 2)),
  one('lz4 without options', 'squashfs-tables', 'unsquashfs and the kernel refuse, 7-Zip does not look', [good], superblock(20, 5n, 2)),
  one('attributes outside of the image', 'squashfs-tables', 'unsquashfs refuses, 7-Zip does not look', [good], superblock(56, 2n ** 40n, 8)),
  one('a gap between a list and the next table', 'squashfs-tables', 'unsquashfs refuses, 7-Zip does not look', [good], {
    after: Buffer.alloc(8),
    ...superblock(40, (places) => places.ids + 16, 8),
  }),
  one(
    'a table of inode numbers in that of owners',
    'squashfs-tables',
    'unsquashfs refuses, 7-Zip does not look',
    [good],
    superblock(88, (places) => places.ids, 8),
  ),
  one('a root beyond the table', 'squashfs-tables', 'an error', [good], superblock(32, 60_000n, 8)),
  one('a root that is a file', 'squashfs-tables', 'an error, or an empty list', [good], superblock(32, 0n, 8)),
  one('blocks of two sizes', 'squashfs-tables', 'unsquashfs and 7-Zip refuse, others go by either', [good], superblock(22, 17n, 2)),
  one('blocks of 2 MiB', 'squashfs-tables', 'unsquashfs refuses, 7-Zip reads it', [good], {
    change: (image) => {
      image.writeUInt32LE(1 << 21, 12);
      image.writeUInt16LE(21, 22);
    },
  }),
  one('a metadata block of no size', 'squashfs-tables', 'unsquashfs and 7-Zip refuse, others never end', [good], {
    change: (image, { inodes }) => image.writeUInt16LE(0x8000, inodes),
  }),
  one('a metadata block that is too large', 'squashfs-tables', 'unsquashfs and 7-Zip refuse, others read into the next table', [good], {
    change: (image, { inodes }) => image.writeUInt16LE(0xffff, inodes),
  }),
  one('a metadata block behind one that is not full', 'squashfs-short-block', 'unsquashfs reads on, 7-Zip refuses', [good], {
    moreInodes: metadataBlock(Buffer.alloc(100)),
  }),
  one('more bytes than there are', 'truncated', 'unsquashfs refuses, 7-Zip lists what it can', [good], superblock(40, 1_000_000n, 8)),
  one('fewer bytes than a superblock', 'squashfs-tables', 'an error, or everything', [good], superblock(40, 50n, 8)),
  one(
    'tables behind the stated end',
    'squashfs-tables',
    'unsquashfs and 7-Zip refuse, readers that do not look at the end read it',
    [good],
    superblock(40, (places) => places.folders + 3, 8),
  ),
  one('data behind the end', 'trailing-data', 'readers of the image do not see it', [good], {
    after: Buffer.concat([Buffer.alloc(4000), Buffer.from('evil')]),
  }),
  one('a second image behind the end', 'trailing-data', 'readers that search for the magic number find either', [good], {
    after: makeSquashfs([{ name: 'evil', data: 'x' }]),
  }),
  ...[0.1, 0.5, 0.95].map(
    (part): Hostile => ({
      technique: `squashfs: cut at ${part * 100} %`,
      name: 'a.squashfs',
      code: 'truncated',
      readers: 'unsquashfs and 7-Zip refuse: nobody sees what is inside',
      bytes: () => {
        const whole = makeSquashfs([good, { name: 'b', data: Buffer.alloc(5000, 'x') }]);
        return whole.subarray(0, Math.floor(whole.length * part));
      },
    }),
  ),
];

const mebibyte = 1 << 20;
const emptyBlock = packedMetadataBlock(Buffer.alloc(8192));
/** 1 MiB of zeros with a number in front: each a block of its own in about 1 KiB. */
const zeros = (number: number): Buffer => {
  const plain = Buffer.alloc(mebibyte);
  plain.writeUInt32LE(number);
  return deflateSync(plain);
};
const bombs: Hostile[] = [
  {
    ...one('tables that unfold', 'limit-directoryBytes', 'readers that keep them run out of memory', [
      { name: 'd', files: Array.from({ length: 249 }, (_, number) => ({ name: `f${number}`, data: '' })) },
    ]),
    bytes: () => makeSquashfs([padding(8192)], { moreInodes: Buffer.concat(Array.from({ length: 9000 }, () => emptyBlock)) }),
  },
  {
    ...one('fragments that unfold', 'limit-ratio', 'a megabyte unpacked for each byte of a file', []),
    bytes: () =>
      makeSquashfs(
        Array.from({ length: 400 }, (_, number) => ({ name: `f${number}`, data: 'x', told: { fragment: number, fragmentOffset: 0 } })),
        { blockSize: mebibyte, fragments: true, packedFragments: Array.from({ length: 400 }, (_, number) => zeros(number)) },
      ),
  },
  {
    ...one('blocks that unfold', 'limit-ratio', 'all that is written is a file of half a gigabyte', []),
    bytes: () => {
      const bytes = zeros(0);
      return makeSquashfs(
        [{ name: 'a', told: { size: BigInt(512 * mebibyte) }, blocks: Array.from({ length: 512 }, () => ({ bytes, word: bytes.length })) }],
        { blockSize: mebibyte },
      );
    },
  },
  {
    ...one('one block that is the end of many files, and unfolds in none', 'squashfs-size-lies', 'a megabyte unpacked for each byte of a file', []),
    bytes: () => {
      const bytes = zeros(0);
      const blocks = [{ bytes: Buffer.alloc(0), word: bytes.length }];
      const files = Array.from({ length: 20_000 }, (_, number) => ({ name: `f${number}`, data: 'x', told: { start: 96 }, blocks }));
      return makeSquashfs([{ name: 'a', blocks: [{ bytes, word: bytes.length }], data: 'x' }, ...files], { blockSize: mebibyte });
    },
  },
  {
    ...one('a file of holes', 'limit-ratio', 'a disk that is full', []),
    bytes: () =>
      makeSquashfs(
        [{ name: 'a', told: { size: BigInt(512 * mebibyte) }, blocks: Array.from({ length: 512 }, () => ({ bytes: Buffer.alloc(0), word: 0 })) }],
        {
          blockSize: mebibyte,
        },
      ),
  },
];

/** A link that fills the table of inodes up to the end of a block, together with the root behind it. */
function padding(size: number): SquashNode {
  return { name: 'l', target: 'x'.repeat(size - 24 - 32) };
}

const refused: Hostile[] = [
  one('version 3', 'unsupported-format', 'unsquashfs reads other structures, 7-Zip refuses', [good], superblock(28, 3n, 2)),
  one('version 4.1', 'unsupported-format', 'unsquashfs refuses, 7-Zip reads it as 4.0', [good], superblock(30, 1n, 2), 'a.snap'),
  one('lzo', 'unsupported-method', 'what is inside would be passed over', [good], superblock(20, 3n, 2)),
  one('an unknown compressor', 'unsupported-method', 'what is inside would be passed over', [good], superblock(20, 99n, 2)),
  {
    ...one('big-endian', 'unsupported-format', 'what is inside would be passed over', []),
    bytes: () => Buffer.concat([Buffer.from('sqsh'), Buffer.alloc(200)]),
  },
];

export const squashfsGames: readonly Hostile[] = [...names, ...inodes, ...lists, ...data, ...tables, ...bombs, ...refused];
