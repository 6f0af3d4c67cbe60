// What zod found wrong, in the words of a policy: where it stands, what was expected, the nearest right spelling.
import type { z } from 'zod';
import type { AnyRule } from './across.ts';
import type { Mistakes } from './mistakes.ts';
import { nearest, unknownRule } from './nearest.ts';
import { keysAt } from './schema.ts';
import type { Located } from './yaml.ts';

type Issue = z.core.$ZodIssue;
type Keys = readonly (string | number)[];

const mostKeys = 90; // of one map; all mistakes of a policy are bounded as well

export function noteIssues(
  issues: readonly Issue[],
  located: Located,
  rules: readonly AnyRule[],
  customIds: readonly string[],
  mistakes: Mistakes,
): void {
  const note = (issue: Issue, base: Keys): void => {
    const path = [...base, ...(issue.path as Keys)];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      for (const inner of closest(issue.errors, valueAt(located.value, path))) note(inner, path);
    } else if (issue.code === 'unrecognized_keys') {
      const known = keysAt(path, rules, customIds);
      for (const key of issue.keys.slice(0, mostKeys)) mistakes.add(located.keyPlaceOf([...path, key]), unknownKey(key, path, known, rules));
      const more = issue.keys.length - mostKeys;
      if (more > 0) mistakes.add(located.keyPlaceOf([...path, issue.keys[mostKeys]!]), `and ${more} more unknown keys`);
    } else if (issue.code === 'invalid_key') {
      mistakes.add(located.placeOf(path), `"${String(path.at(-1))}" cannot stand here`);
    } else {
      const value = valueAt(located.value, path);
      const place = value === undefined ? located.placeOf(path.slice(0, -1)) : located.placeOf(path);
      mistakes.add(place, wordsFor(issue, path, value, rules));
    }
  };
  for (const issue of firstOfEachPlace(issues)) note(issue, []);
}

/** zod measures also what it has refused by its kind: of a list where a text is asked for, the length would be told as well. */
function firstOfEachPlace(issues: readonly Issue[]): readonly Issue[] {
  const first = new Map<string, Issue>();
  for (const issue of issues) {
    const place = JSON.stringify(issue.path);
    if (!first.has(place)) first.set(place, issue);
  }
  return [...first.values()];
}

/** Of the forms that a value may have, the one that fits what stands there: a map is meant as a map, a text as a text. */
function closest(errors: readonly (readonly Issue[])[], value: unknown): readonly Issue[] {
  const kind = kindOf(value);
  const fits = errors.find(
    (list) => !list.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type' && kindOfExpected(issue.expected) !== kind),
  );
  const isScalar = kind === 'text' || kind === 'number' || kind === 'flag' || kind === 'nothing';
  if (isScalar) return errors.find((list) => list.some((issue) => issue.path.length === 0 && issue.code === 'invalid_value')) ?? fits ?? errors[0]!;
  return (
    errors.find((list) => !list.some((issue) => issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value'))) ??
    fits ??
    errors[0]!
  );
}

const kindOf = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'list';
  return { string: 'text', number: 'number', boolean: 'flag', object: 'map' }[typeof value as string] ?? 'nothing';
};
const kindOfExpected = (expected: string): string =>
  ({ string: 'text', number: 'number', int: 'number', boolean: 'flag', array: 'list', object: 'map', record: 'map' })[expected] ?? expected;
const nouns: Readonly<Record<string, string>> = {
  text: 'a text',
  number: 'a number',
  flag: 'true or false',
  list: 'a list',
  map: 'a map of keys',
  nothing: 'nothing',
};

function valueAt(value: unknown, path: Keys): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string | number, unknown>)[key];
  }
  return at;
}

function unknownKey(key: string, path: Keys, known: readonly string[], rules: readonly AnyRule[]): string {
  if (path.at(-1) === 'rules') {
    const area = /^([^/]+)\/\*$/.exec(key)?.[1];
    if (area !== undefined) {
      const near = nearest(
        key,
        known.filter((id) => id.endsWith('/*')),
      );
      return `no rule has the area "${area}".${near === undefined ? '' : ` Did you mean ${near}?`} List: sourcegate explain`;
    }
    return unknownRule(
      key,
      known.filter((id) => !id.includes('*')),
    );
  }
  const rule = rules.find(({ id }) => id === path.at(-1));
  const near = nearest(key, known);
  const what = rule === undefined ? `unknown key "${key}"` : `${rule.id} has no option "${key}"`;
  return `${what}.${near === undefined ? '' : ` Did you mean ${near}?`} Here may stand: ${known.join(', ')}.`;
}

function wordsFor(issue: Issue, path: Keys, value: unknown, rules: readonly AnyRule[]): string {
  const last = path.at(-1);
  const isLevel = rules.some(({ id }) => id === last) || /^[a-z]+\/[a-z*-]+$|^\*$/.test(String(last)) || last === 'level' || last === 'unknown';
  const name =
    isLevel && last !== 'unknown' ? 'level' : typeof last === 'number' ? `entry ${last + 1} of ${String(path.at(-2))}` : String(last ?? 'the policy');
  if (value === undefined) return missing(name, path);
  if (issue.code === 'invalid_value')
    return `${name} must be ${alternatives(issue.values.map(String))}, not ${shown(value)}.${hint(value, issue.values.map(String), isLevel)}`;
  if (issue.code === 'invalid_type') {
    const expected = nouns[kindOfExpected(issue.expected)] ?? issue.expected;
    return `${name} must be ${isLevel && path.length < 5 && issue.expected !== 'boolean' && issue.expected !== 'array' ? 'error, warning, note or off' : expected}, not ${shown(value)}.${example(last)}`;
  }
  if (issue.code === 'too_big' && 'maximum' in issue && !issue.message.startsWith('may')) return `${name} may have at most ${issue.maximum} entries.`;
  if (/^(a|its) /.test(issue.message)) return `${name}: ${issue.message}.`;
  return `${name} ${issue.message}${typeof value === 'string' && issue.code !== 'too_big' ? `, not ${shown(value)}` : ''}.`;
}

function missing(name: string, path: Keys): string {
  const [list, index] = path;
  const where = typeof index === 'number' ? ` in entry ${index + 1} of ${String(list)}` : '';
  const given = name === 'version' ? 'a policy begins with `version: 1`' : `\`${name}\` is missing${where}`;
  return `${given}.${example(path.at(-1))}`;
}

const examples: Readonly<Record<string, string>> = {
  expires: 'a waiver ends on a day, as in expires: 2027-01-31',
  rule: 'a waiver names exactly one rule, as in rule: proprietary/library',
  subject: 'a waiver names exactly one subject, as in subject: pkg:pypi/torch@1.9.0',
  when: 'as in when: subject.kind == "artifact" && subject.size > 500000000',
  says: 'as in says: "{{subject.path}} is too large"',
  for: 'as in for: "pkg:pypi/nvidia-*@>=12"',
  given: 'as in given: { purl: "pkg:pypi/torch@1.9.0", source: absent }',
  expect: 'as in expect: { source/binary-only: error }',
};
const example = (key: unknown): string =>
  typeof key === 'string' && Object.hasOwn(examples, key) ? ` For example: ${examples[key]!.replace(/^.*as in /, '')}` : '';

const alternatives = (values: readonly string[]): string =>
  values.length < 2 ? (values[0] ?? '') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;

const shown = (value: unknown): string => {
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 57)}...` : value}"`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : (nouns[kindOf(value)] ?? 'nothing');
};

function hint(value: unknown, values: readonly string[], isLevel: boolean): string {
  if (isLevel && (value === false || value === 'no' || value === 'none')) return ' Did you mean off?';
  const near = typeof value === 'string' ? nearest(value, values) : undefined;
  if (near !== undefined) return ` Did you mean ${near}?`;
  return isLevel ? ' (`off` is the word, also where YAML 1.1 tools read it as false.)' : '';
}
