import { npm } from '../../src/lockfiles/npm.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(npm, {
  reads: [
    {
      name: 'version 3: workspaces, links, aliases, platform limits',
      path: 'package-lock.json',
      text: `{
  "name": "root",
  "lockfileVersion": 3,
  "packages": {
    "": { "name": "root", "workspaces": ["packages/*"], "dependencies": { "a": "^1.0.0", "old": "npm:lodash@4.17.20", "tar": "https://files.example/tar-1.0.0.tgz" }, "devDependencies": { "native": "1.0.0" } },
    "node_modules/a": { "version": "1.2.0", "resolved": "https://registry.example/a/-/a-1.2.0.tgz", "integrity": "sha512-aa", "license": "MIT", "dependencies": { "b": "^2.0.0" } },
    "node_modules/a/node_modules/b": { "version": "2.0.0", "inBundle": true },
    "node_modules/b": { "version": "1.0.0", "hasInstallScript": true, "dev": true },
    "node_modules/native": { "version": "1.0.0", "resolved": "https://registry.example/native/-/native-1.0.0.tgz", "integrity": "sha512-bb", "dev": true, "optional": true, "os": ["linux"], "cpu": ["x64"], "libc": ["glibc"] },
    "node_modules/old": { "name": "lodash", "version": "4.17.20", "resolved": "https://registry.example/lodash/-/lodash-4.17.20.tgz", "integrity": "sha1-cc sha512-cc" },
    "node_modules/tar": { "version": "1.0.0", "resolved": "https://files.example/tar-1.0.0.tgz" },
    "node_modules/@s/w": { "resolved": "packages/w", "link": true },
    "packages/w": { "version": "0.0.1", "license": "MIT", "dependencies": { "b": "1", "git": "x" } },
    "packages/w/node_modules/git": { "version": "3.0.0", "resolved": "git+ssh://git@git.example/o/git.git#9999999999999999999999999999999999999999" }
  }
}
`,
      packages: [
        '6:5 pkg:npm/a@1.2.0 registry hashes=1 direct by=.',
        '7:5 pkg:npm/b@2.0.0 registry transitive by=node_modules/a',
        '8:5 pkg:npm/b@1.0.0 registry scopes=dev direct by=packages/w',
        '9:5 pkg:npm/native@1.0.0 registry hashes=1 scopes=dev,optional direct by=.',
        '10:5 pkg:npm/lodash@4.17.20 registry hashes=2 direct by=.',
        '11:5 pkg:npm/tar@1.0.0 url direct by=.',
        '13:5 pkg:npm/%40s/w@0.0.1 workspace direct',
        '14:5 pkg:npm/git@3.0.0 git#9999999 direct by=packages/w',
      ],
      more: {
        '0': { licence: 'MIT' },
        '1': { notes: ['bundled in its parent'] },
        '2': { installScript: true },
        '3': { compiled: 'os/cpu/libc limits: os linux, cpu x64, libc glibc', platform: { os: ['linux'], cpu: ['x64'], libc: ['glibc'] } },
        '4': { notes: ['alias old'] },
        '6': { licence: 'MIT' },
      },
    },
    {
      name: 'version 1: nested',
      path: 'npm-shrinkwrap.json',
      text: `{
  "lockfileVersion": 1,
  "dependencies": {
    "a": {
      "version": "1.0.0",
      "resolved": "https://registry.example/a/-/a-1.0.0.tgz",
      "integrity": "sha512-aa",
      "requires": { "b": "^2.0.0" },
      "dependencies": {
        "b": { "version": "2.0.0", "bundled": true }
      }
    },
    "b": { "version": "1.0.0", "dev": true },
    "g": { "version": "github:o/g#aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "from": "github:o/g" },
    "old": { "version": "npm:lodash@4.17.20" },
    "f": { "version": "file:packages/f" }
  }
}
`,
      packages: [
        '4:5 pkg:npm/a@1.0.0 registry hashes=1',
        '10:9 pkg:npm/b@2.0.0 registry by=node_modules/a',
        '13:5 pkg:npm/b@1.0.0 registry scopes=dev',
        '14:5 pkg:npm/g git#aaaaaaa',
        '15:5 pkg:npm/lodash@4.17.20 registry',
        '16:5 pkg:npm/f path',
      ],
      more: { '1': { notes: ['bundled in its parent'] }, '4': { notes: ['alias old'] } },
    },
    {
      name: 'what npm 2 to 4 wrote: no version of the format, and the address in resolved',
      path: 'npm-shrinkwrap.json',
      text: `{
  "name": "old",
  "dependencies": {
    "a": { "version": "1.0.7", "from": "a@>=1.0.0 <2.0.0", "resolved": "https://registry.example/a/-/a-1.0.7.tgz" },
    "g": { "version": "2.0.0", "from": "git+ssh://git@git.example/g.git#v2", "resolved": "git+ssh://git@git.example/g.git#aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "dependencies": { "u": { "version": "3.0.0", "from": "https://files.example/u.tgz", "resolved": "https://files.example/u.tgz" } } }
  }
}
`,
      packages: ['4:5 pkg:npm/a@1.0.7 registry', '5:5 pkg:npm/g@2.0.0 git#aaaaaaa', '6:25 pkg:npm/u@3.0.0 url'],
    },
    {
      name: 'a link whose target has no row',
      path: 'package-lock.json',
      text: `{
  "lockfileVersion": 3,
  "packages": {
    "": { "dependencies": { "lonely": "file:./lonely" } },
    "node_modules/lonely": { "resolved": "lonely", "link": true }
  }
}
`,
      packages: ['5:5 pkg:npm/lonely path direct by=.'],
      more: { '0': { resolved: { kind: 'path', url: 'lonely' } } },
    },
  ],
  refuses: [
    { name: 'unknown-version', text: '{"lockfileVersion": 4, "packages": {}}', line: 1 },
    { name: 'unknown-version', text: '{"packages": {"node_modules/a": {"version": "1.0.0"}}}', line: 1 },
    {
      name: 'duplicate-key',
      text: '{"lockfileVersion": 3, "packages": {\n"node_modules/a": {"version": "1.0.0"},\n"node_modules/a": {"version": "6.6.6"}}}',
      line: 3,
    },
    { name: 'bad-json', text: '{"lockfileVersion": 3, "packages": {"node_modules/a": {', line: 1 },
  ],
});
