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
])('the name of a licence text names its component: %s', (path, id) => {
  expect(withNamesIn([component(id, id)], [{ path, text: 'ISC License' }])[0]?.declaredBy).toEqual([path]);
});

test('folders further up, and other words of a name, name nothing', () => {
  const texts = [
    { path: 'zlib/contrib/LICENSE', text: 'MIT' },
    { path: 'licenses/LICENSE.zlibrary.txt', text: 'MIT' },
  ];
  expect(withNamesIn([component('zlib', 'zlib')], texts)[0]?.declaredBy).toBeUndefined();
});
