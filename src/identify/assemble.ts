// Joins the sightings of an artifact into components. How sure a component is:
//   certain   definitions of its names, or two kinds of evidence that agree (a name counts as one kind, whether of the file or the SONAME)
//   likely    one kind of evidence; or a record of the catalogue of which nothing was verified
//   by-name   only the file's name or its SONAME
// An SBOM inside the artifact is a kind of its own, and declares what it names.
import type { Category, Component, Confidence, Evidence, Evidences, HostLibrary, ListedFile, Metadata, NativeFile, Sighting } from '../types.ts';
import { categoryOf, isPackageOf, known, recordCalled } from './catalogue.ts';
import { hostLibraries } from './host-libraries.ts';
import { recogniseLicence } from './licences.ts';
import { comparable } from './names.ts';
import { packageNames } from './package-names.ts';
import type { KnownComponent } from './record.ts';
import { pythonId, vendoredFolders } from './text.ts';

export interface AssembleInput {
  native: readonly NativeFile[];
  sightings: readonly Sighting[];
  files: readonly ListedFile[];
  metadata?: Metadata | undefined;
  path: string;
}

const mostEvidence = 24;
const mostDeclared = 10_000;

/** Components and needed host libraries of one artifact, sorted; the same input gives the same output. */
export function assemble(input: AssembleInput): { components: Component[]; hostLibraries: HostLibrary[] } {
  const names = packageNames(input.metadata, input.path);
  const sightings = [...input.sightings, ...mavenModules(input), ...folders(input)];
  const drafts = group(sightings.filter((one) => !(one.how !== 'static' && one.id.startsWith('pkg:') && isOwnPurl(one.id, names))));
  for (const draft of drafts) if (draft.record !== undefined && isPackageOf(draft.record, names)) own(draft, input.metadata);
  const found = new Map<string, Draft[]>();
  for (const draft of drafts) found.set(draft.id, [...(found.get(draft.id) ?? []), draft]);
  for (const draft of drafts.filter(({ how, declaredBy }) => how === 'declared' && declaredBy.size === 0))
    corroborate(draft, found.get(draft.id) ?? []);
  declare(found, drafts, input.metadata, names);
  const components = drafts
    .filter(({ evidence }) => evidence.length > 0)
    .map(toComponent)
    .filter((one) => one !== undefined);
  components.sort(
    (a, b) => order(a.id, b.id) || order(a.how, b.how) || order(a.version ?? '', b.version ?? '') || order(a.paths[0] ?? '', b.paths[0] ?? ''),
  );
  return { components, hostLibraries: hostLibraries(input) };
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

interface Draft {
  id: string;
  record: KnownComponent | undefined;
  how: Component['how'];
  version?: string;
  purl?: string;
  licence?: string;
  ownLicence?: string;
  paths: Set<string>;
  evidence: Evidence[];
  declaredBy: Set<string>;
  /** Files of the package's own software. */
  own?: boolean;
  /** Only a list says so, and says that it depends on the build. */
  optional?: boolean;
}

/** One draft per component, way and version; a file that tells no version goes with the others of its kind where these agree. */
function group(sightings: readonly Sighting[]): Draft[] {
  const kinds = new Map<string, Sighting[]>();
  for (const one of sightings) {
    const key = `${one.id}\n${one.how}`;
    const list = kinds.get(key);
    if (list) list.push(one);
    else kinds.set(key, [one]);
  }
  return [...kinds.values()].flatMap((list) => {
    const versions = [...new Set(list.map(({ version }) => version).filter((version) => version !== undefined))].sort();
    if (versions.length <= 1) return [draftOf(list, versions[0])];
    const parts = versions.map((version) =>
      draftOf(
        list.filter((one) => one.version === version),
        version,
      ),
    );
    const rest = list.filter((one) => one.version === undefined);
    return rest.length === 0 ? parts : [...parts, draftOf(rest, undefined)];
  });
}

function draftOf(list: readonly Sighting[], version: string | undefined): Draft {
  const first = list[0]!;
  return {
    id: first.id,
    record: known(first.id),
    how: first.how,
    ...(version === undefined ? {} : { version }),
    paths: new Set(list.map(({ path }) => path)),
    evidence: list.flatMap(({ evidence }) => [...evidence]),
    declaredBy: new Set(),
  };
}

/** The package is this very software: its own libraries are not foreign, and code of it linked into its modules is declared by the name. */
function own(draft: Draft, metadata: Metadata | undefined): void {
  draft.declaredBy.add('metadata');
  const licence = ownLicence(metadata);
  if (licence !== undefined) draft.ownLicence = licence;
  if (draft.how === 'bundled') [draft.how, draft.own] = ['declared', true];
}

/** A list beside the files names what was found in them: the list's entry becomes evidence of the finding. */
function corroborate(declared: Draft, all: readonly Draft[]): void {
  for (const draft of all.filter(({ how, own }) => how !== 'declared' || own)) {
    draft.evidence.push(...declared.evidence);
    for (const path of declared.paths) draft.declaredBy.add(path);
    if (draft.version === undefined && declared.version !== undefined) draft.version = declared.version;
    declared.evidence = [];
  }
  for (const path of declared.paths) declared.declaredBy.add(path);
}

/**
 * The agreement of a vendor where it is all that the package states of itself: Intel's wheels of oneTBB are not under Apache-2.0, though the
 * source is. Lists of third parties speak of others.
 */
function ownLicence(metadata: Metadata | undefined): string | undefined {
  const stated = recogniseLicence(metadata?.licence ?? '').filter((id) => id.startsWith('LicenseRef-'));
  if (stated.length === 1) return stated[0];
  const texts = (metadata?.licenceTexts ?? []).filter(({ path }) => !/third[-_ ]?party|notice/i.test(path));
  const ids = new Set(texts.flatMap(({ ids: found }) => found));
  const [only] = ids;
  return ids.size === 1 && only?.startsWith('LicenseRef-') ? only : undefined;
}

const isOwnPurl = (id: string, names: readonly string[]): boolean => {
  const name = id.slice(id.lastIndexOf('/') + 1);
  // lodash.restparam is a part of lodash, @vue/shared of vue.
  const isPart = (own: string): boolean => id.startsWith('pkg:npm/') && (own.startsWith(`${name}.`) || own.startsWith(`@${name}/`));
  return names.some((own) => comparable(own) === comparable(name) || comparable(own) === comparable(name.replace(/^lib/, '')) || isPart(own));
};

/** What the package's own SBOMs name: it corroborates what was found, and stands as declared where nothing was found. */
function declare(found: Map<string, Draft[]>, drafts: Draft[], metadata: Metadata | undefined, names: readonly string[]): void {
  let left = mostDeclared;
  for (const sbom of metadata?.sboms ?? []) {
    for (const entry of sbom.components) {
      if (left-- === 0) return;
      const base = entry.purl?.replace(/[?#].*$/, '').replace(/@[^@/]*$/, '');
      if (names.some((name) => comparable(name) === comparable(entry.name))) continue;
      // A part of the package itself: pkg:pypi/pillow@13.0.0#c-ext/PIL._avif.
      if (base !== undefined && names.some((name) => comparable(name) === comparable(base.slice(base.lastIndexOf('/') + 1)))) continue;
      // A crate or module that wraps a library is not that library: only purls of systems' and nobody's packages name the catalogue's.
      const record =
        base === undefined || /^pkg:(generic|rpm|deb|apk|github|conda|alpm|vcpkg|conan)\//.test(base) ? recordOfPackage(entry.name, base) : undefined;
      const id = record?.id ?? base ?? `pkg:generic/${encodeURIComponent(entry.name.trim())}`;
      const evidence: Evidence = {
        kind: 'sbom',
        path: sbom.path,
        value: entry.purl ?? (entry.version ? `${entry.name} ${entry.version}` : entry.name),
      };
      const there = (found.get(id) ?? []).filter((draft) => draft.how !== 'declared');
      const same = there.filter((draft) => draft.version === undefined || entry.version === undefined || agree(draft.version, entry.version));
      const matching = same.length > 0 ? same : record === undefined ? [] : there;
      const files = matching.filter(({ how }) => how === 'bundled');
      const targets = files.length > 0 ? files : matching; // an SBOM of grafted libraries speaks of the files
      for (const draft of targets) {
        draft.declaredBy.add(sbom.path);
        draft.evidence.push(evidence);
        if (entry.purl !== undefined) draft.purl ??= entry.purl;
        if (entry.licence !== undefined) draft.licence ??= entry.licence;
        if (draft.version === undefined && entry.version !== undefined) draft.version = entry.version;
      }
      if (targets.length > 0) continue;
      const draft: Draft = {
        id,
        record,
        how: 'declared',
        ...(entry.version === undefined ? {} : { version: entry.version }),
        ...(entry.purl === undefined ? {} : { purl: entry.purl }),
        ...(entry.licence === undefined ? {} : { licence: entry.licence }),
        paths: new Set([sbom.path]),
        evidence: [evidence],
        declaredBy: new Set([sbom.path]),
        ...(entry.optional ? { optional: true } : {}),
      };
      const twin = drafts.find((one) => one.how === 'declared' && one.id === id && one.version === draft.version);
      if (twin) {
        twin.declaredBy.add(sbom.path);
        twin.evidence.push(evidence);
        twin.paths.add(sbom.path);
      } else drafts.push(draft);
    }
  }
}

/** Systems split libraries into packages: krb5-libs, cyrus-sasl-lib, openblas-openmp, libssl3, libkrb5-3, libgomp1. */
function recordOfPackage(name: string, base: string | undefined): KnownComponent | undefined {
  // One library under two names: `libjpeg / libjpeg-turbo`.
  const whole = name.split(/\s+\/\s+/, 4).reduce<KnownComponent | undefined>((found, each) => found ?? recordCalled(each), undefined);
  if (whole !== undefined || !/^pkg:(rpm|deb|apk|alpm)\//.test(base ?? '')) return whole;
  const without = name.replace(/-(?:libs?(?:-(?:double|single|long|quad|static))?|devel|dev|common|openmp|serial|threads|bin|util|minimal)$/, '');
  return recordCalled(without) ?? recordCalled(without.replace(/(?:-\d[\w.]*|\d[\d.]*(?:t64)?)$/, ''));
}

/** Versions agree when one begins with the other: 1.0.9-3.el8 of a distribution is upstream's 1.0.9. */
const agree = (a: string, b: string): boolean => {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return long === short || (long.startsWith(short) && !/\d/.test(long[short.length] ?? ''));
};

function toComponent(draft: Draft): Component | undefined {
  const { record } = draft;
  const evidence = ranked(draft.evidence);
  if (evidence.length === 0) return undefined;
  const variant = record?.variants?.find(({ expression }) => draft.evidence.some(({ value }) => expression.test(value)));
  const licence = draft.ownLicence ?? variant?.licence ?? record?.licence ?? draft.licence;
  const category: Category =
    (draft.ownLicence === undefined ? undefined : categoryOf(draft.ownLicence)) ?? variant?.category ?? record?.category ?? 'unknown';
  const purl = draft.purl ?? purlOf(record?.purl ?? draft.id, draft.version);
  return {
    id: draft.id,
    name: record?.name ?? nameOf(draft.id),
    ...(draft.version === undefined ? {} : { version: draft.version }),
    ...(purl.startsWith('pkg:') ? { purl } : {}),
    ...(licence === undefined ? {} : { licence }),
    how: draft.how,
    category,
    confidence: confidenceOf(draft),
    paths: [...draft.paths].sort(),
    evidence: evidence as unknown as Evidences,
    ...(record?.sourceUrl === undefined ? {} : { sourceUrl: withVersion(record.sourceUrl, draft.version) }),
    ...(draft.declaredBy.size === 0 ? {} : { declaredBy: [...draft.declaredBy].sort() }),
  };
}

function confidenceOf({ evidence, record, id, optional }: Draft): Confidence {
  const kinds = new Set(evidence.map(({ kind }) => (kind === 'soname' ? 'file-name' : kind)));
  if (optional || (kinds.size === 1 && kinds.has('file-name'))) return 'by-name';
  const definitions = evidence.some((one) => one.kind === 'symbol' && defines(record, one));
  // Go's build information and cargo's audit data are written by the linker from what it linked.
  const linked = record === undefined && /^pkg:(golang|cargo)\//.test(id) && kinds.has('metadata');
  if (record !== undefined && !record.verified.some((part) => part === 'file-name' || part === 'marker' || part === 'symbol')) return 'likely';
  if (record?.headerOnly) return 'likely';
  // Stubs define the whole interface, and nothing else of the library.
  if (record?.stubbed && kinds.size === 1 && !evidence.some((one) => isInternal(record, one))) return 'likely';
  return definitions || linked || kinds.size > 1 || kinds.has('build-id') || kinds.has('section-hash') ? 'certain' : 'likely';
}

const fewestInternal = 3;
const isInternal = (record: KnownComponent, { kind, value, count }: Evidence): boolean =>
  kind === 'symbol' &&
  (count ?? 1) >= fewestInternal &&
  (record.internalSymbols ?? []).some((text) => (text.endsWith('$') ? value === text.slice(0, -1) : value.startsWith(text)));

/** Inline functions of C++ headers are defined by everyone who includes them: a few of them are a sign, many are the library. */
function defines(record: KnownComponent | undefined, evidence: Evidence): boolean {
  const cxx = /^(_Z|\?)/.test(evidence.value);
  const wanted = Math.max(record?.minSymbols ?? 5, 1);
  return cxx ? (evidence.count ?? 1) >= Math.max(100, wanted * 3) : true;
}

/** The strongest and most various first, so that a cut list still shows every kind. */
function ranked(evidence: readonly Evidence[]): Evidence[] {
  const seen = new Map<string, number>();
  const weighed = evidence.map((one, index) => {
    const place = seen.get(one.kind) ?? 0;
    seen.set(one.kind, place + 1);
    return { one, place, index };
  });
  weighed.sort((a, b) => a.place - b.place || order(a.one.path, b.one.path) || a.index - b.index);
  return weighed.slice(0, mostEvidence).map(({ one }) => one);
}

const nameOf = (id: string): string => {
  const path = id.replace(/^pkg:[a-z]+\//, '');
  return id.startsWith('pkg:golang/') || id.startsWith('pkg:maven/') ? path : decodeURIComponent(safe(path.slice(path.lastIndexOf('/') + 1)));
};
const safe = (text: string): string => text.replace(/%(?![0-9A-Fa-f]{2})/g, '%25').replace(/%[89A-Fa-f][0-9A-Fa-f]/g, '');
const purlOf = (base: string, version: string | undefined): string => {
  return version === undefined || base.includes('@', 4) ? base : `${base}@${encodeURIComponent(version).replace(/%3A/g, ':')}`;
};
const withVersion = (url: string, version: string | undefined): string => {
  // A pattern without its version is cut where the version would stand: the folder that holds all of them.
  if (version !== undefined) return url.replaceAll('{version}', version);
  return url.includes('{version}') ? url.slice(0, url.lastIndexOf('/', url.indexOf('{version}')) + 1) : url;
};

/** META-INF/maven/GROUP/ARTIFACT/pom.xml of other modules: a jar that holds them holds their classes. */
function mavenModules({ files, sightings }: AssembleInput): Sighting[] {
  const found = new Map<string, Sighting>();
  const told = new Set(sightings.map(({ path }) => path));
  for (const { path } of files) {
    const match = /(?:^|\/)META-INF\/maven\/([\w.-]{1,200})\/([\w.-]{1,200})\/pom\.(?:xml|properties)$/.exec(path);
    if (match === null || told.has(path) || told.has(path.replace(/xml$/, 'properties'))) continue;
    const id = `pkg:maven/${match[1]}/${match[2]}`;
    const evidence: Evidences = [{ kind: 'metadata', path, value: `${match[1]}:${match[2]}` }];
    found.set(`${id}\n${path.replace(/xml$/, 'properties')}`, { id, how: 'bundled', path, evidence });
  }
  return [...found.values()];
}

/** third_party/NAME/LICENSE, where NAME may be one that the catalogue knows; beside a library that was found there it speaks of that. */
function folders({ files, sightings }: AssembleInput): Sighting[] {
  const scripts = new Map(sightings.filter(({ how, id }) => how === 'vendored' && id.startsWith('pkg:npm/')).map((one) => [one.id, one]));
  return vendoredFolders(files.map(({ path }) => path)).map(({ name, path }): Sighting => {
    // _vendor is Python's; elsewhere a file of the folder may have told what it is: django's vendor/jquery/jquery.js.
    const script = scripts.get(`pkg:npm/${name.toLowerCase()}`);
    const python = /(?:^|\/)_vendor(?:ed)?\/[^/]+\//.test(path) ? pythonId(name) : undefined;
    const id = python ?? recordCalled(name)?.id ?? script?.id ?? `pkg:generic/${name.toLowerCase()}`;
    const folder = path.slice(0, path.indexOf(`/${name}/`) + name.length + 2);
    const there = sightings.find((one) => one.id === id && one.how === 'bundled' && one.path.startsWith(folder));
    const version = there?.version;
    const evidence: Evidences = [{ kind: 'licence-text', path, value: name }];
    return { id, how: there?.how ?? 'vendored', path: there?.path ?? path, ...(version === undefined ? {} : { version }), evidence };
  });
}
