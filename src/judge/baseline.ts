// The baseline: findings accepted on the day the gate was introduced. It only shrinks: an entry covers what was accepted
// and less, never more, and entries that are no longer found are dropped by the next update.
import type { Finding, Location, Subject, Verdict } from '../types.ts';
import { compare } from './compare.ts';
import type { Mistakes } from './mistakes.ts';
import type { Baseline, BaselineEntry, Policy } from './model.ts';

const largest = 16 << 20;
const mostEntries = 100_000;

/** Reads the baseline's file. A file that is not there is an empty baseline: the first update makes it. */
export function readBaseline(path: string, read: (path: string) => string | undefined, at: Location, mistakes: Mistakes): Baseline | undefined {
  const text = read(path);
  if (text === undefined) return { path, exists: false, entries: [], at };
  if (text.length > largest) return void mistakes.add({ path }, `the baseline is ${text.length} characters long; it may have ${largest}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return void mistakes.add(
      { path, line: 1, column: 1 },
      `the baseline is no JSON: ${(error as Error).message}. Make it again: sourcegate check --update-baseline`,
    );
  }
  const list = (value as { findings?: unknown })?.findings;
  if (!Array.isArray(list) || list.length > mostEntries || !list.every(isEntry))
    return void mistakes.add(
      { path, line: 1, column: 1 },
      'not a baseline of this program (findings with rule, subject, about, fingerprint). Make it again: sourcegate check --update-baseline',
    );
  return { path, exists: true, entries: list, at };
}

const isEntry = (value: unknown): value is BaselineEntry => {
  const { rule, subject, about, fingerprint } = (value ?? {}) as Record<string, unknown>;
  return (
    [rule, subject, fingerprint].every((each) => typeof each === 'string') && Array.isArray(about) && about.every((each) => typeof each === 'string')
  );
};

/** What a subject is called in fingerprints and baselines: stable when lines move; for an artifact also when its version rises. */
export function identityOf(subject: Subject): string {
  if (subject.kind === 'locked-package') return `${subject.path}#${subject.purl}`;
  if (subject.kind === 'artifact' && subject.purl !== undefined)
    return `${subject.format}#${subject.purl.replace(/[?#].*/, '').replace(/@[^/@]*$/, '')}`;
  return subject.path;
}

/** An entry covers a finding of the same rule and subject that is about nothing more than what was accepted. */
export const covers = (
  entry: BaselineEntry,
  { rule, subject, fingerprint, about = [] }: Pick<Finding, 'rule' | 'subject' | 'fingerprint' | 'about'>,
): boolean =>
  entry.rule === rule &&
  entry.subject === identityOf(subject) &&
  (entry.fingerprint === fingerprint || (about.length > 0 && about.every((each) => entry.about.includes(each))));

/**
 * The text of the baseline file after this run. With a baseline in force it keeps what is still found of it and adds
 * nothing; without one (its file is not there yet) it accepts every violation in force that is not about the gate itself.
 * After a run over a part of what the policy looks at, entries about what was not looked at stay.
 */
export function updateBaseline(verdict: Verdict, policy?: Policy, { onlyPart = false }: { onlyPart?: boolean } = {}): string {
  const shrinks = policy?.baseline?.exists ?? verdict.findings.some(({ baseline }) => baseline);
  const kept = verdict.findings.filter(
    (finding) => finding.outcome === 'violated' && !finding.waiver && !finding.rule.startsWith('gate/') && (!shrinks || finding.baseline),
  );
  const here = new Set(verdict.facts.map(({ subject }) => identityOf(subject)));
  const elsewhere = onlyPart ? (policy?.baseline?.entries ?? []).filter(({ subject }) => !here.has(subject)) : [];
  const found = kept.map(
    ({ rule, subject, about, fingerprint }): BaselineEntry => ({ rule, subject: identityOf(subject), about: [...(about ?? [])], fingerprint }),
  );
  const entries = [...elsewhere, ...found];
  const sorted = [...new Map(entries.map((entry) => [entry.fingerprint, entry])).values()].sort(
    (a, b) => compare(a.rule, b.rule) || compare(a.subject, b.subject) || compare(a.fingerprint, b.fingerprint),
  );
  const lines = sorted.map((entry) => `    ${JSON.stringify(entry)}`);
  return `{\n  "about": "Findings accepted when the gate was introduced. This list only shrinks: sourcegate check --update-baseline",\n  "findings": [${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}]\n}\n`;
}
