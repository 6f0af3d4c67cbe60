import { condaLock } from '../../src/lockfiles/conda-lock.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(condaLock, {
  reads: [
    {
      name: 'platforms and managers',
      path: 'conda-lock.yml',
      text: `version: 1
metadata:
  platforms: [linux-64, osx-64]
package:
- category: main
  dependencies:
    libgomp: '>=7'
  hash:
    md5: aa
    sha256: bb
  manager: conda
  name: numpy
  optional: false
  platform: linux-64
  url: https://conda.example/conda-forge/linux-64/numpy-1.10-py310_0.tar.bz2
  version: '1.10'
- name: libgomp
  version: 11.2.0
  manager: conda
  platform: linux-64
  dependencies: {}
  url: https://conda.example/conda-forge/linux-64/libgomp-11.2.0-h1_13.tar.bz2
  hash:
    md5: cc
  category: dev
  optional: true
- name: __osx
  version: '11.0'
  manager: conda
  platform: osx-64
  url: file:///virtual/osx-64/__osx-11.0-0.tar.bz2
  hash:
    md5: ''
    sha256: null
- name: Flask
  version: 3.0.0
  manager: pip
  platform: linux-64
  url: https://files.example/Flask-3.0.0-py3-none-any.whl
  hash:
    sha256: dd
`,
      packages: [
        '12:3 pkg:conda/numpy@1.10 registry hashes=2 scopes=main',
        '17:3 pkg:conda/libgomp@11.2.0 registry hashes=1 scopes=dev,optional by=conda/linux-64/numpy@1.10 (main)',
        '27:3 pkg:conda/__osx@11.0 external',
        '35:3 pkg:pypi/flask@3.0.0 registry hashes=1',
      ],
      more: {
        '0': { compiled: 'conda package for linux-64', platform: { platform: ['linux-64'] } },
        '1': { compiled: 'conda package for linux-64', platform: { platform: ['linux-64'] } },
        '2': { notes: ['virtual package: what the host has'], platform: { platform: ['osx-64'] } },
        '3': { platform: { platform: ['linux-64'] } },
      },
    },
    {
      name: 'a package per category, and a repository that pip installs',
      path: 'conda-lock.yml',
      text: `version: 1
package:
- name: a
  version: 1.0
  manager: conda
  platform: linux-64
  dependencies: {b: ''}
  url: https://conda.example/c/noarch/a-1.0-0.conda
  hash: {md5: aa}
  category: main
- name: b
  version: 1.0
  manager: conda
  platform: linux-64
  url: https://conda.example/c/noarch/b-1.0-0.conda
  hash: {md5: bb}
  category: main
- name: b
  version: 1.0
  manager: conda
  platform: linux-64
  url: https://conda.example/c/noarch/b-1.0-0.conda
  hash: {md5: bb}
  category: dev
- name: g
  version: 1.0.0
  manager: pip
  platform: linux-64
  url: git+https://git.example/g.git@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
  hash: {sha256: cc}
`,
      packages: [
        '3:3 pkg:conda/a@1.0 registry hashes=1 scopes=main',
        '11:3 pkg:conda/b@1.0 registry hashes=1 scopes=main by=conda/linux-64/a@1.0 (main)',
        '18:3 pkg:conda/b@1.0 registry hashes=1 scopes=dev by=conda/linux-64/a@1.0 (main)',
        '25:3 pkg:pypi/g@1.0.0 git#aaaaaaa hashes=1',
      ],
    },
    {
      name: 'a wheel that was asked for by its address',
      path: 'conda-lock.yml',
      text: `version: 1
package:
- name: w
  version: 1.0.0
  manager: pip
  platform: linux-64
  url: https://files.example/w-1.0.0-py3-none-any.whl
  hash: {sha256: cc}
  source: {type: url, url: https://files.example/w-1.0.0-py3-none-any.whl}
`,
      packages: ['3:3 pkg:pypi/w@1.0.0 url hashes=1'],
    },
  ],
  refuses: [{ name: 'unknown-version', text: 'version: 2\npackage: []\n', line: 1 }],
});
