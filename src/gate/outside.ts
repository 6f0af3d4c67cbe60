// What lies outside of look-at and could change what is built all the same: every run says so, and of a pull request what it brings first.
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type Base, changedPaths, defaultArtifactKinds, filesAtBase, isVendored, pathMatcher } from '../discover/index.ts';
import { lockfileFormatFor, lockfileFormats } from '../lockfiles/index.ts';
import type { Verdict } from '../types.ts';

export interface Outside {
  notInspected: Verdict['notInspected'];
  /** Lockfiles, as printed, that the base does not have, so that nobody can have decided to leave them out. */
  added: readonly string[];
}

const mostShown = 20;
/** Folders of test data: a lockfile in there is what a test reads, far more often than what anything installs. */
const isTestData = (path: string): boolean => /(^|\/)(__)?(fixtures?|test[-_]?data|snapshots|golden)(__)?\//i.test(path);
const isArtifactName = pathMatcher(defaultArtifactKinds);

export interface OutsideOptions {
  root: string;
  shown(path: string): string;
  base: Base | undefined;
  /** Known lockfiles that look-at leaves out, relative to `root`. */
  lockfiles: readonly string[];
  /** Artifacts that are judged, as printed. */
  artifacts: readonly string[];
  /** The parts of the checkout that are judged; '' is all of it. */
  folders: readonly string[];
}

export async function outsideOf(options: OutsideOptions): Promise<Outside> {
  const { base, shown } = options;
  const lockfiles = options.lockfiles.map(shown);
  const before =
    base &&
    new Set(
      await filesAtBase(
        base,
        lockfileFormats.flatMap(({ names }) => names),
      ),
    );
  const changed = new Set(base && (await changedPaths(base)));
  const isNew = (path: string): boolean => before !== undefined && !before.has(path);
  const isChanged = (path: string): boolean => !isNew(path) && changed.has(path);
  return {
    notInspected: [
      ...rows(lockfiles.filter(isNew), 'a lockfile that this pull request adds, outside look-at'),
      ...rows(lockfiles.filter(isChanged), 'a lockfile that this pull request changes, outside look-at'),
      ...rows(
        lockfiles.filter((path) => !isNew(path) && !isChanged(path)),
        'a known lockfile outside look-at',
      ),
      ...rows(changedArtifacts([...changed], options), 'an artifact that this pull request adds or changes, outside look-at'),
    ],
    added: lockfiles.filter((path) => isNew(path) && !isTestData(path) && lockfileFormatFor(path) !== undefined),
  };
}

function rows(paths: readonly string[], reason: string): { path: string; reason: string }[] {
  const shown = paths.slice(0, mostShown).map((path) => ({ path, reason }));
  const [first] = paths.slice(mostShown);
  const more = paths.length - mostShown;
  return first === undefined ? shown : [...shown, { path: first, reason: `${reason}${more > 1 ? `, and ${more - 1} more of them` : ''}` }];
}

/** Binaries that a pull request puts into the repository: what is built at the gate is never among them. */
function changedArtifacts(changed: readonly string[], { base, artifacts, folders }: OutsideOptions): string[] {
  if (base === undefined) return [];
  const judged = new Set(artifacts);
  const isHere = (path: string): boolean => folders.some((folder) => folder === '' || path.startsWith(`${folder}/`));
  const isFile = (path: string): boolean => lstatSync(join(base.cwd, path), { throwIfNoEntry: false })?.isFile() === true;
  return changed.filter((path) => isArtifactName(path) && isHere(path) && !judged.has(path) && !isVendored(path) && isFile(path));
}
