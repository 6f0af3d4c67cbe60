// What a pull request does to the gate that judges it is seen, and has no force.
import { judge } from '../../src/judge/evaluate.ts';
import { weakenings } from '../../src/judge/weakened.ts';
import { lines, locked, policyOf, today } from './support.ts';

const policy = (text: string, files: Record<string, string> = {}) => policyOf(`version: 1\n${text}`, files);
const changes = (base: string, head: string, baseFiles = {}, headFiles = {}): string[] =>
  weakenings(policy(base, baseFiles), policy(head, headFiles), today).map(
    ({ what, was, is, at }) => `${at.path}:${at.line} ${what}: ${was} -> ${is}`,
  );
const waiver = (expires: string, more = '') =>
  `waivers: [{ rule: source/missing, subject: "pkg:pypi/a@1", reason: ticket 1, expires: ${expires}${more} }]`;
const entry = (fingerprint: string) => ({ 'b.json': `{"findings":[{"rule":"r","subject":"s","about":[],"fingerprint":"${fingerprint}"}]}` });

test.each([
  ['a lower level', 'rules: { source/missing: error }', 'rules: { source/missing: note }', ['sourcegate.yml:2 source/missing: error -> note']],
  ['a rule that is gone', 'rules: { source/missing: error }', 'rules: {}', ['sourcegate.yml:1 source/missing: error -> off']],
  [
    'unknown counts for less',
    'rules: { source/missing: error }',
    'rules: { source/missing: { level: error, unknown: note } }',
    ['sourcegate.yml:2 source/missing (unknown): error -> note'],
  ],
  [
    'a longer list',
    'rules: { bundled/static: { level: error, allow: [zlib] } }',
    'rules: { bundled/static: { level: error, allow: [zlib, onnx] } }',
    ['sourcegate.yml:2 bundled/static, allow: zlib -> adds onnx'],
  ],
  [
    'an override',
    'rules: { source/missing: error }',
    'rules: { source/missing: error }\noverrides: [{ for: "pkg:pypi/a", rules: { source/missing: off } }]',
    ['sourcegate.yml:3 an override for pkg:pypi/a: not there -> source/missing: off'],
  ],
  [
    'a strict override that is gone',
    'overrides: [{ for: "pkg:pypi/a", rules: { source/missing: error } }]',
    '',
    ['sourcegate.yml:1 an override for pkg:pypi/a: source/missing: error -> removed'],
  ],
  ['a waiver', '', waiver('2027-01-31'), ['sourcegate.yml:2 a waiver of source/missing for pkg:pypi/a@1: not there -> until 2027-01-31']],
  [
    'a longer waiver',
    waiver('2026-12-31'),
    waiver('2027-01-31'),
    ['sourcegate.yml:2 a waiver of source/missing for pkg:pypi/a@1: not there -> until 2027-01-31'],
  ],
  [
    'a waiver no longer bound to its content',
    waiver('2027-01-31', `, sha256: ${'ab'.repeat(32)}`),
    waiver('2027-01-31'),
    ['sourcegate.yml:2 a waiver of source/missing for pkg:pypi/a@1: not there -> until 2027-01-31'],
  ],
  ['nothing is fine', '', 'on-nothing: pass', ['sourcegate.yml:1 on-nothing: fail -> pass']],
  ['waivers from the head', '', 'waivers-from: head', ['sourcegate.yml:1 waivers-from: base -> head']],
  [
    'a pattern that is gone',
    'look-at: { artifacts: ["dist/*", "out/*"] }',
    'look-at: { artifacts: ["dist/*"] }',
    ['sourcegate.yml:2 look-at, artifacts: dist/*, out/* -> dist/*'],
  ],
  [
    'a pattern that takes away',
    'look-at: { lockfiles: ["**/*.lock"] }',
    'look-at: { lockfiles: ["**/*.lock", "!web/**"] }',
    ['sourcegate.yml:2 look-at, lockfiles: **/*.lock -> **/*.lock, !web/**'],
  ],
  [
    'a pattern that takes away no longer, which widens the view',
    'look-at: { lockfiles: ["**/*.lock", "!web/**"] }',
    'look-at: { lockfiles: ["**/*.lock"] }',
    [],
  ],
  ['patterns instead of the default', '', 'look-at: { lockfiles: ["uv.lock"] }', ['sourcegate.yml:2 look-at, lockfiles: the default -> uv.lock']],
  [
    'a pattern that takes away',
    'look-at: { lockfiles: ["uv.lock"] }',
    'look-at: { lockfiles: ["uv.lock", "!new/**"] }',
    ['sourcegate.yml:2 look-at, lockfiles: uv.lock -> uv.lock, !new/**'],
  ],
  ['a pattern that takes away no more', 'look-at: { lockfiles: ["!new/**", "!old/**"] }', 'look-at: { lockfiles: ["!new/**"] }', []],
  ['less depth', 'look-at: { depth: full }', 'look-at: { depth: index }', ['sourcegate.yml:2 look-at, depth: full -> index']],
  ['an index', '', 'indexes: { pypi: https://x.example/simple }', ['sourcegate.yml:1 indexes, pypi: not there -> adds https://x.example/simple']],
  [
    'a custom rule that is gone',
    'custom: [{ id: local/a, when: "true", says: a, level: error }]',
    '',
    ['sourcegate.yml:1 local/a: a custom rule -> removed'],
  ],
  [
    'a custom rule that asks something else',
    'custom: [{ id: local/a, when: "true", says: a }]',
    'custom: [{ id: local/a, when: "false", says: a }]',
    ['sourcegate.yml:2 local/a: true -> false'],
  ],
  ['a higher level', 'rules: { source/missing: note }', 'rules: { source/missing: error }', []],
  [
    'a shorter list',
    'rules: { bundled/static: { level: error, allow: [zlib] } }',
    'rules: { bundled/static: error }',
    ['sourcegate.yml:2 bundled/static, allow: zlib -> removes zlib'],
  ],
  ['a waiver that is gone', waiver('2027-01-31'), '', []],
  ['a waiver that ended already', '', waiver('2026-01-31'), []],
  ['a strict override', '', 'overrides: [{ for: "pkg:pypi/a", rules: { source/missing: error } }]', []],
  [
    'comments and order',
    'rules: { source/missing: error, bundled/static: note }',
    '# why\nrules: { bundled/static: note, source/missing: error }',
    [],
  ],
])('%s', (_, base, head, expected) => {
  expect(changes(base, head)).toEqual(expected);
});

test('a baseline that grew', () => {
  expect(changes('baseline: b.json', 'baseline: b.json', entry('a'), entry('b'))).toEqual(['b.json:1 the baseline: 1 entries -> 1 more']);
  expect(changes('baseline: b.json', 'baseline: b.json', entry('a'), entry('a'))).toEqual([]);
});

test('the run is judged by the base; the finding says what the change would allow', () => {
  const torch = locked({ lock: { purl: 'pkg:pypi/torch@1.9.0', binaryOnly: true, hashes: ['sha256:00'] } });
  const base = policy('rules: { source/binary-only: error }');
  const head = policy('rules: { source/binary-only: note }');
  const mixed = judge([torch], base, { today, head });
  expect(lines(mixed)).toEqual(['E gate/policy-weakened sourcegate.yml:2', 'E source/binary-only uv.lock:12']);
  expect(mixed.findings[0]?.message).toContain('It would allow 1 finding.');
  const alone = judge([], policy('rules: { source/binary-only: error }\non-nothing: pass'), {
    today,
    head: policy('rules: { source/binary-only: note }\non-nothing: pass'),
    onlyPolicyChanges: true,
  });
  expect(lines(alone)).toEqual(['W gate/policy-weakened sourcegate.yml:2']);
  expect(alone.exitCode).toBe(0);
});

test('a policy that the pull request takes away is told first, at its own file, whatever the preset in its place lowers', () => {
  const base = policy('rules: { source/missing: error }');
  const lost = { path: 'sourcegate.yml', how: 'deletes', is: 'deleted' } as const;
  expect(weakenings(base, policy('rules: { source/missing: note }'), today, lost)).toMatchObject([
    { what: 'sourcegate.yml', was: 'a policy', is: 'deleted', lost: 'deletes', at: { path: 'sourcegate.yml', line: 1 } },
    { what: 'source/missing', was: 'error', is: 'note' },
  ]);
  expect(weakenings(base, base, today, lost)).toHaveLength(1);
});
