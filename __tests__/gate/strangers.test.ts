// Packages from another host than the rest of their lock: asked about where nobody configured that host.
import { markStrangers } from '../../src/gate/strangers.ts';
import { readLockfile } from '../../src/lockfiles/index.ts';
import type { Facts, LockedPackage } from '../../src/types.ts';
import { locked } from '../judge/support.ts';

const row = (name: string, resolved: string) => [`node_modules/${name}`, { version: '1.0.0', resolved, integrity: 'sha512-AAAA' }];
const range = { a: '^1.0.0', b: '1', c: '1', evil: '1.0.0', asked: 'https://downloads.example/asked.tgz', scoped: '1' };
const { packages } = readLockfile(
  JSON.stringify({
    lockfileVersion: 3,
    packages: Object.fromEntries([
      ['', { name: 'root', dependencies: range }],
      ...['a', 'b', 'c'].map((name) => row(name, `https://registry.example/${name}/-/${name}-1.0.0.tgz`)),
      row('evil', 'https://evil.example/evil-1.0.0.tgz'),
      row('asked', 'https://downloads.example/asked.tgz'),
      row('scoped', 'https://second.example/scoped/-/scoped-1.0.0.tgz'),
    ]),
  }),
  'package-lock.json',
);
const lockfile: Facts = { ...locked({ lock: { purl: '' } }), subject: { kind: 'lockfile', path: 'package-lock.json', format: 'npm' }, packages };
const subjects = packages.map((lock) => locked({ lock, path: 'package-lock.json' }));
const strangers = async (isConfigured: (locked: LockedPackage) => boolean | undefined) =>
  (await markStrangers(subjects, [lockfile], { of: () => ({ isConfigured: async (each) => isConfigured(each) }) })).flatMap(
    ({ locked: each, stranger }) => (stranger ? [`${each?.name} ${each?.resolved.kind} ${stranger.host} ${stranger.most}`] : []),
  );

test('an address that nobody asked for, and a second registry that nobody configured', async () => {
  expect(await strangers(() => false)).toEqual(['evil url evil.example registry.example', 'scoped registry second.example registry.example']);
});

test('what is configured is no stranger', async () => {
  expect(await strangers(({ resolved }) => resolved.url?.includes('second.example') === true)).toEqual(['evil url evil.example registry.example']);
});

test('where no index is known, nothing is said', async () => {
  expect(await strangers(() => undefined)).toEqual([]);
});
