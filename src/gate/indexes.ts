// The package indexes of a run, as the folder of each lockfile configures them: a client reads the configuration beside the project that it
// installs, so that two folders of one checkout may ask two registries. Folders that configure nothing of their own share what the top says.
import { dirname } from 'node:path';
import { type Base, filesAtBase, readAtBase } from '../discover/index.ts';
import type { Costs } from '../io/http.ts';
import { createIndexes, type Indexes, type IndexOptions, projectFileNames } from '../source/index.ts';
import { UserError } from '../types.ts';
import { quietReaderOf } from './policies.ts';
import { withParents } from './scope.ts';

export interface IndexesByFolder {
  /** What the clients beside this lockfile would ask. The path as printed, from the top of the checkout. */
  of(lockfile: string): Indexes;
  costs(): Costs;
  /** When the run is over: the cache, which all share, goes back to its bound. */
  tidy(): void;
}

type Read = (path: string) => string | undefined;

/** Each set of configurations has its own connections and memory of answers; a checkout that makes hundreds of them is no project. */
const mostSets = 64;

export interface ByFolderOptions {
  options: Omit<IndexOptions, 'projectFile'>;
  /** The top of the checkout, and the folder of it that is judged; its configuration counts where no lockfile is. */
  top: string;
  folder: string;
  base: Base | undefined;
  lockfiles: readonly string[];
}

/** Configuration that counts is the base's, as data, or the checkout's own where there is no base. */
export async function indexesByFolder({ options, top, folder, base, lockfiles }: ByFolderOptions): Promise<IndexesByFolder> {
  const folders = new Set([folder, ...lockfiles.map(folderOf)]);
  const read = base ? await readerAtBase(base, folders) : remembering(quietReaderOf(top));
  const sets = new Map<string, Indexes>();
  const byFolder = new Map<string, Indexes>();
  for (const each of folders) {
    const chosen = projectFileNames.map((name) => nearestFile(name, each, read));
    const key = chosen.join('\0');
    const known = sets.get(key) ?? (sets.size < mostSets ? undefined : byFolder.get(folder));
    const indexes = known ?? createIndexes({ ...options, projectFile: (name) => contentOf(chosen[projectFileNames.indexOf(name)], read) });
    sets.set(key, indexes);
    byFolder.set(each, indexes);
  }
  return {
    of: (lockfile) => byFolder.get(folderOf(lockfile)) ?? byFolder.get(folder)!,
    costs: () => [...new Set(sets.values())].map((indexes) => indexes.costs()).reduce(added),
    tidy: () => byFolder.get(folder)!.tidy(),
  };
}

const folderOf = (path: string): string => (dirname(path) === '.' ? '' : dirname(path));
const pathIn = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

/** The folder's own file, or that of the nearest folder above it, up to the top. */
const nearestFile = (name: string, folder: string, read: Read): string | undefined =>
  withParents(folder)
    .map((each) => pathIn(each, name))
    .find((path) => read(path) !== undefined);
const contentOf = (path: string | undefined, read: Read): string | undefined => (path === undefined ? undefined : read(path));

const added = (a: Costs, b: Costs): Costs => ({
  requests: a.requests + b.requests,
  bytes: a.bytes + b.bytes,
  cached: a.cached + b.cached,
  waited: a.waited + b.waited,
});

function remembering(read: Read): Read {
  const known = new Map<string, string | undefined>();
  return (path) => {
    if (!known.has(path)) known.set(path, read(path));
    return known.get(path);
  };
}

async function readerAtBase(base: Base, folders: ReadonlySet<string>): Promise<Read> {
  const wanted = new Set([...folders].flatMap(withParents).flatMap((folder) => projectFileNames.map((name) => pathIn(folder, name))));
  const globs = projectFileNames.map((name) => (name.includes('/') ? `**/${name}` : name));
  const files = new Map<string, string>();
  for (const path of (await filesAtBase(base, globs)).filter((each) => wanted.has(each))) {
    const bytes = await readAtBase(base, path).catch((error: unknown) => {
      if (error instanceof UserError) return undefined; // too large, or not what it was: it says nothing
      throw error;
    });
    if (bytes) files.set(path, Buffer.from(bytes).toString('utf8'));
  }
  return (path) => files.get(path);
}
