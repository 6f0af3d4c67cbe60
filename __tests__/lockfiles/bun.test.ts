import { bun } from '../../src/lockfiles/bun.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(bun, {
  reads: [
    {
      name: 'tuples of every kind',
      path: 'bun.lock',
      text: `{
  "lockfileVersion": 1,
  // a comment
  "workspaces": {
    "": { "name": "root", "dependencies": { "a": "^1.0.0", "old": "npm:lodash@4.17.20", }, },
    "packages/w": { "name": "w", "devDependencies": { "g": "github:o/g", }, },
  },
  "packages": {
    "a": ["a@1.0.0", "", { "dependencies": { "b": "^2.0.0" } }, "sha512-aa"],

    "a/b": ["b@2.0.0", "https://registry.example/", { "os": "linux", "cpu": ["x64", "arm64"] }, "sha512-bb"],

    "b": ["b@1.0.0", "", {}, "sha512-cc"],

    "g": ["g@github:o/g#abc1234", {}, "o-g-abc1234"],

    "old": ["lodash@4.17.20", "", {}, "sha512-dd"],

    "t": ["t@https://files.example/t-1.0.0.tgz", {}, "sha512-ee"],

    "w": ["w@workspace:packages/w"],
  },
}
`,
      packages: [
        '9:5 pkg:npm/a@1.0.0 registry hashes=1 direct by=.',
        '11:5 pkg:npm/b@2.0.0 registry hashes=1 transitive by=a',
        '13:5 pkg:npm/b@1.0.0 registry hashes=1 transitive',
        '15:5 pkg:npm/g git#abc1234 direct by=packages/w',
        '17:5 pkg:npm/lodash@4.17.20 registry hashes=1 direct by=.',
        '19:5 pkg:npm/t url hashes=1 transitive',
        '21:5 pkg:npm/w workspace direct',
      ],
      more: {
        '1': { compiled: 'os/cpu/libc limits: os linux, cpu x64 arm64', platform: { os: ['linux'], cpu: ['x64', 'arm64'] } },
        '4': { notes: ['alias old'] },
      },
    },
    {
      name: 'hosted repositories, with an integrity from 1.3 on',
      path: 'bun.lock',
      text: `{
  "lockfileVersion": 1,
  "workspaces": { "": { "name": "app", "dependencies": { "gh": "github:o/gh#6c1c75b", "old": "github:o/old#912ca63" } } },
  "packages": {
    "app": ["app@root:", { "bin": { "x": "x.js" } }],

    "gh": ["gh@github:o/gh#6c1c75b", {}, "o-gh-6c1c75b", "sha512-aa=="],

    "old": ["old@github:o/old#912ca63", {}, "o-old-912ca63"],
  }
}
`,
      packages: ['5:5 pkg:npm/app workspace direct', '7:5 pkg:npm/gh git#6c1c75b hashes=1 direct by=.', '9:5 pkg:npm/old git#912ca63 direct by=.'],
    },
  ],
  refuses: [{ name: 'unknown-version', text: '{"lockfileVersion": 9, "packages": {}}', line: 1 }],
});
