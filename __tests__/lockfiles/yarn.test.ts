import { yarn } from '../../src/lockfiles/yarn.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(yarn, {
  reads: [
    {
      name: 'classic',
      path: 'yarn.lock',
      text: `# yarn lockfile v1


"@s/a@^1.0.0", "@s/a@^1.1.0":
  version "1.1.0"
  resolved "https://registry.example/@s/a/-/a-1.1.0.tgz#dddddddddddddddddddddddddddddddddddddddd"
  integrity sha512-aa
  dependencies:
    b "^2.0.0"

b@^2.0.0:
  version "2.0.0"
  resolved "https://registry.example/b/-/b-2.0.0.tgz#eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"

"g@git+https://git.example/o/g.git#v1":
  version "1.0.0"
  resolved "git+https://git.example/o/g.git#ffffffffffffffffffffffffffffffffffffffff"

"old@npm:lodash@4.17.20":
  version "4.17.20"
  resolved "https://registry.example/lodash/-/lodash-4.17.20.tgz#1111111111111111111111111111111111111111"

"t@https://files.example/t-1.0.0.tgz":
  version "1.0.0"
  resolved "https://files.example/t-1.0.0.tgz#2222222222222222222222222222222222222222"

"f@file:./packages/f":
  version "0.0.7"
`,
      packages: [
        '4:1 pkg:npm/%40s/a@1.1.0 registry hashes=1',
        '11:1 pkg:npm/b@2.0.0 registry by=@s/a@^1.0.0, @s/a@^1.1.0',
        '15:1 pkg:npm/g@1.0.0 git#fffffff',
        '19:1 pkg:npm/lodash@4.17.20 registry',
        '23:1 pkg:npm/t@1.0.0 url',
        '27:1 pkg:npm/f@0.0.7 path',
      ],
      more: {
        '1': { notes: ['sha1 eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee in the address, no integrity'] },
        '3': { notes: ['alias old', 'sha1 1111111111111111111111111111111111111111 in the address, no integrity'] },
        '4': { notes: ['sha1 2222222222222222222222222222222222222222 in the address, no integrity'] },
      },
    },
    {
      name: 'Berry',
      path: 'yarn.lock',
      text: `__metadata:
  version: 8
  cacheKey: 10c0

"a@npm:^1.0.0, a@npm:^1.1.0":
  version: 1.1.0
  resolution: "a@npm:1.1.0"
  dependencies:
    b: "npm:^2.0.0"
  checksum: 10c0/aa
  languageName: node
  linkType: hard

"b@npm:^2.0.0":
  version: 2.0.0
  resolution: "b@npm:2.0.0"
  conditions: os=linux & cpu=x64 & libc=glibc
  languageName: node
  linkType: hard

"b@patch:b@npm%3A^2.0.0#./fix.patch":
  version: 2.0.0
  resolution: "b@patch:b@npm%3A2.0.0#./fix.patch::version=2.0.0&hash=df0bf1"
  languageName: node
  linkType: hard

"g@git@git.example:o/g.git#v1":
  version: 1.0.0
  resolution: "g@git@git.example:o/g.git#commit=3333333333333333333333333333333333333333"
  checksum: 10c0/bb
  languageName: node
  linkType: hard

"old@npm:lodash@4.17.20":
  version: 4.17.20
  resolution: "lodash@npm:4.17.20"
  checksum: 10c0/cc
  languageName: node
  linkType: hard

"root@workspace:.":
  version: 0.0.0-use.local
  resolution: "root@workspace:."
  dependencies:
    a: "npm:^1.0.0"
    old: "npm:lodash@4.17.20"
  languageName: unknown
  linkType: soft
`,
      packages: [
        '5:1 pkg:npm/a@1.1.0 registry hashes=1 direct by=.',
        '14:1 pkg:npm/b@2.0.0 registry transitive by=a@npm:^1.0.0, a@npm:^1.1.0',
        '21:1 pkg:npm/b@2.0.0 registry transitive by=a@npm:^1.0.0, a@npm:^1.1.0',
        '27:1 pkg:npm/g@1.0.0 git#3333333 hashes=1 transitive',
        '34:1 pkg:npm/lodash@4.17.20 registry hashes=1 direct by=.',
        '41:1 pkg:npm/root workspace direct',
      ],
      more: {
        '1': { compiled: 'os/cpu/libc limits: os linux, cpu x64, libc glibc', platform: { os: ['linux'], cpu: ['x64'], libc: ['glibc'] } },
        '2': { notes: ['patched: patch:b@npm%3A2.0.0#./fix.patch::version=2.0.0&hash=df0bf1'] },
        '4': { notes: ['alias old'] },
      },
    },
    {
      name: 'classic: an alias without a range',
      path: 'yarn.lock',
      text: `# yarn lockfile v1


"bare@npm:@s/real":
  version "3.0.0"
  resolved "https://registry.example/@s/real/-/real-3.0.0.tgz#aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  integrity sha512-dd==
`,
      packages: ['4:1 pkg:npm/%40s/real@3.0.0 registry hashes=1'],
      more: { '0': { notes: ['alias bare'] } },
    },
    {
      name: 'Berry: a package that a script makes',
      path: 'yarn.lock',
      text: `__metadata:
  version: 8

"gen@exec:./gen.js::locator=root%40workspace%3A.":
  version: 0.0.0
  resolution: "gen@exec:./gen.js#./gen.js::hash=abc&locator=root%40workspace%3A."
  checksum: 10c0/bb
  languageName: node
  linkType: hard

"root@workspace:.":
  version: 0.0.0-use.local
  resolution: "root@workspace:."
  dependencies:
    gen: "exec:./gen.js"
  languageName: unknown
  linkType: soft
`,
      packages: ['4:1 pkg:npm/gen@0.0.0 path hashes=1 direct by=.', '11:1 pkg:npm/root workspace direct'],
      more: { '0': { notes: ['made by a script of the project'] } },
    },
  ],
  refuses: [
    {
      name: 'unknown-version',
      text: `{
  "__metadata": { "version": 9 }, "entries": {}
}
`,
      line: 1,
    },
    { name: 'unknown-version', text: '# yarn lockfile v2\n\na@1:\n  version "1"\n', line: 1 },
    { name: 'unknown-version', text: '__metadata:\n  version: 99\n"a@npm:1":\n  version: 1.0.0\n', line: 2 },
    { name: 'unknown-version', text: 'not a lock at all\n', line: 1 },
  ],
});
