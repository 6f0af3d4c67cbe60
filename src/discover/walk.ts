// The files of a checkout by a walk of our own: lstat only, no symbolic link is followed, and what is bounded says so. Git, where there is one, knows better what is
// ignored; without it .gitignore files are read here (gitignore(5): last match wins, `!` takes back, a slash inside anchors, a slash at the end means folders).
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Minimatch } from 'minimatch';
import { compileGlob } from './match.ts';

const mostFiles = 500_000;
const deepest = 64;

/** Seen and not read. `left` says that it may hide something: a link, or all past a bound. */
export interface NotRead {
  path: string;
  reason: string;
  left?: 'link' | 'bound';
}

export interface WalkedFiles {
  /** Regular files, relative to the start, with `/`, sorted. */
  files: string[];
  /** Symbolic links, which are not followed. */
  links: string[];
  /** Folders that could not be listed, and what was left out past a bound. */
  notRead: NotRead[];
}

/** All files below `start` of which `enter` lets the folder in (told its path, relative, with `/`). `.git` is never entered. */
export function walkFiles(start: string, enter: (folder: string, name: string) => boolean): WalkedFiles {
  const found: WalkedFiles = { files: [], links: [], notRead: [] };
  const folders: string[] = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    let entries: ReturnType<typeof list>;
    try {
      entries = list(join(start, folder));
    } catch (error) {
      found.notRead.push({ path: folder || '.', reason: `could not be listed (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` });
      continue;
    }
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isSymbolicLink()) found.links.push(path);
      else if (entry.isFile()) found.files.push(path);
      else if (entry.isDirectory() && entry.name !== '.git' && enter(path, entry.name)) {
        if (path.split('/').length >= deepest) found.notRead.push({ path, reason: `more than ${deepest} folders deep`, left: 'bound' });
        else folders.push(path);
      }
      if (found.files.length + found.links.length > mostFiles) {
        found.notRead.push({ path: folder || '.', reason: `more than ${mostFiles} files: the rest was not looked at`, left: 'bound' });
        folders.length = 0;
        break;
      }
    }
  }
  found.files.sort();
  found.links.sort();
  return found;
}

const list = (folder: string) => readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));

/** 'file', 'link', 'other', or undefined where nothing is. */
export function typeOf(path: string): 'file' | 'link' | 'folder' | 'other' | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  return stat.isFile() ? 'file' : stat.isSymbolicLink() ? 'link' : stat.isDirectory() ? 'folder' : 'other';
}

interface IgnoreRule {
  glob: Minimatch;
  negated: boolean;
  foldersOnly: boolean;
}

const mostRules = 5000;
const ignoreBytes = 1 << 20;

/** What the .gitignore files below `start` say, read as they are asked for. */
export class Ignored {
  readonly #start: string;
  readonly #rules = new Map<string, readonly IgnoreRule[]>();

  constructor(start: string) {
    this.#start = start;
  }

  /** Whether a path is ignored; a folder that is ignored takes all below it along, so the caller does not enter it. */
  has(path: string, folder: boolean): boolean {
    const segments = path.split('/');
    let ignored = false;
    for (let depth = 0; depth < segments.length; depth++) {
      const rest = segments.slice(depth).join('/');
      for (const rule of this.#rulesOf(segments.slice(0, depth).join('/'))) {
        if ((!rule.foldersOnly || folder) && rule.glob.match(rest)) ignored = !rule.negated;
      }
    }
    return ignored;
  }

  #rulesOf(folder: string): readonly IgnoreRule[] {
    const known = this.#rules.get(folder);
    if (known !== undefined) return known;
    const path = join(this.#start, folder, '.gitignore');
    const stat = lstatSync(path, { throwIfNoEntry: false });
    const rules = stat?.isFile() && stat.size <= ignoreBytes ? parseIgnore(readFileSync(path, 'utf8')) : [];
    this.#rules.set(folder, rules);
    return rules;
  }
}

const longestIgnore = 500;

function parseIgnore(text: string): IgnoreRule[] {
  const rules: IgnoreRule[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.length > longestIgnore) continue; // before the pattern that is slow on long runs of spaces
    const pattern = line.replace(/(?<!\\)\s+$/, '');
    if (pattern === '' || pattern.startsWith('#') || rules.length === mostRules) continue;
    const negated = pattern.startsWith('!');
    const bare = pattern.replace(/^!/, '').replace(/^\\(?=[!#])/, '');
    const foldersOnly = bare.endsWith('/');
    const body = bare.replace(/\/$/, '');
    if (body === '') continue;
    const glob = (body.includes('/') ? body.replace(/^\//, '') : `**/${body}`).replace(/[{}]/g, '\\$&'); // braces mean themselves here
    rules.push({ glob: compileGlob(glob, false), negated, foldersOnly });
  }
  return rules;
}
