import { sdist } from '../../../src/inspect/metadata/sdist.ts';
import { bytesOf, type Files, mustRead, mutations, read } from './package.ts';

const info = 'Metadata-Version: 2.1\nName: Demo_Pkg\nVersion: 1.0\nLicense: MIT\n';
const of = (files: Files, file = 'demo_pkg-1.0.tar.gz') => mustRead(sdist, { 'demo_pkg-1.0/PKG-INFO': info, ...files }, file);

test.each([
  [
    'a backend',
    { 'demo_pkg-1.0/pyproject.toml': '[build-system]\nrequires = ["hatchling>=1"]\nbuild-backend = "hatchling.build"\n' },
    { buildBackend: 'hatchling.build', buildRequires: ['hatchling>=1'] },
  ],
  [
    'a backend of its own',
    { 'demo_pkg-1.0/pyproject.toml': '[build-system]\nrequires = []\nbuild-backend = "own"\nbackend-path = ["tools"]\n' },
    { buildBackend: 'own', buildBackendPath: ['tools'] },
  ],
  ['setup.py alone', { 'demo_pkg-1.0/setup.py': '' }, { buildBackend: 'setuptools.build_meta:__legacy__', setupPy: true }],
  [
    'a pyproject.toml without build-system',
    { 'demo_pkg-1.0/pyproject.toml': '[tool.x]\n', 'demo_pkg-1.0/setup.py': '' },
    { buildBackend: 'setuptools.build_meta:__legacy__', setupPy: true },
  ],
])('%s builds it', (_, files, expected) => {
  const { metadata, codes } = of(files);
  expect(codes).toEqual([]);
  expect(metadata).toMatchObject({ name: 'Demo_Pkg', version: '1.0', purl: 'pkg:pypi/demo-pkg@1.0', licence: 'MIT' });
  expect(metadata.details).toEqual({ metadataVersion: '2.1', ...expected });
});

test('requirements of old setuptools, with their markers and extras', () => {
  const requires = 'six\n\n[:python_version < "3"]\nfutures\n\n[dev:sys_platform == "win32"]\ncolorama\n\n[dev]\npytest\n';
  expect(of({ 'demo_pkg-1.0/src/demo_pkg.egg-info/requires.txt': requires }).metadata.requires).toEqual([
    'six',
    'futures; (python_version < "3")',
    'colorama; (sys_platform == "win32") and extra == "dev"',
    'pytest; extra == "dev"',
  ]);
});

test.each([
  ['another version in the file name', {}, 'demo_pkg-1.1.tar.gz', ['metadata-version-mismatch']],
  ['another name in the file name', {}, 'other-1.0.zip', ['metadata-name-mismatch']],
  ['a name that says nothing', {}, 'source.tar.gz', []],
  ['spellings of old tools', {}, 'Demo.Pkg-1.0.0.tgz', []],
  ['a broken pyproject.toml', { 'demo_pkg-1.0/pyproject.toml': '[' }, 'demo_pkg-1.0.tar.gz', ['pyproject-not-toml']],
  ['no version', { 'demo_pkg-1.0/PKG-INFO': 'Name: x\n' }, 'demo_pkg-1.0.tar.gz', ['metadata-incomplete']],
])('%s', (_, files, file, codes) => expect(of(files, file).codes).toEqual(codes));

test('an archive without PKG-INFO is no sdist', () => {
  expect(read(sdist, { 'demo-1.0/pyproject.toml': '' }, 'demo-1.0.tar.gz')).toBeUndefined();
});

test('mutated files never throw', () => {
  const files: Files = {
    'd-1/PKG-INFO': info,
    'd-1/pyproject.toml': '[build-system]\nrequires = ["a"]\nbuild-backend = "b"\n',
    'd-1/d.egg-info/requires.txt': '[:x]\ny\n',
  };
  for (const path of Object.keys(files))
    for (const bytes of mutations(bytesOf(files[path]!), 500)) expect(read(sdist, { ...files, [path]: bytes }, 'd-1.tar.gz')).toBeDefined();
});
