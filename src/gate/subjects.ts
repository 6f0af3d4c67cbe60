// What `inspect` is pointed at: a file, a folder, a lockfile, or a package by its purl. Facts only; nothing is judged.
import { readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import { recogniseName, toSpdx } from '../identify/index.ts';
import { kindOfFile } from '../inspect/metadata/index.ts';
import { emptyWalk } from '../inspect/walk.ts';
import { Spools } from '../io/bytes.ts';
import { nearest } from '../judge/nearest.ts';
import { lockfileFormatFor, readLockfile } from '../lockfiles/index.ts';
import { defaultLimits, listZip } from '../open/index.ts';
import { parsePurl, purlTypes } from '../purl/index.ts';
import { chooseArtifact, createIndexes, type Indexes } from '../source/index.ts';
import type { Depth, Facts, IndexAnswer, Limits, Metadata, RandomAccess, ReleaseFile } from '../types.ts';
import { UserError } from '../types.ts';
import { factsOf, type InspectOptions, inspectBytes, inspectPath } from './inspect.ts';
import type { Common } from './options.ts';
import { Pool } from './pool.ts';

export const limitsOf = (changed: Partial<Limits>): Limits => ({ ...defaultLimits, ...changed });

/** The facts of each subject, in the order given. Throws a UserError for a path that cannot be opened or a purl that is none. */
export async function inspectSubjects(
  subjects: readonly string[],
  common: Common,
  also: Pick<InspectOptions, 'prints' | 'walked'> = {},
): Promise<Facts[]> {
  for (const subject of subjects) if (/^pkg:/i.test(subject)) checkPurl(subject);
  const pool = new Pool(common.jobs);
  const indexes = createIndexes({ ...common, onProgress: () => undefined });
  try {
    const facts: Facts[] = [];
    for (const subject of subjects) facts.push(await inspectSubject(subject, common, pool, indexes, also));
    indexes.tidy();
    return facts;
  } finally {
    await pool.close();
  }
}

/** A purl that is none, or names nothing that could be looked up, is a mistake in the call. What its index then says is an answer. */
function checkPurl(text: string): void {
  const purl = parsePurl(text);
  if (purl === undefined) throw new UserError(`${text}: no package URL. One is written pkg:TYPE/NAME@VERSION, such as pkg:pypi/torch@1.9.0`);
  const types = purlTypes.map(({ type }) => type);
  if (!types.includes(purl.type)) {
    const near = nearest(purl.type, types);
    throw new UserError(
      `${text}: no type of package URL is called ${purl.type}.${near ? ` Did you mean pkg:${near}?` : ''} Types: ${types.join(', ')}.`,
    );
  }
  if (purl.version === undefined) throw new UserError(`${text}: which version? A package URL that is inspected ends in one: ${text}@VERSION`);
}

async function inspectSubject(
  subject: string,
  common: Common,
  pool: Pool,
  indexes: Indexes,
  also: Pick<InspectOptions, 'prints' | 'walked'>,
): Promise<Facts> {
  const options: InspectOptions = { limits: limitsOf(common.limits), pool, progress: common.progress.bytes, ...also };
  if (/^pkg:/i.test(subject)) return inspectPurl(subject, common, options, indexes);
  const path = resolve(common.cwd, subject);
  const shown = shownPath(common.cwd, path);
  if (lockfileFormatFor(shown) && statSync(path, { throwIfNoEntry: false })?.isFile()) {
    if (common.depth !== undefined)
      throw new UserError(
        `${shown}: inspect reads of a lockfile what it says, and --depth does not apply. Into its packages: sourcegate check --depth ${common.depth} ${subject}`,
      );
    return lockfileFacts(path, shown);
  }
  if (common.depth !== undefined && common.depth !== 'full')
    throw new UserError(`${shown}: what lies here is read whole; --depth ${common.depth} is for packages by their purl.`);
  common.progress.begin(shown, statSync(path, { throwIfNoEntry: false })?.size);
  const facts = await inspectPath(path, shown, options);
  common.progress.end();
  return facts;
}

/** A path as reports print it: relative to the checkout where it lies inside, else its last part; always with `/`. */
export function shownPath(cwd: string, path: string): string {
  const inside = relative(cwd, path);
  const shown = inside !== '' && !inside.startsWith('..') && !isAbsolute(inside) ? inside : basename(path);
  return shown.split(sep).join('/');
}

const lockfileBytes = 64 << 20;

/** The facts of a lockfile by itself. */
export function lockfileFacts(path: string, shown: string): Facts {
  const { size } = statSync(path);
  if (size > lockfileBytes) {
    const message = `${size} bytes; lockfiles above ${lockfileBytes} are not read`;
    return lockfileOf(shown, { packages: [], problems: [{ path: shown, code: 'too-large', kind: 'limit', message }] });
  }
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`${shown}: could not be opened (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
  return lockfileOf(shown, readLockfile(text, shown));
}

export const lockfileOf = (shown: string, { packages, problems }: Pick<Facts, 'packages' | 'problems'>): Facts => ({
  subject: { kind: 'lockfile', path: shown, format: lockfileFormatFor(shown)?.id ?? 'unknown' },
  native: [],
  bytecode: [],
  components: [],
  hostLibraries: [],
  packages,
  problems,
});

/** A package by its purl, as deep as asked (`listing` unless told): what its index says, and what its chosen file holds. */
async function inspectPurl(purl: string, common: Common, options: InspectOptions, indexes: Indexes): Promise<Facts> {
  const depth = common.depth ?? 'listing';
  common.progress.begin(purl);
  const answer = await indexes.find(purl, depth);
  const file = depth === 'index' ? undefined : chooseArtifact(answer.files, common.platform);
  if (!file) {
    const isEnough = depth === 'index' || (common.depth === undefined && answer.source.status !== 'unknown' && answer.noFile === undefined);
    const reason = answer.noFile ?? (answer.source.status === 'unknown' ? answer.source.reason : undefined);
    return isEnough
      ? indexFacts(purl, answer)
      : withoutContent(purl, answer, reason ?? 'the index names no file of this release that could be looked into');
  }
  let facts: Facts;
  try {
    facts = depth === 'full' ? await downloaded(file, common, options, indexes) : await listed(file, common, options, indexes);
  } catch (error) {
    if (!(error instanceof Error && ['HttpError', 'MismatchError'].includes(error.name))) throw error;
    return withoutContent(purl, answer, error.message);
  }
  common.progress.end();
  return { ...facts, subject: { ...facts.subject, purl }, source: answer.source } as Facts;
}

/** What the index says, and that the content which was asked for did not come. */
function withoutContent(purl: string, answer: IndexAnswer, message: string): Facts {
  const facts = indexFacts(purl, answer);
  return { ...facts, problems: [...facts.problems, { path: purl, code: 'not-fetched', kind: 'unavailable', message }] };
}

/** What an index alone says: nothing is known of the content. */
export const indexFacts = (purl: string, answer: IndexAnswer): Facts => ({
  ...emptyFacts(purl, 'index'),
  ...(answer.metadata ? { metadata: withExpression(answer.metadata) } : {}),
  source: answer.source,
});

/** An index hands on the licence as it was declared; what of it is an SPDX expression is said here. */
export function withExpression(metadata: Metadata): Metadata {
  const expression = metadata.licenceExpression ?? (metadata.licence === undefined ? undefined : toSpdx(metadata.licence));
  return expression === undefined ? metadata : { ...metadata, licenceExpression: expression };
}

const emptyFacts = (purl: string, depth: Depth): Facts => ({
  subject: { kind: 'artifact', path: purl, purl, format: 'package', size: 0, depth },
  native: [],
  bytecode: [],
  components: [],
  hostLibraries: [],
  packages: [],
  problems: [],
});

/** Downloads, verifies the hash, inspects all. */
export async function downloaded(file: ReleaseFile, common: Common, options: InspectOptions, indexes: Indexes): Promise<Facts> {
  const spools = new Spools();
  try {
    common.progress.begin(file.name, file.size);
    return await inspectBytes(await indexes.download(file, spools), file.name, options);
  } finally {
    spools.close();
  }
}

const zips: Readonly<Record<string, string>> = { whl: 'wheel', jar: 'jar', nupkg: 'nuget', zip: 'zip', egg: 'zip', conda: 'conda' };
const formatByName = (name: string): string => zips[name.slice(name.lastIndexOf('.') + 1)] ?? 'zip';

/**
 * The archive's own list of files, read through ranges; what is inside the files is not known. An archive without a list (every tar), or
 * a host without ranges, leaves only the download, and then everything is looked at.
 */
export async function listed(file: ReleaseFile, common: Common, options: InspectOptions, indexes: Indexes): Promise<Facts> {
  const hasList = file.name.slice(file.name.lastIndexOf('.') + 1) in zips;
  const remote = hasList ? await indexes.openRemote(file) : undefined;
  return remote ? listingFacts(remote, file.name, options) : downloaded(file, common, options, indexes);
}

/** The facts that a zip's directory gives. Files are listed without hashes; native code is known by name only. */
export async function listingFacts(
  remote: RandomAccess,
  shown: string,
  { limits, walked: told }: Pick<InspectOptions, 'limits' | 'walked'>,
): Promise<Facts> {
  const walked = emptyWalk();
  for await (const entry of listZip(remote, shown, limits)) {
    if ('code' in entry) walked.problems.push(entry);
    else if (entry.type === 'file') {
      const { path, size = 0, packed = size } = entry;
      const kind = kindOfFile(path);
      walked.files.push({ path, size, packed, kind });
      if (kind === 'native code by name') walked.sightings.push(...(await recogniseName(path)));
    }
  }
  const top = { container: formatByName(shown), size: remote.size };
  told?.({ walked, ...top });
  return factsOf(walked, { ...top, shown, depth: 'listing' });
}
