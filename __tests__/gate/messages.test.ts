// What the command says of a mistake quotes the policy: it is on standard error, and read by terminals and runners.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'messages-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function check(policy: string, ...args: string[]): { status: number | null; err: string } {
  writeFileSync(join(folder, 'sourcegate.yml'), policy);
  const { status, stderr } = spawnSync(process.execPath, [cli, 'check', '--offline', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { HOME: folder },
  });
  return { status, err: stderr };
}

test('a key with a command for the runner, an escape sequence and a NUL in it gives no command, and no raw byte', () => {
  const { status, err } = check('version: 1\n"a\\n::error::evil\\e[31m": 1\nrules: { "x\\0\\n::stop-commands::y": off }\n');
  expect(status).toBe(2);
  expect(err).toMatch(/unknown key "a/);
  expect(err).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f]/);
  expect(err).not.toMatch(/^\s*::/m);
});

test('each mistake has its place once', () => {
  expect(check('version: 2\n').err).toMatch(/^sourcegate\.yml:1:10: version must be 1/);
});

test('a policy of two documents is refused: readers take one or the other', () => {
  const { status, err } = check('version: 1\nextends: recommended\n---\nversion: 1\nrules: {}\n');
  expect(status).toBe(2);
  expect(err).toMatch(/^sourcegate\.yml:3:1: a second document begins here/);
});

test('the baseline is not written through a symbolic link of the checkout', () => {
  symlinkSync(join(folder, 'elsewhere'), join(folder, '.sourcegate-baseline.json'));
  const { status, err } = check('version: 1\nextends: recommended\n', '--update-baseline');
  expect(status).toBe(2);
  expect(err).toMatch(/a symbolic link/);
  expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
});
