// A first policy and workflow: what `sourcegate init` writes for what lies in a repository.
import { initPolicy, initWorkflow } from '../../src/judge/init.ts';
import { policyOf } from './support.ts';

test('a repository with a lock and a built wheel: look-at is left to the default, which sees what comes later', () => {
  expect(
    initPolicy({ lockfiles: ['uv.lock'], artifacts: ['dist/demo-0.1.0-py3-none-any.whl'] }),
  ).toBe(`# What this repository asks of what it builds and of what it depends on. Every rule: sourcegate explain
version: 1
extends: recommended # blocks only certain danger; stricter: guix-strict, permissive-only, debian-main
# extends: pypi-ml # instead, where CUDA and MKL wheels are meant to be there
# Looked at: every known lockfile, and artifacts in dist/, build/, target/, out/, wheelhouse/ and the root. To choose:
# look-at:
#   artifacts: ["dist/*.whl"] # these alone; when nothing matches, that is an error
#   lockfiles: ["!tests/**"] # all but these
# The next step, one line at a time:
# rules:
#   source/binary-only: error # no binary-only dependencies
#   proprietary/*: error # no proprietary libraries, as files or linked in
#   source/missing: error # what is built here offers its source
# Findings that are there today can be accepted once, in a list that only shrinks:
# baseline: .sourcegate-baseline.json # then: sourcegate check --update-baseline
`);
});

/** The patterns that are offered for artifacts, once the `#` are taken away: the policy that a person then has. */
function offered(artifacts: readonly string[]): readonly string[] | undefined {
  const lines = initPolicy({ lockfiles: ['uv.lock'], artifacts }).split('\n');
  expect(policyOf(lines.join('\n'))).toMatchObject({ extends: ['recommended'] });
  expect(policyOf(lines.join('\n')).lookAt).toBeUndefined();
  const chosen = policyOf(lines.map((line) => line.replace(/^# (look-at:| {2}(artifacts|lockfiles))/, '$1')).join('\n'));
  expect(chosen.lookAt?.lockfiles).toEqual(['!tests/**']);
  return chosen.lookAt?.artifacts;
}

test.each<[name: string, artifacts: readonly string[], expected: readonly string[]]>([
  ['nothing', [], ['dist/*']],
  [
    'two releases of one kind are one pattern, kinds in the order of the alphabet',
    ['dist/a-1.1.whl', 'dist/a-1.0.whl', 'dist/a-1.0.tar.gz'],
    ['dist/*.tar.gz', 'dist/*.whl'],
  ],
  ['beside the policy', ['a-1.0.tgz'], ['*.tgz']],
  ['names without a suffix stay, wherever they lie', ['demo', 'target/release/demo', 'out/.hidden'], ['**/.hidden', '**/demo', 'demo']],
  ['a suffix is letters and digits', ['out/a.so_', 'out/b.7z'], ['**/a.so_', 'out/*.7z']],
  ['names that are patterns are escaped', ['out/{x}.tar.gz', 'o*t?/a.whl', 'x\\y'], ['o\\*t\\?/*.whl', 'out/*.tar.gz', 'x\\\\y']],
  [
    'at most twenty patterns',
    Array.from({ length: 25 }, (_, each) => `p${String(each).padStart(2, '0')}/a.whl`),
    Array.from({ length: 20 }, (_, each) => `p${String(each).padStart(2, '0')}/*.whl`),
  ],
])('artifacts that are offered: %s', (_, artifacts, expected) => {
  expect(offered(artifacts)).toEqual(expected);
});

test.each([
  ['uv.lock', true],
  ['a/poetry.lock', true],
  ['pdm.lock', true],
  ['pylock.dev.toml', true],
  ['requirements-gpu.txt', true],
  ['my-uv.lock', false],
  ['uv/Cargo.lock', false],
  ['uv.lock.orig', false],
  ['package-lock.json', false],
])('the preset for machine learning is offered for %s: %s', (lockfile, expected) => {
  expect(initPolicy({ lockfiles: ['Cargo.lock', lockfile], artifacts: [] }).includes('# extends: pypi-ml')).toBe(expected);
});

test('the workflow, and how the action is named in it', () => {
  expect(initWorkflow({})).toBe(`name: sourcegate
on:
  pull_request:
  merge_group:
  push: { branches: [main] }
permissions: { contents: read }
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with: { fetch-depth: 0, persist-credentials: false }
      # Build here what is to be judged, such as: - run: uv build
      - uses: OWNER/sourcegate@v1
`);
  expect(initWorkflow({ action: 'acme/gate@v1' })).toContain('uses: acme/gate@v1\n');
});
