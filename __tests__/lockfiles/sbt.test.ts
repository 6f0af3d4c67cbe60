import { sbt } from '../../src/lockfiles/sbt.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(sbt, {
  reads: [
    {
      name: 'artifacts',
      path: 'build.sbt.lock',
      text: `{
  "lockVersion": 1,
  "dependencies": [
    { "org" : "org.typelevel", "name": "cats-core_2.13", "version": "2.9.0",
      "artifacts": [ { "name": "cats.jar", "hash": "sha1:aa" } ], "configurations": ["compile"] }
  ]
}
`,
      packages: ['4:7 pkg:maven/org.typelevel/cats-core_2.13@2.9.0 registry hashes=1 scopes=compile'],
    },
  ],
  refuses: [{ name: 'unknown-version', text: '{"lockVersion": 2}', line: 1 }],
});
