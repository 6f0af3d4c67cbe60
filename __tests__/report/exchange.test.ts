import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { isExpression } from '../../src/report/cyclonedx.ts';
import { createReports } from '../../src/report/index.ts';
import type { Component, Facts, LockedPackage, Verdict } from '../../src/types.ts';
import { forbidden, hostileText, nasty, printed, verdictWith } from './hostile.ts';
import { blocked, clear, component, finding, incomplete, torch, torchLocked, verdictOf } from './samples.ts';

const rules = [
  { id: 'source/binary-only', meta: { asks: 'Has it a source?', why: 'No rebuild.', wayOut: 'Publish it.', level: 'error', standard: 'DFSG 2' } },
];
const { reports, factsReports } = createReports({ version: '1.2.3', rules });
const schema = (name: string) => JSON.parse(readFileSync(new URL(`../fixtures/report/${name}.schema.json`, import.meta.url), 'utf8'));
const options = { strict: false, validateFormats: false, allErrors: false } as const;
const sarifSchema = new Ajv2020(options).compile(schema('sarif-2.1.0'));
const cyclonedx = new Ajv({ ...options, schemas: [schema('cyclonedx-spdx-ids'), schema('jsf-0.82')] }).compile(schema('cyclonedx-1.6'));

const json = (id: string, verdict: Verdict) => JSON.parse(printed(reports[id], verdict));
const withTorch: Verdict = { ...blocked, facts: [torch, ...blocked.facts] };
const all: readonly [string, Verdict][] = [
  ['blocked', withTorch],
  ['clear', clear],
  ['incomplete', incomplete],
  ...nasty.map((name): [string, Verdict] => [JSON.stringify(name.slice(0, 30)), verdictWith(name)]),
];

describe('SARIF', () => {
  test.each(all)('%s is valid by the schema of OASIS', (_, verdict) => {
    sarifSchema(json('sarif', verdict));
    expect(sarifSchema.errors).toBeNull();
  });
  test('every result has a rule, a place with a line, and a fingerprint of its own', () => {
    const [run] = json('sarif', withTorch).runs;
    for (const result of run.results) {
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(result.locations[0].physicalLocation.artifactLocation.uri).not.toBe('');
      expect(result.locations[0].physicalLocation.region.startLine).toBeGreaterThan(0);
    }
    const prints = run.results.map((result: { partialFingerprints: Record<string, string> }) => result.partialFingerprints['sourcegate/v1']);
    expect(new Set(prints).size).toBe(prints.length);
  });
  test('the lock line is the region', () =>
    expect(json('sarif', blocked).runs[0].results[0].locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'uv.lock' },
      region: { startLine: 121 },
    }));
  test('a rule carries its help', () => {
    const rule = json('sarif', blocked).runs[0].tool.driver.rules.find(({ id }: { id: string }) => id === 'source/binary-only');
    expect(rule.help.text).toBe('Has it a source?\nNo rebuild.\nTo clear: Publish it.\nFrom: DFSG 2');
  });
  test('the lines of a message and of a remark are lines', () => {
    const remarks = ['Two mistakes:\na:1:1: one\n::error::two'];
    const [run] = json('sarif', { ...verdictOf([finding('source/binary-only', torchLocked, { message: 'First.\n::error::second' })]), remarks }).runs;
    expect(run.results[0].message.text).toMatch(/^First\.\n:\\u\{3a\}error::second/);
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toBe('Two mistakes:\na:1:1: one\n:\\u{3a}error::two');
  });
  test('waived findings and those of the baseline are suppressed, with the reason', () => {
    const texts = json('sarif', blocked).runs[0].results.flatMap(({ suppressions = [] }: { suppressions?: { justification: string }[] }) =>
      suppressions.map((each) => each.justification),
    );
    expect(texts.sort()).toEqual(['in the baseline', 'ticket 214 (to 2027-01-31)']);
  });
  test('an open question is open, and says so', () =>
    expect(json('sarif', incomplete).runs[0].results[0]).toMatchObject({
      kind: 'open',
      level: 'none',
      message: { text: expect.stringMatching(/^Open question: /) },
    }));
  test('6,000 findings keep the 5,000 most important, and say how many are left', () => {
    const many = verdictOf(
      Array.from({ length: 6000 }, (_, at) => finding('a/b', torchLocked, { level: at < 5990 ? 'note' : 'error', title: `${at}` })),
    );
    const [run] = json('sarif', many).runs;
    expect(run.results).toHaveLength(5000);
    expect(run.results.slice(0, 10).every(({ level }: { level: string }) => level === 'error')).toBe(true);
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toContain('1,000 more findings');
  });
});

describe('CycloneDX', () => {
  test.each(all)('%s is valid by the schema of CycloneDX 1.6', (_, verdict) => {
    cyclonedx(json('cyclonedx', verdict));
    expect(cyclonedx.errors).toBeNull();
  });
  test('what is inside torch, with evidence and how sure', () => {
    const wheel = json('cyclonedx', withTorch).components.find(
      ({ purl, type }: { purl: string; type: string }) => purl === 'pkg:pypi/torch@1.9.0' && type === 'application',
    );
    const mkl = wheel.components.find(({ name }: { name: string }) => name === 'Intel MKL');
    expect(mkl.evidence.identity[0]).toMatchObject({
      field: 'name',
      confidence: 1,
      methods: [{ technique: 'binary-analysis' }, { technique: 'binary-analysis' }],
    });
    expect(mkl.evidence.occurrences).toContainEqual({ location: 'torch/lib/libtorch_cpu.so', offset: 0xfde3a3c });
    const gomp = wheel.components.find(({ name }: { name: string }) => name === 'libgomp');
    expect(gomp.licenses).toEqual([{ expression: 'GPL-3.0-or-later WITH GCC-exception-3.1', acknowledgement: 'concluded' }]);
  });
  test('references are unique and resolve', () => {
    const bom = json('cyclonedx', withTorch);
    const refs: string[] = bom.components.flatMap((each: { 'bom-ref': string; components?: { 'bom-ref': string }[] }) => [
      each['bom-ref'],
      ...(each.components ?? []).map((part) => part['bom-ref']),
    ]);
    expect(new Set(refs).size).toBe(refs.length);
    for (const { ref, dependsOn } of bom.dependencies) expect([ref, ...dependsOn].every((each: string) => refs.includes(each))).toBe(true);
  });
  test('a licence is an id, an expression or a name, never the wrong one of them', () => {
    const of = (licence: string) =>
      json('cyclonedx', { ...clear, facts: [{ ...torch, components: [component('x', 'x', { licence })] }] }).components[0].components[0].licenses;
    expect(of('MIT')).toEqual([{ license: { id: 'MIT', acknowledgement: 'concluded' } }]);
    expect(of('MIT OR Apache-2.0')).toEqual([{ expression: 'MIT OR Apache-2.0', acknowledgement: 'concluded' }]);
    expect(of('see file')).toEqual([{ license: { name: 'see file', acknowledgement: 'concluded' } }]);
    expect(of('__proto__')).toEqual([{ license: { name: '__proto__', acknowledgement: 'concluded' } }]);
    expect([isExpression('MIT'), isExpression('BSD-3'), isExpression('')]).toEqual([true, false, false]);
  });
});

describe('SPDX', () => {
  test('every id is used once and every relation resolves', () => {
    for (const [, verdict] of all) {
      const document = json('spdx', verdict);
      const ids = [document.SPDXID, ...document.packages.map(({ SPDXID }: { SPDXID: string }) => SPDXID)];
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^SPDXRef-[A-Za-z0-9.-]+$/);
      for (const { spdxElementId, relatedSpdxElement } of document.relationships)
        expect(ids.includes(spdxElementId) && ids.includes(relatedSpdxElement)).toBe(true);
    }
  });
  test('a licence that is no expression is no assertion, and every LicenseRef is described', () => {
    const document = json('spdx', withTorch);
    expect(document.packages.find(({ packageFileName }: { packageFileName?: string }) => packageFileName !== undefined).licenseDeclared).toBe(
      'NOASSERTION',
    );
    expect(document.hasExtractedLicensingInfos).toEqual([
      { licenseId: 'LicenseRef-Intel-Simplified', name: 'Intel-Simplified', extractedText: expect.any(String) },
    ]);
  });
});

test('no report shows the login of an address', () => {
  const url = 'https://user:CANARY@x.example/a';
  const facts = { ...torch, metadata: { ...torch.metadata, requires: [url], installScripts: [], homepage: url, repository: url } };
  const verdict = { ...verdictOf([finding('source/binary-only', torchLocked, { message: url, title: url })]), facts: [facts], remarks: [url] };
  for (const id of Object.keys(reports)) expect(printed(reports[id], verdict)).not.toContain('CANARY');
});

test('a title is cut where the place has no room, and whole elsewhere', () => {
  const fullTitle = `@scope/${'long-'.repeat(20)}name 1.0: a library`;
  const verdict = verdictOf([finding('source/binary-only', torchLocked, { title: 'long-... 1.0: a library', fullTitle })]);
  for (const id of ['html', 'json']) expect(printed(reports[id], verdict)).toContain(fullTitle);
  expect(printed(reports.github, verdict)).not.toContain(fullTitle);
});

describe('bills of materials of a lockfile', () => {
  const locked = (name: string, more: Partial<LockedPackage> = {}): LockedPackage => ({
    name,
    version: '1.0',
    purl: `pkg:npm/${name}@1.0`,
    line: 1,
    column: 1,
    resolved: { kind: 'registry' },
    hashes: [],
    scopes: [],
    requiredBy: ['.'],
    ...more,
  });
  const hex = 'ab'.repeat(32);
  const lock: Facts = {
    ...torchLocked,
    subject: { kind: 'lockfile', path: 'package-lock.json', format: 'npm' },
    packages: [
      locked('a', { hashes: [`sha256:${hex}`], resolved: { kind: 'url', url: 'https://user:secret@x.example/a.tgz?token=1' } }),
      locked('b', { requiredBy: ['a@1.0'], hashes: [`sha256-${Buffer.from(hex, 'hex').toString('base64')}`], scopes: ['dev'] }),
      locked('b', { requiredBy: ['c@1.0'], key: 'node_modules/c/node_modules/b' }),
      locked('c', { scopes: ['optional'], resolved: { kind: 'git', url: 'https://git.example/c.git', commit: 'f'.repeat(40) }, hashes: ['h1:x'] }),
      locked('d', {
        files: [
          { name: 'd.whl', kind: 'binary', hash: `sha256:${hex}` },
          { name: 'd.tar.gz', kind: 'source', url: 'https://x.example/d.tar.gz' },
        ],
      }),
    ],
  };
  delete (lock as { locked?: unknown }).locked;
  const of = (id: string) => {
    const parts: string[] = [];
    factsReports[id]?.print([lock], (part) => parts.push(part));
    return JSON.parse(parts.join(''));
  };
  test('CycloneDX: every package, its hashes, scope and origin, and who asks for whom', () => {
    const bom = of('cyclonedx');
    cyclonedx(bom);
    expect(cyclonedx.errors).toBeNull();
    const [a, b, c, d, root] = bom.components;
    expect(bom.components).toHaveLength(5);
    expect(a).toMatchObject({
      purl: 'pkg:npm/a@1.0',
      hashes: [{ alg: 'SHA-256', content: hex }],
      externalReferences: [{ type: 'distribution', url: 'https://x.example/a.tgz' }],
    });
    expect(b).toMatchObject({ hashes: [{ alg: 'SHA-256', content: hex }], scope: 'excluded' });
    expect(c).toMatchObject({ scope: 'optional', externalReferences: [{ type: 'vcs', url: `git+https://git.example/c.git@${'f'.repeat(40)}` }] });
    expect(d).toMatchObject({ properties: [{ name: 'sourcegate:locked-file', value: `d.whl SHA-256:${hex}` }] });
    expect(root).toMatchObject({ type: 'file', name: 'package-lock.json' });
    const edges = new Map(bom.dependencies.map((each: { ref: string; dependsOn: string[] }) => [each.ref, each.dependsOn]));
    const refs = (...list: { 'bom-ref': string }[]) => list.map((each) => each['bom-ref']).sort();
    expect([a, b, c, root].map((each) => edges.get(each['bom-ref']))).toEqual([refs(b), [], refs(b), refs(a, c, d)]);
    expect(JSON.stringify(bom)).not.toContain('secret');
  });
  test('SPDX: the document describes the lockfile, which depends on its packages', () => {
    const { packages, relationships } = of('spdx');
    const name = new Map(packages.map((each: { SPDXID: string; name: string }) => [each.SPDXID, each.name]));
    expect(
      relationships
        .map((each: { spdxElementId: string; relationshipType: string; relatedSpdxElement: string }) =>
          [name.get(each.spdxElementId) ?? 'document', each.relationshipType, name.get(each.relatedSpdxElement)].join(' '),
        )
        .sort(),
    ).toEqual([
      'a DEPENDS_ON b',
      'c DEPENDS_ON b',
      'c OPTIONAL_DEPENDENCY_OF package-lock.json',
      'document DESCRIBES package-lock.json',
      'package-lock.json DEPENDS_ON a',
      'package-lock.json DEPENDS_ON d',
    ]);
    expect(packages.find((each: { name: string }) => each.name === 'a')).toMatchObject({
      downloadLocation: 'https://x.example/a.tgz',
      checksums: [{ algorithm: 'SHA256', checksumValue: hex }],
    });
  });
  test('HTML: a row for each', () => {
    const parts: string[] = [];
    factsReports.html?.print([lock], (part) => parts.push(part));
    expect(parts.join('')).toContain('5 locked packages');
    expect(parts.join('')).toContain('pkg:npm/c@1.0');
  });
});

describe('what is only said is not concluded', () => {
  const sbom = (name: string, more = {}) => ({ name, version: '1', ...more });
  const said = (id: string, more: Partial<Component> = {}) =>
    component(id, id, {
      how: 'declared',
      version: '1',
      licence: 'GPL-3.0-or-later',
      paths: ['x.cdx.json'],
      evidence: [{ kind: 'sbom', path: 'x.cdx.json', value: `${id} 1` }],
      ...more,
    });
  const facts: Facts = {
    ...torch,
    components: [
      said('maybe', { optional: true, confidence: 'by-name' }),
      said('named'),
      component('lib', 'lib', { confidence: 'by-name', licence: 'MIT', evidence: [{ kind: 'file-name', path: 'lib.so', value: 'lib.so' }] }),
      said('self', { declaredBy: ['metadata'] }),
    ],
    metadata: {
      requires: [],
      installScripts: [],
      sboms: [{ path: 'x.cdx.json', format: 'CycloneDX', components: [sbom('maybe', { licence: 'GPL-3.0-only', optional: true }), sbom('named')] }],
    },
  };
  test('CycloneDX: beside the package, optional where its own list says so, with that list as the source of the licence', () => {
    const { components } = json('cyclonedx', { ...clear, facts: [facts] });
    const of = (name: string) => components.find((each: { name: string }) => each.name === name);
    expect(of('maybe')).toMatchObject({
      scope: 'optional',
      licenses: [{ license: { id: 'GPL-3.0-only', acknowledgement: 'declared' } }],
      evidence: { identity: [{ confidence: 0.4 }] },
    });
    expect(of('named').licenses).toBeUndefined();
    const inside = components.find((each: { type: string }) => each.type === 'application').components;
    expect(inside.map((each: { name: string; licenses?: unknown }) => [each.name, each.licenses])).toEqual([['lib', undefined]]);
    expect(of('self')).toBeUndefined();
  });
  test('SPDX: nothing is concluded of a name', () => {
    const { packages, relationships } = json('spdx', { ...clear, facts: [facts] });
    const of = (name: string) => packages.find((each: { name: string }) => each.name === name);
    expect(of('maybe')).toMatchObject({ licenseConcluded: 'NOASSERTION', licenseDeclared: 'GPL-3.0-only' });
    expect(of('named')).toMatchObject({ licenseConcluded: 'NOASSERTION', licenseDeclared: 'NOASSERTION' });
    expect(of('lib')).toMatchObject({ licenseConcluded: 'NOASSERTION', licenseDeclared: 'NOASSERTION' });
    expect(relationships.filter((each: { relationshipType: string }) => each.relationshipType === 'CONTAINS')).toHaveLength(1);
    expect(relationships).toContainEqual(expect.objectContaining({ spdxElementId: of('maybe').SPDXID, relationshipType: 'OPTIONAL_DEPENDENCY_OF' }));
  });
});

describe('JSON', () => {
  test('of a verdict has the parts of the contract, and no null', () => {
    const document = json('json', withTorch);
    expect(Object.keys(document)).toEqual(['facts', 'findings', 'verdict']);
    expect(document.verdict).toMatchObject({
      exitCode: 1,
      errors: 3,
      warnings: 1,
      notes: 1,
      waived: 1,
      unknown: 0,
      notInspected: [{ path: 'torch/lib/libtorch_cuda.so' }],
    });
    expect(document.findings[0]).toMatchObject({
      rule: expect.any(String),
      outcome: 'violated',
      level: 'error',
      location: { path: 'uv.lock', line: 121 },
      wayIn: expect.any(Array),
    });
    expect(printed(reports.json, withTorch)).not.toContain('null');
  });
  test('of facts is an array, with the lists that apply', () => {
    const parts: string[] = [];
    factsReports.json?.print([torch, ...blocked.facts], (part) => parts.push(part));
    const facts = JSON.parse(parts.join('')) as Facts[];
    expect(facts.map(({ subject }) => subject.kind)).toEqual(['artifact', 'lockfile', 'locked-package', 'locked-package', 'locked-package']);
    expect(Object.keys(facts[0] as Facts)).toEqual([
      'subject',
      'native',
      'bytecode',
      'components',
      'hostLibraries',
      'metadata',
      'source',
      'contents',
      'problems',
    ]);
    expect(Object.keys(facts[1] as Facts)).toEqual(['subject', 'packages', 'problems']);
    expect(facts[0]).toEqual(JSON.parse(JSON.stringify({ ...torch, packages: undefined })));
  });
});

test('the same input gives the same bytes, and no report knows the time', () => {
  for (const id of Object.keys(reports)) {
    expect(printed(reports[id], structuredClone(withTorch))).toBe(printed(reports[id], withTorch));
    expect(printed(reports[id], withTorch)).not.toContain(
      String(new Date().getFullYear() === 2027 ? 'never' : new Date().toISOString().slice(0, 10)),
    );
  }
});

test('every report lists what was not inspected, and none contradicts the verdict', () => {
  for (const id of ['text', 'json', 'sarif', 'html', 'markdown']) expect(printed(reports[id], withTorch)).toMatch(/nv\\?_fatbin/);
});

test('no foreign text leaves its string', () => {
  fc.assert(
    fc.property(hostileText, (name) => {
      for (const id of ['json', 'sarif', 'cyclonedx', 'spdx']) {
        const text = printed(reports[id], verdictWith(name));
        expect(forbidden.exec(text)?.[0]).toBeUndefined();
        expect(text).not.toContain('##[');
        JSON.parse(text);
      }
    }),
    { numRuns: 60 },
  );
});
