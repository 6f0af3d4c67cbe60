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
  'tests: [{ given: { purl: a }, expect: { local/x: none } }]',
  'tests: [{ given: { path: a }, expect: {} }]',
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
  [one(`"${'{a,b}'.repeat(10)}"`), ['2:20 for: its braces stand for more than 1000 patterns.']],
  [one('{ scope: "", purl: "pkg:pypi/a" }'), ['2:29 scope: a pattern must not be empty.']],
  [one('"pkg:deb/*/a@>>12"'), ['2:20 ">>12" is no version range (such as >=12,<13)']],
  [one('{ ecosystem: pypi, purl: "pkg:npm/a", version: "^12" }'), ['2:67 "^12" is no version range of PEP 440 (such as >=12,<13)']],
  [waiver('local/x', 'pkg:pypi/{a,b}'), ['2:39 a waiver is for exactly one subject, not "pkg:pypi/{a,b}". For several, use overrides']],
  [waiver('source/missing?'), ['2:19 a waiver is for exactly one rule, not "source/missing?"']],
  ['indexes: { pypi: "not an address" }', ['2:18 "not an address" is no address of an index: it begins with https:// and holds no password']],
  [index('https://user@example.org/simple'), ['2:19 "https://user@example.org/simple" is no address of an index: it begins with https:// ']],
  [index('https://:secret@example.org/simple'), ['2:19 "https://:secret@example.org/simple" is no address of an index: it begins with https:/']],
  [index('x-sparse+https://example.org/'), ['2:19 "x-sparse+https://example.org/" is no address of an index: it begins with https:// an']],
  [
    'indexes: { pypi: ["https://example.org", "http://example.org"] }',
    ['2:42 "http://example.org" is no address of an index: it begins with https:// and holds no '],
  ],
  ['custom: [{ id: local/a, when: "subject.size >", says: a }]', ['2:31 not a CEL expression: at 1:14: found > but expecting end of input']],
  ['custom: [{ id: local/a, when: "true", says: "{{subject[0]}}" }]', ['2:45 {{subject[0]}} is no path of a fact, such as {{subject.path}}']],
  [custom('local/a', 'local/b', 'local/a'), ['2:100 local/a is defined twice']],
  ['tests: [{ given: { source: absent }, expect: {} }]', ['2:18 a test is about one subject: give it a purl or a path']],
  [
    'tests: [{ given: { purl: a }, expect: { source/mising: none } }]',
    ['2:41 unknown rule "source/mising". Did you mean source/missing? List: sourcegate explain'],
  ],
  ['tests: [{ given: { purl: a }, expect: { x/local/: none } }]', ['2:41 unknown rule "x/local/". List: sourcegate explain']],
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

test('one mistake does not hide another', () => {
  const broken = `rules: { source/mising: error, gate/unreadable: off, source/missing: eror, "*": { level: eror } }
custom: [1, { id: 1, when: "subject.size >", says: a }, { id: local/a, when: "true", says: "{{x}}", more: 1 }, ~]
overrides: [~, { for: "pkg:pypi/a@^12", rules: 1 }, { for: { purl: "pypi/a", scop: dev }, rules: {} }]
indexes: { pipy: "https://example.org", npm: "http://example.org", pypi: 1 }
tests: [~, { given: { source: absent }, expect: { source/mising: eror } }]
waivers: [~, { rule: 1, subject: "*", expires: never }]
look-at: { artifact: a, artifacts: "" }`;
  expect(toldWhole(broken).map((line) => line.replace(/(\. (Here|Did|List|There) | \(such as).*/, ''))).toEqual([
    '2:10 unknown rule "source/mising"',
    '2:49 gate/unreadable is always on: without it the gate could look green over what it did not see. Its lowest level is note',
    '2:70 level must be error, warning, note or off, not "eror"',
    '2:90 level must be error, warning, note or off, not "eror"',
    '3:10 entry 1 of custom must be a map of keys, not 1.',
    '3:19 id must be a text, not 1.',
    '3:28 not a CEL expression: at 1:14: found > but expecting end of input',
    '3:92 {{x}}: "x" is no fact',
    '3:101 unknown key "more"',
    '3:112 entry 4 of custom must be a map of keys, not nothing.',
    '4:13 entry 1 of overrides must be a map of keys, not nothing.',
    '4:23 "^12" is no version range of PEP 440',
    '4:48 rules must be a map of keys, not 1.',
    '4:68 "pypi/a" is no package URL pattern: it begins with pkg:, as in pkg:pypi/nvidia-*',
    '4:78 unknown key "scop"',
    '5:12 unknown key "pipy"',
    '5:46 "http://example.org" is no address of an index: it begins with https:// and holds no password',
    '5:74 pypi must be a text, not 1.',
    '6:9 entry 1 of tests must be a map of keys, not nothing.',
    '6:21 a test is about one subject: give it a purl or a path',
    '6:51 unknown rule "source/mising"',
    '6:66 level must be error, warning, note, off, none or waived, not "eror"',
    '7:11 entry 1 of waivers must be a map of keys, not nothing.',
    '7:22 rule must be a text, not 1. For example: rule: proprietary/library',
    '7:34 a waiver is for exactly one subject, not "*". For several, use overrides',
    '7:48 expires must be a day, written as in 2027-01-31, not "never".',
    '8:12 unknown key "artifact"',
    '8:36 artifacts: a pattern must not be empty.',
  ]);
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
