// What a person is told of a mistake in a policy: where it stands, what was expected, the nearest right spelling.
import { Mistakes, PolicyError, placeAsText } from '../../src/judge/mistakes.ts';
import { policyOf } from './support.ts';

/** The mistakes of a policy that begins with `version: 1`, as `line:column message`. */
function told(text: string): string[] {
  try {
    policyOf(`version: 1\n${text}\n`);
    return [];
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.mistakes.map(({ at, message }) => `${at.line}:${at.column} ${message}`);
  }
}
const keys = 'version, extends, look-at, on-nothing, indexes, rules, overrides, waivers, waivers-from, baseline, custom, tests';
const off = '(`off` is the word, also where YAML 1.1 tools read it as false.)';
const levels = 'error, warning, note or off';

describe('the version', () => {
  test.each([
    ['version: 2', '1:10 version must be 1, not 2.'],
    ['version: "1"', '1:10 version must be 1, not "1". Did you mean 1?'],
    ['version: [1]', '1:10 version must be 1, not a list.'],
    ['version:', '1:9 version must be 1, not nothing.'],
    ['rules: {}', '1:1 a policy begins with `version: 1`.'],
    ['', '1:1 the file is empty: a policy begins with `version: 1`'],
    ['~', '1:1 the file is empty: a policy begins with `version: 1`'],
    ['- version: 1', '1:1 a policy is a map of keys, beginning with `version: 1`'],
  ])('%s', (text, expected) => {
    expect(() => policyOf(text)).toThrow(PolicyError);
    expect(() => policyOf(text)).toThrow(`sourcegate.yml:${expected.replace(' ', ': ')}`);
  });
});

describe('levels', () => {
  test.each([
    ['rules: { source/missing: eror }', `2:26 level must be ${levels}, not "eror". Did you mean error?`],
    ['rules: { source/missing: high }', `2:26 level must be ${levels}, not "high". ${off}`],
    ['rules: { source/missing: no }', `2:26 level must be ${levels}, not "no". Did you mean off?`],
    ['rules: { source/missing: none }', `2:26 level must be ${levels}, not "none". Did you mean off?`],
    ['rules: { source/missing: false }', `2:26 level must be ${levels}, not false. Did you mean off?`],
    ['rules: { source/missing: 1 }', `2:26 level must be ${levels}, not 1. ${off}`],
    ['rules: { source/missing: }', `2:26 level must be ${levels}, not nothing. ${off}`],
    ['rules: { source/missing: [error] }', `2:26 level must be ${levels}, not a list. ${off}`],
    ['rules: { source/*: eror }', `2:20 level must be ${levels}, not "eror". Did you mean error?`],
    ['rules: { "*": eror }', `2:15 level must be ${levels}, not "eror". Did you mean error?`],
    ['rules: { source/missing: { level: eror } }', `2:35 level must be ${levels}, not "eror". Did you mean error?`],
    ['rules: { source/missing: { level: false } }', `2:35 level must be ${levels}, not false. Did you mean off?`],
    ['rules: { source/missing: { level: [error] } }', `2:35 level must be ${levels}, not a list. ${off}`],
    ['rules: { source/missing: { level: error, unknown: eror } }', `2:51 unknown must be ${levels}, not "eror". Did you mean error?`],
    ['rules: { source/missing: { level: error, unknown: false } }', `2:51 unknown must be ${levels}, not false. Did you mean off?`],
    ['overrides: [{ for: "pkg:pypi/a", rules: { source/missing: eror } }]', `2:59 level must be ${levels}, not "eror". Did you mean error?`],
    ['custom: [{ id: local/a, when: "true", says: a, level: eror }]', `2:55 level must be ${levels}, not "eror". Did you mean error?`],
    [
      'tests: [{ given: { purl: a }, expect: { source/missing: passed } }]',
      `2:57 level must be error, warning, note, off, none or waived, not "passed". ${off}`,
    ],
    [
      'tests: [{ given: { purl: a }, expect: { source/missing: waved } }]',
      '2:57 level must be error, warning, note, off, none or waived, not "waved". Did you mean waived?',
    ],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual([expected]);
  });
});

describe('keys', () => {
  test.each([
    ['overides: []', `2:1 unknown key "overides". Did you mean overrides? Here may stand: ${keys}.`],
    ['zzz: 1', `2:1 unknown key "zzz". Here may stand: ${keys}.`],
    ['1: a', `2:1 unknown key "1". Here may stand: ${keys}.`],
    ['look-at: { dept: full }', '2:12 unknown key "dept". Did you mean depth? Here may stand: artifacts, lockfiles, for, depth.'],
    ['overrides: [{ for: "pkg:pypi/a", rules: {}, rule: 1 }]', '2:45 unknown key "rule". Did you mean rules? Here may stand: for, rules.'],
    [
      'overrides: [{ for: { scop: dev }, rules: {} }]',
      '2:22 unknown key "scop". Did you mean scope? Here may stand: purl, version, scope, ecosystem, path, licence.',
    ],
    [
      'waivers: [{ rule: source/missing, subject: a, expires: 2027-01-31, until: 1 }]',
      '2:68 unknown key "until". Here may stand: rule, subject, reason, approver, expires, sha256, licence.',
    ],
    [
      'custom: [{ id: local/a, when: "true", says: a, wayout: x }]',
      '2:48 unknown key "wayout". Did you mean way-out? Here may stand: id, when, says, level, way-out.',
    ],
    ['tests: [{ given: { purl: a }, expect: {}, name: a }]', '2:43 unknown key "name". Here may stand: given, expect.'],
    ['rules: { source/mising: error }', '2:10 unknown rule "source/mising". Did you mean source/missing? List: sourcegate explain'],
    ['rules: { source/mis*: error }', '2:10 unknown rule "source/mis*". List: sourcegate explain'],
    ['rules: { local/x: error }', '2:10 unknown rule "local/x". List: sourcegate explain'],
    ['rules: { sorce/*: error }', '2:10 no rule has the area "sorce". Did you mean source/*? List: sourcegate explain'],
    ['rules: { source/missing/*: error }', '2:10 no rule has the area "source/missing". List: sourcegate explain'],
    ['rules: { zzzzzz/*: error }', '2:10 no rule has the area "zzzzzz". List: sourcegate explain'],
    [
      'overrides: [{ for: "pkg:pypi/a", rules: { source/mising: error } }]',
      '2:43 unknown rule "source/mising". Did you mean source/missing? List: sourcegate explain',
    ],
    [
      'rules: { source/missing: { lvel: error } }',
      '2:28 source/missing has no option "lvel". Did you mean level? Here may stand: level, unknown, from.',
    ],
    [
      'rules: { licence/not-allowed: { level: error, alow: [MIT] } }',
      '2:47 licence/not-allowed has no option "alow". Did you mean allow? Here may stand: level, unknown, from, allow, deny, categories, components.',
    ],
    ['rules: { "*": { lvel: error } }', '2:17 unknown key "lvel". Did you mean level? Here may stand: level, unknown, from.'],
    [
      'overrides: [{ for: "pkg:pypi/a", rules: { source/missing: { lvel: error } } }]',
      '2:61 source/missing has no option "lvel". Did you mean level? Here may stand: level, unknown, from.',
    ],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual([expected]);
  });

  test('a name that custom rules define may stand among the rules, and is proposed', () => {
    const custom = 'custom: [{ id: local/no-giants, when: "true", says: a }]\n';
    expect(told(`${custom}rules: { local/no-giants: error, local/*: note }`)).toEqual([]);
    expect(told('custom: [{ id: giants, when: "true", says: a }]\nrules: { giants: error }')).toEqual([
      '2:16 id must be local/ and a name of small letters, digits and hyphens, such as local/no-giants, not "giants".',
      '3:10 unknown rule "giants". List: sourcegate explain',
    ]);
    expect(told(`${custom}rules: { local/no-giant: error }`)).toEqual([
      '3:10 unknown rule "local/no-giant". Did you mean local/no-giants? List: sourcegate explain',
    ]);
  });

  test('an ecosystem that is none', () => {
    expect(told('indexes: { pipy: 1, npmm: ~ }').map((line) => line.replace(/\. .*/, ''))).toEqual([
      '2:12 unknown key "pipy"',
      '2:21 unknown key "npmm"',
    ]);
    expect(told('indexes: { pipy: "https://index.acme.example" }')[0]).toMatch(
      /^2:12 unknown key "pipy"\. Did you mean pypi\? Here may stand: alpm, apk, .*, vcpkg\.$/,
    );
    expect(told('overrides: [{ for: { ecosystem: pipy }, rules: {} }]')[0]).toMatch(
      /^2:33 ecosystem must be alpm, apk, .* or vcpkg, not "pipy"\. Did you mean pypi\?$/,
    );
  });

  test('of many unknown keys ninety are told, and the others counted', () => {
    const unknown = (count: number) => told(Array.from({ length: count }, (_, each) => `k${each}: 1`).join('\n'));
    expect(unknown(90)).toHaveLength(90);
    expect(unknown(93).slice(-1)).toEqual(['92:1 and 3 more unknown keys']);
  });
});

describe('kinds', () => {
  test.each([
    ['extends: 1', '2:10 extends must be a text, not 1.'],
    ['extends: { a: 1 }', '2:10 extends must be a text, not a map of keys.'],
    ['extends: [recommended, 1]', '2:24 entry 2 of extends must be a text, not 1.'],
    ['extends:', '2:9 extends must be a text, not nothing.'],
    ['look-at: dist', '2:10 look-at must be a map of keys, not "dist".'],
    ['look-at: { artifacts: true }', '2:23 artifacts must be a text, not true.'],
    ['look-at: { artifacts: ["a", 1] }', '2:29 entry 2 of artifacts must be a text, not 1.'],
    ['look-at: { for: nonsense }', '2:17 for must be a platform such as cp312-linux-x86_64, linux or aarch64, not "nonsense".'],
    [
      'look-at: { for: [linux, cp312-linx-x86_64] }',
      '2:25 entry 2 of for must be a platform such as cp312-linux-x86_64, linux or aarch64 (did you mean linux by linx?), not "cp312-linx-x86_64".',
    ],
    ['look-at: { depth: 1 }', '2:19 depth must be index, listing or full, not 1.'],
    ['look-at: { depth: ful }', '2:19 depth must be index, listing or full, not "ful". Did you mean full?'],
    ['on-nothing: true', '2:13 on-nothing must be fail or pass, not true.'],
    ['on-nothing: ignore', '2:13 on-nothing must be fail or pass, not "ignore".'],
    ['on-nothing: [pass]', '2:13 on-nothing must be fail or pass, not a list.'],
    ['waivers-from: hed', '2:15 waivers-from must be base or head, not "hed". Did you mean head?'],
    ['indexes: { pypi: 1 }', '2:18 pypi must be a text, not 1.'],
    ['indexes: [pypi]', '2:10 indexes must be a map of keys, not a list.'],
    ['rules: { "x": 1 }', '2:10 unknown rule "x". List: sourcegate explain'],
    ['rules: [source/missing]', '2:8 rules must be a map of keys, not a list.'],
    ['rules:', '2:7 rules must be a map of keys, not nothing.'],
    ['rules: { source/missing: { from: 1 } }', '2:34 from must be a text, not 1.'],
    ['rules: { bundled/static: { allow: zlib } }', '2:35 allow must be a list, not "zlib".'],
    ['rules: { bundled/static: { allow: { zlib: true } } }', '2:35 allow must be a list, not a map of keys.'],
    ['rules: { bundled/static: { allow: [zlib, 1] } }', '2:42 entry 2 of allow must be a text, not 1.'],
    ['rules: { proprietary/library: { msvc-runtime: yes } }', '2:47 msvc-runtime must be true or false, not "yes".'],
    ['rules: { proprietary/library: { msvc-runtime: [true] } }', '2:47 msvc-runtime must be true or false, not a list.'],
    ['overrides: { for: "pkg:pypi/a" }', '2:12 overrides must be a list, not a map of keys.'],
    ['overrides: ["pkg:pypi/a"]', '2:13 entry 1 of overrides must be a map of keys, not "pkg:pypi/a".'],
    ['overrides: [{ for: [a], rules: {} }]', '2:20 for must be a text, not a list. For example: for: "pkg:pypi/nvidia-*@>=12"'],
    ['overrides: [{ for: { purl: 1 }, rules: {} }]', '2:28 purl must be a text, not 1.'],
    ['custom: [{ id: 1, when: "true", says: a }]', '2:16 id must be a text, not 1.'],
    [
      'custom: [{ id: local/a, when: true, says: a }]',
      '2:31 when must be a text, not true. For example: when: subject.kind == "artifact" && subject.size > 500000000',
    ],
    [
      'custom: [{ id: local/a, when: "true", says: {} }]',
      '2:45 says must be a text, not a map of keys. For example: says: "{{subject.path}} is too large"',
    ],
    [
      'tests: [{ given: torch, expect: {} }]',
      '2:18 given must be a map of keys, not "torch". For example: given: { purl: "pkg:pypi/torch@1.9.0", source: absent }',
    ],
    [
      'tests: [{ given: { purl: a }, expect: [a] }]',
      '2:39 expect must be a map of keys, not a list. For example: expect: { source/binary-only: error }',
    ],
    ['baseline: 1', '2:11 baseline must be a text, not 1.'],
    [`baseline: [${'x, '.repeat(600)}]`, '2:11 baseline must be a text, not a list.'], // told once, though it is too long for a text as well
    [
      'waivers: [{ rule: source/missing, subject: [], expires: 2027-01-31 }]',
      '2:44 subject must be a text, not a list. For example: subject: pkg:pypi/torch@1.9.0',
    ],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual([expected]);
  });
});

describe('what is missing', () => {
  test.each([
    [
      'waivers: [{}]',
      [
        '2:11 `rule` is missing in entry 1 of waivers. For example: rule: proprietary/library',
        '2:11 `subject` is missing in entry 1 of waivers. For example: subject: pkg:pypi/torch@1.9.0',
        '2:11 `expires` is missing in entry 1 of waivers. For example: expires: 2027-01-31',
      ],
    ],
    [
      'overrides: [{ for: "pkg:pypi/a", rules: {} }, {}]',
      [
        '2:47 `for` is missing in entry 2 of overrides. For example: for: "pkg:pypi/nvidia-*@>=12"',
        '2:47 `rules` is missing in entry 2 of overrides.',
      ],
    ],
    [
      'custom: [{}]',
      [
        '2:10 `id` is missing in entry 1 of custom.',
        '2:10 `when` is missing in entry 1 of custom. For example: when: subject.kind == "artifact" && subject.size > 500000000',
        '2:10 `says` is missing in entry 1 of custom. For example: says: "{{subject.path}} is too large"',
      ],
    ],
    [
      'custom: [{ when: "true", says: a }, { when: "true", says: a }]',
      ['2:10 `id` is missing in entry 1 of custom.', '2:37 `id` is missing in entry 2 of custom.'],
    ],
    [
      'tests: [{}]',
      [
        '2:9 `given` is missing in entry 1 of tests. For example: given: { purl: "pkg:pypi/torch@1.9.0", source: absent }',
        '2:9 `expect` is missing in entry 1 of tests. For example: expect: { source/binary-only: error }',
      ],
    ],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });
});

describe('what is wrong with a text', () => {
  const waiver = (more: string) => `waivers: [{ rule: source/missing, subject: a, expires: 2027-01-31, ${more} }]`;
  test.each([
    ['extends: ""', '2:10 extends must not be empty, not "".'],
    ['look-at: { artifacts: "" }', '2:23 artifacts: a pattern must not be empty.'],
    ['look-at: { artifacts: ["a", ""] }', '2:29 entry 2 of artifacts: a pattern must not be empty.'],
    ['rules: { licence/not-allowed: { allow: [""] } }', '2:41 entry 1 of allow must not be empty, not "".'],
    [`overrides: [{ for: "${'{a,b}'.repeat(10)}", rules: {} }]`, '2:20 for: its braces stand for more than 1000 patterns.'],
    ['rules: { source/missing: { from: tomorrow } }', '2:34 from must be a day, written as in 2027-01-31, not "tomorrow".'],
    ['rules: { source/missing: { from: 2027-02-30 } }', '2:34 from must be a day, written as in 2027-01-31, not "2027-02-30".'],
    ['rules: { source/missing: { from: 2027-13-01 } }', '2:34 from must be a day, written as in 2027-01-31, not "2027-13-01".'],
    ['rules: { source/missing: { from: 2027-01 } }', '2:34 from must be a day, written as in 2027-01-31, not "2027-01".'],
    ['rules: { source/missing: { from: 12027-01-01 } }', '2:34 from must be a day, written as in 2027-01-31, not "12027-01-01".'],
    ['rules: { source/missing: { from: 2027-01-011 } }', '2:34 from must be a day, written as in 2027-01-31, not "2027-01-011".'],
    [waiver('sha256: ab'), '2:76 sha256 must be 64 hexadecimal digits, not "ab".'],
    [waiver(`sha256: "x${'a'.repeat(64)}"`), `2:76 sha256 must be 64 hexadecimal digits, not "x${'a'.repeat(56)}...".`],
    [waiver(`sha256: "${'a'.repeat(65)}"`), `2:76 sha256 must be 64 hexadecimal digits, not "${'a'.repeat(57)}...".`],
    [
      'custom: [{ id: no-giants, when: "true", says: a }]',
      '2:16 id must be local/ and a name of small letters, digits and hyphens, such as local/no-giants, not "no-giants".',
    ],
    [
      'custom: [{ id: local/-a, when: "true", says: a }]',
      '2:16 id must be local/ and a name of small letters, digits and hyphens, such as local/no-giants, not "local/-a".',
    ],
    [
      'custom: [{ id: x/local/a, when: "true", says: a }]',
      '2:16 id must be local/ and a name of small letters, digits and hyphens, such as local/no-giants, not "x/local/a".',
    ],
    [
      'custom: [{ id: local/a/b, when: "true", says: a }]',
      '2:16 id must be local/ and a name of small letters, digits and hyphens, such as local/no-giants, not "local/a/b".',
    ],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual([expected]);
  });

  test('a long one is shown to its sixtieth character', () => {
    expect(told(`on-nothing: "${'x'.repeat(60)}"`)).toEqual([`2:13 on-nothing must be fail or pass, not "${'x'.repeat(60)}".`]);
    expect(told(`on-nothing: "${'x'.repeat(61)}"`)).toEqual([`2:13 on-nothing must be fail or pass, not "${'x'.repeat(57)}...".`]);
  });

  const text = (length: number) => `"${'x'.repeat(length)}"`;
  const list = (length: number, item: string | ((each: number) => string)) =>
    `[${Array.from({ length }, (_, each) => (typeof item === 'string' ? item : item(each))).join(', ')}]`;
  test.each<[most: number, what: string, policy: (length: number) => string, says: string]>([
    [500, 'baseline', (length) => `baseline: ${text(length)}`, '2:11 baseline may be at most 500 characters long.'],
    [
      100,
      'a platform',
      (length) => `look-at: { for: "${'arm64-'.repeat(16)}${length === 100 ? 'py39' : 'py39t'}" }`,
      '2:17 for may be at most 100 characters long.',
    ],
    [
      512,
      'a pattern',
      (length) => `look-at: { artifacts: ${text(length)} }`,
      '2:23 artifacts: a pattern may be at most 512 characters long, this one has 513.',
    ],
    [2000, 'a reason', (length) => waiver(`reason: ${text(length)}`), '2:76 reason may be at most 2000 characters long.'],
    [500, 'an approver', (length) => waiver(`approver: ${text(length)}`), '2:78 approver may be at most 500 characters long.'],
    [500, 'a licence', (length) => waiver(`licence: ${text(length)}`), '2:77 licence may be at most 500 characters long.'],
    [
      1000,
      'a subject',
      (length) => `waivers: [{ rule: source/missing, subject: ${text(length)}, expires: 2027-01-31 }]`,
      '2:44 subject may be at most 1000 characters long.',
    ],
    [
      1000,
      'a message',
      (length) => `custom: [{ id: local/a, when: "true", says: ${text(length)} }]`,
      '2:45 says may be at most 1000 characters long.',
    ],
    [1000, 'files to look at', (length) => `look-at: { artifacts: ${list(length, 'a')} }`, '2:23 artifacts may have at most 1000 entries.'],
    [
      2000,
      'what is allowed',
      (length) => `rules: { licence/not-allowed: { allow: ${list(length, 'a')} } }`,
      '2:40 allow may have at most 2000 entries.',
    ],
    [
      200,
      'custom rules',
      (length) => `custom: ${list(length, (each) => `{ id: local/a${each}, when: "true", says: a }`)}`,
      '2:9 custom may have at most 200 entries.',
    ],
  ])('at most %i: %s', (most, _, policy, says) => {
    expect(told(policy(most))).toEqual([]);
    expect(told(policy(most + 1))).toEqual([says]);
  });
});

describe('many mistakes', () => {
  const thrownBy = (mistakes: Mistakes): PolicyError => {
    try {
      mistakes.throwIfAny();
    } catch (error) {
      return error as PolicyError;
    }
    throw new Error('nothing was thrown');
  };

  test('none', () => {
    const mistakes = new Mistakes();
    expect(mistakes.any).toBe(false);
    expect(() => mistakes.throwIfAny()).not.toThrow();
  });

  test('in the order of files, lines and columns, each once', () => {
    const mistakes = new Mistakes();
    for (const [path, line, column, message] of [
      ['b.yml', 1, 1, 'x'],
      ['a.yml', 2, 1, 'x'],
      ['a.yml', 1, 9, 'x'],
      ['a.yml', 1, 2, 'x'],
      ['a.yml', 1, 2, 'y'],
      ['a.yml', 1, 2, 'x'],
      ['c.yml', undefined, undefined, 'x'],
    ] as const)
      mistakes.add({ path, ...(line === undefined ? {} : { line, column }) }, message);
    expect(mistakes.any).toBe(true);
    const { message, at } = thrownBy(mistakes);
    expect(message.split('\n')).toEqual(['a.yml:1:2: x', 'a.yml:1:2: y', 'a.yml:1:9: x', 'a.yml:2:1: x', 'b.yml:1:1: x', 'c.yml: x']);
    expect(at).toEqual({ path: 'a.yml', line: 1, column: 2 });
  });

  test('of more than a hundred the others are counted', () => {
    const of = (count: number): PolicyError => {
      const mistakes = new Mistakes();
      for (let line = 1; line <= count; line++) mistakes.add({ path: 'a.yml', line, column: 1 }, 'x');
      return thrownBy(mistakes);
    };
    expect(of(100).mistakes).toHaveLength(100);
    expect(of(100).message).not.toContain('more mistakes');
    expect(of(103).mistakes).toHaveLength(101);
    expect(of(103).message.split('\n').at(-1)).toBe('a.yml:101:1: and 3 more mistakes');
  });

  test('places as people write them', () => {
    expect([
      placeAsText({ path: 'a.yml' }),
      placeAsText({ path: 'a.yml', line: 2 }),
      placeAsText({ path: 'a.yml', line: 2, column: 3 }),
      placeAsText({ path: 'a.yml', column: 3 }),
    ]).toEqual(['a.yml', 'a.yml:2', 'a.yml:2:3', 'a.yml']);
  });
});
