// The way from paths to a verdict.
import { statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { minimatch } from 'minimatch';
import { type Base, baseOf, changedPaths, type Discovered, discover, readAtBase } from '../discover/index.ts';
import { judge, needsOf, type Policy, printWaivers, updateBaseline } from '../judge/index.ts';
import { knownButNotRead, lockfileFormatFor, lockfileFormats } from '../lockfiles/index.ts';
import { counted } from '../report/words.ts';
import { createIndexes, type Indexes } from '../source/index.ts';
import type { Facts, Verdict } from '../types.ts';
import { UserError } from '../types.ts';
import { askAll } from './ask.ts';
import { inspectPath } from './inspect.ts';
import { readLocks } from './locks.ts';
import { withManifestLines } from './manifests.ts';
import { withOfferedSource } from './offered.ts';
import type { GateOptions, GateResult } from './options.ts';
import { findPolicies, policyNames, quietReaderOf } from './policies.ts';
import { Pool } from './pool.ts';
import { limitsOf } from './subjects.ts';
import { unreadFacts } from './unread.ts';
import { type Comparison, compareUpdates } from './updates.ts';

const lockfileNames = lockfileFormats.flatMap((format) => format.names);

/**
 * Judges a checkout, or the paths given, by the policy in force. All facts are there before the verdict is made, and the verdict before any
 * report prints. Throws a UserError for the caller's mistakes.
 */
export async function runGate(options: GateOptions): Promise<GateResult> {
  const scope = scopeOf(options);
  const { base, remarks, missing } = await findBase(options);
  const policies = await findPolicies({
    cwd: scope.base,
    named: options.policy,
    base,
    folder: scope.folder,
    missing,
    fetchPolicy: options.fetchPolicy,
  });
  const policy = policies.inForce;
  const seen = await find(scope, options, policy);
  const found = policies.unread ? { ...seen, unread: [...seen.unread, policies.unread] } : seen;
  const indexes = createIndexes({ ...options, policyIndexes: policy.indexes, projectFile: await projectFiles(options.cwd, base) });
  const { facts, comparisons } = await gather({ scope, found, base, policy, indexes, options });
  const verdict = judge(facts, policy, {
    today: options.today,
    failOn: options.failOn,
    remarks: [...remarks, ...policies.remarks],
    notInspected: found.notRead,
    comparedWithBase: base !== undefined,
    unmatched: unmatchedOf(found),
    ...(policies.head ? { head: policies.head, onlyPolicyChanges: await onlyPolicy(base, policies.files) } : {}),
    ...(policies.lost ? { lost: policies.lost } : {}),
  });
  return resultOf(comparisons.length > 0 ? { ...verdict, comparisons } : verdict, policy, scope, options, indexes.costs());
}

interface Gathering {
  scope: Scope;
  found: Discovered;
  base: Base | undefined;
  policy: Policy;
  indexes: Indexes;
  options: GateOptions;
}

/** All facts of a run: artifacts, lockfiles, and the locked packages as deep as the policy asks. */
async function gather({ scope, found, base, policy, indexes, options }: Gathering): Promise<{ facts: Facts[]; comparisons: Comparison[] }> {
  const pool = new Pool(options.jobs);
  try {
    const inspect = { limits: limitsOf(options.limits), pool, progress: options.progress.bytes };
    const artifacts: Facts[] = [];
    for (const path of found.artifacts) artifacts.push(lookedAtBy(policy, path, await inspectOne(scope, path, options, inspect)));
    const locks = await readLocks(scope.root, found.lockfiles, scope.shown, base);
    const asking = {
      common: options,
      inspect,
      indexes,
      needs: needsOf(policy, options.today),
      depth: options.depth ?? policy.lookAt?.depth ?? 'index',
      platforms: options.platform === undefined ? (policy.lookAt?.for ?? []) : [options.platform],
    };
    const packages = await askAll(withManifestLines(locks.packages, scope.root, found.lockfiles, scope.shown), asking);
    const comparisons = await compareUpdates(packages, asking);
    options.progress.end();
    return { facts: [...withOfferedSource(artifacts), ...unreadFacts(found.unread, scope.shown), ...locks.lockfiles, ...packages], comparisons };
  } finally {
    await pool.close();
  }
}

/** What a run is about: a checkout or one folder of it, and how its paths are printed. */
interface Scope {
  root: string;
  /** The checkout, or `root` where that lies outside of it; and the way from it to `root`. */
  base: string;
  folder: string;
  shown(path: string): string;
  /** Paths given by name, relative to `root`; none: discover. */
  files: readonly string[];
}

function scopeOf({ cwd, paths }: GateOptions): Scope {
  const kinds = paths.map((path) => {
    const stat = statSync(resolve(cwd, path), { throwIfNoEntry: false });
    if (!stat && path.startsWith('pkg:'))
      throw new UserError(`${path}: check judges files, folders and lockfiles; for a package: sourcegate inspect ${path}`);
    if (!stat) throw new UserError(`${path}: there is no such file or folder`);
    return stat.isDirectory();
  });
  const [only] = paths;
  const folder = only !== undefined && paths.length === 1 && kinds[0] ? resolve(cwd, only) : undefined;
  const root = folder ?? cwd;
  const prefix = relative(cwd, root).split(sep).join('/');
  const outside = prefix.startsWith('..') || isAbsolute(prefix);
  const inside = outside ? '' : prefix;
  return {
    root,
    base: outside ? root : cwd,
    folder: inside,
    shown: (path) => (inside === '' ? path : `${inside}/${path}`),
    files: folder ? [] : paths.map((path) => relative(root, resolve(cwd, path)).split(sep).join('/')),
  };
}

interface FoundBase {
  base: Base | undefined;
  remarks: string[];
  /** Why the base, which there is, is not here; left out after a push: what is pushed is the branch itself, and its policy has force. */
  missing?: string;
}

async function findBase(options: GateOptions): Promise<FoundBase> {
  const { cwd, event, base: named } = options;
  const base = await baseOf({ cwd, ...(event ? { event } : {}), ...(named === undefined ? {} : { base: named }) });
  if (base === undefined) return { base: undefined, remarks: [] };
  if (!('missing' in base)) return { base, remarks: [] };
  const isPush = named === undefined && event?.name === 'push';
  return { base: undefined, remarks: [`git: ${base.missing}`], ...(isPush ? {} : { missing: base.missing }) };
}

async function find(scope: Scope, options: GateOptions, policy: Policy): Promise<Discovered> {
  if (scope.files.length > 0) {
    const isLock = (path: string) => lockfileFormatFor(path) !== undefined;
    return { artifacts: scope.files.filter((path) => !isLock(path)), lockfiles: scope.files.filter(isLock), notRead: [], unread: [], unmatched: [] };
  }
  const artifacts = options.artifacts ?? policy.lookAt?.artifacts;
  const lockfiles = options.lockfiles ?? policy.lookAt?.lockfiles;
  const lookAt = artifacts || lockfiles ? { artifacts: artifacts ?? [], lockfiles: lockfiles ?? [] } : undefined;
  return discover({ cwd: scope.root, lockfileNames, knownButNotRead, ...(lookAt ? { lookAt } : {}) });
}

const unmatchedOf = ({ unmatched, nothing }: Discovered) =>
  [...unmatched, ...(nothing && !unmatched.includes(nothing) ? [nothing] : [])].map(({ what, pattern, files, nearest }) => ({
    kind: what === 'lockfiles' ? ('lockfiles' as const) : ('artifacts' as const),
    pattern,
    of: files,
    ...(nearest === undefined ? {} : { nearest }),
  }));

/** A built file has no line in the pull request; the policy's `look-at` line that named it is where a person can act. */
function lookedAtBy({ lookAt }: Policy, path: string, facts: Facts): Facts {
  const pattern = lookAt?.artifacts?.find((glob) => minimatch(path, glob, { dot: true, nocomment: true, nonegate: true }));
  const at = pattern === undefined ? undefined : lookAt?.places.get(`artifacts ${pattern}`);
  return at && facts.subject.kind === 'artifact' ? { ...facts, subject: { ...facts.subject, at } } : facts;
}

async function inspectOne(scope: Scope, path: string, { progress }: GateOptions, inspect: Parameters<typeof inspectPath>[2]): Promise<Facts> {
  const shown = scope.shown(path);
  progress.begin(shown, statSync(join(scope.root, path), { throwIfNoEntry: false })?.size);
  const facts = await inspectPath(join(scope.root, path), shown, inspect);
  progress.end(`${shown}: ${counted(facts.native.length, 'native file')}, ${counted(facts.components.length, 'component')}`);
  return facts;
}

/** Client configuration of the checkout that counts: the base's, or the checkout's own where there is no base. */
const configurationFiles = ['.npmrc', '.yarnrc.yml', 'uv.toml', 'pyproject.toml', '.cargo/config.toml', '.cargo/config', 'pip.conf'] as const;

async function projectFiles(cwd: string, base: Base | undefined): Promise<(path: string) => string | undefined> {
  if (!base) return quietReaderOf(cwd);
  const files = new Map<string, string>();
  for (const path of configurationFiles) {
    const bytes = await readAtBase(base, path).catch((error: unknown) => {
      if (error instanceof UserError) return undefined; // a link: it says nothing
      throw error;
    });
    if (bytes) files.set(path, Buffer.from(bytes).toString('utf8'));
  }
  return (path) => files.get(path);
}

/** The pull request changes policy files and nothing else. Where git cannot tell, it is taken to change more. */
async function onlyPolicy(base: Base | undefined, files: readonly string[]): Promise<boolean> {
  const changed = base && (await changedPaths(base));
  return changed !== undefined && changed.length > 0 && changed.every((path) => files.includes(path) || isPolicyFile(path));
}

const isPolicyFile = (path: string): boolean => (policyNames as readonly string[]).includes(path);

function resultOf(verdict: Verdict, policy: Policy, { root, base }: Scope, options: GateOptions, cost: GateResult['cost']): GateResult {
  const sums = verdict.facts.flatMap(({ subject }) =>
    subject.kind === 'artifact' && subject.sha256 ? [{ path: subject.path, sha256: subject.sha256 }] : [],
  );
  return {
    verdict,
    sha256sums: sums,
    baseline: () => ({
      path: policy.baseline ? join(base, policy.baseline.path) : join(root, '.sourcegate-baseline.json'),
      text: updateBaseline(verdict, policy),
      inForce: policy.baseline !== undefined,
    }),
    waivers: () => printWaivers(verdict, undefined, options.today),
    cost,
  };
}
