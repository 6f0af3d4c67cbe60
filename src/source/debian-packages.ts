// The .deb of a binary package: dists/SUITE/COMPONENT/binary-ARCH/Packages lists what is current, with its place in the pool, its size and its
// sha256. What was replaced leaves the list before it leaves the pool, where it lies beside the source package that made it, as
// NAME_VERSION_ARCH.deb: the version without its epoch. Packages for every architecture are called `all`.
import type { ReleaseFile } from '../types.ts';
import type { AptConfiguration } from './config/apt.ts';
import type { Place, SourcePackage } from './debian.ts';
import { copied, field, readList } from './debian-list.ts';
import { asking, type RegistryContext, type Release } from './index-context.ts';

interface Binary {
  version: string;
  arch: string;
  filename: string;
  size: string;
  sha256: string;
}
export type Binaries = ReadonlyMap<string, readonly Binary[]>;

interface Looking {
  context: RegistryContext<AptConfiguration>;
  purl: Release;
  places: readonly Place[];
  /** Source packages that make it: their folders of the pool. */
  sources: readonly SourcePackage[];
  /** Lists that were read already, by address. */
  lists: Map<string, Promise<{ status: string; binaries: Binaries }>>;
}

/** The processor that most builds run on, where the purl names none. */
const usual = 'amd64';
const mostFolders = 3;

export async function binaryOf(looking: Looking): Promise<{ file?: ReleaseFile; asked: { what: string; status: string }[] }> {
  const asked: { what: string; status: string }[] = [];
  return { ...given((await listed(looking, asked)) ?? (await inPool(looking, asked))), asked };
}

const given = (file: ReleaseFile | undefined): { file?: ReleaseFile } => (file === undefined ? {} : { file });

async function listed({ context, purl, places, lists }: Looking, asked: { what: string; status: string }[]): Promise<ReleaseFile | undefined> {
  const arch = archOf(purl);
  for (const { archive, suite, component } of places) {
    const url = `${archive}/dists/${suite}/${component}/binary-${arch === 'all' ? usual : arch}/Packages`;
    let answer = lists.get(url);
    if (answer === undefined) {
      answer = readBinaries(context, url, archive);
      lists.set(url, answer);
    }
    const { status, binaries } = await answer;
    const found = binaries.get(purl.name)?.find((one) => versionsOf(purl).includes(one.version) && [arch, 'all'].includes(one.arch));
    asked.push({ what: `Packages of ${suite}/${component} for ${arch}`, status: status === '200' && !found ? '200, without this version' : status });
    if (found) {
      const { filename, size, sha256 } = found;
      const hashes = /^[0-9a-f]{64}$/.test(sha256) ? [`sha256:${sha256}`] : [];
      return {
        name: nameOf(filename),
        url: `${archive}/${filename.split('/').map(encodeURIComponent).join('/')}`,
        kind: 'binary',
        hashes,
        index: archive,
        ...(/^\d{1,15}$/.test(size) ? { size: Number(size) } : {}),
      };
    }
  }
  return undefined;
}

async function inPool({ context, purl, sources }: Looking, asked: { what: string; status: string }[]): Promise<ReleaseFile | undefined> {
  const folders = new Map(sources.map(({ archive, directory }) => [`${archive}/${directory}`, archive]));
  const arch = archOf(purl);
  const names = [...new Set([arch, 'all'])].map((each) => `${purl.name}_${purl.version.replace(/^\d+:/, '')}_${each}.deb`);
  for (const [folder, archive] of [...folders].slice(0, mostFolders))
    for (const name of names) {
      const url = `${folder}/${encodeURIComponent(name)}`;
      const { answer, status } = await asking(() => context.http.head(url, { from: archive }));
      asked.push({ what: `${name} of the pool`, status });
      if (answer?.status === 200) return { name, url, kind: 'binary', hashes: [], index: archive };
    }
  return undefined;
}

const archOf = ({ qualifiers }: Release): string => {
  const arch = qualifiers?.arch ?? usual;
  return /^[a-z0-9][a-z0-9-]{0,30}$/.test(arch) ? arch : usual;
};

/** As the list writes it, with the epoch that the purl may carry as a qualifier. */
const versionsOf = ({ version, qualifiers }: Release): string[] => {
  const epoch = qualifiers?.epoch;
  return epoch === undefined || version.includes(':') ? [version] : [`${epoch}:${version}`];
};

const nameOf = (filename: string): string => filename.slice(filename.lastIndexOf('/') + 1);

async function readBinaries(
  { http }: RegistryContext<AptConfiguration>,
  url: string,
  archive: string,
): Promise<{ status: string; binaries: Binaries }> {
  const binaries = new Map<string, Binary[]>();
  const status = await readList(http, url, archive, (paragraph) => {
    const name = field(paragraph, 'Package');
    const version = field(paragraph, 'Version');
    const filename = field(paragraph, 'Filename');
    if (name === undefined || version === undefined || filename === undefined || filename.split('/').includes('..')) return;
    const binary = {
      version,
      arch: field(paragraph, 'Architecture') ?? '',
      filename: filename.replace(/^(?:\.?\/)+/, ''),
      size: field(paragraph, 'Size') ?? '',
      sha256: field(paragraph, 'SHA256') ?? '',
    };
    const known = binaries.get(name);
    if (known === undefined) binaries.set(copied(name), [binary]);
    else known.push(binary);
  });
  return { status, binaries };
}
