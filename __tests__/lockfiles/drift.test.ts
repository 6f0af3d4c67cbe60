import fc from 'fast-check';
import { findDrift } from '../../src/lockfiles/drift.ts';

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
