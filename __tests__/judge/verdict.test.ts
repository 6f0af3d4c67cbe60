// What the verdict is made of beside the findings: order, places not looked into, remarks, and which of several counts.
import { identityOf, updateBaseline } from '../../src/judge/baseline.ts';
import { type JudgeContext, judge } from '../../src/judge/evaluate.ts';
import type { Facts } from '../../src/types.ts';
import { artifact, component, lines, locked, policyOf, problem, source, today } from './support.ts';

const verdict = (text: string, facts: readonly Facts[], context: Partial<JudgeContext> = {}, files: Record<string, string> = {}) =>
  judge(facts, policyOf(`version: 1\n${text}`, files), { today, ...context });
const gone = source('absent', 'none');
const inLock = (name: string, line: number, path = 'uv.lock') =>
  locked({ lock: { purl: `pkg:pypi/${name}`, hashes: ['sha256:00'] }, line, path, source: gone });
const binaryOnly = 'rules: { source/binary-only: error }\n';

test('a clean run says nothing beside the verdict', () => {
  const { notInspected, remarks, findings } = verdict('rules: { source/missing: error }', [artifact()]);
  expect({ notInspected, remarks, findings }).toEqual({ notInspected: [], remarks: [], findings: [] });
});

test('a finding without a way in has an empty one, and one with it keeps it', () => {
  expect(verdict(binaryOnly, [inLock('torch@1.9.0', 3)]).findings[0]?.wayIn).toEqual([]);
  expect(verdict(binaryOnly, [{ ...inLock('torch@1.9.0', 3), wayIn: ['a@1', 'torch@1.9.0'] }]).findings[0]?.wayIn).toEqual(['a@1', 'torch@1.9.0']);
});

test('one release on several lines of a lock is one finding, at the first line; another lock is another', () => {
  const expected = ['E source/binary-only uv.lock:12'];
  expect(lines(verdict(binaryOnly, [inLock('a@1', 20), inLock('a@1', 12)]))).toEqual(expected);
  expect(lines(verdict(binaryOnly, [inLock('a@1', 12), inLock('a@1', 20)]))).toEqual(expected);
  expect(lines(verdict(binaryOnly, [inLock('a@1', 12), inLock('a@1', 20, 'x/uv.lock')]))).toHaveLength(2);
});

test('order: weight, then violated before unknown, then path, line, subject and rule', () => {
  const text =
    'rules: { source/binary-only: { level: error, unknown: error }, pin/hash-missing: off, source/url-missing: off, pin/unpinned: note }\n';
  const open = locked({ lock: { purl: 'pkg:pypi/z@1', hashes: ['sha256:00'] }, line: 1, path: 'a.lock' });
  const loose = locked({ lock: { purl: 'pkg:pypi/y', hashes: [] }, line: 1, path: 'a.lock', source: source('published') });
  const facts = [loose, open, inLock('c@1', 9), inLock('b@1', 9), inLock('a@1', 30), inLock('d@1', 2, 'b.lock')];
  const expected = [
    'E source/binary-only b.lock:2',
    'E source/binary-only uv.lock:9',
    'E source/binary-only uv.lock:9',
    'E source/binary-only uv.lock:30',
    'E? source/binary-only a.lock:1',
    'N pin/unpinned a.lock:1',
  ];
  for (const given of [facts, [...facts].reverse()]) {
    const result = verdict(text, given);
    expect(lines(result)).toEqual(expected);
    expect(result.findings.slice(1, 3).map(({ subject }) => identityOf(subject))).toEqual(['uv.lock#pkg:pypi/b@1', 'uv.lock#pkg:pypi/c@1']);
  }
});

describe('not inspected', () => {
  const read = (given: Facts, text = 'rules: { source/missing: off }') => verdict(text, [given]).notInspected;

  test('what was passed over, by its reason; several places of one reason in one line', () => {
    expect(read(artifact({ problems: [problem('skipped', 'gpu-code', { path: 'a.so' })] }))).toEqual([
      { path: 'dist/demo-1.0-cp312-cp312-linux_x86_64.whl!/a.so', reason: 'gpu-code at byte 12' },
    ]);
    const twice = [problem('skipped', 'gpu-code', { path: 'a.so' }), problem('skipped', 'gpu-code', { path: 'b.so' })];
    expect(read(artifact({ problems: twice }))).toEqual([
      { path: 'dist/demo-1.0-cp312-cp312-linux_x86_64.whl', reason: '2 places, first a.so: gpu-code at byte 12' },
    ]);
  });

  test('malformed files among the tests of a source archive are listed, and are no finding; elsewhere they are a finding', () => {
    const bad = (path: string, kind: 'unreadable' | 'limit' | 'hazard') =>
      artifact({ subject: { path: 'demo.tar.gz', format: 'sdist' }, problems: [problem(kind, 'truncated', { path })] });
    expect(read(bad('tests/a.zip', 'unreadable'))).toEqual([{ path: 'demo.tar.gz!/tests/a.zip', reason: 'truncated at byte 12' }]);
    expect(read(bad('tests/a.zip', 'limit'))).toHaveLength(1);
    expect(read(bad('tests/a.zip', 'hazard'))).toEqual([]);
    const hazard = problem('hazard', 'name-absolute', { path: 'tests/a.zip!//x', within: 'tests/a.zip' });
    expect(read(artifact({ subject: { path: 'demo.tar.gz', format: 'sdist' }, problems: [hazard] }))).toHaveLength(1);
    expect(read(bad('src/a.zip', 'unreadable'))).toEqual([]);
  });

  test('the path of the artifact itself is not said twice', () => {
    expect(read(artifact({ subject: { path: 'demo.whl' }, problems: [problem('skipped', 'x', { path: 'demo.whl' })] }))[0]?.path).toBe('demo.whl');
    expect(read(artifact({ subject: { path: 'demo' }, problems: [problem('skipped', 'x', { path: 'demo/a' })] }))[0]?.path).toBe('demo');
  });

  test('locked packages that were only looked up, where the content is asked about', () => {
    const text = 'rules: { bundled/native-library: warning }';
    const deep = inLock('b@1', 2);
    const full = { ...deep, subject: { ...deep.subject, depth: 'full' } as Facts['subject'] };
    expect(verdict(text, [inLock('a@1', 1), full, artifact({ subject: { depth: 'index' } })]).notInspected).toEqual([
      { path: 'uv.lock', reason: 'the content of 1 locked package: looked up, not opened (depth index)' },
    ]);
    expect(verdict('rules: { pin/unpinned: warning }', [inLock('a@1', 1)]).notInspected).toEqual([]);
  });
});

describe('waivers of several subjects', () => {
  const waiver = (more: string) => `${binaryOnly}waivers: [{ rule: source/binary-only, reason: "ticket 214", expires: 2027-01-31, ${more} }]\n`;

  test('one that fits another content is stale, whatever else is there', () => {
    const text = waiver(`subject: "pkg:pypi/torch@1.9.0", sha256: ${'ef'.repeat(32)}`);
    for (const facts of [[inLock('torch@1.9.0', 1), inLock('other@1', 2)], [inLock('torch@1.9.0', 1)]])
      expect(lines(verdict(text, facts))).toContain('W gate/waiver-unused sourcegate.yml:3');
  });

  test('compared with a base, one for what is not there says nothing; where it is there and fits nothing, it does', () => {
    const text = waiver('subject: "pkg:pypi/torch@1.9.0"');
    expect(lines(verdict(text, [inLock('other@1', 2)], { comparedWithBase: true }))).toEqual(['E source/binary-only uv.lock:2']);
    expect(lines(verdict(text, [inLock('other@1', 2)]))).toContain('W gate/waiver-unused sourcegate.yml:3');
    const published = { ...inLock('torch@1.9.0', 1), source: source('published') };
    expect(lines(verdict(text, [published], { comparedWithBase: true }))).toEqual(['W gate/waiver-unused sourcegate.yml:3']);
  });
});

describe('the baseline', () => {
  const text = 'rules: { bundled/native-library: error, source/binary-only: error }\nbaseline: b.json\n';
  const bundles = artifact({ subject: { purl: 'pkg:pypi/demo@1.0' }, components: [component('libwebp', { paths: ['a.libs/libwebp.so.7'] })] });
  const first = verdict(text, [bundles, inLock('torch@1.9.0', 3)]);
  const files = { 'b.json': updateBaseline(first) };

  test('each entry covers its own finding', () => {
    expect(first.counts.errors).toBe(2);
    expect(verdict(text, [bundles, inLock('torch@1.9.0', 3)], {}, files)).toMatchObject({ status: 'clear', counts: { errors: 0, baseline: 2 } });
    expect(verdict(text, [inLock('torch@1.9.0', 3)], {}, files)).toMatchObject({ counts: { errors: 0, baseline: 1 } });
    expect(verdict(text, [inLock('torch@1.9.1', 3)], {}, files)).toMatchObject({ counts: { errors: 1, baseline: 0 } });
  });

  test('what was not answered is never in it', () => {
    const open = locked({ lock: { purl: 'pkg:pypi/torch@1.9.0', hashes: ['sha256:00'] }, line: 3 });
    expect(verdict(text, [open], {}, files)).toMatchObject({ status: 'incomplete', counts: { baseline: 0, unknown: 1 } });
  });

  test('two entries that are no longer found', () => {
    expect(verdict(text, [artifact()], {}, files).remarks).toEqual([
      '2 entries of the baseline are no longer found: sourcegate check --update-baseline drops them',
    ]);
  });
});

describe('what a change of the policy would allow', () => {
  const base = policyOf('version: 1\nrules: { source/binary-only: error, pin/unpinned: note }\n');
  const weakened = (head: string, facts: readonly Facts[]) =>
    judge(facts, base, { today, head: policyOf(`version: 1\n${head}`), onlyPolicyChanges: true }).findings.filter(
      ({ rule }) => rule === 'gate/policy-weakened',
    );

  test('findings that weigh less by it are counted, and only those', () => {
    const facts = [inLock('a@1', 1), inLock('b@1', 2)];
    expect(weakened('rules: { source/binary-only: note, pin/unpinned: note }', facts)[0]?.message).toContain('It would allow 2 findings.');
    expect(weakened('rules: { source/binary-only: error, pin/unpinned: off }', facts)[0]?.message).toContain('It would allow 0 findings.');
    const forOne = 'rules: { source/binary-only: error, pin/unpinned: note }\noverrides: [{ for: "pkg:pypi/a", rules: { source/binary-only: off } }]';
    expect(weakened(forOne, facts)[0]?.message).toContain('It would allow 1 finding.');
  });

  test('mixed with other changes it is an error, and nothing else of the gate becomes one', () => {
    const withWaiver = policyOf(
      'version: 1\nrules: { source/binary-only: error }\nwaivers: [{ rule: source/binary-only, subject: "pkg:pypi/x@1", reason: "ticket 1", expires: 2027-01-01 }]\n',
    );
    const head = policyOf('version: 1\nrules: { source/binary-only: note }\n');
    expect(lines(judge([artifact()], withWaiver, { today, head })).sort()).toEqual([
      'E gate/policy-weakened sourcegate.yml:2',
      'W gate/waiver-unused sourcegate.yml:3',
    ]);
  });
});
