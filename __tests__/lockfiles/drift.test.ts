import fc from 'fast-check';
import { driftHiddenBy, findDrift } from '../../src/lockfiles/drift.ts';

const npmLock = (root: object): string => `{\n  "name": "demo",\n  "lockfileVersion": 3,\n  "packages": {\n    "": ${JSON.stringify(root)}\n  }\n}\n`;
const cargoLock = (dependencies: readonly string[]): string => `version = 3

[[package]]
name = "demo"
version = "0.1.0"
dependencies = [${dependencies.map((name) => `\n "${name}",`).join('')}
]

[[package]]
name = "serde"
version = "1.0.180"
source = "registry+https://example.org/index"
`;
const uvLock = (requires: readonly string[]): string => `version = 1

[[package]]
name = "numpy"
version = "2.1.0"
source = { registry = "https://example.org/simple" }

[[package]]
name = "my-demo"
version = "0.1.0"
source = { editable = "." }

[package.metadata]
requires-dist = [${requires.map((name) => `{ name = "${name}" }`).join(', ')}]
`;
const values = (...given: Parameters<typeof findDrift>): string[] => findDrift(...given).map(({ value }) => value);

describe('npm', () => {
  const manifest = { dependencies: { axios: '^1.7.7', fsevents: '2' }, devDependencies: { jest: '30.5.2' }, optionalDependencies: { fsevents: '2' } };

  test('in step: npm keeps what is optional as well only as optional', () => {
    const root = { dependencies: { axios: '^1.7.7' }, devDependencies: { jest: '30.5.2' }, optionalDependencies: { fsevents: '2' } };
    expect(findDrift(npmLock(root), 'web/package-lock.json', JSON.stringify(manifest))).toEqual([]);
  });

  test('a name too few, one too many, another range', () => {
    const root = { dependencies: { axios: '^1.6.0', 'left-pad': '1.3.0' }, optionalDependencies: { fsevents: '2' } };
    expect(findDrift(npmLock(root), 'package-lock.json', JSON.stringify(manifest))).toEqual([
      { line: 5, value: 'jest is in package.json and not in the lock' },
      { line: 5, value: 'axios: package.json asks for ^1.7.7, the lock was made for ^1.6.0' },
      { line: 5, value: 'left-pad is in the lock and not in package.json' },
    ]);
  });

  test('version 1 keeps no ranges: nothing is decidable', () => {
    expect(findDrift('{"lockfileVersion": 1, "dependencies": {}}', 'package-lock.json', JSON.stringify(manifest))).toEqual([]);
  });
});

describe('Cargo', () => {
  const manifest = `[package]
name = "demo"

[dependencies]
serde = "1"
once_cell = { version = "1", optional = true }
renamed = { package = "other", version = "1" }
shared.workspace = true

[target.'cfg(windows)'.dependencies]
winapi = "0.3"
`;
  test('in step, under either spelling; renamed crates and those of the workspace are not decidable', () => {
    expect(findDrift(cargoLock(['serde', 'once-cell 1.19.0', 'other', 'winapi']), 'Cargo.lock', manifest)).toEqual([]);
  });

  test('a crate that the lock does not have, at the line of the project', () => {
    expect(findDrift(cargoLock(['serde', 'once_cell']), 'Cargo.lock', manifest)).toEqual([
      { line: 3, value: 'winapi is in Cargo.toml and not in the lock' },
    ]);
  });

  test('a manifest without a package (a workspace) is not decidable', () => {
    expect(findDrift(cargoLock([]), 'Cargo.lock', '[workspace]\nmembers = ["a"]\n')).toEqual([]);
  });
});

describe('uv', () => {
  const manifest = `[project]
name = "My_Demo"
dependencies = ["NumPy>=2", "requests[socks]; python_version > '3.8'"]

[project.optional-dependencies]
gpu = ["torch==1.9.0"]
all = ["my-demo[gpu]"]
`;
  test('in step: names count, however they are written', () => {
    expect(findDrift(uvLock(['numpy', 'requests', 'torch']), 'uv.lock', manifest)).toEqual([]);
  });

  test('one too few and one too many', () => {
    expect(values(uvLock(['numpy', 'torch', 'scipy']), 'uv.lock', manifest)).toEqual([
      'requests is in pyproject.toml and not in the lock',
      'scipy is in the lock and not in pyproject.toml',
    ]);
  });

  test('what a build backend fills in is not decidable', () => {
    expect(findDrift(uvLock(['numpy']), 'uv.lock', '[project]\nname = "my-demo"\ndynamic = ["dependencies"]\n')).toEqual([]);
  });
});

describe('poetry', () => {
  const lock = (...rows: string[]): string =>
    `${rows
      .map((row) => row.split('@'))
      .map(([name, version]) => `[[package]]\nname = "${name}"\nversion = "${version}"\n`)
      .join('\n')}
[metadata]
lock-version = "2.1"
`;
  const manifest = `[project]
name = "Demo"
dependencies = ["Zope.Interface (>=5,<9)", "requests[socks]>=2", "colorama; sys_platform == 'win32'", "torch==2.1.0", "a @ https://example.org/a-1.whl"]
optional-dependencies = { all = ["demo[x]"], x = ["itsdangerous"] }

[tool.poetry.dependencies]
python = "^3.11"
tomli = { version = "*", python = "<3.11" }
numpy = [{ version = "<2", python = "<3.12" }, { version = ">=2", python = ">=3.12" }]

[tool.poetry.group.dev.dependencies]
pytest = "^8"
`;
  const all = ['zope-interface@8.1', 'requests@2.32.3', 'torch@2.1.0+cpu', 'a@1', 'itsdangerous@2', 'pytest@8.3.0'];

  test('in step: what a marker limits may be left out, and a local version is its public one', () => {
    expect(findDrift(lock(...all), 'poetry.lock', manifest)).toEqual([]);
  });

  test.each([
    ['dependencies', '[project]\ndependencies', '[tool.poetry.dependencies]'],
    ['a group', '[dependency-groups]\ntest', '[tool.poetry.group.test.dependencies]'],
  ])("a marker of %s stays where Poetry's own table says more of the same dependency", (_, list, table) => {
    const limited = `${list} = ["Tomli; python_version < '3.8'"]\n${table}\ntomli = { source = "acme" }\n`;
    expect(findDrift(lock(), 'poetry.lock', limited)).toEqual([]);
    expect(findDrift(lock(), 'poetry.lock', limited.replace('Tomli;', 'other;'))).toHaveLength(1);
  });

  test('a name too few in any group, and a version that the manifest no longer allows', () => {
    expect(findDrift(lock('zope-interface@4.7', ...all.slice(1, 5)), 'poetry.lock', manifest)).toEqual([
      { line: 1, value: 'Zope.Interface: pyproject.toml asks for >=5,<9, the lock has 4.7' },
      { line: 1, value: 'pytest is in pyproject.toml and not in the lock' },
    ]);
  });

  test.each(['>=foo', '~=4', '>=5.*', '===5'])('%s is no range to be sure of', (range) => {
    expect(findDrift(lock('a@1.0'), 'poetry.lock', `[project]\ndependencies = ["a${range}"]\n`)).toEqual([]);
  });

  test('what a build backend fills in is not decidable', () => {
    expect(findDrift(lock(), 'poetry.lock', '[project]\nname = "demo"\ndynamic = ["dependencies"]\ndependencies = ["a"]\n')).toEqual([]);
  });
});

describe('Go', () => {
  const manifest = `module example.com/x

require (
	example.com/a v1.1.0
	example.com/local v0.0.0
	example.com/forked v1.0.0 // indirect
)

replace example.com/local => ./local
replace example.com/forked => example.com/fork v1.2.0
`;
  test('in step: the hash of its go.mod is enough, and of a replaced module that of its replacement', () => {
    const sums = 'example.com/a v1.1.0/go.mod h1:a=\nexample.com/fork v1.2.0 h1:f=\n';
    expect(findDrift(sums, 'go.sum', manifest)).toEqual([]);
  });

  test('a version that go.sum does not have', () => {
    const sums = 'example.com/a v1.0.0 h1:a=\nexample.com/a v1.0.0/go.mod h1:b=\nexample.com/forked v1.0.0 h1:f=\n';
    expect(values(sums, 'go.sum', manifest)).toEqual([
      'example.com/a v1.1.0 is in go.mod and not in go.sum',
      'example.com/fork v1.2.0 is in go.mod and not in go.sum',
    ]);
  });

  test('where a workspace or a vendor folder makes it no difference', () => {
    expect(driftHiddenBy('a/b/go.sum')).toEqual(['a/b/vendor/modules.txt', 'a/b/go.work', 'a/go.work', 'go.work']);
    expect(driftHiddenBy('poetry.lock')).toEqual([]);
  });
});

test('other locks, and what does not parse, say nothing', () => {
  expect(findDrift('{}', 'yarn.lock', '{}')).toEqual([]);
  expect(findDrift('{', 'package-lock.json', '{}')).toEqual([]);
  expect(findDrift(npmLock({}), 'package-lock.json', 'not json')).toEqual([]);
  expect(findDrift('x = [', 'Cargo.lock', '[package]\nname = "demo"')).toEqual([]);
});

test('changed bytes give a list and nothing else', () => {
  const seeds: [lock: string, path: string, manifest: string][] = [
    [npmLock({ dependencies: { a: '1' } }), 'package-lock.json', '{"dependencies":{"a":"2"}}'],
    [cargoLock(['serde']), 'Cargo.lock', '[package]\nname = "demo"\n[dependencies]\nserde = "1"\n'],
    ['[[package]]\nname = "a"\nversion = "1"\n', 'poetry.lock', '[project]\ndependencies = ["a>=2", "b"]\n[tool.poetry.dependencies]\nc = "1"\n'],
    ['example.com/a v1.0.0 h1:a=\n', 'go.sum', 'module x\nrequire example.com/a v1.1.0\n'],
    [uvLock(['numpy']), 'uv.lock', '[project]\nname = "my-demo"\ndependencies = ["numpy"]\n'],
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      fc.nat(),
      fc.nat(),
      fc.constantFrom('', '"', '[', '{', '=', '\\u0000', 'x'),
      fc.nat(9),
      (seed, a, b, put, cut) => {
        const [lock, path, manifest] = seed;
        const change = (text: string, at: number) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + cut);
        for (const { line, value } of findDrift(change(lock, a), path, change(manifest, b))) {
          expect(line).toBeGreaterThan(0);
          expect(value).not.toMatch(/undefined|\[object/);
        }
      },
    ),
    { numRuns: 300, seed: 11 },
  );
});

test('a hostile pair is bounded', () => {
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, each) => [`p${each}`, '1']));
  expect(findDrift(npmLock({}), 'package-lock.json', JSON.stringify({ dependencies: many }))).toHaveLength(50);
});
