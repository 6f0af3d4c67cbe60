import { niv } from '../../src/lockfiles/niv.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(niv, {
  reads: [
    {
      name: 'sources',
      path: 'nix/sources.json',
      text: `{
    "niv": { "branch": "master", "owner": "nmattia", "repo": "niv", "rev": "7777777777777777777777777777777777777777", "sha256": "aa", "type": "tarball", "url": "https://github.com/nmattia/niv/archive/x.tar.gz" },
    "file": { "sha256": "bb", "type": "file", "url": "https://files.example/x", "version": "1.0" }
}
`,
      packages: [
        '2:5 pkg:github/nmattia/niv@7777777777777777777777777777777777777777 git#7777777 hashes=1 direct by=.',
        '3:5 pkg:generic/file@1.0?download_url=https:%2F%2Ffiles.example%2Fx url hashes=1 direct by=.',
      ],
    },
  ],
  refuses: [{ name: 'unknown-version', text: '{"a": "b"}', line: 1 }],
});
