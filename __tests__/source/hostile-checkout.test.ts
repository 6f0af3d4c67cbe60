// A checkout that a stranger wrote: each client's project configuration names an index or a program of theirs.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Fetch } from '../../src/io/fetch.ts';
import { createIndexes, registries } from '../../src/source/index.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sourcegate-test-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const files: Record<string, string> = {
  '.npmrc': 'registry=https://evil.example/',
  '.yarnrc.yml': 'npmRegistryServer: https://evil.example\nyarnPath: ./evil.cjs',
  '.yarnrc': 'registry "https://evil.example"\nyarn-path "./evil.cjs"',
  'pip.conf': '[global]\nindex-url = https://evil.example/simple',
  'uv.toml': 'index-url = "https://evil.example/simple"',
  'pyproject.toml': '[[tool.uv.index]]\nurl = "https://evil.example/simple"\ndefault = true',
  '.cargo/config.toml': '[source.crates-io]\nreplace-with = "evil"\n[source.evil]\nregistry = "sparse+https://evil.example/"',
  'go.mod': 'module evil\ngo 1.99\ntoolchain go1.99.0',
  'go.env': 'GOPROXY=https://evil.example',
  '.mvn/maven.config': '-s evil.xml',
  '.condarc': 'channel_alias: https://evil.example\nchannels: [forge]',
  'pixi.toml': '[workspace]\nchannels = ["https://evil.example/c"]',
  '.docker/daemon.json': '{"registry-mirrors":["https://evil.example"]}',
  '.bundle/config': 'BUNDLE_MIRROR__ALL: https://evil.example',
  'composer.json': '{"repositories":[{"type":"composer","url":"https://evil.example"}]}',
  'nuget.config': '<configuration><packageSources><add key="e" value="https://evil.example/index.json"/></packageSources></configuration>',
};
const clients = 'pip pip3 python3 uv npm pnpm yarn cargo go mvn gem composer dotnet conda mamba docker'.split(' ');
const purls: Record<string, string> = {
  pypi: 'pkg:pypi/a@1',
  npm: 'pkg:npm/a@1.0.0',
  cargo: 'pkg:cargo/serde@1.0.0',
  golang: 'pkg:golang/a.example/b@v1.0.0',
  maven: 'pkg:maven/g/a@1',
  deb: 'pkg:deb/debian/a@1',
  gem: 'pkg:gem/a@1',
  composer: 'pkg:composer/v/a@1',
  nuget: 'pkg:nuget/a@1',
  conda: 'pkg:conda/a@1.0',
  docker: 'pkg:docker/a/b@1.0',
  oci: 'pkg:oci/b@1.0',
};

test('nothing of it runs, and nothing that it names is asked', async () => {
  const checkout = join(root, 'checkout');
  const flag = join(root, 'ran');
  const write = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), text);
    chmodSync(join(checkout, path), mode);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  for (const client of clients) {
    write(`node_modules/.bin/${client}`, `#!/bin/sh\ntouch '${flag}'\necho https://evil.example/\n`, 0o755);
  }
  const asked: string[] = [];
  const fetch: Fetch = async (url) => {
    asked.push(url);
    throw new Error('no network here');
  };
  const env = {
    PATH: [join(checkout, 'node_modules', '.bin'), 'node_modules/.bin', '.'].join(delimiter),
    HOME: join(root, 'home'),
    VIRTUAL_ENV: checkout,
    APT_CONFIG_DIR: join(root, 'apt'),
    XDG_CONFIG_DIRS: join(root, 'xdg'),
  };
  const indexes = createIndexes({ env, cwd: checkout, fetch, sleep: async () => {}, resolve: async () => [{ address: '198.51.100.1', family: 4 }] });
  expect(Object.keys(purls).sort()).toEqual(registries.map((one) => one.type).sort());
  for (const purl of Object.values(purls)) {
    const { source } = await indexes.find(purl, 'full');
    expect(source.status).toBe('unknown');
  }
  expect(asked.filter((url) => url.includes('evil'))).toEqual([]);
  expect(existsSync(flag)).toBe(false);
});
