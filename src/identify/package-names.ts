// By which names a package may call itself, so that a library inside can be told to be the package's own.
import type { Metadata } from '../types.ts';

/** Before the name of a distribution's source package, which is not one of an index. */
export const sourcePackage = 'debian-source:';

/** Names from the metadata and, where that is silent, from the file name; system packages also without `lib` and ABI number. */
export function packageNames(metadata: Metadata | undefined, path: string): readonly string[] {
  const names = new Set<string>();
  const put = (name: string | undefined) => {
    if (name !== undefined && name.length > 1 && name.length < 256) names.add(name);
  };
  const base = path.slice(path.lastIndexOf('/') + 1);
  const system = /\.(deb|udeb|rpm|apk|pkg\.tar\.\w+)$/.test(base);
  const name = metadata?.name ?? nameInFile(base);
  put(name);
  if (name?.startsWith('@')) put(name.slice(1).replace('/', '-'));
  const last = name?.split(/[:/]/).at(-1);
  if (last !== name && !(name?.startsWith('@') ?? false)) put(last);
  // npm packages per platform: @esbuild/linux-x64, lightningcss-darwin-arm64, @rollup/rollup-linux-x64-gnu.
  const platform = /^(.*?)[-/](?:linux|linuxmusl|darwin|win32|freebsd|android|macos|windows|sunos|openbsd|netbsd|aix)\b/.exec(name ?? '');
  put(platform?.[1]?.replace(/^@/, ''));
  if (/^github\.com\//.test(name ?? '')) put(name!.replace(/\/v\d+$/, ''));
  if (system && name !== undefined) {
    const source = metadata?.details?.['source'];
    if (typeof source === 'string' && source.length < 200) put(`${sourcePackage}${source}`);
    put(name.replace(/-\d[\d.]*$/, '')); // libsdl2-2.0-0, libgit2-1.5: a number that belongs to the name stays
    put(name.replace(/(?:-\d[\d.]*)+$/, ''));
    put(name.replace(/(-dev|-bin|-dbg|-devel|-libs|-tools|-utils|-signed)+$/, ''));
    put(name.replace(/(-dev|-bin|-dbg|-devel|-libs|-tools|-utils|-signed)+$/, '').replace(/[\d.-]+[a-z]?$/, ''));
  }
  return [...names];
}

function nameInFile(base: string): string | undefined {
  if (base.endsWith('.whl')) return base.split('-')[0];
  if (/\.(deb|udeb)$/.test(base)) return base.split('_')[0];
  const versioned = /^(.+?)[-_@]v?\d[\w.+-]*\.(?:tgz|tar\.\w+|zip|jar|crate|gem|nupkg|rpm|egg|conda)$/.exec(base);
  return versioned?.[1]?.replace(/@v\d.*$/, '');
}
