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
const overrides = (...each: string[]) => `overrides: [${each.join(', ')}]`;
const note = (name: string) => `{ for: "pkg:pypi/${name}", rules: { source/missing: note } }`;
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
    'the same list in another order',
    'rules: { licence/not-allowed: { level: error, allow: [MIT, ISC] } }',
    'rules: { licence/not-allowed: { level: error, allow: [ISC, MIT] } }',
    [],
  ],
  [
    'several entries of a list',
    'rules: { licence/not-allowed: { level: error, allow: [MIT, 0BSD, Zlib] } }',
    'rules: { licence/not-allowed: { level: error, allow: [MIT, ISC, BSL-1.0] } }',
    ['sourcegate.yml:2 licence/not-allowed, allow: MIT,0BSD,Zlib -> adds ISC, BSL-1.0; removes 0BSD, Zlib'],
  ],
  [
    'several changes: by line, and by what they are where the line is the same',
    'rules: { source/missing: error, licence/missing: error, bundled/static: error }\non-nothing: fail',
    'on-nothing: pass\nwaivers-from: head\nlook-at: { lockfiles: [uv.lock] }\nrules: { source/missing: note, licence/missing: note, bundled/static: off }',
    [
      'sourcegate.yml:1 on-nothing: fail -> pass',
      'sourcegate.yml:1 waivers-from: base -> head',
      'sourcegate.yml:4 look-at, lockfiles: the default -> uv.lock',
      'sourcegate.yml:5 bundled/static: error -> off',
      'sourcegate.yml:5 licence/missing: error -> note',
      'sourcegate.yml:5 source/missing: error -> note',
    ],
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
  [
    'an override that asks for less than it did',
    override('warning'),
    override('note'),
    [
      'sourcegate.yml:1 an override for dev, pkg:pypi/a: source/missing: warning -> removed',
      'sourcegate.yml:3 an override for dev, pkg:pypi/a: not there -> source/missing: note',
    ],
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
  [
    'the same override, its conditions in another order',
    'overrides: [{ for: { scope: dev, purl: "pkg:pypi/a" }, rules: { source/*: note, licence/*: note } }]',
    'overrides: [{ for: { purl: "pkg:pypi/a", scope: dev }, rules: { licence/*: note, source/*: note } }]',
    [],
  ],
  [
    'another one beside it',
    overrides(note('a')),
    overrides(note('a'), note('b')),
    ['sourcegate.yml:2 an override for pkg:pypi/b: not there -> source/missing: note'],
  ],
  [
    'the same subject, another rule',
    overrides(note('a')),
    overrides('{ for: "pkg:pypi/a", rules: { source/missing: note, licence/missing: note } }'),
    ['sourcegate.yml:2 an override for pkg:pypi/a: not there -> source/missing: note, licence/missing: note'],
  ],
  [
    'an override that lowers what is not answered',
    '',
    overrides('{ for: "pkg:pypi/a", rules: { source/missing: { level: error, unknown: note } } }'),
    ['sourcegate.yml:2 an override for pkg:pypi/a: not there -> source/missing: error, unknown note'],
  ],
  ['one that asks for more in both', '', overrides('{ for: "pkg:pypi/a", rules: { source/missing: { level: error, unknown: error } } }'), []],
  [
    'one that raises a rule and lowers another',
    '',
    overrides('{ for: "pkg:pypi/a", rules: { source/missing: error, licence/missing: warning } }'),
    ['sourcegate.yml:2 an override for pkg:pypi/a: not there -> source/missing: error, licence/missing: warning'],
  ],
  [
    'one that gives other options',
    '',
    overrides('{ for: "pkg:pypi/a", rules: { bundled/static: { level: error, allow: [zlib] }, licence/not-allowed: { allow: [MIT] } } }'),
    ['sourcegate.yml:2 an override for pkg:pypi/a: not there -> bundled/static: error, licence/not-allowed: other options'],
  ],
  [
    'one at the level of an error, with an option that lets more pass',
    '',
    overrides('{ for: "pkg:pypi/a", rules: { bundled/static: { level: error, allow: [zlib] } } }'),
    ['sourcegate.yml:2 an override for pkg:pypi/a: not there -> bundled/static: error'],
  ],
  ['one without rules', '', overrides('{ for: "pkg:pypi/a", rules: {} }'), []],
  [
    'one that warns, taken out',
    overrides('{ for: "pkg:pypi/a", rules: { licence/missing: note, source/missing: warning } }'),
    '',
    ['sourcegate.yml:1 an override for pkg:pypi/a: source/missing: warning, licence/missing: note -> removed'],
  ],
  [
    'one that asks about what is not answered, taken out',
    overrides('{ for: "pkg:pypi/a", rules: { source/missing: { unknown: error } } }'),
    '',
    ['sourcegate.yml:1 an override for pkg:pypi/a: source/missing: unknown error -> removed'],
  ],
  [
    'one that forbids more, taken out',
    overrides('{ for: "pkg:pypi/a", rules: { licence/not-allowed: { deny: [GPL-3.0-only] } } }'),
    '',
    ['sourcegate.yml:1 an override for pkg:pypi/a: licence/not-allowed: other options -> removed'],
  ],
  [
    'the order of overrides: the later one wins',
    overrides(note('a'), '{ for: "pkg:pypi/*", rules: { source/missing: error } }'),
    overrides('{ for: "pkg:pypi/*", rules: { source/missing: error } }', note('a')),
    ['sourcegate.yml:2 the order of overrides, of which later ones win: another -> changed'],
  ],
  ['one taken out between two', overrides(note('a'), note('b'), note('c')), overrides(note('a'), note('c')), []],
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
  [
    'for any licence now',
    waiver(', licence: MIT'),
    waiver(),
    ['sourcegate.yml:2 a waiver of source/missing for pkg:pypi/torch@1.9.0: not there -> until 2027-01-31'],
  ],
  [
    'for another licence',
    waiver(', licence: MIT'),
    waiver(', licence: ISC'),
    ['sourcegate.yml:2 a waiver of source/missing for pkg:pypi/torch@1.9.0: not there -> until 2027-01-31'],
  ],
  ['for one licence only', waiver(), waiver(', licence: MIT'), []],
  [
    'one that gives a reason at last: before, it had no force',
    waiver().replace('ticket 1', 'TODO'),
    waiver(),
    ['sourcegate.yml:2 a waiver of source/missing for pkg:pypi/torch@1.9.0: not there -> until 2027-01-31'],
  ],
  ['one without a reason has no force', '', waiver().replace('ticket 1', ''), []],
  ['where waivers of the pull request count', 'waivers-from: head', `waivers-from: head\n${waiver()}`, []],
  ['fewer artifacts', 'look-at: { artifacts: ["a", "b"] }', 'look-at: { artifacts: ["b"] }', ['sourcegate.yml:2 look-at, artifacts: a, b -> b']],
  ['more artifacts', 'look-at: { artifacts: ["a"] }', 'look-at: { artifacts: ["a", "b"] }', []],
  ['all instead of some', 'look-at: { artifacts: ["a"] }', '', []],
  ['some instead of all', '', 'look-at: { lockfiles: ["uv.lock"] }', ['sourcegate.yml:2 look-at, lockfiles: the default -> uv.lock']],
  ['less deep', 'look-at: { depth: full }', 'look-at: { depth: listing }', ['sourcegate.yml:2 look-at, depth: full -> listing']],
  ['no depth', 'look-at: { depth: listing }', '', ['sourcegate.yml:1 look-at, depth: listing -> the default']],
  ['a little less deep', 'look-at: { depth: listing }', 'look-at: { depth: index }', ['sourcegate.yml:2 look-at, depth: listing -> index']],
  ['no depth, where there was the least', 'look-at: { depth: index }', '', []],
  ['a depth at last', '', 'look-at: { depth: full }', []],
  [
    'fewer platforms',
    'look-at: { for: [cp38-linux-x86_64, cp312-linux-x86_64] }',
    'look-at: { for: [cp312-linux-x86_64, cp313-linux-x86_64] }',
    ['sourcegate.yml:2 look-at, for: cp38-linux-x86_64, cp312-linux-x86_64 -> cp312-linux-x86_64, cp313-linux-x86_64'],
  ],
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
  [
    'two indexes of one ecosystem, one of another',
    'indexes: { npm: ["https://a.example", "https://b.example"] }',
    'indexes: { npm: ["https://a.example", "https://c.example", "https://b.example", "https://d.example"], pypi: ["https://a.example"] }',
    [
      'sourcegate.yml:1 indexes, npm: https://a.example, https://b.example -> adds https://c.example, https://d.example',
      'sourcegate.yml:1 indexes, pypi: not there -> adds https://a.example',
    ],
  ],
  ['the same index', 'indexes: { pypi: ["https://a.example"] }', 'indexes: { pypi: ["https://a.example"] }', []],
  ['an index less', 'indexes: { pypi: ["https://example.org/simple"] }', '', []],
  ['a custom rule taken out', local('true'), '', ['sourcegate.yml:1 local/big: a custom rule -> removed']],
  ['a custom rule changed', local('true'), local('false'), ['sourcegate.yml:2 local/big: true -> false']],
  ['a custom rule kept', local('true'), local('true'), []],
  [
    'its own level lowered',
    local('true').replace('says:', 'level: error, says:'),
    local('true').replace('says:', 'level: note, says:'),
    ['sourcegate.yml:2 local/big: error -> note'],
  ],
  [
    'two custom rules, each compared with itself',
    'custom: [{ id: local/a, when: "true", says: a, level: note }, { id: local/b, when: "true", says: b, level: error }]',
    'custom: [{ id: local/a, when: "true", says: a, level: note }, { id: local/b, when: "true", says: b, level: error }]',
    [],
  ],
  ['its own level raised', local('true'), local('true').replace('says:', 'level: error, says:'), []],
  [
    'its level lowered by a line',
    `${local('true')}rules: { local/big: error }`,
    `${local('true')}rules: { local/big: note }`,
    ['sourcegate.yml:3 local/big: error -> note'],
  ],
  ['a custom rule that is new', local('true'), `${local('true').replace(' }]', ' }, { id: local/new, when: "true", says: "new" }]')}`, []],
  [
    'a custom rule taken out is told once',
    `${local('true')}rules: { local/big: error }`,
    'rules: { local/*: off }',
    ['sourcegate.yml:1 local/big: a custom rule -> removed'],
  ],
  [
    'one of two changed',
    local('true').replace(' }]', ' }, { id: local/other, when: "true", says: "other" }]'),
    local('true').replace(' }]', ' }, { id: local/other, when: "false", says: "other" }]'),
    ['sourcegate.yml:2 local/other: true -> false'],
  ],
])('%s', (_, base, head, expected) => {
  expect(changes(base, head)).toEqual(expected);
});

test('changes in several files: by file, then by line', () => {
  const rules = 'rules:\n  source/missing: LEVEL\n  licence/missing: LEVEL\n';
  const file = (level: string) => ({ 'a.yml': `version: 1\n${rules.replaceAll('LEVEL', level)}` });
  expect(changes('extends: a.yml\non-nothing: fail', 'extends: a.yml\non-nothing: pass', [file('error'), file('note')])).toEqual([
    'a.yml:3 source/missing: error -> note',
    'a.yml:4 licence/missing: error -> note',
    'sourcegate.yml:1 on-nothing: fail -> pass',
  ]);
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
  const subjectOf = (subject: object) => printed({ ...built, subject: { ...built.subject, ...subject } as never })[3];
  expect(subjectOf({ purl: 'pkg:pypi/demo@1.0' })).toBe('    subject: pkg:pypi/demo@1.0');
  expect(subjectOf({ path: 'dist/demo.whl' })).toBe('    subject: dist/demo.whl');
  expect(subjectOf({ path: 'dist/demo:' })).toBe('    subject: "dist/demo:"');
  expect(subjectOf({ path: 'dist/a@b@c.whl' })).toBe('    subject: "dist/a@b@c.whl"');
  expect(subjectOf({ path: '1.whl' })).toBe('    subject: "1.whl"');
  const { sha256: _, ...withoutHash } = built.subject as Extract<typeof built.subject, { kind: 'artifact' }>;
  expect(printed({ ...built, subject: withoutHash }).slice(2, 5)).toEqual([
    '  - rule: source/missing',
    '    subject: "dist/a b.whl"',
    expect.stringContaining('reason:'),
  ]);
});

test('waivers are printed for errors and warnings in force, and not for what is about waivers and the policy itself', () => {
  const gone = (name: string) => locked({ lock: { purl: `pkg:pypi/${name}@1`, hashes: ['sha256:00'] }, source: source('absent') });
  const text = `rules: { source/binary-only: error }
overrides: [{ for: "pkg:pypi/b", rules: { source/binary-only: warning } }, { for: "pkg:pypi/c", rules: { source/binary-only: note } }]
waivers:
  - { rule: source/binary-only, subject: "pkg:pypi/d@1", reason: "ticket 1", expires: 2027-01-01 }
  - { rule: source/missing, subject: a, reason: "ticket 1", expires: 2027-01-01 }
baseline: b.json
`;
  const files = { 'b.json': updateBaseline(judge([gone('e')], policyOf('version: 1\nrules: { source/binary-only: error }\n'), { today })) };
  const broken = artifact({ subject: { path: 'x.whl' }, problems: [{ path: 'x.whl', kind: 'unreadable', code: 'truncated', message: 'cut' }] });
  const facts = [...['a', 'b', 'c', 'd', 'e'].map(gone), broken];
  const printed = printWaivers(judge(facts, policyOf(`version: 1\n${text}`, files), { today }));
  expect(printed.split('\n').filter((line) => /^ {4}subject|rule/.test(line))).toEqual([
    '  - rule: source/binary-only',
    '    subject: pkg:pypi/a@1',
    '  - rule: gate/unreadable',
    '    subject: x.whl',
    '  - rule: source/binary-only',
    '    subject: pkg:pypi/b@1',
  ]);
  expect(printed.split('\n')).toHaveLength(1 + 3 * 5 + 1);
});
