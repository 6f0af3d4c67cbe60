import { rpm } from '../../../src/inspect/metadata/rpm.ts';
import { listingOf, mustRead, mutations, read } from './package.ts';
import { headerOf } from './rpm-header.ts';

const content = 'hello\n';
const sha256 = listingOf({ x: content })[0]!.sha256!;
const base = {
  1000: 'demo', 1001: '1.2', 1002: '3.fc43', 1003: [2], 1011: 'Fedora Project', 1014: 'MIT AND Zlib', 1020: 'https://github.com/example/demo', 1022: 'x86_64', 1044: 'demo-1.2-3.fc43.src.rpm',
  1024: 'echo post', 1047: ['demo', 'bundled(zlib)'], 1113: ['1.2', '1.3'], 1049: ['bash', 'rpmlib(CompressedFileNames)', 'glibc'], 1050: ['4', '3.0', ''], 1048: [12, 10, 0],
  1117: ['demo', 'link', 'dir'], 1116: [0, 0, 0], 1118: ['/usr/bin/'], 1035: [sha256, '', ''], 1037: [0, 0, 0], 5011: [8],
}; // biome-ignore format: a table of tags
const modes = [0o100755, 0o120777, 0o040755];
const of = (tags: Parameters<typeof headerOf>[0] = {}, files: Record<string, string> = { 'usr/bin/demo': content }) =>
  mustRead(rpm, { 'RPM/header': headerOf({ ...base, ...tags }, { 1030: modes }), ...files }, 'demo.rpm');

test('identity, licence, requirements, scriptlets, what is bundled, files with their digests', () => {
  const { metadata, codes } = of();
  expect(codes).toEqual([]);
  expect(metadata).toEqual({
    name: 'demo',
    version: '1.2-3.fc43',
    purl: 'pkg:rpm/fedora/demo@1.2-3.fc43?arch=x86_64&epoch=2',
    licence: 'MIT AND Zlib',
    licenceExpression: 'MIT AND Zlib',
    requires: ['bash >= 4', 'glibc'],
    installScripts: ['post'],
    platforms: ['x86_64'],
    repository: 'https://github.com/example/demo',
    homepage: 'https://github.com/example/demo',
    record: { path: 'RPM/header', listed: 3, mismatches: [] },
    details: { source: 'demo-1.2-3.fc43.src.rpm', vendor: 'Fedora Project', bundled: ['zlib = 1.3'] },
  });
});

test('files against digests', () => {
  expect(of({}, { 'usr/bin/demo': 'changed', 'usr/bin/more': '' }).metadata.record?.mismatches).toEqual([
    { path: 'usr/bin/demo', what: 'hash' },
    { path: 'usr/bin/more', what: 'not-listed' },
  ]);
  expect(of({}, {}).metadata.record?.mismatches).toEqual([{ path: 'usr/bin/demo', what: 'not-there' }]);
  expect(of({ 1037: [64, 0, 0] }, {}).metadata.record?.mismatches).toEqual([]);
  expect(of({ 5011: [1] }, { 'usr/bin/demo': 'changed' })).toMatchObject({ metadata: { record: { mismatches: [] } }, codes: ['record-unverified'] });
});

test('a licence that is no SPDX expression, a vendor that is not known, a source package', () => {
  expect(of({ 1014: 'GPLv2+', 1011: 'Me' }).metadata).toMatchObject({ licence: 'GPLv2+', purl: 'pkg:rpm/demo@1.2-3.fc43?arch=x86_64&epoch=2' });
  expect(of({ 1014: 'GPLv2+' }).metadata.licenceExpression).toBeUndefined();
});

test('broken headers: a problem, never an error', () => {
  expect(mustRead(rpm, { 'RPM/header': 'x' }, 'a.rpm').codes).toEqual(['rpm-header']);
  const whole = headerOf(base, { 1030: modes });
  for (const bytes of mutations(whole, 3000)) expect(read(rpm, { 'RPM/header': bytes, 'usr/bin/demo': content }, 'a.rpm')).toBeDefined();
});
