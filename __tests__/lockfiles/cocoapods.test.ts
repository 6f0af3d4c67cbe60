import { cocoapods } from '../../src/lockfiles/cocoapods.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(cocoapods, {
  reads: [
    {
      name: 'subspecs and external sources',
      path: 'Podfile.lock',
      text: `PODS:
  - A (1.0.0):
    - A/Core (= 1.0.0)
  - A/Core (1.0.0)
  - "B+C (2.0)"
  - Here (0.1)
  - Tool (3.0)

DEPENDENCIES:
  - A (~> 1.0)
  - Tool (from \`https://git.example/tool.git\`, branch \`main\`)

EXTERNAL SOURCES:
  Here:
    :path: "../Here"
  Tool:
    :branch: main
    :git: https://git.example/tool.git

CHECKOUT OPTIONS:
  Tool:
    :commit: cccccccccccccccccccccccccccccccccccccccc
    :git: https://git.example/tool.git

SPEC CHECKSUMS:
  A: dddddddddddddddddddddddddddddddddddddddd

COCOAPODS: 1.15.2
`,
      packages: [
        '2:5 pkg:cocoapods/A@1.0.0 registry hashes=1 direct by=.',
        '4:5 pkg:cocoapods/A@1.0.0#Core registry hashes=1 transitive by=A@1.0.0',
        '5:5 pkg:cocoapods/B%2BC@2.0 registry transitive',
        '6:5 pkg:cocoapods/Here@0.1 path transitive',
        '7:5 pkg:cocoapods/Tool@3.0 git#ccccccc direct by=.',
      ],
    },
    {
      name: 'other version control than git, and a private repository of specs',
      path: 'Podfile.lock',
      text: `PODS:
  - H (0.1)
  - P (1.0)

SPEC REPOS:
  https://git.example/specs.git:
    - P

EXTERNAL SOURCES:
  H:
    :hg: https://hg.example/h

CHECKOUT OPTIONS:
  H:
    :hg: https://hg.example/h
    :revision: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa

COCOAPODS: 1.15.2
`,
      packages: ['2:5 pkg:cocoapods/H@0.1 git#aaaaaaa transitive', '3:5 pkg:cocoapods/P@1.0 registry transitive'],
      more: { '1': { resolved: { kind: 'registry', url: 'https://git.example/specs.git' } } },
    },
  ],
  refuses: [{ name: 'unknown-version', text: 'SOMETHING:\n  - A (1.0)\n', line: 1 }],
});
