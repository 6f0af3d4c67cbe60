import { npm } from '../../../src/inspect/metadata/npm.ts';
import { bytesOf, type Files, mustRead, mutations, read } from './package.ts';

const packed = (manifest: object, files: Files = {}): Files => ({
  'package/package.json': JSON.stringify({ name: '@scope/demo', version: '1.2.3', ...manifest }),
  'package/index.js': '',
  ...files,
});
const of = (manifest: object, files?: Files) => mustRead(npm, packed(manifest, files), 'scope-demo-1.2.3.tgz').metadata;

test('identity, requirements, platforms, programs, address and commit', () => {
  const manifest = {
    license: 'MIT',
    dependencies: { a: '^1.0.0', both: '1' },
    optionalDependencies: { both: '1', b: '2' },
    peerDependencies: { c: '*' },
    os: ['linux'],
    cpu: ['x64', 'arm64'],
    libc: ['glibc'],
    bin: { demo: 'cli.js' },
    repository: { type: 'git', url: 'git+https://github.com/example/demo.git', directory: 'packages/demo' },
    gitHead: 'A'.repeat(40),
    bundleDependencies: ['a'],
  };
  expect(of(manifest)).toMatchObject({
    name: '@scope/demo',
    version: '1.2.3',
    purl: 'pkg:npm/%40scope/demo@1.2.3',
    licence: 'MIT',
    licenceExpression: 'MIT',
    requires: ['a@^1.0.0', 'both@1 (optional)', 'b@2 (optional)', 'c@* (peer)'],
    platforms: ['os:linux', 'cpu:x64', 'cpu:arm64', 'libc:glibc'],
    repository: 'https://github.com/example/demo',
    commit: 'a'.repeat(40),
    details: { bin: ['demo'], bundled: ['a'], directory: 'packages/demo' },
  });
});

test.each([
  ['an expression', { license: '(MIT OR Apache-2.0)' }, '(MIT OR Apache-2.0)', '(MIT OR Apache-2.0)', undefined],
  ['an object', { license: { type: 'ISC', url: 'x' } }, 'ISC', 'ISC', undefined],
  ['a list: a choice', { licenses: [{ type: 'MIT' }, { type: 'Apache-2.0' }] }, 'MIT OR Apache-2.0', 'MIT OR Apache-2.0', undefined],
  ['one of the list is no SPDX id', { licenses: [{ type: 'MIT' }, { type: 'BSD' }] }, 'MIT OR BSD', undefined, undefined],
  [
    'a page that names the licence',
    { licenses: [{ type: 'Apache', url: 'http://www.apache.org/licenses/LICENSE-2.0' }] },
    'Apache',
    'Apache-2.0',
    undefined,
  ],
  ['a file', { license: 'SEE LICENSE IN EULA.txt' }, 'SEE LICENSE IN EULA.txt', undefined, ['EULA.txt']],
  ['nobody may', { license: 'UNLICENSED' }, 'UNLICENSED', undefined, undefined],
  ['nothing', {}, undefined, undefined, undefined],
  ['nonsense', { license: 7, licenses: 'MIT' }, undefined, undefined, undefined],
])('licence: %s', (_, manifest, licence, expression, files) => {
  const found = of(manifest);
  expect([found.licence, found.licenceExpression, found.licenceFiles]).toEqual([licence, expression, files]);
});

test.each([
  ['none', {}, {}, []],
  [
    'the three that run, and no others',
    { scripts: { postinstall: 'c', preinstall: 'a', install: 'b', prepare: 'x', test: 'y' } },
    {},
    ['preinstall: a', 'install: b', 'postinstall: c'],
  ],
  ['binding.gyp alone builds', {}, { 'package/binding.gyp': '{}' }, ['install: node-gyp rebuild']],
  ['binding.gyp beside an install script', { scripts: { install: 'node-gyp-build' } }, { 'package/binding.gyp': '{}' }, ['install: node-gyp-build']],
  ['binding.gyp switched off', { gypfile: false }, { 'package/binding.gyp': '{}' }, []],
  ['binding.gyp of something inside', {}, { 'package/deps/binding.gyp': '{}' }, []],
])('install scripts: %s', (_, manifest, files, expected) => expect(of(manifest, files).installScripts).toEqual(expected));

test('packages bundled under node_modules are listed, nested ones too', () => {
  const inner = (name: string) => JSON.stringify({ name, version: '2.0.0', license: 'ISC' });
  const found = of(
    {},
    {
      'package/node_modules/a/package.json': inner('a'),
      'package/node_modules/@s/b/node_modules/c/package.json': inner('c'),
      'package/node_modules/a/test/package.json': inner('no'),
    },
  );
  expect(found.modules).toEqual([
    { path: 'package/node_modules/@s/b/node_modules/c/package.json', name: 'c', version: '2.0.0', purl: 'pkg:npm/c@2.0.0', licence: 'ISC' },
    { path: 'package/node_modules/a/package.json', name: 'a', version: '2.0.0', purl: 'pkg:npm/a@2.0.0', licence: 'ISC' },
  ]);
});

test('the folder may have any name; an archive with several is no npm package, unless it has the name of one', () => {
  expect(mustRead(npm, { 'demo-1/package.json': '{"name":"demo","version":"1.0.0"}' }, 'demo.tgz').metadata.name).toBe('demo');
  expect(read(npm, { 'a/package.json': '{"name":"demo","version":"1.0.0"}', 'b/x': '' }, 'demo.tar.gz')).toBeUndefined();
  expect(mustRead(npm, { 'a/package.json': '{"name":"demo","version":"1.0.0"}', 'b/x': '' }, 'demo.tgz').metadata.name).toBe('demo');
});

test.each([
  ['another version in the file name', 'scope-demo-1.2.4.tgz', ['metadata-version-mismatch']],
  ['as a registry names it', 'demo-1.2.3.tgz', []],
  ['a name that says nothing', 'package.tgz', []],
])('%s', (_, file, codes) => expect(mustRead(npm, packed({}), file).codes).toEqual(codes));

test('what is no manifest is a problem', () => {
  expect(mustRead(npm, { 'package/package.json': '{' }, 'x.tgz').codes).toEqual(['manifest-not-json']);
  expect(mustRead(npm, { 'package/package.json': '{"__proto__":{"name":"x"}}' }, 'x.tgz').codes).toEqual(['metadata-incomplete']);
});

test('mutated manifests never throw', () => {
  const seed = bytesOf(
    JSON.stringify({
      name: 'a',
      version: '1.0.0',
      license: { type: 'MIT' },
      scripts: { install: 'x' },
      dependencies: { b: '1' },
      bin: { c: 'd' },
      repository: 'github:a/b',
      os: ['linux'],
    }),
  );
  for (const bytes of mutations(seed, 3000)) expect(read(npm, { 'package/package.json': bytes }, 'a-1.0.0.tgz')).toBeDefined();
});
