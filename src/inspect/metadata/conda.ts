// conda packages (https://docs.conda.io/projects/conda-build/en/latest/resources/package-spec.html): a tar.bz2, or a zip (.conda) of info-NAME.tar.zst and pkg-NAME.tar.zst. info/index.json
// identifies the package, info/about.json has licence and addresses, info/recipe/meta.yaml names the source that it was built from, info/paths.json every file with its
// SHA-256. Scripts called .NAME-post-link and the like run when the package is linked into an environment.
import { purlOf } from '../../purl/index.ts';
import type { ListedFile, Metadata, MetadataFormat, Problem } from '../../types.ts';
import { lines } from './parts/headers.ts';
import { isObject, type Json, jsonObject, listAt, stringAt, stringsAt, valueAt } from './parts/json.ts';
import { commitId, forgeRepository, repositoryUrl } from './parts/repository.ts';
import { spdxExpression } from './parts/spdx.ts';
import { compareText, decode, mostValues, oneLine, optional, unreadable } from './parts/text.ts';

const inInfo = /^(?:info-[^/!]+\.tar\.zst!\/)?info\/(index\.json|about\.json|paths\.json|recipe\/(?:meta|recipe|rendered_recipe)\.yaml)$/;
const inPackage = /^(?:pkg-[^/!]+\.tar\.zst!\/)?(?!info\/|info-)([^!]+)$/;

export const conda: MetadataFormat = {
  id: 'conda',
  maxBytes: 64 << 20, // paths.json of a package with 200,000 files
  wants: (path) => inInfo.test(path),

  read(files, listing) {
    const named = (name: string): [string, Uint8Array] | undefined => [...files].find(([path]) => inInfo.exec(path)?.[1] === name);
    const index = named('index.json');
    if (index === undefined) return undefined;
    const problems: Problem[] = [];
    const identity = objectOf(index, problems);
    const about = named('about.json');
    const said = about === undefined ? {} : objectOf(about, problems);
    const paths = named('paths.json');
    const recipe = named('recipe/meta.yaml') ?? named('recipe/recipe.yaml') ?? named('recipe/rendered_recipe.yaml');
    return {
      metadata: {
        ...fromIndex(identity, said),
        installScripts: linkScripts(listing),
        ...(paths === undefined ? {} : optional('record', checkPaths(paths[0], objectOf(paths, problems), listing))),
        ...commitOf(recipe?.[1]),
        details: { ...details(identity), ...sourcesOf(recipe?.[1]) },
      },
      problems,
    };
  },
};

function objectOf([path, bytes]: [string, Uint8Array], problems: Problem[]): Json {
  const value = jsonObject(decode(bytes));
  if (value === undefined) problems.push(unreadable(path, 'metadata-not-json', 'this file is no JSON object: what it says is not known'));
  return value ?? {};
}

function fromIndex(index: Json, about: Json): Metadata {
  const name = oneLine(stringAt(index, 'name'));
  const version = oneLine(stringAt(index, 'version'));
  const licence = oneLine(stringAt(about, 'license') ?? stringAt(index, 'license'));
  const homepage = oneLine(stringsAt(about, 'home')[0]);
  const subdir = oneLine(stringAt(index, 'subdir'));
  const qualifiers = { ...optional('build', oneLine(stringAt(index, 'build'))), ...optional('subdir', subdir) } as Record<string, string>;
  const repository = [...stringsAt(about, 'dev_url'), ...stringsAt(about, 'source_url')].map(repositoryUrl).find((url) => url !== undefined);
  return {
    ...optional('name', name),
    ...optional('version', version),
    ...optional('licence', licence),
    ...optional('licenceExpression', spdxExpression(licence)),
    ...optional('licenceFiles', stringsAt(about, 'license_file').slice(0, 500)),
    requires: stringsAt(index, 'depends').slice(0, mostValues),
    installScripts: [],
    ...optional('platforms', subdir === undefined ? undefined : [subdir]),
    ...optional('repository', repository ?? forgeRepository(homepage)),
    ...optional('homepage', homepage),
    ...(name === undefined ? {} : { purl: purlOf('conda', name, version, qualifiers) }),
  };
}

const details = (index: Json): NonNullable<Metadata['details']> => ({
  ...optional('build', oneLine(stringAt(index, 'build'))),
  ...optional('licenceFamily', oneLine(stringAt(index, 'license_family'))),
  ...optional('noarch', oneLine(stringAt(index, 'noarch'))),
});

const linkScripts = (listing: readonly ListedFile[]): string[] =>
  listing
    .map((file) => inPackage.exec(file.path)?.[1])
    .filter((path) => path !== undefined && /^(?:bin|Scripts)\/\.[^/]+-(?:post-link|pre-link|pre-unlink)\.(?:sh|bat)$/.test(path))
    .sort() as string[];

const mostMismatches = 1000;

/** info/paths.json: every file of the package with its SHA-256 and size. Files under info/ are not listed. */
function checkPaths(path: string, list: Json, listing: readonly ListedFile[]): Metadata['record'] {
  const there = new Map<string, ListedFile>();
  for (const file of listing) {
    const name = inPackage.exec(file.path)?.[1];
    if (name !== undefined && !(name === 'metadata.json' && !file.path.includes('!/'))) there.set(name, file);
  }
  const rows = listAt(list, 'paths').filter(isObject);
  if (rows.length === 0) return undefined;
  const mismatches: NonNullable<Metadata['record']>['mismatches'][number][] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const name = stringAt(row, '_path');
    if (name === undefined) continue;
    if (seen.has(name)) mismatches.push({ path: name, what: 'duplicate' });
    seen.add(name);
    if (stringAt(row, 'path_type') === 'softlink' || stringAt(row, 'path_type') === 'directory') continue;
    const file = there.get(name);
    const size = valueAt(row, 'size_in_bytes');
    const hash = stringAt(row, 'sha256')?.toLowerCase();
    if (file === undefined) mismatches.push({ path: name, what: 'not-there' });
    else if (typeof size === 'number' && size !== file.size) mismatches.push({ path: name, what: 'size' });
    else if (hash === undefined) mismatches.push({ path: name, what: 'no-hash' });
    else if (file.sha256 !== undefined && hash !== file.sha256) mismatches.push({ path: name, what: 'hash' });
  }
  for (const name of there.keys()) if (!seen.has(name)) mismatches.push({ path: name, what: 'not-listed' });
  mismatches.sort((a, b) => compareText(a.path, b.path));
  return { path, listed: rows.length, mismatches: mismatches.slice(0, mostMismatches) };
}

/** `url:`, `git_url:`, `git_rev:` lines of the rendered recipe. Its templates are not evaluated; a value that holds one is left out. */
function recipeValues(recipe: Uint8Array | undefined, key: string): string[] {
  if (recipe === undefined) return [];
  const pattern = new RegExp(`^\\s*(?:-\\s+)?${key}:\\s*["']?([^"'\\s{}]+)["']?\\s*(?:#.*)?$`);
  const found: string[] = [];
  for (const line of lines(decode(recipe.subarray(0, 1 << 20)))) {
    const value = line.length < 2000 ? pattern.exec(line)?.[1] : undefined;
    if (value !== undefined && found.length < 100) found.push(value);
  }
  return found;
}

const commitOf = (recipe: Uint8Array | undefined): Pick<Metadata, 'commit'> =>
  optional('commit', commitId(recipeValues(recipe, '(?:git_rev|rev)')[0]));

const sourcesOf = (recipe: Uint8Array | undefined): NonNullable<Metadata['details']> =>
  optional(
    'sources',
    [...recipeValues(recipe, 'git_url'), ...recipeValues(recipe, 'git'), ...recipeValues(recipe, 'url')].filter((url) => /^[a-z+]+:\/\//i.test(url)),
  );
