import { formatPurl, nativeName, parsePurl, purlOf, purlTypes } from '../../src/purl/index.ts';

// Examples of the type definitions (ECMA-427 and its types), and names that real locks hold.
const native: readonly [type: string, name: string, version: string | undefined, purl: string][] = [
  ['npm', '@angular/animation', '12.3.1', 'pkg:npm/%40angular/animation@12.3.1'],
  ['npm', 'JSONStream', '1.3.5', 'pkg:npm/JSONStream@1.3.5'],
  ['pypi', 'Foo_.Bar', '1.0', 'pkg:pypi/foo-bar@1.0'],
  ['pypi', 'torch', '1.9.0+cu111', 'pkg:pypi/torch@1.9.0%2Bcu111'],
  ['cargo', 'wasi', '0.9.0+wasi-snapshot-preview1', 'pkg:cargo/wasi@0.9.0%2Bwasi-snapshot-preview1'],
  ['golang', 'github.com/BurntSushi/toml', 'v1.4.0', 'pkg:golang/github.com/BurntSushi/toml@v1.4.0'],
  ['maven', 'org.apache.commons:commons-lang3', '3.9', 'pkg:maven/org.apache.commons/commons-lang3@3.9'],
  ['composer', 'Monolog/Monolog', 'v1.0.1', 'pkg:composer/monolog/monolog@v1.0.1'],
  ['hex', 'Acme/Foo', '2.3.0', 'pkg:hex/acme/foo@2.3.0'],
  ['pub', 'Key-Binder', '1.0.0', 'pkg:pub/key_binder@1.0.0'],
  ['swift', 'github.com/Alamofire/Alamofire', '5.4.3', 'pkg:swift/github.com/Alamofire/Alamofire@5.4.3'],
  ['cocoapods', 'GoogleUtilities/NSData+zlib', '7.5.2', 'pkg:cocoapods/GoogleUtilities@7.5.2#NSData%2Bzlib'],
  ['github', 'NixOS/nixpkgs', 'abc', 'pkg:github/nixos/nixpkgs@abc'],
  ['githubactions', 'MyOrg/Actions-Repo/MyAction', 'main', 'pkg:githubactions/myorg/actions-repo%2FMyAction@main'],
  ['nuget', 'EnterpriseLibrary.Common', '6.0.1304', 'pkg:nuget/EnterpriseLibrary.Common@6.0.1304'],
  ['gem', 'ruby-advisory-db-check', '0.12.4', 'pkg:gem/ruby-advisory-db-check@0.12.4'],
  ['deb', 'Debian/Curl', '7.50.3-1', 'pkg:deb/debian/curl@7.50.3-1'],
  ['deb', 'debian/attr', '1:2.4.47-2', 'pkg:deb/debian/attr@1:2.4.47-2'],
  ['cpan', 'ether/Try-Tiny', '0.31', 'pkg:cpan/ETHER/Try-Tiny@0.31'],
  ['oci', 'library/Debian', undefined, 'pkg:oci/debian'],
  ['npm', "a b!'()*", '1', 'pkg:npm/a%20b%21%27%28%29%2A@1'],
  ['npm', '\ud800', undefined, 'pkg:npm/%EF%BF%BD'],
  ['not-a-type', 'X/Y', '1', 'pkg:not-a-type/X%2FY@1'],
];

test.each(native)('%s %s %s', (type, name, version, purl) => {
  expect(purlOf(type, name, version)).toBe(purl);
  expect(purlOf(type, name, version)).toBe(purl); // the second answer comes from what was kept
  const parsed = parsePurl(purl);
  expect(parsed).toBeDefined();
  expect(formatPurl(parsed!)).toBe(purl);
});

test('qualifiers are sorted, empty ones left out, their values encoded', () => {
  expect(purlOf('conan', 'tool', '2.0', { user: 'team', channel: 'stable', prev: '' })).toBe('pkg:conan/tool@2.0?channel=stable&user=team');
  expect(purlOf('generic', 'x', undefined, { download_url: 'https://e.example/a b?c=d&e' })).toBe(
    'pkg:generic/x?download_url=https:%2F%2Fe.example%2Fa%20b%3Fc%3Dd%26e',
  );
});

test('parses what is written loosely, and writes it canonically', () => {
  expect(parsePurl('pkg:NPM/%40s/n@1%2B2?B=c%2Fd&a=#x/./../y')).toEqual({
    type: 'npm',
    namespace: '@s',
    name: 'n',
    version: '1+2',
    qualifiers: { b: 'c/d' },
    subpath: 'x/y',
  });
  expect(formatPurl(parsePurl('pkg:PYPI/Django_package@1.11.1.dev1')!)).toBe('pkg:pypi/django-package@1.11.1.dev1');
});

test.each(['', 'npm/x', 'pkg:', 'pkg:npm', 'pkg:npm/', 'pkg:1npm/x', 'pkg:npm/%zz', `pkg:npm/${'a'.repeat(5000)}`])('%j is no purl', (text) => {
  expect(parsePurl(text)).toBeUndefined();
});

test('a native name comes back', () => {
  for (const name of ['pkg:maven/org.a/b@1', 'pkg:npm/%40s/n', 'pkg:cocoapods/A@1#B/C', 'pkg:cargo/x']) {
    const purl = parsePurl(name)!;
    expect(purlOf(purl.type, nativeName(purl), purl.version)).toBe(name);
  }
});

test('each type is listed once, and normalising is done once and for all', () => {
  expect(new Set(purlTypes.map(({ type }) => type)).size).toBe(purlTypes.length);
  for (const type of purlTypes) {
    const once = type.normalise?.({ namespace: 'Name.Space', name: 'A_-.b' });
    if (once !== undefined) expect(type.normalise?.(once)).toEqual(once);
  }
});
