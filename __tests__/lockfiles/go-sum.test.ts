import { goSum } from '../../src/lockfiles/go-sum.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(goSum, {
  reads: [
    {
      name: 'zip and go.mod hashes',
      path: 'go.sum',
      text: `github.com/a/b v1.0.0 h1:aa=
github.com/a/b v1.0.0/go.mod h1:bb=
github.com/c/d v0.0.0-20180306012644-bacd9c7ef1dd/go.mod h1:cc=
`,
      packages: [
        '1:1 pkg:golang/github.com/a/b@v1.0.0 registry hashes=2',
        '3:1 pkg:golang/github.com/c/d@v0.0.0-20180306012644-bacd9c7ef1dd registry hashes=1',
      ],
      more: {
        '0': {
          files: [
            { name: 'github.com/a/b@v1.0.0.zip', kind: 'source', hash: 'h1:aa=' },
            { name: 'go.mod', kind: 'source', hash: 'h1:bb=' },
          ],
        },
        '1': { notes: ['only its go.mod'], installed: false, files: [{ name: 'go.mod', kind: 'source', hash: 'h1:cc=' }] },
      },
    },
  ],
  refuses: [
    { name: 'duplicate-entry', text: 'a.b/c v1.0.0 h1:aa=\na.b/c v1.0.0 h1:bb=\n', line: 2 },
    { name: 'bad-line', text: 'a.b/c v1.0.0\n', line: 1 },
  ],
});
