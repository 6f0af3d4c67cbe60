// The job summary and the pull request comment, one text: verdict, causes with their errors, way out on the first screen; the
// rest folded. Budgets: a comment holds 65,536 characters, a step's summary 1,024 KiB, above which GitHub refuses the whole.
import type { Finding, Report, Verdict } from '../types.ts';
import { type Cause, causesOf, letters, lookedAt, placeOf, policyPlace, type Row, unreadPaths } from './causes.ts';
import { comparisonWords, markdownDifferences } from './compare.ts';
import { markdown } from './markdown-escape.ts';
import { chainsOf, graphOf, mermaid } from './mermaid.ts';
import { openWords, verdictWords } from './text.ts';
import { amount, byText, canBeWaived, count, counted, listed, place, saysName, spoken, subjectName, titleOf, unique, wayOutWords } from './words.ts';

export const commentBudget = 60_000;
export const summaryBudget = 900_000;

export interface MarkdownOptions {
  /** Bytes that the text may take. */
  budget: number;
  /** Where the whole report can be had, said in the last line; left out: the command that prints it. */
  fullReport?: string;
  /** The verdict that the comment showed before, for its heading. */
  was?: string;
}

export const markdownReport: Report = {
  id: 'markdown',
  print: (verdict, write) => write(markdownOf(verdict, { budget: summaryBudget })),
};

/** The text of the summary or comment, never more than `budget` bytes, cut at a row. */
export function markdownOf(verdict: Verdict, options: MarkdownOptions): string {
  const causes = causesOf(verdict);
  const whole = [
    heading(verdict, options),
    ...causes.filter(blocks).map(errorBlock),
    ...rest(verdict, causes),
    ...changedInside(verdict),
    ...cameIn(verdict),
    ...notInspected(verdict),
    footer(verdict, options),
  ].join('\n\n');
  const text = `${whole}\n`;
  return Buffer.byteLength(text) <= options.budget ? text : short(verdict, causes, options);
}

const code = (text: string): string => markdown(text, 'code');
const prose = (text: string): string => markdown(text, 'prose');

function heading(verdict: Verdict, { was }: MarkdownOptions): string {
  const { status, counts } = verdict;
  const { errors, unknown } = counts;
  const questions = `${counted(unknown, 'question')} open`;
  const before = was ? ` (was ${was})` : '';
  if (status === 'clear') return `### sourcegate: ${clearWords(verdict)}${before}`;
  if (status === 'incomplete') return `### sourcegate: incomplete, ${questions}${before}`;
  const blockedBy = errors > 0 ? counted(errors, 'error') : counted(counts.warnings, 'warning');
  return `### sourcegate: blocked by ${blockedBy}${unknown > 0 ? `, ${questions}` : ''}${before}`;
}

/** "All clear" is said of what was answered and opened only. */
function clearWords({ counts: { unknown }, facts }: Verdict): string {
  const open = [...(unknown > 0 ? [`${counted(unknown, 'question')} open`] : []), ...openWords(facts)];
  return open.length === 0 ? 'all clear' : `clear; ${open.join('; ')}`;
}

/** The causes of the first screen: those with errors, or with open questions where nothing else stands in the way. */
const blocks = ({ rows }: Cause): boolean => rows.some(({ letter }) => letter === 'E' || letter === '?');
const first = ({ letter }: Row): boolean => letter === 'E' || letter === '?';

function errorBlock(cause: Cause): string {
  const rows = cause.rows.filter(first);
  const findings = rows.flatMap((row) => row.findings);
  const outs = wayOutWords(
    findings.map((finding) => finding.wayOut),
    '',
  );
  const wayOut = `**Way out:** ${prose(outs)}${findings.some(canBeWaived) ? ', or a waiver: `sourcegate check --print-waivers`' : ''}.`;
  return [causeLine(cause), table(rows, cause), wayOut].join('\n\n');
}

function causeLine(cause: Cause): string {
  const { adds } = cause;
  const added = adds.packages > 0 ? ` adds ${counted(adds.packages, 'package')}${adds.packed > 0 ? `, ${amount(adds.packed)}` : ''}` : '';
  const at = place(cause.at) === cause.name ? '' : ` (${code(place(cause.at))})`;
  return `**${code(cause.name)}**${at}${added}`;
}

const rowsShown = 200;

function table(rows: readonly Row[], cause: Cause): string {
  const lines = rows.slice(0, rowsShown).map((row) => tableRow(row, cause));
  return [
    '| | What | Where | Decided by |',
    '|---|---|---|---|',
    ...lines,
    ...(rows.length > rowsShown ? [`| | ${count(rows.length - rowsShown)} more | | |`] : []),
  ].join('\n');
}

const tableRow = (row: Row, cause: Cause): string =>
  `| ${row.letter === '-' ? 'waived' : `**${row.letter}**`} | ${whatOf(row, cause)} | ${whereOf(row)} | ${code(policyPlace(row.findings[0]))} |`;

/** One finding: its title. Several: what they share, and the names. Ends with the rule, which the policy is written in. */
function whatOf(row: Row, cause: Cause): string {
  const [finding, ...more] = row.findings;
  const names = unique(row.findings.map(({ subject }) => subjectName(subject)));
  const rule = code(row.rule);
  const waived = finding.waiver ? `, to ${code(finding.waiver.expires)}: ${prose(finding.waiver.reason)}` : '';
  if (more.length === 0) {
    const name = subjectName(finding.subject);
    const title = titleOf(finding);
    const said = saysName(title, name) || cause.name === name ? prose(title) : `${code(name)}: ${prose(title)}`;
    return `${said} ${rule}${waived}`;
  }
  const shared = sharedTitle(row);
  const shown = names.length > 6 ? `${names.slice(0, 6).map(code).join(', ')} and ${count(names.length - 6)} more` : names.map(code).join(', ');
  return `${shared ? `${prose(shared)}: ` : ''}${shown} ${rule}${waived}`;
}

/** What the titles of a row say once the subject's name is taken off, where all of them say the same. */
function sharedTitle({ findings }: Row): string | undefined {
  const said = unique(findings.map((each) => titleOf(each).replace(`${subjectName(each.subject)}: `, '')));
  return said.length === 1 ? said[0] : undefined;
}

function whereOf({ findings }: Row): string {
  let file = '';
  const places = unique(findings.map((finding) => place(placeOf(finding)))).map((at) => {
    const [path = '', line] = splitPlace(at);
    const shown = line !== undefined && path === file ? `:${line}` : at;
    file = path;
    return code(shown);
  });
  return places.length > 4 ? `${places.slice(0, 4).join(', ')} and ${count(places.length - 4)} more` : places.join(', ');
}

const splitPlace = (at: string): [string, string?] => {
  const match = /^(.*):(\d+)$/.exec(at);
  return match ? [match[1] ?? at, match[2] ?? ''] : [at];
};

/** Everything that is not on the first screen, folded, one table per cause. */
function rest({ counts }: Verdict, causes: readonly Cause[]): string[] {
  const later = causes.map((cause) => ({ cause, rows: cause.rows.filter((row) => !first(row)) })).filter(({ rows }) => rows.length > 0);
  const { warnings, notes, waived, baseline } = counts;
  const parts = [
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ...(notes > 0 ? [counted(notes, 'note')] : []),
    ...(waived > 0 ? [`${count(waived)} waived`] : []),
    ...(baseline > 0 ? [`${count(baseline)} in the baseline`] : []),
  ];
  if (later.length === 0) return parts.length === 0 ? [] : [`${parts.join(', ')}.`];
  const tables = later.flatMap(({ cause, rows }) => [causeLine(cause), table(rows, cause)]);
  return [fold(parts.join(', '), tables.join('\n\n'))];
}

/** `summary` is written into raw HTML: counts and words of ours only. */
const fold = (summary: string, body: string): string => `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;

const comparisonsShown = 20;

/** What an update brings along, folded one by one; names stand in the body, since a fold's heading is raw HTML. */
function changedInside({ comparisons = [] }: Verdict): string[] {
  const folds = comparisons.slice(0, comparisonsShown).map((comparison) => {
    const name = code(subjectName(comparison.after.subject));
    return fold(`What changed inside an update: ${comparisonWords(comparison)}`, `${name}\n\n${markdownDifferences(comparison)}`);
  });
  const left = comparisons.length - folds.length;
  return left > 0 ? [...folds, `${counted(left, 'more update')}: \`sourcegate compare\``] : folds;
}

const chainsShown = 40;

function cameIn(verdict: Verdict): string[] {
  const chains = chainsOf(verdict).filter(({ links }) => links.length > 1);
  if (chains.length === 0) return [];
  const graph = graphOf(verdict);
  const drawing = graph ? `\`\`\`mermaid\n${mermaid(graph)}\n\`\`\`\n` : '';
  const lines = chains
    .slice(0, chainsShown)
    .map(
      ({ links, letters: marks }) =>
        `- ${links.map((link, at) => `${code(spoken(link))}${marks[at] ? ` (${marks[at] === '-' ? 'waived' : marks[at]})` : ''}`).join(' → ')}`,
    );
  const more = chains.length > chainsShown ? [`- ${counted(chains.length - chainsShown, 'more way')} in`] : [];
  return [fold('How it came in', `${drawing}\n${[...lines, ...more].join('\n')}`.trim())];
}

const gapsShown = 50;

function notInspected({ notInspected: gaps }: Verdict): string[] {
  if (gaps.length === 0) return [];
  const lines = gaps.slice(0, gapsShown).map(({ path, reason }) => `- ${code(path)}: ${prose(reason)}`);
  const more = gaps.length > gapsShown ? [`- ${count(gaps.length - gapsShown)} more`] : [];
  return [fold(`Not inspected: ${counted(gaps.length, 'place')}`, [...lines, ...more].join('\n'))];
}

function footer(verdict: Verdict, { fullReport }: MarkdownOptions): string {
  const seen = lookedAt(verdict.facts).map(({ path, note }) => `${code(path)}${note ? ` (${note})` : ''}`);
  const unread = unreadPaths(verdict.facts).map(code);
  const looked = `${seen.length === 0 ? 'Looked at nothing.' : `Looked at: ${listed(seen, 6)}.`}${unread.length > 0 ? ` Could not be read: ${listed(unread, 6)}.` : ''}`;
  const said = verdict.remarks.slice(0, 10).map((remark) => `${remark.split('\n').slice(0, 20).map(prose).join('<br>')}<br>`);
  const full = fullReport ? `Full report: ${prose(fullReport)}.` : 'Full report: `sourcegate check --output html=report.html`.';
  return `<sub>${said.join('')}${looked} Policy: ${code(verdict.policy)}. ${prose(verdictWords(verdict))} ${full}</sub>`;
}

/** Too much for the budget: verdict, counts per rule, every cause with an error in one line, ten warnings, and how to see the rest. */
function short(verdict: Verdict, causes: readonly Cause[], options: MarkdownOptions): string {
  const foot = footer({ ...verdict, remarks: [] }, options);
  const parts = [heading(verdict, options), ruleCounts(causes)];
  const lines = [
    ...causes.filter(blocks).map(oneLine),
    ...causes
      .flatMap((cause) => cause.rows.filter(({ letter }) => letter === 'W').map((row) => `- ${whatOf(row, cause)} ${whereOf(row)}`))
      .slice(0, 10),
  ];
  const reserve = Buffer.byteLength(foot) + 200;
  let size = Buffer.byteLength(parts.join('\n\n'));
  let shown = 0;
  const kept: string[] = [];
  for (const line of lines) {
    const bytes = Buffer.byteLength(line) + 1;
    if (size + bytes + reserve > options.budget) break;
    kept.push(line);
    size += bytes;
    shown++;
  }
  const left = lines.length - shown;
  const more = left > 0 ? [`${count(left)} more lines: \`sourcegate check --output html=report.html\``] : [];
  return `${[...parts, kept.join('\n'), ...more, foot].filter((part) => part !== '').join('\n\n')}\n`;
}

const oneLine = (cause: Cause): string =>
  `- ${causeLine(cause)}: ${cause.rows
    .filter(first)
    .map((row) => `${row.letter} ${code(row.rule)}${row.findings.length > 1 ? ` ×${count(row.findings.length)}` : ''}`)
    .join(', ')}`;

/** `| 212 | E | bundled/undeclared | in 31 packages |`: counts of all findings, never of those shown. */
function ruleCounts(causes: readonly Cause[]): string {
  const rows = new Map<string, Finding[]>();
  for (const { letter, rule, findings } of causes.flatMap((cause) => cause.rows)) {
    const key = `${letters.indexOf(letter)} ${letter} ${rule}`;
    const same = rows.get(key) ?? [];
    for (const finding of findings) same.push(finding);
    rows.set(key, same);
  }
  const lines = [...rows]
    .sort(([a], [b]) => byText(a, b))
    .map(([key, findings]) => {
      const [, letter = '', rule = ''] = key.split(' ');
      const subjects = unique(findings.map(({ subject }) => subjectName(subject))).length;
      return `| ${count(findings.length)} | **${letter}** | ${code(rule)} | in ${counted(subjects, 'subject')} |`;
    });
  return ['| Findings | | Rule | |', '|---:|---|---|---|', ...lines].join('\n');
}
