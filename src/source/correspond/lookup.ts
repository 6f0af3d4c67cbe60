// The files of both sides by what they are asked for. Archives put everything below one folder of their own name: it is no part of a path.
import type { PrintedFile } from '../../types.ts';

export interface SourceFile {
  path: string;
  size: number;
  /** Git blob id, by the same hash as the artifact's. */
  id?: string;
  link?: true;
}
export interface SourceTree {
  files: readonly SourceFile[];
  /** Folders whose content lies in another repository. */
  submodules: readonly string[];
  /** An archive: all may lie below one folder of its name. What is a folder already begins at its top. */
  wrapped?: true;
}
export interface Lookup {
  /** The artifact's files that are classed: an archive inside it is classed whole where the source has it, else by its members. */
  artifact: readonly PrintedFile[];
  byId: ReadonlyMap<string, readonly SourceFile[]>;
  byPath: ReadonlyMap<string, SourceFile>;
  byName: ReadonlyMap<string, readonly SourceFile[]>;
  byStem: ReadonlyMap<string, readonly SourceFile[]>;
  submodules: readonly string[];
  /** Where in the source the artifact's paths begin: `src/`, `python/`; '' for its top. */
  below: string;
  /** The path inside the package: without archives around it and without the folder that all files share. */
  inner(path: string): string;
  hasFolder(folder: string): boolean;
  /** The artifact's own file at an inner path. */
  own(path: string): PrintedFile | undefined;
  /** Those with the most trailing folders in common with `path` first. */
  nearest(path: string, files: readonly SourceFile[]): SourceFile[];
}

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const stemOf = (path: string): string => baseName(path).replace(/(?<=.)\..*$/, '');

const made = new WeakMap<readonly PrintedFile[], { tree: SourceTree; lookup: Lookup }>();

/** The same lookup for the same two lists: choosing texts and classing files ask one after the other. */
export function lookupOf(artifact: readonly PrintedFile[], tree: SourceTree): Lookup {
  const known = made.get(artifact);
  if (known?.tree === tree) return known.lookup;
  const lookup = makeLookup(artifact, tree);
  made.set(artifact, { tree, lookup });
  return lookup;
}

function makeLookup(all: readonly PrintedFile[], tree: SourceTree): Lookup {
  const sourceRoot = tree.wrapped ? rootOf(tree.files) : '';
  const files = tree.files.map((file) => ({ ...file, path: below(sourceRoot, file.path) }));
  const byId = grouped(files, ({ id }) => id);
  const artifact = unfolded(all, byId);
  const root = rootOf(artifact);
  const inner = (path: string): string => below(root, path);
  const own = new Map(artifact.map((file) => [inner(file.path), file]));
  const folders = new Set(files.flatMap(({ path }) => foldersOf(path)));
  return {
    artifact,
    byId,
    byPath: new Map(files.map((file) => [file.path, file])),
    byName: grouped(files, ({ path }) => baseName(path)),
    byStem: grouped(files, ({ path }) => stemOf(path)),
    submodules: tree.submodules,
    below: prevailing(artifact, inner, byId),
    inner,
    hasFolder: (folder) => folders.has(folder),
    own: (path) => own.get(path),
    nearest,
  };
}

/** The folder that all files share. What lies in an archive inside counts only where nearly everything does: a deb, a gem. */
function rootOf(files: readonly { path: string }[]): string {
  const outside = files.filter(({ path }) => !path.includes('!/'));
  const counted = outside.length * 2 >= files.length ? outside : files.filter(({ path }) => path.includes('!/'));
  return commonFolder(counted.map(({ path }) => withoutArchives(path)));
}

function below(root: string, path: string): string {
  const inside = withoutArchives(path);
  return inside.startsWith(root) ? inside.slice(root.length) : inside;
}

const withoutArchives = (path: string): string => path.slice(path.lastIndexOf('!/') === -1 ? 0 : path.lastIndexOf('!/') + 2);

function unfolded(all: readonly PrintedFile[], byId: ReadonlyMap<string, unknown>): PrintedFile[] {
  const archives = new Set(all.flatMap(({ path }) => archivesAround(path)));
  const whole = new Set(all.filter(({ path, id }) => archives.has(path) && id !== undefined && byId.has(id)).map(({ path }) => path));
  return all.filter(({ path }) => {
    if (archivesAround(path).some((archive) => whole.has(archive))) return false;
    return !archives.has(path) || whole.has(path);
  });
}

/** `a.jar!/b.zip!/c`: `a.jar` and `a.jar!/b.zip`. */
function archivesAround(path: string): string[] {
  const found: string[] = [];
  for (let at = path.indexOf('!/'); at !== -1; at = path.indexOf('!/', at + 2)) found.push(path.slice(0, at));
  return found;
}

function foldersOf(path: string): string[] {
  const found: string[] = [];
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) found.push(path.slice(0, at + 1));
  return found;
}

/** The folder that holds every file, with its slash; '' where there is none, or only one file. */
function commonFolder(paths: readonly string[]): string {
  const first = paths[0] ?? '';
  const folder = first.slice(0, first.indexOf('/') + 1);
  return folder !== '' && paths.length > 1 && paths.every((path) => path.startsWith(folder)) ? folder : '';
}

function grouped<T>(items: readonly T[], key: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

/** The prefix under which most equal files lie, where more of them lie there than at the top. Empty files say nothing. */
function prevailing(artifact: readonly PrintedFile[], inner: (path: string) => string, byId: ReadonlyMap<string, readonly SourceFile[]>): string {
  const votes = new Map<string, number>();
  for (const { path, id, size } of artifact) {
    if (id === undefined || size === 0) continue;
    const name = inner(path);
    for (const source of (byId.get(id) ?? []).slice(0, 20)) {
      if (source.path !== name && !source.path.endsWith(`/${name}`)) continue;
      const prefix = source.path.slice(0, source.path.length - name.length);
      votes.set(prefix, (votes.get(prefix) ?? 0) + 1);
    }
  }
  const [best] = [...votes].sort(([a, n], [b, m]) => m - n || a.length - b.length || (a < b ? -1 : 1));
  return best?.[0] ?? '';
}

const mostCompared = 200;

function nearest(path: string, files: readonly SourceFile[]): SourceFile[] {
  const parts = path.split('/').reverse();
  const common = (other: string): number => {
    const others = other.split('/').reverse();
    let at = 0;
    while (at < parts.length && at < others.length && parts[at] === others[at]) at++;
    return at;
  };
  return files
    .slice(0, mostCompared)
    .map((file) => ({ file, score: common(file.path) }))
    .sort((a, b) => b.score - a.score || a.file.path.length - b.file.path.length || (a.file.path < b.file.path ? -1 : 1))
    .map(({ file }) => file);
}
