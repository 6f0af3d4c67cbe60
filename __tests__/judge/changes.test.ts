// What one policy allows that another does not, change by change; what the baseline file is taken for; waivers as they are printed.
import { identityOf, updateBaseline } from '../../src/judge/baseline.ts';
import { judge } from '../../src/judge/evaluate.ts';
import { printWaivers } from '../../src/judge/waivers.ts';
import { weakenings } from '../../src/judge/weakened.ts';
import { artifact, component, locked, policyOf, source, today } from './support.ts';

const changes = (base: string, head: string, files: [Record<string, string>, Record<string, string>] = [{}, {}]): string[] =>
  weakenings(policyOf(`version: 1\n${base}`, files[0]), policyOf(`version: 1\n${head}`, files[1]), today).map(
    ({ what, was, is, at }) => `${at.path}:${at.line ?? 0} ${what}: ${was} -> ${is}`,
  );
const waiver = (more = '', name = 'torch@1.9.0', expires = '2027-01-31', rule = 'source/missing') =>
  `waivers: [{ rule: ${rule}, subject: "pkg:pypi/${name}", reason: "ticket 1", expires: ${expires}${more} }]\n`;
const hash = (digits: string) => `, sha256: ${digits.repeat(32)}`;
const override = (level: string) =>
  `rules: { source/missing: error }\noverrides: [{ for: { purl: "pkg:pypi/a", scope: dev }, rules: { source/missing: ${level} } }]\n`;
const local = (when: string) => `custom: [{ id: local/big, when: "${when}", says: "big" }]\n`;

test.each<[name: string, base: string, head: string, expected: readonly string[]]>([
  ['nothing', 'rules: { source/missing: error }', 'rules: { source/missing: error }', []],
  ['raised', 'rules: { source/missing: warning }', 'rules: { source/missing: error }', []],
  ['lowered', 'rules: { source/missing: error }', 'rules: { source/missing: note }', ['sourcegate.yml:2 source/missing: error -> note']],
  ['taken out', 'rules: { source/missing: error }', '', ['sourcegate.yml:1 source/missing: error -> off']],
  [
    'unknown lowered',
    'rules: { source/missing: error }',
    'rules: { source/missing: { level: error, unknown: note } }',
    ['sourcegate.yml:2 source/missing (unknown): error -> note'],
  ],
  [
    'a longer list of what is allowed',
    'rules: { licence/not-allowed: { level: error, allow: [MIT] } }',
    'rules: { licence/not-allowed: { level: error, allow: [MIT, ISC] } }',
    ['sourcegate.yml:2 licence/not-allowed, allow: MIT -> adds ISC'],
  ],
  [
    'another list',
    'rules: { licence/not-allowed: { level: error, allow: [MIT] } }',
    'rules: { licence/not-allowed: { level: error, allow: [ISC] } }',
    ['sourcegate.yml:2 licence/not-allowed, allow: MIT -> adds ISC; removes MIT'],
  ],
  [
    'an empty list that is filled',
    'rules: { proprietary/library: error }',
    'rules: { proprietary/library: { level: error, allow: [intel-mkl], msvc-runtime: true } }',
    ['sourcegate.yml:2 proprietary/library, allow: nothing -> adds intel-mkl', 'sourcegate.yml:2 proprietary/library, msvc-runtime: false -> true'],
  ],
  [
    'options of a rule that is off count for nothing',
    'rules: { proprietary/library: off }',
    'rules: { proprietary/library: { level: off, allow: [x] } }',
    [],
  ],
  [
    'an override that lowers',
    'rules: { source/missing: error }',
    override('note'),
    ['sourcegate.yml:3 an override for dev, pkg:pypi/a: not there -> source/missing: note'],
  ],
  ['an override that raises', 'rules: { source/missing: error }', override('error'), []],
  [
    'a strict override taken out',
    override('error'),
    'rules: { source/missing: error }',
    ['sourcegate.yml:1 an override for dev, pkg:pypi/a: source/missing: error -> removed'],
  ],
  ['a lax override taken out', override('note'), 'rules: { source/missing: error }', []],
  ['the same override', override('note'), override('note'), []],
  ['a waiver', '', waiver(), ['sourcegate.yml:2 a waiver of source/missing for pkg:pypi/torch@1.9.0: not there -> until 2027-01-31']],
  ['the same waiver', waiver(), waiver(), []],
  ['one that ends earlier', waiver(), waiver('', 'torch@1.9.0', '2026-12-31'), []],
  ['one that is over', '', waiver('', 'torch@1.9.0', '2026-11-22'), []],
  [
    'one that ends later',
    waiver(),
    waiver('', 'torch@1.9.0', '2027-02-01'),
    ['sourcegate.yml:2 a waiver of source/missing for pkg:pypi/torch@1.9.0: not there -> until 2027-02-01'],
  ],
  [
    'for another subject',
    waiver(),
    waiver('', 'numpy@2.1.0'),
    ['sourcegate.yml:2 a waiver of source/missing for pkg:pypi/numpy@2.1.0: not there -> until 2027-01-31'],
  ],
  [
    'of another rule',
    waiver(),
    waiver('', 'torch@1.9.0', '2027-01-31', 'source/binary-only'),
    ['sourcegate.yml:2 a waiver of source/binary-only for pkg:pypi/torch@1.9.0: not there -> until 2027-01-31'],
  ],
  ['bound to a content now', waiver(), waiver(hash('ab')), []],
  [
    'bound to no content any more',
    waiver(hash('ab')),
    waiver(),
    ['sourcegate.yml:2 a waiver of source/missing for pkg:pypi/torch@1.9.0: not there -> until 2027-01-31'],
  ],
  [
    'bound to another content',
    waiver(hash('ab')),
    waiver(hash('cd')),
    ['sourcegate.yml:2 a waiver of source/missing for pkg:pypi/torch@1.9.0: not there -> until 2027-01-31'],
  ],
  ['where waivers of the pull request count', 'waivers-from: head', `waivers-from: head\n${waiver()}`, []],
  ['fewer artifacts', 'look-at: { artifacts: ["a", "b"] }', 'look-at: { artifacts: ["b"] }', ['sourcegate.yml:2 look-at, artifacts: a, b -> b']],
  ['more artifacts', 'look-at: { artifacts: ["a"] }', 'look-at: { artifacts: ["a", "b"] }', []],
  ['all instead of some', 'look-at: { artifacts: ["a"] }', '', []],
  ['some instead of all', '', 'look-at: { lockfiles: ["uv.lock"] }', ['sourcegate.yml:2 look-at, lockfiles: the default -> uv.lock']],
  ['less deep', 'look-at: { depth: full }', 'look-at: { depth: listing }', ['sourcegate.yml:2 look-at, depth: full -> listing']],
  ['no depth', 'look-at: { depth: listing }', '', ['sourcegate.yml:1 look-at, depth: listing -> the default']],
  ['deeper', 'look-at: { depth: index }', 'look-at: { depth: full }', []],
  ['as deep', 'look-at: { depth: full }', 'look-at: { depth: full }', []],
  ['nothing is fine', 'on-nothing: fail', 'on-nothing: pass', ['sourcegate.yml:1 on-nothing: fail -> pass']],
  ['waivers from the pull request', 'waivers-from: base', 'waivers-from: head', ['sourcegate.yml:1 waivers-from: base -> head']],
  [
    'an index',
    '',
    'indexes: { pypi: ["https://example.org/simple"] }',
    ['sourcegate.yml:1 indexes, pypi: not there -> adds https://example.org/simple'],
  ],
  [
    'another index',
    'indexes: { pypi: ["https://example.org/simple"] }',
    'indexes: { pypi: ["https://example.org/simple", "https://example.com/simple"] }',
    ['sourcegate.yml:1 indexes, pypi: https://example.org/simple -> adds https://example.com/simple'],
  ],
  ['an index less', 'indexes: { pypi: ["https://example.org/simple"] }', '', []],
  ['a custom rule taken out', local('true'), '', ['sourcegate.yml:1 local/big: a custom rule -> removed']],
  ['a custom rule changed', local('true'), local('false'), ['sourcegate.yml:2 local/big: true -> false']],
  ['a custom rule kept', local('true'), local('true'), []],
])('%s', (_, base, head, expected) => {
  expect(changes(base, head)).toEqual(expected);
});

test('a baseline that grows', () => {
  const entry = (fingerprint: string) => ({ rule: 'source/missing', subject: 'a', about: ['x'], fingerprint });
  const file = (...entries: object[]) => ({ 'b.json': JSON.stringify({ findings: entries }) });
  expect(changes('baseline: b.json', 'baseline: b.json', [file(entry('1')), file(entry('1'), entry('2'))])).toEqual([
    'b.json:1 the baseline: 1 entries -> 1 more',
  ]);
  expect(changes('baseline: b.json', 'baseline: b.json', [file(entry('1'), entry('2')), file(entry('1'))])).toEqual([]);
  expect(changes('', 'baseline: b.json', [{}, file(entry('1'))])).toEqual(['b.json:1 the baseline: 0 entries -> 1 more']);
  for (const wrong of [
    { findings: [{ ...entry('1'), about: [1] }] },
    { findings: [{ ...entry('1'), about: 'x' }] },
    { findings: [entry('1'), { ...entry('2'), rule: 1 }] },
    { findings: 1 },
    null,
  ])
    expect(() => changes('', 'baseline: b.json', [{}, { 'b.json': JSON.stringify(wrong) }])).toThrow('not a baseline');
});

test('the baseline file: sorted, each finding once, without what is open, waived or about the gate', () => {
  const rules = 'version: 1\nrules: { bundled/native-library: error, source/binary-only: error }\n';
  const bundles = (purl: string) => artifact({ subject: { purl }, components: [component('libwebp', { paths: ['a.libs/libwebp.so.7'] })] });
  const gone = locked({ lock: { purl: 'pkg:pypi/torch@1.9.0', hashes: ['sha256:00'] }, source: source('absent') });
  const open = locked({ lock: { purl: 'pkg:pypi/open@1', hashes: ['sha256:00'] } });
  const facts = [gone, open, bundles('pkg:pypi/b@1.0?x=y#z'), bundles('pkg:pypi/a@1.0'), bundles('pkg:pypi/a@1.0')];
  const text = `${rules}waivers: [{ rule: bundled/native-library, subject: "pkg:pypi/b@1.0", reason: "ticket 1", expires: 2027-01-01 }]\n`;
  const entries = (policy: string) =>
    (JSON.parse(updateBaseline(judge(facts, policyOf(policy), { today }))) as { findings: { rule: string; subject: string }[] }).findings;
  expect(entries(rules).map(({ rule, subject }) => `${rule} ${subject}`)).toEqual([
    'bundled/native-library wheel#pkg:pypi/a',
    'bundled/native-library wheel#pkg:pypi/b',
    'source/binary-only uv.lock#pkg:pypi/torch@1.9.0',
  ]);
  expect(entries(text).map(({ subject }) => subject)).toEqual(['wheel#pkg:pypi/a', 'uv.lock#pkg:pypi/torch@1.9.0']);
  expect(updateBaseline(judge([artifact()], policyOf(rules), { today }))).toContain('"findings": []');
  expect(identityOf(artifact({ subject: { path: 'dist/a.whl' } }).subject)).toBe('dist/a.whl');
});

test('waivers as they are printed: bound to the content, quoted where YAML asks for it, without a reason', () => {
  const rules = 'version: 1\nrules: { source/missing: { level: error, unknown: warning }, source/url-missing: note }\n';
  const built = artifact({
    subject: { path: 'dist/a b.whl', sha256: 'ab'.repeat(32) },
    native: [{ path: 'a.so', format: 'elf', type: 'shared', arch: 'x86_64', bits: 64, endian: 'little', size: 1, sha256: '00', needed: [] }],
    source: source('absent', 'none'),
  });
  const printed = (facts: typeof built, day?: string) => printWaivers(judge([facts], policyOf(rules), { today }), 10, day).split('\n');
  expect(printed(built, '2026-12-25')).toEqual([
    'waivers:',
    '  # a b.whl: compiled code, no source offered',
    '  - rule: source/missing',
    '    subject: "dist/a b.whl"',
    `    sha256: ${'ab'.repeat(32)}`,
    '    reason: "" # why the exception is right, and where that was decided: without it the waiver has no force',
    '    expires: 2027-01-04',
    '',
  ]);
  const named = printed({ ...built, subject: { ...built.subject, purl: 'pkg:pypi/dem\u00f6@1.0' } as never });
  expect(named[1]).toBe('  # dem? 1.0: compiled code, no source offered');
  expect(named[3]).toBe('    subject: "pkg:pypi/dem\u00f6@1.0"');
  expect(named.at(-2)).toBe('    expires: YYYY-MM-DD');
  expect(printed({ ...built, subject: { ...built.subject, purl: 'pkg:pypi/demo@1.0' } as never })[3]).toBe('    subject: pkg:pypi/demo@1.0');
});
