// A channel on loopback, written from conda's documentation and the conda-package-format specification (CEP 2).
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { randomFromBuffer } from '../../src/io/bytes.ts';
import type { AskClient } from '../../src/io/spawn.ts';
import { readCondaInfo, recipeSources } from '../../src/source/conda-info.ts';
import { configContext } from '../../src/source/config/client.ts';
import { findConda } from '../../src/source/config/condarc.ts';
import { makeTar } from '../build/tar.ts';
import { makeZip } from '../build/zip.ts';
import type { Table } from '../io/stand-in.ts';
import { nobody, type World, worldOf } from './world.ts';

const gitRecipe = `# This file created by conda-build\npackage:\n  name: a\n  version: '1.0'\nsource:\n  - url: https://files.example/a-1.0.tar.gz\n    sha256: ${'ab'.repeat(32)}\n  - git_url: https://u:CANARY@forge.example/u/a.git\n    git_rev: v1.0\n`;
const info = (recipe: string | undefined, more: { index?: object; about?: object } = {}) => [
  { name: 'info/index.json', data: JSON.stringify({ name: 'a', version: '1.0', build: 'h1_0', license: 'MIT', ...more.index }) },
  { name: 'info/about.json', data: JSON.stringify({ home: 'https://a.example', ...more.about }) },
  ...(recipe === undefined ? [] : [{ name: 'info/recipe/meta.yaml', data: recipe }]),
];
const archive = (members: { name: string; data: string }[], method = 0): Buffer =>
  makeZip([
    { name: 'metadata.json', data: '{"conda_pkg_format_version": 2}' },
    { name: 'pkg-a-1.0-h1_0.tar.zst', data: zlib.zstdCompressSync(makeTar([{ name: 'lib/a.so', data: 'x'.repeat(1000) }])) },
    { name: 'info-a-1.0-h1_0.tar.zst', data: zlib.zstdCompressSync(makeTar(members)), method },
  ]);
const served = (body: Buffer) => ({ body, ranges: true });
const record = (build: string) => ({ name: 'a', version: '1.0', build, depends: ['b >=1'], sha256: 'cd'.repeat(32), size: 0 });
const repodata = (packages: Record<string, object>, old: Record<string, object> = {}): string =>
  JSON.stringify({ info: { subdir: 'linux-64' }, packages: old, 'packages.conda': packages, removed: [], repodata_version: 1 }, null, 1);

let world: World | undefined;
afterEach(async () => {
  await world?.index.close();
  world = undefined;
});
const file = '/forge/linux-64/a-1.0-h1_0.conda';
const start = async (table: Table, channel = '/forge'): Promise<World> => {
  world = await worldOf('conda', table, { limits: { tries: 1, idleSeconds: 1, seconds: 3 } });
  const { createIndexes } = await import('../../src/source/index.ts');
  world = {
    ...world,
    indexes: createIndexes({
      env: nobody,
      cwd: '/nonexistent/checkout',
      policyIndexes: { conda: world.index.url + channel },
      ask: async () => undefined,
      sleep: async () => {},
      limits: { tries: 1, idleSeconds: 1, seconds: 3 },
    }),
  };
  return world;
};
const locked = async (table: Table, url = file, purl = 'pkg:conda/a@1.0') => {
  const { index, indexes } = await start(table);
  const answer = await indexes.find(purl, 'index', { registry: /^https?:/.test(url) ? url : index.url + url, hashes: [`sha256:${'cd'.repeat(32)}`] });
  return { ...answer, requests: index.requests, base: index.url };
};

describe('a package that the lock names by address', () => {
  test('partial: what the recipe inside it was built from; no list of the channel is read', async () => {
    const { source, files, metadata, requests, base } = await locked({ [file]: served(archive(info(gitRecipe))) });
    expect(source).toMatchObject({
      status: 'partial',
      where: [
        { kind: 'source-archive', url: 'https://files.example/a-1.0.tar.gz', evidence: { value: `sha256:${'ab'.repeat(32)}` } },
        { kind: 'git', url: 'https://forge.example/u/a', evidence: { value: 'v1.0' } },
      ],
    });
    expect(files).toEqual([
      { name: 'a-1.0-h1_0.conda', url: base + file, kind: 'binary', hashes: [`sha256:${'cd'.repeat(32)}`], index: `${base}/forge` },
    ]);
    expect(metadata).toMatchObject({ name: 'a', version: '1.0', licence: 'MIT', homepage: 'https://a.example' });
    expect(requests.map(({ path }) => path)).toEqual([file, file]);
    expect(JSON.stringify([source, metadata])).not.toContain('CANARY');
  });
  test.each<[string, string | undefined, object, string, string[]]>([
    [
      'a recipe without source, about.json with a repository',
      'package: {}\n',
      { dev_url: ['https://forge.example/u/a'] },
      'partial',
      ['https://forge.example/u/a'],
    ],
    ['a recipe without source', 'package: {}\n', {}, 'absent', []],
    ['no recipe, about.json with a repository', undefined, { source_url: 'https://forge.example/u/a' }, 'partial', ['https://forge.example/u/a']],
    ['no recipe', undefined, {}, 'unknown', []],
    ['a home page is no repository', undefined, { home: 'https://forge.example/u/a' }, 'unknown', []],
  ])('%s', async (_name, recipe, about, status, urls) => {
    const { source } = await locked({ [file]: served(archive(info(recipe, { about }))) });
    expect([source.status, source.where.map((one) => one.url)]).toEqual([status, urls]);
  });
  test('noarch packages are no binaries; a token in the address goes nowhere', async () => {
    const { index, indexes } = await start({ '/forge/noarch/a-1.0-h1_0.conda': served(archive(info(gitRecipe))) });
    const answer = await indexes.find('pkg:conda/a@1.0', 'index', { registry: `${index.url}/t/CANARY/forge/noarch/a-1.0-h1_0.conda` });
    expect([answer.files[0]?.kind, answer.source.status]).toEqual(['pure', 'partial']);
    expect(JSON.stringify([answer, index.requests])).not.toContain('CANARY');
  });
  test.each<[string, Table, RegExp]>([
    ['not there', {}, /could not be read: .*404/],
    ['no ranges', { [file]: { body: archive(info(gitRecipe)) } }, /serves no ranges/],
    ['HTML', { [file]: served(Buffer.from('<html>'.repeat(1000))) }, /not a \.conda file/],
    ['deflated, which the format forbids', { [file]: served(archive(info(gitRecipe), 8)) }, /not a \.conda file/],
    ['another package inside', { [file]: served(archive(info(gitRecipe, { index: { name: 'b' } }))) }, /says that it is another package/],
    ['without identity', { [file]: served(archive([{ name: 'info/about.json', data: '{}' }])) }, /not a \.conda file/],
    [
      '200 instead of 206',
      { [file]: (request) => (request.method === 'HEAD' ? { body: 'x'.repeat(9) } : { status: 200, body: 'x'.repeat(9) }) },
      /serves no ranges/,
    ],
  ])('unknown: %s', async (_name, table, reason) => {
    const { source } = await locked(table);
    expect([source.status, source.reason]).toEqual(['unknown', expect.stringMatching(reason)]);
  });
  test('an address of another package, of a stranger, of the old format', async () => {
    const evil = await locked({}, '/forge/linux-64/b-1.0-h1_0.conda');
    expect([evil.source.reason, evil.requests]).toEqual([expect.stringMatching(/address that is another package's/), []]);
    await world?.index.close();
    const stranger = await locked({}, 'https://other.example/forge/linux-64/a-1.0-h1_0.conda');
    expect([stranger.source.status, stranger.requests.every(({ path }) => path.startsWith('/forge/'))]).toEqual(['unknown', true]);
    await world?.index.close();
    expect((await locked({}, '/forge/linux-64/a-1.0-h1_0.tar.bz2')).source.reason).toMatch(/old archive format/);
  });
});

describe('a package that the channel lists', () => {
  const purl = 'pkg:conda/a@1.0?subdir=linux-64';
  const both = {
    'a-1.0-h1_0.conda': record('h1_0'),
    'a-1.0-h2_1.conda': record('h2_1'),
    'a-1.0.1-h1_0.conda': record('h1_0'),
    'aa-1.0-h1_0.conda': record('h1_0'),
  };
  const second = { '/forge/linux-64/a-1.0-h2_1.conda': served(archive(info(gitRecipe))) };
  test.each<[string, Table]>([
    ['repodata.json.zst', { '/forge/linux-64/repodata.json.zst': { body: zlib.zstdCompressSync(repodata(both)) } }],
    ['repodata.json', { '/forge/linux-64/repodata.json': { body: repodata(both) } }],
    ['current_repodata.json', { '/forge/linux-64/current_repodata.json': { body: repodata(both) } }],
  ])('by %s', async (_name, table) => {
    const { indexes } = await start({ ...table, ...second });
    const answer = await indexes.find(purl, 'index');
    expect(answer.files.map((one) => [one.name, one.hashes])).toEqual([
      ['a-1.0-h1_0.conda', [`sha256:${'cd'.repeat(32)}`]],
      ['a-1.0-h2_1.conda', [`sha256:${'cd'.repeat(32)}`]],
    ]);
  });
  test('each list is read once a run; the newest build says where from', async () => {
    const rows = Object.fromEntries(Object.entries(both).map(([name, { size: _, ...row }]) => [name, row]));
    const { index, indexes } = await start({ '/forge/linux-64/repodata.json.zst': { body: zlib.zstdCompressSync(repodata(rows)) }, ...second });
    const [one, other] = await Promise.all([indexes.find(purl, 'index'), indexes.find('pkg:conda/aa@1.0?subdir=linux-64', 'index')]);
    expect([one?.source.status, other?.source.status]).toEqual(['partial', 'unknown']);
    expect(index.requests.filter(({ path }) => path.includes('repodata.json.zst'))).toHaveLength(1);
  });
  test('a large list in many pieces', async () => {
    const many = Object.fromEntries(Array.from({ length: 40_000 }, (_, at) => [`p${at}-1.0-h1_0.conda`, record('h1_0')]));
    const { indexes } = await start({ '/forge/linux-64/repodata.json.zst': { body: zlib.zstdCompressSync(repodata(many)) } });
    const answers = await Promise.all([0, 1, 19_999, 39_999].map((at) => indexes.find(`pkg:conda/p${at}@1.0?subdir=linux-64`, 'index')));
    expect(answers.map((one) => one.files.map(({ name }) => name))).toEqual([0, 1, 19_999, 39_999].map((at) => [`p${at}-1.0-h1_0.conda`]));
  });
  test.each<[string, Table, RegExp]>([
    ['no list', {}, /no configured channel lists this release/],
    [
      'another release',
      { '/forge/linux-64/repodata.json': { body: repodata({ 'a-2.0-h1_0.conda': record('h1_0') }) } },
      /no configured channel lists/,
    ],
    ['HTML', { '/forge/linux-64/repodata.json': { body: '<html>' } }, /did not answer: 200, but not what this channel promises/],
    ['cut short', { '/forge/linux-64/repodata.json': { body: repodata(both).slice(0, 60) } }, /did not answer/],
    ['broken zstd', { '/forge/linux-64/repodata.json.zst': { body: 'no zstd' } }, /did not answer: broken data/],
    ['a server error', { '/forge/linux-64/repodata.json.zst': { status: 500 } }, /did not answer/],
  ])('unknown: %s', async (_name, table, reason) => {
    const { indexes } = await start(table);
    const { source } = await indexes.find(purl, 'index');
    expect([source.status, source.reason]).toEqual(['unknown', expect.stringMatching(reason)]);
  });
  test('a mirror is believed for a file with a hash of the lock, and for no other', async () => {
    const rows = { 'a-1.0-h1_0.conda': { ...record('h1_0'), size: archive(info(gitRecipe)).length } };
    const table = { '/forge/linux-64/repodata.json': { body: repodata(rows) }, [file]: served(archive(info(gitRecipe))) };
    expect((await locked(table, 'https://other.example/forge/linux-64/a-1.0-h1_0.conda')).source.status).toBe('partial');
    await world?.index.close();
    const other = {
      ...table,
      '/forge/linux-64/repodata.json': { body: repodata({ 'a-1.0-h1_0.conda': { ...rows['a-1.0-h1_0.conda'], sha256: 'ef'.repeat(32) } }) },
    };
    expect((await locked(other, 'https://other.example/forge/linux-64/a-1.0-h1_0.conda')).source.reason).toMatch(
      /other\.example, which is not among/,
    );
  });
});

describe('what a recipe names', () => {
  test.each<[string, string, unknown[]]>([
    ['one archive', 'source:\n  url: https://a.example/a.tgz', [{ kind: 'archive', url: 'https://a.example/a.tgz' }]],
    [
      'mirrors',
      'source:\n  url:\n    - https://a.example/a.tgz\n    - https://b.example/a.tgz',
      [
        { kind: 'archive', url: 'https://a.example/a.tgz' },
        { kind: 'archive', url: 'https://b.example/a.tgz' },
      ],
    ],
    [
      'rattler-build',
      'recipe:\n  source:\n    - git: https://forge.example/u/a\n      rev: abc',
      [{ kind: 'git', url: 'https://forge.example/u/a', pinned: 'abc' }],
    ],
    ['a template that nobody filled in', 'source:\n  url: https://a.example/{{ name }}.tgz', []],
    ['a folder', 'source:\n  path: ../a', []],
    ['no YAML', ': : :\n\t{', []],
    ['too long', `#${'x'.repeat(300_000)}\nsource:\n  url: https://a.example/a.tgz`, []],
  ])('%s', (_name, text, sources) => expect(recipeSources(text)).toEqual(sources));
});

test('no bytes, however broken, make the reader throw', async () => {
  const good = archive(info(gitRecipe));
  expect(await readCondaInfo(randomFromBuffer(good))).toMatchObject({ name: 'a' });
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), async (at, byte, cut) => {
      const changed = Buffer.from(good);
      changed[at] = byte;
      await readCondaInfo(randomFromBuffer(changed));
      await readCondaInfo(randomFromBuffer(good.subarray(0, cut)));
    }),
    { numRuns: 400 },
  );
});

describe('configuration', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sourcegate-test-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const given = async (
    files: Record<string, string>,
    more: { env?: Record<string, string>; project?: Record<string, string>; client?: string } = {},
  ) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const asked: string[] = [];
    const ask: AskClient = async (program) => {
      asked.push(program);
      return more.client === undefined ? undefined : { code: 0, stdout: more.client, stderr: '' };
    };
    const context = configContext({
      env: { HOME: root, ...more.env },
      cwd: join(root, 'checkout'),
      ask,
      projectFile: (path) => more.project?.[path],
    });
    const found = await findConda({ ...context, userFile: (path) => (path.startsWith(root) ? context.userFile(path) : undefined) });
    return {
      urls: found.addresses.map(({ url }) => url),
      bases: Object.keys(found.parts ?? {}),
      credentials: found.credentials,
      unknown: found.unknown,
      asked,
    };
  };

  test('names below channel_alias and custom_channels, defaults, addresses', async () => {
    const { urls, bases, asked } = await given({
      '.condarc':
        'channel_alias: https://alias.example\nchannels: [forge, mine, defaults, "https://plain.example/c"]\ndefault_channels:\n  - https://main.example/pkgs/main\ncustom_channels:\n  mine: https://own.example/base\n',
    });
    expect(urls).toEqual([
      'https://alias.example/forge',
      'https://own.example/base/mine',
      'https://main.example/pkgs/main',
      'https://plain.example/c',
    ]);
    expect([bases, asked]).toEqual([['https://alias.example', 'https://own.example/base'], []]);
  });
  test('the environment over files, variables inside files, tokens taken out, logins kept for their host', async () => {
    const { urls, credentials } = await given(
      { '.condarc': `channels: ["https://u:\${SECRET}@priv.example/c", "https://tok.example/t/CANARY/c"]\nchannel_alias: https://file.example\n` },
      { env: { CONDA_CHANNELS: 'forge', CONDA_CHANNEL_ALIAS: 'https://env.example', SECRET: 'p' } },
    );
    expect(urls).toEqual(['https://env.example/forge', 'https://priv.example/c', 'https://tok.example/c']);
    expect(credentials).toEqual([{ base: 'https://priv.example', authorization: `Basic ${Buffer.from('u:p').toString('base64')}` }]);
  });
  test('pixi: addresses of the base commit and of the user', async () => {
    const { urls } = await given(
      { '.pixi/config.toml': 'default-channels = ["https://user.example/c"]\n' },
      { project: { 'pixi.toml': '[workspace]\nchannels = ["forge", "https://pixi.example/c"]\n' } },
    );
    expect(urls).toEqual(['https://pixi.example/c', 'https://user.example/c']);
  });
  test("conda's own defaults, as text and in parts", async () => {
    const client = JSON.stringify({
      channels: ['defaults', 'forge'],
      channel_alias: { scheme: 'https', location: 'alias.example', name: null },
      default_channels: ['https://main.example/pkgs/main', { scheme: 'https', location: 'main.example', name: 'pkgs/r' }],
    });
    const { urls, asked } = await given({}, { client });
    expect([urls, asked]).toEqual([['https://main.example/pkgs/main', 'https://main.example/pkgs/r', 'https://alias.example/forge'], ['conda']]);
  });
  test('nothing known, or nothing that can be read', async () => {
    for (const text of ['', ': [', 'channels: 7', '- a', `a: &a [*a]`, 'channels: ["file:///c", "../x"]']) {
      const { urls, unknown, asked } = await given({ '.condarc': text });
      expect([urls, unknown, asked]).toEqual([[], expect.stringMatching(/set channel_alias or channels/), ['conda', 'mamba']]);
    }
  });
});
