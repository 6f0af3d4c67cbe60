// Rules of a policy's own: CEL expressions over the facts of one subject, what they answer, and where their work ends.
import { compileCustom, customMistake, customRule } from '../../src/judge/custom.ts';
import { judge } from '../../src/judge/evaluate.ts';
import type { Facts } from '../../src/types.ts';
import { artifact, component, locked, metadata, policyOf, problem, so, source, today } from './support.ts';

/** What the expression says of the facts: true, false, or why it cannot be answered. */
function answer(when: string, facts: Facts = artifact()): boolean | string {
  const compiled = compileCustom(when);
  if ('mistake' in compiled) throw new Error(compiled.mistake);
  const outcome = compiled.evaluate(facts);
  return 'error' in outcome ? outcome.error : outcome.value;
}
function mistakeOf(when: string): string | undefined {
  const compiled = compileCustom(when);
  return 'mistake' in compiled ? compiled.mistake : undefined;
}
const named = (length: number): Facts => artifact({ subject: { path: 'b'.repeat(length) } });
const waysIn = (count: number): Facts => artifact({ wayIn: Array.from({ length: count }, () => 'a@1') });

describe('what an expression answers', () => {
  const demo = (): Facts =>
    artifact({
      subject: { size: 1000, purl: 'pkg:pypi/demo@1.0' },
      native: [so('a.so', { size: 10 }), so('b.so', { size: 20, soname: 'libb.so.1', details: { 'min-os': 11.5 } })],
      components: [component('zlib', { version: '1.2.11' })],
      metadata: metadata({ licence: 'MIT', homepage: undefined as never }),
      problems: [problem('hazard', 'hidden-entry')],
    });
  test.each<[when: string, expected: boolean | string]>([
    ['subject.kind == "artifact" && subject.size > 999', true],
    ['subject.size / 3 == 333', true], // whole numbers are whole
    ['native[1].details["min-os"] > 11.4', true],
    ['native.size() == 2 && native[0].path == "a.so"', true],
    ['native.exists(f, has(f.soname))', true],
    ['native.all(f, has(f.soname))', false],
    ['native.filter(f, f.size > 10).map(f, f.path) == ["b.so"]', true],
    ['native.exists_one(f, components.exists(c, f.size > 10 && c.id == "zlib"))', true],
    ['metadata.licence.matches("^(MIT|ISC)$")', true],
    ['has(metadata.homepage)', false],
    ['has(source.status) || has(locked.name) || has(change.kind) || has(contents.files)', false], // left out: an empty map
    ['bytecode + hostLibraries + packages + wayIn + observations == []', true], // left out: an empty list
    ['problems[0].code == "hidden-entry"', true],
    ['type(subject.size) == int && type(subject) == map && type(native) == list', true],
    ['type(subject.path) == string && type(true) == bool && type(1.5) == double && type(1u) == uint', true],
    ['type(b"a") == bytes && type(null) == null_type && type(int) == type', true],
    ['.subject.size == 1000', true],
    ['"a" + "b" == "ab" && [1] + [2] == [1, 2] && 1 + 1 == 2', true],
    // what cannot be answered
    ['metadata.version_of_the_law == "1"', 'field not found: version_of_the_law'],
    ['subject.size / 0 == 1', 'int divide by zero'],
    ['subject.size', 'it gives neither true nor false'],
    ['"true"', 'it gives neither true nor false'],
  ])('%s: %s', (when, expected) => {
    expect(answer(when, demo())).toBe(expected);
  });

  test('the same facts answer several rules', () => {
    const facts = demo();
    expect([answer('native.size() == 2', facts), answer('native.size() == 3', facts)]).toEqual([true, false]);
  });
});

describe('what is refused before it runs', () => {
  const facts =
    'There are subject, native, bytecode, components, hostLibraries, packages, metadata, source, contents, problems, locked, change, wayIn, observations';
  const literal = 'matches takes its pattern as a literal text, as in subject.path.matches("^dist/")';
  test.each([
    ['subject.size >', 'not a CEL expression: at 1:14: found > but expecting end of input'],
    ['subject.path == "\\xzz"', 'not a CEL expression: Invalid code point NaN'],
    ['subjct.size > 1', `"subjct" is no fact. ${facts}`],
    ['size(subjct) > 1', `"subjct" is no fact. ${facts}`],
    ['subject.path.startsWith(subjct)', `"subjct" is no fact. ${facts}`],
    ['[1, subjct] == []', `"subjct" is no fact. ${facts}`],
    ['{"a": subjct} == {}', `"subjct" is no fact. ${facts}`],
    ['{subjct: "a"} == {}', `"subjct" is no fact. ${facts}`],
    ['google.protobuf.Int32Value{value: subjct} == 1', `"subjct" is no fact. ${facts}`],
    ['native.exists(f, g.size > 1)', `"g" is no fact. ${facts}`],
    ['natve.exists(f, f.size > 1)', `"natve" is no fact. ${facts}`],
    ['native.exists(f, true) && f.size > 1', `"f" is no fact. ${facts}`],
    ['subject.path.matches(metadata.name)', literal],
    ['subject.path.matches(1)', literal],
    ['matches(subject.path, "a")', literal],
    ['subject.path.matches()', literal],
  ])('%s', (when, expected) => {
    expect(mistakeOf(when)).toBe(expected);
  });

  test('an expression of 2,000 characters is read, a longer or deeper one is not', () => {
    expect(mistakeOf(`true${' '.repeat(1996)}`)).toBeUndefined();
    expect(mistakeOf(`true${' '.repeat(1997)}`)).toBe('an expression may be at most 2000 characters long');
  });

  test.each<[what: string, nested: (depth: number) => string]>([
    ['lists', (depth) => `${'['.repeat(depth)}${']'.repeat(depth)} == []`],
    ['parentheses', (depth) => `${'('.repeat(depth)}true${')'.repeat(depth)}`],
    ['maps', (depth) => `${'{1: '.repeat(depth)}1${'}'.repeat(depth)} == {}`],
  ])('a hundred %s in each other are read, one more is not', (_, nested) => {
    expect(mistakeOf(nested(100))).toBeUndefined();
    expect(mistakeOf(nested(101))).toBe('an expression may be nested 100 deep');
    expect(mistakeOf(`"]})" == "" || ${nested(101)}`)).toBe('an expression may be nested 100 deep'); // what opens nothing closes nothing
  });

  test('brackets beside each other are not deep', () => {
    expect(mistakeOf(`${'[1].size() + '.repeat(101)}1 == 0`)).toBeUndefined();
  });

  test.each([
    ['one after the other', 'native.exists(a, true) || native.exists(b, true) || [1].all(c, true) || [2].all(d, true)', undefined],
    ['three, one in the other', '[1].map(a, [1].map(b, [1].map(c, 1))).size() == 1', undefined],
    ['four, in the body', '[1].map(a, [1].map(b, [1].map(c, [1].map(d, 1)))).size() == 1', 4],
    ['five', '[1].map(a, [1].map(b, [1].map(c, [1].map(d, [1].map(e, 1))))).size() == 1', 5],
    ['in the condition', '[1].all(a, [1].all(b, [1].all(c, [1].all(d, true))))', 4],
    ['in an argument', '[1].all(a, [1].all(b, [1].all(c, size([1].map(d, 1)) == 1)))', 4],
    ['in a list', '[1].map(a, [1].map(b, [1].map(c, [0, [1].map(d, 1)]))).size() == 1', 4],
    ['in a map', '[1].map(a, [1].map(b, [1].map(c, {"x": [1].map(d, 1)}))).size() == 1', 4],
    ['in the key of a map', '[1].map(a, [1].map(b, [1].map(c, {size([1].map(d, 1)): 1}))).size() == 1', 4],
    ['in what is selected from', '[1].map(a, [1].map(b, [1].map(c, [{"x": 1}].map(d, d)[0].x))).size() == 1', 4],
    ['in what a loop runs over', '[1].map(a, [1].map(b, [1].map(c, [1].map(d, 1)))).map(e, 1).size() == 1', 4],
    ['what a loop runs over is no loop in it', '[1].map(a, 1).map(b, 1).map(c, 1).map(d, 1).size() == 1', undefined],
  ])('loops: %s', (_, when, depth) => {
    expect(mistakeOf(when)).toBe(depth === undefined ? undefined : `loops (exists, all, map, filter) may be nested 3 deep, here they are ${depth}`);
  });
});

describe('where its work ends', () => {
  test('20,000 steps of loops', () => {
    expect(answer('wayIn.all(each, each == "a@1")', waysIn(20_000))).toBe(true);
    expect(answer('wayIn.all(each, each == "a@1")', waysIn(20_001))).toBe('it takes more than 20000 steps');
    expect(answer('wayIn.exists(each, each == "a@1")', waysIn(20_001))).toBe(true); // it ends at the first
  });

  test('a text of 65,536 characters', () => {
    expect(answer('(subject.path + "x").endsWith("x")', named(65_535))).toBe(true);
    expect(answer('(subject.path + "x").endsWith("x")', named(65_536))).toBe('a text of more than 65536 characters');
  });

  test.each([
    ['^aaaaaaaaa', 10],
    ['^a{3}', 20], // five characters, and what the repeat stands for: 1 + 3
    ['^a{2,4}', 35],
    ['^a{2,}', 18],
    ['^a{1}b{2}c{12}', 224],
    ['^a{,}b{x}', 9],
  ])('regular expressions: %s weighs %i for each character of the text', (pattern, weight) => {
    const most = Math.floor((10 << 20) / weight);
    expect(answer(`subject.path.matches(${JSON.stringify(pattern)})`, named(most))).toBe(false);
    expect(answer(`subject.path.matches(${JSON.stringify(pattern)})`, named(most + 1))).toBe('its regular expressions take too much work');
  });

  test('one rule over all subjects: 200,000 steps', () => {
    const compiled = compileCustom('wayIn.all(each, true)');
    if ('mistake' in compiled) throw new Error(compiled.mistake);
    const facts = waysIn(20_000);
    const answers = Array.from({ length: 13 }, () => compiled.evaluate(facts));
    expect(answers.slice(0, 11)).toEqual(answers.slice(0, 11).map(() => ({ value: true })));
    const tooMuch = { error: 'it took too much work for the subjects before this one' };
    expect(answers.slice(11)).toEqual([tooMuch, tooMuch]);
  });

  test('one rule over all subjects: twice the regular expressions of one', () => {
    const compiled = compileCustom('subject.path.matches("^aaaaaaaaa")');
    if ('mistake' in compiled) throw new Error(compiled.mistake);
    const facts = named(1 << 20);
    expect([compiled.evaluate(facts), compiled.evaluate(facts), compiled.evaluate(facts), compiled.evaluate(facts)]).toEqual([
      { value: false },
      { value: false },
      { value: false },
      { error: 'it took too much work for the subjects before this one' },
    ]);
  });
});

test('the line that decided it is the rule’s own, or the one that says more', () => {
  const custom = 'custom: [{ id: local/mine, when: "true", says: no }]';
  const line = (text: string) =>
    judge([artifact()], policyOf(`version: 1\n${text}\n`), { today }).findings.find(({ rule }) => rule === 'local/mine')?.policyLine;
  expect(line(custom)).toMatchObject({ path: 'sourcegate.yml', line: 2 });
  expect(line(`${custom}\nrules: { local/mine: note }`)).toMatchObject({ path: 'sourcegate.yml', line: 3 });
});

describe('the message', () => {
  const facts =
    'There are subject, native, bytecode, components, hostLibraries, packages, metadata, source, contents, problems, locked, change, wayIn, observations';
  test.each([
    ['too large', undefined],
    ['{{subject.path}} by {{metadata.name}}', undefined],
    ['{{subject}} and {{native}}', undefined],
    ['{{metadata.details.min-os}}', undefined],
    ['{{}}', '{{}} is no path of a fact, such as {{subject.path}}'],
    ['{{subject.}}', '{{subject.}} is no path of a fact, such as {{subject.path}}'],
    ['{{ subject }}', '{{ subject }} is no path of a fact, such as {{subject.path}}'],
    ['{{1native}}', '{{1native}} is no path of a fact, such as {{subject.path}}'],
    ['{{subject.path}} {{native[0].path}}', '{{native[0].path}} is no path of a fact, such as {{subject.path}}'],
    ['{{foo.bar}}', `{{foo.bar}}: "foo" is no fact. ${facts}`],
  ])('%s: %s', (says, expected) => {
    expect(customMistake(says)).toBe(expected);
  });

  const finding = (says: string, given: Facts = artifact(), more = '') =>
    judge([given], policyOf(`version: 1\ncustom: [{ id: local/mine, when: "true", says: ${JSON.stringify(says)}${more} }]\n`), {
      today,
    }).findings.find(({ rule }) => rule === 'local/mine');
  const demo = artifact({
    subject: { size: 1000 },
    native: [so('a.so'), so('b.so')],
    metadata: metadata({
      version: null as never,
      repository: `https://${'x'.repeat(300)}`,
      details: { generator: 'maturin', flags: ['a', 'b', 'c'] },
    }),
  });
  test.each([
    ['{{subject.path}} is {{subject.size}} bytes', 'dist/demo-1.0-cp312-cp312-linux_x86_64.whl is 1000 bytes'],
    ['{{native}} files, {{metadata.details.flags}} flags, {{metadata.details}} details', '2 files, 3 flags, 2 details'],
    ['made by {{metadata.details.generator}}', 'made by maturin'],
    ['{{metadata.homepage}} and {{metadata.name.first}} and {{source.status}}', '? and ? and ?'],
    ['{{metadata.toString}} {{subject.constructor.name}}', '? ?'],
    ['{{metadata.version}} {{metadata.version.major}}', '? ?'],
    ['{{metadata.repository}}', `https://${'x'.repeat(189)}...`],
  ])('%s is told as %s', (says, expected) => {
    expect(finding(says, demo)?.message).toBe(expected);
  });

  test('a finding like any other: where it stands, what was asked, the way out', () => {
    expect(finding('is here', locked({ lock: { purl: 'pkg:pypi/torch@1.9.0' } }))).toMatchObject({
      outcome: 'violated',
      level: 'warning',
      title: 'torch 1.9.0: is here',
      message: 'is here',
      wayOut: 'what the rule asks for, or a waiver',
      at: { path: 'uv.lock', line: 12 },
      evidence: [{ kind: 'content', path: 'uv.lock', line: 12, value: 'true' }],
    });
    expect(finding('is here', artifact(), ', level: error, way-out: "ask legal@acme.example"')).toMatchObject({
      level: 'error',
      wayOut: 'ask legal@acme.example',
    });
  });

  test('what reports say of the rule itself is the expression of the policy', () => {
    const at = { path: 'sourcegate.yml', line: 1 };
    const { asks, why, level } = customRule({ id: 'local/small', when: 'subject.size > 9', says: 'x', at, whenAt: at }).meta;
    expect([asks, why, level]).toEqual(['Is it not so that: subject.size > 9', 'A rule of this policy.', 'warning']);
  });

  test('the way out is told as it is written', () => {
    expect(finding('is here', artifact(), ', way-out: "ask {{owner}} or {{subject.path}}"')?.wayOut).toBe('ask {{owner}} or {{subject.path}}');
  });

  test('what cannot be answered is told as a question', () => {
    const policy = policyOf('version: 1\ncustom: [{ id: local/mit, when: "metadata.licence != \\"MIT\\"", says: "is no MIT", level: error }]\n');
    expect(judge([artifact()], policy, { today }).findings).toMatchObject([
      {
        outcome: 'unknown',
        level: 'error',
        title: 'demo-1.0-cp312-cp312-lin...: local/mit could not be answered',
        message: 'local/mit could not be answered for demo-1.0-cp312-cp312-linux_x86_64.whl: field not found: licence.',
      },
    ]);
    expect(judge([artifact({ metadata: metadata({ licence: 'MIT' }), source: source('published') })], policy, { today }).findings).toEqual([]);
  });

  test('an expression that is none, which only a caller without a policy can hand in, is a question too', () => {
    const at = { path: 'sourcegate.yml', line: 1 };
    const rule = customRule({ id: 'local/x', when: 'subject.size >', says: 'x', at, whenAt: at });
    expect([...rule.check(artifact(), {})].map(({ outcome, data }) => [outcome, data?.['error']])).toEqual([
      ['unknown', 'not a CEL expression: at 1:14: found > but expecting end of input'],
    ]);
  });
});
