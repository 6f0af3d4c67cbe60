// What the names of an artifact's files betray: left-overs, secrets, minified files that stand alone.
import { observeFiles } from '../../src/judge/observe.ts';

const observed = (...paths: string[]): string[] =>
  observeFiles(paths.map((path) => ({ path, size: 1, kind: 'other' }))).map(({ kind, path, value }) => `${kind} ${path}: ${value}`);

test('several in one artifact, sorted by path', () => {
  const files = [
    'tmp/build-env-bb74_a5l/lib/x/LICENSE',
    'a/.git/config',
    'src/a.py~',
    'keys/id_rsa',
    'tests/id_rsa',
    'static/v.min.js',
    'dist/jquery.min.js',
    'dist/jquery.js',
    'lib/app.min.css',
    'lib/app.min.css.map',
    'certifi/cacert.pem',
    'Cargo.toml.orig',
  ];
  expect(observed(...files)).toEqual([
    'leftover a/.git/config: version control',
    'secret keys/id_rsa: id_rsa',
    'leftover src/a.py~: an editor',
    'minified static/v.min.js: v.min.js',
    'leftover tmp/build-env-bb74_a5l/lib/x/LICENSE: a build environment',
  ]);
});

test.each([
  ['.git/config', 'version control'],
  ['a/.hg/store', 'version control'],
  ['a/.svn/entries', 'version control'],
  ['.bzr/README', 'version control'],
  ['build-env-x/a.py', 'a build environment'],
  ['a/tmp/pip-build-env-x/b/a.py', 'a build environment'],
  ['pip-req-build-x/a.py', 'a build environment'],
  ['.tox/a', 'a tool'],
  ['a/.mypy_cache/b', 'a tool'],
  ['__MACOSX/a', 'a tool'],
  ['.DS_Store', 'a tool'],
  ['a/Thumbs.db', 'a tool'],
  ['CMakeCache.txt', 'a tool'],
  ['b/.ninja_log', 'a tool'],
  ['a.py.swp', 'an editor'],
  ['a/.a.py.swo', 'an editor'],
  ['a.rej', 'an editor'],
])('%s is left by %s', (path, by) => {
  expect(observed(path)).toEqual([`leftover ${path}: ${by}`]);
});

test.each([
  'id_ed25519',
  'a/id_rsa',
  '.pypirc',
  'home/.netrc',
  '.git-credentials',
  '.aws/credentials',
  'a/release.keystore',
  'cert.p12',
  'a/b.pfx',
  'c.jks',
])('%s is a secret by its name', (path) => {
  expect(observed(path)).toEqual([`secret ${path}: ${path.slice(path.lastIndexOf('/') + 1)}`]);
});

test.each([
  'a/git/config',
  'a.git/config',
  '.gitignore',
  '.github/workflows/ci.yml',
  'a/rebuild-env-x/a.py',
  'build-env-/a.py',
  'build-env-x',
  'my.tox/a',
  '.tox',
  'a/Thumbs.db.py',
  'my.coverage',
  'a.swing',
  'a.reject',
  '~',
  'x.swp/a',
  'id_rsa.pub',
  'my_id_rsa',
  'id_rsa/README',
  'aws/credentials',
  '.p12',
  'a.p12.txt',
])('%s is none of them', (path) => {
  expect(observed(path)).toEqual([]);
});

test.each([
  'test/a',
  'tests/a',
  'pkg/Testing',
  'testdata',
  'a/test_data',
  'fixture',
  'fixtures',
  '__tests__',
  'spec',
  'specs',
  'example',
  'doc',
  'docs',
])('what lies in %s/ is meant to be there', (folder) => {
  expect(observed(`${folder}/id_rsa`, `${folder}/a.swp`, `${folder}/app.min.js`)).toEqual([]);
});

test.each(['latest/id_rsa', 'testsuite/id_rsa', 'id_rsa'])('%s lies in no folder of tests', (path) => {
  expect(observed(path)).toHaveLength(1);
});

test.each([
  ['app.min.js', 'app.js'],
  ['app.min.mjs', 'app.mjs'],
  ['app.min.cjs', 'b/app.cjs'], // wherever in the artifact it lies
  ['app.min.js', 'app.src.js'],
  ['app.min.js', 'app.ts'],
  ['app.min.js', 'app.tsx'],
  ['app.min.js', 'app.jsx'],
  ['app.min.js', 'app.coffee'],
  ['app.min.css', 'app.scss'],
  ['app.min.css', 'app.less'],
  ['app.min.css', 'app.min.css.map'],
  ['app.min.css', 'app.css.map'],
])('%s is readable beside %s', (path, readable) => {
  expect(observed(path, readable)).toEqual([]);
  expect(observed(path, `other-${readable.replace('/', '-')}`)).toEqual([`minified ${path}: ${path}`]);
});

test('at most five hundred of each kind', () => {
  const many = Array.from({ length: 600 }, (_, each) => [`${each}/.DS_Store`, `${each}/id_rsa`]).flat();
  const kinds = observeFiles(many.map((path) => ({ path, size: 1, kind: 'other' }))).map(({ kind }) => kind);
  expect([kinds.filter((kind) => kind === 'leftover').length, kinds.filter((kind) => kind === 'secret').length]).toEqual([500, 500]);
});

test('one file may be two things, told in the order of the alphabet', () => {
  expect(observed('.git/id_rsa')).toEqual(['leftover .git/id_rsa: version control', 'secret .git/id_rsa: id_rsa']);
});
