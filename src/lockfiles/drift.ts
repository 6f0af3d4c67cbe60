// Whether a lock follows from the manifest beside it, where the lock itself keeps what it was made from:
// - package-lock.json and npm-shrinkwrap.json (version 2 and 3) repeat the root's dependency ranges under packages[""];
// - Cargo.lock lists the names that each package of the workspace depends on;
// - uv.lock repeats the project's requirements (metadata.requires-dist);
// - poetry.lock holds every dependency of every group, optional ones as well, but for those whose marker never holds;
// - go.sum has a hash at least of the go.mod of each module that go.mod requires.
// Names count, for npm ranges, for PEP 508 and Go versions. What is not decidable (dynamic metadata, renamed dependencies, markers) is never reported.
import { basename, dirname, join } from 'node:path/posix';
import { satisfies, valid, validRange } from '@renovatebot/pep440';
import { goMod, replacementIn } from './go-mod.ts';
import { goSum } from './go-sum.ts';
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
 * `manifest` is the text of package.json, Cargo.toml, pyproject.toml or go.mod beside the lock.
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
  [/^poetry\.lock$/, poetry],
  [/^go\.sum$/, go],
];

/** Files whose being there makes a difference mean nothing: a workspace keeps hashes elsewhere, and what is vendored needs none. */
export function driftHiddenBy(lockPath: string): string[] {
  if (basename(lockPath) !== 'go.sum') return [];
  const files = [join(dirname(lockPath), 'vendor/modules.txt')];
  for (let folder = dirname(lockPath); ; folder = dirname(folder)) {
    files.push(join(folder, 'go.work'));
    if (folder === dirname(folder)) return files;
  }
}

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

interface Asked {
  name: string;
  /** A PEP 440 specifier, where the manifest has one. */
  range?: string;
}

function poetry(lock: string, manifest: string): Drift[] {
  const { root } = parseToml(manifest);
  const toml = parseToml(lock);
  const versions = new Map<string, string[]>();
  for (const row of tablesAt(toml.root, 'package')) {
    const name = normalName(textAt(row, 'name') ?? '');
    versions.set(name, [...(versions.get(name) ?? []), textAt(row, 'version') ?? '']);
  }
  const { line } = toml.lines.place(toml.marks.find(({ table }) => table === 'package' || table === 'metadata')?.at ?? 0);
  const project = tableAt(root, 'project');
  const own = new Set([textAt(project, 'name'), textAt(tableAt(tableAt(root, 'tool'), 'poetry'), 'name')].map((name) => normalName(name ?? '')));
  const found = new Map<string, string>();
  const limited = new Set(limitedIn(root));
  const inTables = [...ofPoetry(tableAt(tableAt(root, 'tool'), 'poetry'))].filter(({ name }) => !limited.has(normalName(name)));
  for (const { name, range } of [...ofProject(project), ...inTables]) {
    const locked = versions.get(normalName(name));
    if (own.has(normalName(name))) continue; // an extra that names other extras
    if (locked === undefined) found.set(name, `${name} is in pyproject.toml and not in the lock`);
    else if (range !== undefined && locked.every((version) => contradicts(version, range)))
      found.set(name, `${name}: pyproject.toml asks for ${range}, the lock has ${locked.join(' and ')}`);
  }
  return [...found.values()].map((value) => ({ line, value }));
}

/** PEP 621 lists, without what a marker limits: where it never holds, the lock leaves it out. */
function* ofProject(project: Table | undefined): Generator<Asked> {
  if (textsAt(project, 'dynamic').includes('dependencies')) return;
  for (const requirement of requirementsIn(project)) {
    const name = requirementName(requirement);
    if (name === '' || requirement.includes(';')) continue;
    const range = /^[^[@(<>=!~]*(?:\[[^\]]*\])?\s*\(?([<>=!~][^()]*)\)?$/.exec(requirement.slice(0, 1000))?.[1]?.trim();
    yield { name, ...(range === undefined ? {} : { range }) };
  }
}

/** Names that the standard's lists ask for under a marker only; Poetry's tables add to such an entry (an index, prereleases), and its marker stays. */
function* limitedIn(root: Table): Generator<string> {
  const groups = tableAt(root, 'dependency-groups') ?? {};
  const inGroups = Object.keys(groups).flatMap((group) => textsAt(groups, group));
  for (const requirement of [...requirementsIn(tableAt(root, 'project')), ...inGroups])
    if (requirement.includes(';')) yield normalName(requirementName(requirement));
}

function requirementsIn(project: Table | undefined): string[] {
  const extras = tableAt(project, 'optional-dependencies') ?? {};
  return [...textsAt(project, 'dependencies'), ...Object.keys(extras).flatMap((extra) => textsAt(extras, extra))];
}

/** Poetry's own tables. Their ranges are written in another way than PEP 440's and are not compared. */
function* ofPoetry(table: Table | undefined): Generator<Asked> {
  const groups = Object.values(tableAt(table, 'group') ?? {}).map((group) => tableAt(group, 'dependencies'));
  for (const dependencies of [tableAt(table, 'dependencies'), tableAt(table, 'dev-dependencies'), ...groups])
    for (const [name, value] of Object.entries(dependencies ?? {})) if (normalName(name) !== 'python' && !isLimited(value)) yield { name };
}

const isLimited = (value: unknown): boolean =>
  Array.isArray(value) ||
  ['markers', 'python', 'platform'].some((key) => textAt({ value }, 'value') === undefined && textAt(value, key) !== undefined);

/** Sure of it: both are PEP 440, and a local version (2.1.0+cpu) is its public one. */
function contradicts(version: string, range: string): boolean {
  const plain = range.includes('+') ? version : version.split('+')[0]!;
  if (!valid(plain) || !validRange(range) || range.includes('===')) return false;
  return !satisfies(plain, range, { prereleases: true });
}

/** `go mod tidy` writes the hash of every required module's go.mod, that of its zip where it is built. */
function go(lock: string, manifest: string): Drift[] {
  const rows = new Set<string>();
  for (const row of goSum.read(lock, 'go.sum')) if ('purl' in row) rows.add(`${row.name}@${row.version}`);
  const drift: Drift[] = [];
  for (const asked of goMod.read(manifest, 'go.mod')) {
    if (!('purl' in asked) || asked.resolved.kind === 'path') continue;
    const wanted = replacementIn(asked) ?? `${asked.name}@${asked.version}`;
    if (!rows.has(wanted)) drift.push({ line: 1, value: `${wanted.replace(/@(?=v)/, ' ')} is in go.mod and not in go.sum` });
  }
  return drift;
}
