// CycloneDX 1.6 (ECMA-424, 1st edition): each artifact and locked package as a component, what was found inside as its components,
// with the evidence: how it was recognised, how sure, and where. No timestamp; the serial number follows from the content.
import parseLicence from 'spdx-expression-parse';
import licenceList from 'spdx-license-list';
import type { Component, Confidence, Evidence, Facts, Report } from '../types.ts';
import { printed } from './json.ts';
import { contentUuid, type Package, packagesOf } from './sbom.ts';
import { clean } from './text-escape.ts';
import type { FactsReport } from './text-inspect.ts';

export const cyclonedxReport = (version: string): Report => ({
  id: 'cyclonedx',
  print: ({ facts }, write) => write(printed(cyclonedx(facts, version))),
});
export const cyclonedxFacts = (version: string): FactsReport => ({
  id: 'cyclonedx',
  print: (facts, write) => write(printed(cyclonedx(facts, version))),
});

function cyclonedx(facts: readonly Facts[], version: string): unknown {
  const packages = packagesOf(facts);
  const components = packages.map(packageComponent);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${contentUuid(JSON.stringify(components))}`,
    version: 1,
    metadata: { tools: { components: [{ type: 'application', name: 'sourcegate', version }] } },
    components,
    dependencies: packages.map(({ id, parts }) => ({ ref: id, dependsOn: [...new Set(parts.map((part) => part.id))] })),
    compositions: packages
      .filter(({ file }) => file !== undefined)
      .map(({ id, gaps }) => ({ aggregate: gaps.length === 0 ? 'incomplete_first_party_only' : 'incomplete', assemblies: [id] })),
  };
}

function packageComponent({ id, name, version, purl, licence, sha256, file, parts, gaps }: Package): unknown {
  return {
    type: file === undefined ? 'library' : 'application',
    'bom-ref': id,
    name: clean(name),
    ...(version ? { version: clean(version).slice(0, longestVersion) } : {}),
    ...(purl ? { purl: clean(purl) } : {}),
    ...(sha256 ? { hashes: [{ alg: 'SHA-256', content: sha256 }] } : {}),
    ...licences(licence, 'declared'),
    ...(file || gaps.length > 0
      ? {
          properties: [
            ...(file ? [{ name: 'sourcegate:file', value: clean(file) }] : []),
            ...gaps.map((gap) => ({ name: 'sourcegate:not-inspected', value: clean(gap) })),
          ],
        }
      : {}),
    ...(parts.length > 0 ? { components: unique(parts).map((part) => partComponent(part.id, part.component)) } : {}),
  };
}

const unique = (parts: Package['parts']): Package['parts'] => [...new Map(parts.map((part) => [part.id, part])).values()];

function partComponent(id: string, component: Component): unknown {
  const { name, version, purl, licence, how, category, sourceUrl, confidence, evidence } = component;
  return {
    type: 'library',
    'bom-ref': id,
    name: clean(name),
    ...(version ? { version: clean(version).slice(0, longestVersion) } : {}),
    ...(purl ? { purl: clean(purl) } : {}),
    ...licences(licence, 'concluded'),
    ...(sourceUrl && isUrl(sourceUrl) ? { externalReferences: [{ type: 'vcs', url: sourceUrl }] } : {}),
    evidence: { identity: [identity(confidence, evidence)], occurrences: occurrences(component) },
    properties: [
      { name: 'sourcegate:how', value: how },
      { name: 'sourcegate:category', value: category },
    ],
  };
}

const isUrl = (text: string): boolean => /^https?:\/\/[A-Za-z0-9._~:/?#@!$&'*+,;=-]{1,2000}$/.test(text) && URL.canParse(text);
const sure: Readonly<Record<Confidence, number>> = { certain: 1, likely: 0.7, 'by-name': 0.4 };

/** The techniques that CycloneDX names. */
const techniques: Readonly<Record<Evidence['kind'], string>> = {
  'file-name': 'filename',
  soname: 'binary-analysis',
  symbol: 'binary-analysis',
  string: 'binary-analysis',
  needed: 'binary-analysis',
  'build-id': 'hash-comparison',
  'section-hash': 'hash-comparison',
  sbom: 'manifest-analysis',
  metadata: 'manifest-analysis',
  'lock-entry': 'manifest-analysis',
  'index-answer': 'other',
  'licence-text': 'source-code-analysis',
  content: 'source-code-analysis',
};
const evidenceShown = 50;
const longestVersion = 1024; // as the schema says

const identity = (confidence: Confidence, evidence: readonly Evidence[]): unknown => ({
  field: 'name',
  confidence: sure[confidence],
  methods: evidence
    .slice(0, evidenceShown)
    .map((each) => ({ technique: techniques[each.kind], confidence: sure[confidence], value: clean(`${each.kind} ${each.value}`) })),
});

/** Where it was seen; a place of a component that no evidence names is given by its path alone. */
function occurrences({ evidence, paths }: Component): unknown[] {
  const places = new Map<string, { location: string; offset?: number }>();
  for (const { path, offset } of evidence)
    places.set(`${path} ${offset ?? ''}`, { location: clean(path), ...(offset === undefined ? {} : { offset }) });
  for (const path of paths) if (![...places.values()].some(({ location }) => location === clean(path))) places.set(path, { location: clean(path) });
  return [...places.values()].slice(0, evidenceShown);
}

/** An SPDX id, an SPDX expression, or a name: three different keys. */
function licences(licence: string | undefined, acknowledgement: string): { licenses?: unknown[] } {
  if (licence === undefined || licence === '') return {};
  if (Object.hasOwn(licenceList, licence)) return { licenses: [{ license: { id: licence, acknowledgement } }] };
  if (isExpression(licence)) return { licenses: [{ expression: licence, acknowledgement }] };
  return { licenses: [{ license: { name: clean(licence), acknowledgement } }] };
}

export function isExpression(text: string): boolean {
  if (text.length > 1000) return false;
  try {
    parseLicence(text);
    return true;
  } catch {
    return false;
  }
}
