import { egg } from '../../../src/inspect/metadata/egg.ts';
import { sdist } from '../../../src/inspect/metadata/sdist.ts';
import { bytesOf, mustRead, mutations, read } from './package.ts';

const info = 'Metadata-Version: 1.1\nName: demo\nVersion: 1.0\nLicense: MIT\n';
const files = { 'EGG-INFO/PKG-INFO': info, 'EGG-INFO/requires.txt': 'six\n', 'demo/_x.so': '' };

test('identity, requirements, and the platform of its file name', () => {
  expect(mustRead(egg, files, 'demo-1.0-py2.7-linux-x86_64.egg')).toMatchObject({
    codes: [],
    metadata: { name: 'demo', version: '1.0', purl: 'pkg:pypi/demo@1.0', licence: 'MIT', requires: ['six'], platforms: ['linux-x86_64'] },
  });
  expect(mustRead(egg, files, 'demo-1.0-py3.8.egg').metadata.platforms).toBeUndefined();
});

test('it is no sdist, and neither is an installed package', () => {
  expect(read(sdist, files, 'demo-1.0-py3.8.egg')).toBeUndefined();
  expect(read(sdist, { 'demo.egg-info/PKG-INFO': info }, 'site-packages')).toBeUndefined();
});

test('mutated files never throw', () => {
  for (const bytes of mutations(bytesOf(info), 500)) expect(read(egg, { ...files, 'EGG-INFO/PKG-INFO': bytes }, 'demo.egg')).toBeDefined();
});
