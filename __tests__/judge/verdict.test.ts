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

test('in force before waived, whatever its place or level', () => {
  const text = `rules: { source/binary-only: error }
waivers: [{ rule: source/binary-only, subject: "pkg:pypi/a@1", reason: "ticket 214", expires: 2027-01-31 }]
overrides: [{ for: "pkg:pypi/b", rules: { source/binary-only: note } }, { for: "pkg:pypi/c", rules: { source/binary-only: warning } }]
`;
  const facts = [inLock('a@1', 1), inLock('b@1', 9), inLock('c@1', 2)];
  const expected = ['W source/binary-only uv.lock:2', 'N source/binary-only uv.lock:9', '- source/binary-only uv.lock:1'];
  for (const given of [facts, [...facts].reverse()]) expect(lines(verdict(text, given))).toEqual(expected);
  expect(verdict(text, facts).counts).toEqual({ errors: 0, warnings: 1, notes: 1, unknown: 0, waived: 1, baseline: 0 });
});

test('a rule over several subjects obeys the override of each', () => {
  const loose = (name: string, line: number) => locked({ lock: { purl: `pkg:pypi/${name}` }, line });
  const hashed = locked({ lock: { purl: 'pkg:pypi/c@1', hashes: ['sha256:00'] }, line: 3 });
  const facts = [loose('a@1', 1), loose('b@1', 2), hashed];
  const off = 'rules: { pin/hash-missing: error }\noverrides: [{ for: "pkg:pypi/a", rules: { pin/hash-missing: off } }]\n';
  expect(lines(verdict(off, facts))).toEqual(['E pin/hash-missing uv.lock:2']);
  expect(lines(verdict(off.replace('off', 'note'), facts))).toEqual(['E pin/hash-missing uv.lock:2', 'N pin/hash-missing uv.lock:1']);
});

test('a rule about the run may be off for what is violated and on for what is not answered', () => {
  const unused = 'waivers: [{ rule: source/missing, subject: a, reason: "ticket 214", expires: 2027-01-31 }]\n';
  expect(lines(verdict(`rules: { gate/waiver-unused: { level: off, unknown: note } }\n${unused}`, [artifact()]))).toEqual([]);
  expect(lines(verdict(`rules: { gate/waiver-unused: off }\n${unused}`, [artifact()]))).toEqual([]);
  expect(lines(verdict(unused, [artifact()]))).toEqual(['W gate/waiver-unused sourcegate.yml:2']);
});

test('never takes the exit code away from an open question as well', () => {
  const open = locked({ lock: { purl: 'pkg:pypi/z@1', hashes: ['sha256:00'] } });
  expect(verdict(binaryOnly, [open], { failOn: 'never' })).toMatchObject({ status: 'incomplete', exitCode: 0 });
  expect(verdict(binaryOnly, [open])).toMatchObject({ status: 'incomplete', exitCode: 3 });
});

test('an override that decides nothing is told where it is the own one, and had no say', () => {
  const decides = 'rules: { source/binary-only: note }\noverrides: [{ for: "pkg:pypi/a", rules: { source/binary-only: error } }]\n';
  expect(verdict(decides, [inLock('a@1', 1)]).remarks).toEqual([]);
  const none = decides.replace('pypi/a', 'pypi/none');
  expect(verdict(none, [inLock('a@1', 1)]).remarks).toEqual(['sourcegate.yml:3: this override decided nothing in this run']);
  expect(verdict('extends: team.yml\n', [inLock('a@1', 1)], {}, { 'team.yml': `version: 1\n${none}` }).remarks).toEqual([]);
});

test('remarks of the caller come first', () => {
  const none = 'overrides: [{ for: "pkg:pypi/none", rules: { source/binary-only: error } }]\n';
  expect(verdict(none, [artifact()], { remarks: ['only this folder'] }).remarks).toEqual([
    'only this folder',
    'sourcegate.yml:2: this override decided nothing in this run',
  ]);
});

test('what is about the run as a whole stands in the policy, also where it has a baseline or extends a file', () => {
  const files = { 'b.json': '{ "findings": [] }', 'team.yml': 'version: 1\n' };
  expect(lines(verdict('baseline: b.json\nextends: team.yml\n', [], {}, files))).toEqual(['E gate/nothing-inspected sourcegate.yml:1']);
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

  test('a source archive is no test data because of where it lies or what it is called', () => {
    const cut = (path: string, inside: string, format: string, within?: string) =>
      artifact({
        subject: { path, format },
        problems: [problem(within ? 'hazard' : 'unreadable', 'truncated', { path: inside, ...(within ? { within } : {}) })],
      });
    expect(read(cut('examples/demo.crate', 'examples/demo.crate', 'tar.gz'))).toEqual([]);
    expect(read(cut('tests/demo.crate', 'tests/demo.crate!/x', 'tar.gz', 'tests/demo.crate'))).toEqual([]);
    expect(read(cut('demo.zip', 'example.com/testing@v1.0.0/a.zip', 'go-module'))).toEqual([]);
    expect(read(cut('demo.zip', 'example.com/demo@v1.0.0/testing/a.zip', 'go-module'))).toHaveLength(1);
  });

  test('the path of the artifact itself is not said twice', () => {
    expect(read(artifact({ subject: { path: 'demo.whl' }, problems: [problem('skipped', 'x', { path: 'demo.whl' })] }))[0]?.path).toBe('demo.whl');
    expect(read(artifact({ subject: { path: 'demo' }, problems: [problem('skipped', 'x', { path: 'demo/a' })] }))[0]?.path).toBe('demo');
    expect(read(artifact({ subject: { path: 'demo' }, problems: [problem('skipped', 'x', { path: '' })] }))[0]?.path).toBe('demo');
    expect(read(artifact({ subject: { path: 'demo' }, problems: [problem('skipped', 'x', { path: 'demos' })] }))[0]?.path).toBe('demo!/demos');
  });

  test('a place inside a locked package names the package: its lockfile has many', () => {
    expect(read({ ...inLock('a@1', 7), problems: [problem('skipped', 'x', { path: 'package/test/invalid.tar!/foo' })] })[0]?.path).toBe(
      'a 1 (uv.lock:7)!/package/test/invalid.tar!/foo',
    );
  });

  test('by path, and by reason where the path is the same', () => {
    const skipped = (path: string, code: string) => problem('skipped', code, { path });
    const facts = [
      artifact({ subject: { path: 'b.whl' }, problems: [skipped('b.whl', 'y'), skipped('b.whl', 'x')] }),
      artifact({ subject: { path: 'a.whl' }, problems: [skipped('a.whl', 'z')] }),
    ];
    expect(verdict('rules: { source/missing: off }', facts).notInspected.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
      'a.whl: z at byte 12',
      'b.whl: x at byte 12',
      'b.whl: y at byte 12',
    ]);
  });

  test('actions and images are opened at no depth, however many a file names', () => {
    const named = (purl: string, kind: 'action' | 'image', line: number) => locked({ lock: { purl, resolved: { kind } }, line, path: 'ci.yml' });
    const facts = [named('pkg:githubactions/actions/checkout@v7', 'action', 3), named('pkg:docker/alpine@3.20', 'image', 4)];
    expect(verdict('rules: { bundled/native-library: warning }', facts).notInspected).toEqual([
      { path: 'ci.yml', reason: 'the content of actions and images: not opened at any depth, only how they are pinned is judged' },
    ]);
  });

  test('locked packages that were only looked up, where the content is asked about', () => {
    const text = 'rules: { bundled/native-library: warning }';
    const deep = inLock('b@1', 2);
    const full = { ...deep, subject: { ...deep.subject, depth: 'full' } as Facts['subject'] };
    expect(verdict(text, [inLock('a@1', 1), full, artifact({ subject: { depth: 'index' } })]).notInspected).toEqual([
      { path: 'uv.lock', reason: 'the content of 1 locked package: not opened (depth index)' },
    ]);
    expect(verdict('rules: { pin/unpinned: warning }', [inLock('a@1', 1)]).notInspected).toEqual([]);
    for (const rule of ['binary/unsafe-rpath', 'bundled/static']) // one reads native files only, the other components
      expect(verdict(`rules: { ${rule}: warning }`, [inLock('a@1', 1), inLock('b@1', 2)]).notInspected).toEqual([
        { path: 'uv.lock', reason: 'the content of 2 locked packages: not opened (depth index)' },
      ]);
  });
});

describe('waivers of several subjects', () => {
  const waiver = (more: string) => `${binaryOnly}waivers: [{ rule: source/binary-only, reason: "ticket 214", expires: 2027-01-31, ${more} }]\n`;

  test('one that fits another content is stale, whatever else is there', () => {
    const text = waiver(`subject: "pkg:pypi/torch@1.9.0", sha256: ${'ef'.repeat(32)}`);
    for (const facts of [[inLock('torch@1.9.0', 1), inLock('other@1', 2)], [inLock('torch@1.9.0', 1)]]) {
      const { findings } = verdict(text, facts);
      expect(lines(verdict(text, facts))).toContain('W gate/waiver-unused sourcegate.yml:3');
      expect(findings.find(({ rule }) => rule === 'gate/waiver-unused')?.messageId).toBe('stale');
    }
    expect(verdict(text, [inLock('other@1', 2)]).findings.find(({ rule }) => rule === 'gate/waiver-unused')?.messageId).toBe('unused');
  });

  test('one that fits a second content of the same release is used, not stale', () => {
    const other = locked({ lock: { purl: 'pkg:pypi/torch@1.9.0', hashes: [`sha256:${'ef'.repeat(32)}`] }, line: 2, path: 'b.lock', source: gone });
    const text = waiver(`subject: "pkg:pypi/torch@1.9.0", sha256: ${'ef'.repeat(32)}`);
    expect(lines(verdict(text, [inLock('torch@1.9.0', 1), other]))).toEqual(['E source/binary-only uv.lock:1', '- source/binary-only b.lock:2']);
  });

  test('one for a finding that is not there fits its subject and its content, so it is unused and not stale', () => {
    const fine = locked({ lock: { purl: 'pkg:pypi/torch@1.9.0', hashes: [`sha256:${'ef'.repeat(32)}`] }, line: 2, source: source('published') });
    const text = waiver(`subject: "pkg:pypi/torch@1.9.0", sha256: ${'ef'.repeat(32)}`);
    expect(verdict(text, [fine, inLock('other@1', 3)]).findings.find(({ rule }) => rule === 'gate/waiver-unused')?.messageId).toBe('unused');
  });

  test('those of the head that the base has as well are no news; one with other words is', () => {
    const text = waiver('subject: "pkg:pypi/torch@1.9.0"').replace('version: 1\n', '');
    const remarks = (head: string) =>
      verdict(`waivers-from: head\n${text}`, [inLock('torch@1.9.0', 1)], { head: policyOf(`version: 1\nwaivers-from: head\n${head}`) }).remarks;
    expect(remarks(text)).toEqual([]);
    for (const [was, is] of [
      ['ticket 214', 'ticket 215'],
      ['2027-01-31', '2027-02-28'],
      ['1.9.0"', '1.9.1"'],
      ['1.9.0"', '1.9.0", licence: MIT'],
      ['1.9.0"', `1.9.0", sha256: ${'ef'.repeat(32)}`],
    ] as const)
      expect(remarks(text.replace(was, is))).toEqual([
        expect.stringMatching(/^sourcegate\.yml:4: this pull request brings a waiver of source\/binary-only/),
      ]);
    expect(remarks('')).toEqual([]);
    expect(verdict(`waivers-from: head\n${text}`, [inLock('torch@1.9.0', 1)]).remarks).toEqual([]);
  });

  test('two weeks before its end it is told, where it is used', () => {
    const ending = (day: string, facts = [inLock('torch@1.9.0', 1)]) =>
      verdict(waiver('subject: "pkg:pypi/torch@1.9.0"').replace('2027-01-31', day), facts).remarks;
    expect(ending('2026-12-07')).toEqual(['sourcegate.yml:3: the waiver of source/binary-only for pkg:pypi/torch@1.9.0 ends on 2026-12-07']);
    expect(ending('2026-12-08')).toEqual([]);
    expect(ending('2026-12-07', [inLock('other@1', 1)])).toEqual([]);
  });

  test('compared with a base, one for what is not there says nothing; where it is there and fits nothing, it does', () => {
    const text = waiver('subject: "pkg:pypi/torch@1.9.0"');
    expect(lines(verdict(text, [inLock('other@1', 2)], { onlyPart: true }))).toEqual(['E source/binary-only uv.lock:2']);
    expect(lines(verdict(text, [inLock('other@1', 2)]))).toContain('W gate/waiver-unused sourcegate.yml:3');
    const published = { ...inLock('torch@1.9.0', 1), source: source('published') };
    expect(lines(verdict(text, [published], { onlyPart: true }))).toEqual(['W gate/waiver-unused sourcegate.yml:3']);
  });
});

test('a waiver whose rule could not be asked in this run is not called unused', () => {
  const waiver = (subject: string) => `waivers: [{ rule: bundled/undeclared, subject: "${subject}", reason: ticket 7, expires: 2027-01-31 }]\n`;
  const text = `rules: { bundled/undeclared: error }\n${waiver('pkg:pypi/torch@1.9.0')}`;
  expect(lines(verdict(text, [inLock('torch@1.9.0', 1)]))).toEqual(['W gate/waiver-unused sourcegate.yml:3']);
  expect(lines(verdict(text, [inLock('torch@1.9.0', 1)], { shallow: true }))).toEqual([]); // offline, or less deep than the policy asks
  expect(lines(verdict(text, [inLock('other@1', 1)], { shallow: true }))).toEqual(['W gate/waiver-unused sourcegate.yml:3']); // it left the lock
  const wheel = artifact({ subject: { purl: 'pkg:pypi/torch@1.9.0' } });
  expect(lines(verdict(text, [wheel], { shallow: true }))).toEqual(['W gate/waiver-unused sourcegate.yml:3']); // it lies here, and was opened
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

  test('one of two is no longer found', () => {
    expect(verdict(text, [bundles], {}, files).remarks).toEqual([
      '1 entry of the baseline is no longer found: sourcegate check --update-baseline drops it',
    ]);
    expect(verdict(text, [bundles, inLock('torch@1.9.0', 3)], {}, files).remarks).toEqual([]);
  });

  test('what could not be read is not accepted, whoever wrote the entry', () => {
    const { path } = artifact().subject;
    const entry = { rule: 'gate/unreadable', subject: path, about: ['truncated'], fingerprint: '0'.repeat(32) };
    const byHand = { 'b.json': JSON.stringify({ findings: [entry] }) };
    expect(lines(verdict(text, [artifact({ problems: [problem('unreadable', 'truncated')] })], {}, byHand))).toEqual([`E? gate/unreadable ${path}`]);
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
    const loose = locked({ lock: { purl: 'pkg:pypi/loose', hashes: [] }, line: 3, source: source('published') });
    const facts = [inLock('a@1', 1), inLock('b@1', 2), loose];
    expect(weakened('rules: { source/binary-only: note, pin/unpinned: note }', facts)[0]?.message).toContain('It would allow 2 findings.');
    expect(weakened('rules: { source/binary-only: warning, pin/unpinned: note }', facts)[0]?.message).toContain('It would allow 2 findings.');
    expect(weakened('rules: { source/binary-only: error, pin/unpinned: off }', facts)[0]?.message).toContain('It would allow 0 findings.'); // a note
    const forOne = 'rules: { source/binary-only: error, pin/unpinned: note }\noverrides: [{ for: "pkg:pypi/a", rules: { source/binary-only: off } }]';
    expect(weakened(forOne, facts)[0]?.message).toContain('It would allow 1 finding.');
  });

  test('a finding that only warns counts as well; one that is waived or accepted by the base has no weight', () => {
    const waiver = (name: string) => `{ rule: source/binary-only, subject: "pkg:pypi/${name}", reason: "ticket 1", expires: 2027-01-01 }`;
    const allows = (text: string, head: string, files: Record<string, string> = {}) =>
      judge([inLock('a@1', 1), inLock('b@1', 2)], policyOf(`version: 1\n${text}`, files), {
        today,
        head: policyOf(`version: 1\n${head}`, files),
      }).findings.find(({ rule }) => rule === 'gate/policy-weakened')?.message;
    const warns = 'rules: { source/binary-only: warning }\n';
    expect(allows(warns, 'rules: { source/binary-only: off }')).toContain('It would allow 2 findings.');
    expect(allows(`${warns}waivers: [${waiver('a@1')}]`, 'rules: { source/binary-only: off }')).toContain('It would allow 1 finding.');
    expect(allows(warns, `${warns}waivers: [${waiver('b@1')}]`)).toContain('It would allow 1 finding.');
    const files = { 'b.json': updateBaseline(judge([inLock('a@1', 1)], policyOf(`version: 1\n${warns}`), { today })) };
    expect(allows(`${warns}baseline: b.json`, 'baseline: b.json\nrules: { source/binary-only: off }', files)).toContain('It would allow 1 finding.');
    expect(allows(warns, `${warns}baseline: b.json`, files)).toContain('It would allow 1 finding.');
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
