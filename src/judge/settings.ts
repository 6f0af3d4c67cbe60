// Which level a rule has for a subject, and which line of which policy decided it: the one place where layers, globs,
// overrides and dates are laid over each other.
import type { Facts, Level, Location, Violation } from '../types.ts';
import type { AnyRule, RuleOptions } from './across.ts';
import { matches } from './globs.ts';
import type { Override, Policy, Selector, Setting, Settings } from './model.ts';
import { inRange } from './versions.ts';
import { nameOfPurl, purlOf } from './words.ts';

export interface Decision {
  level: Level;
  unknown: Level;
  options: RuleOptions;
  /** The line that decided the level; left out where it is the rule's own default. */
  policyLine?: Location;
}

/** Overrides that had a say, so that those that never had are told. */
export type Uses = Set<Override>;

const alwaysOn = (id: string): boolean => id.startsWith('gate/') || id === 'archive/hazard';

/**
 * Later layers win over earlier ones, overrides over rules, later overrides over earlier ones; inside one of them the
 * exact id wins over `area/*`, and that over `*`. `level` and `unknown` go together; options are taken key by key.
 */
export function decide(rule: AnyRule, policy: Policy, facts: Facts | undefined, today: string, violation?: Violation, uses?: Uses): Decision {
  const { base, overrides } = prepared(rule, policy, today);
  if (facts === undefined) return base;
  let decision = base;
  for (const { override, setting } of overrides) {
    if (!selectsCached(override, facts, violation)) continue;
    decision = withSetting(decision, setting, rule);
    uses?.add(override);
  }
  return decision;
}

interface Prepared {
  base: Decision;
  overrides: readonly { override: Override; setting: Setting }[];
}
const preparedByPolicy = new WeakMap<Policy, Map<string, Prepared>>();

/** What does not depend on the subject, once per rule: the decision of the layers, and the overrides that name the rule. */
function prepared(rule: AnyRule, policy: Policy, today: string): Prepared {
  const known = preparedByPolicy.get(policy) ?? new Map<string, Prepared>();
  preparedByPolicy.set(policy, known);
  const key = `${rule.id} ${today}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const isOn = alwaysOn(rule.id) || rule.id.startsWith('local/');
  const custom = policy.custom.find(({ id }) => id === rule.id); // its own line turns it on, until another says more
  let base: Decision = {
    level: isOn ? rule.meta.level : 'off',
    unknown: isOn ? rule.meta.level : 'off',
    options: defaultsOf(rule),
    ...(custom === undefined ? {} : { policyLine: custom.at }),
  };
  for (const { rules } of policy.layers) {
    const setting = settingFor(rules, rule.id, today);
    if (setting !== undefined) base = withSetting(base, setting, rule);
  }
  const overrides = policy.overrides.flatMap((override) => {
    const setting = settingFor(override.rules, rule.id, today);
    return setting === undefined ? [] : [{ override, setting }];
  });
  known.set(key, { base, overrides });
  return { base, overrides };
}

const selected = new WeakMap<Override, WeakMap<Facts, boolean>>();

/** A selector without a path says the same of a subject for every rule: matched once. */
function selectsCached(override: Override, facts: Facts, violation: Violation | undefined): boolean {
  if (override.for.path !== undefined) return selects(override.for, facts, violation);
  const known = selected.get(override) ?? new WeakMap<Facts, boolean>();
  selected.set(override, known);
  const found = known.get(facts) ?? selects(override.for, facts, undefined);
  known.set(facts, found);
  return found;
}

/** Whether any line could turn the rule on for some subject: otherwise it need not run, and what it needs is not looked for. */
export function isEverOn(rule: AnyRule, policy: Policy, today: string): boolean {
  const base = decide(rule, policy, undefined, today);
  if (base.level !== 'off' || base.unknown !== 'off') return true;
  return policy.overrides.some(({ rules }) => {
    const setting = settingFor(rules, rule.id, today);
    return setting !== undefined && [setting.level, setting.unknown].some((level) => level !== undefined && level !== 'off');
  });
}

function defaultsOf(rule: AnyRule): RuleOptions {
  return Object.fromEntries(Object.entries(rule.meta.options ?? {}).map(([name, spec]) => [name, spec.default]));
}

function settingFor(settings: Settings, id: string, today: string): Setting | undefined {
  const area = `${id.slice(0, id.indexOf('/'))}/*`;
  const inForce = (key: string): Setting | undefined => {
    const setting = settings.get(key);
    return setting !== undefined && (setting.from === undefined || setting.from <= today) ? setting : undefined;
  };
  const exact = inForce(id);
  const wide = exact ?? inForce(area) ?? inForce('*');
  if (wide === undefined || exact !== undefined || !alwaysOn(id)) return wide;
  // A line for everything may silence everything, but not the gate itself, nor what it could not answer.
  const { unknown, ...rest } = wide;
  if (wide.level === 'off') return undefined;
  return unknown === 'off' ? rest : wide;
}

function withSetting(decision: Decision, setting: Setting, rule: AnyRule): Decision {
  const { level = decision.level, unknown } = setting;
  const known = Object.entries(setting.options).filter(([name]) => Object.hasOwn(rule.meta.options ?? {}, name));
  return {
    level,
    unknown: unknown ?? (setting.level === undefined ? decision.unknown : setting.level),
    options: known.length === 0 ? decision.options : { ...decision.options, ...Object.fromEntries(known) },
    ...(setting.level !== undefined || setting.unknown !== undefined
      ? { policyLine: setting.at }
      : decision.policyLine
        ? { policyLine: decision.policyLine }
        : {}),
  };
}

/** Every condition that the selector names must hold. A condition on paths inside the artifact needs the violation. */
function selects(selector: Selector, facts: Facts, violation: Violation | undefined): boolean {
  const { subject, locked } = facts;
  const purl = purlOf(subject);
  if (selector.purl !== undefined && !(purl !== undefined && purlMatches(selector.purl, purl))) return false;
  if (selector.version !== undefined && !versionMatches(selector.version, purl)) return false;
  if (selector.ecosystem !== undefined && typeOf(purl) !== selector.ecosystem) return false;
  if (selector.scope !== undefined) {
    const scopes = (subject.kind === 'locked-package' ? subject.scopes : undefined) ?? locked?.scopes ?? [];
    if (scopes.length === 0 || !scopes.every((scope) => scopeMatches(selector.scope!, scope))) return false;
  }
  if (selector.licence !== undefined) {
    const licence = declaredLicence(facts);
    if (licence === undefined || !matches(selector.licence, licence)) return false;
  }
  return selector.path === undefined || pathMatches(selector.path, facts, violation);
}

/** `dev` is said as `dev`, `development`, `group:dev`, `extra:dev` by lockfiles: the last part counts. */
const scopeMatches = (pattern: string, scope: string): boolean =>
  matches(pattern, scope) || matches(pattern, scope.slice(scope.indexOf(':') + 1)) || (pattern === 'dev' && scope === 'development');

export function purlMatches(pattern: string, purl: string): boolean {
  if (pattern === '*') return true; // every package, as under `rules`: as a glob it would end at the first slash
  const bare = purl.replace(/[?#].*/, '').replace(/@[^/@]*$/, '');
  const { name } = nameOfPurl(bare);
  return [purl, bare, `pkg:${typeOf(purl)}/${name}`].some((text) => matches(pattern, text));
}

function versionMatches(range: string, purl: string | undefined): boolean {
  const { version } = nameOfPurl(purl ?? '');
  return version !== undefined && inRange(typeOf(purl), version, range);
}

const typeOf = (purl: string | undefined): string => /^pkg:([^/]+)\//.exec(purl ?? '')?.[1] ?? '';

/** What the package says of its licence: the SPDX expression where there is one. */
export const declaredLicence = ({ metadata, locked }: Facts): string | undefined =>
  metadata?.licenceExpression ?? metadata?.licence ?? locked?.licence;

function pathMatches(pattern: string, { subject }: Facts, violation: Violation | undefined): boolean {
  if (matches(pattern, subject.path)) return true;
  if (violation === undefined) return false;
  const inside = violation.evidence.map(({ path }) => path);
  return inside.length > 0 && inside.every((path) => matches(pattern, path));
}
