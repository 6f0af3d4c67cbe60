// Java archives (jar, war, ear, aar): a zip with META-INF/MANIFEST.MF (JAR File Specification: headers, lines wrapped at 72 bytes), OSGi headers in it (Bundle-*, OSGi
// Core 3.2), and, when Maven made it, META-INF/maven (parts/maven.ts). Nothing says which of several Maven modules the jar itself is: the file name decides.
import { purlOf } from '../../purl/index.ts';
import type { ListedFile, Metadata, MetadataFormat, Problem } from '../../types.ts';
import { type Fields, firstParagraph } from './parts/headers.ts';
import { type Module, mavenModules, modulePath, type Pom, readPom } from './parts/maven.ts';
import { commitId, forgeRepository, repositoryUrl } from './parts/repository.ts';
import { licenceOfUrl, spdxExpression } from './parts/spdx.ts';
import { decode, fileName, oneLine, optional, unreadable } from './parts/text.ts';

const manifestPath = 'META-INF/MANIFEST.MF';

export const jar: MetadataFormat = {
  id: 'jar',
  maxBytes: 4 << 20,
  wants: (path) => path === manifestPath || modulePath.test(path),

  read(files, listing, path) {
    const file = fileName(path);
    const headers = files.get(manifestPath);
    const modules = mavenModules(new Map([...files].filter(([name]) => !name.includes('!/'))));
    if (headers === undefined && modules.length === 0) return undefined;
    const manifest = firstParagraph(decode(headers ?? new Uint8Array()));
    const own = ownModule(modules, file, manifest);
    const problems: Problem[] = [];
    const pom = own && pomOf(files, own, problems);
    const licence = pom?.licence === undefined ? bundleLicence(header(manifest, 'Bundle-License')) : pick(pom);
    const name = own?.name ?? (symbolicName(manifest) || header(manifest, 'Automatic-Module-Name') || header(manifest, 'Implementation-Title'));
    const version = own?.version ?? header(manifest, 'Implementation-Version'); // Bundle-Version may count something else (Db2's driver 11.5.9.0: 1.4.0)
    const homepage = pom?.url ?? header(manifest, 'Bundle-DocURL');
    return {
      metadata: {
        ...optional('name', name),
        ...optional('version', version),
        ...licence,
        requires: pom?.requires ?? [],
        installScripts: [],
        ...optional('repository', repositoryUrl(pom?.scm) ?? repositoryUrl(scmHeader(manifest)) ?? forgeRepository(homepage)),
        ...optional('homepage', homepage),
        ...optional(
          'commit',
          commitId(header(manifest, 'Implementation-SCM-Revision') ?? header(manifest, 'SCM-Revision') ?? header(manifest, 'Git-Commit')),
        ),
        ...(own ? { purl: purlOf('maven', own.name, version, qualifiersOf(own, version, file)) } : {}),
        ...optional(
          'modules',
          modules.filter((module) => module !== own),
        ),
        details: detailsOf(manifest, listing, pom),
      },
      problems,
    };
  },
};

/** A header's value; wrapped lines are one line. */
const header = (manifest: Fields, name: string): string | undefined => oneLine(manifest.one(name)?.replaceAll('\n', ''));

/** The one module, or the one that the file name, else the manifest, names; with none the jar's own coordinates are not known. */
function ownModule(modules: readonly Module[], file: string, manifest: Fields): Module | undefined {
  const artifactOf = (module: Module): string => module.name.slice(module.name.indexOf(':') + 1);
  const byFile = modules
    .filter((module) => file.startsWith(`${artifactOf(module)}-${module.version ?? ''}`) || file.startsWith(`${artifactOf(module)}.`))
    .sort((a, b) => artifactOf(b).length - artifactOf(a).length);
  if (byFile[0] !== undefined) return byFile[0];
  const titles = [header(manifest, 'Implementation-Title'), symbolicName(manifest)];
  const byTitle = modules.filter((module) => titles.includes(artifactOf(module)) || titles.includes(module.name.replace(':', '.')));
  if (byTitle.length === 1) return byTitle[0];
  return modules.length === 1 && titles.every((title) => title === undefined) ? modules[0] : undefined;
}

function pomOf(files: ReadonlyMap<string, Uint8Array>, module: Module, problems: Problem[]): Pom | undefined {
  const path = module.path.replace(/pom\.properties$/, 'pom.xml');
  const bytes = files.get(path);
  if (bytes === undefined) return undefined;
  const pom = readPom(bytes);
  if (!pom.wellFormed)
    problems.push(unreadable(path, 'pom-not-xml', 'pom.xml is not well-formed: licence, repository and requirements may be missing here'));
  return pom;
}

const pick = (pom: Pom): Pick<Metadata, 'licence' | 'licenceExpression'> => ({
  ...optional('licence', oneLine(pom.licence)),
  ...optional('licenceExpression', pom.licenceExpression),
});

/** `name;link=…;description=…, …`: a name is an SPDX id, an address, or free text. Several may hold together or be a choice: no expression then. */
function bundleLicence(text: string | undefined): Pick<Metadata, 'licence' | 'licenceExpression'> {
  if (text === undefined || text === '<<EXTERNAL>>') return {};
  const clauses = splitOutsideQuotes(text, ',').map((clause) => splitOutsideQuotes(clause, ';').map((part) => part.trim().replace(/^"(.*)"$/, '$1')));
  const names = clauses.map(([name = '']) => name).filter((name) => name !== '');
  const link = clauses[0]
    ?.find((part) => part.startsWith('link='))
    ?.slice(5)
    .replace(/^"(.*)"$/, '$1');
  const expression = names.length === 1 ? (spdxExpression(names[0]) ?? licenceOfUrl(names[0]) ?? licenceOfUrl(link)) : undefined;
  return { ...optional('licence', oneLine(names.join(', '))), ...optional('licenceExpression', expression) };
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts = [''];
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (character === separator && !quoted) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

const symbolicName = (manifest: Fields): string | undefined => header(manifest, 'Bundle-SymbolicName')?.split(';')[0]?.trim();

/** `Bundle-SCM: url=…, connection=scm:git:…` */
const scmHeader = (manifest: Fields): string | undefined => /(?:^|,)\s*url="?([^",]+)/.exec(header(manifest, 'Bundle-SCM') ?? '')?.[1];

/** What stands between version and suffix in the file name is the classifier. */
function qualifiersOf(own: Module, version: string | undefined, file: string): Record<string, string> | undefined {
  const stem = `${own.name.slice(own.name.indexOf(':') + 1)}-${version}`;
  const match = file.startsWith(stem) ? /^(?:-([\w.-]+?))?\.(jar|war|ear|aar)$/.exec(file.slice(stem.length)) : null;
  if (!match) return undefined;
  const qualifiers = { ...optional('classifier', match[1]), ...(match[2] === 'jar' ? {} : { type: match[2]! }) };
  return Object.keys(qualifiers).length > 0 ? (qualifiers as Record<string, string>) : undefined;
}

function detailsOf(manifest: Fields, listing: readonly ListedFile[], pom: Pom | undefined): NonNullable<Metadata['details']> {
  const signed = listing.some((file) => /^META-INF\/[^/!]+\.(SF|RSA|DSA|EC)$/i.test(file.path));
  return {
    ...optional('bundleSymbolicName', symbolicName(manifest)),
    ...optional('bundleVersion', header(manifest, 'Bundle-Version')),
    ...optional('automaticModuleName', header(manifest, 'Automatic-Module-Name')),
    ...optional('implementationTitle', header(manifest, 'Implementation-Title')),
    ...optional('implementationVendor', header(manifest, 'Implementation-Vendor')),
    ...optional('mainClass', header(manifest, 'Main-Class')),
    ...(header(manifest, 'Premain-Class') || header(manifest, 'Agent-Class') ? { agent: true } : {}),
    ...optional('createdBy', header(manifest, 'Created-By')),
    ...optional('scmTag', pom?.tag),
    ...(header(manifest, 'Multi-Release')?.toLowerCase() === 'true' ? { multiRelease: true } : {}),
    ...(signed ? { signed } : {}),
  };
}
