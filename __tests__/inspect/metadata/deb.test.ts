import { deb } from '../../../src/inspect/metadata/deb.ts';
import { bytesOf, type Files, mustRead, mutations, read } from './package.ts';

const control = `Package: demo
Source: demo-src (1:2.0-1)
Version: 1:2.0-1+b1
Architecture: amd64
Maintainer: Demo Team <demo@lists.debian.org>
Depends: libc6 (>= 2.34),
 zlib1g (>= 1:1.1.4)
Pre-Depends: dpkg (>= 1.17)
Static-Built-Using: golang-1.21 (= 1.21.1-1)
Section: utils
Homepage: https://github.com/example/demo
`;
const copyright = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: demo

Files: *
Copyright: 2020 A
License: BSD-3-clause or GPL-2

Files: debian/*
License: Expat
 Permission is hereby granted

License: GPL-2
 On Debian systems …
`;
const of = (files: Files, fields = control) => mustRead(deb, { 'DEBIAN/control': fields, ...files }, 'demo.deb').metadata;

test('identity, source package, relations, scripts, licences', () => {
  expect(of({ 'usr/share/doc/demo/copyright': copyright, 'DEBIAN/postinst': '#!/bin/sh\n', 'DEBIAN/config': '', 'DEBIAN/md5sums': '' })).toEqual({
    name: 'demo',
    version: '1:2.0-1+b1',
    purl: 'pkg:deb/debian/demo@1:2.0-1%2Bb1?arch=amd64',
    licence: 'BSD-3-clause or GPL-2, Expat',
    licenceExpression: '(BSD-3-Clause OR GPL-2.0-only) AND MIT',
    licenceFiles: ['usr/share/doc/demo/copyright'],
    requires: ['dpkg (>= 1.17)', 'libc6 (>= 2.34)', 'zlib1g (>= 1:1.1.4)'],
    installScripts: ['config', 'postinst'],
    platforms: ['amd64'],
    repository: 'https://github.com/example/demo',
    homepage: 'https://github.com/example/demo',
    details: {
      source: 'demo-src',
      sourceVersion: '1:2.0-1',
      section: 'utils',
      maintainer: 'Demo Team <demo@lists.debian.org>',
      builtUsing: ['golang-1.21 (= 1.21.1-1)'],
    },
  });
});

test.each([
  ['usr/share/doc/demo/changelog.Debian.gz!/changelog.Debian', 'demo-src (1:2.0-1) unstable; urgency=medium\n', 'unstable'],
  ['usr/share/doc/demo/changelog.Debian.amd64.gz!/changelog.Debian.amd64', 'demo-src (1:2.0-1+b1) sid; urgency=low, binary-only=yes\n', 'sid'],
  ['usr/share/doc/demo/changelog.gz!/changelog', 'demo-src (2.0) bookworm-security; urgency=high\n', 'bookworm-security'],
  ['usr/share/doc/demo/changelog.gz!/changelog', 'Changes in version 2.0\n', undefined],
  ['usr/share/doc/other/changelog.gz!/changelog', 'other (2.0) unstable; urgency=low\n', undefined],
])('the suite that a changelog names: %s, %s', (path, text, suite) => {
  expect(of({ [path]: text }).details?.['suite']).toBe(suite);
});

test.each([
  ['free text', 'This package was debianized by …\nLicense: MIT\n', undefined, undefined],
  ['a name without an SPDX id', copyright.replace('Expat', 'public-domain'), 'BSD-3-clause or GPL-2, public-domain', undefined],
  [
    'GNU names',
    copyright.replace('Expat', 'LGPL-2.1+').replace('BSD-3-clause or GPL-2', 'GPL-3+'),
    'GPL-3+, LGPL-2.1+',
    'GPL-3.0-or-later AND LGPL-2.1-or-later',
  ],
  ['an exception', copyright.replace('Expat', 'GPL-2+ with OpenSSL exception'), 'BSD-3-clause or GPL-2, GPL-2+ with OpenSSL exception', undefined],
])('licences: %s', (_, text, licence, expression) => {
  const found = of({ 'usr/share/doc/demo/copyright': text, 'usr/share/doc/other/copyright': copyright });
  expect([found.licence, found.licenceExpression]).toEqual([licence, expression]);
});

test.each([
  [
    'Ubuntu by its field',
    'Maintainer: Ubuntu Developers <x@lists.ubuntu.com>\nOriginal-Maintainer: A <a@debian.org>\n',
    '1.0-1ubuntu2',
    'pkg:deb/ubuntu/x@1.0-1ubuntu2?arch=all',
  ],
  ['Debian by its version', 'Maintainer: A <a@example.org>\n', '1.0-1+deb12u1', 'pkg:deb/debian/x@1.0-1%2Bdeb12u1?arch=all'],
  ['a member of Ubuntu is not Ubuntu: that one builds for Debian', 'Maintainer: A <a@ubuntu.com>\n', '1.0-1', undefined],
  ['somebody else: no purl, since it must name the vendor', 'Maintainer: A <a@example.org>\n', '1.0', undefined],
])('%s', (_, fields, version, purl) => {
  expect(of({}, `Package: x\nVersion: ${version}\nArchitecture: all\n${fields}`).purl).toBe(purl);
});

test('without Source the source package is called alike', () => {
  expect(of({}, 'Package: x\nVersion: 1\n').details).toEqual({ source: 'x', sourceVersion: '1' });
  expect(mustRead(deb, { 'DEBIAN/control': 'Package: x\n' }, 'x.deb').codes).toEqual(['metadata-incomplete']);
});

test('mutated files never throw', () => {
  const files: Files = { 'DEBIAN/control': control, 'usr/share/doc/demo/copyright': copyright };
  for (const path of Object.keys(files))
    for (const bytes of mutations(bytesOf(files[path]!), 1000)) expect(read(deb, { ...files, [path]: bytes }, 'demo.deb')).toBeDefined();
});
