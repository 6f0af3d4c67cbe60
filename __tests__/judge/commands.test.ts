import { checkPolicy, explainRule, testPolicy } from '../../src/judge/commands.ts';
import { initPolicy, initWorkflow } from '../../src/judge/init.ts';
import { observeFiles } from '../../src/judge/observe.ts';
import { presets } from '../../src/judge/presets.ts';
import { rules } from '../../src/judge/rules/index.ts';
import { compareParts, inRange, rangeMistake } from '../../src/judge/versions.ts';
import { policyOf, today } from './support.ts';

const ml = `version: 1
extends: pypi-ml
rules: { source/binary-only: error }
overrides:
  - for: "pkg:pypi/nvidia-*@>=12"
    rules: { source/binary-only: note }
tests:
  - { given: { purl: "pkg:pypi/torch@1.9.0", source: absent }, expect: { source/binary-only: error } }
  - { given: { purl: "pkg:pypi/nvidia-curand-cu12@10.3.10.19", source: absent }, expect: { source/binary-only: error } }
  - { given: { purl: "pkg:pypi/nvidia-curand-cu12@12.1", source: absent }, expect: { source/binary-only: note } }
  - { given: { path: dist/a.whl, native: [a.so], source: published }, expect: { source/missing: none } }
  - { given: { path: dist/a.whl, components: [{ id: gurobi, category: proprietary-no-redistribution }] }, expect: { proprietary/no-redistribution: error } }
`;

test('policy test runs the examples of the policy', () => {
  expect(testPolicy(policyOf(ml), today)).toEqual({ passed: 5, failed: [] });
  const wrong = testPolicy(policyOf(ml.replace('expect: { source/binary-only: note }', 'expect: { source/binary-only: off }')), today);
  expect(wrong.passed).toBe(4);
  expect(wrong.failed).toEqual([
    { at: { path: 'sourcegate.yml', line: 10, column: 5 }, message: 'source/binary-only: expected off, got note, decided by sourcegate.yml:6' },
  ]);
});

test('policy check says what is in force and what is odd', () => {
  const text = `${ml}waivers: [{ rule: source/missing, subject: "pkg:pypi/a@1", expires: 2026-01-01 }]\n`;
  const said = checkPolicy({ text, path: 'sourcegate.yml', read: () => undefined, presets }, today);
  expect(said).toContain('sourcegate.yml: no mistakes. It extends pypi-ml.');
  expect(said).toContain('sourcegate.yml:13:11: this waiver ended on 2026-01-01 and no longer applies.');
});

test('explain names every rule, and the nearest where there is none', () => {
  for (const { id } of rules) expect(explainRule(id)).toContain(`In a policy:  ${id}:`);
  expect(explainRule().split('\n').filter(Boolean)).toHaveLength(rules.length);
  expect(() => explainRule('source/mising')).toThrow('Did you mean source/missing?');
});

test.each([
  ['nothing', [], []],
  ['a lock and a wheel', ['uv.lock'], ['dist/demo-0.1.0-py3-none-any.whl']],
  ['names that are patterns', ['a[b]/package-lock.json'], ['out/{x}.tar.gz']],
  ['hundreds', Array.from({ length: 300 }, (_, each) => `packages/p${each}/package-lock.json`), []],
])('init writes a policy that loads: %s', (_, lockfiles, artifacts) => {
  expect(policyOf(initPolicy({ lockfiles, artifacts })).extends).toEqual(['recommended']);
});

test('init writes the workflow', () => {
  expect(initWorkflow({ action: 'acme/gate@v1' })).toContain('uses: acme/gate@v1');
});

test('names betray left-overs, keys and minified files, but not test data', () => {
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
  expect(observeFiles(files.map((path) => ({ path, size: 1, kind: 'other' }))).map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'leftover a/.git/config',
    'secret keys/id_rsa',
    'leftover src/a.py~',
    'minified static/v.min.js',
    'leftover tmp/build-env-bb74_a5l/lib/x/LICENSE',
  ]);
});

test.each([
  ['pypi', '12.5', '>=12', true],
  ['pypi', '12.0rc1', '>=12', false],
  ['pypi', '1.9.0', '1.9', true],
  ['npm', '1.4.2', '^1.2', true],
  ['npm', '2.0.0', '^1.2', false],
  ['golang', 'v1.2.3', '>=v1.2.0 <v1.3.0', true],
  ['cargo', '0.30.1', '>=0.30,<0.31', true],
  ['deb', '2.36-9+deb12u1', '>=2.36', true],
  ['deb', '2.36~rc1', '>=2.36', false],
  ['maven', '1.10', '>1.9', true],
  ['maven', '2.0-SNAPSHOT', '>=2.0', false],
  ['generic', 'whatever', 'whatever', true],
])('%s: %s in %s is %s', (type, version, range, expected) => {
  expect(rangeMistake(type, range)).toBeUndefined();
  expect(inRange(type, version, range)).toBe(expected);
});

test('versions by parts', () => {
  expect(['1.10', '1.9', '1.9a', '1.9~1', '2'].sort(compareParts)).toEqual(['1.9~1', '1.9a', '1.9', '1.10', '2']);
  expect(rangeMistake('pypi', '>>1')).toBeDefined();
  expect(rangeMistake('npm', 'not a range')).toBeDefined();
  expect(rangeMistake('deb', '>>1')).toBeDefined();
});
