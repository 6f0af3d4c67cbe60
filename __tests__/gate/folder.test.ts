// One folder of a checkout is judged by the policy that lies in it, under the paths that a person opens.
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GateOptions, runGate, testPolicyFile } from '../../src/gate.ts';

const demo = fileURLToPath(new URL('../../examples/demo', import.meta.url));
const checkout = mkdtempSync(join(tmpdir(), 'folder-'));
const folder = join(checkout, 'services/ml');
afterAll(() => rmSync(checkout, { recursive: true }));

const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: checkout });
beforeAll(() => {
  for (const name of ['uv.lock', 'sourcegate.yml', 'pyproject.toml']) cpSync(join(demo, name), join(folder, name));
  writeFileSync(join(checkout, 'sourcegate.yml'), 'version: 1\nrules: { archive/hazard: error }\n');
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'first');
});

const progress = { begin() {}, bytes() {}, end() {}, say() {} };
const run = (more: Partial<GateOptions> = {}) =>
  runGate({
    cwd: checkout,
    paths: ['services/ml'],
    env: {},
    offline: true,
    jobs: 1,
    limits: {},
    progress,
    failOn: 'error',
    today: '2026-12-01',
    ...more,
  });

test('its policy decides, and is named by its whole path', async () => {
  const { verdict } = await run();
  expect(verdict.policy).toBe('services/ml/sourcegate.yml');
  const lines = verdict.findings.map(({ policyLine }) => policyLine?.path);
  expect(lines).toContain('services/ml/sourcegate.yml');
  expect(lines).not.toContain('sourcegate.yml');
});

test('against a base, the policy of that folder at the base is in force', async () => {
  writeFileSync(join(folder, 'sourcegate.yml'), 'version: 1\n');
  const { verdict } = await run({ base: 'main' });
  expect(verdict.policy).toBe('services/ml/sourcegate.yml of main');
  expect(verdict.findings.map(({ rule }) => rule)).toContain('gate/policy-weakened');
  git('checkout', '--quiet', '--', '.');
});

test('the baseline is written where the policy will look for it', async () => {
  const before = await run();
  expect(before.baseline()).toMatchObject({ path: join(folder, '.sourcegate-baseline.json'), inForce: false });
  appendFileSync(join(folder, 'sourcegate.yml'), 'baseline: accepted.json\n');
  const { path, text, inForce } = (await run()).baseline();
  expect([path, inForce]).toEqual([join(folder, 'accepted.json'), true]);
  writeFileSync(path, text);
  const { verdict } = await run();
  expect(verdict.counts.baseline).toBeGreaterThan(0);
  expect(verdict.counts.errors).toBe(0);
  git('checkout', '--quiet', '--', '.');
});

test('from outside of the checkout, and by a policy that is named from where the caller stands', async () => {
  const inside = await run({ cwd: folder, paths: ['..'] });
  expect(inside.verdict.policy).toBe('sourcegate.yml'); // services/ has none
  const named = await run({ policy: 'services/ml/sourcegate.yml' });
  expect(named.verdict.policy).toBe('services/ml/sourcegate.yml');
});

test('a policy from outside of the checkout extends what lies beside it, never a file of the checkout', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'policies-'));
  try {
    writeFileSync(join(outside, 'team.yml'), 'version: 1\nextends: ./strict.yml\n');
    writeFileSync(join(outside, 'strict.yml'), 'version: 1\nrules: { source/binary-only: error }\n');
    // A pull request that plants the file where the path would lead inside of it.
    for (const folder of [checkout, join(checkout, outside)]) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'strict.yml'), 'version: 1\nrules: { source/binary-only: off }\n');
    }
    const { verdict } = await run({ policy: join(outside, 'team.yml'), base: 'main', paths: [] });
    expect(verdict.policy).toBe('team.yml');
    const { verdict: whole } = await run({ policy: join(outside, 'team.yml') });
    expect(whole.findings.filter(({ rule, level }) => rule === 'source/binary-only' && level === 'error').length).toBeGreaterThan(0);
    expect(whole.findings.find(({ rule }) => rule === 'source/binary-only')?.policyLine).toMatchObject({ path: 'strict.yml', line: 2 });
  } finally {
    rmSync(outside, { recursive: true });
    git('clean', '-fdq');
  }
});

test('a package where a path should be is told the command that takes it', async () => {
  await expect(run({ paths: ['pkg:pypi/torch@1.9.0'] })).rejects.toThrow('for a package: sourcegate inspect pkg:pypi/torch@1.9.0');
});

test('a policy without examples says that nothing was run', () => {
  expect(testPolicyFile(checkout)).toEqual({ text: 'sourcegate.yml: no examples under `tests`, so nothing was run\n', failed: 0 });
  expect(readFileSync(join(checkout, 'sourcegate.yml'), 'utf8')).toContain('version: 1');
});

describe('without a policy of its own', () => {
  const web = join(checkout, 'web');
  const lock = JSON.stringify({ lockfileVersion: 3, packages: { 'node_modules/a': { version: '1.0.0', resolved: 'http://example.org/a.tgz' } } });
  beforeAll(() => {
    for (const path of ['web/package-lock.json', 'docs/package-lock.json', 'web/dist/a.tgz']) {
      mkdirSync(join(checkout, path, '..'), { recursive: true });
      writeFileSync(join(checkout, path), path.endsWith('.json') ? lock : 'not an archive');
    }
    writeFileSync(join(checkout, 'sourcegate.yml'), 'version: 1\nlook-at: { lockfiles: ["*/package-lock.json"], artifacts: ["none/*"] }\n');
  });
  afterAll(() => {
    git('checkout', '--quiet', '--', '.');
    git('clean', '-fdq');
  });

  test.each<[string, Partial<GateOptions>]>([
    ['named from the top', { paths: ['web'] }],
    ['by a caller who stands in it', { cwd: web, paths: [] }],
    ['named from elsewhere', { cwd: tmpdir(), paths: [web] }],
  ])('the nearest one above judges, by its own globs: %s', async (_, more) => {
    const { verdict } = await run(more);
    expect(verdict.policy).toBe('sourcegate.yml');
    expect(verdict.facts.filter(({ subject }) => subject.kind !== 'locked-package').map(({ subject }) => subject.path)).toEqual([
      'web/package-lock.json',
    ]);
    expect(verdict.findings.map(({ rule }) => rule)).not.toContain('gate/nothing-inspected'); // none/* is for another folder
  });

  test('a file is judged by it as well, and printed as the others print it', async () => {
    const { verdict } = await run({ cwd: web, paths: ['package-lock.json'] });
    expect(verdict.policy).toBe('sourcegate.yml');
    expect(verdict.facts[0]?.subject.path).toBe('web/package-lock.json');
    expect(testPolicyFile(web).text).toContain('sourcegate.yml: no examples');
    expect(verdict.remarks).toEqual(['Paths count from the top of the repository (..).']);
  });
});

test('a manifest that is named stands for the lockfile beside it; without one there is nothing to judge', async () => {
  const { verdict } = await run({ paths: ['services/ml/pyproject.toml', 'services/ml/uv.lock'] });
  expect(verdict.facts.filter(({ subject }) => subject.kind !== 'locked-package').map(({ subject }) => subject.path)).toEqual([
    'services/ml/uv.lock',
  ]);
  writeFileSync(join(checkout, 'package.json'), '{}');
  await expect(run({ paths: ['package.json'] })).rejects.toThrow('package.json: asks for packages and locks none');
  git('clean', '-fdq');
});

test('several folders, and files beside them: each is searched, whatever is named twice counts once', async () => {
  for (const path of ['a/uv.lock', 'b/c/uv.lock', 'b/dist/x.whl', 'c/uv.lock'])
    cpSync(join(demo, 'uv.lock'), join(checkout, path), { recursive: true });
  const paths = async (...given: string[]) => {
    const { verdict } = await run({ paths: given });
    return verdict.facts.filter(({ subject }) => subject.kind !== 'locked-package').map(({ subject }) => subject.path);
  };
  expect(await paths('a', 'b')).toEqual(['b/dist/x.whl', 'a/uv.lock', 'b/c/uv.lock']);
  expect(await paths('a/uv.lock', 'a', './a/')).toEqual(['a/uv.lock']);
  writeFileSync(join(checkout, 'sourcegate.yml'), 'version: 1\nlook-at: { lockfiles: ["b/**/uv.lock"], artifacts: [] }\n');
  expect(await paths('a', 'b')).toEqual(['b/c/uv.lock']);
  git('checkout', '--quiet', '--', '.');
  git('clean', '-fdq');
});
