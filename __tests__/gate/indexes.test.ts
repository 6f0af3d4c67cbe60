// Two folders of one checkout may be configured for two registries: each lockfile is asked about where its own project would ask.
import { join } from 'node:path';
import { baseOf } from '../../src/discover/index.ts';
import { indexesByFolder } from '../../src/gate/indexes.ts';
import type { LockedPackage } from '../../src/types.ts';
import { git, removeAll, repositoryOf, write } from '../discover/repository.ts';
import { locked } from '../judge/support.ts';

afterEach(removeAll);

const ours = '@acme:registry=https://acme.example/npm/\n';
let top: string;
beforeEach(() => {
  top = repositoryOf({ '.npmrc': 'registry=https://main.example/\n', 'web/.npmrc': ours });
});

const lockfiles = ['package-lock.json', 'web/package-lock.json', 'web/deep/package-lock.json', 'api/package-lock.json'];
const acme: LockedPackage = locked({
  lock: { purl: 'pkg:npm/%40acme/ui@1.0.0', resolved: { kind: 'registry', url: 'https://acme.example/npm/@acme/ui/-/ui-1.0.0.tgz' } },
}).locked!;
const byFolder = async (base?: string) => {
  const found = base === undefined ? undefined : await baseOf({ cwd: top, base });
  if (found !== undefined && 'missing' in found) throw new Error(found.missing);
  return indexesByFolder({
    options: { env: { HOME: join(top, 'nowhere') }, cwd: top, ask: async () => undefined },
    top,
    folder: '',
    base: found,
    lockfiles,
  });
};

test('the configuration beside a lockfile, or in the nearest folder above, counts for that lockfile alone', async () => {
  const indexes = await byFolder();
  const configured = await Promise.all(lockfiles.map((path) => indexes.of(path).isConfigured(acme)));
  expect(configured).toEqual([false, true, true, false]);
});

test('folders without any of their own share connections and answers', async () => {
  const indexes = await byFolder();
  expect(indexes.of('api/package-lock.json')).toBe(indexes.of('package-lock.json'));
  expect(indexes.of('web/package-lock.json')).not.toBe(indexes.of('package-lock.json'));
  expect(indexes.costs()).toEqual({ requests: 0, bytes: 0, cached: 0, waited: 0 });
});

test('in a pull request the base says where to ask', async () => {
  write(top, { 'web/.npmrc': '', 'api/.npmrc': ours });
  git(top, 'add', '-A');
  git(top, 'commit', '-q', '-m', 'head');
  const indexes = await byFolder('HEAD~1');
  expect(await indexes.of('web/package-lock.json').isConfigured(acme)).toBe(true);
  expect(await indexes.of('api/package-lock.json').isConfigured(acme)).toBe(false);
});
