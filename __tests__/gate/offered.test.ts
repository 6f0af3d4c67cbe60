// Whether a package that lies there alone was to bring its source: what it says of where it goes decides between "absent" and "not asked".
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type GateOptions, runGate } from '../../src/gate.ts';
import { createProgress } from '../../src/progress.ts';
import { debData, debVersion, makeAr } from '../build/others.ts';
import { makeTar } from '../build/tar.ts';
import { removeAll, repositoryOf } from '../discover/repository.ts';
import { elfOf } from '../inspect/native/build/elf.ts';

afterEach(removeAll);

const progress = createProgress({ quiet: true, terminal: false, columns: 80, now: () => 0, write: () => undefined });
const native = elfOf({ sections: [{ name: '.text', bytes: Buffer.alloc(64) }] });

async function sourceOf(maintainer: string, changelog: string, version = '1.0-1'): Promise<string> {
  const control = `Package: demo\nVersion: ${version}\nArchitecture: amd64\nMaintainer: ${maintainer}\n`;
  const deb = makeAr([
    debVersion,
    { name: 'control.tar.gz', data: gzipSync(makeTar([{ name: './control', data: control }])) },
    debData([
      { name: './usr/share/doc/demo/changelog.Debian.gz', data: gzipSync(changelog) },
      { name: './usr/bin/demo', data: native, mode: 0o755 },
    ]),
  ]);
  const cwd = repositoryOf({ 'sourcegate.yml': 'version: 1\nrules: { source/missing: { level: error, unknown: warning } }\n' });
  mkdirSync(join(cwd, 'dist'));
  writeFileSync(join(cwd, 'dist/demo.deb'), deb);
  const options: GateOptions = {
    cwd,
    paths: ['dist/demo.deb'],
    env: { HOME: cwd },
    offline: true,
    jobs: 1,
    limits: {},
    progress,
    failOn: 'error',
    today: '2026-11-29',
  };
  const { verdict } = await runGate(options);
  return verdict.findings
    .filter(({ rule }) => rule === 'source/missing')
    .map(({ outcome, message }) => `${outcome}: ${message}`)
    .join();
}

test.each([
  ['a maintainer of Debian with an address of her own', 'A <a@example.org>', 'demo (1.0-1) unstable; urgency=medium\n', 'unknown'],
  ['a security update', 'A <a@example.org>', 'demo (1.0-1) bookworm-security; urgency=high\n', 'unknown'],
  ['a changelog of many megabytes', 'A <a@example.org>', `demo (1.0-1) unstable; urgency=low\n${'  * Change\n'.repeat(1_000_000)}`, 'unknown'],
  ['a package of a company, with a suite of its own', 'A <a@example.org>', 'demo (1.0-1) acme; urgency=medium\n', 'violated'],
  ['a package that was not released', 'A <a@example.org>', 'demo (1.0-1) UNRELEASED; urgency=medium\n', 'violated'],
  ['no changelog of the kind', 'A <a@example.org>', 'Nothing of interest.\n', 'violated'],
])('%s', async (_, maintainer, changelog, outcome) => {
  const said = await sourceOf(maintainer, changelog);
  expect(said).toMatch(new RegExp(`^${outcome}`));
  if (outcome === 'unknown') expect(said).toContain('of Debian, whose archive was not asked');
});
