// Where the dynamic linker looks for what a file needs, inside one artifact.
//   ELF     ld.so(8), gABI "Shared Object Dependencies": a name with a slash is a path; else DT_RPATH of the file and of those that loaded it (not
//           where the file has a DT_RUNPATH), DT_RUNPATH of the file alone, the system's folders. What is loaded already is taken by its SONAME.
//   Mach-O  dyld(1): @loader_path is the file's folder, @executable_path the program's, @rpath each LC_RPATH of the file and of its loaders; any
//           other path is the system's.
//   PE      "Dynamic-Link Library Search Order": the folder of the file, of the program, folders added at run time, which is how NAME.libs of
//           delvewheel comes in; names do not mind their case.
// Places are those after installation: a wheel's files lie in site-packages, three folders below those of its .data/data.
import type { ListedFile, NativeFile } from '../types.ts';

const mostFolders = 64;
const mostLoaders = 64;
/** The folders that ld.so searches by itself, with the names of multiarch below them. */
const systemFolder = /^(?:usr\/(?:local\/)?)?lib(?:32|64|x32)?(?:\/[a-z0-9_]+-linux-(?:gnu|musl)\w*)?$/;

/** Whether `name`, as `file` needs it, is found at a place of the artifact, for all pairs that the files make. `path` is the artifact's. */
export function runPaths(native: readonly NativeFile[], files: readonly ListedFile[], path: string): (file: NativeFile, name: string) => boolean {
  const place = path.endsWith('.whl') ? inSite : normal;
  const present = new Set<string>();
  const folded = new Set<string>(); // for PE: lower case
  const bySystem = new Set<string>();
  for (const one of [...native.map((file) => file.path), ...files.filter(({ kind }) => kind === 'link').map((file) => file.path)]) {
    const there = place(one);
    present.add(there);
    folded.add(there.toLowerCase());
    if (place === normal && systemFolder.test(folderOf(there).replace(/^.*!\//, ''))) bySystem.add(baseOf(there));
  }
  const loaders = loadersOf(native);
  const folders = once((file: NativeFile) => [...new Set(foldersOf(file, loaders(file), place))].slice(0, mostFolders));
  const places = { present, folded, bySystem, place, folders, loaders, windows: windowsFolders(native, place) };
  const needs = once((file: NativeFile) => new Set(file.needed));
  const hashed = new Map<string, string[]>(); // SONAME to files of another name
  for (const { soname, path: own } of native) {
    if (soname === undefined || baseOf(soname) === baseOf(own)) continue;
    hashed.set(baseOf(soname), [...(hashed.get(baseOf(soname)) ?? []), baseOf(own)].slice(0, 4));
  }
  return (file, name) => {
    if (direct(file, name, places)) return true;
    // Whoever loads this file may have loaded the library before, under this name or one that leads to the same SONAME.
    const names = [name, ...(hashed.get(baseOf(name)) ?? [])];
    return loaders(file).some((loader) => names.some((one) => needs(loader).has(one) && direct(loader, one, places)));
  };
}

interface Places {
  present: ReadonlySet<string>;
  folded: ReadonlySet<string>;
  bySystem: ReadonlySet<string>;
  place: Place;
  folders(file: NativeFile): readonly string[];
  loaders(file: NativeFile): readonly NativeFile[];
  windows: readonly string[];
}
type Place = (path: string) => string;

function direct(file: NativeFile, name: string, { present, folded, bySystem, place, folders, loaders, windows }: Places): boolean {
  const folder = folderOf(place(file.path));
  if (file.format === 'pe') return [folder, ...windows].some((one) => folded.has(join(one, baseOf(name)).toLowerCase()));
  if (file.format === 'macho') {
    if (!name.startsWith('@rpath/')) return expandApple(name, file, loaders(file), place).some((path) => present.has(path));
    return folders(file).some((one) => present.has(join(one, name.slice('@rpath/'.length))));
  }
  if (name.includes('/')) return present.has(normal(name));
  return bySystem.has(name) || folders(file).some((one) => present.has(join(one, name)));
}

const baseOf = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');

const site = 'lib/python/site-packages';
/** Where a file of a wheel lies after installation. */
function inSite(path: string): string {
  const clean = normal(path);
  const data = /^[^/]+\.data\/(purelib|platlib|data|scripts)\/(.*)$/.exec(clean);
  if (data === null) return `${site}/${clean}`;
  return data[1] === 'data' ? data[2]! : `${data[1] === 'scripts' ? 'bin' : site}/${data[2]}`;
}

/** Without `.`, `..` and double slashes; a path that climbs out of the root stays in it. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/', 512)) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
const push = <T>(lists: Map<string, T[]>, key: string, value: T): void => {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
};
const join = (folder: string, name: string): string => normal(`${folder}/${name}`);

/** For each file, the files of the artifact that need it, directly or through others. */
function loadersOf(native: readonly NativeFile[]): (file: NativeFile) => readonly NativeFile[] {
  const needing = new Map<string, NativeFile[]>();
  for (const file of native) {
    for (const name of new Set([...file.needed, ...(file.delayNeeded ?? [])].map(baseOf))) push(needing, name, file);
  }
  return once((file: NativeFile) => {
    const found = new Set<NativeFile>();
    const queue = [file];
    for (const one of queue) {
      for (const name of new Set([baseOf(one.path), baseOf(one.soname ?? one.path)])) {
        for (const loader of needing.get(name) ?? []) {
          if (found.has(loader) || loader === file || found.size === mostLoaders) continue;
          found.add(loader);
          queue.push(loader);
        }
      }
    }
    return [...found];
  });
}

function once<T>(make: (file: NativeFile) => T): (file: NativeFile) => T {
  const known = new Map<NativeFile, T>();
  return (file) => {
    if (!known.has(file)) known.set(file, make(file));
    return known.get(file)!;
  };
}

/** Where names are looked for: of ELF the run paths, of Mach-O what @rpath stands for. */
function foldersOf(file: NativeFile, loaders: readonly NativeFile[], place: Place): string[] {
  if (file.format === 'macho') {
    return [file, ...loaders].flatMap((from) => (from.rpath ?? from.runpath ?? []).flatMap((path) => expandApple(path, from, loaders, place)));
  }
  if (file.runpath !== undefined) return file.runpath.map((path) => elfPlace(path, file, place)).filter((path) => path !== undefined);
  const inherited = [file, ...loaders.filter(({ runpath }) => runpath === undefined)];
  return inherited.flatMap((from) => (from.rpath ?? []).map((path) => elfPlace(path, from, place))).filter((path) => path !== undefined);
}
/** $ORIGIN is the folder of the file that has the run path. A relative path depends on where the program is started. */
function elfPlace(path: string, file: NativeFile, place: Place): string | undefined {
  const origin = /^\$(?:ORIGIN|\{ORIGIN\})(.*)$/s.exec(path);
  if (origin) return join(folderOf(place(file.path)), origin[1]!);
  return path.startsWith('/') ? normal(path) : undefined;
}

function expandApple(path: string, from: NativeFile, loaders: readonly NativeFile[], place: Place): string[] {
  const match = /^@(loader_path|executable_path)(?:\/(.*))?$/s.exec(path);
  if (match === null) return [];
  const programs = match[1] === 'loader_path' ? [from] : [from, ...loaders].filter(({ type }) => type === 'executable');
  return programs.slice(0, mostFolders).map((one) => join(folderOf(place(one.path)), match[2] ?? ''));
}

/** Folders of programs, and those that delvewheel's start-up code adds. */
function windowsFolders(native: readonly NativeFile[], place: Place): string[] {
  const found = native.filter(({ path, type, format }) => format === 'pe' && (type === 'executable' || /(?:^|\/)[^/]+\.libs\/[^/]+$/.test(path)));
  return [...new Set(found.map(({ path }) => folderOf(place(path))))].slice(0, mostFolders);
}
