// What the catalogue knows of one piece of software. The data is in knowledge/, one file per family; its fields are checked by a test.
import type { Category } from '../types.ts';

/** What of a record was held against the real thing; what is not named here came from documentation or memory. */
export type Verified = 'file-name' | 'marker' | 'symbol' | 'licence' | 'debian-name';

/**
 * A text inside the implementation of a library. `version` is the group of the expression that holds the project's version. A `weak`
 * marker also occurs in programs that only use the library, so it never says anything alone.
 */
export interface Marker {
  expression: RegExp;
  version?: number;
  weak?: true;
}

export interface KnownComponent {
  /** Never reused; what `Component.id` holds. */
  id: string;
  name: string;
  /** Other names, without `lib`: stems of its libraries, names in other catalogues, a Python or npm package of that very project. */
  aliases?: readonly string[];
  /** Without version. */
  purl: string;
  /** Packages of an index that are this very software: inside them it is not foreign. */
  packages?: readonly string[];
  /** SPDX expression; what upstream says. A build option can change it (`variants`). */
  licence: string;
  category: Category;
  /** What the licence asks of who passes the binary on, where an SPDX id does not say it. */
  terms?: string;
  /** Globs (`*`, `[0-9]`) on the base name, once the hash that auditwheel and others add is taken out; on SONAMEs as well. */
  filePatterns: readonly string[];
  /** Globs for SONAMEs that differ from every file name. */
  sonamePatterns?: readonly string[];
  /** Beginnings of C names; `[A-Z]` at the end asks for a capital, `$` for the end of the name. Only definitions count. */
  definedSymbolPrefixes?: readonly string[];
  /** Those of the above that no other member of the same `api` defines. */
  ownSymbols?: readonly string[];
  /** C++ namespaces, outermost first (`google::protobuf`); `*` at the end for versioned ones. */
  namespaces?: readonly string[];
  /** How many definitions make a sign; default 5, or 2 where all names are whole. */
  minSymbols?: number;
  /** Source files that name the library where FILE symbols or archive members are kept. */
  units?: readonly string[];
  markers?: readonly Marker[];
  /** Libraries that define the same names (OpenSSL and its forks): one of them is chosen per file. */
  api?: string;
  /** The one of its `api` that is meant when nothing decides. */
  apiDefault?: true;
  /** Its definitions end up in whoever includes its headers, or others carry a copy of them: never more than `likely`. */
  headerOnly?: true;
  /** Software that this one grew out of and whose names and texts it kept: a file that holds this one is not said to hold those as well. */
  inherits?: readonly string[];
  /** Package URLs of rewrites that define the same names and hold the same texts: where one of them is in the file, the signs are its. `pkg:golang/*`: any module, where only texts speak. */
  rewrites?: readonly string[];
  /** Names, out of those above, that only the implementation defines: stubs and wrappers never do. */
  internalSymbols?: readonly string[];
  /** Others implement the same names without being of its `api`: definitions count only beside a marker. */
  markerNeeded?: true;
  /** Programs define its names themselves, as stubs that open it at run time: definitions alone are never more than `likely`. */
  stubbed?: true;
  /** The number in the file name is the project's version. */
  versionInFileName?: true;
  /** Compilers and runtimes that every program of a language carries: not reported as foreign code. */
  toolchain?: true;
  /** Part of the operating system: never inside a package. */
  hostOnly?: true;
  /** The licence that a text in the binary names. The first that matches holds. */
  variants?: readonly { expression: RegExp; licence: string; category: Category }[];
  sourceUrl?: string;
  homepage?: string;
  /** Under which names it can be had built from source. */
  builtFromSource?: Readonly<Partial<Record<'guix' | 'nix' | 'debian' | 'condaForge' | 'spack', string>>>;
  verified: readonly Verified[];
  note?: string;
  knownBad?: readonly { versions: readonly string[]; id: string; why: string }[];
  /** Builds that turned up in packages of several publishers: the same bits. */
  knownBuilds?: readonly { buildId?: string; hashInName?: string /** SHA-256 of .text, for copies whose build id was taken out. */; text?: string }[];
}
