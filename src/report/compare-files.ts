// The files of two artifacts side by side: how many, then which, with their hashes; what runs first leads, changed before added before removed.
import type { FileChange, FileChanges, FileState } from '../types.ts';
import { ends, hanging, paint, type Style, widthOf, wrap } from './columns.ts';
import { markdown } from './markdown-escape.ts';
import { clean, cleanAscii } from './text-escape.ts';
import { amount, byText, count, counted, shortHash } from './words.ts';

const hows = ['changed', 'added', 'moved', 'removed'] as const;
const dangers = ['install', 'import', 'data'] as const;
const dangerWords = { install: 'runs at installation or build', import: 'runs when used', data: 'data' } as const;

/** Every change, in the order that a person should read them. */
const ranked = ({ changes }: FileChanges): FileChange[] =>
  [...changes].sort(
    (a, b) => dangers.indexOf(a.danger) - dangers.indexOf(b.danger) || hows.indexOf(a.how) - hows.indexOf(b.how) || byText(a.path, b.path),
  );

/** How many of each kind: of all, never of those shown. */
export const fileCounts = ({ changes, same, notCompared }: FileChanges) => ({
  ...(Object.fromEntries(hows.map((how) => [how, changes.filter((each) => each.how === how).length])) as Record<FileChange['how'], number>),
  same,
  notCompared,
});

function countWords(files: FileChanges): string {
  const { same, notCompared, ...of } = fileCounts(files);
  const parts = hows.flatMap((how) => (of[how] > 0 ? [`${count(of[how])} ${how}`] : []));
  const open = notCompared > 0 ? [`${count(notCompared)} not compared (same name and size; the content was not read)`] : [];
  return [...parts, `${count(same)} the same`, ...open].join(', ');
}

const hash = ({ sha256 }: FileState, short: boolean): string => (sha256 === undefined ? 'content not read' : short ? shortHash(sha256) : sha256);

function stateWords(change: FileChange): string {
  if (change.how === 'changed') return `sha256 ${hash(change.before, true)} -> ${hash(change.after, true)}`;
  const state = change.how === 'removed' ? change.before : change.after;
  return `${amount(state.size)}, sha256 ${hash(state, true)}`;
}

/** What is said below the path, foreign text in it not escaped yet. */
function moreWords(change: FileChange): string[] {
  const from = 'from' in change && change.from !== undefined ? [`was ${change.from}`] : [];
  if (change.how !== 'changed') return from;
  const { before, after, lines, why } = change;
  const size = before.size === after.size ? amount(after.size) : `${count(before.size)} -> ${count(after.size)} bytes`;
  const lineWords = lines ? [linesWords(lines)] : [];
  return [...from, [size, ...(why ? [why] : []), ...lineWords].join('; ')];
}

const linesWords = ({ added, missing }: { added: number; missing: number }): string =>
  added + missing === 0 ? 'the same lines, in another order or number' : `${counted(added, 'line')} more, ${count(missing)} fewer`;

const shownFiles = 40;
const label = 11;

/** As lines for a terminal; none where nothing differs. */
export function fileLines(files: FileChanges, style: Style): string[] {
  const safe = style.unicode ? clean : cleanAscii;
  const width = widthOf(style);
  const all = ranked(files);
  const shown = style.verbose ? all : all.slice(0, shownFiles);
  const indent = ' '.repeat(label);
  const rows = shown.flatMap((change, at) => [
    ...(shown[at - 1]?.danger === change.danger
      ? []
      : [paint(style, change.danger === 'data' ? 'dim' : 'warning', `  ${dangerWords[change.danger]}`)]),
    ...ends(`  ${change.how.padEnd(label - 2)}${safe(change.path)}`, safe(stateWords(change)), width).map((line, nth) =>
      nth === 0 ? line : indent + line.trim(),
    ),
    ...moreWords(change).flatMap((words) => wrap(safe(words), width - label).map((line) => indent + line)),
    ...(change.how === 'changed' ? (change.lines?.first ?? []) : []).map(({ line, text }) => cut(safe(`${indent}+${line} ${text}`), width)),
  ]);
  const rest = all.length - shown.length;
  return [
    ...hanging('files', countWords(files), label, width).map((line) => line.replace(/^files/, paint(style, 'strong', 'files'))),
    ...rows,
    ...(rest > 0 ? [`  ${counted(rest, 'more file')}: --verbose or --format json`] : []),
  ];
}

const cut = (line: string, width: number): string => (line.length <= width ? line : `${line.slice(0, width - 3)}...`);

const shownInMarkdown = 100;

/** The same as a Markdown table below its counts. */
export function markdownFiles(files: FileChanges): string {
  const all = ranked(files);
  const state = (side: FileState | undefined): string => (side ? `${count(side.size)} bytes, ${markdown(hash(side, false), 'code')}` : '');
  const rows = all.slice(0, shownInMarkdown).map((change) => {
    const [before, after] = ['before' in change ? change.before : undefined, 'after' in change ? change.after : undefined];
    const from = 'from' in change && change.from !== undefined ? ` (was ${markdown(change.from, 'code')})` : '';
    const lines = change.how === 'changed' && change.lines ? `; ${linesWords(change.lines)}` : '';
    return `| ${change.how} | ${markdown(change.path, 'code')}${from} | ${dangerWords[change.danger]}${lines} | ${state(before)} | ${state(after)} |`;
  });
  const rest = all.length - rows.length;
  return [
    `Files: ${countWords(files)}.`,
    ...(rows.length === 0 ? [] : ['', '| | file | when it runs | sha256 before | sha256 after |', '|---|---|---|---|---|', ...rows]),
    ...(rest > 0 ? ['', `And ${counted(rest, 'more file')}: \`--format json\`.`] : []),
  ].join('\n');
}
