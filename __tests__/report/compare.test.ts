import fc from 'fast-check';
import { differences } from '../../src/report/compare.ts';
import { createReports } from '../../src/report/index.ts';
import type { Facts, FileChanges } from '../../src/types.ts';
import { forbidden, hostileText, verdictWith } from './hostile.ts';
import { component, nativeFile, torch } from './samples.ts';

const { compareReports } = createReports({ version: '0' });
const printed = (id: string, before: Facts, after: Facts, files?: FileChanges) => {
  const parts: string[] = [];
  compareReports[id]?.print({ before, after, ...(files ? { files } : {}) }, (part) => parts.push(part));
  return parts.join('');
};
const state = (size: number, letter: string) => ({ size, sha256: letter.repeat(64) });
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
  expect(rows.find(({ what }) => what === 'native files')).toEqual({ what: 'native files', before: '1', after: '2', added: ['libzstd.so.1'] });
  expect(rows.find(({ what }) => what === 'size of libXau.so.6')).toMatchObject({ before: '22 kB', after: '2.1 MB' });
});
test('a requirement that is only written in another way is the same', () => {
  const requires = (...list: string[]): Facts => ({ ...before, metadata: { ...before.metadata, requires: list, installScripts: [] } });
  const rows = differences({
    before: requires("furo ; extra == 'docs'", 'sphinx >=8.1'),
    after: requires('furo; extra == "docs"', 'sphinx>=8.2'),
  });
  expect(rows).toEqual([{ what: 'requires', removed: ['sphinx >=8.1'], added: ['sphinx>=8.2'] }]);
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
const files: FileChanges = {
  changes: [
    {
      path: 'pillow-13.0.0.dist-info/RECORD',
      danger: 'data',
      how: 'changed',
      before: state(10, 'a'),
      after: state(12, 'b'),
      from: 'pillow-11.3.0.dist-info/RECORD',
    },
    {
      path: 'PIL/__init__.py',
      danger: 'import',
      how: 'changed',
      before: state(1000, 'c'),
      after: state(1022, 'd'),
      lines: { added: 1, missing: 0, first: [{ line: 41, text: 'os.system("id")' }] },
    },
    { path: 'evil.pth', danger: 'install', how: 'added', after: state(20, 'e') },
    { path: 'PIL/old.py', danger: 'data', how: 'removed', before: state(30, 'f') },
  ],
  same: 96,
  notCompared: 1,
};
describe('file by file: what runs first leads, with its hashes and the lines that are new', () => {
  test('as text', () => expect(printed('text', before, before, files)).toMatchSnapshot());
  test('as Markdown', () => expect(printed('markdown', before, before, files)).toMatchSnapshot());
  test('as JSON, whole', () => {
    const { counts, changes } = JSON.parse(printed('json', before, before, files)).files;
    expect(counts).toEqual({ changed: 2, added: 1, moved: 0, removed: 1, same: 96, notCompared: 1 });
    expect(changes).toEqual(files.changes);
  });
});
test('of very many files the first are shown, and all are counted', () => {
  const many = Array.from({ length: 3000 }, (_, at) => ({ path: `f${at}`, danger: 'data' as const, how: 'added' as const, after: state(1, 'a') }));
  const text = printed('text', before, before, { changes: many, same: 0, notCompared: 0 });
  expect(text).toContain('3,000 added');
  expect(text).toContain('2,960 more files: --verbose or --format json');
  expect(text.split('\n').length).toBeLessThan(60);
});
test('two lockfiles: packages that came and went, and other hashes for the same version', () => {
  const lock = (...list: [string, string][]): Facts => ({
    ...before,
    subject: { kind: 'lockfile', path: 'uv.lock', format: 'uv-lock' },
    packages: list.map(([name, hash]) => ({
      name,
      version: '1.0',
      purl: `pkg:pypi/${name}@1.0`,
      line: 1,
      column: 1,
      resolved: { kind: 'registry' },
      hashes: [hash],
      scopes: [],
      requiredBy: [],
    })),
  });
  expect(differences({ before: lock(['a', 'sha256:1'], ['b', 'sha256:2']), after: lock(['a', 'sha256:3'], ['c', 'sha256:4']) })).toEqual([
    { what: 'locked packages', removed: ['b 1.0'], added: ['c 1.0'] },
    { what: 'hashes', changed: [{ before: 'a 1.0 sha256:1', after: 'a 1.0 sha256:3' }], weighty: true },
  ]);
});
test('foreign text stays in its line', () => {
  fc.assert(
    fc.property(hostileText, (name) => {
      const [artifact] = verdictWith(name).facts;
      const hostile: FileChanges = {
        changes: [
          {
            path: name,
            danger: 'import',
            how: 'changed',
            before: state(1, 'a'),
            after: state(2, 'b'),
            from: `x${name}`,
            why: name,
            lines: { added: 1, missing: 0, first: [{ line: 1, text: name }] },
          },
        ],
        same: 0,
        notCompared: 0,
      };
      for (const id of ['text', 'markdown', 'json']) {
        const text = printed(id, before, artifact as Facts, hostile);
        expect(forbidden.exec(text)?.[0]).toBeUndefined();
        expect(text.split('\n').filter((line) => /^\s*::|##\[/.test(line))).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
});
