import fc from 'fast-check';
import { changedPackages } from '../../src/discover/index.ts';
import type { LockedPackage } from '../../src/types.ts';

let line = 0;
const locked = (purl: string, rest: Partial<LockedPackage> = {}): LockedPackage => {
  const [, name = '', version] = /^pkg:\w+\/(.*?)(?:@([^@?]*))?(?:\?.*)?$/.exec(purl)!;
  return {
    name,
    ...(version ? { version } : {}),
    purl,
    line: ++line,
    column: 1,
    resolved: { kind: 'registry' },
    hashes: [],
    scopes: [],
    requiredBy: [],
    ...rest,
  };
};
const kinds = (base: LockedPackage[], head: LockedPackage[]) =>
  changedPackages(base, head).packages.map(({ change }) => (change.from === undefined ? change.kind : `${change.kind} from ${change.from}`));

const strong = `sha512-${'A'.repeat(86)}==`;
const registry = (host: string) => ({ kind: 'registry', url: `https://${host}.example/simple` }) as const;

test.each<[string, LockedPackage[], LockedPackage[], string[]]>([
  ['added', [], [locked('pkg:pypi/torch@1.9.0')], ['added']],
  ['updated', [locked('pkg:pypi/pillow@11.3.0')], [locked('pkg:pypi/pillow@13.0.0')], ['updated from 11.3.0']],
  [
    'a second version beside the first is added',
    [locked('pkg:npm/a@1.0.0')],
    [locked('pkg:npm/a@1.0.0'), locked('pkg:npm/a@2.0.0')],
    ['unchanged', 'added'],
  ],
  ['a scope is part of the name', [locked('pkg:npm/%40x/a@1.0.0')], [locked('pkg:npm/%40y/a@1.0.0')], ['added']],
  [
    'another commit of the same version',
    [locked('pkg:npm/a@1.0.0', { resolved: { kind: 'git', commit: 'a' } })],
    [locked('pkg:npm/a@1.0.0', { resolved: { kind: 'git', commit: 'b' } })],
    ['updated from 1.0.0'],
  ],
  [
    'a commit instead of the registry',
    [locked('pkg:npm/a@1.0.0')],
    [locked('pkg:npm/a@1.0.0', { resolved: { kind: 'git', commit: 'b' } })],
    ['updated from 1.0.0'],
  ],
  [
    'a commit as a qualifier',
    [locked('pkg:pypi/a@1?vcs_url=git%2Bhttps://x%40aaa')],
    [locked('pkg:pypi/a@1?vcs_url=git%2Bhttps://x%40bbb')],
    ['updated from 1'],
  ],
  [
    'a mirror of the same registry, the content held by its hash',
    [locked('pkg:npm/a@1.0.0', { resolved: { kind: 'registry', url: 'https://a.example/a.tgz' }, hashes: [strong] })],
    [locked('pkg:npm/a@1.0.0', { resolved: { kind: 'registry', url: 'https://b.example/a.tgz' }, hashes: [strong] })],
    ['unchanged'],
  ],
  [
    'another registry and another content: a release is published once',
    [locked('pkg:npm/a@1.0.0', { resolved: registry('files'), hashes: [strong] })],
    [locked('pkg:npm/a@1.0.0', { resolved: registry('evil'), hashes: [strong.replace('A', 'B')] })],
    ['integrity-changed'],
  ],
  [
    'another address and another content: it is asked of the address',
    [locked('pkg:npm/a@1.0.0', { resolved: { kind: 'url', url: 'https://a.example/1.tgz' }, hashes: [strong] })],
    [locked('pkg:npm/a@1.0.0', { resolved: { kind: 'url', url: 'https://a.example/2.tgz' }, hashes: [strong.replace('A', 'B')] })],
    ['updated from 1.0.0'],
  ],
  ...(
    [
      ['a hash that is gone', { hashes: [strong] }, {}],
      ['only a weaker hash is left', { hashes: [strong] }, { hashes: ['sha1-abc='] }],
      ['the hash of a file is gone', { files: [{ name: 'a.whl', kind: 'pure', hash: strong }] }, { files: [{ name: 'a.whl', kind: 'pure' }] }],
      [
        'a file from another host, beside the known one',
        { files: [{ name: 'a.whl', kind: 'pure', hash: strong, url: 'https://files.example/a.whl' }] },
        {
          files: [
            { name: 'a.whl', kind: 'pure', hash: strong, url: 'https://files.example/a.whl' },
            { name: 'a-linux.whl', kind: 'binary', hash: 'sha256:ff', url: 'https://evil.example/a-linux.whl' },
          ],
        },
      ],
      ['another registry, and no hash that holds it to the content', { resolved: registry('files') }, { resolved: registry('evil') }],
      [
        'another registry and a new algorithm',
        { resolved: registry('files'), hashes: ['sha1-abc='] },
        { resolved: registry('evil'), hashes: [strong] },
      ],
    ] as const
  ).map(([what, before, now]): [string, LockedPackage[], LockedPackage[], string[]] => [
    `same version: ${what}`,
    [locked('pkg:pypi/a@1.0.0', before)],
    [locked('pkg:pypi/a@1.0.0', now)],
    ['updated from 1.0.0'],
  ]),
])('%s', (_, base, head, expected) => expect(kinds(base, head)).toEqual(expected));

test('of two versions side by side each meets its former one, by its place', () => {
  const at = (purl: string, key: string) => locked(purl, { key });
  const base = [at('pkg:npm/a@1.0.0', 'node_modules/a'), at('pkg:npm/a@3.0.0', 'node_modules/b/node_modules/a')];
  const head = [at('pkg:npm/a@3.1.0', 'node_modules/b/node_modules/a'), at('pkg:npm/a@1.1.0', 'node_modules/a')];
  expect(kinds(base, head)).toEqual(['updated from 3.0.0', 'updated from 1.0.0']);
});

test('removed: gone under every version', () => {
  const base = [locked('pkg:npm/a@1.0.0'), locked('pkg:npm/b@1.0.0'), locked('pkg:npm/b@2.0.0')];
  expect(changedPackages(base, [locked('pkg:npm/b@3.0.0')]).removed.map((one) => one.purl)).toEqual(['pkg:npm/a@1.0.0']);
});

describe('integrity', () => {
  const of = (hashes: string[], files?: LockedPackage['files']) => locked('pkg:pypi/a@1', { hashes, ...(files ? { files } : {}) });
  const file = (name: string, hash: string) => ({ name, kind: 'binary' as const, hash });
  test.each([
    ['another hash', of(['sha256:aa']), of(['sha256:bb']), 'integrity-changed'],
    ['SRI', of(['sha512-AAAA==']), of(['sha512-BBBB==']), 'integrity-changed'],
    ['Go', of(['h1:AAAA=']), of(['h1:BBBB=']), 'integrity-changed'],
    ['bare digests of one length', of(['aa11']), of(['bb22']), 'integrity-changed'],
    ['the case of hexadecimal digits', of(['sha256:aAbB01']), of(['sha256:AABB01']), 'unchanged'],
    ['the case of base64 counts', of(['sha512-abcdz']), of(['sha512-ABCDz']), 'integrity-changed'],
    ['another algorithm', of(['sha1-AAAA']), of(['sha512-BBBB']), 'unchanged'],
    ['files added for other platforms', of(['sha256:aa']), of(['sha256:bb', 'sha256:aa']), 'unchanged'],
    ['hashes that appear', of([]), of(['sha256:aa']), 'unchanged'],
    [
      'one file of several, by its name',
      of(['sha256:aa', 'sha256:bb'], [file('x.whl', 'sha256:aa'), file('y.whl', 'sha256:bb')]),
      of(['sha256:aa', 'sha256:cc'], [file('x.whl', 'sha256:aa'), file('y.whl', 'sha256:cc')]),
      'integrity-changed',
    ],
    [
      'other files of the release',
      of(['sha256:aa'], [file('x.whl', 'sha256:aa')]),
      of(['sha256:aa', 'sha256:cc'], [file('x.whl', 'sha256:aa'), file('z.whl', 'sha256:cc')]),
      'unchanged',
    ],
  ])('%s: %s', (_, before, now, expected) => expect(kinds([before], [now])).toEqual([expected]));

  test.each([
    ['one more of the best algorithm', ['sha512-AAAA=='], ['sha512-AAAA==', 'sha512-BBBB=='], 'integrity-changed'],
    ['another of the best beside a weaker one that stayed', ['sha1-CC==', 'sha512-AAAA=='], ['sha1-CC==', 'sha512-BBBB=='], 'integrity-changed'],
    ['a better one', ['sha1-CC=='], ['sha1-CC==', 'sha512-AAAA=='], 'unchanged'],
    ['a weaker one', ['sha512-AAAA=='], ['sha1-CC==', 'sha512-AAAA=='], 'unchanged'],
    ['the order', ['sha512-AAAA==', 'sha512-BBBB=='], ['sha512-BBBB==', 'sha512-AAAA=='], 'unchanged'],
  ])('npm takes what fits any hash of the best algorithm: %s', (_, before, now, expected) => {
    expect(kinds([locked('pkg:npm/a@1', { hashes: before })], [locked('pkg:npm/a@1', { hashes: now })])).toEqual([expected]);
  });

  test('one of several entries that agrees is enough', () => {
    expect(kinds([of(['sha256:aa']), of(['sha256:bb'])], [of(['sha256:bb'])])).toEqual(['unchanged']);
  });
});

test('order and place of entries are no change, whatever the lock', () => {
  const packages = fc.array(
    fc.record({
      name: fc.constantFrom('a', 'b', '%40s/c'),
      version: fc.constantFrom('1', '2', '3'),
      hash: fc.constantFrom('sha256:aa', 'sha256:bb'),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(packages, fc.infiniteStream(fc.nat()), (list, random) => {
      const base = list.map(({ name, version, hash }, index) =>
        locked(`pkg:npm/${name}@${version}`, { hashes: [hash], key: `node_modules/${index}/${name}` }),
      );
      const moved = base
        .map((one) => ({ rank: random.next().value as number, one: { ...one, line: one.line + 7, key: `elsewhere/${one.key}` } }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ one }) => one);
      expect(new Set(kinds(base, moved))).toEqual(new Set(base.length > 0 ? ['unchanged'] : []));
      expect(changedPackages(base, moved).removed).toEqual([]);
    }),
  );
});

test('10,000 packages are compared in a moment', () => {
  const many = (version: string) =>
    Array.from({ length: 10_000 }, (_, index) => locked(`pkg:npm/p${index % 500}@${version}.${index}`, { key: `k${index}` }));
  const [base, head] = [many('1'), many('2')];
  const started = performance.now();
  expect(changedPackages(base, head).packages.filter(({ change }) => change.kind === 'updated')).toHaveLength(10_000);
  expect(performance.now() - started).toBeLessThan(20_000);
});
