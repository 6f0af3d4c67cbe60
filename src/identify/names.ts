// How the tools that put foreign libraries into packages rename them:
//   auditwheel   libgomp-a34b3233.so.1.0.0 (8 hex digits of the hash of the file before it was patched; twice when a bundled wheel was
//                repaired again: libgfortran-040039e1-0352e75f.so.5.0.0), into NAME.libs/
//   torch style  libcudart.3eda8113.so.13
//   delvewheel   msvcp140-a4c2229bdc2a2a630acdc095b4d86008.dll (32 hex digits), into NAME.libs/
//   delocate     no hash, into .dylibs/

const mostCharacters = 255;

export interface LibraryName {
  /** The base name without hash: `libgomp.so.1.0.0`. */
  plain: string;
  /** Without suffix and version: `libgomp`. */
  stem: string;
  hashes: readonly string[];
  /** Numbers behind `.so`, or before `.dylib`: the ABI's version, which is the project's only for some. */
  version?: string;
  /** Lies where a tool puts libraries of others, or carries its hash. */
  grafted: boolean;
}

/** Reads a file name. `path` uses `/`, and `!/` between containers; the name alone works as well. */
export function readLibraryName(path: string): LibraryName {
  const base = path.slice(path.lastIndexOf('/') + 1).slice(0, mostCharacters);
  const { plain, hashes } = withoutHashes(base);
  const parts = split(plain);
  const folder = path.slice(0, -base.length);
  const grafted = hashes.length > 0 || /(?:^|\/)(?:[^/]{1,100}\.libs|\.dylibs|\.libs)\/$/.test(folder.slice(-120));
  return { plain, hashes, grafted, ...parts };
}

function withoutHashes(base: string): { plain: string; hashes: string[] } {
  // The hash stands before the first point, and that may be one of the library's name: libSDL2-2-1667c208.0.so.0 was libSDL2-2.0.so.0.
  const auditwheel = /^(.+?)((?:-[0-9a-f]{8}){1,3})((?:\.\d{1,9}){0,3}\.so(?:\.[\w.]+)?)$/.exec(base);
  if (auditwheel) return { plain: `${auditwheel[1]}${auditwheel[3]}`, hashes: auditwheel[2]!.slice(1).split('-') };
  const torch = /^(.+?)\.([0-9a-f]{8})(\.so(?:\.[\w.]+)?)$/.exec(base);
  if (torch) return { plain: `${torch[1]}${torch[3]}`, hashes: [torch[2]!] };
  const delvewheel = /^(.+?)-([0-9a-f]{32})(\.dll)$/i.exec(base);
  if (delvewheel) return { plain: `${delvewheel[1]}${delvewheel[3]}`, hashes: [delvewheel[2]!] };
  return { plain: base, hashes: [] };
}

function split(plain: string): { stem: string; version?: string } {
  const shared = /^(.+?)\.so(?:\.(\d[\w.]*))?$/.exec(plain);
  if (shared) return shared[2] === undefined ? { stem: shared[1]! } : { stem: shared[1]!, version: shared[2] };
  const apple = /^(.+?)(?:\.(\d+(?:\.\d+)*))?\.dylib$/.exec(plain);
  if (apple) return apple[2] === undefined ? { stem: apple[1]! } : { stem: apple[1]!, version: apple[2] };
  const windows = /^(.+?)\.(?:dll|exe|lib|a|pyd|node|framework)$/i.exec(plain);
  return { stem: windows?.[1] ?? plain };
}

/** A glob as an expression for whole names: `*` is any text, `[..]` a class, all else itself. Windows names match in any case. */
export function globToExpression(glob: string): RegExp {
  const body = glob.replace(/[.+^$(){}|\\]/g, '\\$&').replace(/\*+/g, '.*');
  return new RegExp(`^(?:${body})$`, /\.(?:dll|exe|lib)$/i.test(glob) ? 'i' : '');
}

/** Names compared across indexes: lower case, `-` for `_` and `.`, without `lib` and the scope's `@`. */
export const comparable = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[_.\s]+/g, '-')
    .replace(/^@/, '');
