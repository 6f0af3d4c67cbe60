// What each container format reads: honest archives as their own programs, or the builders, make them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import { randomFromBuffer, sourceFromBuffer } from '../../src/io/bytes.ts';
import {
  Budget,
  boundedEntry,
  ContainerError,
  containers,
  defaultLimits,
  listZip,
  openContainer,
  openFiles,
  openFolder,
  type ZipRecord,
  zipEntryAt,
} from '../../src/open/index.ts';
import type { Entry, Limits, Problem } from '../../src/types.ts';
import { debControl, debData, debVersion, makeAr, makeCpio, makeDockerImage, makeOciImage, makeRpm } from '../build/others.ts';
import { bzip2Of, lz4Of, lzmaOf, plainTar, xzOf, zstdOf } from '../build/streams.ts';
import { gnuLong, makeTar, pax } from '../build/tar.ts';
import { makeZip, u64, unicodePath } from '../build/zip.ts';
import { lookThrough } from './look-through.ts';

const file = (name: string, data = 'content') => ({ name, data });
const long = `${'folder/'.repeat(20)}file.txt`;
/** The header of the .lzma format before the stream of the zip: the size is known, and a mark ends it all the same. */
const lzmaOfSize = Buffer.concat([lzmaOf.inZip.subarray(4, 9), u64(plainTar.length), lzmaOf.inZip.subarray(9)]);
const twoFiles = ['a.txt 200', 'b/c.txt 280'];

const reads: readonly {
  what: string;
  name: string;
  bytes: () => Uint8Array;
  format: string;
  entries: readonly string[];
  problems?: readonly string[];
}[] = [
  {
    what: 'stored and deflated files',
    name: 'a.whl',
    format: 'zip',
    bytes: () => makeZip([file('a/b.py'), { ...file('c', 'x'.repeat(9000)), method: 8 }]),
    entries: ['a/b.py 7', 'c 9000'],
  },
  {
    what: 'a jar merged of several: the same bytes twice, two notices, two descriptions of a module',
    name: 'all.jar',
    format: 'zip',
    bytes: () =>
      makeZip([
        ...['A.class', 'A.class'].map((name) => file(name)),
        ...['LICENSE', 'NOTICE.txt', 'DEPENDENCIES'].flatMap((name) => [file(`META-INF/${name}`, 'of one'), file(`META-INF/${name}`, 'of another')]),
        file('module-info.class', 'one'),
        file('module-info.class', 'another'),
      ]),
    entries: [
      'A.class 7',
      'A.class 7',
      ...['LICENSE', 'NOTICE.txt', 'DEPENDENCIES'].flatMap((name) => [`META-INF/${name} 6`, `META-INF/${name} 10`]),
      'module-info.class 3',
      'module-info.class 7',
    ],
    problems: Array.from({ length: 4 }, () => 'skipped name-repeated'),
  },
  { what: 'an empty zip', name: 'a.zip', format: 'zip', bytes: () => makeZip([]), entries: [] },
  { what: 'a tar behind LZMA', name: 'a.tar.lzma', format: 'tar.lzma', bytes: () => lzmaOf.tar, entries: twoFiles },
  { what: 'LZMA of a known size', name: 'a.tlz', format: 'tar.lzma', bytes: () => lzmaOfSize, entries: twoFiles },
  {
    what: 'LZMA in a zip',
    name: 'a.zip',
    format: 'zip',
    bytes: () => makeZip([{ name: 't', data: plainTar, method: 14, raw: lzmaOf.inZip }]),
    entries: ['t!/a.txt 200', 't!/b/c.txt 280', 't 3072'],
  },
  {
    what: 'a program behind brotli',
    name: 'chromium.br',
    format: 'br',
    bytes: () => brotliCompressSync(Buffer.alloc(300_000, 'program')),
    entries: ['chromium 300000'],
  },
  { what: 'a tar behind brotli', name: 'aws.tar.br', format: 'tar.br', bytes: () => brotliCompressSync(plainTar), entries: twoFiles },
  {
    what: 'bzip2 in a zip',
    name: 'a.zip',
    format: 'zip',
    bytes: () => makeZip([{ name: 't', data: plainTar, method: 12, raw: bzip2Of.tar }]),
    entries: ['t!/a.txt 200', 't!/b/c.txt 280', 't 3072'],
  },
  {
    what: 'zstd in a zip',
    name: 'a.zip',
    format: 'zip',
    bytes: () => makeZip([{ name: 't', data: plainTar, method: 93, raw: zstdOf.tar }]),
    entries: ['t!/a.txt 200', 't!/b/c.txt 280', 't 3072'],
  },
  {
    what: 'descriptors in a jar',
    name: 'a.jar',
    format: 'zip',
    bytes: () =>
      makeZip((['signed', 'bare', 'signed-wide', 'bare-wide'] as const).map((descriptor) => ({ ...file(descriptor), method: 8, descriptor }))),
    entries: ['signed 7', 'bare 7', 'signed-wide 7', 'bare-wide 7'],
  },
  { what: 'zip64 end records', name: 'a.whl', format: 'zip', bytes: () => makeZip([file('a')], { zip64: {} }), entries: ['a 7'] },
  {
    what: 'case twins in a jar',
    name: 'a.jar',
    format: 'zip',
    bytes: () => makeZip([{ name: 'META-INF/license/', mode: 0o40755 }, file('META-INF/LICENSE')]),
    entries: ['META-INF/license/', 'META-INF/LICENSE 7'],
  },
  {
    what: 'a comment on the archive',
    name: 'a.whl',
    format: 'zip',
    bytes: () => makeZip([file('a')], { comment: Buffer.from('v1.2.3') }),
    entries: ['a 7'],
  },
  {
    what: 'a launcher before a jar',
    name: 'a.jar',
    format: 'zip',
    bytes: () => makeZip([file('a')], { prefix: Buffer.from('#!/bin/sh\nexec java -jar "$0"\n') }),
    entries: ['a 7'],
    problems: ['skipped zip-launcher'],
  },
  {
    what: 'a symbolic link in a zip',
    name: 'a.zip',
    format: 'zip',
    bytes: () => makeZip([file('a'), { name: 'l', data: 'a', mode: 0o120777 }]),
    entries: ['a 7', 'l -> a'],
  },
  {
    what: 'links in a wheel to what is there, and one without a target (wheels of Node.js have such)',
    name: 'a.whl',
    format: 'zip',
    bytes: () =>
      makeZip([
        file('lib/a.js'),
        { name: 'bin/a', data: '../lib/a.js', mode: 0o120777 },
        { name: 'bin/lib', data: '../lib', mode: 0o120777 },
        { name: 'bin/e', data: '', mode: 0o120777 },
      ]),
    entries: ['lib/a.js 7', 'bin/a -> ../lib/a.js', 'bin/lib -> ../lib', 'bin/e -> '],
  },
  {
    what: 'devices and pipes by their mode, which every reader writes as files (`zip -` makes such a pipe)',
    name: 'a.whl',
    format: 'zip',
    bytes: () => makeZip([0o020644, 0o060644, 0o010644, 0o140644].map((mode, i) => ({ ...file(`${i}.py`), mode }))),
    entries: ['0.py 7', '1.py 7', '2.py 7', '3.py 7'],
  },
  {
    what: 'a name in an older encoding, and what it says in Unicode',
    name: 'a.jar',
    format: 'zip',
    bytes: () => makeZip([{ ...file('a'), name: Buffer.from('g\x81n/\x94l.txt', 'latin1'), flags: 0, extra: unicodePath('x', 'gün/öl.txt') }]),
    entries: ['gün/öl.txt 7'],
  },
  {
    what: 'a Unicode path that says the same',
    name: 'a.whl',
    format: 'zip',
    bytes: () => makeZip([{ ...file('a.py'), extra: unicodePath('a.py', 'a.py') }]),
    entries: ['a.py 7'],
  },
  {
    what: 'an Android package with its signing block',
    name: 'a.apk',
    format: 'zip',
    bytes: () => makeZip([file('a')], { beforeDirectory: signingBlock(100) }),
    entries: ['a 7'],
  },
  {
    what: 'a JDK module',
    name: 'a.jmod',
    format: 'zip',
    bytes: () => makeZip([file('a')], { prefix: Buffer.from('JM\x01\0', 'latin1') }),
    entries: ['a 7'],
  },
  {
    what: 'a compressed tar that only looks like an image',
    name: 'i.tgz',
    format: 'tar.gz',
    bytes: () => gzipSync(makeTar([file('manifest.json'), file('src/main.c')])),
    entries: ['manifest.json 7', 'src/main.c 7'],
  },
  {
    what: 'a zip in a zip',
    name: 'a.zip',
    format: 'zip',
    bytes: () => makeZip([{ name: 'in.jar', data: makeZip([file('x')]) }, file('last')]),
    entries: ['in.jar!/x 7', `in.jar ${makeZip([file('x')]).length}`, 'last 7'],
  },
  {
    what: 'a tar',
    name: 'a.tar',
    format: 'tar',
    bytes: () => makeTar([{ name: './', type: '5' }, { name: './d/', type: '5' }, file('./d/f')]),
    entries: ['d/', 'd/f 7'],
  },
  {
    what: 'long names of every kind',
    name: 'a.tgz',
    format: 'tar.gz',
    bytes: () =>
      gzipSync(
        makeTar([pax([['path', long]]), file('cut'), gnuLong(`g${long}`), { ...file('cut'), magic: 'gnu' }, { ...file('end'), prefix: 'start' }]),
      ),
    entries: [`${long} 7`, `g${long} 7`, 'start/end 7'],
  },
  {
    what: 'a global comment, as git archive writes',
    name: 'a.tar',
    format: 'tar',
    bytes: () => makeTar([pax([['comment', '0123']], 'g'), file('f')]),
    entries: ['f 7'],
  },
  { what: 'an empty tar', name: 'a.tar', format: 'tar', bytes: () => makeTar([]), entries: [] },
  { what: 'an empty compressed tar', name: 'a.tgz', format: 'tar.gz', bytes: () => gzipSync(makeTar([])), entries: [] },
  {
    what: 'links inside',
    name: 'a.tar',
    format: 'tar',
    bytes: () => makeTar([file('f'), { name: 'd/s', type: '2', link: '../f' }, { name: 'h', type: '1', link: 'f' }]),
    entries: ['f 7', 'd/s -> ../f', 'h -> f'],
  },
  { what: 'a tar without its end', name: 'a.tar', format: 'tar', bytes: () => makeTar([file('f')], { end: false }), entries: ['f 7'] },
  {
    what: 'an old tar with signed checksums',
    name: 'a.tar',
    format: 'tar',
    bytes: () => makeTar([{ ...file('\u00e9'), magic: 'v7', signedChecksum: true }]),
    entries: ['\u00e9 7'],
  },
  {
    what: 'a tar of two gzip members',
    name: 'a.tgz',
    format: 'tar.gz',
    bytes: () => split(makeTar([file('f', 'x'.repeat(2000))]), 700),
    entries: ['f 2000'],
  },
  {
    what: 'zeros behind gzip',
    name: 'a.tgz',
    format: 'tar.gz',
    bytes: () => Buffer.concat([gzipSync(makeTar([file('f')])), Buffer.alloc(9999)]),
    entries: ['f 7'],
  },
  { what: 'bzip2', name: 'a.tar.bz2', format: 'tar.bz2', bytes: () => bzip2Of.tar, entries: twoFiles },
  { what: 'xz', name: 'a.tar.xz', format: 'tar.xz', bytes: () => xzOf.tar, entries: twoFiles },
  { what: 'xz with a filter and SHA-256', name: 'a.tar.xz', format: 'tar.xz', bytes: () => xzOf.filtered, entries: twoFiles },
  { what: 'xz with the delta filter', name: 'a.tar.xz', format: 'tar.xz', bytes: () => xzOf.delta, entries: twoFiles },
  { what: 'zstd', name: 'a.tar.zst', format: 'tar.zst', bytes: () => zstdOf.tar, entries: twoFiles },
  { what: 'LZ4', name: 'a.tar.lz4', format: 'tar.lz4', bytes: () => lz4Of.tar, entries: twoFiles },
  { what: 'one compressed file', name: 'dist/lib.so.gz', format: 'gz', bytes: () => gzipSync('content'), entries: ['lib.so 7'] },
  {
    what: 'a tar.xz in a tar.xz',
    name: 'a.tar',
    format: 'tar',
    bytes: () => makeTar([{ name: 'x.tar.xz', data: xzOf.tar }]),
    entries: ['x.tar.xz!/a.txt 200', 'x.tar.xz!/b/c.txt 280', `x.tar.xz ${xzOf.tar.length}`],
  },
  {
    what: 'a deb',
    name: 'a.deb',
    format: 'deb',
    bytes: () => makeAr([debVersion, debControl, debData([file('./usr/bin/x'), { name: './etc/l', type: '2', link: '/usr/bin/x' }])]),
    entries: ['DEBIAN/control 14', 'usr/bin/x 7', 'etc/l -> /usr/bin/x'],
  },
  {
    what: 'an old deb, packed with LZMA',
    name: 'a.deb',
    format: 'deb',
    bytes: () => makeAr([debVersion, debControl, { name: 'data.tar.lzma', data: lzmaOf.tar }]),
    entries: ['DEBIAN/control 14', 'a.txt 200', 'b/c.txt 280'],
  },
  {
    what: 'an old rpm, packed with LZMA',
    name: 'a.rpm',
    format: 'rpm',
    bytes: () => makeRpm([], { payload: lzmaOf.cpio }),
    entries: ['RPM/header 16', 'usr/lib/x.so 7'],
  },
  {
    what: 'a deb with a signature',
    name: 'a.deb',
    format: 'deb',
    bytes: () => makeAr([debVersion, debControl, debData([file('./x')]), { name: '_gpgorigin', data: Buffer.from('sig') }]),
    entries: ['DEBIAN/control 14', 'x 7'],
  },
  {
    what: 'cpio, new',
    name: 'a.cpio',
    format: 'cpio',
    bytes: () =>
      makeCpio([
        { name: 'd', mode: 0o40755 },
        { name: 'd/f', data: 'content' },
      ]),
    entries: ['d/', 'd/f 7'],
  },
  { what: 'cpio, old', name: 'a.cpio', format: 'cpio', bytes: () => makeCpio([{ name: 'f', data: 'content', old: true }]), entries: ['f 7'] },
  {
    what: 'cpio behind gzip',
    name: 'initrd.img',
    format: 'cpio.gz',
    bytes: () => gzipSync(makeCpio([{ name: 'f', data: 'content' }])),
    entries: ['f 7'],
  },
  {
    what: 'hard links in cpio',
    name: 'a.cpio',
    format: 'cpio',
    bytes: () =>
      makeCpio([
        { name: 'a', links: 2 },
        { name: 'b', links: 2, data: 'content' },
      ]),
    entries: ['b 7', 'a -> b'],
  },
  {
    what: 'an rpm',
    name: 'a.rpm',
    format: 'rpm',
    bytes: () => makeRpm([{ name: './usr/bin/x', data: 'content' }]),
    entries: ['RPM/header 16', 'usr/bin/x 7'],
  },
  {
    what: 'an OCI image: replaced, removed and emptied',
    name: 'i.tar',
    format: 'image',
    bytes: () =>
      makeOciImage([
        [file('a', 'old'), file('gone'), file('d/x'), file('keep'), file('dir/below')],
        [file('a', 'newer'), { name: '.wh.gone', data: '' }, { name: 'd/.wh..wh..opq', data: '' }, file('d/y'), file('dir', 'a file now')],
      ]),
    entries: ['a 5', 'd/y 7', 'dir 10', 'keep 7'],
    problems: ['skipped image-hidden-files'],
  },
  {
    what: 'an OCI image with plain layers',
    name: 'i.tar',
    format: 'image',
    bytes: () => makeOciImage([[file('a')]], { plain: true }),
    entries: ['a 7'],
  },
  {
    what: 'what docker save wrote',
    name: 'i.tar',
    format: 'image',
    bytes: () => makeDockerImage([[file('a', 'old')], [file('a', 'newer')]]),
    entries: ['a 5'],
    problems: ['skipped image-hidden-files'],
  },
  {
    what: 'an OCI image layout packed as `tar -C layout .`, the folder itself first',
    name: 'i.tar',
    format: 'image',
    bytes: () => makeOciImage([[file('a')]], { dot: true }),
    entries: ['a 7'],
  },
  { what: 'an image behind gzip', name: 'i.tar.gz', format: 'image.gz', bytes: () => gzipSync(makeOciImage([[file('a')]])), entries: ['a 7'] },
  {
    what: 'a tar that only looks like an image',
    name: 'i.tar',
    format: 'tar',
    bytes: () => makeTar([{ name: 'blobs/', type: '5' }, file('src/main.c')]),
    entries: ['blobs/', 'src/main.c 7'],
  },
];

const signingBlock = (size: number): Buffer => {
  const block = Buffer.alloc(size + 8);
  block.writeBigUInt64LE(BigInt(size), 0);
  block.writeBigUInt64LE(BigInt(size), size - 16);
  block.write('APK Sig Block 42', size - 8, 'latin1');
  return block;
};
const split = (bytes: Buffer, at: number) => Buffer.concat([gzipSync(bytes.subarray(0, at)), gzipSync(bytes.subarray(at))]);

test.each(reads.map((each) => [each.what, each] as const))('reads %s', async (_, each) => {
  const seen = await lookThrough(sourceFromBuffer(each.bytes()), each.name, defaultLimits);
  expect(seen.problems.map((problem) => `${problem.kind} ${problem.code}`)).toEqual(each.problems ?? []);
  expect(seen.format).toBe(each.format);
  expect(seen.entries).toEqual(each.entries);
});

test('a zip whose compressed members come one chunk at a time', async () => {
  const zip = makeZip([{ name: 'big', data: Buffer.alloc(3 << 20, 'abc'), method: 8 }]);
  expect((await lookThrough(sourceFromBuffer(zip), 'a.zip', defaultLimits)).entries).toEqual([`big ${3 << 20}`]);
});

describe('what is no container', () => {
  test.each([
    ['text', 'a.txt', Buffer.from('hello')],
    ['nothing', 'a.bin', Buffer.alloc(0)],
    ['zeros', 'a.bin', Buffer.alloc(4096)],
    ['a static library', 'a.a', makeAr([{ name: 'x.o/', data: Buffer.from('object') }])],
    ['brotli without a suffix', 'a', brotliCompressSync('x')],
    ['a text whose name ends like one of brotli', 'LIESMICH.br', Buffer.from('hello there, this is text')],
    ['raw deflate', 'a', deflateRawSync('x'.repeat(100))],
  ])('%s', async (_, name, bytes) => {
    expect(await openContainer(sourceFromBuffer(bytes), name, defaultLimits)).toBeUndefined();
  });
});

async function collect(entries: AsyncIterable<Entry | Problem>): Promise<{ entries: Entry[]; problems: Problem[] }> {
  const found = { entries: [] as Entry[], problems: [] as Problem[] };
  for await (const entry of entries) 'code' in entry ? found.problems.push(entry) : found.entries.push(entry);
  return found;
}
const textOf = async (entry: Entry): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry.bytes()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

test('a zip is listed from its end alone, and an entry opens again from its record', async () => {
  const bytes = makeZip([{ ...file('a', 'first'), method: 8 }, file('b', 'second')], { prefix: Buffer.from('#!/x\n') });
  const random = randomFromBuffer(bytes);
  const reads: number[] = [];
  const watched = { ...random, read: (at: number, length: number) => random.read(at, reads.push(at) > 0 ? length : 0) };
  const { entries } = await collect(listZip(watched, 'a.pyz', defaultLimits));
  expect(entries.map((entry) => [entry.path, entry.size])).toEqual([
    ['a', 5],
    ['b', 6],
  ]);
  expect(reads.length).toBeLessThan(8);
  const record = JSON.parse(JSON.stringify(entries[0]!.record)) as ZipRecord;
  expect(await textOf(zipEntryAt(random, record))).toBe('first');
  expect(await textOf(zipEntryAt(random, record))).toBe('first');
});

describe('limits', () => {
  const tight = (change: Partial<Limits>): Limits => ({ ...defaultLimits, ...change });
  const many = makeZip([file('a'), file('b'), file('c')]);
  test.each([
    ['entries of a zip', many, tight({ entries: 2 }), 'limit-entries'],
    ['entries of a tar', makeTar([file('a'), file('b'), file('c')]), tight({ entries: 2 }), 'limit-entries'],
    ['bytes', many, tight({ bytes: 15 }), 'limit-bytes'],
    ['bytes of a stream', gzipSync(makeTar([file('a', 'x'.repeat(20000))])), tight({ bytes: 9000 }), 'limit-bytes'],
    ['directory', many, tight({ directoryBytes: 100 }), 'limit-directoryBytes'],
    ['names', many, tight({ nameLength: 0 }), 'limit-nameLength'],
    ['time', many, tight({ seconds: -1 }), 'limit-seconds'],
    ['depth', makeZip([{ name: 'b.zip', data: makeZip([{ name: 'c.zip', data: many }]) }]), tight({ depth: 1 }), 'limit-depth'],
  ])('%s', async (_, bytes, limits, code) => {
    const { problems } = await lookThrough(sourceFromBuffer(bytes), 'a.bin', limits);
    expect(problems.filter((problem) => problem.kind === 'limit').map((problem) => problem.code)).toContain(code);
  });

  test('two threads share one budget through its memory', async () => {
    const one = new Budget(tight({ bytes: 10 }));
    const other = new Budget(one.limits, one.shared, one.startedAt);
    const random = randomFromBuffer(many);
    const { entries } = await collect(listZip(random, 'a.zip', defaultLimits));
    const bounded = (budget: Budget, entry: Entry) => textOf(boundedEntry(entry, budget, { unpacked: 0, path: 'a.zip' }));
    expect(await bounded(one, entries[0]!)).toBe('content');
    await expect(bounded(other, entries[1]!)).rejects.toThrow(ContainerError);
    expect(other.spent).toEqual({ entries: 0, bytes: 14 });
  });
});

test('a folder is walked in order, follows no link, and leaves version control alone', async () => {
  const root = mkdtempSync(join(tmpdir(), 'open-'));
  try {
    mkdirSync(join(root, 'b/.git'), { recursive: true });
    writeFileSync(join(root, 'b/x'), 'content');
    writeFileSync(join(root, 'a'), 'first');
    symlinkSync('b', join(root, 'link'));
    symlinkSync('/etc', join(root, 'out'));
    const { entries, problems } = await collect(openFolder(root, defaultLimits));
    expect(entries.map((entry) => `${entry.type} ${entry.path}`)).toEqual(['file a', 'folder b/', 'file b/x', 'link link', 'link out']);
    expect(await textOf(entries[2]!)).toBe('content');
    expect(problems.map((problem) => `${problem.kind} ${problem.code} ${problem.path}`)).toEqual([
      'skipped version-control b/.git',
      'skipped link-outside out',
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('the named files of a shared folder: no neighbour, no link, no way out', async () => {
  const root = mkdtempSync(join(tmpdir(), 'open-'));
  try {
    mkdirSync(join(root, 'shared/mine'), { recursive: true });
    mkdirSync(join(root, 'outside'));
    writeFileSync(join(root, 'outside/secret'), 'secret');
    writeFileSync(join(root, 'shared/mine/a'), 'content');
    writeFileSync(join(root, 'shared/neighbour'), 'not mine');
    symlinkSync('../../outside', join(root, 'shared/mine/folder'));
    symlinkSync('a', join(root, 'shared/mine/link'));
    const names = [
      'mine/link',
      'mine/a',
      'mine/a',
      'mine/folder/secret',
      'mine/none',
      '../outside/secret',
      '/etc/passwd',
      'mine//a',
      'mine\\a',
      'mine',
    ];
    const { entries, problems } = await collect(openFiles(join(root, 'shared'), names, defaultLimits));
    expect(entries.map((entry) => `${entry.type} ${entry.path}`)).toEqual(['file mine/a', 'link mine/link']);
    expect(await textOf(entries[0]!)).toBe('content');
    expect(problems.map((problem) => `${problem.kind} ${problem.code} ${problem.path}`)).toEqual([
      'hazard name-traversal ../outside/secret',
      'hazard name-traversal /etc/passwd',
      'hazard name-traversal mine//a',
      'skipped gone mine/folder/secret',
      'skipped gone mine/none',
      'hazard name-traversal mine\\a',
    ]);
    const few = await collect(openFiles(join(root, 'shared'), names, { ...defaultLimits, entries: 3 }));
    expect(few.problems.at(-1)?.code).toBe('limit-entries');
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('every format is known by an id of its own', () => {
  expect(new Set(containers.map((format) => format.id)).size).toBe(containers.length);
});

/** Independent writers, where they are installed. */
const has = (program: string): boolean => {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
describe('what other programs write', () => {
  const writers: readonly (readonly [program: string, args: readonly string[], name: string])[] = [
    ['tar', ['-cf', 'o.tar', 'a', 'b'], 'o.tar'],
    ['tar', ['--format=pax', '-cJf', 'o.tar.xz', 'a', 'b'], 'o.tar.xz'],
    ['tar', ['--format=v7', '-cjf', 'o.tar.bz2', 'a', 'b'], 'o.tar.bz2'],
    ['zip', ['-q', '-r', 'o.zip', 'a', 'b'], 'o.zip'],
    ['bsdtar', ['-cf', 'o.tar', 'a', 'b'], 'o.tar'],
    ['7z', ['a', '-bd', '-tzip', 'o.zip', 'a', 'b'], 'o.zip'],
  ];
  test.each(writers.filter(([program]) => has(program)))('%s %j', async (program, args, name) => {
    const root = mkdtempSync(join(tmpdir(), 'open-'));
    try {
      mkdirSync(join(root, 'b'));
      writeFileSync(join(root, 'a'), 'first');
      writeFileSync(join(root, 'b/x'), 'x'.repeat(70000));
      execFileSync(program, args, { cwd: root, stdio: 'ignore' });
      const { readFileSync } = await import('node:fs');
      const seen = await lookThrough(sourceFromBuffer(readFileSync(join(root, name))), name, defaultLimits);
      expect(seen.problems).toEqual([]);
      expect(seen.entries.filter((path) => !path.endsWith('/')).sort()).toEqual(['a 5', 'b/x 70000']);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
