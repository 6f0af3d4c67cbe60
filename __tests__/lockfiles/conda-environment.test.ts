import { condaEnvironment } from '../../src/lockfiles/conda-environment.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(condaEnvironment, {
  reads: [
    {
      name: 'exact, ranged and pip',
      path: 'environment.yml',
      text: `name: env
channels:
  - conda-forge
  - defaults
dependencies:
  - python=3.11.4=h955ad1f_0
  - numpy=1.26
  - nvidia::cuda-toolkit
  - scipy>=1.10
  - pip:
      - flask==3.0.0
      - tool @ git+https://git.example/tool.git
`,
      packages: [
        '6:5 pkg:conda/python@3.11.4 registry direct by=.',
        '7:5 pkg:conda/numpy@1.26 registry direct by=.',
        '8:5 pkg:conda/cuda-toolkit registry direct by=.',
        '9:5 pkg:conda/scipy registry direct by=.',
        '11:9 pkg:pypi/flask@3.0.0 registry scopes=pip direct by=.',
        '12:9 pkg:pypi/tool git scopes=pip direct by=.',
      ],
      more: {
        '0': { notes: ['channel conda-forge', 'channel defaults'] },
        '1': { notes: ['no build', 'channel conda-forge', 'channel defaults'] },
        '2': { notes: ['unpinned', 'channel nvidia'] },
        '3': { notes: ['unpinned: >=1.10', 'channel conda-forge', 'channel defaults'] },
      },
    },
    {
      name: 'requirements of every kind below pip',
      path: 'environment.yml',
      text: `dependencies:
  - pip
  - pip:
      - -e .
      - ./vendor/local
      - gitty @ git+https://git.example/gitty.git@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      - git+https://git.example/bare.git#egg=bare
      - --extra-index-url https://index.example/simple
`,
      packages: [
        '2:5 pkg:conda/pip registry direct by=.',
        '4:9 pkg:pypi/local-project path scopes=pip direct by=.',
        '5:9 pkg:pypi/local path scopes=pip direct by=.',
        '6:9 pkg:pypi/gitty git#aaaaaaa scopes=pip direct by=.',
        '7:9 pkg:pypi/bare git scopes=pip direct by=.',
      ],
    },
    {
      name: 'a requirements file that is read itself',
      path: 'environment.yml',
      text: `dependencies:
  - python=3.12
  - pip:
      - -r requirements.txt
`,
      packages: ['2:5 pkg:conda/python@3.12 registry direct by=.'],
    },
  ],
  refuses: [
    {
      name: 'unknown-entry',
      text: `dependencies:
  - "!!"
`,
      line: 2,
    },
    {
      name: 'includes-unread',
      text: `dependencies:
  - pip:
      - -r base.txt
`,
      line: 3,
    },
    { name: 'unknown-version', text: 'name: env\n', line: 1 },
  ],
});
