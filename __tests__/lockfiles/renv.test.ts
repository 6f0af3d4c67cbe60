import { renv } from '../../src/lockfiles/renv.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(renv, {
  reads: [
    {
      name: 'repository and GitHub',
      path: 'renv.lock',
      text: `{
  "R": { "Version": "4.3.1" },
  "Packages": {
    "markdown": { "Package": "markdown", "Version": "1.0", "Source": "Repository", "Repository": "CRAN", "Requirements": ["mime"], "Hash": "aa" },
    "mime": { "Package": "mime", "Version": "0.12.1", "Source": "GitHub", "RemoteUsername": "yihui", "RemoteRepo": "mime", "RemoteSha": "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee", "License": "GPL" }
  }
}
`,
      packages: ['4:5 pkg:cran/markdown@1.0 registry hashes=1', '5:5 pkg:cran/mime@0.12.1 git#eeeeeee by=markdown@1.0'],
      more: { '1': { licence: 'GPL' } },
    },
    {
      name: 'a package of unknown source',
      path: 'renv.lock',
      text: `{
  "Packages": {
    "u": { "Package": "u", "Version": "1", "Source": "unknown" }
  }
}
`,
      packages: ['3:5 pkg:cran/u@1 none'],
    },
  ],
  refuses: [{ name: 'unknown-version', text: '{"R": {}}', line: 1 }],
});
