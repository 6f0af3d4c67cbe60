// Source distributions of Python (PEP 625, https://packaging.python.org/specifications/source-distribution-format): an archive with one folder NAME-VERSION, in
// it PKG-INFO (core metadata) and pyproject.toml, which names the build backend (PEP 518, PEP 517); without it, setup.py runs. setuptools before 2.2 metadata wrote
// requirements only into NAME.egg-info/requires.txt.
import { parse as parseToml } from 'smol-toml';
import type { Metadata, MetadataFormat, Problem } from '../../types.ts';
import { type Json, objectAt, stringAt, stringsAt, valueAt } from './parts/json.ts';
import { canonicalName, fromRequiresTxt, readCoreMetadata, sameVersion } from './parts/python.ts';
import { decode, fileName, hazard, mostValues, optional, unreadable } from './parts/text.ts';

// The egg-info folder of an installed package, and EGG-INFO of an egg, hold a PKG-INFO as well.
const wanted = /^(?!EGG-INFO\/)(?![^/!]+\.egg-info\/)([^/!]+)\/(PKG-INFO|pyproject\.toml|(?:src\/|lib\/)?[^/!]+\.egg-info\/requires\.txt)$/;

export const sdist: MetadataFormat = {
  id: 'sdist',
  maxBytes: 8 << 20,
  wants: (path) => wanted.test(path),

  read(files, listing, path) {
    const described = [...files.keys()].filter((name) => wanted.test(name) && /^[^/!]+\/PKG-INFO$/.test(name)).sort();
    const at = described[0];
    if (at === undefined) return undefined;
    const folder = at.slice(0, at.indexOf('/'));
    const problems: Problem[] = [];
    const { metadata } = readCoreMetadata(decode(files.get(at)!));
    if (metadata.name === undefined || metadata.version === undefined)
      problems.push(unreadable(at, 'metadata-incomplete', 'PKG-INFO has no Name or no Version'));
    problems.push(...compareNames(metadata, at, folder, fileName(path)));
    const requirements = [...files].find(([name]) => name.startsWith(`${folder}/`) && name.endsWith('.egg-info/requires.txt'));
    const project = readProject(files.get(`${folder}/pyproject.toml`), `${folder}/pyproject.toml`, problems);
    const paths = new Set(listing.map((file) => file.path));
    return {
      metadata: {
        ...metadata,
        ...(metadata.requires.length === 0 && requirements ? { requires: fromRequiresTxt(decode(requirements[1])) } : {}),
        details: { ...metadata.details, ...buildDetails(project, paths.has(`${folder}/setup.py`)) },
      },
      problems,
    };
  },
};

function readProject(bytes: Uint8Array | undefined, at: string, problems: Problem[]): Json | undefined {
  if (bytes === undefined) return undefined;
  try {
    return parseToml(decode(bytes)) as Json;
  } catch {
    problems.push(unreadable(at, 'pyproject-not-toml', 'pyproject.toml is no TOML: what builds this package is not known'));
    return undefined; // smol-toml throws for anything that is no TOML
  }
}

/** PEP 517: without a `build-system` table, setuptools runs setup.py, which may do anything. `backend-path` means a backend inside the package itself. */
function buildDetails(project: Json | undefined, setupPy: boolean): NonNullable<Metadata['details']> {
  const system = valueAt(project, 'build-system') === undefined ? undefined : objectAt(project, 'build-system');
  const backend = stringAt(system, 'build-backend') ?? (setupPy || system !== undefined ? 'setuptools.build_meta:__legacy__' : undefined);
  return {
    ...optional('buildBackend', backend),
    ...optional('buildRequires', stringsAt(system, 'requires').slice(0, mostValues)),
    ...optional('buildBackendPath', stringsAt(system, 'backend-path').slice(0, mostValues)),
    ...(setupPy ? { setupPy } : {}),
  };
}

const sdistName = /^(.+)-([^-]+)\.(?:tar\.(?:gz|bz2|xz|zst)|tgz|zip)$/;

/** The folder and the file name both say name and version; old tools wrote either in several spellings, which count as equal. */
function compareNames(metadata: Metadata, at: string, folder: string, file: string): Problem[] {
  const problems: Problem[] = [];
  const { name, version } = metadata;
  const places: [string, RegExpExecArray | null][] = [
    ['file name', sdistName.exec(file)],
    ['top folder', /^(.+)-([^-]+)$/.exec(folder)],
  ];
  for (const [where, match] of places) {
    if (!match || name === undefined || version === undefined) continue;
    if (canonicalName(match[1]!) === canonicalName(name)) {
      if (!sameVersion(match[2]!, version))
        problems.push(hazard(at, 'metadata-version-mismatch', `PKG-INFO says version ${version}, the ${where} says ${match[2]}`));
    } else if (sameVersion(match[2]!, version)) {
      problems.push(hazard(at, 'metadata-name-mismatch', `PKG-INFO says ${name}, the ${where} says ${match[1]}`));
    }
  }
  return problems;
}
