// yarn.lock is two formats under one name: classic (1.x) and Berry (2 on), which is told by its `__metadata`. One in JSON is of a Yarn newer than these.
import type { LockfileFormat } from '../types.ts';
import { unknownVersion } from './reading/text.ts';
import { readYarnBerry } from './yarn-berry.ts';
import { readYarnClassic } from './yarn-classic.ts';

export const yarn: LockfileFormat = {
  id: 'yarn',
  names: ['yarn.lock'],

  *read(text, path) {
    if (/^\s*\{/.test(text)) yield unknownVersion(path, 'a yarn.lock in JSON', undefined, "1 and Berry's 4 to 10", { line: 1, column: 1 });
    else yield* /^"?__metadata"?:/m.test(text) ? readYarnBerry(text, path) : readYarnClassic(text, path);
  },
};
