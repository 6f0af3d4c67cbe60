import { assemble } from '../../src/identify/assemble.ts';
import type { Sighting } from '../../src/types.ts';
import { components, found, many } from './made.ts';

const gomp = { path: 'sklearn.libs/libgomp-e985bcbb.so.1.0.0', soname: 'libgomp-e985bcbb.so.1.0.0' };

describe('components of an artifact', () => {
  test('an SBOM inside corroborates a name, tells version and purl, and is said to declare it', async () => {
    const sboms = [
      {
        path: 'x.dist-info/sboms/auditwheel.cdx.json',
        format: 'CycloneDX',
        components: [{ name: 'libgomp', version: '8.5.0-28.el8_10.alma.1', purl: 'pkg:rpm/almalinux/libgomp@8.5.0-28.el8_10.alma.1' }],
      },
    ];
    const [one] = await components([gomp], { metadata: { name: 'scikit-learn', sboms } });
    expect(one).toMatchObject({
      id: 'libgomp',
      version: '8.5.0-28.el8_10.alma.1',
      purl: 'pkg:rpm/almalinux/libgomp@8.5.0-28.el8_10.alma.1',
      licence: 'GPL-3.0-or-later WITH GCC-exception-3.1',
      category: 'runtime-exception',
      confidence: 'certain',
      declaredBy: ['x.dist-info/sboms/auditwheel.cdx.json'],
    });
  });

  test('what an SBOM names and nobody found is declared; the package itself is not', async () => {
    const sboms = [
      {
        path: 's.json',
        format: 'CycloneDX',
        components: [
          { name: 'some', version: '1.0', purl: 'pkg:pypi/some@1.0' },
          { name: 'openssl', version: '4.0.3', purl: 'pkg:generic/openssl@4.0.3' },
          { name: 'openssl', version: '0.10.81', purl: 'pkg:cargo/openssl@0.10.81' },
        ],
      },
    ];
    expect(await found([], { metadata: { name: 'some', sboms } })).toEqual([
      'declared openssl 4.0.3 likely',
      'declared pkg:cargo/openssl 0.10.81 likely',
    ]);
  });

  test('packages of systems lead to the library that they carry', async () => {
    const rpm = (name: string) => ({ name, version: '1.0-1', purl: `pkg:rpm/almalinux/${name}@1.0-1` });
    const sboms = [
      {
        path: 's.json',
        format: 'CycloneDX',
        components: ['krb5-libs', 'cyrus-sasl-lib', 'openssl-libs', 'xz-libs', 'libssl3', 'strange-libs'].map(rpm),
      },
    ];
    const ids = (await components([], { metadata: { name: 'some', sboms } })).map(({ id }) => id);
    expect(ids).toEqual(['cyrus-sasl', 'krb5', 'openssl', 'pkg:rpm/almalinux/strange-libs', 'xz']);
  });

  test('a library under two names is found by either, a part of the package itself is none', async () => {
    const sboms = [
      {
        path: 's.json',
        format: 'CycloneDX',
        components: [
          { name: 'libjpeg / libjpeg-turbo', version: '3.2.0' },
          { name: 'some / thing', version: '1' },
          { name: 'PIL._avif', version: '13.0.0', purl: 'pkg:pypi/pillow@13.0.0#c-ext/PIL._avif' },
        ],
      },
    ];
    const jpeg = {
      path: 'pillow.libs/libjpeg-0123abcd.so.62.4.0',
      soname: 'libjpeg.so.62',
      strings: ['libjpeg-turbo version 3.2.0 (build 20260101)'],
    };
    const all = await components([jpeg], { metadata: { name: 'pillow', sboms } });
    expect(all.map(({ how, id }) => `${how} ${id}`)).toEqual(['bundled libjpeg-turbo', 'declared pkg:generic/some%20%2F%20thing']);
    expect(all[0]?.declaredBy).toEqual(['s.json']);
    expect(all[1]).toMatchObject({ name: 'some / thing', purl: 'pkg:generic/some%20%2F%20thing@1' });
  });

  test('crates of an SBOM and of paths of panics agree', async () => {
    const rust = { path: 'a/x.so', strings: ['/user/.cargo/registry/src/index.mirror.test-6f17d22bba15001f/hashbrown-0.14.5/src/raw/mod.rs'] };
    const sboms = [
      { path: 's.json', format: 'CycloneDX', components: [{ name: 'hashbrown', version: '0.14.5', purl: 'pkg:cargo/hashbrown@0.14.5' }] },
    ];
    expect(await found([rust], { metadata: { name: 'some', sboms } })).toEqual(['static pkg:cargo/hashbrown 0.14.5 certain']);
  });

  test('a package that is this very library declares it; one that binds it does not', async () => {
    const sodium = { path: 'usr/lib/libsodium.so.23.3.0', soname: 'libsodium.so.23' };
    expect(await found([sodium], { metadata: { name: 'libsodium23' }, path: 'libsodium23_1.0.18-1_amd64.deb' })).toEqual([
      'declared libsodium by-name',
    ]);
    expect(await found([{ path: 'pyzmq.libs/libsodium-1b1f72d5.so.26.1.0' }], { metadata: { name: 'pyzmq' } })).toEqual([
      'bundled libsodium by-name',
    ]);
    expect(await found([{ path: 'pyzmq.libs/libzmq-a430b4ce.so.5.2.5' }], { metadata: { name: 'pyzmq' } })).toEqual(['bundled zeromq by-name']);
    expect(await found([{ path: 'nvidia/nvtx/lib/libnvToolsExt.so.1' }], { metadata: { name: 'nvidia-nvtx-cu12' } })).toEqual([
      'declared nvidia-nvtoolsext by-name',
    ]);
  });

  test('metadata may say Apache: the vendor driver inside is still proprietary', async () => {
    const [one] = await components([{ path: 'clidriver/lib/libdb2.so.1', soname: 'libdb2.so.1' }], {
      metadata: { name: 'ibm_db', licenceExpression: 'Apache-2.0' },
    });
    expect(one).toMatchObject({
      id: 'ibm-db2-clidriver',
      how: 'bundled',
      category: 'proprietary-redistributable',
      licence: 'LicenseRef-IBM-DSDRIVER',
    });
  });

  test("oneTBB in Intel's own wheel is under the agreement that lies beside it", async () => {
    const tbb = {
      path: 'tbb.data/data/lib/libtbb.so.12.13',
      soname: 'libtbb.so.12',
      symbols: ['TBB_runtime_interface_version', ...many('_ZN3tbb6detail', 200)],
    };
    const licenceTexts = [{ path: 'LICENSE.txt', ids: ['LicenseRef-Intel-Simplified-Software-License'] }];
    const [own] = await components([tbb], { metadata: { name: 'tbb', licenceTexts } });
    expect(own).toMatchObject({
      id: 'intel-tbb',
      how: 'declared',
      licence: 'LicenseRef-Intel-Simplified-Software-License',
      category: 'proprietary-redistributable',
    });
    const [other] = await components([tbb], { metadata: { name: 'other' } });
    expect(other).toMatchObject({ id: 'intel-tbb', how: 'bundled', licence: 'Apache-2.0' });
  });

  test('the licence that FFmpeg prints of itself holds, and the old OpenSSL has its old licence', async () => {
    const ffmpeg = (text: string) => components([{ path: 'a.libs/libavcodec-0123abcd.so.60', strings: [`libavcodec license: ${text}`] }]);
    expect((await ffmpeg('LGPL version 2.1 or later'))[0]).toMatchObject({ licence: 'LGPL-2.1-or-later', category: 'copyleft-weak' });
    expect((await ffmpeg('LGPL version 3 or later'))[0]).toMatchObject({ licence: 'LGPL-3.0-or-later', category: 'copyleft-weak' });
    expect((await ffmpeg('GPL version 3 or later'))[0]).toMatchObject({ licence: 'GPL-3.0-or-later', category: 'copyleft-strong' });
    expect((await ffmpeg('nonfree and unredistributable'))[0]).toMatchObject({ category: 'proprietary-no-redistribution' });
    expect((await components([{ path: 'a.libs/libssl-0123abcd.so.1.1.1k', soname: 'libssl.so.1.1' }]))[0]).toMatchObject({
      id: 'openssl',
      licence: 'OpenSSL',
    });
    expect((await components([{ path: 'a.libs/libssl-0123abcd.so.3', soname: 'libssl.so.3' }]))[0]).toMatchObject({
      id: 'openssl',
      licence: 'Apache-2.0',
    });
  });

  test('files of one library are one component, two versions are two', async () => {
    const files = [{ path: 'a.libs/libwebp-0123abcd.so.7' }, { path: 'a.libs/libwebpmux-0123abcd.so.3' }];
    expect((await components(files)).map(({ id, paths }) => [id, paths.length])).toEqual([['libwebp', 2]]);
    const zlib = (folder: string, version: string) => ({ path: `${folder}/x.so`, strings: [`deflate ${version} Copyright 1995-2024`] });
    expect(await found([zlib('a', '1.3.1'), zlib('b', '1.2.11')])).toEqual(['static zlib 1.2.11 likely', 'static zlib 1.3.1 likely']);
  });

  test('a known build is told by its build id', async () => {
    const [one] = await components([{ ...gomp, path: 'torch/lib/libgomp-a34b3233.so.1', buildId: '5f4fb88af97be3ecacc71363136bb015b2a07119' }]);
    expect(one?.evidence.map(({ kind }) => kind)).toContain('build-id');
    expect(one?.confidence).toBe('certain');
  });

  test('modules of an uber jar, folders of third parties with their licence, and not those of tests', async () => {
    const paths = [
      'META-INF/maven/com.google.guava/guava/pom.xml',
      'META-INF/maven/com.google.guava/guava/pom.properties',
      'META-INF/maven/org.x/own/pom.xml',
    ];
    expect(await found([], { metadata: { name: 'org.x:own' }, path: 'own-1.0.jar', paths })).toEqual([
      'bundled pkg:maven/com.google.guava/guava likely',
    ]);
    const source = ['x-1.0/third_party/zlib/LICENSE', 'x-1.0/vendor/strange/COPYING', 'x-1.0/tests/third_party/curl/LICENSE', 'x-1.0/LICENSE'];
    expect(await found([], { path: 'x-1.0.tar.gz', paths: source })).toEqual(['vendored pkg:generic/strange likely', 'vendored zlib likely']);
  });

  test('Python’s _vendor holds packages of its index; a script beside the licence tells what the folder is', () => {
    const one = (id: string, path: string, version: string): Sighting => ({
      id,
      how: 'vendored',
      path,
      version,
      evidence: [{ kind: 'content', path, value: version }],
    });
    const told = (path: string, sightings: readonly Sighting[]) =>
      assemble({ native: [], sightings, files: [{ path, size: 1, kind: 'other' }], path: 'x-1.0-py3-none-any.whl' }).components.map(
        ({ id, version }) => `${id} ${version}`,
      );
    const rich = one('pkg:pypi/rich', 'pip/_vendor/vendor.txt', '14.0.0');
    expect(told('x-1.0.dist-info/licenses/src/pip/_vendor/rich/LICENSE', [rich])).toEqual(['pkg:pypi/rich 14.0.0']);
    const jquery = one('pkg:npm/jquery', 'admin/js/vendor/jquery/jquery.js', '3.7.1');
    expect(told('admin/js/vendor/jquery/LICENSE.txt', [jquery])).toEqual(['pkg:npm/jquery 3.7.1']);
  });

  test('a licence beside a bundled program speaks of that program', async () => {
    const program = { path: 'package/vendor/notifu/notifu.exe', format: 'pe', type: 'executable' as const };
    expect(await found([program], { path: 'x-1.0.tgz', paths: ['package/vendor/notifu/LICENSE', 'package/vendor/notifu/notifu.exe'] })).toEqual([
      'bundled notifu certain',
    ]);
  });

  test('a place in the source is named, with the version where it is known', async () => {
    const [zlib] = await components([{ path: 'a/x.so', strings: ['deflate 1.3.1 Copyright 1995-2024'] }]);
    expect(zlib).toMatchObject({ purl: 'pkg:generic/zlib@1.3.1', sourceUrl: 'https://zlib.net/fossils/zlib-1.3.1.tar.gz' });
    const [zstd] = await components([{ path: 'a/x.so', symbols: many('ZSTD_', 20) }]);
    expect(zstd?.sourceUrl).toBe('https://github.com/facebook/zstd/releases/download/');
  });

  test('evidence is bounded, and every kind of it is left', async () => {
    const files = Array.from({ length: 200 }, (_, index) => ({
      path: `p${index}/x.so`,
      symbols: many('curl_easy_', 20),
      strings: ['libcurl/8.8.0'],
    }));
    const [curl] = await components(files);
    expect(curl?.paths).toHaveLength(200);
    expect(curl?.evidence.length).toBeLessThanOrEqual(24);
    expect(new Set(curl?.evidence.map(({ kind }) => kind))).toEqual(new Set(['symbol', 'string']));
  });

  test('a package without foreign code has no components', async () => {
    expect(await found([{ path: 'own/_speedups.so', symbols: ['PyInit__speedups', 'escape'], strings: ['_speedups', 'escape(s)'] }])).toEqual([]);
  });
});
