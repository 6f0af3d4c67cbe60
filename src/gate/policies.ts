// Which policy judges: the base's where there is a base, never the one that the pull request brings. What the pull request changes in
// it is read as well, to be shown and judged, and is not in force.
import { lstatSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type Base, readAtBase } from '../discover/index.ts';
import { type LostPolicy, loadPolicy, type Policy, type PolicyInput, presets } from '../judge/index.ts';
import { nearest } from '../judge/nearest.ts';
import { UserError } from '../types.ts';
import { withParents } from './scope.ts';

export const policyNames = ['sourcegate.yml', '.github/sourcegate.yml'] as const;
/** What people call it as well: passed over without a word, it would look as if it were in force. */
const misspelt = ['sourcegate.yaml', '.sourcegate.yml', '.sourcegate.yaml', '.github/sourcegate.yaml', '.github/.sourcegate.yml'] as const;
const fallback = 'recommended';

export interface Policies {
  inForce: Policy;
  /** The folder that the globs of the policy in force begin in, relative to the checkout; '' for its top. */
  folder: string;
  /** The pull request's own, where it has another text than the base's, or none any more. */
  head?: Policy;
  /** The pull request leaves no policy that can be read: what it does to the one that is in force. */
  lost?: LostPolicy;
  /** Files that a policy of this run is made of, at the base or the head. */
  files: readonly string[];
  remarks: readonly string[];
  /** The policy that should judge could not be read, relative to the part that is judged: the run cannot pass. */
  unread?: { path: string; reason: string };
}

type Reader = (path: string) => string | undefined;

type Load = (input: Omit<PolicyInput, 'presets' | 'remote'>) => Policy;
const loadLocal: Load = (input) => loadPolicy({ ...input, presets });

export interface PolicySearch {
  cwd: string;
  /** A file or a preset; left out: the policy's usual places. */
  named?: string | undefined;
  base?: Base | undefined;
  /** The part of the checkout that is judged, '' for all of it: its own policy decides, else the nearest one above it. */
  folder?: string;
  /** Why the base of a pull request cannot be read. */
  missing?: string | undefined;
  /** The text of `github:OWNER/REPO/PATH@COMMIT`; left out, or undefined for what cannot be had: a mistake that says so. */
  fetchPolicy?: ((spec: string) => Promise<string | undefined>) | undefined;
}

const mostRemote = 10;

/**
 * Finds and reads the policies of a run. Throws a UserError (with place) for a mistake in the policy in force, or a policy that is not there.
 * Policies of other repositories are named only by what extends them, so that reading is tried again once they are here.
 */
export async function findPolicies(search: PolicySearch): Promise<Policies> {
  const texts = new Map<string, string>();
  for (;;) {
    const asked = new Set<string>();
    const remote = (spec: string): string | undefined => {
      if (!texts.has(spec)) asked.add(spec);
      return texts.get(spec);
    };
    const load: Load = (input) => loadPolicy({ ...input, presets, remote });
    const outcome = await findOnce(search, load).then(
      (policies) => () => policies,
      (error: unknown) => () => {
        throw error;
      },
    );
    if (!(await fetchAll(asked, texts, search.fetchPolicy))) return outcome();
  }
}

/** True when something came that was not here before. */
async function fetchAll(specs: ReadonlySet<string>, into: Map<string, string>, fetchPolicy: PolicySearch['fetchPolicy']): Promise<boolean> {
  const before = into.size;
  for (const spec of specs) {
    const text = into.size < mostRemote ? await fetchPolicy?.(spec) : undefined;
    if (text !== undefined && text.length <= policyBytes) into.set(spec, text);
  }
  return into.size > before;
}

async function findOnce({ cwd, named, base, folder = '', missing }: PolicySearch, load: Load): Promise<Policies> {
  if (named !== undefined && isPreset(named)) return { inForce: preset(named), folder, files: [], remarks: [] };
  if (missing !== undefined && !(named !== undefined && isOutside(cwd, named))) return withoutBase(missing, named);
  const refused: Refused = new Map();
  const head = base ? withoutRefused(readerOf(cwd), refused) : readerOf(cwd);
  const policies = named === undefined ? await find(folder, base, head, load) : { ...(await namedPolicy(cwd, named, base, head, load)), folder };
  const why = policies.lost && refused.get(policies.lost.path);
  const isLink = why?.startsWith('a symbolic link') === true;
  const lost: Pick<Policies, 'lost'> =
    policies.lost && why !== undefined
      ? { lost: { ...policies.lost, how: isLink ? 'puts a link in place of' : 'breaks', is: isLink ? 'a symbolic link' : 'no file' } }
      : {};
  const told = [...refused].map(([path, why]) => `${path} of this pull request does not count: ${why}`);
  return { ...policies, ...lost, remarks: [...policies.remarks, ...told] };
}

/** There is a base, and it is not in this clone: whatever stands here is the pull request's own word, and has no force. */
const withoutBase = (missing: string, named: string = policyNames[0]): Policies => ({
  inForce: preset(fallback),
  folder: '',
  files: [],
  remarks: [`The policy of the base could not be read; the preset ${fallback} judges.`],
  unread: { path: named, reason: `the policy of the base, which has force, could not be read: ${missing}` },
});

/** By path, why a file is not read. */
type Refused = Map<string, string>;

/** What the pull request put where a policy should be stops nothing, since it has no force: it counts as not there, and is told. */
const withoutRefused =
  (read: Reader, refused: Refused): Reader =>
  (path) => {
    try {
      return read(path);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refused.set(error.at?.path ?? path, error.message);
      return undefined;
    }
  };

async function find(folder: string, base: Base | undefined, head: Reader, load: Load): Promise<Policies> {
  const folders = withParents(folder);
  if (!base) {
    const own = nearestPolicy(folders, head);
    return { ...(own ? ofFile(own.path, head, own.path, load) : ofPreset()), folder: own?.folder ?? folder, remarks: [] };
  }
  const before = await readerAtBase(
    base,
    folders.flatMap((each) => [...namesIn(each), ...namesIn(each, misspelt)]),
  );
  const inBase = nearestPolicy(folders, before);
  const mistakes: string[] = [];
  const inHead = forgiven(() => nearestPolicy(folders, head), mistakes);
  const headPath = 'mistake' in inHead ? undefined : inHead.value?.path;
  const { lost, ...policies } = against(base, inBase?.path, before, headPath, head, load);
  const isLost = lost && ('mistake' in inHead ? broken(inHead.mistake.at?.path ?? lost.path) : lost);
  return { ...policies, ...(isLost ? { lost: isLost } : {}), folder: inBase?.folder ?? folder, remarks: [...policies.remarks, ...mistakes] };
}

const namesIn = (folder: string, names: readonly string[] = policyNames): string[] =>
  names.map((name) => (folder === '' ? name : `${folder}/${name}`));

/** The policy of the first folder that has one. Throws a UserError where a folder has two, or one under another name. */
function nearestPolicy(folders: readonly string[], read: Reader): { path: string; folder: string } | undefined {
  for (const folder of folders) {
    const path = choose(namesIn(folder).filter((name) => read(name) !== undefined));
    if (path !== undefined) return { path, folder };
    const other = namesIn(folder, misspelt).find((name) => read(name) !== undefined);
    if (other !== undefined) throw new UserError('not read under this name: a policy is called sourcegate.yml', { path: other });
  }
  return undefined;
}

const broken = (path: string): LostPolicy => ({ path, how: 'breaks', is: 'not readable' });

/** A mistake in what the pull request brings is told, and stops nothing, since that has no force. */
function forgiven<T>(work: () => T, mistakes: string[]): { value: T } | { mistake: UserError } {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const place = error.at && !error.message.includes(error.at.path) ? `${error.at.path}: ` : '';
    mistakes.push(`The policy of this pull request cannot be read, and would stop the gate once merged: ${place}${error.message}`);
    return { mistake: error };
  }
}

const insideOf = (cwd: string, named: string): string => relative(cwd, resolve(cwd, named)).replaceAll('\\', '/');
const isOutside = (cwd: string, named: string): boolean => insideOf(cwd, named).startsWith('../') || isAbsolute(insideOf(cwd, named));

async function namedPolicy(cwd: string, named: string, base: Base | undefined, head: Reader, load: Load): Promise<Omit<Policies, 'folder'>> {
  const path = insideOf(cwd, named);
  const outside = isOutside(cwd, named);
  if (outside || !base) {
    const text = readFile(resolve(cwd, named));
    if (text === undefined) throw new UserError(noSuchPolicy(named));
    // What lies outside of the checkout is no part of it: what it extends lies beside it, and reports show no path of the machine.
    const inForce = outside
      ? load({ text, path: basename(named), read: readerOf(dirname(resolve(cwd, named))), name: basename(named) })
      : load({ text, path, read: head, name: named });
    return { inForce, files: outside ? [] : inForce.files, remarks: [] };
  }
  const before = await readerAtBase(base, [path]);
  const there = before(path) !== undefined;
  if (!there && head(path) === undefined) throw new UserError(noSuchPolicy(named));
  return against(base, there ? path : undefined, before, head(path) === undefined ? undefined : path, head, load);
}

function against(
  base: Base,
  basePath: string | undefined,
  before: Reader,
  headPath: string | undefined,
  head: Reader,
  load: Load,
): Omit<Policies, 'folder'> {
  const inForce = basePath ? ofFile(basePath, before, `${basePath} of ${base.name}`, load) : { inForce: preset(fallback), files: [] };
  const remarks: string[] = [];
  if (!basePath && headPath) remarks.push(`${headPath} is new: it has force once it is on ${base.name}; until then the preset ${fallback} judges.`);
  const paths = new Set([...inForce.files, ...(headPath ? [headPath] : [])]);
  if (![...paths].some((path) => head(path) !== before(path))) return { ...inForce, remarks };
  return { ...inForce, ...headPolicy(headPath, basePath, head, remarks, load), files: [...new Set([...inForce.files, ...paths])], remarks };
}

/** The head's policy is the pull request's: a mistake in it is told, and stops nothing, since it has no force. */
function headPolicy(
  path: string | undefined,
  basePath: string | undefined,
  head: Reader,
  remarks: string[],
  load: Load,
): Pick<Policies, 'head' | 'lost'> {
  if (!path) return { head: preset(fallback), ...(basePath ? { lost: { path: basePath, how: 'deletes', is: 'deleted' } } : {}) };
  const own = forgiven(() => ofFile(path, head, `${path} of this pull request`, load).inForce, remarks);
  if (!('mistake' in own)) return { head: own.value };
  // A new policy that is broken takes nothing away.
  return { head: preset(fallback), ...(basePath ? { lost: broken(own.mistake.at?.path ?? path) } : {}) };
}

function ofFile(path: string, read: Reader, name: string, load: Load): { inForce: Policy; files: readonly string[] } {
  const inForce = load({ text: read(path) ?? '', path, read, name });
  return { inForce, files: inForce.files };
}
const ofPreset = (): { inForce: Policy; files: readonly string[] } => ({ inForce: preset(fallback), files: [] });

export const isPreset = (name: string): boolean => Object.hasOwn(presets, name);

/** A preset by its name; it has no file in the checkout. */
export const preset = (name: string): Policy =>
  loadLocal({ text: presets[name] as string, path: `preset ${name}`, read: () => undefined, name: `the preset ${name}` });

function choose(paths: readonly string[]): string | undefined {
  if (paths.length > 1) throw new UserError(`both ${paths.join(' and ')} are here: which one is the policy? Keep one.`, { path: paths[1] as string });
  return paths[0];
}

export function noSuchPolicy(named: string): string {
  const names = Object.keys(presets).sort();
  const near = nearest(named, names);
  return `no policy "${named}": neither a file nor a preset.${near === undefined ? '' : ` Did you mean ${near}?`} Presets: ${names.join(', ')}.`;
}

/**
 * Files of the checkout, by paths inside it only. As at the base, a symbolic link is not followed, also not on the way to the file: it would show
 * the runner's own files, or never end. Throws a UserError for one, and for what is no file.
 */
export function readerOf(cwd: string): Reader {
  return (path) => {
    const inside = relative(cwd, resolve(cwd, path));
    if (inside.startsWith('..') || isAbsolute(inside)) return undefined;
    const steps = inside.split(sep);
    for (const [index] of steps.entries()) {
      const part = steps.slice(0, index + 1).join(sep);
      if (lstatSync(join(cwd, part), { throwIfNoEntry: false })?.isSymbolicLink())
        throw new UserError('a symbolic link; it is not followed. Make it a file.', { path: part.split(sep).join('/') });
    }
    return readFile(join(cwd, path), path);
  };
}

/** The same for files that may as well be missing: what is refused is not there. */
export const quietReaderOf = (cwd: string): Reader => withoutRefused(readerOf(cwd), new Map());

const policyBytes = 4 << 20;

function readFile(path: string, shown = path): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return undefined;
  if (!stat.isFile()) throw new UserError('not a regular file', { path: shown });
  if (stat.size > policyBytes) throw new UserError(`${stat.size} bytes: a policy has at most ${policyBytes}`, { path: shown });
  return readFileSync(path, 'utf8');
}

/** Files at the base: those named, and all that a policy could extend or name as its baseline, read before they are asked for. */
async function readerAtBase(base: Base, paths: string[]): Promise<Reader> {
  const known = new Map<string, string | UserError | undefined>();
  const queue = [...paths];
  for (let path = queue.shift(); path !== undefined && known.size < 100; path = queue.shift()) {
    if (known.has(path)) continue;
    const text = await textAtBase(base, path);
    known.set(path, text);
    if (typeof text === 'string') queue.push(...mentioned(text, path));
  }
  return (path) => {
    const text = known.get(path.replace(/^\.\//, ''));
    if (text instanceof UserError) throw text;
    return text;
  };
}

/** What cannot be read there is an error for whoever needs it: a text may mention files that no policy is made of. */
async function textAtBase(base: Base, path: string): Promise<string | UserError | undefined> {
  try {
    const bytes = await readAtBase(base, path, 'tip');
    return bytes && Buffer.from(bytes).toString('utf8');
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** Paths of this repository that a policy's text may refer to: every scalar that looks like a file. */
function mentioned(text: string, from: string): string[] {
  const folder = from.includes('/') ? from.slice(0, from.lastIndexOf('/')) : '.';
  const names = [...text.matchAll(/[\w./-]+\.(?:ya?ml|json)\b/g)].map((match) => match[0]).slice(0, 200);
  return names
    .flatMap((name) => [name, join(folder, name)].map((path) => relative('.', path).replaceAll('\\', '/')))
    .filter((path) => !path.startsWith('..'));
}
