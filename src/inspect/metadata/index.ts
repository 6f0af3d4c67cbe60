// One file per package format, in the order they are tried: the first that answers names the artifact's format.
import type { Metadata, MetadataFormat } from '../../types.ts';
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
import { alpine, pacman } from './pkginfo.ts';
import { rpm } from './rpm.ts';
import { sdist } from './sdist.ts';
import { wheel } from './wheel.ts';

export { kindOfFile } from './parts/kind.ts';

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
