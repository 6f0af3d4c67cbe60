import { createHash } from 'node:crypto';
import { conda } from '../../../src/inspect/metadata/conda.ts';
import { bytesOf, type Files, mustRead, mutations, read } from './package.ts';

const row = (path: string, content: string) => ({
  _path: path,
  path_type: 'hardlink',
  sha256: createHash('sha256').update(content).digest('hex'),
  size_in_bytes: content.length,
});
const info = {
  'info/index.json': JSON.stringify({
    name: 'demo',
    version: '1.0',
    build: 'h0_0',
    subdir: 'linux-64',
    depends: ['libzlib >=1.3,<2.0a0'],
    license: 'BSD',
  }),
  'info/about.json': JSON.stringify({
    license: 'BSD-3-Clause',
    license_file: 'LICENSE',
    home: 'https://demo.example',
    dev_url: ['https://github.com/example/demo'],
  }),
  'info/recipe/meta.yaml': `source:\n  - url: https://demo.example/demo-1.0.tar.gz\n    sha256: x\n  - git_url: https://github.com/example/demo.git\n    git_rev: ${'e'.repeat(40)}\n  - url: https://x/{{ version }}.gz\n`,
  'info/paths.json': JSON.stringify({
    paths: [row('lib/a.so', 'a'), { _path: 'lib/l.so', path_type: 'softlink' }, row('bin/.demo-post-link.sh', 'x')],
  }),
};
const payload = { 'lib/a.so': 'a', 'bin/.demo-post-link.sh': 'x' };
const prefixed = (prefix: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [prefix + path, content]));

test.each([
  ['tar.bz2', { ...info, ...payload }],
  ['.conda', { 'metadata.json': '{}', ...prefixed('info-demo-1.0-h0_0.tar.zst!/', info), ...prefixed('pkg-demo-1.0-h0_0.tar.zst!/', payload) }],
])('%s: identity, licence, source of the recipe, scripts, files with their hashes', (_, files) => {
  const { metadata, codes } = mustRead(conda, files, 'demo.conda');
  expect(codes).toEqual([]);
  expect(metadata).toMatchObject({
    name: 'demo',
    version: '1.0',
    purl: 'pkg:conda/demo@1.0?build=h0_0&subdir=linux-64',
    licence: 'BSD-3-Clause',
    licenceExpression: 'BSD-3-Clause',
    licenceFiles: ['LICENSE'],
    requires: ['libzlib >=1.3,<2.0a0'],
    installScripts: ['bin/.demo-post-link.sh'],
    platforms: ['linux-64'],
    repository: 'https://github.com/example/demo',
    commit: 'e'.repeat(40),
    record: { listed: 3, mismatches: [] },
    details: { build: 'h0_0', sources: ['https://github.com/example/demo.git', 'https://demo.example/demo-1.0.tar.gz'] },
  });
});

test('files against paths.json', () => {
  const { metadata } = mustRead(conda, { ...info, 'lib/a.so': 'b', 'lib/more.so': '' }, 'demo.tar.bz2');
  expect(metadata.record?.mismatches).toEqual([
    { path: 'bin/.demo-post-link.sh', what: 'not-there' },
    { path: 'lib/a.so', what: 'hash' },
    { path: 'lib/more.so', what: 'not-listed' },
  ]);
});

test('what is no JSON is a problem; mutated files never throw', () => {
  expect(mustRead(conda, { 'info/index.json': '{', 'info/about.json': '[]' }, 'x.conda').codes).toEqual(['metadata-not-json', 'metadata-not-json']);
  for (const path of Object.keys(info))
    for (const bytes of mutations(bytesOf(info[path as keyof typeof info]), 400))
      expect(read(conda, { ...info, ...payload, [path]: bytes }, 'x.conda')).toBeDefined();
});
