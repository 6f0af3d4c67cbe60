// Windows Installer packages: what wixl and msibuild write is read as 7-Zip reads it, with the cabinets inside opened; other compound files are left alone.
import { sourceFromBuffer } from '../../src/io/bytes.ts';
import { defaultLimits, openContainer } from '../../src/open/index.ts';
import { decodeName } from '../../src/open/msi.ts';
import { makeCab } from '../build/cab.ts';
import { makeMsi } from '../build/msi.ts';
import { fixture, listed, listOf } from './listed.ts';
import { lookThrough } from './look-through.ts';

test('reads what wixl and msibuild write as 7-Zip does', async () => {
  const { format, list, problems } = await listed(fixture('installer-wixl.msi'), 'a.msi');
  expect(list).toEqual(listOf('installer-wixl.msi'));
  expect(format).toBe('msi');
  expect(problems).toEqual([]);
});

test('the cabinet inside is opened', async () => {
  const { entries, problems } = await lookThrough(sourceFromBuffer(fixture('installer-wixl.msi')), 'a.msi', defaultLimits);
  expect(entries.filter((entry) => entry.startsWith('demo.cab'))).toEqual(['demo.cab!/F1 2352', 'demo.cab!/F2 300', 'demo.cab 956']);
  expect(problems).toEqual([]);
});

const look = async (bytes: Uint8Array, name = 'a.msi') => {
  const { format, entries, problems } = await lookThrough(sourceFromBuffer(bytes), name, defaultLimits);
  return { format, entries, problems: problems.map(({ kind, code }) => `${kind} ${code}`) };
};

test('streams of all sizes, and storages', async () => {
  const streams = [
    { name: 'small', data: 'x'.repeat(63) },
    { name: 'more', data: 'x'.repeat(4095) },
    { name: 'large', data: 'x'.repeat(4096) },
    { name: 'none' },
    { name: 'storage', storage: true },
    { name: 'inside', data: 'x'.repeat(10_000), inside: 4 },
    { name: 'data.cab', data: makeCab([{ name: 'a', data: 'content' }]), inside: 4 },
  ];
  expect(await look(makeMsi(streams))).toEqual({
    format: 'msi',
    entries: [
      'small 63',
      'more 4095',
      'large 4096',
      'none 0',
      'storage/',
      'storage/inside 10000',
      'storage/data.cab!/a 7',
      expect.stringMatching(/^storage\/data\.cab \d+$/),
    ],
    problems: [],
  });
});

test('the class of the root tells a package, whatever its name; without it only the name does', async () => {
  const document = makeMsi([{ name: 'WordDocument', data: 'text' }], (bytes, { entry }) => bytes.fill(0, entry(-1) + 80, entry(-1) + 96));
  expect(await openContainer(sourceFromBuffer(document), 'a.doc', defaultLimits)).toBeUndefined();
  expect((await look(document)).entries).toEqual(['WordDocument 4']);
  expect((await look(makeMsi([{ name: 'a', data: 'text' }]), 'setup.bin')).format).toBe('msi');
  expect(await openContainer(sourceFromBuffer(document.subarray(0, 700)), 'a.doc', defaultLimits)).toBeUndefined();
});

test.each([
  ['\u4840\u3f7f\u4164\u422f\u4836', '!_Tables'],
  ['\u0005SummaryInformation', '[5]SummaryInformation'],
  ['plain', 'plain'],
  ['', ''],
])('the name %j', (packed, name) => {
  expect(decodeName(packed)).toBe(name);
});
