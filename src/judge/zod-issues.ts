// What zod found wrong, in the words of a policy: where it stands, what was expected, the nearest right spelling.
import type { z } from 'zod';
import type { AnyRule } from './across.ts';
import type { Mistakes } from './mistakes.ts';
import { nearest, unknownRule } from './nearest.ts';
import { keysAt } from './schema.ts';
import { shorten } from './words.ts';
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
    if (issue.code === 'invalid_union') {
      for (const inner of closest(issue.errors)) note(inner, path);
    } else if (issue.code === 'unrecognized_keys') {
      const known = keysAt(path, rules, customIds);
      for (const key of issue.keys.slice(0, mostKeys)) mistakes.add(located.keyPlaceOf([...path, key]), unknownKey(key, path, known, rules));
      const more = issue.keys.length - mostKeys;
      if (more > 0) mistakes.add(located.keyPlaceOf([...path, issue.keys[mostKeys]!]), `and ${more} more unknown keys`);
    } else {
      mistakes.add(located.placeOf(path), wordsFor(issue, path, valueAt(located.value, path)));
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

/** Of the forms that a value may have, the one that is meant: one of its kind, else the first, which is the short one. */
function closest(forms: readonly (readonly Issue[])[]): readonly Issue[] {
  const wholeIs = (form: readonly Issue[], code: Issue['code']): boolean => form.some((issue) => issue.path.length === 0 && issue.code === code);
  return forms.find((form) => !wholeIs(form, 'invalid_type') && !wholeIs(form, 'invalid_value')) ?? forms[0]!;
}

/** By what zod expects, and by what stands there instead. */
const nouns: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
};

function valueAt(value: unknown, path: Keys): unknown {
  let at = value;
  for (const key of path) at = (at as Record<string | number, unknown> | null | undefined)?.[key];
  return at;
}

function unknownKey(key: string, path: Keys, known: readonly string[], rules: readonly AnyRule[]): string {
  if (path.at(-1) === 'rules') {
    if (key.endsWith('/*')) {
      const near = nearest(
        key,
        known.filter((id) => id.endsWith('/*')),
      );
      return `no rule has the area "${key.slice(0, -2)}".${near === undefined ? '' : ` Did you mean ${near}?`} List: sourcegate explain`;
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

function wordsFor(issue: Issue, path: Keys, value: unknown): string {
  const last = path.at(-1);
  const isLevel = /^(.+\/.+|\*|level|unknown)$/.test(String(last));
  const name = isLevel && last !== 'unknown' ? 'level' : typeof last === 'number' ? `entry ${last + 1} of ${String(path.at(-2))}` : String(last);
  if (value === undefined) return missing(name, path);
  if (issue.code === 'invalid_value')
    return `${name} must be ${alternatives(issue.values.map(String))}, not ${shown(value)}.${hint(value, issue.values.map(String), isLevel)}`;
  if (issue.code === 'invalid_type') return `${name} must be ${nouns[issue.expected]}, not ${shown(value)}.${example(last)}`;
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
  if (typeof value === 'string') return `"${shorten(value, 60)}"`;
  if (value === null) return 'nothing';
  return typeof value === 'object' ? nouns[Array.isArray(value) ? 'array' : 'object']! : String(value);
};

function hint(value: unknown, values: readonly string[], isLevel: boolean): string {
  if (isLevel && (value === false || value === 'no' || value === 'none')) return ' Did you mean off?';
  const near = typeof value === 'string' ? nearest(value, values) : undefined;
  if (near !== undefined) return ` Did you mean ${near}?`;
  return isLevel ? ' (`off` is the word, also where YAML 1.1 tools read it as false.)' : '';
}
