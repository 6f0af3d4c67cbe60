import { gitmodules } from '../../src/lockfiles/gitmodules.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(gitmodules, {
  reads: [
    {
      name: 'hosts and branches',
      path: '.gitmodules',
      text: `[submodule "third_party/json"]
	path = third_party/json
	url = https://github.com/NLohmann/json.git
	branch = develop
[submodule "relative"]
	path = relative
	url = ../relative.git
`,
      packages: ['1:1 pkg:github/nlohmann/json git direct by=.', '5:1 pkg:generic/relative?vcs_url=..%2Frelative.git git direct by=.'],
      more: { '0': { notes: ['follows branch develop'] } },
    },
  ],
  refuses: [{ name: 'bad-line', text: 'path = x\n', line: 1 }],
});
