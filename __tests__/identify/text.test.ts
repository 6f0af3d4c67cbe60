import fc from 'fast-check';
import { recogniseText, vendoredFolders, wantsText } from '../../src/identify/text.ts';
import { processorTime } from '../build/processor-time.ts';

const seen = (path: string, text: string): string[] =>
  (wantsText(path, text.length) ? recogniseText(path, Buffer.from(text)) : []).map(({ how, id, version }) =>
    [how, id, version].filter(Boolean).join(' '),
  );

describe('foreign code kept as source', () => {
  test('SQLCipher is told by its changes to SQLite, which stand far behind the first bytes', () => {
    const amalgamation = `/* SQLite */${' '.repeat(300_000)}/* BEGIN SQLCIPHER */`;
    expect(seen('deps/sqlite3.c', amalgamation)).toEqual(['vendored sqlite', 'vendored sqlcipher']);
    expect(seen('deps/sqlite3.c', amalgamation.slice(0, 300_000))).toEqual(['vendored sqlite']);
  });

  test.each([
    [
      'x/deps/sqlite3/sqlite3.c',
      `/*${'*'.repeat(200)}\n** This file is an amalgamation of many separate C source files from SQLite\n*/${' '.repeat(90_000)}\n#define SQLITE_VERSION        "3.46.1"\n`,
      'vendored sqlite 3.46.1',
    ],
    [
      'zlib.h',
      '/* zlib.h -- interface of the \'zlib\' general purpose compression library\n  version 1.3.1 */\n#define ZLIB_VERSION "1.3.1"\n',
      'vendored zlib 1.3.1',
    ],
    ['sqlite3-binding.c', '#ifndef USE_LIBSQLITE3\n/* SQLite */\n#define SQLITE_VERSION        "3.45.1"\n', 'vendored sqlite 3.45.1'],
    [
      'lz4/lib/lz4.h',
      '/* LZ4 - Fast LZ compression algorithm */\n#define LZ4_VERSION_MAJOR    1    /* breaking */\n#define LZ4_VERSION_MINOR   10    /* new */\n#define LZ4_VERSION_RELEASE  0    /* tweaks */\n',
      'vendored lz4 1.10.0',
    ],
    ['pip/_vendor/vendor.txt', 'CacheControl==0.14.4\n', 'vendored pkg:pypi/cachecontrol 0.14.4'],
    ['openssl/VERSION.dat', 'MAJOR=3\nMINOR=3\nPATCH=1\nPRE_RELEASE_TAG=\nRELEASE_DATE="4 Jun 2024"\nSHLIB_VERSION=3\n', 'vendored openssl 3.3.1'],
    ['curl/include/curl/curlver.h', '#define LIBCURL_VERSION "8.22.0"\n', 'vendored curl 8.22.0'],
    ['libgit2/include/git2/version.h', '#define LIBGIT2_VERSION "1.9.7"\n', 'vendored libgit2 1.9.7'],
    [
      'libusb/libusb/version.h',
      '#ifndef LIBUSB_MAJOR\n#define LIBUSB_MAJOR 1\n#endif\n#ifndef LIBUSB_MINOR\n#define LIBUSB_MINOR 0\n#endif\n#ifndef LIBUSB_MICRO\n#define LIBUSB_MICRO 27\n#endif\n',
      'vendored libusb 1.0.27',
    ],
    ['src/stb_image.h', '/* stb_image - v2.28 - public domain image loader - http://nothings.org/stb\n', 'vendored stb 2.28'],
    ['src/miniz.h', '/* miniz.c 2.2.0 - public domain deflate/inflate */\n#define MZ_VERSION "10.2.0"\n', 'vendored miniz 10.2.0'],
    ['xxhash.h', '/*\n * xxHash - Extremely Fast Hash algorithm\n */', 'vendored xxhash'],
    [
      'include/png.h',
      '/* png.h - header file for PNG reference library\n * libpng version 1.6.43 */\n#define PNG_LIBPNG_VER_STRING "1.6.43"\n',
      'vendored libpng 1.6.43',
    ],
    ['single_include/nlohmann/json.hpp', '//  |  |  |__   |  |  | | | |  version 3.11.3\n// JSON for Modern C++', 'vendored nlohmann-json'],
    ['static/jquery.js', '/*!\n * jQuery JavaScript Library v3.7.1\n * https://jquery.com/\n', 'vendored pkg:npm/jquery 3.7.1'],
    [
      'static/j.min.js',
      '/*! jQuery v3.7.1 | (c) OpenJS Foundation and other contributors | jquery.org/license */\n!function(e,t){',
      'vendored pkg:npm/jquery 3.7.1',
    ],
    ['lib/lodash.js', '/**\n * @license\n * Lodash <https://lodash.com/>\n * Copyright OpenJS Foundation\n', 'vendored pkg:npm/lodash'],
    ['a/react.production.min.js', '/** @license React v17.0.2\n * react.production.min.js\n *\n', 'vendored pkg:npm/react 17.0.2'],
    ['a/bootstrap.min.css', '/*!\n * Bootstrap v5.3.2 (https://getbootstrap.com/)\n', 'vendored pkg:npm/bootstrap 5.3.2'],
    ['package/node_modules/@scope/pad/package.json', '{"name":"@scope/pad","version":"1.2.3"}', 'vendored pkg:npm/%40scope/pad 1.2.3'],
    ['m@v1.0.0/vendor/modules.txt', '# golang.org/x/sys v0.1.0\n## explicit\n', 'vendored pkg:golang/golang.org/x/sys v0.1.0'],
    ['x/vendor/libc/Cargo.toml', '[package]\nname = "libc"\nversion = "0.2.150"\n', 'vendored pkg:cargo/libc 0.2.150'],
    [
      'setuptools/_vendor/more_itertools-10.3.0.dist-info/METADATA',
      'Metadata-Version: 2.1\nName: more-itertools\nVersion: 10.3.0\n',
      'vendored pkg:pypi/more-itertools 10.3.0',
    ],
    [
      'META-INF/maven/com.google.guava/guava/pom.properties',
      '#x\nversion=33.0.0-jre\ngroupId=com.google.guava\n',
      'bundled pkg:maven/com.google.guava/guava 33.0.0-jre',
    ],
  ])('%s', (path, text, expected) => {
    expect(seen(path, text)).toEqual([expected]);
  });

  test('a list of versions beside prebuilt libraries declares what it names', () => {
    const versions = { aom: '3.9.1', cairo: '1.18.0', expat: '2.6.2', ffi: '3.4.6', png: '1.6.43', webp: '1.4.0' };
    expect(seen('package/versions.json', JSON.stringify(versions))).toContain('declared cairo 1.18.0');
    expect(seen('package/versions.json', JSON.stringify({ mine: '1.0', yours: '2.0', expat: '2.6.2' }))).toEqual([]);
    expect(seen('package/versions.json', '[1,2')).toEqual([]);
  });

  test.each([
    ['jquery.plugin.js', '/*! My plugin v1.0, needs jQuery */'],
    ['zlib.h', '#include "other.h"\n'],
    ['json.hpp', '#pragma once\n'],
    ['lua.h', 'struct lua;'],
    ['mine.js', 'const x = "jQuery";'],
    ['deep.js', `${'x'.repeat(700)} jQuery v3.7.1`],
  ])('%s that only sounds like one', (path, text) => {
    expect(seen(path, text)).toEqual([]);
  });

  test.each([
    ['lz4.h', 'LZ4 library ', '#define LZ4_VERSION_MAJOR 1 '],
    ['zstd.h', 'ZSTD_VERSION_MAJOR ', '#define ZSTD_VERSION_MAJOR 1 '],
    ['lmdb.h', 'Lightning memory-mapped database library ', '#define MDB_VERSION_MAJOR 1 '],
    ['hidapi.h', 'hid_device ', '#define HID_API_VERSION_MAJOR 1 '],
    ['xz/version.h', '', '#define LZMA_VERSION_MAJOR 1 '],
  ])('%s: a version that begins a thousand times and never goes on takes no time', (path, head, start) => {
    const text = head + start.repeat(1000) + ' '.repeat(40_000);
    expect(processorTime(3, () => seen(path, text))).toBeLessThan(3); // minutes, where what follows is looked for at every place
  });

  test('only what may be known is asked for', () => {
    expect(['a.py', 'README.md', 'main.c', 'package.json'].map((path) => wantsText(path, 100))).toEqual([false, false, false, false]);
    expect(wantsText('sqlite3.c', 9_000_000)).toBe(true);
    expect(wantsText('sqlite3.c', 100 << 20)).toBe(false);
  });

  test('folders of third parties that carry their licence', () => {
    expect(
      vendoredFolders([
        'a/third_party/re2/LICENSE',
        'a/third_party/re2/NOTICE',
        'b/deps/mine/src/x.c',
        'tests/vendor/y/LICENSE',
        'x/LICENSE',
        'a/3rdparty/zz/legal/COPYING.txt',
      ]),
    ).toEqual([
      { name: 're2', path: 'a/third_party/re2/LICENSE' },
      { name: 'zz', path: 'a/3rdparty/zz/legal/COPYING.txt' },
    ]);
  });

  test('any text under any name, and long hostile ones, are read in bounded time', () => {
    const paths = [
      'sqlite3.c',
      'jquery.js',
      'vendor/modules.txt',
      'versions.json',
      'a/vendor/b/Cargo.toml',
      'json.hpp',
      'x/_vendor/a-1.dist-info/METADATA',
    ];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...paths), (bytes, path) => Array.isArray(recogniseText(path, bytes))),
      { numRuns: 400 },
    );
    const start = performance.now();
    for (const path of paths)
      for (const piece of ['* ', '/*! ', '# a v1 ', '\n', 'jQuery ', '{"a":', '@license ']) recogniseText(path, Buffer.from(piece.repeat(50_000)));
    vendoredFolders(['third_party/'.repeat(5000)]);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
