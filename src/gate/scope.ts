// What a run is about: a checkout, one folder of it, or the files that were named; and how their paths are printed.
import { realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { checkoutTop } from '../discover/index.ts';
import { UserError } from '../types.ts';

export interface Scope {
  /** The top of the checkout, or the folder itself where there is no git: policies are looked for up to here, and paths are printed from here. */
  base: string;
  /** The way from `base` to the folder that is judged, with `/`; '' for all of it. Of files: to the folder that the caller stands in. */
  folder: string;
  /** Where `files`, and the paths that are found, begin. */
  root: string;
  /** Files given by name, relative to `root`. */
  files: readonly string[];
  /** Several folders given by name, or folders beside files, relative to `root`, with `/`, '' for `root` itself. One alone is `folder`. */
  folders: readonly string[];
  shown(path: string): string;
}

const slashed = (path: string): string => path.split(sep).join('/');
const isUp = (path: string): boolean => path === '..' || path.startsWith('../') || isAbsolute(path);

/** Throws a UserError for a path that is not there. */
export async function scopeOf({ cwd, paths }: { cwd: string; paths: readonly string[] }): Promise<Scope> {
  const kinds = paths.map((path) => kindOf(cwd, path));
  const [only] = paths;
  const folder = paths.length === 0 ? cwd : paths.length === 1 && kinds[0] === 'folder' ? behindLinks(cwd, only as string) : undefined;
  const top = await checkoutTop(cwd);
  const home = top ?? cwd;
  if (folder === undefined) return severalIn(home, cwd, paths, kinds);
  // A folder elsewhere belongs to the checkout that it lies in, not to where the caller stands.
  const isHere = !isUp(slashed(relative(home, folder)));
  const base = isHere && top !== undefined ? top : ((await checkoutTop(folder)) ?? (isHere ? cwd : folder));
  return { base, ...at(base, slashed(relative(base, folder))), files: [], folders: [] };
}

/** Whoever names a link means what it leads to; inside of a checkout none is followed. */
function behindLinks(cwd: string, path: string): string {
  const real = realpathSync(resolve(cwd, path));
  return real === resolve(realpathSync(cwd), path) ? resolve(cwd, path) : real;
}

function severalIn(base: string, cwd: string, paths: readonly string[], kinds: readonly ('folder' | 'file')[]): Scope {
  const of = (kind: 'folder' | 'file') => paths.filter((_, at) => kinds[at] === kind).map((path) => slashed(relative(base, resolve(cwd, path))));
  const shown = (path: string): string => (isUp(path) ? slashed(relative(cwd, resolve(base, path))) : path);
  return { base, folder: slashed(relative(base, cwd)), root: base, files: of('file'), folders: of('folder'), shown };
}

const at = (base: string, folder: string): Pick<Scope, 'folder' | 'root' | 'shown'> => ({
  folder,
  root: join(base, folder),
  shown: (path) => (folder === '' ? path : `${folder}/${path}`),
});

/** One folder of the same checkout. */
export const inFolder = (scope: Scope, folder: string): Scope => ({ ...scope, ...at(scope.base, folder), files: [], folders: [] });

function kindOf(cwd: string, path: string): 'folder' | 'file' {
  const stat = statSync(resolve(cwd, path), { throwIfNoEntry: false });
  if (!stat && path.startsWith('pkg:'))
    throw new UserError(`${path}: check judges files, folders and lockfiles; for a package: sourcegate inspect ${path}`);
  const hint = /[*?]/.test(path) ? ". Patterns are the shell's to expand, or stand under look-at in the policy" : '';
  if (!stat) throw new UserError(`${path}: there is no such file or folder${hint}`);
  return stat.isDirectory() ? 'folder' : 'file';
}

/** `a/b`, `a`, '': the folder and all above it, up to the top of the checkout. */
export function withParents(folder: string): string[] {
  const folders = [folder];
  for (let up = folder; up !== '' && !isUp(up); folders.push(up)) up = dirname(up) === '.' ? '' : dirname(up);
  return folders;
}

/** The same scope seen from the folder whose policy judges it, since that is where its globs begin; and the way from there down to what is judged. */
export function seenFrom(scope: Scope, policyFolder: string): { scope: Scope; within: string } {
  const within = slashed(relative(join(scope.base, policyFolder), join(scope.base, scope.folder)));
  return { scope: { ...scope, ...at(scope.base, policyFolder) }, within: isUp(within) ? '' : within };
}
