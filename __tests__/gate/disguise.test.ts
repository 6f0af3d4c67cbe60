// Content under a name that says something else: the bytes decide what is looked at, and a name that promises a package decides how it is read.
import { gzipSync } from 'node:zlib';
import { inspectBytes } from '../../src/gate/inspect.ts';
import { randomFromBuffer } from '../../src/io/bytes.ts';
import { defaultLimits } from '../../src/open/index.ts';
import type { Facts } from '../../src/types.ts';
import { makeTar, type TarMember } from '../build/tar.ts';
import { makeZip, type ZipMember } from '../build/zip.ts';

const look = (name: string, bytes: Uint8Array): Promise<Facts> => inspectBytes(randomFromBuffer(bytes), name, { limits: defaultLimits });

// The smallest WebAssembly module: native code of eight bytes.
const wasm = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const info: ZipMember[] = [
  { name: 'demo-1.0.dist-info/METADATA', data: 'Name: demo\nVersion: 1.0\n' },
  { name: 'demo-1.0.dist-info/WHEEL', data: 'Wheel-Version: 1.0\n' },
  { name: 'demo-1.0.dist-info/RECORD', data: '' },
];
const wheel = (name: string, data: Uint8Array): Buffer => makeZip([{ name, data }, ...info]);
const inner = makeZip([{ name: 'a.wasm', data: wasm }]);

test.each([
  ['a zip as Python', 'demo/x.py', inner, 'demo/x.py!/a.wasm'],
  ['a zip as JavaScript', 'demo/x.js', inner, 'demo/x.js!/a.wasm'],
  ['a zip as JSON', 'demo/package.json', inner, 'demo/package.json!/a.wasm'],
  ['a zip as start-up file', 'demo.pth', inner, 'demo.pth!/a.wasm'],
  ['a tar as text', 'demo/x.txt', makeTar([{ name: 'a.wasm', data: wasm }]), 'demo/x.txt!/a.wasm'],
  ['gzip as licence', 'demo/LICENSE', gzipSync(wasm), 'demo/LICENSE!/LICENSE'],
  ['gzip as minified JavaScript', 'demo/jquery.min.js', gzipSync(wasm), 'demo/jquery.min.js!/jquery.min.js'],
])('%s is opened', async (_, name, data, found) => {
  const facts = await look('demo-1.0-py3-none-any.whl', wheel(name, data));
  expect(facts.native.map((file) => file.path)).toEqual([found]);
});

const manifest = { name: 'package/package.json', data: '{"name":"demo","version":"1.0.0","scripts":{"postinstall":"node evil.js"}}' };
const tgz = (...members: TarMember[]): Buffer => gzipSync(makeTar([manifest, ...members]));
test.each([
  ['source distribution', { name: 'package/PKG-INFO', data: 'Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n' }],
  ['crate', { name: 'package/Cargo.toml', data: '[package]\nname="demo"\nversion="1.0.0"\n' }],
  ['Alpine package', { name: '.PKGINFO', data: 'pkgname = demo\npkgver = 1.0.0\n' }],
  ['conda package', { name: 'info/index.json', data: '{"name":"demo","version":"1.0.0"}' }],
  ['wheel', { name: 'demo-1.0.dist-info/METADATA', data: 'Name: demo\nVersion: 1.0\n' }],
  ['egg', { name: 'EGG-INFO/PKG-INFO', data: 'Name: demo\nVersion: 1.0\n' }],
  ['NuGet package', { name: 'demo.nuspec', data: '<package><metadata><id>demo</id><version>1</version></metadata></package>' }],
  ['archive with a file beside its folder', { name: 'README', data: 'x' }],
])('an npm package cannot pass as %s, and its install scripts are seen', async (_, disguise) => {
  const facts = await look('demo-1.0.0.tgz', tgz(disguise));
  expect(facts.subject).toMatchObject({ format: 'npm', purl: 'pkg:npm/demo@1.0.0' });
  expect(facts.metadata?.installScripts).toEqual(['postinstall: node evil.js']);
});

test('two package.json that npm writes to one place are a hazard', async () => {
  const facts = await look('demo-1.0.0.tgz', tgz({ name: 'other/package.json', data: '{"name":"demo","version":"1.0.0"}' }));
  expect(facts.problems).toEqual([expect.objectContaining({ kind: 'hazard', code: 'manifest-twice' })]);
});

test('a description too long to be read is told', async () => {
  const padded = Buffer.concat([Buffer.from('Name: demo\nVersion: 1.0\n\n'), Buffer.alloc(33 << 20, 'x')]);
  const facts = await look(
    'demo-1.0-py3-none-any.whl',
    makeZip([{ name: 'demo-1.0.dist-info/METADATA', data: padded, method: 8 }, ...info.slice(1)]),
  );
  expect(facts.problems).toContainEqual(expect.objectContaining({ kind: 'limit', code: 'metadata-too-long' }));
});
