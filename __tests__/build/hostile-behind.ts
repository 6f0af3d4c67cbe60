// Programs with an archive behind them that readers see differently, that point out of their folder, or that lie. "The bootloader" is that of PyInstaller 6
// (pyi_archive.c), "Python's reader" its CArchiveReader.
import { deflateSync, gzipSync } from 'node:zlib';
import { elfOf } from '../inspect/native/build/elf.ts';
import { peOf } from '../inspect/native/build/pe.ts';
import type { Hostile } from './hostile.ts';
import { type FrozenEntry, type FrozenOptions, makeFrozen } from './pyinstaller.ts';
import { makeSevenZip } from './sevenzip.ts';
import { makeTar } from './tar.ts';
import { makeZip, type ZipMember } from './zip.ts';

const elf = elfOf({ sections: [{ name: '.text', bytes: Buffer.alloc(64) }] });
const windows = peOf();

const behind = (technique: string, code: string, readers: string, bytes: () => Uint8Array, program: Uint8Array = elf): Hostile => ({
  technique: `behind a program: ${technique}`,
  name: program === windows ? 'a.exe' : 'program',
  code,
  readers,
  bytes: () => Buffer.concat([program, bytes()]),
});

const good: ZipMember = { name: 'good.py', data: 'print("good")\n' };
const evil: ZipMember = { name: 'evil.py', data: 'print("evil")\n' };
const member = { name: 'a', data: 'content' };

const archives: Hostile[] = [
  behind(
    'a zip with a file that its directory does not list, first',
    'zip-prefix',
    'streaming readers extract evil.py, directory readers do not',
    () => makeZip([{ ...evil, hidden: true }, good]),
  ),
  behind('a zip with a file that its directory does not list', 'zip-hidden', 'streaming readers extract evil.py, directory readers do not', () =>
    makeZip([good, { ...evil, hidden: true }]),
  ),
  behind(
    'a zip with names that climb out, behind a line for its launcher',
    'name-traversal',
    'careless readers write outside',
    () => Buffer.concat([Buffer.from('#!python.exe\r\n'), makeZip([{ name: '../evil.py', data: 'x' }])]),
    windows,
  ),
  behind('a zip whose directory is larger than the file', 'zip-directory-outside', 'refused by some, guessed by others', () =>
    makeZip([good], { size: 0x3ffffff }),
  ),
  behind('a zip with bytes behind it', 'zip-trailing-data', 'strict readers refuse, the program reads as it likes', () =>
    makeZip([good], { trailing: Buffer.from('anything at all') }),
  ),
  behind('a zip with bytes before it', 'behind-gap', 'nobody but the program', () =>
    Buffer.concat([Buffer.from('anything at all'), makeZip([good])]),
  ),
  behind('a 7z with names that climb out', 'name-traversal', 'careless readers write outside', () => makeSevenZip([{ ...member, name: '../a' }])),
  behind(
    'bytes between the configuration and the archive',
    'behind-gap',
    '7-Zip searches for the archive',
    () => Buffer.concat([Buffer.from(';!@Install@!UTF-8!\n;!@InstallEnd@!\nanything'), makeSevenZip([member])]),
    windows,
  ),
  behind('a tar with names that climb out, packed', 'name-traversal', 'careless readers write outside', () => gzipSync(makeTar([{ name: '../a' }]))),
  behind('a stream that is cut', 'truncated', 'the program stops, or goes on with what it has', () =>
    gzipSync(Array.from({ length: 99 }, (_, at) => at).join()).subarray(0, 90),
  ),
  behind('bytes behind a stream', 'trailing-data', 'nobody but the program', () => Buffer.concat([gzipSync('x'), Buffer.from('anything at all')])),
  behind('RAR, refused by name', 'unsupported-format', 'what is inside would be passed over', () =>
    Buffer.from('Rar!\x1a\x07\x01\0 and all the rest of it', 'latin1'),
  ),
];

const frozen = (technique: string, code: string, readers: string, entries: readonly FrozenEntry[], options?: FrozenOptions, program?: Uint8Array) =>
  behind(`PyInstaller: ${technique}`, code, readers, () => makeFrozen(entries, options), program);
const more = { name: 'b', data: 'more content' };

const tables: Hostile[] = [
  frozen('a name that climbs out', 'name-traversal', 'old bootloaders write outside, later ones refuse', [{ ...member, name: '../a' }]),
  frozen('a name that climbs out on Windows', 'name-traversal', 'old bootloaders write outside', [{ ...member, name: '..\\a' }], {}, windows),
  frozen('an absolute name', 'name-absolute', 'careless readers write outside', [{ ...member, name: '/etc/a' }]),
  frozen('a name with a drive', 'name-drive', 'careless readers write outside', [{ ...member, name: 'C:\\a' }], {}, windows),
  frozen('a name that goes on behind a zero', 'name-control', 'the bootloader writes "a", Python shows all of it', [{ ...member, name: 'a\0b' }]),
  frozen('no name', 'name-empty', 'dropped or refused', [{ ...member, name: '' }]),
  frozen('a name that is no text', 'name-encoding', 'Python stops, the bootloader writes it', [{ ...member, name: 'a\ufffd' }]),
  frozen('a name that stands twice', 'name-duplicate', 'the bootloader finds the first and writes the last, Python shows the last', [
    member,
    { ...more, name: 'a' },
  ]),
  frozen('a link and a file of one name', 'name-duplicate', 'the bootloader writes through the link', [
    { name: 'a', type: 'n', data: 'b\0' },
    member,
  ]),
  frozen('a link that points out', 'link-outside', 'what is written there is written elsewhere', [{ name: 'a', type: 'n', data: '../../etc\0' }]),
  frozen('a link that points out on Windows', 'link-outside', 'as above', [{ name: 'a', type: 'n', data: '..\\..\\x\0' }], {}, windows),
  frozen('a file behind a link', 'link-through', 'the bootloader writes where the link points', [
    { name: 'd', type: 'n', data: 'e\0' },
    { ...member, name: 'd/a' },
  ]),
  frozen('a link that goes on behind a zero', 'link-odd', 'the bootloader stops there', [{ name: 'a', type: 'n', data: 'b\0c\0' }]),
  frozen('a link without a target', 'link-odd', 'refused by the system', [{ name: 'a', type: 'n', data: '\0' }]),
  frozen('a link with a page of target', 'link-odd', 'cut or refused', [{ name: 'a', type: 'n', data: 'x'.repeat(5000) }]),
  frozen('two sizes of a file that is not packed', 'pyinstaller-sizes', 'the bootloader goes by the second, Python by the first', [
    { ...member, stated: { size: 3 } },
  ]),
  frozen('unpacks to more than stated', 'pyinstaller-size-lies', 'the bootloader writes behind its buffer, Python shows all', [
    { ...member, packed: true, stated: { size: 3 } },
  ]),
  frozen('unpacks to less than stated', 'pyinstaller-size-lies', 'the bootloader goes on with what it has', [
    { ...member, packed: true, stated: { size: 30 } },
  ]),
  frozen('bytes behind the packed data', 'pyinstaller-slack', 'no reader shows them', [
    { ...member, packed: true, raw: Buffer.concat([deflateSync('content'), Buffer.from('hidden')]) },
  ]),
  frozen('packed data that is damaged', 'bad-compressed-data', 'the bootloader leaves half a file', [
    { ...member, packed: true, raw: Buffer.from('no zlib data') },
  ]),
  frozen('packed to one reader only', 'pyinstaller-flag', 'the bootloader copies, Python unpacks', [
    { ...member, packed: true, stated: { flag: 2 } },
  ]),
  frozen('a file that runs into the table', 'pyinstaller-overlap', 'the table is shown as content', [
    { ...member, stated: { packed: 20, size: 20 } },
  ]),
  frozen('a file that runs past the end', 'truncated', 'the bootloader stops, Python shows less', [
    { ...member, stated: { packed: 900, size: 900 } },
  ]),
  frozen('two files in one place', 'pyinstaller-overlap', 'the same bytes twice', [member, { ...more, stated: { at: 3 } }]),
  frozen('bytes that belong to no file', 'pyinstaller-gap', 'no reader shows them', [{ ...member, gap: Buffer.from('hidden') }, more]),
  frozen('an option with content', 'pyinstaller-gap', 'no reader shows it', [{ name: 'v', type: 'o', data: 'hidden' }]),
  frozen('an entry of a type to come', 'pyinstaller-type', 'the bootloader passes over it', [{ ...member, type: 'q' }]),
  frozen('an entry of no size', 'pyinstaller-bad-table', 'the bootloader reads it forever', [{ ...member, stated: { entry: 0 } }, more]),
  frozen('an entry longer than the table', 'pyinstaller-bad-table', 'the bootloader reads past it', [{ ...member, stated: { entry: 4000 } }]),
  frozen('a table outside of the archive', 'pyinstaller-bad-table', 'the bootloader takes other bytes for it', [member], {
    stated: { table: 0x7fffffff },
  }),
  frozen('an archive larger than the file', 'pyinstaller-bad-cookie', 'the bootloader looks before the file', [member], {
    stated: { size: 1 << 20 },
  }),
  frozen('an archive smaller than its cookie', 'pyinstaller-bad-cookie', 'the bootloader takes the cookie for files', [member], {
    stated: { size: 87 },
  }),
  frozen('an option that is no text', 'name-encoding', 'Python refuses the archive', [{ name: 'v\ufffd', type: 'o' }, member]),
  frozen('a table that hides an entry', 'pyinstaller-gap', 'no reader shows it', [member, more], { stated: { tableSize: 32 } }),
];

/** One of PyInstaller's archives of modules: `table` in the words of marshal. */
function pyz(code: Uint8Array, table: string, { encrypted = 0, at = 17 + code.length } = {}): Buffer {
  const head = Buffer.from('PYZ\0\xcb\x0d\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
  head.writeUInt32BE(at, 8);
  head[12] = encrypted;
  return Buffer.concat([head, code, Buffer.from(table.replaceAll(' ', ''), 'hex')]);
}
const code = deflateSync('code');
const number = (value: number): string => `69 ${Buffer.from(Int32Array.of(value).buffer).toString('hex')}`;
const text = (value: string): string => `7a ${Buffer.of(value.length).toString('hex')} ${Buffer.from(value).toString('hex')}`;
const module = (name: string, kind = 0, at = 17, size = code.length): string =>
  `29 02 ${text(name)} 29 03 ${number(kind)} ${number(at)} ${number(size)}`;
const list = (...items: readonly string[]): string => `5b ${Buffer.from(Int32Array.of(items.length).buffer).toString('hex')} ${items.join('')}`;

const modules = (technique: string, problem: string, readers: string, bytes: () => Uint8Array): Hostile =>
  behind(`modules of PyInstaller: ${technique}`, problem, readers, () => makeFrozen([{ name: 'PYZ.pyz', type: 'z', data: bytes() }]));

const pyzs: Hostile[] = [
  modules('encrypted', 'encrypted', 'only the program unpacks them', () => pyz(code, list(module('a')), { encrypted: 1 })),
  modules('another magic', 'pyinstaller-bad-table', 'Python refuses, others go by the table', () => Buffer.concat([Buffer.from('PYY\0'), code])),
  modules('no table', 'truncated', 'refused', () => pyz(code, '')),
  modules('a table before the modules', 'truncated', 'Python reads the header as a table', () => pyz(code, list(module('a')), { at: 4 })),
  modules('a table that is no list', 'pyinstaller-bad-table', 'refused', () => pyz(code, number(1))),
  modules('an entry that is no module', 'pyinstaller-bad-table', 'refused', () => pyz(code, list(text('a')))),
  modules('a place that is a text', 'pyinstaller-bad-table', 'refused', () =>
    pyz(code, list(`29 02 ${text('a')} 29 03 ${text('0')}${text('1')}${text('2')}`)),
  ),
  modules('a module before the archive', 'pyinstaller-bad-table', 'Python reads other bytes of the program', () =>
    pyz(code, list(module('a', 0, -5))),
  ),
  modules('a module in the table', 'truncated', 'Python shows part of the table', () => pyz(code, list(module('a', 0, 17, 900)))),
  modules('code in the table', 'pyinstaller-bad-table', 'Python builds whatever it describes', () => pyz(code, `63 ${'00'.repeat(20)}`)),
  modules('a module twice', 'name-duplicate', 'a list with two, a dict with the last', () => pyz(code, list(module('a'), module('a')))),
  modules('two modules in one place', 'pyinstaller-overlap', 'the same bytes twice', () => pyz(code, list(module('a'), module('b')))),
  modules('bytes that belong to no module', 'pyinstaller-gap', 'no reader shows them', () =>
    pyz(Buffer.concat([code, Buffer.from('hidden')]), list(module('a'))),
  ),
  modules('bytes behind the table', 'pyinstaller-gap', 'no reader shows them', () => pyz(code, `${list(module('a'))} 4e4e`)),
  modules('a name that climbs out', 'name-traversal', 'those who extract write outside', () => pyz(code, list(module('../a')))),
  modules('a name that is none of a module', 'name-odd', 'extracted under different names', () => pyz(code, list(module('a/b')))),
  modules('a package without code that has some', 'pyinstaller-two-kinds', 'Python does not read it', () => pyz(code, list(module('a', 3)))),
  modules('a kind to come', 'pyinstaller-type', 'Python takes it for data', () => pyz(code, list(module('a', 9)))),
  modules('bytes behind the packed code', 'pyinstaller-slack', 'no reader shows them', () =>
    pyz(Buffer.concat([code, Buffer.from('hidden')]), list(module('a', 0, 17, code.length + 6))),
  ),
];

export const behindPrograms: readonly Hostile[] = [...archives, ...tables, ...pyzs];
