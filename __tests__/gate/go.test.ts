// go.mod and go.sum are one lock in two files: what is built, and the hashes of it.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { runGate } from '../../src/gate.ts';
import { createProgress } from '../../src/progress.ts';
import type { Verdict } from '../../src/types.ts';
import { git, removeAll, repositoryOf, write } from '../discover/repository.ts';

afterEach(removeAll);

const progress = createProgress({ quiet: true, terminal: false, columns: 80, now: () => 0, write: () => undefined });
const policy = 'version: 1\nextends: recommended\n';
const manifest = 'module example.com/x\n\ngo 1.25\n\nrequire (\n\texample.com/a v1.0.0\n\texample.com/b v1.0.0 // indirect\n)\n';
const sums = (zip = 'a1') =>
  ['a', 'b'].map((name) => `example.com/${name} v1.0.0 h1:${zip}=\nexample.com/${name} v1.0.0/go.mod h1:${name}=\n`).join('') +
  'example.com/c v0.1.0 h1:c=\nexample.com/d v0.9.0/go.mod h1:d=\n';

/** The packages judged, `path:line name`, and the findings, `path:line rule`. */
async function judged(cwd: string, base?: string, depth?: 'full'): Promise<{ packages: string[]; findings: string[]; verdict: Verdict }> {
  const { verdict } = await runGate({
    cwd,
    paths: [],
    env: { HOME: cwd },
    offline: true,
    jobs: 1,
    limits: {},
    progress,
    failOn: 'error',
    today: '2026-11-23',
    ...(base === undefined ? {} : { base }),
    ...(depth === undefined ? {} : { depth }),
  });
  const packages = verdict.facts.flatMap(({ subject, locked }) =>
    subject.kind === 'locked-package' ? [`${subject.path}:${subject.at.line} ${locked?.name}`] : [],
  );
  return { packages, findings: verdict.findings.map(({ rule, at }) => `${at.path}:${at.line} ${rule}`), verdict };
}

test('a module is judged once, where go.mod names it, and rows of go.mod files not at all', async () => {
  const cwd = repositoryOf({ 'sourcegate.yml': policy, 'go.mod': manifest, 'go.sum': sums() });
  const { packages, findings } = await judged(cwd);
  expect(packages).toEqual(['go.mod:6 example.com/a', 'go.mod:7 example.com/b', 'go.sum:5 example.com/c']);
  expect(findings).toEqual([]);
});

test('go.mod without go.sum has no hashes', async () => {
  const { findings } = await judged(repositoryOf({ 'sourcegate.yml': policy, 'go.mod': manifest }));
  expect(findings).toEqual(['go.mod:6 pin/hash-missing']);
});

test('the hash of a go.mod file is not held against the zip in the module cache', async () => {
  const cwd = repositoryOf({ 'sourcegate.yml': policy, 'go.sum': 'example.com/d v0.9.0/go.mod h1:d=\n' });
  const cache = 'go/pkg/mod/cache/download/example.com/d/@v/v0.9.0.zip';
  write(cwd, { 'd@v0.9.0/d.go': 'package d\n', [`${cache}hash`]: 'h1:other=' });
  execFileSync('python3', ['-m', 'zipfile', '-c', join(cwd, cache), 'd@v0.9.0/'], { cwd });
  const { packages, findings } = await judged(cwd, undefined, 'full');
  expect(packages).toEqual([]);
  expect(findings).toEqual([]);
});

test('a pull request that exchanges the hash of a zip and keeps that of go.mod is found, on the line of the hash', async () => {
  const cwd = repositoryOf({ 'sourcegate.yml': policy, 'go.mod': manifest, 'go.sum': sums() });
  const base = git(cwd, 'rev-parse', 'HEAD').trim();
  write(cwd, { 'go.sum': sums('a2') });
  git(cwd, 'commit', '-qam', 'head');
  const { findings, verdict } = await judged(cwd, base);
  expect(findings).toEqual(['go.sum:1 lock/integrity-changed', 'go.sum:3 lock/integrity-changed']);
  expect(verdict.exitCode).toBe(1);
});

test('a version in go.mod that go.sum does not have is drift, but not in a workspace', async () => {
  const files = { 'sourcegate.yml': policy, 'go.mod': manifest.replace('a v1.0.0', 'a v1.1.0'), 'go.sum': sums() };
  const { findings } = await judged(repositoryOf(files));
  expect(findings).toContain('go.sum:1 lock/manifest-drift');
  const workspace = await judged(repositoryOf({ ...files, 'go.work': 'go 1.25\nuse .\n' }));
  expect(workspace.findings).not.toContain('go.sum:1 lock/manifest-drift');
});
