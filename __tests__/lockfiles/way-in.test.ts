import { keyOfPackage, shortestWayIn } from '../../src/lockfiles/index.ts';
import type { LockedPackage } from '../../src/types.ts';

const locked = (name: string, requiredBy: readonly string[], more: Partial<LockedPackage> = {}): LockedPackage => ({
  name,
  version: '1',
  purl: `pkg:npm/${name}@1`,
  line: 1,
  column: 1,
  resolved: { kind: 'registry' },
  hashes: [],
  scopes: [],
  requiredBy,
  ...more,
});

test('the shortest of two chains', () => {
  const packages = [
    locked('direct', ['.'], { direct: true }),
    locked('long', ['direct@1'], { direct: false }),
    locked('other', ['.'], { direct: true }),
    locked('deep', ['long@1', 'other@1'], { direct: false }),
  ];
  expect(shortestWayIn(packages, 'deep@1')).toEqual(['other@1', 'deep@1']);
  expect(shortestWayIn(packages, 'direct@1')).toEqual(['direct@1']);
});

test('through a workspace the chain starts at what the workspace asks for', () => {
  const packages = [
    locked('w', ['.'], { key: 'packages/w', resolved: { kind: 'workspace', url: 'packages/w' }, direct: true }),
    locked('a', ['packages/w'], { key: 'node_modules/a', direct: true }),
    locked('b', ['node_modules/a'], { key: 'node_modules/b', direct: false }),
  ];
  expect(shortestWayIn(packages, 'node_modules/b')).toEqual(['a@1', 'b@1']);
});

test('circles end, and so do packages that nothing leads to', () => {
  const packages = [locked('a', ['b@1'], { direct: false }), locked('b', ['a@1'], { direct: false })];
  expect(shortestWayIn(packages, 'a@1')).toEqual(['a@1']);
  expect(shortestWayIn(packages, 'unknown')).toEqual(['unknown']);
});

test('where a format does not say what is direct, what nothing requires is', () => {
  const packages = [locked('top', []), locked('middle', ['top@1']), locked('leaf', ['middle@1'])];
  expect(shortestWayIn(packages, 'leaf@1')).toEqual(['top@1', 'middle@1', 'leaf@1']);
});

test('a key is name@version unless the reader gives another', () => {
  expect(keyOfPackage(locked('a', []))).toBe('a@1');
  expect(keyOfPackage(locked('a', [], { key: 'x' }))).toBe('x');
});
