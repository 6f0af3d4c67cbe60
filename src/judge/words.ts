// The words of findings: names of subjects, and templates filled with what was seen. Nothing is escaped here: each report
// escapes once, for its own format; what is done here is to bound how much foreign text a message can carry, and to keep it in its line: the
// lines of a message are those of its template.
import type { Facts, Subject } from '../types.ts';

export const titleLength = 60;
const longestValue = 240;

/** The name and version of a purl as people write them: `@types/node 20.1.0`. A text that is no purl is given back as it is. */
export function nameOfPurl(purl: string): { name: string; version?: string } {
  const body = /^pkg:[^/]+\/([^?#]*)/.exec(purl)?.[1];
  if (body === undefined) return { name: purl };
  const at = body.lastIndexOf('@');
  const hasVersion = at > body.lastIndexOf('/') && at > 0;
  const name = decoded(hasVersion ? body.slice(0, at) : body);
  return hasVersion ? { name, version: decoded(body.slice(at + 1)) } : { name };
}

/** The purl of a subject that has one: an artifact may, a locked package does. */
export const purlOf = (subject: Subject): string | undefined => ('purl' in subject ? subject.purl : undefined);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone %: shown as it is written
  }
}

/** What a person calls the subject: `torch 1.9.0`, or the file's name where it has no purl. */
export function subjectName(subject: Subject, facts?: Facts): string {
  const purl = purlOf(subject);
  if (purl !== undefined) {
    const { name, version } = nameOfPurl(purl);
    return version === undefined ? name : `${name} ${version}`;
  }
  const { name, version } = facts?.metadata ?? {};
  if (subject.kind === 'artifact' && name !== undefined) return version === undefined ? name : `${name} ${version}`;
  return subject.path.slice(subject.path.lastIndexOf('/') + 1) || subject.path;
}

/** Replaces each `{{name}}` by the value of that name; a name without a value is a bug of the rule and is thrown. */
export function fill(template: string, data: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = Object.hasOwn(data, name) ? data[name] : undefined;
    if (value === undefined) throw new Error(`a message needs {{${name}}}, which the rule did not give: ${template}`);
    return shorten(value.replace(/\r?\n|\r/g, '\\n'), longestValue);
  });
}

/**
 * A title of at most 60 characters. What gives way, in this order: the subject's namespace, values of several words (at a word's end), a
 * long name of the subject; its version and the sentence itself stay. No word is cut while anything else can give.
 */
export function fillTitle(template: string, data: Readonly<Record<string, string>>): string {
  const { subject = '', ...values } = data;
  const [name, version] = nameAndVersion(subject);
  const filled = (as: string, given: Readonly<Record<string, string>>): string => fill(template, { ...given, subject: as });
  for (const as of [subject, `${withoutNamespace(name)}${version}`]) {
    const title = filled(as, values);
    if (title.length <= titleLength) return title;
  }
  const last = withoutNamespace(name);
  const short = { ...values };
  // The longest value first, down to its first word.
  for (const key of Object.keys(values).sort((a, b) => values[b]!.length - values[a]!.length)) {
    const over = filled(`${last}${version}`, short).length - titleLength;
    short[key] = atWord(values[key]!, Math.max(shortestValue, values[key]!.length - over));
  }
  const over = filled(`${last}${version}`, short).length - titleLength;
  if (over <= 0) return filled(`${last}${version}`, short);
  const shorter = filled(`${shorten(last, Math.max(shortestName, last.length - over))}${shorten(version, longestVersion)}`, short);
  return atWord(shorter, titleLength);
}

const shortestValue = 12;
const shortestName = 12;
const longestVersion = 20;

/** `torch 1.9.0` as its name and ` 1.9.0`. */
function nameAndVersion(subject: string): [name: string, version: string] {
  const at = subject.lastIndexOf(' ');
  return at < 0 || at < subject.lastIndexOf('/') ? [subject, ''] : [subject.slice(0, at), subject.slice(at)];
}

/** github.com/acme/demo is demo, github.com/acme/demo/v3 as well: Go writes the major version as the last part of the path. */
const withoutNamespace = (name: string): string => {
  const parts = name.replace(/(.)\/v\d+$/, '$1').split('/');
  return parts.at(-1) || name;
};

/** The text up to the last word that ends within `most`, with ` ...`; inside the word where the first is longer than that. */
function atWord(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.lastIndexOf(' ', most - 4);
  const words = end > 0 ? text.slice(0, end).replace(/[\s,;:(]+$/, '') : '';
  return words === '' ? shorten(text, most) : `${words} ...`;
}

/** The text, or its beginning with `...`, at most `most` UTF-16 units; no half of a surrogate pair is left. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 3).replace(/[\ud800-\udbff]$/, '')}...`;
}

/** `a, b and 3 more`: at most `most` of the names, and the count of the rest. */
export function some(names: readonly string[], most = 3): string {
  const distinct = [...new Set(names)];
  if (distinct.length <= most) return distinct.length < 2 ? (distinct[0] ?? '') : `${distinct.slice(0, -1).join(', ')} and ${distinct.at(-1)}`;
  return `${distinct.slice(0, most).join(', ')} and ${distinct.length - most} more`;
}

/** 1,234 */
export const counted = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 file`, `3 files`, `2 libraries` */
export const many = (count: number, one: string, more = `${one}s`): string => `${counted(count)} ${count === 1 ? one : more}`;
