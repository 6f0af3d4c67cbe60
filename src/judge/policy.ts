// From the text of a policy to the policy in force: read, checked, joined with what it extends. Pure: files, presets and
// policies of other repositories are handed in.
import type { z } from 'zod';
import type { Location, Waiver } from '../types.ts';
import { readBaseline } from './baseline.ts';
import { compileCustom, customMistake } from './custom.ts';
import { Mistakes } from './mistakes.ts';
import type { Baseline, CustomRule, LookAt, Override, Policy, PolicyTest, Selector, Setting, Settings } from './model.ts';
import { nearest, unknownRule } from './nearest.ts';
import { rules as allRules } from './rules/index.ts';
import { type PolicyFile, policySchema } from './schema.ts';
import { rangeMistake } from './versions.ts';
import { type Located, type Path, readYaml } from './yaml.ts';
import { noteIssues } from './zod-issues.ts';

export interface PolicyInput {
  text: string;
  /** The policy's path in the repository, as messages show it. */
  path: string;
  /** Reads another file of the same commit; undefined when it is not there. Paths are relative to the repository's root. */
  read(path: string): string | undefined;
  /** Texts of the presets by name. */
  presets: Readonly<Record<string, string>>;
  /** Text of `github:OWNER/REPO/PATH@FULL-COMMIT`, where the caller could fetch it. */
  remote?: (spec: string) => string | undefined;
  /** How reports name the policy; its path when left out. */
  name?: string;
}

const mostLayers = 20;
/** Rules without which the gate could look green over nothing: they can be lowered, not silenced. */
const alwaysOn: ReadonlySet<string> = new Set([
  'archive/hazard',
  'gate/unreadable',
  'gate/policy-weakened',
  'gate/nothing-inspected',
  'gate/evidence-unavailable',
]);

/** Throws a `PolicyError` (a `UserError`) that holds every mistake of the policy and of what it extends. */
export function loadPolicy(input: PolicyInput): Policy {
  const mistakes = new Mistakes();
  const files = readLayers(input, mistakes);
  const customIds = files.flatMap(({ located }) => customIdsOf(located.value));
  const checked = files.map((file) => checkFile(file.located, customIds, mistakes));
  const layers = checked.flatMap((content, index) => (content === undefined ? [] : [layerOf(content, files[index]!, mistakes)]));
  const baselineFile = [...layers].reverse().find((layer) => layer.baselinePath !== undefined);
  const baseline = baselineFile?.baselinePath && readBaseline(baselineFile.baselinePath.path, input.read, baselineFile.baselinePath.at, mistakes);
  checkCustomIds(
    layers.flatMap((layer) => layer.custom),
    mistakes,
  );
  mistakes.throwIfAny();
  return {
    name: input.name ?? input.path,
    path: input.path,
    layers: layers.map(({ name, rules }) => ({ name, rules })),
    overrides: layers.flatMap((layer) => layer.overrides),
    waivers: layers.flatMap((layer) => layer.waivers),
    custom: layers.flatMap((layer) => layer.custom),
    tests: layers.at(-1)!.tests,
    onNothing: lastOf(layers, (layer) => layer.onNothing) ?? 'fail',
    waiversFrom: lastOf(layers, (layer) => layer.waiversFrom) ?? 'base',
    indexes: Object.assign({}, ...layers.map((layer) => layer.indexes)),
    extends: files.slice(0, -1).map(({ name }) => name),
    files: [...(baseline ? [baseline.path] : []), ...files.filter(({ isHere }) => isHere).map(({ located }) => located.path)].reverse(),
    ...optional('lookAt', joinLookAt(layers.flatMap((layer) => layer.lookAt ?? []))),
    ...optional('baseline', baseline as Baseline | undefined),
  };
}

const optional = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
const lastOf = <T, V>(list: readonly T[], of: (item: T) => V | undefined): V | undefined =>
  list.reduce<V | undefined>((last, item) => of(item) ?? last, undefined);

// ---- the files that a policy is made of

interface PolicyFileText {
  name: string;
  located: Located;
  /** A file of the repository, not a preset or another repository's. */
  isHere: boolean;
}

/** The policy's file last, what it extends before it, each file once. */
function readLayers(input: PolicyInput, mistakes: Mistakes): PolicyFileText[] {
  const done: PolicyFileText[] = [];
  const open: string[] = [];
  const add = (name: string, path: string, text: string, isHere: boolean): void => {
    const located = readYaml(text, path, mistakes);
    if (located === undefined) return;
    open.push(name);
    for (const { spec, at } of extendsOf(located)) extend(spec, at, path, isHere);
    open.pop();
    done.push({ name, located, isHere });
  };
  const extend = (spec: string, at: Location, from: string, isHere: boolean): void => {
    const found = resolveExtends(spec, at, from, isHere, input, mistakes);
    if (found === undefined) return;
    if (open.includes(found.name)) mistakes.add(at, `${spec} extends this file in turn: a policy cannot extend itself`);
    else if (open.length + done.length >= mostLayers) mistakes.add(at, `a policy may be made of at most ${mostLayers} files`);
    else if (!done.some(({ name }) => name === found.name)) add(found.name, found.path, found.text, found.isHere);
  };
  add(input.path, input.path, input.text, true);
  return done;
}

function extendsOf(located: Located): { spec: string; at: Location }[] {
  const value = isRecord(located.value) ? located.value['extends'] : undefined;
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((spec, index) =>
    typeof spec === 'string' && spec !== '' ? [{ spec, at: located.placeOf(Array.isArray(value) ? ['extends', index] : ['extends']) }] : [],
  );
}

interface Extended {
  name: string;
  path: string;
  text: string;
  isHere: boolean;
}

function resolveExtends(spec: string, at: Location, from: string, isHere: boolean, input: PolicyInput, mistakes: Mistakes): Extended | undefined {
  if (spec.startsWith('github:')) return resolveRemote(spec, at, input, mistakes);
  if (/^\.{0,2}\//.test(spec) || /\.ya?ml$/.test(spec)) {
    if (!isHere) return void mistakes.add(at, `${spec}: only a policy of this repository can extend files of it`);
    const path = joinPath(from, spec);
    if (path === undefined) return void mistakes.add(at, `${spec} lies outside of the repository`);
    const text = input.read(path);
    if (text === undefined) return void mistakes.add(at, `there is no file ${path} to extend`);
    return { name: path, path, text, isHere };
  }
  const text = Object.hasOwn(input.presets, spec) ? input.presets[spec] : undefined;
  if (text !== undefined) return { name: spec, path: `preset ${spec}`, text, isHere: false };
  const names = Object.keys(input.presets);
  const near = nearest(spec, names);
  return void mistakes.add(at, `no preset "${spec}".${near === undefined ? '' : ` Did you mean ${near}?`} There are ${names.join(', ')}.`);
}

const remoteForm = /^github:[\w.-]+\/[\w.-]+\/[\w./-]+@([\w./-]+)$/;

function resolveRemote(spec: string, at: Location, { remote }: PolicyInput, mistakes: Mistakes): Extended | undefined {
  const commit = remoteForm.exec(spec)?.[1];
  if (commit === undefined) return void mistakes.add(at, `"${spec}" must be github:OWNER/REPO/PATH@FULL-COMMIT`);
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit))
    return void mistakes.add(
      at,
      `"${commit}" is no full commit: a branch, a tag or a short commit can come to mean another policy. Write all 40 digits`,
    );
  const text = remote?.(spec);
  if (text === undefined) return void mistakes.add(at, `${spec} could not be fetched here`);
  return { name: spec, path: spec, text, isHere: false };
}

/** `./x` beside `from`; undefined when it leads out of the repository. */
function joinPath(from: string, to: string): string | undefined {
  const parts = to.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of to.split('/')) {
    if (part === '..' && parts.length === 0) return undefined;
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

// ---- one file

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function customIdsOf(value: unknown): string[] {
  const custom = isRecord(value) && Array.isArray(value['custom']) ? value['custom'] : [];
  return custom.flatMap((rule) => (isRecord(rule) ? [String(rule['id'])] : []));
}

function checkFile(located: Located, customIds: readonly string[], mistakes: Mistakes): Partial<PolicyFile> | undefined {
  const { value, path } = located;
  if (value === undefined || value === null)
    return void mistakes.add({ path, line: 1, column: 1 }, 'the file is empty: a policy begins with `version: 1`');
  if (!isRecord(value)) return void mistakes.add(located.placeOf([]), 'a policy is a map of keys, beginning with `version: 1`');
  const result = policySchema(allRules, customIds).safeParse(value);
  if (!result.success) noteIssues(result.error.issues, located, allRules, customIds, mistakes);
  return result.success ? result.data : withoutBroken(value, result.error.issues);
}

/** The file without what an issue points at, so that all else is checked: one mistake does not hide another. */
function withoutBroken(value: Record<string, unknown>, issues: readonly z.core.$ZodIssue[]): Partial<PolicyFile> {
  const copy = structuredClone(value);
  for (const { path, ...issue } of issues)
    for (const broken of issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path]) {
      let parent: Record<PropertyKey, unknown> | undefined = copy;
      for (const key of broken.slice(0, -1)) parent = parent?.[key] as typeof parent;
      if (parent !== undefined) parent[broken.at(-1)!] = undefined;
    }
  return Object.fromEntries(Object.entries(copy).filter(([, each]) => each !== null)) as Partial<PolicyFile>;
}

interface Layer {
  name: string;
  rules: Settings;
  overrides: Override[];
  waivers: Waiver[];
  custom: CustomRule[];
  tests: PolicyTest[];
  lookAt?: LookAt;
  onNothing?: 'fail' | 'pass';
  waiversFrom?: 'base' | 'head';
  indexes: Record<string, readonly string[]>;
  baselinePath?: { path: string; at: Location };
}

function layerOf(content: Partial<PolicyFile>, { name, located, isHere }: PolicyFileText, mistakes: Mistakes): Layer {
  // A value of the wrong kind was told already, and is passed over here.
  const list = <T>(items: readonly T[] | undefined): [number, Partial<T>][] =>
    Array.isArray(items) ? ([...items.entries()].filter(([, item]) => isRecord(item)) as [number, Partial<T>][]) : [];
  const baseline = typeof content.baseline !== 'string' ? undefined : baselinePathOf(content.baseline, located, isHere, mistakes);
  return {
    name,
    rules: settingsOf(content.rules, located, ['rules'], mistakes),
    overrides: list(content.overrides).flatMap(([index, override]) => overrideOf(override, located, index, mistakes)),
    waivers: list(content.waivers).flatMap(([index, waiver]) => waiverOf(waiver, located, index, mistakes)),
    custom: list(content.custom).flatMap(([index, rule]) => customOf(rule, located, index, mistakes)),
    tests: list(content.tests).map(([index, test]) => testOf(test, located, index, mistakes)),
    indexes: indexesOf(content.indexes, located, mistakes),
    ...optional('lookAt', content['look-at'] && lookAtOf(content['look-at'], located)),
    ...optional('onNothing', content['on-nothing']),
    ...optional('waiversFrom', content['waivers-from']),
    ...optional('baselinePath', baseline),
  };
}

function baselinePathOf(to: string, located: Located, isHere: boolean, mistakes: Mistakes): { path: string; at: Location } | undefined {
  const at = located.placeOf(['baseline']);
  if (!isHere) return void mistakes.add(at, 'a baseline belongs to one repository: name it in the policy of that repository');
  const path = joinPath(located.path, to);
  return path === undefined ? void mistakes.add(at, `${to} lies outside of the repository`) : { path, at };
}

type RawSettings = Record<string, unknown> | undefined;

function settingsOf(raw: RawSettings, located: Located, at: Path, mistakes: Mistakes): Settings {
  const settings = new Map<string, Setting>();
  for (const [id, value] of Object.entries(raw ?? {})) {
    if (value === undefined) continue;
    const place = located.keyPlaceOf([...at, id]);
    const given = typeof value === 'string' ? { level: value } : (value as Record<string, unknown>);
    const { level, unknown, from, ...options } = given as unknown as Omit<Setting, 'options' | 'at'> & Setting['options'];
    if ((level === 'off' || unknown === 'off') && alwaysOn.has(id))
      mistakes.add(located.placeOf([...at, id]), `${id} is always on: without it the gate could look green over what it did not see. ${softer(id)}`);
    settings.set(id, { ...optional('level', level), ...optional('unknown', unknown), ...optional('from', from), options, at: place });
  }
  return settings;
}

const softer = (id: string): string => (id === 'gate/nothing-inspected' ? '`on-nothing: pass` allows an empty run' : 'Its lowest level is note');

function overrideOf(raw: Partial<NonNullable<PolicyFile['overrides']>[number]>, located: Located, index: number, mistakes: Mistakes): Override[] {
  const path = ['overrides', index] as const;
  if (raw.for === undefined) return [];
  const selector = typeof raw.for === 'string' ? { purl: raw.for } : (raw.for as Selector);
  const at = located.placeOf([...path, 'for']);
  if (Object.keys(selector).length === 0) {
    mistakes.add(at, 'this override names no subject: give it purl, scope, ecosystem, path or licence');
    return [];
  }
  const { glob, range } = splitPurlRange(selector.purl);
  const version = selector.version ?? range;
  const purlAt = located.placeOf([...path, 'for', 'purl']);
  if (glob !== undefined && !/^(pkg:|\*)/.test(glob))
    mistakes.add(purlAt, `"${glob}" is no package URL pattern: it begins with pkg:, as in pkg:pypi/nvidia-*`);
  const type = selector.ecosystem ?? /^pkg:([a-z]+)\//.exec(glob ?? '')?.[1] ?? 'generic';
  const wrong = version === undefined ? undefined : rangeMistake(type, version);
  if (wrong !== undefined) mistakes.add(selector.version === undefined ? purlAt : located.placeOf([...path, 'for', 'version']), wrong);
  const { purl: _, ...others } = selector;
  return [
    {
      for: { ...others, ...optional('purl', glob), ...optional('version', version) },
      rules: settingsOf(raw.rules as RawSettings, located, [...path, 'rules'], mistakes),
      at: located.placeOf([...path, 'for']),
    },
  ];
}

/** `pkg:pypi/nvidia-*@>=12` is a glob and a range; the `@` of a scope comes before the last `/`. */
export function splitPurlRange(text: string | undefined): { glob?: string; range?: string } {
  if (text === undefined) return {};
  const at = text.lastIndexOf('@');
  if (at <= text.lastIndexOf('/')) return { glob: text };
  return { glob: text.slice(0, at), range: decodeVersion(text.slice(at + 1)) };
}

function decodeVersion(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function waiverOf(raw: Partial<NonNullable<PolicyFile['waivers']>[number]>, located: Located, index: number, mistakes: Mistakes): Waiver[] {
  const path = ['waivers', index] as const;
  const at = (key: string) => located.placeOf([...path, key]);
  const ids = [...allRules.map(({ id }) => id)];
  const { rule = '', subject = '', expires = '' } = raw;
  if (/[*?{}]/.test(rule)) mistakes.add(at('rule'), `a waiver is for exactly one rule, not "${rule}"`);
  else if (rule !== '' && !ids.includes(rule) && !rule.startsWith('local/')) mistakes.add(at('rule'), unknownRule(rule, ids));
  if (/[*{}]/.test(subject)) mistakes.add(at('subject'), `a waiver is for exactly one subject, not "${subject}". For several, use overrides`);
  return [
    {
      rule,
      subject,
      reason: oneLine(raw.reason ?? ''),
      expires,
      ...optional('approver', raw.approver),
      ...optional('sha256', raw.sha256?.toLowerCase()),
      ...optional('licence', raw.licence),
      at: located.placeOf(path),
    },
  ];
}

function customOf(raw: Partial<NonNullable<PolicyFile['custom']>[number]>, located: Located, index: number, mistakes: Mistakes): CustomRule[] {
  const path = ['custom', index] as const;
  const whenAt = located.placeOf([...path, 'when']);
  const { id = '', when = 'true', says = '' } = raw;
  const compiled = compileCustom(when);
  if ('mistake' in compiled) mistakes.add(whenAt, compiled.mistake);
  const wrong = customMistake(says);
  if (wrong !== undefined) mistakes.add(located.placeOf([...path, 'says']), wrong);
  return [
    {
      id,
      when,
      says: oneLine(says),
      ...optional('level', raw.level),
      ...optional('wayOut', raw['way-out'] && oneLine(raw['way-out'])),
      at: located.placeOf([...path, 'id']),
      whenAt,
    },
  ];
}

function checkCustomIds(custom: readonly CustomRule[], mistakes: Mistakes): void {
  const seen = new Set<string>();
  for (const { id, at } of custom) {
    if (id !== '' && seen.has(id)) mistakes.add(at, `${id} is defined twice`);
    seen.add(id);
  }
}

/** What people write over several lines of YAML is one line of a report. */
const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ');

function testOf(raw: Partial<NonNullable<PolicyFile['tests']>[number]>, located: Located, index: number, mistakes: Mistakes): PolicyTest {
  const path = ['tests', index] as const;
  const { given, expect = {} } = raw;
  for (const id of Object.keys(expect)) {
    const known = allRules.map((rule) => rule.id);
    if (!known.includes(id) && !id.startsWith('local/')) mistakes.add(located.keyPlaceOf([...path, 'expect', id]), unknownRule(id, known));
  }
  if (given !== undefined && given['purl'] === undefined && given['path'] === undefined)
    mistakes.add(located.placeOf([...path, 'given']), 'a test is about one subject: give it a purl or a path');
  return { given: given ?? {}, expect, at: located.placeOf(path) };
}

function indexesOf(raw: PolicyFile['indexes'], located: Located, mistakes: Mistakes): Record<string, readonly string[]> {
  const indexes: Record<string, readonly string[]> = {};
  for (const [type, value] of Object.entries(raw ?? {})) {
    if (value === undefined) continue;
    const urls: readonly string[] = Array.isArray(value) ? value : [value as string];
    for (const [index, url] of urls.entries())
      if (!isIndexUrl(url))
        mistakes.add(
          located.placeOf(Array.isArray(value) ? ['indexes', type, index] : ['indexes', type]),
          `"${url}" is no address of an index: it begins with https:// and holds no password`,
        );
    indexes[type] = urls;
  }
  return indexes;
}

function isIndexUrl(text: string): boolean {
  const address = text.replace(/^sparse\+/, ''); // as cargo marks its newer kind of index
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, password, username } = new URL(address);
  const isLoopback = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  return password === '' && username === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback));
}

function lookAtOf(raw: NonNullable<PolicyFile['look-at']>, located: Located): LookAt {
  const places = new Map<string, Location>();
  const patterns = (key: 'artifacts' | 'lockfiles' | 'for'): readonly string[] | undefined => {
    const value = raw[key];
    if (value === undefined) return undefined;
    const list = Array.isArray(value) ? value : [value];
    for (const [index, pattern] of list.entries())
      places.set(`${key} ${pattern}`, located.placeOf(Array.isArray(value) ? ['look-at', key, index] : ['look-at', key]));
    return list;
  };
  return {
    ...optional('artifacts', patterns('artifacts')),
    ...optional('lockfiles', patterns('lockfiles')),
    ...optional('for', patterns('for')),
    ...optional('depth', raw.depth),
    at: located.keyPlaceOf(['look-at']),
    places,
  };
}

function joinLookAt(list: readonly LookAt[]): LookAt | undefined {
  if (list.length === 0) return undefined;
  return Object.assign({}, ...list, { places: new Map(list.flatMap(({ places }) => [...places])) });
}
