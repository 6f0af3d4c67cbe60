// The file of accepted findings: how it is read, what an entry covers, what an update leaves in it.
import { covers, identityOf, updateBaseline } from '../../src/judge/baseline.ts';
import { judge } from '../../src/judge/evaluate.ts';
import { PolicyError } from '../../src/judge/mistakes.ts';
import type { BaselineEntry } from '../../src/judge/model.ts';
import type { Subject } from '../../src/types.ts';
import { artifact, component, locked, policyOf, problem, source, today } from './support.ts';

const policy = 'version: 1\nrules: { source/binary-only: error, bundled/native-library: error }\n';
const read = (text: string) => policyOf(`${policy}baseline: a/b.json\n`, { 'a/b.json': text }).baseline;
const entry = (more: Partial<Record<keyof BaselineEntry, unknown>> = {}) => ({
  rule: 'source/missing',
  subject: 'dist/a.whl',
  about: ['zlib'],
  fingerprint: '00',
  ...more,
});

describe('the file', () => {
  const at = { path: 'sourcegate.yml', line: 3, column: 11 };

  test('where there is none yet, it is empty and not there', () => {
    expect(policyOf(`${policy}baseline: a/b.json\n`).baseline).toEqual({ path: 'a/b.json', exists: false, entries: [], at });
  });

  test('its entries', () => {
    expect(read(JSON.stringify({ about: 'x', findings: [entry(), entry({ about: [] })] }))).toEqual({
      path: 'a/b.json',
      exists: true,
      entries: [entry(), entry({ about: [] })],
      at,
    });
  });

  const none =
    'a/b.json:1:1: not a baseline of this program (findings with rule, subject, about, fingerprint). Make it again: sourcegate check --update-baseline';
  test.each([
    ['no JSON', '{', /^a\/b\.json:1:1: the baseline is no JSON: .*\. Make it again: sourcegate check --update-baseline$/],
    ['null', 'null', none],
    ['a list', '[]', none],
    ['no list of findings', '{ "findings": {} }', none],
    ['an entry that is null', '{ "findings": [null] }', none],
    ...(['rule', 'subject', 'fingerprint', 'about'] as const).map((key) => [
      `an entry without ${key}`,
      JSON.stringify({ findings: [entry(), entry({ [key]: undefined })] }),
      none,
    ]),
    ['numbers', JSON.stringify({ findings: [entry({ rule: 1, subject: 2, fingerprint: 3 })] }), none],
    ['about a number', JSON.stringify({ findings: [entry({ about: ['zlib', 1] })] }), none],
  ] as [string, string, string | RegExp][])('%s is a mistake of its first line', (_, text, says) => {
    expect(() => read(text)).toThrow(PolicyError);
    expect(() => read(text)).toThrow(says);
  });

  test('at most 100,000 entries and 16 MB', () => {
    const one = '{"rule":"","subject":"","about":[],"fingerprint":""}';
    const many = (count: number) => `{ "findings": [${`${one},`.repeat(count - 1)}${one}] }`;
    expect(read(many(100_000))?.entries).toHaveLength(100_000);
    expect(() => read(many(100_001))).toThrow(none);
    const padded = (size: number) => '{ "findings": [] }'.padEnd(size);
    expect(read(padded(16 << 20))?.entries).toEqual([]);
    expect(() => read(padded((16 << 20) + 1))).toThrow('a/b.json: the baseline is 16777217 characters long; it may have 16777216');
  });
});

test.each<[subject: Subject, expected: string]>([
  [artifact({ subject: { path: 'dist/a.whl' } }).subject, 'dist/a.whl'],
  [artifact({ subject: { path: 'dist/a-1.whl', purl: 'pkg:pypi/a@1.0' } }).subject, 'wheel#pkg:pypi/a'], // its version may rise
  [artifact({ subject: { purl: 'pkg:pypi/a?x=y' } }).subject, 'wheel#pkg:pypi/a'],
  [artifact({ subject: { purl: 'pkg:deb/debian/a@1.0?arch=amd64&distro=a/b@c#x' } }).subject, 'wheel#pkg:deb/debian/a'],
  [artifact({ subject: { purl: 'pkg:npm/@a/b@1.0', format: 'npm' } }).subject, 'npm#pkg:npm/@a/b'],
  [artifact({ subject: { purl: 'pkg:npm/@a/b', format: 'npm' } }).subject, 'npm#pkg:npm/@a/b'],
  [locked({ lock: { purl: 'pkg:pypi/a@1.0' }, path: 'a/uv.lock' }).subject, 'a/uv.lock#pkg:pypi/a@1.0'],
  [{ kind: 'lockfile', path: 'a/uv.lock', format: 'uv-lock' }, 'a/uv.lock'],
  [{ kind: 'policy', path: 'p.yml', at: { path: 'p.yml' } }, 'p.yml'],
])('what a subject is called in it: %j', (subject, expected) => {
  expect(identityOf(subject)).toBe(expected);
});

test.each<[name: string, about: readonly string[] | undefined, more: object, expected: boolean]>([
  ['the same finding', ['zlib', 'libpng'], { fingerprint: 'same' }, true],
  ['the same finding, which is about nothing', undefined, { fingerprint: 'same' }, true],
  ['less than was accepted', ['zlib'], {}, true],
  ['as much', ['libpng', 'zlib'], {}, true],
  ['more', ['zlib', 'openssl'], {}, false],
  ['another finding about nothing', [], {}, false],
  ['another finding, which does not say about what', undefined, {}, false],
  ['another rule', ['zlib'], { rule: 'bundled/static', fingerprint: 'same' }, false],
  ['another subject', ['zlib'], { subject: artifact({ subject: { path: 'dist/b.whl' } }).subject, fingerprint: 'same' }, false],
])('an entry about zlib and libpng covers %s: %s', (_, about, more, expected) => {
  const accepted = { rule: 'bundled/native-library', subject: 'dist/a.whl', about: ['zlib', 'libpng'], fingerprint: 'same' };
  const { subject } = artifact({ subject: { path: 'dist/a.whl' } });
  const finding = { rule: 'bundled/native-library', subject, fingerprint: 'other', ...(about === undefined ? {} : { about }), ...more };
  expect(covers(accepted, finding)).toBe(expected);
});

describe('an update', () => {
  const gone = (name: string, line: number) => locked({ lock: { purl: `pkg:pypi/${name}`, hashes: ['sha256:00'] }, line, source: source('absent') });
  const bundles = (name: string, ...ids: string[]) =>
    artifact({ subject: { path: `dist/${name}.whl`, purl: `pkg:pypi/${name}@1` }, components: ids.map((id) => component(id)) });
  const facts = [gone('b@1', 1), gone('a@1', 2), bundles('y', 'zlib'), bundles('x', 'zlib', 'libpng'), bundles('x', 'zlib')];
  const verdict = (text = policy, files: Record<string, string> = {}, of = facts) => judge(of, policyOf(text, files), { today });
  const entries = (text: string): string[] =>
    (JSON.parse(text) as { findings: BaselineEntry[] }).findings.map(({ rule, subject, about }) => `${rule} ${subject}: ${about}`);

  test('sorted by rule and subject, one line for each, with a word on what the file is', () => {
    const text = updateBaseline(verdict(), policyOf(`${policy}baseline: b.json\n`));
    expect(entries(text)).toHaveLength(5);
    expect(entries(text).map((each) => each.replace(/:[^:]*$/, ''))).toEqual([
      'bundled/native-library wheel#pkg:pypi/x',
      'bundled/native-library wheel#pkg:pypi/x',
      'bundled/native-library wheel#pkg:pypi/y',
      'source/binary-only uv.lock#pkg:pypi/a@1',
      'source/binary-only uv.lock#pkg:pypi/b@1',
    ]);
    const lines = text.split('\n');
    expect(lines.slice(0, 3).concat(lines.slice(-4))).toEqual([
      '{',
      '  "about": "Findings accepted when the gate was introduced. This list only shrinks: sourcegate check --update-baseline",',
      '  "findings": [',
      expect.stringMatching(/^ {4}\{"rule":"source\/binary-only","subject":"uv\.lock#pkg:pypi\/b@1","about":\[\],"fingerprint":"[0-9a-f]{32}"\}$/),
      '  ]',
      '}',
      '',
    ]);
    const fingerprints = (JSON.parse(text) as { findings: BaselineEntry[] }).findings.map(({ fingerprint }) => fingerprint);
    expect(fingerprints.slice(0, 2)).toEqual([...fingerprints.slice(0, 2)].sort());
    for (const given of [[...facts].reverse(), [...facts, ...facts]]) expect(updateBaseline(verdict(policy, {}, given))).toBe(text);
  });

  test('without findings the list is empty', () => {
    expect(updateBaseline(verdict(policy, {}, [artifact()]))).toMatch(/\n {2}"findings": \[\]\n\}\n$/);
  });

  test('after a run over a part, entries about what was not looked at stay', () => {
    const files = { 'b.json': updateBaseline(verdict(policy, {}, [gone('a@1', 2), gone('c@1', 3)])) };
    const text = `${policy}baseline: b.json\n`;
    const part = verdict(text, files, [gone('a@1', 2)]);
    expect(entries(updateBaseline(part, policyOf(text, files), { onlyPart: true }))).toHaveLength(2);
    expect(entries(updateBaseline(part, policyOf(text, files)))).toHaveLength(1);
    const published = { ...gone('a@1', 2), source: source('published') }; // looked at, and no longer found
    expect(entries(updateBaseline(verdict(text, files, [published]), policyOf(text, files), { onlyPart: true }))).toHaveLength(1);
  });

  test('with a baseline in force it keeps what is still found, and adds nothing', () => {
    const files = { 'b.json': updateBaseline(verdict(policy, {}, [gone('a@1', 2), gone('c@1', 3)])) };
    const text = `${policy}baseline: b.json\n`;
    const kept = ['source/binary-only uv.lock#pkg:pypi/a@1: '];
    expect(entries(updateBaseline(verdict(text, files), policyOf(text, files)))).toEqual(kept);
    expect(entries(updateBaseline(verdict(text, files)))).toEqual(kept);
  });

  test('a baseline that is empty stays empty', () => {
    const files = { 'b.json': '{ "findings": [] }' };
    const text = `${policy}baseline: b.json\n`;
    expect(entries(updateBaseline(verdict(text, files), policyOf(text, files)))).toEqual([]);
  });

  test('a policy without a baseline accepts what is found', () => {
    expect(entries(updateBaseline(verdict(policy, {}, [gone('a@1', 2)]), policyOf(policy)))).toEqual(['source/binary-only uv.lock#pkg:pypi/a@1: ']);
  });

  test('neither what is waived, nor what is open, nor what is about the gate is accepted', () => {
    const waived = `${policy}waivers: [{ rule: source/binary-only, subject: "pkg:pypi/a@1", reason: "ticket 214", expires: 2027-01-31 }]\n`;
    expect(entries(updateBaseline(verdict(waived, {}, [gone('a@1', 2)])))).toEqual([]);
    expect(entries(updateBaseline(verdict(policy, {}, [locked({ lock: { purl: 'pkg:pypi/a@1', hashes: ['sha256:00'] } })])))).toEqual([]);
    expect(entries(updateBaseline(verdict(policy, {}, [artifact({ problems: [problem('unreadable', 'truncated')] })])))).toEqual([]);
    expect(entries(updateBaseline(verdict(policy, {}, [])))).toEqual([]); // nothing was inspected: a violation, of the gate's own
  });
});
