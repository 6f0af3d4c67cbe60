// Titles: what gives way, and in which order.
import { counted, fill, fillTitle, many, nameOfPurl, shorten, some, subjectName } from '../../src/judge/words.ts';
import { artifact, locked, metadata } from './support.ts';

test('the lines of a message are those of its template: a value cannot begin one', () => {
  expect(fill('{{subject}} is bad.\nSeen: {{file}}.', { subject: 'a\r\nCLEAR', file: 'b\nTo clear: nothing' })).toBe(
    'a\\nCLEAR is bad.\nSeen: b\\nTo clear: nothing.',
  );
});

describe('titles', () => {
  test.each([
    ['what fits stays', '{{subject}}: no source release', { subject: 'torch 1.9.0' }, 'torch 1.9.0: no source release'],
    [
      'a title of sixty characters stays',
      '{{subject}}: {{what}}',
      { subject: 'github.com/acme/demo v1', what: 'x'.repeat(35) },
      `github.com/acme/demo v1: ${'x'.repeat(35)}`,
    ],
    [
      "first the namespace goes, and Go's major version with it",
      '{{subject}}: {{what}} in the source',
      { subject: 'github.com/DataDog/go-libddwaf/v3 v3.4.0', what: '4 compiled files' },
      'go-libddwaf v3.4.0: 4 compiled files in the source',
    ],
    [
      'a major version of two digits as well',
      '{{subject}}: {{what}} in the source',
      { subject: 'github.com/acme/libddwaf/v12 v12.0.1', what: '4 compiled files' },
      'libddwaf v12.0.1: 4 compiled files in the source',
    ],
    [
      'but not a name that only begins like one',
      '{{subject}}: {{what}} in the source',
      { subject: 'github.com/acme/libddwaf/v3tools v0.4.0', what: '4 compiled files' },
      'v3tools v0.4.0: 4 compiled files in the source',
    ],
    [
      'then a value, at the end of a word',
      '{{subject}}: {{declared}}, and {{what}} inside',
      { subject: 'torch 1.9.0', declared: 'BSD-3', what: 'Intel oneAPI Math Kernel Library' },
      'torch 1.9.0: BSD-3, and Intel oneAPI Math Kernel ... inside',
    ],
    [
      'the longest value first',
      '{{subject}}: {{a}} and {{b}}',
      { subject: 'torch 1.9.0', a: 'one short value', b: 'and one that is longer than that by far' },
      'torch 1.9.0: one short value and and one that is longer ...',
    ],
    [
      'then the name, never its version',
      '{{subject}}: no source release, only {{what}}',
      { subject: '@scope/a-package-with-quite-a-long-name-indeed 1.0.0-beta.12', what: 'wheels' },
      'a-package-w... 1.0.0-beta.12: no source release, only wheels',
    ],
    [
      'where values can give, a version stays whole, however long',
      '{{subject}}: {{what}} inside',
      { subject: 'demo 1.0.0-rc.1+build.20261128', what: 'Intel oneAPI Math Kernel Library' },
      'demo 1.0.0-rc.1+build.20261128: Intel oneAPI Math ... inside',
    ],
    [
      'a path with a space in it has no version',
      '{{subject}}: no source',
      { subject: `my files/${'n'.repeat(80)}` },
      `${'n'.repeat(46)}...: no source`,
    ],
    ['a name without a version', '{{subject}}: no source', { subject: `dist/${'n'.repeat(80)}` }, `${'n'.repeat(46)}...: no source`],
    [
      'a value that is one long word is cut inside',
      '{{subject}}: run path {{first}}',
      { subject: 'h5py 3.11.0', first: '/Users/runner/work/1/cache/hdf5/1.14.2/lib' },
      'h5py 3.11.0: run path /Users/runner/work/1/cache/hdf5/1.1...',
    ],
    [
      'a list ends with a whole name',
      '{{subject}}: LGPL code linked in: {{names}}',
      { subject: 'imageio-ffmpeg 0.5.1', names: 'ALSA, FriBidi and 7 more' },
      'imageio-ffmpeg 0.5.1: LGPL code linked in: ALSA, FriBidi ...',
    ],
  ])('%s', (_, template, data, expected) => {
    expect(fillTitle(template, data)).toBe(expected);
    expect(expected.length).toBeLessThanOrEqual(60);
  });

  test('whatever the values are, sixty characters are the most', () => {
    for (const subject of ['', 'a', 'a/'.repeat(50), 'x'.repeat(300), `${'a b '.repeat(50)}`, `n ${'1.'.repeat(80)}`])
      for (const what of ['', 'y', 'y'.repeat(300), 'y z '.repeat(90)]) {
        const title = fillTitle('{{subject}}: {{what}} is linked into {{what}}', { subject, what });
        expect(title.length).toBeLessThanOrEqual(60);
      }
  });
});

test('a value that the rule did not give is a bug, and is thrown', () => {
  expect(() => fill('{{path}} is {{what}}', { path: 'a' })).toThrow('{{what}}');
  expect(() => fill('{{toString}}', {})).toThrow('{{toString}}');
});

test('foreign text in a message is bounded', () => {
  expect(fill('{{path}}', { path: 'x'.repeat(1000) })).toBe(`${'x'.repeat(237)}...`);
});

test('names of purls', () => {
  expect(nameOfPurl('pkg:npm/%40types/node@20.1.0')).toEqual({ name: '@types/node', version: '20.1.0' });
  expect(nameOfPurl('pkg:npm/@types/node')).toEqual({ name: '@types/node' });
  expect(nameOfPurl('pkg:npm/@types')).toEqual({ name: '@types' });
  expect(nameOfPurl('pkg:deb/debian/zstd@1.5.4%2Bdfsg2-5?arch=amd64')).toEqual({ name: 'debian/zstd', version: '1.5.4+dfsg2-5' });
  expect(nameOfPurl('pkg:pypi/odd%zz@1#sub')).toEqual({ name: 'odd%zz', version: '1' });
  expect(nameOfPurl('dist/demo.whl')).toEqual({ name: 'dist/demo.whl' });
  expect(nameOfPurl('dist/pkg:pypi/demo@1')).toEqual({ name: 'dist/pkg:pypi/demo@1' });
  expect(nameOfPurl('pkg:golang/acme.example/@b/c')).toEqual({ name: 'acme.example/@b/c' });
});

test('what a subject is called', () => {
  const named = (purl?: string, name?: string, version?: string) => {
    const facts = artifact({
      subject: purl === undefined ? {} : { purl },
      ...(name === undefined
        ? {}
        : { metadata: { ...metadata(), name, ...(version === undefined ? { version: undefined } : { version }) } as never }),
    });
    return subjectName(facts.subject, facts);
  };
  expect(named('pkg:pypi/torch@1.9.0')).toBe('torch 1.9.0');
  expect(named('pkg:pypi/torch')).toBe('torch');
  expect(named(undefined, 'demo', '2.0')).toBe('demo 2.0');
  expect(named(undefined, 'demo')).toBe('demo');
  expect(named()).toBe('demo-1.0-cp312-cp312-linux_x86_64.whl');
  expect(subjectName({ kind: 'lockfile', path: 'a/uv.lock', format: 'uv-lock' })).toBe('uv.lock');
  expect(subjectName({ kind: 'lockfile', path: 'a/', format: 'uv-lock' })).toBe('a/');
  const lockfile = { kind: 'lockfile', path: 'a/uv.lock', format: 'uv-lock' } as const;
  expect(subjectName(lockfile, { ...artifact({ metadata: metadata({ name: 'other' }) }), subject: lockfile })).toBe('uv.lock');
  const lockedTorch = locked({ lock: { purl: 'pkg:pypi/torch@1.9.0' }, metadata: metadata({ name: 'other' }) });
  expect(subjectName(lockedTorch.subject, lockedTorch)).toBe('torch 1.9.0');
});

test('counts and lists as people write them', () => {
  expect([counted(0), counted(999), counted(1000), counted(1234567)]).toEqual(['0', '999', '1,000', '1,234,567']);
  expect([many(1, 'file'), many(2, 'file'), many(2, 'library', 'libraries')]).toEqual(['1 file', '2 files', '2 libraries']);
  expect([some([]), some(['a']), some(['a', 'a']), some(['a', 'b']), some(['a', 'b', 'c']), some(['a', 'b', 'c', 'd'])]).toEqual([
    '',
    'a',
    'a',
    'a and b',
    'a, b and c',
    'a, b, c and 1 more',
  ]);
  expect(shorten('abcdef', 6)).toBe('abcdef');
  expect(shorten('abcdefg', 6)).toBe('abc...');
  expect(shorten('ab\u{1f600}cdef', 6)).toBe('ab...');
  expect(shorten('\u{1f600}abcdef', 6)).toBe('\u{1f600}a...');
});
