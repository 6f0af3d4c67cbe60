// What fills an artifact: a share of the download only where every file has one of its own.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inspectSubjects } from '../../src/gate.ts';
import { makeTar } from '../build/tar.ts';
import { makeZip } from '../build/zip.ts';
import { folderOf, removeAll } from '../discover/repository.ts';

afterEach(removeAll);

const progress = { begin() {}, bytes() {}, end() {}, say() {} };
const files = [
  { name: 'package/a.js', data: 'a'.repeat(50_000) },
  { name: 'package/b.txt', data: 'b'.repeat(20_000) },
];
async function contentsOf(name: string, bytes: Uint8Array) {
  const cwd = folderOf();
  writeFileSync(join(cwd, name), bytes);
  const [facts] = await inspectSubjects([name], { cwd, env: {}, offline: true, jobs: 1, limits: {}, progress });
  return { ...facts?.contents, size: facts?.subject.kind === 'artifact' ? facts.subject.size : 0 };
}

test('in a compressed tar no file has a share of the download', async () => {
  const { size, packed, unpacked, largest, kinds } = await contentsOf('x.tgz', gzipSync(makeTar(files)));
  expect(size).toBeLessThan(2000);
  expect({ packed, unpacked }).toEqual({ packed: size, unpacked: 70_000 });
  expect(largest?.map((each) => ({ ...each }))).toMatchObject([{ path: 'package/a.js', unpacked: 50_000 }, { path: 'package/b.txt' }]);
  expect([...(largest ?? []), ...(kinds ?? [])].filter((each) => 'packed' in each)).toEqual([]);
});
test('in a plain tar and in a zip each has its own', async () => {
  const plain = await contentsOf('x.tar', makeTar(files));
  expect(plain.largest?.map(({ packed }) => packed)).toEqual([50_000, 20_000]);
  const zip = await contentsOf('x.zip', makeZip(files.map((file) => ({ ...file, method: 8 }))));
  expect(zip.largest?.every(({ packed = Number.NaN }) => packed < 200)).toBe(true);
});
