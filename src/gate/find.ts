// What a run looks at: what the policy or the action's inputs choose, else the default; or what was named on the command line.
import { type Discovered, discover, type LookAt } from '../discover/index.ts';
import type { Policy, Unmatched } from '../judge/index.ts';
import { knownButNotRead, lockfileFormatFor, lockfileFormats } from '../lockfiles/index.ts';
import { locksOf } from './manifests.ts';
import type { GateOptions } from './options.ts';
import type { Policies } from './policies.ts';
import { inFolder, type Scope, seenFrom } from './scope.ts';

const lockfileNames = lockfileFormats.flatMap((format) => format.names);

export interface Found {
  /** Where the paths of `found` begin. */
  scope: Scope;
  found: Discovered;
}

export async function find(called: Scope, options: GateOptions, policies: Policies): Promise<Found> {
  if (called.files.length + called.folders.length === 0) return findIn(called, options, policies);
  const parts = [namedFiles(called)];
  for (const folder of called.folders) parts.push(asPrinted(await findIn(inFolder(called, folder), options, policies)));
  return { scope: called, found: joined(parts) };
}

async function findIn(called: Scope, options: GateOptions, { inForce, folder }: Policies): Promise<Found> {
  const lookAt = lookAtOf(options, inForce);
  if (!lookAt.artifacts && !lookAt.lockfiles) return { scope: called, found: await discover({ cwd: called.root, lockfileNames, knownButNotRead }) };
  const { scope, within } = seenFrom(called, folder);
  return { scope, found: narrowed(await discover({ cwd: scope.root, lockfileNames, knownButNotRead, lookAt }), within) };
}

/** A kind that look-at does not name is looked for as without look-at. The action's inputs are the whole word of one job: what they leave out is left out. */
function lookAtOf({ artifacts, lockfiles }: GateOptions, { lookAt }: Policy): LookAt {
  if (!artifacts && !lockfiles) return { ...definedOnly('artifacts', lookAt?.artifacts), ...definedOnly('lockfiles', lookAt?.lockfiles) };
  return { artifacts: artifacts ?? lookAt?.artifacts ?? [], lockfiles: lockfiles ?? lookAt?.lockfiles ?? [] };
}
const definedOnly = <K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { [key in K]?: V };

/** Files as they were named; a manifest stands for the lockfile beside it. */
function namedFiles({ root, files }: Scope): Discovered {
  const isLock = (path: string) => lockfileFormatFor(path) !== undefined;
  const locks = new Map(files.filter((path) => !isLock(path)).map((path) => [path, locksOf(root, path)]));
  const lockfiles = files.flatMap((path) => locks.get(path) ?? (isLock(path) ? [path] : []));
  const artifacts = files.filter((path) => !isLock(path) && locks.get(path) === undefined);
  return { ...nothingFound, artifacts: [...new Set(artifacts)], lockfiles: [...new Set(lockfiles)] };
}

/** What of a checkout lies in one folder of it. A pattern may be meant for another folder: that it matches nothing here is no mistake. */
function narrowed(found: Discovered, within: string): Discovered {
  if (within === '') return found;
  const isIn = (path: string) => path === within || path.startsWith(`${within}/`);
  const { nothing: _, ...rest } = found;
  return {
    ...rest,
    artifacts: found.artifacts.filter(isIn),
    lockfiles: found.lockfiles.filter(isIn),
    outside: found.outside.filter(isIn),
    notRead: found.notRead.filter(({ path }) => isIn(path)),
    unread: found.unread.filter(({ path }) => isIn(path)),
    unmatched: [],
  };
}

const nothingFound: Discovered = { artifacts: [], lockfiles: [], notRead: [], unread: [], outside: [], unmatched: [] };

/** With paths as they are printed, which begin at the top of the checkout whatever folder they were found in. */
function asPrinted({ scope: { shown }, found }: Found): Discovered {
  const { nothing: _, ...rest } = found;
  const row = ({ path, reason }: { path: string; reason: string }) => ({ path: shown(path), reason });
  return {
    ...rest,
    artifacts: found.artifacts.map(shown),
    lockfiles: found.lockfiles.map(shown),
    outside: found.outside.map(shown),
    notRead: found.notRead.map(row),
    unread: found.unread.map(row),
  };
}

/** Several parts as one; what two of them hold counts once. */
function joined(parts: readonly Discovered[]): Discovered {
  const texts = (of: (part: Discovered) => readonly string[]) => [...new Set(parts.flatMap(of))];
  const rows = (of: (part: Discovered) => Discovered['notRead']) => [
    ...new Map(parts.flatMap(of).map((row) => [`${row.path}\0${row.reason}`, row])).values(),
  ];
  return {
    artifacts: texts(({ artifacts }) => artifacts),
    lockfiles: texts(({ lockfiles }) => lockfiles),
    outside: texts(({ outside }) => outside),
    notRead: rows(({ notRead }) => notRead),
    unread: rows(({ unread }) => unread),
    unmatched: parts.flatMap(({ unmatched }) => unmatched),
  };
}

/** Patterns without a match. That the default found nothing is seen from the facts: it has no pattern that could be mended. */
export const unmatchedOf = ({ unmatched }: Discovered): Unmatched[] =>
  unmatched.map(({ what, pattern, files, nearest }) => ({
    kind: what === 'lockfiles' ? ('lockfiles' as const) : ('artifacts' as const),
    pattern,
    of: files,
    ...(nearest === undefined ? {} : { nearest }),
  }));
