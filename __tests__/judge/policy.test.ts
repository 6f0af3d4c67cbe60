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
  };

  test('presets, files beside the policy, and files that extend in turn', () => {
    expect(policyOf('version: 1\nextends: ./team.yml\n', files).extends).toEqual(['recommended', 'team.yml']);
    expect(policyOf('version: 1\nextends: a/b.yml\n', files).files).toEqual(['sourcegate.yml', 'a/b.yml', 'team.yml']);
  });

  test('a file that is not there, lies outside, or extends itself', () => {
    expect(mistakesOf('version: 1\nextends: ./none.yml\n')).toEqual(['sourcegate.yml:2:10: there is no file none.yml to extend']);
    expect(mistakesOf('version: 1\nextends: ../../etc/x.yml\n')[0]).toContain('lies outside of the repository');
    expect(mistakesOf('version: 1\nextends: ./sourcegate.yml\n', { 'sourcegate.yml': 'version: 1\nextends: ./sourcegate.yml\n' })[0]).toContain(
      'cannot extend itself',
    );
  });

  test('a mistake in an extended file is told with that file', () => {
    expect(mistakesOf('version: 1\nextends: ./t.yml\n', { 't.yml': 'version: 1\nrules: { x/y: error }\n' })).toEqual([
      't.yml:2:10: unknown rule "x/y". List: sourcegate explain',
    ]);
  });

  test('another repository: only by its full commit, and only where it can be fetched', () => {
    const commit = '0123456789abcdef0123456789abcdef01234567';
    expect(mistakesOf('version: 1\nextends: github:acme/policies/ml.yml@main\n')[0]).toContain('is no full commit');
    expect(mistakesOf('version: 1\nextends: github:acme/policies\n')[0]).toContain('must be github:OWNER/REPO/PATH@FULL-COMMIT');
    expect(mistakesOf(`version: 1\nextends: github:acme/policies/ml.yml@${commit}\n`)[0]).toContain('could not be fetched here');
    const input = { text: `version: 1\nextends: github:acme/policies/ml.yml@${commit}\n`, path: 'sourcegate.yml', read: () => undefined, presets };
    expect(loadPolicy({ ...input, remote: () => 'version: 1\nrules: { source/missing: error }\n' }).layers).toHaveLength(2);
    expect(() => loadPolicy({ ...input, remote: () => 'version: 1\nextends: ./local.yml\n' })).toThrow(
      'only a policy of this repository can extend files of it',
    );
  });
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
