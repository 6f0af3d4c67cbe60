// rpm packages: the main header as the container reader gives it (RPM/header) has name, licence, requirements, scriptlets, and every file with its digest.
// `License:` is an SPDX expression in Fedora since 2022 and in SUSE; older names (`GPLv2+`) are left as declared.
import { purlOf } from '../../purl/index.ts';
import type { ListedFile, Metadata, MetadataFormat, Problem } from '../../types.ts';
import { forgeRepository, repositoryUrl } from './parts/repository.ts';
import { type RpmHeader, readRpmHeader, rpmFiles, rpmVendor, rpmVersion } from './parts/rpm-header.ts';
import { spdxExpression } from './parts/spdx.ts';
import { compareText, distinct, mostValues, oneLine, optional, unreadable } from './parts/text.ts';

const headerPath = 'RPM/header';

export const rpm: MetadataFormat = {
  id: 'rpm',
  maxBytes: 64 << 20, // as the container reader bounds it
  wants: (path) => path === headerPath,

  read(files, listing) {
    const bytes = files.get(headerPath);
    if (bytes === undefined) return undefined;
    const header = readRpmHeader(bytes);
    if (header === undefined)
      return {
        metadata: { requires: [], installScripts: [] },
        problems: [unreadable(headerPath, 'rpm-header', 'the header is broken: name, version and licence are not known')],
      };
    const problems: Problem[] = [];
    return { metadata: { ...fromHeader(header), ...checkFiles(header, listing, problems) }, problems };
  },
};

const scripts = [
  ['preIn', 'pre'],
  ['postIn', 'post'],
  ['preUn', 'preun'],
  ['postUn', 'postun'],
  ['preTrans', 'pretrans'],
  ['postTrans', 'posttrans'],
  ['triggerScripts', 'triggers'],
] as const;

function fromHeader(header: RpmHeader): Metadata {
  const name = oneLine(header.text('name'));
  const version = rpmVersion(header);
  const licence = oneLine(header.text('licence'));
  const homepage = oneLine(header.text('url'));
  const arch = oneLine(header.text('arch'));
  const source = header.text('sourceRpm');
  const vendor = rpmVendor(header.text('vendor'));
  const epoch = header.numbers('epoch')[0];
  const qualifiers = { ...optional('arch', source === undefined ? 'src' : arch), ...(epoch ? { epoch: String(epoch) } : {}) } as Record<
    string,
    string
  >;
  return {
    ...optional('name', name),
    ...optional('version', version),
    ...optional('licence', licence),
    ...optional('licenceExpression', spdxExpression(licence)),
    requires: requirements(header),
    installScripts: scripts.filter(([tag]) => header.texts(tag, 1)[0]).map(([, script]) => script),
    ...optional('platforms', arch === undefined ? undefined : [arch]),
    ...optional('repository', repositoryUrl(header.text('vcs')) ?? forgeRepository(homepage)),
    ...optional('homepage', homepage),
    ...(name === undefined ? {} : { purl: purlOf('rpm', vendor === undefined ? name : `${vendor}/${name}`, version, qualifiers) }),
    details: {
      ...optional('source', source),
      ...optional('vendor', oneLine(header.text('vendor'))),
      ...optional('bundled', bundledProvides(header)),
    },
  };
}

const comparisons: Readonly<Record<number, string>> = { 2: '<', 4: '>', 8: '=', 10: '<=', 12: '>=' };

/** rpm's own features (`rpmlib(…)`) are no packages. */
function requirements(header: RpmHeader): string[] {
  const versions = header.texts('requireVersion');
  const flags = header.numbers('requireFlags');
  const all = header.texts('requireName').map((name, at) => {
    const comparison = comparisons[(flags[at] ?? 0) & 14];
    return comparison && versions[at] ? `${name} ${comparison} ${versions[at]}` : name;
  });
  return distinct(all.filter((name) => !name.startsWith('rpmlib('))).slice(0, mostValues);
}

/** Fedora's rule: what is bundled is provided as `bundled(name) = version`. */
function bundledProvides(header: RpmHeader): string[] {
  const versions = header.texts('provideVersion');
  return header.texts('provideName').flatMap((name, at) => {
    const bundled = /^bundled\((.+)\)$/.exec(name)?.[1];
    return bundled === undefined ? [] : [versions[at] ? `${bundled} = ${versions[at]}` : bundled];
  });
}

const sha256 = 8; // RFC 4880, section 9.4
const ghost = 1 << 6; // listed, and not shipped
const mostMismatches = 1000;

/** The header's files against those of the payload; digests only where they are SHA-256. */
function checkFiles(header: RpmHeader, listing: readonly ListedFile[], problems: Problem[]): Pick<Metadata, 'record'> {
  const paths = rpmFiles(header);
  const modes = header.numbers('fileModes');
  const flags = header.numbers('fileFlags');
  const digests = header.texts('fileDigests', paths.length);
  const comparable = header.numbers('digestAlgorithm')[0] === sha256;
  const there = new Map(listing.filter((file) => !file.path.includes('!/') && file.path !== headerPath).map((file) => [file.path, file]));
  if (paths.length === 0) return {};
  const mismatches: NonNullable<Metadata['record']>['mismatches'][number][] = [];
  const listed = new Set(paths);
  for (const [at, path] of paths.entries()) {
    const isFile = ((modes[at] ?? 0) & 0xf000) === 0x8000;
    const file = there.get(path);
    if (!isFile || (flags[at] ?? 0) & ghost) continue;
    if (file === undefined) mismatches.push({ path, what: 'not-there' });
    else if (comparable && digests[at] && file.sha256 !== undefined && digests[at] !== file.sha256) mismatches.push({ path, what: 'hash' });
  }
  for (const path of there.keys()) if (!listed.has(path)) mismatches.push({ path, what: 'not-listed' });
  if (!comparable)
    problems.push({ path: headerPath, code: 'record-unverified', message: 'file digests are not SHA-256 and were not compared', kind: 'skipped' });
  mismatches.sort((a, b) => compareText(a.path, b.path));
  return { record: { path: headerPath, listed: paths.length, mismatches: mismatches.slice(0, mostMismatches) } };
}
