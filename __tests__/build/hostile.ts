// The hostile suite: archives that two common readers see differently, that point out of their folder, that unfold without end, or that lie. Made here
// from documented attacks: CVE records, the zip and tar confusion literature (ZipDiff, USENIX Security 2025), zip bombs (Fifield, 2019), and
// the checks that package indexes announced for uploads. `readers` says who disagrees, or what a careless reader does; `code` is what we must say.

import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import { type AsarParts, asarFile, makeAsar } from './asar.ts';
import { type CabFile, type CabOptions, makeCab } from './cab.ts';
import { behindPrograms } from './hostile-behind.ts';
import { squashfsGames } from './hostile-squashfs.ts';
import { type MsiLayout, type MsiStream, makeMsi } from './msi.ts';
import { debControl, debData, debVersion, makeAr, makeCpio, makeDockerImage, makeOciImage, makeRpm } from './others.ts';
import { makeSevenZip, type SevenZipCoder, type SevenZipFile, type SevenZipOptions, streams7z } from './sevenzip.ts';
import { bzip2Of, lz4Of, lzmaOf, plainTar, xzOf } from './streams.ts';
import { gnuLong, makeTar, pax, type TarMember, tarMember } from './tar.ts';
import { endRecord, extraField, makeZip, u32, u64, unicodePath, type ZipMember, type ZipOptions } from './zip.ts';

export interface Hostile {
  technique: string;
  /** The file name that it comes under. */
  name: string;
  bytes(): Uint8Array;
  /** The problem that must be among those found. */
  code: string;
  readers: string;
}

const zipNames = ['a.whl', 'a.jar', 'a.nupkg'] as const;
const good: ZipMember = { name: 'good.py', data: 'print("good")\n' };
const more: ZipMember = { name: 'more.py', data: 'print("more") # and more\n', method: 8 };
const evil: ZipMember = { name: 'evil.py', data: 'print("evil")\n' };

/** One technique, as each member of the zip family (or those named). */
const zips = (
  technique: string,
  code: string,
  readers: string,
  members: readonly ZipMember[],
  options: ZipOptions = {},
  names: readonly string[] = zipNames,
): Hostile[] => names.map((name) => ({ technique, name, code, readers, bytes: () => makeZip(members, options) }));

const structure: Hostile[] = [
  ...zips('zip: file only in a local header', 'zip-hidden', 'streaming readers extract evil.py, directory readers do not list it', [
    good,
    { ...evil, hidden: true },
    more,
  ]),
  ...zips('zip: file only in a local header, last', 'zip-hidden', 'streaming readers extract evil.py, directory readers do not list it', [
    good,
    more,
    { ...evil, hidden: true },
  ]),
  ...zips('zip: file only in a local header, first', 'zip-prefix', 'streaming readers extract evil.py, directory readers do not list it', [
    { ...evil, hidden: true },
    good,
  ]),
  ...zips('zip: file only in the directory', 'zip-name-mismatch', 'directory readers list ghost.py, streaming readers have only good.py', [
    { ...evil, ghost: true },
    good,
  ]),
  ...zips('zip: record that points past the files', 'zip-no-local-header', 'Python raises on reading, Info-ZIP skips, listings show it', [
    good,
    { ...evil, central: { offset: 7 } },
  ]),
  ...zips('zip: two names for one file', 'zip-name-mismatch', 'streaming readers and Info-ZIP show evil.py, Python refuses, Go shows good.py', [
    { ...good, local: { name: 'evil.py' } },
  ]),
  ...zips('zip: two names, one of them folded', 'zip-name-mismatch', 'readers of local headers see GOOD.PY', [
    { ...good, local: { name: 'GOOD.PY' } },
  ]),
  ...zips('zip: two methods for one file', 'zip-method-mismatch', 'streaming readers inflate, directory readers copy', [
    { ...good, local: { method: 8 } },
  ]),
  ...zips('zip: two sizes for one file', 'zip-size-mismatch', 'streaming readers cut the file short', [{ ...good, local: { size: 4, packed: 4 } }]),
  ...zips('zip: two CRCs for one file', 'zip-crc-mismatch', 'streaming readers refuse, directory readers accept', [{ ...good, local: { crc: 1 } }]),
  ...zips('zip: encrypted by one header only', 'zip-flags-mismatch', 'streaming readers ask for a password', [{ ...good, local: { flags: 1 } }]),
  ...zips('zip: UTF-8 by one header only', 'zip-flags-mismatch', 'the name is UTF-8 to one reader and code page 437 to another', [
    { ...good, name: 'gööd.py', local: { flags: 0 } },
  ]),
  ...zips('zip: CRC is wrong everywhere', 'zip-crc-lies', 'Python and Info-ZIP refuse, many JavaScript readers do not check', [
    { ...good, local: { crc: 1 }, central: { crc: 1 } },
  ]),
  ...zips('zip: deflated CRC is wrong everywhere', 'zip-crc-lies', 'Python and Info-ZIP refuse, many JavaScript readers do not check', [
    { ...more, local: { crc: 1 }, central: { crc: 1 } },
  ]),
  ...zips('zip: size stated too small', 'zip-size-lies', 'Python cuts the file, Go refuses, others hand out all of it', [
    { ...more, local: { size: 4 }, central: { size: 4 } },
  ]),
  ...zips('zip: size stated too large', 'zip-size-lies', 'Python returns less than stated, Go refuses', [
    { ...more, local: { size: 400 }, central: { size: 400 } },
  ]),
  ...zips('zip: stored size differs from packed', 'zip-size-lies', 'yauzl refuses, Python cuts', [
    { ...good, local: { size: 4 }, central: { size: 4 } },
  ]),
  ...zips('zip: bytes behind the deflate stream', 'zip-slack', 'no reader shows them, and they travel along', [
    { ...more, raw: Buffer.concat([deflateRawSync('print("more") # and more\n'), Buffer.from('hidden payload')]) },
  ]),
  ...zips('zip: damaged deflate stream', 'bad-compressed-data', 'lenient readers hand out what they have', [
    { ...more, raw: Buffer.from('\xff\xff\xff\xff not deflate', 'latin1') },
  ]),
  ...zips('zip: name stands twice', 'name-duplicate', 'Python and Java give the last, Go and streaming readers the first', [
    good,
    { ...evil, name: 'good.py' },
  ]),
  ...zips('zip: name stands twice, with one CRC', 'name-duplicate', 'Python and Java give the last, Go and streaming readers the first', [
    { name: 'a.class', data: 'one', local: { crc: 7 }, central: { crc: 7 } },
    { name: 'a.class', data: 'two', local: { crc: 7 }, central: { crc: 7 } },
  ]),
  ...zips('zip: a script named like a notice stands twice', 'name-duplicate', 'Python and Java give the last, Go and streaming readers the first', [
    { name: 'LICENSE.py', data: 'one' },
    { name: 'LICENSE.py', data: 'two' },
  ]),
  ...zips(
    'zip: the same bytes twice in a wheel',
    'name-duplicate',
    'installers refuse it',
    [
      { name: 'a.py', data: 'one' },
      { name: 'a.py', data: 'one' },
    ],
    {},
    ['a.whl'],
  ),
  ...zips('zip: file and folder of one name', 'name-duplicate', 'extraction order decides which one is left', [
    { name: 'x', data: 'file' },
    { name: 'x/', mode: 0o40755 },
  ]),
  ...zips('zip: gap between two files', 'zip-gap', 'streaming readers stop at the gap', [{ ...good, gap: Buffer.from('anything at all') }, more]),
  ...zips('zip: gap before the directory', 'zip-gap', 'streaming readers stop or search', [good], {
    beforeDirectory: Buffer.from('anything at all'),
  }),
  ...zips('zip: directory does not end at the end record', 'zip-two-directories', 'readers count from the offset or from the end', [good], {
    afterDirectory: Buffer.from('anything at all'),
  }),
  ...zips('zip: count too small', 'zip-count', 'yauzl and Go hide the last file, Python reads by size', [good, evil], { count: 1 }),
  ...zips('zip: count too large', 'zip-count', 'yauzl refuses, Python does not look', [good], { count: 3 }),
  ...zips('zip: directory size too small', 'zip-count', 'the start of the directory is found by offset or by size', [good, evil], { size: 53 }),
  ...zips('zip: directory offset too large', 'zip-directory-gap', 'Python fails, others adjust', [good], { offset: 4000 }),
  ...zips('zip: directory larger than the file', 'zip-directory-outside', 'readers fail in different ways', [good], { size: 0x3ffffff }),
  ...zips('zip: bytes behind the end record', 'zip-trailing-data', 'yauzl refuses, Python and Info-ZIP search backwards', [good], {
    trailing: Buffer.from('anything at all'),
  }),
  ...zips('zip: second end record in the comment', 'zip-two-ends', 'backward searchers stop in the comment', [good], {
    comment: Buffer.concat([Buffer.from('x'), endRecord()]),
  }),
  ...zips('zip: second archive in the comment', 'zip-two-ends', 'backward searchers list evil.py, others good.py', [good], {
    comment: makeZip([evil]),
  }),
  ...zips('zip: end record, then a false one', 'zip-trailing-data', 'readers take the last or the one that fits', [good], {
    trailing: endRecord({ comment: 900 }),
  }),
  ...zips('zip: archive before the archive', 'zip-prefix', 'streaming readers list evil.py, others good.py', [good], { prefix: makeZip([evil]) }),
  ...zips('zip: archive before the archive, offsets adjusted', 'zip-prefix', 'streaming readers list evil.py, others good.py', [good], {
    prefix: makeZip([evil]),
    adjusted: true,
  }),
  ...zips('zip: bytes before the archive', 'zip-prefix', 'yauzl fails, Python adjusts', [good], {
    prefix: Buffer.from('PK\x03\x04 and not a header of a file, really'),
    adjusted: true,
  }),
  ...zips('zip: launcher before a wheel', 'zip-prefix', 'installers refuse or adjust', [good], { prefix: Buffer.from('#!/bin/sh\nexit 0\n') }, [
    'a.whl',
  ]),
  ...zips('zip: comment on a file of a wheel', 'zip-comment', 'package indexes refuse it', [{ ...good, central: { comment: 'hello' } }], {}, [
    'a.whl',
    'b-1.0-py3-none-any.whl',
  ]),
  ...zips('zip: files overlap entirely', 'zip-overlap', 'the same bytes are unpacked again and again (Fifield)', [
    good,
    { ...good, name: 'twin.py', ghost: true, central: { offset: 0 } },
  ]),
  ...zips('zip: local headers quoted in data', 'zip-size-mismatch', 'one kernel serves many files (Fifield)', [
    { ...good, central: { packed: 60, size: 60 } },
    more,
    evil,
  ]),
  ...zips('zip: data runs into the directory', 'zip-overlap', 'directory bytes are part of a file', [
    { ...good, local: { packed: 60, size: 60 }, central: { packed: 60, size: 60 } },
  ]),
  ...zips('zip: zip64 end disagrees on the count', 'zip-zip64-disagree', 'Python believes the zip64 record, Go the other', [good, evil], {
    zip64: { count: 1, keep32: true },
  }),
  ...zips('zip: zip64 end disagrees on the place', 'zip-zip64-disagree', 'Python believes the zip64 record, Go the other', [good, evil], {
    zip64: { offset: 10, keep32: true },
  }),
  ...zips('zip: zip64 locator without its record', 'zip-zip64-odd', 'readers follow it into nothing or ignore it', [good], {
    zip64: { onlyLocator: true, keep32: true },
  }),
  ...zips('zip: zip64 locator that points elsewhere', 'zip-zip64-odd', 'yauzl follows it, others look right before it', [good], {
    zip64: { locator: 4, keep32: true },
  }),
  ...zips('zip: zip64 end record is missing', 'zip-zip64-missing', 'Go refuses, others read nonsense', [good], { offset: 0xffffffff }),
  ...zips('zip: zip64 count beyond every limit', 'limit-entries', 'readers allocate for the count', [good], { zip64: { count: 2 ** 40 } }),
  ...zips('zip: zip64 size beyond every limit', 'limit-directoryBytes', 'readers allocate for the size', [good], { zip64: { size: 2 ** 40 } }),
  ...zips('zip: 64-bit size without its field', 'zip-zip64-short', 'readers refuse or take 4 GiB', [{ ...good, central: { size: 0xffffffff } }]),
  ...zips('zip: 64-bit size field too short', 'zip-zip64-short', 'yauzl refuses, others keep 4 GiB', [
    { ...good, central: { size: 0xffffffff, packed: 0xffffffff, extra: extraField(1, u64(14)) } },
  ]),
  ...zips('zip: size in two fields', 'zip-zip64-disagree', 'readers believe one or the other', [
    { ...good, central: { extra: extraField(1, u64(4)) } },
  ]),
  ...zips('zip: two zip64 fields', 'zip-extra-twice', 'readers take the first or the last', [
    { ...good, central: { extra: Buffer.concat([extraField(1, u64(14)), extraField(1, u64(4))]) } },
  ]),
  ...zips('zip: two Unicode names', 'zip-extra-twice', 'readers take the first or the last', [
    { ...good, central: { extra: Buffer.concat([unicodePath('good.py', 'good.py'), unicodePath('good.py', 'evil.py')]) } },
  ]),
  ...zips('zip: Unicode name differs', 'zip-unicode-path', 'Info-ZIP and yauzl show evil.py, Python good.py', [
    { ...good, central: { extra: unicodePath('good.py', 'evil.py') } },
  ]),
  ...zips('zip: Unicode name with a stale CRC', 'zip-unicode-path', 'readers that do not check the CRC show evil.py', [
    { ...good, central: { extra: unicodePath('other.py', 'evil.py') } },
  ]),
  ...zips('zip: Unicode name in the local header only', 'zip-unicode-path', 'streaming readers show evil.py', [
    { ...good, local: { extra: unicodePath('good.py', 'evil.py') } },
  ]),
  ...zips(
    'zip: a link to nothing in a wheel',
    'link-odd',
    'pip writes a module with the text "import evil", unzip a link',
    [good, { name: 'more.py', data: 'import evil', mode: 0o120777 }, { name: 'import evil', data: 'a name like a line of a program' }],
    {},
    ['a.whl'],
  ),
  ...zips('zip: a line of a program as a target', 'link-odd', 'Python imports the line, Info-ZIP writes a link', [
    good,
    { name: 'more.py', data: '__import__("os").system("evil")', mode: 0o120777 },
  ]),
  ...zips('zip: a program that is a link by its mode', 'link-odd', 'Python writes the program, Info-ZIP a link', [
    good,
    { name: 'evil.py', data: 'import os\nos.system("evil")\n', mode: 0o120777 },
  ]),
  ...zips('zip: marked as a patch', 'zip-flags-odd', 'Python refuses it, others hand it out', [{ ...good, flags: 0x20 }]),
  ...zips('zip: a descriptor announced and not there', 'zip-flags-mismatch', 'Info-ZIP and streaming readers take the next header for one', [
    { ...good, local: { flags: 8 } },
    more,
  ]),
  ...zips('zip: Unicode name that is no spelling of the other', 'zip-unicode-path', 'Info-ZIP and Python from 3.12 on show evil.py', [
    { ...good, name: Buffer.from('g\x94\x94d.py', 'latin1'), flags: 0, central: { extra: unicodePath('good.py', 'evil.py') } },
  ]),
  ...zips('zip: Unicode name with another letter', 'zip-unicode-path', 'Info-ZIP shows the one, readers that go by the flag the other', [
    { ...good, name: 'gööd.py', central: { extra: unicodePath('good.py', 'gèèd.py') } },
  ]),
  ...zips(
    'zip: link and file of one name and content',
    'name-duplicate',
    'one reader makes a link, another a file; what is written next goes through the link',
    [
      { name: 'x', data: 'good.py', mode: 0o120777 },
      { name: 'x', data: 'good.py', mode: 0o100644 },
    ],
    {},
    ['a.jar', 'a.nupkg'],
  ),
  ...zips(
    'zip: link and notice of one name',
    'name-duplicate',
    'one reader makes a link, another a file; what is written next goes through the link',
    [
      { name: 'LICENSE', data: 'good.py', mode: 0o120777 },
      { name: 'LICENSE', data: 'a text', mode: 0o100644 },
    ],
    {},
    ['a.jar', 'a.nupkg'],
  ),
  ...zips(
    'zip: two pages that an extension shows',
    'name-duplicate',
    'browsers run the scripts of one or of the other',
    [
      { name: 'about.html', data: '<p>good' },
      { name: 'about.html', data: '<script src=evil.js>' },
    ],
    {},
    ['a.vsix', 'a.xpi'],
  ),
  ...zips('zip: extra data ends inside a field', 'zip-extra-odd', 'yauzl refuses, Python skips', [
    { ...good, central: { extra: Buffer.from([0x55, 0x54, 9, 0, 1]) } },
  ]),
  ...zips('zip: local extra data ends inside a field', 'zip-extra-odd', 'streaming readers refuse', [
    { ...good, local: { extra: Buffer.from([0x55, 0x54, 9, 0, 1]) } },
  ]),
  ...zips('zip: folder with data', 'zip-folder-with-data', 'some readers make a file of it', [{ name: 'folder/', data: 'print("evil")' }]),
  ...zips('zip: descriptor announced and missing', 'zip-descriptor-odd', 'streaming readers search for it', [
    { ...more, flags: 8, local: { crc: 0, packed: 0, size: 0 } },
  ]),
  ...zips('zip: descriptor with another CRC', 'zip-descriptor-odd', 'streaming readers refuse', [
    { ...more, descriptor: Buffer.concat([u32(0x08074b50), u32(1), u32(25), u32(25)]) },
  ]),
  ...zips('zip: descriptor with other sizes', 'zip-descriptor-odd', 'streaming readers see another end', [
    { ...more, descriptor: Buffer.concat([u32(0x08074b50), u32(1), u32(1), u32(1)]) },
  ]),
  ...(['signed', 'bare', 'signed-wide', 'bare-wide'] as const).flatMap((descriptor) =>
    zips(`zip: ${descriptor} descriptor in a wheel`, 'zip-descriptor', 'package indexes refuse it', [{ ...more, descriptor }], {}, ['a.whl']),
  ),
  ...zips('zip: empty directory over files', 'zip-prefix', 'streaming readers extract, others see an empty archive', [{ ...evil, hidden: true }]).map(
    (each) => ({ ...each, code: 'zip-hidden' }),
  ),
  ...zips('zip: one of several disks', 'zip-many-disks', 'readers refuse or read the part', [good], { disk: 1 }),
  ...zips('zip: encrypted file', 'encrypted', 'scanners cannot look inside', [{ ...good, flags: 1 }]),
  ...[1, 6, 9, 98, 99].flatMap((method) =>
    zips(`zip: packing method ${method}`, 'unsupported-method', 'few readers know it', [{ ...good, method, raw: Buffer.from('packed') }], {}, [
      'a.zip',
    ]),
  ),
];

const names: readonly (readonly [technique: string, name: string | Buffer, code: string, readers: string])[] = [
  ['climbs with ..', '../evil.py', 'name-traversal', 'careless readers write outside their folder (zip slip)'],
  ['climbs later on', 'a/../../evil.py', 'name-traversal', 'careless readers write outside their folder (zip slip)'],
  ['climbs with backslashes', '..\\evil.py', 'name-traversal', 'climbs on Windows only'],
  ['absolute', '/etc/passwd', 'name-absolute', 'careless readers write outside their folder'],
  ['drive', 'C:evil.py', 'name-drive', 'another folder on Windows'],
  ['drive and path', 'C:/evil.py', 'name-drive', 'another folder on Windows'],
  ['NUL', 'evil.py\0.txt', 'name-control', 'C programs see evil.py, others evil.py\\0.txt'],
  ['line break', 'a\n::error::b', 'name-control', 'a log line becomes a command'],
  ['escape sequence', 'a\x1b[2Kb', 'name-control', 'a terminal hides what was printed'],
  ['C1 control', 'a\u009bb', 'name-control', 'a terminal obeys it'],
  ['right-to-left override', 'a\u202eyp.txt', 'name-bidi', 'people see another suffix than programs'],
  ['isolate', 'a\u2066b\u2069', 'name-bidi', 'people see another order than programs'],
];
const zipOnlyNames: typeof names = [
  ['network path', '//host/share/evil.py', 'name-absolute', 'another machine on Windows'],
  ['network path with backslashes', '\\\\host\\share\\evil.py', 'name-absolute', 'another machine on Windows'],
  ['backslash', 'a\\evil.py', 'name-backslash', 'a folder on Windows and to Info-ZIP, a character to Python'],
  ['trailing dot', 'evil.py.', 'name-trailing', 'evil.py on Windows'],
  ['trailing space', 'evil.py ', 'name-trailing', 'evil.py on Windows'],
  ['folder with trailing dot', 'a./evil.py', 'name-trailing', 'another folder on Windows'],
  ['empty', '', 'name-empty', 'readers drop it or make a name up'],
  ['invalid UTF-8', Buffer.from([0x61, 0xff, 0xfe, 0x62]), 'name-encoding', 'readers guess the encoding'],
];
const wheelNames: typeof names = [
  ['dot part', './evil.py', 'name-odd', 'evil.py to some readers'],
  ['empty part', 'a//evil.py', 'name-odd', 'a/evil.py to some readers'],
  ['inner dot part', 'a/./evil.py', 'name-odd', 'a/evil.py to some readers'],
];
const badNames: Hostile[] = [
  ...[...names, ...zipOnlyNames].flatMap(([technique, name, code, readers]) =>
    zips(`zip name: ${technique}`, code, readers, [good, { ...evil, name, ...(typeof name === 'string' ? {} : { flags: 0x800 }) }], {}, [
      'a.whl',
      'a.jar',
    ]),
  ),
  ...wheelNames.flatMap(([technique, name, code, readers]) => zips(`zip name: ${technique}`, code, readers, [{ ...evil, name }], {}, ['a.whl'])),
  ...zips('zip name: longer than any path', 'limit-nameLength', 'readers cut it or fail', [{ ...evil, name: 'n'.repeat(5000) }]),
  ...zips(
    'zip name: other letters without a flag',
    'name-encoding',
    'UTF-8 to Info-ZIP, code page 437 to Python',
    [{ ...evil, name: 'évil.py', flags: 0 }],
    {},
    ['a.whl'],
  ),
  ...zips('zip name: case twins in a wheel', 'name-twin', 'one file on macOS and Windows, two on Linux', [good, { ...evil, name: 'GOOD.py' }], {}, [
    'a.whl',
  ]),
  ...zips(
    'zip name: Unicode twins in a wheel',
    'name-twin',
    'one file on macOS, two on Linux',
    [
      { ...good, name: 'caf\u00e9.py' },
      { ...evil, name: 'cafe\u0301.py' },
    ],
    {},
    ['a.whl'],
  ),
  ...['/etc/passwd', '../../outside', 'C:\\outside', '..\\outside'].flatMap((target) =>
    zips(`zip: symbolic link to ${target}`, 'link-outside', 'extracting readers follow it', [{ name: 'link', data: target, mode: 0o120777 }]),
  ),
  ...zips('zip: symbolic link with a huge target', 'link-odd', 'readers cut it', [{ name: 'link', data: 'a/'.repeat(4000), mode: 0o120777 }]),
];

/** One technique as a plain tar, and behind a compression. */
const tars = (technique: string, code: string, readers: string, bytes: () => Buffer): Hostile[] => [
  { technique, code, readers, name: 'a.tar', bytes },
  { technique, code, readers, name: 'a.tgz', bytes: () => gzipSync(bytes()) },
];
const file = (name: string, data = 'content'): TarMember => ({ name, data });
const inTar = (
  technique: string,
  code: string,
  readers: string,
  members: readonly TarMember[],
  options: Parameters<typeof makeTar>[1] = {},
): Hostile[] => tars(`tar: ${technique}`, code, readers, () => makeTar(members, options));

const tarGames: Hostile[] = [
  ...inTar('entry behind the end', 'tar-after-end', 'tar-stream lists it, GNU tar and Python do not', [file('good')], {
    after: makeTar([file('evil')]),
  }),
  ...inTar('entry behind one zero block', 'tar-after-end', 'tar-stream lists it, Python does not, GNU tar warns', [file('good')], {
    end: false,
    after: Buffer.concat([Buffer.alloc(512), makeTar([file('evil')])]),
  }),
  ...inTar('other data behind the end', 'tar-trailing-data', 'ignored, or an error', [file('good')], { after: Buffer.from('payload'.repeat(100)) }),
  ...inTar('bad checksum', 'tar-bad-checksum', 'GNU tar searches for the next header, Python stops', [
    file('good'),
    { ...file('evil'), badChecksum: true },
  ]),
  ...(
    [
      ['1', 'hard link'],
      ['2', 'symbolic link'],
      ['3', 'character device'],
      ['4', 'block device'],
      ['5', 'folder'],
      ['6', 'fifo'],
    ] as const
  ).flatMap(([type, what]) =>
    inTar(`data on a ${what}`, 'tar-data-on-link', 'Python takes a header out of the data, GNU tar skips it', [
      { name: 'x', type, link: 'good', data: tarMember(file('evil')) },
    ]),
  ),
  ...inTar('folder by name, with data', 'tar-data-on-link', 'a file to some, a folder to others', [
    file('folder/', tarMember(file('evil')).toString('latin1')),
  ]),
  ...inTar('pax size over header size', 'tar-sizes-disagree', 'CVE-2025-62518: one reader goes on inside the file', [
    pax([['size', '1024']]),
    { ...file('outer'), size: 0, noData: true },
    file('evil'),
    file('b'),
  ]),
  ...inTar('header size over pax size', 'tar-sizes-disagree', 'one reader goes on inside the file', [
    pax([['size', '0']]),
    { name: 'outer', data: tarMember(file('evil')) },
  ]),
  ...inTar('two pax headers', 'tar-extra-twice', 'added up, or the last one counts', [pax([['path', 'a']]), pax([['path', 'b']]), file('c')]),
  ...inTar('pax key twice', 'tar-pax-twice', 'first or last', [
    pax([
      ['path', 'a'],
      ['path', 'b'],
    ]),
    file('c'),
  ]),
  ...inTar('pax size twice', 'tar-pax-twice', 'first or last', [
    pax([
      ['size', '7'],
      ['size', '0'],
    ]),
    file('c'),
  ]),
  ...inTar('pax record with a wrong length', 'tar-pax-bad', 'skipped, guessed or refused', [
    { name: 'p', type: 'x', data: '99 path=evil\n' },
    file('c'),
  ]),
  ...inTar('pax record without length', 'tar-pax-bad', 'skipped, guessed or refused', [{ name: 'p', type: 'x', data: 'path=evil\n' }, file('c')]),
  ...inTar('pax size that is negative', 'tar-bad-size', 'CVE-2026-33055: readers go backwards', [pax([['size', '-512']]), file('c')]),
  ...inTar('pax size that is no number', 'tar-bad-size', 'ignored or refused', [pax([['size', '0x10']]), file('c')]),
  ...inTar('global path', 'tar-global', 'obeyed by Python, not by others', [pax([['path', 'evil']], 'g'), file('c')]),
  ...inTar('global size', 'tar-global', 'obeyed by some', [pax([['size', '0']], 'g'), file('c')]),
  ...inTar('global header before a name is used', 'tar-order', 'the name goes to one entry or another', [
    pax([['path', 'a']]),
    pax([['comment', 'x']], 'g'),
    file('c'),
  ]),
  ...inTar('pax name against GNU name', 'tar-names-disagree', 'GNU tar and Python choose differently', [
    gnuLong('gnu-name'),
    pax([['path', 'pax-name']]),
    file('c'),
  ]),
  ...inTar('GNU name against pax name', 'tar-names-disagree', 'GNU tar and Python choose differently', [
    pax([['path', 'pax-name']]),
    gnuLong('gnu-name'),
    file('c'),
  ]),
  ...inTar('two GNU names', 'tar-extra-twice', 'first or last', [gnuLong('a'), gnuLong('b'), file('c')]),
  ...inTar('two GNU link names', 'tar-extra-twice', 'first or last', [gnuLong('a', 'K'), gnuLong('b', 'K'), { name: 'c', type: '2', link: 'x' }]),
  ...inTar('GNU name with bytes behind its end', 'tar-long-name', 'cut, or not', [{ ...gnuLong('a'), data: 'short\0and more' }, file('c')]),
  ...inTar('extra header without entry', 'tar-dangling', 'an entry is made up', [file('good'), pax([['path', 'evil']])]),
  ...inTar('extra header at the very end', 'tar-dangling', 'an entry is made up', [file('good'), gnuLong('evil')], { end: false }),
  ...inTar('GNU sparse file', 'tar-sparse', 'JavaScript readers see the map as content', [{ ...file('s'), type: 'S', magic: 'gnu' }]),
  ...inTar('pax sparse file', 'tar-sparse', 'JavaScript readers see the map as content', [
    pax([
      ['GNU.sparse.major', '1'],
      ['GNU.sparse.name', 'evil'],
    ]),
    file('c'),
  ]),
  ...inTar('mode that is no number', 'tar-bad-number', 'Python lists good alone and says nothing, GNU tar goes on', [
    file('good'),
    { ...file('evil'), mode: Buffer.from('0000x44\0') },
    file('more'),
  ]),
  ...inTar('size with a second number behind it', 'tar-bad-size', 'Python lists good alone and says nothing, GNU tar goes on', [
    file('good'),
    { ...file('evil', 'four'), size: Buffer.from('0000000004 7') },
  ]),
  ...inTar('size that begins with a zero byte', 'tar-bad-size', 'Python takes it for none, GNU tar skips the file', [
    file('good'),
    { ...file('evil', ''), size: Buffer.from('\x0000000000V0') },
  ]),
  ...inTar('long name that is longer than stated', 'tar-long-name', 'Python shows long/evil.py, GNU tar long', [
    { ...gnuLong('long/evil.py'), size: 4 },
    file('x'),
  ]),
  ...inTar('link without a name', 'name-empty', 'GNU tar makes up a name', [file('good'), { name: '', type: '2', link: 'good' }]),
  ...inTar('negative size', 'tar-bad-size', 'readers go backwards', [file('good'), { ...file('evil'), size: Buffer.alloc(12, 0xff) }]),
  ...inTar('size that is no number', 'tar-bad-size', 'zero to some', [file('good'), { ...file('evil'), size: Buffer.from('0000x000000\0') }]),
  ...inTar('size in base 256 beyond all', 'tar-bad-size', 'overflows', [
    file('good'),
    { ...file('evil'), size: Buffer.from('80ffffffffffffffffffffff', 'hex') },
  ]),
  ...['V', 'M', 'N', 'D', 'Z', '9'].flatMap((type) =>
    inTar(`type ${type}`, 'tar-odd-type', 'a file to some, skipped by others', [{ ...file('x'), type }]),
  ),
  ...inTar('prefix in a GNU header', 'tar-prefix', 'Python adds it, GNU tar does not', [{ ...file('x'), magic: 'gnu', prefix: 'evil' }]),
  ...inTar('name twice', 'name-duplicate', 'the last one overwrites the first', [file('x'), file('x', 'other')]),
  ...inTar('path behind a symbolic link', 'link-through', 'extracting readers write where it points', [
    { name: 'a', type: '2', link: 'b' },
    file('a/evil'),
  ]),
  ...inTar('symbolic link out', 'link-outside', 'followed by careless readers', [{ name: 'a', type: '2', link: '../../etc' }]),
  ...inTar('absolute symbolic link', 'link-outside', 'followed by careless readers', [{ name: 'a', type: '2', link: '/etc/passwd' }]),
  ...inTar('hard link out', 'link-outside', 'another file is overwritten', [{ name: 'a', type: '1', link: '../evil' }]),
  ...inTar('absolute hard link', 'link-outside', 'another file is overwritten', [{ name: 'a', type: '1', link: '/etc/passwd' }]),
  ...inTar('long pax link out', 'link-outside', 'the header shows a harmless one', [
    pax([['linkpath', '../../evil']]),
    { name: 'a', type: '2', link: 'good' },
  ]),
  ...inTar('names in another character set', 'tar-charset', 'most readers ignore it', [
    pax([
      ['hdrcharset', 'EBCDIC'],
      ['path', 'x'],
    ]),
    file('c'),
  ]),
  ...inTar('huge pax header', 'limit-nameLength', 'readers allocate for it', [{ name: 'p', type: 'x', size: 0x3fffffff, noData: true }]),
  ...tars('tar: cut inside data', 'truncated', 'what is there is handed out', () => makeTar([file('x', 'y'.repeat(5000))]).subarray(0, 1500)),
  ...tars('tar: cut inside a header', 'truncated', 'ignored, or an error', () => makeTar([file('x'), file('y')]).subarray(0, 1300)),
  ...inTar('size beyond the end', 'truncated', 'what is there is handed out', [{ ...file('x'), size: 0o7777777777 }]),
  ...names
    .filter(([, name]) => !name.includes('\0'))
    .flatMap(([technique, name, code, readers]) => inTar(`name ${technique}`, code, readers, [file(String(name))])),
  ...inTar('NUL in a pax name', 'name-control', 'C programs see another name', [pax([['path', 'evil.py\0.txt']]), file('c')]),
];

const zeros = Buffer.alloc(264 << 20); // above the 256 MiB from which the ratio is asked
const hidden = Buffer.from('hidden payload');
const repeated = (bytes: Uint8Array, times: number): Buffer => Buffer.alloc(bytes.length * times, bytes);
/** Eleven to thirty-two bytes that each cost a reader a decoder. */
const members: Readonly<Record<string, Uint8Array>> = {
  gz: gzipSync(''),
  bz2: Buffer.from('425a683917724538509000000000', 'hex'),
  xz: Buffer.from('fd377a585a000004e6d6b446000000001cdf44211fb6f37d010000000004595a', 'hex'),
  zst: Buffer.from('28b52ffd2000010000', 'hex'),
  lz4: Buffer.from('04224d1860707300000000', 'hex'),
};
const tiny = Object.entries(members).map(([codec, member]) => ({
  technique: `${codec}: very many members that hold nothing`,
  name: `a.${codec}`,
  code: 'limit-entries',
  readers: 'readers that make a decoder for each take hours',
  bytes: () => repeated(member, 70_000),
}));

const small = makeTar([file('x', 'y'.repeat(3000))]);
const streams: Hostile[] = [
  {
    technique: 'gzip: data behind the end',
    name: 'a.tgz',
    code: 'trailing-data',
    readers: 'ignored, or an error',
    bytes: () => Buffer.concat([gzipSync(small), hidden]),
  },
  {
    technique: 'gzip: data behind zeros',
    name: 'a.tgz',
    code: 'trailing-data',
    readers: 'ignored, or an error',
    bytes: () => Buffer.concat([gzipSync(small), Buffer.alloc(64), hidden]),
  },
  { technique: 'gzip: cut', name: 'a.tgz', code: 'truncated', readers: 'what is there is handed out', bytes: () => gzipSync(small).subarray(0, -12) },
  {
    technique: 'gzip: wrong checksum',
    name: 'a.tgz',
    code: 'bad-compressed-data',
    readers: 'not checked by some',
    bytes: () => flipped(gzipSync(small), -6),
  },
  {
    technique: 'gzip: entry in a second member',
    name: 'a.tgz',
    code: 'tar-after-end',
    readers: 'one member or all',
    bytes: () => Buffer.concat([gzipSync(small), gzipSync(makeTar([file('evil')]))]),
  },
  {
    technique: 'LZMA: data behind the end',
    name: 'a.tar.lzma',
    code: 'trailing-data',
    readers: 'ignored, or an error',
    bytes: () => Buffer.concat([lzmaOf.tar, hidden]),
  },
  {
    technique: 'LZMA: cut',
    name: 'a.tar.lzma',
    code: 'truncated',
    readers: 'what is there is handed out',
    bytes: () => lzmaOf.tar.subarray(0, -12),
  },
  {
    technique: 'LZMA: cut in the mark of its end',
    name: 'a.tar.lzma',
    code: 'bad-compressed-data',
    readers: 'xz refuses it, others hand out all',
    bytes: () => lzmaOf.tar.subarray(0, -1),
  },
  {
    technique: 'LZMA: another byte at the end',
    name: 'a.tar.lzma',
    code: 'bad-compressed-data',
    readers: 'xz refuses it, others hand out all',
    bytes: () => flipped(lzmaOf.tar, -1),
  },
  { technique: 'LZMA: damaged', name: 'a.tar.lzma', code: 'bad-compressed-data', readers: 'all refuse', bytes: () => flipped(lzmaOf.tar, -40) },
  {
    technique: 'LZMA: more content than stated',
    name: 'a.lzma',
    code: 'bad-compressed-data',
    readers: 'cut there, or an error',
    bytes: () => Buffer.concat([lzmaOf.tar.subarray(0, 5), u64(100), lzmaOf.tar.subarray(13)]),
  },
  {
    technique: 'LZMA: less content than stated',
    name: 'a.lzma',
    code: 'bad-compressed-data',
    readers: 'padded, or an error',
    bytes: () => Buffer.concat([lzmaOf.tar.subarray(0, 5), u64(4000), lzmaOf.tar.subarray(13)]),
  },
  {
    technique: 'LZMA: a dictionary of 2 GiB',
    name: 'a.lzma',
    code: 'limit-bytes',
    readers: 'readers allocate it',
    bytes: () => Buffer.concat([lzmaOf.tar.subarray(0, 1), u32(0x80000000), lzmaOf.tar.subarray(5)]),
  },
  {
    technique: 'LZMA in a zip: data behind the end',
    name: 'a.zip',
    code: 'zip-slack',
    readers: 'no reader shows it, and it travels along',
    bytes: () => makeZip([{ name: 'a.tar', method: 14, data: plainTar, raw: Buffer.concat([lzmaOf.inZip, hidden]) }]),
  },
  {
    technique: 'LZ4: another length than stated',
    name: 'a.lz4',
    code: 'bad-compressed-data',
    readers: 'lz4 refuses it, readers that do not look hand out what there is',
    bytes: () => Buffer.from('04224d1868400600000000000000590500008068656c6c6f00000000', 'hex'),
  },
  ...tiny,
  {
    technique: 'brotli: data behind the end',
    name: 'a.br',
    code: 'trailing-data',
    readers: 'ignored by all',
    bytes: () => Buffer.concat([brotliCompressSync(small), hidden]),
  },
  {
    technique: 'brotli: cut',
    name: 'a.br',
    code: 'truncated',
    readers: 'what is there is handed out',
    bytes: () => brotliCompressSync(small).subarray(0, -3),
  },
  {
    technique: 'bzip2: data behind the end',
    name: 'a.tar.bz2',
    code: 'trailing-data',
    readers: 'ignored, or an error',
    bytes: () => Buffer.concat([bzip2Of.tar, hidden]),
  },
  {
    technique: 'bzip2: entry in a second stream',
    name: 'a.tar.bz2',
    code: 'tar-after-end',
    readers: 'many read the first stream only',
    bytes: () => Buffer.concat([bzip2Of.tar, bzip2Of.tar]),
  },
  {
    technique: 'bzip2: cut',
    name: 'a.tar.bz2',
    code: 'truncated',
    readers: 'what is there is handed out',
    bytes: () => bzip2Of.tar.subarray(0, -20),
  },
  {
    technique: 'bzip2: wrong checksum',
    name: 'a.tar.bz2',
    code: 'bad-compressed-data',
    readers: 'not checked by some',
    bytes: () => flipped(bzip2Of.tar, 12),
  },
  {
    technique: 'xz: data behind the end',
    name: 'a.tar.xz',
    code: 'trailing-data',
    readers: 'ignored, or an error',
    bytes: () => Buffer.concat([xzOf.tar, hidden]),
  },
  {
    technique: 'xz: entry in a second stream',
    name: 'a.tar.xz',
    code: 'tar-after-end',
    readers: 'one stream or all',
    bytes: () => Buffer.concat([xzOf.tar, xzOf.tar]),
  },
  { technique: 'xz: cut', name: 'a.tar.xz', code: 'truncated', readers: 'what is there is handed out', bytes: () => xzOf.tar.subarray(0, -30) },
  {
    technique: 'xz: wrong checksum',
    name: 'a.tar.xz',
    code: 'bad-compressed-data',
    readers: 'not checked by some',
    bytes: () => flipped(xzOf.tar, 40),
  },
  {
    technique: 'lz4: wrong checksum',
    name: 'a.tar.lz4',
    code: 'bad-compressed-data',
    readers: 'not checked by some',
    bytes: () => flipped(lz4Of.tar, 40),
  },
  { technique: 'lz4: cut', name: 'a.tar.lz4', code: 'truncated', readers: 'what is there is handed out', bytes: () => lz4Of.tar.subarray(0, -10) },
  {
    technique: 'bomb: deflate in a zip',
    name: 'a.zip',
    code: 'limit-ratio',
    readers: 'memory or disk is filled',
    bytes: () => makeZip([{ name: 'zeros', data: zeros, method: 8 }]),
  },
  { technique: 'bomb: gzip', name: 'zeros.gz', code: 'limit-ratio', readers: 'memory or disk is filled', bytes: () => gzipSync(zeros) },
  {
    technique: 'bomb: zeros behind the end of a tar',
    name: 'a.tgz',
    code: 'limit-ratio',
    readers: 'time is lost',
    bytes: () => gzipSync(Buffer.concat([small, zeros])),
  },
  {
    technique: 'bomb: files that nobody asks for',
    name: 'a.tgz',
    code: 'limit-ratio',
    readers: 'time is lost',
    bytes: () => gzipSync(makeTar([{ name: 'd', type: '5', data: zeros }])),
  },
  {
    technique: 'bomb: many small files',
    name: 'a.zip',
    code: 'limit-ratio',
    readers: 'memory or disk is filled',
    bytes: () => makeZip(Array.from({ length: 264 }, (_, i) => ({ name: `z${i}`, data: zeros.subarray(0, 1 << 20), method: 8 }))),
  },
];
function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ 0x55;
  return copy;
}

const others: Hostile[] = [
  {
    technique: 'deb: no control.tar',
    name: 'a.deb',
    code: 'deb-incomplete',
    readers: 'dpkg refuses, unpackers do not',
    bytes: () => makeAr([debVersion, debData([file('./x')])]),
  },
  { technique: 'deb: no data.tar', name: 'a.deb', code: 'deb-incomplete', readers: 'dpkg refuses', bytes: () => makeAr([debVersion, debControl]) },
  {
    technique: 'deb: two data.tar',
    name: 'a.deb',
    code: 'deb-twice',
    readers: 'dpkg takes the first, others the last',
    bytes: () => makeAr([debVersion, debControl, debData([file('./x')]), debData([file('./evil')])]),
  },
  {
    technique: 'deb: two control.tar',
    name: 'a.deb',
    code: 'deb-twice',
    readers: 'dpkg takes the first, others the last',
    bytes: () => makeAr([debVersion, debControl, debControl, debData([file('./x')])]),
  },
  {
    technique: 'deb: data before control',
    name: 'a.deb',
    code: 'deb-order',
    readers: 'dpkg refuses',
    bytes: () => makeAr([debVersion, debData([file('./x')]), debControl]),
  },
  {
    technique: 'deb: unknown member',
    name: 'a.deb',
    code: 'deb-odd-member',
    readers: 'dpkg refuses, others show it',
    bytes: () => makeAr([debVersion, { name: 'evil', data: hidden }, debControl, debData([file('./x')])]),
  },
  {
    technique: 'deb: unknown version',
    name: 'a.deb',
    code: 'deb-version',
    readers: 'dpkg refuses',
    bytes: () => makeAr([{ name: 'debian-binary', data: Buffer.from('9.9\n') }, debControl, debData([file('./x')])]),
  },
  {
    technique: 'deb: traversal in data.tar',
    name: 'a.deb',
    code: 'name-traversal',
    readers: 'written outside',
    bytes: () => makeAr([debVersion, debControl, debData([file('./../../evil')])]),
  },
  {
    technique: 'deb: entry behind the end of data.tar',
    name: 'a.deb',
    code: 'tar-after-end',
    readers: 'as in a tar',
    bytes: () => makeAr([debVersion, debControl, { name: 'data.tar', data: makeTar([file('x')], { after: makeTar([file('evil')]) }) }]),
  },
  {
    technique: 'ar: bad member header',
    name: 'a.deb',
    code: 'ar-bad-header',
    readers: 'readers stop or search',
    bytes: () => makeAr([debVersion, { ...debControl, badMagic: true }]),
  },
  {
    technique: 'ar: negative size',
    name: 'a.deb',
    code: 'ar-bad-header',
    readers: 'readers go backwards',
    bytes: () => makeAr([debVersion, { ...debControl, size: '-60' }]),
  },
  {
    technique: 'ar: cut',
    name: 'a.deb',
    code: 'truncated',
    readers: 'what is there is handed out',
    bytes: () => makeAr([debVersion, { ...debControl, size: '99999' }]),
  },
  {
    technique: 'cpio: traversal',
    name: 'a.cpio',
    code: 'name-traversal',
    readers: 'written outside',
    bytes: () => makeCpio([{ name: '../evil', data: 'x' }]),
  },
  {
    technique: 'cpio: archive behind the end',
    name: 'a.cpio',
    code: 'cpio-after-end',
    readers: 'the kernel reads on, cpio does not',
    bytes: () => makeCpio([{ name: 'a', data: 'x' }], { after: makeCpio([{ name: 'evil', data: 'x' }]) }),
  },
  {
    technique: 'cpio: bad header',
    name: 'a.cpio',
    code: 'cpio-bad-header',
    readers: 'cpio searches on, others stop',
    bytes: () => makeCpio([{ name: 'a', data: 'x', nameSize: 9 }]),
  },
  {
    technique: 'cpio: no end',
    name: 'a.cpio',
    code: 'truncated',
    readers: 'accepted by some',
    bytes: () => makeCpio([{ name: 'a', data: 'x' }], { trailer: false }),
  },
  {
    technique: 'cpio: size beyond the end',
    name: 'a.cpio',
    code: 'truncated',
    readers: 'what is there is handed out',
    bytes: () => makeCpio([{ name: 'a', data: 'x', size: 0x7fffffff }]),
  },
  {
    technique: 'cpio: endless name',
    name: 'a.cpio',
    code: 'limit-nameLength',
    readers: 'readers allocate for it',
    bytes: () => makeCpio([{ name: 'a', data: 'x', nameSize: 0x7fffffff }]),
  },
  {
    technique: 'cpio: name twice',
    name: 'a.cpio',
    code: 'name-duplicate',
    readers: 'the last one overwrites the first',
    bytes: () =>
      makeCpio([
        { name: 'a', data: 'x' },
        { name: 'a', data: 'y' },
      ]),
  },
  { technique: 'rpm: damaged header', name: 'a.rpm', code: 'rpm-bad-header', readers: 'rpm refuses', bytes: () => makeRpm([], { badHeader: true }) },
  {
    technique: 'rpm: header with endless index',
    name: 'a.rpm',
    code: 'limit-directoryBytes',
    readers: 'readers allocate for it',
    bytes: () => makeRpm([], { entries: 0x7fffffff }),
  },
  {
    technique: 'rpm: unknown payload',
    name: 'a.rpm',
    code: 'unsupported-format',
    readers: 'few read it',
    bytes: () => makeRpm([], { payload: Buffer.from('not a payload') }),
  },
  {
    technique: 'rpm: traversal',
    name: 'a.rpm',
    code: 'name-traversal',
    readers: 'written outside',
    bytes: () => makeRpm([{ name: './../../evil', data: 'x' }]),
  },
  {
    technique: 'image: layer of another content',
    name: 'a.tar',
    code: 'image-digest',
    readers: 'checked by some',
    bytes: () => makeOciImage([[file('a')]], { digest: true }),
  },
  {
    technique: 'image: layer is missing',
    name: 'a.tar',
    code: 'image-layer-missing',
    readers: 'refused, or shown without',
    bytes: () => makeOciImage([[file('a')]], { missing: true }),
  },
  {
    technique: 'image: two lists of layers',
    name: 'a.tar',
    code: 'image-two-lists',
    readers: 'docker reads one, OCI tools the other',
    bytes: () => makeOciImage([[file('a')]], { second: true }),
  },
  {
    technique: 'image: traversal in a layer',
    name: 'a.tar',
    code: 'name-traversal',
    readers: 'written outside',
    bytes: () => makeOciImage([[file('../evil')]]),
  },
  {
    technique: 'image: traversal in a saved layer',
    name: 'a.tar',
    code: 'name-traversal',
    readers: 'written outside',
    bytes: () => makeDockerImage([[file('../evil')]]),
  },
  {
    technique: 'name: a tar named wheel',
    name: 'a.whl',
    code: 'not-what-the-name-says',
    readers: 'installers refuse, scanners list it',
    bytes: () => small,
  },
  {
    technique: 'name: a zip named tgz',
    name: 'a.tgz',
    code: 'not-what-the-name-says',
    readers: 'npm refuses, scanners list it',
    bytes: () => makeZip([good]),
  },
  {
    technique: 'name: a zip named deb',
    name: 'a.deb',
    code: 'not-what-the-name-says',
    readers: 'dpkg refuses, scanners list it',
    bytes: () => makeZip([good]),
  },
  {
    technique: 'name: text named wheel',
    name: 'a.whl',
    code: 'not-what-the-name-says',
    readers: 'installers refuse',
    bytes: () => Buffer.from('just text'),
  },
  { technique: 'name: nothing named jar', name: 'a.jar', code: 'not-what-the-name-says', readers: 'java refuses', bytes: () => Buffer.alloc(0) },
  {
    technique: 'two formats: tar and zip',
    name: 'a.tar',
    code: 'two-formats',
    readers: 'tar lists one, unzip the other',
    bytes: () => Buffer.concat([small, makeZip([evil], { prefix: small }).subarray(small.length)]),
  },
  {
    technique: 'two formats: gzip and zip',
    name: 'a.tgz',
    code: 'two-formats',
    readers: 'tar lists one, unzip the other',
    bytes: () => Buffer.concat([gzipSync(small), makeZip([evil])]),
  },
  {
    technique: 'two formats: cpio and zip',
    name: 'a.cpio',
    code: 'two-formats',
    readers: 'cpio lists one, unzip the other',
    bytes: () => Buffer.concat([makeCpio([{ name: 'a', data: 'x' }]), makeZip([evil])]),
  },
  ...[0.2, 0.5, 0.9].map(
    (part): Hostile => ({
      technique: `zip: cut at ${part * 100} %`,
      name: 'a.whl',
      code: 'zip-no-end',
      readers: 'streaming readers hand out what is there',
      bytes: () => {
        const whole = makeZip([good, more, evil]);
        return whole.subarray(0, Math.floor(whole.length * part));
      },
    }),
  ),
];

/** An Electron archive with one file of 7 bytes, or with what is to be said of it. */
const asarOf = (technique: string, code: string, readers: string, parts: { files?: object } & Partial<AsarParts>): Hostile => ({
  technique: `asar: ${technique}`,
  name: 'app.asar',
  code,
  readers,
  bytes: () => makeAsar({ header: { files: parts.files ?? { a: asarFile('content', 0) } }, data: 'content', ...parts }),
});
const asars: Hostile[] = [
  asarOf('a name twice', 'name-duplicate', 'JSON.parse takes the last, others the first or refuse', {
    header: `{"files":{"a":{"size":3,"offset":"0"},"a":{"size":7,"offset":"0"}}}`,
  }),
  asarOf('a name twice, once escaped', 'name-duplicate', 'JSON.parse takes the last, others the first or refuse', {
    header: `{"files":{"a":{"size":7,"offset":"0"},"\\u0061":{"size":3,"offset":"0"}}}`,
  }),
  asarOf('two offsets', 'name-duplicate', 'JSON.parse takes the last, others the first or refuse', {
    header: `{"files":{"a":{"size":3,"offset":"0","offset":"4"}}}`,
  }),
  asarOf('a name with a slash and the folder', 'name-duplicate', '@electron/asar refuses, others write one over the other', {
    files: { 'd/a': asarFile('con', 0), d: { files: { a: asarFile('tent', 3) } } },
  }),
  asarOf('a name with a slash', 'name-odd', '@electron/asar refuses, Electron cannot reach it, others write it', {
    files: { 'd/a': asarFile('content', 0) },
  }),
  asarOf('traversal', 'name-traversal', '@electron/asar before 4 writes outside', { files: { '..': { files: { a: asarFile('content', 0) } } } }),
  asarOf('traversal on Windows', 'name-traversal', 'written outside on Windows', { files: { '..\\a': asarFile('content', 0) } }),
  asarOf('a name with control characters', 'name-control', 'terminals obey it', { files: { 'a\u001b[2J': asarFile('content', 0) } }),
  asarOf('half a character', 'name-encoding', 'dropped, replaced or refused', { header: `{"files":{"a\\ud800":{"size":7,"offset":"0"}}}` }),
  asarOf('an empty name', 'name-odd', 'dropped or refused', { files: { '': asarFile('content', 0) } }),
  asarOf('a link out', 'link-outside', 'followed by careless readers', { files: { a: asarFile('content', 0), l: { link: '../../etc/passwd' } } }),
  asarOf('an absolute link', 'link-outside', 'followed by careless readers', { files: { a: asarFile('content', 0), l: { link: '/etc/passwd' } } }),
  asarOf('a link that is a folder as well', 'asar-two-kinds', 'a link to some, a folder to others', {
    files: { a: asarFile('content', 0), l: { link: 'a', files: {} } },
  }),
  asarOf('a folder that is a file as well', 'asar-two-kinds', 'a folder to some, a file to others', {
    files: { a: { files: {}, ...asarFile('content', 0) } },
  }),
  asarOf('a file that lies beside the archive and in it', 'asar-two-kinds', 'Electron takes the one beside, others the one inside', {
    files: { a: asarFile('content', 0, { unpacked: true }) },
  }),
  asarOf('content of another hash', 'asar-integrity', 'Electron refuses it where that is switched on, all others hand it on', { data: 'CONTENT' }),
  asarOf('hashes of another kind', 'asar-integrity', 'Electron ends, others do not look', {
    files: { a: asarFile('content', 0, { integrity: { algorithm: 'SHA1', hash: '', blockSize: 1, blocks: [] } }) },
  }),
  asarOf('files that overlap', 'asar-overlap', 'none shows that the bytes of one are those of another', {
    files: { a: asarFile('conte', 0), b: asarFile('tent', 3) },
  }),
  asarOf('a file inside of another', 'asar-overlap', 'none shows that the bytes of one are those of another', {
    files: { a: asarFile('content', 0), b: asarFile('o', 1), c: asarFile('ent', 4) },
  }),
  asarOf('bytes between the files', 'asar-gap', 'no reader shows them', { files: { a: asarFile('con', 0), b: asarFile('nt', 5) } }),
  asarOf('bytes behind the last file', 'trailing-data', 'no reader shows them', { files: { a: asarFile('con', 0) } }),
  asarOf('a file past the end', 'truncated', 'refused, or filled up with zeros', { files: { a: asarFile('content', 1) } }),
  asarOf('a file far past the end', 'truncated', 'refused, or filled up with zeros', { files: { a: asarFile('content', 2 ** 40) } }),
  asarOf('an offset that is a number', 'asar-bad-entry', 'Electron refuses, others read it', { files: { a: asarFile('content', 0, { offset: 0 }) } }),
  asarOf('an offset with a sign', 'asar-bad-entry', 'read before the data, or refused', { files: { a: asarFile('content', 0, { offset: '-4' }) } }),
  asarOf('a negative size', 'asar-bad-entry', 'an empty file, or refused', { files: { a: asarFile('content', 0, { size: -7 }) } }),
  asarOf('a size that is a text', 'asar-bad-entry', 'refused by some', { files: { a: asarFile('content', 0, { size: '7' }) } }),
  asarOf('a node that is none', 'asar-bad-entry', 'refused by some', { files: { a: null } }),
  asarOf('sizes of the header that disagree', 'asar-sizes', 'readers differ in where the files begin', { payload: 4 }),
  asarOf('a header longer than its pickle', 'truncated', 'refused, or read into the content', { text: 100_000 }),
  asarOf('a header longer than the file', 'truncated', 'refused', { pickle: 0xfffffff0, payload: 0xffffffec, text: 0xffffffe8 }),
  asarOf('a header that is no JSON', 'asar-bad-header', "Chromium's JSON has comments, others refuse", { header: '{"files":/* none */{}}' }),
  asarOf('a header without files', 'asar-bad-header', 'refused', { header: '{"link":"a"}' }),
  asarOf('a name that is no UTF-8', 'name-encoding', 'replaced, or refused', {
    header: Buffer.from('{"files":{"\xe4":{"size":7,"offset":"0"}}}', 'latin1'),
  }),
  asarOf('folders without end', 'limit-depth', 'the stack overflows', { header: `{"files":${'{"d":{"files":'.repeat(5000)}{}${'}}'.repeat(5000)}}` }),
  asarOf('a list without end', 'limit-entries', 'memory runs out', { header: `{"files":{},"x":[${'0,'.repeat(4_000_000)}0]}` }),
  asarOf('names that are long together', 'limit-directoryBytes', 'memory runs out', {
    header: {
      files: { ['d'.repeat(4000)]: { files: Object.fromEntries(Array.from({ length: 18_000 }, (_, at) => [at, { size: 0, offset: '0' }])) } },
    },
  }),
];

const inSeven: SevenZipFile = { name: 'a', data: 'content' };
const unix = (mode: number): number => (0x8000 | (mode << 16)) >>> 0;
const sevenOf = (
  technique: string,
  code: string,
  readers: string,
  files: readonly SevenZipFile[],
  options: SevenZipOptions = {},
  name = 'a.7z',
): Hostile => ({
  technique: `7z: ${technique}`,
  name,
  code,
  readers,
  bytes: () => makeSevenZip(files, options),
});
const lzma = (dictionary: number): SevenZipOptions => {
  const properties = Buffer.from([0x5d, 0, 0, 0, 0]);
  properties.writeUInt32LE(dictionary >>> 0, 1);
  return { coders: [{ method: '030101', properties }], packed: Buffer.alloc(9) };
};
const deflated = (data: Uint8Array | string): Buffer => deflateRawSync(data);
const copyOf = (size?: number): SevenZipCoder => ({ method: '00', ...(size === undefined ? {} : { size }) });
/** A header that is packed, and unpacks to itself: its packed stream is where it lies. */
const headerOfItself = (): Uint8Array => {
  const streams = (size: number) => Buffer.concat([Buffer.from([0x17]), streams7z({ plain: new Uint8Array(size), cut: new Uint8Array() })]);
  return streams(streams(100).length);
};
const sevens: Hostile[] = [
  sevenOf('a name twice', 'name-duplicate', 'the first or the last is left, or one is renamed', [inSeven, { name: 'a', data: 'other' }]),
  sevenOf('a file and a folder of one name', 'name-duplicate', 'extraction order decides which one is left', [inSeven, { name: 'a' }]),
  sevenOf('traversal', 'name-traversal', 'careless readers write outside', [{ name: '../a', data: 'content' }]),
  sevenOf('traversal on Windows', 'name-traversal', 'written outside on Windows', [{ name: '..\\a', data: 'content' }]),
  sevenOf('an absolute name', 'name-absolute', 'careless readers write outside', [{ name: '/etc/a', data: 'content' }]),
  sevenOf('a drive', 'name-drive', 'written to another drive on Windows', [{ name: 'C:a', data: 'content' }]),
  sevenOf('a backslash', 'name-backslash', 'a folder to some, a character to others', [{ name: 'd\\a', data: 'content' }]),
  sevenOf('control characters', 'name-control', 'terminals obey them', [{ name: 'a\u001b[2J', data: 'content' }]),
  sevenOf('half a character', 'name-encoding', 'dropped, replaced or refused', [{ name: 'a\ud800b', data: 'content' }]),
  sevenOf('no name', 'name-empty', 'named after the archive, dropped or refused', [{ name: '', data: 'content' }, inSeven]),
  sevenOf('a link out', 'link-outside', 'followed by careless readers', [{ name: 'l', data: '../../etc', attributes: unix(0o120777) }]),
  sevenOf('a file behind a link', 'link-through', 'written where the link points', [
    { name: 'l', data: '.', attributes: unix(0o120777) },
    { name: 'l/a', data: 'content' },
  ]),
  sevenOf('a link with more than a name', 'link-odd', 'cut or refused', [{ name: 'l', data: 'x'.repeat(5000), attributes: unix(0o120777) }]),
  sevenOf('a link without a target', '7z-two-kinds', 'a link, an empty file, or refused', [{ name: 'l', empty: true, attributes: unix(0o120777) }]),
  sevenOf('a folder by its attributes, with content', '7z-two-kinds', 'a folder to some, a file to others', [{ ...inSeven, attributes: 0x10 }]),
  sevenOf('a folder by its mode, with content', '7z-two-kinds', 'a folder to some, a file to others', [{ ...inSeven, attributes: unix(0o40755) }]),
  sevenOf('a folder that is a file by its mode', '7z-two-kinds', 'a folder to some, a file to others', [{ name: 'd', attributes: unix(0o100644) }]),
  sevenOf('a pipe', '7z-two-kinds', 'a pipe to some, a file to others', [{ ...inSeven, attributes: unix(0o010644) }]),
  sevenOf('a link whose mode is not said to be one', '7z-two-kinds', 'a link to 7-Zip, a file to others', [
    { name: 'l', data: 'a', attributes: 0xa1ff0000 },
  ]),
  sevenOf('a file with the name of a folder', 'name-odd', 'dropped, or written under another name', [{ name: 'a/', data: 'content' }]),
  sevenOf('times that are none', '7z-bad-header', 'refused by 7-Zip, passed over by others', [inSeven], {
    properties: [[0x14, Buffer.from([1, 0, 1, 2, 3])]],
  }),
  sevenOf('a link on Windows only', '7z-two-kinds', 'a link on Windows, a file elsewhere', [{ ...inSeven, attributes: 0x400 }]),
  sevenOf('a file to be deleted', '7z-anti', '7-Zip deletes, others make an empty file', [{ name: 'setup.py', empty: true, anti: true }]),
  sevenOf('two lists of names', '7z-property-twice', 'the first or the last counts', [inSeven], {
    properties: [[0x11, Buffer.concat([Buffer.from([0]), Buffer.from('evil\0', 'utf16le')])]],
  }),
  sevenOf('an unknown property', '7z-odd-property', 'skipped or refused', [inSeven], { properties: [[0x30, Buffer.from('x')]] }),
  sevenOf(
    'properties without end',
    '7z-bad-header',
    'each costs a look at all files',
    Array.from({ length: 1000 }, (_, at) => ({ name: `f${at}`, data: 'x' })),
    {
      properties: Array.from({ length: 100_000 }, () => [0x0f, new Uint8Array()] as const),
    },
  ),
  sevenOf('content of another checksum', '7z-crc-lies', '7-Zip writes it and warns, others refuse', [{ ...inSeven, crc: 1 }]),
  sevenOf('more content than stated', '7z-size-lies', 'cut or refused', [inSeven], { packed: Buffer.from('content and more') }),
  sevenOf('less content than stated', 'truncated', 'cut or refused', [inSeven], { packed: Buffer.from('con') }),
  sevenOf('packed data past the end', 'truncated', 'refused', [inSeven], { packSize: 10_000, coders: [copyOf()] }),
  sevenOf('bytes before the packed data', '7z-gap', 'no reader shows them', [inSeven], {
    packPos: 4,
    packed: Buffer.from('evilcontent'),
    packSize: 7,
  }),
  sevenOf('bytes before the header', '7z-gap', 'no reader shows them', [inSeven], { gap: Buffer.from('evil') }),
  sevenOf('bytes behind the end', 'trailing-data', 'ignored, warned of, or refused', [inSeven], { after: Buffer.from('evil') }),
  sevenOf('another archive behind it', 'trailing-data', 'ignored, warned of, or refused', [inSeven], { after: makeSevenZip([inSeven]) }),
  sevenOf('content in the header', '7z-overlap', 'no reader tells', [inSeven], { packPos: 7 }),
  sevenOf('a folder without files', '7z-gap', 'no reader shows it', [{ name: 'e', empty: true }], {
    coders: [copyOf(4)],
    packed: Buffer.from('evil'),
    streams: 0,
  }),
  sevenOf('bytes behind the deflate stream', '7z-slack', 'no reader shows them', [inSeven], {
    coders: [{ method: '040108' }],
    packed: Buffer.concat([deflated('content'), Buffer.from('hidden payload')]),
  }),
  sevenOf('damaged deflate data', 'bad-compressed-data', 'lenient readers hand out what they have', [inSeven], {
    coders: [{ method: '040108' }],
    packed: Buffer.from('not deflate at all'),
  }),
  sevenOf('a bomb', 'limit-ratio', 'unfolds a thousandfold', [{ name: 'a', data: new Uint8Array(300 << 20) }], {
    coders: [{ method: '040108' }],
    packed: deflated(new Uint8Array(300 << 20)),
  }),
  sevenOf('a bomb inside of the coders', 'limit-ratio', 'nothing comes out, at great cost', [inSeven], {
    coders: [copyOf(), { method: '040108', size: 2 ** 40 }],
    packed: deflated('content'),
  }),
  sevenOf('a dictionary of 4 GB', 'limit-bytes', 'memory runs out', [inSeven], lzma(0xfffffff0)),
  sevenOf('an LZMA2 dictionary of 4 GB', 'limit-dictionary', 'memory runs out', [inSeven], {
    coders: [{ method: '21', properties: Buffer.from([40]) }],
    packed: Buffer.from([0]),
  }),
  sevenOf('LZMA without properties', 'bad-compressed-data', 'refused', [inSeven], { coders: [{ method: '030101' }], packed: Buffer.alloc(9) }),
  sevenOf('damaged LZMA data', 'bad-compressed-data', 'refused', [inSeven], { ...lzma(4096), packed: Buffer.alloc(20, 1) }),
  sevenOf('PPMd', 'unsupported-method', 'read by 7-Zip', [inSeven], { coders: [{ method: '030401', properties: Buffer.alloc(5) }] }),
  sevenOf('a method of nobody', 'unsupported-method', 'read by nobody', [inSeven], { coders: [{ method: '3f0102030405' }] }),
  sevenOf('BCJ2 with one input', 'unsupported-method', 'refused', [inSeven], { coders: [{ method: '0303011b' }] }),
  sevenOf('encryption', 'encrypted', 'a password is asked for', [inSeven], { coders: [{ method: '06f10701', properties: Buffer.from([19, 0]) }] }),
  sevenOf('coders in a circle', '7z-bad-header', 'the stack overflows', [inSeven], {
    coders: [copyOf(), copyOf(), copyOf()],
    bonds: [
      [1, 2],
      [2, 1],
    ],
  }),
  sevenOf('a coder that feeds itself', '7z-bad-header', 'the stack overflows', [inSeven], { coders: [copyOf(), copyOf()], bonds: [[1, 1]] }),
  sevenOf('coders without end', '7z-bad-header', 'refused', [inSeven], { coders: Array.from({ length: 40 }, () => copyOf()) }),
  sevenOf('a coder with two outputs', 'unsupported-format', 'read by old ones', [inSeven], { coders: [{ method: '00', outputs: 2 }] }),
  sevenOf('a header that unpacks to itself', '7z-bad-header', 'never ends', [], { header: headerOfItself() }),
  sevenOf('a checksum of the first header that is wrong', '7z-bad-header', '7-Zip looks for another header, others refuse', [inSeven], {
    startCrc: 1,
  }),
  sevenOf('a checksum of the header that is wrong', '7z-bad-header', 'refused, or read all the same', [inSeven], { headerCrc: 1 }),
  sevenOf('a header past the end', 'truncated', 'refused', [inSeven], { headerAt: 2 ** 50 }),
  sevenOf('a header without end', 'truncated', 'refused', [inSeven], { headerSize: 2 ** 52 }),
  sevenOf('data behind the end of the header', '7z-bad-header', 'ignored or refused', [inSeven], { headerTail: Buffer.from('evil') }),
  sevenOf('names that stand elsewhere', 'unsupported-format', 'read by few', [inSeven], { namesElsewhere: true }),
  sevenOf('more files than streams', '7z-bad-header', 'refused, or empty files', [inSeven], { numFiles: 2 }),
  sevenOf('files without end', 'limit-entries', 'memory runs out', [inSeven], { numFiles: 2 ** 40 }),
  sevenOf('packed streams without end', 'limit-entries', 'memory runs out', [], { header: Buffer.from([1, 4, 6, 0, 0xf0, 0, 0, 0, 0x10]) }),
  sevenOf('a version to come', 'unsupported-format', 'refused', [inSeven], { version: 1 }),
  sevenOf('the first of several parts', 'unsupported-format', 'read with the others', [inSeven], { headerAt: 2 ** 20 }, 'a.7z.001'),
];

const inCab: CabFile = { name: 'a', data: 'content' };
const cabOf = (technique: string, code: string, readers: string, files: readonly CabFile[], options: CabOptions = {}): Hostile => ({
  technique: `cab: ${technique}`,
  name: 'a.cab',
  code,
  readers,
  bytes: () => makeCab(files, options),
});
const cabs: Hostile[] = [
  cabOf('a name twice', 'name-duplicate', 'the first or the last is left', [inCab, { name: 'a', data: 'other' }]),
  cabOf('a name twice, with both separators', 'name-duplicate', 'one file on Windows, two elsewhere', [
    { name: 'd\\a', data: 'content' },
    { name: 'd/a', data: 'other' },
  ]),
  cabOf('both separators', 'name-backslash', 'cabextract takes one of them for a character of the name', [
    { name: 'd\\a', data: 'content' },
    { name: 'e/b', data: 'other' },
  ]),
  cabOf('traversal', 'name-traversal', 'careless readers write outside', [{ name: '..\\..\\a', data: 'content' }]),
  cabOf('an absolute name', 'name-absolute', 'careless readers write outside', [{ name: '\\Windows\\a', data: 'content' }]),
  cabOf('a drive', 'name-drive', 'written to another drive', [{ name: 'C:a', data: 'content' }]),
  cabOf('control characters', 'name-control', 'terminals obey them', [{ name: 'a\u001b[2J', data: 'content' }]),
  cabOf('no name', 'name-empty', 'dropped or refused', [{ name: '', data: 'content' }]),
  cabOf('a name that is too long', 'cab-long-name', 'cut or refused', [{ name: 'x'.repeat(300), data: 'content' }]),
  cabOf('a name in a code page', 'name-encoding', 'read by the code page of who reads', [{ name: 'grün', data: 'content' }]),
  cabOf('a folder with content', 'cab-two-kinds', 'a folder to 7-Zip, a file to others', [{ ...inCab, attributes: 0x10 }]),
  cabOf('files that overlap', 'cab-overlap', 'none shows that the bytes of one are those of another', [inCab, { name: 'b', start: 3, size: 3 }]),
  cabOf('bytes between the files', 'cab-gap', 'no reader shows them', [inCab], { plain: Buffer.from('content and more') }),
  cabOf('bytes before the first file', 'cab-gap', 'no reader shows them', [{ ...inCab, start: 5 }], { plain: Buffer.from('more content') }),
  cabOf('bytes before the data', 'cab-gap', 'no reader shows them', [inCab], { gap: Buffer.from('evil') }),
  cabOf('bytes behind the data', 'cab-gap', 'no reader shows them', [inCab], { tail: Buffer.from('evil') }),
  cabOf('bytes behind the cabinet', 'trailing-data', 'searched for a cabinet by some', [inCab], { after: Buffer.from('evil') }),
  cabOf('another cabinet behind it', 'trailing-data', 'opened by cabextract', [inCab], { after: makeCab([inCab]) }),
  cabOf('two folders with the same data', 'cab-overlap', 'read twice', [inCab, { ...inCab, name: 'b', start: 0, folder: 1 }], { folders: 2 }),
  cabOf('folders without end, of the same data', 'cab-overlap', 'never ends', [{ ...inCab, data: 'x'.repeat(9000) }], {
    folders: 60_000,
    blockSize: 10,
  }),
  cabOf('blocks without end, of a byte each', 'limit-blocks', 'refused or gone on', [{ ...inCab, data: 'x'.repeat(60_000) }], {
    method: 1,
    blockSize: 1,
  }),
  cabOf('data in the lists', 'cab-overlap', 'no reader tells', [inCab], { dataAt: 36 }),
  cabOf('a file past the end of its folder', 'truncated', 'cut or refused', [{ ...inCab, size: 100 }]),
  cabOf('a file in a folder that is not there', 'cab-bad-entry', 'refused', [{ ...inCab, folder: 7 }]),
  cabOf('a file of another cabinet', 'cab-bad-entry', 'read from the next cabinet', [{ ...inCab, folder: 0xfffe }]),
  cabOf('a header that 7-Zip does not know', 'cab-reserved', 'no cabinet to 7-Zip, read by cabextract', [inCab], { reserved: 1 }),
  cabOf('one of several', 'unsupported-format', 'read with the others', [inCab], { flags: 2 }),
  cabOf('another version', 'unsupported-format', 'refused', [inCab], { version: 2 }),
  cabOf('a size beyond the end', 'truncated', 'refused', [inCab], { cabinetSize: 1 << 20 }),
  cabOf('blocks beyond the end', 'truncated', 'refused', [inCab], { blocks: 100 }),
  cabOf('a wrong checksum', 'cab-sum-lies', 'checked by some', [inCab], { checksum: 1 }),
  cabOf('a block that is not full', 'cab-blocks', 'refused or gone on', [{ ...inCab, data: 'x'.repeat(100) }], { blockSize: 10 }),
  cabOf('a block of another size than stated', 'bad-compressed-data', 'cut or refused', [inCab], { method: 1, plainSize: 5 }),
  cabOf('a block that is a bomb', 'bad-compressed-data', 'memory runs out', [inCab], {
    method: 1,
    block: () => Buffer.concat([Buffer.from('CK'), deflateRawSync(new Uint8Array(40 << 20))]),
  }),
  cabOf('a block that does not begin as one', 'bad-compressed-data', 'searched for by cabextract', [inCab], {
    method: 1,
    block: (packed) => packed.subarray(2),
  }),
  cabOf('damaged deflate data', 'bad-compressed-data', 'refused', [inCab], { method: 1, block: () => Buffer.from('CKnot deflate') }),
  cabOf('bytes behind a packed block', 'cab-slack', 'no reader shows them', [inCab], {
    method: 1,
    block: (packed) => Buffer.concat([packed, Buffer.from('hidden payload')]),
  }),
  cabOf('LZX', 'unsupported-method', 'read by cabextract', [inCab], { method: 3 }),
  cabOf('Quantum', 'unsupported-method', 'read by cabextract', [inCab], { method: 2 }),
];

const msiStreams: readonly MsiStream[] = [
  { name: 'a', data: 'content' },
  { name: 'b', data: 'x'.repeat(100) },
  { name: 'c', data: 'x'.repeat(5000) },
  { name: 'd', data: 'x'.repeat(6000) },
];
const msiOf = (
  technique: string,
  code: string,
  readers: string,
  /** Changes the bytes, or gives others. */
  lie: (bytes: Buffer, layout: MsiLayout) => unknown,
  streams: readonly MsiStream[] = msiStreams,
): Hostile => ({
  technique: `msi: ${technique}`,
  name: 'a.msi',
  code,
  readers,
  bytes: () =>
    makeMsi(streams, (bytes, layout) => {
      const changed = lie(bytes, layout);
      return changed instanceof Buffer ? changed : undefined;
    }),
});
const fatOf = ({ at, fat }: MsiLayout, sector: number): number => at(fat) + 4 * sector;
const msis: Hostile[] = [
  msiOf('a stream in a circle', 'truncated', 'never ends', (bytes, layout) => {
    bytes.writeUInt32LE(layout.starts[2]!, fatOf(layout, layout.starts[2]!));
  }),
  msiOf('two streams with the same sectors', 'cfb-chain', 'no reader tells', (bytes, { entry, starts }) => {
    bytes.writeUInt32LE(starts[2]!, entry(3) + 116);
  }),
  msiOf('a stream that runs into another one', 'cfb-chain', 'no reader tells', (bytes, layout) => {
    bytes.writeUInt32LE(layout.starts[3]!, fatOf(layout, layout.starts[2]! + 1));
  }),
  msiOf('a stream in the directory', 'cfb-chain', 'no reader tells', (bytes, { entry, directory }) => {
    bytes.writeUInt32LE(directory, entry(2) + 116);
  }),
  msiOf('small streams with the same sectors', 'cfb-chain', 'no reader tells', (bytes, { entry }) => {
    bytes.writeUInt32LE(0, entry(1) + 116);
  }),
  msiOf('a chain that is longer than its stream', 'cfb-chain', 'no reader shows the rest', (bytes, { entry }) => {
    bytes.writeUInt32LE(4200, entry(3) + 120);
  }),
  msiOf('a chain that is shorter than its stream', 'truncated', 'cut, or refused', (bytes, { entry }) => {
    bytes.writeUInt32LE(60_000, entry(3) + 120);
  }),
  msiOf('a stream past the end', 'truncated', 'cut, or refused', (bytes, { entry }) => {
    bytes.writeUInt32LE(0x00ffffff, entry(3) + 116);
  }),
  msiOf('a directory in a circle', 'cfb-broken', 'never ends', (bytes, layout) => {
    bytes.writeUInt32LE(layout.directory, fatOf(layout, layout.directory));
  }),
  msiOf('a table that lies in itself', 'cfb-broken', 'never ends', (bytes) => {
    bytes.writeUInt32LE(2, 44);
    bytes.writeUInt32LE(0, 80);
  }),
  msiOf('a list of tables in a circle', 'cfb-broken', 'never ends', (bytes) => {
    bytes.writeUInt32LE(0x8000, 44);
    for (let at = 80; at < 512; at += 4) bytes.writeUInt32LE(0, at);
    bytes.writeUInt32LE(2, 68);
  }),
  msiOf('a table of 2 TB', 'limit-directoryBytes', 'memory runs out', (bytes) => {
    bytes.writeUInt32LE(0xffffffff, 44);
  }),
  msiOf('small streams in a circle', 'cfb-broken', 'never ends', (bytes, layout) => {
    bytes.writeUInt32LE(layout.directory, layout.entry(-1) + 116);
  }),
  msiOf('siblings in a circle', 'cfb-tree', 'never ends', (bytes, { entry }) => {
    bytes.writeUInt32LE(1, entry(2) + 72);
  }),
  msiOf('a sibling that is the root', 'cfb-tree', 'never ends', (bytes, { entry }) => {
    bytes.writeUInt32LE(0, entry(1) + 68);
  }),
  msiOf('a sibling that is not there', 'cfb-tree', 'refused or passed over', (bytes, { entry }) => {
    bytes.writeUInt32LE(77, entry(1) + 68);
  }),
  msiOf('entries below a stream', 'cfb-tree', 'listed by some', (bytes, { entry }) => {
    bytes.writeUInt32LE(3, entry(0) + 76);
  }),
  msiOf('a storage that holds itself', 'cfb-tree', 'never ends', (bytes, { entry }) => void bytes.writeUInt32LE(1, entry(0) + 76), [
    { name: 's', storage: true },
  ]),
  msiOf('a stream that is reached by nothing', 'cfb-hidden', 'listed by readers that go through the whole directory', (bytes, { entry }) => {
    bytes.writeUInt32LE(0xffffffff, entry(2) + 72);
  }),
  msiOf('storages without end', 'limit-depth', 'the stack overflows', () => undefined, [
    ...Array.from({ length: 40 }, (_, at) => ({ name: 's', storage: true, ...(at === 0 ? {} : { inside: at - 1 }) })),
  ]),
  msiOf('no root', 'cfb-broken', 'refused', (bytes, { entry }) => void bytes.fill(0, entry(-1), entry(-1) + 128)),
  msiOf('another size for small streams', 'cfb-cutoff', 'read from other sectors by some', (bytes) => {
    bytes.writeUInt32LE(64, 56);
  }),
  msiOf('bytes behind the last sector', 'trailing-data', 'no reader shows them, a signature stays valid', (bytes) =>
    Buffer.concat([bytes, Buffer.from('evil')]),
  ),
  msiOf('a jar behind it', 'two-formats', 'Java runs it, Windows shows a valid signature', (bytes) => Buffer.concat([bytes, makeZip([evil])])),
  msiOf('a name twice', 'name-duplicate', 'the first or the last', () => undefined, [...msiStreams, { name: 'a', data: 'other' }]),
  msiOf('a name twice, once packed', 'name-duplicate', 'one to some, two to others', () => undefined, [
    ...msiStreams,
    { name: '\u4824', data: 'other' },
  ]),
  msiOf('a name with a slash', 'name-odd', 'replaced or written elsewhere', () => undefined, [{ name: 'd/a', data: 'content' }]),
  msiOf('traversal', 'name-traversal', 'careless readers write outside', () => undefined, [{ name: '..', data: 'content' }]),
  msiOf('traversal in packed characters', 'name-traversal', 'careless readers write outside', () => undefined, [
    { name: '..', storage: true },
    { name: '\u483e\u483e', data: 'content', inside: 0 },
  ]),
  msiOf('control characters in a name', 'name-control', 'terminals obey them', () => undefined, [{ name: 'a\u001b[2J', data: 'content' }]),
  msiOf('no name', 'name-empty', 'dropped or refused', () => undefined, [{ name: '', data: 'content' }]),
  msiOf('a version to come', 'unsupported-format', 'refused', (bytes) => void bytes.writeUInt16LE(5, 26)),
  msiOf('a header that is cut', 'truncated', 'refused', (bytes) => bytes.subarray(0, 100)),
];

const refused = (name: string, start: string): Hostile => ({
  technique: `refused by name: ${name}`,
  name,
  code: 'unsupported-format',
  readers: 'what is inside would be passed over',
  bytes: () => Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(64)]),
});
const unread: Hostile[] = [
  refused('a.7z.002', 'x'),
  refused('a.rar', 'Rar!\x1a\x07\x01\0'),
  refused('data1.cab', 'ISc('),
  refused('a.iso', '\0'),
  refused('a.dmg', 'x\x01s\x0d'),
  refused('a.xar', 'xar!'),
  refused('a.qcow2', 'QFI\xfb'),
  refused('a.tar.lz', 'LZIP\x01'),
  refused('a.tar.lzo', '\x89LZO\0\r\n\x1a\n'),
  refused('a.tar.Z', '\x1f\x9d\x90'),
  refused('a.nar', '\r\0\0\0\0\0\0\0nix-archive-1'),
  refused('a.wim', 'MSWIM\0\0\0'),
  refused('a.pack', '\xca\xfe\xd0\x0d'),
];

export const hostile: readonly Hostile[] = [
  ...structure,
  ...badNames,
  ...tarGames,
  ...streams,
  ...others,
  ...squashfsGames,
  ...asars,
  ...sevens,
  ...cabs,
  ...msis,
  ...behindPrograms,
  ...unread,
];
