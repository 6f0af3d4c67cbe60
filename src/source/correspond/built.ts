// Files that a compiler or bundler makes: explained as far as their input is there. That this output follows from that input is not
// verified here, and every report says so.
import type { PrintedFile } from '../../types.ts';
import { baseName, type Lookup, type SourceFile, stemOf } from './lookup.ts';

export interface Built {
  class: 'built';
  source: string;
  why: string;
}

/** Extension of what is made, and of what it is made from. */
const makers: readonly [made: RegExp, from: RegExp, how: string][] = [
  [/\.(c|cc|cpp|cxx)$/, /\.(pyx|py|y|l|re|rl|gperf)$/, 'a translator of its input'],
  [/_pb2(_grpc)?\.pyi?$|\.pb\.(go|cc|h)$/, /\.proto$/, 'the protobuf compiler'],
  [/\.(min\.)?(js|mjs|cjs)$/, /\.(js|mjs|cjs|ts|mts|cts|tsx|jsx|coffee)$/, 'a JavaScript compiler or bundler'],
  [/\.d\.[mc]?ts$/, /\.(ts|mts|cts|tsx|js|mjs|cjs)$/, 'the TypeScript compiler'],
  [/\.(min\.)?css$/, /\.(css|scss|sass|less)$/, 'a style sheet compiler'],
  [/\.mo$/, /\.po$/, 'msgfmt'],
  [/\.(j?s|cs)\.map$|\.[mc]js\.map$/, /\.(js|mjs|cjs|ts|mts|cts|tsx|jsx|css|scss|sass|less)$/, 'a source map of a build'],
];
const builtFolder = /(^|\/)(dist|build|lib|libs|out|es|esm|cjs|umd|bundles?|min|browser|node|types|typings)\//;
const nativeSource = /\.(c|cc|cpp|cxx|c\+\+|m|mm|pyx|pxi|rs|go|f|f90|f95|for|cu|s|asm|zig|d|nim|swift|cs|in)$/i;
const javaSource = /\.(java|kt|kts|scala|groovy|clj)$/;

export function builtFrom(
  path: string,
  file: PrintedFile,
  lookup: Lookup,
  native: boolean,
  words: () => ReadonlyMap<string, string>,
): Built | undefined {
  if (native) return nativeFrom(path, lookup, words);
  if (/\.py[co]$/.test(path)) return bytecodeFrom(path, lookup);
  if (path.endsWith('.class')) return classFrom(path, file, lookup);
  const script = /\.([mc]?js|css|d\.[mc]?ts|map)$/.test(path);
  if (script && !builtFolder.test(path) && !/\.(min\.(m?js|css)|map|d\.[mc]?ts)$/.test(path)) return undefined; // built files stand in folders of their own
  for (const [made, from, how] of makers) {
    if (!made.test(path)) continue;
    const stem = stemOf(path).replace(/_pb2(_grpc)?$/, '');
    const source = lookup.nearest(
      path,
      (lookup.byStem.get(stem) ?? []).filter((each) => from.test(each.path)),
    )[0];
    if (source) return { class: 'built', source: source.path, why: `by ${how}` };
  }
  return undefined;
}

/** PEP 3147: `__pycache__/name.cpython-312.pyc` beside `name.py`. */
function bytecodeFrom(path: string, lookup: Lookup): Built | undefined {
  const folder = path.slice(0, path.lastIndexOf('/') + 1).replace(/(^|\/)__pycache__\/$/, '$1');
  const wanted = `${folder}${stemOf(path)}.py`;
  const source = lookup.byPath.get(lookup.below + wanted) ?? lookup.byPath.get(wanted);
  return source ? { class: 'built', source: source.path, why: 'by the Python compiler' } : undefined;
}

/** By the file that the class names, else by its own name: `a/b/C$D.class` from `a/b/C.java`. */
function classFrom(path: string, { compiledFrom }: PrintedFile, lookup: Lookup): Built | undefined {
  const inside = path.replace(/^(META-INF\/versions\/\d+|BOOT-INF\/classes|WEB-INF\/classes)\//, '');
  const folder = inside.slice(0, inside.lastIndexOf('/') + 1);
  const stem = stemOf(path).replace(/(?<=.)\$.*$/, '');
  const inPackage = (files: readonly SourceFile[]): SourceFile[] =>
    lookup.nearest(
      inside,
      files.filter((each) => javaSource.test(each.path) && (folder === '' || `/${each.path}`.includes(`/${folder}`))),
    );
  const named = compiledFrom === undefined ? [] : inPackage(lookup.byName.get(compiledFrom) ?? []);
  const source = named[0] ?? inPackage([...(lookup.byStem.get(stem) ?? []), ...(lookup.byStem.get(stem.replace(/Kt$/, '')) ?? [])])[0];
  return source ? { class: 'built', source: source.path, why: 'by a compiler for the JVM' } : undefined;
}

/** By a source file of the same name, else by the build file that names it. */
function nativeFrom(path: string, lookup: Lookup, words: () => ReadonlyMap<string, string>): Built | undefined {
  if (/(^|\/)[^/]+\.libs\/|(^|\/)\.dylibs\//.test(path)) return undefined;
  const stem = stemOf(path);
  const stems = [...new Set([stem, stem.replace(/^lib/, '')])].filter((each) => each.length > 1);
  const files = stems.flatMap((each) => lookup.byStem.get(each) ?? []).filter((each) => nativeSource.test(each.path));
  const source = lookup.nearest(path, files)[0];
  if (source) return { class: 'built', source: source.path, why: 'native code; a source file of its name is there' };
  for (const each of stems) {
    const build = each.length < 3 ? undefined : words().get(each);
    if (build !== undefined) return { class: 'built', source: build, why: 'native code; this build file names it' };
  }
  return undefined;
}

/** Files that say what is built. */
export const isBuildFile = (path: string): boolean =>
  /^(meson\.build|setup\.py|setup\.cfg|pyproject\.toml|CMakeLists\.txt|Cargo\.toml|binding\.gyp|Makefile(\.\w+)?|BUILD(\.bazel)?|SConscript|SConstruct|build\.(gradle|rs|xml|zig)|pom\.xml)$|\.(gyp|gypi|cmake|mk|bzl)$/.test(
    baseName(path),
  );
