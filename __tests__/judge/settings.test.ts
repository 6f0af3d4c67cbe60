// Which line decides the level of a rule for a subject: layers, dates, overrides and their conditions.
import { gateUnreadable } from '../../src/judge/rules/gate/unreadable.ts';
import { licenceNotAllowed } from '../../src/judge/rules/licence/not-allowed.ts';
import { sourceMissing } from '../../src/judge/rules/source/missing.ts';
import { type Decision, decide, declaredLicence, isEverOn } from '../../src/judge/settings.ts';
import type { Facts, Violation } from '../../src/types.ts';
import { artifact, locked, metadata, policyOf, today } from './support.ts';

const torch = locked({ lock: { purl: 'pkg:pypi/torch@1.9.0' } });
const decided = (text: string, files: Record<string, string> = {}): Decision =>
  decide(sourceMissing, policyOf(`version: 1\n${text}\n`, files), torch, today);
const short = ({ level, unknown, policyLine: line }: Decision): string =>
  `${level} ${unknown}${line === undefined ? '' : ` ${line.path}:${line.line}`}`;

describe('levels', () => {
  const team = { 'team.yml': 'version: 1\nrules: { source/missing: { level: error, unknown: note } }\n' };
  test.each<[text: string, expected: string]>([
    ['', 'off off'],
    ['rules: { source/missing: warning }', 'warning warning sourcegate.yml:2'],
    ['rules: { source/missing: { level: error, unknown: note } }', 'error note sourcegate.yml:2'],
    ['rules: { source/missing: { unknown: note } }', 'off note sourcegate.yml:2'],
    ['rules: { source/*: note, "*": error }', 'note note sourcegate.yml:2'],
    ['rules: { bundled/*: note, "*": error }', 'error error sourcegate.yml:2'],
    ['rules: { source/missing: { level: error, from: 2026-11-24 }, source/*: note }', 'note note sourcegate.yml:2'],
    ['rules: { source/missing: { level: error, from: 2026-11-23 }, source/*: note }', 'error error sourcegate.yml:2'],
    // layer over layer: `level` takes `unknown` with it, `unknown` alone leaves the level below
    ['extends: team.yml', 'error note team.yml:2'],
    ['extends: team.yml\nrules: { source/missing: warning }', 'warning warning sourcegate.yml:3'],
    ['extends: team.yml\nrules: { source/missing: { unknown: warning } }', 'error warning sourcegate.yml:3'],
    ['extends: team.yml\nrules: { "*": off }', 'off off sourcegate.yml:3'],
    ['extends: team.yml\nrules: { source/missing: {} }', 'error note team.yml:2'],
    // overrides over rules, later over earlier
    ['rules: { source/missing: error }\noverrides: [{ for: "pkg:pypi/torch", rules: { source/*: note } }]', 'note note sourcegate.yml:3'],
    ['rules: { source/missing: error }\noverrides: [{ for: "pkg:pypi/numpy", rules: { source/*: note } }]', 'error error sourcegate.yml:2'],
    ['rules: { source/missing: error }\noverrides: [{ for: "pkg:pypi/torch", rules: { bundled/*: note } }]', 'error error sourcegate.yml:2'],
    [
      'overrides:\n  - { for: "pkg:pypi/*", rules: { source/missing: { level: note, unknown: off } } }\n  - { for: "*", rules: { source/missing: { unknown: error } } }',
      'note error sourcegate.yml:4',
    ],
  ])('%s: %s', (text, expected) => {
    expect(short(decided(text, team))).toBe(expected);
  });

  test('the gate itself and rules of the policy are on at their own level', () => {
    const policy = policyOf('version: 1\n');
    expect(short(decide(gateUnreadable, policy, undefined, today))).toBe('error error');
    expect(short(decide({ ...sourceMissing, id: 'local/mine' }, policy, undefined, today))).toBe('error error');
    expect(short(decide({ ...sourceMissing, id: 'locals/mine' }, policy, undefined, today))).toBe('off off');
  });

  test('one policy on two days, and with and without a subject', () => {
    const policy = policyOf(
      'version: 1\nrules: { source/missing: { level: error, from: 2026-11-24 } }\noverrides: [{ for: "*", rules: { source/missing: note } }]\n',
    );
    expect(short(decide(sourceMissing, policy, undefined, '2026-11-23'))).toBe('off off');
    expect(short(decide(sourceMissing, policy, undefined, '2026-11-24'))).toBe('error error sourcegate.yml:2');
    expect(short(decide(sourceMissing, policy, torch, '2026-11-23'))).toBe('note note sourcegate.yml:3');
  });
});

test('options are taken key by key, the defaults beneath them; an option of another rule is none', () => {
  const options = (text: string) => decide(licenceNotAllowed, policyOf(`version: 1\n${text}\n`), torch, today).options;
  expect(options('')).toEqual({ allow: [], deny: [], categories: [], components: true });
  expect(options('rules: { licence/not-allowed: { level: error, allow: [MIT] } }')).toEqual({
    allow: ['MIT'],
    deny: [],
    categories: [],
    components: true,
  });
  expect(
    options(
      'rules: { licence/not-allowed: { allow: [MIT], deny: [ISC] } }\noverrides: [{ for: "*", rules: { licence/not-allowed: { allow: [0BSD], components: false } } }]',
    ),
  ).toEqual({ allow: ['0BSD'], deny: ['ISC'], categories: [], components: false });
  const policy = policyOf('version: 1\nrules: { licence/not-allowed: { allow: [MIT] } }\n');
  expect(decide({ ...sourceMissing, id: 'licence/not-allowed' }, policy, torch, today).options).toEqual({});
});

test.each([
  ['', false],
  ['rules: { source/missing: note }', true],
  ['rules: { source/missing: { unknown: note } }', true],
  ['rules: { source/missing: { level: off, unknown: note } }', true],
  ['rules: { source/missing: { level: note, unknown: off } }', true],
  ['rules: { source/missing: off }', false],
  ['overrides: [{ for: "pkg:pypi/a", rules: { source/*: note } }]', true],
  ['overrides: [{ for: "pkg:pypi/a", rules: { source/*: { unknown: note } } }]', true],
  ['overrides: [{ for: "pkg:pypi/a", rules: { source/*: off } }]', false],
  ['overrides: [{ for: "pkg:pypi/a", rules: { source/missing: { level: off, unknown: off } } }]', false],
  ['overrides: [{ for: "pkg:pypi/a", rules: { source/missing: {} } }]', false],
  ['overrides: [{ for: "pkg:pypi/a", rules: { bundled/*: note } }]', false],
  ['overrides: [{ for: "pkg:pypi/a", rules: { source/missing: { level: note, from: 2026-11-24 } } }]', false],
  ['overrides: [{ for: "*", rules: {} }, { for: "pkg:pypi/b", rules: { source/*: note } }]', true],
])('whether a rule could speak at all, with %s: %s', (text, expected) => {
  expect(isEverOn(sourceMissing, policyOf(`version: 1\n${text}\n`), today)).toBe(expected);
});

describe('the conditions of an override', () => {
  const scoped = (...scopes: string[]) => locked({ lock: { purl: 'pkg:pypi/torch@1.9.0', scopes } });
  const licensed = (licence: string) => ({ ...torch, metadata: metadata({ licence }) });
  const wheel = artifact({ subject: { path: 'dist/a-1.0.whl', purl: 'pkg:pypi/a@1.0' } });
  const { scopes: _, ...withoutScopes } = scoped('dev').subject as Extract<Facts['subject'], { kind: 'locked-package' }>;
  const lockfile: Facts = { ...artifact(), subject: { kind: 'lockfile', path: 'a/uv.lock', format: 'uv-lock' } };
  const holds = (selector: string, facts: Facts, violation?: Violation): boolean =>
    decide(sourceMissing, policyOf(`version: 1\noverrides: [{ for: ${selector}, rules: { source/missing: note } }]\n`), facts, today, violation)
      .level === 'note';

  test.each<[selector: string, what: string, facts: Facts, expected: boolean]>([
    ['{ purl: "pkg:pypi/*" }', 'a lockfile', lockfile, false],
    ['{ path: "a/*.lock" }', 'a lockfile', lockfile, true],
    ['{ ecosystem: pypi }', 'a lockfile', lockfile, false],
    ['{ ecosystem: pypi }', 'a package of it', torch, true],
    ['{ ecosystem: pypi }', 'an artifact of it', wheel, true],
    ['{ ecosystem: pypi }', 'an artifact without a purl', artifact(), false],
    ['{ ecosystem: npm }', 'a package of another', torch, false],
    ['{ version: "==1.9.0", ecosystem: pypi }', 'that version', torch, true],
    ['{ version: "==1.9.1", ecosystem: pypi }', 'another version', torch, false],
    ['{ version: ">=1", ecosystem: pypi }', 'a purl without a version', locked({ lock: { purl: 'pkg:pypi/torch' } }), false],
    ['{ version: ">=1" }', 'no purl', lockfile, false],
    ['"*"', 'every package', torch, true],
    ['"*"', 'a lockfile, which is no package', lockfile, false],
    ['{ scope: dev }', 'dev', scoped('dev'), true],
    ['{ scope: dev }', 'a group', scoped('group:dev'), true],
    ['{ scope: "group:*" }', 'a group by its whole name', scoped('group:dev'), true],
    ['{ scope: dev }', 'development', scoped('development'), true],
    ['{ scope: docs }', 'development', scoped('development'), false],
    ['{ scope: dev }', 'two of that kind', scoped('dev', 'extra:dev'), true],
    ['{ scope: dev }', 'another as well', scoped('dev', 'main'), false],
    ['{ scope: "*" }', 'none at all', scoped(), false],
    ['{ scope: dev }', 'what only the lock entry says', { ...scoped('dev'), subject: withoutScopes }, true],
    ['{ scope: dev }', 'a lock entry that says nothing', { ...torch, subject: withoutScopes }, false],
    ['{ scope: dev }', 'an artifact', wheel, false],
    ['{ scope: "*" }', 'an artifact, which has no scope', wheel, false],
    ['{ licence: "BSD*" }', 'a licence as it is declared', licensed('BSD-3'), true],
    ['{ licence: "BSD*" }', 'another licence', licensed('MIT'), false],
    ['{ licence: "*" }', 'no licence', torch, false],
    ['{ licence: MIT }', 'the licence that the lock tells', locked({ lock: { purl: 'pkg:npm/a@1', licence: 'MIT' } }), true],
    ['{ path: "dist/*.whl" }', 'an artifact there', wheel, true],
    ['{ path: "build/*.whl" }', 'an artifact elsewhere', wheel, false],
    ['{ path: uv.lock }', 'a package of that lock', torch, true],
    ['{ path: uv.lock, scope: dev }', 'a package of that lock, of another scope', scoped('main'), false],
    ['{ purl: "pkg:pypi/a@>=1", path: "build/*" }', 'a package elsewhere', wheel, false],
  ])('%s: %s', (selector, _what, facts, expected) => {
    expect(holds(selector, facts)).toBe(expected);
    expect(holds(selector, facts)).toBe(expected);
  });

  test('a path inside the artifact, where all that was seen lies there', () => {
    const seen = (...paths: string[]): Violation => ({
      outcome: 'violated',
      messageId: 'x',
      at: { path: 'dist/a-1.0.whl' },
      evidence: paths.map((path) => ({ kind: 'file-name', path, value: 'x' })) as never,
    });
    expect(holds('{ path: "tools/**" }', wheel, seen('tools/a.so', 'tools/b/c.so'))).toBe(true);
    expect(holds('{ path: "tools/**" }', wheel, seen('tools/a.so', 'lib/b.so'))).toBe(false);
    expect(holds('{ path: "tools/**" }', wheel, seen())).toBe(false);
    expect(holds('{ path: "tools/**" }', wheel)).toBe(false);
  });

  test('one override for two subjects, asked in turn', () => {
    const policy = policyOf('version: 1\noverrides: [{ for: "pkg:pypi/torch", rules: { source/missing: note } }]\n');
    const numpy = locked({ lock: { purl: 'pkg:pypi/numpy@2.1.0' } });
    expect([torch, numpy, torch, numpy].map((facts) => decide(sourceMissing, policy, facts, today).level)).toEqual(['note', 'off', 'note', 'off']);
  });
});

test('the declared licence: the expression before the words, the metadata before the lock', () => {
  const lock = locked({ lock: { purl: 'pkg:npm/a@1', licence: 'ISC' } });
  expect(declaredLicence(torch)).toBeUndefined();
  expect(declaredLicence(lock)).toBe('ISC');
  expect(declaredLicence({ ...lock, metadata: metadata() })).toBe('ISC');
  expect(declaredLicence({ ...lock, metadata: metadata({ licence: 'MIT License' }) })).toBe('MIT License');
  expect(declaredLicence({ ...lock, metadata: metadata({ licence: 'MIT License', licenceExpression: 'MIT' }) })).toBe('MIT');
});
