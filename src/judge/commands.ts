// The commands about policies and rules, as functions: check, test, explain. The command line prints what they return.
import type { Component, Depth, Facts, Level, LockedPackage, NativeFile, Subject } from '../types.ts';
import { UserError } from '../types.ts';
import type { AnyRule } from './across.ts';
import { judge, rulesOf } from './evaluate.ts';
import type { Policy, PolicyTest } from './model.ts';
import { unknownRule } from './nearest.ts';
import { loadPolicy, type PolicyInput } from './policy.ts';
import { presets } from './presets.ts';
import { rules } from './rules/index.ts';
import { decide } from './settings.ts';
import { isExpired, lacksReason } from './waivers.ts';
import { many, nameOfPurl } from './words.ts';

// ---- policy check

/** Loads the policy (throwing all of its mistakes) and says in a few lines what is in force and what is odd but allowed. */
export function checkPolicy(input: PolicyInput, today: string): string {
  const policy = loadPolicy(input);
  const levels = new Map<Level, number>();
  for (const rule of rulesOf(policy)) {
    const { level } = decide(rule, policy, undefined, today);
    levels.set(level, (levels.get(level) ?? 0) + 1);
  }
  const counted = (['error', 'warning', 'note', 'off'] as const).map((level) => `${levels.get(level) ?? 0} ${level}`).join(', ');
  const parts = [
    many(policy.overrides.length, 'override'),
    many(policy.waivers.length, 'waiver'),
    many(policy.custom.length, 'custom rule'),
    many(policy.tests.length, 'test'),
  ];
  const odd = policy.waivers.flatMap((waiver) => {
    const place = `${waiver.at.path}:${waiver.at.line}:${waiver.at.column}`;
    if (isExpired(waiver, today))
      return [
        `${place}: this waiver ended on ${waiver.expires} and no longer applies. Renew it with a new reason, or remove it. (gate/waiver-expired)`,
      ];
    return lacksReason(waiver) ? [`${place}: this waiver gives no reason, so it does not apply. (gate/waiver-without-reason)`] : [];
  });
  const from = policy.extends.length === 0 ? '' : ` It extends ${policy.extends.join(', ')}.`;
  return [`${policy.path}: no mistakes.${from}`, `Rules: ${counted}. ${parts.join(', ')}.`, ...odd, ''].join('\n');
}

// ---- policy test

export interface TestResult {
  passed: number;
  failed: readonly { at: PolicyTest['at']; message: string }[];
}

/** Runs the examples that the policy holds: the facts given, the levels expected. */
export function testPolicy(policy: Policy, today: string): TestResult {
  const failed: { at: PolicyTest['at']; message: string }[] = [];
  for (const test of policy.tests) {
    const verdict = judge([factsOf(test.given)], policy, { today });
    const wrong = Object.entries(test.expect).flatMap(([rule, expected]) => {
      const finding = verdict.findings.find((each) => each.rule === rule && each.subject.kind !== 'policy');
      const got = finding === undefined ? 'none' : finding.waiver ? 'waived' : finding.level;
      const isRight = expected === got || (expected === 'off' && got === 'none');
      const asked = finding?.outcome === 'unknown' ? ' (unknown)' : '';
      const line = finding?.policyLine === undefined ? '' : `, decided by ${finding.policyLine.path}:${finding.policyLine.line}`;
      return isRight ? [] : [`${rule}: expected ${expected}, got ${got}${asked}${line}`];
    });
    if (wrong.length > 0) failed.push({ at: test.at, message: wrong.join('; ') });
  }
  return { passed: policy.tests.length - failed.length, failed };
}

type Given = Readonly<Record<string, unknown>>;

/** Facts from the few words of an example; what is not said is empty. A path makes it an artifact, else a purl is a locked package. */
export function factsOf(given: Given): Facts {
  const text = (key: string): string | undefined => (typeof given[key] === 'string' ? (given[key] as string) : undefined);
  const list = (key: string): readonly unknown[] => (Array.isArray(given[key]) ? (given[key] as unknown[]) : []);
  const purl = text('purl');
  const path = text('path');
  const kind = text('kind');
  const isArtifact = kind === undefined ? path !== undefined : kind === 'artifact';
  const texts = (key: string): readonly string[] =>
    typeof given[key] === 'string' ? [given[key] as string] : list(key).filter((each) => typeof each === 'string');
  const scopes = [...texts('scopes'), ...texts('scope')];
  const licence = text('licence');
  const wasOpened = ['native', 'components', 'bytecode'].some((key) => given[key] !== undefined);
  const depth = (text('depth') ?? (wasOpened ? 'full' : 'index')) as Depth;
  const subject: Subject = isArtifact
    ? {
        kind: 'artifact',
        path: path ?? 'example',
        format: text('format') ?? 'wheel',
        size: Number(given['size'] ?? 0),
        depth: 'full',
        ...(purl === undefined ? {} : { purl }),
        ...(text('sha256') ? { sha256: text('sha256')! } : {}),
      }
    : {
        kind: 'locked-package',
        purl: purl ?? '',
        path: path ?? 'example.lock',
        at: { path: path ?? 'example.lock', line: 1 },
        depth,
        scopes,
      };
  const status = text('source') as NonNullable<Facts['source']>['status'] | undefined;
  const metadata = {
    requires: [],
    installScripts: [],
    ...(licence === undefined ? {} : { licence, licenceExpression: licence }),
    ...(given['metadata'] as object | undefined),
  };
  return {
    subject,
    native: list('native').map(nativeOf),
    bytecode: list('bytecode') as Facts['bytecode'],
    components: list('components').map(componentOf),
    hostLibraries: list('hostLibraries').map((each) =>
      typeof each === 'string' ? { name: each, neededBy: ['example.so'] } : (each as Facts['hostLibraries'][number]),
    ),
    packages: [],
    problems: list('problems') as Facts['problems'],
    ...(given['metadata'] === undefined && licence === undefined ? {} : { metadata }),
    ...(status === undefined ? {} : { source: { status, where: [], reason: 'as the example says' } }),
    ...(isArtifact ? {} : { locked: lockedOf(purl ?? '', scopes, licence, given['locked'] as object | undefined) }),
    ...(given['change'] === undefined ? {} : { change: given['change'] as NonNullable<Facts['change']> }),
  };
}

function lockedOf(purl: string, scopes: readonly string[], licence: string | undefined, more: object | undefined): LockedPackage {
  const { name, version } = nameOfPurl(purl);
  return {
    name,
    purl,
    line: 1,
    column: 1,
    resolved: { kind: 'registry' },
    hashes: [],
    scopes,
    requiredBy: [],
    ...(version === undefined ? {} : { version }),
    ...(licence === undefined ? {} : { licence }),
    ...more,
  };
}

const nativeOf = (value: unknown): NativeFile => ({
  path: typeof value === 'string' ? value : 'example.so',
  format: 'elf',
  type: 'shared',
  arch: 'x86_64',
  bits: 64,
  endian: 'little',
  size: 0,
  sha256: '',
  needed: [],
  ...(typeof value === 'object' ? value : {}),
});

function componentOf(value: unknown): Component {
  const given: Partial<Component> = typeof value === 'string' ? { id: value } : (value as Partial<Component>);
  const id = given.id ?? 'example';
  const path = given.paths?.[0] ?? `${id}.so`;
  return {
    id,
    name: id,
    how: 'bundled',
    category: 'unknown',
    confidence: 'certain',
    paths: [path],
    evidence: [{ kind: 'file-name', path, value: id }],
    ...given,
  };
}

// ---- explain

/** One rule in full; without an id, the list. Throws a UserError for an id that is no rule. */
export function explainRule(id?: string): string {
  if (id === undefined) return listOf(rules);
  const rule = rules.find((each) => each.id === id);
  const ofArea = rules.filter((each) => each.id.startsWith(`${id.replace(/\/\*?$/, '')}/`));
  if (rule === undefined && ofArea.length > 0) return listOf(ofArea);
  if (rule === undefined)
    throw new UserError(
      unknownRule(
        id,
        rules.map((each) => each.id),
      ),
    );
  return explained(rule);
}

const listOf = (some: readonly AnyRule[]): string => `${some.map(({ id, meta }) => `${id.padEnd(38)}${meta.asks}`).join('\n')}\n`;

/** The preset that judges where no policy is, and where no line of a policy says otherwise. */
const usual = 'recommended';

function levelInUsual(rule: AnyRule): string {
  const policy = loadPolicy({ text: presets[usual] ?? '', path: `preset ${usual}`, read: () => undefined, presets });
  return decide(rule, policy, undefined, '2000-01-01').level;
}

function explained(rule: AnyRule): string {
  const { id, meta } = rule;
  const options = Object.entries(meta.options ?? {}).map(
    ([name, spec]) => `  ${name.padEnd(16)}${spec.about} Default: ${defaultText(spec.default)}.`,
  );
  return [
    `${id}  (default: ${meta.level}; in the preset ${usual}: ${levelInUsual(rule)})`,
    '',
    meta.asks,
    '',
    `Why        ${meta.why}`,
    `To clear   ${meta.wayOut}`,
    ...(meta.standard === undefined ? [] : [`After      ${meta.standard}`]),
    ...(meta.examples === undefined ? [] : [`Passes     ${meta.examples.passes}`, `Fails      ${meta.examples.fails}`]),
    ...(options.length === 0
      ? []
      : ['', `Options, beside the level: ${id}: { level: ${meta.level}, ${Object.keys(meta.options ?? {})[0]}: ... }`, ...options]),
    '',
    `In a policy:  ${id}: ${meta.level}`,
    '',
  ].join('\n');
}

export const defaultText = (value: readonly string[] | number | boolean): string =>
  Array.isArray(value) ? (value.length === 0 ? 'empty' : value.join(', ')) : String(value);
