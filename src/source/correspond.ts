// Does this artifact follow from that source? Each of its files is classed by what makes it out of the source's: the same bytes at the same
// or another path, other line endings, the version written in, a named generator, a compiler; what is left over is phantom. Pure: identities
// and texts are handed in. A name alone never excuses code: what could run is explained by content only, or said to be not verified.
import type { Correspondence, CorrespondingFile, FileClass, PrintedFile } from '../types.ts';
import { builtFrom, isBuildFile } from './correspond/built.ts';
import { compareTexts, type Stamps } from './correspond/compare-texts.ts';
import { dangerOf } from './correspond/danger.ts';
import { generatedByContent, generatedByName } from './correspond/generated.ts';
import { baseName, type Lookup, lookupOf, type SourceTree } from './correspond/lookup.ts';

export type { SourceFile, SourceTree } from './correspond/lookup.ts';

export interface CorrespondOptions extends Stamps {
  /** The artifact's format, as its facts name it. */
  format: string;
  /** Paths that native code was found at. */
  native: ReadonlySet<string>;
  /** The content of a source file by its id; undefined where it is not at hand. */
  textOf(id: string): Uint8Array | undefined;
  /** The repository holds this blob in some commit. */
  known?: ReadonlySet<string>;
  git?: Correspondence['git'];
  remarks?: readonly string[];
}

/** Ids of the source's files whose content `correspond` will want to see: what may be near to a file that has no equal, and build files. */
export function wantedTexts(artifact: readonly PrintedFile[], tree: SourceTree): Set<string> {
  const lookup = lookupOf(artifact, tree);
  const open = lookup.artifact.filter(({ id }) => id === undefined || !lookup.byId.has(id));
  const near = open.filter(({ text, size }) => text !== undefined || size > 0).flatMap((file) => candidates(file, lookup));
  const builds = tree.files.filter(({ path }) => isBuildFile(path)).slice(0, mostBuildFiles);
  return new Set([...near, ...builds].flatMap(({ id }) => (id === undefined ? [] : [id])));
}

const mostBuildFiles = 500;
const mostCandidates = 6;

/** What a file may have been made from, nearest first: the same path, its template, files of the same name with the most folders in common. */
function candidates(file: PrintedFile, lookup: Lookup): SourceTree['files'][number][] {
  const path = lookup.inner(file.path);
  const places = [lookup.below + path, path].flatMap((each) => [each, `${each}.in`, `${each}.tmpl`, `${each}.template`, `${each}.orig`]);
  const same = places.flatMap((each) => lookup.byPath.get(each) ?? []);
  const alike = lookup.nearest(path, [...(lookup.byName.get(baseName(path)) ?? []), ...(lookup.byName.get(`${baseName(path)}.in`) ?? [])]);
  return [...new Set([...same, ...alike])].slice(0, mostCandidates);
}

/** Classes every file of the artifact. Deterministic; what could not be read is `not-decided`. */
export function correspond(artifact: readonly PrintedFile[], tree: SourceTree, options: CorrespondOptions): Correspondence {
  const lookup = lookupOf(artifact, tree);
  const builds = lazily(() => buildWords(tree, options));
  const files = lookup.artifact.map((file): CorrespondingFile => {
    const found = classify(file, lookup, options, builds);
    const native = options.native.has(file.path) ? { native: true as const } : {};
    const danger = unexplained.has(found.class) ? { danger: dangerOf(lookup.inner(file.path), options.format, options.native.has(file.path)) } : {};
    return { path: file.path, ...found, ...danger, ...native };
  });
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const counts: Partial<Record<FileClass, number>> = {};
  for (const file of files) counts[file.class] = (counts[file.class] ?? 0) + 1;
  const explained = files.filter((file) => explains.has(file.class)).length;
  return {
    files,
    counts,
    explained,
    below: lookup.below,
    doubtful: (explained + (counts['other-commit'] ?? 0)) * 2 < files.length,
    ...(options.git ? { git: options.git } : {}),
    remarks: [...(options.remarks ?? [])],
  };
}

const explains: ReadonlySet<FileClass> = new Set(['same-path', 'moved', 'line-ending-only', 'version-stamp-only', 'generated', 'built']);
const unexplained: ReadonlySet<FileClass> = new Set(['phantom', 'modified', 'other-commit', 'vendored', 'not-decided']);

type Found = Omit<CorrespondingFile, 'path' | 'danger' | 'native'>;

function classify(file: PrintedFile, lookup: Lookup, options: CorrespondOptions, builds: () => ReadonlyMap<string, string>): Found {
  const path = lookup.inner(file.path);
  if (file.kind === 'link') return ofLink(path, lookup);
  if (file.id === undefined) return { class: 'not-decided', why: 'it could not be read whole' };
  const same = sameContent(path, file.id, lookup);
  if (same) return same;
  const generator = generatedByName(path, file, lookup, options.textOf);
  if (generator) return generator;
  const near = nearText(file, lookup, options);
  if (near && near.class !== 'modified') return near;
  if (options.known?.has(file.id))
    return { class: 'other-commit', ...(near?.source ? { source: near.source } : {}), why: 'the repository holds this content in another commit' };
  const made = generatedByContent(path, file);
  if (made) return made;
  const atItsPlace = near?.source !== undefined && (near.source === path || near.source === lookup.below + path);
  if (near && atItsPlace) return near;
  const built = builtFrom(path, file, lookup, options.native.has(file.path), builds);
  if (built) return built;
  if (near) return near;
  return elsewhere(path, lookup, options.native.has(file.path));
}

function ofLink(path: string, lookup: Lookup): Found {
  const source = [lookup.below + path, path].map((each) => lookup.byPath.get(each)).find((each) => each?.link);
  return source
    ? { class: 'same-path', source: source.path, why: 'a link in both; where it leads was not compared' }
    : { class: 'not-decided', why: 'a link' };
}

function sameContent(path: string, id: string, lookup: Lookup): Found | undefined {
  const equal = lookup.byId.get(id);
  if (equal === undefined) return undefined;
  const here = equal.find((each) => each.path === path || each.path === lookup.below + path);
  if (here) return { class: 'same-path', source: here.path };
  return { class: 'moved', source: lookup.nearest(path, equal)[0]?.path ?? path };
}

/** Less than this share of lines in common is another file under the same name. */
const alike = 0.5;

function nearText(file: PrintedFile, lookup: Lookup, options: CorrespondOptions): Found | undefined {
  let best: (Found & { shared: number }) | undefined;
  const path = lookup.inner(file.path);
  for (const candidate of candidates(file, lookup)) {
    const text = candidate.id === undefined ? undefined : options.textOf(candidate.id);
    const samePlace = candidate.path === path || candidate.path === lookup.below + path;
    const pointer = text && lfsPointer(text);
    if (pointer !== undefined && pointer === file.sha256)
      return { class: samePlace ? 'same-path' : 'moved', source: candidate.path, why: 'the source holds its git-lfs pointer, with this hash' };
    if (text === undefined || file.text === undefined) {
      if (samePlace && best === undefined)
        best = { class: 'modified', source: candidate.path, why: 'other bytes; too large, or no text, to be compared by line', shared: 0 };
      continue;
    }
    const found = compareTexts(file.text, text, { ...options, path, source: candidate.path });
    if (found.class !== 'modified') return { ...found, source: candidate.path };
    if ((samePlace || found.shared >= alike) && (best === undefined || found.shared > best.shared)) best = { ...found, source: candidate.path };
  }
  if (best === undefined) return undefined;
  const { shared: _, ...found } = best;
  return found;
}

/** git-lfs specification: a pointer is a text of three lines with the sha256 of the content. */
function lfsPointer(text: Uint8Array): string | undefined {
  if (text.length > 1024) return undefined;
  return /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:[^\n]+\n)*?oid sha256:([0-9a-f]{64})\n/.exec(
    Buffer.from(text).toString('latin1'),
  )?.[1];
}

/** What is left: another project's file that was put in, where that can be said, else a phantom. */
function elsewhere(path: string, lookup: Lookup, native: boolean): Found {
  const submodule = lookup.submodules.find((each) => path.startsWith(`${each}/`) || (lookup.below + path).startsWith(`${each}/`));
  if (submodule !== undefined) return { class: 'vendored', why: `the submodule ${submodule} lies in another repository` };
  if (native && /(^|\/)[^/]+\.libs\/|(^|\/)\.dylibs\//.test(path))
    return { class: 'vendored', why: 'a library of the build machine, put in when the package was repaired' };
  const folder = /(?:^|.*\/)(?:node_modules|_vendor|vendor|_vendored|third_party)\//.exec(path)?.[0];
  if (folder !== undefined && !lookup.hasFolder(folder)) return { class: 'vendored', why: `the source has no folder ${folder}` };
  return { class: 'phantom' };
}

/** Words of the source's build files, and the file that each stands in: a module called `_core` is named where it is built. */
function buildWords(tree: SourceTree, { textOf }: CorrespondOptions): Map<string, string> {
  const words = new Map<string, string>();
  for (const { path, id } of tree.files.filter((file) => isBuildFile(file.path)).slice(0, mostBuildFiles)) {
    const text = id === undefined ? undefined : textOf(id);
    for (const [word] of Buffer.from(text ?? [])
      .toString('latin1')
      .matchAll(/[A-Za-z_][A-Za-z0-9_]{2,}/g)) {
      if (words.size < mostWords && !words.has(word)) words.set(word, path);
    }
  }
  return words;
}

const mostWords = 200_000;

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
