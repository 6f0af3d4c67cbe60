// Ruby gems (https://guides.rubygems.org/specification-reference): a tar of metadata.gz, data.tar.gz and checksums.yaml.gz. metadata is the specification as Ruby writes
// it to YAML, with tags like `!ruby/object:Gem::Version`, which are read as plain maps: no object is ever made from them. `extensions` are built on installation,
// by running them. A gem for a platform carries compiled code.
import { parseDocument } from 'yaml';
import { purlOf } from '../../purl/index.ts';
import type { Metadata, MetadataFormat, Problem } from '../../types.ts';
import { isObject, type Json, listAt, objectAt, stringAt, stringsAt, valueAt } from './parts/json.ts';
import { forgeRepository, repositoryUrl } from './parts/repository.ts';
import { spdxExpression } from './parts/spdx.ts';
import { decode, fileName, hazard, mostValues, oneLine, optional, unreadable } from './parts/text.ts';

const specification = 'metadata.gz!/metadata';
const largestYaml = 1 << 20;
const deepestYaml = 100;

export const gem: MetadataFormat = {
  id: 'gem',
  maxBytes: largestYaml,
  wants: (path) => path === specification,

  read(files, _listing, path) {
    const bytes = files.get(specification);
    if (bytes === undefined) return undefined;
    const read = readYaml(decode(bytes));
    if (read === undefined)
      return {
        metadata: { requires: [], installScripts: [] },
        problems: [unreadable(specification, 'gem-not-yaml', 'the specification is no YAML: name, version and licence are not known')],
      };
    const metadata = fromSpecification(read);
    return { metadata, problems: compareNames(metadata, stringAt(read, 'platform'), fileName(path)) };
  },
};

/** No aliases beyond Ruby's own few, no depth that a recursive parser would choke on. */
function readYaml(text: string): Json | undefined {
  if (text.length > largestYaml || tooDeep(text)) return undefined;
  try {
    const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false, schema: 'core', strict: false });
    if (document.errors.length > 0) return undefined;
    const value: unknown = document.toJS({ maxAliasCount: 1000 });
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // too many aliases, or whatever else: no field can be believed
  }
}

function tooDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > deepestYaml) return true;
  }
  return /^ {200}/m.test(text) || /(?:- ){100}/.test(text);
}

function fromSpecification(said: Json): Metadata {
  const name = oneLine(stringAt(said, 'name'));
  const version = oneLine(versionText(valueAt(said, 'version')));
  const licences = stringsAt(said, 'licenses').slice(0, 50);
  const platform = oneLine(stringAt(said, 'platform')) ?? 'ruby';
  const links = objectAt(said, 'metadata');
  const homepage = oneLine(stringAt(said, 'homepage'));
  const extensions = stringsAt(said, 'extensions').slice(0, 100);
  return {
    ...optional('name', name),
    ...optional('version', version),
    ...optional('licence', oneLine(licences.join(', '))),
    // Several licences: RubyGems does not say whether all hold or one may be chosen.
    ...optional('licenceExpression', licences.length === 1 ? spdxExpression(licences[0]) : undefined),
    requires: listAt(said, 'dependencies').flatMap(requirement).slice(0, mostValues),
    installScripts: extensions,
    ...optional('platforms', platform === 'ruby' ? undefined : [platform]),
    ...optional(
      'repository',
      repositoryUrl(stringAt(links, 'source_code_uri')) ?? forgeRepository(homepage) ?? forgeRepository(stringAt(links, 'changelog_uri')),
    ),
    ...optional('homepage', homepage),
    ...(name === undefined ? {} : { purl: purlOf('gem', name, version, platform === 'ruby' ? undefined : { platform }) }),
    details: { ...optional('executables', stringsAt(said, 'executables').slice(0, 1000)), platform },
  };
}

const versionText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : stringAt(value, 'version');

/** Development dependencies are nobody's but the gem's own. `requirements` is a list of pairs of operator and version. */
function requirement(dependency: unknown): string[] {
  const name = stringAt(dependency, 'name');
  if (name === undefined || /development/.test(stringAt(dependency, 'type') ?? '')) return [];
  const pairs = listAt(objectAt(dependency, 'requirement'), 'requirements').slice(0, 20);
  const ranges = pairs.flatMap((pair) => (Array.isArray(pair) ? [`${pair[0]} ${versionText(pair[1]) ?? ''}`.trim()] : []));
  return [ranges.length === 0 ? name : `${name} (${ranges.join(', ')})`];
}

/** `gem build` names the file NAME-VERSION(-PLATFORM).gem. */
function compareNames({ name, version }: Metadata, platform: string | undefined, file: string): Problem[] {
  if (name === undefined || version === undefined)
    return [unreadable(specification, 'metadata-incomplete', 'the specification has no name or no version')];
  if (!file.startsWith(`${name}-`) || !/-\d[^-]*(-.+)?\.gem$/.test(file)) return [];
  const rest = file.slice(name.length + 1, -'.gem'.length);
  if (rest === version || rest === `${version}-${platform}` || !/^\d[\w.]*(-|$)/.test(rest)) return [];
  return [hazard(specification, 'metadata-version-mismatch', `the specification says version ${version}, the file name says ${rest}`)];
}
