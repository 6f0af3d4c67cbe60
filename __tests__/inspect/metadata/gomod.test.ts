import { gomod } from '../../../src/inspect/metadata/gomod.ts';
import { bytesOf, mustRead, mutations, read } from './package.ts';

const prefix = 'github.com/Example/demo/v2@v2.3.4/';
const mod = `module github.com/Example/demo/v2 // the module
go 1.21
toolchain go1.22.0
require golang.org/x/sys v0.20.0 // indirect
require (
\tgithub.com/a/b v1.0.0
\tgithub.com/c/d v0.0.0-20240101120000-abcdef012345 // indirect
)
replace github.com/a/b => ../b
`;

test('name and version by the folder, requirements by go.mod, the repository by the path', () => {
  const { metadata, codes } = mustRead(gomod, { [`${prefix}go.mod`]: mod, [`${prefix}x.go`]: '' }, 'demo.zip');
  expect(codes).toEqual([]);
  expect(metadata).toMatchObject({
    name: 'github.com/Example/demo/v2',
    version: 'v2.3.4',
    purl: 'pkg:golang/github.com/Example/demo/v2@v2.3.4',
    requires: ['golang.org/x/sys@v0.20.0', 'github.com/a/b@v1.0.0', 'github.com/c/d@v0.0.0-20240101120000-abcdef012345'],
    repository: 'https://github.com/Example/demo',
    details: { go: '1.21', toolchain: 'go1.22.0', goMod: true },
  });
});

test('a pseudo-version names the start of its commit', () => {
  const { metadata } = mustRead(gomod, { 'example.org/m@v0.0.0-20240101120000-abcdef012345/go.mod': 'module example.org/m\n' }, 'm.zip');
  expect(metadata.details).toMatchObject({ commitStart: 'abcdef012345' });
});

test('another module in go.mod; a zip with more than the module; no go.mod', () => {
  expect(mustRead(gomod, { [`${prefix}go.mod`]: 'module example.org/other\n' }, 'm.zip').codes).toEqual(['metadata-name-mismatch']);
  expect(read(gomod, { [`${prefix}go.mod`]: mod, 'README.md': '' }, 'm.zip')).toBeUndefined();
  expect(mustRead(gomod, { [`${prefix}LICENSE`]: '' }, 'm.zip').metadata.details).toEqual({ goMod: false });
});

test('mutated files never throw', () => {
  for (const bytes of mutations(bytesOf(mod), 2000)) expect(read(gomod, { [`${prefix}go.mod`]: bytes }, 'm.zip')).toBeDefined();
});
