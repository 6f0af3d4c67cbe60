import fc from 'fast-check';
import { differences } from '../../src/report/compare.ts';
import { createReports } from '../../src/report/index.ts';
import type { Facts } from '../../src/types.ts';
import { forbidden, hostileText, verdictWith } from './hostile.ts';
import { component, nativeFile, torch } from './samples.ts';

const { compareReports } = createReports({ version: '0' });
const printed = (id: string, before: Facts, after: Facts) => {
  const parts: string[] = [];
  compareReports[id]?.print({ before, after }, (part) => parts.push(part));
  return parts.join('');
};
const pillow = (version: string, size: number, more: Partial<Facts>): Facts => ({
  ...torch,
  subject: { kind: 'artifact', path: `pillow-${version}.whl`, format: 'wheel', size, purl: `pkg:pypi/pillow@${version}`, depth: 'full' },
  metadata: { name: 'pillow', version, licence: 'MIT-CMU', requires: [], installScripts: [], platforms: ['cp312-cp312-manylinux_2_28_x86_64'] },
  components: [],
  native: [],
  contents: { files: 100, packed: size, unpacked: size * 2, kinds: [], largest: [] },
  problems: [],
  ...more,
});
const before = pillow('11.3.0', 6_600_000, {
  native: [nativeFile('pillow.libs/libXau-aaaaaaaa.so.6', 22_000)],
  source: { status: 'published', where: [] },
});
const after = pillow('13.0.0', 7_100_000, {
  native: [nativeFile('pillow.libs/libXau-bbbbbbbb.so.6', 2_100_000), nativeFile('pillow.libs/libzstd-cccccccc.so.1', 700_000)],
  components: [
    component('zstd', 'libzstd', { version: '1.5.7' }),
    component('mkl', 'MKL', { how: 'static', category: 'proprietary-redistributable' }),
  ],
  source: { status: 'absent', where: [] },
});

test('as text', () => expect(printed('text', before, after)).toMatchSnapshot());
test('as Markdown', () => expect(printed('markdown', before, after)).toMatchSnapshot());
test('a library that only changed its hash is the same file; one that grew many-fold is said', () => {
  const rows = differences({ before, after });
  expect(rows.find(({ what }) => what === 'native files')).toEqual({ what: 'native files', before: '1', after: '2: + libzstd.so.1' });
  expect(rows.find(({ what }) => what === 'size of libXau.so.6')).toMatchObject({ before: '22 kB', after: '2.1 MB' });
});
test('a requirement that is only written in another way is the same', () => {
  const requires = (...list: string[]): Facts => ({ ...before, metadata: { ...before.metadata, requires: list, installScripts: [] } });
  const rows = differences({
    before: requires("furo ; extra == 'docs'", 'sphinx >=8.1'),
    after: requires('furo; extra == "docs"', 'sphinx>=8.2'),
  });
  expect(rows).toEqual([{ what: 'requires', before: '- sphinx >=8.1', after: '+ sphinx>=8.2' }]);
});
test('proprietary code that came in, and source that was lost, weigh more', () => {
  expect(
    differences({ before, after })
      .filter(({ weighty }) => weighty)
      .map(({ what }) => what),
  ).toEqual(['linked in', 'source']);
});
test('the same twice is no difference', () => {
  expect(differences({ before, after: before })).toEqual([]);
  expect(printed('text', before, before)).toContain('Nothing that is looked at differs.');
});
test('foreign text stays in its line', () => {
  fc.assert(
    fc.property(hostileText, (name) => {
      const [artifact] = verdictWith(name).facts;
      for (const id of ['text', 'markdown']) {
        const text = printed(id, before, artifact as Facts);
        expect(forbidden.exec(text)?.[0]).toBeUndefined();
        expect(text.split('\n').filter((line) => /^\s*::|##\[/.test(line))).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
});
