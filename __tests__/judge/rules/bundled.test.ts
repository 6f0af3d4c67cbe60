import { duplicateRuntime } from '../../../src/judge/rules/bundled/duplicate-runtime.ts';
import { knownBad } from '../../../src/judge/rules/bundled/known-bad.ts';
import { bundledNativeLibrary } from '../../../src/judge/rules/bundled/native-library.ts';
import { bundledStatic } from '../../../src/judge/rules/bundled/static.ts';
import { bundledUndeclared } from '../../../src/judge/rules/bundled/undeclared.ts';
import { vendoredSource } from '../../../src/judge/rules/bundled/vendored-source.ts';
import { artifact, component, metadata, testRule } from '../support.ts';

const libgomp = component('libgomp', { name: 'libgomp', category: 'runtime-exception', paths: ['torch/lib/libgomp-a34b3233.so.1'] });
const webp = component('libwebp', { paths: ['pillow.libs/libwebp-5f0275c0.so.7.1.10'] });

testRule(bundledNativeLibrary, {
  pass: [
    { name: 'nothing bundled', facts: artifact() },
    {
      name: 'the package is the library (deb libgomp1)',
      facts: artifact({ subject: { purl: 'pkg:deb/debian/libgomp1@12.2.0-14' }, components: [libgomp] }),
    },
    {
      name: 'the package is the library (wheel intel-openmp)',
      facts: artifact({ metadata: metadata({ name: 'intel-openmp' }), components: [component('intel-openmp')] }),
    },
    { name: 'linked in is bundled/static', facts: artifact({ components: [component('onnx', { how: 'static' })] }) },
    { name: 'declared in an SBOM only', facts: artifact({ components: [component('zlib', { how: 'declared' })] }) },
    { name: 'a script is no native library', facts: artifact({ components: [component('jquery', { paths: ['static/jquery.js'] })] }) },
    { name: 'listed under allow', facts: artifact({ components: [webp] }), options: { allow: ['libwebp'] } },
  ],
  fail: [
    {
      name: 'torch 1.9.0',
      facts: artifact({ subject: { purl: 'pkg:pypi/torch@1.9.0' }, components: [libgomp] }),
      finds: ['bundled'],
      about: ['libgomp'],
    },
    {
      name: 'pillow 11.0.0',
      facts: artifact({ subject: { purl: 'pkg:pypi/pillow@11.0.0' }, components: [webp, component('libtiff')] }),
      finds: ['bundled'],
      about: ['libtiff', 'libwebp'],
    },
  ],
});

const onnx = component('onnx', {
  how: 'static',
  paths: ['torch/lib/libtorch_cpu.so'],
  evidence: [{ kind: 'symbol', path: 'torch/lib/libtorch_cpu.so', value: '_ZN4onnx', count: 2910 }],
});
testRule(bundledStatic, {
  pass: [
    { name: 'a name alone says nothing about what is linked in', facts: artifact({ components: [{ ...onnx, confidence: 'by-name' }] }) },
    {
      name: 'what a compiler puts into everything',
      facts: artifact({
        components: [component('rust-std', { how: 'static' }), component('libgcc', { how: 'static', category: 'runtime-exception' })],
      }),
    },
    { name: 'the package itself', facts: artifact({ metadata: metadata({ name: 'onnx' }), components: [onnx] }) },
  ],
  fail: [
    { name: 'torch 1.9.0', facts: artifact({ subject: { purl: 'pkg:pypi/torch@1.9.0' }, components: [onnx] }), finds: ['linked'], about: ['onnx'] },
  ],
});

testRule(bundledUndeclared, {
  pass: [
    {
      name: 'netty: what comes from netty/netty is its own',
      facts: artifact({
        subject: { format: 'jar', purl: 'pkg:maven/io.netty/netty-transport-native-epoll@4.1.113.Final' },
        components: [component('netty-native', { name: 'Netty native transports', purl: 'pkg:github/netty/netty' })],
      }),
    },
    {
      name: 'a licence text that is called after it',
      facts: artifact({
        metadata: metadata({ licenceTexts: [{ path: 'package/vendor/terminal-notifier-LICENSE', ids: ['MIT'] }] }),
        components: [component('terminal-notifier')],
      }),
    },
    {
      name: 'matplotlib 1.5.0: extern/agg24-svn was found by its own licence text',
      facts: artifact({
        components: [
          component('agg24-svn', { how: 'vendored', evidence: [{ kind: 'licence-text', path: 'extern/agg24-svn/src/copying', value: 'agg24-svn' }] }),
        ],
      }),
    },
    { name: 'the Microsoft runtime, as beside most builds for Windows', facts: artifact({ components: [component('ms-msvcp')] }) },
    {
      name: 'scikit-learn: an SBOM names it',
      facts: artifact({ components: [{ ...libgomp, declaredBy: ['x.dist-info/sboms/auditwheel.cdx.json'] }] }),
    },
    { name: 'linked in, and only likely', facts: artifact({ components: [{ ...onnx, confidence: 'likely' }] }) },
  ],
  fail: [
    {
      name: 'zstd-jni: the repository of another',
      facts: artifact({
        subject: { format: 'jar', purl: 'pkg:maven/com.github.luben/zstd-jni@1.5.6-5' },
        components: [component('zstandard', { purl: 'pkg:github/facebook/zstd' })],
      }),
      finds: ['undeclared'],
    },
    { name: 'torch 1.9.0', facts: artifact({ components: [libgomp, onnx] }), finds: ['undeclared'], about: ['libgomp', 'onnx'] },
    {
      name: 'a copy of source',
      facts: artifact({ components: [component('sqlite', { how: 'vendored', paths: ['sqlite3.c'] })] }),
      finds: ['undeclared'],
    },
    {
      name: 'grub-pc-bin, whose copyright file is a link into grub-common',
      facts: artifact({ subject: { format: 'deb' }, metadata: metadata(), components: [component('libgcrypt')] }),
      finds: ['elsewhere?'],
    },
    {
      name: 'a deb with a copyright file that names it not',
      facts: artifact({
        subject: { format: 'deb' },
        metadata: metadata({ licenceTexts: [{ path: 'usr/share/doc/x/copyright', ids: [] }] }),
        components: [component('libgcrypt')],
      }),
      finds: ['undeclared'],
    },
  ],
});

const sqlite = component('sqlite', { how: 'vendored', paths: ['sqlite3/sqlite3.c'] });
testRule(vendoredSource, {
  pass: [
    { name: 'six: nothing of others', facts: artifact({ subject: { format: 'sdist' } }) },
    { name: 'a Go module carries vendor/', facts: artifact({ subject: { format: 'go-module' }, components: [sqlite] }) },
  ],
  fail: [
    {
      name: 'libsqlite3-sys 0.30.1',
      facts: artifact({ subject: { format: 'crate', purl: 'pkg:cargo/libsqlite3-sys@0.30.1' }, components: [sqlite] }),
      finds: ['vendored'],
      about: ['sqlite'],
    },
  ],
});

const inPackage = (purl: string, id: string, version?: string) =>
  artifact({ subject: { path: `${purl}.whl`, purl }, components: [component(id, version === undefined ? {} : { version })] });
testRule(duplicateRuntime, {
  pass: [
    { name: 'one copy', facts: [inPackage('pkg:pypi/torch@1.9.0', 'libgomp')] },
    {
      name: 'two wheels of one release do not meet',
      facts: [inPackage('pkg:pypi/torch@1.9.0', 'libgomp'), inPackage('pkg:pypi/torch@1.9.0', 'libgomp')],
    },
    { name: 'packages of two ecosystems', facts: [inPackage('pkg:pypi/torch@1.9.0', 'libgomp'), inPackage('pkg:npm/sharp@1.0.0', 'libgomp')] },
    {
      name: 'two copies of OpenBLAS only cost room',
      facts: [inPackage('pkg:pypi/numpy@2.1.0', 'openblas'), inPackage('pkg:pypi/scipy@1.14.0', 'openblas')],
    },
  ],
  fail: [
    {
      name: 'torch and torchvision: libcudart 10.2 in both',
      facts: [inPackage('pkg:pypi/torch@1.9.0', 'nvidia-cudart', '10.2'), inPackage('pkg:pypi/torchvision@0.10.0', 'nvidia-cudart', '10.2')],
      finds: ['twice'],
    },
    {
      name: 'libgomp beside the OpenMP of LLVM',
      facts: [inPackage('pkg:pypi/torch@2.4.0', 'libgomp'), inPackage('pkg:pypi/numba@0.60.0', 'llvm-openmp')],
      finds: ['twice'],
    },
  ],
});

testRule(knownBad, {
  pass: [
    { name: 'xz 5.6.2', facts: artifact({ components: [component('xz', { version: '5.6.2' })] }) },
    { name: 'xz 5.4.6', facts: artifact({ components: [component('xz', { version: '5.4.6' })] }) },
    { name: 'xz without a version', facts: artifact({ components: [component('xz')] }) },
    { name: 'OpenSSL 3', facts: artifact({ components: [component('openssl', { version: '3.0.14' })] }) },
    {
      name: 'OpenSSL 1.1.1 that a distribution keeps up',
      facts: artifact({ components: [component('openssl1', { version: '1.1.1k', purl: 'pkg:rpm/almalinux/openssl-libs@1.1.1k-14.el8_6' })] }),
    },
  ],
  fail: [
    { name: 'xz 5.6.1', facts: artifact({ components: [component('xz', { version: '5.6.1' })] }), finds: ['bad'], about: ['xz'] },
    {
      name: 'xz 5.6.0 of a distribution: that package was bad, too',
      facts: artifact({ components: [component('xz', { version: '5.6.0-1' })] }),
      finds: ['bad'],
    },
    {
      name: 'pymssql: OpenSSL 1.1.1k, perhaps mended',
      facts: artifact({ components: [component('openssl1', { version: '1.1.1k' })] }),
      finds: ['perhaps?'],
    },
    { name: 'libwebp 1.2.4, perhaps mended', facts: artifact({ components: [component('libwebp', { version: '1.2.4' })] }), finds: ['perhaps?'] },
  ],
});
