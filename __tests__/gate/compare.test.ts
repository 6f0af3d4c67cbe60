// An artifact held against its source, the whole way: one walk in this thread or in workers, git read from objects.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareSubjects } from '../../src/gate.ts';
import { makeZip } from '../build/zip.ts';
import { commit, folderOf, git, removeAll, repositoryOf, write } from '../discover/repository.ts';

afterEach(removeAll);

const progress = { begin() {}, bytes() {}, end() {}, say() {} };
const run = async (cwd: string, artifact: string, source: string, jobs = 1) => {
  const { correspondence } = await compareSubjects(artifact, source, { cwd, env: {}, offline: true, jobs, limits: {}, progress });
  return correspondence && { ...correspondence, files: correspondence.files.map(({ path, class: kind, source: from }) => [path, kind, from ?? '']) };
};
const metadata = 'Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n';
const members = (files: Readonly<Record<string, string>>) =>
  makeZip(Object.entries(files).map(([name, data]) => ({ name, data, method: data.length > 1 << 20 ? 0 : 8 })));
const wheel = 'demo-1.0-py3-none-any.whl';
const code = Array.from({ length: 10 }, (_, at) => `x${at} = ${at}\n`).join('');

/** Tag v1.0 holds `code`, what is newer another file; the wheel has one file altered and one added. */
function demo(more: Readonly<Record<string, string>> = {}) {
  const cwd = folderOf();
  const repository = repositoryOf({ 'src/demo/__init__.py': code, 'src/demo/old.py': 'old = 1\n', 'README.md': 'r\n' });
  write(repository, { 'src/demo/old.py': 'old = 2\n' });
  commit(repository, 'release');
  git(repository, 'tag', 'v1.0');
  write(repository, { 'src/demo/__init__.py': 'later\n' });
  commit(repository, 'later');
  writeFileSync(
    join(cwd, wheel),
    members({
      'demo/__init__.py': code,
      'demo/old.py': 'old = 1\n',
      'demo/readme.md': 'r\n',
      'demo/evil.py': 'import os\n',
      'demo-1.0.dist-info/METADATA': metadata,
      'demo-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
      'demo-1.0.dist-info/RECORD': '',
      ...more,
    }),
  );
  return { cwd, repository };
}
const explained = [
  ['demo-1.0.dist-info/METADATA', 'generated', ''],
  ['demo-1.0.dist-info/RECORD', 'generated', ''],
  ['demo-1.0.dist-info/WHEEL', 'generated', ''],
  ['demo/__init__.py', 'same-path', 'src/demo/__init__.py'],
  ['demo/evil.py', 'phantom', ''],
  ['demo/old.py', 'other-commit', 'src/demo/old.py'],
  ['demo/readme.md', 'moved', 'README.md'],
];

test('a wheel and its repository: at the tag, whatever lies in the work tree', async () => {
  const { cwd, repository } = demo();
  rmSync(join(repository, 'src'), { recursive: true });
  expect(await run(cwd, wheel, repository)).toMatchObject({ below: 'src/', git: { ref: 'v1.0', how: 'tag' }, files: explained });
});

test('with worker threads the same', async () => {
  const filler = {
    'demo/big.bin': `${'\0'.repeat(100)}${Buffer.from(Array.from({ length: 5 << 20 }, (_, at) => (at * at * 31 + (at >> 7)) & 255)).toString('latin1')}`,
  };
  const { cwd, repository } = demo(filler);
  const alone = await run(cwd, wheel, repository, 1);
  expect(await run(cwd, wheel, repository, 2)).toEqual(alone);
  expect(alone?.files).toHaveLength(8);
});

test('a wheel and a folder, and a folder and a folder', async () => {
  const { cwd } = demo();
  const folder = folderOf({ 'demo/__init__.py': `${code}print(1)\n`, 'demo/evil.py': 'import os\n', 'demo/readme.md': 'r\r\n' });
  expect((await run(cwd, wheel, folder))?.files.slice(3)).toEqual([
    ['demo/__init__.py', 'modified', 'demo/__init__.py'],
    ['demo/evil.py', 'same-path', 'demo/evil.py'],
    ['demo/old.py', 'phantom', ''],
    ['demo/readme.md', 'line-ending-only', 'demo/readme.md'],
  ]);
  expect((await run(cwd, folder, folder))?.files.every(([, kind]) => kind === 'same-path')).toBe(true);
});

test('two releases of the same kind are compared with each other, file by file', async () => {
  const { cwd } = demo();
  writeFileSync(
    join(cwd, 'demo-1.1-py3-none-any.whl'),
    members({
      'demo/__init__.py': `${code}import os; os.system("id")\n`,
      'demo/old.py': 'old = 1\n',
      'demo/help.md': 'r\n',
      'evil.pth': 'import os\n',
      'demo-1.1.dist-info/METADATA': metadata.replace('1.0', '1.1'),
      'demo-1.1.dist-info/WHEEL': 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
      'demo-1.1.dist-info/RECORD': '',
    }),
  );
  expect(await run(cwd, wheel, wheel)).toBeUndefined();
  const { files } = await compareSubjects(wheel, 'demo-1.1-py3-none-any.whl', { cwd, env: {}, offline: true, jobs: 1, limits: {}, progress });
  expect(files?.changes).toMatchObject([
    { path: 'demo-1.1.dist-info/METADATA', how: 'changed', from: 'demo-1.0.dist-info/METADATA' },
    {
      path: 'demo/__init__.py',
      how: 'changed',
      danger: 'import',
      lines: { added: 1, missing: 0, first: [{ line: 11, text: 'import os; os.system("id")' }] },
    },
    { path: 'demo/help.md', how: 'moved', from: 'demo/readme.md' },
    { path: 'evil.pth', how: 'moved', from: 'demo/evil.py', danger: 'install' },
  ]);
  expect(files).toMatchObject({ same: 3, notCompared: 0 });
});
