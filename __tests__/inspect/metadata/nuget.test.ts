import { nuget } from '../../../src/inspect/metadata/nuget.ts';
import { bytesOf, mustRead, mutations, read } from './package.ts';

const nuspec = `\ufeff<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>Demo.Native</id><version>1.2.0</version><authors>A</authors>
    <license type="expression">MIT</license><licenseUrl>https://licenses.nuget.org/MIT</licenseUrl>
    <projectUrl>https://demo.example</projectUrl>
    <repository type="git" url="https://github.com/example/demo.git" commit="${'d'.repeat(40)}" />
    <dependencies><group targetFramework="net8.0"><dependency id="A" version="1.0" /></group><group targetFramework="net6.0"><dependency id="A" version="1.0" /><dependency id="B" /></group></dependencies>
  </metadata>
</package>`;
const of = (text: string, files = {}, file = 'Demo.Native.1.2.0.nupkg') => mustRead(nuget, { 'Demo.Native.nuspec': text, ...files }, file);

test('identity, licence, commit, requirements, platforms, scripts and build files', () => {
  const { metadata, codes } = of(nuspec, {
    'lib/net8.0/a.dll': '',
    'runtimes/linux-x64/native/a.so': '',
    'tools/init.ps1': '',
    'build/Demo.Native.targets': '',
    'content/install.ps1': '',
  });
  expect(codes).toEqual([]);
  expect(metadata).toEqual({
    name: 'Demo.Native',
    version: '1.2.0',
    purl: 'pkg:nuget/Demo.Native@1.2.0',
    licence: 'MIT',
    licenceExpression: 'MIT',
    requires: ['A 1.0', 'B'],
    installScripts: ['tools/init.ps1'],
    platforms: ['net8.0', 'linux-x64'],
    repository: 'https://github.com/example/demo',
    homepage: 'https://demo.example',
    commit: 'd'.repeat(40),
    details: { authors: 'A', buildFiles: ['build/Demo.Native.targets'] },
  });
});

test.each([
  [
    'a file',
    '<license type="file">LICENSE.txt</license><licenseUrl>https://aka.ms/deprecateLicenseUrl</licenseUrl>',
    [undefined, undefined, ['LICENSE.txt']],
  ],
  [
    'an address that names a licence',
    '<licenseUrl>http://www.apache.org/licenses/LICENSE-2.0.html</licenseUrl>',
    ['http://www.apache.org/licenses/LICENSE-2.0.html', 'Apache-2.0', undefined],
  ],
  ['an address that does not', '<licenseUrl>https://example.org/eula</licenseUrl>', ['https://example.org/eula', undefined, undefined]],
])('licence: %s', (_, xml, expected) => {
  const { metadata } = of(`<package><metadata><id>Demo.Native</id><version>1.2.0</version>${xml}</metadata></package>`);
  expect([metadata.licence, metadata.licenceExpression, metadata.licenceFiles]).toEqual(expected);
});

test.each([
  ['two .nuspec files', nuspec, { 'Other.nuspec': nuspec }, undefined, ['nuspec-count']],
  ['another version in the file name', nuspec, {}, 'demo.native.1.3.0.nupkg', ['metadata-version-mismatch']],
  ['build metadata is not in the file name', nuspec.replace('1.2.0<', '1.2.0+abc<'), {}, undefined, []],
  ['no XML', '<package>', {}, undefined, ['nuspec-not-xml', 'metadata-incomplete']],
])('%s', (_, text, files, file, codes) => expect(of(text, files, file).codes).toEqual(codes));

test('mutated files never throw', () => {
  for (const bytes of mutations(bytesOf(nuspec), 800)) expect(read(nuget, { 'a.nuspec': bytes }, 'a.1.0.0.nupkg')).toBeDefined();
});
