import { cabal } from '../../src/lockfiles/cabal.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(cabal, {
  reads: [
    {
      name: 'constraints',
      path: 'cabal.project.freeze',
      text: `active-repositories: hackage.example:merge
constraints: any.Cabal ==3.2.1.0,
             any.base installed,
             tls +compat -hans,
             text ==2.0
index-state: hackage.example 2022-07-07T01:01:53Z
`,
      packages: ['2:14 pkg:hackage/Cabal@3.2.1.0 registry', '5:14 pkg:hackage/text@2.0 registry'],
    },
  ],
  refuses: [],
});
