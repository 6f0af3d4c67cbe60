// Debian packages (deb(5), deb-control(5)): control.tar holds `control` (fields), and preinst, postinst, prerm, postrm and config, which run as root when the package is
// installed or removed. Licences stand only in usr/share/doc/PACKAGE/copyright, machine-readable where it follows DEP-5
// (https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/): one paragraph per set of files, `License:` with a short name. All of them hold together.
import { purlOf } from '../../purl/index.ts';
import type { Metadata, MetadataFormat, Problem } from '../../types.ts';
import { type Fields, firstParagraph, paragraphs } from './parts/headers.ts';
import { forgeRepository } from './parts/repository.ts';
import { allOf, spdxExpression } from './parts/spdx.ts';
import { compareText, decode, distinct, mostValues, oneLine, optional, unreadable } from './parts/text.ts';

// Named as `dpkg-deb --raw-extract` names them: what describes the package under DEBIAN/, its files as they are installed.
const controlPath = /^DEBIAN\/(?:\.\/)?(control|preinst|postinst|prerm|postrm|config)$/;
const changelogPath = /^(?:\.\/)?usr\/share\/doc\/([^/]+)\/changelog(?:\.Debian(?:\.[a-z0-9-]+)?)?\.gz!\/[^/]+$/;
const copyrightPath = /^(?:\.\/)?usr\/share\/doc\/([^/]+)\/copyright$/;

export const deb: MetadataFormat = {
  id: 'deb',
  maxBytes: 8 << 20,
  wants: (path) => controlPath.exec(path)?.[1] === 'control' || copyrightPath.test(path),
  samples: (path) => changelogPath.test(path),

  read(files, listing) {
    const at = [...files.keys()].find((path) => controlPath.exec(path)?.[1] === 'control');
    if (at === undefined) return undefined;
    const control = firstParagraph(decode(files.get(at)!));
    const name = oneLine(control.one('Package'));
    const version = oneLine(control.one('Version'));
    const architecture = oneLine(control.one('Architecture'));
    const problems: Problem[] =
      name === undefined || version === undefined ? [unreadable(at, 'metadata-incomplete', 'control has no Package or no Version')] : [];
    const copyright = [...files].find(([path]) => copyrightPath.exec(path)?.[1] === name);
    const licences = copyright === undefined ? [] : dep5Licences(decode(copyright[1]));
    const homepage = oneLine(control.one('Homepage'));
    const distribution = distributionOf(control, version);
    const scripts = listing.map((file) => controlPath.exec(file.path)?.[1]).filter((script) => script !== undefined && script !== 'control');
    const metadata: Metadata = {
      ...optional('name', name),
      ...optional('version', version),
      ...optional('licence', licences.join(', ')),
      ...optional('licenceExpression', expressionOf(licences)),
      ...optional('licenceFiles', copyright === undefined ? undefined : [copyright[0]]),
      requires: relations(control, ['Pre-Depends', 'Depends']),
      installScripts: distinct(scripts as string[]).sort(),
      ...optional('platforms', architecture === undefined ? undefined : [architecture]),
      ...optional('repository', forgeRepository(homepage)),
      ...optional('homepage', homepage),
      ...(name !== undefined && distribution !== undefined
        ? { purl: purlOf('deb', `${distribution}/${name}`, version, architecture === undefined ? undefined : { arch: architecture }) }
        : {}),
      details: { ...detailsOf(control, name, version), ...optional('suite', suiteOf(files, name)) },
    };
    return { metadata, problems };
  },
};

/** Where the last entry of the package's changelog says that it goes (deb-changelog(5)): `unstable`, `bookworm-security`, `jammy`. */
function suiteOf(files: ReadonlyMap<string, Uint8Array>, name: string | undefined): string | undefined {
  const head = [...files].find(([path]) => changelogPath.exec(path)?.[1] === name)?.[1];
  return head && /^[\w.+-]+ \([^()\s]+\) ([\w.-]+)(?: [\w. -]+)?;/.exec(decode(head))?.[1];
}

/** `Source: name (version)`; left out, the source is called like the package. Built-Using names what was linked in statically. */
function detailsOf(control: Fields, name: string | undefined, version: string | undefined): NonNullable<Metadata['details']> {
  const [, source, sourceVersion] = /^(\S+)(?:\s+\(([^)]+)\))?/.exec(control.one('Source') ?? '') ?? [];
  return {
    ...optional('source', source ?? name),
    ...optional('sourceVersion', sourceVersion ?? (source === undefined ? version : undefined)),
    ...optional('section', oneLine(control.one('Section'))),
    ...optional('maintainer', oneLine(control.one('Maintainer'))),
    ...optional('builtUsing', relations(control, ['Built-Using', 'Static-Built-Using'])),
    ...(control.one('Essential') === 'yes' ? { essential: true } : {}),
  };
}

const relations = (control: Fields, names: readonly string[]): string[] =>
  names
    .flatMap((name) => (control.one(name) ?? '').split(','))
    .map((relation) => relation.replace(/\s+/g, ' ').trim())
    .filter((relation) => relation !== '')
    .slice(0, mostValues);

/**
 * The vendor, which a purl must name and the package does not: by its own fields, else by its maintainer's address or its version's suffix. Unknown stays unknown.
 */
function distributionOf(control: Fields, version: string | undefined): 'debian' | 'ubuntu' | undefined {
  const origin = control.one('Origin')?.toLowerCase();
  if (origin === 'debian' || origin === 'ubuntu') return origin;
  const maintainer = control.one('Maintainer') ?? '';
  if (control.one('Original-Maintainer') || /@(lists\.ubuntu|canonical)\.com>?$/i.test(maintainer) || /ubuntu\d/.test(version ?? '')) return 'ubuntu';
  return /@([\w-]+\.)*debian\.(org|net)>?$/i.test(maintainer) || /[+~]deb\d+u\d+$/.test(version ?? '') ? 'debian' : undefined;
}

const mostLicences = 500;

/** Distinct short names of the paragraphs about files, sorted. Empty where the file is free text: nothing machine-readable is declared then. */
function dep5Licences(text: string): string[] {
  const names = new Set<string>();
  let first = true;
  for (const paragraph of paragraphs(text)) {
    if (first && !/copyright-format|dep\.debian\.net|dep5/i.test(paragraph.one('Format') ?? paragraph.one('Format-Specification') ?? '')) return [];
    const name = oneLine(paragraph.one('License')?.split('\n')[0]);
    if (name !== undefined && (first || paragraph.one('Files') !== undefined) && names.size < mostLicences) names.add(name);
    first = false;
  }
  return [...names].sort(compareText);
}

/** DEP-5 names are not SPDX ids: `Expat` is MIT, `GPL-2+` is GPL-2.0-or-later. One name without an SPDX id, and nothing is said. */
function expressionOf(names: readonly string[]): string | undefined {
  const expressions = names.map((name) => {
    const parts = name.split(/\s+(and|or)\s+/i);
    const mapped = parts.map((part, index) => (index % 2 === 1 ? part.toUpperCase() : spdxOfShortName(part)));
    return mapped.every((part) => part !== undefined) ? mapped.join(' ') : undefined;
  });
  const known = expressions.filter((expression) => expression !== undefined);
  return known.length > 0 && known.length === names.length ? spdxExpression(allOf(known)) : undefined;
}

function spdxOfShortName(name: string): string | undefined {
  const gnu = /^(A?GPL|LGPL)-(\d)(?:\.(\d))?(\+)?$/.exec(name);
  if (gnu) return spdxExpression(`${gnu[1]}-${gnu[2]}.${gnu[3] ?? '0'}-${gnu[4] ? 'or-later' : 'only'}`);
  return shortNames[name.toLowerCase()] ?? spdxExpression(name);
}

const shortNames: Readonly<Record<string, string>> = {
  expat: 'MIT',
  'bsd-2-clause': 'BSD-2-Clause',
  'bsd-3-clause': 'BSD-3-Clause',
  'bsd-4-clause': 'BSD-4-Clause',
  'apache-2': 'Apache-2.0',
  'apache-2.0': 'Apache-2.0',
  isc: 'ISC',
  zlib: 'Zlib',
  cc0: 'CC0-1.0',
  'cc0-1.0': 'CC0-1.0',
  python: 'Python-2.0',
  'mpl-1.1': 'MPL-1.1',
  'mpl-2.0': 'MPL-2.0',
};
