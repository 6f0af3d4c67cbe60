// Annotations: the same list as workflow commands (`::error file=...`) and for a check run. One per cause and rule, the most
// important first, since the runner keeps ten per level and step and drops the rest silently (actions/toolkit, problem-matchers.md).
import type { Evidence, Finding, Report, Verdict } from '../types.ts';
import { type Cause, causesOf, letters, placeOf, type Row } from './causes.ts';
import { verdictWords } from './text.ts';
import { clean } from './text-escape.ts';
import {
  canBeWaived,
  count,
  counted,
  evidenceKind,
  evidencePlace,
  listed,
  place,
  spoken,
  subjectName,
  sureness,
  unique,
  wayOutWords,
} from './words.ts';

export interface Annotation {
  level: 'error' | 'warning' | 'notice';
  path: string;
  /** The path is of a built file, which no pull request shows: a workflow command leaves it out and stands at the step. */
  built?: true;
  line?: number;
  column?: number;
  /** At most 60 characters. */
  title: string;
  /** At most six lines, each a sentence that still reads when the lines are joined; under 1,000 bytes. */
  lines: readonly string[];
}

const perLevel = 9;
const titleLength = 60;
const bodyBytes = 1000;

/** `--format github`: annotations as workflow commands, then the verdict as a plain line. */
export const githubReport: Report = {
  id: 'github',
  print(verdict, write) {
    for (const command of commandsOf(annotationsOf(verdict))) write(`${command}\n`);
    write(`sourcegate: ${verdict.status}: ${verdictWords(verdict)}\n`);
  },
};

/** All annotations of a verdict, worst first. Text is already harmless to print; nothing is cut out of the list. */
export function annotationsOf(verdict: Verdict): Annotation[] {
  const rows = causesOf(verdict).flatMap((cause) => cause.rows.filter(({ letter }) => letter !== '-').map((row) => ({ cause, row })));
  rows.sort((a, b) => letters.indexOf(a.row.letter) - letters.indexOf(b.row.letter)); // stable: causes keep their order
  return rows.map(({ cause, row }) => annotation(cause, row));
}

function annotation(cause: Cause, row: Row): Annotation {
  const [finding, ...rest] = [...row.findings].sort((a, b) => (placeOf(a).line ?? 0) - (placeOf(b).line ?? 0)) as [Finding, ...Finding[]];
  const at = placeOf(finding);
  const level = finding.level === 'error' ? 'error' : finding.level === 'warning' ? 'warning' : 'notice';
  return {
    level,
    path: clean(at.path),
    ...(finding.subject.kind === 'artifact' && finding.subject.at === undefined ? { built: true as const } : {}),
    ...(at.line === undefined ? {} : { line: at.line }),
    ...(at.line === undefined || at.column === undefined ? {} : { column: at.column }),
    title: cut(clean(`${finding.outcome === 'unknown' ? 'open question: ' : ''}${finding.title}`), titleLength),
    lines: fitted([...finding.message.split('\n').slice(0, 3), ...seen(finding), ...others(rest), closing(finding, cause)].map(clean)),
  };
}

function seen({ evidence, message }: Finding): string[] {
  const shown = evidence.filter(({ value }) => !message.includes(value)).slice(0, 2);
  return shown.length === 0 || /^Seen: /m.test(message) ? [] : [`Seen: ${shown.map(seenWords).join('; ')}.`];
}

const seenWords = (each: Evidence): string =>
  `${evidenceKind(each)} ${cut(each.value, 120)}${each.count && each.count > 1 ? ` and ${count(each.count - 1)} more` : ''} in ${evidencePlace(each)}`;

const others = (rest: readonly Finding[]): string[] =>
  rest.length === 0
    ? []
    : [
        `The same for ${listed(unique(rest.map(({ subject, at }) => `${subjectName(subject)}${at.line === undefined ? '' : ` (${place(at)})`}`)), 5)}: see the job summary.`,
      ];

function closing(finding: Finding, cause: Cause): string {
  const sure = finding.confidence ? `${sureness[finding.confidence].replace(/^./, (letter) => letter.toUpperCase())}. ` : '';
  const wayIn = finding.wayIn.length > 1 ? `Way in: ${finding.wayIn.map(spoken).join(' > ')} (${place(cause.at)}). ` : '';
  return `${sure}${wayIn}To clear: ${wayOutWords([finding.wayOut], finding.level === 'error' && canBeWaived(finding) ? ' ' : '').trimEnd()}. Rule: ${finding.rule}.`;
}

/** The last line says what to do, so it stays whole; the others share what is left. */
function fitted(lines: readonly string[]): string[] {
  const last = cut(lines.at(-1) ?? '', 500);
  const room = Math.floor((bodyBytes - Buffer.byteLength(last) - lines.length) / Math.max(1, lines.length - 1));
  return [...lines.slice(0, -1).map((line) => cutBytes(line, room)), cutBytes(last, bodyBytes)];
}

const cut = (text: string, length: number): string => ([...text].length <= length ? text : `${[...text].slice(0, length - 1).join('')}…`);

function cutBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let kept = '';
  let size = 3; // of the ellipsis
  for (const letter of text) {
    size += Buffer.byteLength(letter);
    if (size > bytes) break;
    kept += letter;
  }
  return `${kept}…`;
}

/** Workflow commands, at most nine per level and a tenth that counts the rest. */
export function commandsOf(annotations: readonly Annotation[]): string[] {
  return (['error', 'warning', 'notice'] as const).flatMap((level) => {
    const all = annotations.filter((each) => each.level === level);
    const rest = all.length - perLevel;
    const shown = rest > 0 ? all.slice(0, perLevel) : all;
    return [...shown.map(command), ...(rest > 0 ? [`::${level}::${data(`${counted(rest, 'more finding')}: see the job summary`)}`] : [])];
  });
}

function command({ level, path, built, line, column, title, lines }: Annotation): string {
  const properties = [
    ...(built ? [] : [`file=${property(path)}`]),
    ...(line === undefined ? [] : [`line=${line}`]),
    ...(column === undefined ? [] : [`col=${column}`]),
    `title=${property(title)}`,
  ];
  return `::${level} ${properties.join(',')}::${data(lines.join('\n'))}`;
}

/** The escaping of workflow commands (actions/toolkit, core/src/command.ts): data, and properties that `:` and `,` would end. */
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
