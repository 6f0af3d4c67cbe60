// The action as the runner runs it, on a real git repository whose pull request adds torch to a real uv.lock. The lock is the
// demo's; its base is the same lock before torchvision came.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commit, folderOf, git, removeAll, repositoryOf, write } from '../discover/repository.ts';
import { nodes, root, run } from './run.ts';

const lock = readFileSync(join(root, 'examples/demo/uv.lock'), 'utf8');
/** The lock without the packages that torchvision brings. */
const before = lock
  .split(/(?=^\[\[package\]\])/m)
  .filter((part) => !/^\[\[package\]\]\nname = "(torch|torchvision|numpy|pillow|typing-extensions)"/.test(part))
  .join('')
  .replaceAll(/^.*"torchvision".*\n/gm, '');

const rules = 'version: 1\nrules:\n  source/binary-only: error\n  proprietary/*: error\n';
const policy = (waivers = ''): string =>
  `${rules}overrides:\n  - for: "pkg:pypi/nvidia-*"\n    rules: { source/binary-only: off, proprietary/*: off }\n${waivers}`;
const waiver = (name: string, expires: string): string =>
  `  - rule: source/binary-only\n    subject: pkg:pypi/${name}\n    reason: no other build exists yet (ticket 7)\n    expires: ${expires}\n`;
const waivers = (expires: string): string => `waivers:\n${waiver('torch@1.9.0', expires)}${waiver('torchvision@0.10.0', expires)}`;

afterAll(removeAll);

interface Step {
  code: number | null;
  log: string;
  outputs: Readonly<Record<string, string>>;
  summary: string;
  annotations: readonly string[];
}

/** Runs the bundle in a pull request from `base` to `head` files, with the variables and files that the runner gives. */
async function pullRequest(
  node: string,
  base: Record<string, string>,
  head: Record<string, string>,
  inputs: Record<string, string> = {},
): Promise<Step> {
  const folder = repositoryOf(base);
  const baseCommit = git(folder, 'rev-parse', 'HEAD');
  git(folder, 'checkout', '-q', '-b', 'topic');
  write(folder, head);
  const headCommit = commit(folder, 'add torch');
  return step(node, folder, inputs, {
    name: 'pull_request',
    payload: {
      number: 7,
      pull_request: {
        number: 7,
        base: { sha: baseCommit, ref: 'main', repo: { full_name: 'acme/demo' } },
        head: { sha: headCommit, ref: 'topic', repo: { full_name: 'acme/demo', fork: false } },
      },
    },
  });
}

async function step(node: string, folder: string, inputs: Record<string, string>, event: { name: string; payload: unknown }): Promise<Step> {
  const runner = folderOf({ output: '', summary: '', state: '', env: '', path: '' });
  writeFileSync(join(runner, 'event.json'), JSON.stringify(event.payload));
  const given = Object.fromEntries(Object.entries({ offline: 'true', ...inputs }).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
  const { code, out, err } = await run(node, 'index.js', [], {
    cwd: folder,
    env: {
      ...given,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: folder,
      GITHUB_REPOSITORY: 'acme/demo',
      GITHUB_EVENT_NAME: event.name,
      GITHUB_EVENT_PATH: join(runner, 'event.json'),
      GITHUB_OUTPUT: join(runner, 'output'),
      GITHUB_STEP_SUMMARY: join(runner, 'summary'),
      GITHUB_STATE: join(runner, 'state'),
      GITHUB_ENV: join(runner, 'env'),
      GITHUB_PATH: join(runner, 'path'),
      RUNNER_TEMP: join(runner),
    },
  });
  const written = readFileSync(join(runner, 'output'), 'utf8');
  const outputs = Object.fromEntries(
    [...written.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n?\2$/gm)].map((match) => [match[1] as string, match[3] as string]),
  );
  const log = out + err;
  return {
    code,
    log,
    outputs,
    summary: readFileSync(join(runner, 'summary'), 'utf8'),
    annotations: log.split('\n').filter((line) => /^::(error|warning|notice)/.test(line)),
  };
}

const lineOf = (name: string): number => lock.split('\n').indexOf(`name = "${name}"`) + 1;

describe('whatever a pull request brings, it is judged by the base, with outputs and a summary', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  test.each<[string, head: Record<string, string>, base?: Record<string, string>]>([
    ['a second policy file', { '.github/sourcegate.yml': policy() }],
    ['a policy that is none', { 'sourcegate.yml': 'version: 1\nrules: [' }],
    ['a policy of bytes', { 'sourcegate.yml': '\0\u0001'.repeat(1000) }],
    ['a policy of nothing', { 'sourcegate.yml': '' }],
    ['a policy so deep', { 'sourcegate.yml': deep }],
    ['a policy that extends itself', { 'sourcegate.yml': 'version: 1\nextends: ./sourcegate.yml\n' }],
    ['a policy that is a folder', { 'sub/sourcegate.yml/a': '' }],
    ['a manifest that is none', { 'pyproject.toml': deep, 'package.json': 'null' }],
    ['a manifest that is a link', { 'pyproject.toml': '->/dev/zero' }],
    ['lockfiles that are none', { 'package-lock.json': deep, 'Cargo.lock': '\0', 'yarn.lock': deep, 'go.sum': ' ', 'pnpm-lock.yaml': deep }],
    ['a lockfile in the place of a link', { 'new/uv.lock': lock }, { 'new/uv.lock': '->../uv.lock' }],
    ['configuration that is none', { '.npmrc': deep, 'uv.toml': deep, '.cargo/config.toml': '\0', '.yarnrc.yml': deep, 'pip.conf': '[[[' }],
    ['file names that are commands', { '::error::x/uv.lock': lock, '\u001b[31m/package-lock.json': '{}', 'a\nverdict=clear\n/go.sum': '' }],
    ['built files that are none', { 'dist/a.whl': 'PK', 'dist/b.tar.gz': '\u001f\u008b', 'dist/c.deb': '!<arch>\n', 'dist/d.jar': '' }],
    ['a policy in a folder', { 'sub/sourcegate.yml': 'version: 1\n' }],
  ])('%s', async (_, head, more = {}) => {
    const base = { 'sourcegate.yml': `${policy()}# see docs/notes.yml\n`, 'docs/notes.yml': '->../nowhere', 'uv.lock': before, ...more };
    const folder = repositoryOf(base);
    const baseCommit = git(folder, 'rev-parse', 'HEAD');
    for (const path of Object.keys(head)) rmSync(join(folder, path), { force: true });
    write(folder, { ...head, 'uv.lock': lock });
    commit(folder, 'head');
    const payload = { pull_request: { number: 7, base: { sha: baseCommit, ref: 'main' }, head: { sha: 'a'.repeat(40) } } };
    const { code, outputs, summary } = await step(process.execPath, folder, {}, { name: 'pull_request', payload });
    expect(code).toBe(1); // torch, by the policy of the base
    expect(outputs).toMatchObject({ verdict: 'blocked', errors: expect.stringMatching(/^[1-9]/) });
    expect(existsSync(outputs['findings-json'] as string)).toBe(true);
    expect(summary).toMatch(/^### sourcegate: blocked/);
  });
});

test('a run that cannot begin says so in the outputs and the summary, and is no pass', async () => {
  const head = { 'uv.lock': lock };
  const base = { 'sourcegate.yml': 'version: 1\nrulez: { "<img src=x>": error }\n', 'uv.lock': before };
  const { code, outputs, summary, annotations } = await pullRequest(process.execPath, base, head);
  expect(code).toBe(2);
  expect(outputs).toEqual({ verdict: 'incomplete' });
  expect(summary).toMatch(/^### sourcegate: nothing was judged\n\n`sourcegate\.yml:2:1.*rulez/s);
  expect(summary).not.toContain('<img');
  expect(annotations).toEqual([expect.stringMatching(/^::error .*file=sourcegate\.yml,line=2,col=1.*rulez/)]);
});

describe.each(nodes)('under Node $version, a pull request that adds torch', ({ node }) => {
  test('fails, and the annotation stands on the line of the added package', async () => {
    const { code, annotations, outputs, summary } = await pullRequest(node, { 'sourcegate.yml': policy(), 'uv.lock': before }, { 'uv.lock': lock });
    expect(code).toBe(1);
    expect(annotations.filter((line) => line.startsWith('::error'))).toEqual([
      expect.stringMatching(new RegExp(`^::error .*file=uv\\.lock,line=${lineOf('torch')}.*title=.*torch`)),
    ]);
    expect(annotations.join('\n')).toContain('torchvision');
    expect(outputs).toMatchObject({ verdict: 'blocked', errors: '2', waived: '0' });
    expect(existsSync(outputs['findings-json'] as string)).toBe(true);
    expect(summary).toMatch(/^### sourcegate: blocked by 2 errors/);
  });

  test('judges only what it adds', async () => {
    const { outputs } = await pullRequest(node, { 'sourcegate.yml': rules, 'uv.lock': before }, { 'uv.lock': lock });
    const { findings } = JSON.parse(readFileSync(outputs['findings-json'] as string, 'utf8'));
    expect(findings.map((finding: { rule: string; subject: { purl?: string } }) => `${finding.rule} ${finding.subject.purl}`).sort()).toEqual([
      'source/binary-only pkg:pypi/torch@1.9.0',
      'source/binary-only pkg:pypi/torchvision@0.10.0',
    ]);
  });

  test('passes with waivers on the base, and names them', async () => {
    const { code, outputs, log } = await pullRequest(
      node,
      { 'sourcegate.yml': policy(waivers('2099-01-31')), 'uv.lock': before },
      { 'uv.lock': lock },
    );
    expect(code).toBe(0);
    expect(outputs).toMatchObject({ verdict: 'clear', waived: '2' });
    expect(log).toMatch(/waived to 2099-01-31/);
  });

  test('fails with expired waivers, and says so', async () => {
    const { code, log } = await pullRequest(node, { 'sourcegate.yml': policy(waivers('2020-01-31')), 'uv.lock': before }, { 'uv.lock': lock });
    expect(code).toBe(1);
    expect(log).toMatch(/gate\/waiver-expired/);
    expect(log).toMatch(/2020-01-31/);
  });

  test('gives no force to a waiver that it brings itself', async () => {
    const { code, outputs, log } = await pullRequest(
      node,
      { 'sourcegate.yml': policy(), 'uv.lock': before },
      { 'uv.lock': lock, 'sourcegate.yml': policy(waivers('2099-01-31')) },
    );
    expect(code).toBe(1);
    expect(outputs).toMatchObject({ verdict: 'blocked', waived: '0' });
    expect(log).toMatch(/gate\/policy-weakened/);
  });

  test('is not saved by deleting the policy', async () => {
    const folder = repositoryOf({ 'sourcegate.yml': policy(), 'uv.lock': before });
    const base = git(folder, 'rev-parse', 'HEAD');
    git(folder, 'checkout', '-q', '-b', 'topic');
    git(folder, 'rm', '-q', 'sourcegate.yml');
    write(folder, { 'uv.lock': lock });
    const head = commit(folder, 'no policy, no problem');
    const { code, outputs } = await step(
      node,
      folder,
      {},
      { name: 'pull_request', payload: { number: 1, pull_request: { number: 1, base: { sha: base, ref: 'main' }, head: { sha: head } } } },
    );
    expect(code).toBe(1);
    expect(Number(outputs.errors)).toBeGreaterThanOrEqual(2);
  });

  test('says what to add to the workflow where the clone is too shallow', async () => {
    const folder = repositoryOf({ 'sourcegate.yml': policy(), 'uv.lock': before });
    const base = git(folder, 'rev-parse', 'HEAD');
    git(folder, 'checkout', '-q', '-b', 'topic');
    write(folder, { 'uv.lock': lock });
    const head = commit(folder, 'add torch');
    const shallow = folderOf();
    git(shallow, 'clone', '-q', '--depth', '1', '--branch', 'topic', `file://${folder}`, 'clone');
    const { log } = await step(
      node,
      join(shallow, 'clone'),
      {},
      { name: 'pull_request', payload: { number: 1, pull_request: { number: 1, base: { sha: base, ref: 'main' }, head: { sha: head } } } },
    );
    expect(log).toMatch(/fetch-depth: 0/);
  });

  test('a mistake in an input ends the step with code 2', async () => {
    const { code, annotations } = await pullRequest(node, { 'uv.lock': before }, { 'uv.lock': lock }, { 'fail-on': 'everything' });
    expect(code).toBe(2);
    expect(annotations[0]).toMatch(/input fail-on must be error, warning or never/);
  });
});
