// Packages with a .PKGINFO of `key = value` lines: Alpine's apk (https://wiki.alpinelinux.org/wiki/Apk_spec; three gzipped tars in a row) and Arch's pacman (PKGINFO(5); one tar with
// .BUILDINFO and .MTREE). Licences: one SPDX expression in Alpine; in Arch one or several SPDX expressions that all hold, since 2023, older names before. Alpine runs
// .pre-install, .post-install and their kin, pacman runs functions of .INSTALL, both as root.
import { purlOf } from '../../purl/index.ts';
import type { ListedFile, Metadata, MetadataFormat } from '../../types.ts';
import { lines } from './parts/headers.ts';
import { commitId, forgeRepository } from './parts/repository.ts';
import { allOf, spdxExpression } from './parts/spdx.ts';
import { decode, mostValues, oneLine, optional, unreadable } from './parts/text.ts';

const read = (bytes: Uint8Array): Map<string, string[]> => {
  const values = new Map<string, string[]>();
  for (const line of lines(decode(bytes))) {
    const match = /^(\w{1,40}) = (.{0,2000})$/.exec(line);
    if (!match) continue;
    const list = values.get(match[1]!) ?? [];
    if (list.length < mostValues) list.push(match[2]!.trim());
    values.set(match[1]!, list);
  }
  return values;
};

const isArch = (listing: readonly ListedFile[]): boolean => listing.some((file) => file.path === '.BUILDINFO' || file.path === '.MTREE');

function common(bytes: Uint8Array | undefined, listing: readonly ListedFile[], arch: boolean): ReturnType<MetadataFormat['read']> {
  if (bytes === undefined || isArch(listing) !== arch) return undefined;
  const values = read(bytes);
  const one = (key: string): string | undefined => oneLine(values.get(key)?.[0]);
  const [name, version, architecture, homepage] = [one('pkgname'), one('pkgver'), one('arch'), one('url')];
  const licences = values.get('license') ?? [];
  const expressions = licences.map(spdxExpression).filter((expression) => expression !== undefined);
  const vendor = vendorOf(arch, one('packager') ?? '', name ?? '');
  const scripts = listing
    .map((file) => file.path)
    .filter((path) => (arch ? path === '.INSTALL' : /^\.(?:(?:pre|post)-(?:install|upgrade|deinstall)|trigger)$/.test(path)));
  const metadata: Metadata = {
    ...optional('name', name),
    ...optional('version', version),
    ...optional('licence', oneLine(licences.join(', '))),
    ...optional('licenceExpression', expressions.length === licences.length ? allOf(expressions) : undefined),
    requires: (values.get('depend') ?? []).slice(0, mostValues),
    installScripts: scripts.sort(),
    ...optional('platforms', architecture === undefined ? undefined : [architecture]),
    ...optional('repository', forgeRepository(homepage)),
    ...optional('homepage', homepage),
    ...(name !== undefined && vendor !== undefined
      ? { purl: purlOf(arch ? 'alpm' : 'apk', `${vendor}/${name}`, version, architecture === undefined ? undefined : { arch: architecture }) }
      : {}),
    details: {
      ...optional('source', one(arch ? 'pkgbase' : 'origin')),
      ...optional('packager', one('packager')),
      ...optional('recipeCommit', commitId(one('commit'))), // of the distribution's recipes, not of the source
    },
  };
  const problems =
    name === undefined || version === undefined ? [unreadable('.PKGINFO', 'metadata-incomplete', '.PKGINFO has no pkgname or no pkgver')] : [];
  return { metadata, problems };
}

/** The distribution, by who packed it; unknown stays unknown, and then there is no purl. */
function vendorOf(arch: boolean, packager: string, name: string): string | undefined {
  if (arch) return /@archlinux\.org>?$/i.test(packager) ? 'arch' : /msys2/i.test(packager) || name.startsWith('mingw-w64-') ? 'msys2' : undefined;
  return /alpinelinux\.org>?$/i.test(packager) ? 'alpine' : /wolfi/i.test(packager) ? 'wolfi' : undefined;
}

export const alpine: MetadataFormat = {
  id: 'apk',
  maxBytes: 1 << 20,
  wants: (path) => path === '.PKGINFO',
  read: (files, listing) => common(files.get('.PKGINFO'), listing, false),
};

export const pacman: MetadataFormat = {
  id: 'arch',
  maxBytes: 1 << 20,
  wants: (path) => path === '.PKGINFO',
  read: (files, listing) => common(files.get('.PKGINFO'), listing, true),
};
