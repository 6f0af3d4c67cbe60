// A policy may come from the head of a pull request: whatever it holds, it ends soon, and with a mistake.
import fc from 'fast-check';
import { compileCustom } from '../../src/judge/custom.ts';
import { judge } from '../../src/judge/evaluate.ts';
import { matches, patternMistake } from '../../src/judge/globs.ts';
import { PolicyError } from '../../src/judge/mistakes.ts';
import { nearest } from '../../src/judge/nearest.ts';
import { presets } from '../../src/judge/presets.ts';
import { processorTime } from '../build/processor-time.ts';
import { artifact, policyOf, so, today } from './support.ts';

const within = (seconds: number, run: () => void): void => expect(processorTime(seconds, run)).toBeLessThan(seconds);

test.each([
  ['100,000 open brackets', `a: ${'['.repeat(100_000)}`, 'nested more than'],
  ['100,000 dashes', '- '.repeat(100_000), 'nested more than'],
  ['ever deeper indentation', Array.from({ length: 700 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), 'nested more than'],
  ['aliases', 'a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n', 'no aliases'],
  ['4 MB', `version: 1\n${'# x\n'.repeat(1_000_000)}`, 'characters long; a policy may have'],
  ['braces that stand for 4 million patterns', `version: 1\nlook-at: { artifacts: "${'{a,b}'.repeat(22)}" }\n`, 'more than 1000 patterns'],
  ['a pattern of 600 characters', `version: 1\nlook-at: { artifacts: "${'*'.repeat(600)}" }\n`, 'at most 512'],
  [
    'thousands of unknown rules',
    `version: 1\nrules:\n${Array.from({ length: 9000 }, (_, each) => `  x/rule-${each}: error\n`).join('')}`,
    'more unknown keys',
  ],
  ['names of Object itself', 'version: 1\n__proto__: {}\nconstructor: {}\n', 'unknown key "__proto__"'],
])('%s', (_, text, says) => {
  within(2, () => expect(() => policyOf(text)).toThrow(PolicyError));
  expect(() => policyOf(text)).toThrow(says);
});

test('a changed byte anywhere in a preset gives a policy or a list of mistakes, and nothing else', () => {
  const text = presets['pypi-ml']!;
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom(...'\u0000:{}[]*&!|>#-\'"\n\t ,@`%\u2028a0'), fc.nat(30), (at, character, cut) => {
      try {
        policyOf(text.slice(0, at) + character + text.slice(at + cut));
      } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        for (const { at: place, message } of error.mistakes) {
          expect(place.line ?? 1).toBeGreaterThan(0);
          expect(message).not.toMatch(/undefined|\[object/);
        }
      }
    }),
    { numRuns: 60, seed: 7 },
  );
});

describe('globs', () => {
  test('patterns that made other engines slow', () => {
    within(0.5, () => {
      matches(`${'*a'.repeat(200)}b`, 'a'.repeat(400));
      matches(`+(${'a|'.repeat(100)}a)`, 'a'.repeat(300));
      matches('**/'.repeat(100), 'a/'.repeat(300));
    });
  });
  test('a refused pattern matches nothing', () => {
    expect(patternMistake('')).toBeDefined();
    expect(matches('{a,b}'.repeat(22), 'a'.repeat(22))).toBe(false);
    expect(matches('**/*.so', '.hidden/a.so')).toBe(true);
    expect(matches('!a', 'b')).toBe(false);
  });
});

describe('custom rules', () => {
  const facts = artifact({ native: Array.from({ length: 3000 }, (_, each) => so(`lib/file${each}.so`)) });
  const answer = (when: string): string => {
    const policy = policyOf(
      `version: 1\ncustom:\n  - { id: local/x, when: ${JSON.stringify(when)}, says: "{{subject.path}} has {{native}} files" }\n`,
    );
    const [finding] = judge([facts], policy, { today }).findings.filter(({ rule }) => rule === 'local/x');
    return finding === undefined ? 'none' : `${finding.outcome}: ${finding.message}`;
  };

  test('answers over the facts', () => {
    expect(answer('subject.kind == "artifact" && native.size() == 3000')).toBe('violated: dist/demo-1.0-cp312-cp312-linux_x86_64.whl has 3000 files');
    expect(answer('native.exists(f, f.path.matches("file2999\\\\.so$"))')).toContain('violated');
    expect(answer('has(metadata.licence)')).toBe('none');
  });
  test('what cannot be answered is unknown, never a pass', () => {
    expect(answer('metadata.licence == "MIT"')).toMatch(/^unknown: .*licence/);
    expect(answer('subject.size')).toContain('neither true nor false');
  });
  test.each([
    ['three nested loops', 'native.map(a, native.map(b, native.map(c, 1))).size() > 0', '20000 steps'],
    [
      'texts that double',
      `["${'x'.repeat(500)}"].map(a, [a+a+a+a+a+a+a+a].map(b, [b+b+b+b+b+b+b+b].map(c, c+c+c+c+c+c+c+c))).size() > 9`,
      '65536 characters',
    ],
    ['a regular expression in a loop', `native.all(f, "${'a'.repeat(900)}".matches("(a?){300}b") == false)`, 'too much work'],
  ])('%s ends', (_, when, says) => {
    within(2, () => expect(answer(when)).toContain(says));
  });
  test.each([
    ['four nested loops', '[1].map(a, [1].map(b, [1].map(c, [1].map(d, 1)))).size() > 0', 'nested 3 deep'],
    ['an unknown fact', 'subjct.size > 1', '"subjct" is no fact'],
    ['a pattern that is no literal', 'subject.path.matches(metadata.name)', 'literal text'],
    ['parentheses', `${'('.repeat(990)}true${')'.repeat(990)}`, 'nested 100 deep'],
    ['length', `true${' '.repeat(3000)}`, 'at most 2000'],
    ['nothing', '', 'not a CEL expression'],
  ])('%s is a mistake of the policy', (_, when, says) => {
    const compiled = compileCustom(when);
    expect('mistake' in compiled ? compiled.mistake : 'compiled').toContain(says);
  });
});

test('the nearest spelling', () => {
  expect(nearest('source/binary-olny', ['source/binary-only', 'source/missing'])).toBe('source/binary-only');
  expect(nearest('pipy', ['npm', 'pypi'])).toBe('pypi');
  expect(nearest('Error', ['error'])).toBe('error');
  expect(nearest('gibberish', ['error', 'note'])).toBeUndefined();
  expect(nearest('a'.repeat(5000), ['error'])).toBeUndefined();
});
