// What a pull request may try on its own gate: the policy of the base judges, and nothing that the head put in its place is followed.
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type GateOptions, runGate } from '../../src/gate.ts';
import { createProgress } from '../../src/progress.ts';
import type { Finding } from '../../src/types.ts';
import { git, remove, removeAll, repositoryOf, write } from '../discover/repository.ts';

afterEach(removeAll);

const progress = createProgress({ quiet: true, terminal: false, columns: 80, now: () => 0, write: () => undefined });
const policy = 'version: 1\nextends: recommended\nrules:\n  pin/hash-missing: error\n';
const lock = (integrity: object): string =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': { name: 'root' },
      'node_modules/left-pad': { version: '1.0.1', resolved: 'https://registry.example/left-pad-1.0.1.tgz', ...integrity },
    },
  });

/** A repository whose base is strict, and on it a pull request with a lock that the base's policy blocks. */
function pullRequest(): { cwd: string; base: string } {
  const cwd = repositoryOf({ 'sourcegate.yml': policy, 'package-lock.json': lock({ integrity: `sha512-${'A'.repeat(86)}==` }) });
  const base = git(cwd, 'rev-parse', 'HEAD').trim();
  write(cwd, { 'package-lock.json': lock({}) });
  return { cwd, base };
}

async function judged({
  cwd,
  base,
}: {
  cwd: string;
  base: string;
}): Promise<{ exitCode: number; rules: string[]; remarks: readonly string[]; findings: readonly Finding[] }> {
  git(cwd, 'add', '-A');
  git(cwd, 'commit', '-q', '-m', 'head');
  const payload = { pull_request: { number: 1, base: { sha: base, ref: 'main' } } };
  const options: GateOptions = {
    cwd,
    paths: [],
    env: { HOME: join(cwd, 'nowhere') },
    offline: true,
    jobs: 1,
    limits: {},
    progress,
    failOn: 'error',
    today: '2026-11-23',
    event: { name: 'pull_request', payload },
  };
  const { verdict } = await runGate(options);
  return { exitCode: verdict.exitCode, rules: verdict.findings.map(({ rule }) => rule), remarks: verdict.remarks, findings: verdict.findings };
}

test.each<[string, (cwd: string) => void]>([
  ['deletes the policy', (cwd) => remove(cwd, 'sourcegate.yml')],
  ['weakens the policy', (cwd) => write(cwd, { 'sourcegate.yml': policy.replace('error', 'off') })],
  [
    'waives its own finding',
    (cwd) =>
      write(cwd, {
        'sourcegate.yml': `${policy}waivers:\n  - { rule: pin/hash-missing, subject: "pkg:npm/left-pad@1.0.1", reason: because it is fine, expires: 2027-01-01, approver: me }\n`,
      }),
  ],
  ['makes the policy an endless device', (cwd) => link(cwd, '/dev/zero')],
  ['makes the policy a file of the runner', (cwd) => link(cwd, '/etc/passwd')],
  ['makes the policy a link to itself', (cwd) => link(cwd, 'sourcegate.yml')],
  [
    'makes the policy a folder',
    (cwd) => {
      remove(cwd, 'sourcegate.yml');
      mkdirSync(join(cwd, 'sourcegate.yml'));
      write(cwd, { 'sourcegate.yml/x': '' });
    },
  ],
])('a pull request that %s is judged by the policy of the base', async (_, attack) => {
  const request = pullRequest();
  attack(request.cwd);
  const { exitCode, rules } = await judged(request);
  expect(exitCode).toBe(1);
  expect(rules).toContain('pin/hash-missing');
  expect(rules).toContain('gate/policy-weakened');
});

test.each([
  ['deletes', (cwd: string) => remove(cwd, 'sourcegate.yml')],
  ['breaks', (cwd: string) => write(cwd, { 'sourcegate.yml': 'version: 7\n' })],
  ['puts a link in place of', (cwd: string) => link(cwd, 'package-lock.json')],
])('a pull request that %s the policy is told so on the line of the policy, not of a preset', async (how, attack) => {
  const request = pullRequest();
  attack(request.cwd);
  const { findings } = await judged(request);
  const finding = findings.find(({ rule }) => rule === 'gate/policy-weakened');
  expect(finding?.title).toBe(`This pull request ${how} sourcegate.yml`);
  expect(finding && [finding.subject.path, finding.at, ...finding.evidence].map((each) => (typeof each === 'string' ? each : each.path))).toEqual(
    expect.not.arrayContaining([expect.stringContaining('preset')]),
  );
});

function link(cwd: string, target: string): void {
  remove(cwd, 'sourcegate.yml');
  symlinkSync(target, join(cwd, 'sourcegate.yml'));
}

test.each([
  ['a clone without the base', '1'.repeat(40)],
  ['a base that was pushed away', 'f'.repeat(40)],
])('%s: the policy of the pull request has no force, and the run does not pass', async (_, base) => {
  const { cwd } = pullRequest();
  write(cwd, { 'sourcegate.yml': 'version: 1\nrules: {}\n' });
  const { exitCode, rules, remarks } = await judged({ cwd, base });
  expect(exitCode).not.toBe(0);
  expect(rules).toContain('gate/unreadable');
  expect(remarks.join(' ')).toContain('the preset recommended judges');
});

test('a lockfile behind a link is no pass', async () => {
  const request = pullRequest();
  write(request.cwd, { 'hidden.json': lock({}) });
  remove(request.cwd, 'package-lock.json');
  symlinkSync('hidden.json', join(request.cwd, 'package-lock.json'));
  const { exitCode, rules } = await judged(request);
  expect(exitCode).not.toBe(0);
  expect(rules).toContain('gate/unreadable');
});
