// The action as the runner runs it: a child process with INPUT_* and GITHUB_* set, a checkout on disk, GitHub's API on loopback.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commit, git } from '../discover/repository.ts';
import { type Answers, standIn } from './stand-in.ts';

const main = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
const sha = 'a'.repeat(40);
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

interface Run {
  packages: number;
  inputs?: Record<string, string>;
  event?: [name: string, payload: unknown];
  answers?: Answers;
  policy?: string;
}

/** A uv.lock with that many direct dependencies, each with a wheel and no source. */
function lockOf(packages: number): string {
  const names = Array.from({ length: packages }, (_, at) => `p${at}`);
  const root = `[[package]]\nname = "demo"\nversion = "1"\nsource = { virtual = "." }\ndependencies = [\n${names.map((name) => `    { name = "${name}" },\n`).join('')}]\n`;
  const entry = (name: string) =>
    `[[package]]\nname = "${name}"\nversion = "1.0"\nsource = { registry = "https://index.example/simple" }\nwheels = [\n    { url = "https://index.example/${name}-1.0-cp312-cp312-manylinux1_x86_64.whl", hash = "sha256:${'0'.repeat(64)}", size = 1 },\n]\n`;
  return `version = 1\nrequires-python = ">=3.8"\n\n${[root, ...names.map(entry)].join('\n')}`;
}

async function act({ packages, inputs = {}, event = ['push', {}], answers, policy = 'version: 1\nrules:\n  source/binary-only: error\n' }: Run) {
  const folder = mkdtempSync(join(tmpdir(), 'sourcegate-action-'));
  folders.push(folder);
  const server = await standIn(answers);
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    return join(folder, path);
  };
  // The base has the policy and an empty lock; what the event calls its base is that commit.
  const checkout = join(folder, 'checkout');
  put('checkout/uv.lock', lockOf(0));
  put('checkout/sourcegate.yml', policy);
  git(checkout, 'init', '-q');
  const base = commit(checkout, 'base');
  put('checkout/uv.lock', lockOf(packages));
  commit(checkout, 'head');
  const payload = JSON.parse(JSON.stringify(event[1]).replaceAll('b'.repeat(40), base));
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: join(folder, 'checkout'),
    GITHUB_EVENT_NAME: event[0],
    GITHUB_EVENT_PATH: put('event.json', JSON.stringify(payload)),
    GITHUB_OUTPUT: put('output', ''),
    GITHUB_STEP_SUMMARY: put('summary', ''),
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_SHA: sha,
    GITHUB_WORKFLOW_REF: 'o/r/.github/workflows/gate.yml@refs/heads/main',
    GITHUB_JOB: 'gate',
    GITHUB_API_URL: server.url,
    GITHUB_GRAPHQL_URL: `${server.url}/graphql`,
    RUNNER_TEMP: join(folder, 'temp'),
    INPUT_OFFLINE: 'true',
    INPUT_TOKEN: 'canary-token',
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
  };
  mkdirSync(env.RUNNER_TEMP);
  const child = spawn(process.execPath, [main], { cwd: env.GITHUB_WORKSPACE, env });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  child.stderr.on('data', (part: Buffer) => parts.push(part));
  const code = await new Promise<number | null>((done) => child.on('close', done));
  await server.close();
  const read = (path: string) => readFileSync(path, 'utf8');
  const outputs = Object.fromEntries(
    [...read(env.GITHUB_OUTPUT).matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map(([, name, , value]) => [name, value]),
  );
  const log = Buffer.concat(parts).toString();
  return { code, log, lines: log.split('\n'), outputs, summary: read(env.GITHUB_STEP_SUMMARY), server, folder };
}

const commands = (lines: readonly string[]) => lines.filter((line) => /^::(error|warning|notice)/.test(line));
const pullRequest = (from: string): [string, unknown] => [
  'pull_request',
  { pull_request: { number: 7, head: { sha, repo: { full_name: from } }, base: { sha: 'b'.repeat(40), ref: 'main' } } },
];

describe('the action', () => {
  test('nothing found: passes, says so, writes no check run', async () => {
    const { code, lines, outputs, server, summary } = await act({ packages: 0 });
    expect([code, outputs.verdict, outputs.errors]).toEqual([0, 'clear', '0']);
    expect(commands(lines)).toEqual([]);
    expect(server.asked).toEqual([]);
    expect(summary).toContain('### sourcegate: all clear');
  });

  test('51 findings: fails, and a check run carries them all', async () => {
    const { code, lines, outputs, server, summary } = await act({ packages: 51 });
    expect([code, outputs.verdict, outputs.errors]).toEqual([1, 'blocked', '51']);
    expect(server.wrong).toEqual([]);
    expect(server.asked.map(({ operation }) => operation.split(' ')[0])).toEqual(['POST', 'PATCH']);
    expect(commands(lines)).toEqual([]);
    expect(summary).toContain('blocked by 51 errors');
    expect(JSON.parse(readFileSync(outputs['findings-json'] ?? '', 'utf8')).findings).toHaveLength(51);
  });

  test('a token without checks: workflow commands, ten at most, and the verdict stands', async () => {
    const { code, lines, server } = await act({ packages: 51, answers: { refuse: { 'check-runs': { status: 403 } } } });
    expect(code).toBe(1);
    expect(server.wrong).toEqual([]);
    const errors = commands(lines).filter((line) => line.startsWith('::error'));
    expect(errors).toHaveLength(10);
    expect(errors[0]).toMatch(/^::error file=uv\.lock,line=\d+,col=1,title=/);
    expect(errors[9]).toBe('::error::42 more findings: see the job summary');
    expect(commands(lines).filter((line) => line.startsWith('::notice'))).toHaveLength(1);
  });

  test('a pull request from a fork: no request is made, one notice, the verdict stands', async () => {
    const { code, lines, server } = await act({ packages: 2, event: pullRequest('fork/r'), inputs: { comment: 'on-findings' } });
    expect(code).toBe(1);
    expect(server.asked).toEqual([]);
    expect(commands(lines).map((line) => line.split(/[ :]/)[2])).toEqual(['error', 'error', 'notice']);
  });

  test('a pull request: check run and one comment, with the reports beside it', async () => {
    const { code, outputs, server, log } = await act({
      packages: 1,
      event: pullRequest('o/r'),
      inputs: { comment: 'on-findings', report: 'html, sarif\ncyclonedx spdx markdown' },
    });
    expect(code).toBe(1);
    expect(server.wrong).toEqual([]);
    expect(server.comments).toHaveLength(1);
    for (const name of ['html', 'sarif', 'sbom'] as const) expect(readFileSync(outputs[name] ?? '', 'utf8').length).toBeGreaterThan(100);
    expect(log.replace('::add-mask::canary-token', '')).not.toContain('canary-token');
  });

  test('a merge group: a check run on its head, no comment', async () => {
    const { code, server } = await act({
      packages: 1,
      event: ['merge_group', { merge_group: { head_sha: sha, base_sha: 'b'.repeat(40), base_ref: 'refs/heads/main' } }],
      inputs: { comment: 'on-findings' },
    });
    expect(code).toBe(1);
    expect(server.asked.map(({ operation }) => operation)).toEqual(['POST /repos/{owner}/{repo}/check-runs']);
    expect(server.asked[0]?.body.head_sha).toBe(sha);
  });

  test('the last plain line is the verdict', async () => {
    const { lines } = await act({ packages: 1 });
    const last = lines.filter((line) => line !== '' && !line.startsWith('::')).at(-1);
    expect(last).toBe('BLOCKED  1 error; 1 package not opened.');
  });

  test.each([
    ['an input that is none', { inputs: { 'fail-on': 'high' } }, /input fail-on must be error, warning or never, not "high"/],
    ['a policy with a mistake', { policy: 'version: 1\nrules:\n  source/binary-olny: error\n' }, /file=sourcegate\.yml,line=3.*source\/binary-only/],
  ])('%s: exit code 2, an annotation, no stack trace', async (_, more, said) => {
    const { code, log } = await act({ packages: 1, ...more });
    expect(code).toBe(2);
    expect(log).toMatch(said);
    expect(log).not.toMatch(/^\s+at /m);
  });

  test('fail-on never passes with findings', async () => {
    const { code, outputs } = await act({ packages: 1, inputs: { 'fail-on': 'never' } });
    expect([code, outputs.errors]).toEqual([0, '1']);
  });
});
