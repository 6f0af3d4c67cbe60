// What a name inside an archive may look like. A name is a claim of hostile origin: it is never opened, only judged and shown.
// Hazards are names that point out of the archive, or that two systems would file under different paths.
import type { Limits, Problem } from '../types.ts';
import { count, hazard, limit, quote } from './problems.ts';

/**
 * How names are held: `zip`, extracted on every system, Windows included; `wheel`, a zip that may hold nothing odd at all;
 * `tar`, packages of language registries; `system`, parts of a root file system (deb, rpm, image layers), where a backslash is a plain character.
 */
export type NameRules = 'wheel' | 'zip' | 'tar' | 'system';

const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Every hazard of one name; `path` is where the problem is shown. */
export function judgeName(name: string, rules: NameRules, limits: Limits): Problem[] {
  const said: Problem[] = [];
  const say = (code: string, message: string) => said.push(hazard(name, code, message));
  if (name.length > limits.nameLength) return [limit(quote(name.slice(0, 60)), 'nameLength', `a name of ${count(name.length)} characters`)];
  if (name === '' || name === '/') say('name-empty', 'an entry without a name; readers drop it, refuse it or make one up');
  if (control.test(name)) say('name-control', `the name ${quote(name)} holds control characters; some readers cut it there, and terminals obey it`);
  if (/\p{Surrogate}/u.test(name))
    say('name-encoding', `the name ${quote(name)} holds half a character; readers drop it, replace it or refuse the name`);
  if (bidi.test(name)) say('name-bidi', `the name ${quote(name)} holds characters that reorder text; people see another name than programs do`);
  if (name.includes('\ufffd')) say('name-encoding', `the name ${quote(name)} is not valid text in the encoding that its archive states`);
  const windows = rules === 'zip' || rules === 'wheel';
  const slashed = name.replaceAll('\\', '/');
  if (name.startsWith('/') && rules !== 'system')
    say('name-absolute', `the name ${quote(name)} is absolute; a careless reader writes outside its folder`);
  else if (windows && slashed.startsWith('//')) say('name-absolute', `the name ${quote(name)} is a network path on Windows`);
  if (name.split('/').includes('..')) say('name-traversal', `the name ${quote(name)} climbs out of its folder`);
  else if (rules !== 'system' && slashed.split('/').includes('..'))
    say('name-traversal', `the name ${quote(name)} climbs out of its folder on Windows`);
  if (rules !== 'system' && /^[A-Za-z]:(?!:)/.test(name)) say('name-drive', `the name ${quote(name)} names a drive on Windows`);
  if (windows && name.includes('\\'))
    say('name-backslash', `the name ${quote(name)} holds a backslash: a folder on Windows, a plain character elsewhere`);
  if (rules === 'wheel' && /(^|\/)\.?(\/|$)/.test(name.replace(/\/$/, '')) && name !== '' && !name.startsWith('/'))
    say('name-odd', `the name ${quote(name)} holds empty or "." parts; readers file it under different paths`);
  if (windows && /[. ](\/|$)/.test(name.replace(/(^|\/)\.{1,2}(?=\/|$)/g, '$1')))
    say('name-trailing', `a part of the name ${quote(name)} ends in a dot or space, which Windows drops`);
  return said;
}

/** Remembers the names of one archive and finds those that stand twice, or that one file system keeps apart and another does not. */
export class NameBook {
  readonly #exact = new Map<string, 'file' | 'folder' | 'other'>();
  readonly #folded = new Map<string, string>();
  readonly #rules: NameRules;

  constructor(rules: NameRules) {
    this.#rules = rules;
  }

  /** The hazards that this name adds to those already seen. `type` keeps a repeated folder harmless. */
  add(name: string, type: 'file' | 'folder' | 'other'): Problem[] {
    const key = name.replace(/(^|\/)(\.?\/)+/g, '$1').replace(/\/+$/, '');
    const before = this.#exact.get(key);
    this.#exact.set(key, before ?? type);
    if (before !== undefined) {
      if (before === 'folder' && type === 'folder' && this.#rules !== 'wheel') return [];
      return [hazard(name, 'name-duplicate', `the name ${quote(name)} stands there twice; one reader shows the first, another the last`)];
    }
    // Case twins are ordinary outside wheels (META-INF/LICENSE beside META-INF/license/); so are two Unicode forms of one name.
    if (this.#rules !== 'wheel') return [];
    const folded = key.normalize('NFC').toLowerCase();
    const twin = this.#folded.get(folded);
    this.#folded.set(folded, twin ?? key);
    if (twin === undefined) return [];
    return [hazard(name, 'name-twin', `the names ${quote(twin)} and ${quote(name)} are one file where case or Unicode form does not count`)];
  }
}

/** True when a link's target lies outside the root that the link's path is relative to. Both use `/`. */
export function pointsOutside(path: string, target: string): boolean {
  if (target.startsWith('/') || /^[A-Za-z]:/.test(target) || target.startsWith('\\')) return true;
  let depth = path.split('/').filter((part) => part !== '' && part !== '.').length - 1;
  for (const part of target.split(/[\\/]/)) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}

/** The folders that a path lies in, the outermost first. */
export function* ancestors(path: string): Generator<string> {
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) yield path.slice(0, at);
}
