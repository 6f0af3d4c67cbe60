import { pixi } from '../../src/lockfiles/pixi.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(pixi, {
  reads: [
    {
      name: 'version 6',
      path: 'pixi.lock',
      text: `version: 6
environments:
  default:
    channels:
    - url: https://conda.example/conda-forge/
    packages:
      linux-64:
      - conda: https://conda.example/conda-forge/linux-64/_libgcc_mutex-0.1-conda_forge.tar.bz2
      - pypi: https://files.example/ty-0.0.1a21-py3-none-manylinux_2_17_x86_64.whl
      - pypi: ./
packages:
- conda: https://conda.example/conda-forge/linux-64/_libgcc_mutex-0.1-conda_forge.tar.bz2
  sha256: aa
  md5: bb
  license: None
- pypi: https://files.example/ty-0.0.1a21-py3-none-manylinux_2_17_x86_64.whl
  name: ty
  version: 0.0.1a21
  sha256: cc
- pypi: ./
  name: here
  version: 4.0.1.dev40+g52
  sha256: dd
  requires_dist:
  - ty>=0
  editable: true
`,
      packages: [
        '12:3 pkg:conda/_libgcc_mutex@0.1 registry hashes=2 scopes=default',
        '16:3 pkg:pypi/ty@0.0.1a21 registry hashes=1 scopes=default by=./',
        '20:3 pkg:pypi/here@4.0.1.dev40%2Bg52 path hashes=1 scopes=default',
      ],
      more: {
        '0': { compiled: 'conda package for linux-64', platform: { platform: ['linux-64'] }, licence: 'None' },
        '1': { platform: { platform: ['linux-64'] } },
        '2': { notes: ['editable'], platform: { platform: ['linux-64'] } },
      },
    },
    {
      name: 'version 5',
      path: 'pixi.lock',
      text: `version: 5
environments: {}
packages:
- kind: conda
  name: zlib
  version: '1.3'
  build: h0_1
  subdir: linux-64
  url: https://conda.example/conda-forge/linux-64/zlib-1.3-h0_1.conda
  sha256: aa
- kind: pypi
  name: six
  version: 1.17.0
  url: https://files.example/six-1.17.0-py2.py3-none-any.whl
  sha256: bb
`,
      packages: ['4:3 pkg:conda/zlib@1.3 registry hashes=1', '11:3 pkg:pypi/six@1.17.0 registry hashes=1'],
      more: { '0': { compiled: 'conda package for linux-64' } },
    },
    {
      name: '7: packages that are built here',
      path: 'pixi.lock',
      text: `version: 7
platforms:
  - name: linux-64
environments:
  default:
    channels:
      - url: https://conda.example/conda-forge/
    packages:
      linux-64:
        - conda: https://conda.example/conda-forge/linux-64/python-3.12.0-h26_0_cpython.conda
        - conda_source: "tagged[8a76ea86] @ recipes/tagged"
        - conda_source: "local[87dc0b8a] @ local"
        - conda_source: "remote[87dc0b8b] @ git+https://git.example/remote.git?subdirectory=x#aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        - pypi: ./lib
packages:
  - conda: https://conda.example/conda-forge/linux-64/python-3.12.0-h26_0_cpython.conda
    sha256: aa
    license: Python-2.0
  - conda_source: "tagged[8a76ea86] @ recipes/tagged"
    version: 1.2.0
    subdir: noarch
    depends:
      - python >=3.8
    source:
      git: https://git.example/tagged.git
      tag: v1.2.0
      rev: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
  - conda_source: "local[87dc0b8a] @ local"
    version: 0.1.0
    depends:
      - tagged
  - conda_source: "remote[87dc0b8b] @ git+https://git.example/remote.git?subdirectory=x#aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    version: 0.2.0
  - pypi: ./lib
    name: lib
    version: 0.1.0
    sha256: bb
    editable: true
`,
      packages: [
        '16:5 pkg:conda/python@3.12.0 registry hashes=1 scopes=default by=tagged[8a76ea86] @ recipes/tagged',
        '19:5 pkg:conda/tagged@1.2.0 git#aaaaaaa scopes=default by=local[87dc0b8a] @ local',
        '28:5 pkg:conda/local@0.1.0 path scopes=default',
        '32:5 pkg:conda/remote@0.2.0 git#aaaaaaa scopes=default',
        '34:5 pkg:pypi/lib@0.1.0 path hashes=1 scopes=default',
      ],
      more: { '1': { notes: ['built here from source'] }, '2': { resolved: { kind: 'path', url: 'local' } } },
    },
  ],
  refuses: [{ name: 'unknown-version', text: 'version: 8\npackages: []\n', line: 1 }],
});
