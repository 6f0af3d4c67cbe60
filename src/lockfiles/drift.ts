// Whether a lock follows from the manifest beside it, where the lock itself keeps what it was made from:
// - package-lock.json and npm-shrinkwrap.json (version 2 and 3) repeat the root's dependency ranges under packages[""];
// - Cargo.lock lists the names that each package of the workspace depends on;
// - uv.lock repeats the project's requirements (metadata.requires-dist).
// Names count, and for npm ranges. What is not decidable (other versions, dynamic metadata, renamed dependencies) is never reported.
import { basename } from 'node:path/posix';
import { normalName, requirementName } from './reading/names.ts';
import { ReadError } from './reading/text.ts';
import { listAt, parseToml, type Table, tableAt, tablesAt, textAt, textsAt } from './reading/toml.ts';
import { field, fieldsOf, type Node, parseJson, textOf } from './reading/tree.ts';

/** One way in which the two disagree, and the line of the lock where a person would look. */
export interface Drift {
  line: number;
  value: string;
}

const most = 50;

/**
 * How the lock differs from its manifest; nothing where the two agree, where it cannot be decided, or where one of them does not parse.
 * `manifest` is the text of package.json, Cargo.toml or pyproject.toml beside the lock.
 */
export function findDrift(lock: string, lockPath: string, manifest: string): Drift[] {
  const find = finders.find(([name]) => name.test(basename(lockPath)))?.[1];
  if (find === undefined) return [];
  try {
    return find(lock.replace(/^\ufeff/, ''), manifest.replace(/^\ufeff/, '')).slice(0, most);
  } catch (error) {
    if (error instanceof ReadError) return []; // the reader of the lock says so
    throw error;
  }
}

const finders: readonly [RegExp, (lock: string, manifest: string) => Drift[]][] = [
  [/^(?:package-lock|npm-shrinkwrap)\.json$/, npm],
  [/^Cargo\.lock$/, cargo],
  [/^uv\.lock$/, uv],
];

/** npm copies the root's manifest into the lock; a name that is optional as well is kept only as optional. */
function npm(lock: string, manifest: string): Drift[] {
  const tree = parseJson(lock);
  const root = field(field(tree.root, 'packages'), '');
  if (root === undefined) return []; // version 1 keeps no ranges
  const { line } = tree.lines.place(root.at);
  const locked = ranges(root);
  const asked = ranges(parseJson(manifest).root);
  const drift: Drift[] = [];
  for (const [name, range] of asked) {
    const was = locked.get(name);
    if (was === undefined) drift.push({ line, value: `${name} is in package.json and not in the lock` });
    else if (was !== range) drift.push({ line, value: `${name}: package.json asks for ${range}, the lock was made for ${was}` });
  }
  for (const name of locked.keys()) if (!asked.has(name)) drift.push({ line, value: `${name} is in the lock and not in package.json` });
  return drift;
}

function ranges(manifest: Node | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const section of ['devDependencies', 'dependencies', 'optionalDependencies'])
    for (const { key, node } of fieldsOf(field(manifest, section))) found.set(key, textOf(node)?.trim() ?? '');
  return found;
}

/** Cargo lists the names of all dependencies, optional ones and those of other platforms as well; versions stand elsewhere. */
function cargo(lock: string, manifest: string): Drift[] {
  const { root } = parseToml(manifest);
  const name = textAt(tableAt(root, 'package'), 'name');
  const toml = parseToml(lock);
  const packages = tablesAt(toml.root, 'package');
  const index = packages.findIndex((each) => textAt(each, 'name') === name && textAt(each, 'source') === undefined);
  const entry = packages[index];
  if (name === undefined || entry === undefined) return [];
  const locked = new Set(textsAt(entry, 'dependencies').map((text) => alike(text.split(' ')[0]!)));
  const line = toml.lines.place(toml.marks.find((mark) => mark.table === 'package' && mark.index === index)?.at ?? 0).line;
  const missing = [...new Set(crates(root))].filter((crate) => crate !== name && !locked.has(alike(crate)));
  return missing.map((crate) => ({ line, value: `${crate} is in Cargo.toml and not in the lock` }));
}

/** Cargo finds a crate by either spelling. */
const alike = (crate: string): string => crate.replaceAll('_', '-');

function* crates(manifest: Table): Generator<string> {
  const targets = Object.values(tableAt(manifest, 'target') ?? {});
  // What the workspace says may be another crate under this name.
  for (const holder of [manifest, ...targets])
    for (const section of ['dependencies', 'dev-dependencies', 'build-dependencies'])
      for (const [name, value] of Object.entries(tableAt(holder, section) ?? {}))
        if (
          typeof value === 'string' ||
          (tableAt({ value }, 'value') !== undefined && textAt(value, 'package') === undefined && !fromWorkspace(value))
        )
          yield name;
}
const fromWorkspace = (value: unknown): boolean => (value as Table)['workspace'] === true;

/** uv keeps the requirements of the project itself, extras included, with their names normalised. */
function uv(lock: string, manifest: string): Drift[] {
  const project = tableAt(parseToml(manifest).root, 'project');
  const name = textAt(project, 'name');
  const dynamic = textsAt(project, 'dynamic');
  if (name === undefined || dynamic.includes('dependencies') || dynamic.includes('optional-dependencies')) return [];
  const toml = parseToml(lock);
  const packages = tablesAt(toml.root, 'package');
  const isProject = (each: Table) =>
    textAt(each, 'name') === normalName(name) &&
    ['.', './'].includes(textAt(tableAt(each, 'source'), 'editable') ?? textAt(tableAt(each, 'source'), 'virtual') ?? '');
  const index = packages.findIndex(isProject);
  const entry = packages[index];
  if (entry === undefined) return [];
  const locked = new Set(listAt(tableAt(entry, 'metadata'), 'requires-dist').map((each) => textAt(each, 'name')));
  const extras = tableAt(project, 'optional-dependencies') ?? {};
  const asked = [...textsAt(project, 'dependencies'), ...Object.keys(extras).flatMap((extra) => textsAt(extras, extra))]
    .map((requirement) => normalName(requirementName(requirement)))
    .filter((each) => each !== '' && each !== normalName(name)); // an extra that names the project's other extras
  const line = toml.lines.place(toml.marks.find((mark) => mark.table === 'package' && mark.index === index)?.at ?? 0).line;
  const missing = [...new Set(asked)]
    .filter((each) => !locked.has(each))
    .map((each) => ({ line, value: `${each} is in pyproject.toml and not in the lock` }));
  const gone = [...locked].filter((each) => each !== undefined && each !== normalName(name) && !asked.includes(each));
  return [...missing, ...gone.map((each) => ({ line, value: `${each} is in the lock and not in pyproject.toml` }))];
}
