// `check` on a terminal: findings first, grouped under the line of the direct dependency that causes them, a rule once per
// group with its subjects behind it; the way in, the way out; the last line is the verdict.
import type { Evidence, Finding, Report, Verdict } from '../types.ts';
import { type Cause, causesOf, type Letter, lookedAt, notOpened, placeOf, policyPlace, type Row, unreadPaths } from './causes.ts';
import { ends, hanging, paint, plain, type Style, widthOf, wrap } from './columns.ts';
import { clean, cleanAscii } from './text-escape.ts';
import {
  amount,
  canBeWaived,
  count,
  counted,
  evidenceKind,
  evidencePlace,
  listed,
  place,
  saysName,
  spoken,
  subjectName,
  sureness,
  titleOf,
  unique,
  wayOutWords,
} from './words.ts';

/** The verdict as text, wrapped to the style's columns. Deterministic. */
export const textReport = (given: Partial<Style> = {}): Report => {
  const style = { ...plain, ...given };
  return {
    id: 'text',
    print(verdict, write) {
      const page: Page = { style, width: widthOf(style), safe: style.unicode ? clean : cleanAscii };
      const lines = [
        ...header(verdict, page),
        ...groups(causesOf(verdict), page),
        ...gaps(verdict, page),
        ...remarks(verdict, page),
        lastLine(verdict, page),
      ];
      write(`${lines.join('\n')}\n`);
    },
  };
};

interface Page {
  style: Style;
  width: number;
  /** The one escaping function of this report. */
  safe(text: string): string;
}

function header({ facts, policy }: Verdict, page: Page): string[] {
  const seen = lookedAt(facts).map(({ path, note }) => (note ? `${path} (${note})` : path));
  const unread = unreadPaths(facts);
  const nothing = unread.length === 0 ? 'Looked at nothing: no artifact and no lockfile was found.' : 'Looked at nothing.';
  const what = `${seen.length === 0 ? nothing : `Looked at ${listed(seen, 6)}.`}${unread.length > 0 ? ` Could not be read: ${listed(unread, 6)}.` : ''}`;
  return [...wrap(page.safe(what), page.width, '  '), ...wrap(page.safe(`Policy: ${policy}.`), page.width, '  ')];
}

const colours: Readonly<Record<Letter, 'error' | 'warning' | 'note' | 'dim'>> = { E: 'error', W: 'warning', '?': 'warning', N: 'note', '-': 'dim' };
const mark = (letter: Letter, page: Page): string => paint(page.style, colours[letter], letter);

const widestRule = 24;

/** The same way out twice in a row is said once. */
function groups(causes: readonly Cause[], page: Page): string[] {
  let before = '';
  return causes.flatMap((cause) => {
    const words = wayOut(cause);
    const lines = group(cause, words !== '' && words === before ? 'as above' : words, page);
    before = words;
    return lines;
  });
}

function group(cause: Cause, out: string, page: Page): string[] {
  const { adds } = cause;
  const added = adds.packages === 0 ? '' : `adds ${counted(adds.packages, 'package')}${adds.packed > 0 ? `, ${amount(adds.packed)}` : ''}`;
  const head = page.safe(cause.at.path === cause.name ? place(cause.at) : `${place(cause.at)}  ${cause.name}`);
  const [first = '', ...rest] = ends(head, added, page.width);
  const wide = Math.min(widestRule, Math.max(...cause.rows.map(({ rule }) => rule.length))) + 6;
  let policyFile = '';
  const rows = cause.rows.flatMap((row) => {
    const decided = policyPlace(row.findings[0]);
    const short = policyFile !== '' && decided.startsWith(`${policyFile}:`) ? decided.slice(policyFile.length) : decided;
    policyFile = row.findings[0].policyLine?.path ?? policyFile;
    return rowLines(row, cause, wide, short, page);
  });
  return [
    paint(page.style, 'strong', first),
    ...rest,
    ...rows,
    ...wayInLines(cause, page),
    ...(out === '' ? [] : hanging('  way out', page.safe(out), 11, page.width)),
  ];
}

function rowLines(row: Row, cause: Cause, wide: number, decided: string, page: Page): string[] {
  const text = page.safe(row.findings.length === 1 ? alone(row.findings[0], cause) : together(row));
  const label = `  ${row.letter} ${page.safe(row.rule)}`;
  const lines =
    label.length < wide
      ? hanging(label, text, wide, page.width)
      : wrap(`${label.trimStart()}  ${text}`, page.width - 2, ' '.repeat(4)).map((line) => `  ${line}`);
  const last = lines.pop() ?? '';
  const all = [...lines, ...ends(last, page.safe(decided), page.width).map((line, at) => (at === 0 ? line : line.trim().padStart(page.width)))];
  const more = page.style.verbose ? row.findings.flatMap((finding) => inFull(finding, page)) : row.letter === '?' ? openQuestion(row, page) : [];
  return [...all.map((line, at) => (at === 0 ? line.replace(row.letter, mark(row.letter, page)) : line)), ...more];
}

/** The only finding of its row: its title, and its place where that is not the group's own. */
function alone(finding: Finding, cause: Cause): string {
  const name = subjectName(finding.subject);
  const title = titleOf(finding);
  const said = saysName(title, name) || cause.name === name || finding.subject.path === cause.name ? title : `${name}: ${title}`;
  const at = place(placeOf(finding));
  const waived = finding.waiver ? `, waived to ${finding.waiver.expires}` : '';
  return `${said}${waived}${at === place(cause.at) ? '' : ` ${at}`}`;
}

const subjectsShown = 8;

/** Several subjects under one rule: `torch uv.lock:121, torchvision :135`. */
function together({ findings }: Row): string {
  let file = '';
  const names = findings.map((finding) => {
    const at = placeOf(finding);
    const line = at.line === undefined ? '' : ` ${at.path === file ? '' : at.path}:${at.line}`;
    file = at.path;
    return `${subjectName(finding.subject)}${line}`;
  });
  const until = unique(findings.flatMap(({ waiver }) => waiver?.expires ?? [])).sort();
  return `${listed(unique(names), subjectsShown)}${until.length > 0 ? `, waived to ${listed(until, 3)}` : ''}`;
}

/** Questions that differ in nothing but their subject are asked once. */
const openQuestion = ({ findings }: Row, page: Page): string[] =>
  distinct(findings)
    .slice(0, 3)
    .flatMap((finding) =>
      finding.message
        .split('\n')
        .flatMap((line) => wrap(page.safe(line), page.width - 6))
        .map((line) => `      ${line}`),
    );

function distinct(findings: readonly Finding[]): Finding[] {
  const asked = new Set<string>();
  return findings.filter(({ message, subject }) => {
    const question = message.replaceAll(subjectName(subject), '');
    return !asked.has(question) && asked.add(question);
  });
}

/** With `--verbose`: the message, what was seen and where, how sure. */
function inFull(finding: Finding, page: Page): string[] {
  const indent = ' '.repeat(6);
  const seen = finding.evidence.slice(0, evidenceShown).map((each) => seenWords(each));
  const rest = finding.evidence.length - seen.length;
  const sure = finding.confidence ? [`how sure: ${sureness[finding.confidence]}`] : [];
  const because = finding.waiver ? [`waived at ${place(finding.waiver.at)}: ${finding.waiver.reason}`] : [];
  const lines = [
    ...finding.message.split('\n'),
    ...because,
    ...seen,
    ...(rest > 0 ? [`${count(rest)} more pieces of evidence in --format json`] : []),
    ...sure,
  ];
  return lines.flatMap((line) => wrap(page.safe(line), page.width - 6, '  ')).map((line) => indent + line);
}

const evidenceShown = 6;
const seenWords = (each: Evidence): string =>
  `${evidenceKind(each)}: ${each.count && each.count > 1 ? `${count(each.count)}, e.g. ` : ''}${each.value} in ${evidencePlace(each)}`;

function wayInLines({ wayIn, moreWays }: Cause, page: Page): string[] {
  if (wayIn.length < 2) return [];
  const more = moreWays > 0 ? `; ${counted(moreWays, 'more way')} in` : '';
  return hanging('  way in', page.safe(wayIn.map(spoken).join(' > ') + more), 11, page.width);
}

/** What would clear the worst findings of the group; waivers are an answer to errors only. */
function wayOut({ rows }: Cause): string {
  const [worst] = rows;
  if (!worst || worst.letter === 'N' || worst.letter === '-') return '';
  const findings = rows.filter(({ letter }) => letter === worst.letter).flatMap((row) => row.findings);
  const waiver = worst.letter === 'E' && findings.some(canBeWaived) ? ': sourcegate check --print-waivers' : '';
  return wayOutWords(
    findings.map((finding) => finding.wayOut),
    waiver,
  );
}

const gapsShown = 6;

function gaps({ notInspected }: Verdict, page: Page): string[] {
  if (notInspected.length === 0) return [];
  const reasons = unique(notInspected.map(({ reason }) => reason));
  const lines = reasons.map((reason) => {
    const paths = notInspected.filter((each) => each.reason === reason).map(({ path }) => path);
    return `${listed(paths, page.style.verbose ? paths.length : 1)}: ${reason}`;
  });
  const shown = page.style.verbose ? lines : lines.slice(0, gapsShown);
  const rest = lines.length - shown.length;
  return [
    'Not inspected',
    ...shown.flatMap((line) => wrap(page.safe(line), page.width - 2, '  ').map((each) => `  ${each}`)),
    ...(rest > 0 ? [`  ${counted(rest, 'more reason')}: --verbose`] : []),
  ];
}

/** Of a remark of several lines (the mistakes of a policy) all but the first are indented: none of them passes for a line of ours. */
const remarks = ({ remarks: all }: Verdict, page: Page): string[] =>
  all.flatMap((remark) => {
    const [first = '', ...more] = remark.split('\n').map(page.safe);
    return [...wrap(first, page.width, '  '), ...more.flatMap((line) => wrap(line, page.width - 2, '  ').map((each) => `  ${each}`))];
  });

/** `BLOCKED  3 errors, 5 warnings; 1 waived, 2 in the baseline. All read.` */
function lastLine(verdict: Verdict, page: Page): string {
  const words = { clear: ['note', 'CLEAR'], blocked: ['error', 'BLOCKED'], incomplete: ['warning', 'INCOMPLETE'] } as const;
  const [colour, word] = words[verdict.status];
  return `${paint(page.style, colour, word)}  ${verdictWords(verdict)}`;
}

/**
 * The counts of a verdict as one sentence, the same in every report. Zeros are left out, but never all of them. What was not answered and not
 * opened stands beside the findings: no finding of a package that nobody looked into says little.
 */
export function verdictWords({ counts, status, notInspected, facts }: Verdict): string {
  const { errors, warnings, notes, unknown, waived, baseline } = counts;
  const open = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ...(notes > 0 ? [counted(notes, 'note')] : []),
  ];
  const questions = unknown > 0 ? [`${counted(unknown, 'question')} open`] : [];
  const aside = [...(waived > 0 ? [`${count(waived)} waived`] : []), ...(baseline > 0 ? [`${count(baseline)} in the baseline`] : [])];
  const joined = (groups: readonly (readonly string[])[]): string =>
    groups.flatMap((group) => (group.length > 0 ? [group.join(', ')] : [])).join('; ');
  if (status === 'incomplete') {
    const main = [...questions, `${counted(errors, 'error')} so far`, ...open.slice(errors > 0 ? 1 : 0)];
    return `${joined([main, aside])}. This is not a pass.`;
  }
  const unopened = openWords(facts);
  const isAllRead = [...questions, ...unopened, ...notInspected].length === 0 && notOpened(facts).opened > 0;
  const closing = unknown > 0 && status === 'blocked' ? ' Incomplete as well.' : isAllRead ? ' All read.' : '';
  return `${joined([open.length > 0 ? open : ['0 findings'], aside, questions, unopened])}.${closing}`;
}

/** What was locked and not looked into. */
export function openWords(facts: Verdict['facts']): string[] {
  const { packages, listed: onlyListed } = notOpened(facts);
  return [
    ...(packages > 0 ? [`${counted(packages, 'package')} not opened`] : []),
    ...(onlyListed > 0 ? [`${counted(onlyListed, 'package')} only listed`] : []),
  ];
}
