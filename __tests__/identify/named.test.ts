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
