import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { indexPath } from '../../src/source/crates.ts';
import { escaped } from '../../src/source/goproxy.ts';
import { chooseArtifact, registries } from '../../src/source/index.ts';
import { plainHash, repositoryUrl } from '../../src/source/index-context.ts';
import { readXml } from '../../src/source/xml.ts';
import type { Table } from '../io/stand-in.ts';
import { json, nobody, type World, withoutNetwork, worldOf } from './world.ts';

let worlds: World[] = [];
afterEach(async () => {
  for (const one of worlds) await one.index.close();
  worlds = [];
});
const start = async (type: string, table: Table, options = {}): Promise<World> => {
  const world = await worldOf(type, table, { limits: { idleSeconds: 1, seconds: 3, tries: 1 }, ...options });
  worlds.push(world);
  return world;
};
const found = async (type: string, purl: string, table: Table, depth: 'index' | 'listing' = 'index', asking = {}) => {
  const world = await start(type, table);
  return { ...(await world.indexes.find(purl, depth, asking)), base: world.index.url, requests: world.index.requests };
};

describe('npm', () => {
  const manifest = (more: Record<string, unknown> = {}) => ({
    name: 'a',
    version: '1.0.0',
    dist: { tarball: 'https://registry.example/a/-/a-1.0.0.tgz', integrity: 'sha512-AAAA', shasum: 'ab12' },
    ...more,
  });
  const purl = 'pkg:npm/a@1.0.0';

  test('the archive, the repository and the commit that the manifest names', async () => {
    const answer = await found('npm', purl, {
      '/a/1.0.0': json(manifest({ repository: { type: 'git', url: 'git+https://forge.example/u/a.git' }, gitHead: 'a'.repeat(40), license: 'MIT' })),
    });
    expect(answer.source.status).toBe('published');
    expect(answer.source.where).toMatchObject([
      { kind: 'npm-tarball', url: 'https://registry.example/a/-/a-1.0.0.tgz' },
      { kind: 'git', url: 'https://forge.example/u/a', evidence: { value: 'a'.repeat(40) } },
    ]);
    expect(answer.metadata).toMatchObject({ licence: 'MIT', commit: 'a'.repeat(40) });
    expect(answer.files).toEqual([
      {
        name: 'a-1.0.0.tgz',
        url: 'https://registry.example/a/-/a-1.0.0.tgz',
        kind: 'pure',
        hashes: ['sha512-AAAA', 'sha1:ab12'],
        index: answer.base,
      },
    ]);
  });
  test('a package for one platform: its source lives with its parent, and that is what is said', async () => {
    const answer = await found('npm', 'pkg:npm/%40a/linux-x64@1.0.0', {
      '/@a%2flinux-x64/1.0.0': json(
        manifest({
          name: '@a/linux-x64',
          os: ['linux'],
          cpu: ['x64'],
          repository: { url: 'https://forge.example/u/a.git', directory: 'npm/linux-x64' },
        }),
      ),
    });
    expect(answer.source.status).toBe('partial');
    expect(answer.source.reason).toMatch(
      /package for one platform \(linux, x64\).*repository of its parent.*https:\/\/forge\.example\/u\/a, folder npm\/linux-x64/,
    );
    expect(answer.files[0]?.kind).toBe('binary');
  });
  test.each([
    ['and no repository: absent', { os: ['linux'] }, 'absent', 'binary'],
    ['all but one platform is no platform', { os: ['!win32'] }, 'published', 'pure'],
    ['built when installed', { gypfile: true, scripts: { install: 'node-gyp rebuild' } }, 'published', 'source'],
  ])('a platform: %s', async (_name, more, status, kind) => {
    const answer = await found('npm', purl, { '/a/1.0.0': json(manifest(more)) });
    expect([answer.source.status, answer.files[0]?.kind]).toEqual([status, kind]);
  });
  test('a file name that cannot be decoded', async () => {
    const answer = await found('npm', purl, { '/a/1.0.0': json(manifest({ dist: { tarball: 'https://registry.example/%E0%A4%A.tgz?x' } })) });
    expect(answer.files[0]?.name).toBe('%E0%A4%A.tgz');
  });
  test('a registry without version manifests', async () => {
    const answer = await found('npm', purl, { '/a': json({ versions: { '1.0.0': manifest() } }) });
    expect([answer.source.status, answer.asked.map((one) => one.status)]).toEqual(['published', ['404', '200']]);
    expect((await found('npm', 'pkg:npm/a@constructor', { '/a': json({ versions: {} }) })).source.reason).toMatch(/lists no release/);
  });
  test.each<[string, Table, RegExp]>([
    ['unknown name', {}, /answered 404 for a/],
    ['another release', { '/a/1.0.0': json(manifest({ version: '2.0.0' })) }, /another release/],
    ['nonsense', { '/a/1.0.0': json([]) }, /not what this index promises/],
  ])('unknown: %s', async (_name, table, reason) => expect((await found('npm', purl, table)).source.reason).toMatch(reason));
});

describe('cargo', () => {
  const line = (more = {}) => JSON.stringify({ name: 'serde', vers: '1.0.0', cksum: 'ab'.repeat(32), yanked: false, ...more });
  test.each([
    ['a', '1/a'],
    ['ab', '2/ab'],
    ['abc', '3/a/abc'],
    ['Serde', 'se/rd/serde'],
  ])('%s lies at %s', (name, path) => expect(indexPath(name)).toBe(path));
  test('the crate, its checksum, and where it is downloaded', async () => {
    const answer = await found('cargo', 'pkg:cargo/serde@1.0.0', {
      '/se/rd/serde': { body: `${line({ vers: '0.9.0' })}\n${line({ yanked: true })}\n` },
      '/config.json': json({ dl: 'https://static.example/crates' }),
    });
    expect(answer.source).toMatchObject({
      status: 'published',
      where: [{ kind: 'crate', url: 'https://static.example/crates/serde/1.0.0/download' }],
    });
    expect(answer.files).toEqual([
      {
        name: 'serde-1.0.0.crate',
        url: 'https://static.example/crates/serde/1.0.0/download',
        kind: 'source',
        hashes: [`sha256:${'ab'.repeat(32)}`],
        yanked: true,
        index: answer.base,
      },
    ]);
  });
  test('a template of a download address', async () => {
    const answer = await found('cargo', 'pkg:cargo/serde@1.0.0', {
      '/se/rd/serde': { body: line() },
      '/config.json': json({ dl: 'https://static.example/{prefix}/{crate}/{crate}-{version}.crate' }),
    });
    expect(answer.files[0]?.url).toBe('https://static.example/se/rd/serde/serde-1.0.0.crate');
  });
  test('the public registry by the name that Cargo.lock gives it; another by its own', async () => {
    const table = { '/se/rd/serde': { body: line() }, '/config.json': json({ dl: 'https://static.example' }) };
    expect(
      (await found('cargo', 'pkg:cargo/serde@1.0.0', table, 'index', { registry: 'registry+https://forge.example/rust-lang/crates.io-index' })).source
        .status,
    ).toBe('published');
    expect((await found('cargo', 'pkg:cargo/serde@1.0.0', table, 'index', { registry: 'sparse+https://mine.example/index/' })).source.reason).toMatch(
      /mine\.example, which is not among/,
    );
  });
  test.each<[string, Table, RegExp]>([
    ['unknown name', {}, /answered 404/],
    ['no such release', { '/se/rd/serde': { body: line({ vers: '2.0.0' }) } }, /lists no release/],
    ['HTML', { '/se/rd/serde': { body: '<html>' } }, /no index file/],
    ['no config', { '/se/rd/serde': { body: line() } }, /did not say where crates lie/],
  ])('unknown: %s', async (_name, table, reason) => expect((await found('cargo', 'pkg:cargo/serde@1.0.0', table)).source.reason).toMatch(reason));
});

describe('golang', () => {
  const purl = 'pkg:golang/forge.example/Azure/go@v1.0.0';
  const path = '/forge.example/!azure/go/@v/v1.0.0';
  const info = json({
    Version: 'v1.0.0',
    Time: '2024-01-01T00:00:00Z',
    Origin: { VCS: 'git', URL: 'https://forge.example/Azure/go', Hash: 'c'.repeat(40), Ref: 'refs/tags/v1.0.0' },
  });
  test('capitals, and the version of an incompatible module', () =>
    expect(escaped('Azure/A+B@v2.0.0+incompatible')).toBe('!azure/!a+!b@v2.0.0+incompatible'));
  test('the zip, and the commit that the proxy made it from', async () => {
    const answer = await found('golang', purl, { [`${path}.info`]: info, [`${path}.zip`]: { body: 'zip' } }, 'listing');
    expect(answer.source).toMatchObject({
      status: 'published',
      where: [
        { kind: 'go-module', url: `${answer.base}${path}.zip` },
        { kind: 'git', url: 'https://forge.example/Azure/go', evidence: { value: `${'c'.repeat(40)} refs/tags/v1.0.0` } },
      ],
    });
    expect(answer.files).toMatchObject([{ kind: 'source', size: 3 }]);
    expect(answer.requests.map((one) => one.method)).toEqual(['GET', 'HEAD']);
  });
  test.each<[string, Table, RegExp]>([
    ['404', {}, /every proxy answered 404/],
    ['another version', { [`${path}.info`]: json({ Version: 'v2.0.0' }) }, /answered with v2\.0\.0/],
    ['no zip', { [`${path}.info`]: info }, /zip was not given/],
  ])('unknown: %s', async (_name, table, reason) => expect((await found('golang', purl, table, 'listing')).source.reason).toMatch(reason));
  test('a private module is asked of no proxy', async () => {
    const { indexes, touched } = withoutNetwork({
      env: { ...nobody, GOPROXY: 'https://proxy.example', GOPRIVATE: '*.other.example,forge.example/Az*' },
    });
    expect((await indexes.find(purl, 'index')).source.reason).toMatch(/private by GONOPROXY or GOPRIVATE/);
    expect(touched()).toBe(0);
  });
});

describe('maven', () => {
  const purl = 'pkg:maven/org.example/a@1.0?classifier=linux-x86_64';
  const base = '/org/example/a/1.0/a-1.0';
  const pom = (inside: string): { body: string } => ({
    body: `<?xml version="1.0"?><project xmlns="http://maven.example/POM/4.0.0">${inside}</project>`,
  });
  test('a sources jar, the repository and the licence of the POM', async () => {
    const answer = await found('maven', purl, {
      [`${base}.pom`]: pom(
        '<scm><url>scm:git:git@forge.example:u/a.git</url><tag>v1.0</tag></scm><licenses><license><name>MIT</name></license></licenses>',
      ),
      [`${base}-sources.jar`]: { body: 'jar' },
    });
    expect(answer.source).toMatchObject({
      status: 'published',
      where: [
        { kind: 'sources-jar', url: `${answer.base}${base}-sources.jar` },
        { kind: 'git', url: 'https://forge.example/u/a', evidence: { value: 'v1.0' } },
      ],
    });
    expect(answer.files).toMatchObject([
      { name: 'a-1.0-linux-x86_64.jar', kind: 'binary' },
      { name: 'a-1.0-sources.jar', kind: 'source', size: 3 },
    ]);
    expect(answer.metadata).toMatchObject({ name: 'org.example:a', licence: 'MIT', repository: 'https://forge.example/u/a' });
  });
  test('absent: the repository has the release, and no sources jar', async () => {
    const answer = await found('maven', purl, { [`${base}.pom`]: pom('') });
    expect([answer.source.status, answer.asked.map((one) => one.status)]).toEqual(['absent', ['200', '404']]);
    expect(answer.source.reason).toMatch(/answered 404 for a-1\.0-sources\.jar/);
  });
  test('a POM is its own source', async () =>
    expect((await found('maven', purl, { [`${base}.pom`]: pom('<packaging>pom</packaging>') })).source.status).toBe('published'));
  test.each<[string, Table, RegExp]>([
    ['unknown release', {}, /every repository answered 404/],
    ['HTML', { [`${base}.pom`]: { body: '<html><body>no' } }, /no POM/],
    ['a document type with entities', { [`${base}.pom`]: { body: '<!DOCTYPE project [<!ENTITY a "aaaa">]><project>&a;</project>' } }, /no POM/],
    ['a sources jar that is refused', { [`${base}.pom`]: pom(''), [`${base}-sources.jar`]: { status: 403 } }, /did not answer/],
  ])('unknown: %s', async (_name, table, reason) => expect((await found('maven', purl, table)).source.reason).toMatch(reason));
});

describe('deb', () => {
  const sources = (packaging: typeof gzipSync = gzipSync) =>
    packaging(
      ['libzstd', 'other']
        .map(
          (name) =>
            `Package: ${name}\nBinary: ${name === 'libzstd' ? 'libzstd1, zstd' : 'b'}\nVersion: 1.5.4+dfsg2-5\nDirectory: pool/main/libz/${name}\nChecksums-Sha256:\n ${'ab'.repeat(32)} 12 ${name}_1.5.4+dfsg2-5.dsc\n ${'cd'.repeat(32)} 34 ${name}_1.5.4.orig.tar.xz\n`,
        )
        .join('\n'),
    );
  const asked = async (purl: string, table: Table, depth: 'index' | 'listing' = 'index') => {
    const first = await start('generic', table);
    const world = await worldOf('deb', {}, { policyIndexes: { deb: `${first.index.url}/debian stable main` } });
    worlds.push(world);
    return { ...(await world.indexes.find(purl, depth)), base: `${first.index.url}/debian` };
  };
  const path = '/debian/dists/stable/main/source/Sources.gz';
  test('the source package that makes a binary one', async () => {
    const answer = await asked('pkg:deb/debian/zstd@1.5.4%2Bdfsg2-5%2Bb1?arch=amd64', { [path]: { body: sources() } });
    expect(answer.source).toMatchObject({
      status: 'published',
      where: [
        { kind: 'deb-src', url: `${answer.base}/pool/main/libz/libzstd/libzstd_1.5.4%2Bdfsg2-5.dsc`, evidence: { value: 'libzstd 1.5.4+dfsg2-5' } },
      ],
    });
    expect(answer.files.map((file) => [file.name, file.size, file.hashes])).toEqual([
      ['libzstd_1.5.4+dfsg2-5.dsc', 12, [`sha256:${'ab'.repeat(32)}`]],
      ['libzstd_1.5.4.orig.tar.xz', 34, [`sha256:${'cd'.repeat(32)}`]],
    ]);
  });
  test('fields in any order, a folded list of binaries, a paragraph without a folder', async () => {
    const text = `Format: 3.0\nBinary: one,\n two\nVersion: 1\nDirectory: pool/x\nPackage: x\n\nPackage: broken\nBinary: two\nVersion: 1\n\nPackage: out\nBinary: two\nVersion: 1\nDirectory: ../../etc\n`;
    const answer = await asked('pkg:deb/debian/two@1', { [path]: { body: gzipSync(text) } });
    expect(answer.source.where.map((one) => one.evidence.value)).toEqual(['x 1']);
  });
  test('an older version that the pool still has', async () => {
    const answer = await asked('pkg:deb/debian/zstd@1.5.4%2Bdfsg2-4', {
      [path]: { body: sources() },
      '/debian/pool/main/libz/libzstd/libzstd_1.5.4%2Bdfsg2-4.dsc': { body: 'dsc' },
    });
    expect([answer.source.status, answer.source.where[0]?.evidence.value]).toEqual(['published', 'libzstd_1.5.4+dfsg2-4.dsc']);
  });
  describe('the .deb of a binary package, which alone says what is inside', () => {
    const packages = (...of: [version: string, arch: string, filename: string][]) =>
      gzipSync(
        of
          .map(
            ([version, arch, filename]) =>
              `Package: zstd\nArchitecture: ${arch}\nVersion: ${version}\nFilename: ${filename}\nSize: 56\nSHA256: ${'ef'.repeat(32)}\n`,
          )
          .join('\n'),
      );
    const list = (arch: string) => `/debian/dists/stable/main/binary-${arch}/Packages.gz`;
    const found = async (purl: string, table: Table) => {
      const answer = await asked(purl, { [path]: { body: sources() }, ...table }, 'listing');
      const chosen = chooseArtifact(answer.files);
      return { name: chosen?.name, where: chosen?.url.slice(answer.base.length), hashes: chosen?.hashes, noFile: answer.noFile };
    };
    const zstd = 'pkg:deb/debian/zstd@1.5.4%2Bdfsg2-5%2Bb1';

    test('listed for its architecture, with its hash', async () => {
      const body = packages(
        ['1.5.4+dfsg2-5', 'arm64', 'pool/a.deb'],
        ['1.5.4+dfsg2-5+b1', 'arm64', './pool/main/libz/zstd_1.5.4+dfsg2-5+b1_arm64.deb'],
      );
      expect(await found(`${zstd}?arch=arm64`, { [list('arm64')]: { body } })).toEqual({
        name: 'zstd_1.5.4+dfsg2-5+b1_arm64.deb',
        where: '/pool/main/libz/zstd_1.5.4%2Bdfsg2-5%2Bb1_arm64.deb',
        hashes: [`sha256:${'ef'.repeat(32)}`],
        noFile: undefined,
      });
    });
    test('listed with an epoch, and for all architectures', async () => {
      const body = packages(['2:1.5-1', 'all', 'pool/zstd_1.5-1_all.deb']);
      expect((await found('pkg:deb/debian/zstd@1.5-1?arch=amd64&epoch=2', { [list('amd64')]: { body } })).name).toBe('zstd_1.5-1_all.deb');
      expect((await found('pkg:deb/debian/zstd@1.5-1?arch=amd64', { [list('amd64')]: { body } })).name).toBeUndefined();
    });
    test('listed no more, and still in the pool beside its source', async () => {
      const place = '/debian/pool/main/libz/libzstd/zstd_1.5.4%2Bdfsg2-5%2Bb1_amd64.deb';
      expect((await found(zstd, { [place]: { body: 'deb' } })).where).toBe(place.slice('/debian'.length));
    });
    test('nowhere: the packaging of its source is no answer', async () => {
      const { name, noFile } = await found(zstd, { [list('amd64')]: { body: packages(['9', 'amd64', '../../etc/passwd']) } });
      expect(name).toBeUndefined();
      expect(noFile).toMatch(/^the \.deb itself was not found .*without this version; zstd_1\.5\.4\+dfsg2-5\+b1_amd64\.deb of the pool: 404/);
    });
    test('where the source package is asked for, its files are what is looked at', async () => {
      expect((await found('pkg:deb/debian/libzstd@1.5.4%2Bdfsg2-5?arch=source', {})).name).toMatch(/^libzstd_/);
    });
  });
  test.each<[string, string, Table, RegExp]>([
    [
      'a version that is nowhere',
      'pkg:deb/debian/zstd@9-1',
      { [path]: { body: sources() } },
      /have libzstd 1\.5\.4\+dfsg2-5, and no longer, or not yet, the source of zstd 9-1/,
    ],
    ['a package that is nowhere', 'pkg:deb/debian/none@1', { [path]: { body: sources() } }, /no configured archive lists/],
    ['a list that is none', 'pkg:deb/debian/zstd@1', { [path]: { body: 'no gzip' } }, /not a list of sources/],
    ['no list', 'pkg:deb/debian/zstd@1', {}, /no configured archive lists/],
  ])('unknown: %s', async (_name, purl, table, reason) => {
    const { source } = await asked(purl, table);
    expect([source.status, source.reason]).toEqual(['unknown', expect.stringMatching(reason)]);
  });
});

describe('gem', () => {
  const info = (...lines: string[]) => ({ body: `---\n${lines.join('\n')}\n` });
  test('published: a gem without platform beside compiled ones', async () => {
    const answer = await found('gem', 'pkg:gem/nokogiri@1.0.0', {
      '/info/nokogiri': info(
        `1.0.0 racc:~> 1.4|checksum:${'ab'.repeat(32)},ruby:>= 3`,
        `1.0.0-x86_64-linux |checksum:${'cd'.repeat(32)}`,
        '1.0.0.1 |checksum:00',
        '1.0.00 |',
      ),
    });
    expect(answer.source).toMatchObject({ status: 'published', where: [{ kind: 'gem', url: `${answer.base}/gems/nokogiri-1.0.0.gem` }] });
    expect(answer.files.map((file) => [file.name, file.kind, file.hashes])).toEqual([
      ['nokogiri-1.0.0.gem', 'source', [`sha256:${'ab'.repeat(32)}`]],
      ['nokogiri-1.0.0-x86_64-linux.gem', 'binary', [`sha256:${'cd'.repeat(32)}`]],
    ]);
  });
  test('absent: compiled gems only', async () =>
    expect((await found('gem', 'pkg:gem/a@1.0', { '/info/a': info('1.0-java |', '1.0-x64-mingw |') })).source.status).toBe('absent'));
  test.each<[string, Table, RegExp]>([
    ['404', {}, /answered 404/],
    ['HTML', { '/info/a': { body: '<html>' } }, /no compact index/],
    ['no such release', { '/info/a': info('2.0 |') }, /lists no release/],
  ])('unknown: %s', async (_name, table, reason) => expect((await found('gem', 'pkg:gem/a@1.0', table)).source.reason).toMatch(reason));
});

describe('composer', () => {
  const root = json({ 'metadata-url': '/p2/%package%.json' });
  const source = { type: 'git', url: 'https://forge.example/v/a.git', reference: 'e'.repeat(40) };
  const release = (...entries: unknown[]): Table => ({
    '/packages.json': root,
    '/p2/v/a.json': json({ minified: 'composer/2.0', packages: { 'v/a': entries } }),
  });
  test('published: the commit of the release, also where it is inherited', async () => {
    const answer = await found(
      'composer',
      'pkg:composer/v/a@1.0.0',
      release(
        { version: 'v2.0.0', source, dist: { type: 'zip', url: 'https://dist.example/a.zip', reference: 'f', shasum: '' } },
        { version: 'v1.0.0', dist: '__unset' },
      ),
    );
    expect(answer.source).toMatchObject({
      status: 'published',
      where: [{ kind: 'git', url: 'https://forge.example/v/a', evidence: { value: 'e'.repeat(40) } }],
    });
    expect(answer.files).toEqual([]);
  });
  test('partial: an archive without a commit', async () =>
    expect(
      (await found('composer', 'pkg:composer/v/a@1', release({ version: '1', dist: { type: 'zip', url: 'https://dist.example/a.zip' } }))).source
        .status,
    ).toBe('partial'));
  test.each<[string, Table, RegExp]>([
    ['no address', { '/packages.json': json({ 'metadata-url': 'http://[' }) }, /names no address/],
    ['404', { '/packages.json': root }, /answered 404/],
    ['no such release', release({ version: '9' }), /lists no release/],
    ['no repository', {}, /did not answer/],
  ])('unknown: %s', async (_name, table, reason) => expect((await found('composer', 'pkg:composer/v/a@1', table)).source.reason).toMatch(reason));
});

describe('nuget', () => {
  const asked = async (nuspec: string | undefined) => {
    const first = await start('generic', {});
    first.index.table['/v3/index.json'] = json({ resources: [{ '@id': `${first.index.url}/flat/`, '@type': 'PackageBaseAddress/3.0.0' }] });
    if (nuspec !== undefined)
      first.index.table['/flat/a.b/1.0.0/a.b.nuspec'] = { body: `<package xmlns="http://nuget.example/"><metadata>${nuspec}</metadata></package>` };
    const world = await worldOf('nuget', {}, { policyIndexes: { nuget: `${first.index.url}/v3/index.json` } });
    worlds.push(world);
    return world.indexes.find('pkg:nuget/A.B@1.0.0', 'index');
  };
  test('built packages only: the repository and commit of the nuspec', async () => {
    const answer = await asked('<repository type="git" url="https://forge.example/a.git" commit="abc"/>');
    expect(answer.source).toMatchObject({ status: 'partial', where: [{ url: 'https://forge.example/a', evidence: { value: 'abc' } }] });
    expect(answer.files).toMatchObject([{ name: 'a.b.1.0.0.nupkg', kind: 'binary' }]);
  });
  test('absent: no repository', async () => expect((await asked('')).source.status).toBe('absent'));
  test('unknown: 404', async () => expect((await asked(undefined)).source.reason).toMatch(/answered 404/));
});

describe('what all share', () => {
  test('every type says which setting is missing, and asks nobody', async () => {
    for (const { type } of registries) {
      const { indexes, touched } = withoutNetwork();
      // apt's sources are the machine's own files, wherever the tests run
      const env = { ...nobody, APT_CONFIG_DIR: '/nonexistent/apt' };
      const { indexes: empty, touched: second } = withoutNetwork({ env });
      const { source } = await (type === 'deb' ? empty : indexes).find(`pkg:${type}/a/b@1.0`, 'index');
      expect([type, source.status, touched() + second()]).toEqual([type, 'unknown', 0]);
      expect(source.reason).toMatch(/set |name (it|a mirror)|sources/);
    }
  });
  test.each([
    ['git+https://forge.example/u/a.git', 'https://forge.example/u/a'],
    ['git@forge.example:u/a.git', 'https://forge.example/u/a'],
    ['ssh://git@forge.example/u/a.git', 'https://forge.example/u/a'],
    ['git://forge.example/u/a', 'https://forge.example/u/a'],
    ['scm:git:https://user:CANARY@forge.example/u/a', 'https://forge.example/u/a'],
    ['https://forge.example/u/a/', 'https://forge.example/u/a'],
    ['github:u/a', 'https://github.com/u/a'],
    ['u/a', undefined],
    ['javascript:alert(1)', undefined],
    ['file:///etc/passwd', undefined],
  ])('a repository as %s', (text, url) => expect(repositoryUrl(text)).toBe(url));
  test('hashes in one spelling', () => {
    expect(plainHash('sha256-AQI=')).toBe('sha256:0102');
    expect(plainHash('SHA256:AB')).toBe('SHA256:AB');
    expect(plainHash('sha256:AB')).toBe('sha256:ab');
    expect(plainHash('sha256=ab')).toBe('sha256:ab');
    expect(plainHash('h1:abc=')).toBe('h1:abc=');
  });
  test('XML that is deep, wide or broken is none', () => {
    expect(readXml('<a>'.repeat(1000))).toBeUndefined();
    expect(readXml('<a>&undefined;</a>')).toBeUndefined();
    expect(readXml(' '.repeat(5 << 20))).toBeUndefined();
    expect(
      readXml('<x:a><b>1</b><b> 2 <!-- c --></b></x:a>')
        ?.all('b')
        .map((one) => one.value),
    ).toEqual(['1', '2']);
    fc.assert(
      fc.property(fc.string(), (text) => void readXml(`<a>${text}</a>`)),
      { numRuns: 300 },
    );
  });
  test('no answer, however broken, makes a registry throw', async () => {
    const bodies: [string, string, string, string][] = [
      ['npm', 'pkg:npm/a@1.0.0', '/a/1.0.0', json({ name: 'a', version: '1.0.0', dist: { tarball: 'https://registry.example/a.tgz' } }).body],
      ['cargo', 'pkg:cargo/serde@1.0.0', '/se/rd/serde', JSON.stringify({ name: 'serde', vers: '1.0.0', cksum: 'ab'.repeat(32) })],
      [
        'golang',
        'pkg:golang/a.example/b@v1.0.0',
        '/a.example/b/@v/v1.0.0.info',
        JSON.stringify({ Version: 'v1.0.0', Origin: { URL: 'https://forge.example/a', Hash: 'ab' } }),
      ],
      ['maven', 'pkg:maven/g/a@1', '/g/a/1/a-1.pom', '<project><scm><url>https://forge.example/a</url></scm></project>'],
    ];
    let random = 7;
    const next = (below: number): number => {
      random = (random * 48271) % 2147483647;
      return random % below;
    };
    for (const [type, purl, path, seed] of bodies) {
      const world = await start(type, {});
      for (let round = 0; round < 40; round++) {
        const body = Buffer.from(seed);
        for (let change = 0; change < 1 + (round % 5); change++) body[next(body.length)] = next(256);
        world.index.table[path] = { body };
        const answer = await world.indexes.find(purl, 'index', { hashes: [`sha256:${round}`] });
        expect(['published', 'absent', 'partial', 'unknown']).toContain(answer.source.status);
      }
    }
  });
});

test('a credential is in no answer, no message and no file', async () => {
  const { index } = await start('npm', {
    '/a/1.0.0': json({
      name: 'a',
      version: '1.0.0',
      dist: { tarball: 'https://u:CANARY@registry.example/a.tgz?token=CANARY' },
      repository: 'https://u:CANARY@forge.example/a',
    }),
    '/b/1.0.0': { status: 401, body: 'CANARY' },
    '/c/1.0.0': { status: 302, headers: { location: 'https://u:CANARY@10.0.0.1/CANARYPATH?x=CANARY' } },
  });
  const host = index.url.replace('http://', '');
  const second = await worldOf(
    'npm',
    {},
    {
      policyIndexes: { npm: `http://user:CANARY@${host}` },
      env: { ...nobody, [`npm_config_//${host}/:_authToken`]: 'CANARY' },
      limits: { tries: 1 },
    },
  );
  worlds.push(second);
  for (const name of ['a', 'b', 'c', 'd']) {
    const { source, asked, metadata } = await second.indexes.find(`pkg:npm/${name}@1.0.0`, 'index');
    expect(JSON.stringify([source, asked, metadata])).not.toMatch(/CANARY(?!PATH)/);
  }
  expect(index.requests.every((one) => /^(Bearer CANARY|Basic )/.test(one.headers.authorization ?? ''))).toBe(true);
});
