import { createHash } from 'node:crypto';
import { expandTags, parseWheelName, wheel } from '../../../src/inspect/metadata/wheel.ts';
import { bytesOf, type Files, listingOf, mustRead, mutations, read } from './package.ts';

const name = 'demo_pkg-1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl';
const info = 'demo_pkg-1.0.dist-info';
const metadata = `Metadata-Version: 2.4
Name: Demo.Pkg
Version: 1.0
License-Expression: MIT OR Apache-2.0
License-File: LICENSE
Requires-Dist: numpy>=2
Requires-Dist: typing-extensions; python_version < "3.11"
Project-URL: Source Code, git+https://github.com/example/demo.git
Project-URL: Homepage, https://demo.example

Description: not a field
`;
const wheelFile = 'Wheel-Version: 1.0\nGenerator: maturin (1.0)\nRoot-Is-Purelib: false\nTag: cp312-cp312-manylinux_2_17_x86_64\n';

const digest = (content: string | Uint8Array) => createHash('sha256').update(bytesOf(content)).digest('base64url');
const row = (path: string, content: string | Uint8Array) =>
  `${path.includes(',') ? `"${path}"` : path},sha256=${digest(content)},${bytesOf(content).length}`;

/** A wheel with these files and a right RECORD, unless one is among them. */
function wheelOf(files: Files): Files {
  const all: Files = { 'demo/__init__.py': 'x = 1\n', [`${info}/METADATA`]: metadata, [`${info}/WHEEL`]: wheelFile, ...files };
  const rows = Object.entries(all).map(([path, content]) => row(path, content));
  return { [`${info}/RECORD`]: `${[...rows, `${info}/RECORD,,`].join('\r\n')}\r\n`, ...all };
}

test('name, version, licence, tags, requirements and addresses', () => {
  const { metadata: found, codes } = mustRead(wheel, wheelOf({}), name);
  expect(codes).toEqual([]);
  expect(found).toMatchObject({
    name: 'Demo.Pkg',
    version: '1.0',
    purl: 'pkg:pypi/demo-pkg@1.0',
    licence: 'MIT OR Apache-2.0',
    licenceExpression: 'MIT OR Apache-2.0',
    licenceFiles: ['LICENSE'],
    requires: ['numpy>=2', 'typing-extensions; python_version < "3.11"'],
    platforms: ['cp312-cp312-manylinux_2_17_x86_64', 'cp312-cp312-manylinux2014_x86_64'],
    repository: 'https://github.com/example/demo',
    homepage: 'https://demo.example',
    installScripts: [],
    record: { path: `${info}/RECORD`, listed: 4, mismatches: [] },
    details: { generator: 'maturin (1.0)', rootIsPurelib: false, wheelTags: ['cp312-cp312-manylinux_2_17_x86_64'] },
  });
});

describe('licence as declared', () => {
  const licenceOf = (lines: string) => {
    const { metadata: found } = mustRead(
      wheel,
      wheelOf({ [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: demo-pkg\nVersion: 1.0\n${lines}\n` }),
      name,
    );
    return [found.licence, found.licenceExpression, found.classifiers?.length];
  };
  test.each([
    ['an SPDX id in License', 'License: Apache-2.0', ['Apache-2.0', 'Apache-2.0', undefined]],
    ['no SPDX id', 'License: BSD-3', ['BSD-3', undefined, undefined]],
    ['License-Expression wins', 'License: BSD\nLicense-Expression: MIT', ['MIT', 'MIT', undefined]],
    [
      'a text over many lines, blank ones among them',
      'License: \n        Copyright 2020\n        \n        Redistribution\nClassifier: A',
      ['Copyright 2020', undefined, 1],
    ],
    ['UNKNOWN is nothing', 'License: UNKNOWN', [undefined, undefined, undefined]],
    ['a classifier that names one licence', 'Classifier: License :: OSI Approved :: MIT License', [undefined, 'MIT', 1]],
    ['a classifier that names a family', 'Classifier: License :: OSI Approved :: BSD License', [undefined, undefined, 1]],
    [
      'two classifiers: both, or a choice?',
      'Classifier: License :: OSI Approved :: MIT License\nClassifier: License :: OSI Approved :: ISC License (ISCL)',
      [undefined, undefined, 2],
    ],
    ['too deep for the parser', `License: ${'('.repeat(20_000)}`, ['('.repeat(2000), undefined, undefined]],
  ])('%s', (_, lines, expected) => expect(licenceOf(lines)).toEqual(expected));
});

describe('RECORD against the content', () => {
  const mismatches = (files: Files) => mustRead(wheel, files, name).metadata.record?.mismatches;
  const right = wheelOf({});
  const record = right[`${info}/RECORD`] as string;

  test('a file that it does not list', () => {
    expect(mismatches({ ...right, 'evil.py': 'x' })).toEqual([{ path: 'evil.py', what: 'not-listed' }]);
  });
  test('a file that is not there', () => {
    expect(mismatches({ ...right, [`${info}/RECORD`]: `${record}gone.py,sha256=${digest('x')},1\n` })).toEqual([
      { path: 'gone.py', what: 'not-there' },
    ]);
  });
  test('another content of the same size', () => {
    expect(mismatches({ ...right, 'demo/__init__.py': 'x = 2\n' })).toEqual([{ path: 'demo/__init__.py', what: 'hash' }]);
  });
  test('another size', () => {
    expect(mismatches({ ...right, 'demo/__init__.py': 'x = 22\n' })).toEqual([{ path: 'demo/__init__.py', what: 'size' }]);
  });
  test('listed twice', () => {
    expect(mismatches({ ...right, [`${info}/RECORD`]: `${record}demo/__init__.py,,\n` })).toEqual([
      { path: 'demo/__init__.py', what: 'duplicate' },
      { path: 'demo/__init__.py', what: 'no-hash' },
    ]);
  });
  test.each([
    ['no hash', ''],
    ['a hash that proves nothing', 'md5=1B2M2Y8AsgTpgAmY7PhCfg'],
  ])('%s', (_, hash) => {
    const list = record.replace(/^demo\/__init__.py,[^,]*/, `demo/__init__.py,${hash}`);
    expect(mismatches({ ...right, [`${info}/RECORD`]: list })).toEqual([{ path: 'demo/__init__.py', what: 'no-hash' }]);
  });
  test('quoted names with commas, quotes and line ends', () => {
    expect(mismatches(wheelOf({ 'demo/a,b.txt': 'x' }))).toEqual([]);
    const odd = 'demo/a "b"\n.txt';
    const list = `${record}"demo/a ""b""\n.txt",sha256=${digest('y')},1\n`;
    expect(mismatches({ ...right, [odd]: 'y', [`${info}/RECORD`]: list })).toEqual([]);
  });
  test('hexadecimal and padded hashes of the right content are right', () => {
    const hex = createHash('sha256').update('x = 1\n').digest('hex');
    for (const value of [hex, `${digest('x = 1\n')}=`])
      expect(mismatches({ ...right, [`${info}/RECORD`]: record.replace(digest('x = 1\n'), value) })).toEqual([]);
  });
  test('signatures and files of nested archives are exempt', () => {
    expect(mismatches({ ...right, [`${info}/RECORD.jws`]: '{}', [`${info}/RECORD.p7s`]: 'x' })).toEqual([]);
    const listing = [...listingOf(right), { path: 'demo/x.zip!/inner.txt', size: 1, kind: 'other' }];
    expect(read(wheel, right, name, listing)?.metadata.record?.mismatches).toEqual([]);
  });
  test('links are there, and have no content to compare', () => {
    const listing = [
      ...listingOf({ ...right, [`${info}/RECORD`]: `${record}bin/npm,sha256=${digest('')},0\n` }),
      { path: 'bin/npm', size: 9, kind: 'link' },
      { path: 'bin/npx', size: 0, kind: 'link' },
    ];
    expect(
      read(wheel, { ...right, [`${info}/RECORD`]: `${record}bin/npm,sha256=${digest('')},0\n` }, name, listing)?.metadata.record?.mismatches,
    ).toEqual([]);
  });
  test('without content (index only) sizes are compared, and hashes said to be open', () => {
    const listing = listingOf(right).map(({ sha256: _, ...file }) => file);
    const found = read(wheel, right, name, listing);
    expect(found?.metadata.record?.mismatches).toEqual([]);
    expect(found?.problems).toMatchObject([{ code: 'record-unverified', kind: 'skipped' }]);
  });
});

describe('one name and one version', () => {
  const codes = (files: Files, file: string) => mustRead(wheel, files, file).codes;
  test.each([
    ['another name in the file name', wheelOf({}), 'other-1.0-py3-none-any.whl', ['metadata-name-mismatch']],
    ['another version', wheelOf({}), 'demo_pkg-1.1-py3-none-any.whl', ['metadata-version-mismatch']],
    ['equal versions, written otherwise', wheelOf({}), 'Demo.Pkg-1.0.0-py3-none-any.whl', []],
    ['an encoded local version', localVersion(), 'demo_pkg-1.0%2Bcu118-py3-none-any.whl', []],
    ['two .dist-info folders', wheelOf({ 'other-2.dist-info/METADATA': 'Name: other\n' }), name, ['dist-info-count']],
    ['no METADATA', { [`${info}/WHEEL`]: wheelFile, [`${info}/RECORD`]: row(`${info}/WHEEL`, wheelFile) }, name, ['metadata-missing']],
    ['no RECORD', { [`${info}/WHEEL`]: wheelFile, [`${info}/METADATA`]: metadata }, name, ['record-missing']],
    ['no Name', wheelOf({ [`${info}/METADATA`]: 'Metadata-Version: 2.1\n' }), name, ['metadata-incomplete']],
  ])('%s', (_, files, file, expected) => expect(codes(files, file)).toEqual(expected));
  test('installed packages side by side are no wheel', () => {
    expect(read(wheel, wheelOf({ 'other-2.dist-info/METADATA': 'Name: other\n' }), 'site-packages')).toBeUndefined();
  });
});

function localVersion(): Files {
  const folder = 'demo_pkg-1.0+cu118.dist-info';
  const described = 'Name: demo-pkg\nVersion: 1.0+cu118\n';
  const record = `${row(`${folder}/METADATA`, described)}\n${row(`${folder}/WHEEL`, wheelFile)}\n`;
  return { [`${folder}/METADATA`]: described, [`${folder}/WHEEL`]: wheelFile, [`${folder}/RECORD`]: record };
}

test('SBOMs of PEP 770: CycloneDX with nested components, SPDX, and what is neither', () => {
  const cyclonedx = {
    bomFormat: 'CycloneDX',
    components: [
      {
        name: 'libgomp',
        version: '8.5',
        purl: 'pkg:rpm/almalinux/libgomp@8.5',
        licenses: [{ license: { id: 'GPL-3.0-or-later' } }],
        components: [{ name: 'inner' }, { type: 'file', name: 'inner/__init__.py' }],
      },
      { version: 'nameless' },
    ],
  };
  const spdx = {
    spdxVersion: 'SPDX-2.3',
    packages: [
      {
        name: 'zlib',
        versionInfo: '1.3',
        licenseConcluded: 'NOASSERTION',
        licenseDeclared: 'Zlib',
        externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:generic/zlib@1.3' }],
      },
    ],
  };
  const { metadata: found, codes } = mustRead(
    wheel,
    wheelOf({
      [`${info}/sboms/a.cdx.json`]: JSON.stringify(cyclonedx),
      [`${info}/sboms/b.spdx.json`]: JSON.stringify(spdx),
      [`${info}/sboms/c.json`]: '{}',
      [`${info}/sboms/d.xml`]: '<bom/>',
    }),
    name,
  );
  expect(found.sboms).toEqual([
    {
      path: `${info}/sboms/a.cdx.json`,
      format: 'CycloneDX',
      components: [{ name: 'libgomp', version: '8.5', purl: 'pkg:rpm/almalinux/libgomp@8.5', licence: 'GPL-3.0-or-later' }, { name: 'inner' }],
    },
    {
      path: `${info}/sboms/b.spdx.json`,
      format: 'SPDX',
      components: [{ name: 'zlib', version: '1.3', purl: 'pkg:generic/zlib@1.3', licence: 'Zlib' }],
    },
  ]);
  expect(codes).toEqual(['sbom-unknown-format', 'sbom-not-json']);
});

test('lines of .pth files that run at start-up', () => {
  const { metadata: found } = mustRead(
    wheel,
    wheelOf({ 'a.pth': '../elsewhere\nimport os; os.x()\n', 'demo.data/purelib/b.pth': 'import b\n', 'demo/c.pth': 'import c\n' }),
    name,
  );
  expect(found.installScripts).toEqual(['a.pth: import os; os.x()', 'demo.data/purelib/b.pth: import b']);
});

test('direct_url.json names repository and commit', () => {
  const origin = { url: 'https://git.example/demo.git', vcs_info: { vcs: 'git', commit_id: 'A'.repeat(40) } };
  const { metadata: found } = mustRead(wheel, wheelOf({ [`${info}/direct_url.json`]: JSON.stringify(origin) }), name);
  expect(found).toMatchObject({ repository: 'https://git.example/demo.git', commit: 'a'.repeat(40) });
});

test('file names and tags', () => {
  expect(parseWheelName('triton-3.0.0-1-cp312-cp312-linux_x86_64.whl')).toEqual({
    name: 'triton',
    version: '3.0.0',
    build: '1',
    tags: ['cp312-cp312-linux_x86_64'],
  });
  expect(parseWheelName('torch-1.9.0.tar.gz')).toBeUndefined();
  expect(expandTags(['py2.py3-none-any'])).toEqual(['py2-none-any', 'py3-none-any']);
  expect(expandTags([`${'a.'.repeat(1000)}b-none-${'c.'.repeat(1000)}d`]).length).toBeLessThanOrEqual(1000);
});

test('mutated files of a wheel never throw, and what is read stays bounded', () => {
  const right = wheelOf({
    [`${info}/sboms/a.cdx.json`]: '{"bomFormat":"CycloneDX","components":[{"name":"a","licenses":[{"license":{"id":"MIT"}}]}]}',
  });
  for (const path of Object.keys(right).filter((file) => file.startsWith(info))) {
    for (const bytes of mutations(bytesOf(right[path]!), 300)) {
      const found = read(wheel, { ...right, [path]: bytes }, name);
      expect(found?.metadata.requires.length ?? 0).toBeLessThanOrEqual(20_000);
    }
  }
});
