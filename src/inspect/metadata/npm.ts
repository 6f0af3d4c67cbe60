// npm packages (https://docs.npmjs.com/cli/configuring-npm/package-json): a gzipped tar with one folder, nearly always `package`, in it package.json.
// preinstall, install and postinstall run on `npm install`; a binding.gyp beside package.json without install or preinstall runs `node-gyp rebuild`.
// Packages under node_modules were bundled (`bundleDependencies`) and are not resolved by anyone.
import { purlOf } from '../../purl/index.ts';
import type { ListedFile, Metadata, MetadataFormat, Problem } from '../../types.ts';
import { isObject, type Json, jsonObject, listAt, objectAt, stringAt, stringsAt, valueAt } from './parts/json.ts';
import { commitId, forgeRepository, repositoryUrl } from './parts/repository.ts';
import { anyOf, licenceOfUrl, spdxExpression } from './parts/spdx.ts';
import { compareText, decode, fileName, hazard, mostValues, oneLine, optional, unreadable } from './parts/text.ts';

const bundled = /^[^/!]+\/(?:[^!]*\/)?node_modules\/(?:@[^/]+\/)?[^/@][^/]*\/package\.json$/;
const mostModules = 10_000;

export const npm: MetadataFormat = {
  id: 'npm',
  maxBytes: 4 << 20,
  wants: (path) => /^[^/!]+\/package\.json$/.test(path) || bundled.test(path),

  read(files, listing, path) {
    const folders = foldersOf(files, listing, path);
    const [folder] = folders;
    if (folder === undefined) return undefined;
    const at = `${folder}/package.json`;
    const bytes = files.get(at);
    if (bytes === undefined) return undefined;
    const manifest = jsonObject(decode(bytes));
    if (manifest === undefined) {
      const empty: Metadata = { requires: [], installScripts: [] };
      return {
        metadata: empty,
        problems: [unreadable(at, 'manifest-not-json', 'package.json is no JSON object: name, version, licence and scripts are not known')],
      };
    }
    const metadata = fromManifest(
      manifest,
      listing.some((file) => file.path === `${folder}/binding.gyp`),
    );
    return {
      metadata: { ...metadata, ...optional('modules', bundledModules(files)) },
      problems: [...severalManifests(folders, at), ...compareNames(metadata, at, fileName(path))],
    };
  },
};

/**
 * The folders whose package.json npm would read, `package` first: it strips the first folder of every path, whatever its name. Only a name that
 * npm packs under (.tgz) says that an archive with several folders, or files beside the folder, is a package all the same.
 */
function foldersOf(files: ReadonlyMap<string, Uint8Array>, listing: readonly ListedFile[], path: string): readonly string[] {
  const only = onlyFolder(listing);
  if (only !== undefined) return [only];
  if (!/\.tgz$/i.test(path)) return [];
  const folders = [...files.keys()].flatMap((name) => /^([^/!]+)\/package\.json$/.exec(name)?.[1] ?? []);
  return folders.sort((a, b) => Number(b === 'package') - Number(a === 'package') || compareText(a, b));
}

const severalManifests = (folders: readonly string[], at: string): Problem[] =>
  folders.length < 2
    ? []
    : [
        hazard(
          at,
          'manifest-twice',
          `package.json stands in ${folders.length} folders (${folders.slice(0, 5).join(', ')}): npm strips the folder, and one overwrites the other`,
        ),
      ];

function onlyFolder(listing: readonly ListedFile[]): string | undefined {
  let folder: string | undefined;
  for (const { path } of listing) {
    const slash = path.indexOf('/');
    const top = slash === -1 ? undefined : path.slice(0, slash);
    if (top === undefined || (folder !== undefined && top !== folder)) return undefined;
    folder = top;
  }
  return folder;
}

function fromManifest(manifest: Json, hasGyp: boolean): Metadata {
  const name = oneLine(stringAt(manifest, 'name'));
  const version = oneLine(stringAt(manifest, 'version'));
  const licence = licenceOf(manifest);
  const homepage = oneLine(stringAt(manifest, 'homepage'));
  const repository = valueAt(manifest, 'repository');
  const bugs = valueAt(manifest, 'bugs');
  const url = repositoryUrl(typeof repository === 'string' ? repository : stringAt(repository, 'url'));
  return {
    ...optional('name', name),
    ...optional('version', version),
    ...licence,
    requires: requirements(manifest),
    installScripts: installScripts(manifest, hasGyp),
    ...optional('platforms', platforms(manifest)),
    ...optional('repository', url ?? forgeRepository(typeof bugs === 'string' ? bugs : stringAt(bugs, 'url')) ?? forgeRepository(homepage)),
    ...optional('homepage', homepage),
    ...optional('commit', commitId(valueAt(manifest, 'gitHead'))),
    ...(name === undefined ? {} : { purl: purlOf('npm', name, version) }),
    details: {
      ...(hasGyp ? { bindingGyp: true } : {}),
      ...(valueAt(manifest, 'private') === true ? { private: true } : {}),
      ...optional('bin', programs(manifest, name)),
      ...optional('bundled', bundleNames(manifest)),
      ...optional('directory', oneLine(stringAt(repository, 'directory'))),
      ...optional(
        'engines',
        Object.entries(objectAt(manifest, 'engines'))
          .filter(isTextPair)
          .map(([engine, range]) => `${engine} ${range}`),
      ),
    },
  };
}

/**
 * `license` is an SPDX expression, `SEE LICENSE IN <file>` or `UNLICENSED`; old manifests have an object, or a list `licenses`, of which npm's
 * documentation says that it stands for a choice.
 */
function licenceOf(manifest: Json): Pick<Metadata, 'licence' | 'licenceExpression' | 'licenceFiles'> {
  const declared = valueAt(manifest, 'license') ?? valueAt(manifest, 'licence');
  const choices = (declared === undefined ? listAt(manifest, 'licenses') : Array.isArray(declared) ? declared : [declared])
    .slice(0, 50)
    .map(nameAndExpression);
  const named = choices.filter((choice) => choice.name !== undefined);
  const licence = oneLine(named.map((choice) => choice.name).join(' OR '));
  const expressions = named.map((choice) => choice.expression).filter((expression) => expression !== undefined);
  const file = /^SEE LICEN[CS]E IN (.+)$/i.exec(licence ?? '')?.[1];
  return {
    ...optional('licence', licence),
    ...optional('licenceExpression', expressions.length === named.length ? anyOf(expressions) : undefined),
    ...optional('licenceFiles', file === undefined ? undefined : [file.replace(/^<(.+)>$/, '$1')]),
  };
}

function nameAndExpression(choice: unknown): { name: string | undefined; expression: string | undefined } {
  if (typeof choice === 'string') return { name: oneLine(choice), expression: spdxExpression(choice) };
  const name = oneLine(stringAt(choice, 'type') ?? stringAt(choice, 'name') ?? stringAt(choice, 'url'));
  return { name, expression: spdxExpression(name) ?? licenceOfUrl(stringAt(choice, 'url')) };
}

const requirements = (manifest: Json): string[] =>
  [
    ['dependencies', ''],
    ['optionalDependencies', ' (optional)'],
    ['peerDependencies', ' (peer)'],
  ]
    .flatMap(([key, note]) =>
      Object.entries(objectAt(manifest, key!))
        .filter(isTextPair)
        .filter(([name]) => key !== 'dependencies' || !Object.hasOwn(objectAt(manifest, 'optionalDependencies'), name)) // the optional entry overrides it
        .map(([name, range]) => `${name}@${range}${note}`),
    )
    .slice(0, mostValues);

const isTextPair = (pair: [string, unknown]): pair is [string, string] => typeof pair[1] === 'string';

function installScripts(manifest: Json, hasGyp: boolean): string[] {
  const scripts = objectAt(manifest, 'scripts');
  const found = ['preinstall', 'install', 'postinstall'].flatMap((event) => {
    const command = oneLine(stringAt(scripts, event));
    return command === undefined ? [] : [`${event}: ${command}`];
  });
  const implied = hasGyp && valueAt(manifest, 'gypfile') !== false && !stringAt(scripts, 'install') && !stringAt(scripts, 'preinstall');
  return implied ? ['install: node-gyp rebuild', ...found] : found;
}

const platforms = (manifest: Json): string[] =>
  ['os', 'cpu', 'libc'].flatMap((key) =>
    stringsAt(manifest, key)
      .slice(0, 100)
      .map((value) => `${key}:${value}`),
  );

function programs(manifest: Json, name: string | undefined): string[] {
  const bin = valueAt(manifest, 'bin');
  if (typeof bin === 'string') return name === undefined ? [] : [name.replace(/^@[^/]+\//, '')];
  return isObject(bin) ? Object.keys(bin).slice(0, 1000) : [];
}

function bundleNames(manifest: Json): string[] {
  const names = valueAt(manifest, 'bundleDependencies') ?? valueAt(manifest, 'bundledDependencies');
  if (names === true) return Object.keys(objectAt(manifest, 'dependencies')).slice(0, mostModules);
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string').slice(0, mostModules) : [];
}

function bundledModules(files: ReadonlyMap<string, Uint8Array>): NonNullable<Metadata['modules']> {
  const modules: NonNullable<Metadata['modules']>[number][] = [];
  for (const path of [...files.keys()]
    .filter((name) => bundled.test(name))
    .sort(compareText)
    .slice(0, mostModules)) {
    const manifest = jsonObject(decode(files.get(path)!));
    const name = oneLine(stringAt(manifest, 'name'));
    if (manifest === undefined || name === undefined) continue;
    const version = oneLine(stringAt(manifest, 'version'));
    modules.push({
      path,
      name,
      ...optional('version', version),
      purl: purlOf('npm', name, version),
      ...optional('licence', licenceOf(manifest).licence),
    });
  }
  return modules;
}

/** `npm pack` names the file scope-name-version.tgz, registries name-version.tgz. Any other name says nothing of the version. */
function compareNames({ name, version }: Metadata, at: string, file: string): Problem[] {
  if (name === undefined || version === undefined) return [unreadable(at, 'metadata-incomplete', 'package.json has no name or no version')];
  for (const stem of [name.replace(/^@/, '').replace('/', '-'), name.replace(/^@[^/]+\//, '')]) {
    const other = file.startsWith(`${stem}-`) ? /^v?(\d+\.\d+\.\d+[^/]*)\.tgz$/.exec(file.slice(stem.length + 1))?.[1] : undefined;
    if (other !== undefined && other !== version.replace(/^v/, '') && other !== version.replace(/\+.*$/, ''))
      return [hazard(at, 'metadata-version-mismatch', `package.json says version ${version}, the file name says ${other}`)];
  }
  return [];
}
