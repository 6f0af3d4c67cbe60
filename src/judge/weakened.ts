// In which ways one policy asks for less than another: what a pull request does to the gate that judges it.
import type { Depth, Level, Location, Waiver } from '../types.ts';
import type { AnyRule, LostPolicy, Weakening } from './across.ts';
import { compare } from './compare.ts';
import { customRule } from './custom.ts';
import type { Override, Policy } from './model.ts';
import { rules as allRules } from './rules/index.ts';
import { decide } from './settings.ts';
import { isExpired, lacksReason } from './waivers.ts';

const rank: Readonly<Record<Level, number>> = { error: 3, warning: 2, note: 1, off: 0 };

/** What `head` allows and `base` does not, sorted by place. Raised levels, and waivers that only end earlier, are none. */
export function weakenings(base: Policy, head: Policy, today: string, lost?: LostPolicy): readonly Weakening[] {
  const home: Location = { path: lost?.path ?? head.path, line: 1 };
  const list = [
    ...loweredRules(base, head, today, home, lost === undefined ? head.files : []),
    ...changedOverrides(base, head),
    ...addedWaivers(base, head, today),
    ...grownBaseline(base, head),
    ...narrowedView(base, head, home),
    ...changedCustom(base, head, home),
  ];
  list.sort((a, b) => compare(a.at.path, b.at.path) || (a.at.line ?? 0) - (b.at.line ?? 0) || compare(a.what, b.what));
  return lost === undefined ? list : [{ what: lost.path, was: 'a policy', is: lost.is, at: home, lost: lost.how }, ...list];
}

/** A rule as the head has it and as the base had it: custom rules carry a level of their own. */
interface RuleThenAndNow {
  rule: AnyRule;
  before: AnyRule;
  place: Location;
}

function loweredRules(base: Policy, head: Policy, today: string, home: Location, files: readonly string[]): Weakening[] {
  const own = base.custom.flatMap((before): RuleThenAndNow[] => {
    const now = head.custom.find(({ id }) => id === before.id);
    return now === undefined ? [] : [{ rule: customRule(now), before: customRule(before), place: now.at }];
  });
  return [...allRules.map((rule): RuleThenAndNow => ({ rule, before: rule, place: home })), ...own].flatMap(
    ({ rule, before, place }): Weakening[] => {
      const was = decide(before, base, undefined, today);
      const is = decide(rule, head, undefined, today);
      const at = is.policyLine === undefined ? place : files.includes(is.policyLine.path) ? is.policyLine : home; // no line of a preset
      const found: Weakening[] = [];
      if (rank[is.level] < rank[was.level]) found.push({ what: rule.id, was: was.level, is: is.level, at });
      else if (rank[is.unknown] < rank[was.unknown]) found.push({ what: `${rule.id} (unknown)`, was: was.unknown, is: is.unknown, at });
      if (is.level === 'off') return found;
      for (const [name, value] of Object.entries(is.options)) {
        const given = was.options[name];
        const wider = widening(given, value);
        if (wider !== undefined) found.push({ what: `${rule.id}, ${name}`, was: String(given) || 'nothing', is: wider, at });
      }
      return found;
    },
  );
}

/** Lists of what is allowed: every new entry is a widening, and any other change of an option is told as one. */
function widening(was: unknown, is: unknown): string | undefined {
  if (JSON.stringify(was) === JSON.stringify(is)) return undefined;
  if (Array.isArray(was) && Array.isArray(is)) {
    const added = is.filter((each) => !was.includes(each));
    const removed = was.filter((each) => !is.includes(each));
    const parts = [added.length > 0 ? `adds ${added.join(', ')}` : '', removed.length > 0 ? `removes ${removed.join(', ')}` : ''].filter(Boolean);
    return parts.length === 0 ? undefined : parts.join('; ');
  }
  return String(is);
}

/** The same for the same override, wherever it stands and in whatever order it is written: keys come in the order of the schema. */
const overrideText = ({ for: selector, rules }: Override): string =>
  JSON.stringify([selector, [...rules].map(([id, { at: _, ...setting }]) => [id, setting])]);

function changedOverrides(base: Policy, head: Policy): Weakening[] {
  const before = new Map(base.overrides.map((override) => [overrideText(override), override]));
  const now = new Map(head.overrides.map((override) => [overrideText(override), override]));
  const added = [...now].filter(([text, override]) => !before.has(text) && canLower(override));
  const removed = [...before].filter(([text, override]) => !now.has(text) && isStrict(override));
  const kept = [...now.keys()].filter((text) => before.has(text));
  const isReordered = [...before.keys()].filter((text) => now.has(text)).join() !== kept.join();
  const home = { path: head.path, line: 1 };
  return [
    ...added.map(([, override]) => ({
      what: `an override for ${selectorText(override)}`,
      was: 'not there',
      is: settingsText(override),
      at: override.at,
    })),
    ...removed.map(([, override]) => ({ what: `an override for ${selectorText(override)}`, was: settingsText(override), is: 'removed', at: home })),
    ...(isReordered ? [{ what: 'the order of overrides, of which later ones win', was: 'another', is: 'changed', at: head.overrides[0]!.at }] : []),
  ];
}

const selectorText = ({ for: selector }: Override): string => Object.values(selector).join(', ');
const settingsText = ({ rules }: Override): string =>
  [...rules]
    .map(
      ([id, { level, unknown }]) => `${id}: ${[level ?? [], unknown === undefined ? [] : `unknown ${unknown}`].flat().join(', ') || 'other options'}`,
    )
    .join(', ');
/** An override that only raises to error lowers nothing. */
const canLower = ({ rules }: Override): boolean =>
  [...rules.values()].some(
    ({ level, unknown, options }) => level !== 'error' || (unknown !== undefined && unknown !== 'error') || Object.keys(options).length > 0,
  );
/** What it asks for would be gone with it: a level, or options, of which nobody knows which way they go. */
const isStrict = ({ rules }: Override): boolean =>
  [...rules.values()].some(
    ({ level, unknown, options }) => [level, unknown].some((each) => each === 'error' || each === 'warning') || Object.keys(options).length > 0,
  );

function addedWaivers(base: Policy, head: Policy, today: string): Weakening[] {
  if (base.waiversFrom === 'head') return []; // such a policy lets new waivers count at once, and lists them
  return head.waivers
    .filter((waiver) => !isExpired(waiver, today) && !lacksReason(waiver) && !base.waivers.some((known) => includes(known, waiver)))
    .map((waiver) => ({ what: `a waiver of ${waiver.rule} for ${waiver.subject}`, was: 'not there', is: `until ${waiver.expires}`, at: waiver.at }));
}

/** The known waiver has force, and allows at least what the other does. */
const includes = (known: Waiver, other: Waiver): boolean =>
  !lacksReason(known) &&
  known.rule === other.rule &&
  known.subject === other.subject &&
  known.expires >= other.expires &&
  (known.sha256 ?? other.sha256) === other.sha256 &&
  (known.licence ?? other.licence) === other.licence;

function grownBaseline(base: Policy, head: Policy): Weakening[] {
  const known = new Set((base.baseline?.entries ?? []).map(({ fingerprint }) => fingerprint));
  const added = (head.baseline?.entries ?? []).filter(({ fingerprint }) => !known.has(fingerprint));
  if (added.length === 0) return [];
  return [{ what: 'the baseline', was: `${known.size} entries`, is: `${added.length} more`, at: { path: head.baseline!.path, line: 1 } }];
}

/** A pattern that begins with `!` takes files away: a new one narrows the view, one that is gone widens it. */
const takesAway = (pattern: string): boolean => pattern.startsWith('!');
const missing = (from: readonly string[], there: readonly string[]): string[] => from.filter((pattern) => !there.includes(pattern));

const depths: readonly Depth[] = ['index', 'listing', 'full'];

function narrowedView(base: Policy, head: Policy, home: Location): Weakening[] {
  const at = head.lookAt?.at ?? home;
  const found: Weakening[] = [];
  for (const kind of ['artifacts', 'lockfiles', 'for'] as const) {
    const was = base.lookAt?.[kind];
    const is = head.lookAt?.[kind];
    const lost = was === undefined ? (is === undefined ? [] : ['the default']) : is === undefined ? [] : missing(was, is);
    const takenAway = missing(is?.filter(takesAway) ?? [], was ?? []);
    if (lost.some((pattern) => !takesAway(pattern)) || takenAway.length > 0)
      found.push({ what: `look-at, ${kind}`, was: was?.join(', ') ?? 'the default', is: is!.join(', '), at });
  }
  const [was, is] = [base.lookAt?.depth, head.lookAt?.depth];
  if (was !== undefined && depths.indexOf(is ?? 'index') < depths.indexOf(was))
    found.push({ what: 'look-at, depth', was, is: is ?? 'the default', at });
  if (base.onNothing === 'fail' && head.onNothing === 'pass') found.push({ what: 'on-nothing', was: 'fail', is: 'pass', at: home });
  if (base.waiversFrom === 'base' && head.waiversFrom === 'head') found.push({ what: 'waivers-from', was: 'base', is: 'head', at: home });
  for (const [type, urls] of Object.entries(head.indexes)) {
    const added = urls.filter((url) => !(base.indexes[type] ?? []).includes(url));
    if (added.length > 0)
      found.push({ what: `indexes, ${type}`, was: base.indexes[type]?.join(', ') ?? 'not there', is: `adds ${added.join(', ')}`, at: home });
  }
  return found;
}

function changedCustom(base: Policy, head: Policy, home: Location): Weakening[] {
  return base.custom.flatMap((rule): Weakening[] => {
    const now = head.custom.find(({ id }) => id === rule.id);
    if (now === undefined) return [{ what: rule.id, was: 'a custom rule', is: 'removed', at: home }];
    return now.when === rule.when ? [] : [{ what: rule.id, was: rule.when, is: now.when, at: now.at }];
  });
}
