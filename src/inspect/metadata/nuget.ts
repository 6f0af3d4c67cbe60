// NuGet packages (https://learn.microsoft.com/nuget/reference/nuspec): a zip with one .nuspec (XML) at its root. `license` is an SPDX expression or a file in the package,
// `licenseUrl` (deprecated) an address. tools/init.ps1 and, for old projects, install.ps1 run in Visual Studio; .props and .targets under build/ join every build.
import { purlOf } from '../../purl/index.ts';
import type { Metadata, MetadataFormat, Problem } from '../../types.ts';
import { commitId, forgeRepository, repositoryUrl } from './parts/repository.ts';
import { licenceOfUrl, spdxExpression } from './parts/spdx.ts';
import { decode, distinct, fileName, hazard, mostValues, oneLine, optional, unreadable } from './parts/text.ts';
import { readXml } from './parts/xml.ts';

const nuspecPath = /^[^/!]+\.nuspec$/i;

export const nuget: MetadataFormat = {
  id: 'nuget',
  maxBytes: 4 << 20,
  wants: (path) => nuspecPath.test(path),

  read(files, listing, path) {
    const [first, ...others] = [...files.keys()].filter((name) => nuspecPath.test(name)).sort();
    if (first === undefined) return undefined;
    const problems: Problem[] = [];
    if (others.length > 0) problems.push(hazard(first, 'nuspec-count', `${others.length + 1} .nuspec files at the root: a package has one`));
    const metadata = readNuspec(files.get(first)!, first, problems);
    const paths = listing.map((file) => file.path);
    const installScripts = paths.filter((name) => /^tools\/(?:[^/!]+\/)?(?:init|install|uninstall)\.ps1$/i.test(name)).sort();
    const targets = paths.filter((name) => /^build(?:Transitive|MultiTargeting|CrossTargeting)?\/[^!]+\.(?:props|targets)$/i.test(name)).sort();
    const frameworks = distinct(paths.flatMap((name) => /^(?:lib|runtimes)\/([^/!]+)\//.exec(name)?.[1] ?? []));
    problems.push(...compareNames(metadata, first, fileName(path)));
    return {
      metadata: {
        ...metadata,
        installScripts,
        ...optional('platforms', frameworks.slice(0, 500)),
        details: { ...metadata.details, ...optional('buildFiles', targets.slice(0, 500)) },
      },
      problems,
    };
  },
};

function readNuspec(bytes: Uint8Array, at: string, problems: Problem[]): Metadata {
  const said = new Map<string, string>();
  const requires: string[] = [];
  let licence: Pick<Metadata, 'licence' | 'licenceExpression' | 'licenceFiles'> = {};
  let repository: Pick<Metadata, 'repository' | 'commit'> = {};
  const wellFormed = readXml(decode(bytes), ({ path, text, attributes }) => {
    const [, key, ...below] = path.split('/').slice(1);
    if (key === undefined) return;
    if (key === 'license') licence = fromLicence(attributes.type, text);
    else if (key === 'repository')
      repository = { ...optional('repository', repositoryUrl(attributes.url)), ...optional('commit', commitId(attributes.commit)) };
    else if (below.at(-1) === 'dependency' && requires.length < mostValues && attributes.id)
      requires.push(attributes.version ? `${attributes.id} ${attributes.version}` : attributes.id);
    else if (below.length === 0 && !said.has(key)) said.set(key, text);
  });
  if (!wellFormed) problems.push(unreadable(at, 'nuspec-not-xml', 'the .nuspec is not well-formed: what stands after the error is not known'));
  const [name, version, homepage] = [oneLine(said.get('id')), oneLine(said.get('version')), oneLine(said.get('projectUrl'))];
  const url = oneLine(said.get('licenseUrl'));
  // NuGet writes this address beside every `license`, for clients that know no other field.
  const old =
    url === undefined || url === 'https://aka.ms/deprecateLicenseUrl' ? {} : { licence: url, ...optional('licenceExpression', licenceOfUrl(url)) };
  return {
    ...optional('name', name),
    ...optional('version', version),
    ...old,
    ...licence,
    requires: distinct(requires),
    installScripts: [],
    ...optional('repository', forgeRepository(homepage)),
    ...repository,
    ...optional('homepage', homepage),
    ...(name === undefined ? {} : { purl: purlOf('nuget', name, version) }),
    details: {
      ...optional('authors', oneLine(said.get('authors'))),
      ...(said.get('developmentDependency') === 'true' ? { developmentDependency: true } : {}),
    },
  };
}

const fromLicence = (type: string | undefined, text: string): Pick<Metadata, 'licence' | 'licenceExpression' | 'licenceFiles'> =>
  type === 'file'
    ? { ...optional('licenceFiles', text ? [text] : undefined) }
    : { ...optional('licence', oneLine(text)), ...optional('licenceExpression', spdxExpression(text)) };

function compareNames({ name, version }: Metadata, at: string, file: string): Problem[] {
  if (name === undefined || version === undefined) return [unreadable(at, 'metadata-incomplete', 'the .nuspec has no id or no version')];
  const prefix = `${name}.`.toLowerCase();
  const lower = file.toLowerCase();
  const other = lower.startsWith(prefix) ? /^(\d+\.\d[^/]*?)\.s?nupkg$/.exec(lower.slice(prefix.length))?.[1] : undefined;
  // Build metadata is left out of file names, and a fourth number of 0 may be.
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/\+.*$/, '')
      .replace(/^(\d+\.\d+\.\d+)\.0(?=-|$)/, '$1');
  return other === undefined || plain(other) === plain(version)
    ? []
    : [hazard(at, 'metadata-version-mismatch', `the .nuspec says version ${version}, the file name says ${other}`)];
}
