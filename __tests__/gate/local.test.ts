// Locked packages that are installed already: judged from disk, each by its own files, in the lock's order, without any network.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runGate } from '../../src/gate.ts';
import type { Facts } from '../../src/types.ts';

const root = mkdtempSync(join(tmpdir(), 'local-'));
afterAll(() => rmSync(root, { recursive: true }));

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const record = (path: string, text: string) => `${path},sha256=${createHash('sha256').update(text).digest('base64url')},${text.length}\n`;
const site = '.venv/lib/python3.12/site-packages';

/** What pip and uv leave: the modules, .dist-info beside them, a script outside, byte code without a hash. */
function install(name: string, files: Readonly<Record<string, string>>, more = ''): void {
  const info = `${name}-1.0.dist-info`;
  const all = {
    ...files,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/INSTALLER`]: 'pip\n',
  };
  for (const [path, text] of Object.entries(all)) put(`${site}/${path}`, text);
  const lines = Object.entries(all).map(([path, text]) => record(path, text));
  put(
    `${site}/${info}/RECORD`,
    `${lines.join('')}../../../bin/${name},sha256=x,1\n${name}/__pycache__/x.cpython-312.pyc,,\n${info}/RECORD,,\n${more}`,
  );
}

const package_ = (name: string) => `[[package]]
name = "${name}"
version = "1.0"
source = { registry = "https://index.example.test/simple" }
wheels = [{ url = "https://index.example.test/${name}-1.0-py3-none-any.whl", hash = "sha256:${'ab'.repeat(32)}", size = 1 }]
`;

async function check(jobs: number): Promise<readonly Facts[]> {
  const { verdict } = await runGate({
    cwd: root,
    env: { PATH: '', HOME: '/nonexistent/home' },
    offline: true,
    depth: 'full',
    jobs,
    limits: {},
    paths: [],
    failOn: 'never',
    today: '2026-01-01',
    progress: { begin: () => {}, bytes: () => {}, end: () => {}, say: () => {} },
  });
  return verdict.facts.filter(({ subject }) => subject.kind === 'locked-package');
}

describe('packages that share one folder', () => {
  beforeAll(() => {
    put('uv.lock', `version = 1\nrequires-python = ">=3.9"\n\n${['first', 'gone', 'second'].map(package_).join('\n')}`);
    install('first', { 'first/__init__.py': 'x = 1\n', 'shared.py': 'y = 1\n' });
    install('second', { 'second/__init__.py': 'z = 1\n' }, 'second/missing.py,sha256=ab,1\n');
    put(`${site}/neighbour.py`, 'nobody lists this\n');
  });

  test.each([1, 2])('are told apart by their lists, %d at once', async (jobs) => {
    const [first, gone, second] = await check(jobs);
    expect(first?.subject).toMatchObject({ purl: 'pkg:pypi/first@1.0', depth: 'full' });
    expect(first?.contents?.largest.map(({ path }) => path).filter((path) => !path.includes('dist-info'))).toEqual([
      'first/__init__.py',
      'shared.py',
    ]);
    expect(first?.metadata).toMatchObject({ name: 'first', version: '1.0' });
    expect(first?.metadata?.record?.mismatches).toEqual([]);
    expect(first?.problems).toEqual([]);
    expect(gone?.subject).toMatchObject({ depth: 'index' });
    expect(gone?.problems.map(({ code, kind }) => `${kind} ${code}`)).toEqual(['unavailable not-here']);
    expect(second?.metadata?.record?.mismatches).toEqual([{ path: 'second/missing.py', what: 'not-there' }]);
  });
});
