import { githubActionsLock } from '../../src/lockfiles/github-actions-lock.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(githubActionsLock, {
  reads: [
    {
      name: 'workflows and what actions use',
      path: '.github/workflows/actions.lock',
      text: `version: 'v0.0.2'
workflows:
    '.github/workflows/ci.yaml':
        - 'actions-rust-lang/setup@v1.17.0'
dependencies:
    'actions-rust-lang/setup@v1.17.0':
        ref: 'v1.17.0'
        commit: 'sha1-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
        owner_id: 1
        repo_id: 2
        uses:
            - 'Swatinem/rust-cache@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'
    'Swatinem/rust-cache@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb':
        ref: 'v2.9.1'
        commit: 'sha1-bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'
`,
      packages: [
        '6:5 pkg:githubactions/actions-rust-lang/setup@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa action#aaaaaaa direct by=.github/workflows/ci.yaml',
        '13:5 pkg:githubactions/swatinem/rust-cache@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb action#bbbbbbb transitive by=actions-rust-lang/setup@v1.17.0',
      ],
      more: { '0': { notes: ['ref v1.17.0'] }, '1': { notes: ['ref v2.9.1'] } },
    },
  ],
  refuses: [{ name: 'unknown-version', text: "version: 'v1.0.0'\ndependencies: {}\n", line: 1 }],
});
