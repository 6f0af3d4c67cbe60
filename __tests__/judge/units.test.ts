// The small parts that decisions rest on: version ranges, globs, spelling, names and contents of waivers. One line per question.
import { matches, matchesAny, patternMistake } from '../../src/judge/globs.ts';
import { nearest, unknownRule } from '../../src/judge/nearest.ts';
import { purlMatches } from '../../src/judge/settings.ts';
import { compareParts, inRange, rangeMistake } from '../../src/judge/versions.ts';
import { contentHashes, isExpired, lacksReason, printWaivers, waives } from '../../src/judge/waivers.ts';
import type { Waiver } from '../../src/types.ts';
import { artifact, locked, metadata } from './support.ts';

describe('versions', () => {
  test.each([
    // PEP 440
    ['pypi', '12.5.1', '>=12', true],
    ['pypi', '10.3.10.19', '>=12', false],
    ['pypi', '1.9.0', '1.9.0', true],
    ['pypi', '1.9', '1.9.0', true],
    ['pypi', '1.9.1', '1.9.0', false],
    ['pypi', '2.0rc1', '>=1.0', true],
    ['pypi', '1.5', '>=1,<2', true],
    ['pypi', '2.0', '>=1,<2', false],
    ['pypi', 'not-a-version', '>=1', false], // part by part: letters come before numbers
    ['pypi', '1.4.5', '~=1.4.2', true],
    ['pypi', '1.0.post1', '>1.0', false], // a post-release is no later release
    // semver
    ['npm', '1.7.7', '^1.2.3', true],
    ['npm', '2.0.0', '^1.2.3', false],
    ['npm', '1.7.7', '>=1.0.0,<2.0.0', true],
    ['npm', '2.1.0', '>=1.0.0, <2.0.0', false],
    ['npm', '1.8.0-rc.1', '>=1.7.0', true],
    ['golang', 'v1.8.0', '>=v1.7.0', true],
    ['golang', 'v1.6.9', '>=v1.7.0', false],
    ['golang', 'v1.6.9', '>=1.0.0 <v1.7.0', true],
    ['golang', 'v1.7.9', '>= v1.0.0 < v1.7.0', false],
    ['golang', 'v1.2.3', 'v1.2.3', true],
    ['cargo', '1.0.180', '>=1.0.172 <=1.0.183', true],
    ['npm', '1.2.3beta', '^1.2.3-alpha', true], // loosely written, as old packages are
    ['nuget', '1.2.3.4', '>=1.2.3', true], // four parts are none of semver's: part by part
    ['nuget', '1.2.3.4', '>=1.2.4', false],
    // part by part
    ['deb', '1.5.4+dfsg2-5', '>=1.5', true],
    ['deb', '5.6.1-1', '<5.6.1', false],
    ['deb', '5.6.1-1', '>5.6.1', true],
    ['deb', '2.36-9~bpo', '<2.36-9', true],
    ['maven', '4.1.113.Final', '>=4.1.100', true],
    ['maven', '4.1.113', '==4.1.113', true],
    ['maven', '4.1.113', '=4.1.113', true],
    ['maven', '4.1.113', '4.1.113.0', true],
    ['maven', '4.1.112', '!=4.1.113', true],
    ['maven', '4.1.113', '!=4.1.113', false],
    ['maven', '4.1.113', '>=4.1, <4.2', true],
    ['maven', '4.2.0', '>=4.1,<4.2', false],
    ['maven', '4.1.114', '=4.1.113', false],
    ['maven', '4.1.114', '4.1.113', false],
    ['maven', '4.1', '<=4.2', true],
    ['maven', '4.2', '>=4.2', true],
    ['maven', '4.2', '<=4.2', true],
    ['deb', '1.5', ' >=1 , <2 ', true],
    ['maven', '4.2', '>4.2', false],
    ['maven', '4.2', '<4.2', false],
    ['maven', '4.3', '<=4.2', false],
    // what cannot be read lies only in the range that names it, and in the one for all
    ['maven', '1.0', 'not a range', false],
    ['maven', '1.0', '*', true],
    ['npm', 'x.y', '*', true],
    ['npm', 'latest', 'latest', true],
    ['generic', 'a release', 'a release', true],
    ['generic', '1', `>=${'0'.repeat(198)}`, true],
    ['generic', '1', `>=${'0'.repeat(199)}`, false],
    ['generic', '1'.repeat(201), '>=1', false],
    ['generic', '1'.repeat(200), '>=1', true],
  ])('%s %s in %s: %s', (type, version, range, expected) => {
    expect(inRange(type, version, range)).toBe(expected);
  });

  test.each([
    ['1.10', '1.9', 1],
    ['1.9', '1.10', -1],
    ['1.9', '1.9', 0],
    ['1.9', '1.9.0', 0],
    ['1.9.00', '1.9', 0],
    ['1.9.10', '1.9', 1],
    ['1.9.0.1', '1.9', 1],
    ['1.9', '1.9rc1', 1],
    ['1.9rc1', '1.9rc2', -1],
    ['1.9~1', '1.9~2', -1],
    ['1.9RC1', '1.9rc1', 0],
    ['1.9Beta', '1.9alpha', 1],
    ['1.9.01', '1.9', 1],
    ['1.9-SNAPSHOT', '1.9', -1],
    ['1.9a', '1.9b', -1],
    ['1.9B', '1.9a', 1],
    ['1.9b1', '1.9b', 1],
    ['1.9~1', '1.9', -1],
    ['1.9', '1.9~1', 1],
    ['1.9~rc1', '1.9a', -1],
    ['1.9a', '1.9~rc1', 1],
    ['1.9.1', '1.9.x', 1],
    ['1.9.x', '1.9.1', -1],
    ['1.9p1', '1.9', 1],
    ['1.1.1k', '3', -1],
    ['1.1.1k', '1.1.1w', -1],
    ['', '', 0],
    ['', '1', -1],
  ])('%s against %s: %i', (a, b, expected) => {
    expect(Math.sign(compareParts(a, b))).toBe(expected);
  });

  test.each(['a', 'alpha', 'b', 'beta', 'c', 'rc', 'pre', 'preview', 'dev', 'snapshot', 'm', 'milestone', '~', 'RC'])(
    '1.9%s comes before 1.9',
    (word) => {
      expect([compareParts(`1.9${word}`, '1.9'), compareParts('1.9', `1.9${word}1`)].map(Math.sign)).toEqual([-1, 1]);
    },
  );

  test.each(['npm', 'cargo', 'golang', 'composer', 'hex', 'pub', 'swift', 'nuget', 'jsr', 'julia', 'terraform', 'helm'])(
    '%s follows semver',
    (type) => {
      expect([inRange(type, '1.4.2', '^1.2'), inRange(type, '2.0.0', '^1.2')]).toEqual([true, false]);
      expect(rangeMistake(type, '>>1')).toBe('">>1" is no semver range (such as >=12.0.0 <13 or ^1.2.3)');
    },
  );

  test('a range that no reader of the ecosystem takes is refused with an example that it takes', () => {
    expect(rangeMistake('pypi', '>=12,<13')).toBeUndefined();
    expect(rangeMistake('pypi', '12')).toBeUndefined();
    expect(rangeMistake('pypi', '^12')).toBe('"^12" is no version range of PEP 440 (such as >=12,<13)');
    expect(rangeMistake('npm', '^1.2.3')).toBeUndefined();
    expect(rangeMistake('npm', '=>1')).toBe('"=>1" is no semver range (such as >=12.0.0 <13 or ^1.2.3)');
    expect(rangeMistake('deb', '>=1.5,<2')).toBeUndefined();
    expect(rangeMistake('deb', '>=1.5 <2')).toBeUndefined();
    expect(rangeMistake('deb', '~~> 1 and more')).toBe('"~~> 1 and more" is no version range (such as >=12,<13)');
    expect(rangeMistake('deb', '>=1.5,nonsense here')).toBe('">=1.5,nonsense here" is no version range (such as >=12,<13)');
    expect(rangeMistake('deb', '>=1.5 <2!')).toBe('">=1.5 <2!" is no version range (such as >=12,<13)');
    expect(rangeMistake('deb', `>=${'1'.repeat(198)}`)).toBeUndefined();
    expect(rangeMistake('deb', `>=${'1'.repeat(199)}`)).toBe('a version range may be at most 200 characters long');
  });
});

describe('globs', () => {
  test.each([
    ['a/*', 'a/b', true],
    ['a/*', 'a/b/c', false],
    ['a/**', 'a/b/c', true],
    ['**/*.whl', 'dist/.hidden/x.whl', true],
    ['{a,b}', 'b', true],
    ['!a', 'b', false],
    ['#a', '#a', true],
    ['[', '[', true],
    ['lib[1].so', 'lib[1].so', true], // a name that is a pattern as well names itself
    ['lib[1].so', 'lib1.so', true],
    ['', '', false],
    [`${'a'.repeat(512)}`, 'a'.repeat(512), true],
    [`${'a'.repeat(513)}`, 'a'.repeat(513), false],
    ['{a,b}'.repeat(22), 'a'.repeat(22), false],
  ])('%s on %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
    expect(matches(pattern, text)).toBe(expected); // the second time from memory
  });

  test('any of several', () => {
    expect([matchesAny([], 'a'), matchesAny(['b', 'a'], 'a'), matchesAny(['b', 'c'], 'a')]).toEqual([false, true, false]);
  });

  test('what is refused says why', () => {
    expect(patternMistake('')).toBe('a pattern must not be empty');
    expect(patternMistake('a'.repeat(512))).toBeUndefined();
    expect(patternMistake('a'.repeat(600))).toBe('a pattern may be at most 512 characters long, this one has 600');
    expect(patternMistake('{1..1000}')).toBeUndefined();
    expect(patternMistake('{1..1001}')).toBe('its braces stand for more than 1000 patterns');
  });
});

describe('the nearest spelling', () => {
  const ids = ['source/missing', 'source/binary-only', 'bundled/static', 'proprietary/static'];
  test.each([
    ['source/binary-olny', 'source/binary-only'], // neighbours swapped
    ['source/mising', 'source/missing'], // one too few
    ['source/misssing', 'source/missing'], // one too many
    ['SOURCE/MISSING', 'source/missing'],
    ['bundeld/static', 'bundled/static'],
    ['proprietary/statik', 'proprietary/static'],
    ['nothing/of-the-kind', undefined],
    ['s', undefined],
    ['x'.repeat(101), undefined],
  ])('%s: %s', (word, expected) => {
    expect(nearest(word, ids)).toBe(expected);
  });

  test('few letters may differ in short words, a third of them in long ones; the nearest of several is taken', () => {
    expect(nearest('of', ['off', 'on'])).toBe('off');
    expect(nearest('abc', ['xbz'])).toBeUndefined();
    expect(nearest('abc', ['xbc'])).toBe('xbc');
    expect(nearest('abcd', ['xbcz'])).toBe('xbcz');
    expect(nearest('abcd', ['xycz'])).toBeUndefined();
    expect(nearest('abcdefghi', ['xyzdefghi'])).toBe('xyzdefghi');
    expect(nearest('abcdefghi', ['wxyzefghi'])).toBeUndefined();
    expect(nearest('abdc', ['abc', 'abcd', 'bacd'])).toBe('abc');
    expect(nearest('wanring', ['waning', 'warning'])).toBe('waning');
    expect(nearest('ab', ['ba'])).toBe('ba'); // one swap, where two letters replaced would be too far
    expect(nearest('xab', ['ba'])).toBeUndefined(); // a swap and a letter less
    expect(nearest('abcde', ['badce'])).toBe('badce'); // two swaps
    expect(nearest('word', ['word', 'Word'])).toBe('word');
    expect(nearest('a', [])).toBeUndefined();
    expect(nearest('ab', ['ca'])).toBeUndefined();
    expect(nearest('ab', ['bc'])).toBeUndefined();
    expect(nearest('x'.repeat(100), ['x'.repeat(100)])).toBe('x'.repeat(100));
    expect(nearest('x'.repeat(101), ['x'.repeat(101)])).toBeUndefined(); // nobody means that
  });

  test('the message of an unknown rule', () => {
    expect(unknownRule('source/mising', ids)).toBe('unknown rule "source/mising". Did you mean source/missing? List: sourcegate explain');
    expect(unknownRule('zzz', ids)).toBe('unknown rule "zzz". List: sourcegate explain');
  });
});

describe('waivers', () => {
  const hex = 'ab'.repeat(32);
  const waiver = (more: Partial<Waiver> = {}): Waiver => ({
    rule: 'source/missing',
    subject: 'pkg:pypi/torch@1.9.0',
    reason: 'decided in ticket 214',
    expires: '2027-01-31',
    at: { path: 'sourcegate.yml', line: 3 },
    ...more,
  });
  const torch = artifact({ subject: { purl: 'pkg:pypi/torch@1.9.0', path: 'dist/torch.whl', sha256: hex } });

  test('through its last day', () => {
    expect(['2027-01-30', '2027-01-31', '2027-02-01'].map((today) => isExpired(waiver(), today))).toEqual([false, false, true]);
  });

  test.each([
    ['decided in ticket 214', false],
    ['ok by legal', false],
    ['TODO', true],
    ['todo...', true],
    [' todo! ', true],
    ['todo.later', false],
    ['', true],
    ['???', true],
    ['a 1', true],
    ['许可', false],
    ['N/A', true],
    ['no', false],
    ['to.do', false],
    ...['tbd', 'fixme', 'xxx', 'WIP', 'na', 'none', 'because', 'reason', 'waived', 'temporary', 'Test:', 'asdf', '-', '?', '...'].map(
      (word): [string, boolean] => [word, true],
    ),
  ])('a reason: %s', (reason, lacking) => {
    expect(lacksReason(waiver({ reason }))).toBe(lacking);
  });

  test.each([
    ['the same', {}, true],
    ['another rule', { rule: 'source/binary-only' }, false],
    ['another version', { subject: 'pkg:pypi/torch@1.9.1' }, false],
    ['PyPI spells names in several ways', { subject: 'pkg:pypi/Torch@1.9.0' }, true],
    ['its path', { subject: 'dist/torch.whl' }, true],
    ['its path from here', { subject: './dist/torch.whl' }, true],
    ['another path', { subject: 'dist/./torch.whl' }, false],
    ['its content', { sha256: hex }, true],
    ['another content', { sha256: 'cd'.repeat(32) }, false],
    ['a licence that it does not declare', { licence: 'MIT' }, false],
  ])('covers: %s', (_, more, expected) => {
    expect(waives(waiver(more), 'source/missing', torch)).toBe(expected);
  });

  test('a licence that it was given for', () => {
    const mit = { ...torch, metadata: metadata({ licence: 'MIT License', licenceExpression: 'MIT' }) };
    expect(waives(waiver({ licence: 'MIT' }), 'source/missing', mit)).toBe(true);
    expect(waives(waiver({ licence: 'MIT License' }), 'source/missing', mit)).toBe(false);
    expect(waives(waiver(), 'source/missing', mit)).toBe(true);
  });

  test('qualifiers, escapes and the many spellings of a name', () => {
    const covers = (subject: string, purl: string) => waives(waiver({ subject }), 'source/missing', artifact({ subject: { purl } }));
    expect(covers('pkg:deb/debian/zstd@1.5.4', 'pkg:deb/debian/zstd@1.5.4?arch=amd64')).toBe(true);
    expect(covers('pkg:deb/debian/zstd@1.5.4?arch=amd64', 'pkg:deb/debian/zstd@1.5.4?arch=amd64')).toBe(true);
    expect(covers('pkg:deb/debian/zstd@1.5.4?arch=arm64', 'pkg:deb/debian/zstd@1.5.4?arch=amd64')).toBe(false);
    expect(covers('pkg:npm/@types/node@20.1.0', 'pkg:npm/%40types/node@20.1.0')).toBe(true);
    expect(covers('pkg:pypi/Foo__Bar.baz@1.0', 'pkg:pypi/foo-bar-baz@1.0')).toBe(true);
    expect(covers('pkg:pypi/foo-bar@1.0-A_b', 'pkg:pypi/foo_bar@1.0-a-b')).toBe(false); // versions are not names
    expect(covers('pkg:npm/Foo@1', 'pkg:npm/foo@1')).toBe(false);
    expect(covers('pkg:pypi/foobar@1', 'pkg:pypi/foo-bar@1')).toBe(false);
    expect(covers('pkg:npm/odd%zz@1', 'pkg:npm/odd%zz@1')).toBe(true);
  });

  test('a locked package is named by its purl, never by the path of its lock', () => {
    const inLock = locked({ lock: { purl: 'pkg:pypi/torch@1.9.0' } });
    expect(waives(waiver({ subject: 'uv.lock' }), 'source/missing', inLock)).toBe(false);
    expect(waives(waiver(), 'source/missing', inLock)).toBe(true);
    const lock = { ...artifact(), subject: { kind: 'lockfile', path: 'uv.lock', format: 'uv-lock' } } as const;
    expect(waives(waiver({ subject: 'uv.lock' }), 'source/missing', lock)).toBe(true);
    expect(waives(waiver({ subject: 'pkg:pypi/uv' }), 'source/missing', lock)).toBe(false);
  });

  test('hashes of the content, however locks write them', () => {
    const base64 = Buffer.from(hex, 'hex').toString('base64');
    const written = [`sha256:${hex}`, `sha256-${hex}`, `sha256=${hex.toUpperCase()}`, hex, `sha256-${base64}`];
    const others = ['sha512-AAAA', `sha256:${hex}00`, `x${hex}`, `xsha256-${base64}`, `sha256-${base64}=`, 'md5:00'];
    const one = locked({ lock: { purl: 'pkg:pypi/a@1', hashes: [...written, ...others] } });
    expect(contentHashes(one)).toStrictEqual(written.map(() => hex));
    const byFile = locked({
      lock: {
        purl: 'pkg:pypi/a@1',
        files: [
          { name: 'a.whl', kind: 'binary', hash: hex },
          { name: 'b.whl', kind: 'binary' },
        ],
      },
    });
    expect(contentHashes(byFile)).toStrictEqual([hex]);
    expect(contentHashes(torch)).toStrictEqual([hex]);
    expect(contentHashes(artifact())).toStrictEqual([]);
    expect(contentHashes({ ...artifact(), subject: { kind: 'lockfile', path: 'uv.lock', format: 'uv-lock' } })).toStrictEqual([]);
  });

  test('the lock has the word; what the index lists counts only where the lock has no hash at all', () => {
    const [byLock, byIndex] = ['ab'.repeat(32), 'cd'.repeat(32)];
    const indexFiles = [
      { name: 'a.whl', kind: 'binary' as const, hash: `sha256:${byIndex}` },
      { name: 'a.tar.gz', kind: 'source' as const },
    ];
    const lock = { purl: 'pkg:pypi/a@1' };
    expect(contentHashes(locked({ lock, indexFiles }))).toEqual([byIndex]);
    expect(contentHashes(locked({ lock: { ...lock, hashes: [`sha256:${byLock}`] }, indexFiles }))).toEqual([byLock]);
    expect(contentHashes(locked({ lock: { ...lock, hashes: ['sha1:00'] }, indexFiles }))).toEqual([]);
    expect(contentHashes(locked({ lock }))).toEqual([]);
  });

  test('nothing to print', () => {
    expect(
      printWaivers({
        facts: [],
        findings: [],
        exitCode: 0,
        status: 'clear',
        counts: { errors: 0, warnings: 0, notes: 0, unknown: 0, waived: 0, baseline: 0 },
        notInspected: [],
        policy: 'p',
        remarks: [],
      }),
    ).toBe('# Nothing to waive.\n');
  });
});

test('patterns of overrides on purls: with and without version, qualifiers and escapes', () => {
  expect(purlMatches('pkg:pypi/nvidia-*', 'pkg:pypi/nvidia-nvtx-cu12@12.4.127')).toBe(true);
  expect(purlMatches('pkg:pypi/torch@1.9.0', 'pkg:pypi/torch@1.9.0')).toBe(true);
  expect(purlMatches('pkg:pypi/torch', 'pkg:pypi/torch@1.9.0?file_name=x#y')).toBe(true);
  expect(purlMatches('pkg:npm/@types/*', 'pkg:npm/%40types/node@20.1.0')).toBe(true);
  expect(purlMatches('pkg:npm/%40types/node', 'pkg:npm/%40types/node@20.1.0?vcs=git#lib')).toBe(true);
  expect(purlMatches('pkg:npm/@types/node', 'pkg:npm/@types/node@20.1.0')).toBe(true);
  expect(purlMatches('pkg:npm/*', 'pkg:npm/%40types/node@20.1.0')).toBe(false);
  expect(purlMatches('pkg:pypi/tor', 'pkg:pypi/torch@1.9.0')).toBe(false);
  expect(purlMatches('pkg:npm/torch', 'pkg:pypi/torch@1.9.0')).toBe(false);
});
