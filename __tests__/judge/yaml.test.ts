// How the text of a policy is read: values with their places, and what is refused before anything is made of it.
import { Mistakes, type PolicyError } from '../../src/judge/mistakes.ts';
import { type Path, readYaml } from '../../src/judge/yaml.ts';

function told(text: string): string[] {
  const mistakes = new Mistakes();
  const located = readYaml(text, 'p.yml', mistakes);
  expect(located === undefined).toBe(mistakes.any);
  try {
    mistakes.throwIfAny();
    return [];
  } catch (error) {
    return (error as PolicyError).mistakes.map(({ at, message }) => `${at.line}:${at.column} ${message}`);
  }
}

describe('places', () => {
  const text = `# a policy
version: 1
rules:
  source/missing: error
  "bundled/static":
    level: note
    1: one
overrides:
  - for: { scope: dev }
  -
    - deep
empty:
`;
  const located = readYaml(text, 'p.yml', new Mistakes())!;
  test.each<[path: Path, value: string, key: string]>([
    [[], '2:1', '2:1'],
    [['version'], '2:10', '2:1'],
    [['rules'], '4:3', '3:1'],
    [['rules', 'source/missing'], '4:19', '4:3'],
    [['rules', 'bundled/static', 'level'], '6:12', '6:5'],
    [['rules', 'bundled/static', 1], '7:8', '7:5'],
    [['overrides', 0], '9:5', '9:5'],
    [['overrides', 0, 'for', 'scope'], '9:19', '9:12'],
    [['overrides', 1, 0], '11:7', '11:7'],
    // what is not there stands where its parent stands
    [['waivers'], '2:1', '2:1'],
    [['rules', 'none'], '4:3', '4:3'],
    [['rules', 'source/missing', 'level'], '4:19', '4:19'],
    [['rules', 'none', 'level'], '4:3', '4:3'],
    [['overrides', 7, 'for'], '9:3', '9:3'],
    [['empty'], '12:7', '12:1'],
  ])('%j: the value at %s, the key at %s', (path, value, key) => {
    const shown = ({ path: file, line, column }: { path: string; line?: number; column?: number }) => `${file} ${line}:${column}`;
    expect([shown(located.placeOf(path)), shown(located.keyPlaceOf(path))]).toEqual([`p.yml ${value}`, `p.yml ${key}`]);
  });

  test('where nothing stands', () => {
    const at = (text: string, path: Path) => {
      const read = readYaml(text, 'p.yml', new Mistakes())!;
      return [read.placeOf(path), read.keyPlaceOf(path)].map(({ line, column }) => `${line}:${column}`);
    };
    expect(at('', [])).toEqual(['1:1', '1:1']);
    expect(at('\n# nothing\n', ['a'])).toEqual(['1:1', '1:1']);
    expect(at('\n  { b: 1, a }', ['a'])).toEqual(['2:3', '2:11']);
    expect(at('\n  { b: 1, a }', ['a', 'c'])).toEqual(['2:3', '2:3']);
  });

  test('the value is plain data', () => {
    expect(located.value).toEqual({
      version: 1,
      rules: { 'source/missing': 'error', 'bundled/static': { level: 'note', 1: 'one' } },
      overrides: [{ for: { scope: 'dev' } }, ['deep']],
      empty: null,
    });
  });
});

test.each([
  ['an empty file', '', undefined],
  ['a key without a value', '{ a, b: 1 }', { a: null, b: 1 }],
  ['a comment', '# nothing\n', undefined],
  ['null', 'null', null],
  ['yes and no are texts', '[yes, no, on, off, y, n]', ['yes', 'no', 'on', 'off', 'y', 'n']],
  ['true, false and null are not', '[true, False, ~]', [true, false, null]],
  ['days are texts', '[2027-01-31]', ['2027-01-31']],
  ['octal as in YAML 1.2', '[0o17, 017, 0x1f]', [15, 17, 31]],
  ['anchors that nothing uses', 'a: &x 1', { a: 1 }],
  ['<< is a key like any other', '{ "<<": { a: 1 } }', { '<<': { a: 1 } }],
])('%s', (_, text, expected) => {
  expect(readYaml(text, 'p.yml', new Mistakes())?.value).toEqual(expected);
});

test.each<[text: string, expected: readonly string[]]>([
  ['a: 1\na: 2\n', ['2:1 this key stands here twice; only one of them could have an effect: remove one']],
  ['a:\n\tb: 1\n', ['2:1 a tab indents this line; YAML indents with spaces']],
  ['a: 1\n---\nb: 2\n', ['2:1 a second document begins here (---); a policy is one document']],
  ['a: &x 1\nb: *x\n', ['2:4 a policy has no aliases: write out what *x stands for']],
  [
    'a: &x { b: 1 }\nc: [*x, *x]\n',
    ['2:5 a policy has no aliases: write out what *x stands for', '2:9 a policy has no aliases: write out what *x stands for'],
  ],
  ['a: [1\n', ['2:1 not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]']],
  ['a: "b\n', ['2:1 not valid YAML: missing closing "quote']],
  ['a: @b\n', ['1:4 not valid YAML: plain value cannot start with reserved character @']],
])('%j', (text, expected) => {
  expect(told(text)).toEqual(expected);
});

describe('bounds', () => {
  const tooDeep = 'nested more than 40 levels deep: a policy needs 5';

  test('262,144 characters', () => {
    expect(told(`a: 1\n#${' '.repeat((256 << 10) - 6)}`)).toEqual([]);
    expect(told(`a: 1\n#${' '.repeat((256 << 10) - 5)}`)).toEqual(['1:1 the file is 262145 characters long; a policy may have 262144']);
  });

  test.each([
    ['brackets', (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`, '1:41'],
    ['braces', (depth: number) => `${'{a: '.repeat(depth)}1${'}'.repeat(depth)}`, '1:161'],
    ['brackets over lines', (depth: number) => `a:\n${' [\n'.repeat(depth)}${' ]\n'.repeat(depth)}`, '42:2'],
    ['dashes', (depth: number) => `a: 1\nb:\n  ${'- '.repeat(depth)}1`, '3:1'],
    ['dashes without a space between', (depth: number) => `${'-\t'.repeat(depth)}1`, '1:1'],
    ['indentation', (depth: number) => Array.from({ length: depth }, (_, each) => `${' '.repeat(each)}a:`).join('\n'), '41:1'],
    [
      'indentation with empty lines between',
      (depth: number) => Array.from({ length: depth }, (_, each) => `${' '.repeat(each)}a:\n\n`).join(''),
      '81:1',
    ],
  ] as const)('forty levels of %s are read, one more is not', (_, nested, place) => {
    expect(told(nested(40)).filter((each) => each.includes('nested'))).toEqual([]);
    expect(told(nested(41))).toEqual([`${place} ${tooDeep}`]);
  });

  test('what is beside each other is not deep', () => {
    expect(told(Array.from({ length: 100 }, (_, each) => `k${each}: [{ a: [1] }]`).join('\n'))).toEqual([]);
    expect(told(Array.from({ length: 100 }, (_, each) => `k${each}:\n  a:\n    - b`).join('\n'))).toEqual([]);
    expect(told(`a: "${']'.repeat(50)}"\nb: [[1]]`)).toEqual([]);
    expect(told(`${Array.from({ length: 100 }, (_, each) => ' '.repeat(each)).join('\n')}\na: 1`)).toEqual([]); // lines of spaces
    expect(told(`[[], ${'['.repeat(39)}${']'.repeat(39)}]`)).toEqual([]);
    expect(told(`[[], ${'['.repeat(40)}${']'.repeat(40)}]`)).toEqual([`1:45 ${tooDeep}`]);
  });
});
