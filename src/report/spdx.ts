// SPDX 2.3 (ISO/IEC 5962 lineage) as JSON: packages for the artifacts and for what was found inside, with CONTAINS between them.
// The standard requires a time of creation, and the same input must give the same bytes: so it is a fixed day, and a comment says so.
import type { Component, Facts, Report } from '../types.ts';
import { isExpression } from './cyclonedx.ts';
import { printed } from './json.ts';
import { contentUuid, type Package, packagesOf } from './sbom.ts';
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
  const packages = subjects.flatMap((subject) => [subjectPackage(subject), ...partsOf(subject).map(([id, component]) => partPackage(id, component))]);
  const contains = subjects.flatMap((subject) => partsOf(subject).map(([id]) => relation(ref(subject.id), 'CONTAINS', ref(id))));
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
    ...(subjects.length > 0 ? { documentDescribes: subjects.map(({ id }) => ref(id)) } : {}),
    packages,
    relationships: [...subjects.map(({ id }) => relation('SPDXRef-DOCUMENT', 'DESCRIBES', ref(id))), ...contains],
    ...extracted(packages as { licenseDeclared?: string; licenseConcluded?: string }[]),
  };
}

const ref = (id: string): string => `SPDXRef-${id}`;
const partsOf = ({ parts }: Package): [string, Component][] => [...new Map(parts.map(({ id, component }) => [id, component]))];
const relation = (from: string, type: string, to: string): unknown => ({ spdxElementId: from, relationshipType: type, relatedSpdxElement: to });

function subjectPackage({ id, name, version, purl, licence, sha256, file, gaps }: Package): unknown {
  return {
    SPDXID: ref(id),
    name: clean(name),
    ...(version ? { versionInfo: clean(version) } : {}),
    ...(file ? { packageFileName: clean(file) } : {}),
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    ...(sha256 ? { checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }] } : {}),
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: expression(licence),
    copyrightText: 'NOASSERTION',
    ...references(purl),
    ...(gaps.length > 0 ? { comment: clean(`Not inspected: ${gaps.join('; ')}`) } : {}),
  };
}

function partPackage(id: string, { name, version, purl, licence, sourceUrl, how, confidence, paths, evidence }: Component): unknown {
  const seen = evidence.slice(0, 10).map((each) => `${each.kind} ${each.value} in ${each.path}`);
  return {
    SPDXID: ref(id),
    name: clean(name),
    ...(version ? { versionInfo: clean(version) } : {}),
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: expression(licence),
    licenseDeclared: 'NOASSERTION',
    copyrightText: 'NOASSERTION',
    ...references(purl),
    ...(sourceUrl ? { sourceInfo: clean(sourceUrl) } : {}),
    comment: clean(`${how} in ${paths.slice(0, 10).join(', ')}; ${sureness[confidence]}: ${seen.join('; ')}`),
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
