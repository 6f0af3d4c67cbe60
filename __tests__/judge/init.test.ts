// A first policy and workflow: what `sourcegate init` writes for what lies in a repository.
import { initPolicy, initWorkflow } from '../../src/judge/init.ts';
import { policyOf } from './support.ts';

test('a repository with a lock and a built wheel', () => {
  expect(
    initPolicy({ lockfiles: ['uv.lock'], artifacts: ['dist/demo-0.1.0-py3-none-any.whl'] }),
  ).toBe(`# What this repository asks of what it builds and of what it depends on. Every rule: sourcegate explain
version: 1
extends: recommended # blocks only certain danger; stricter: guix-strict, permissive-only, debian-main
# extends: pypi-ml # instead, where CUDA and MKL wheels are meant to be there
look-at:
  lockfiles: ["uv.lock"]
  artifacts: ["dist/*.whl"]
# The next step, one line at a time:
# rules:
#   source/binary-only: error # no binary-only dependencies
#   proprietary/*: error # no proprietary libraries, as files or linked in
#   source/missing: error # what is built here offers its source
# Findings that are there today can be accepted once, in a list that only shrinks:
# baseline: .sourcegate-baseline.json # then: sourcegate check --update-baseline
`);
});

/** The lines of `look-at`, as they are written. */
const looksAt = (lockfiles: readonly string[], artifacts: readonly string[]): string[] =>
  initPolicy({ lockfiles, artifacts })
    .split('\n')
    .filter((line) => /^(# )?look-at|^ {2}/.test(line));

test.each<[name: string, lockfiles: readonly string[], artifacts: readonly string[], expected: readonly string[]]>([
  [
    'nothing',
    [],
    [],
    ['# look-at: { artifacts: ["dist/*"] } # nothing was found yet: every known lockfile, and artifacts in dist/, build/, target/, out/'],
  ],
  [
    'only locks: artifacts are left as a comment',
    ['Cargo.lock', 'web/package-lock.json'],
    [],
    ['look-at:', '  lockfiles: ["Cargo.lock", "web/package-lock.json"]', '  # artifacts: ["dist/*"] # what the workflow builds before the check'],
  ],
  ['only artifacts', [], ['dist/a-1.0.whl'], ['look-at:', '  artifacts: ["dist/*.whl"]']],
  [
    'two releases of one kind are one pattern, kinds in the order of the alphabet',
    [],
    ['dist/a-1.1.whl', 'dist/a-1.0.whl', 'dist/a-1.0.tar.gz'],
    ['look-at:', '  artifacts: ["dist/*.tar.gz", "dist/*.whl"]'],
  ],
  ['beside the policy', [], ['a-1.0.tgz'], ['look-at:', '  artifacts: ["*.tgz"]']],
  [
    'names without a suffix stay, wherever they lie',
    [],
    ['demo', 'target/release/demo', 'out/.hidden'],
    ['look-at:', '  artifacts: ["**/.hidden", "**/demo", "demo"]'],
  ],
  ['a suffix is letters and digits', [], ['out/a.so_', 'out/b.7z'], ['look-at:', '  artifacts: ["**/a.so_", "out/*.7z"]']],
  [
    'names that are patterns are escaped',
    ['a[b]/package-lock.json', '(c)/@d+e!/uv.lock'],
    ['out/{x}.tar.gz', 'o*t?/a.whl', 'x\\y'],
    [
      'look-at:',
      '  lockfiles: ["a\\\\[b\\\\]/package-lock.json", "\\\\(c\\\\)/\\\\@d\\\\+e\\\\!/uv.lock"]',
      '  artifacts: ["o\\\\*t\\\\?/*.whl", "out/*.tar.gz", "x\\\\\\\\y"]',
    ],
  ],
  [
    'twenty locks are named',
    Array.from({ length: 20 }, (_, each) => `p${each}/go.sum`),
    [],
    [
      'look-at:',
      `  lockfiles: [${Array.from({ length: 20 }, (_, each) => `"p${each}/go.sum"`).join(', ')}]`,
      '  # artifacts: ["dist/*"] # what the workflow builds before the check',
    ],
  ],
  [
    'of more, each name stands for all folders',
    [
      ...Array.from({ length: 20 }, (_, each) => `p${each}/package-lock.json`),
      'uv.lock',
      'a/Cargo.lock',
      'a/pnpm-lock.yaml',
      'b/go.sum',
      'c/requirements.txt',
      'd/x-package-lock.json',
      'd/go.sum.bak',
      'd/my.app.lock',
    ],
    [],
    [
      'look-at:',
      '  lockfiles: ["**/Cargo.lock", "**/go.sum", "**/package-lock.json", "**/pnpm-lock.yaml", "c/*.txt", "d/*.bak", "d/*.json", "d/*.lock", "uv.lock"]',
      '  # artifacts: ["dist/*"] # what the workflow builds before the check',
    ],
  ],
  [
    'at most twenty patterns',
    [],
    Array.from({ length: 25 }, (_, each) => `p${String(each).padStart(2, '0')}/a.whl`),
    ['look-at:', `  artifacts: [${Array.from({ length: 20 }, (_, each) => `"p${String(each).padStart(2, '0')}/*.whl"`).join(', ')}]`],
  ],
])('%s', (_, lockfiles, artifacts, expected) => {
  expect(looksAt(lockfiles, artifacts)).toEqual(expected);
  expect(policyOf(initPolicy({ lockfiles, artifacts })).extends).toEqual(['recommended']);
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
      - uses: actions/checkout@v7
        with: { fetch-depth: 0, persist-credentials: false }
      # Build here what is to be judged, such as: - run: uv build
      - uses: OWNER/sourcegate@v1
`);
  expect(initWorkflow({ action: 'acme/gate@v1' })).toContain('uses: acme/gate@v1\n');
});
