// A listing knows names only: what texts and SBOMs inside would say is not known, so nothing is said to be missing from them.
import { judge, loadPolicy, presets } from '../../src/judge/index.ts';
import type { Facts } from '../../src/types.ts';

const libgomp = (depth: 'listing' | 'full'): Facts => ({
  subject: { kind: 'locked-package', purl: 'pkg:pypi/x@1', path: 'requirements.txt', at: { path: 'requirements.txt', line: 1 }, depth },
  native: [],
  bytecode: [],
  components: [
    {
      id: 'libgomp',
      name: 'GNU OpenMP runtime (libgomp)',
      licence: 'GPL-3.0-or-later WITH GCC-exception-3.1',
      category: 'runtime-exception',
      how: 'bundled',
      confidence: 'by-name',
      paths: ['x.libs/libgomp-a34b3233.so.1'],
      evidence: [{ kind: 'file-name', path: 'x.libs/libgomp-a34b3233.so.1', value: 'libgomp-a34b3233.so.1' }],
    },
  ],
  hostLibraries: [],
  packages: [],
  problems: [],
});
const policy = loadPolicy({ text: presets['torch-demo'] as string, path: 'p.yml', read: () => undefined, presets });
const rulesAt = (depth: 'listing' | 'full'): string[] => judge([libgomp(depth)], policy, { today: '2026-11-23' }).findings.map(({ rule }) => rule);
const byTexts = ['bundled/undeclared', 'licence/corresponding-source-missing', 'licence/runtime-exception-notice'];

test('opened, the missing texts are findings', () => {
  expect(rulesAt('full')).toEqual(expect.arrayContaining(byTexts));
});

test('listed, they are not, and the report says that nothing was opened', () => {
  expect(rulesAt('listing').filter((rule) => byTexts.includes(rule))).toEqual([]);
  expect(judge([libgomp('listing')], policy, { today: '2026-11-23' }).notInspected).toEqual([
    { path: 'requirements.txt', reason: 'the content of 1 locked package: listed, not opened (depth listing)' },
  ]);
});
