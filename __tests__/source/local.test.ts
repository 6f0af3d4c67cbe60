import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { purlOf } from '../../src/purl/index.ts';
import { findLocal } from '../../src/source/local/index.ts';
import type { LockedPackage } from '../../src/types.ts';
import { withoutNetwork } from './world.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sourcegate-test-'));
  mkdirSync(join(root, 'checkout'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (path: string, text: string | Buffer): string => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  return join(root, path);
};
const locked = (type: string, name: string, version: string, more: Partial<LockedPackage> = {}): LockedPackage => ({
  name,
  version,
  purl: purlOf(type, name, version),
  line: 1,
  column: 1,
  resolved: { kind: 'registry' },
  hashes: [],
  scopes: [],
  requiredBy: [],
  ...more,
});
const look = (one: LockedPackage, env: Record<string, string> = {}, lockfile?: string) =>
  findLocal(one, { env: { HOME: root, ...env }, cwd: join(root, 'checkout'), ...(lockfile === undefined ? {} : { lockfile }) });
const bytes = Buffer.from('the archive');
const hash = (algorithm: string, encoding: 'hex' | 'base64' = 'hex') => createHash(algorithm).update(bytes).digest(encoding);

test('npm cache: by the hash of the lock, hashed again', () => {
  const hex = hash('sha512');
  const path = write(`.npm/_cacache/content-v2/sha512/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}`, bytes);
  const one = locked('npm', '@a/b', '1.0.0', { hashes: [`sha512-${hash('sha512', 'base64')}`] });
  expect(look(one)).toEqual({ path, kind: 'archive', how: 'hash', place: 'npm cache' });
  writeFileSync(path, 'altered');
  expect(look(one)).toMatchObject({ how: 'name-version', mismatch: { expected: `sha512:${hex}` } });
});

describe('node_modules', () => {
  const manifest = (name: string, version: string) => JSON.stringify({ name, version });
  test('the path that the lock names, pnpm and a nested copy', () => {
    write('checkout/node_modules/a/package.json', manifest('a', '1.0.0'));
    write('checkout/node_modules/b/node_modules/a/package.json', manifest('a', '2.0.0'));
    write('checkout/node_modules/.pnpm/@s+c@3.0.0_x/node_modules/@s/c/package.json', manifest('@s/c', '3.0.0'));
    expect(look(locked('npm', 'a', '1.0.0'))).toEqual({
      path: join(root, 'checkout/node_modules/a'),
      kind: 'folder',
      how: 'name-version',
      place: 'node_modules',
    });
    expect(look(locked('npm', 'a', '2.0.0'))?.path).toBe(join(root, 'checkout/node_modules/b/node_modules/a'));
    expect(look(locked('npm', 'a', '2.0.0', { key: 'node_modules/b/node_modules/a' }))?.path).toBe(
      join(root, 'checkout/node_modules/b/node_modules/a'),
    );
    expect(look(locked('npm', '@s/c', '3.0.0'))?.path).toContain('.pnpm');
    expect(look(locked('npm', 'a', '9.0.0'))).toBeUndefined();
  });
  test('beside a lockfile in a folder', () => {
    write('checkout/web/node_modules/a/package.json', manifest('a', '1.0.0'));
    expect(look(locked('npm', 'a', '1.0.0'), {}, 'web/package-lock.json')?.path).toBe(join(root, 'checkout/web/node_modules/a'));
  });
  test('another integrity than the lock says, by npm’s own record', () => {
    write('checkout/node_modules/a/package.json', manifest('a', '1.0.0'));
    write('checkout/node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/a': { integrity: 'sha512-AQI=' } } }));
    expect(look(locked('npm', 'a', '1.0.0', { hashes: ['sha512-AwQ='] }))?.mismatch).toEqual({ expected: 'sha512:0304', got: 'sha512:0102' });
    expect(look(locked('npm', 'a', '1.0.0', { hashes: ['sha512-AQI='] }))?.mismatch).toBeUndefined();
  });
  test('no way out of the folder, no link followed', () => {
    write('outside/package.json', manifest('../../outside', '1.0.0'));
    expect(look(locked('npm', '../../outside', '1.0.0'))).toBeUndefined();
    expect(look(locked('npm', 'x', '1.0.0', { key: 'node_modules/../../outside' }))).toBeUndefined();
    write('other/package.json', manifest('linked', '1.0.0'));
    mkdirSync(join(root, 'checkout/node_modules'), { recursive: true });
    symlinkSync(join(root, 'other'), join(root, 'checkout/node_modules/linked'));
    expect(look(locked('npm', 'linked', '1.0.0'))).toBeUndefined();
  });
});

describe('Python', () => {
  test('site-packages: the files that RECORD lists', () => {
    write(
      'venv/lib/python3.12/site-packages/Typing_Extensions-4.0.dist-info/RECORD',
      'typing_extensions.py,sha256=x,1\nTyping_Extensions-4.0.dist-info/RECORD,,\n../../../bin/tool,,\n/etc/passwd,,\n"a,b.py",,\n__pycache__/x.pyc,,\n',
    );
    expect(look(locked('pypi', 'typing-extensions', '4.0'), { VIRTUAL_ENV: join(root, 'venv') })).toEqual({
      path: join(root, 'venv/lib/python3.12/site-packages'),
      kind: 'folder',
      how: 'name-version',
      place: 'site-packages',
      files: ['Typing_Extensions-4.0.dist-info/RECORD', 'a,b.py', 'typing_extensions.py'],
    });
  });
  test('the download cache of pip, by address and hash', () => {
    const url = 'https://files.example/a-1.0-py3-none-any.whl';
    const key = createHash('sha224').update(url).digest('hex');
    const path = write(`.cache/pip/http-v2/${key.slice(0, 5).split('').join('/')}/${key}.body`, bytes);
    const files = [{ name: 'a-1.0-py3-none-any.whl', kind: 'pure' as const, url, hash: `sha256:${hash('sha256')}` }];
    const env = { PIP_CACHE_DIR: join(root, '.cache/pip') };
    expect(look(locked('pypi', 'a', '1.0', { files }), env)).toEqual({ path, kind: 'archive', how: 'hash', place: 'pip cache' });
    expect(look(locked('pypi', 'a', '1.0', { files: [{ ...files[0]!, hash: 'sha256:00' }] }), env)).toBeUndefined();
  });
  test('the cache of uv, by name and version', () => {
    const path = dirname(write('uv/archive-v0/abc/a/__init__.py', ''));
    mkdirSync(join(root, 'uv/wheels-v5/pypi/a'), { recursive: true });
    symlinkSync(dirname(path), join(root, 'uv/wheels-v5/pypi/a/1.0-py3-none-any'));
    expect(look(locked('pypi', 'a', '1.0'), { UV_CACHE_DIR: join(root, 'uv') })).toMatchObject({
      kind: 'folder',
      how: 'name-version',
      place: 'uv cache',
    });
    expect(look(locked('pypi', 'a', '2.0'), { UV_CACHE_DIR: join(root, 'uv') })).toBeUndefined();
  });
});

test('Cargo: the crate by its checksum, a vendored folder by its own', () => {
  const path = write('.cargo/registry/cache/index.example-abc/serde-1.0.0.crate', bytes);
  expect(look(locked('cargo', 'serde', '1.0.0', { hashes: [`sha256:${hash('sha256')}`] }))).toEqual({
    path,
    kind: 'archive',
    how: 'hash',
    place: 'Cargo registry cache',
  });
  expect(look(locked('cargo', 'serde', '1.0.0', { hashes: ['sha256:00'] }))?.mismatch).toEqual({
    expected: 'sha256:00',
    got: `sha256:${hash('sha256')}`,
  });
  write('checkout/vendor/b/Cargo.toml', '[package]\nname = "b"\nversion = "2.0.0"\n');
  write('checkout/vendor/b/.cargo-checksum.json', `{"files":{},"package":"${'ab'.repeat(32)}"}`);
  expect(look(locked('cargo', 'b', '2.0.0', { hashes: [`sha256:${'ab'.repeat(32)}`] }))).toMatchObject({ how: 'hash', place: 'vendor' });
  expect(look(locked('cargo', 'b', '2.0.0', { hashes: [`sha256:${'cd'.repeat(32)}`] }))?.mismatch?.got).toBe(`sha256:${'ab'.repeat(32)}`);
  expect(look(locked('cargo', 'b', '3.0.0'))).toBeUndefined();
});

test('Go: the zip, by the hash that go computed when it came', () => {
  const path = write('go/pkg/mod/cache/download/forge.example/!a/b/@v/v1.0.0.zip', bytes);
  const files = (...given: [name: string, hash: string][]) => ({ files: given.map(([name, hash]) => ({ name, kind: 'source' as const, hash })) });
  const zip = locked('golang', 'forge.example/A/b', 'v1.0.0', files(['forge.example/A/b@v1.0.0.zip', 'h1:x='], ['go.mod', 'h1:m=']));
  expect(look(zip)).toMatchObject({ path, how: 'name-version' });
  write('go/pkg/mod/cache/download/forge.example/!a/b/@v/v1.0.0.ziphash', 'h1:x=\n');
  expect(look(zip)).toMatchObject({ path, how: 'hash' });
  const other = locked('golang', 'forge.example/A/b', 'v1.0.0', files(['forge.example/A/b@v1.0.0.zip', 'h1:y='], ['go.mod', 'h1:x=']));
  expect(look(other)?.mismatch).toEqual({ expected: 'h1:y=', got: 'h1:x=' });
  // The hash of the go.mod file says nothing of the zip.
  expect(look(locked('golang', 'forge.example/A/b', 'v1.0.0', { hashes: ['h1:m='], ...files(['go.mod', 'h1:m=']) }))?.mismatch).toBeUndefined();
});

test('Maven: a jar is held against the hash of the jar, not against that of its POM or of another jar', () => {
  write('.m2/repository/org/example/c/1.0/c-1.0.jar', bytes);
  const verified = (...names: string[]) =>
    locked('maven', 'org.example:c', '1.0', {
      hashes: names.map(() => 'sha256:00'),
      files: names.map((name) => ({ name, kind: 'binary', hash: 'sha256:00' })),
    });
  expect(look(verified('c-1.0.pom', 'c-1.0-linux.jar'))).toMatchObject({ how: 'name-version' });
  expect(look(verified('c-1.0.pom', 'c-1.0-linux.jar'))?.mismatch).toBeUndefined();
  expect(look(verified('c-1.0.jar'))?.mismatch?.expected).toBe('sha256:00');
});

test('Maven and Gradle', () => {
  const path = write('.m2/repository/org/example/a/1.0/a-1.0-linux.jar', bytes);
  const one = { ...locked('maven', 'org.example:a', '1.0'), purl: 'pkg:maven/org.example/a@1.0?classifier=linux' };
  expect(look(one)).toEqual({ path, kind: 'archive', how: 'name-version', place: 'Maven local repository' });
  const cached = write(`.gradle/caches/modules-2/files-2.1/org.example/b/1.0/${hash('sha1')}/b-1.0.jar`, bytes);
  expect(look(locked('maven', 'org.example:b', '1.0', { hashes: [`sha256:${hash('sha256')}`] }))).toEqual({
    path: cached,
    kind: 'archive',
    how: 'hash',
    place: 'Gradle cache',
  });
});

test('apt: the archive, its epoch escaped', () => {
  const path = write('archives/zstd_1%3a1.5-1_amd64.deb', bytes);
  expect(
    look({ ...locked('deb', 'debian/zstd', '1:1.5-1'), purl: 'pkg:deb/debian/zstd@1:1.5-1?arch=amd64' }, { APT_ARCHIVES: join(root, 'archives') }),
  ).toMatchObject({ path, kind: 'archive' });
});

test('needs no network, also offline', () => {
  write('checkout/node_modules/a/package.json', JSON.stringify({ name: 'a', version: '1.0.0' }));
  const { indexes, touched } = withoutNetwork({ offline: true, cwd: join(root, 'checkout'), env: { HOME: root } });
  expect(indexes.local(locked('npm', 'a', '1.0.0'))?.how).toBe('name-version');
  expect(touched()).toBe(0);
});
