import fc from 'fast-check';
import { unexplainedFiles } from '../../src/report/correspondence.ts';
import { createReports } from '../../src/report/index.ts';
import type { Correspondence, CorrespondingFile, Facts } from '../../src/types.ts';
import { forbidden, hostileText } from './hostile.ts';
import { torch } from './samples.ts';

const { compareReports } = createReports({ version: '0' });
const source: Facts = { ...torch, subject: { kind: 'artifact', path: 'pytorch', format: 'git', size: 0, depth: 'index' } };
const printed = (id: string, correspondence: Correspondence) => {
  const parts: string[] = [];
  compareReports[id]?.print({ before: torch, after: source, correspondence }, (part) => parts.push(part));
  return parts.join('');
};
const files: CorrespondingFile[] = [
  { path: 'a/data.txt', class: 'phantom', danger: 'data' },
  { path: 'a/evil.py', class: 'phantom', danger: 'import' },
  { path: 'a/lib.so', class: 'phantom', danger: 'import', native: true },
  {
    path: 'a/m.py',
    class: 'modified',
    danger: 'import',
    source: 'src/a/m.py',
    lines: { added: 2, missing: 1, first: [{ line: 7, text: 'evil()' }] },
  },
  { path: 'a/ok.py', class: 'same-path', source: 'src/a/ok.py' },
  { path: 'x.pth', class: 'phantom', danger: 'install' },
];
const found: Correspondence = {
  files,
  counts: { phantom: 4, modified: 1, 'same-path': 1 },
  explained: 1,
  below: 'src/',
  doubtful: true,
  git: { commit: 'c'.repeat(40), ref: 'v1.9.0', how: 'tag' },
  remarks: ['This clone is shallow.'],
};

test('what runs first leads', () => {
  expect(unexplainedFiles(found).map(({ path }) => path)).toEqual(['x.pth', 'a/evil.py', 'a/lib.so', 'a/m.py', 'a/data.txt']);
});
test('as text', () => expect(printed('text', found)).toMatchSnapshot());
test('as Markdown', () => expect(printed('markdown', found)).toMatchSnapshot());
test('as JSON: counts, every file, and the order of danger', () => {
  expect(JSON.parse(printed('json', found))).toMatchObject({
    explained: 1,
    total: 6,
    doubtful: true,
    git: { ref: 'v1.9.0' },
    counts: found.counts,
    files,
  });
});
test('all explained is 100%, all but one is less', () => {
  const many = (number: number, explained: number): Correspondence => ({
    files: Array.from({ length: number }, (_, at) => ({ path: `f${at}`, class: at < explained ? 'same-path' : 'phantom' })),
    counts: {},
    explained,
    below: '',
    doubtful: false,
    remarks: [],
  });
  expect(printed('text', many(1000, 1000))).toContain('1,000 of 1,000 files (100%)');
  expect(printed('text', many(1000, 999))).toContain('999 of 1,000 files (99%)');
});
test('lines stay within 80 columns, foreign text in its line', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const [first] = files as [CorrespondingFile];
      const hostile: Correspondence = {
        ...found,
        files: [{ ...first, path: text, why: text, source: text, lines: { added: 1, missing: 0, first: [{ line: 1, text }] } }],
        below: text,
        git: { commit: 'c'.repeat(40), ref: text, how: 'nearest' },
        remarks: [text],
      };
      for (const id of ['text', 'markdown']) {
        const lines = printed(id, hostile);
        expect(lines).not.toMatch(forbidden);
        expect(lines.split('\n').filter((line) => /^\s*::|##\[/.test(line))).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
  expect(
    printed('text', found)
      .split('\n')
      .filter((line) => line.length > 80),
  ).toEqual([]);
});
