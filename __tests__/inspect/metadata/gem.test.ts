import { gem } from '../../../src/inspect/metadata/gem.ts';
import { bytesOf, mustRead, mutations, read } from './package.ts';

const at = 'metadata.gz!/metadata';
const specification = `--- !ruby/object:Gem::Specification
name: demo
version: !ruby/object:Gem::Version
  version: 1.2.3
platform: x86_64-linux-gnu
authors:
- A
dependencies:
- !ruby/object:Gem::Dependency
  name: mini_portile2
  requirement: &1 !ruby/object:Gem::Requirement
    requirements:
    - - "~>"
      - !ruby/object:Gem::Version
        version: 2.8.2
  type: :runtime
  prerelease: false
- !ruby/object:Gem::Dependency
  name: rake
  requirement: *1
  type: :development
executables:
- demo
extensions:
- ext/demo/extconf.rb
homepage: https://demo.example
licenses:
- MIT
metadata:
  source_code_uri: https://github.com/example/demo/tree/v1.2.3
`;

test('identity, licence, platform, requirements, extensions that run on installation', () => {
  const { metadata, codes } = mustRead(gem, { [at]: specification }, 'demo-1.2.3-x86_64-linux-gnu.gem');
  expect(codes).toEqual([]);
  expect(metadata).toEqual({
    name: 'demo',
    version: '1.2.3',
    purl: 'pkg:gem/demo@1.2.3?platform=x86_64-linux-gnu',
    licence: 'MIT',
    licenceExpression: 'MIT',
    requires: ['mini_portile2 (~> 2.8.2)'],
    installScripts: ['ext/demo/extconf.rb'],
    platforms: ['x86_64-linux-gnu'],
    repository: 'https://github.com/example/demo',
    homepage: 'https://demo.example',
    details: { executables: ['demo'], platform: 'x86_64-linux-gnu' },
  });
});

test.each([
  ['another version in the file name', specification, 'demo-1.2.4.gem', ['metadata-version-mismatch']],
  ['a longer name', specification, 'demo-extra-1.2.3.gem', []],
  ['no YAML', 'a: [', 'x.gem', ['gem-not-yaml']],
  ['too deep', `a: ${'['.repeat(5000)}`, 'x.gem', ['gem-not-yaml']],
  [
    'a bomb of aliases',
    `a: &a [x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [${`*${i === 0 ? 'a' : `b${i - 1}`},`.repeat(9)}]`).join('\n')}\n`,
    'x.gem',
    ['gem-not-yaml'],
  ],
  ['no name', 'version: 1\n', 'x.gem', ['metadata-incomplete']],
])('%s', (_, text, file, codes) => expect(mustRead(gem, { [at]: text }, file).codes).toEqual(codes));

test('mutated specifications never throw', () => {
  for (const bytes of mutations(bytesOf(specification), 400)) expect(read(gem, { [at]: bytes }, 'demo-1.2.3.gem')).toBeDefined();
});
