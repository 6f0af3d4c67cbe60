import { flake } from '../../src/lockfiles/flake.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(flake, {
  reads: [
    {
      name: 'inputs, follows, types',
      path: 'flake.lock',
      text: `{
  "nodes": {
    "nixpkgs": {
      "locked": { "narHash": "sha256-aa", "owner": "NixOS", "repo": "nixpkgs", "rev": "4444444444444444444444444444444444444444", "type": "github" },
      "original": { "type": "indirect", "id": "nixpkgs" }
    },
    "tar": {
      "flake": false,
      "locked": { "narHash": "sha256-bb", "type": "tarball", "url": "https://files.example/x.tar.gz" }
    },
    "utils": {
      "inputs": { "nixpkgs": ["nixpkgs"], "tar": "tar" },
      "locked": { "narHash": "sha256-cc", "rev": "5555555555555555555555555555555555555555", "type": "git", "url": "https://git.example/utils" }
    },
    "root": { "inputs": { "nixpkgs": "nixpkgs", "utils": "utils" } }
  },
  "root": "root",
  "version": 7
}
`,
      packages: [
        '3:5 pkg:github/nixos/nixpkgs@4444444444444444444444444444444444444444 git#4444444 hashes=1 direct by=.;utils',
        '7:5 pkg:generic/tar?download_url=https:%2F%2Ffiles.example%2Fx.tar.gz url hashes=1 transitive by=utils',
        '11:5 pkg:generic/utils@5555555555555555555555555555555555555555?download_url=https:%2F%2Fgit.example%2Futils git#5555555 hashes=1 direct by=.',
      ],
      more: { '1': { notes: ['not a flake'] } },
    },
  ],
  refuses: [{ name: 'unknown-version', text: '{"nodes": {}, "root": "root", "version": 8}', line: 1 }],
});
