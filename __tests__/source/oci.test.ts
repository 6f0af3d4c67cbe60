// A registry on loopback, written from the OCI distribution specification 1.1 and the token specification of distribution.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { configContext } from '../../src/source/config/client.ts';
import { findDocker } from '../../src/source/config/docker.ts';
import { createIndexes } from '../../src/source/index.ts';
import { bearerChallenge } from '../../src/source/oci.ts';
import { type Reply, type StandIn, standIn, type Table } from '../io/stand-in.ts';
import { nobody, withoutNetwork } from './world.ts';

const digestOf = (body: string) => `sha256:${createHash('sha256').update(body).digest('hex')}`;
const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const typed = (value: unknown, type: string): Reply & { body: string } => ({ body: JSON.stringify(value), headers: { 'content-type': type } });

/** An image as a registry keeps it: `top` is what its tag leads to. */
function image(labels: Record<string, string> | null, more: { annotations?: Record<string, string>; attested?: boolean } = {}) {
  const config = JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Labels: labels } });
  const manifest = typed({ schemaVersion: 2, mediaType: manifestType, config: { digest: digestOf(config) }, layers: [] }, manifestType);
  const platform = (architecture: string) => ({ os: 'linux', architecture });
  const top = typed(
    {
      schemaVersion: 2,
      mediaType: indexType,
      manifests: [
        { mediaType: manifestType, digest: `sha256:${'1'.repeat(64)}`, size: 1, platform: platform('arm64') },
        { mediaType: manifestType, digest: digestOf(manifest.body), size: 1, platform: platform('amd64') },
        ...(more.attested
          ? [
              {
                digest: `sha256:${'2'.repeat(64)}`,
                platform: platform('unknown'),
                annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
              },
            ]
          : []),
      ],
      ...(more.annotations ? { annotations: more.annotations } : {}),
    },
    indexType,
  );
  const table: Table = {
    '/v2/u/a/manifests/1.0': top,
    [`/v2/u/a/manifests/${digestOf(top.body)}`]: top,
    [`/v2/u/a/manifests/${digestOf(manifest.body)}`]: manifest,
    [`/v2/u/a/blobs/${digestOf(config)}`]: { body: config },
  };
  return { table, digest: digestOf(top.body), manifestDigest: digestOf(manifest.body), configDigest: digestOf(config), manifest };
}
const labelled = { 'org.opencontainers.image.source': 'https://forge.example/u/a.git', 'org.opencontainers.image.revision': 'a'.repeat(40) };

let registries: StandIn[] = [];
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sourcegate-test-'));
});
afterEach(async () => {
  for (const one of registries) await one.close();
  registries = [];
  rmSync(folder, { recursive: true, force: true });
});
const registry = async (table: Table): Promise<StandIn> => {
  const one = await standIn(table);
  registries.push(one);
  return one;
};
const write = (path: string, value: unknown) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), JSON.stringify(value));
};
const host = (one: StandIn) => one.url.replace('http://', '');
const indexesOf = (options = {}) =>
  createIndexes({
    env: { ...nobody, HOME: folder },
    cwd: '/nonexistent/checkout',
    ask: async () => undefined,
    sleep: async () => {},
    limits: { tries: 1, idleSeconds: 1, seconds: 3 },
    ...options,
  });
const asked = async (table: Table, version = '1.0') => {
  const one = await registry(table);
  const indexes = indexesOf({ policyIndexes: { docker: one.url } });
  const answer = await indexes.find(`pkg:docker/u/a@${encodeURIComponent(version)}?repository_url=${host(one)}`, 'index');
  return { ...answer, base: one.url, requests: one.requests };
};

describe('an image', () => {
  test('its labels claim a repository and a commit: partial', async () => {
    const { source, base, files } = await asked(image(labelled).table);
    expect(source).toMatchObject({
      status: 'partial',
      where: [{ kind: 'git', url: 'https://forge.example/u/a', evidence: { value: 'a'.repeat(40) } }],
    });
    expect(source.where[0]?.evidence.path).toContain(`${base}/v2/u/a/manifests/sha256:`);
    expect(files).toEqual([]);
  });
  test('by digest, and by annotations of the index', async () => {
    const { table, digest } = image(null, { annotations: labelled });
    expect((await asked(table, digest)).source).toMatchObject({ status: 'partial', where: [{ url: 'https://forge.example/u/a' }] });
  });
  test('a manifest without an index', async () => {
    const { table, manifest } = image(labelled);
    expect((await asked({ ...table, '/v2/u/a/manifests/1.0': manifest })).source.status).toBe('partial');
  });
  test('what refers to it: SBOM and attestations, never as verified', async () => {
    const { table, digest } = image(labelled, { attested: true });
    const referrer = (artifactType: string, digit: string) => ({ digest: `sha256:${digit.repeat(64)}`, artifactType });
    const list = typed(
      {
        manifests: [
          referrer('application/spdx+json', '3'),
          referrer('application/vnd.dev.sigstore.bundle.v0.3+json', '4'),
          referrer('text/x-notes', '5'),
        ],
      },
      indexType,
    );
    const { source } = await asked({ ...table, [`/v2/u/a/referrers/${digest}`]: list });
    expect(source.where.map((one) => [one.kind, one.url.slice(-3), one.evidence.value])).toEqual([
      ['git', 'u/a', 'a'.repeat(40)],
      ['sbom', '333', 'application/spdx+json; not verified'],
      ['provenance', '444', 'application/vnd.dev.sigstore.bundle.v0.3+json; not verified'],
      ['provenance', '222', 'attestation manifest in the image index; not verified'],
    ]);
  });
  test('a registry without the referrers endpoint keeps them under a tag', async () => {
    const { table, digest } = image(null);
    const list = typed({ manifests: [{ digest: `sha256:${'3'.repeat(64)}`, artifactType: 'application/vnd.cyclonedx+json' }] }, indexType);
    const { source } = await asked({ ...table, [`/v2/u/a/manifests/${digest.replace(':', '-')}`]: list });
    expect([source.status, source.where.map((one) => one.kind)]).toEqual(['unknown', ['sbom']]);
  });
  test('pkg:oci names registry and path by a qualifier', async () => {
    const { table, digest } = image(labelled);
    const one = await registry(table);
    const indexes = indexesOf({ policyIndexes: { oci: one.url } });
    const purl = `pkg:oci/a@${encodeURIComponent(digest)}?repository_url=${encodeURIComponent(`${host(one)}/u/a`)}`;
    expect((await indexes.find(purl, 'index')).source.status).toBe('partial');
  });
});

describe('a registry that lies or is silent', () => {
  const good = image(labelled);
  test.each<[string, Table, string, RegExp]>([
    ['unknown image', {}, '1.0', /answered 404/],
    [
      'another manifest than the digest',
      { ...good.table, [`/v2/u/a/manifests/sha256:${'9'.repeat(64)}`]: { body: '{}' } },
      `sha256:${'9'.repeat(64)}`,
      /another manifest \(sha256:44136fa/,
    ],
    [
      'another manifest than the index names',
      { ...good.table, [`/v2/u/a/manifests/${good.manifestDigest}`]: { body: '{}' } },
      '1.0',
      /another manifest/,
    ],
    ['another configuration', { ...good.table, [`/v2/u/a/blobs/${good.configDigest}`]: { body: '{}' } }, '1.0', /another configuration/],
    ['no configuration', { ...good.table, [`/v2/u/a/blobs/${good.configDigest}`]: { status: 404 } }, '1.0', /does not give the configuration/],
    ['HTML', { '/v2/u/a/manifests/1.0': { body: '<html>', headers: { 'content-type': 'text/html' } } }, '1.0', /no manifest \(text\/html\)/],
    ['JSON of another kind', { '/v2/u/a/manifests/1.0': { body: '{"schemaVersion":1}' } }, '1.0', /no manifest of an image/],
    ['an empty index', { '/v2/u/a/manifests/1.0': { body: '{"manifests":[]}' } }, '1.0', /names no manifest/],
    ['a path in a digest', { '/v2/u/a/manifests/1.0': { body: '{"manifests":[{"digest":"sha256:../../x"}]}' } }, '1.0', /no manifest of an image/],
    ['an endless body', { '/v2/u/a/manifests/1.0': { body: Buffer.alloc(5 << 20, 32) } }, '1.0', /at most 4194304/],
    ['a login is wanted', { '/v2/u/a/manifests/1.0': { status: 401 } }, '1.0', /wants a login.*auths.*helpers are not run/],
    [
      'a redirect to a private address',
      { '/v2/u/a/manifests/1.0': { status: 307, headers: { location: 'https://10.0.0.1/' } } },
      '1.0',
      /private address/,
    ],
  ])('%s', async (_name, table, version, reason) => {
    const { source } = await asked(table, version);
    expect([source.status, source.reason]).toEqual(['unknown', expect.stringMatching(reason)]);
  });
  test('no answer, however broken, makes it throw', async () => {
    const body = JSON.stringify(JSON.parse(String((good.table['/v2/u/a/manifests/1.0'] as Reply).body)));
    const one = await registry({ ...good.table });
    await fc.assert(
      fc.asyncProperty(fc.nat(body.length - 1), fc.nat(255), async (at, byte) => {
        const changed = Buffer.from(body);
        changed[at] = byte;
        one.table['/v2/u/a/manifests/1.0'] = { body: changed };
        const { source } = await indexesOf({ policyIndexes: { docker: one.url } }).find(`pkg:docker/u/a@1.0?repository_url=${host(one)}`, 'index');
        expect(['partial', 'unknown']).toContain(source.status);
      }),
      { numRuns: 60 },
    );
  });
});

describe('tokens and logins', () => {
  const guarded = (table: Table, realm: string): Table =>
    Object.fromEntries(
      Object.entries(table).map(([path, reply]) => [
        path,
        (request) =>
          request.headers.authorization === 'Bearer TOKENCANARY'
            ? (reply as Reply)
            : { status: 401, headers: { 'www-authenticate': `Bearer realm="${realm}",service="registry.example",scope="repository:u/a:push"` } },
      ]),
    );
  const tokenPath = '/token?service=registry.example&scope=repository%3Au%2Fa%3Apull';

  test('a token is fetched once, for pulling only, and sent along', async () => {
    const one = await registry({});
    Object.assign(one.table, guarded(image(labelled).table, `${one.url}/token`), { [tokenPath]: { body: '{"token":"TOKENCANARY"}' } });
    const answer = await indexesOf({ policyIndexes: { docker: one.url } }).find(`pkg:docker/u/a@1.0?repository_url=${host(one)}`, 'index');
    expect(answer.source.status).toBe('partial');
    expect(one.requests.filter(({ path }) => path.startsWith('/token'))).toHaveLength(1);
    expect(JSON.stringify(answer)).not.toContain('CANARY');
  });
  test('the login goes to its own host; a realm elsewhere gets none, and a token never follows a redirect', async () => {
    const elsewhere = await registry({ [tokenPath]: { body: '{"access_token":"TOKENCANARY"}' }, '/blob': { body: 'x' } });
    const one = await registry({});
    const { table, configDigest } = image(labelled);
    Object.assign(
      one.table,
      guarded(
        { ...table, [`/v2/u/a/blobs/${configDigest}`]: { status: 307, headers: { location: `${elsewhere.url}/blob` } } },
        `${elsewhere.url}/token`,
      ),
    );
    write('.docker/config.json', { auths: { [host(one)]: { auth: Buffer.from('user:LOGINCANARY').toString('base64') } }, credsStore: 'evil' });
    const answer = await indexesOf().find(`pkg:docker/u/a@1.0?repository_url=${host(one)}`, 'index');
    expect(answer.source.reason).toMatch(/another configuration/);
    expect(one.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('user:LOGINCANARY').toString('base64')}`);
    expect(elsewhere.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      [tokenPath, undefined],
      ['/blob', undefined],
    ]);
    expect(JSON.stringify(answer)).not.toMatch(/CANARY/);
  });
  test.each([
    ['Bearer realm="https://a.example/t",service="s",scope="x"', { realm: 'https://a.example/t', service: 's' }],
    ['Basic realm="x", Bearer realm="https://a.example/t"', { realm: 'https://a.example/t' }],
    ['Basic realm="https://a.example/t"', undefined],
    ['Bearer realm="file:///etc/passwd"', undefined],
    ['Bearer realm="nothing"', undefined],
    ['Bearer', undefined],
    ['', undefined],
  ])('the challenge %s', (header, challenge) => expect(bearerChallenge(header)).toEqual(challenge));
});

describe('which registry is asked', () => {
  test('a private one that only the reference names is refused before a connection', async () => {
    const one = await registry(image(labelled).table);
    const { source } = await indexesOf().find(`pkg:docker/u/a@1.0?repository_url=${host(one)}`, 'index');
    expect([source.status, source.reason, one.requests]).toEqual([
      'unknown',
      expect.stringMatching(/loopback address, no configuration names it/),
      [],
    ]);
  });
  test.each([
    ['a login', '.docker/config.json', (at: string) => ({ auths: { [at]: {} } })],
    ['insecure-registries', '.docker/daemon.json', (at: string) => ({ 'insecure-registries': [at] })],
  ])('a private one that the user configured is asked: %s', async (_name, path, value) => {
    const one = await registry(image(labelled).table);
    write(path, value(host(one)));
    expect((await indexesOf().find(`pkg:docker/u/a@1.0?repository_url=${host(one)}`, 'index')).source.status).toBe('partial');
  });
  test('the lock names no registry: unknown, and what to set; a mirror is asked, official images below library/', async () => {
    const { indexes, touched } = withoutNetwork();
    const { source } = await indexes.find('pkg:docker/a@1.0', 'index');
    expect([source.status, source.reason, touched()]).toEqual(['unknown', expect.stringMatching(/name a mirror under registry-mirrors/), 0]);
    const one = await registry({});
    write('.config/docker/daemon.json', { 'registry-mirrors': [one.url] });
    await indexesOf().find('pkg:docker/a@1.0', 'index');
    await indexesOf().find('pkg:docker/u/a@1.0', 'index');
    expect(one.requests.map(({ path }) => path)).toEqual(['/v2/library/a/manifests/1.0', '/v2/u/a/manifests/1.0']);
  });
  test('a pull request that names any number of registries does not make all of them be asked', async () => {
    let touched = 0;
    const resolve = async (): Promise<never> => {
      touched++;
      throw new Error('no such name');
    };
    const indexes = indexesOf({ resolve });
    const answers = [];
    for (let at = 0; at < 60; at++) answers.push(await indexes.find(`pkg:docker/u/a@1.0?repository_url=r${at}.example`, 'index'));
    expect([touched, new Set(answers.map(({ source }) => source.status))]).toEqual([50, new Set(['unknown'])]);
    expect(answers.at(-1)?.source.reason).toMatch(/more than 50 registries/);
  });
  test("the policy's list is complete", async () => {
    const { indexes, touched } = withoutNetwork({ policyIndexes: { docker: 'https://mine.example' } });
    const { source } = await indexes.find('pkg:docker/u/a@1.0?repository_url=other.example', 'index');
    expect([source.reason, touched()]).toEqual(['other.example is not among the registries that the policy names', 0]);
  });
  test.each([
    'pkg:docker/u/..@1.0?repository_url=r.example',
    'pkg:docker/u/a@1.0?repository_url=r.example%23',
    'pkg:docker/u/a@..%2F..%2Fx?repository_url=r.example',
  ])('no reference to an image: %s', async (purl) => {
    const { indexes, touched } = withoutNetwork();
    const { source } = await indexes.find(purl, 'index');
    expect([source.status, touched()]).toEqual(['unknown', 0]);
  });
  test('configuration that is broken is none', async () => {
    for (const text of ['', '{', '[]', '{"auths":[1],"registry-mirrors":{}}', '{"auths":{"a b":{"auth":"x"},"r.example":{"auth":"\\n"}}}', 'null']) {
      mkdirSync(join(folder, '.docker'), { recursive: true });
      for (const name of ['config.json', 'daemon.json']) writeFileSync(join(folder, '.docker', name), text);
      const context = configContext({ env: { HOME: folder }, cwd: '/nonexistent', ask: async () => undefined });
      const found = await findDocker({ ...context, userFile: (path) => (path.startsWith('/etc/') ? undefined : context.userFile(path)) });
      expect([found.addresses, found.credentials]).toEqual([[], []]);
    }
  });
});
