// pip's download cache: http-v2/a/b/c/d/e/HASH.body, where HASH is the SHA-224 of the address that was asked, and the body is the
// file as it came; and folders of files that pip is told to find (PIP_FIND_LINKS). Both are held against the lock's hash.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { archive, type LocalContext, type LocalPlace } from './types.ts';

export const pipCache: LocalPlace = {
  types: ['pypi'],
  find(locked, context) {
    for (const file of locked.files ?? []) {
      const hashes = file.hash === undefined ? [] : [file.hash];
      if (hashes.length === 0) continue;
      const found = [
        ...(file.url === undefined ? [] : [cachePath(file.url, context)]),
        ...linkFolders(context).map((folder) => join(folder, file.name)),
      ].flatMap((path) => archive(path, hashes, 'pip cache') ?? []);
      const exact = found.find((copy) => copy.how === 'hash');
      if (exact && /^[^/\\]+$/.test(file.name)) return exact;
    }
    return undefined;
  },
};

function cachePath(url: string, { env, home }: LocalContext): string {
  const root =
    env.PIP_CACHE_DIR ||
    (process.platform === 'win32'
      ? join(env.LOCALAPPDATA ?? home, 'pip', 'Cache')
      : process.platform === 'darwin'
        ? join(home, 'Library', 'Caches', 'pip')
        : join(env.XDG_CACHE_HOME || join(home, '.cache'), 'pip'));
  const hash = createHash('sha224').update(url.replace(/#.*$/, '')).digest('hex');
  return join(root, 'http-v2', ...hash.slice(0, 5), `${hash}.body`);
}

const linkFolders = ({ env }: LocalContext): string[] =>
  (env.PIP_FIND_LINKS ?? '')
    .split(/\s+/)
    .filter((one) => one.startsWith('/'))
    .slice(0, 20);
