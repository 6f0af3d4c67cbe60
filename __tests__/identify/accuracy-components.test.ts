import { type ComponentTruth, compareComponents } from '../../scripts/accuracy-components.ts';
import type { Component } from '../../src/types.ts';

const component = (id: string, how: Component['how'], path: string, confidence: Component['confidence'] = 'certain'): Component => ({
  id,
  name: id,
  how,
  category: 'permissive',
  confidence,
  paths: [path],
  evidence: [{ kind: 'file-name', path, value: path }],
});
const truth: ComponentTruth = {
  id: 'x',
  kind: 'pypi-wheel',
  name: 'x',
  bundled: {
    shared: [{ name: 'libz', files: ['a/libz.so.1'] }],
    static: [{ name: 'libexslt', file: 'a/e.so', files: 1 }],
    rust_crates: ['serde 1.0.200'],
  },
};

test('found by file and project; what is missing, invented or misnamed is listed', () => {
  const good = compareComponents('x', truth, [
    component('zlib', 'bundled', 'a/libz.so.1'),
    component('libxslt', 'static', 'a/e.so'),
    { ...component('pkg:cargo/serde', 'static', 'a/e.so'), version: '1.0.200' },
  ]);
  expect(good).toMatchObject({
    bundled: { found: 1 },
    static: { found: 1 },
    crates: { found: 1 },
    inventedBundled: [],
    misnamed: [],
    wrongCertain: [],
    unproven: [],
  });
  const bad = compareComponents('x', truth, [
    component('libpng', 'bundled', 'a/libz.so.1'),
    component('curl', 'bundled', 'a/own.so'),
    component('curl', 'static', 'a/e.so'),
  ]);
  expect(bad).toMatchObject({ static: { found: 0, wanted: 1 }, crates: { found: 0, wanted: 1 } });
  expect(bad.misnamed).toEqual(['x: a/libz.so.1 is libz, said to be libpng']);
  expect(bad.inventedBundled).toEqual(['x: a/own.so said to be curl (certain)']);
  expect(bad.wrongCertain).toHaveLength(2);
  expect(bad.unproven).toHaveLength(1);
});
