import { guixChannels } from '../../src/lockfiles/guix-channels.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(guixChannels, {
  reads: [
    {
      name: 'commits, introductions, other channels',
      path: 'channels.scm',
      text: `;; made by guix describe
(cons* (channel
         (name 'nonguix)
         (url "https://git.example/nonguix")
         (branch "master"))
       (channel
         (name 'guix)
         (url "https://git.example/guix.git")
         (commit "8888888888888888888888888888888888888888")
         (introduction
           (make-channel-introduction
             "9999999999999999999999999999999999999999"
             (openpgp-fingerprint "BBB0 2DDF"))))
       %default-channels)
`,
      packages: [
        '2:8 pkg:generic/nonguix?vcs_url=https:%2F%2Fgit.example%2Fnonguix git direct by=.',
        '6:8 pkg:generic/guix@8888888888888888888888888888888888888888?vcs_url=https:%2F%2Fgit.example%2Fguix.git git#8888888 direct by=.',
        '14:8 pkg:generic/guix git direct by=.',
      ],
      more: { '0': { notes: ['a channel other than guix', 'no commit', 'no introduction'] }, '2': { notes: ['no commit'] } },
    },
  ],
  refuses: [
    { name: 'truncated', text: "(list (channel (name 'x)\n", line: 1 },
    { name: 'no-channels', text: '(load "other.scm")\n', line: 1 },
  ],
});
