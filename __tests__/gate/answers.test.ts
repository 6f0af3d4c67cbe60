// An index that answers with something else than it promised: never a pass, never a crash.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runGate } from '../../src/gate.ts';
import { createProgress } from '../../src/progress.ts';

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const file = 'demo-1.0-py3-none-any.whl';
let folder: string;
let server: Server;
let address: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'answers-'));
  server = createServer((request, response) => {
    if (request.url?.startsWith('/broken/')) return void response.writeHead(503).end();
    if (request.url?.startsWith('/empty/')) return void response.writeHead(404).end();
    if (request.url?.endsWith('.whl')) return void response.end('another content');
    const page = { meta: { 'api-version': '1.0' }, name: 'demo', files: [{ filename: file, url: `/${file}`, hashes: { sha256: '0'.repeat(64) } }] };
    response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json');
    response.end(JSON.stringify(page));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}/simple`;
  writeFileSync(join(folder, 'requirements.txt'), `demo==1.0 --hash=sha256:${'0'.repeat(64)}\n`);
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** As a child process: the stand-in in this one must be able to answer. */
function run(...args: string[]): Promise<{ status: number | null; text: string }> {
  const env = { HOME: folder, PIP_INDEX_URL: `http://user:canary-password@${address}` };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args, '--depth', 'full', '--cache', 'off', '--format', 'json'], { cwd: folder, env });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part) => {
        text += part;
      });
    child.on('close', (status) => resolve({ status, text }));
  });
}

test('a download that is not what its hash promises blocks, and prints no password', async () => {
  const { status, text } = await run('check', 'requirements.txt');
  expect(status).toBe(1);
  expect(text).toContain('hash-mismatch');
  expect(text).not.toContain('canary-password');
});

test('inspect says so, and is incomplete', async () => {
  const { status, text } = await run('inspect', 'pkg:pypi/demo@1.0');
  expect(status).toBe(3);
  expect(text).toContain('not-fetched');
  expect(text).not.toContain('canary-password');
});

const progress = createProgress({ quiet: true, terminal: false, columns: 80, now: () => 0, write: () => undefined });
test.each([
  ['a host that nobody knows', () => 'https://index.nohost.invalid/simple', 'the host name is not known here'],
  ['a port where nobody listens', () => 'http://127.0.0.1:9/simple', 'no connection (ECONNREFUSED)'],
  ['an index that is out of order', () => `http://${address.replace('/simple', '/broken')}`, '503'],
  ['an index that does not know the package', () => `http://${address.replace('/simple', '/empty')}`, 'answered 404 for demo'],
])('%s: the message about the content says so', async (_, index, words) => {
  const { verdict } = await runGate({
    cwd: folder,
    paths: ['requirements.txt'],
    env: { HOME: folder, PIP_INDEX_URL: index() },
    offline: false,
    depth: 'listing',
    jobs: 1,
    limits: {},
    progress,
    failOn: 'error',
    today: '2026-11-23',
  });
  const open = verdict.findings.filter(({ rule }) => rule === 'gate/evidence-unavailable');
  expect(open.map(({ message }) => message)).toEqual([expect.stringContaining(words)]);
  expect(verdict.exitCode).not.toBe(1);
});
