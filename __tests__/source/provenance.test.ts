// The provenance object of sampleproject 4.0.0 is the published one (certificate and statement whole, the transparency log's entry
// left out). npm's answers are written from npm's and SLSA's specifications.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { npmClaims, pypiClaims } from '../../src/source/provenance.ts';
import type { Table } from '../io/stand-in.ts';
import { json, type World, worldOf } from './world.ts';

const sample = JSON.parse(readFileSync(new URL('../fixtures/source/sampleproject-4.0.0.provenance.json', import.meta.url), 'utf8'));
const commit = '0123456789abcdef0123456789abcdef01234567';
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const slsa = (uri = 'git+https://forge.example/u/a@refs/tags/v1.0.0', digest: Record<string, string> = { gitCommit: commit }) => ({
  _type: 'https://in-toto.io/Statement/v1',
  predicateType: 'https://slsa.dev/provenance/v1',
  predicate: { buildDefinition: { resolvedDependencies: [{ uri, digest }] } },
});
const npmBundle = (statement: unknown) => ({
  bundle: { dsseEnvelope: { payload: encoded(statement), payloadType: 'application/vnd.in-toto+json' } },
});
const publish = { _type: 'https://in-toto.io/Statement/v0.1', predicate: { name: 'a', version: '1.0.0', registry: 'https://registry.example' } };

let world: World | undefined;
afterEach(async () => {
  await world?.index.close();
  world = undefined;
});
const ask = async (type: string, purl: string, depth: 'index' | 'listing', table: (base: string) => Table) => {
  world = await worldOf(type, {}, { limits: { tries: 1, idleSeconds: 1, seconds: 3 } });
  Object.assign(world.index.table, table(world.index.url));
  const answer = await world.indexes.find(purl, depth);
  return {
    ...answer,
    provenance: answer.source.where.filter((one) => one.kind === 'provenance'),
    requests: world.index.requests.map((one) => one.path),
  };
};

describe('PyPI', () => {
  const at = '/integrity/a/1.0/a-1.0.tar.gz/provenance';
  const page = (base: string, provenance: string | null = base + at): Table => ({
    '/a/': json(
      {
        meta: { 'api-version': '1.3' },
        files: [
          { filename: 'a-1.0-py3-none-any.whl', url: '/f/a.whl', hashes: {}, provenance: null },
          { filename: 'a-1.0.tar.gz', url: '/f/a.tar.gz', hashes: {}, provenance },
        ],
      },
      'application/vnd.pypi.simple.v1+json',
    ),
  });

  test('the published object: publisher, and what the certificate says of repository and commit', () =>
    expect(pypiClaims(sample)).toEqual([
      {
        repository: 'https://github.com/pypa/sampleproject',
        commit: '621e4974ca25ce531773def586ba3ed8e736b3fc',
        publisher: 'GitHub pypa/sampleproject release.yml',
      },
    ]));
  test('depth index: that there is one, without asking for it', async () => {
    const { provenance, requests, source, files } = await ask('pypi', 'pkg:pypi/a@1.0', 'index', page);
    expect(provenance).toMatchObject([
      { url: expect.stringMatching(/\/integrity\//), evidence: { value: 'the index names a provenance for 1 of 2 files; not read, not verified' } },
    ]);
    expect([requests, source.status, files.some((file) => 'provenance' in file)]).toEqual([['/a/'], 'published', false]);
  });
  test('depth listing: what it claims, and never that it was verified', async () => {
    const { provenance, asked } = await ask('pypi', 'pkg:pypi/a@1.0', 'listing', (base) => ({ ...page(base), [at]: json(sample) }));
    expect(provenance).toMatchObject([
      {
        url: 'https://github.com/pypa/sampleproject',
        evidence: {
          value:
            'claims https://github.com/pypa/sampleproject at commit 621e4974ca25ce531773def586ba3ed8e736b3fc, published by GitHub pypa/sampleproject release.yml; not verified',
        },
      },
    ]);
    expect(asked.at(-1)).toEqual({ what: 'provenance', status: '200' });
  });
  test('a simple page in HTML names it as well', async () => {
    const { provenance } = await ask('pypi', 'pkg:pypi/a@1.0', 'listing', () => ({
      '/a/': {
        headers: { 'content-type': 'text/html' },
        body: `<title>Links for a</title><a href="/f/a-1.0.tar.gz" data-provenance="${at}">a-1.0.tar.gz</a>`,
      },
      [at]: json(sample),
    }));
    expect(provenance).toHaveLength(1);
  });
  test.each<[string, Table, RegExp]>([
    ['gone', {}, /not read \(404\), not verified/],
    ['HTML', { [at]: { body: '<html>' } }, /not read \(200, but not what this index promises/],
    ['refused', { [at]: { status: 403 } }, /not read \(status 403\)/],
    [
      'a redirect to a private address',
      { [at]: { status: 302, headers: { location: 'https://10.0.0.1/' } } },
      /not read \(.*refused\), not verified/,
    ],
    [
      'no publisher but a name',
      { [at]: json({ attestation_bundles: [{ publisher: { kind: 'GitLab', repository: 'u/a' }, attestations: [] }] }) },
      /^claims GitLab u\/a, no commit; not verified$/,
    ],
  ])('the pointer stays, and so does the answer: %s', async (_name, table, value) => {
    const { provenance, source } = await ask('pypi', 'pkg:pypi/a@1.0', 'listing', (base) => ({ ...page(base), ...table }));
    expect([source.status, provenance.length, provenance[0]?.evidence.value]).toEqual(['published', 1, expect.stringMatching(value)]);
  });
  test('another host than the index is not asked', async () => {
    const { provenance, requests } = await ask('pypi', 'pkg:pypi/a@1.0', 'listing', () => page('', 'https://elsewhere.example/p?token=CANARY'));
    expect(provenance).toMatchObject([{ url: 'https://elsewhere.example/p', evidence: { value: expect.stringMatching(/another host/) } }]);
    expect([requests, JSON.stringify(provenance).includes('CANARY')]).toEqual([['/a/'], false]);
  });
  test('none named: none said', async () =>
    expect((await ask('pypi', 'pkg:pypi/a@1.0', 'listing', (base) => page(base, null))).provenance).toEqual([]));
});

describe('npm', () => {
  const at = '/-/npm/v1/attestations/a@1.0.0';
  const manifest = (base: string): Table => ({
    '/a/1.0.0': json({
      name: 'a',
      version: '1.0.0',
      dist: { tarball: `${base}/a.tgz`, attestations: { url: base + at, provenance: { predicateType: 'https://slsa.dev/provenance/v1' } } },
    }),
  });
  test("the build's attestation; the registry's own names no repository", async () => {
    const table = (base: string): Table => ({ ...manifest(base), [at]: json({ attestations: [npmBundle(publish), npmBundle(slsa())] }) });
    const { provenance, source } = await ask('npm', 'pkg:npm/a@1.0.0', 'listing', table);
    expect(provenance).toMatchObject([
      { url: 'https://forge.example/u/a', evidence: { value: `claims https://forge.example/u/a at commit ${commit}; not verified` } },
    ]);
    expect(source.status).toBe('published');
  });
  test('depth index', async () => {
    const { provenance, requests } = await ask('npm', 'pkg:npm/a@1.0.0', 'index', manifest);
    expect([requests, provenance[0]?.evidence.value]).toEqual([['/a/1.0.0'], 'the manifest names attestations; not read, not verified']);
  });
  test('SLSA 0.2', () =>
    expect(
      npmClaims({
        attestations: [
          npmBundle({
            predicate: { invocation: { configSource: { uri: 'git+https://forge.example/u/a@refs/heads/main', digest: { sha1: commit } } } },
          }),
        ],
      }),
    ).toEqual([{ repository: 'https://forge.example/u/a', commit }]));
  test('a commit that is none, a repository that is none', () => {
    expect(npmClaims({ attestations: [npmBundle(slsa(undefined, { gitCommit: 'main; rm' }))] })).toEqual([
      { repository: 'https://forge.example/u/a' },
    ]);
    expect(npmClaims({ attestations: [npmBundle(slsa('javascript:alert(1)'))] })).toEqual([]);
    expect(npmClaims({ attestations: [npmBundle(publish)] })).toEqual([]);
  });
});

test('no bytes, however broken, make it throw', () => {
  const seed = JSON.stringify(sample);
  const certificate: string = sample.attestation_bundles[0].attestations[0].verification_material.certificate;
  fc.assert(
    fc.property(fc.nat(seed.length - 1), fc.nat(255), fc.nat(certificate.length), (at, byte, cut) => {
      const text = Buffer.from(seed);
      text[at] = byte;
      let data: unknown;
      try {
        data = JSON.parse(text.toString('utf8'));
      } catch {
        data = text.toString('utf8');
      }
      pypiClaims(data);
      npmClaims(data);
      const der = Buffer.from(certificate, 'base64');
      der[at % der.length] = byte;
      const shorter = der.subarray(0, cut).toString('base64');
      const raw = { rawBytes: shorter };
      npmClaims({
        attestations: [{ bundle: { dsseEnvelope: { payload: '' }, verificationMaterial: { x509CertificateChain: { certificates: [raw] } } } }],
      });
    }),
    { numRuns: 500 },
  );
});
