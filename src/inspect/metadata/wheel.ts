// Wheels (PEP 427, https://packaging.python.org/specifications/binary-distribution-format): a zip with exactly one folder NAME-VERSION.dist-info at its
// top, in it METADATA (core metadata), WHEEL (tags, generator), RECORD (every file with its hash), and since PEP 770 sboms/. Name, version and tags
// stand in the file name a second time; installers choose by the file name and then record what METADATA says, so that both must agree.
import type { ListedFile, Metadata, MetadataFormat, Problem } from '../../types.ts';
import { type Fields, firstParagraph } from './parts/headers.ts';
import { isObject, jsonObject, objectAt, stringAt } from './parts/json.ts';
import { canonicalName, readCoreMetadata, sameVersion } from './parts/python.ts';
import { checkRecord } from './parts/record.ts';
import { commitId, repositoryUrl } from './parts/repository.ts';
import { readSbom, type Sbom } from './parts/sbom.ts';
import { decode, distinct, fileName, hazard, optional, unreadable } from './parts/text.ts';

const inDistInfo = /^([^/!]+\.dist-info)\/(METADATA|WHEEL|RECORD|direct_url\.json|sboms\/[^!]+)$/;
const pathFile = /^([^/!]+\.data\/(purelib|platlib)\/)?[^/!]+\.pth$/;

export const wheel: MetadataFormat = {
  id: 'wheel',
  maxBytes: 32 << 20, // RECORD of 200,000 files
  wants: (path) => inDistInfo.test(path) || pathFile.test(path),

  read(files, listing, path) {
    const folders = distInfoFolders(listing);
    const named = parseWheelName(fileName(path));
    const folder = folders.find((name) => files.has(`${name}/METADATA`) || files.has(`${name}/WHEEL`)) ?? folders[0];
    if (folder === undefined) return undefined;
    if (folders.length > 1 && named === undefined) return undefined; // a folder of installed packages is no wheel
    const problems: Problem[] = [];
    if (folders.length > 1)
      problems.push(hazard(folder, 'dist-info-count', `${folders.length} .dist-info folders (${folders.slice(0, 5).join(', ')}): a wheel has one`));
    const text = (name: string): string | undefined => {
      const bytes = files.get(`${folder}/${name}`);
      return bytes && decode(bytes);
    };
    const described = text('METADATA');
    if (described === undefined)
      problems.push(
        unreadable(`${folder}/METADATA`, 'metadata-missing', 'no METADATA that could be read: name, version and licence are not declared'),
      );
    const { metadata } = readCoreMetadata(described ?? '');
    const tags = firstParagraph(text('WHEEL') ?? '');
    if (text('WHEEL') === undefined)
      problems.push(unreadable(`${folder}/WHEEL`, 'wheel-file-missing', 'no WHEEL file that could be read: installers refuse this wheel'));
    if (described !== undefined) problems.push(...compareNames(metadata, folder, named));
    const list = text('RECORD');
    const installed = named === undefined && listing.some((file) => file.path === `${folder}/INSTALLER`);
    const checked = list === undefined ? undefined : checkRecord(list, `${folder}/RECORD`, listing, { installed });
    if (checked === undefined)
      problems.push(unreadable(`${folder}/RECORD`, 'record-missing', 'no RECORD that could be read: nothing says which files belong to this wheel'));
    const sboms = readSboms(files, `${folder}/sboms/`);
    return {
      metadata: {
        ...metadata,
        installScripts: startupCode(files),
        platforms: named?.tags ?? expandTags(tags.all('Tag')),
        ...originOf(text('direct_url.json'), metadata),
        ...(checked ? { record: checked.record } : {}),
        ...optional('sboms', sboms.found),
        details: { ...metadata.details, ...wheelDetails(tags) },
      },
      problems: [...problems, ...(checked?.problems ?? []), ...sboms.problems],
    };
  },
};

const mostTags = 1000;

function distInfoFolders(listing: readonly ListedFile[]): string[] {
  const folders = new Set<string>();
  for (const { path } of listing) {
    const match = /^([^/!]+\.dist-info)\//.exec(path);
    if (match) folders.add(match[1]!);
  }
  return [...folders].sort();
}

const wheelDetails = (tags: Fields): NonNullable<Metadata['details']> => ({
  ...optional('generator', tags.one('Generator')),
  ...optional('wheelTags', tags.all('Tag').slice(0, mostTags)),
  ...optional('build', tags.one('Build')),
  ...(tags.one('Root-Is-Purelib') === undefined ? {} : { rootIsPurelib: tags.one('Root-Is-Purelib')!.toLowerCase() === 'true' }),
});

export interface WheelName {
  name: string;
  version: string;
  build?: string;
  tags: readonly string[];
}

/** Parts of `name-version(-build)?-python-abi-platform.whl`; undefined for another name. Tags are expanded: `py2.py3-none-any` is two. */
export function parseWheelName(file: string): WheelName | undefined {
  const match = /^([^-/]+)-([^-/]+)(?:-(\d[^-/]*))?-([^-/]+-[^-/]+-[^-/]+)\.whl$/i.exec(file);
  if (!match) return undefined;
  const version = match[2]!.replace(/%2b/gi, '+'); // a download may keep the address's encoding of a local version
  return { name: match[1]!, version, ...optional('build', match[3]), tags: expandTags([match[4]!]) };
}

/** PEP 425: a tag may hold several values per part, joined by dots; each combination is one tag. */
export function expandTags(tags: readonly string[]): string[] {
  const all = tags.slice(0, mostTags).flatMap((tag) => {
    const [pythons = [], abis = [], platforms = []] = tag.split('-').map((part) => part.split('.').slice(0, 50));
    return pythons.flatMap((python) => abis.flatMap((abi) => platforms.map((platform) => `${python}-${abi}-${platform}`)));
  });
  return distinct(all).slice(0, mostTags);
}

function compareNames(metadata: Metadata, folder: string, named: WheelName | undefined): Problem[] {
  const problems: Problem[] = [];
  const at = `${folder}/METADATA`;
  const { name, version } = metadata;
  if (name === undefined || version === undefined)
    problems.push(unreadable(at, 'metadata-incomplete', 'METADATA has no Name or no Version: installers refuse this wheel'));
  const [, folderName, folderVersion] = /^(.+?)-([^-]+)\.dist-info$/.exec(folder) ?? [];
  for (const [where, other] of [['file name', named] as const, ['.dist-info folder', { name: folderName, version: folderVersion }] as const]) {
    if (name !== undefined && other?.name !== undefined && canonicalName(name) !== canonicalName(other.name))
      problems.push(hazard(at, 'metadata-name-mismatch', `METADATA says ${name}, the ${where} says ${other.name}`));
    if (version !== undefined && other?.version !== undefined && !sameVersion(version, other.version))
      problems.push(hazard(at, 'metadata-version-mismatch', `METADATA says version ${version}, the ${where} says ${other.version}`));
  }
  return problems;
}

const mostStartupLines = 100;

/** Lines of .pth files that begin with `import` run whenever Python starts (site.py). Each is named by its file. */
function startupCode(files: ReadonlyMap<string, Uint8Array>): string[] {
  const found: string[] = [];
  for (const [path, bytes] of files) {
    if (!pathFile.test(path)) continue;
    for (const line of decode(bytes).split(/\r?\n|\r/))
      if (/^import[ \t]/.test(line) && found.length < mostStartupLines) found.push(`${path}: ${line.trim().slice(0, 200)}`);
  }
  return found.sort();
}

function readSboms(files: ReadonlyMap<string, Uint8Array>, folder: string): { found: Sbom[]; problems: Problem[] } {
  const found: Sbom[] = [];
  const problems: Problem[] = [];
  for (const path of [...files.keys()].filter((name) => name.startsWith(folder)).sort()) {
    const read = readSbom(files.get(path)!, path);
    if ('code' in read) problems.push(read);
    else found.push(read);
  }
  return { found, problems };
}

/** PEP 610: direct_url.json says from which repository and commit an installed package came. */
function originOf(text: string | undefined, metadata: Metadata): Pick<Metadata, 'repository' | 'commit'> {
  const origin = text === undefined ? undefined : jsonObject(text);
  const vcs = objectAt(origin, 'vcs_info');
  if (!isObject(origin) || stringAt(vcs, 'vcs') === undefined) return {};
  return { ...optional('repository', repositoryUrl(stringAt(origin, 'url')) ?? metadata.repository), ...optional('commit', commitId(vcs.commit_id)) };
}
