import { nuget } from '../../src/lockfiles/nuget.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(nuget, {
  reads: [
    {
      name: 'frameworks, types and runtimes',
      path: 'packages.lock.json',
      text: `{
  "version": 2,
  "dependencies": {
    "net8.0": {
      "A": { "type": "Direct", "requested": "[1.0.0, )", "resolved": "1.0.0", "contentHash": "aa==", "dependencies": { "b": "2.0.0" } },
      "B": { "type": "Transitive", "resolved": "2.0.0", "contentHash": "bb==" },
      "lib": { "type": "Project" }
    },
    "net8.0/linux-x64": {
      "runtime.linux-x64.A.Native": { "type": "Transitive", "resolved": "1.0.0", "contentHash": "cc==" }
    }
  }
}
`,
      packages: [
        '5:7 pkg:nuget/A@1.0.0 registry hashes=1 direct by=.',
        '6:7 pkg:nuget/B@2.0.0 registry hashes=1 transitive by=net8.0/A',
        '7:7 pkg:nuget/lib workspace direct by=.',
        '10:7 pkg:nuget/runtime.linux-x64.A.Native@1.0.0 registry hashes=1 transitive',
      ],
      more: {
        '0': { platform: { framework: ['net8.0'] } },
        '1': { platform: { framework: ['net8.0'] } },
        '2': { platform: { framework: ['net8.0'] } },
        '3': { compiled: 'NuGet runtime package', platform: { framework: ['net8.0'], runtime: ['linux-x64'] } },
      },
    },
  ],
  refuses: [{ name: 'unknown-version', text: '{"version": 3, "dependencies": {}}', line: 1 }],
});
