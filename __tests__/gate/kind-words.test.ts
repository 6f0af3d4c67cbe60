// What a first look takes for a defect and a second does not: found in real packages of 2011 to 2015.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inspectSubjects } from '../../src/gate.ts';
import { makeTar, type TarMember } from '../build/tar.ts';
import { folderOf, removeAll } from '../discover/repository.ts';

afterEach(removeAll);

const progress = { begin() {}, bytes() {}, end() {}, say() {} };
async function factsOf(name: string, members: readonly TarMember[]) {
  const cwd = folderOf();
  writeFileSync(join(cwd, name), gzipSync(makeTar(members)));
  const [facts] = await inspectSubjects([name], { cwd, env: {}, offline: true, jobs: 1, limits: {}, progress });
  return { texts: facts?.metadata?.licenceTexts, hazards: facts?.problems.filter(({ kind }) => kind === 'hazard').map(({ code }) => code) };
}

const licence = readFileSync(new URL('../../LICENSE', import.meta.url), 'utf8');
const manifest = { name: 'package/package.json', data: '{"name":"ws","version":"0.4.0"}' };

test('a README in which the words of a licence stand is a licence text', async () => {
  const { texts } = await factsOf('ws-0.4.0.tgz', [manifest, { name: 'package/README.md', data: `# ws\n\n## License\n\n${licence}\n` }]);
  expect(texts).toEqual([{ path: 'package/README.md', ids: expect.arrayContaining([expect.any(String)]) }]);
});
test('a README that only speaks of licences is none, nor is that of a part', async () => {
  const { texts } = await factsOf('x-1.0.0.tgz', [
    manifest,
    { name: 'package/README.md', data: 'See LICENSE. MIT is a good licence.' },
    { name: 'package/deps/z/README.md', data: licence },
  ]);
  expect(texts).toBeUndefined();
});

const cargo = (data: string) => ({ name: 'x-1.0.0/Cargo.toml', data });
test('a name that stands twice with the same bytes is one file (libressl-pnacl-sys 2.1.6)', async () => {
  const toml = '[package]\nname = "x"\nversion = "1.0.0"\n';
  expect((await factsOf('x-1.0.0.crate', [cargo(toml), cargo(toml)])).hazards).toEqual([]);
  expect((await factsOf('x-1.0.0.crate', [cargo(toml), cargo(`${toml}build = "evil.rs"\n`)])).hazards).toEqual(['name-duplicate']);
  const link = { name: 'x-1.0.0/Cargo.toml', type: '2', link: 'other.toml' };
  expect((await factsOf('x-1.0.0.crate', [cargo(toml), link])).hazards).toContain('name-duplicate');
});
