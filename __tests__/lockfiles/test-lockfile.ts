// What every lockfile reader's test is made of: texts and what is read from them, and for each the ways in which a file goes bad.
import { readLockfile } from '../../src/lockfiles/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../../src/types.ts';
import { processorTime } from '../build/processor-time.ts';

interface Reads {
  name: string;
  path: string;
  text: string;
  /** One line per package: see `lineOf`. */
  packages: readonly string[];
  /** Problems, as `line kind code`; left out: none. */
  told?: readonly string[];
  /** Facts beyond the line, by the package's place in the list. */
  more?: Readonly<Record<number, Partial<LockedPackage>>>;
}
interface Refuses {
  /** The problem's code. */
  name: string;
  text: string;
  line: number;
}

/** `line:column purl kind`, then what there is of: commit (its first seven), hashes, binaryOnly, scopes, direct, requiredBy. */
export function lineOf(found: LockedPackage): string {
  const { line, column, purl, resolved, hashes, binaryOnly, scopes, direct, requiredBy } = found;
  return [
    `${line}:${column}`,
    purl,
    resolved.kind + (resolved.commit === undefined ? '' : `#${resolved.commit.slice(0, 7)}`),
    hashes.length === 0 ? '' : `hashes=${hashes.length}`,
    binaryOnly === undefined ? '' : binaryOnly ? 'binary-only' : 'has-source',
    scopes.length === 0 ? '' : `scopes=${scopes.join(',')}`,
    direct === undefined ? '' : direct ? 'direct' : 'transitive',
    requiredBy.length === 0 ? '' : `by=${requiredBy.join(';')}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

export function testLockfile(format: LockfileFormat, { reads, refuses }: { reads: readonly Reads[]; refuses: readonly Refuses[] }): void {
  const path = reads[0]!.path;
  describe(format.id, () => {
    for (const { name, path, text, packages, more, told = [] } of reads) {
      test(`reads ${name}`, () => {
        const read = readLockfile(text, path);
        expect(read.packages.map(lineOf)).toEqual(packages);
        expect(read.problems.map(({ kind, line, code }) => `${line} ${kind} ${code}`)).toEqual(told);
        for (const [index, facts] of Object.entries(more ?? {})) expect(read.packages[Number(index)]).toMatchObject(facts);
      });
      test(`reads ${name} with a byte order mark and CRLF`, () => {
        const read = readLockfile(`\ufeff${text.replaceAll('\n', '\r\n')}`, path);
        expect(read.packages.map(lineOf)).toEqual(packages);
      });
      test(`names the line of conflict markers in ${name}`, () => {
        const lines = text.split('\n');
        const middle = lines.length >> 1;
        const marked = [
          ...lines.slice(0, middle),
          '<<<<<<< HEAD',
          ...lines.slice(middle, middle + 1),
          '=======',
          '>>>>>>> branch',
          ...lines.slice(middle + 1),
        ];
        const read = readLockfile(marked.join('\n'), path);
        expect(read).toMatchObject({ packages: [], problems: [{ code: 'conflict-markers', kind: 'unreadable', line: middle + 1 }] });
      });
      test(`ends on every mutation of ${name}`, () => {
        const random = randomFrom(text.length);
        for (let round = 0; round < rounds; round++) expectSane(mutated(text, random), path);
      });
    }
    for (const { name, text, line } of refuses) {
      test(`refuses: ${name} ${JSON.stringify(text.slice(0, 40))}`, () => {
        const { problems } = readLockfile(text, path);
        expect(problems).toContainEqual(expect.objectContaining({ code: name, line, path }));
      });
    }
    test('ends soon on what is no lockfile at all', () => {
      for (const [name, text] of Object.entries(hostile)) {
        const time = processorTime(3, () => expectSane(text, path));
        expect({ name, slow: time > 3 }).toEqual({ name, slow: false });
      }
    });
  });
}

const rounds = 120;

/** No throw; every problem says what; every package has a line and a purl. */
function expectSane(text: string, path: string): void {
  const { packages, problems } = readLockfile(text, path);
  const wrong = packages.filter(({ line, column, purl }) => !(line >= 1) || !(column >= 1) || !purl.startsWith('pkg:'));
  expect(wrong).toEqual([]);
  expect(problems.filter(({ code, message, kind }: Problem) => code === '' || message === '' || kind === undefined)).toEqual([]);
}

const hostile: Readonly<Record<string, string>> = {
  empty: '',
  'one brace': '{',
  'zero bytes': '\0\0\0\0',
  'binary words': '#!/usr/bin/env bun\n\x7f\x1b[31m\u202e',
  'deep lists': '['.repeat(20_000),
  'deep objects': '{"a":'.repeat(20_000),
  'deep brackets': '('.repeat(20_000),
  'deep YAML': Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
  'alias bomb': `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij'].map((key, index) => `${key}: &${key} [${`*${'abcdefghi'[index]},`.repeat(9)}*a]`).join('\n')}\npackages: *j\ndependencies: *j\nversion: *j\n`,
  'a long line of letters': 'a'.repeat(200_000),
  'a long line of spaces': `x${' '.repeat(200_000)}y`,
  'a long line of at signs': '@'.repeat(100_000),
  'a long line of dots': `name ${'.'.repeat(100_000)}`,
  'a long line of quotes': '"'.repeat(100_000),
  'many lines': 'a==1\n'.repeat(20_000),
};

/** Small, seeded, and the same on every machine (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed + 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const bits = [
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '\n',
  '=',
  '<',
  '>',
  '&',
  '*',
  '!',
  '#',
  '\\',
  '\u2028',
  '💥',
  'null',
  '-',
  '@',
  '/',
  '__proto__',
  '9999999999999999999',
  '$',
];

/** Cuts, doubles, swaps or inserts a few times. */
function mutated(text: string, random: () => number): string {
  let out = text;
  for (let step = 0; step < 1 + random() * 3; step++) {
    const at = Math.floor(random() * out.length);
    const to = Math.min(out.length, at + 1 + Math.floor(random() * 30));
    const kind = Math.floor(random() * 5);
    if (kind === 0) out = out.slice(0, at);
    else if (kind === 1) out = out.slice(0, at) + out.slice(to);
    else if (kind === 2) out = out.slice(0, to) + out.slice(at);
    else if (kind === 3) out = out.slice(0, at) + bits[Math.floor(random() * bits.length)]! + out.slice(at);
    else out = out.slice(0, at) + bits[Math.floor(random() * bits.length)]! + out.slice(to);
  }
  return out;
}
