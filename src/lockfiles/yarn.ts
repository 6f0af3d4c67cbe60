// yarn.lock is two formats under one name: classic (1.x) and Berry (2 on), which is told by its `__metadata`.
import type { LockfileFormat } from '../types.ts';
import { readYarnBerry } from './yarn-berry.ts';
import { readYarnClassic } from './yarn-classic.ts';

export const yarn: LockfileFormat = {
  id: 'yarn',
  names: ['yarn.lock'],
  read: (text, path) => (/^"?__metadata"?:/m.test(text) ? readYarnBerry(text, path) : readYarnClassic(text, path)),
};
