// The words of docs/architecture.md as types: data only, imports nothing. Facts are plain JSON: the same value is cached,
// tested, printed by `inspect --format json`, and handed to rules. A key that does not apply is left out; `null` is not used.

export type Level = 'error' | 'warning' | 'note' | 'off';
export type Depth = 'index' | 'listing' | 'full';
export type Outcome = 'violated' | 'unknown';

/** A place that a person can open. Paths use `/`; nested containers join with `!/`. Lines and columns count from 1, offsets from 0 bytes. */
export interface Location {
  path: string;
  line?: number;
  column?: number;
  offset?: number;
}
export interface Evidence extends Location {
  kind:
    | 'file-name'
    | 'soname'
    | 'symbol'
    | 'string'
    | 'sbom'
    | 'metadata'
    | 'build-id'
    | 'section-hash'
    | 'needed'
    | 'lock-entry'
    | 'index-answer'
    | 'licence-text'
    | 'content';
  value: string; // the very bytes seen, as text
  count?: number; // how many were seen, where `value` is one example of many (symbols)
}
/** A claim without evidence does not compile. */
export type Evidences = readonly [Evidence, ...Evidence[]];

/**
 * What could not be read, as data. `kind` says what follows from it:
 * unreadable = bytes that no reader of ours understands (gate/unreadable); limit = a bound was hit, the rest was not seen (gate/unreadable);
 * hazard = two readers may see different things, or a name points out of the archive (archive/hazard);
 * skipped = not looked into, and nothing is wrong with it (listed under "not inspected", never a finding);
 * unavailable = evidence that a rule needs was asked for and did not come: an index that does not answer, a failed download (gate/evidence-unavailable).
 */
export interface Problem extends Location {
  code: string;
  message: string;
  kind: 'unreadable' | 'limit' | 'hazard' | 'skipped' | 'unavailable';
  /** The container inside the artifact that this is about. Left out: the artifact's own, or no container. */
  within?: string;
}

export type Subject =
  | { kind: 'artifact'; path: string; format: string; size: number; sha256?: string; purl?: string; depth: Depth; at?: Location }
  | { kind: 'lockfile'; path: string; format: string }
  | { kind: 'locked-package'; purl: string; path: string; at: Location; depth: Depth; direct?: boolean; scopes?: readonly string[] }
  | { kind: 'policy'; path: string; at: Location }; // what gate/* findings about the policy itself are about; never among the facts

export type NativeType = 'shared' | 'executable' | 'static' | 'object' | 'module' | 'core';
export interface NativeFile {
  path: string;
  format: string;
  type: NativeType;
  arch: string;
  bits: 32 | 64;
  endian: 'little' | 'big';
  size: number;
  sha256: string;
  soname?: string;
  needed: readonly string[];
  delayNeeded?: readonly string[];
  rpath?: readonly string[];
  runpath?: readonly string[];
  buildId?: string;
  compilers?: readonly string[];
  symbolVersions?: Readonly<Record<string, string>>;
  stripped?: boolean;
  linkage?: 'static' | 'dynamic';
  /** Facts that only one format has: PE version resource, Mach-O minos, CUDA architectures, Go build info, ... Keys are documented in docs/formats.md. */
  details?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}
export interface Bytecode {
  path: string;
  format: string;
  count: number;
  versions: Readonly<Record<string, number>>;
  withoutSource: number;
}

export type Category =
  | 'proprietary-redistributable'
  | 'proprietary-no-redistribution'
  | 'copyleft-strong'
  | 'copyleft-weak'
  | 'runtime-exception'
  | 'permissive'
  | 'unknown';
export type Confidence = 'certain' | 'likely' | 'by-name';
export interface Component {
  id: string;
  name: string;
  version?: string;
  purl?: string;
  licence?: string; // SPDX expression
  how: 'bundled' | 'static' | 'vendored' | 'declared';
  category: Category;
  confidence: Confidence;
  paths: readonly string[];
  evidence: Evidences;
  /** Where a person who needs its source would look; from the catalogue or from an SBOM inside the artifact. */
  sourceUrl?: string;
  /** An SBOM, licence text or metadata inside the same artifact names this component. */
  declaredBy?: readonly string[];
  /** Declared only, and every SBOM that names it says that it may be missing. */
  optional?: true;
}
/** A library that a file needs and the artifact does not hold. `promisedBy` says which platform tag promises it. */
export interface HostLibrary {
  name: string;
  neededBy: readonly string[];
  promisedBy?: string;
  /** Files of the artifact with this name or SONAME, which no run path of those in `neededBy` leads to: who loads them first is not seen. */
  inside?: readonly string[];
}

/** absent: asked, not there; unknown: not asked or not answered, and `reason` says which. */
export interface Source {
  status: 'published' | 'absent' | 'partial' | 'unknown';
  reason?: string;
  /** Unknown since every index that was asked answered, and none knows the release. */
  unlisted?: true;
  where: readonly { kind: string; url: string; evidence: Evidence }[];
}

export type ResolvedKind = 'registry' | 'git' | 'path' | 'url' | 'workspace' | 'external' | 'sdk' | 'image' | 'action' | 'none';
export interface LockedFile {
  name: string;
  kind: 'source' | 'binary' | 'pure';
  hash?: string;
  url?: string;
  size?: number;
}
export interface LockedPackage {
  name: string;
  version?: string;
  purl: string;
  line: number;
  column: number;
  resolved: { kind: ResolvedKind; url?: string; commit?: string };
  hashes: readonly string[];
  files?: readonly LockedFile[];
  binaryOnly?: boolean; // left out: this format does not say
  scopes: readonly string[];
  platform?: Readonly<Record<string, readonly string[]>>;
  installScript?: boolean;
  licence?: string;
  /** Why this package is compiled code by design, whatever its registry says: 'os/cpu/libc limits', 'platform gem', 'conda package', ... */
  compiled?: string;
  /** Keys (see `key`) of the packages of the same lock that require this one; an importer or the root is its path ('.' for the root). */
  requiredBy: readonly string[];
  /** What other entries of the same lock call this one in `requiredBy`; unique inside the lock. Left out: `name@version`. */
  key?: string;
  /** An importer names it itself: no other package stands between. Left out: this format does not say. */
  direct?: boolean;
  /** Set by a reader where the lock says more than the fields above: alias, patched, replaced, integrity algorithm in doubt. */
  notes?: readonly string[];
  /** Where in the checkout its source lies: submodules. */
  folder?: string;
  /** The lock knows it, and nothing of it is installed: Go read its go.mod when versions were chosen. Left out: it is installed. */
  installed?: false;
  /** The lock that names it as well, and where it is judged: the go.mod beside this go.sum. Left out: it is judged here. */
  judgedIn?: string;
}

/** What the package says of itself. `declared` facts only: nothing here is checked against content. */
export interface Metadata {
  name?: string;
  version?: string;
  licence?: string;
  licenceExpression?: string;
  requires: readonly string[];
  installScripts: readonly string[];
  classifiers?: readonly string[];
  licenceFiles?: readonly string[];
  /** Platform tags (wheel tags, npm os-cpu, deb architecture): what the file promises of where it runs. */
  platforms?: readonly string[];
  repository?: string;
  homepage?: string;
  commit?: string;
  /** PEP 376/427 RECORD, or another list of files with hashes inside the package: what disagrees with the content. */
  record?: {
    path: string;
    listed: number;
    mismatches: readonly { path: string; what: 'not-listed' | 'not-there' | 'hash' | 'size' | 'duplicate' | 'no-hash' }[];
  };
  sboms?: readonly {
    path: string;
    format: string;
    components: readonly { name: string; version?: string; purl?: string; licence?: string; optional?: true }[];
  }[];
  /** Text of the licence files, recognised: path and the SPDX ids that it matches. */
  licenceTexts?: readonly { path: string; ids: readonly string[] }[];
  /** The package by its own word, as its purl type writes it. */
  purl?: string;
  /** Packages merged or bundled into this one that left their own metadata behind: shaded Maven modules, bundled npm packages. */
  modules?: readonly { path: string; name: string; version?: string; purl?: string; licence?: string }[];
  /** Images: which files a package database owns. `unownedNative` is known only where the database lists files. */
  ownership?: { database: string; packages: number; owned: number; unownedNative: readonly string[] };
  /** What only one format says: build backend, generator, source package, `links`, ... Keys are documented in docs/formats-metadata.md. */
  details?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/**
 * What fills an artifact: files and bytes by kind, and the largest files. `packed` is what a file adds to the download, in bytes; left out
 * where all files share one compressed stream (tar.gz, deb): then nothing of the download belongs to one of them.
 */
export interface Contents {
  files: number;
  packed: number;
  unpacked: number;
  kinds: readonly { kind: string; files: number; packed?: number; unpacked: number }[];
  largest: readonly { path: string; packed?: number; unpacked: number; kind: string }[];
}

/** Something seen in one file that no other list of the facts holds; `value` is what was seen, as text. */
export interface Observation extends Location {
  kind:
    | 'leftover' // by its name: what a build or a person left behind (tmp folders, .git, editor files, object files of a build)
    | 'secret' // a private key or credentials file, by name or by its first line
    | 'minified' // minified JavaScript or CSS without the readable file or a source map beside it
    | 'encoded-code' // native code written as base64 or hex digits inside a text: `value` says which, and how many digits
    | 'setuid' // mode bits set-user-id or set-group-id
    | 'download' // install-time code that fetches and runs or installs something: `value` is the line
    | 'manifest-drift'; // a lockfile that does not follow from the manifest beside it: `value` says how
  value: string;
}

export interface Facts {
  subject: Subject;
  native: readonly NativeFile[];
  bytecode: readonly Bytecode[];
  components: readonly Component[];
  hostLibraries: readonly HostLibrary[];
  packages: readonly LockedPackage[];
  metadata?: Metadata;
  source?: Source;
  contents?: Contents;
  problems: readonly Problem[];
  /** A locked package: the entry itself, so that a rule sees what the lock says. Nothing that an index said is in it. */
  locked?: LockedPackage;
  /** A locked package: what the index lists of its release. Left out: not asked, or not answered. */
  indexFiles?: readonly LockedFile[];
  /**
   * A locked package that comes from a host which neither the policy nor the clients' configuration names as an index, while the lock takes most packages
   * of its kind from `most`, or which stands at an address that no registry has. Left out: configured, not known, or where all others come from as well.
   */
  stranger?: { host: string; most?: string };
  /** A locked package: the file or folder of it that was looked into, and what it turned out to be. Left out: none was. */
  lookedInto?: { name: string; format: string };
  /** A pull request changed this subject against the base: 'added', 'updated' (with the old version), 'integrity-changed'. Left out: not compared. */
  change?: { kind: 'added' | 'updated' | 'integrity-changed' | 'unchanged'; from?: string };
  /** Shortest chain from a direct dependency to this subject, the direct one first, itself last: `name@version`. */
  wayIn?: readonly string[];
  /** The line of the manifest on which the direct dependency of that chain is written. */
  declaredAt?: Location;
  observations?: readonly Observation[];
}

// ---- bytes
export type Bytes = AsyncIterable<Uint8Array>;
/** Reads never return fewer bytes than asked for, unless the end is reached; a read past the end gives what is there. */
export interface RandomAccess {
  size: number;
  /** What is there of `length` bytes at `at`. Given `into`, of that length at least, they may be put there: good until it is used again. */
  read(at: number, length: number, into?: Uint8Array): Promise<Uint8Array>;
  slice(at: number, length: number): Bytes;
  /** The open descriptor that holds exactly these bytes, from its byte 0: other threads can read it. */
  descriptor?: number;
}
/** Bytes that can be streamed once, or made seekable (kept in memory, or spooled to an unnamed temporary file, within limits). */
export interface ByteSource {
  /** Known size in bytes; left out when only the stream's end tells. */
  size?: number;
  /** The first bytes (up to 4 KiB), without consuming them. */
  head(): Promise<Uint8Array>;
  stream(): Bytes;
  random(): Promise<RandomAccess>;
}
export interface Limits {
  entries: number;
  bytes: number;
  ratio: number;
  depth: number;
  nameLength: number;
  directoryBytes: number;
  seconds: number;
}

// ---- the units: one file each, listed in their folder's index.ts
export interface Entry {
  path: string;
  type: 'file' | 'folder' | 'link' | 'device';
  size?: number;
  packed?: number;
  mode?: number;
  target?: string;
  /** Streams the content; may be called once, and only while this entry is the last one yielded, unless `seekable`. */
  bytes(): Bytes;
  /** The content can be opened at any time and by any worker: an index into a container with a directory (zip). */
  seekable?: boolean;
  /** Plain data with which another thread can open this entry again from the same file, without reading the directory. */
  record?: Readonly<Record<string, string | number | boolean>>;
}
/** The plain bytes of packed ones, by the id of a codec. `size` of the packed ones in bytes, where it is known. Output is not bounded. */
export type Unpack = (codec: string, packed: Bytes, path: string, size?: number) => Bytes;
/** The caller opens, hashes, bounds and closes; what cannot be read is yielded beside the entries that could. */
export interface ContainerFormat {
  id: string;
  /** True when the bytes are this format. Cheap and sure: bytes decide, the name only where bytes cannot. */
  sniff(head: Uint8Array, path: string): boolean;
  /** `unpack`: how packed parts of it become plain ones; left out, in this thread. */
  entries(from: ByteSource, path: string, limits: Limits, unpack?: Unpack): AsyncIterable<Entry | Problem>;
}

/** Code compiled for a virtual machine, one small file for each source file: counted by version, not listed one by one. */
export interface BytecodeFormat {
  id: string;
  /** True when the bytes are this format: bytes decide, whatever the name. */
  sniff(head: Uint8Array, path: string): boolean;
  /** The version of the format or of the language that it was compiled for; undefined where the bytes do not say. */
  version(head: Uint8Array): string | undefined;
  /** Paths where the source of this file would lie, were it in the same package. */
  sources(path: string): readonly string[];
}

/** A range of a native file that holds text-like constants, for the marker scan. Offsets in bytes from the start of the file (or slice). */
export interface Section {
  name: string;
  offset: number;
  size: number;
  kind: 'text' | 'strings' | 'data' | 'debug' | 'gpu' | 'other';
}
/** What a native reader hands to `identify`: the public facts, and the ways to look deeper without keeping it all in memory. */
export interface NativeImage {
  file: NativeFile;
  sections: readonly Section[];
  bytes: RandomAccess;
  /** Calls `visit` with the name bytes [start, end) of every DEFINED symbol; `table` says where it stands. Undefined symbols are imports and are never given. */
  symbols(visit: (name: Uint8Array, start: number, end: number, table: 'dynamic' | 'static' | 'export') => void): Promise<void>;
  /** Static archives: member names. Names of FILE symbols belong here as well: those are complete once `symbols` has run. */
  units?: readonly string[];
  /** What could not be read so far; `symbols` may add to it. Those of the reading itself stand beside the image as well. */
  problems?: readonly Problem[];
}
export interface NativeFormat {
  id: string;
  sniff(head: Uint8Array, path: string): boolean;
  read(from: RandomAccess, path: string, sha256: string): Promise<readonly (NativeImage | Problem)[]>;
}
export interface LockfileFormat {
  id: string;
  /** Globs on the path relative to the checkout, minimatch's with `dot` and `matchBase`. */
  names: readonly string[];
  read(text: string, path: string): Iterable<LockedPackage | Problem>;
}
/**
 * One sign of a known component in one file: what a worker sends back. `identify` joins the sightings of an artifact into components.
 * Plain JSON, since it crosses threads.
 */
export interface Sighting {
  id: string; // catalogue id
  how: Component['how'];
  path: string;
  version?: string;
  evidence: Evidences;
}
/** Files of a package that describe it. `wants` chooses them by path, `read` is given those files whole (each at most `maxBytes`). */
export interface MetadataFormat {
  id: string;
  maxBytes: number;
  wants(path: string): boolean;
  /** Files of any length of which the first kilobyte is enough. */
  samples?(path: string): boolean;
  read(
    files: ReadonlyMap<string, Uint8Array>,
    listing: readonly ListedFile[],
    path: string,
  ): { metadata: Metadata; problems: readonly Problem[] } | undefined;
}
/** One file of an artifact after the walk. `sha256` is hex. */
export interface ListedFile {
  path: string;
  size: number;
  packed?: number;
  sha256?: string;
  kind: string;
}

/** One file as a comparison with a source sees it. `id` is its git blob id (hex); left out where it was not read whole. */
export interface PrintedFile {
  path: string;
  size: number;
  kind: string;
  sha256?: string;
  id?: string;
  /** The whole content, of texts within bounds. */
  text?: Uint8Array;
  /** The source file that a Java class says it was compiled from. */
  compiledFrom?: string;
}
/** How a file of an artifact follows from its source; see docs/compare.md. */
export type FileClass =
  | 'same-path'
  | 'moved'
  | 'line-ending-only'
  | 'version-stamp-only'
  | 'generated'
  | 'built' // its input is there; that this file follows from it was not verified
  | 'other-commit'
  | 'vendored'
  | 'modified'
  | 'phantom'
  | 'not-decided';
export interface CorrespondingFile {
  path: string;
  class: FileClass;
  /** The source file that it follows from, or comes nearest to. */
  source?: string;
  why?: string;
  /** When it would run, of files that the source does not explain. */
  danger?: 'install' | 'import' | 'data';
  native?: true;
  /** Against the nearest source file: how many lines only one of the two has, and the first of the artifact's own. */
  lines?: { added: number; missing: number; first: readonly { line: number; text: string }[] };
}
/** What of an artifact its source explains. `files` are sorted by path. */
export interface Correspondence {
  files: readonly CorrespondingFile[];
  counts: Readonly<Partial<Record<FileClass, number>>>;
  /** Files that the source explains: the same bytes, or bytes that a named step makes of them; `built` included, which is not verified. */
  explained: number;
  /** The folder of the source below which most files lie, like `src/`; '' for its top. */
  below: string;
  /** Most files have no counterpart: another repository, subdirectory or version. */
  doubtful: boolean;
  git?: { commit: string; ref: string; how: 'commit' | 'tag' | 'nearest' | 'head' };
  remarks: readonly string[];
}

/** One file as one side of a comparison of two artifacts has it. `sha256` is left out where its content was not read. */
export interface FileState {
  size: number;
  sha256?: string;
}
/** A file that differs between two artifacts; `danger` says when the file, as the second has it, would run. */
export type FileChange = { path: string; danger: 'install' | 'import' | 'data' } & (
  | { how: 'added'; after: FileState }
  | { how: 'removed'; before: FileState }
  | {
      how: 'changed';
      before: FileState;
      after: FileState;
      /** Its path in the first, where that is another one: the version or a hash is part of many names. */
      from?: string;
      why?: string;
      lines?: NonNullable<CorrespondingFile['lines']>;
    }
  | { how: 'moved'; from: string; after: FileState }
);
/** What differs between the files of two artifacts. `notCompared`: files of the same path and size whose content was not read on both sides. */
export interface FileChanges {
  changes: readonly FileChange[];
  same: number;
  notCompared: number;
}

export interface ReleaseFile {
  name: string;
  url: string;
  kind: 'source' | 'binary' | 'pure';
  size?: number;
  hashes: readonly string[];
  yanked?: boolean;
  uploaded?: string;
  /** The configured index that named this file. */
  index?: string;
  /** A file of the source package that this release was built from, with a name and content of its own: never the release itself. */
  sourcePackage?: true;
  /** The index promises that these bytes stay as they are under this address (Go module proxies). */
  immutable?: boolean;
}
/** What a package index says of one release. `asked` names each endpoint class and its answer, without credentials. */
export interface IndexAnswer {
  source: Source;
  files: readonly ReleaseFile[];
  metadata?: Metadata;
  asked: readonly { what: string; status: string }[];
  /** Why none of `files` is the release itself, where there should be one. */
  noFile?: string;
}
export interface PackageIndex {
  type: string;
  find(purl: string, depth: Depth): Promise<IndexAnswer>;
}

export type Need = 'native' | 'components' | 'source' | 'metadata' | 'packages'; // what a rule reads decides what is looked for
export interface Violation {
  outcome: Outcome;
  /** What would clear this one, where the subject tells more than the rule does. */
  wayOut?: string;
  messageId: string;
  data?: Readonly<Record<string, string>>;
  at: Location;
  evidence: Evidences;
  confidence?: Confidence;
  /** What of the subject this is about (component ids, file names without hashes), so that a baseline entry does not cover more than was accepted. */
  about?: readonly string[];
}
/** An option that a policy may give to a rule, beside `level`, `unknown` and `from`. */
export interface OptionSpec {
  type: 'texts' | 'globs' | 'number' | 'flag';
  about: string;
  default: readonly string[] | number | boolean;
}
export interface Rule<Options = undefined> {
  id: string; // area/name, never reused
  meta: {
    asks: string;
    why: string;
    standard?: string;
    wayOut: string;
    level: Level;
    needs: readonly Need[];
    /** What was seen, where and why it matters, per messageId; certainty, way in, way out and the rule's id are added by reports. */
    messages: Readonly<Record<string, string>>;
    /** At most 60 characters with `{{subject}}` filled in, per messageId. */
    titles?: Readonly<Record<string, string>>;
    options?: Readonly<Record<string, OptionSpec>>;
    examples?: { passes: string; fails: string };
  };
  /** Pure: no disk, no network, no clock, no log. `options` come from the policy, checked by the rule's own schema. */
  check(facts: Facts, options: Options): Iterable<Violation>;
}

export type RuleMeta = Rule['meta'];

export interface Waiver {
  rule: string;
  subject: string;
  reason: string;
  approver?: string;
  expires: string;
  sha256?: string;
  licence?: string;
  at: Location;
}
export interface Finding extends Violation {
  rule: string;
  subject: Subject;
  level: Level;
  message: string;
  fingerprint: string;
  title: string; // <= 60 characters
  /** The title where nothing had to give way for its length; left out: `title` is whole. */
  fullTitle?: string;
  wayIn: readonly string[];
  wayOut: string;
  policyLine?: Location;
  waiver?: Waiver;
  baseline?: true;
}
/** All findings of a run, made once, before any report prints. 2 and 4 are thrown, never a verdict. */
export interface Verdict {
  facts: readonly Facts[];
  findings: readonly Finding[];
  exitCode: 0 | 1 | 3;
  status: 'clear' | 'blocked' | 'incomplete';
  /** Counts of findings in force (neither waived nor in the baseline). */
  counts: { errors: number; warnings: number; notes: number; unknown: number; waived: number; baseline: number };
  notInspected: readonly { path: string; reason: string }[];
  /** Where the policy in force came from: 'sourcegate.yml of main', 'the preset recommended'. */
  policy: string;
  /** Updated packages whose old release was looked at as well: what changed inside. Left out: none was asked for. */
  comparisons?: readonly { before: Facts; after: Facts }[];
  /** Lines a person should know beside the findings: a too shallow checkout, waivers near expiry, what could not be posted. */
  remarks: readonly string[];
}
export interface Report {
  id: string;
  print(verdict: Verdict, write: (text: string) => void): void;
}

/** The user's mistake: a bad flag, policy or path. Ends as exit code 2, without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly at: Location | undefined;
  constructor(message: string, at?: Location) {
    super(message);
    this.at = at;
  }
}

/** Thrown while a stream is read, where the bytes turn out to be what no reader should trust; whoever walks turns it into its `problem`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
