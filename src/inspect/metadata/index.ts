// One file per package format, in the order they are tried: the first that answers names the artifact's format.
import type { Metadata, MetadataFormat, Problem } from '../../types.ts';
import { composer } from './composer.ts';
import { conda } from './conda.ts';
import { crate } from './crate.ts';
import { deb } from './deb.ts';
import { egg } from './egg.ts';
import { gem } from './gem.ts';
import { gomod } from './gomod.ts';
import { image } from './image.ts';
import { jar } from './jar.ts';
import { npm } from './npm.ts';
import { nuget } from './nuget.ts';
import { withEmbedded } from './parts/embedded.ts';
import { fileName, hazard, unreadable } from './parts/text.ts';
import { alpine, pacman } from './pkginfo.ts';
import { rpm } from './rpm.ts';
import { sdist } from './sdist.ts';
import { wheel } from './wheel.ts';

export { isLicenceText, isTopReadme, kindOfFile } from './parts/kind.ts';

const formats: readonly MetadataFormat[] = [
  wheel,
  egg,
  sdist, // before crate and npm: a Python package may hold Cargo.toml or package.json beside its PKG-INFO
  crate,
  deb,
  rpm,
  gem,
  conda,
  nuget,
  alpine,
  pacman,
  gomod,
  npm,
  jar,
  image, // before composer: a root file system may hold anything one folder deep
  composer,
];

export const metadataFormats: readonly MetadataFormat[] = formats.map(withEmbedded);

/** The artifact's purl by its own word; undefined where it says too little, or where its format has no purl type. */
export const packagePurl = (metadata: Metadata, _format?: string): string | undefined => metadata.purl;

/** Suffixes of one package format only, whose installers refuse a file that does not describe itself as such. */
const promises: readonly (readonly [suffix: RegExp, format: MetadataFormat, description: string])[] = [
  [/\.whl$/i, wheel, 'a .dist-info folder with METADATA'],
  [/\.crate$/i, crate, 'a Cargo.toml'],
  [/\.gem$/i, gem, 'a specification (metadata.gz)'],
  [/\.s?nupkg$/i, nuget, 'a .nuspec file'],
  [/\.conda$/i, conda, 'an info folder'],
];

/** Suffixes that one packer always writes; a file of another kind under it breaks no promise. */
const habits: readonly (readonly [suffix: RegExp, format: MetadataFormat])[] = [
  [/\.tgz$/i, npm],
  [/\.[jwe]ar$/i, jar],
  [/\.egg$/i, egg],
  [/\.u?deb$/i, deb],
  [/\.rpm$/i, rpm],
];

/**
 * The formats in the order to try them on a file of this name. A name that one installer acts on goes before all others: a PKG-INFO beside
 * package.json must not turn an npm package, with its install scripts, into a source distribution.
 */
export function metadataFormatsFor(path: string): readonly MetadataFormat[] {
  const first = [...promises, ...habits].find(([suffix]) => suffix.test(path))?.[1];
  return first === undefined ? metadataFormats : [...metadataFormats].sort((a, b) => Number(b.id === first.id) - Number(a.id === first.id));
}

/** The problem of a file whose name promises a package format and whose content (`format`, undefined: no package) keeps another promise or none. */
export function keepsPromise(path: string, format: string | undefined): readonly Problem[] {
  const promise = promises.find(([suffix]) => suffix.test(path));
  if (promise === undefined || promise[1].id === format) return [];
  const [, promised, description] = promise;
  const what = `${fileName(path)} is named as a ${promised.id} and has not ${description} that could be read`;
  if (format === undefined) return [unreadable(path, 'metadata-missing', `${what}: installers refuse it, and nothing says what it is`)];
  return [hazard(path, 'not-what-the-name-says', `${what}; it describes itself as ${format}. Programs that go by the name see something else`)];
}
