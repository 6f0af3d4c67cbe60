import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AskClient } from '../../src/io/spawn.ts';
import { findApt, readDeb822Sources, readListSources } from '../../src/source/config/apt.ts';
import { findCargo } from '../../src/source/config/cargo.ts';
import { addressOf, authoriser, configContext, netrc } from '../../src/source/config/client.ts';
import { findComposer } from '../../src/source/config/composer.ts';
import { findGems } from '../../src/source/config/gemrc.ts';
import { findGo, matchesGoPattern } from '../../src/source/config/goenv.ts';
import { findMaven } from '../../src/source/config/maven-settings.ts';
import { findNpm } from '../../src/source/config/npmrc.ts';
import { findNuget } from '../../src/source/config/nuget-config.ts';
import { findPython } from '../../src/source/config/python.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sourcegate-test-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Given {
  env?: Record<string, string>;
  /** Below the home folder. */
  home?: Record<string, string>;
  /** Of the base commit. */
  project?: Record<string, string>;
  /** In the checkout as it lies there, which counts for nothing. */
  checkout?: Record<string, string>;
  clients?: Record<string, { stdout?: string; stderr?: string; code?: number }>;
}
const given = ({ env = {}, home = {}, project = {}, checkout = {}, clients = {} }: Given) => {
  const write = (folder: string, files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, folder, name)), { recursive: true });
      writeFileSync(join(root, folder, name), text);
    }
  };
  write('home', home);
  write('home/checkout', checkout);
  const asked: string[] = [];
  const ask: AskClient = async (program, args) => {
    asked.push([program, ...args].join(' '));
    const answer = clients[program];
    return answer && { code: 0, stdout: '', stderr: '', ...answer };
  };
  const context = configContext({
    env: { PATH: '', HOME: join(root, 'home'), XDG_CONFIG_DIRS: join(root, 'none'), APT_CONFIG_DIR: join(root, 'home', 'apt'), ...env },
    cwd: join(root, 'home', 'checkout'),
    ask,
    projectFile: (path) => project[path],
  });
  return {
    context: { ...context, platform: 'linux', userFile: (path: string) => (path.startsWith('/etc/') ? undefined : context.userFile(path)) },
    asked,
  };
};
const urls = (found: { addresses: readonly { url: string }[] }) => found.addresses.map((one) => one.url);
const header = (found: { credentials: Parameters<typeof authoriser>[0] }, url: string) => authoriser(found.credentials)(new URL(url));
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

const pipHelp =
  'Package Index Options:\n  -i, --index-url <url>  Base URL of the Python Package Index (default\n   https://pypi.example/simple). This should\n  --extra-index-url <url> Extra URLs';

describe('pip and uv', () => {
  test('the client itself, where nothing is configured', async () => {
    const { context, asked } = given({ clients: { pip: { stdout: pipHelp } } });
    expect(await findPython(context)).toMatchObject({ addresses: [{ url: 'https://pypi.example/simple', from: "pip's own default" }] });
    expect(asked).toContain('pip install --help');
  });
  test('uv says it as well', async () => {
    const { context } = given({
      clients: {
        uv: { stdout: '--default-index <DEFAULT_INDEX>\n The URL of the default package index (by default: <https://uv.example/simple>).' },
      },
    });
    expect(urls(await findPython(context))).toEqual(['https://uv.example/simple']);
  });
  test('the environment over files; nobody is asked then', async () => {
    const { context, asked } = given({
      env: { PIP_INDEX_URL: 'https://user:p%40ss@env.example/simple/', PIP_EXTRA_INDEX_URL: 'https://b.example/simple https://c.example/simple' },
      home: { '.config/pip/pip.conf': '[global]\nindex-url = https://file.example/simple\n' },
    });
    const found = await findPython(context);
    expect(urls(found)).toEqual(['https://env.example/simple', 'https://b.example/simple', 'https://c.example/simple']);
    expect(header(found, 'https://env.example/simple/a/')).toBe(basic('user:p@ss'));
    expect(header(found, 'https://b.example/simple/a/')).toBeUndefined();
    expect(asked).toEqual([]);
  });
  test('pip.conf: sections, continuation lines, [install] over [global]', async () => {
    const { context } = given({
      home: {
        '.config/pip/pip.conf':
          '# c\n[global]\nindex-url: https://one.example/simple\nextra-index-url =\n    https://two.example/simple\n    https://three.example/simple\n[install]\nindex_url = https://four.example/simple\n',
      },
    });
    expect(urls(await findPython(context))).toEqual(['https://four.example/simple', 'https://two.example/simple', 'https://three.example/simple']);
  });
  test('uv.toml of the user, [tool.uv] of the base commit, logins by the name of an index', async () => {
    const { context } = given({
      env: { UV_INDEX_MINE_USERNAME: 'u', UV_INDEX_MINE_PASSWORD: 'p' },
      home: { '.config/uv/uv.toml': 'index-url = "https://user.example/simple"\n' },
      project: {
        'pyproject.toml':
          '[[tool.uv.index]]\nname = "mine"\nurl = "https://mine.example/simple"\n[[tool.uv.index]]\nname = "torch"\nurl = "https://pinned.example/simple"\nexplicit = true\n',
      },
    });
    const found = await findPython(context);
    expect(urls(found)).toEqual(['https://user.example/simple', 'https://mine.example/simple']);
    expect(Object.values(found.parts ?? {})).toMatchObject([{ url: 'https://pinned.example/simple', name: 'torch' }]);
    expect(header(found, 'https://mine.example/simple/a/')).toBe(basic('u:p'));
  });
  test('further sources of Poetry, PDM and Pipenv count for what came from them; an address with a variable is known only to the client', async () => {
    const { context } = given({
      env: { PIP_INDEX_URL: 'https://mirror.example/simple' },
      project: {
        'pyproject.toml':
          '[[tool.poetry.source]]\nname = "pytorch"\nurl = "https://torch.example/whl/cpu"\npriority = "explicit"\n[[tool.poetry.source]]\nname = "PyPI"\n' +
          '[[tool.pdm.source]]\nname = "ours"\nurl = "https://${USER}@ours.example/simple"\n',
        Pipfile:
          '[[source]]\nname = "pypi"\nurl = "https://main.example/simple"\n[[source]]\nname = "second"\nurl = "https://second.example/simple"\n',
      },
    });
    const found = await findPython(context);
    expect(urls(found)).toEqual(['https://mirror.example/simple']);
    expect(Object.keys(found.parts ?? {})).toEqual(['https://torch.example/whl/cpu', 'https://second.example/simple']);
  });
  test('no-index, and nothing at all', async () => {
    expect((await findPython(given({ env: { PIP_NO_INDEX: '1' } }).context)).unknown).toMatch(/PIP_NO_INDEX says/);
    expect((await findPython(given({}).context)).unknown).toMatch(/set PIP_INDEX_URL or UV_DEFAULT_INDEX/);
  });
  test('files of the checkout as it lies there count for nothing', async () => {
    const { context } = given({
      env: { VIRTUAL_ENV: join(root, 'home', 'checkout', 'venv'), PIP_CONFIG_FILE: join(root, 'home', 'checkout', 'pip.conf') },
      checkout: {
        'venv/pip.conf': '[global]\nindex-url=https://evil.example',
        'pip.conf': '[global]\nindex-url=https://evil.example',
        'uv.toml': 'index-url="https://evil.example"',
      },
    });
    expect((await findPython(context)).addresses).toEqual([]);
  });
});

describe('npm and yarn', () => {
  test('environment, project of the base commit, user; scopes and logins', async () => {
    const { context } = given({
      env: { NPM_TOKEN: 'T0KEN' },
      project: { '.npmrc': `@corp:registry=https://npm.corp.example/api/npm/\n//npm.corp.example/api/npm/:_authToken=\${NPM_TOKEN}\n` },
      home: {
        '.npmrc': `registry = https://registry.user.example/\n; comment\n//registry.user.example/:username=u\n//registry.user.example/:_password=${Buffer.from('p').toString('base64')}\n`,
      },
    });
    const found = await findNpm(context);
    expect(urls(found)).toEqual(['https://registry.user.example']);
    expect(found.parts?.['@corp']?.url).toBe('https://npm.corp.example/api/npm');
    expect(header(found, 'https://npm.corp.example/api/npm/@corp%2fa')).toBe('Bearer T0KEN');
    expect(header(found, 'https://npm.corp.example/other')).toBeUndefined();
    expect(header(found, 'https://npm.corp.example.evil.example/api/npm/a')).toBeUndefined();
    expect(header(found, 'http://npm.corp.example/api/npm/a')).toBeUndefined();
    expect(header(found, 'https://registry.user.example/a')).toBe(basic('u:p'));
  });
  test('npm_config_registry in any case; yarn berry by its file, never by running it', async () => {
    expect(urls(await findNpm(given({ env: { NPM_CONFIG_REGISTRY: 'https://env.example' } }).context))).toEqual(['https://env.example']);
    const { context, asked } = given({
      project: {
        '.yarnrc.yml':
          'npmRegistryServer: "https://yarn.example"\nnpmScopes:\n  a:\n    npmRegistryServer: https://a.example\n    npmAuthToken: T\nyarnPath: ./evil.cjs\n',
      },
    });
    const found = await findNpm(context);
    expect([urls(found), found.parts?.['@a']?.url, header(found, 'https://a.example/x')]).toEqual([
      ['https://yarn.example'],
      'https://a.example',
      'Bearer T',
    ]);
    expect(asked).toEqual([]);
  });
  test('the client itself, else what to set', async () => {
    const { context, asked } = given({ clients: { npm: { stdout: 'https://npm.example/\n' } } });
    expect((await findNpm(context)).addresses).toEqual([{ url: 'https://npm.example', from: "npm's own default" }]);
    expect(asked).toEqual(['npm config get registry']);
    expect((await findNpm(given({}).context)).unknown).toMatch(/set npm_config_registry/);
  });
});

describe('cargo', () => {
  test('source replacement, through more than one name', async () => {
    const { context } = given({
      home: {
        '.cargo/config.toml':
          '[source.crates-io]\nreplace-with = "a"\n[source.a]\nreplace-with = "b"\n[source.b]\nregistry = "sparse+https://mirror.example/index/"\n',
      },
    });
    expect(urls(await findCargo(context))).toEqual(['https://mirror.example/index']);
  });
  test('a circle ends; a git registry cannot be asked', async () => {
    expect(
      (
        await findCargo(
          given({ home: { '.cargo/config.toml': '[source.crates-io]\nreplace-with = "a"\n[source.a]\nreplace-with = "crates-io"\n' } }).context,
        )
      ).addresses,
    ).toEqual([]);
    expect(
      (
        await findCargo(
          given({ home: { '.cargo/config.toml': '[source.crates-io]\nreplace-with = "a"\n[source.a]\nregistry = "https://forge.example/index"\n' } })
            .context,
        )
      ).unknown,
    ).toMatch(/not sparse/);
  });
  test('named registries and their tokens', async () => {
    const { context } = given({
      env: { CARGO_REGISTRIES_MY_CORP_INDEX: 'sparse+https://crates.corp.example/index/', CARGO_REGISTRIES_MY_CORP_TOKEN: 'T' },
    });
    const found = await findCargo(context);
    expect([found.parts?.['my-corp']?.url, header(found, 'https://crates.corp.example/index/a')]).toEqual(['https://crates.corp.example/index', 'T']);
  });
  test('an installed cargo, from the message of a request that reaches nobody', async () => {
    const { context } = given({
      clients: { cargo: { code: 101, stderr: 'error: failed\n\nCaused by:\n  failed to download from `https://index.cargo.example/config.json`\n' } },
    });
    expect((await findCargo(context)).addresses).toEqual([{ url: 'https://index.cargo.example', from: "cargo's own default" }]);
  });
});

describe('go', () => {
  test.each([
    [{ GOPROXY: 'https://a.example,https://b.example|https://c.example,direct' }, ['https://a.example', 'https://b.example', 'https://c.example']],
    [{ GOPROXY: 'https://a.example,off,https://b.example' }, ['https://a.example']],
    [{ GOPROXY: 'direct' }, []],
  ])('%j', async (env, expected) => expect(urls(await findGo(given({ env: env as Record<string, string> }).context))).toEqual(expected));
  test('the file of go env -w', async () => {
    expect(urls(await findGo(given({ home: { '.config/go/env': 'GOFLAGS=-mod=mod\nGOPROXY=https://file.example\n' } }).context))).toEqual([
      'https://file.example',
    ]);
  });
  test('else the client', async () => {
    expect(urls(await findGo(given({ clients: { go: { stdout: 'https://go.example,direct\n' } } }).context))).toEqual(['https://go.example']);
    expect((await findGo(given({ env: { GOPROXY: 'off' } }).context)).unknown).toBe('GOPROXY is off: no proxy is asked');
  });
  test.each([
    ['*.corp.example', 'git.corp.example/a/b', true],
    ['corp.example/team', 'corp.example/team/a', true],
    ['corp.example/team', 'corp.example/teams', false],
    ['corp.example/*/x', 'corp.example/a/x/y', true],
    ['a?.example', 'ab.example/x', true],
    ['**************************a', `${'a'.repeat(100)}b`, false],
  ])('the pattern %s on %s: %s', (pattern, module, matches) => expect(matchesGoPattern(pattern, module)).toBe(matches));
});

describe('maven', () => {
  const settings = (inside: string) => ({
    home: { '.m2/settings.xml': `<settings xmlns="http://maven.example/SETTINGS/1.2.0">${inside}</settings>` },
  });
  const central =
    '<profiles><profile><id>p</id><repositories><repository><id>central</id><url>https://central.example/m2</url></repository><repository><id>more</id><url>https://more.example/m2</url></repository></repositories></profile></profiles><activeProfiles><activeProfile>p</activeProfile></activeProfiles>';
  test('repositories of an active profile', async () =>
    expect(urls(await findMaven(given(settings(central)).context))).toEqual(['https://central.example/m2', 'https://more.example/m2']));
  test.each([
    ['*', ['https://mirror.example/m2']],
    ['central', ['https://mirror.example/m2', 'https://more.example/m2']],
    ['*,!central', ['https://central.example/m2', 'https://mirror.example/m2']],
    ['external:*', ['https://mirror.example/m2']],
    ['other', ['https://central.example/m2', 'https://more.example/m2']],
  ])('a mirror of %s', async (of, expected) => {
    const { context } = given(
      settings(`<mirrors><mirror><id>m</id><mirrorOf>${of}</mirrorOf><url>https://mirror.example/m2/</url></mirror></mirrors>${central}`),
    );
    expect(urls(await findMaven(context))).toEqual(expected);
  });
  test('logins of servers, from the environment; encrypted ones are left alone', async () => {
    const server = (id: string, password: string) => `<server><id>${id}</id><username>u</username><password>${password}</password></server>`;
    const { context } = given({
      ...settings(`<servers>${server('central', `\${env.PASS}`)}${server('more', '{COQLCE6DU6GtcS5P=}')}</servers>${central}`),
      env: { PASS: 'secret' },
    });
    const found = await findMaven(context);
    expect([
      header(found, 'https://central.example/m2/a'),
      header(found, 'https://central.example/other'),
      header(found, 'https://more.example/m2/a'),
    ]).toEqual([basic('u:secret'), undefined, undefined]);
  });
  test('nothing known', async () => expect((await findMaven(given({}).context)).unknown).toMatch(/settings\.xml/));
});

describe('apt', () => {
  test('one-line sources', () => {
    expect(
      readListSources(
        'deb [arch=amd64 signed-by=/k] http://a.example/debian stable main contrib # c\n# deb http://no.example x y\ndeb-src http://a.example/debian stable main\n',
      ),
    ).toEqual([
      { url: 'http://a.example/debian', suite: 'stable', components: ['main', 'contrib'] },
      { url: 'http://a.example/debian', suite: 'stable', components: ['main'] },
    ]);
  });
  test('deb822 sources', () => {
    expect(
      readDeb822Sources(
        'Types: deb\n# comment\nURIs: http://a.example/debian http://b.example/debian\nSuites: s s-updates\nComponents: main\n  contrib\n\nEnabled: no\nURIs: http://c.example\nSuites: s\n',
      ).map((one) => `${one.url} ${one.suite} ${one.components}`),
    ).toEqual([
      'http://a.example/debian s main,contrib',
      'http://a.example/debian s-updates main,contrib',
      'http://b.example/debian s main,contrib',
      'http://b.example/debian s-updates main,contrib',
    ]);
  });
  test('asked by https, with the login that was configured', async () => {
    const found = await findApt(
      given({
        home: {
          'apt/sources.list.d/a.sources': 'URIs: http://a.example/debian/\nSuites: s\nComponents: main',
          'apt/sources.list': 'deb cdrom:[x]/ s main',
          'apt/auth.conf.d/a.conf': 'machine a.example/debian login u password p',
        },
      }).context,
    );
    expect(found.sources).toEqual([{ url: 'https://a.example/debian', suite: 's', components: ['main'] }]);
    expect(header(found, 'https://a.example/debian/dists/s/x')).toBe(basic('u:p'));
  });
});

describe('gem, composer, nuget', () => {
  test('gem: sources of .gemrc, logins of Bundler, else the client', async () => {
    const found = await findGems(
      given({ home: { '.gemrc': '---\n:sources:\n- https://gems.example/\n' }, env: { BUNDLE_GEMS__EXAMPLE: 'u:p' } }).context,
    );
    expect([urls(found), header(found, 'https://gems.example/info/a')]).toEqual([['https://gems.example'], basic('u:p')]);
  });
  test('gem: the client itself', async () =>
    expect(urls(await findGems(given({ clients: { gem: { stdout: '*** CURRENT SOURCES ***\n\nhttps://own.example/\n' } } }).context))).toEqual([
      'https://own.example',
    ]));
  test('composer: repositories of the base commit, the default taken away, logins', async () => {
    const { context, asked } = given({
      project: {
        'composer.json': JSON.stringify({
          repositories: [{ type: 'composer', url: 'https://php.example' }, { type: 'vcs', url: 'https://no.example' }, { packagist: false }],
        }),
      },
      env: { COMPOSER_AUTH: JSON.stringify({ 'http-basic': { 'php.example': { username: 'u', password: 'p' } } }) },
    });
    const found = await findComposer(context);
    expect([urls(found), header(found, 'https://php.example/packages.json'), asked]).toEqual([['https://php.example'], basic('u:p'), []]);
  });
  test('composer: the client itself', async () => {
    const { context } = given({
      clients: { composer: { stdout: JSON.stringify({ packagist: { type: 'composer', url: 'https?://own.example' } }) } },
    });
    expect(urls(await findComposer(context))).toEqual(['https://own.example']);
  });
  test('nuget: the project clears what the user has; logins', async () => {
    const config = (inside: string) => `<?xml version="1.0"?><configuration>${inside}</configuration>`;
    const { context } = given({
      home: { '.nuget/NuGet/NuGet.Config': config('<packageSources><add key="a" value="https://a.example/v3/index.json"/></packageSources>') },
      project: {
        'nuget.config': config(
          '<packageSources><clear/><add key="b" value="https://b.example/v3/index.json"/></packageSources><packageSourceCredentials><b><add key="Username" value="u"/><add key="ClearTextPassword" value="%PASS%"/></b></packageSourceCredentials>',
        ),
      },
      env: { PASS: 'p' },
    });
    const found = await findNuget(context);
    expect([urls(found), header(found, 'https://b.example/x')]).toEqual([['https://b.example/v3/index.json'], basic('u:p')]);
  });
  test('nuget: the client itself', async () =>
    expect(
      urls(
        await findNuget(
          given({ clients: { dotnet: { stdout: 'E https://own.example/v3/index.json\nD https://off.example/index.json\n' } } }).context,
        ),
      ),
    ).toEqual(['https://own.example/v3/index.json']));
});

describe('what all share', () => {
  test('netrc: by host, never the default', () => {
    const { context } = given({
      home: {
        '.netrc':
          'machine a.example login u password p\n# machine c.example login u password p\nmachine b.example\n  login v\n  password q\ndefault login d password CANARY\n',
      },
    });
    const authorise = authoriser(netrc(context));
    expect(
      ['https://a.example/x', 'https://b.example/', 'https://c.example/', 'https://z.example/', 'http://a.example/'].map((url) =>
        authorise(new URL(url)),
      ),
    ).toEqual([basic('u:p'), basic('v:q'), undefined, undefined, undefined]);
  });
  test('the longest base decides, on whole segments', () => {
    const authorise = authoriser([
      { base: 'https://a.example/x', authorization: 'x' },
      { base: 'https://a.example/x/y/', authorization: 'y' },
    ]);
    expect(['/x/y/z', '/x/yy', '/x', '/xx', '/'].map((path) => authorise(new URL(path, 'https://a.example')))).toEqual([
      'y',
      'x',
      'x',
      undefined,
      undefined,
    ]);
  });
  test.each(['file:///a', 'nonsense', 'ftp://a.example', ''])('no address: %s', (text) => expect(addressOf(text, 'test')).toBeUndefined());
});
