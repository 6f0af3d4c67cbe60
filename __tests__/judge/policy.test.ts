// A policy is read as it is meant, and every mistake in it is told at once, with its place and what would be right.
import { PolicyError } from '../../src/judge/mistakes.ts';
import { loadPolicy } from '../../src/judge/policy.ts';
import { presets } from '../../src/judge/presets.ts';
import { policyOf } from './support.ts';

function mistakesOf(text: string, files: Readonly<Record<string, string>> = {}): string[] {
  try {
    policyOf(text, files);
  } catch (error) {
    if (error instanceof PolicyError) return error.message.split('\n');
    throw error;
  }
  return [];
}

test('twenty-five and more different mistakes: each at its line, with what would be right', () => {
  const text = `version: 2
extends: pypi-mll
rules:
  source/binary-olny: error
  proprietary/static: high
  proprietari/*: error
  licence/corresponding-source-missing: { level: error, alow: [x] }
  bundled/static: { level: warning, allow: MIT }
  archive/hazard: off
  source/missing: { level: error, from: 2027-02-30 }
overides: []
overrides:
  - for: "pkg:pypi/nvidia-*@>>12"
    rules: { source/binary-only: nota }
  - for: "npm/left-pad"
    rules: {}
  - for: { ecosystem: pipy, scop: dev }
    rules: {}
waivers:
  - rule: proprietary/*
    subject: pkg:pypi/x@1
    reason: ticket 1
    expires: 2027-02-31
  - rule: proprietary/librari
    subject: pkg:pypi/*
  - subjct: a
    sha256: abc
baseline: ../x.json
custom:
  - id: no-giants
    when: subject.size >
    says: "{{foo.bar}}"
look-at: { lockfile: ["x"], depth: deep, artifacts: "" }
on-nothing: maybe
indexes: { pipy: https://x.example, npm: ftp://x.example }
tests:
  - { given: { source: absent }, expect: { source/binary-onli: eror } }
`;
  const found = mistakesOf(text);
  const expected: [place: string, says: string][] = [
    ['1:10', 'version must be 1, not 2'],
    ['2:10', 'Did you mean pypi-ml?'],
    ['4:3', 'unknown rule "source/binary-olny". Did you mean source/binary-only? List: sourcegate explain'],
    ['5:23', 'level must be error, warning, note or off, not "high"'],
    ['6:3', 'Did you mean proprietary/*?'],
    ['7:57', 'has no option "alow". Did you mean allow?'],
    ['8:44', 'allow must be a list, not "MIT"'],
    ['9:19', 'archive/hazard is always on'],
    ['10:41', 'from must be a day'],
    ['11:1', 'unknown key "overides". Did you mean overrides?'],
    ['13:10', '">>12" is no version range of PEP 440'],
    ['14:34', 'not "nota". Did you mean note?'],
    ['15:10', '"npm/left-pad" is no package URL pattern'],
    ['17:23', 'Did you mean pypi?'],
    ['17:29', 'unknown key "scop". Did you mean scope?'],
    ['20:11', 'exactly one rule, not "proprietary/*"'],
    ['23:14', 'expires must be a day, written as in 2027-01-31, not "2027-02-31"'],
    ['24:11', 'Did you mean proprietary/library?'],
    ['25:14', 'exactly one subject'],
    ['24:5', '`expires` is missing in entry 2 of waivers'],
    ['26:5', 'unknown key "subjct". Did you mean subject?'],
    ['27:13', 'sha256 must be 64 hexadecimal digits'],
    ['28:11', 'lies outside of the repository'],
    ['30:9', 'id must be local/'],
    ['31:11', 'not a CEL expression'],
    ['32:11', '"foo" is no fact'],
    ['33:12', 'unknown key "lockfile". Did you mean lockfiles?'],
    ['33:36', 'depth must be index, listing or full, not "deep"'],
    ['33:53', 'a pattern must not be empty'],
    ['34:13', 'on-nothing must be fail or pass, not "maybe"'],
    ['35:12', 'unknown key "pipy". Did you mean pypi?'],
    ['35:42', '"ftp://x.example" is no address of an index'],
    ['37:14', 'give it a purl or a path'],
    ['37:44', 'Did you mean source/binary-only?'],
    ['37:64', 'Did you mean error?'],
  ];
  expect(expected.filter(([place, says]) => !found.some((line) => line.startsWith(`sourcegate.yml:${place}: `) && line.includes(says)))).toEqual([]);
});

test('what YAML itself refuses is told in the words of a policy', () => {
  expect(mistakesOf('version: 1\nrules: {}\nrules: {}\n')).toEqual([
    'sourcegate.yml:3:1: this key stands here twice; only one of them could have an effect: remove one',
  ]);
  expect(mistakesOf('version: 1\nrules: [\n')[0]).toMatch(/^sourcegate\.yml:\d+:\d+: not valid YAML: /);
  expect(mistakesOf('')).toEqual(['sourcegate.yml:1:1: the file is empty: a policy begins with `version: 1`']);
  expect(mistakesOf('- a\n')[0]).toContain('a policy is a map of keys');
  expect(mistakesOf('rules: {}\n')[0]).toContain('a policy begins with `version: 1`');
});

test('off is the word, and false is not', () => {
  expect(policyOf('version: 1\nrules: { source/missing: off }\n').layers.at(-1)?.rules.get('source/missing')?.level).toBe('off');
  expect(mistakesOf('version: 1\nrules: { source/missing: false }\n')[0]).toContain('Did you mean off?');
});

describe('extends', () => {
  const files = {
    'team.yml': 'version: 1\nextends: recommended\nrules: { source/missing: note }\n',
    'a/b.yml': 'version: 1\nextends: ../team.yml\n',
    'a/c.yaml': 'version: 1\nextends: [b.yml, ./d/e.yml, /team.yml]\n',
    'a/d/e.yml': 'version: 1\n',
  };
  const chain = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, each) => [`a${each}.yml`, `version: 1\nextends: a${each + 1}.yml\n`]));
  const names = (count: number) => Array.from({ length: count }, (_, each) => `a${each}.yml`);

  test('presets, files beside the policy, and files that extend in turn: the lowest first', () => {
    expect(policyOf('version: 1\nextends: ./team.yml\n', files).extends).toEqual(['recommended', 'team.yml']);
    expect(policyOf('version: 1\nextends: a/b.yml\n', files).files).toEqual(['sourcegate.yml', 'a/b.yml', 'team.yml']);
    expect(policyOf('version: 1\nextends: ./a//./c.yaml\n', files).extends).toEqual(['recommended', 'team.yml', 'a/b.yml', 'a/d/e.yml', 'a/c.yaml']);
    expect(policyOf('version: 1\nextends: [pypi-ml, recommended]\n').layers.map(({ name }) => name)).toEqual([
      'pypi-ml',
      'recommended',
      'sourcegate.yml',
    ]);
  });

  test('one file by two ways is there once', () => {
    expect(policyOf('version: 1\nextends: [a/b.yml, team.yml, a/b.yml]\n', files).extends).toEqual(['recommended', 'team.yml', 'a/b.yml']);
  });

  test.each([
    ['./none.yml', '2:10: there is no file none.yml to extend'],
    ['.../x.yml', '2:10: there is no file .../x.yml to extend'],
    ['../../etc/x.yml', '2:10: ../../etc/x.yml lies outside of the repository'],
    ['/../team.yml', '2:10: /../team.yml lies outside of the repository'],
    ['../team', '2:10: ../team lies outside of the repository'], // a path, though no name of a YAML file
    ['/team', '2:10: there is no file team to extend'],
    ['[team.yml, none.yml]', '2:21: there is no file none.yml to extend'],
    ['recomended', `2:10: no preset "recomended". Did you mean recommended? There are ${Object.keys(presets).join(', ')}.`],
    ['team.yml.txt', `2:10: no preset "team.yml.txt". There are ${Object.keys(presets).join(', ')}.`],
    ['team/x', `2:10: no preset "team/x". There are ${Object.keys(presets).join(', ')}.`],
    ['toString', `2:10: no preset "toString". There are ${Object.keys(presets).join(', ')}.`],
  ])('%s: %s', (spec, expected) => {
    expect(mistakesOf(`version: 1\nextends: ${spec}\n`, files)).toEqual([`sourcegate.yml:${expected}`]);
  });

  test('itself, at once or by others', () => {
    const own = { 'sourcegate.yml': 'version: 1\nextends: ./sourcegate.yml\n' };
    expect(mistakesOf('version: 1\nextends: ./sourcegate.yml\n', own)).toEqual([
      'sourcegate.yml:2:10: ./sourcegate.yml extends this file in turn: a policy cannot extend itself',
    ]);
    expect(mistakesOf('version: 1\nextends: a.yml\n', { 'a.yml': 'version: 1\nextends: b.yml\n', 'b.yml': 'version: 1\nextends: a.yml\n' })).toEqual([
      'b.yml:2:10: a.yml extends this file in turn: a policy cannot extend itself',
    ]);
  });

  test('of at most twenty files, one after the other or beside each other', () => {
    expect(policyOf(`version: 1\nextends: a0.yml\n`, { ...chain(18), 'a18.yml': 'version: 1\n' }).files).toHaveLength(20);
    expect(mistakesOf(`version: 1\nextends: a0.yml\n`, chain(30))).toEqual(['a18.yml:2:10: a policy may be made of at most 20 files']);
    const beside = Object.fromEntries(names(20).map((name) => [name, 'version: 1\n']));
    expect(policyOf(`version: 1\nextends: [${names(19)}]\n`, beside).files).toHaveLength(20);
    expect(mistakesOf(`version: 1\nextends: [${names(20)}]\n`, beside)).toEqual(['sourcegate.yml:2:153: a policy may be made of at most 20 files']);
  });

  test('a mistake in an extended file is told with that file', () => {
    expect(mistakesOf('version: 1\nextends: ./t.yml\n', { 't.yml': 'version: 1\nrules: { x/y: error }\n' })).toEqual([
      't.yml:2:10: unknown rule "x/y". List: sourcegate explain',
    ]);
    expect(mistakesOf('version: 1\nextends: ./t.yml\n', { 't.yml': 'rules: [\n' })[0]).toMatch(/^t\.yml:2:1: not valid YAML/);
  });

  describe('another repository', () => {
    const commit = '0123456789abcdef0123456789abcdef01234567';
    const loading = (spec: string, remote?: (spec: string) => string | undefined) => () =>
      loadPolicy({
        text: `version: 1\nextends: "${spec}"\n`,
        path: 'sourcegate.yml',
        read: () => '{ "findings": [] }',
        presets,
        ...(remote === undefined ? {} : { remote }),
      });
    const full = `github:acme/policies/ml.yml@${commit}`;

    test.each([
      ['github:acme/policies', 'must be github:OWNER/REPO/PATH@FULL-COMMIT'],
      [`github:acme/policies@${commit}`, 'must be github:OWNER/REPO/PATH@FULL-COMMIT'],
      [`github:acme/policies/a b.yml@${commit}`, 'must be github:OWNER/REPO/PATH@FULL-COMMIT'],
      [`${full}?x`, 'must be github:OWNER/REPO/PATH@FULL-COMMIT'],
      [`github:x ${full}`, 'must be github:OWNER/REPO/PATH@FULL-COMMIT'],
      ['github:acme/policies/ml.yml@main', '"main" is no full commit: a branch, a tag or a short commit can come to mean another policy'],
      [`github:acme/policies/ml.yml@${commit.slice(1)}`, 'is no full commit'],
      [`github:acme/policies/ml.yml@x${commit}`, 'is no full commit'],
      [`github:acme/policies/ml.yml@${'x'.repeat(64)}`, 'is no full commit'],
      [`${full}0`, 'is no full commit'],
      [`github:acme/policies/ml.yml@${'ab'.repeat(32)}0`, 'is no full commit'],
    ])('%s: %s', (spec, expected) => {
      expect(loading(spec, () => 'version: 1\n')).toThrow(expected);
    });

    test('only where it can be fetched', () => {
      expect(loading(full)).toThrow(`sourcegate.yml:2:10: ${full} could not be fetched here`);
      expect(loading(full, () => undefined)).toThrow(`${full} could not be fetched here`);
      for (const spec of [full, `github:acme/policies/a/b-c_d.yml@${'ab'.repeat(32)}`]) {
        const policy = loading(spec, (asked) =>
          asked === spec ? 'version: 1\nextends: recommended\nrules: { source/missing: error }\n' : undefined,
        )();
        expect(policy.layers.map(({ name }) => name)).toEqual(['recommended', spec, 'sourcegate.yml']);
        expect(policy.files).toEqual(['sourcegate.yml']);
      }
    });

    test('it names no file of this one', () => {
      expect(loading(full, () => 'version: 1\nextends: ./local.yml\n')).toThrow(
        `${full}:2:10: ./local.yml: only a policy of this repository can extend files of it`,
      );
      expect(loading(full, () => 'version: 1\nbaseline: b.json\n')).toThrow(
        `${full}:2:11: a baseline belongs to one repository: name it in the policy of that repository`,
      );
    });
  });

  test('a preset names no file either', () => {
    const odd = { odd: 'version: 1\nextends: ./local.yml\n' };
    expect(() => loadPolicy({ text: 'version: 1\nextends: odd\n', path: 'p.yml', read: () => 'version: 1\n', presets: odd })).toThrow(
      'preset odd:2:10: ./local.yml: only a policy of this repository can extend files of it',
    );
  });

  test('what is taken from which file: lists are joined, single values are those of the last file that has them', () => {
    const empty = '{ "findings": [] }';
    const lower = `version: 1
on-nothing: pass
waivers-from: head
baseline: lower.json
look-at: { artifacts: [a, b], lockfiles: c, depth: index }
indexes: { npm: "https://npm.acme.example", pypi: "https://lower.acme.example" }
overrides: [{ for: "pkg:pypi/a", rules: {} }]
waivers: [{ rule: source/missing, subject: a, reason: ticket 1, expires: 2027-01-31 }]
custom: [{ id: local/a, when: "true", says: a }]
tests: [{ given: { purl: a }, expect: {} }]
`;
    const upper = `version: 1
extends: lower.yml
look-at: { artifacts: d, for: [cp312-linux-x86_64] }
indexes: { pypi: [https://upper.acme.example] }
overrides: [{ for: "pkg:pypi/b", rules: {} }]
waivers: [{ rule: source/missing, subject: b, reason: ticket 2, expires: 2027-01-31 }]
custom: [{ id: local/b, when: "true", says: b }]
rules: { local/a: note }
tests: [{ given: { purl: b }, expect: {} }, { given: { purl: c }, expect: {} }]
`;
    const policy = policyOf(upper, { 'lower.yml': lower, 'lower.json': empty });
    expect(policy).toMatchObject({
      onNothing: 'pass',
      waiversFrom: 'head',
      baseline: { path: 'lower.json', exists: true, at: { path: 'lower.yml', line: 4 } },
    });
    expect(policy.files).toEqual(['sourcegate.yml', 'lower.yml', 'lower.json']);
    expect(policy.indexes).toEqual({ npm: ['https://npm.acme.example'], pypi: ['https://upper.acme.example'] });
    expect(policy.lookAt).toMatchObject({
      artifacts: ['d'],
      lockfiles: ['c'],
      for: ['cp312-linux-x86_64'],
      depth: 'index',
      at: { path: 'sourcegate.yml', line: 3 },
    });
    expect([...policy.lookAt!.places].map(([pattern, { path, line, column }]) => `${pattern} ${path}:${line}:${column}`)).toEqual([
      'artifacts a lower.yml:5:24',
      'artifacts b lower.yml:5:27',
      'lockfiles c lower.yml:5:42',
      'artifacts d sourcegate.yml:3:23',
      'for cp312-linux-x86_64 sourcegate.yml:3:32',
    ]);
    expect(policy.overrides.map((each) => each.for.purl)).toEqual(['pkg:pypi/a', 'pkg:pypi/b']);
    expect(policy.waivers.map(({ subject }) => subject)).toEqual(['a', 'b']);
    expect(policy.custom.map(({ id }) => id)).toEqual(['local/a', 'local/b']);
    expect(policy.tests.map(({ given }) => given['purl'])).toEqual(['b', 'c']); // examples are those of the file itself
    const nearer = policyOf(`${upper}baseline: upper.json\non-nothing: fail\n`, { 'lower.yml': lower, 'lower.json': empty, 'upper.json': empty });
    expect([nearer.baseline?.path, nearer.onNothing, nearer.files]).toEqual(['upper.json', 'fail', ['sourcegate.yml', 'lower.yml', 'upper.json']]);
  });
});

test('what a policy says when it says nothing', () => {
  const policy = loadPolicy({ text: 'version: 1\n', path: 'sourcegate.yml', read: () => undefined, presets, name: 'sourcegate.yml of main' });
  expect(policy).toEqual({
    name: 'sourcegate.yml of main',
    path: 'sourcegate.yml',
    layers: [{ name: 'sourcegate.yml', rules: new Map() }],
    overrides: [],
    waivers: [],
    custom: [],
    tests: [],
    onNothing: 'fail',
    waiversFrom: 'base',
    indexes: {},
    extends: [],
    files: ['sourcegate.yml'],
  });
  expect(policyOf('version: 1\n').name).toBe('sourcegate.yml');
});

test('each part as it is read', () => {
  const policy = policyOf(`version: 1
rules: { source/missing: { level: error, unknown: note, from: 2027-01-31 }, bundled/static: { allow: [zlib] } }
overrides:
  - for: "pkg:npm/@types/*@^1.2"
    rules: { source/missing: note }
  - { for: { purl: "pkg:pypi/a", version: ">=1", scope: dev, licence: MIT }, rules: {} }
waivers:
  - { rule: source/missing, subject: a.whl, reason: ticket 1, expires: 2027-01-31, approver: "@acme/legal", sha256: ${'AB'.repeat(32)}, licence: MIT }
  - { rule: local/a, subject: b.whl, expires: 2027-01-31 }
custom: [{ id: local/a, when: subject.size > 1, says: "{{subject.path}}", level: note, way-out: smaller }]
tests: [{ given: { purl: a }, expect: { source/missing: none, local/a: note } }]
`);
  const at = (line: number, column: number) => ({ path: 'sourcegate.yml', line, column });
  expect([...policy.layers[0]!.rules]).toEqual([
    ['source/missing', { level: 'error', unknown: 'note', from: '2027-01-31', options: {}, at: at(2, 10) }],
    ['bundled/static', { options: { allow: ['zlib'] }, at: at(2, 77) }],
  ]);
  expect(policy.overrides).toEqual([
    {
      for: { purl: 'pkg:npm/@types/*', version: '^1.2' },
      rules: new Map([['source/missing', { level: 'note', options: {}, at: at(5, 14) }]]),
      at: at(4, 10),
    },
    { for: { purl: 'pkg:pypi/a', version: '>=1', scope: 'dev', licence: 'MIT' }, rules: new Map(), at: at(6, 12) },
  ]);
  expect(policy.waivers).toEqual([
    {
      rule: 'source/missing',
      subject: 'a.whl',
      reason: 'ticket 1',
      expires: '2027-01-31',
      approver: '@acme/legal',
      sha256: 'ab'.repeat(32),
      licence: 'MIT',
      at: at(8, 5),
    },
    { rule: 'local/a', subject: 'b.whl', reason: '', expires: '2027-01-31', at: at(9, 5) },
  ]);
  expect(policy.custom).toEqual([
    { id: 'local/a', when: 'subject.size > 1', says: '{{subject.path}}', level: 'note', wayOut: 'smaller', at: at(10, 16), whenAt: at(10, 31) },
  ]);
  expect(policy.tests).toEqual([{ given: { purl: 'a' }, expect: { 'source/missing': 'none', 'local/a': 'note' }, at: at(11, 9) }]);
});

test('every preset loads, alone and extended', () => {
  expect(Object.keys(presets)[0]).toBe('recommended');
  for (const name of Object.keys(presets)) expect(policyOf(`version: 1\nextends: ${name}\n`).extends).toEqual([name]);
});

test('look-at, indexes and the places of patterns', () => {
  const policy = policyOf(
    'version: 1\nlook-at:\n  artifacts: ["dist/*.whl", "dist/*.tar.gz"]\n  lockfiles: "**/uv.lock"\n  depth: full\nindexes: { pypi: https://index.acme.example/simple }\non-nothing: pass\n',
  );
  expect(policy.lookAt).toMatchObject({ artifacts: ['dist/*.whl', 'dist/*.tar.gz'], lockfiles: ['**/uv.lock'], depth: 'full' });
  expect(policy.lookAt?.places.get('artifacts dist/*.tar.gz')).toEqual({ path: 'sourcegate.yml', line: 3, column: 29 });
  expect(policy.indexes).toEqual({ pypi: ['https://index.acme.example/simple'] });
  expect(policy.onNothing).toBe('pass');
});

test('an address with a password is refused', () => {
  expect(mistakesOf('version: 1\nindexes: { pypi: "https://me:secret@index.acme.example/simple" }\n')[0]).toContain('holds no password');
});

test('what is written over several lines is one line, and a key cannot begin a line of its own', () => {
  const { waivers, custom } = policyOf(`version: 1
waivers:
  - { rule: source/missing, subject: a, expires: 2027-01-31, reason: "until\\nticket 2" }
custom:
  - id: local/x
    when: "true"
    says: |
      too
        large
`);
  expect([waivers[0]?.reason, custom[0]?.says]).toEqual(['until ticket 2', 'too large']);
  expect(mistakesOf('version: 1\n"a\\nCLEAR": 1')).toHaveLength(1);
});
