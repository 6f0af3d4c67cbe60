// npm's cache (cacache): content lies under its own hash, content-v2/<algorithm>/aa/bb/rest in hex. The lock's integrity is the
// way to it, and it is hashed again here. Folder: npm_config_cache, else ~/.npm.
import { join } from 'node:path';
import { plainHash } from '../index-context.ts';
import { archive, hashesOf, type LocalPlace } from './types.ts';

export const npmCache: LocalPlace = {
  types: ['npm'],
  find(locked, { env, home }) {
    const root =
      env.npm_config_cache ||
      env.NPM_CONFIG_CACHE ||
      (process.platform === 'win32' ? join(env.LOCALAPPDATA ?? home, 'npm-cache') : join(home, '.npm'));
    for (const hash of hashesOf(locked).map(plainHash)) {
      const [algorithm, hex] = hash.split(':');
      if (!algorithm || !hex || !/^sha(512|384|256|1)$/.test(algorithm) || !/^[0-9a-f]{40,}$/.test(hex)) continue;
      const found = archive(join(root, '_cacache', 'content-v2', algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4)), [hash], 'npm cache');
      if (found) return found;
    }
    return undefined;
  },
};
