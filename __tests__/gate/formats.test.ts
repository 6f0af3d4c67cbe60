// The same release gets the same verdict, whatever lock names it: seven lock formats of Python, one index.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type GateOptions, runGate } from '../../src/gate.ts';
import { createProgress } from '../../src/progress.ts';
import { removeAll, repositoryOf } from '../discover/repository.ts';

/** Releases by what was published of them, and whether that is a finding. */
const releases: Readonly<Record<string, { files: readonly string[]; finding: boolean }>> = {
  'pure-only': { files: ['pure_only-1.0-py3-none-any.whl'], finding: false },
  'pure-and-source': { files: ['pure_and_source-1.0-py3-none-any.whl', 'pure_and_source-1.0.tar.gz'], finding: false },
  'native-and-source': { files: ['native_and_source-1.0-cp312-cp312-win_amd64.whl', 'native_and_source-1.0.tar.gz'], finding: false },
  'native-only': { files: ['native_only-1.0-cp312-cp312-win_amd64.whl'], finding: true },
  'native-and-pure': { files: ['native_and_pure-1.0-cp312-cp312-win_amd64.whl', 'native_and_pure-1.0-py3-none-any.whl'], finding: true },
};
const names = Object.keys(releases);
const filesOf = (name: string) => releases[name]!.files.map((file) => ({ file, url: `https://files.example/${file}`, hash: hashOf(file) }));
const hashOf = (file: string) => Buffer.from(file).toString('hex').padEnd(64, '0').slice(0, 64);
const isSource = ({ file }: { file: string }) => file.endsWith('.tar.gz');

const inToml = (entry: (name: string) => string) => names.map(entry).join('\n');
const locks: Readonly<Record<string, string>> = {
  'requirements.txt': names
    .map(
      (name) =>
        `${name}==1.0 ${filesOf(name)
          .map(({ hash }) => `--hash=sha256:${hash}`)
          .join(' ')}\n`,
    )
    .join(''),
  'requirements-plain.txt': names.map((name) => `${name}==1.0\n`).join(''),
  'uv.lock': `version = 1\nrequires-python = ">=3.12"\n${inToml((name) => {
    const row = ({ url, hash }: { url: string; hash: string }) => `{ url = "${url}", hash = "sha256:${hash}" }`;
    const sdist = filesOf(name)
      .filter(isSource)
      .map((file) => `sdist = ${row(file)}\n`);
    const wheels = filesOf(name)
      .filter((file) => !isSource(file))
      .map(row);
    return `[[package]]\nname = "${name}"\nversion = "1.0"\nsource = { registry = "https://index.example/simple" }\n${sdist}wheels = [${wheels.join(', ')}]\n`;
  })}`,
  'poetry.lock': `${inToml(
    (name) =>
      `[[package]]\nname = "${name}"\nversion = "1.0"\noptional = false\ngroups = ["main"]\nfiles = [${filesOf(name)
        .map(({ file, hash }) => `{file = "${file}", hash = "sha256:${hash}"}`)
        .join(', ')}]\n`,
  )}\n[metadata]\nlock-version = "2.1"\n`,
  'pdm.lock': `[metadata]\nlock_version = "4.5.0"\n${inToml(
    (name) =>
      `[[package]]\nname = "${name}"\nversion = "1.0"\ngroups = ["default"]\nfiles = [${filesOf(name)
        .map(({ file, hash }) => `{file = "${file}", hash = "sha256:${hash}"}`)
        .join(', ')}]\n`,
  )}`,
  'pylock.toml': `lock-version = "1.0"\ncreated-by = "test"\n${inToml((name) => {
    const row = ({ url, hash }: { url: string; hash: string }) => `{ url = "${url}", hashes = { sha256 = "${hash}" } }`;
    const sdist = filesOf(name)
      .filter(isSource)
      .map((file) => `sdist = ${row(file)}\n`);
    return `[[packages]]\nname = "${name}"\nversion = "1.0"\n${sdist}wheels = [${filesOf(name)
      .filter((file) => !isSource(file))
      .map(row)
      .join(', ')}]\n`;
  })}`,
  'Pipfile.lock': JSON.stringify({
    _meta: { 'pipfile-spec': 6, sources: [] },
    default: Object.fromEntries(names.map((name) => [name, { version: '==1.0', hashes: filesOf(name).map(({ hash }) => `sha256:${hash}`) }])),
    develop: {},
  }),
};
const withoutHashes = 'requirements-plain.txt';

let server: Server;
let asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    const name = /^\/simple\/([^/]+)\/$/.exec(request.url ?? '')?.[1] ?? '';
    asked.push(name);
    if (!(name in releases)) return void response.writeHead(404).end();
    const files = filesOf(name).map(({ file, url, hash }) => ({ filename: file, url, hashes: { sha256: hash } }));
    response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json');
    response.end(JSON.stringify({ meta: { 'api-version': '1.0' }, name, files }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());
afterEach(removeAll);

const progress = createProgress({ quiet: true, terminal: false, columns: 80, now: () => 0, write: () => undefined });
const policy = 'version: 1\nrules: { source/binary-only: error, pin/hash-missing: error }\n';

/** `rule name`, with `?` behind what stays open; of the lock as a whole its path. */
async function judged(path: string, offline: boolean): Promise<{ findings: string[]; hashes: string[] }> {
  asked = [];
  const cwd = repositoryOf({ 'sourcegate.yml': policy, [path]: locks[path]! });
  const options: GateOptions = {
    cwd,
    paths: [],
    env: { HOME: cwd, PIP_INDEX_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple` },
    offline,
    jobs: 1,
    limits: {},
    progress,
    failOn: 'error',
    today: '2026-11-23',
  };
  const { verdict } = await runGate(options);
  const findings = verdict.findings.map(({ rule, outcome, subject }) => {
    const [, name] = /\/([^/@]+)@/.exec('purl' in subject ? (subject.purl ?? '') : '') ?? [];
    return `${rule} ${rule === 'pin/hash-missing' ? path : name}${outcome === 'unknown' ? '?' : ''}`;
  });
  return {
    findings: findings.sort(),
    hashes: verdict.facts.flatMap(({ locked }) => [...(locked?.hashes ?? []), ...(locked?.files ?? []).flatMap(({ hash }) => hash ?? [])]),
  };
}

const expected = names
  .filter((name) => releases[name]!.finding)
  .map((name) => `source/binary-only ${name}`)
  .sort();

test.each(Object.keys(locks))('%s, with the index', async (path) => {
  const { findings } = await judged(path, false);
  expect(findings.filter((each) => each.startsWith('source/'))).toEqual(expected);
});

test.each(Object.keys(locks))('%s, offline: the same, or open where the lock does not say', async (path) => {
  const { findings } = await judged(path, true);
  const listsFiles = !/Pipfile|requirements/.test(path);
  const open = names.map((name) => `source/binary-only ${name}?`).sort();
  expect(findings.filter((each) => each.startsWith('source/'))).toEqual(listsFiles ? expected : open);
  expect(asked).toEqual([]);
});

test.each(Object.keys(locks))('%s: what the index knows of hashes is no hash of the lock', async (path) => {
  const [online, offline] = [await judged(path, false), await judged(path, true)];
  const pins = ({ findings }: { findings: string[] }) => findings.filter((each) => each.startsWith('pin/'));
  expect(pins(online)).toEqual(path === withoutHashes ? [`pin/hash-missing ${path}`] : []);
  expect(pins(offline)).toEqual(pins(online));
  expect(online.hashes).toEqual(offline.hashes);
});
