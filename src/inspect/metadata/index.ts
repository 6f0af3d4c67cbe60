// One file per package format, in the order they are tried: the first that answers names the artifact's format.
import type { Metadata, MetadataFormat } from '../../types.ts';
import { crate } from './crate.ts';
import { gomod } from './gomod.ts';
import { npm } from './npm.ts';
import { sdist } from './sdist.ts';
import { wheel } from './wheel.ts';

export { kindOfFile } from './parts/kind.ts';

export const metadataFormats: readonly MetadataFormat[] = [wheel, sdist, crate, gomod, npm];

/** The artifact's purl by its own word; undefined where it says too little, or where its format has no purl type. */
export const packagePurl = (metadata: Metadata, _format?: string): string | undefined => metadata.purl;
