import { sourceBinaryOnly } from '../../../src/judge/rules/source/binary-only.ts';
import { bytecodeOnly } from '../../../src/judge/rules/source/bytecode-only.ts';
import { containsPrebuilt } from '../../../src/judge/rules/source/contains-prebuilt.ts';
import { minifiedOnly } from '../../../src/judge/rules/source/minified-only.ts';
import { sourceMissing } from '../../../src/judge/rules/source/missing.ts';
import { refNotImmutable } from '../../../src/judge/rules/source/ref-not-immutable.ts';
import { urlMissing } from '../../../src/judge/rules/source/url-missing.ts';
import { artifact, locked, metadata, so, source, testRule } from '../support.ts';

const wheel = (name: string) => ({ name, kind: 'binary' as const });
const sdist = { name: 'numpy-2.1.0.tar.gz', kind: 'source' as const };
const torch = {
  purl: 'pkg:pypi/torch@1.9.0',
  files: [wheel('torch-1.9.0-cp38-cp38-manylinux1_x86_64.whl'), wheel('torch-1.9.0-cp38-none-macosx_10_9_x86_64.whl')],
  binaryOnly: true,
};

testRule(sourceBinaryOnly, {
  pass: [
    {
      name: 'numpy: an sdist is listed',
      facts: locked({ lock: { purl: 'pkg:pypi/numpy@2.1.0', files: [sdist, wheel('numpy-2.1.0-cp312-cp312-win_amd64.whl')] } }),
    },
    { name: 'the lock lists wheels only, the index has an sdist', facts: locked({ lock: torch, source: source('published') }) },
    {
      name: 'a pure wheel is its own source',
      facts: locked({ lock: { purl: 'pkg:pypi/click@8.1.7', files: [{ name: 'click-8.1.7-py3-none-any.whl', kind: 'pure' }], binaryOnly: true } }),
    },
    {
      name: 'a pure wheel is its own source, by the word of the index as well',
      facts: locked({
        lock: { purl: 'pkg:pypi/click@8.1.7' },
        indexFiles: [{ name: 'click-8.1.7-py3-none-any.whl', kind: 'pure' }],
        source: source('absent', '0 source archives'),
      }),
    },
    {
      name: 'the index lists an sdist beside wheels',
      facts: locked({ lock: { purl: 'pkg:pypi/numpy@2.1.0' }, indexFiles: [sdist, wheel('numpy-2.1.0-cp312-cp312-win_amd64.whl')] }),
    },
    { name: 'a crate is source by nature', facts: locked({ lock: { purl: 'pkg:cargo/serde@1.0.0' } }) },
    {
      name: 'a package from git',
      facts: locked({ lock: { purl: 'pkg:pypi/demo@1', resolved: { kind: 'git', url: 'https://forge.example/demo', commit: 'a'.repeat(40) } } }),
    },
    { name: 'a member of the workspace', facts: locked({ lock: { purl: 'pkg:pypi/demo@1', resolved: { kind: 'workspace', url: '.' } } }) },
    {
      name: 'no source archive, opened and found to be pure',
      facts: {
        ...locked({ lock: { purl: 'pkg:pypi/a@1' }, source: source('absent') }),
        subject: { kind: 'locked-package', purl: 'pkg:pypi/a@1', path: 'requirements.txt', at: { path: 'requirements.txt', line: 3 }, depth: 'full' },
      },
    },
    { name: 'an artifact is asked by source/missing', facts: artifact({ native: [so('a.so')] }) },
  ],
  fail: [
    { name: 'torch 1.9.0 in uv.lock', facts: locked({ lock: torch, line: 121 }), finds: ['listed'] },
    { name: 'torch, and the index agrees', facts: locked({ lock: torch, source: source('absent', 'no sdist among 9 files') }), finds: ['listed'] },
    {
      name: 'requirements.txt, the index has wheels only',
      facts: locked({ lock: { purl: 'pkg:pypi/torch@1.9.0' }, source: source('absent', 'no sdist among 9 files') }),
      finds: ['index'],
    },
    {
      name: 'requirements.txt, the index lists wheels only',
      facts: locked({ lock: { purl: 'pkg:pypi/torch@1.9.0' }, indexFiles: torch.files, source: source('absent', 'no sdist among 9 files') }),
      finds: ['listed'],
    },
    {
      name: 'one index lists wheels, another did not answer',
      facts: locked({ lock: { purl: 'pkg:pypi/torch@1.9.0' }, indexFiles: torch.files, source: source('unknown', 'an index did not answer') }),
      finds: ['unknown?'],
    },
    {
      name: 'pixi.lock names the one wheel that it installs, no index asked',
      facts: locked({ lock: { purl: torch.purl, files: torch.files.slice(0, 1) } }),
      finds: ['unknown?'],
    },
    {
      name: 'a pure wheel beside wheels with native code, which have no source',
      facts: locked({
        lock: {
          purl: 'pkg:pypi/a@1',
          files: [wheel('a-1-cp312-cp312-linux_x86_64.whl'), { name: 'a-1-py3-none-any.whl', kind: 'pure' }],
          binaryOnly: true,
        },
      }),
      finds: ['listed'],
    },
    {
      name: 'an npm package that the registry does not know',
      facts: locked({ lock: { purl: 'pkg:npm/evil@1.0.0' }, source: { ...source('unknown', 'the registry answered 404 for evil'), unlisted: true } }),
      finds: ['unlisted?'],
    },
    { name: 'requirements.txt, no index asked', facts: locked({ lock: { purl: 'pkg:pypi/torch@1.9.0' } }), finds: ['unknown?'] },
    {
      name: 'the index did not answer',
      facts: locked({ lock: { purl: 'pkg:maven/org.xerial/sqlite-jdbc@3.46.1.0' }, source: source('unknown', 'timed out') }),
      finds: ['unknown?'],
    },
    {
      name: 'an npm platform package',
      facts: locked({ lock: { purl: 'pkg:npm/%40esbuild/linux-x64@0.23.1', binaryOnly: true, compiled: 'os/cpu limits' } }),
      finds: ['listed'],
    },
    {
      name: 'a platform gem whose source was not asked for',
      facts: locked({ lock: { purl: 'pkg:gem/nokogiri@1.16.0', compiled: 'platform gem' } }),
      finds: ['unknown?'],
    },
    {
      name: 'a pure wheel with native code inside',
      facts: locked({
        lock: { purl: 'pkg:pypi/pythonnet@3.0.3', files: [{ name: 'pythonnet-3.0.3-py3-none-any.whl', kind: 'pure' }], binaryOnly: true },
        native: [so('pythonnet/runtime/Python.Runtime.dll', { format: 'pe' })],
      }),
      finds: ['listed'],
    },
  ],
});

testRule(sourceMissing, {
  pass: [
    { name: 'a pure wheel', facts: artifact({ source: source('absent') }) },
    { name: 'a wheel with its sdist beside it', facts: artifact({ native: [so('demo/_c.so')], source: source('published') }) },
    {
      name: 'an sdist that holds an ELF file is source/contains-prebuilt',
      facts: artifact({ subject: { format: 'sdist', path: 'dist/demo-1.0.tar.gz' }, native: [so('a.so')], source: source('absent') }),
    },
    {
      name: 'bytecode beside its source',
      facts: artifact({ bytecode: [{ path: 'demo', format: 'pyc', count: 3, versions: {}, withoutSource: 0 }], source: source('absent') }),
    },
    {
      name: 'a locked package is source/binary-only',
      facts: locked({ lock: { purl: 'pkg:pypi/a@1' }, native: [so('a.so')], source: source('absent') }),
    },
  ],
  fail: [
    {
      name: 'torch 1.9.0',
      facts: artifact({ native: [so('torch/lib/libtorch.so')], source: source('absent', 'no sdist on the index') }),
      finds: ['absent'],
    },
    { name: 'nobody was asked', facts: artifact({ native: [so('demo/_c.so')] }), finds: ['unknown?'] },
    {
      name: 'a jar of classes',
      facts: artifact({
        subject: { format: 'jar', path: 'target/demo.jar' },
        bytecode: [{ path: '', format: 'class', count: 9, versions: { 52: 9 }, withoutSource: 9 }],
        source: source('absent', 'no -sources.jar'),
      }),
      finds: ['absent'],
    },
  ],
});

const inSdist = { subject: { format: 'sdist', path: 'dist/demo-1.0.tar.gz' } } as const;
testRule(containsPrebuilt, {
  pass: [
    { name: 'an sdist of text', facts: artifact(inSdist) },
    { name: 'a wheel is no source archive', facts: artifact({ native: [so('a.so')] }) },
    { name: 'test data', facts: artifact({ ...inSdist, native: [so('demo-1.0/tests/data/hello.so')] }) },
    {
      name: 'a locked wheel is no source archive',
      facts: locked({
        lock: { purl: 'pkg:pypi/a@1' },
        lookedInto: { name: 'a-1-cp312-cp312-linux_x86_64.whl', format: 'wheel' },
        native: [so('a.so')],
      }),
    },
    { name: 'listed under allow', facts: artifact({ ...inSdist, native: [so('demo-1.0/boot/run.exe')] }), options: { allow: ['**/boot/**'] } },
  ],
  fail: [
    {
      name: 'pyinstaller 6.10.0',
      facts: artifact({
        subject: { format: 'sdist', path: 'pyinstaller-6.10.0.tar.gz' },
        native: [so('pyinstaller-6.10.0/PyInstaller/bootloader/Windows-64bit-intel/run.exe', { format: 'pe', type: 'executable' })],
      }),
      finds: ['prebuilt'],
    },
    {
      name: 'ring in Cargo.lock',
      facts: locked({
        lock: { purl: 'pkg:cargo/ring@0.17.8' },
        path: 'Cargo.lock',
        lookedInto: { name: 'ring-0.17.8.crate', format: 'crate' },
        native: [so('ring-0.17.8/pregenerated/aes-x86_64-nasm.o', { format: 'coff', type: 'object' })],
      }),
      finds: ['locked'],
    },
    {
      name: 'a crate with a library',
      facts: artifact({
        subject: { format: 'crate', path: 'winapi-x86_64-pc-windows-gnu-0.4.0.crate' },
        native: [so('lib/libwinapi_kernel32.a', { format: 'ar', type: 'static' })],
      }),
      finds: ['prebuilt'],
      about: ['libwinapi_kernel32.a'],
    },
    {
      name: 'a jar of sources with a class in it',
      facts: artifact({
        subject: { format: 'jar', path: 'demo-1.0-sources.jar' },
        bytecode: [{ path: 'org/demo', format: 'class', count: 1, versions: {}, withoutSource: 1 }],
      }),
      finds: ['prebuilt'],
    },
  ],
});

testRule(minifiedOnly, {
  pass: [
    { name: 'nothing observed', facts: artifact() },
    { name: 'another observation', facts: artifact({ observations: [{ kind: 'leftover', path: 'a~', value: 'an editor' }] }) },
  ],
  fail: [
    {
      name: 'a vendored script',
      facts: artifact({ observations: [{ kind: 'minified', path: 'static/vendor.min.js', value: 'vendor.min.js' }] }),
      finds: ['minified'],
      about: ['vendor.min.js'],
    },
  ],
});

const classes = (withoutSource: number) => [{ path: '', format: 'class', count: 9, versions: {}, withoutSource }];
testRule(bytecodeOnly, {
  pass: [
    { name: 'a jar whose sources jar is published', facts: artifact({ bytecode: classes(9), source: source('published') }) },
    { name: 'a jar of which nobody was asked is source/missing', facts: artifact({ bytecode: classes(9), source: source('unknown') }) },
    { name: 'a .pyc beside its module', facts: artifact({ bytecode: [{ path: 'demo', format: 'pyc', count: 1, versions: {}, withoutSource: 0 }] }) },
  ],
  fail: [
    {
      name: 'a .pyc without its module',
      facts: artifact({ bytecode: [{ path: 'demo', format: 'pyc', count: 1, versions: {}, withoutSource: 1 }] }),
      finds: ['only'],
    },
    { name: 'a jar without published sources', facts: artifact({ bytecode: classes(9), source: source('absent') }), finds: ['only'] },
  ],
});

testRule(urlMissing, {
  pass: [
    { name: 'a homepage', facts: artifact({ metadata: metadata({ homepage: 'https://demo.example' }) }) },
    { name: 'a repository', facts: artifact({ metadata: metadata({ repository: 'https://forge.example/demo' }) }) },
    { name: 'a Go module is called by its address', facts: artifact({ metadata: metadata({ purl: 'pkg:golang/forge.example/demo@v1.0.0' }) }) },
    { name: 'no metadata at all is no package', facts: artifact() },
  ],
  fail: [{ name: 'a wheel without any address', facts: artifact({ metadata: metadata() }), finds: ['missing'] }],
});

const git = (resolved: object, more: object = {}) =>
  locked({ lock: { purl: 'pkg:pypi/demo@1', resolved: { kind: 'git', url: 'https://forge.example/demo', ...resolved }, ...more } });
testRule(refNotImmutable, {
  pass: [
    { name: 'a full commit', facts: git({ commit: '0123456789abcdef0123456789abcdef01234567' }) },
    {
      name: 'an archive with its hash',
      facts: git({ kind: 'url', url: 'https://forge.example/demo/archive/refs/heads/main.tar.gz' }, { hashes: ['sha256:00'] }),
    },
    {
      name: 'an archive of a full commit',
      facts: git({ kind: 'url', url: 'https://forge.example/demo/archive/0123456789abcdef0123456789abcdef01234567.tar.gz' }),
    },
    {
      name: 'a submodule: its commit is in the tree of git',
      facts: {
        ...git({}),
        subject: { kind: 'locked-package', purl: 'pkg:generic/x', path: '.gitmodules', at: { path: '.gitmodules', line: 1 }, depth: 'index' },
      },
    },
    { name: 'a registry', facts: locked({ lock: { purl: 'pkg:pypi/demo@1' } }) },
  ],
  fail: [
    { name: 'a branch', facts: git({ commit: 'main' }), finds: ['ref'] },
    { name: 'a short commit', facts: git({ commit: '0123456' }), finds: ['ref'] },
    { name: 'nothing', facts: git({}), finds: ['none'] },
    {
      name: 'an archive of a branch',
      facts: git({ kind: 'url', url: 'https://forge.example/demo/archive/refs/heads/main.zip' }),
      finds: ['archive'],
    },
  ],
});
