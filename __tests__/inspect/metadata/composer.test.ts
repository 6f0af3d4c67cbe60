import { composer } from '../../../src/inspect/metadata/composer.ts';
import { mustRead, mutations, read } from './package.ts';

const manifest = JSON.stringify({
  name: 'vendor/demo',
  type: 'composer-plugin',
  license: ['MIT', 'Apache-2.0'],
  require: { php: '>=8', 'a/b': '^1' },
  support: { source: 'https://github.com/vendor/demo' },
  extra: { class: 'V\\Plugin' },
});

test('name, licences (a choice), requirements, and the plugin that runs', () => {
  const { metadata } = mustRead(composer, { 'vendor-demo-0a1b2c3/composer.json': manifest }, 'demo.zip');
  expect(metadata).toEqual({
    name: 'vendor/demo',
    purl: 'pkg:composer/vendor/demo',
    licence: 'MIT OR Apache-2.0',
    licenceExpression: 'MIT OR Apache-2.0',
    requires: ['php >=8', 'a/b ^1'],
    installScripts: ['composer-plugin: V\\Plugin'],
    repository: 'https://github.com/vendor/demo',
  });
});

test('a project without a name is no package; what is no JSON is a problem', () => {
  expect(read(composer, { 'x/composer.json': '{}' }, 'x.zip')).toBeUndefined();
  expect(mustRead(composer, { 'x/composer.json': '[' }, 'x.zip').codes).toEqual(['manifest-not-json']);
  for (const bytes of mutations(Buffer.from(manifest), 1000)) expect(() => read(composer, { 'x/composer.json': bytes }, 'x.zip')).not.toThrow();
});
