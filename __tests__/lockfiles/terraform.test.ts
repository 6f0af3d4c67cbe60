import { terraform } from '../../src/lockfiles/terraform.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(terraform, {
  reads: [
    {
      name: 'providers',
      path: '.terraform.lock.hcl',
      text: `# maintained automatically
provider "registry.example/hashicorp/aws" {
  version     = "5.72.1"
  constraints = "> 5.72.0"
  hashes = [
    "h1:aa=",
    "zh:bb",
  ]
}
`,
      packages: ['2:1 pkg:terraform/hashicorp/aws@5.72.1?repository_url=registry.example registry hashes=2 direct by=.'],
      more: { '0': { compiled: 'provider executable' } },
    },
  ],
  refuses: [
    { name: 'truncated', text: 'provider "r.example/a/b" {\n  version = "1.0.0"\n', line: 1 },
    { name: 'bad-line', text: 'resource "x" {}\n', line: 1 },
  ],
});
