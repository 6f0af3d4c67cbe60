// Findings by their cause: the direct dependency that brings a package in, or the artifact or file itself. Every report that
// people read groups like this, so that all of them tell the same story in the same order.
import type { Facts, Finding, Location, Verdict } from '../types.ts';
import { byText, place, spoken, subjectKey, subjectName } from './words.ts';

/** E error, W warning, N note, ? unknown, - waived. */
export type Letter = 'E' | 'W' | 'N' | '?' | '-';
export const letters: readonly Letter[] = ['E', '?', 'W', 'N', '-'];

/** One rule inside one cause, with the findings (one per subject) that share it. Never empty. */
export interface Row {
  letter: Letter;
  rule: string;
  findings: readonly [Finding, ...Finding[]];
}
export interface Cause {
  key: string;
  /** As people say it: `torchvision 0.10.0`, or a path. */
  name: string;
  /** Where it stands: the line of the direct dependency, or the subject's own place. */
  at: Location;
  rows: readonly Row[];
  /** From the direct dependency to the deepest subject concerned; one link or none when nothing stands between. */
  wayIn: readonly string[];
  /** How many further chains lead to subjects of this cause. */
  moreWays: number;
  /** Packages that this cause adds, and what they weigh as far as it is known. */
  adds: { packages: number; packed: number };
}

export function letterOf({ waiver, outcome, level }: Finding): Letter {
  if (waiver) return '-';
  if (outcome === 'unknown') return '?';
  return level === 'error' ? 'E' : level === 'warning' ? 'W' : 'N';
}

/** Findings in force and waived ones; those of the baseline are counted, never shown. Worst first. */
export const shownFindings = (verdict: Verdict): Finding[] =>
  verdict.findings.filter(({ baseline, level }) => !baseline && level !== 'off').sort(worstFirst);

const levels: readonly Finding['level'][] = ['error', 'warning', 'note', 'off'];
const rank = (finding: Finding): number => (finding.waiver ? 10 : levels.indexOf(finding.level) * 2 + (finding.outcome === 'unknown' ? 1 : 0));

/** The order of findings everywhere: worst level, violated before unknown, rule, subject, line, text. */
export function worstFirst(a: Finding, b: Finding): number {
  return (
    rank(a) - rank(b) ||
    byText(a.rule, b.rule) ||
    byText(a.subject.path, b.subject.path) ||
    (a.at.line ?? 0) - (b.at.line ?? 0) ||
    byText(subjectKey(a.subject), subjectKey(b.subject)) ||
    byText(a.fingerprint, b.fingerprint)
  );
}

/** All causes of a verdict, the worst first, each finding in exactly one of them. */
export function causesOf(verdict: Verdict): Cause[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of shownFindings(verdict)) {
    const key = causeKey(finding);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  const lines = directLines(verdict.facts);
  const added = addedBy(verdict.facts);
  const causes = [...groups].map(([key, findings]) => causeOf(key, findings, lines.get(key), added.get(key)));
  return causes.sort((a, b) => weight(b) - weight(a) || byText(a.at.path, b.at.path) || (a.at.line ?? 0) - (b.at.line ?? 0) || byText(a.key, b.key));
}

const causeKey = ({ subject, wayIn }: Finding): string =>
  subject.kind === 'locked-package' ? chainKey(subject.path, wayIn[0] ?? subject.purl) : subject.path;
const chainKey = (path: string, direct: string): string => `${path} ${direct}`;

/** Errors outweigh any number of warnings, and so on down. */
function weight(cause: Cause): number {
  const worth: Readonly<Record<Letter, number>> = { E: 1e12, '?': 1e9, W: 1e6, N: 1e3, '-': 1 };
  return cause.rows.reduce((sum, row) => sum + worth[row.letter] * Math.min(999, row.findings.length), 0);
}

function directLines(facts: readonly Facts[]): Map<string, Location> {
  const lines = new Map<string, Location>();
  for (const { subject, wayIn, declaredAt } of facts) {
    const [direct] = wayIn ?? [];
    if (subject.kind !== 'locked-package' || direct === undefined) continue;
    const at = declaredAt ?? (wayIn?.length === 1 ? subject.at : undefined);
    const key = chainKey(subject.path, direct);
    // What is named in several places, as an action in each job, is told where it stands first, and so is its finding.
    if (at && !lines.has(key)) lines.set(key, at);
  }
  return lines;
}

function addedBy(facts: readonly Facts[]): Map<string, Cause['adds']> {
  const added = new Map<string, Cause['adds']>();
  for (const { subject, wayIn, change, contents } of facts) {
    const [direct] = wayIn ?? [];
    if (subject.kind !== 'locked-package' || direct === undefined || change?.kind !== 'added') continue;
    const key = chainKey(subject.path, direct);
    const so = added.get(key) ?? { packages: 0, packed: 0 };
    added.set(key, { packages: so.packages + 1, packed: so.packed + (contents?.packed ?? 0) });
  }
  return added;
}

function causeOf(key: string, findings: readonly Finding[], line: Location | undefined, adds: Cause['adds'] = { packages: 0, packed: 0 }): Cause {
  const [first] = findings;
  if (!first) throw new Error('a cause without findings');
  const { subject } = first;
  const direct = subject.kind === 'locked-package' ? first.wayIn[0] : undefined;
  const chains = [...new Map(findings.map((finding) => [finding.wayIn.join('\n'), finding.wayIn])).values()].filter((chain) => chain.length > 1);
  const longest = chains.reduce((best: readonly string[], chain) => (chain.length > best.length ? chain : best), []);
  return {
    key,
    name: direct === undefined ? (subject.kind === 'locked-package' ? subjectName(subject) : subject.path) : spoken(direct),
    at: line ?? placeOf(first),
    rows: rowsOf(findings),
    wayIn: longest,
    moreWays: chains.filter((chain) => chain !== longest && !isPrefix(chain, longest)).length,
    adds,
  };
}

const isPrefix = (chain: readonly string[], of: readonly string[]): boolean => chain.every((link, at) => of[at] === link);

function rowsOf(findings: readonly Finding[]): Row[] {
  const rows = new Map<string, { letter: Letter; rule: string; findings: [Finding, ...Finding[]] }>();
  for (const finding of findings) {
    const letter = letterOf(finding);
    const key = `${letter} ${finding.rule}`;
    const row = rows.get(key);
    if (row) row.findings.push(finding);
    else rows.set(key, { letter, rule: finding.rule, findings: [finding] });
  }
  return [...rows.values()];
}

/** Where a person opens this finding in the repository: a lock line, a line of the policy, else the artifact. */
export function placeOf({ subject, at }: Finding): Location {
  if (subject.kind === 'artifact') return subject.at ?? { path: subject.path };
  if (subject.kind === 'locked-package') return at.path === subject.path && at.line !== undefined ? at : subject.at;
  return at.line === undefined ? { ...at, path: subject.path } : at;
}

export const policyPlace = ({ policyLine }: Finding): string => (policyLine ? place(policyLine) : '');

/** A lockfile that could not be read at all: a link, a conflict, a limit. It was found, and not looked at. */
const isUnread = ({ subject, packages, problems }: Facts): boolean =>
  subject.kind === 'lockfile' && packages.length === 0 && problems.some(({ kind }) => kind !== 'skipped');
export const unreadPaths = (facts: readonly Facts[]): string[] => facts.filter(isUnread).map(({ subject }) => subject.path);

/** Locked packages with content of their own: how many of them were opened, how many only listed or not even that. */
export function notOpened(facts: readonly Facts[]): { packages: number; listed: number; opened: number } {
  const own = facts.filter(
    ({ subject, locked }) => subject.kind !== 'locked-package' || !['workspace', 'path', 'sdk', 'none'].includes(locked?.resolved.kind ?? ''),
  );
  const of = (depth: string): number => own.filter(({ subject }) => 'depth' in subject && subject.depth === depth).length;
  return { packages: of('index'), listed: of('listing'), opened: of('full') };
}

/** `Looked at`: every lockfile with its counts, every artifact, in the order of the facts; packages are part of their lockfile. */
export function lookedAt(facts: readonly Facts[]): { path: string; note: string }[] {
  const packages = facts.filter(({ subject }) => subject.kind === 'locked-package');
  return facts.flatMap((each) => {
    const { subject, packages: entries } = each;
    if (isUnread(each)) return [];
    if (subject.kind === 'artifact') return [{ path: subject.path, note: '' }];
    if (subject.kind !== 'lockfile') return [];
    const changes = packages.filter((each) => each.subject.path === subject.path && each.change !== undefined);
    const changed = changes.filter(({ change }) => change?.kind !== 'unchanged').length;
    const count = entries.filter(({ installed, judgedIn }) => installed !== false && judgedIn === undefined).length;
    const total = `${count} ${count === 1 ? 'package' : 'packages'}`;
    return [{ path: subject.path, note: changes.length > 0 ? `${total}, ${changed} changed` : total }];
  });
}
