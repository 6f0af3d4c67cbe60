// `npm run new` in a copy of the repository: what it begins is whole, that is it compiles, and its own test and the conventions pass.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './blocks.ts';

const copy = mkdtempSync(join(tmpdir(), 'new-'));
afterAll(() => rmSync(copy, { recursive: true }));

beforeAll(() => {
  for (const path of [
    'src',
    '__tests__',
    'docs',
    'scripts',
    'bench',
    'policies',
    'schemas',
    'package.json',
    'tsconfig.json',
    'biome.json',
    'README.md',
  ])
    cpSync(join(root, path), join(copy, path), { recursive: true });
  mkdirSync(join(copy, 'dist'));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});

const run = (command: string, ...args: string[]) =>
  spawnSync(command, args, { cwd: copy, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules' } });
const make = (...args: string[]) => run(process.execPath, 'scripts/new.mjs', ...args);

const made: readonly [kind: string, name: string, file: string, test: string][] = [
  ['rule', 'source/of-clay', 'src/judge/rules/source/of-clay.ts', '__tests__/judge/rules/source-of-clay.test.ts'],
  ['lockfile', 'clay-lock', 'src/lockfiles/clay-lock.ts', '__tests__/lockfiles/clay-lock.test.ts'],
  ['container', 'urn', 'src/open/urn.ts', '__tests__/open/urn.test.ts'],
  ['native', 'clay-code', 'src/inspect/native/clay-code.ts', '__tests__/inspect/native/clay-code.test.ts'],
  ['metadata', 'clay-pack', 'src/inspect/metadata/clay-pack.ts', '__tests__/inspect/metadata/clay-pack.test.ts'],
  ['index', 'clay-index', 'src/source/clay-index.ts', '__tests__/source/clay-index.test.ts'],
  ['report', 'clay-tablet', 'src/report/clay-tablet.ts', '__tests__/report/clay-tablet.test.ts'],
];

test('mistakes are told, and nothing is written over', () => {
  for (const [args, says] of [
    [[], 'Kinds: rule source/x, lockfile'],
    [['rool', 'x'], 'Kinds: rule source/x'],
    [['rule', 'missing'], 'a name like source/x'],
    [['rule', 'source/missing'], 'is there already'],
    [['lockfile', '../x'], 'a name like'],
  ] as const) {
    const { status, stderr } = make(...args);
    expect([status, stderr.includes(says)]).toEqual([2, true]);
  }
});

test('a new unit of every kind is whole', () => {
  for (const [kind, name, file, testFile] of made) {
    const { status, stdout, stderr } = make(kind, name);
    expect([kind, status, stderr]).toEqual([kind, 0, '']);
    expect(stdout).toContain(`wrote ${file}\nwrote ${testFile}\n`);
    expect(existsSync(join(copy, file)) && existsSync(join(copy, testFile))).toBe(true);
    expect(make(kind, name).status).toBe(2);
  }
  expect(readFileSync(join(copy, 'docs/formats-lockfiles.md'), 'utf8')).toContain('| clay-lock | clay-lock.lock |');
  expect(existsSync(join(copy, 'docs/rules/source/of-clay.md'))).toBe(true);
  const before = run(join(root, 'node_modules/.bin/tsc'), '-p', root).stdout; // what is wrong without the new ones is not theirs
  const wrong = run(join(root, 'node_modules/.bin/tsc'), '-p', copy)
    .stdout.split('\n')
    .filter((line) => !before.includes(line));
  expect(wrong).toEqual([]);
  const tests = made.map(([, , , test]) => test);
  const jest = run(
    join(root, 'node_modules/.bin/jest'),
    '--rootDir',
    copy,
    '--maxWorkers=1',
    '--runTestsByPath',
    ...tests,
    '__tests__/conventions.test.ts',
  );
  expect([jest.status, jest.status === 0 ? '' : jest.stderr]).toEqual([0, '']);
}, 120_000);
