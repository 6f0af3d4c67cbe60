import { findManifestLine, lockfileFormats, manifestsFor } from '../../src/lockfiles/index.ts';

const pyproject = `[project]
name = "torch"
dependencies = [
    "numpy>=1",
  "Torch_Vision[gpu] ; sys_platform == 'linux'", # "commented"
]
[project.optional-dependencies]
docs = ["sphinx"]
[dependency-groups]
dev = ["pytest>=8", { include-group = "lint" }]
[tool.poetry.group.test.dependencies]
hypothesis = "^6"
[tool.poetry.dependencies.django]
version = "5"
[tool.other]
requests = "not a dependency"
`;
const cargo = `[dependencies]
serde = { version = "1", features = ["derive"] }
renamed = { package = "real-name", version = "1" }
[target.'cfg(windows)'.dependencies]
winapi = "0.3"
[dev-dependencies.tempfile]
version = "3"
`;

const found: readonly [path: string, text: string, name: string, place: string | undefined][] = [
  ['pyproject.toml', pyproject, 'numpy', '4:6'],
  ['pyproject.toml', pyproject, 'torch-vision', '5:4'],
  ['pyproject.toml', pyproject, 'torch', undefined],
  ['pyproject.toml', pyproject, 'sphinx', '8:10'],
  ['pyproject.toml', pyproject, 'pytest', '10:9'],
  ['pyproject.toml', pyproject, 'hypothesis', '12:1'],
  ['pyproject.toml', pyproject, 'django', '13:1'],
  ['pyproject.toml', pyproject, 'requests', undefined],
  ['a/Cargo.toml', cargo, 'serde', '2:1'],
  ['a/Cargo.toml', cargo, 'real-name', '3:24'],
  ['a/Cargo.toml', cargo, 'winapi', '5:1'],
  ['a/Cargo.toml', cargo, 'tempfile', '6:1'],
  ['package.json', '{\n  "dependencies": {\n    "a": "1",\n    "@s/b": "2"\n  }\n}', '@s/b', '4:5'],
  ['package.json', '{ "name": "a" }', 'a', undefined],
  ['package.json', '{ broken', 'a', undefined],
  ['composer.json', '{\n"require": {"x/y": "*"}}', 'x/y', '2:13'],
  ['go.mod', 'module m\nrequire (\n\texample.org/a v1.0.0\n)\n', 'example.org/a', '3:2'],
  ['Gemfile', 'source "x"\ngem "rails", "~> 7"\n  gem \'nokogiri\'\n', 'nokogiri', '3:3'],
  ['requirements.in', '# x\nFlask\n', 'flask', '2:1'],
  ['pubspec.yaml', 'dependencies:\n  args: any\n', 'args', '2:3'],
  ['environment.yml', 'dependencies:\n  - conda-forge::numpy=1\n  - pip:\n    - flask\n', 'flask', '4:7'],
  ['mix.exs', '[\n  {:cowboy, "~> 2"}\n]', 'cowboy', '2:3'],
  ['unknown.file', 'a', 'a', undefined],
];

test.each(found)('%s of %j: %s', (path, text, name, place) => {
  const at = findManifestLine(text, path, name);
  expect(at === undefined ? undefined : `${at.line}:${at.column}`).toBe(place);
});

test('manifests lie beside their lock', () => {
  expect(manifestsFor('services/api/uv.lock')).toEqual(['services/api/pyproject.toml']);
  expect(manifestsFor('requirements-dev.txt')).toEqual(['requirements-dev.in', 'pyproject.toml']);
  expect(manifestsFor('spack.lock')).toEqual([]);
});

test('every format has a name of its own and file names to be found by', () => {
  expect(new Set(lockfileFormats.map(({ id }) => id)).size).toBe(lockfileFormats.length);
  for (const { names } of lockfileFormats) expect(names.length).toBeGreaterThan(0);
});
