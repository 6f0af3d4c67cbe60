// What one native file says of itself: its name and SONAME, the names it defines, the texts among its constants, and what Go and Rust
// leave inside. One sighting per known component and file. Sightings are signs with their evidence; how sure they make is said in
// assemble.ts. A need (an undefined symbol, a NEEDED library, a symbol version) is never a sign of something inside, and neither are
// compiler comments.
import { createHash } from 'node:crypto';
import type { Evidence, Evidences, NativeFile, NativeImage, Sighting } from '../types.ts';
import { knowledge, markerScanner, recordCalled, recordsNamed, symbolPatterns } from './catalogue.ts';
import type { MarkerHit, NamedHit } from './markers.ts';
import { type LibraryName, readLibraryName } from './names.ts';
import type { KnownComponent } from './record.ts';
import { SymbolCounter, type SymbolHits } from './symbols.ts';

const mostModules = 4096;

/** Everything known of one component in one file, before it is decided what it amounts to. */
interface Signs {
  record: KnownComponent;
  names: Evidence[];
  symbols?: SymbolHits;
  markers: MarkerHit[];
  units: string[];
}

/** Known components in a native file. Reads the sections with constants and the symbol tables once each. Throws what reading throws. */
export async function recogniseImage(image: NativeImage): Promise<readonly Sighting[]> {
  const { file } = image;
  const name = readLibraryName(file.path);
  const signs = new Map<KnownComponent, Signs>();
  const of = (record: KnownComponent): Signs => {
    const found = signs.get(record) ?? { record, names: [], markers: [], units: [] };
    signs.set(record, found);
    return found;
  };
  const named = namesOf(file, name);
  const isWines = isOfWine(
    file,
    named.map(({ record }) => record),
  );
  if (!isWines) for (const { record, evidence } of named) of(record).names.push(evidence);

  const counter = new SymbolCounter(symbolPatterns());
  // Members of import libraries only say which library brings a name.
  if (file.details?.importLibrary !== true) await image.symbols(isWines ? withoutExports(counter.visit) : counter.visit);
  for (const [index, hits] of counter.result()) of(knowledge[index]!).symbols = hits;
  const { hits, crates, switches } = await markerScanner().scan(image.bytes, image.sections);
  for (const [index, list] of hits) of(knowledge[index]!).markers.push(...list);
  for (const [record, units] of unitsOf(image)) of(record).units.push(...units);

  // Nothing of those that it stands for is inside.
  if (isWines) for (const record of signs.keys()) if (isOfWindows(record)) signs.delete(record);
  const decided = decide([...signs.values()], file, { exported: counter.exported, packages: packagesIn(file, crates) });
  const sightings = decided.map((one) => toSighting(one, file, name));
  for (const [index, one] of decided.entries()) {
    const build = one.names.length > 0 ? await sameCode(one.record, image) : undefined;
    if (build) sightings[index] = { ...sightings[index]!, evidence: [...sightings[index]!.evidence, build] };
  }
  if (name.grafted && !sightings.some(({ how }) => how === 'bundled')) sightings.push(unlisted(file, name));
  if (isWines) sightings.push({ id: 'wine', how: 'bundled', path: file.path, evidence: [wineEvidence(file)] });
  if (decided.some(({ record }) => record.id === 'ffmpeg')) sightings.push(...configured(file, switches));
  return [...sightings, ...languageModules(file, crates)];
}

/**
 * The mark of Wine is seventeen bytes that anyone can write into a library that goes on working: it is believed only where nothing else in the file speaks
 * against it. Wine writes its libraries anew for what Windows has, says nothing or Microsoft in their version, and has none of other vendors.
 */
function isOfWine({ details = {} }: NativeFile, named: readonly KnownComponent[]): boolean {
  if (details['wine'] === undefined || !/^(?:Microsoft|Wine|CodeWeavers|$)/.test(String(details['companyName'] ?? ''))) return false;
  return named.every((record) => isOfWindows(record) || !record.category.startsWith('proprietary'));
}

/** What Windows and its drivers bring, and Wine has a library for. */
const isOfWindows = ({ id }: KnownComponent): boolean => /^(?:ms-.+|nvidia-driver)$/.test(id);

/** A library of Wine has the name of the one that it stands for, and gives the same names to others: neither says what is inside. */
function withoutExports(visit: SymbolCounter['visit']): SymbolCounter['visit'] {
  const given = new Set<string>();
  return (bytes, start, end, table) => {
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(end - start, longestExport)).toString('latin1');
    if (table === 'export' && given.size < mostExports) given.add(name);
    if (table !== 'export' && !given.has(name)) visit(bytes, start, end, table);
  };
}
const [longestExport, mostExports] = [256, 1 << 16];

const wineEvidence = ({ path, details }: NativeFile): Evidence => ({
  kind: 'string',
  path,
  value: `Wine ${String(details?.['wine'])} DLL`,
  offset: 64,
});

function namesOf(file: NativeFile, name: LibraryName): { record: KnownComponent; evidence: Evidence }[] {
  const found: { record: KnownComponent; evidence: Evidence }[] = [];
  const base = file.path.slice(file.path.lastIndexOf('/') + 1);
  if (file.type === 'object' || file.type === 'core') return found;
  for (const record of recordsNamed(name.plain)) {
    if (record.hostOnly || (file.type === 'executable' && isLibraryGlob(record, name.plain))) continue;
    found.push({ record, evidence: { kind: 'file-name', path: file.path, value: base } });
  }
  if (file.soname === undefined) return found;
  const own = readLibraryName(file.soname);
  for (const record of recordsNamed(own.plain)) {
    if (!record.hostOnly) found.push({ record, evidence: { kind: 'soname', path: file.path, value: file.soname } });
  }
  return found;
}

/** A program called `libfoo-config` is no library. */
const isLibraryGlob = (_record: KnownComponent, name: string): boolean => /^lib/.test(name) && !/\.(so|dylib|dll)\b/.test(name);

function unitsOf(image: NativeImage): Map<KnownComponent, string[]> {
  const found = new Map<KnownComponent, string[]>();
  if (image.units === undefined || image.units.length === 0) return found;
  const present = new Set(image.units.map((unit) => unit.replace(/^.*[/\\]/, '').replace(/\.(o|obj|c|cc|cpp|lo|cxx)$/i, '')));
  for (const record of knowledge) {
    const units = (record.units ?? []).filter((unit) => present.has(unit));
    if (units.length > 0 && units.length * 2 >= (record.units ?? []).length) found.set(record, units);
  }
  return found;
}

interface Seen {
  /** How many names the file gives to others. */
  exported: number;
  /** Package URLs, without version, of modules and crates in the file. */
  packages: ReadonlySet<string>;
}

/** Which signs stand: thresholds, libraries that the file merely links to, and one of each group that shares its names. */
function decide(all: readonly Signs[], file: NativeFile, seen: Seen): Signs[] {
  const needed = file.needed.flatMap((name) => recordsNamed(readLibraryName(name).plain));
  const [neededIds, neededApis] = [new Set(needed.map(({ id }) => id)), new Set(needed.map(({ api }) => api))];
  const linked = ({ id, api }: KnownComponent) => neededIds.has(id) || (api !== undefined && neededApis.has(api));
  const able = all
    .filter((one) => one.names.length > 0 || !isRewritten(one, seen.packages))
    .map((one) => standingSigns(one, linked(one.record)))
    .filter((one) => one !== undefined)
    .filter((one) => !isNamesake(one, file, seen, linked(one.record)));
  const inherited = new Set(able.flatMap(({ record }) => record.inherits ?? []));
  const standing = able.filter((one) => one.names.length > 0 || !inherited.has(one.record.id));
  const groups = new Map<string, Signs[]>();
  for (const one of standing) {
    const { api } = one.record;
    if (api !== undefined) groups.set(api, [...(groups.get(api) ?? []), one]);
  }
  const dropped = new Set<Signs>();
  const second = new Set<Signs>();
  for (const members of groups.values()) {
    for (const { signs, stays } of rivals(members)) (stays ? second : dropped).add(signs);
  }
  return standing
    .filter((one) => !dropped.has(one))
    .map((one) => (second.has(one) && one.names.length === 0 ? withoutShared(one) : one))
    .sort((a, b) => (a.record.id < b.record.id ? -1 : 1));
}

/** `pkg:golang/*`: any module or crate. Ports into another language hold the texts, and define no names of C. */
function isRewritten({ record, symbols }: Signs, packages: ReadonlySet<string>): boolean {
  return (record.rewrites ?? []).some((purl) => {
    if (!purl.endsWith('/*')) return packages.has(purl);
    return symbols === undefined && [...packages].some((each) => each.startsWith(purl.slice(0, -1)));
  });
}

/**
 * A plugin that is called like a library: Qt's libqpdf.so and libcupsprintersupport.so. It has only the name in common, though it gives names
 * to others and the library's are known. What a tool put there as a library, and ELF files with the SONAME, are taken at their word.
 */
function isNamesake({ record, names, symbols, markers, units }: Signs, file: NativeFile, { exported }: Seen, linked: boolean): boolean {
  if (names.length === 0 || symbols !== undefined || markers.length > 0 || units.length > 0) return false;
  if (exported === 0 || file.type === 'executable' || readLibraryName(file.path).grafted) return false;
  if ((record.definedSymbolPrefixes ?? record.namespaces) === undefined) return false;
  // A SONAME with a version is what others link to; without one it may be anything: OpenJDK's libzip.so is of java.util.zip.
  if (file.format === 'elf' && names.some(({ kind, value }) => kind === 'soname' && /\.so\.\d/.test(value))) return false;
  // A library needs no other copy of itself: what does, as libopus_plugin.so of VLC, is made for it.
  if (linked || /_plugin\.\w+$/.test(file.path)) return true;
  if (file.format === 'elf' && file.soname !== undefined) return !record.verified.includes('file-name');
  // Libraries that others link to have a SONAME; plugins have none.
  return record.verified.includes('symbol') || (file.format === 'elf' && file.type === 'shared' && file.soname === undefined);
}

/**
 * Definitions below the record's threshold and weak texts alone are no signs. Neither is anything in a file that links to the library, or to
 * one of the same interface: what it defines under those names are wrappers and inline functions, and its texts came from headers.
 */
function standingSigns(signs: Signs, linked: boolean): Signs | undefined {
  const { record } = signs;
  const bundled = signs.names.length > 0;
  if (!bundled && (linked || record.toolchain)) return undefined;
  const strong = signs.markers.some((hit) => !hit.weak && hit.marker >= 0);
  const symbols = enough(record, signs.symbols) && !(record.markerNeeded && !strong && !bundled) ? signs.symbols : undefined;
  const typeNames = signs.markers.some((hit) => hit.marker === -1 && hit.count >= Math.max(3, (record.minSymbols ?? 0) / 20));
  // Source files of others have the same names, so two of several say nothing: inflate.c and deflate.c are also FLINT's.
  const units = signs.units.length >= Math.min(3, record.units?.length ?? 0) ? signs.units.length : 0;
  if (!bundled && symbols === undefined && units === 0 && !strong && !typeNames) return undefined;
  const markers = signs.markers.filter((hit) => hit.marker >= 0 || typeNames || bundled || symbols !== undefined);
  const { symbols: _left, ...rest } = signs;
  return { ...rest, markers, ...(symbols === undefined ? {} : { symbols }) };
}

function enough(record: KnownComponent, hits: SymbolHits | undefined): boolean {
  if (hits === undefined) return false;
  const patterns = record.definedSymbolPrefixes ?? [];
  const whole = patterns.length > 0 && (record.namespaces ?? []).length === 0 && patterns.every((text) => text.endsWith('$'));
  const wanted = record.minSymbols ?? (whole ? Math.min(2, patterns.length) : 5);
  return wanted > 0 && hits.patterns.length > 0 && hits.count >= wanted;
}

/** Of libraries that define the same names, all but the one that this file holds: a second one stays only where it is proven. */
function rivals(members: readonly Signs[]): { signs: Signs; stays: boolean }[] {
  if (members.length < 2) return [];
  const strength = (one: Signs): number => {
    const own =
      one.symbols?.patterns.filter(({ text }) => one.record.ownSymbols?.includes(text) || (one.record.namespaces ?? []).includes(text)) ?? [];
    const strong = one.markers.filter((hit) => !hit.weak && hit.marker >= 0).length;
    const weak = one.markers.filter((hit) => hit.weak).length;
    return strong * 1000 + own.length * 200 + one.names.length * 100 + weak * 20 + (one.symbols ? 4 : 0) + (one.record.apiDefault ? 2 : 0);
  };
  const ranked = [...members].sort((a, b) => strength(b) - strength(a) || (a.record.id < b.record.id ? -1 : 1));
  const [, ...others] = ranked;
  // A second one stays only where a text of its own proves it: zlib beside zlib-ng.
  return others.map((signs) => ({ signs, stays: signs.markers.some((hit) => !hit.weak && hit.marker >= 0) }));
}

/** The names that both define are the first one's: they are no sign of a second. */
function withoutShared({ symbols, ...rest }: Signs): Signs {
  const own = symbols?.patterns.filter(({ text }) => rest.record.ownSymbols?.includes(text) || (rest.record.namespaces ?? []).includes(text)) ?? [];
  const count = own.reduce((sum, pattern) => sum + pattern.count, 0);
  return count === 0 ? rest : { ...rest, symbols: { patterns: own, count } };
}

function toSighting(signs: Signs, file: NativeFile, name: LibraryName): Sighting {
  const { record } = signs;
  const bundled = signs.names.length > 0;
  const evidence: Evidence[] = [...signs.names];
  if (signs.symbols) {
    const best = [...signs.symbols.patterns].sort((a, b) => b.count - a.count)[0]!;
    evidence.push({ kind: 'symbol', path: file.path, value: best.example, count: signs.symbols.count });
    const { internal } = signs.symbols;
    if (internal) evidence.push({ kind: 'symbol', path: file.path, value: internal.example, count: internal.count });
  }
  for (const { value, offset, count } of signs.markers) {
    evidence.push({ kind: 'string', path: file.path, value, offset, ...(count > 1 ? { count } : {}) });
  }
  for (const unit of signs.units) evidence.push({ kind: 'content', path: file.path, value: unit });
  const build = bundled ? knownBuild(record, file) : undefined;
  if (build) evidence.push(build);
  const version = versionOf(signs, name, bundled);
  return {
    id: record.id,
    how: bundled ? 'bundled' : 'static',
    path: file.path,
    ...(version === undefined ? {} : { version }),
    evidence: evidence as unknown as Evidences,
  };
}

function knownBuild(record: KnownComponent, file: NativeFile): Evidence | undefined {
  if (file.buildId === undefined || !record.knownBuilds?.some(({ buildId }) => buildId === file.buildId)) return undefined;
  return { kind: 'build-id', path: file.path, value: file.buildId };
}

const largestCode = 32 << 20;
/** A copy whose build id was taken out is told by its code: patching SONAME and run path leaves .text as it was. */
export async function sameCode(record: KnownComponent, { file, sections, bytes }: NativeImage): Promise<Evidence | undefined> {
  const builds = (record.knownBuilds ?? []).filter(({ text }) => text !== undefined);
  const code = sections.find(({ name }) => name === '.text');
  if (file.buildId !== undefined || builds.length === 0 || code === undefined || code.size > largestCode) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of bytes.slice(code.offset, code.size)) hash.update(chunk);
  const value = hash.digest('hex');
  return builds.some(({ text }) => text === value) ? { kind: 'section-hash', path: file.path, value, offset: code.offset } : undefined;
}

/** The text that implementations print of themselves, else the number in the name where that is the project's. */
function versionOf({ record, markers }: Signs, name: LibraryName, bundled: boolean): string | undefined {
  const said = markers.find((hit) => hit.version !== undefined && !hit.weak);
  if (said) return said.version;
  if (bundled && record.versionInFileName && name.version !== undefined && /^\d+(\.\d+)+$/.test(name.version)) return name.version;
  return undefined;
}

/** A library that a tool put into the package, and that the catalogue does not know. */
function unlisted(file: NativeFile, name: LibraryName): Sighting {
  const base = file.path.slice(file.path.lastIndexOf('/') + 1);
  const stem = name.stem.replace(/[^A-Za-z0-9_.+-]/g, '-').toLowerCase();
  return { id: `pkg:generic/${stem}`, how: 'bundled', path: file.path, evidence: [{ kind: 'file-name', path: file.path, value: base }] };
}

/** Switches of FFmpeg's configure script whose name is not that of the library. */
const switchNames: Readonly<Record<string, string>> = {
  bzlib: 'bzip2',
  lzma: 'xz',
  gnutls: 'gnutls',
  fontconfig: 'fontconfig',
  gmp: 'gmp',
  openssl: 'openssl',
  mbedtls: 'mbedtls',
  zlib: 'zlib',
};

/**
 * FFmpeg keeps its configuration in every one of its libraries. In a program that has them all inside, what was enabled and is not linked
 * to is inside as well. What the build says of itself is another kind of sign than a text of the library.
 */
function configured(file: NativeFile, switches: readonly NamedHit[]): Sighting[] {
  if (switches.some(({ name }) => name === 'shared') || file.type !== 'executable') return [];
  const needed = new Set(file.needed.flatMap((name) => recordsNamed(readLibraryName(name).plain)).map(({ id }) => id));
  if (needed.has('ffmpeg')) return [];
  return switches.flatMap(({ name, value, offset }): Sighting[] => {
    const called = name.startsWith('lib') ? name : switchNames[name];
    if (called === undefined) return [];
    const id = recordCalled(called)?.id ?? `pkg:generic/${called}`;
    if (needed.has(id)) return [];
    return [{ id, how: 'static', path: file.path, evidence: [{ kind: 'metadata', path: file.path, value, offset }] }];
  });
}

/** Package URLs, without version, of what languages leave in the file. */
function packagesIn(file: NativeFile, crates: readonly NamedHit[]): ReadonlySet<string> {
  const modules = languageModules(file, crates).map(({ id }) => id);
  return new Set(file.details?.['goVersion'] === undefined ? modules : ['pkg:golang/std', ...modules]);
}

/** Go modules, audited crates, and crates that paths of panics name. Their ids are package URLs without version. */
function languageModules(file: NativeFile, crates: readonly NamedHit[]): Sighting[] {
  const list = (key: string): readonly string[] => {
    const value = file.details?.[key];
    return Array.isArray(value) ? (value as readonly string[]).slice(0, mostModules) : [];
  };
  const modules = [
    ...list('goModules').map((value) => ({ value, type: 'golang' })),
    ...list('rustCrates').map((value) => ({ value, type: 'cargo' })),
  ];
  const certain = modules.flatMap(({ value, type }): Sighting[] => {
    const at = value.lastIndexOf('@');
    const [name, version] = at > 0 ? [value.slice(0, at), value.slice(at + 1)] : [value, undefined];
    if (!/^[\w./~+-]{1,200}$/.test(name)) return [];
    const evidence: Evidences = [{ kind: 'metadata', path: file.path, value }];
    return [{ id: `pkg:${type}/${name}`, how: 'static', path: file.path, ...(version ? { version } : {}), evidence }];
  });
  const named = crates.map(({ name, version, value, offset }): Sighting => {
    return { id: `pkg:cargo/${name}`, how: 'static', path: file.path, version, evidence: [{ kind: 'string', path: file.path, value, offset }] };
  });
  return [...goProgram(file), ...certain, ...named];
}

/** The module that a Go program was built from, and the standard library, which is in every one: both as the build information has them. */
function goProgram({ path, details = {} }: NativeFile): Sighting[] {
  const { goMain, goVersion } = details;
  const [, name, version = ''] = typeof goMain === 'string' ? (/^([\w./~+-]{1,200})(?:@(.*))?$/.exec(goMain) ?? []) : [];
  const [whole, release] = typeof goVersion === 'string' ? (/^go(\d[\w.]{0,30})/.exec(goVersion) ?? []) : [];
  const evidence = (value: string): Evidences => [{ kind: 'metadata', path, value }];
  return [
    ...(name === undefined
      ? []
      : [{ id: `pkg:golang/${name}`, how: 'declared' as const, path, ...versionOfModule(version), evidence: evidence(name) }]),
    ...(whole === undefined || release === undefined
      ? []
      : [{ id: 'go-runtime', how: 'static' as const, path, version: release, evidence: evidence(whole) }]),
  ];
}

/** A program built in a working folder has no version: Go writes (devel). */
const versionOfModule = (version: string): { version?: string } => (/^v\d[\w.+-]{0,100}$/.test(version) ? { version } : {});
