import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { image } from '../../../src/inspect/metadata/image.ts';
import { bytesOf, type Files, listingOf, mustRead, mutations, read } from './package.ts';
import { headerOf } from './rpm-header.ts';

const release = 'PRETTY_NAME="Debian"\nID=debian\nVERSION_ID="12"\n';

/** Files in `native` are native code by content; all others are text. */
const of = (files: Files, native: readonly string[]) =>
  mustRead(image, files, 'image.tar', [...listingOf(files), ...native.map((path) => ({ path, size: 1, sha256: '', kind: 'native code' }))]);

test('dpkg: installed packages, owned files by their names under /usr, diversions, and what nobody owns', () => {
  const status =
    'Package: demo\nStatus: install ok installed\nVersion: 1.0\nArchitecture: amd64\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n';
  const files = {
    'etc/os-release': release,
    'var/lib/dpkg/status': status,
    'var/lib/dpkg/info/demo.list': '/.\n/lib\n/lib/libdemo.so\n/usr/bin/demo\n/bin/sh\n',
    'var/lib/dpkg/diversions': '/bin/sh\n/bin/sh.distrib\ndash\n',
  };
  const { metadata, codes } = of(files, ['usr/lib/libdemo.so', 'usr/bin/demo', 'usr/bin/sh.distrib', 'usr/local/bin/own', 'opt/x.zip!/inner.so']);
  expect(codes).toEqual([]);
  expect(metadata).toEqual({
    name: 'debian',
    version: '12',
    requires: [],
    installScripts: [],
    modules: [{ path: 'var/lib/dpkg/status', name: 'demo', version: '1.0', purl: 'pkg:deb/debian/demo@1.0?arch=amd64' }],
    ownership: { database: 'dpkg', packages: 1, owned: 3, unownedNative: ['usr/local/bin/own'] },
    details: { distribution: 'debian', distributionVersion: '12' },
  });
});

test('where /lib is a folder of its own, it is not /usr/lib', () => {
  const files = { 'var/lib/dpkg/status': 'Package: demo\nVersion: 1\n', 'var/lib/dpkg/info/demo.list': '/lib/a.so\n' };
  expect(of(files, ['lib/a.so', 'usr/lib/a.so']).metadata.ownership?.unownedNative).toEqual(['usr/lib/a.so']);
});

test('status.d of images without a package manager', () => {
  const files = {
    'var/lib/dpkg/status.d/demo': 'Package: demo\nVersion: 1\n',
    'var/lib/dpkg/status.d/demo.md5sums': `${'0'.repeat(32)}  usr/lib/a.so\n`,
  };
  expect(of(files, ['usr/lib/a.so', 'app']).metadata.ownership).toEqual({ database: 'dpkg', packages: 1, owned: 1, unownedNative: ['app'] });
});

test('a list of packages without files: no ownership is claimed', () => {
  expect(of({ 'var/lib/dpkg/status': 'Package: demo\nVersion: 1\n' }, ['app']).metadata.ownership).toBeUndefined();
});

test('apk, and pip beside it', () => {
  const files = {
    'etc/os-release': 'ID=alpine\n',
    'lib/apk/db/installed': 'P:musl\nV:1.2.5-r0\nA:x86_64\nL:MIT\nF:lib\nR:ld-musl-x86_64.so.1\n\nP:demo\nV:1\nF:\nR:root-file\n\n',
    'usr/lib/python3.12/site-packages/demo-2.dist-info/METADATA': 'Name: demo\nVersion: 2\nLicense: MIT\n',
    'usr/lib/python3.12/site-packages/demo-2.dist-info/RECORD': 'demo/_x.so,sha256=x,1\n../../../bin/demo,,\n',
  };
  const native = ['lib/ld-musl-x86_64.so.1', 'usr/lib/python3.12/site-packages/demo/_x.so', 'usr/bin/demo', 'usr/bin/own'];
  const { metadata } = of(files, native);
  expect(metadata.ownership).toMatchObject({ database: 'apk, pip', packages: 3, unownedNative: ['usr/bin/own'] });
  expect(metadata.modules).toMatchObject([
    { name: 'musl', version: '1.2.5-r0', purl: 'pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64', licence: 'MIT' },
    { name: 'demo', purl: 'pkg:apk/alpine/demo@1' },
    { name: 'demo', purl: 'pkg:pypi/demo@2' },
  ]);
});

test('pacman', () => {
  const files = {
    'etc/os-release': 'ID=arch\n',
    'var/lib/pacman/local/demo-1-1/desc': '%NAME%\ndemo\n\n%VERSION%\n1-1\n\n%ARCH%\nx86_64\n\n%LICENSE%\nMIT\nISC\n',
    'var/lib/pacman/local/demo-1-1/files': '%FILES%\nusr/\nusr/bin/demo\n',
  };
  const { metadata } = of(files, ['usr/bin/demo', 'usr/bin/own']);
  expect(metadata).toMatchObject({
    modules: [{ purl: 'pkg:alpm/arch/demo@1-1?arch=x86_64', licence: 'MIT AND ISC' }],
    ownership: { database: 'pacman', unownedNative: ['usr/bin/own'] },
  });
});

describe('rpm', () => {
  const count = 2000;
  const header = (index: number) =>
    headerOf(
      {
        1000: `demo${index}`,
        1001: '1',
        1002: '2',
        1014: 'MIT',
        1022: 'x86_64',
        1117: [`f${index}`, 'x'.repeat(index % 50 === 0 ? 20_000 : 10)],
        1116: [0, 0],
        1118: ['/usr/bin/'],
      },
      {},
      false,
    );

  /** Written by SQLite itself: interior pages, and rows longer than a page. */
  function database(): Uint8Array {
    const folder = mkdtempSync(join(tmpdir(), 'sourcegate-test-'));
    try {
      const file = new DatabaseSync(join(folder, 'rpmdb.sqlite'));
      file.exec("CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL); CREATE TABLE Name (key TEXT, hnum INTEGER)");
      const insert = file.prepare('INSERT INTO Packages (blob) VALUES (?)');
      file.exec('BEGIN');
      for (let index = 0; index < count; index++) insert.run(header(index));
      file.exec('COMMIT');
      file.close();
      return readFileSync(join(folder, 'rpmdb.sqlite'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  const bytes = database();
  const path = 'var/lib/rpm/rpmdb.sqlite';

  test('every header of the SQLite database, and the files that they name', () => {
    const { metadata, codes } = of({ 'etc/os-release': 'ID=fedora\n', [path]: bytes }, ['usr/bin/f1999', 'usr/bin/own']);
    expect(codes).toEqual([]);
    expect(metadata.modules).toHaveLength(count);
    expect(metadata.modules?.[0]).toEqual({ path, name: 'demo0', version: '1-2', purl: 'pkg:rpm/fedora/demo0@1-2?arch=x86_64', licence: 'MIT' });
    expect(metadata.ownership).toMatchObject({ database: 'rpm', unownedNative: ['usr/bin/own'] });
  });

  test.each([
    ['cut off', path, bytes.subarray(0, bytes.length / 2), 'rpm-database-broken'],
    ['no database', path, bytesOf('SQLite format 3\0'), 'rpm-database-broken'],
    ['Berkeley DB', 'var/lib/rpm/Packages', bytesOf('x'), 'rpm-database-format'],
    ['ndb', 'usr/lib/sysimage/rpm/Packages.db', bytesOf('RpmP'), 'rpm-database-format'],
  ])('%s is refused by name, and nothing is claimed to be unowned', (_, at, content, code) => {
    expect(of({ [at]: content }, []).codes).toEqual([code]);
  });

  test('a journal that was not written back is told', () => {
    expect(of({ [path]: bytes, [`${path}-wal`]: 'x' }, []).codes).toEqual(['rpm-database-journal']);
  });

  test('mutated databases never throw, and end', () => {
    const small = bytes.subarray(0, 4096 * 12);
    for (const mutated of mutations(small, 300)) expect(read(image, { [path]: mutated }, 'x.tar')).toBeDefined();
  });
});

test('a file system without a package database is not judged', () => {
  expect(read(image, { 'etc/os-release': release }, 'x.tar')).toBeUndefined();
});
