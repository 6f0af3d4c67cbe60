// The commands about policies and rules: what they print, and what the few words of an example stand for.
import { checkPolicy, defaultText, explainRule, factsOf, testPolicy } from '../../src/judge/commands.ts';
import { presets } from '../../src/judge/presets.ts';
import { rules } from '../../src/judge/rules/index.ts';
import { compareParts, inRange, rangeMistake } from '../../src/judge/versions.ts';
import { artifact, component, locked, policyOf, so, today } from './support.ts';

const ml = `version: 1
extends: pypi-ml
rules: { source/binary-only: error }
overrides:
  - for: "pkg:pypi/nvidia-*@>=12"
    rules: { source/binary-only: note }
tests:
  - { given: { purl: "pkg:pypi/torch@1.9.0", source: absent }, expect: { source/binary-only: error } }
  - { given: { purl: "pkg:pypi/nvidia-curand-cu12@10.3.10.19", source: absent }, expect: { source/binary-only: error } }
  - { given: { purl: "pkg:pypi/nvidia-curand-cu12@12.1", source: absent }, expect: { source/binary-only: note } }
  - { given: { path: dist/a.whl, native: [a.so], source: published }, expect: { source/missing: none } }
  - { given: { path: dist/a.whl, components: [{ id: gurobi, category: proprietary-no-redistribution }] }, expect: { proprietary/no-redistribution: error } }
`;

test('policy test runs the examples of the policy', () => {
  expect(testPolicy(policyOf(ml), today)).toEqual({ passed: 5, failed: [] });
  const wrong = testPolicy(policyOf(ml.replace('expect: { source/binary-only: note }', 'expect: { source/binary-only: off }')), today);
  expect(wrong.passed).toBe(4);
  expect(wrong.failed).toEqual([
    { at: { path: 'sourcegate.yml', line: 10, column: 5 }, message: 'source/binary-only: expected off, got note, decided by sourcegate.yml:6' },
  ]);
});

test('policy check says what is in force and what is odd', () => {
  const text = `${ml}waivers: [{ rule: source/missing, subject: "pkg:pypi/a@1", expires: 2026-01-01 }]\n`;
  const said = checkPolicy({ text, path: 'sourcegate.yml', read: () => undefined, presets }, today);
  expect(said).toContain('sourcegate.yml: no mistakes. It extends pypi-ml.');
  expect(said).toContain('sourcegate.yml:13:11: this waiver ended on 2026-01-01 and no longer applies.');
});

test.each<[policy: string, expected: readonly string[]]>([
  ['', ['sourcegate.yml: no mistakes.', 'Rules: 4 error, 5 warning, 0 note, 49 off. 0 overrides, 0 waivers, 0 custom rules, 0 tests.', '']],
  [
    'extends: [recommended, pypi-ml]\noverrides: [{ for: "pkg:pypi/a", rules: {} }]',
    [
      'sourcegate.yml: no mistakes. It extends recommended, pypi-ml.',
      'Rules: 9 error, 27 warning, 20 note, 2 off. 2 overrides, 0 waivers, 0 custom rules, 0 tests.',
      '',
    ],
  ],
  [
    `rules: { source/missing: note, bundled/*: { level: warning, from: 2027-01-01 } }
waivers:
  - { rule: source/missing, subject: a, expires: 2026-11-22, reason: ticket 1 }
  - { rule: source/missing, subject: a, expires: 2026-11-23 }
  - { rule: source/missing, subject: a, expires: 2026-11-23, reason: ticket 1 }
custom: [{ id: local/a, when: "true", says: a }]
tests: [{ given: { purl: a }, expect: {} }]`,
    [
      'sourcegate.yml: no mistakes.',
      'Rules: 4 error, 6 warning, 1 note, 48 off. 0 overrides, 3 waivers, 1 custom rule, 1 test.',
      'sourcegate.yml:4:5: this waiver ended on 2026-11-22 and no longer applies. Renew it with a new reason, or remove it. (gate/waiver-expired)',
      'sourcegate.yml:5:5: this waiver gives no reason, so it does not apply. (gate/waiver-without-reason)',
      '',
    ],
  ],
])('policy check: %s', (policy, expected) => {
  const said = checkPolicy({ text: `version: 1\n${policy}\n`, path: 'sourcegate.yml', read: () => undefined, presets }, today);
  expect(said.split('\n')).toEqual(expected);
});

describe('policy test', () => {
  const failures = (policy: string, given: string, expected: string) =>
    testPolicy(policyOf(`version: 1\n${policy}\ntests: [{ given: ${given}, expect: ${expected} }]\n`), today).failed.map(({ message }) => message);
  const gone = '{ purl: "pkg:pypi/torch@1.9.0", source: absent }';
  const binaryOnly = 'rules: { source/binary-only: error }';

  test.each([
    ['as expected', binaryOnly, gone, '{ source/binary-only: error }', []],
    ['none is off, and off is none', binaryOnly, '{ purl: "pkg:pypi/a@1", source: published }', '{ source/binary-only: off }', []],
    [
      'another level',
      binaryOnly,
      gone,
      '{ source/binary-only: note }',
      ['source/binary-only: expected note, got error, decided by sourcegate.yml:2'],
    ],
    ['a rule that is off', '', gone, '{ source/binary-only: error }', ['source/binary-only: expected error, got none']],
    [
      'an expected none',
      binaryOnly,
      gone,
      '{ source/binary-only: none }',
      ['source/binary-only: expected none, got error, decided by sourcegate.yml:2'],
    ],
    [
      'a question that is open',
      binaryOnly,
      '{ purl: "pkg:pypi/torch@1.9.0", source: unknown }',
      '{ source/binary-only: off }',
      ['source/binary-only: expected off, got error (unknown), decided by sourcegate.yml:2'],
    ],
    [
      'several of one example in one message',
      'rules: { source/binary-only: error, pin/hash-missing: note }',
      gone,
      '{ source/binary-only: warning, pin/hash-missing: warning }',
      [
        'source/binary-only: expected warning, got error, decided by sourcegate.yml:2; pin/hash-missing: expected warning, got note, decided by sourcegate.yml:2',
      ],
    ],
    [
      'a waived finding is waived, whatever its level',
      `${binaryOnly}\nwaivers: [{ rule: source/binary-only, subject: "pkg:pypi/torch@1.9.0", reason: ticket 1, expires: 2027-01-01 }]`,
      gone,
      '{ source/binary-only: error }',
      ['source/binary-only: expected error, got waived, decided by sourcegate.yml:2'],
    ],
    [
      'a waiver that fits no example is no finding of the example',
      'waivers: [{ rule: source/missing, subject: a, reason: ticket 1, expires: 2027-01-01 }]',
      gone,
      '{ gate/waiver-unused: none }',
      [],
    ],
    [
      'a rule that is on without being named',
      '',
      '{ path: a.whl, problems: [{ path: a.whl, kind: unreadable, code: truncated, message: cut }] }',
      '{ gate/unreadable: off }',
      ['gate/unreadable: expected off, got error (unknown)'],
    ],
  ] as const)('%s', (_, policy, given, expected, messages) => {
    expect(failures(policy, given, expected)).toEqual(messages);
  });
});

describe('the few words of an example', () => {
  const { locked: entry } = locked({ lock: { purl: 'pkg:pypi/torch@1.9.0' }, line: 1 });
  const torch = {
    ...artifact(),
    subject: {
      kind: 'locked-package',
      purl: 'pkg:pypi/torch@1.9.0',
      path: 'example.lock',
      at: { path: 'example.lock', line: 1 },
      depth: 'index',
      scopes: [],
    },
    locked: entry,
  };
  const wheel = artifact({ subject: { path: 'dist/a.whl', size: 0 } });
  const purl = 'pkg:pypi/torch@1.9.0';
  const path = 'dist/a.whl';

  test('a purl is a locked package, a path an artifact', () => {
    // What is not said is left out.
    expect(factsOf({ purl })).toStrictEqual(torch);
    expect(factsOf({ path })).toStrictEqual(wheel);
    expect(factsOf({ path, purl, format: 'sdist', size: 12, sha256: 'ab' }).subject).toEqual({
      kind: 'artifact',
      path,
      purl,
      format: 'sdist',
      size: 12,
      sha256: 'ab',
      depth: 'full',
    });
    expect(factsOf({ kind: 'artifact', purl }).subject).toMatchObject({ kind: 'artifact', path: 'example', purl });
    expect(factsOf({ kind: 'locked-package', purl, path: 'a/uv.lock' }).subject).toMatchObject({
      kind: 'locked-package',
      path: 'a/uv.lock',
      at: { path: 'a/uv.lock', line: 1 },
    });
    expect(factsOf({ kind: 'locked-package' })).toMatchObject({ subject: { purl: '' }, locked: { name: '', purl: '' } });
    expect(factsOf({ purl: 'pkg:pypi/torch' }).locked).toStrictEqual(locked({ lock: { purl: 'pkg:pypi/torch' }, line: 1 }).locked);
  });

  test.each([
    [
      'npm writes @ as %40',
      { purl: 'pkg:npm/%40types/node@20.1.0' },
      { locked: { name: '@types/node', version: '20.1.0', purl: 'pkg:npm/%40types/node@20.1.0' } },
    ],
    ['one scope', { purl, scope: 'dev' }, { subject: { scopes: ['dev'] }, locked: { scopes: ['dev'] } }],
    ['several scopes', { purl, scopes: ['dev', 'docs', 1] }, { subject: { scopes: ['dev', 'docs'] }, locked: { scopes: ['dev', 'docs'] } }],
    [
      'a licence is what the lock and the metadata say',
      { purl, licence: 'MIT' },
      { locked: { licence: 'MIT' }, metadata: { licence: 'MIT', licenceExpression: 'MIT', requires: [], installScripts: [] } },
    ],
    ['whether its source is published', { purl, source: 'absent' }, { source: { status: 'absent', where: [], reason: 'as the example says' } }],
    [
      'more of its lock entry',
      { purl, locked: { binaryOnly: true, hashes: ['sha256:00'] } },
      { locked: { ...entry, binaryOnly: true, hashes: ['sha256:00'] } },
    ],
    ['how it changed', { purl, change: { kind: 'added' } }, { change: { kind: 'added' } }],
    ['depth', { purl, depth: 'listing' }, { subject: { depth: 'listing' } }],
    ['what was seen inside was opened', { purl, native: ['a.so'] }, { subject: { depth: 'full' } }],
    ['components as well', { purl, components: [] }, { subject: { depth: 'full' } }],
    ['bytecode as well', { purl, bytecode: [] }, { subject: { depth: 'full' } }],
  ])('%s', (_, given, expected) => {
    expect(factsOf(given)).toMatchObject(expected);
  });

  test('what is inside: by name, or in full', () => {
    const empty = so('lib/a.so', { size: 0, sha256: '' });
    expect(factsOf({ path, native: ['lib/a.so', { path: 'lib/b.so', arch: 'aarch64' }, {}] }).native).toEqual([
      empty,
      { ...empty, path: 'lib/b.so', arch: 'aarch64' },
      { ...empty, path: 'example.so' },
    ]);
    const unknown = { category: 'unknown' } as const;
    expect(factsOf({ path, components: ['zlib', { id: 'mkl', how: 'static', paths: ['lib/a.so', 'lib/b.so'] }, {}] }).components).toEqual([
      component('zlib', unknown),
      component('mkl', { ...unknown, how: 'static', paths: ['lib/a.so', 'lib/b.so'] }),
      component('example', unknown),
    ]);
    expect(factsOf({ path, hostLibraries: ['libm.so.6', { name: 'libz.so.1', neededBy: ['a.so'] }] }).hostLibraries).toEqual([
      { name: 'libm.so.6', neededBy: ['example.so'] },
      { name: 'libz.so.1', neededBy: ['a.so'] },
    ]);
    const bytecode = [{ path: '', format: 'class', count: 1, versions: { 52: 1 }, withoutSource: 1 }];
    const problems = [{ path, kind: 'hazard', code: 'x', message: 'x' }];
    expect(factsOf({ path, bytecode, problems })).toEqual({ ...wheel, bytecode, problems });
    expect(factsOf({ path, metadata: { name: 'a' } }).metadata).toStrictEqual({ name: 'a', requires: [], installScripts: [] });
    expect(factsOf({ path, metadata: { name: 'a', licence: 'BSD' }, licence: 'MIT' }).metadata).toEqual({
      name: 'a',
      licence: 'BSD',
      licenceExpression: 'MIT',
      requires: [],
      installScripts: [],
    });
  });

  test('a word of the wrong kind is passed over', () => {
    expect(factsOf({ purl, licence: 1, source: ['absent'], native: 'a.so', scope: 1 })).toMatchObject({ native: [], locked: { scopes: [] } });
    expect(factsOf({ purl, licence: 1, source: ['absent'] })).toEqual(torch);
  });
});

test('explain names every rule, and the nearest where there is none', () => {
  for (const { id } of rules) expect(explainRule(id)).toContain(`In a policy:  ${id}:`);
  expect(explainRule().split('\n').filter(Boolean)).toHaveLength(rules.length);
  expect(explainRule().split('\n')[0]).toBe(
    'source/binary-only                    Does every locked release have a source archive beside its binaries?',
  );
  expect(() => explainRule('source/mising')).toThrow('unknown rule "source/mising". Did you mean source/missing? List: sourcegate explain');
});

test.each(['pin', 'pin/', 'pin/*'])('explain %s: the rules of an area, a line each', (area) => {
  const listed = explainRule(area).trimEnd().split('\n');
  expect(listed.map((line) => line.split(' ')[0])).toEqual(rules.map(({ id }) => id).filter((id) => id.startsWith('pin/')));
  expect(listed[0]).toMatch(/^pin\/unpinned {2,}Is .*\?$/);
});

test('explain: one rule in full', () => {
  expect(explainRule('licence/not-allowed')).toBe(`licence/not-allowed  (default: warning; in the preset recommended: warning)

Is every licence on the list of this policy?

Why        The list is what this project decided that it can keep to.
To clear   another package, the licence on the list after a decision, or a waiver bound to it
After      SPDX 2.3 annex D
Passes     allow: [MIT, Apache-2.0] and a package under \`MIT OR GPL-2.0-only\`
Fails      allow: [MIT] and a package under Apache-2.0

Options, beside the level: licence/not-allowed: { level: warning, allow: ... }
  allow           SPDX ids that may be used; an expression must be satisfied by them. Empty: all but those under \`deny\`. Default: empty.
  deny            SPDX ids that may not be used, whatever \`allow\` says. Default: empty.
  categories      Categories of the code found inside (permissive, copyleft-weak, ...) whose licences need no line under \`allow\`. A preset may set it: with a list of your own, \`categories: []\` asks for every part by its licence. Default: empty.
  components      Ask for the licences of the code found inside as well. Default: true.

In a policy:  licence/not-allowed: warning
`);
});

test('explain: a rule without options or a standard, and a way out that depends on what is found', () => {
  expect(explainRule('gate/unreadable')).toBe(`gate/unreadable  (default: error; in the preset recommended: error)

Could everything be read that was to be inspected?

Why        What was not read was not judged: silence would look like a pass.
To clear   build or fetch it again; where a limit was hit, raise it with --limit; what is not needed can be left out of look-at
Passes     a wheel that ends where its directory says
Fails      a wheel that was cut off on its way: the list of files is at the end and missing

In a policy:  gate/unreadable: error
`);
  for (const { id } of rules) expect(explainRule(id)).not.toContain('{{');
});

test('defaults of options as they are told', () => {
  expect([defaultText([]), defaultText(['a', 'b']), defaultText(0), defaultText(false)]).toEqual(['empty', 'a, b', '0', 'false']);
});

test.each([
  ['pypi', '12.5', '>=12', true],
  ['pypi', '12.0rc1', '>=12', false],
  ['pypi', '1.9.0', '1.9', true],
  ['npm', '1.4.2', '^1.2', true],
  ['npm', '2.0.0', '^1.2', false],
  ['golang', 'v1.2.3', '>=v1.2.0 <v1.3.0', true],
  ['cargo', '0.30.1', '>=0.30,<0.31', true],
  ['deb', '2.36-9+deb12u1', '>=2.36', true],
  ['deb', '2.36~rc1', '>=2.36', false],
  ['maven', '1.10', '>1.9', true],
  ['maven', '2.0-SNAPSHOT', '>=2.0', false],
  ['generic', 'whatever', 'whatever', true],
])('%s: %s in %s is %s', (type, version, range, expected) => {
  expect(rangeMistake(type, range)).toBeUndefined();
  expect(inRange(type, version, range)).toBe(expected);
});

test('versions by parts', () => {
  expect(['1.10', '1.9', '1.9a', '1.9~1', '2'].sort(compareParts)).toEqual(['1.9~1', '1.9a', '1.9', '1.10', '2']);
  expect(rangeMistake('pypi', '>>1')).toBeDefined();
  expect(rangeMistake('npm', 'not a range')).toBeDefined();
  expect(rangeMistake('deb', '>>1')).toBeDefined();
});
