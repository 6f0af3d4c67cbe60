import { packageNames } from '../../src/identify/package-names.ts';

test.each([
  [undefined, 'torch-1.9.0-cp38-cp38-manylinux1_x86_64.whl', ['torch']],
  ['@esbuild/linux-x64', 'esbuild-linux-x64-0.23.1.tgz', ['@esbuild/linux-x64', 'esbuild-linux-x64', 'esbuild']],
  ['lightningcss-darwin-arm64', 'a.tgz', ['lightningcss-darwin-arm64', 'lightningcss']],
  ['org.xerial:sqlite-jdbc', 'sqlite-jdbc-3.46.1.0.jar', ['org.xerial:sqlite-jdbc', 'sqlite-jdbc']],
  ['libsodium23', 'libsodium23_1.0.18-1_amd64.deb', ['libsodium23', 'libsodium']],
  ['libc6-dev', 'libc6-dev_2.36-9_amd64.deb', ['libc6-dev', 'libc6', 'libc']],
  ['libgit2-1.5', 'libgit2-1.5_1.5.1_amd64.deb', ['libgit2-1.5', 'libgit2', 'libgit']],
  ['libsdl2-2.0-0', 'libsdl2-2.0-0_2.26.5_amd64.deb', ['libsdl2-2.0-0', 'libsdl2-2.0', 'libsdl2', 'libsdl']],
  [undefined, 'left-pad-1.3.0.tgz', ['left-pad']],
])('%s in %s', (name, path, expected) => {
  expect(packageNames(name === undefined ? undefined : { name, requires: [], installScripts: [] }, path)).toEqual(expected);
});

test('a package of a distribution is also what its source is, and only such a package', () => {
  const metadata = { name: 'libvlccore9', requires: [], installScripts: [], details: { source: 'vlc' } };
  expect(packageNames(metadata, 'libvlccore9_3.0.24_amd64.deb')).toContain('debian-source:vlc');
  expect(packageNames({ ...metadata, name: 'vlc-binding' }, 'vlc-binding-1.0.tgz')).toEqual(['vlc-binding']);
});
