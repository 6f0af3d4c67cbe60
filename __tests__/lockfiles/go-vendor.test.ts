import { goVendor } from '../../src/lockfiles/go-vendor.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(goVendor, {
  reads: [
    {
      name: 'explicit, replaced',
      path: 'vendor/modules.txt',
      text: `# example.org/a v1.0.0
## explicit; go 1.20
example.org/a/pkg
# example.org/b v1.1.0 => ./local/b
## go 1.18
example.org/b
# example.org/c v1.0.0 => example.org/fork v1.2.0
## explicit
# example.org/b => ./local/b
`,
      packages: [
        '1:1 pkg:golang/example.org/a@v1.0.0 registry by=.',
        '4:1 pkg:golang/example.org/b@v1.1.0 path transitive',
        '7:1 pkg:golang/example.org/c@v1.0.0 registry by=.',
      ],
      more: {
        '0': { notes: ['vendored'] },
        '1': { notes: ['vendored', 'replaced by ./local/b'] },
        '2': { notes: ['vendored', 'replaced by example.org/fork@v1.2.0'] },
      },
    },
  ],
  refuses: [],
});
