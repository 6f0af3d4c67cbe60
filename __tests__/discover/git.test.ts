import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Base, baseOf, changedPaths, filesAtBase, pathsAtBase, readAtBase } from '../../src/discover/index.ts';
import { commit, folderOf, git, remove, removeAll, repositoryOf, write } from './repository.ts';

afterEach(removeAll);

const pullRequest = (sha: string, name = 'pull_request') => ({ name, payload: { pull_request: { base: { sha, ref: 'main' } } } });
const textOf = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8'));

async function mustBase(...of: Parameters<typeof baseOf>): Promise<Base> {
  const base = await baseOf(...of);
  if (base === undefined || 'missing' in base) throw new Error(`no base: ${base?.missing ?? 'nothing to compare with'}`);
  return base;
}

/** main: first, then "main moves on"; topic, checked out: cut from first, changes uv.lock. */
function diverged() {
  const cwd = repositoryOf({ 'uv.lock': 'old\n', 'sourcegate.yml': 'version: 1\n' });
  const first = git(cwd, 'rev-parse', 'HEAD');
  git(cwd, 'checkout', '-q', '-b', 'topic');
  write(cwd, { 'uv.lock': 'new\n' });
  const topic = commit(cwd, 'topic');
  git(cwd, 'checkout', '-q', 'main');
  write(cwd, { 'sourcegate.yml': 'version: 1\nextends: guix-strict\n' });
  const main = commit(cwd, 'main moves on');
  git(cwd, 'checkout', '-q', 'topic');
  return { cwd, first, topic, main };
}

describe('the base of each event', () => {
  test.each(['pull_request', 'pull_request_target'])('%s: compared with where the branch left, the policy from the tip', async (name) => {
    const { cwd, first, main } = diverged();
    const base = await mustBase({ cwd, event: pullRequest(main, name) });
    expect(base).toMatchObject({ commit: first, tip: main, name: 'main' });
    expect(textOf(await readAtBase(base, 'uv.lock'))).toBe('old\n');
    expect(textOf(await readAtBase(base, 'sourcegate.yml', 'tip'))).toBe('version: 1\nextends: guix-strict\n');
  });

  test('the merge commit that the runner checks out', async () => {
    const { cwd, main } = diverged();
    git(cwd, 'checkout', '-q', '--detach', 'main');
    git(cwd, 'merge', '-q', '--no-edit', 'topic');
    expect(await mustBase({ cwd, event: pullRequest(main) })).toMatchObject({ commit: main, tip: main });
  });

  test('merge_group and push', async () => {
    const { cwd, first } = diverged();
    const group = { name: 'merge_group', payload: { merge_group: { base_sha: first, base_ref: 'refs/heads/main' } } };
    expect(await mustBase({ cwd, event: group })).toMatchObject({ commit: first, name: 'main' });
    expect(await mustBase({ cwd, event: { name: 'push', payload: { before: first } } })).toMatchObject({ commit: first, name: first.slice(0, 10) });
  });

  test.each([
    ['the first push of a branch', { name: 'push', payload: { before: '0'.repeat(40) } }],
    ['an event that changes nothing', { name: 'schedule', payload: {} }],
    ['a payload of another form', { name: 'pull_request', payload: { pull_request: { base: { sha: '--upload-pack=x' } } } }],
    ['no payload', { name: 'pull_request', payload: null }],
  ])('%s: nothing to compare with', async (_, event) => {
    expect(await baseOf({ cwd: repositoryOf({ a: '' }), event })).toBeUndefined();
  });

  test('--base: a branch, a tag, a revision', async () => {
    const { cwd, first, main } = diverged();
    expect(await mustBase({ cwd, base: 'main' })).toMatchObject({ commit: first, tip: main, name: 'main' });
    expect(await mustBase({ cwd, base: 'HEAD~1' })).toMatchObject({ commit: first });
  });

  test.each(['nowhere', '--output=x', 'HEAD:uv.lock', ''])('--base %p names no commit: the user is told', async (base) => {
    await expect(baseOf({ cwd: diverged().cwd, base })).rejects.toThrow('no commit is called');
  });

  test('no merge base: the tip itself', async () => {
    const { cwd } = diverged();
    git(cwd, 'checkout', '-q', '--orphan', 'other');
    const other = commit(cwd, 'unrelated');
    git(cwd, 'checkout', '-q', 'main');
    expect(await mustBase({ cwd, base: other })).toMatchObject({ commit: other, tip: other });
  });
});

describe('the base is not there', () => {
  test('a shallow clone says what to set', async () => {
    const { cwd, first } = diverged();
    const clone = folderOf();
    git(clone, 'clone', '-q', '--depth', '1', `file://${cwd}`, 'shallow');
    expect(await baseOf({ cwd: join(clone, 'shallow'), event: pullRequest(first) })).toEqual({
      missing:
        'the base commit of this pull request is not in this clone (depth 1). Set fetch-depth: 0 in actions/checkout (on your machine: git fetch --unshallow). Until then everything counts as new.',
    });
    expect(await baseOf({ cwd: join(clone, 'shallow'), base: 'main' })).toMatchObject({ missing: expect.stringContaining('fetch-depth: 0') });
  });
  test('a complete clone says something else', async () => {
    const answer = await baseOf({ cwd: diverged().cwd, event: { name: 'push', payload: { before: 'a'.repeat(40) } } });
    expect(answer).toMatchObject({ missing: expect.stringMatching(/^the commit before this push .* complete/) });
  });
  test('no git checkout', async () => {
    expect(await baseOf({ cwd: folderOf({ a: '' }), event: pullRequest('a'.repeat(40)) })).toMatchObject({
      missing: expect.stringContaining('no git checkout'),
    });
  });
});

describe('files at the base', () => {
  const odd = 'sub/ü "quoted"\n:(glob)*.lock';
  const files = { 'uv.lock': 'one', 'sub/uv.lock': 'two', [odd]: 'three', 'binary.lock': '\0\r\n\x7f' };

  test('bytes as they are, odd names too; absent is undefined', async () => {
    const base = await mustBase({ cwd: repositoryOf(files), base: 'HEAD' });
    for (const [path, content] of Object.entries(files)) expect(textOf(await readAtBase(base, path))).toBe(content);
    for (const path of ['gone.lock', 'sub', '../uv.lock', 'sub/../uv.lock', '/uv.lock', '', 'uv.lock/x', '*.lock'])
      expect(await readAtBase(base, path)).toBeUndefined();
  });

  test('by globs, sorted; from a subfolder only what lies below it', async () => {
    const cwd = repositoryOf(files);
    expect(await filesAtBase(await mustBase({ cwd, base: 'HEAD' }), ['uv.lock'])).toEqual(['sub/uv.lock', 'uv.lock']);
    const inside = await mustBase({ cwd: join(cwd, 'sub'), base: 'HEAD' });
    expect(await filesAtBase(inside, ['uv.lock'])).toEqual(['uv.lock']);
    expect(textOf(await readAtBase(inside, 'uv.lock'))).toBe('two');
  });

  test('a symbolic link or a submodule, as the file or above it, is refused', async () => {
    const inner = repositoryOf({ 'sourcegate.yml': 'x' });
    const cwd = repositoryOf({ real: 'version: 1\n', 'sourcegate.yml': '->real', policies: '->.', 'a/link': '->../real' });
    git(cwd, 'submodule', '-q', 'add', inner, 'module');
    commit(cwd, 'submodule');
    const base = await mustBase({ cwd, base: 'HEAD' });
    await expect(readAtBase(base, 'sourcegate.yml')).rejects.toThrow('sourcegate.yml: a symbolic link at HEAD');
    await expect(readAtBase(base, 'a/link')).rejects.toThrow('symbolic link');
    await expect(readAtBase(base, 'policies/real')).rejects.toThrow('policies: a symbolic link');
    await expect(readAtBase(base, 'module/sourcegate.yml')).rejects.toThrow('module: a submodule');
    expect(await filesAtBase(base, ['sourcegate.yml', 'link'])).toEqual([]);
  });

  test('a renamed lockfile is followed, a new one is not there', async () => {
    const cwd = repositoryOf({ 'a/uv.lock': `${'line\n'.repeat(50)}`, 'same.lock': 'x' });
    git(cwd, 'mv', 'a/uv.lock', 'b.lock');
    write(cwd, { 'b.lock': `${'line\n'.repeat(50)}more\n`, 'new.lock': 'quite another content\n' });
    commit(cwd, 'moved');
    const paths = await pathsAtBase(await mustBase({ cwd, base: 'HEAD~1' }), ['b.lock', 'same.lock', 'new.lock']);
    expect(Object.fromEntries(paths)).toEqual({ 'b.lock': 'a/uv.lock', 'same.lock': 'same.lock' });
  });
});

test('a hostile checkout runs nothing: configuration, hooks, attributes, replaced objects, lazy fetches', async () => {
  const { cwd, first, main } = diverged();
  const trap = join(cwd, 'ran');
  const command = `touch '${trap}'`;
  const replacement = git(cwd, 'hash-object', '-w', 'sourcegate.yml');
  git(cwd, 'replace', git(cwd, 'rev-parse', `${first}:uv.lock`), replacement);
  write(cwd, {
    '.gitattributes': '* filter=evil diff=evil\n',
    '.git/hooks/post-index-change': `#!/bin/sh\n${command}\n`,
    '.git/hooks/reference-transaction': `#!/bin/sh\n${command}\n`,
  });
  const keys = [
    'core.fsmonitor',
    'core.sshCommand',
    'core.pager',
    'core.editor',
    'core.askPass',
    'core.gitProxy',
    'diff.external',
    'diff.evil.textconv',
    'diff.evil.command',
    'filter.evil.smudge',
    'filter.evil.clean',
    'credential.helper',
    'gpg.program',
    'core.alternateRefsCommand',
    'uploadpack.packObjectsHook',
  ];
  for (const key of keys) git(cwd, 'config', key, command);
  git(cwd, 'config', 'core.hooksPath', join(cwd, '.git/hooks'));
  git(cwd, 'config', 'alias.cat-file', `!${command}`);
  git(cwd, 'config', 'protocol.ext.allow', 'always');
  git(cwd, 'config', 'remote.origin.url', `ext::sh -c "${command}"`);
  git(cwd, 'config', 'remote.origin.promisor', 'true');
  git(cwd, 'config', 'extensions.partialClone', 'origin');
  const base = await mustBase({ cwd, event: pullRequest(main) });
  expect(textOf(await readAtBase(base, 'uv.lock'))).toBe('old\n');
  expect(await filesAtBase(base, ['*.lock'])).toEqual(['uv.lock']);
  await pathsAtBase(base, ['other.lock']);
  expect(await baseOf({ cwd, event: pullRequest('b'.repeat(40)) })).toMatchObject({ missing: expect.any(String) });
  expect(existsSync(trap)).toBe(false);
});

test('GIT_* of the environment do not point elsewhere', async () => {
  const { cwd, first } = diverged();
  const other = repositoryOf({ x: '' });
  const before = { ...process.env };
  Object.assign(process.env, {
    GIT_DIR: join(other, '.git'),
    GIT_WORK_TREE: other,
    GIT_EXTERNAL_DIFF: 'false',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.bare',
    GIT_CONFIG_VALUE_0: 'true',
  });
  try {
    expect(await mustBase({ cwd, base: 'main' })).toMatchObject({ commit: first });
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  }
});

test('a deleted file at the head is still there at the base', async () => {
  const cwd = repositoryOf({ 'uv.lock': 'x' });
  remove(cwd, 'uv.lock');
  commit(cwd, 'gone');
  expect(textOf(await readAtBase(await mustBase({ cwd, base: 'HEAD~1' }), 'uv.lock'))).toBe('x');
});

describe('what differs from the base', () => {
  test('committed and pending changes, from a subfolder only its own', async () => {
    const cwd = repositoryOf({ a: '1', 'sub/b': '1', 'sub/c': '1' });
    write(cwd, { a: '2' });
    commit(cwd, 'second');
    write(cwd, { 'sub/c': 'changed' });
    expect(await changedPaths(await mustBase({ cwd, base: 'HEAD~1' }))).toEqual(['a', 'sub/c']);
    expect(await changedPaths(await mustBase({ cwd: join(cwd, 'sub'), base: 'HEAD~1' }))).toEqual(['c']);
  });

  test('filters of the checkout do not run', async () => {
    const cwd = repositoryOf({ a: '1', '.gitattributes': '* filter=evil\n' });
    const trap = join(cwd, 'ran');
    git(cwd, 'config', 'filter.evil.clean', `touch '${trap}'; cat`);
    git(cwd, 'config', 'filter.evil.process', `touch '${trap}'`);
    git(cwd, 'config', 'filter.evil.required', 'true');
    const base = await mustBase({ cwd, base: 'HEAD' });
    for (const content of ['2', '1']) {
      write(cwd, { a: content }); // of the same size, just now: git must read the content
      await changedPaths(base);
    }
    expect(existsSync(trap)).toBe(false);
  });
});
