import { helm } from '../../src/lockfiles/helm.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(helm, {
  reads: [
    {
      name: 'repositories',
      path: 'Chart.lock',
      text: `dependencies:
- name: alertmanager
  repository: https://charts.example/stable
  version: 1.42.0
- name: local
  repository: file://../local
  version: 0.1.0
digest: sha256:aa
generated: "2026-01-01T00:00:00Z"
`,
      packages: ['2:3 pkg:helm/alertmanager@1.42.0 registry direct by=.', '5:3 pkg:helm/local@0.1.0 path direct by=.'],
    },
  ],
  refuses: [{ name: 'unknown-version', text: 'a: b\n', line: 1 }],
});
