// Where the project itself asks for a package: the manifest beside a lock, and the line in it, so that a finding can stand where a person would change it.
import { basename, dirname, join } from 'node:path/posix';
import { directives } from './go-mod.ts';
import { normalName, requirementName } from './reading/names.ts';
import { Lines, numberedLines, type Place, ReadError } from './reading/text.ts';
import { parseToml, type Toml } from './reading/toml.ts';
import { field, fieldsOf, itemsOf, parseJson, parseYaml, textOf } from './reading/tree.ts';

const beside: readonly [lock: RegExp, manifests: readonly string[]][] = [
  [/^(?:uv\.lock|poetry\.lock|pdm\.lock|pylock\..*)$/, ['pyproject.toml']],
  [/^Pipfile\.lock$/, ['Pipfile']],
  [/^(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock)$/, ['package.json']],
  [/^deno\.lock$/, ['deno.json', 'deno.jsonc', 'package.json']],
  [/^Cargo\.lock$/, ['Cargo.toml']],
  [/^go\.(?:sum|work\.sum)$/, ['go.mod']],
  [/^composer\.lock$/, ['composer.json']],
  [/^(?:Gemfile\.lock|gems\.locked)$/, ['Gemfile', 'gems.rb']],
  [/^pubspec\.lock$/, ['pubspec.yaml']],
  [/^pixi\.lock$/, ['pixi.toml', 'pyproject.toml']],
  [/^conda-lock\.ya?ml$/, ['environment.yml', 'environment.yaml']],
  [/^mix\.lock$/, ['mix.exs']],
  [/^Podfile\.lock$/, ['Podfile']],
  [/^Manifest\.toml$/, ['Project.toml']],
  [/^flake\.lock$/, ['flake.nix']],
  [/^gradle\.lockfile$/, ['build.gradle.kts', 'build.gradle']],
];

/** The paths, beside a lock, where its manifest may lie; nothing for locks whose manifest is not one file. */
export function manifestsFor(lockPath: string): string[] {
  const name = basename(lockPath);
  const compiled = /^(.+)\.txt$/.exec(name);
  const found = beside.find(([lock]) => lock.test(name))?.[1] ?? (compiled === null ? [] : [`${compiled[1]}.in`, 'pyproject.toml']);
  return found.map((manifest) => join(dirname(lockPath), manifest));
}

/** A file of this name asks for packages, and some lock follows from it. */
export const isManifest = (path: string): boolean => beside.some(([, manifests]) => manifests.includes(basename(path)));

/** The place where a manifest names a package, or nothing: not named there, or a manifest that this does not know or cannot parse. */
export function findManifestLine(manifestText: string, manifestPath: string, packageName: string): Place | undefined {
  const name = basename(manifestPath);
  const find = finders.find(([pattern]) => pattern.test(name))?.[1];
  if (find === undefined || packageName === '') return undefined;
  try {
    return find(manifestText.replace(/^\ufeff/, ''), packageName);
  } catch (error) {
    if (error instanceof ReadError) return undefined; // a manifest that does not parse is another's finding
    throw error;
  }
}

type Find = (text: string, name: string) => Place | undefined;

const finders: readonly [RegExp, Find][] = [
  [/^(?:package|composer)\.json$/, inJson(['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'require', 'require-dev'])],
  [/^deno\.jsonc?$/, inJson(['imports'])],
  [/^(?:pyproject|pixi|Cargo|Project)\.toml$|^Pipfile$/, inToml],
  [/^go\.mod$/, inGoMod],
  [/^pubspec\.ya?ml$/, inYamlMap(['dependencies', 'dev_dependencies', 'dependency_overrides'])],
  [/^environment\.ya?ml$/, inYamlList],
  [/\.in$/, inRequirements],
  [/^(?:Gemfile|gems\.rb|Podfile)$/, quoted((name) => `(?:gem|pod)[ (]+["']${name}["'/]`)],
  [/^mix\.exs$/, quoted((name) => `\\{\\s*:${name}\\s*,`)],
  [/\.gradle(?:\.kts)?$/, quoted((name) => `["']${name}(?:["':])`)],
];

function inJson(sections: readonly string[]): Find {
  return (text, name) => {
    const tree = parseJson(text, true);
    for (const section of sections) {
      const found = field(tree.root, section);
      const at = found?.kind === 'fields' ? found.fields.get(name)?.at : undefined;
      if (at !== undefined) return tree.lines.place(at);
    }
    return undefined;
  };
}

const dependencyTable = /(?:^|\.)(?:(?:dev|build|pypi|host|run|weak)?-?dependencies|packages|dev-packages|deps)$/;
const dependencyArray = /^(?:dependencies|requires|dev-dependencies|constraint-dependencies)$/;
const tableOfArrays = /^(?:project\.optional-dependencies|dependency-groups|tool\.pdm\.dev-dependencies)$/;

/** A key of a dependency table, a table of its own, or a requirement in a list. */
function inToml(text: string, name: string): Place | undefined {
  const toml = parseToml(text);
  const wanted = normalName(name);
  for (const [index, { table, key, at }] of toml.marks.entries()) {
    if (key === undefined) {
      const dot = table.lastIndexOf('.');
      if (dot > 0 && normalName(table.slice(dot + 1)) === wanted && dependencyTable.test(table.slice(0, dot))) return toml.lines.place(at);
      continue;
    }
    const first = key.split('.')[0]!;
    if (dependencyTable.test(table) && normalName(first) === wanted) return toml.lines.place(at);
    const isArray =
      tableOfArrays.test(table) || ((table === 'project' || table === 'tool.uv' || table === 'build-system') && dependencyArray.test(key));
    if (isArray || (dependencyTable.test(table) && /\bpackage\s*=/.test(text.slice(at, at + 400)))) {
      const found = inValue(text, at + key.length, endOf(toml, index, text), wanted);
      if (found !== undefined) return toml.lines.place(found);
    }
  }
  return undefined;
}

const endOf = (toml: Toml, index: number, text: string): number => toml.marks[index + 1]?.at ?? text.length;

function inValue(text: string, from: number, to: number, wanted: string): number | undefined {
  for (const match of text.slice(from, to).matchAll(/["']([^"'\n]{1,500})["']/g)) {
    if (normalName(requirementName(match[1]!)) === wanted) return from + match.index + 1;
  }
  return undefined;
}

function inGoMod(text: string, name: string): Place | undefined {
  for (const { verb, words, line, column } of directives(text)) if (verb === 'require' && words[0] === name) return { line, column };
  return undefined;
}

function inYamlMap(sections: readonly string[]): Find {
  return (text, name) => {
    const tree = parseYaml(text);
    for (const section of sections) for (const { key, at } of fieldsOf(field(tree.root, section))) if (key === name) return tree.lines.place(at);
    return undefined;
  };
}

function inYamlList(text: string, name: string): Place | undefined {
  const tree = parseYaml(text);
  const all = itemsOf(field(tree.root, 'dependencies')).flatMap((item) => [item, ...itemsOf(field(item, 'pip'))]);
  const found = all.find((item) => normalName(requirementName((textOf(item) ?? '').replace(/^[^:]+::/, ''))) === normalName(name));
  return found === undefined ? undefined : tree.lines.place(found.at);
}

function inRequirements(text: string, name: string): Place | undefined {
  for (const { line, text: raw } of numberedLines(text)) {
    const start = raw.length - raw.trimStart().length;
    if (normalName(requirementName(raw.trim())) === normalName(name)) return { line, column: start + 1 };
  }
  return undefined;
}

/** For manifests that are programs: the call that names the package. */
function quoted(pattern: (name: string) => string): Find {
  return (text, name) => {
    const match = new RegExp(pattern(name.slice(0, 300).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))).exec(text);
    return match === null ? undefined : new Lines(text).place(match.index);
  };
}
