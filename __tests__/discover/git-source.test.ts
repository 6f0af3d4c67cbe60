import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blobTexts, gitHash, gitTree, knownBlobs } from '../../src/discover/index.ts';
import { commit, folderOf, git, removeAll, repositoryOf, write } from './repository.ts';

afterEach(removeAll);

const none = { ids: new Set<string>() };

/** first (tag v1.0), second (HEAD). */
function released() {
  const cwd = repositoryOf({ 'src/a.py': 'old\n', 'README.md': 'r\n' });
  git(cwd, 'tag', '-a', '-m', 'x', 'v1.0');
  const first = git(cwd, 'rev-parse', 'HEAD');
  write(cwd, { 'src/a.py': 'new\n' });
  const second = commit(cwd, 'second');
  return { cwd, first, second };
}

describe('the commit', () => {
  test('that the artifact names comes before the tag of its version', async () => {
    const { cwd, first, second } = released();
    expect(await gitTree(cwd, { ...none, version: '1.0', commit: second })).toMatchObject({ commit: second, how: 'commit' });
    expect(await gitTree(cwd, { ...none, version: '1.0' })).toMatchObject({ commit: first, ref: 'v1.0', how: 'tag', remarks: [] });
  });
  test.each(['1.0', 'pkg-1.0', 'pkg@1.0', 'release-1.0', '1_0'])('tag %s', async (tag) => {
    const { cwd, first } = released();
    git(cwd, 'tag', '-d', 'v1.0');
    git(cwd, 'tag', tag, first);
    expect(await gitTree(cwd, { ...none, name: '@scope/pkg', version: '1.0' })).toMatchObject({ commit: first, ref: tag });
  });
  test('else the branch or tag that shares most files; what is missing is said', async () => {
    const { cwd, first } = released();
    const ids = new Set([git(cwd, 'rev-parse', 'v1.0:src/a.py')]);
    const tree = await gitTree(cwd, { ids, version: '9', commit: 'f'.repeat(40) });
    expect(tree).toMatchObject({ commit: first, ref: 'v1.0', how: 'nearest' });
    expect(tree?.remarks.join('\n')).toMatch(/names commit ffffffffffff.*not in this clone[\s\S]*None of the 1 tags[\s\S]*shares most files \(1\)/);
  });
});

test('files with id and size, links and submodules told apart, paths relative to the folder that was named', async () => {
  const cwd = repositoryOf({ 'sub/ä b.txt': 'hi\n', 'sub/l': '->nowhere', 'top.txt': '' });
  git(cwd, 'update-index', '--add', '--cacheinfo', `160000,${git(cwd, 'rev-parse', 'HEAD')},sub/mod`);
  git(cwd, 'commit', '-q', '-m', 'submodule');
  const id = git(cwd, 'hash-object', 'sub/ä b.txt');
  const tree = await gitTree(join(cwd, 'sub'), none);
  expect(tree).toMatchObject({ how: 'head', submodules: ['mod'] });
  expect(tree?.files).toEqual([
    { path: 'l', id: expect.any(String), size: 7, link: true },
    { path: 'ä b.txt', id, size: 3 },
  ]);
});

test('sha256 repositories, bare ones, folders that are none', async () => {
  const cwd = folderOf({ a: 'a' });
  expect(await gitHash(cwd)).toBeUndefined();
  git(cwd, 'init', '-q', '--object-format=sha256');
  commit(cwd, 'first');
  expect(await gitHash(cwd)).toBe('sha256');
  expect((await gitTree(cwd, none))?.files[0]?.id).toHaveLength(64);
  const { cwd: other } = released();
  expect(await gitHash(other)).toBe('sha1');
  expect(await gitHash(join(other, '.git'))).toBe('sha1');
  write(other, { 'ignored/x': '1' });
  expect(await gitHash(join(other, 'ignored'))).toBeUndefined();
});

test('a shallow clone says so', async () => {
  const { cwd } = released();
  const clone = folderOf();
  git(clone, 'clone', '-q', '--depth', '1', `file://${cwd}`, 'c');
  expect((await gitTree(join(clone, 'c'), { ...none, version: '1.0' }))?.remarks.join(' ')).toContain('shallow');
});

test('blobs of any commit are known, and read as they are stored', async () => {
  const { cwd } = released();
  const [old, now] = ['v1.0:src/a.py', 'HEAD:src/a.py'].map((name) => git(cwd, 'rev-parse', name)) as [string, string];
  const missing = 'a'.repeat(40);
  expect([...(await knownBlobs(cwd, [old, now, missing, '--help']))]).toEqual([
    [old, 4],
    [now, 4],
  ]);
  const texts = await blobTexts(cwd, [old, missing, now]);
  expect([...texts].map(([id, bytes]) => [id, Buffer.from(bytes).toString()])).toEqual([
    [old, 'old\n'],
    [now, 'new\n'],
  ]);
});

test('a hostile repository runs nothing', async () => {
  const cwd = repositoryOf({ 'a.txt': 'a\n', '.gitattributes': '* filter=evil diff=evil text eol=crlf\n' });
  const ran = join(cwd, 'ran');
  const evil = join(cwd, 'evil.sh');
  writeFileSync(evil, `#!/bin/sh\ntouch '${ran}'\ncat\n`);
  chmodSync(evil, 0o755);
  for (const key of [
    'core.fsmonitor',
    'filter.evil.clean',
    'filter.evil.smudge',
    'filter.evil.process',
    'diff.evil.textconv',
    'diff.external',
    'core.sshCommand',
    'core.pager',
    'core.alternateRefsCommand',
    'uploadpack.packObjectsHook',
  ])
    git(cwd, 'config', key, evil);
  for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction', 'pre-auto-gc'])
    writeFileSync(join(cwd, '.git/hooks', hook), `#!/bin/sh\ntouch '${ran}'\n`, { mode: 0o755 });
  const id = git(cwd, 'rev-parse', 'HEAD:a.txt');
  expect(await gitHash(cwd)).toBe('sha1');
  expect((await gitTree(cwd, { ids: new Set([id]), version: '1' }))?.files.map(({ path }) => path)).toEqual(['.gitattributes', 'a.txt']);
  expect(Buffer.from((await blobTexts(cwd, [id])).get(id) ?? []).toString()).toBe('a\n');
  expect(existsSync(ran)).toBe(false);
});
