// The way from paths to a verdict.
import { statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { minimatch } from 'minimatch';
import { type Base, baseOf, changedPaths, type Discovered } from '../discover/index.ts';
import { judge, needsOf, type Policy, printWaivers, updateBaseline } from '../judge/index.ts';
import { counted } from '../report/words.ts';
import type { Depth, Facts, Verdict } from '../types.ts';
import { UserError } from '../types.ts';
import { askAll } from './ask.ts';
import { find, unmatchedOf } from './find.ts';
import { type IndexesByFolder, indexesByFolder } from './indexes.ts';
import { inspectPath } from './inspect.ts';
import { readLocks } from './locks.ts';
import { withManifestLines } from './manifests.ts';
import { withOfferedSource } from './offered.ts';
import type { GateOptions, GateResult } from './options.ts';
import { outsideOf } from './outside.ts';
import { findPolicies, isPreset, policyNames } from './policies.ts';
import { Pool } from './pool.ts';
import { type Scope, scopeOf } from './scope.ts';
import { markStrangers } from './strangers.ts';
import { limitsOf } from './subjects.ts';
import { unreadFacts } from './unread.ts';
import { type Comparison, compareUpdates } from './updates.ts';

/**
 * Judges a checkout, or the paths given, by the policy in force. All facts are there before the verdict is made, and the verdict before any
 * report prints. Throws a UserError for the caller's mistakes.
 */
export async function runGate(options: GateOptions): Promise<GateResult> {
  const called = await scopeOf(options);
  const { base, remarks, missing } = await findBase(options, called.base);
  const policies = await findPolicies({
    cwd: called.base,
    named: options.policy === undefined ? undefined : fromTop(options.policy, called, options.cwd),
    base,
    folder: called.folder,
    missing,
    fetchPolicy: options.fetchPolicy,
  });
  const policy = policies.inForce;
  const { scope, found: seen } = await find(called, options, policies);
  const found = policies.unread ? { ...seen, unread: [...seen.unread, policies.unread] } : seen;
  const indexes = await indexesByFolder({
    options: { ...options, policyIndexes: policy.indexes },
    top: called.base,
    folder: called.folder,
    base,
    lockfiles: found.lockfiles.map(scope.shown),
  });
  const { facts, comparisons } = await gather({ scope, found, base, policy, indexes, options });
  indexes.tidy();
  const outside = await outsideOf({
    root: scope.root,
    shown: scope.shown,
    base: called.files.length > 0 ? undefined : base,
    lockfiles: found.outside,
    artifacts: found.artifacts.map(scope.shown),
    folders: called.folders.length > 0 ? called.folders : [called.folder],
  });
  const onlyPart = base !== undefined || isNarrowed(called, options);
  const verdict = judge(facts, policy, {
    today: options.today,
    failOn: options.failOn,
    remarks: [...remarks, ...policies.remarks, ...placeRemark(called, options)],
    notInspected: [...outside.notInspected, ...found.notRead.map(({ path, reason }) => ({ path: scope.shown(path), reason }))],
    // The action's inputs are the part of one job among several: what they leave out is listed. The policy's look-at is the whole.
    ...(options.artifacts || options.lockfiles ? {} : { notLookedAt: outside.added }),
    onlyPart,
    shallow: isShallow(options, policy),
    unmatched: unmatchedOf(found),
    ...(policies.head ? { head: policies.head, onlyPolicyChanges: await onlyPolicy(base, policies.files) } : {}),
    ...(policies.lost ? { lost: policies.lost } : {}),
  });
  return resultOf(comparisons.length > 0 ? { ...verdict, comparisons } : verdict, policy, scope, options, indexes.costs(), onlyPart);
}

interface Gathering {
  scope: Scope;
  found: Discovered;
  base: Base | undefined;
  policy: Policy;
  indexes: IndexesByFolder;
  options: GateOptions;
}

/** All facts of a run: artifacts, lockfiles, and the locked packages as deep as the policy asks. */
async function gather({ scope, found, base, policy, indexes, options }: Gathering): Promise<{ facts: Facts[]; comparisons: Comparison[] }> {
  const pool = new Pool(options.jobs);
  try {
    const inspect = { limits: limitsOf(options.limits), pool, progress: options.progress.bytes };
    const artifacts: Facts[] = [];
    for (const path of found.artifacts) artifacts.push(lookedAtBy(policy, path, await inspectFound(scope, path, options, inspect)));
    const locks = await readLocks(scope.root, found.lockfiles, scope.shown, base);
    const asking = {
      common: options,
      inspect,
      indexes,
      needs: needsOf(policy, options.today),
      depth: options.depth ?? policy.lookAt?.depth ?? 'index',
      platforms: options.platform === undefined ? (policy.lookAt?.for ?? []) : [options.platform],
    };
    const named = withManifestLines(locks.packages, scope.root, found.lockfiles, scope.shown);
    const packages = await askAll(await markStrangers(named, locks.lockfiles, indexes), asking);
    const comparisons = await compareUpdates(packages, asking);
    options.progress.end();
    return { facts: [...withOfferedSource(artifacts), ...unreadFacts(found.unread, scope.shown), ...locks.lockfiles, ...packages], comparisons };
  } finally {
    await pool.close();
  }
}

interface FoundBase {
  base: Base | undefined;
  remarks: string[];
  /** Why the base, which there is, is not here; left out after a push: what is pushed is the branch itself, and its policy has force. */
  missing?: string;
}

async function findBase(options: GateOptions, cwd: string): Promise<FoundBase> {
  const { event, base: named } = options;
  const base = await baseOf({ cwd, ...(event ? { event } : {}), ...(named === undefined ? {} : { base: named }) });
  if (base === undefined) return { base: undefined, remarks: [] };
  if (!('missing' in base)) return { base, remarks: [] };
  const isPush = named === undefined && event?.name === 'push';
  return { base: undefined, remarks: [`git: ${base.missing}`], ...(isPush ? {} : { missing: base.missing }) };
}

/** A policy that is named from where the caller stands, as the top of the checkout sees it. */
const fromTop = (named: string, { base }: Scope, cwd: string): string =>
  base === cwd || isPreset(named) ? named : relative(base, resolve(cwd, named)).split(sep).join('/');

/** The caller named what to look at, or stands in a folder of the checkout, in place of all that the policy or the defaults name. */
const isNarrowed = ({ folder }: Scope, { paths, artifacts, lockfiles }: GateOptions): boolean =>
  paths.length > 0 || artifacts !== undefined || lockfiles !== undefined || folder !== '';

const depths: readonly Depth[] = ['index', 'listing', 'full'];
const isShallow = ({ offline, depth }: GateOptions, { lookAt }: Policy): boolean =>
  offline || (depth !== undefined && depths.indexOf(depth) < depths.indexOf(lookAt?.depth ?? 'index'));

const placeRemark = ({ base }: Scope, { cwd, paths }: GateOptions): string[] =>
  base !== cwd && !relative(base, cwd).startsWith('..') && paths.every((path) => !isAbsolute(path))
    ? [`Paths count from the top of the repository (${relative(cwd, base).split(sep).join('/')}).`]
    : [];

/** A built file has no line in the pull request; the policy's `look-at` line that named it is where a person can act. */
function lookedAtBy({ lookAt }: Policy, path: string, facts: Facts): Facts {
  const pattern = lookAt?.artifacts?.find((glob) => minimatch(path, glob, { dot: true, nocomment: true, nonegate: true }));
  const at = pattern === undefined ? undefined : lookAt?.places.get(`artifacts ${pattern}`);
  return at && facts.subject.kind === 'artifact' ? { ...facts, subject: { ...facts.subject, at } } : facts;
}

/** A path that a person named and that cannot be opened is that person's mistake; one that was found is an open question, and the others are judged. */
async function inspectFound(scope: Scope, path: string, options: GateOptions, inspect: Parameters<typeof inspectPath>[2]): Promise<Facts> {
  try {
    return await inspectOne(scope, path, options, inspect);
  } catch (error) {
    const [unread] = unreadFacts([{ path, reason: (error as Error).message.replace(`${scope.shown(path)}: `, '') }], scope.shown);
    if (!(error instanceof UserError) || scope.files.includes(path) || !unread) throw error;
    return unread;
  }
}

async function inspectOne(scope: Scope, path: string, { progress }: GateOptions, inspect: Parameters<typeof inspectPath>[2]): Promise<Facts> {
  const shown = scope.shown(path);
  progress.begin(shown, statSync(join(scope.root, path), { throwIfNoEntry: false })?.size);
  const facts = await inspectPath(join(scope.root, path), shown, inspect);
  progress.end(`${shown}: ${counted(facts.native.length, 'native file')}, ${counted(facts.components.length, 'component')}`);
  return facts;
}

/** The pull request changes policy files and nothing else. Where git cannot tell, it is taken to change more. */
async function onlyPolicy(base: Base | undefined, files: readonly string[]): Promise<boolean> {
  const changed = base && (await changedPaths(base));
  return changed !== undefined && changed.length > 0 && changed.every((path) => files.includes(path) || isPolicyFile(path));
}

const isPolicyFile = (path: string): boolean => policyNames.some((name) => path === name || path.endsWith(`/${name}`));

function resultOf(
  verdict: Verdict,
  policy: Policy,
  { base, folder }: Scope,
  options: GateOptions,
  cost: GateResult['cost'],
  onlyPart: boolean,
): GateResult {
  const sums = verdict.facts.flatMap(({ subject }) =>
    subject.kind === 'artifact' && subject.sha256 ? [{ path: subject.path, sha256: subject.sha256 }] : [],
  );
  return {
    verdict,
    sha256sums: sums,
    baseline: () => ({
      path: policy.baseline ? join(base, policy.baseline.path) : join(base, folder, '.sourcegate-baseline.json'),
      text: updateBaseline(verdict, policy, { onlyPart }),
      inForce: policy.baseline !== undefined,
    }),
    waivers: () => printWaivers(verdict, undefined, options.today),
    cost,
  };
}
