// `inspect` on a terminal: facts, no judgement. The order never changes: what, how big, inside, proprietary, copyleft, other,
// host, self-description, source, not inspected, next. "None found" is said, since it is not the same as "none".
import type { Component, Depth, Evidence, Facts, HostLibrary, NativeFile, NativeType, Source } from '../types.ts';
import { ends, hanging, paint, plain, type Style, widthOf, wrap } from './columns.ts';
import { clean, cleanAscii } from './text-escape.ts';
import { printLockfile } from './text-lockfile.ts';
import { type Page, problems, section } from './text-parts.ts';
import {
  amount,
  baseName,
  byText,
  compareVersions,
  count,
  counted,
  evidenceKind,
  evidencePlace,
  highestNeeded,
  isCopyleft,
  isProprietary,
  isThePackage,
  listed,
  promisedGlibc,
  shortHash,
  subjectName,
  sureness,
  symbolCount,
  titled,
  unique,
} from './words.ts';

export interface FactsReport {
  id: string;
  print(facts: readonly Facts[], write: (text: string) => void): void;
}

/** The facts as text. Deterministic; wrapped to the style's columns. */
export const textInspect = (given: Partial<Style> = {}): FactsReport => {
  const style = { ...plain, ...given };
  return {
    id: 'text',
    print(all, write) {
      write(`${all.map((facts) => printOne(facts, style).join('\n')).join('\n\n')}\n`);
    },
  };
};

function printOne(facts: Facts, style: Style): string[] {
  const page: Page = { style, width: widthOf(style), safe: style.unicode ? clean : cleanAscii };
  if (facts.subject.kind === 'lockfile') return printLockfile(facts, page);
  if ('depth' in facts.subject && facts.subject.depth !== 'full') return listing(facts, facts.subject.depth, page);
  return [
    ...title(facts, page),
    ...inside(facts, page),
    ...proprietary(facts, page),
    ...copyleft(facts, page),
    ...others(facts, page),
    ...host(facts, page),
    ...selfDescription(facts, page),
    ...source(facts, page),
    ...problems(facts, page),
    ...next(facts, page),
  ];
}

function title({ subject, contents, metadata }: Facts, page: Page): string[] {
  const { safe, width, style } = page;
  const size = 'size' in subject ? amount(subject.size) : '';
  const files = contents ? `${amount(contents.unpacked)} unpacked, ${counted(contents.files, 'file')}` : '';
  const hash = 'sha256' in subject && subject.sha256 ? `sha256 ${shortHash(subject.sha256)}` : '';
  const name = safe(
    metadata?.name ? titled({ name: metadata.name, ...(metadata.version ? { version: metadata.version } : {}) }) : subjectName(subject),
  );
  const what = [formatOf(subject), ...platformWords(metadata?.platforms ?? [])].map(safe).join(', ');
  const [head = '', ...rest] = ends(`${name}    ${what}`, 'purl' in subject && subject.purl ? safe(subject.purl) : '', width);
  const named = paint(style, 'strong', name) + head.slice(name.length);
  const shown = name === baseName(subject.path) ? [] : [`file ${safe(subject.path)}`];
  return [named, ...rest, ...ends([size, files].filter(Boolean).join(', '), hash, width), ...(style.verbose ? shown : [])];
}

const formatOf = (subject: Facts['subject']): string => ('format' in subject ? subject.format : 'package');

/** Wheel tags in words (PEP 425); what is no wheel tag is kept as it is. At most four. */
export function platformWords(platforms: readonly string[]): string[] {
  const words = unique(
    platforms.flatMap((tag) => {
      const [python = '', , platform] = tag.split('-', 3);
      return platform === undefined ? [tag] : [pythonWord(python), platformWord(platform)];
    }),
  ).filter((word) => word !== '');
  return words.length > 4 ? [...words.slice(0, 4), `${words.length - 4} more`] : words;
}

function pythonWord(tag: string): string {
  const match = /^(py|cp|pp)(\d)(\d*)$/.exec(tag);
  if (!match) return tag;
  const name = { py: 'Python', cp: 'CPython', pp: 'PyPy' }[match[1] as 'py' | 'cp' | 'pp'];
  return `${name} ${match[2]}${match[3] ? `.${match[3]}` : ''}`;
}

function platformWord(tag: string): string {
  if (tag === 'any') return 'any platform';
  const arch = /(x86_64|amd64|aarch64|arm64|i686|win32|armv7l|ppc64le|s390x|riscv64|universal2)$/.exec(tag)?.[1] ?? '';
  const arches: Readonly<Record<string, string>> = { x86_64: 'x86-64', amd64: 'x86-64', i686: 'x86', win32: 'x86' };
  const system = /^(many)?linux/.test(tag)
    ? 'Linux'
    : /^musllinux/.test(tag)
      ? 'Linux (musl)'
      : /^macosx/.test(tag)
        ? 'macOS'
        : /^win/.test(tag)
          ? 'Windows'
          : '';
  return system === '' ? tag : `${system} ${arches[arch] ?? arch}`.trim();
}

function inside({ contents, native, bytecode }: Facts, page: Page): string[] {
  if (!contents || contents.kinds.length === 0) return section(page, 'Inside', [], native.length > 0 ? nativeTypes(native) : 'no files');
  const solid = isSolid(contents);
  const rows = withRest(contents.kinds).map((kind) => [
    page.safe(kind.kind),
    count(kind.files),
    kind.packed === undefined ? '' : amount(kind.packed),
    amount(kind.unpacked),
    kind.kind === 'native code' ? nativeTypes(native) : '',
  ]);
  const wide = Math.max(22, ...rows.map(([kind = '']) => kind.length + 2));
  const row = ([kind = '', files = '', packed = '', unpacked = '', more = '']: readonly string[]): string =>
    `${kind.padEnd(wide)}${files.padStart(8)}${solid ? '' : packed.padStart(11)}${unpacked.padStart(12)}${more === '' ? '' : `  ${more}`}`.trimEnd();
  const lines = rows.flatMap((cells) => {
    const line = row(cells);
    return line.length + 2 <= page.width ? [line] : [row(cells.slice(0, 4)), `  ${cells[4] ?? ''}`];
  });
  const heading = `${paint(page.style, 'strong', 'Inside')}${row(['', 'files', solid ? '' : 'download', 'unpacked']).slice(4)}`;
  return [heading, ...lines.map((line) => `  ${line}`), ...largestOf(contents, native, solid, page), ...bytecodeLines(bytecode, page)];
}

/** All files in one stream (tar.gz, deb): what of the download is whose cannot be said, and the sum of the files is no download. */
const isSolid = ({ kinds }: NonNullable<Facts['contents']>): boolean => kinds.some(({ packed }) => packed === undefined);

const kindsShown = 6;

/** The largest kinds, and the rest as one line that says how many they are. Native code is always shown. */
function withRest(kinds: NonNullable<Facts['contents']>['kinds']): typeof kinds {
  const shown = kinds.filter(({ kind }, at) => at < kindsShown || kind === 'native code');
  const rest = kinds.filter((kind) => !shown.includes(kind));
  if (rest.length < 2) return kinds;
  const sum = (of: (kind: (typeof kinds)[number]) => number): number => rest.reduce((total, kind) => total + of(kind), 0);
  return [
    ...shown,
    {
      kind: `${rest.length} other kinds`,
      files: sum(({ files }) => files),
      ...(rest.some(({ packed }) => packed === undefined) ? {} : { packed: sum(({ packed = 0 }) => packed) }),
      unpacked: sum(({ unpacked }) => unpacked),
    },
  ];
}

const typeWords: Readonly<Record<NativeType, [string, string]>> = {
  shared: ['shared', 'shared'],
  executable: ['program', 'programs'],
  static: ['static library', 'static libraries'],
  object: ['object', 'objects'],
  module: ['module', 'modules'],
  core: ['core dump', 'core dumps'],
};

function nativeTypes(native: readonly NativeFile[]): string {
  const types = Object.keys(typeWords) as NativeType[];
  return types
    .map((type) => ({ type, paths: new Set(native.filter((file) => file.type === type).map((file) => file.path)).size }))
    .filter(({ paths }) => paths > 0)
    .map(({ type, paths }) => `${count(paths)} ${typeWords[type][paths === 1 ? 0 : 1]}`)
    .join(', ');
}

/** One file that is most of the download deserves a line, and what fills it as well. */
function largestOf(contents: NonNullable<Facts['contents']>, native: readonly NativeFile[], solid: boolean, page: Page): string[] {
  const [first] = contents.largest;
  if (!first || contents.files < 2) return [];
  const { packed, unpacked } = first;
  const share = solid || packed === undefined ? unpacked / Math.max(1, contents.unpacked) : packed / Math.max(1, contents.packed);
  if (share < 0.3) return [];
  const gpu = native.find((file) => file.path === first.path)?.details?.gpuBytes;
  const more = typeof gpu === 'number' && gpu > 0 ? `; ${amount(gpu)} of it, unpacked, is GPU code` : '';
  return wrap(`${Math.floor(share * 100)}% ${solid ? 'of the unpacked bytes ' : ''}is ${page.safe(first.path)}${more}.`, page.width - 2).map(
    (line) => `  ${line}`,
  );
}

function bytecodeLines(bytecode: Facts['bytecode'], page: Page): string[] {
  const formats = unique(bytecode.map(({ format }) => format)).sort(byText);
  return formats.flatMap((format) => {
    const records = bytecode.filter((record) => record.format === format);
    const files = records.reduce((sum, record) => sum + record.count, 0);
    const bare = records.reduce((sum, record) => sum + record.withoutSource, 0);
    const versions = unique(records.flatMap((record) => Object.keys(record.versions))).sort(compareVersions);
    const of = versions.length > 0 ? `, version ${listed(versions, 5)}` : '';
    return wrap(
      page.safe(`bytecode (${format}): ${counted(files, 'file')}${of}; ${count(bare)} without source beside them`),
      page.width - 4,
      '  ',
    ).map((line) => `  ${line}`);
  });
}

/** Components by how they are inside, each as one line per file or list; with `--verbose`, each with its evidence under it. */
function proprietary(facts: Facts, page: Page): string[] {
  const found = facts.components.filter(isProprietary);
  return section(page, 'Proprietary', byHow(found, page), 'none found');
}

function byHow(components: readonly Component[], page: Page): string[] {
  if (page.style.verbose) return components.flatMap((component) => withEvidence(component, page));
  const of = (how: Component['how']) => components.filter((component) => component.how === how);
  const list = (label: string, some: readonly Component[]): string[] =>
    some.length === 0 ? [] : hanging(label, some.map((each) => page.safe(named(each))).join(', '), 11, page.width - 2);
  const linked = linkedIn(of('static'), page);
  return [
    ...list('as files', of('bundled')),
    ...linked.map((line, at) => (at === 0 ? 'linked in  ' : ' '.repeat(11)) + line),
    ...list('as source', of('vendored')),
    ...list('declared', of('declared')),
  ];
}

const named = (component: Component): string => {
  const sure = component.confidence === 'by-name' ? ' (by name only)' : '';
  return titled(component) + sure;
};

/** `libtorch_cuda.so  cuDNN (703), cuSOLVER (377)`: per file, the largest share first. */
function linkedIn(components: readonly Component[], page: Page): string[] {
  const paths = unique(components.flatMap((component) => component.paths)).sort(byText);
  const labels = paths.map((path) => page.safe(shortest(path, paths)));
  const wide = Math.min(20, Math.max(0, ...labels.map((label) => label.length)) + 2);
  return paths.flatMap((path, at) => {
    const inFile = components.filter((component) => component.paths.includes(path));
    const sized = inFile.map((component) => ({ component, symbols: symbolCount(component, path) }));
    sized.sort((a, b) => b.symbols - a.symbols || byText(a.component.name, b.component.name));
    const words = sized.map(({ component, symbols }, nth) => page.safe(titled(component)) + symbolWords(symbols, at + nth === 0));
    return hanging(labels[at] ?? '', words.join(', '), wide, page.width - 13);
  });
}

const symbolWords = (symbols: number, first: boolean): string => (symbols < 2 ? '' : ` (${count(symbols)}${first ? ' symbols' : ''})`);

/** The base name, or the whole path where two files share it. */
const shortest = (path: string, all: readonly string[]): string =>
  all.filter((other) => baseName(other) === baseName(path)).length > 1 ? path : baseName(path);

const howWords: Readonly<Record<Component['how'], string>> = {
  bundled: 'as a file',
  static: 'linked into',
  vendored: 'as source in',
  declared: 'declared in',
};

function withEvidence(component: Component, page: Page): string[] {
  const { safe, width } = page;
  const where = listed(component.paths.map(safe), 3);
  const head = ends(`${safe(titled(component))}  ${howWords[component.how]} ${where}`, sureness[component.confidence], width - 2);
  const licence = component.licence ? [`  licence  ${safe(component.licence)}`] : [];
  const from = component.sourceUrl ? [`  source   ${safe(component.sourceUrl)}`] : [];
  const seen = component.evidence.slice(0, evidenceShown).flatMap((each) => hanging(`  ${evidenceKind(each)}`, safe(seenWords(each)), 15, width - 2));
  const rest = component.evidence.length - evidenceShown;
  return [...head, ...licence, ...from, ...seen, ...(rest > 0 ? [`  ${count(rest)} more in --format json`] : [])];
}

const evidenceShown = 12;

const seenWords = (each: Evidence): string => {
  const example = each.kind === 'string' ? `"${each.value}"` : each.value;
  const many = each.count !== undefined && each.count > 1 ? `${count(each.count)} seen, e.g. ${example}` : example;
  return `${many}  in ${evidencePlace(each)}`;
};

function copyleft(facts: Facts, page: Page): string[] {
  const found = facts.components.filter((component) => isCopyleft(component) && !isProprietary(component));
  if (page.style.verbose) return section(page, 'Copyleft', byHow(found, page), 'none found');
  const labels: Readonly<Record<Component['how'], string>> = {
    bundled: 'as a file',
    static: 'linked in',
    vendored: 'as source',
    declared: 'declared',
  };
  const groups = new Map<string, { label: string; pointer: string; names: string[] }>();
  for (const component of found) {
    const [label, pointer] = [labels[component.how], pointerWords(component, facts)];
    const group = groups.get(`${label} ${pointer}`) ?? { label, pointer, names: [] };
    groups.set(`${label} ${pointer}`, group);
    group.names.push(`${named(component)}  ${component.licence ?? 'licence not known'}`);
  }
  const lines = [...groups.values()].flatMap(({ label, pointer, names }) => [
    ...names.flatMap((name, at) => hanging(at === 0 ? label : '', page.safe(name), 11, page.width - 2)),
    ...hanging('', page.safe(names.length > 1 ? `all ${pointer.replace('its source', 'their source')}` : pointer), 11, page.width - 2),
  ]);
  return section(page, 'Copyleft', lines, 'none found');
}

/** Where it is, which build it is, and where its source would be looked for, as far as the artifact says. */
function pointerWords(component: Component, facts: Facts): string {
  const file = facts.native.find((each) => component.paths.includes(each.path));
  const at = component.how === 'bundled' && file?.buildId ? [`Build ID ${shortHash(file.buildId)}`] : [`in ${listed(component.paths, 2)}`];
  if (component.how === 'declared' && component.declaredBy?.length) return `named by ${listed(component.declaredBy, 2)}`;
  const declared = component.declaredBy?.length ? `named by ${listed(component.declaredBy, 2)}` : 'no pointer to its source inside';
  return [...at, declared].join('; ');
}

function others(facts: Facts, page: Page): string[] {
  const rest = facts.components.filter((component) => !isProprietary(component) && !isCopyleft(component) && !isThePackage(component));
  if (page.style.verbose) return section(page, 'Other components', byHow(rest, page), 'none found');
  const of = (how: Component['how']) => rest.filter((component) => component.how === how);
  const list = (some: readonly Component[]): string[] =>
    some.length === 0 ? [] : wrap(some.map((each) => page.safe(named(each))).join(', '), page.width - 2);
  return [
    ...section(page, 'Bundled, other', list(of('bundled'))),
    ...section(page, 'Linked in, other', linkedIn(of('static'), page)),
    ...section(page, 'Vendored source, other', list(of('vendored'))),
    ...section(page, 'Declared, not seen', list(of('declared'))),
    ...(rest.length === 0 ? section(page, 'Other', [], 'none found') : []),
  ];
}

function host(facts: Facts, page: Page): string[] {
  if (facts.native.length === 0) return [];
  const [plain, told] = [isPlainPromise, (library: HostLibrary) => !isPlainPromise(library)].map((which) =>
    facts.hostLibraries.filter(which).sort((a, b) => byText(a.name, b.name)),
  ) as [HostLibrary[], HostLibrary[]];
  const lines = told.flatMap((library) => hanging(page.safe(library.name), page.safe(hostWords(library, facts)), 20, page.width - 2));
  return section(page, 'The host must bring', [...lines, ...glibc(facts, page), ...promisedLine(plain, page)], 'nothing that was found');
}

/** What a platform promises anyway stands in one line; the C++ runtime stands alone, since its age is what breaks. */
const isPlainPromise = ({ name, promisedBy }: HostLibrary): boolean => promisedBy !== undefined && !/^lib(stdc\+\+|gcc_s)/.test(name);

function promisedLine(libraries: readonly HostLibrary[], page: Page): string[] {
  const [first] = libraries;
  if (first === undefined) return [];
  const by = unique(libraries.map(({ promisedBy }) => promisedBy ?? '')).sort(byText);
  const names = page.style.verbose
    ? libraries.map(({ name }) => name).join(', ')
    : listed(
        libraries.map(({ name }) => name),
        4,
      );
  return hanging('', page.safe(`${names}: promised by ${listed(by, 3)}`), 2, page.width - 2);
}

function hostWords(library: HostLibrary, facts: Facts): string {
  const [only] = library.neededBy;
  const paths = unique(facts.native.map(({ path }) => path));
  const who =
    library.neededBy.length === 1 && only !== undefined ? `for ${shortest(only, paths)}` : `for ${counted(library.neededBy.length, 'file')}`;
  const cxx = /^libstdc\+\+/.test(library.name) ? highestNeeded(facts, 'GLIBCXX') : undefined;
  const promised = library.promisedBy ? ` (promised by ${library.promisedBy})` : '';
  const inside = library.inside?.[0] === undefined ? '' : ` (inside as ${library.inside[0]}, where its run path does not lead)`;
  return `${who}${cxx ? `, up to GLIBCXX_${cxx.version}` : ''}${promised}${inside}`;
}

function glibc(facts: Facts, page: Page): string[] {
  const needed = highestNeeded(facts, 'GLIBC');
  if (!needed) return [];
  const tag = facts.metadata?.platforms?.find((each) => promisedGlibc(each) !== undefined);
  const promise = tag === undefined ? undefined : promisedGlibc(tag);
  const says = promise === undefined || tag === undefined ? '' : `; the file name promises ${promise} (${tag.split('-').at(-1)})`;
  return hanging(
    `glibc ${page.safe(needed.version)}`,
    page.safe(`for ${shortest(needed.path, unique(facts.native.map(({ path }) => path)))}${says}`),
    20,
    page.width - 2,
  );
}

function selfDescription({ metadata }: Facts, page: Page): string[] {
  if (!metadata) return section(page, 'Says of itself', [], 'nothing: no package metadata found');
  const sentences = [
    licenceSentence(metadata),
    licenceTextSentence(metadata),
    sbomSentence(metadata),
    recordSentence(metadata),
    scriptSentence(metadata),
  ];
  return section(page, 'Says of itself', wrap(page.safe(sentences.filter(Boolean).join(' ')), page.width - 2));
}

type Declared = NonNullable<Facts['metadata']>;

function licenceSentence({ licence, licenceExpression }: Declared): string {
  if (licenceExpression) return `Licence ${licenceExpression}.`;
  return licence ? `Licence ${licence.length > 60 ? `${licence.slice(0, 60)}...` : licence} (not an SPDX expression).` : 'No licence.';
}

function licenceTextSentence({ licenceTexts = [], licenceFiles = [] }: Declared): string {
  const paths = licenceTexts.length > 0 ? licenceTexts.map(({ path }) => path) : licenceFiles;
  if (paths.length === 0) return 'No licence text found.';
  const ids = unique(licenceTexts.flatMap((text) => text.ids)).sort(byText);
  return `${counted(paths.length, 'licence text')} (${listed(unique(paths.map(baseName)), 3)})${ids.length > 0 ? `: ${listed(ids, 6)}` : ''}.`;
}

function sbomSentence({ sboms = [] }: Declared): string {
  if (sboms.length === 0) return 'No SBOM.';
  const components = sboms.reduce((sum, sbom) => sum + sbom.components.length, 0);
  return `${counted(sboms.length, 'SBOM')}, naming ${counted(components, 'component')}.`;
}

function recordSentence({ record }: Declared): string {
  if (!record) return '';
  const { mismatches } = record;
  const [first] = mismatches;
  const agree =
    first === undefined
      ? 'every file agrees'
      : `${counted(mismatches.length, 'file')} ${mismatches.length === 1 ? 'disagrees' : 'disagree'}, first ${first.path} (${first.what})`;
  return `${baseName(record.path)} lists ${counted(record.listed, 'file')}; ${agree}.`;
}

const scriptSentence = ({ installScripts }: Declared): string =>
  installScripts.length === 0 ? '' : `Runs at installation: ${listed(installScripts, 4)}.`;

const statusWords: Readonly<Record<Source['status'], string>> = {
  published: 'Published.',
  absent: 'None is published.',
  partial: 'Part of it is published.',
  unknown: 'Not known.',
};

function source(facts: Facts, page: Page): string[] {
  const found = facts.source ?? { status: 'unknown' as const, where: [], reason: 'not asked' };
  const reason = found.reason ? ` ${found.reason.replace(/^./, (letter) => letter.toUpperCase()).replace(/\.?$/, '.')}` : '';
  const lines = wrap(page.safe(statusWords[found.status] + reason), page.width - 2);
  const where = found.where.flatMap(({ kind, url }) => hanging(page.safe(kind), page.safe(url), 11, page.width - 2));
  const repository =
    found.where.length === 0 && facts.metadata?.repository
      ? wrap(page.safe(`The metadata points at ${facts.metadata.repository}; whether this follows from it was not checked.`), page.width - 2)
      : [];
  return section(page, 'Source', [...lines, ...where, ...repository]);
}

function next({ subject, native }: Facts, page: Page): string[] {
  const hint =
    native.length > 0
      ? `is this its source? sourcegate compare ${subject.path} SOURCE`
      : `what does your policy say? sourcegate check ${subject.path}`;
  return [page.safe(`Next: ${hint}`)];
}

/** An index answer or a list of files: what it says, and what a deeper look would add. */
function listing(facts: Facts, deep: Depth, page: Page): string[] {
  const { subject, native, components, source: found } = facts;
  const size = 'size' in subject && subject.size > 0 ? `, ${amount(subject.size)}` : '';
  const what = deep === 'listing' ? `listing of 1 ${'format' in subject ? subject.format : 'artifact'}` : 'what the index says';
  const platforms = platformWords(facts.metadata?.platforms ?? []);
  const sources = found ? `; source: ${found.status}${found.reason ? `, ${found.reason}` : ''}` : '';
  const head = `${subjectName(subject)}    ${what}${platforms.length > 0 ? ` (${platforms.join(', ')}${size})` : size}${sources}`;
  const shared = native.length > 0 ? [`${nativeTypes(native)} by their names`] : [];
  const byName = [
    ...labelled('proprietary', components.filter(isProprietary)),
    ...labelled('copyleft', components.filter(isCopyleft)),
    ...labelled(
      'other',
      components.filter((component) => !isProprietary(component) && !isCopyleft(component)),
    ),
  ];
  const seen = [...shared, ...(byName.length > 0 ? [`by name only: ${byName.join('; ')}`] : [])].join('; ');
  const depth = deep === 'listing' ? 'code linked in, host libraries, Build IDs, programs without an extension' : 'the files themselves';
  const deeper =
    deep === 'listing'
      ? `--depth full downloads ${'size' in subject ? amount(subject.size) : 'the file'} and adds these.`
      : '--depth listing reads the list of files; --depth full downloads and reads all.';
  return [
    ...wrap(page.safe(head), page.width, '  '),
    ...(found?.where ?? []).flatMap(({ kind, url }) => hanging(`  ${page.safe(kind)}`, page.safe(url), 14, page.width)),
    ...(facts.contents ? inside(facts, page) : []),
    ...(seen === '' ? [] : wrap(page.safe(seen), page.width - 2).map((line) => `  ${line}`)),
    ...(facts.metadata ? selfDescription(facts, page) : []),
    ...(facts.problems.length > 0 ? problems(facts, page) : []),
    ...wrap(`Not looked into: ${depth}.`, page.width, '  '),
    // Where no index could be asked, none can be asked for more.
    ...(deep === 'index' && found?.status === 'unknown' ? [] : wrap(`Next: ${deeper}`, page.width, '  ')),
  ];
}

const labelled = (label: string, components: readonly Component[]): string[] =>
  components.length === 0 ? [] : [`${unique(components.map(titled)).join(', ')} (${label})`];
