import { discover } from '../../src/discover/index.ts';
import { folderOf, git, remove, removeAll, repositoryOf, write } from './repository.ts';

afterEach(removeAll);

const lockfileNames = ['uv.lock', 'package-lock.json', 'Cargo.lock', '*requirements*.txt', 'pdm.*.lock'];
const look = (cwd: string, rest: Partial<Parameters<typeof discover>[0]> = {}) => discover({ cwd, lockfileNames, ...rest });

describe.each([
  ['in a git checkout', (files: Record<string, string>) => init(folderOf(files))],
  ['without git', folderOf],
])('lockfiles by default, %s', (_, make) => {
  test('all known ones of a monorepo, at any depth, tracked or not', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`packages/p${String(index).padStart(3, '0')}/package-lock.json`, '{}']),
    );
    const cwd = make({ 'uv.lock': '', 'deep/a/b/dev-requirements.txt': '', 'pdm.linux.lock': '', 'not.lock': '', ...many });
    const found = await look(cwd);
    expect(found.lockfiles).toHaveLength(303);
    expect(found.lockfiles.slice(0, 2)).toEqual(['deep/a/b/dev-requirements.txt', 'packages/p000/package-lock.json']);
    expect(found.nothing).toBeUndefined();
  });

  test('.gitignore holds: names, folders, anchors, exceptions, nested files', async () => {
    const cwd = make({
      '.gitignore': '# made by tools\n/uv.lock\nout/\n*.tmp\ngen*/\n!sub/keep/uv.lock\n',
      'uv.lock': '',
      'sub/uv.lock': '',
      'out/uv.lock': '',
      'sub/out/Cargo.lock': '',
      'generated/Cargo.lock': '',
      'sub/.gitignore': 'Cargo.lock\n!keep/Cargo.lock\n',
      'sub/Cargo.lock': '',
      'sub/keep/Cargo.lock': '',
    });
    expect((await look(cwd)).lockfiles).toEqual(['sub/keep/Cargo.lock', 'sub/uv.lock']);
  });

  test('a symbolic link is not followed, and said so', async () => {
    const cwd = make({ 'a/uv.lock': '', 'b/uv.lock': '->../a/uv.lock', loop: '->.' });
    const found = await look(cwd);
    expect(found.lockfiles).toEqual(['a/uv.lock']);
    expect(found.notRead).toEqual([{ path: 'b/uv.lock', reason: 'a symbolic link, which is not followed' }]);
    expect(found.unread).toEqual([]); // what it leads to is read under its own name
  });

  test('a link to what is not looked at by itself is left unread, and no run may pass over it', async () => {
    const cwd = make({ 'a/uv.lock': '', 'b/uv.lock': '->../a/hidden', 'a/hidden': '', 'c/uv.lock': '->/nonexistent', 'dist/x.whl': '->../a/hidden' });
    const reason = 'a symbolic link, which is not followed';
    expect((await look(cwd)).unread).toEqual(['b/uv.lock', 'c/uv.lock', 'dist/x.whl'].map((path) => ({ path, reason })));
    expect((await look(cwd, { lookAt: { artifacts: ['dist/*'], lockfiles: [] } })).unread).toEqual([{ path: 'dist/x.whl', reason }]);
  });

  test('known and not readable: listed with the reason', async () => {
    const cwd = make({ 'bun.lockb': 'x', 'uv.lock': '' });
    const found = await look(cwd, { knownButNotRead: [{ names: ['bun.lockb'], reason: 'binary' }] });
    expect(found).toMatchObject({ lockfiles: ['uv.lock'], notRead: [{ path: 'bun.lockb', reason: 'binary' }] });
  });
});

function init(cwd: string): string {
  git(cwd, 'init', '-q');
  return cwd;
}

test('vendored trees are not searched; what git tracks in them is listed', async () => {
  const cwd = repositoryOf({ 'uv.lock': '', 'vendor/lib/Cargo.lock': '', 'web/node_modules/x/package-lock.json': '{}' });
  const found = await look(cwd);
  expect(found.lockfiles).toEqual(['uv.lock']);
  expect(found.notRead).toEqual([
    { path: 'vendor/lib/Cargo.lock', reason: "inside vendor/, which holds other people's code" },
    { path: 'web/node_modules/x/package-lock.json', reason: "inside web/node_modules/, which holds other people's code" },
  ]);
});

test('a lockfile that the work tree has lost is not looked for; a subfolder of a checkout is searched alone', async () => {
  const cwd = repositoryOf({ 'uv.lock': '', 'sub/uv.lock': '', 'sub/inner/Cargo.lock': '' });
  remove(cwd, 'uv.lock');
  expect((await look(cwd)).lockfiles).toEqual(['sub/inner/Cargo.lock', 'sub/uv.lock']);
  expect((await look(`${cwd}/sub`)).lockfiles).toEqual(['inner/Cargo.lock', 'uv.lock']);
});

test('artifacts by default: the root and the output folders, known kinds only', async () => {
  const cwd = folderOf({
    'demo-1.0.tgz': '',
    'dist/demo-1.0-py3-none-any.whl': '',
    'dist/demo-1.0.tar.gz': '',
    'dist/index.js': '',
    'build/libs/demo.jar': '',
    'target/package/demo-1.0.crate': '',
    'target/debug/deps/other.jar': '',
    'src/data/sample.zip': '',
    'dist/node_modules/x/x.tgz': '',
    'out/latest.deb': '->../demo-1.0.tgz',
  });
  const found = await look(cwd);
  expect(found.artifacts).toEqual([
    'build/libs/demo.jar',
    'demo-1.0.tgz',
    'dist/demo-1.0-py3-none-any.whl',
    'dist/demo-1.0.tar.gz',
    'target/package/demo-1.0.crate',
  ]);
  expect(found.notRead).toEqual([{ path: 'out/latest.deb', reason: 'a symbolic link, which is not followed' }]);
});

describe('by patterns', () => {
  const files = {
    'build/demo-0.1.0-py3-none-any.whl': '',
    'dist/a.so': '',
    'dist/b.so': '',
    'image/index.json': '{}',
    'node_modules/x/build/x.node': '',
    'a/uv.lock': '',
    'b/uv.lock': '',
  };

  test('globs, exceptions, whole folders, and trees that are named', async () => {
    const cwd = folderOf(files);
    const artifacts = async (...patterns: string[]) => (await look(cwd, { lookAt: { artifacts: patterns, lockfiles: [] } })).artifacts;
    expect(await artifacts('dist/*.so', '!dist/b.so')).toEqual(['dist/a.so']);
    expect(await artifacts('./image')).toEqual(['image']);
    expect(await artifacts('**/*.node')).toEqual([]);
    expect(await artifacts('node_modules/**/*.node')).toEqual(['node_modules/x/build/x.node']);
    expect(await artifacts('../*', '/etc/*')).toEqual([]);
    expect((await look(cwd, { lookAt: { artifacts: [], lockfiles: ['**/uv.lock', '!b/**'] } })).lockfiles).toEqual(['a/uv.lock']);
  });

  test('nothing matched: the pattern, the number of files, and the nearest', async () => {
    for (const pattern of ['dist/*.whl', '**/dist/*.whl']) {
      const found = await look(folderOf(files), { lookAt: { artifacts: [pattern], lockfiles: [] } });
      expect(found.nothing).toEqual({ what: 'artifacts', pattern, files: 6, nearest: 'build/demo-0.1.0-py3-none-any.whl' });
    }
  });

  test('one of two patterns matched nothing: it is said, and the other counts', async () => {
    const found = await look(folderOf(files), { lookAt: { artifacts: ['dist/*.so'], lockfiles: ['uv.lok'] } });
    expect(found.nothing).toBeUndefined();
    expect(found.unmatched).toEqual([{ what: 'lockfiles', pattern: 'uv.lok', files: 6, nearest: 'a/uv.lock' }]);
  });

  test('a pattern that could keep us busy is refused', async () => {
    const cwd = folderOf(files);
    await expect(look(cwd, { lookAt: { artifacts: ['{a,b}'.repeat(20)] } })).rejects.toThrow('alternatives');
    await expect(look(cwd, { lookAt: { artifacts: ['x'.repeat(600)] } })).rejects.toThrow('characters');
  });
});

test('an empty checkout has nothing, and says what was looked for', async () => {
  const found = await look(folderOf({ 'README.md': '' }));
  expect(found.nothing).toMatchObject({ what: 'both', files: 1 });
});

test('configuration of the checkout runs nothing', async () => {
  const cwd = repositoryOf({ 'uv.lock': '', '.gitattributes': '* filter=evil diff=evil\n' });
  const trap = `touch '${cwd}/ran'`;
  for (const key of [
    'core.fsmonitor',
    'core.sshCommand',
    'core.pager',
    'core.editor',
    'diff.external',
    'diff.evil.textconv',
    'diff.evil.command',
    'filter.evil.clean',
    'filter.evil.smudge',
    'alias.ls-files',
    'alias.rev-parse',
  ]) {
    git(cwd, 'config', key, key.startsWith('alias') ? `!${trap}` : trap);
  }
  write(cwd, { '.git/hooks/post-index-change': `#!/bin/sh\n${trap}\n`, 'Cargo.lock': '' });
  expect((await look(cwd)).lockfiles).toEqual(['Cargo.lock', 'uv.lock']);
  expect((await look(cwd, { lookAt: { artifacts: ['ran'], lockfiles: [] } })).artifacts).toEqual([]);
});

describe('what patterns leave out', () => {
  const files = { 'uv.lock': '', 'new/uv.lock': '', 'new/package-lock.json': '', 'tests/uv.lock': '', 'vendor/x/uv.lock': '', 'dist/a.whl': '' };
  const outside = async (lookAt: NonNullable<Parameters<typeof discover>[0]['lookAt']>) => (await look(folderOf(files), { lookAt })).outside;

  test('known lockfiles that no pattern names are told, those of other people are not', async () => {
    expect(await outside({ lockfiles: ['uv.lock', '!tests/**'] })).toEqual(['new/package-lock.json']); // uv.lock has no slash: any folder's
    expect(await outside({ lockfiles: ['new/*.lock'] })).toEqual(['new/package-lock.json', 'tests/uv.lock', 'uv.lock']);
    expect(await outside({ lockfiles: [] })).toEqual(['new/package-lock.json', 'new/uv.lock', 'tests/uv.lock', 'uv.lock']);
    expect(await outside({ artifacts: ['dist/*'] })).toEqual([]); // lockfiles by default: all of them
  });

  test('a link that is called like one is told as well: nobody follows it', async () => {
    const found = await look(folderOf({ 'Cargo.lock': '', 'a/uv.lock': '->../elsewhere' }), { lookAt: { lockfiles: ['Cargo.lock'] } });
    expect(found).toMatchObject({ outside: ['a/uv.lock'], unread: [] });
  });

  test('what is taken away is counted in one line', async () => {
    const found = await look(folderOf({ ...files, 'tests/a/Cargo.lock': '' }), { lookAt: { lockfiles: ['uv.lock', 'new/*', '!tests/**'] } });
    expect(found.notRead).toEqual([{ path: 'tests/a/Cargo.lock', reason: 'taken away by a pattern of look-at, as 1 more lockfile is' }]);
    expect(found.outside).toEqual([]);
  });

  test('patterns that only take away take from the default', async () => {
    const found = await look(folderOf(files), { lookAt: { lockfiles: ['!tests/**'], artifacts: ['!*.tgz'] } });
    expect(found).toMatchObject({ lockfiles: ['new/package-lock.json', 'new/uv.lock', 'uv.lock'], artifacts: ['dist/a.whl'], outside: [] });
  });
});
