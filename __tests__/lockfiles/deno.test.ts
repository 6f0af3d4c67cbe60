import { deno } from '../../src/lockfiles/deno.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(deno, {
  reads: [
    {
      name: 'version 5',
      path: 'deno.lock',
      text: `{
  "version": "5",
  "specifiers": { "jsr:@std/path@1": "1.0.8", "npm:chalk@5": "5.3.0" },
  "jsr": { "@std/path@1.0.8": { "integrity": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "dependencies": ["npm:chalk@5"] } },
  "npm": {
    "chalk@5.3.0": { "integrity": "sha512-aa", "dependencies": ["native"] },
    "native@1.0.0_peer@2.0.0": { "integrity": "sha512-bb", "os": ["linux"], "cpu": ["x64"], "scripts": true }
  },
  "remote": { "https://deno.example/std/mod.ts": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" },
  "workspace": { "dependencies": ["jsr:@std/path@1"] }
}
`,
      packages: [
        '4:12 pkg:jsr/%40std/path@1.0.8 registry hashes=1 direct by=.',
        '6:5 pkg:npm/chalk@5.3.0 registry hashes=1 transitive by=jsr:@std/path@1.0.8',
        '7:5 pkg:npm/native@1.0.0 registry hashes=1 transitive by=npm:chalk@5.3.0',
        '9:15 pkg:generic/mod.ts?download_url=https:%2F%2Fdeno.example%2Fstd%2Fmod.ts url hashes=1',
      ],
      more: { '2': { compiled: 'os/cpu/libc limits: os linux, cpu x64', platform: { os: ['linux'], cpu: ['x64'] }, installScript: true } },
    },
    {
      name: 'version 3',
      path: 'deno.lock',
      text: `{
  "version": "3",
  "packages": {
    "specifiers": { "npm:chalk@5": "npm:chalk@5.3.0" },
    "npm": {
      "chalk@5.3.0": { "integrity": "sha512-aa", "dependencies": { "b": "b@1.0.0" } },
      "b@1.0.0": { "integrity": "sha512-bb", "dependencies": {} }
    }
  }
}
`,
      packages: ['6:7 pkg:npm/chalk@5.3.0 registry hashes=1', '7:7 pkg:npm/b@1.0.0 registry hashes=1 by=npm:chalk@5.3.0'],
    },
    {
      name: 'the first version: only addresses',
      path: 'deno.lock',
      text: `{
  "https://deno.example/std@0.1.0/a.ts": "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
}
`,
      packages: ['2:3 pkg:generic/a.ts?download_url=https:%2F%2Fdeno.example%2Fstd%400.1.0%2Fa.ts url hashes=1'],
    },
    {
      name: 'an edge by an alias',
      path: 'deno.lock',
      text: `{
  "version": "5",
  "npm": {
    "a@1.0.0": { "integrity": "sha512-aa", "dependencies": ["old@npm:b@1.0.0", "b@2.0.0"] },
    "b@1.0.0": { "integrity": "sha512-bb" },
    "b@2.0.0": { "integrity": "sha512-cc" }
  }
}
`,
      packages: [
        '4:5 pkg:npm/a@1.0.0 registry hashes=1',
        '5:5 pkg:npm/b@1.0.0 registry hashes=1 by=npm:a@1.0.0',
        '6:5 pkg:npm/b@2.0.0 registry hashes=1 by=npm:a@1.0.0',
      ],
    },
  ],
  refuses: [
    {
      name: 'unknown-version',
      text: `{"https://deno.example/a.ts": "aa",
"other": {}}`,
      line: 1,
    },
    { name: 'unknown-version', text: '{"version": "6", "npm": {}}', line: 1 },
  ],
});
