// Where a mistake in a policy is told, to the column, and what is no mistake.
import { PolicyError } from '../../src/judge/mistakes.ts';
import { splitPurlRange } from '../../src/judge/policy.ts';
import { policyOf } from './support.ts';

const toldWhole = (text: string): string[] => {
  try {
    policyOf(`version: 1\n${text}\n`);
    return [];
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.mistakes.map(({ at, message }) => `${at.line}:${at.column} ${message}`);
  }
};
const told = (text: string): string[] => toldWhole(text).map((line) => line.slice(0, 90));
const one = (selector: string) => `overrides: [{ for: ${selector}, rules: { source/missing: note } }]`;
const waiver = (rule: string, subject = 'pkg:pypi/a@1') =>
  `waivers: [{ rule: "${rule}", subject: "${subject}", reason: "ticket 1", expires: 2027-01-01 }]`;
const index = (url: string) => `indexes: { pypi: ["${url}"] }`;
const custom = (...ids: string[]) => `custom: [${ids.map((id) => `{ id: ${id}, when: "true", says: "x" }`).join(', ')}]`;

test.each([
  one('"pkg:pypi/a"'),
  one('"*"'),
  one('"pkg:npm/@types/*"'),
  one('"pkg:pypi/nvidia-*@>=12"'),
  one('{ purl: "pkg:npm/a", version: "^1.2.0" }'),
  one('{ ecosystem: npm, version: "^1.2.0" }'),
  waiver('source/missing'),
  `${custom('local/big')}\n${waiver('local/big')}`,
  `${custom('local/big')}\nrules: { local/big: warning }`,
  custom('local/a', 'local/b'),
  index('https://example.org/simple'),
  index('sparse+https://example.org/index/'),
  index('http://localhost:8080/simple'),
  index('http://127.0.0.1/simple'),
  index('http://[::1]:80/simple'),
  'rules: { gate/unreadable: note }',
])('no mistake: %s', (text) => {
  expect(told(text)).toEqual([]);
});

test.each([
  [one('{}'), ['2:20 this override names no subject: give it purl, scope, ecosystem, path or licence']],
  [one('"pypi/a"'), ['2:20 "pypi/a" is no package URL pattern: it begins with pkg:, as in pkg:pypi/nvidia-*']],
  [one('{ purl: "xpkg:pypi/a" }'), ['2:28 "xpkg:pypi/a" is no package URL pattern: it begins with pkg:, as in pkg:pypi/nvidia-*']],
  [one('"pkg:pypi/a@^12"'), ['2:20 "^12" is no version range of PEP 440 (such as >=12,<13)']],
  [one('{ purl: "pkg:pypi/a@^12" }'), ['2:28 "^12" is no version range of PEP 440 (such as >=12,<13)']],
  [one('{ purl: "pkg:pypi/a", version: "^12" }'), ['2:51 "^12" is no version range of PEP 440 (such as >=12,<13)']],
  [one('{ scope: dev, version: "!!" }'), ['2:43 "!!" is no version range (such as >=12,<13)']],
  [waiver('source/*'), ['2:19 a waiver is for exactly one rule, not "source/*"']],
  [waiver('source/{a,b}'), ['2:19 a waiver is for exactly one rule, not "source/{a,b}"']],
  [waiver('source/mising'), ['2:19 unknown rule "source/mising". Did you mean source/missing? List: sourcegate explain']],
  [waiver('x/local/'), ['2:19 unknown rule "x/local/". List: sourcegate explain']],
  [waiver('source/missing', 'pkg:pypi/*'), ['2:46 a waiver is for exactly one subject, not "pkg:pypi/*". For several, use overrides']],
  [index('http://example.org/simple'), ['2:19 "http://example.org/simple" is no address of an index: it begins with https:// and hol']],
  [index('https://user:secret@example.org/simple'), ['2:19 "https://user:secret@example.org/simple" is no address of an index: it begins with ht']],
  [index('ftp://localhost/simple'), ['2:19 "ftp://localhost/simple" is no address of an index: it begins with https:// and holds']],
  [index('https://example.org/sparse+https://'), []],
  ['baseline: /../b.json', ['2:11 /../b.json lies outside of the repository']],
  ['baseline: ../b.json', ['2:11 ../b.json lies outside of the repository']],
])('%s', (text, expected) => {
  expect(told(text)).toEqual(expected.map((line) => line.slice(0, 90)));
});

test.each([
  ['archive/hazard', 'Its lowest level is note'],
  ['gate/unreadable', 'Its lowest level is note'],
  ['gate/policy-weakened', 'Its lowest level is note'],
  ['gate/evidence-unavailable', 'Its lowest level is note'],
  ['gate/nothing-inspected', '`on-nothing: pass` allows an empty run'],
])('%s cannot be switched off: %s', (id, way) => {
  const says = `${id} is always on: without it the gate could look green over what it did not see. ${way}`;
  for (const line of ['off', '{ level: off }', '{ level: error, unknown: off }', '{ unknown: off }'])
    expect(toldWhole(`rules: { ${id}: ${line} }`)).toEqual([`2:${12 + id.length} ${says}`]);
  expect(toldWhole(`overrides: [{ for: "*", rules: { ${id}: off } }]`)).toEqual([`2:${36 + id.length} ${says}`]);
  expect(toldWhole(`rules: { ${id}: { level: note, unknown: note } }`)).toEqual([]);
});

test('a glob and a range', () => {
  expect(splitPurlRange(undefined)).toEqual({});
  expect(splitPurlRange('pkg:pypi/a')).toEqual({ glob: 'pkg:pypi/a' });
  expect(splitPurlRange('pkg:pypi/nvidia-*@>=12')).toEqual({ glob: 'pkg:pypi/nvidia-*', range: '>=12' });
  expect(splitPurlRange('pkg:npm/@types/node')).toEqual({ glob: 'pkg:npm/@types/node' });
  expect(splitPurlRange('pkg:npm/@types/node@20')).toEqual({ glob: 'pkg:npm/@types/node', range: '20' });
  expect(splitPurlRange('pkg:deb/debian/zstd@1.5.4%2Bdfsg')).toEqual({ glob: 'pkg:deb/debian/zstd', range: '1.5.4+dfsg' });
  expect(splitPurlRange('pkg:npm/a@%zz')).toEqual({ glob: 'pkg:npm/a', range: '%zz' });
});
