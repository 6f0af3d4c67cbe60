// Files that packaging tools write into an artifact. By name only what no interpreter, loader or build ever runs; what is code, or could be
// read as such, is looked at and must hold literals only.
import type { PrintedFile } from '../../types.ts';
import type { Lookup } from './lookup.ts';

export interface Generated {
  class: 'generated';
  why: string;
  source?: string;
}

/** Patterns on the path inside the package, and who writes it. Specifications: docs/compare.md. */
const written: readonly [RegExp, string][] = [
  [
    /^[^/]+\.dist-info\/(RECORD|METADATA|WHEEL|INSTALLER|REQUESTED|top_level\.txt|namespace_packages\.txt|zip-safe|entry_points\.txt|direct_url\.json|RECORD\.(jws|p7s))$/,
    'written by the wheel builder',
  ],
  [/^[^/]+\.dist-info\/sboms\/[^/]+\.json$/, 'a bill of materials, written by the builder'],
  [/^[^/]+\.libs\/\.load-order-[^/]+$/, 'written when the wheel was repaired'],
  [/^PKG-INFO$/, 'written by the sdist builder'],
  [
    /(^|\/)[^/]+\.egg-info\/(PKG-INFO|SOURCES\.txt|requires\.txt|top_level\.txt|dependency_links\.txt|entry_points\.txt|namespace_packages\.txt|not-zip-safe|zip-safe)$/,
    'written by setuptools',
  ],
  [/^\.cargo_vcs_info\.json$/, 'written by cargo package'],
  [/^META-INF\/(MANIFEST\.MF|INDEX\.LIST|[^/]+\.(SF|RSA|DSA|EC))$/, 'written by the jar tool'],
  [/^META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/, 'written by Maven'],
  [/^(metadata\.gz|checksums\.yaml\.gz|metadata|checksums\.yaml)$/, 'written by gem build'],
  [/^(_rels\/\.rels|\[Content_Types\]\.xml|package\/services\/metadata\/core-properties\/[^/]+\.psmdcp|\.signature\.p7s)$/, 'written by nuget pack'],
  [/^info\/(index\.json|files|paths\.json|hash_input\.json|about\.json|git|has_prefix|no_link)$/, 'written by conda-build'],
];

type TextOf = (id: string) => Uint8Array | undefined;

/** What is written by a tool whatever the source says. */
export function generatedByName(path: string, file: PrintedFile, lookup: Lookup, textOf: TextOf): Generated | undefined {
  for (const [pattern, why] of written) if (pattern.test(path)) return { class: 'generated', why };
  if (path === 'Cargo.toml') return cargoManifest(lookup);
  if (path === 'Cargo.lock' && lookup.own('.cargo_vcs_info.json')) return { class: 'generated', why: 'resolved by cargo package' };
  if (path === 'package.json') return npmManifest(file, lookup, textOf);
  if (path === 'setup.cfg') return setupCfg(file, lookup, textOf);
  if (/^META-INF\/maven\/.+\/pom\.xml$/.test(path) && !lookup.byName.has('pom.xml'))
    return { class: 'generated', why: 'copied by Maven; this source holds no pom.xml' };
  return undefined;
}

/** cargo writes Cargo.toml anew and keeps what the author wrote beside it. */
function cargoManifest(lookup: Lookup): Generated | undefined {
  const original = lookup.own('Cargo.toml.orig')?.id;
  const source = original === undefined ? undefined : lookup.byId.get(original)?.[0];
  return source ? { class: 'generated', why: "written anew by cargo package; Cargo.toml.orig is the source's", source: source.path } : undefined;
}

/** npm and its relatives write the manifest anew: the same content in another order, with or without fields of their own. */
function npmManifest({ text }: PrintedFile, lookup: Lookup, textOf: TextOf): Generated | undefined {
  const source = lookup.byPath.get(`${lookup.below}package.json`) ?? lookup.byPath.get('package.json');
  const theirs = source?.id === undefined ? undefined : textOf(source.id);
  if (text === undefined || theirs === undefined || source === undefined) return undefined;
  const mine = plainManifest(text);
  if (mine === undefined || mine !== plainManifest(theirs)) return undefined;
  return { class: 'generated', why: 'written anew by the npm client, with the same content', source: source.path };
}

const deepest = 40;

/** JSON with its keys in order and without what clients add; undefined where it is none. */
function plainManifest(text: Uint8Array): string | undefined {
  const ordered = (value: unknown, depth: number): unknown => {
    if (depth > deepest) throw new RangeError('too deep');
    if (Array.isArray(value)) return value.map((each) => ordered(each, depth + 1));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([key]) => depth > 0 || !(key.startsWith('_') || key === 'gitHead' || key === 'readmeFilename'));
    return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, ordered(each, depth + 1)]);
  };
  try {
    return JSON.stringify(
      ordered(
        JSON.parse(
          Buffer.from(text)
            .toString('utf8')
            .replace(/^\ufeff/, ''),
        ),
        0,
      ),
    );
  } catch {
    return undefined;
  }
}

/** setuptools adds [egg_info] to the sdist's copy: nothing else may be there that the source has not. */
function setupCfg({ text }: PrintedFile, lookup: Lookup, textOf: TextOf): Generated | undefined {
  if (text === undefined) return undefined;
  const source = lookup.byPath.get(`${lookup.below}setup.cfg`) ?? lookup.byPath.get('setup.cfg');
  const theirs = source?.id === undefined ? undefined : textOf(source.id);
  if (source && theirs === undefined) return undefined;
  const lines = (bytes: Uint8Array): string[] =>
    Buffer.from(bytes)
      .toString('utf8')
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter(Boolean);
  const there = new Set(theirs ? lines(theirs) : []);
  const own = lines(text).filter((line) => !there.has(line));
  if (!own.every((line) => /^(\[egg_info\]|tag_build ?=|tag_date ?= ?0|tag_svn_revision ?= ?0)$/.test(line))) return undefined;
  return { class: 'generated', why: '[egg_info] added by setuptools', ...(source ? { source: source.path } : {}) };
}

const versionModule = /(^|\/)_{0,2}version(_?info)?_{0,2}\.py$/i;

/** Modules that build tools write the version into: setuptools-scm, hatch-vcs, versioneer, Meson. Only where nothing in them can act. */
export function generatedByContent(path: string, { text }: PrintedFile): Generated | undefined {
  if (text === undefined || text.length > 16 << 10 || !versionModule.test(path)) return undefined;
  return isLiteralPython(Buffer.from(text).toString('utf8')) ? { class: 'generated', why: 'holds nothing but the version, as literals' } : undefined;
}

const literal = String.raw`(?:[rbu]?"[^"\\]{0,500}"|[rbu]?'[^'\\]{0,500}'|-?\d[\d.]*|None|True|False)`;
const name = '[A-Za-z_][A-Za-z0-9_]*';
const values = String.raw`[(\[] ?(?:${literal},? ?){0,20}[)\]]`;
const plainLines: readonly RegExp[] = [
  /^#/,
  /^from (?:__future__|typing|collections\.abc) import [\w, ]+$/,
  /^(?:import (?:json|typing)|if TYPE_CHECKING:|else:|TYPE_CHECKING = False|__all__(?:: [\w[\]]+)? = \[)$/,
  /^(?:\]|\)|}|"[\w.+-]{0,100}",?|'[\w.+-]{0,100}',?)$/,
  new RegExp(`^(?:${name} ?= ?){1,4}(?:${literal}|${values})$`),
  new RegExp(`^${name}: ?[\\w\\[\\]., |]{1,100}$`),
  new RegExp(`^${name}: ?[\\w\\[\\]., |]{1,100} = (?:${literal}|${values})$`),
  new RegExp(`^(?:${name} ?= ?){1,4}(?:${name}|(?:Tuple|Union|tuple)\\[[\\w\\[\\]., ]{1,100}\\])$`),
  new RegExp(`^${name} = ${literal} not in ${name}(?: and ${literal} not in ${name})?$`),
  new RegExp(`^${name} = ${name}\\.split\\(${literal}\\)\\[\\d\\]$`),
  /^(?:def get_versions\(\):|return json\.loads\(version_json\))$/,
];
const mostVersionLines = 200;

/** Strings of three quotes go first: their content is data. */
function isLiteralPython(text: string): boolean {
  const lines = text
    .replace(/\r\n/g, '\n')
    .replace(/(^|= ?)("""|\x27\x27\x27)(?:(?!\2)[^\\])*\2/gm, "$1''")
    .split('\n')
    .map((line) => line.replace(/\s+#[^'"]*$/, '').trim())
    .filter((line) => line !== '' && line !== "''");
  return lines.length <= mostVersionLines && lines.every((line) => plainLines.some((pattern) => pattern.test(line)));
}
