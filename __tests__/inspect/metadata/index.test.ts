import { keepsPromise, metadataFormats, packagePurl } from '../../../src/inspect/metadata/index.ts';
import { bytesOf, type Files, listingOf } from './package.ts';

/** What the gate does: the formats in their order, each shown what it wants; the first that answers. */
function first(files: Files, path: string): { format: string; purl?: string | undefined; codes: string[]; modules: number } | undefined {
  for (const format of metadataFormats) {
    const wanted = new Map(
      Object.entries(files)
        .filter(([name]) => format.wants(name))
        .map(([name, content]): [string, Uint8Array] => [name, bytesOf(content)]),
    );
    const read = format.read(wanted, listingOf(files), path);
    if (read)
      return {
        format: format.id,
        purl: packagePurl(read.metadata),
        codes: read.problems.map((problem) => problem.code),
        modules: read.metadata.modules?.length ?? 0,
      };
  }
  return undefined;
}

const nestedModule = { 'package/compiler.jar!/META-INF/maven/a/b/pom.properties': 'groupId=a\nartifactId=b\nversion=1\n' };
const npm = { 'package/package.json': '{"name":"demo","version":"1.0.0"}' };
const info = 'Name: demo\nVersion: 1.0\n';

test.each<[string, Files, string, string | undefined]>([
  ['npm with a jar inside', { ...npm, ...nestedModule }, 'demo-1.0.0.tgz', 'npm'],
  ['npm with an SBOM beside its manifest', { ...npm, 'package/sbom.json': '{}' }, 'demo-1.0.0.tgz', 'npm'],
  [
    'an sdist of a Rust and JavaScript project',
    { 'demo-1.0/PKG-INFO': info, 'demo-1.0/Cargo.toml': '[package]\n', 'demo-1.0/package.json': '{}' },
    'demo-1.0.tar.gz',
    'sdist',
  ],
  [
    'a wheel with a jar inside',
    {
      'demo-1.0.dist-info/METADATA': info,
      'demo-1.0.dist-info/WHEEL': '',
      'demo-1.0.dist-info/RECORD': '',
      'demo/x.jar!/META-INF/maven/a/b/pom.properties': '',
    },
    'demo-1.0-py3-none-any.whl',
    'wheel',
  ],
  ['a wheel that says nothing of itself', { 'demo.py': '' }, 'demo-1.0-py3-none-any.whl', undefined],
  ['a folder with a jar of modules', { 'lib/x.jar!/META-INF/maven/a/b/pom.properties': '' }, 'app', undefined],
  ['nothing known', { 'README.md': '' }, 'x.zip', undefined],
  ['an empty archive', {}, 'x.zip', undefined],
])('%s', (_, files, path, format) => expect(first(files, path)?.format).toBe(format));

test('what other packages left inside is added, and is no problem', () => {
  expect(first({ ...npm, ...nestedModule }, 'demo-1.0.0.tgz')).toEqual({ format: 'npm', purl: 'pkg:npm/demo@1.0.0', codes: [], modules: 1 });
});

test('ids are unique', () => {
  expect(new Set(metadataFormats.map((format) => format.id)).size).toBe(metadataFormats.length);
});

test.each([
  ['a.whl', undefined, ['unreadable metadata-missing']],
  ['a-1.0-py3-none-any.WHL', 'sdist', ['hazard not-what-the-name-says']],
  ['a.whl', 'wheel', []],
  ['a.crate', 'npm', ['hazard not-what-the-name-says']],
  ['a.gem', undefined, ['unreadable metadata-missing']],
  ['a.nupkg', undefined, ['unreadable metadata-missing']],
  ['a.conda', 'conda', []],
  ['a.zip', undefined, []],
  ['a.jar', undefined, []], // a jar needs no manifest
])('a file named %s that describes itself as %s', (path, format, said) => {
  expect(keepsPromise(path, format).map(({ kind, code }) => `${kind} ${code}`)).toEqual(said);
});
