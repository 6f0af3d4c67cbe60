import { stack } from '../../src/lockfiles/stack.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(stack, {
  reads: [
    {
      name: 'hackage, git and archives',
      path: 'stack.yaml.lock',
      text: `packages:
- completed:
    hackage: HTTP-4000.3.16@sha256:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee,5947
    pantry-tree:
      size: 1428
      sha256: aa
  original:
    hackage: HTTP-4000.3.16
- completed:
    commit: dddddddddddddddddddddddddddddddddddddddd
    git: https://git.example/backend.git
    name: kore
    version: 0.60.0.0
  original:
    git: https://git.example/backend.git
- completed:
    name: arch
    version: '1.0'
    url: https://files.example/arch.tar.gz
    sha256: bb
snapshots:
- completed:
    sha256: cc
    url: https://snapshots.example/lts.yaml
  original: lts-19.14
`,
      packages: [
        '3:5 pkg:hackage/HTTP@4000.3.16 registry hashes=1 direct by=.',
        '12:5 pkg:hackage/kore@0.60.0.0 git#ddddddd direct by=.',
        '17:5 pkg:hackage/arch@1.0 url hashes=1 direct by=.',
      ],
    },
  ],
  refuses: [
    {
      name: 'unknown-entry',
      text: `packages:
- completed:
    novel: a-1.0
`,
      line: 2,
    },
    { name: 'unknown-version', text: 'other: 1\n', line: 1 },
  ],
});
