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
  const { verdict } = await runGate(optionsOf(cwd, base));
  return { exitCode: verdict.exitCode, rules: verdict.findings.map(({ rule }) => rule), remarks: verdict.remarks, findings: verdict.findings };
}

const optionsOf = (cwd: string, base: string): GateOptions => ({
  cwd,
  paths: [],
  env: { HOME: join(cwd, 'nowhere') },
  offline: true,
  jobs: 1,
  limits: {},
  progress,
  failOn: 'error',
  today: '2026-11-23',
  event: { name: 'pull_request', payload: { pull_request: { number: 1, base: { sha: base, ref: 'main' } } } },
});

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

describe('what the pull request brings beside the look-at of the base', () => {
  const narrow = (lookAt: string) => `version: 1\nlook-at: ${lookAt}\n`;
  async function judgedWith(lookAt: string, files: Record<string, string>, more: Partial<GateOptions> = {}) {
    const cwd = repositoryOf({ 'sourcegate.yml': narrow(lookAt), 'package-lock.json': lock({}), 'docs/package-lock.json': lock({}) });
    const base = git(cwd, 'rev-parse', 'HEAD').trim();
    write(cwd, files);
    git(cwd, 'add', '-A');
    git(cwd, 'commit', '-q', '-m', 'head');
    const { verdict } = await runGate({ ...optionsOf(cwd, base), ...more });
    return {
      open: verdict.findings.filter(({ rule }) => rule === 'gate/not-looked-at').map(({ at }) => at.path),
      told: verdict.notInspected.filter(({ reason }) => reason.includes('outside look-at')).map(({ path, reason }) => `${path}: ${reason}`),
    };
  }
  const added = 'a lockfile that this pull request adds, outside look-at';
  const changed = 'a lockfile that this pull request changes, outside look-at';
  const known = 'a known lockfile outside look-at';

  test('a new lockfile is an open question, a changed one is told, and so is one that lies there', async () => {
    const files = { 'new/uv.lock': 'version = 1\n', 'docs/package-lock.json': lock({ integrity: 'sha1-xxx' }) };
    expect(await judgedWith('{ lockfiles: ["./package-lock.json"] }', files)).toEqual({
      open: ['new/uv.lock'],
      told: [`new/uv.lock: ${added}`, `docs/package-lock.json: ${changed}`],
    });
    expect(await judgedWith('{ lockfiles: ["/nothing"] }', files)).toEqual({
      open: ['new/uv.lock'],
      told: [`new/uv.lock: ${added}`, `docs/package-lock.json: ${changed}`, `package-lock.json: ${known}`],
    });
  });

  test('a lockfile of test data is told, and asks nothing', async () => {
    const files = { 'tests/fixtures/broken/uv.lock': '' };
    expect(await judgedWith('{ lockfiles: ["package-lock.json"] }', files)).toEqual({ open: [], told: [`tests/fixtures/broken/uv.lock: ${added}`] });
  });

  test('what a person took away, and what the default sees, is neither', async () => {
    const files = { 'new/uv.lock': 'version = 1\n' };
    expect(await judgedWith('{ lockfiles: ["package-lock.json", "!new/**"] }', files)).toEqual({ open: [], told: [] });
    expect(await judgedWith('{ artifacts: ["!*.tgz"] }', files)).toEqual({ open: [], told: [] });
  });

  test('inputs of the action are the part of one job: listed, no question', async () => {
    const { open, told } = await judgedWith('{ depth: index }', { 'new/uv.lock': '' }, { lockfiles: ['package-lock.json'] });
    expect([open, told]).toEqual([[], [`new/uv.lock: ${added}`]]);
  });

  test('a binary that is committed where nobody looks for artifacts is told', async () => {
    const { told } = await judgedWith('{ depth: index }', { 'libs/helper.jar': 'PK', 'vendor/x.jar': 'PK', 'dist/seen.whl': 'PK' });
    expect(told).toEqual(['libs/helper.jar: an artifact that this pull request adds or changes, outside look-at']);
  });
});

test.each(['sourcegate.yaml', '.sourcegate.yml', '.github/sourcegate.yaml'])(
  'a policy under the name %s is not passed over without a word',
  async (name) => {
    const cwd = repositoryOf({ [name]: policy, 'package-lock.json': lock({}) });
    const base = git(cwd, 'rev-parse', 'HEAD').trim();
    await expect(runGate({ ...optionsOf(cwd, base), event: { name: 'push', payload: {} } })).rejects.toThrow('a policy is called sourcegate.yml');
    await expect(runGate(optionsOf(cwd, base))).rejects.toThrow('a policy is called sourcegate.yml'); // at the base as well
    const { cwd: other, base: strict } = pullRequest();
    write(other, { [name]: 'version: 1\n' });
    const { rules, remarks } = await judged({ cwd: other, base: strict });
    expect(rules).toContain('pin/hash-missing'); // one beside the right name decides nothing
    expect(remarks.join()).not.toContain('is called');
  },
);

test('a second policy file beside the one of the base stops nothing: the base judges, and the mistake is told', async () => {
  const { cwd, base } = pullRequest();
  write(cwd, { '.github/sourcegate.yml': 'version: 1\n' });
  const { exitCode, rules, remarks } = await judged({ cwd, base });
  expect([exitCode, rules.includes('pin/hash-missing')]).toEqual([1, true]);
  expect(remarks.join('\n')).toContain('both sourcegate.yml and .github/sourcegate.yml are here');
});

test('the index that a project configures at the base is the one asked, also for clients other than npm and pip', async () => {
  const nuget = (packages: object) => JSON.stringify({ version: 1, dependencies: { 'net8.0': packages } });
  const cwd = repositoryOf({
    'NuGet.Config': '<configuration><packageSources><add key="acme" value="http://127.0.0.1:9/v3/index.json"/></packageSources></configuration>',
    'packages.lock.json': nuget({}),
  });
  const base = git(cwd, 'rev-parse', 'HEAD').trim();
  write(cwd, { 'packages.lock.json': nuget({ 'Acme.Lib': { type: 'Direct', resolved: '1.0.0', contentHash: `${'A'.repeat(86)}==` } }) });
  git(cwd, 'add', '-A');
  git(cwd, 'commit', '-q', '-m', 'head');
  const { verdict } = await runGate({ ...optionsOf(cwd, base), offline: false });
  expect(verdict.findings.map(({ message }) => message).join('\n')).toContain('http://127.0.0.1:9/v3/index.json');
});

describe('a pull request that changes the package manager', () => {
  const wheel = (name: string, digit: string) => ({ file: `${name}-1.0-cp312-cp312-manylinux_2_17_x86_64.whl`, hash: `sha256:${digit.repeat(64)}` });
  const poetry = (...names: string[]) =>
    `${names
      .map(
        (name) =>
          `[[package]]\nname = "${name}"\nversion = "1.0"\ngroups = ["main"]\nfiles = [\n    {file = "${wheel(name, 'a').file}", hash = "${wheel(name, 'a').hash}"},\n]\n`,
      )
      .join('\n')}\n[metadata]\nlock-version = "2.1"\npython-versions = ">=3.12"\ncontent-hash = "${'0'.repeat(64)}"\n`;
  const uv = (digit: string, ...names: string[]) =>
    `version = 1\nrevision = 3\nrequires-python = ">=3.12"\n${names
      .map(
        (name) =>
          `\n[[package]]\nname = "${name}"\nversion = "1.0"\nsource = { registry = "https://index.example/simple" }\nwheels = [\n    { url = "https://index.example/${wheel(name, digit).file}", hash = "${wheel(name, digit).hash}", size = 9 },\n]\n`,
      )
      .join('')}`;
  async function switched(head: Record<string, string>, gone: readonly string[] = ['app/poetry.lock']) {
    const cwd = repositoryOf({
      'sourcegate.yml': 'version: 1\nrules: { lock/new-binary: error, lock/integrity-changed: error }\n',
      'app/poetry.lock': poetry('old', 'older'),
    });
    const base = git(cwd, 'rev-parse', 'HEAD').trim();
    for (const path of gone) remove(cwd, path);
    write(cwd, head);
    const { findings } = await judged({ cwd, base });
    return findings.map(({ rule, subject }) => `${rule} ${subject.kind === 'locked-package' ? subject.purl : subject.path}`);
  }

  test('brings in what the lock before did not lock, and nothing else', async () => {
    expect(await switched({ 'app/uv.lock': uv('a', 'old', 'older', 'new') })).toEqual(['lock/new-binary pkg:pypi/new@1.0']);
  });
  test('is told of a file whose hash is another one now', async () => {
    expect(await switched({ 'app/uv.lock': uv('b', 'old') })).toEqual(['lock/integrity-changed pkg:pypi/old@1.0']);
  });
  test.each([
    ['a lock beside one that stays', { 'app/uv.lock': uv('a', 'old') }, []],
    ['a lock in another folder', { 'other/uv.lock': uv('a', 'old') }, ['app/poetry.lock']],
  ])('%s replaces nothing', async (_, head, gone) => {
    expect(await switched(head, gone)).toEqual(['lock/new-binary pkg:pypi/old@1.0']);
  });
});
