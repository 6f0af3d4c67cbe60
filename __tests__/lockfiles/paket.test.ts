import { paket } from '../../src/lockfiles/paket.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(paket, {
  reads: [
    {
      name: 'sections and groups',
      path: 'paket.lock',
      text: `RESTRICTION: == net8.0
NUGET
  remote: https://nuget.example/v3/index.json
    A (1.0)
      b (>= 2.0)
    B (2.0) - restriction: >= net6.0
GITHUB
  remote: Owner/Repo
    src/File.fs (5555555555555555555555555555555555555555)
GROUP Build
HTTP
  remote: https://files.example/x.fsx
    x.fsx (1)
`,
      packages: [
        '4:5 pkg:nuget/A@1.0 registry',
        '6:5 pkg:nuget/B@2.0 registry by=/NUGET/https://nuget.example/v3/index.json/A@1.0',
        '9:5 pkg:github/owner/repo@5555555555555555555555555555555555555555 git#5555555',
        '13:5 pkg:generic/x.fsx@1?download_url=https:%2F%2Ffiles.example%2Fx.fsx url scopes=Build',
      ],
    },
    {
      name: 'a repository, which has no name but its own, and a file of a site',
      path: 'paket.lock',
      text: `GIT
  remote: https://git.example/team/askme.git
     (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)
      build: build.cmd
HTTP
  remote: https://www.example
    x.fs (/raw/x.fs)
`,
      packages: [
        '3:6 pkg:generic/askme@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa?vcs_url=https:%2F%2Fgit.example%2Fteam%2Faskme.git git#aaaaaaa',
        '7:5 pkg:generic/x.fs?download_url=https:%2F%2Fwww.example%2Fraw%2Fx.fs url',
      ],
    },
    {
      name: 'a gist is no repository of that name',
      path: 'paket.lock',
      text: `GIST
  remote: Owner/1972308
    g.fs (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)
`,
      packages: ['3:5 pkg:generic/g.fs@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa git#aaaaaaa'],
    },
  ],
  refuses: [
    {
      name: 'unknown-entry',
      text: `OTHER
  remote: x
    a (1)
`,
      line: 1,
    },
    {
      name: 'bad-line',
      text: `NUGET
  remote: https://nuget.example
    Odd
`,
      line: 3,
    },
  ],
});
