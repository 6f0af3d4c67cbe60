import { guixManifest } from '../../src/lockfiles/guix-manifest.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(guixManifest, {
  reads: [
    {
      name: 'specifications',
      path: 'manifest.scm',
      text: `(specifications->manifest
  '("gcc-toolchain"
    "python@3.11"
    "git:send-email"))
`,
      packages: [
        '2:5 pkg:generic/gcc-toolchain registry direct by=.',
        '3:5 pkg:generic/python@3.11 registry direct by=.',
        '4:5 pkg:generic/git registry direct by=.',
      ],
      more: {
        '0': { notes: ['pinned by its channel only'] },
        '1': { notes: ['pinned by its channel only'] },
        '2': { notes: ['pinned by its channel only'] },
      },
    },
  ],
  refuses: [{ name: 'no-specifications', text: '(packages->manifest (list hello))\n', line: 1 }],
});
