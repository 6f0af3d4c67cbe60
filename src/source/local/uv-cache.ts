// uv's cache: wheels-vN/INDEX/NAME/ holds VERSION-TAGS, a link to the unpacked wheel in archive-v0/ID. Folder: UV_CACHE_DIR, else
// uv below the user's cache folder. uv keeps no packed wheel, so the match is by name and version.
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { parsePurl } from '../../purl/index.ts';
import { isFolder, isPlain, type LocalPlace, list } from './types.ts';

export const uvCache: LocalPlace = {
  types: ['pypi'],
  find(locked, { env, home }) {
    const purl = parsePurl(locked.purl);
    if (purl?.version === undefined || !isPlain(purl.name)) return undefined;
    const root =
      env.UV_CACHE_DIR ||
      (process.platform === 'win32' ? join(env.LOCALAPPDATA ?? home, 'uv', 'cache') : join(env.XDG_CACHE_HOME || join(home, '.cache'), 'uv'));
    const names = new Set(
      (locked.files ?? []).map((file) =>
        file.name
          .replace(/\.whl$/, '')
          .split('-')
          .slice(1)
          .join('-'),
      ),
    );
    for (const wheels of list(root)
      .filter((name) => /^wheels-v\d+$/.test(name))
      .reverse()) {
      for (const index of indexFolders(join(root, wheels))) {
        for (const entry of list(join(index, purl.name))) {
          if (!(names.size > 0 ? names.has(entry) : entry.startsWith(`${purl.version}-`))) continue;
          const path = real(join(index, purl.name, entry));
          if (path?.startsWith(`${real(root)}`) && isFolder(path)) return { path, kind: 'folder', how: 'name-version', place: 'uv cache' };
        }
      }
    }
    return undefined;
  },
};

/** pypi/ for the default index, index/HASH/ for every other. */
const indexFolders = (wheels: string): string[] => [join(wheels, 'pypi'), ...list(join(wheels, 'index')).map((name) => join(wheels, 'index', name))];

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
