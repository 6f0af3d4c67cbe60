import { pnpm } from '../../src/lockfiles/pnpm.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(pnpm, {
  reads: [
    {
      name: '9.0: snapshots, peers, importers',
      path: 'pnpm-lock.yaml',
      text: `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.0.0(b@2.0.0)
      w:
        specifier: workspace:*
        version: link:packages/w
  packages/w:
    devDependencies:
      old:
        specifier: npm:lodash@4.17.20
        version: lodash@4.17.20

packages:

  '@s/c@3.0.0':
    resolution: {integrity: sha512-cc}
    os: [linux]
    cpu: [x64]

  a@1.0.0:
    resolution: {integrity: sha512-aa}
    peerDependencies:
      b: '2'

  b@2.0.0:
    resolution: {integrity: sha512-bb, tarball: https://registry.example/download/b/2.0.0/x}

  g@https://codeload.github.com/o/g/tar.gz/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb:
    resolution: {tarball: https://codeload.github.com/o/g/tar.gz/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb}
    version: 1.5.0

  lodash@4.17.20:
    resolution: {integrity: sha512-dd}

snapshots:

  '@s/c@3.0.0':
    optional: true

  a@1.0.0(b@2.0.0):
    dependencies:
      b: 2.0.0
      g: https://codeload.github.com/o/g/tar.gz/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
    optionalDependencies:
      '@s/c': 3.0.0

  b@2.0.0: {}

  g@https://codeload.github.com/o/g/tar.gz/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb: {}

  lodash@4.17.20: {}
`,
      packages: [
        '21:3 pkg:npm/%40s/c@3.0.0 registry hashes=1 scopes=optional transitive by=a@1.0.0',
        '26:3 pkg:npm/a@1.0.0 registry hashes=1 direct by=.',
        '31:3 pkg:npm/b@2.0.0 registry hashes=1 transitive by=a@1.0.0',
        '34:3 pkg:npm/g@1.5.0 git#bbbbbbb transitive by=a@1.0.0',
        '38:3 pkg:npm/lodash@4.17.20 registry hashes=1 scopes=dev direct by=packages/w',
      ],
      more: { '0': { compiled: 'os/cpu/libc limits: os linux, cpu x64', platform: { os: ['linux'], cpu: ['x64'] } } },
    },
    {
      name: '5.4: keys with slashes',
      path: 'pnpm-lock.yaml',
      text: `lockfileVersion: 5.4
specifiers:
  a: ^1.0.0
dependencies:
  a: 1.0.0_b@2.0.0
packages:
  /@s/c/3.0.0:
    resolution: {integrity: sha512-cc}
    requiresBuild: true
    dev: true
  /a/1.0.0_b@2.0.0:
    resolution: {integrity: sha512-aa}
    dependencies:
      b: 2.0.0
    dev: false
  /b/2.0.0:
    resolution: {integrity: sha512-bb}
  git.example/o/g/cccccccccccccccccccccccccccccccccccccccc:
    resolution: {commit: cccccccccccccccccccccccccccccccccccccccc, repo: https://git.example/o/g.git, type: git}
    name: g
    version: 1.0.0
  file:packages/f:
    resolution: {directory: packages/f, type: directory}
    name: f
`,
      packages: [
        '7:3 pkg:npm/%40s/c@3.0.0 registry hashes=1 scopes=dev transitive',
        '11:3 pkg:npm/a@1.0.0 registry hashes=1 direct by=.',
        '16:3 pkg:npm/b@2.0.0 registry hashes=1 transitive by=/a/1.0.0_b@2.0.0',
        '18:3 pkg:npm/g@1.0.0 git#ccccccc transitive',
        '22:3 pkg:npm/f path transitive',
      ],
      more: { '0': { installScript: true } },
    },
    {
      name: 'pnpm itself in a document of its own, a runtime, and a patch',
      path: 'pnpm-lock.yaml',
      text: `---
lockfileVersion: '9.0'

importers:

  .:
    configDependencies:
      conf:
        specifier: 1.0.0
        version: 1.0.0
    packageManagerDependencies:
      pnpm:
        specifier: ^11.0.0
        version: 11.0.0

packages:

  conf@1.0.0:
    resolution: {integrity: sha512-aa}

  pnpm@11.0.0:
    resolution: {integrity: sha512-bb}

snapshots:

  conf@1.0.0: {}

  pnpm@11.0.0: {}

---
lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      pat:
        specifier: 1.0.0
        version: 1.0.0(patch_hash=abc)
    devDependencies:
      node:
        specifier: runtime:22.0.0
        version: runtime:22.0.0

packages:

  node@runtime:22.0.0:
    hasBin: true
    resolution:
      type: variations
      variants:
        - resolution: {archive: tarball, integrity: sha256-aa=, type: binary, url: https://nodejs.example/node-v22.0.0-linux-x64.tar.gz}
          targets: [{cpu: x64, os: linux}]
        - resolution: {archive: zip, integrity: sha256-bb=, type: binary, url: https://nodejs.example/node-v22.0.0-win-x64.zip}
          targets: [{cpu: x64, os: win32}]
    version: 22.0.0

  pat@1.0.0:
    resolution: {integrity: sha512-cc}

snapshots:

  node@runtime:22.0.0: {}

  pat@1.0.0(patch_hash=abc): {}
`,
      packages: [
        '18:3 pkg:npm/conf@1.0.0 registry hashes=1 direct by=.',
        '21:3 pkg:npm/pnpm@11.0.0 registry hashes=1 direct by=.',
        '47:3 pkg:npm/node@22.0.0 url hashes=2 binary-only scopes=dev direct by=.',
        '58:3 pkg:npm/pat@1.0.0 registry hashes=1 direct by=.',
      ],
      more: {
        '2': { compiled: 'runtime: prebuilt archives', resolved: { kind: 'url', url: 'https://nodejs.example/node-v22.0.0-linux-x64.tar.gz' } },
        '3': { notes: ['patched'] },
      },
    },
    {
      name: 'a repository that only its requirer gives a name',
      path: 'pnpm-lock.yaml',
      text: `lockfileVersion: 5.4

dependencies:
  gitty: git.example/gitty/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa

packages:

  git.example/gitty/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:
    resolution: {commit: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, repo: https://git.example/gitty, type: git}
    dev: false
`,
      packages: ['8:3 pkg:npm/gitty git#aaaaaaa direct by=.'],
    },
    {
      name: 'a key that lost its version',
      path: 'pnpm-lock.yaml',
      text: `lockfileVersion: 5.4

packages:

  /encoding/:
    resolution: {integrity: sha512-aa}
    dev: false
`,
      packages: ['5:3 pkg:npm/encoding registry hashes=1 transitive'],
      more: { '0': { name: 'encoding', notes: ['unpinned'] } },
    },
  ],
  refuses: [
    { name: 'unknown-version', text: "lockfileVersion: '10.0'\npackages: {}\n", line: 1 },
    { name: 'duplicate-key', text: "lockfileVersion: '9.0'\npackages:\n  a@1.0.0: {}\n  a@1.0.0:\n    resolution: {integrity: x}\n", line: 4 },
    { name: 'bad-yaml', text: "lockfileVersion: '9.0'\npackages:\n  a@1.0.0: {resolution\n", line: 4 },
  ],
});
