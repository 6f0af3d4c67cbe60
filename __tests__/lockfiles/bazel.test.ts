import { bazel } from '../../src/lockfiles/bazel.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(bazel, {
  reads: [
    {
      name: 'registry files',
      path: 'MODULE.bazel.lock',
      text: `{
  "lockFileVersion": 18,
  "registryFileHashes": {
    "https://bcr.example/bazel_registry.json": "aa",
    "https://bcr.example/modules/rules_cc/0.0.9/MODULE.bazel": "bb",
    "https://bcr.example/modules/rules_cc/0.1.1/MODULE.bazel": "cc",
    "https://bcr.example/modules/rules_cc/0.1.1/source.json": "dd",
    "https://bcr.example/modules/gone/1.0/MODULE.bazel": null,
    "https://mirror.example/modules/rules_cc/0.1.1/MODULE.bazel": "not found"
  },
  "moduleExtensions": {}
}
`,
      packages: ['5:5 pkg:bazel/rules_cc@0.0.9 registry hashes=1', '6:5 pkg:bazel/rules_cc@0.1.1 registry hashes=2'],
      more: { '0': { notes: ['only its MODULE.bazel'] } },
    },
    {
      name: 'a module graph of before',
      path: 'MODULE.bazel.lock',
      text: `{
  "lockFileVersion": 6,
  "moduleDepGraph": {
    "<root>": { "name": "app", "version": "", "deps": { "a": "a@1.0" } },
    "a@1.0": { "name": "a", "version": "1.0", "deps": {} }
  }
}
`,
      packages: ['5:5 pkg:bazel/a@1.0 registry direct by=.'],
    },
    {
      name: 'files that a registry does not have, and hashes of the graph',
      path: 'MODULE.bazel.lock',
      text: `{
  "lockFileVersion": 3,
  "moduleDepGraph": {
    "<root>": { "name": "", "version": "", "deps": { "s": "s@1.5.0", "t": "t@_" } },
    "s@1.5.0": { "name": "s", "version": "1.5.0", "deps": {}, "repoSpec": { "attributes": { "urls": ["https://files.example/s.tar.gz"], "integrity": "sha256-aa=" } } },
    "t@_": { "name": "t", "version": "", "deps": {} }
  }
}
`,
      packages: ['5:5 pkg:bazel/s@1.5.0 registry hashes=1 direct by=.', '6:5 pkg:bazel/t none direct by=.'],
    },
  ],
  refuses: [{ name: 'unknown-version', text: '{"lockFileVersion": 99}', line: 1 }],
});
