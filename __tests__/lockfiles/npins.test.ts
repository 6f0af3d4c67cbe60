import { npins } from '../../src/lockfiles/npins.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(npins, {
  reads: [
    {
      name: 'git and tarball pins',
      path: 'npins/sources.json',
      text: `{
  "pins": {
    "nixpkgs": { "type": "Git", "repository": { "type": "GitHub", "owner": "NixOS", "repo": "nixpkgs" }, "branch": "master", "revision": "6666666666666666666666666666666666666666", "url": "https://github.com/NixOS/nixpkgs/archive/x.tar.gz", "hash": "sha256-aa" },
    "channel": { "type": "Channel", "name": "nixos-25.05", "url": "https://releases.example/nixexprs.tar.xz", "hash": "sha256-bb" }
  },
  "version": 5
}
`,
      packages: [
        '3:5 pkg:github/nixos/nixpkgs@6666666666666666666666666666666666666666 git#6666666 hashes=1 direct by=.',
        '4:5 pkg:generic/channel?download_url=https:%2F%2Freleases.example%2Fnixexprs.tar.xz url hashes=1 direct by=.',
      ],
    },
  ],
  refuses: [{ name: 'unknown-version', text: '{"pins": {}, "version": 99}', line: 1 }],
});
