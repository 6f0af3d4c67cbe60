// Archives behind a program: those that honest tools put there come out without a word, and what is no archive is left alone.
import { gzipSync } from 'node:zlib';
import { sourceFromBuffer } from '../../src/io/bytes.ts';
import { defaultLimits } from '../../src/open/index.ts';
import { debControl, debData, debVersion, makeAr, makeCpio, makeRpm } from '../build/others.ts';
import { makeFrozen } from '../build/pyinstaller.ts';
import { makeSevenZip } from '../build/sevenzip.ts';
import { bzip2Of, lz4Of, xzOf, zstdOf } from '../build/streams.ts';
import { makeTar } from '../build/tar.ts';
import { endRecord, makeZip, type ZipOptions } from '../build/zip.ts';
import { elfOf } from '../inspect/native/build/elf.ts';
import { machoOf } from '../inspect/native/build/macho.ts';
import { peOf } from '../inspect/native/build/pe.ts';
import { fixture } from './listed.ts';
import { lookThrough } from './look-through.ts';

const elf = elfOf({ sections: [{ name: '.text', bytes: Buffer.alloc(64) }] });
const look = async (bytes: Uint8Array, limits = {}) => {
  const { entries, problems } = await lookThrough(sourceFromBuffer(bytes), 'program', { ...defaultLimits, ...limits });
  return { entries, problems: problems.map(({ kind, code }) => `${kind} ${code}`) };
};
const behind = (bytes: Uint8Array, program: Uint8Array = elf) => look(Buffer.concat([program, bytes]));

const members = [
  { name: 'a', data: 'content' },
  { name: 'd/b', data: 'x'.repeat(900), method: 8 },
];
const files = ['a 7', 'd/b 900'];
const honest = { entries: files, problems: [] };
const zipBehind = (prefix: Uint8Array, options: ZipOptions = {}): Buffer => makeZip(members, { prefix, ...options });
const launcher = (program: Uint8Array): Buffer => Buffer.concat([program, Buffer.from('#!python.exe\r\n')]);
const configuration = Buffer.from('\ufeff;!@Install@!UTF-8!\r\nTitle="a"\r\nRunProgram="b"\r\n;!@InstallEnd@!\r\n');

test.each<[string, Uint8Array]>([
  ['a zip, as `cat` joins them', zipBehind(elf)],
  ['a zip whose offsets count the program, as `zip -A` corrects them', zipBehind(elf, { adjusted: true })],
  ['a zip behind a Mach-O program', zipBehind(machoOf())],
  ['a zip behind zeros', zipBehind(Buffer.concat([elf, Buffer.alloc(512)]))],
  ['a zip of 64 bits', zipBehind(elf, { zip64: {}, adjusted: true })],
  ["distlib's launcher of a script", zipBehind(launcher(peOf()))],
  ['the same, with corrected offsets', zipBehind(launcher(peOf()), { adjusted: true })],
  ['a 7z', Buffer.concat([elf, makeSevenZip(members)])],
  ["a 7z behind the configuration of 7-Zip's installers", Buffer.concat([peOf(), configuration, makeSevenZip(members)])],
  ['a tar', Buffer.concat([elf, makeTar(members)])],
  ['a tar in gzip', Buffer.concat([elf, gzipSync(makeTar(members))])],
  ['a tar in gzip, behind zeros', Buffer.concat([elf, Buffer.alloc(300_000), gzipSync(makeTar(members))])],
  ['cpio', Buffer.concat([elf, makeCpio(members)])],
  ['rpm', Buffer.concat([elf, makeRpm(members)])],
])('%s', async (_, bytes) => {
  const { entries, problems } = await look(bytes);
  expect(entries.filter((line) => !line.startsWith('RPM/')).sort()).toEqual(files);
  expect(problems).toEqual([]);
});

test.each([
  ['bzip2', bzip2Of.tar],
  ['xz', xzOf.tar],
  ['zstd', zstdOf.tar],
  ['lz4', lz4Of.tar],
  ['a cabinet', fixture('cabinet-gcab-mszip.cab')],
  ['Windows Installer', fixture('installer-wixl.msi')],
  ['Electron', fixture('electron.asar')],
  ['deb', makeAr([debVersion, debControl, debData([{ name: './x', data: 'y' }])])],
])('%s reads behind a program as it does alone', async (name, bytes) => {
  const alone = await look(bytes);
  expect(alone.entries.length).toBeGreaterThan(0);
  expect(await behind(bytes)).toEqual(alone);
  expect(name).not.toBe('');
});

test('a single stream is a file of the name of the program', async () => {
  expect(await behind(gzipSync('some text '.repeat(9)))).toEqual({ entries: ['program 90'], problems: [] });
});

const noise = Buffer.from(Array.from({ length: 5000 }, (_, at) => ((at * at * 31 + 7) >>> 3) & 0xff));
test.each<[string, Uint8Array]>([
  ['bytes of no known kind', noise],
  ['an archive not at the very start', Buffer.concat([noise, makeSevenZip(members)])],
  ['a stream not at the very start', Buffer.concat([Buffer.from('x'), gzipSync('content of some length')])],
  ['the header of a zip without an end', makeZip(members).subarray(0, 60)],
  ['a zip that is not at the end', Buffer.concat([noise, makeZip(members), noise])],
  ['the end of a zip without files', Buffer.concat([noise, endRecord()])],
  ['zeros', Buffer.alloc(5000)],
  ['zeros, and more of them than writers align to', Buffer.concat([Buffer.alloc((1 << 20) + 1), gzipSync('content of some length')])],
  ['two bytes of a known kind', Buffer.concat([Buffer.from([0x1f, 0x9d]), noise])],
  ['the configuration of an installer without its archive', Buffer.concat([configuration, noise])],
])('%s: nothing is said', async (_, bytes) => {
  expect(await behind(bytes)).toEqual({ entries: [], problems: [] });
});

test('a zip in the program itself is not behind it', async () => {
  const bytes = elfOf({ sections: [{ name: '.data', bytes: makeZip(members) }] });
  expect(await look(bytes)).toEqual({ entries: [], problems: [] });
});

test('a signature behind an archive is not part of it', async () => {
  const signed = (archive: Uint8Array): Buffer => {
    const program = Buffer.from(peOf());
    const at = program.length + archive.length;
    const optional = program.readUInt32LE(0x3c) + 24;
    const directories = optional + (program.readUInt16LE(optional) === 0x20b ? 112 : 96);
    program.writeUInt32LE(at, directories + 8 * 4);
    program.writeUInt32LE(64, directories + 8 * 4 + 4);
    return Buffer.concat([program, archive, Buffer.alloc(64, 7)]);
  };
  expect(await look(signed(makeZip(members)))).toEqual(honest);
  expect(await look(signed(makeSevenZip(members)))).toEqual(honest);
  const script = makeZip(members, { prefix: Buffer.from('#!python.exe\r\n') });
  for (const padding of [0, 3, 7]) expect(await look(signed(Buffer.concat([script, Buffer.alloc(padding)])))).toEqual(honest);
  for (const padding of [8, 16]) expect((await look(signed(Buffer.concat([script, Buffer.alloc(padding)])))).entries).toEqual([]);
});

test('what follows an archive is told and is no hazard: the program reads it as it likes', async () => {
  const more = Buffer.from('and this follows it');
  const told = async (archive: Uint8Array) => (await behind(Buffer.concat([archive, more]))).problems;
  expect(await told(makeSevenZip(members))).toEqual(['skipped trailing-data']);
  expect(await told(gzipSync('content'))).toEqual(['skipped trailing-data']);
  expect(await told(gzipSync(makeTar(members)))).toEqual(['skipped trailing-data']);
  expect(await told(makeTar(members))).toEqual(['skipped tar-trailing-data']);
  expect(await told(makeZip(members))).toEqual(['skipped zip-trailing-data']);
});

test("PyInstaller's archive and a zip behind it are both looked at", async () => {
  const { entries, problems } = await look(zipBehind(Buffer.concat([elf, makeFrozen([{ name: 'frozen', data: 'x' }])])));
  expect(entries).toEqual(['frozen 1', ...files]);
  expect(problems).toEqual(['skipped behind-gap']);
});

test('limits: a directory that is too large, containers that are too deep', async () => {
  expect((await look(zipBehind(launcher(peOf())), { directoryBytes: 10 })).problems).toEqual(['limit limit-directoryBytes']);
  expect((await look(zipBehind(elf), { depth: 0 })).problems).toEqual(['limit limit-depth']);
  expect((await look(Buffer.concat([elf, makeFrozen([{ name: 'a' }])]), { depth: 0 })).problems).toEqual(['limit limit-depth']);
});
