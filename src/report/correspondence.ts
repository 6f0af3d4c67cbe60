// Whether an artifact follows from its source: the share that does comes first, then what does not, the most dangerous first.
import type { Correspondence, CorrespondingFile, Facts, FileClass } from '../types.ts';
import { hanging, paint, type Style, widthOf, wrap } from './columns.ts';
import { markdown } from './markdown-escape.ts';
import { clean, cleanAscii } from './text-escape.ts';
import { baseName, count, counted, subjectName } from './words.ts';

interface Held {
  before: Facts;
  after: Facts;
  correspondence: Correspondence;
}

const classes: readonly [FileClass, string][] = [
  ['same-path', 'same bytes, same path'],
  ['moved', 'same bytes, another path'],
  ['line-ending-only', 'only line endings differ'],
  ['version-stamp-only', 'only the version written in'],
  ['generated', 'written by a named tool'],
  ['built', 'built; input there, result not verified'],
  ['other-commit', 'from another commit'],
  ['vendored', 'put in from elsewhere'],
  ['modified', 'modified'],
  ['phantom', 'phantom: nothing in the source'],
  ['not-decided', 'not decided'],
];
const toShow: readonly FileClass[] = ['phantom', 'modified', 'other-commit', 'vendored', 'not-decided'];
const dangers = ['install', 'import', 'data'] as const;
const dangerWords = { install: 'runs at installation or build', import: 'runs when used', data: 'data' } as const;

/** Files that the source does not explain: what runs first leads, phantoms before what was changed. */
export function unexplainedFiles({ files }: Correspondence): CorrespondingFile[] {
  const rank = ({ danger, class: kind, why = '', path }: CorrespondingFile): [number, number, string] => [
    dangers.indexOf(danger ?? 'data'),
    toShow.indexOf(kind),
    `${why}\0${path}`,
  ];
  return files
    .filter((file) => toShow.includes(file.class))
    .map((file) => ({ file, by: rank(file) }))
    .sort((a, b) => a.by[0] - b.by[0] || a.by[1] - b.by[1] || (a.by[2] < b.by[2] ? -1 : 1))
    .map(({ file }) => file);
}

/** `210 of 363 files (57%)`: rounded down, so that 100% is said of all only. */
function share({ explained, files }: Correspondence): string {
  const percent = files.length === 0 ? 0 : Math.floor((explained * 100) / files.length);
  return `${count(explained)} of ${counted(files.length, 'file')} (${percent}%)`;
}

function sourceWords({ after, correspondence: { git, below } }: Held): string {
  const name = baseName(after.subject.path) || after.subject.path;
  const how = { commit: 'the commit that the artifact names', tag: `tag ${git?.ref}`, nearest: `${git?.ref}, the nearest`, head: 'HEAD' };
  const at =
    git === undefined
      ? ''
      : git.how === 'commit'
        ? ` at ${git.commit.slice(0, 12)}, ${how.commit}`
        : ` at ${how[git.how]} (${git.commit.slice(0, 12)})`;
  return `${name}${at}${below === '' ? '' : `, below ${below}`}`;
}

function doubt({ correspondence }: Held): string[] {
  if (!correspondence.doubtful) return [];
  return ['Most files have no counterpart: wrong repository, subdirectory or version?'];
}

const nativeWithout = ({ files }: Correspondence): CorrespondingFile[] => files.filter((file) => file.native && toShow.includes(file.class));

/** What is said of one file, or of all that the same is to be said of. Foreign text in it is not escaped yet. */
const heading = ({ class: kind, danger, why }: CorrespondingFile): string => [kind, dangerWords[danger ?? 'data'], why].filter(Boolean).join('; ');

/** Against which file, and how far from it. */
function against({ source, lines }: CorrespondingFile): string {
  const changed = lines && `${counted(lines.added, 'line')} more, ${count(lines.missing)} fewer`;
  return [changed, source === undefined ? undefined : `${changed ? 'than' : 'nearest is'} ${source}`].filter(Boolean).join(' ');
}

const shownFiles = 40;

/** As lines for a terminal, within the style's width. */
export function correspondenceLines(held: Held, style: Style): string[] {
  const { correspondence } = held;
  const safe = style.unicode ? clean : cleanAscii;
  const width = widthOf(style);
  const all = unexplainedFiles(correspondence);
  const shown = style.verbose ? all : all.slice(0, shownFiles);
  const natives = nativeWithout(correspondence);
  const files = shown.flatMap((file, at) => [
    ...(at > 0 && heading(shown[at - 1] as CorrespondingFile) === heading(file)
      ? []
      : wrap(safe(heading(file)), width, '  ').map((line) => paint(style, file.danger === 'data' ? 'strong' : 'warning', line))),
    `  ${safe(file.path)}`,
    ...(against(file) === '' ? [] : wrap(safe(against(file)), width - 4, '    ').map((line, at) => (at === 0 ? `    ${line}` : line))),
    ...(file.lines?.first ?? []).map(({ line, text }) => cut(safe(`    +${line} ${text}`), width)),
  ]);
  return [
    ...wrap(`${safe(subjectName(held.before.subject))}: ${share(correspondence)} explained by ${safe(sourceWords(held))}`, width, '  ').map((line) =>
      paint(style, 'strong', line),
    ),
    ...doubt(held).map((line) => paint(style, 'warning', line)),
    '',
    ...classes.flatMap(([kind, words]) => {
      const number = correspondence.counts[kind];
      return number === undefined ? [] : hanging(`  ${count(number).padStart(7)}`, words, 11, width);
    }),
    ...(natives.length === 0 ? [] : ['', ...wrap(`${counted(natives.length, 'native file')} without source here.`, width)]),
    ...(files.length === 0 ? [] : ['', ...files]),
    ...(shown.length < all.length ? [`... and ${counted(all.length - shown.length, 'more file', 'more files')}: --verbose or --format json`] : []),
    ...(correspondence.remarks.length === 0 ? [] : ['', ...correspondence.remarks.flatMap((each) => wrap(safe(each), width, '  '))]),
  ];
}

const cut = (line: string, width: number): string => (line.length <= width ? line : `${line.slice(0, width - 3)}...`);

const shownInMarkdown = 100;

/** The same as Markdown. */
export function markdownCorrespondence(held: Held): string {
  const { correspondence } = held;
  const all = unexplainedFiles(correspondence);
  const rows = classes.flatMap(([kind, words]) => {
    const number = correspondence.counts[kind];
    return number === undefined ? [] : [`| ${words} | ${count(number)} |`];
  });
  const files = all
    .slice(0, shownInMarkdown)
    .map((file) => `| ${markdown(file.path, 'code')} | ${markdown([heading(file), against(file)].filter(Boolean).join('; '), 'prose')} |`);
  const natives = nativeWithout(correspondence).length;
  return `${[
    `### ${share(correspondence)} of ${markdown(subjectName(held.before.subject), 'code')} explained by ${markdown(sourceWords(held), 'code')}`,
    '',
    ...doubt(held).flatMap((line) => [`**${line}**`, '']),
    '| how | files |',
    '|---|--:|',
    ...rows,
    ...(natives === 0 ? [] : ['', `${counted(natives, 'native file')} without source here.`]),
    ...(files.length === 0 ? [] : ['', '| not explained | |', '|---|---|', ...files]),
    ...(all.length > shownInMarkdown ? ['', `And ${counted(all.length - shownInMarkdown, 'more file', 'more files')}.`] : []),
    ...correspondence.remarks.flatMap((each) => ['', markdown(each, 'prose')]),
  ].join('\n')}\n`;
}

/** All of it, for programs. */
export const jsonOfCorrespondence = ({ before, after, correspondence }: Held) => {
  const { files, counts, explained, below, doubtful, git, remarks } = correspondence;
  const unexplained = unexplainedFiles(correspondence).map(({ path }) => path);
  return {
    artifact: before.subject,
    source: after.subject,
    explained,
    total: files.length,
    doubtful,
    below,
    ...(git ? { git } : {}),
    counts,
    unexplained,
    files,
    remarks,
  };
};
