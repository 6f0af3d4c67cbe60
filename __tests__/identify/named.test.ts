import { withNamesIn } from '../../src/identify/index.ts';
import type { Component } from '../../src/types.ts';

const component = (id: string, name: string): Component => ({
  id,
  name,
  how: 'bundled',
  category: 'permissive',
  confidence: 'certain',
  paths: ['x.libs/lib.so'],
  evidence: [{ kind: 'file-name', path: 'x.libs/lib.so', value: 'lib.so' }],
});

test('a component that a licence text names as a word says so', () => {
  const texts = [{ path: 'LICENSE', text: 'This wheel bundles OpenBLAS, under BSD-3-Clause.' }];
  expect(withNamesIn([component('openblas', 'OpenBLAS')], texts)[0]?.declaredBy).toEqual(['LICENSE']);
});

test.each([
  ['lua', 'Lua', 'Files: com32/lua/*\nCopyright: 1994-2013 Lua.org, PUC-Rio.'],
  ['libaom', 'libaom', "aom library and it's dependnecies are redistributed within all opencv-python packages."],
])('a name of three letters counts too: %s', (id, name, text) => {
  expect(withNamesIn([component(id, name)], [{ path: 'copyright', text }])[0]?.declaredBy).toEqual(['copyright']);
});
test('unless it is a word of licence texts: BSD is a licence, and no libbsd', () => {
  const texts = [{ path: 'LICENSE', text: 'Under the BSD license. Written in Ada, shown as PNG.' }];
  expect(withNamesIn([component('libbsd', 'libbsd'), component('libpng', 'libpng')], texts).some(({ declaredBy }) => declaredBy)).toBe(false);
});

test('a part of a longer word, or an ordinary word, names nothing', () => {
  const texts = [{ path: 'LICENSE', text: 'the openblasted public core library' }];
  const found = withNamesIn([component('openblas', 'OpenBLAS'), component('core', 'Core')], texts);
  expect(found.map(({ declaredBy }) => declaredBy)).toEqual([undefined, undefined]);
});

test.each([
  ['licenses/LICENSE.libsodium.txt', 'libsodium'],
  ['demo.dist-info/licenses/licenses/LICENSE.zeromq.txt', 'zeromq'],
  ['third_party/zlib/LICENSE', 'zlib'],
  ['licenses/sqlite3-LICENSE', 'sqlite3'],
  ['LICENSE_OpenSSL', 'openssl'],
  ['licenses/LICENSE.zlib-1.3.1', 'zlib'],
  ['a/third_party/zlib-1.3.1/COPYING', 'zlib'],
])('the name of a licence text names its component: %s', (path, id) => {
  expect(withNamesIn([component(id, id)], [{ path, text: 'ISC License' }])[0]?.declaredBy).toEqual([path]);
});

test.each([
  ['zlib/contrib/LICENSE', 'zlib'],
  ['licenses/LICENSE.zlibrary.txt', 'zlib'],
  // The package's own text, whose name holds the name of what it wraps.
  ['imageio_ffmpeg-0.5.1.dist-info/LICENSE', 'ffmpeg'],
  ['github.com/ncruces/go-sqlite3@v0.18.0/LICENSE', 'sqlite3'],
  ['libsqlite3-sys-0.30.1/LICENSE', 'sqlite3'],
  ['ffmpeg/LICENSE', 'ffmpeg'],
])('folders further up or at the top, and parts of a name, name nothing: %s', (path, id) => {
  expect(withNamesIn([component(id, id)], [{ path, text: 'MIT' }])[0]?.declaredBy).toBeUndefined();
});
