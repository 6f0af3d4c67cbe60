// Large locks against an index that is 40 ms away: node bench/at-size.ts FOLDER [PACKAGES] [MANIFESTS]
// FOLDER holds wheels (real ones: they are served under other names, by ranges, as they are). Locks: uv.lock, which lists its files with
// addresses; poetry.lock, which lists names and hashes only, so that each project page is asked for; package-lock.json.
// Through the real command, dist/cli.js, with a policy that needs the source of every package.
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sourcegate, timed } from './run.ts';
import { type StandIn, standIn } from './stand-in.ts';

const latency = 40;
const [folder, packages = '420', manifests = '2100'] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node bench/at-size.ts FOLDER [PACKAGES] [MANIFESTS]');

interface Served {
  name: string;
  file: string;
  path: string;
  /** Its name in FOLDER. */
  from: string;
  sha256: string;
  size: number;
}

const root = mkdtempSync(join(tmpdir(), 'bench-'));
const index = await standIn(latency);
try {
  const served = await wheels(folder, Number(packages));
  for (const one of served) {
    index.files.set(one.path, join(folder, one.from));
    index.pages.set(`/simple/${one.name}/`, page(one));
  }
  for (let at = 0; at < Number(manifests); at++) index.pages.set(`/npm/package-${at}/1.0.${at}`, manifest(at));
  await measure('uv.lock', uvLock(served), 'listing', served.length);
  await measure('poetry.lock', poetryLock(served), 'listing', served.length);
  await measure('package-lock.json', packageLock(Number(manifests)), 'index', Number(manifests));
} finally {
  await index.close();
  rmSync(root, { recursive: true });
}

async function measure(name: string, text: string, depth: string, count: number): Promise<void> {
  const checkout = mkdtempSync(join(root, 'checkout-'));
  writeFileSync(join(checkout, name), text);
  writeFileSync(join(checkout, 'sourcegate.yml'), policy(index));
  for (const run of ['no cache', 'cache filled', 'cache used']) {
    const before = { requests: index.requests, bytes: index.bytes };
    const cache = run === 'no cache' ? 'off' : join(root, `cache-${name}`);
    const args = ['check', '--depth', depth, '--cache', cache, '--format', 'json', '--no-progress'];
    const got = await timed(sourcegate(...args), { cwd: checkout, env: { PATH: process.env['PATH'], HOME: root } });
    const { facts } = JSON.parse(got.stdout) as { facts: { subject: { kind: string; depth?: string }; source?: { status: string } }[] };
    const judged = facts.filter(({ subject }) => subject.kind === 'locked-package');
    const unknown = judged.filter(({ subject, source }) => subject.depth !== depth || source?.status === 'unknown').length;
    const [requests, bytes] = [index.requests - before.requests, index.bytes - before.bytes];
    const each = (bytes / count / 1000).toFixed(1);
    console.log(
      `${name}, ${judged.length} packages, depth ${depth}, ${run}: ${got.wall} s, ${(got.peak / 1000).toFixed(0)} MB, ${requests} requests, ${each} kB per package, ${unknown} unknown, exit ${got.code}`,
    );
    if (judged.length !== count) throw new Error(`${count} packages are locked, ${judged.length} were judged: ${got.stderr}`);
  }
}

function policy({ url }: StandIn): string {
  return `version: 1\nextends: recommended\nindexes:\n  pypi: ${url}/simple\n  npm: ${url}/npm\nrules:\n  source/missing: error\n  source/binary-only: error\n`;
}

async function wheels(folder: string, count: number): Promise<Served[]> {
  const names = readdirSync(folder).filter((name) => /^[^-]+-[^-]+-[^-]+-[^-]+-[^-]+\.whl$/.test(name));
  if (names.length === 0) throw new Error(`${folder} holds no wheels`);
  const known = await Promise.all(
    names.sort().map(async (name) => ({ name, sha256: await hashOf(join(folder, name)), size: statSync(join(folder, name)).size })),
  );
  return Array.from({ length: count }, (_, at) => {
    const { name: file, sha256, size } = known[at % known.length]!;
    const [, , ...tags] = file.split('-');
    const name = `package-${at}`;
    return { name, file: `package_${at}-1.0-${tags.join('-')}`, path: `/files/${at}/package_${at}-1.0-${tags.join('-')}`, from: file, sha256, size };
  });
}

async function hashOf(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) digest.update(chunk as Buffer);
  return digest.digest('hex');
}

/** As long as a page of a project with twenty releases of fifteen files each. */
function page({ name, file, path, sha256, size }: Served): { type: string; body: Buffer } {
  const older = Array.from({ length: 300 }, (_, at) => {
    const hash = createHash('sha256').update(`${name} ${at}`).digest('hex');
    const old = `${name.replace('-', '_')}-0.${Math.floor(at / 15)}-cp3${at % 15}-cp3${at % 15}-manylinux_2_17_x86_64.manylinux2014_x86_64.whl`;
    return {
      filename: old,
      url: `/files/old/${hash}/${old}`,
      hashes: { sha256: hash },
      size: 100_000 + at,
      'upload-time': '2024-01-01T00:00:00Z',
      yanked: false,
    };
  });
  const files = [...older, { filename: file, url: path, hashes: { sha256 }, size }];
  return { type: 'application/vnd.pypi.simple.v1+json', body: Buffer.from(JSON.stringify({ meta: { 'api-version': '1.1' }, name, files })) };
}

function manifest(at: number): { type: string; body: Buffer } {
  const body = {
    name: `package-${at}`,
    version: `1.0.${at}`,
    license: 'MIT',
    repository: { type: 'git', url: `git+https://git.example.test/owner/package-${at}.git` },
    gitHead: createHash('sha1').update(`${at}`).digest('hex'),
    dist: { tarball: `${index.url}/npm/package-${at}/-/package-${at}-1.0.${at}.tgz`, integrity: integrity(at) },
  };
  return { type: 'application/json', body: Buffer.from(JSON.stringify(body)) };
}

function integrity(at: number): string {
  return `sha512-${createHash('sha512').update(`${at}`).digest('base64')}`;
}

function uvLock(served: readonly Served[]): string {
  return `version = 1\nrequires-python = ">=3.9"\n\n${served
    .map(
      ({ name, path, sha256, size }) =>
        `[[package]]\nname = "${name}"\nversion = "1.0"\nsource = { registry = "${index.url}/simple" }\nwheels = [\n    { url = "${index.url}${path}", hash = "sha256:${sha256}", size = ${size} },\n]\n`,
    )
    .join('\n')}`;
}

function poetryLock(served: readonly Served[]): string {
  return `# This file is automatically @generated by Poetry 2.1.0 and should not be changed by hand.\n\n${served
    .map(
      ({ name, file, sha256 }) =>
        `[[package]]\nname = "${name}"\nversion = "1.0"\ndescription = ""\noptional = false\npython-versions = ">=3.9"\ngroups = ["main"]\nfiles = [\n    {file = "${file}", hash = "sha256:${sha256}"},\n]\n`,
    )
    .join('\n')}\n[metadata]\nlock-version = "2.1"\npython-versions = ">=3.9"\ncontent-hash = "${'ab'.repeat(32)}"\n`;
}

function packageLock(count: number): string {
  const rows: Record<string, unknown> = { '': { name: 'bench', version: '1.0.0', dependencies: { 'package-0': '1.0.0' } } };
  for (let at = 0; at < count; at++) {
    rows[`node_modules/package-${at}`] = {
      version: `1.0.${at}`,
      resolved: `${index.url}/npm/package-${at}/-/package-${at}-1.0.${at}.tgz`,
      integrity: integrity(at),
      dependencies: Object.fromEntries(
        [1, 2, 3]
          .map((next) => 3 * at + next)
          .filter((next) => next < count)
          .map((next) => [`package-${next}`, `1.0.${next}`]),
      ),
    };
  }
  return JSON.stringify({ name: 'bench', version: '1.0.0', lockfileVersion: 3, requires: true, packages: rows }, null, 2);
}
