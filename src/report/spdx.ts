// SPDX 2.3 (ISO/IEC 5962 lineage) as JSON: packages for the artifacts and for what was found inside, with CONTAINS between them.
// The standard requires a time of creation, and the same input must give the same bytes: so it is a fixed day, and a comment says so.
import type { Facts, Report } from '../types.ts';
import { isExpression } from './cyclonedx.ts';
import { printed } from './json.ts';
import { contentUuid, type Package, type Part, packagesOf } from './sbom.ts';
import { clean } from './text-escape.ts';
import type { FactsReport } from './text-inspect.ts';
import { sureness } from './words.ts';

const created = '1980-01-01T00:00:00Z';

export const spdxReport = (version: string): Report => ({
  id: 'spdx',
  print: ({ facts }, write) => write(printed(spdx(facts, version))),
});
export const spdxFacts = (version: string): FactsReport => ({
  id: 'spdx',
  print: (facts, write) => write(printed(spdx(facts, version))),
});

function spdx(facts: readonly Facts[], version: string): unknown {
  const subjects = packagesOf(facts);
  const packages = subjects.flatMap((subject) => [subjectPackage(subject), ...[...subject.parts, ...subject.declared].map(partPackage)]);
  const described = subjects.filter(({ kind }) => kind !== 'locked');
  // A run without artifact and lockfile describes its packages themselves: a document that describes nothing is not valid.
  const roots = described.length > 0 ? described : subjects;
  const byId = new Map(subjects.map((each) => [each.id, each]));
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'sourcegate',
    documentNamespace: `urn:uuid:${contentUuid(JSON.stringify(packages))}`,
    creationInfo: {
      created,
      creators: [`Tool: sourcegate-${version}`],
      comment: 'The time is fixed, so that the same input gives the same document.',
    },
    packages,
    relationships: [
      ...roots.map(({ id }) => relation('SPDXRef-DOCUMENT', 'DESCRIBES', ref(id))),
      ...subjects.flatMap(({ id, parts, declared, needs, kind }) => [
        ...parts.map((part) => relation(ref(id), 'CONTAINS', ref(part.id))),
        ...declared.map((part) => needed(id, part.id, part.component.optional ? 'optional' : undefined)),
        ...needs.map((need) => needed(id, need, kind === 'lockfile' ? byId.get(need)?.scope : undefined)),
      ]),
    ],
    ...extracted(packages as { licenseDeclared?: string; licenseConcluded?: string }[]),
  };
}

const ref = (id: string): string => `SPDXRef-${id}`;
const relation = (from: string, type: string, to: string): unknown => ({ spdxElementId: from, relationshipType: type, relatedSpdxElement: to });

/** What is needed only for development, or only on demand, has a relation of its own, which is written from the other end. */
function needed(from: string, to: string, scope: Package['scope']): unknown {
  if (scope === undefined) return relation(ref(from), 'DEPENDS_ON', ref(to));
  return relation(ref(to), scope === 'excluded' ? 'DEV_DEPENDENCY_OF' : 'OPTIONAL_DEPENDENCY_OF', ref(from));
}

const filesShown = 50;

function subjectPackage({ id, name, version, purl, licence, hashes, file, files, from, gaps }: Package): unknown {
  const fileWords = files
    .slice(0, filesShown)
    .map((each) => [each.name, ...each.hashes.map(({ algorithm, hex }) => `${algorithm}:${hex}`)].filter(Boolean).join(' '));
  const comments = [
    ...(files.length > 0 ? [`Locked files: ${fileWords.join('; ')}${files.length > filesShown ? `; ${files.length - filesShown} more` : ''}.`] : []),
    ...(gaps.length > 0 ? [`Not inspected: ${gaps.join('; ')}`] : []),
  ];
  return {
    SPDXID: ref(id),
    name: clean(name),
    ...(version ? { versionInfo: clean(version) } : {}),
    ...(file ? { packageFileName: clean(file) } : {}),
    downloadLocation: from && isLocation(from.url) ? from.url : 'NOASSERTION',
    filesAnalyzed: false,
    ...(hashes.length > 0 ? { checksums: hashes.map(({ algorithm, hex }) => ({ algorithm: algorithm.replace('-', ''), checksumValue: hex })) } : {}),
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: expression(licence),
    copyrightText: 'NOASSERTION',
    ...references(purl),
    ...(comments.length > 0 ? { comment: clean(comments.join(' ')) } : {}),
  };
}

/** SPDX 2.3, 7.7: an address, or one of a version control system. */
const isLocation = (text: string): boolean =>
  /^(?:https?|git\+https?|git\+ssh):\/\/[\w.-]+(?::\d+)?\/[\w.~:/?@!$&'*+,;=%-]*$/.test(text) && text.length < 2000;

function partPackage({ id, component, licence }: Part): unknown {
  const { name, version, purl, sourceUrl, how, confidence, paths, evidence, optional } = component;
  const seen = evidence.slice(0, 10).map((each) => `${each.kind} ${each.value} in ${each.path}`);
  const by = (who: 'concluded' | 'declared'): string => (licence?.by === who ? expression(licence.text) : 'NOASSERTION');
  const where = how === 'declared' ? 'named by the package, not seen inside' : how;
  return {
    SPDXID: ref(id),
    name: clean(name),
    ...(version ? { versionInfo: clean(version) } : {}),
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: by('concluded'),
    licenseDeclared: by('declared'),
    copyrightText: 'NOASSERTION',
    ...references(purl),
    ...(sourceUrl ? { sourceInfo: clean(sourceUrl) } : {}),
    comment: clean(`${where}${optional ? ', optional' : ''}: ${paths.slice(0, 10).join(', ')}; ${sureness[confidence]}: ${seen.join('; ')}`),
  };
}

const references = (purl: string | undefined): { externalRefs?: unknown[] } =>
  purl ? { externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: clean(purl) }] } : {};

/** Free text is no expression: it becomes no assertion here, and stands in the JSON report as it was said. */
const expression = (licence: string | undefined): string => (licence !== undefined && isExpression(licence) ? licence : 'NOASSERTION');

/** Every LicenseRef that is used must be described in the document. */
function extracted(packages: readonly { licenseDeclared?: string; licenseConcluded?: string }[]): { hasExtractedLicensingInfos?: unknown[] } {
  const used = packages.flatMap(
    ({ licenseDeclared = '', licenseConcluded = '' }) => `${licenseDeclared} ${licenseConcluded}`.match(/LicenseRef-[A-Za-z0-9.-]+/g) ?? [],
  );
  const ids = [...new Set(used)].sort();
  return ids.length === 0
    ? {}
    : {
        hasExtractedLicensingInfos: ids.map((licenseId) => ({
          licenseId,
          name: licenseId.slice('LicenseRef-'.length),
          extractedText: 'The text is not part of this document.',
        })),
      };
}
