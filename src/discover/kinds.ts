// Where builds leave what they made, what such files are called, and which trees belong to others.

/** Names of artifacts that are looked at without being asked for. An executable without a suffix is looked at only when `look-at` names it. */
// biome-ignore format: one line per ecosystem
export const defaultArtifactKinds: readonly string[] = [
  '*.whl', '*.egg', // Python
  '*.tgz', '*.tar.gz', '*.tar.bz2', '*.tar.xz', '*.tar.zst', '*.zip', // npm, sdists, releases
  '*.jar', '*.war', '*.ear', '*.aar',
  '*.crate', '*.gem', '*.nupkg', '*.snupkg', '*.vsix', '*.xpi', '*.conda', '*.phar',
  '*.deb', '*.udeb', '*.rpm', '*.apk', '*.pkg.tar.*', '*.ipk',
  '*.7z', '*.asar', '*.cab', '*.AppImage', '*.exe', '*.msi', '*.dmg', '*.pkg', '*.snap', '*.flatpak', '*.aab', '*.ipa',
  '*.oci.tar', '*.docker.tar',
];

/** Folders of the checkout where builds put what they made. In the root itself only files are looked at. */
export const outputFolders: readonly string[] = ['dist', 'build', 'target', 'out', 'wheelhouse'];

/** Trees of other people's code, by the name of the folder: lockfiles in there lock nothing of this checkout. */
// biome-ignore format: a list of names
export const vendoredFolders: ReadonlySet<string> = new Set([
  'node_modules', 'bower_components', 'jspm_packages', 'vendor', 'vendored', '_vendor', 'third_party', 'third-party', 'thirdparty', 'extern', 'external',
  '.venv', 'venv', 'site-packages', '.tox', '.nox', '.yarn', '.pnpm-store', '.gradle', '.m2', '.cargo', 'Pods', 'Carthage', '.bundle', '.eggs', '.direnv',
]);
