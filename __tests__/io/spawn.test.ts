import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { clientsOf, findProgram } from '../../src/io/spawn.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sourcegate-test-'));
  mkdirSync(join(root, 'bin'));
  mkdirSync(join(root, 'checkout', 'bin'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const program = (path: string, script: string): void => {
  writeFileSync(path, `#!${process.execPath}\n${script}`);
  chmodSync(path, 0o755);
};
const env = () => ({
  PATH: [join(root, 'checkout', 'bin'), 'relative', join(root, 'bin')].join(delimiter),
  HOME: root,
  SECRET: 'CANARY',
  PIP_INDEX_URL: 'CANARY',
});

test('a client is asked in an empty folder, with few variables', async () => {
  program(
    join(root, 'bin', 'pip'),
    'const fs = require("fs"); console.log(JSON.stringify({ files: fs.readdirSync("."), cwd: process.cwd(), env: process.env, args: process.argv.slice(2) })); console.error("aside")',
  );
  const answer = await clientsOf(env(), join(root, 'checkout'))('pip', ['config', 'list'], {
    env: { PIP_CONFIG_FILE: '/dev/null' },
    files: { 'a/b.txt': 'x' },
  });
  const seen = JSON.parse(answer!.stdout);
  expect(seen.files).toEqual(['a']);
  expect(seen.cwd).not.toContain('checkout');
  expect(existsSync(seen.cwd)).toBe(false);
  expect(seen.args).toEqual(['config', 'list']);
  expect(seen.env.PATH).toBe(join(root, 'bin'));
  expect(seen.env.PIP_CONFIG_FILE).toBe('/dev/null');
  expect(JSON.stringify(seen.env)).not.toContain('CANARY');
  expect(answer).toMatchObject({ code: 0, stderr: 'aside\n' });
});

test('a client of the checkout is never run, also through a link', async () => {
  const flag = join(root, 'ran');
  program(join(root, 'checkout', 'bin', 'npm'), `require("fs").writeFileSync(${JSON.stringify(flag)}, "")`);
  symlinkSync(join(root, 'checkout', 'bin', 'npm'), join(root, 'bin', 'npm'));
  const ask = clientsOf(env(), join(root, 'checkout'));
  expect(await ask('npm', ['config', 'get', 'registry'])).toBeUndefined();
  expect(existsSync(flag)).toBe(false);
  expect(findProgram('npm', env(), join(root, 'checkout'))).toBeUndefined();
});

test('a client that hangs or floods is ended', async () => {
  program(join(root, 'bin', 'hang'), 'setInterval(() => {}, 1000)');
  program(join(root, 'bin', 'flood'), 'for (;;) require("fs").writeSync(1, "x".repeat(65536))');
  program(join(root, 'bin', 'fail'), 'process.exit(3)');
  const ask = clientsOf(env(), join(root, 'checkout'));
  expect(await ask('hang', [], { seconds: 0.5 })).toBeUndefined();
  expect(await ask('flood', [])).toBeUndefined();
  expect((await ask('fail', []))?.code).toBe(3);
  expect(await ask('none', [])).toBeUndefined();
});

test('asked once per run', async () => {
  program(join(root, 'bin', 'go'), 'console.log(Math.random())');
  const ask = clientsOf(env(), join(root, 'checkout'));
  expect(await ask('go', ['env'])).toEqual(await ask('go', ['env']));
});
