// Is what is published as source really source? Judged from the list of files alone: names say enough to tell an archive of
// sources from one of binaries, or from a stub whose build script fetches the rest (real: a TensorRT sdist of two small Python
// files, -sources.jar files with nothing but a manifest).
import type { Source } from '../types.ts';

export interface SourceJudgement {
  status: 'published' | 'partial' | 'absent';
  /** Left out for `published`. */
  reason?: string;
  /** Files that people write: not the build script, not an empty package marker. */
  sourceFiles: number;
  /** Compiled files beside the source. */
  prebuilt: readonly string[];
}
export interface ArchiveListing {
  files: readonly { path: string; size: number }[];
  /** Paths that were recognised as native code by their bytes, where somebody looked. */
  native?: readonly string[];
  kind: 'sdist' | 'sources-jar' | 'crate' | 'go-module' | 'npm-tarball' | 'gem';
  /** The built artifact of the same release holds native code: something here must be what it was compiled from. */
  nativeWanted?: boolean;
}

const compiledLanguages =
  /\.(c|cc|cpp|cxx|c\+\+|m|mm|cu|cuh|h|hh|hpp|hxx|inc|inl|rs|go|zig|nim|d|f|for|f77|f90|f95|f03|f08|s|asm|pyx|pxd|pxi|swift|vala|ml|mli|hs|adb|ads|pas|v|sv|vhd|vhdl|java|kt|scala|cs|fs|vb|cr|odin|proto|fbs|y|yy|l|ll|re2c|rl|in|tcc|tpp|ispc|cl|glsl|comp|metal|wat|td)$/i;
const scripts =
  /\.(py|pyi|rb|js|mjs|cjs|ts|mts|cts|jsx|tsx|coffee|vue|svelte|lua|pl|pm|php|r|jl|ex|exs|erl|hrl|clj|cljs|cljc|groovy|kts|dart|tcl|sh|bash|bat|ps1|sql|el|scm|rkt|lisp|gd|hx|elm|purs|sol|g4|html|css|scss|less|sass|xsl|xslt|ipynb)$/i;
/** What a sources jar is for. Scripts in one are mostly what the build made for a browser; they count where nothing else does. */
const javaSources = /\.(java|kt|kts|scala|groovy|clj|cljs|cljc|aj|xtend|mirah)$/i;
const compiled =
  /\.(so(\.\d+)*|dylib|dll|pyd|exe|a|lib|o|obj|node|wasm|syso|class|pyc|pyo|jar|war|aar|dex|bc|whl|egg|msi|framework|rlib|rmeta|hi|elc|beam|luac|swiftmodule|nupkg|winmd|sys|efi|ko)$/i;
/** What builds a package, or marks a folder as one, without being what the package is. */
const scaffolding =
  /(^|\/)(setup|versioneer|_version|version|conftest|noxfile|fabfile|tasks|__init__|__about__|ez_setup|get-pip|MANIFEST|build|Rakefile|Makefile|gulpfile|Gruntfile)\.(py|rb|js|cjs|mjs|in)$|(^|\/)(tests?|docs?|examples?|\.github|ci)\//i;
/** A package marker or version file may be long where a package is one file; below this it carries nothing. Bytes. */
const smallFile = 4096;

/** A pure judgement of a file list; paths use `/`. */
export function judgeSourceArchive({ files, native = [], kind, nativeWanted = false }: ArchiveListing): SourceJudgement {
  const seen = new Set(native);
  const prebuilt = files
    .filter((file) => file.size > 0 && (seen.has(file.path) || compiled.test(file.path)))
    .map((file) => file.path)
    .sort();
  const built = new Set(prebuilt);
  const candidates = files.filter((file) => !built.has(file.path) && file.size > 0 && isSource(file.path, kind));
  const java = kind === 'sources-jar' ? candidates.filter((file) => javaSources.test(file.path)) : [];
  const written = java.length > 0 ? java : candidates;
  const real = written.filter(
    (file) => !scaffolding.test(file.path) || (file.size > smallFile && !/(^|\/)(setup|versioneer)\.py$|(^|\/)(tests?|docs?)\//i.test(file.path)),
  );
  const counts = { sourceFiles: real.length, prebuilt };
  if (written.length === 0) {
    const reason =
      prebuilt.length === 0
        ? 'holds no source file'
        : `holds ${prebuilt.length} compiled ${prebuilt.length === 1 ? 'file' : 'files'} and no source file`;
    return { status: 'absent', reason, ...counts };
  }
  // Import libraries in a crate, a jar or a program wrapped in a package: what is written is only what hands them on.
  const bytes = real.reduce((sum, file) => sum + file.size, 0);
  if (kind !== 'sources-jar' && real.length > 0 && prebuilt.length > 0 && bytes < smallFile) {
    return {
      status: 'partial',
      reason: `holds ${prebuilt.length} compiled ${prebuilt.length === 1 ? 'file' : 'files'}, and ${bytes} bytes of source beside`,
      ...counts,
    };
  }
  if (kind !== 'sdist') return { status: 'published', ...counts };
  if (real.length === 0 && prebuilt.length > 0)
    return { status: 'absent', reason: `holds ${prebuilt.length} compiled files and only the script that packs them`, ...counts };
  if (real.length === 0) return { status: 'partial', reason: 'holds only a build script: a stub, or a package of requirements', ...counts };
  if (nativeWanted && !real.some((file) => compiledLanguages.test(file.path))) {
    return { status: 'partial', reason: 'holds nothing that the native code of this release could be compiled from', ...counts };
  }
  return { status: 'published', ...counts };
}

/** What the index said, with what a look into one of its source archives showed. `name` is that file's. */
export function refineSource(source: Source, name: string, judgement: SourceJudgement): Source {
  if (judgement.reason === undefined || source.status !== 'published') return source;
  const others = source.where.filter((one) => one.kind !== 'git' && one.evidence.value !== name);
  if (others.length > 0) return source; // another source archive of the release stands
  return { ...source, status: judgement.status, reason: `${name} ${judgement.reason}` };
}

const isSource = (path: string, kind: ArchiveListing['kind']): boolean => {
  if (kind === 'sources-jar' && /(^|\/)META-INF\//.test(path)) return false;
  return javaSources.test(path) || compiledLanguages.test(path) || scripts.test(path);
};
