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
  ],
  refuses: [{ name: 'unknown-version', text: 'version: 7\npackages: []\n', line: 1 }],
});
