// Lockfiles that try to hide packages, or to end the run by their size.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLocks } from '../../src/gate/locks.ts';
import { readLockfile } from '../../src/lockfiles/index.ts';

test('200,000 packages end in an answer, not in a full stack', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'locks-'));
  try {
    writeFileSync(
      join(folder, 'go.sum'),
      Array.from({ length: 200_000 }, (_, each) => `example.com/m${each} v1.0.0 h1:${'A'.repeat(43)}=\n`).join(''),
    );
    const { packages } = await readLocks(folder, ['go.sum'], (path) => path, undefined);
    expect(packages.length).toBe(200_000);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ['requirements.txt', '-r hidden.lst', ['includes-unread']],
  ['requirements.txt', '--requirement=/etc/passwd', ['includes-unread']],
  ['requirements.txt', '-r ../requirements.txt', ['includes-unread']],
  ['requirements.txt', '-r https://example.com/requirements.txt', ['includes-unread']],
  ['requirements.txt', '-r dev-requirements.txt', []],
  ['requirements/prod.txt', '-r base.txt', []],
  ['requirements/prod.txt', '-c ../limits.lst', []], // a constraint installs nothing
])('%s with %s', (path, line, codes) => {
  const { packages, problems } = readLockfile(`${line}\na==1.0\n`, path);
  expect(packages.map(({ name }) => name)).toEqual(['a']);
  expect(problems.map(({ code }) => code)).toEqual(codes);
});

test('a lock of a version that nobody knows yet is not read, and not said to be out of step', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'locks-'));
  try {
    writeFileSync(join(folder, 'pyproject.toml'), '[tool.poetry.dependencies]\npython = "^3.12"\nrequests = "*"\n');
    const lockOf = async (version: string) => {
      writeFileSync(join(folder, 'poetry.lock'), `[metadata]\nlock-version = "${version}"\n`);
      const [lockfile] = (await readLocks(folder, ['poetry.lock'], (path) => path, undefined)).lockfiles;
      return { problems: lockfile?.problems.map(({ code }) => code), drift: lockfile?.observations?.map(({ value }) => value) ?? [] };
    };
    expect(await lockOf('2.1')).toEqual({ problems: [], drift: ['requests is in pyproject.toml and not in the lock'] });
    expect(await lockOf('999.0')).toEqual({ problems: ['unknown-version'], drift: [] });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
