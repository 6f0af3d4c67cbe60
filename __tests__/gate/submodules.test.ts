// Submodules are vendored source: named by their repository, at the commit that the tree holds, with or without a tag there.
import { baseOf } from '../../src/discover/index.ts';
import { readLocks } from '../../src/gate/locks.ts';
import { git, removeAll, repositoryOf, write } from '../discover/repository.ts';

const modules =
  '[submodule "deps/zlib"]\n\tpath = deps/zlib\n\turl = https://github.com/madler/zlib.git\n[submodule "own"]\n\tpath = own\n\turl = https://git.example/acme/own\n';
const pin = (folder: string, path: string, id: string): string => git(folder, 'update-index', '--add', '--cacheinfo', `160000,${id},${path}`);
const [first, second] = ['1'.repeat(40), '2'.repeat(40)];
afterAll(removeAll);

test('a known repository is a vendored component, at its commit', async () => {
  const folder = repositoryOf({ '.gitmodules': modules });
  pin(folder, 'deps/zlib', first);
  pin(folder, 'own', first);
  git(folder, 'commit', '-q', '-m', 'pin');
  const { packages } = await readLocks(folder, ['.gitmodules'], (path) => path, undefined);
  expect(packages.map(({ locked }) => locked?.resolved.commit)).toEqual([first, first]);
  const [zlib, own] = packages;
  expect(zlib?.components).toEqual([
    expect.objectContaining({
      id: 'zlib',
      how: 'vendored',
      confidence: 'by-name',
      paths: ['deps/zlib'],
      evidence: [expect.objectContaining({ value: `https://github.com/madler/zlib.git at ${first}`, line: 1 })],
    }),
  ]);
  expect(own?.components).toEqual([]);
});

test('a pull request that moves a submodule to another commit changes it, and nothing else', async () => {
  const folder = repositoryOf({ '.gitmodules': modules });
  pin(folder, 'deps/zlib', first);
  pin(folder, 'own', first);
  git(folder, 'commit', '-q', '-m', 'pin');
  write(folder, { 'README.md': 'hello\n' });
  pin(folder, 'deps/zlib', second);
  git(folder, 'commit', '-q', '-m', 'move');
  const base = await baseOf({ cwd: folder, base: 'HEAD~1' });
  if (base === undefined || 'missing' in base) throw new Error('no base');
  const { packages } = await readLocks(folder, ['.gitmodules'], (path) => path, base);
  expect(packages.map(({ locked, change }) => [locked?.name, locked?.resolved.commit, change?.kind])).toEqual([['deps/zlib', second, 'updated']]);
});

test('a repository of one’s own that is called like a library is no library', async () => {
  const folder = repositoryOf({ '.gitmodules': '[submodule "zlib"]\n\tpath = services/zlib\n\turl = https://git.example/acme/zlib\n' });
  const { packages } = await readLocks(folder, ['.gitmodules'], (path) => path, undefined);
  expect(packages.flatMap(({ components }) => components)).toEqual([]);
});
