import { strangeWord } from '../../src/purl/platform.ts';
import { chooseArtifact, judgeSourceArchive, refineSource } from '../../src/source/index.ts';
import { kindOf } from '../../src/source/pypi.ts';
import type { ReleaseFile, Source } from '../../src/types.ts';

const file = (name: string, more: Partial<ReleaseFile> = {}): ReleaseFile => ({
  name,
  url: `https://files.example/${name}`,
  kind: kindOf(name),
  hashes: [],
  ...more,
});
const files = [
  'a-1.tar.gz',
  'a-1-cp38-cp38-manylinux1_x86_64.whl',
  'a-1-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
  'a-1-cp39-cp39-manylinux1_x86_64.whl',
  'a-1-cp313-cp313t-manylinux1_x86_64.whl',
  'a-1-cp310-cp310-musllinux_1_2_x86_64.whl',
  'a-1-cp310-cp310-macosx_11_0_arm64.whl',
  'a-1-cp310-cp310-win_amd64.whl',
  'a-1-cp310-cp310-manylinux2014_aarch64.whl',
  'a-1-pp39-pypy39_pp73-manylinux1_x86_64.whl',
].map((name) => file(name));

describe('which file is looked at', () => {
  test('by default the newest CPython on Linux x86-64, whatever the order', () => {
    expect(chooseArtifact(files)?.name).toBe(files[2]!.name);
    expect(chooseArtifact([...files].reverse())?.name).toBe(files[2]!.name);
  });
  test.each([
    ['cp38-linux-x86_64', 'a-1-cp38-cp38-manylinux1_x86_64.whl'],
    ['cp38', 'a-1-cp38-cp38-manylinux1_x86_64.whl'],
    ['musllinux', 'a-1-cp310-cp310-musllinux_1_2_x86_64.whl'],
    ['macos-arm64', 'a-1-cp310-cp310-macosx_11_0_arm64.whl'],
    ['windows-amd64', 'a-1-cp310-cp310-win_amd64.whl'],
    ['linux-aarch64', 'a-1-cp310-cp310-manylinux2014_aarch64.whl'],
    ['cp313t-linux', 'a-1-cp313-cp313t-manylinux1_x86_64.whl'],
    ['pp39', 'a-1-pp39-pypy39_pp73-manylinux1_x86_64.whl'],
  ])('for %s', (platform, name) => expect(chooseArtifact(files, platform)?.name).toBe(name));
  test('none that fits', () => {
    expect(chooseArtifact(files.slice(1), 'cp37-linux-x86_64')).toBeUndefined();
    expect(chooseArtifact(files, 'cp37-linux-x86_64')?.name).toBe('a-1.tar.gz'); // a source archive has no platform
  });
  test('abi3 and py3 wheels run on later Pythons', () => {
    const stable = [file('a-1-cp37-abi3-manylinux1_x86_64.whl'), file('a-1-py3-none-win_amd64.whl')];
    expect(chooseArtifact(stable, 'cp312-linux')?.name).toBe(stable[0]!.name);
    expect(chooseArtifact(stable, 'cp36-linux')).toBeUndefined();
    expect(chooseArtifact(stable, 'cp312-windows')?.name).toBe(stable[1]!.name);
  });
  test('native before pure, pure before source, kept before yanked', () => {
    const some = [file('a-1.tar.gz'), file('a-1-py3-none-any.whl')];
    expect(chooseArtifact(some)?.name).toBe('a-1-py3-none-any.whl');
    expect(chooseArtifact([file('a-1-cp39-cp39-manylinux1_x86_64.whl', { yanked: true }), file('a-1-cp38-cp38-win32.whl')])?.name).toBe(
      'a-1-cp38-cp38-win32.whl',
    );
    expect(chooseArtifact([])).toBeUndefined();
  });
});

describe('platforms as people write them', () => {
  test.each([
    'cp312-linux-x86_64', 'musllinux', 'aarch64', 'macos-arm64', 'windows-amd64', 'cp313t-linux', 'pp39', 'py3', 'cp38-linux-x86-64', 'linux/amd64',
    'manylinux_2_17_x86_64', 'manylinux2014', 'macosx_11_0_arm64', 'win32', 'win_amd64', 'x86_64-unknown-linux-gnu', 'aarch64-apple-darwin', 'Linux',
  ])('%s', (name) => expect(strangeWord(name)).toBeUndefined()); // biome-ignore format: a list of words
  test.each([
    ['nonsense', 'nonsense'],
    ['cp312-linx-x86_64', 'linx'],
    ['cp-linux', 'cp'],
    ['unknown', 'unknown'],
    ['', ''],
    ['linux-', ''],
  ])('none: %s', (name, word) => expect(strangeWord(name)).toBe(word));
});

describe('is it source', () => {
  const listing = (...paths: (string | [string, number])[]) =>
    paths.map((path) => (typeof path === 'string' ? { path, size: 5000 } : { path: path[0], size: path[1] }));
  test.each<[string, Parameters<typeof judgeSourceArchive>[0], string, number]>([
    ['an sdist', { kind: 'sdist', files: listing('a-1/setup.py', 'a-1/a/core.py', 'a-1/a/fast.c', 'a-1/PKG-INFO') }, 'published', 2],
    ['one module', { kind: 'sdist', files: listing('six-1/setup.py', 'six-1/six.py') }, 'published', 1],
    ['a package that is its __init__', { kind: 'sdist', files: listing('a-1/setup.py', ['a-1/a/__init__.py', 50_000]) }, 'published', 1],
    [
      'a stub that fetches its parts',
      { kind: 'sdist', files: listing('tensorrt-8/setup.py', ['tensorrt-8/tensorrt/__init__.py', 300], 'tensorrt-8/PKG-INFO') },
      'partial',
      0,
    ],
    ['only binaries', { kind: 'sdist', files: listing('a-1/setup.py', 'a-1/a/lib.so', 'a-1/a/x.dll') }, 'absent', 0],
    ['nothing', { kind: 'sdist', files: listing('a-1/PKG-INFO', 'a-1/README.txt') }, 'absent', 0],
    [
      'Python only, where the wheel has native code',
      { kind: 'sdist', nativeWanted: true, files: listing('a-1/setup.py', 'a-1/a/core.py') },
      'partial',
      1,
    ],
    [
      'Rust beside Python',
      { kind: 'sdist', nativeWanted: true, files: listing('a-1/pyproject.toml', 'a-1/src/lib.rs', 'a-1/a/core.py') },
      'published',
      2,
    ],
    ['a sources jar', { kind: 'sources-jar', files: listing('META-INF/MANIFEST.MF', 'org/a/A.java') }, 'published', 1],
    [
      'a sources jar without sources',
      { kind: 'sources-jar', files: listing('META-INF/MANIFEST.MF', 'META-INF/LICENSE', 'META-INF/maven/a/Gen.java') },
      'absent',
      0,
    ],
    [
      'a sources jar beside what a build made for a browser',
      { kind: 'sources-jar', files: listing('org/a/A.java', 'static/main.defc53a6.chunk.js') },
      'published',
      1,
    ],
    ['a sources jar of scripts', { kind: 'sources-jar', files: listing('web/a.js') }, 'published', 1],
    ['a sources jar of classes', { kind: 'sources-jar', files: listing('org/a/A.class') }, 'absent', 0],
    ['a crate', { kind: 'crate', files: listing('a-1/Cargo.toml', 'a-1/src/lib.rs') }, 'published', 1],
    [
      'a crate of import libraries and a stub',
      { kind: 'crate', files: listing(['a-1/src/lib.rs', 400], ['a-1/build.rs', 900], 'a-1/lib/liba.a', 'a-1/lib/libb.a') },
      'partial',
      2,
    ],
    ['a small crate', { kind: 'crate', files: listing(['a-1/src/lib.rs', 400]) }, 'published', 1],
    ['a crate of import libraries', { kind: 'crate', files: listing('a-1/Cargo.toml', 'a-1/lib/a.lib') }, 'absent', 0],
  ])('%s', (_name, archive, status, count) => {
    const judgement = judgeSourceArchive(archive);
    expect([judgement.status, judgement.sourceFiles, judgement.reason === undefined]).toEqual([status, count, status === 'published']);
  });
  test('prebuilt parts are named, by suffix and by what was recognised', () => {
    const archive = { kind: 'sdist' as const, files: listing('a/x.py', 'a/x.so.1', 'a/tool', 'a/gone.so', ['a/empty.so', 0]), native: ['a/tool'] };
    expect(judgeSourceArchive(archive).prebuilt).toEqual(['a/gone.so', 'a/tool', 'a/x.so.1']);
  });
  test('a source archive that is none takes the claim back, unless another stands', () => {
    const at = (value: string, kind = 'sdist') => ({
      kind,
      url: `https://files.example/${value}`,
      evidence: { kind: 'index-answer' as const, path: 'i', value },
    });
    const source: Source = { status: 'published', where: [at('a-1.tar.gz'), at('r', 'git')] };
    const bad = judgeSourceArchive({ kind: 'sdist', files: [] });
    expect(refineSource(source, 'a-1.tar.gz', bad)).toMatchObject({ status: 'absent', reason: 'a-1.tar.gz holds no source file' });
    expect(refineSource({ ...source, where: [...source.where, at('a-1.zip')] }, 'a-1.tar.gz', bad).status).toBe('published');
  });
});
