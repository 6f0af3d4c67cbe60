// What the lock alone does not say of a locked package: its source from the index, its content from the copy that is already here,
// from the archive's own list, or from the download. Not answered stays unknown.
import { basename } from 'node:path';
import { strangeAddress } from '../lockfiles/index.ts';
import type { Indexes } from '../source/index.ts';
import { chooseArtifact } from '../source/index.ts';
import type { Depth, Facts, LockedPackage, Need, Problem, ReleaseFile, Source } from '../types.ts';
import { ProblemError } from '../types.ts';
import type { IndexesByFolder } from './indexes.ts';
import { type InspectOptions, inspectPath } from './inspect.ts';
import type { Common } from './options.ts';
import { downloaded, listed, withExpression } from './subjects.ts';

export interface AskOptions {
  common: Common;
  inspect: InspectOptions;
  indexes: IndexesByFolder;
  needs: ReadonlySet<Need>;
  depth: Depth;
  /** Platforms that decide between several files; none: the one that holds most native code. */
  platforms: readonly string[];
}

/** The same for one package: the indexes of its lockfile's folder. */
export type AskOne = Omit<AskOptions, 'indexes'> & { indexes: Indexes };

export const askOneOf = (facts: Facts, options: AskOptions): AskOne => ({ ...options, indexes: options.indexes.of(facts.subject.path) });

/** Packages whose index is asked at once. At depth `full` their bytes are here as well: no more than the threads can take. */
const atOnce = 24;

/** Fills in each locked package what the rules in force need. Order is kept; progress counts packages. */
export async function askAll(packages: readonly Facts[], options: AskOptions): Promise<Facts[]> {
  const done = [...packages];
  let next = 0;
  let finished = 0;
  const total = packages.length;
  const work = async (): Promise<void> => {
    for (let at = next++; at < total; at = next++) {
      const facts = packages[at] as Facts;
      done[at] = await askOne(facts, askOneOf(facts, options));
      finished += 1;
      options.common.progress.bytes(0, `${finished} of ${total} packages`);
    }
  };
  const width = options.depth === 'full' ? options.common.jobs + 2 : atOnce;
  await Promise.all(Array.from({ length: Math.min(width, total) }, work));
  return done;
}

async function askOne(facts: Facts, options: AskOne): Promise<Facts> {
  const { locked } = facts;
  if (!locked || locked.installed === false || facts.subject.kind !== 'locked-package') return facts;
  const withSource = options.needs.has('source') && needsAnswer(locked) ? await askSource(facts, locked, options) : facts;
  return options.depth === 'index' ? withSource : look(withSource, locked, options);
}

/** A lock that lists a source archive has answered already, and what comes from nowhere has no index. One that lists none may have left it out. */
const needsAnswer = ({ binaryOnly, resolved, notes = [] }: LockedPackage): boolean =>
  binaryOnly !== false && (resolved.kind === 'registry' || notes.includes(strangeAddress));

async function askSource(facts: Facts, locked: LockedPackage, { indexes, depth }: AskOne): Promise<Facts> {
  const registry = locked.resolved.url;
  const answer = await indexes.find(locked.purl, depth, { ...(registry === undefined ? {} : { registry }), hashes: locked.hashes });
  const files = answer.files.map(({ name, kind, hashes: [hash], size }) => ({
    name,
    kind,
    ...(hash ? { hash } : {}),
    ...(size === undefined ? {} : { size }),
  }));
  const listed = files.length > 0 ? { indexFiles: files } : {};
  return { ...facts, ...listed, source: answer.source, ...(answer.metadata ? { metadata: withExpression(answer.metadata) } : {}) };
}

/** The content of a locked package: local first, then as deep as asked. */
async function look(facts: Facts, locked: LockedPackage, options: AskOne): Promise<Facts> {
  const here = options.indexes.local(locked, facts.subject.path);
  const inspect = { ...options.inspect, together: true };
  try {
    if (here) {
      const content = await inspectPath(here.path, basename(here.path), here.files ? { ...inspect, files: here.files } : inspect);
      return withContent(facts, content, 'full', here.mismatch ? [mismatched(facts, locked, here)] : []);
    }
    if (locked.resolved.kind !== 'registry' && locked.resolved.kind !== 'url') return facts;
    if (options.common.offline)
      return withProblem(facts, 'not-here', `not installed or downloaded here${elsewhere(locked)}, and not asked for (offline)`);
    const { file, remark, missing } = await releaseFile(locked, options);
    if (!file) return withProblem(facts, 'no-file', missing);
    const content =
      options.depth === 'full'
        ? await downloaded(file, options.common, inspect, options.indexes)
        : await listed(file, options.common, inspect, options.indexes);
    return withContent(facts, content, options.depth, remark ? [remark] : []);
  } catch (error) {
    if (error instanceof ProblemError) return { ...facts, problems: [...facts.problems, error.problem] };
    if (isMismatch(error))
      return {
        ...facts,
        problems: [...facts.problems, { ...placeOf(facts), code: 'hash-mismatch', kind: 'hazard', message: (error as Error).message }],
      };
    if (isAnswer(error)) return withProblem(facts, 'not-fetched', (error as Error).message);
    throw error;
  }
}

/** The lock's own word on where a package is installed at all: most of what is not here is for another platform. */
function elsewhere({ platform }: LockedPackage): string {
  const limits = Object.entries(platform ?? {}).map(([key, values]) => `${key} ${values.join(' or ')}`);
  return limits.length === 0 ? '' : ` (its lock entry is for ${limits.join(', ')})`;
}

/** The file to look into, or why there is none. Where none is for a platform that was asked for, another one is looked into, and that is said. */
type Chosen = { file: ReleaseFile; remark?: Problem; missing?: never } | { file?: never; remark?: never; missing: string };

async function releaseFile(locked: LockedPackage, { indexes, depth, platforms }: AskOne): Promise<Chosen> {
  const own = await indexes.lockedFiles(locked);
  const { files, silent } = own.length > 0 ? { files: own } : await indexedFiles(locked, indexes, depth);
  for (const platform of platforms) {
    const file = chooseArtifact(files, platform);
    if (file) return { file };
  }
  const file = chooseArtifact(files);
  if (!file) return { missing: silent ?? 'the index names no file of this release that could be looked into' };
  if (platforms.length === 0) return { file };
  const message = `no file of this release is for ${platforms.join(' or ')}; ${file.name} was looked into`;
  return { file, remark: { path: file.name, code: 'other-platform', kind: 'skipped', message } };
}

async function indexedFiles(locked: LockedPackage, indexes: Indexes, depth: Depth): Promise<{ files: readonly ReleaseFile[]; silent?: string }> {
  const registry = locked.resolved.url;
  const { files, source } = await indexes.find(locked.purl, depth, { hashes: locked.hashes, ...(registry === undefined ? {} : { registry }) });
  if (files.length === 0) return { files, ...(source.status === 'unknown' && source.reason !== undefined ? { silent: source.reason } : {}) };
  const wanted = new Set(locked.files?.map(({ name }) => name));
  if (wanted.size === 0) return { files };
  const named = files.filter(({ name }) => wanted.has(name));
  return { files: named, ...(named.length === 0 ? { silent: 'the index lists none of the files that the lock names' } : {}) };
}

/** What came is not what was promised: no missing answer, but another content. */
const isMismatch = (error: unknown): boolean => error instanceof Error && error.name === 'MismatchError';

/** What an index or a network did, as opposed to what we did wrong: it becomes an unknown, with its own words. */
const isAnswer = (error: unknown): boolean => error instanceof Error && ['HttpError', 'UserError'].includes(error.name);

/** What matters to whoever installs a package; what its authors left lying around is their own affair. */
const telling: ReadonlySet<string> = new Set(['encoded-code', 'download', 'setuid']);

function withContent(facts: Facts, content: Facts, depth: Depth, problems: readonly Problem[]): Facts {
  const { native, bytecode, components, hostLibraries, metadata, contents } = content;
  const lookedInto = content.subject.kind === 'artifact' ? { name: content.subject.path, format: content.subject.format } : undefined;
  const source = better(facts.source, content.source);
  const observations = (content.observations ?? []).filter(({ kind }) => telling.has(kind));
  return {
    ...facts,
    subject: { ...facts.subject, depth } as Facts['subject'],
    native,
    bytecode,
    components,
    hostLibraries,
    ...(lookedInto ? { lookedInto } : {}),
    ...(metadata ? { metadata } : {}),
    ...(contents ? { contents } : {}),
    ...(source ? { source } : {}),
    ...(observations.length > 0 ? { observations } : {}),
    problems: [...facts.problems, ...problems, ...content.problems],
  };
}

/** What a package's own bytes say counts where the index said nothing; where neither says anything, the lock's word stands alone. */
const better = (index: Source | undefined, own: Source | undefined): Source | undefined =>
  (index && index.status !== 'unknown') || own?.status === 'unknown' ? index : own;

const withProblem = (facts: Facts, code: string, message: string): Facts => ({
  ...facts,
  problems: [...facts.problems, { ...placeOf(facts), code, message, kind: 'unavailable' }],
});

const placeOf = (facts: Facts) => (facts.subject.kind === 'locked-package' ? facts.subject.at : { path: facts.subject.path });

const mismatched = (facts: Facts, locked: LockedPackage, copy: { place: string; mismatch?: { expected: string; got: string } }): Problem => ({
  ...placeOf(facts),
  code: 'lock-mismatch',
  kind: 'hazard',
  message: `${locked.name} in ${copy.place} is not what the lock promises: ${copy.mismatch?.expected} was locked, ${copy.mismatch?.got} is there`,
});
