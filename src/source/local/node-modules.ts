// node_modules, as npm, yarn and pnpm lay it out: a package's own package.json says name and version. npm writes what it installed
// from into node_modules/.package-lock.json, pnpm keeps every package under node_modules/.pnpm/name@version/node_modules/name.
import { dirname, join } from 'node:path';
import { nativeName, parsePurl } from '../../purl/index.ts';
import type { LockedPackage } from '../../types.ts';
import { plainHash } from '../index-context.ts';
import { hashesOf, isFolder, isPlain, type LocalContext, type LocalCopy, type LocalPlace, list, once, readText } from './types.ts';

export const nodeModules: LocalPlace = {
  types: ['npm'],
  find(locked, context) {
    const purl = parsePurl(locked.purl);
    if (purl?.version === undefined || !isPlain(nativeName(purl))) return undefined;
    for (const path of candidates(locked, nativeName(purl), purl.version, context)) {
      if (!isFolder(path)) continue;
      const manifest = jsonOf(readText(join(path, 'package.json')));
      if (manifest?.name !== nativeName(purl) || manifest.version !== purl.version) continue;
      return { path, kind: 'folder', how: 'name-version', place: 'node_modules', ...recorded(locked, path, context) };
    }
    return undefined;
  },
};

/** The lock's own path first (npm's keys are paths), then the usual ones, then every node_modules one level down. */
function* candidates(locked: LockedPackage, name: string, version: string, context: LocalContext): Generator<string> {
  const { folder, cwd } = context;
  const key = locked.key?.replace(/\\/g, '/');
  if (key?.startsWith('node_modules/') && isPlain(key)) yield join(folder, key);
  for (const root of new Set([folder, cwd])) {
    const modules = join(root, 'node_modules');
    yield join(modules, name);
    const pnpm = join(modules, '.pnpm');
    const stem = `${name.replace('/', '+')}@${version}`;
    for (const one of once(context, `names in ${pnpm}`, () => list(pnpm)))
      if (one === stem || one.startsWith(`${stem}_`) || one.startsWith(`${stem}(`)) yield join(pnpm, one, 'node_modules', name);
    for (const nested of once(context, `node_modules below ${modules}`, () => nestedFolders(modules))) yield join(nested, name);
  }
}

/** The node_modules folders that packages of `root` have of their own. */
function nestedFolders(root: string): string[] {
  const packages = list(root).flatMap((name) =>
    name.startsWith('@') ? list(join(root, name)).map((one) => `${name}/${one}`) : name.startsWith('.') ? [] : [name],
  );
  return packages.map((name) => join(root, name, 'node_modules')).filter(isFolder);
}

/** npm's hidden lockfile holds the integrity of what was installed; another one than the lock's is a mismatch. */
function recorded(locked: LockedPackage, path: string, context: LocalContext): Pick<LocalCopy, 'mismatch'> {
  for (const root of new Set([context.folder, context.cwd])) {
    if (dirname(path).length < root.length) continue;
    const file = join(root, 'node_modules', '.package-lock.json');
    const hidden = once(context, `record ${file}`, () => jsonOf(readText(file, 64 << 20)));
    const entry = (hidden?.packages as Record<string, { integrity?: unknown }> | undefined)?.[path.slice(root.length + 1).replaceAll('\\', '/')];
    if (typeof entry?.integrity !== 'string') continue;
    const got = entry.integrity.split(/\s+/).map(plainHash);
    const wanted = hashesOf(locked).map(plainHash);
    const comparable = wanted.filter((hash) => got.some((one) => one.split(':')[0] === hash.split(':')[0]));
    if (comparable.length > 0 && !comparable.some((hash) => got.includes(hash))) return { mismatch: { expected: comparable[0]!, got: got[0]! } };
  }
  return {};
}

function jsonOf(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const data: unknown = text === undefined ? undefined : JSON.parse(text);
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
