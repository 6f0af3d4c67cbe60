// apt's archives of downloaded packages: NAME_VERSION_ARCHITECTURE.deb in /var/cache/apt/archives, a colon of the version as %3a.
import { join } from 'node:path';
import { parsePurl } from '../../purl/index.ts';
import { archive, hashesOf, isPlain, type LocalPlace, list } from './types.ts';

export const aptArchives: LocalPlace = {
  types: ['deb'],
  find(locked, { env }) {
    const purl = parsePurl(locked.purl);
    if (purl?.version === undefined || !isPlain(purl.name)) return undefined;
    const folder = env.APT_ARCHIVES || '/var/cache/apt/archives';
    const epoch = purl.qualifiers?.epoch;
    const version = (epoch === undefined || purl.version.includes(':') ? purl.version : `${epoch}:${purl.version}`).replaceAll(':', '%3a');
    const stem = `${purl.name}_${version}_`;
    const arch = purl.qualifiers?.arch;
    const name = list(folder).find(
      (one) => one.startsWith(stem) && one.endsWith('.deb') && (arch === undefined || one === `${stem}${arch}.deb` || one === `${stem}all.deb`),
    );
    return name === undefined ? undefined : archive(join(folder, name), hashesOf(locked), 'apt archives');
  },
};
