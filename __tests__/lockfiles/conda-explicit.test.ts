import { condaExplicit } from '../../src/lockfiles/conda-explicit.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(condaExplicit, {
  reads: [
    {
      name: 'addresses with hashes',
      path: 'conda-linux-64.lock',
      text: `# platform: linux-64
@EXPLICIT
https://conda.example/conda-forge/linux-64/ca-certificates-2025.1-hbd8a1cb_0.conda#dddddddddddddddddddddddddddddddd
https://conda.example/conda-forge/noarch/tzdata-2025a-h78e105d_0.conda#sha256:aa
`,
      packages: ['3:1 pkg:conda/ca-certificates@2025.1 registry hashes=1', '4:1 pkg:conda/tzdata@2025a registry hashes=1'],
      more: { '0': { compiled: 'conda package for linux-64', platform: { platform: ['linux-64'] } }, '1': { platform: { platform: ['noarch'] } } },
    },
  ],
  refuses: [
    { name: 'unknown-version', text: 'https://x/linux-64/a-1-0.conda\n', line: 1 },
    { name: 'bad-line', text: '@EXPLICIT\nnumpy\n', line: 2 },
  ],
});
