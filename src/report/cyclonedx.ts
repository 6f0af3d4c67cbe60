// CycloneDX 1.6 (ECMA-424, 1st edition): each artifact and locked package as a component, what was found inside as its components,
// with the evidence: how it was recognised, how sure, and where. No timestamp; the serial number follows from the content.
import parseLicence from 'spdx-expression-parse';
import licenceList from 'spdx-license-list';
import type { Component, Confidence, Evidence, Facts, Report } from '../types.ts';
import { printed } from './json.ts';
import { contentUuid, type Hash, type Package, type Part, packagesOf } from './sbom.ts';
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
  const components = packages.flatMap((each) => [packageComponent(each), ...each.declared.map(partComponent)]);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${contentUuid(JSON.stringify(components))}`,
    version: 1,
    metadata: { tools: { components: [{ type: 'application', name: 'sourcegate', version }] } },
    components,
    dependencies: packages.map(({ id, parts, declared, needs }) => ({
      ref: id,
      dependsOn: [...[...parts, ...declared].map((part) => part.id), ...needs],
    })),
    compositions: packages
      .filter(({ kind }) => kind === 'artifact')
      .map(({ id, gaps }) => ({ aggregate: gaps.length === 0 ? 'incomplete_first_party_only' : 'incomplete', assemblies: [id] })),
  };
}

const types = { artifact: 'application', lockfile: 'file', locked: 'library' } as const;

function packageComponent(given: Package): unknown {
  const { id, kind, name, version, purl, licence, scope, hashes, file, files, from, parts, gaps } = given;
  const properties = [
    ...(file ? [{ name: 'sourcegate:file', value: clean(file) }] : []),
    ...files
      .filter(({ url }) => url === undefined || !isUrl(url))
      .map((each) => ({ name: 'sourcegate:locked-file', value: clean([each.name, ...each.hashes.map(hashWords)].filter(Boolean).join(' ')) })),
    ...gaps.map((gap) => ({ name: 'sourcegate:not-inspected', value: clean(gap) })),
  ];
  const references = [
    ...(from && isUrl(from.url) ? [{ type: from.kind, url: from.url }] : []),
    ...files.flatMap(({ url, hashes: own }) => (url && isUrl(url) ? [{ type: 'distribution', url, ...hashList(own) }] : [])),
  ];
  return {
    type: types[kind],
    'bom-ref': id,
    name: clean(name),
    ...(version ? { version: clean(version).slice(0, longestVersion) } : {}),
    ...(scope ? { scope } : {}),
    ...hashList(hashes),
    ...licences(licence, 'declared'),
    ...(purl ? { purl: clean(purl) } : {}),
    ...(references.length > 0 ? { externalReferences: references } : {}),
    ...(properties.length > 0 ? { properties } : {}),
    ...(parts.length > 0 ? { components: parts.map(partComponent) } : {}),
  };
}

const hashList = (hashes: readonly Hash[]): { hashes?: unknown[] } =>
  hashes.length === 0 ? {} : { hashes: hashes.map(({ algorithm, hex }) => ({ alg: algorithm, content: hex })) };
const hashWords = ({ algorithm, hex }: Hash): string => `${algorithm}:${hex}`;

function partComponent({ id, component, licence }: Part): unknown {
  const { name, version, purl, how, category, sourceUrl, confidence, evidence, optional } = component;
  return {
    type: 'library',
    'bom-ref': id,
    name: clean(name),
    ...(version ? { version: clean(version).slice(0, longestVersion) } : {}),
    ...(optional ? { scope: 'optional' } : {}),
    ...(licence ? licences(licence.text, licence.by) : {}),
    ...(purl ? { purl: clean(purl) } : {}),
    ...(sourceUrl && isUrl(sourceUrl) ? { externalReferences: [{ type: 'vcs', url: sourceUrl }] } : {}),
    evidence: { identity: [identity(confidence, evidence)], occurrences: occurrences(component) },
    properties: [
      { name: 'sourcegate:how', value: how },
      { name: 'sourcegate:seen-inside', value: how === 'declared' ? 'no' : 'yes' },
      { name: 'sourcegate:category', value: category },
    ],
  };
}

const isUrl = (text: string): boolean => /^(?:git\+)?(?:https?|ssh):\/\/[A-Za-z0-9._~:/?#@!$&'*+,;=-]{1,2000}$/.test(text) && URL.canParse(text);
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
function licences(licence: string | undefined, acknowledgement: 'declared' | 'concluded'): { licenses?: unknown[] } {
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
