// From facts to the verdict: rules are run, and over what they yield are laid, in this order, levels, waivers and the
// baseline. Pure: the day is handed in. The same facts, policy and day give the same verdict, byte for byte.
import { createHash } from 'node:crypto';
import type { Facts, Finding, Level, Location, LockedPackage, Need, Rule, Subject, Verdict, Violation, Waiver } from '../types.ts';
import type { AnyRule, LostPolicy, RuleAcross, RuleOptions, Run, Unmatched, WaiverState } from './across.ts';
import { covers, identityOf } from './baseline.ts';
import { compare } from './compare.ts';
import { customRule } from './custom.ts';
import type { Policy } from './model.ts';
import { rules as allRules } from './rules/index.ts';
import { isMalformedTestData } from './rules/subjects.ts';
import { type Decision, decide, isEverOn, type Uses } from './settings.ts';
import { dayAfter, isExpired, lacksReason, waives } from './waivers.ts';
import { weakenings } from './weakened.ts';
import { fill, fillTitle, many, subjectName } from './words.ts';

export type FailOn = 'error' | 'warning' | 'never';

export interface JudgeContext {
  /** The day on which waivers are judged, YYYY-MM-DD. */
  today: string;
  /** Defaults to error. */
  failOn?: FailOn;
  /** The pull request's own policy, where it differs from the one in force; the preset `recommended` where it deletes it. */
  head?: Policy;
  /** It leaves no policy that can be read: `head` is a preset then. */
  lost?: LostPolicy;
  /** The pull request changes nothing but policy files. */
  onlyPolicyChanges?: boolean;
  notInspected?: Verdict['notInspected'];
  remarks?: readonly string[];
  /** Not all that the policy looks at is among the facts (what changed against a base, or the paths given): what is not there says nothing about
   * waivers, overrides and baseline. */
  onlyPart?: boolean;
  /** Locked packages were looked into less deeply than the policy asks, or without an index: a rule that is silent about one may speak in a full run. */
  shallow?: boolean;
  /** Patterns of the policy or the call that matched nothing. */
  unmatched?: readonly Unmatched[];
  /** Lockfiles that the pull request adds and look-at does not cover. */
  notLookedAt?: readonly string[];
}

const rank: Readonly<Record<Level, number>> = { error: 3, warning: 2, note: 1, off: 0 };
const daysOfWarning = 14;

/** Judges the facts by the policy. Never throws for what facts or policy hold. */
export function judge(facts: readonly Facts[], policy: Policy, context: JudgeContext): Verdict {
  const uses: Uses = new Set();
  const waivers = [...policy.waivers, ...(policy.waiversFrom === 'head' ? waiversOfHead(policy, context.head) : [])];
  const { findings: judged, states } = judgeSubjects(facts, policy, waivers, context, uses);
  const findings = [...judged, ...judgeRun(facts, policy, states, judged, context)].sort(byWeight);
  const counts = countsOf(findings);
  const { status, exitCode } = outcomeOf(findings, context.failOn);
  return {
    facts,
    findings,
    exitCode,
    status,
    counts,
    notInspected: [...(context.notInspected ?? []), ...notLookedInto(facts, policy, context.today)],
    policy: policy.name,
    remarks: [...(context.remarks ?? []), ...remarksOf(policy, judged, states, uses, waivers, context)],
  };
}

/** What the rules in force read: nothing else needs to be looked for. */
export function needsOf(policy: Policy, today: string): ReadonlySet<Need> {
  return new Set(rulesOf(policy).flatMap((rule) => (isEverOn(rule, policy, today) ? rule.meta.needs : [])));
}

const isAcross = (rule: AnyRule): rule is RuleAcross => 'across' in rule;
export const rulesOf = (policy: Policy): readonly AnyRule[] => [...allRules, ...policy.custom.map(customRule)];

// ---- subjects

/** Findings about subjects, with level, waiver and baseline; and what became of each waiver. */
function judgeSubjects(
  facts: readonly Facts[],
  policy: Policy,
  waivers: readonly Waiver[],
  context: JudgeContext,
  uses: Uses,
): { findings: Finding[]; states: WaiverState[] } {
  const found: { finding: Finding; facts: Facts }[] = [];
  const bySubject = new Map(facts.map((each) => [each.subject, each]));
  const active = rulesOf(policy).filter((rule) => !isAboutRun(rule) && isEverOn(rule, policy, context.today));
  for (const rule of active) {
    if (isAcross(rule)) {
      const { options } = decide(rule, policy, undefined, context.today);
      for (const violation of rule.across(runOf(facts, policy, [], context), options)) {
        const of = bySubject.get(violation.subject)!;
        const decision = decide(rule, policy, of, context.today, violation, uses);
        const finding = findingOf(rule, violation, violation.subject, of, decision);
        if (finding !== undefined) found.push({ finding, facts: of });
      }
    } else {
      for (const each of facts)
        for (const finding of checkSubject(rule as Rule<RuleOptions>, each, policy, context.today, uses)) found.push({ finding, facts: each });
    }
  }
  const distinct = withoutRepeats(found);
  const used = new Set<Waiver>();
  const findings = distinct.map(({ finding, facts: of }) => {
    const waiver = waivers.find((each) => isInForce(each, context.today) && waives(each, finding.rule, of));
    if (waiver !== undefined) {
      used.add(waiver);
      return { ...finding, waiver };
    }
    const isAccepted = finding.outcome === 'violated' && policy.baseline?.entries.some((entry) => covers(entry, finding));
    return isAccepted ? { ...finding, baseline: true as const } : finding;
  });
  return { findings, states: waivers.flatMap((waiver) => stateOf(waiver, used, facts, context)) };
}

/** Rules about the policy and the run are judged last: they need to know what became of the rest. */
const isAboutRun = (rule: AnyRule): boolean => isAcross(rule) && rule.id.startsWith('gate/');

function* checkSubject(rule: Rule<RuleOptions>, facts: Facts, policy: Policy, today: string, uses: Uses): Generator<Finding> {
  const general = decide(rule, policy, facts, today);
  for (const violation of rule.check(facts, general.options)) {
    const finding = findingOf(rule, violation, facts.subject, facts, decide(rule, policy, facts, today, violation, uses));
    if (finding !== undefined) yield finding;
  }
}

function findingOf(rule: AnyRule, violation: Violation, subject: Subject, facts: Facts | undefined, decision: Decision): Finding | undefined {
  const level = violation.outcome === 'unknown' ? decision.unknown : decision.level;
  if (level === 'off') return undefined;
  const { messageId } = violation;
  const name = subjectName(subject, facts);
  const data = { subject: name, path: subject.path, ...violation.data };
  const { messages, titles, wayOut } = rule.meta;
  const message = messages[messageId];
  if (message === undefined) throw new Error(`${rule.id} has no message ${messageId}`);
  const template = titles?.[messageId] ?? `{{subject}}: ${rule.id}`;
  const [title, whole] = [fillTitle(template, data), fill(template, data)];
  return {
    ...violation,
    rule: rule.id,
    subject,
    level,
    title,
    ...(whole === title ? {} : { fullTitle: whole }),
    message: fill(message, data),
    wayOut: violation.wayOut ?? wayOut,
    wayIn: facts?.wayIn ?? [],
    fingerprint: fingerprintOf(rule.id, subject, violation),
    ...(decision.policyLine === undefined ? {} : { policyLine: decision.policyLine }),
  };
}

/** Stable where lines move, texts are reworded, or the evidence is ordered otherwise. 32 hexadecimal digits. */
function fingerprintOf(rule: string, subject: Subject, { outcome, messageId, about }: Violation): string {
  const parts = [rule, identityOf(subject), outcome, about === undefined ? messageId : [...about].sort()];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** A lock may name one release several times (npm's nested folders): one finding, at the first line. */
function withoutRepeats(found: readonly { finding: Finding; facts: Facts }[]): { finding: Finding; facts: Facts }[] {
  const first = new Map<string, { finding: Finding; facts: Facts }>();
  for (const each of found) {
    const known = first.get(each.finding.fingerprint + each.finding.subject.path);
    if (known === undefined || lineOf(each.finding.at) < lineOf(known.finding.at))
      first.set(each.finding.fingerprint + each.finding.subject.path, each);
  }
  return [...first.values()];
}

const lineOf = ({ line }: Location): number => line ?? 0;

// ---- waivers

const isInForce = (waiver: Waiver, today: string): boolean => !isExpired(waiver, today) && !lacksReason(waiver);

function waiversOfHead(policy: Policy, head: Policy | undefined): readonly Waiver[] {
  const known = new Set(policy.waivers.map(waiverKey));
  return (head?.waivers ?? []).filter((waiver) => !known.has(waiverKey(waiver)));
}
const waiverKey = ({ rule, subject, expires, sha256, licence, reason }: Waiver): string =>
  JSON.stringify([rule, subject, expires, sha256, licence, reason]);

function stateOf(waiver: Waiver, used: ReadonlySet<Waiver>, facts: readonly Facts[], context: JudgeContext): WaiverState[] {
  if (isExpired(waiver, context.today)) return [{ waiver, state: 'expired' }];
  if (lacksReason(waiver)) return [{ waiver, state: 'without-reason' }];
  if (used.has(waiver)) return [{ waiver, state: 'used' }];
  const here = facts.filter((each) => waives({ rule: waiver.rule, subject: waiver.subject }, waiver.rule, each));
  const isHere = here.length > 0;
  const isStale = isHere && !facts.some((each) => waives(waiver, waiver.rule, each));
  if (isStale) return [{ waiver, state: 'stale' }];
  const couldSpeak = isHere ? !(context.shallow && here.every(isLockedPackage)) : !context.onlyPart;
  return couldSpeak ? [{ waiver, state: 'unused' }] : [];
}

const isLockedPackage = ({ subject }: Facts): boolean => subject.kind === 'locked-package';

// ---- the run as a whole

function runOf(facts: readonly Facts[], policy: Policy, waivers: readonly WaiverState[], context: JudgeContext): Run {
  return {
    facts,
    waivers,
    unmatched: context.unmatched ?? [],
    notLookedAt: context.notLookedAt ?? [],
    nothingIsFine: policy.onNothing === 'pass',
    home: { path: policy.path, line: 1 },
  };
}

function judgeRun(
  facts: readonly Facts[],
  policy: Policy,
  states: readonly WaiverState[],
  judged: readonly Finding[],
  context: JudgeContext,
): Finding[] {
  const run: Run = { ...runOf(facts, policy, states, context), ...weakenedOf(facts, policy, judged, context) };
  const findings: Finding[] = [];
  for (const rule of allRules) {
    if (!isAcross(rule) || !isAboutRun(rule) || !isEverOn(rule, policy, context.today)) continue;
    const decision = decide(rule, policy, undefined, context.today);
    const isMixed = rule.id === 'gate/policy-weakened' && run.weakened?.mixed === true;
    for (const violation of rule.across(run, decision.options)) {
      const { subject, ...rest } = violation;
      const finding = findingOf(rule, rest, subject, undefined, isMixed ? { ...decision, level: 'error' } : decision);
      if (finding !== undefined) findings.push(finding);
    }
  }
  return findings;
}

function weakenedOf(facts: readonly Facts[], policy: Policy, judged: readonly Finding[], context: JudgeContext): Pick<Run, 'weakened'> {
  const { head } = context;
  if (head === undefined) return {};
  const changes = weakenings(policy, head, context.today, context.lost);
  if (changes.length === 0) return {};
  const { findings } = judgeSubjects(facts, head, head.waivers, context, new Set());
  const weightUnderHead = new Map(findings.map((finding) => [finding.fingerprint + finding.subject.path, weightOf(finding)]));
  const allows = judged.filter(
    (finding) => weightOf(finding) >= rank.warning && (weightUnderHead.get(finding.fingerprint + finding.subject.path) ?? 0) < weightOf(finding),
  );
  return { weakened: { path: context.lost?.path ?? head.path, changes, allows: allows.length, mixed: context.onlyPolicyChanges !== true } };
}

const weightOf = (finding: Finding): number => (finding.waiver || finding.baseline ? 0 : rank[finding.level]);

// ---- the verdict

const isInForceFinding = ({ waiver, baseline }: Finding): boolean => !waiver && !baseline;

function countsOf(findings: readonly Finding[]): Verdict['counts'] {
  const inForce = findings.filter(isInForceFinding);
  const violated = (level: Level): number => inForce.filter((finding) => finding.outcome === 'violated' && finding.level === level).length;
  return {
    errors: violated('error'),
    warnings: violated('warning'),
    notes: violated('note'),
    unknown: inForce.filter(({ outcome }) => outcome === 'unknown').length,
    waived: findings.filter(({ waiver }) => waiver !== undefined).length,
    baseline: findings.filter(({ baseline, waiver }) => baseline && !waiver).length,
  };
}

/** `never` takes the exit code away, not the word: whoever asks is still told. */
function outcomeOf(findings: readonly Finding[], failOn: FailOn | undefined): Pick<Verdict, 'status' | 'exitCode'> {
  const floor = rank[failOn === 'warning' ? 'warning' : 'error'];
  const weighty = findings.filter((finding) => isInForceFinding(finding) && rank[finding.level] >= floor);
  if (weighty.some(({ outcome }) => outcome === 'violated')) return { status: 'blocked', exitCode: failOn === 'never' ? 0 : 1 };
  if (weighty.length > 0) return { status: 'incomplete', exitCode: failOn === 'never' ? 0 : 3 };
  return { status: 'clear', exitCode: 0 };
}

/** In force before waived, weighty before light, violated before unknown; then by place, subject and rule. */
function byWeight(a: Finding, b: Finding): number {
  return (
    Number(!isInForceFinding(a)) - Number(!isInForceFinding(b)) ||
    rank[b.level] - rank[a.level] ||
    compare(b.outcome, a.outcome) ||
    compare(a.at.path, b.at.path) ||
    lineOf(a.at) - lineOf(b.at) ||
    compare(identityOf(a.subject), identityOf(b.subject)) ||
    compare(a.rule, b.rule) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

/** What was passed over: kinds of entries inside artifacts, and locked packages that were only looked up. */
function notLookedInto(facts: readonly Facts[], policy: Policy, today: string): Verdict['notInspected'] {
  const list: { path: string; reason: string }[] = [];
  for (const { subject, problems } of facts) {
    const byCode = new Map<string, { message: string; path: string; count: number }>();
    for (const problem of problems) {
      const { kind, code, message, path } = problem;
      const isPassedOver = kind === 'skipped' || isMalformedTestData(subject, problem);
      if (!isPassedOver) continue;
      const known = byCode.get(code);
      byCode.set(code, known === undefined ? { message, path, count: 1 } : { ...known, count: known.count + 1 });
    }
    for (const { message, path, count } of byCode.values())
      list.push(
        count === 1
          ? { path: insideOf(subject, path), reason: message }
          : { path: insideOf(subject, ''), reason: `${many(count, 'place')}, first ${path}: ${message}` },
      );
  }
  const needs = needsOf(policy, today);
  if (needs.has('native') || needs.has('components')) {
    for (const [depth, what] of [
      ['index', 'not opened'], // whether anything was looked up is not known here: a run may be offline
      ['listing', 'listed, not opened'],
    ] as const) {
      const shallow = new Map<string, number>();
      for (const { subject, locked } of facts)
        if (subject.kind === 'locked-package' && subject.depth === depth && !isNeverFetched(locked))
          shallow.set(subject.path, (shallow.get(subject.path) ?? 0) + 1);
      for (const [path, count] of shallow) list.push({ path, reason: `the content of ${many(count, 'locked package')}: ${what} (depth ${depth})` });
    }
    const workflows = facts.flatMap(({ subject, locked }) => (subject.kind === 'locked-package' && isNeverFetched(locked) ? [subject.path] : []));
    for (const path of new Set(workflows))
      list.push({ path, reason: 'the content of actions and images: not opened at any depth, only how they are pinned is judged' });
  }
  return list.sort((a, b) => compare(a.path, b.path) || compare(a.reason, b.reason));
}

/** No depth opens an action or an image that a workflow or a Dockerfile names. */
const isNeverFetched = (locked: LockedPackage | undefined): boolean => locked?.resolved.kind === 'action' || locked?.resolved.kind === 'image';

/** A place inside a subject. One of a locked package names the package first: its lockfile has many. */
function insideOf(subject: Subject, path: string): string {
  const home = subject.kind === 'locked-package' ? `${subjectName(subject)} (${subject.path}:${subject.at.line ?? 1})` : subject.path;
  return path === subject.path || path.startsWith(`${subject.path}/`) || path === '' ? home : `${home}!/${path}`;
}

function remarksOf(
  policy: Policy,
  judged: readonly Finding[],
  states: readonly WaiverState[],
  uses: Uses,
  waivers: readonly Waiver[],
  context: JudgeContext,
): string[] {
  const remarks: string[] = [];
  const soon = dayAfter(context.today, daysOfWarning);
  for (const { waiver, state } of states)
    if (state === 'used' && waiver.expires <= soon)
      remarks.push(`${waiver.at.path}:${lineOf(waiver.at)}: the waiver of ${waiver.rule} for ${waiver.subject} ends on ${waiver.expires}`);
  for (const waiver of waivers.slice(policy.waivers.length))
    remarks.push(
      `${waiver.at.path}:${lineOf(waiver.at)}: this pull request brings a waiver of ${waiver.rule} for ${waiver.subject}, in force by waivers-from: head`,
    );
  if (context.onlyPart) return remarks;
  for (const override of policy.overrides)
    if (!uses.has(override) && override.at.path === policy.path)
      remarks.push(`${override.at.path}:${lineOf(override.at)}: this override decided nothing in this run`);
  const gone = (policy.baseline?.entries ?? []).filter((entry) => !judged.some((finding) => covers(entry, finding))).length;
  if (gone > 0)
    remarks.push(
      `${many(gone, 'entry', 'entries')} of the baseline ${gone === 1 ? 'is' : 'are'} no longer found: sourcegate check --update-baseline drops ${gone === 1 ? 'it' : 'them'}`,
    );
  return remarks;
}
