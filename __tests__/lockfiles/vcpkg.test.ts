import { vcpkg } from '../../src/lockfiles/vcpkg.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(vcpkg, {
  reads: [
    {
      name: 'a manifest',
      path: 'vcpkg.json',
      text: `{
  "name": "app",
  "builtin-baseline": "2222222222222222222222222222222222222222",
  "dependencies": [ "fmt", { "name": "zlib", "version>=": "1.2.12" } ],
  "overrides": [ { "name": "zlib", "version": "1.3.1" } ],
  "features": { "gui": { "description": "x", "dependencies": [ "qtbase" ] } }
}
`,
      packages: [
        '4:21 pkg:vcpkg/fmt registry direct by=.',
        '4:30 pkg:vcpkg/zlib@1.3.1 registry direct by=.',
        '6:64 pkg:vcpkg/qtbase registry scopes=feature:gui direct by=.',
      ],
      more: {
        '0': { notes: ['pinned by baseline 2222222222222222222222222222222222222222'] },
        '1': { notes: ['at least 1.2.12'] },
        '2': { notes: ['pinned by baseline 2222222222222222222222222222222222222222'] },
      },
    },
    {
      name: 'a configuration',
      path: 'vcpkg-configuration.json',
      text: `{
  "default-registry": { "kind": "git", "repository": "https://git.example/vcpkg", "baseline": "3333333333333333333333333333333333333333" },
  "registries": [ { "kind": "filesystem", "path": "./ports", "packages": ["x"] } ]
}
`,
      packages: [
        '2:23 pkg:generic/vcpkg@3333333333333333333333333333333333333333?vcs_url=https:%2F%2Fgit.example%2Fvcpkg git#3333333 direct by=.',
        '3:19 pkg:generic/ports?vcs_url=.%2Fports path direct by=.',
      ],
    },
  ],
  refuses: [{ name: 'bad-json', text: '{"dependencies": [ ', line: 1 }],
});
