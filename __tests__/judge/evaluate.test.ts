// Levels, overrides, waivers, baseline: what is laid over the rules, and what the verdict says.
import { updateBaseline } from '../../src/judge/baseline.ts';
import { type JudgeContext, judge, needsOf } from '../../src/judge/evaluate.ts';
import { printWaivers } from '../../src/judge/waivers.ts';
import type { Facts, LockedFile } from '../../src/types.ts';
import { artifact, component, lines, locked, metadata, policyOf, problem, so, source, today } from './support.ts';

const wheels = (name: string): LockedFile[] => [
  { name: `${name}-cp38-cp38-manylinux1_x86_64.whl`, kind: 'binary', hash: `sha256:${'ab'.repeat(32)}` },
];
const torch = locked({
  lock: { purl: 'pkg:pypi/torch@1.9.0', files: wheels('torch-1.9.0'), binaryOnly: true, hashes: [`sha256:${'ab'.repeat(32)}`] },
  line: 121,
});
const curand = (version: string) =>
  locked({ lock: { purl: `pkg:pypi/nvidia-curand-cu12@${version}`, files: wheels('nvidia'), binaryOnly: true, hashes: ['sha256:00'] }, line: 130 });
const unasked = locked({ lock: { purl: 'pkg:pypi/mystery@1.0', hashes: ['sha256:00'] }, line: 140 });

const verdict = (text: string, facts: readonly Facts[], context: Partial<JudgeContext> = {}, files: Record<string, string> = {}) =>
  judge(facts, policyOf(`version: 1\n${text}`, files), { today, ...context });
const said = (...given: Parameters<typeof verdict>): string[] => lines(verdict(...given));

describe('levels', () => {
  test.each([
    [
      'the exact id wins over the area, and that over all',
      'rules: { "*": note, source/*: warning, source/binary-only: error }',
      ['E source/binary-only uv.lock:121'],
    ],
    ['the order of lines does not matter', 'rules: { source/binary-only: error, source/*: warning }', ['E source/binary-only uv.lock:121']],
    ['the area', 'rules: { source/*: warning }', ['W source/binary-only uv.lock:121']],
    ['off is silent', 'rules: { source/*: error, source/binary-only: off }', []],
    ['without extends only named rules are on', 'rules: { source/missing: error }', []],
    ['a file wins over the preset it extends', 'extends: recommended\nrules: { source/*: error }', ['E source/binary-only uv.lock:121']],
    ['from a day on', 'rules: { source/binary-only: { level: error, from: 2026-11-24 } }', []],
    ['on that day', 'rules: { source/binary-only: { level: error, from: 2026-11-23 } }', ['E source/binary-only uv.lock:121']],
  ])('%s', (_, text, expected) => {
    expect(said(text, [torch])).toEqual(expected);
  });

  test('the finding says which line decided it', () => {
    expect(verdict('rules:\n  source/*: warning\n', [torch]).findings[0]?.policyLine).toEqual({ path: 'sourcegate.yml', line: 3, column: 3 });
  });

  test('unknown counts as the level, unless the policy says otherwise', () => {
    expect(said('rules: { source/binary-only: error }', [unasked])).toEqual(['E? source/binary-only uv.lock:140']);
    expect(said('rules: { source/binary-only: { level: error, unknown: note } }', [unasked])).toEqual(['N? source/binary-only uv.lock:140']);
    expect(said('rules: { source/binary-only: { level: error, unknown: off } }', [unasked])).toEqual([]);
  });

  test('the gate itself and archive hazards are on without being named, and a line for everything does not silence them', () => {
    const broken = artifact({ problems: [problem('unreadable', 'truncated'), problem('hazard', 'hidden-entry')] });
    expect(said('', [broken])).toEqual([
      'E archive/hazard dist/demo-1.0-cp312-cp312-linux_x86_64.whl',
      'E? gate/unreadable dist/demo-1.0-cp312-cp312-linux_x86_64.whl',
    ]);
    for (const finding of verdict('', [broken]).findings) expect(finding).not.toHaveProperty('policyLine'); // no line decided it
    expect(said('rules: { "*": off, gate/*: off }', [broken])).toHaveLength(2);
  });

  test.each([
    ['unknown: off for everything', 'rules: { "*": { level: note, unknown: off } }', 'N'],
    ['unknown: off for everything, and no level', 'rules: { "*": { unknown: off } }', 'E'],
    ['unknown: off for the area', 'rules: { gate/*: { level: warning, unknown: off } }', 'W'],
    ['unknown: off in an override', 'overrides: [{ for: { path: "**" }, rules: { gate/*: { level: note, unknown: off } } }]', 'N'],
    ['off for everything, while its own line waits for its day', 'rules: { "*": off, gate/unreadable: { level: note, from: 2026-11-24 } }', 'E'],
    ['a line for its area says what an open question weighs', 'rules: { gate/*: { level: error, unknown: note } }', 'N'],
    ['its own line wins over the one for everything', 'rules: { "*": { level: error, unknown: off }, gate/unreadable: warning }', 'W'],
  ])('what could not be read is not silenced by %s', (_, text, letter) => {
    expect(said(text, [artifact({ problems: [problem('unreadable', 'truncated')] })])).toEqual([
      `${letter}? gate/unreadable dist/demo-1.0-cp312-cp312-linux_x86_64.whl`,
    ]);
  });
});

describe('overrides', () => {
  const rule = 'rules: { source/binary-only: error }\n';
  test.each([
    ['a glob and a range', '"pkg:pypi/nvidia-*@>=12"', curand('12.5.1'), 'N'],
    ['a version outside of the range', '"pkg:pypi/nvidia-*@>=12"', curand('10.3.10.19'), 'E'],
    ['a name without a range', '"pkg:pypi/torch"', torch, 'N'],
    ['an exact version', '"pkg:pypi/torch@1.9.0"', torch, 'N'],
    ['another exact version', '"pkg:pypi/torch@1.9.1"', torch, 'E'],
    ['another ecosystem', '{ ecosystem: npm }', torch, 'E'],
    ['an ecosystem', '{ ecosystem: pypi }', torch, 'N'],
    ['a scope', '{ scope: dev }', { ...torch, subject: { ...torch.subject, scopes: ['group:dev'] } as Facts['subject'] }, 'N'],
    ['not all scopes', '{ scope: dev }', { ...torch, subject: { ...torch.subject, scopes: ['dev', 'main'] } as Facts['subject'] }, 'E'],
    ['no scope at all is production', '{ scope: dev }', torch, 'E'],
    ['the lockfile', '{ path: "uv.*" }', torch, 'N'],
    ['a licence', '{ licence: "LicenseRef-*" }', { ...torch, metadata: metadata({ licenceExpression: 'LicenseRef-NVIDIA' }) }, 'N'],
    ['all conditions must hold', '{ ecosystem: pypi, scope: dev }', torch, 'E'],
  ])('%s', (_, selector, facts, letter) => {
    expect(said(`${rule}overrides: [{ for: ${selector}, rules: { source/binary-only: note } }]`, [facts])[0]?.[0]).toBe(letter);
  });

  test('the later one wins', () => {
    const text = `${rule}overrides:\n  - { for: "pkg:pypi/*", rules: { source/*: note } }\n  - { for: "pkg:pypi/torch", rules: { source/binary-only: warning } }\n`;
    expect(said(text, [torch])).toEqual(['W source/binary-only uv.lock:121']);
  });

  test('paths inside the artifact: only where all that was seen lies there', () => {
    const text = 'rules: { binary/unsafe-rpath: error }\noverrides: [{ for: { path: "tools/**" }, rules: { binary/unsafe-rpath: off } }]';
    const at = (...paths: string[]) => artifact({ native: paths.map((path) => so(path, { runpath: ['/tmp/x'] })) });
    expect(said(text, [at('tools/a.so')])).toEqual([]);
    expect(said(text, [at('tools/a.so', 'lib/b.so')])).toHaveLength(1);
  });

  test('scoped npm packages, encoded or not', () => {
    const scoped = locked({ lock: { purl: 'pkg:npm/%40esbuild/linux-x64@0.23.1', binaryOnly: true, compiled: 'os/cpu limits' } });
    for (const selector of ['pkg:npm/@esbuild/*', 'pkg:npm/%40esbuild/*', 'pkg:npm/@esbuild/*@^0.23.0'])
      expect(said(`${rule}overrides: [{ for: "${selector}", rules: { source/binary-only: note } }]`, [scoped])[0]?.[0]).toBe('N');
  });

  test('one that decided nothing is told, but not when only changes were looked at', () => {
    const text = `${rule}overrides: [{ for: "pkg:pypi/gone", rules: { source/binary-only: note } }]`;
    expect(verdict(text, [torch]).remarks).toEqual(['sourcegate.yml:3: this override decided nothing in this run']);
    expect(verdict(text, [torch], { onlyPart: true }).remarks).toEqual([]);
  });
});

describe('waivers', () => {
  const rule = 'rules: { source/binary-only: error }\n';
  const waiver = (more: string) => `${rule}waivers:\n  - { rule: source/binary-only, ${more} }\n`;
  const good = 'subject: "pkg:pypi/torch@1.9.0", reason: ticket 214, expires: 2027-01-31';
  test.each([
    ['in force', good, ['- source/binary-only uv.lock:121'], 0],
    ['on its last day', good.replace('2027-01-31', '2026-11-23'), ['- source/binary-only uv.lock:121'], 0],
    ['a day too late', good.replace('2027-01-31', '2026-11-22'), ['E source/binary-only uv.lock:121', 'W gate/waiver-expired sourcegate.yml:4'], 1],
    [
      'without a reason',
      'subject: "pkg:pypi/torch@1.9.0", expires: 2027-01-31',
      ['E gate/waiver-without-reason sourcegate.yml:4', 'E source/binary-only uv.lock:121'],
      1,
    ],
    [
      'a reason that says nothing',
      good.replace('ticket 214', 'TODO'),
      ['E gate/waiver-without-reason sourcegate.yml:4', 'E source/binary-only uv.lock:121'],
      1,
    ],
    ['another version', good.replace('1.9.0', '1.9.1'), ['E source/binary-only uv.lock:121', 'W gate/waiver-unused sourcegate.yml:4'], 1],
    ['another version, when only changes were looked at', good.replace('1.9.0', '1.9.1'), ['E source/binary-only uv.lock:121'], 1, true],
    ['bound to this content', `${good}, sha256: ${'ab'.repeat(32)}`, ['- source/binary-only uv.lock:121'], 0],
    [
      'bound to another content',
      `${good}, sha256: ${'cd'.repeat(32)}`,
      ['E source/binary-only uv.lock:121', 'W gate/waiver-unused sourcegate.yml:4'],
      1,
    ],
    [
      'bound to a licence that is not declared',
      `${good}, licence: MIT`,
      ['E source/binary-only uv.lock:121', 'W gate/waiver-unused sourcegate.yml:4'],
      1,
    ],
  ] as [string, string, string[], number, boolean?][])('%s', (_, more, expected, exitCode, onlyPart = false) => {
    const result = verdict(waiver(more), [torch], { onlyPart });
    expect(lines(result)).toEqual(expected);
    expect(result.exitCode).toBe(exitCode);
  });

  test('for another rule it has no force', () => {
    expect(said(`${rule}waivers: [{ rule: source/missing, ${good} }]`, [torch])[0]).toBe('E source/binary-only uv.lock:121');
  });

  test('an artifact by its path, and hashes in the form of npm', () => {
    const wheel = artifact({ native: [so('a.so')], source: source('absent') });
    const text = `rules: { source/missing: error }\nwaivers: [{ rule: source/missing, subject: ./${wheel.subject.path}, reason: ticket 1, expires: 2027-01-31 }]`;
    expect(said(text, [wheel])[0]?.[0]).toBe('-');
    const npm = locked({
      lock: {
        purl: 'pkg:npm/%40esbuild/linux-x64@0.23.1',
        compiled: 'os/cpu limits',
        binaryOnly: true,
        hashes: [`sha256-${Buffer.from('ab'.repeat(32), 'hex').toString('base64')}`],
      },
    });
    expect(
      said(waiver(`subject: "pkg:npm/@esbuild/linux-x64@0.23.1", reason: ticket 1, expires: 2027-01-31, sha256: ${'ab'.repeat(32)}`), [npm])[0]?.[0],
    ).toBe('-');
  });

  test('near its end it is told', () => {
    expect(verdict(waiver(good.replace('2027-01-31', '2026-12-01')), [torch]).remarks[0]).toContain('ends on 2026-12-01');
  });

  test('those that the pull request brings have no force, unless the policy of the base says so', () => {
    const head = policyOf(`version: 1\n${waiver(good)}`);
    expect(said(rule, [torch], { head, onlyPolicyChanges: true })).toEqual([
      'E source/binary-only uv.lock:121',
      'W gate/policy-weakened sourcegate.yml:4',
    ]);
    const trusting = verdict(`waivers-from: head\n${rule}`, [torch], { head: policyOf(`version: 1\nwaivers-from: head\n${waiver(good)}`) });
    expect(lines(trusting)).toEqual(['- source/binary-only uv.lock:121']);
    expect(trusting.remarks[0]).toContain('this pull request brings a waiver');
  });

  test('printed ones are read again, and wait for their reason', () => {
    const printed = printWaivers(verdict(rule, [torch]), 30, today);
    expect(printed).toContain('expires: 2026-12-23');
    const again = verdict(rule + printed, [torch]);
    expect(lines(again).filter((line) => line.includes('waiver-without-reason'))).toHaveLength(1);
    expect(said(rule + printed.replace('reason: ""', 'reason: ticket 1'), [torch])).toEqual(['- source/binary-only uv.lock:121']);
    expect(printWaivers(verdict(rule, []), 30, today)).toBe('# Nothing to waive.\n');
  });
});

describe('the baseline', () => {
  const text = 'rules: { bundled/native-library: error }\nbaseline: b.json\n';
  const holding = (...ids: string[]) => artifact({ subject: { purl: 'pkg:pypi/demo@1.0' }, components: ids.map((id) => component(id)) });
  const accept = (facts: readonly Facts[], files: Record<string, string> = {}) =>
    updateBaseline(verdict(text, facts, {}, files), policyOf(`version: 1\n${text}`, files));
  const first = { 'b.json': accept([holding('zlib', 'libpng')]) };

  test('accepts what was there on its day', () => {
    const result = verdict(text, [holding('zlib', 'libpng')], {}, first);
    expect(lines(result)[0]?.[0]).toBe('b');
    expect(result).toMatchObject({ exitCode: 0, status: 'clear', counts: { errors: 0, baseline: 1 } });
  });
  test('less is covered, more is not', () => {
    expect(said(text, [holding('zlib')], {}, first)[0]?.[0]).toBe('b');
    expect(said(text, [holding('zlib', 'libpng', 'openssl')], {}, first)[0]?.[0]).toBe('E');
  });
  test('another version of the same artifact is covered, another package is not', () => {
    const next = { ...holding('zlib'), subject: { ...holding().subject, path: 'dist/demo-1.1.whl', purl: 'pkg:pypi/demo@1.1' } as Facts['subject'] };
    const other = { ...holding('zlib'), subject: { ...holding().subject, purl: 'pkg:pypi/other@1.0' } as Facts['subject'] };
    expect(said(text, [next], {}, first)[0]?.[0]).toBe('b');
    expect(said(text, [other], {}, first)[0]?.[0]).toBe('E');
  });
  test('only shrinks: an update keeps what is still found and adds nothing', () => {
    const second = accept([holding('zlib', 'libpng', 'openssl')], first);
    expect(JSON.parse(second).findings).toEqual([]);
    expect(JSON.parse(accept([holding('zlib')], first)).findings).toMatchObject([{ rule: 'bundled/native-library', about: ['zlib'] }]);
    expect(accept([holding('zlib', 'libpng')], first)).toBe(first['b.json']);
  });
  test('what is gone is told', () => {
    expect(verdict(text, [artifact()], {}, first).remarks).toEqual([
      '1 entry of the baseline is no longer found: sourcegate check --update-baseline drops it',
    ]);
    expect(verdict(text, [artifact()], { onlyPart: true }, first).remarks).toEqual([]);
  });
  test('neither unknowns nor findings about the gate are accepted', () => {
    expect(JSON.parse(accept([artifact({ problems: [problem('unreadable', 'truncated')] })])).findings).toEqual([]);
  });
  test('a file that is none is a mistake', () => {
    expect(() => verdict(text, [], {}, { 'b.json': '{' })).toThrow('b.json:1:1: the baseline is no JSON');
    expect(() => verdict(text, [], {}, { 'b.json': '{"findings":[{"rule":1}]}' })).toThrow('not a baseline');
  });
});

describe('the verdict', () => {
  const both = [torch, unasked];
  test.each([
    ['an error', 'rules: { source/binary-only: error }', [torch], 'error', 1, 'blocked'],
    ['an unknown at the level of an error', 'rules: { source/binary-only: error }', [unasked], 'error', 3, 'incomplete'],
    ['both: blocked', 'rules: { source/binary-only: error }', both, 'error', 1, 'blocked'],
    ['a warning', 'rules: { source/binary-only: warning }', both, 'error', 0, 'clear'],
    ['a warning where warnings fail', 'rules: { source/binary-only: warning }', [torch], 'warning', 1, 'blocked'],
    ['an unknown warning where warnings fail', 'rules: { source/binary-only: warning }', [unasked], 'warning', 3, 'incomplete'],
    ['a note never fails', 'rules: { source/binary-only: note }', both, 'warning', 0, 'clear'],
    ['never takes the exit code away', 'rules: { source/binary-only: error }', both, 'never', 0, 'blocked'],
  ] as const)('%s', (_, text, facts, failOn, exitCode, status) => {
    expect(verdict(text, facts, { failOn })).toMatchObject({ exitCode, status });
  });

  test('counts of what is in force; unknowns are counted apart', () => {
    expect(
      verdict('rules: { source/binary-only: error, source/missing: warning }', [
        ...both,
        artifact({ native: [so('a.so')], source: source('absent') }),
      ]).counts,
    ).toEqual({ errors: 1, warnings: 1, notes: 0, unknown: 1, waived: 0, baseline: 0 });
  });

  test('a run over nothing is no pass, unless the policy says so', () => {
    expect(verdict('', [])).toMatchObject({ exitCode: 1, status: 'blocked' });
    expect(verdict('on-nothing: pass', [])).toMatchObject({ exitCode: 0, findings: [] });
  });

  test('the same facts in another order give the same findings', () => {
    const facts = [torch, unasked, curand('12.5.1'), artifact({ native: [so('a.so')], source: source('absent') })];
    const text = 'extends: guix-strict';
    expect(JSON.stringify(verdict(text, [...facts].reverse()).findings)).toBe(JSON.stringify(verdict(text, facts).findings));
  });

  test('fingerprints do not follow lines, and differ by subject', () => {
    const moved = locked({ lock: { ...torch.locked!, line: 900 }, line: 900 });
    const [a, b, c] = [torch, moved, curand('12.5.1')].map(
      (facts) => verdict('rules: { source/binary-only: error }', [facts]).findings[0]?.fingerprint,
    );
    expect(a).toMatch(/^[0-9a-f]{32}$/);
    expect(b).toBe(a);
    expect(c).not.toBe(a);
  });

  test('a release that a lock names twice is one finding, at the first line', () => {
    const again = locked({ lock: { ...torch.locked! }, line: 300 });
    expect(said('rules: { source/binary-only: error }', [again, torch])).toEqual(['E source/binary-only uv.lock:121']);
  });

  test('what was passed over is listed', () => {
    const skipped = artifact({
      problems: [
        problem('skipped', 'gpu-code', { path: 'torch/lib/a.so', message: 'GPU code: measured only' }),
        problem('skipped', 'nested', { path: 'a.zip', message: 'listed only' }),
        problem('skipped', 'nested', { path: 'b.zip', message: 'listed only' }),
      ],
    });
    expect(
      verdict('rules: { bundled/static: note }', [skipped, torch], { notInspected: [{ path: 'x.bin', reason: 'not known' }] }).notInspected,
    ).toEqual([
      { path: 'x.bin', reason: 'not known' },
      { path: 'dist/demo-1.0-cp312-cp312-linux_x86_64.whl', reason: '2 places, first a.zip: listed only' },
      { path: 'dist/demo-1.0-cp312-cp312-linux_x86_64.whl!/torch/lib/a.so', reason: 'GPU code: measured only' },
      { path: 'uv.lock', reason: 'the content of 1 locked package: not opened (depth index)' },
    ]);
  });

  test('only what the rules in force read is looked for', () => {
    expect([...needsOf(policyOf('version: 1\nrules: { source/binary-only: error }\n'), today)].sort()).toEqual(['packages', 'source']);
    expect([...needsOf(policyOf('version: 1\nrules: { gate/*: off }\ncustom: [{ id: local/a, when: "true", says: a }]\n'), today)].sort()).toEqual([
      'components',
      'metadata',
      'native',
      'packages',
      'source',
    ]);
    expect([...needsOf(policyOf('version: 1\noverrides: [{ for: "pkg:pypi/*", rules: { bundled/static: note } }]\n'), today)]).toEqual([
      'components',
    ]);
  });
});

test('a title that annotations have to cut is there as a whole as well, and only then', () => {
  const name = `pkg:pypi/${'very-'.repeat(15)}long`;
  const long = locked({ lock: { purl: `${name}@1.0`, files: wheels('long'), binaryOnly: true, hashes: ['sha256:00'] }, line: 150 });
  const [cut, whole] = verdict('rules: { source/binary-only: error }', [torch, long])
    .findings.map(({ title, fullTitle }) => ({ title, fullTitle }))
    .reverse();
  expect(cut?.title.length).toBeLessThanOrEqual(60);
  expect(cut?.fullTitle).toContain(`${'very-'.repeat(15)}long 1.0: `);
  expect(whole).not.toHaveProperty('fullTitle', expect.anything());
});
