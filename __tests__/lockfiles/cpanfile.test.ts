import { cpanfile } from '../../src/lockfiles/cpanfile.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(cpanfile, {
  reads: [
    {
      name: 'distributions and modules',
      path: 'cpanfile.snapshot',
      text: `# carton snapshot format: version 1.0
DISTRIBUTIONS
  Try-Tiny-0.31
    pathname: E/ET/ETHER/Try-Tiny-0.31.tar.gz
    provides:
      Try::Tiny 0.31
    requirements:
      Carp 0
  Plack-1.0051
    pathname: M/MI/MIYAGAWA/Plack-1.0051.tar.gz
    provides:
      Plack 1.0051
    requirements:
      Try::Tiny 0
      perl 5.008
`,
      packages: ['3:3 pkg:cpan/ETHER/Try-Tiny@0.31 registry by=Plack-1.0051', '9:3 pkg:cpan/MIYAGAWA/Plack@1.0051 registry'],
    },
  ],
  refuses: [{ name: 'unknown-version', text: '# carton snapshot format: version 2.0\n', line: 1 }],
});
