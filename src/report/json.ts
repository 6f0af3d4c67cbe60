// JSON for programs, per the published schema: keys in a fixed order, what does not apply left out, no null, no timestamps.
import type { Facts, Finding, Report, Verdict } from '../types.ts';
import { notOpened } from './causes.ts';
import { withoutLogins } from './text-escape.ts';
import type { FactsReport } from './text-inspect.ts';

/** `check --format json`: one object with facts, findings, verdict. */
export const jsonReport: Report = {
  id: 'json',
  print: (verdict, write) => write(printed(verdictJson(verdict))),
};

/** `inspect --format json`: an array, one object per subject. */
export const jsonFacts: FactsReport = {
  id: 'json',
  print: (facts, write) => write(printed(facts.map(factsJson))),
};

/**
 * The one escaping function of JSON reports: JSON.stringify, and as \uXXXX also what hides or reorders text on a screen, and the
 * second letter of `##[`, which the runner would take for a command anywhere in a line.
 */
export const printed = (value: unknown): string =>
  `${withoutLogins(JSON.stringify(value, undefined, 2)).replace(unprintable, (found) => [...Array(found.length).keys()].map((at) => unit(found, at)).join(''))}\n`;
const unprintable = /(?<=#)#(?=\[)|[\u007f-\u009f\p{Zl}\p{Zp}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const unit = (text: string, at: number): string => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;

/** The facts of one subject; lists that do not apply to its kind are left out. */
export function factsJson(facts: Facts): Record<string, unknown> {
  const {
    subject,
    native,
    bytecode,
    components,
    hostLibraries,
    packages,
    metadata,
    source,
    contents,
    problems,
    locked,
    indexFiles,
    stranger,
    lookedInto,
    change,
    wayIn,
  } = facts;
  const isArtifact = subject.kind === 'artifact';
  const list = (name: string, items: readonly unknown[], always: boolean) => (always || items.length > 0 ? { [name]: items } : {});
  return {
    subject,
    ...list('native', native, isArtifact),
    ...list('bytecode', bytecode, isArtifact),
    ...list('components', components, isArtifact),
    ...list('hostLibraries', hostLibraries, isArtifact),
    ...(metadata ? { metadata } : {}),
    ...(source ? { source } : {}),
    ...(contents ? { contents } : {}),
    ...list('packages', packages, subject.kind === 'lockfile'),
    ...(locked ? { locked } : {}),
    ...(indexFiles ? { indexFiles } : {}),
    ...(stranger ? { stranger } : {}),
    ...(lookedInto ? { lookedInto } : {}),
    ...(change ? { change } : {}),
    ...(wayIn ? { wayIn } : {}),
    problems,
  };
}

/** A finding as the contract names its parts. */
export function findingJson(finding: Finding): Record<string, unknown> {
  const {
    rule,
    outcome,
    level,
    subject,
    title,
    fullTitle,
    message,
    confidence,
    at,
    evidence,
    wayIn,
    wayOut,
    waiver,
    baseline,
    policyLine,
    fingerprint,
  } = finding;
  return {
    rule,
    outcome,
    level,
    subject,
    title,
    ...(fullTitle ? { fullTitle } : {}),
    message,
    ...(confidence ? { confidence } : {}),
    location: at,
    evidence,
    wayIn,
    wayOut,
    ...(waiver ? { waiver } : {}),
    ...(baseline ? { baseline } : {}),
    ...(policyLine ? { policyLine } : {}),
    fingerprint,
  };
}

/** The whole verdict. */
export function verdictJson(verdict: Verdict): Record<string, unknown> {
  const { exitCode, status, counts, notInspected, policy, remarks } = verdict;
  const { packages, listed } = notOpened(verdict.facts);
  return {
    facts: verdict.facts.map(factsJson),
    findings: verdict.findings.map(findingJson),
    verdict: { exitCode, status, ...counts, notOpened: packages, onlyListed: listed, notInspected, policy, remarks },
  };
}
