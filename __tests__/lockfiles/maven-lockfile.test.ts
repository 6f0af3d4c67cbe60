import { mavenLockfile } from '../../src/lockfiles/maven-lockfile.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(mavenLockfile, {
  reads: [
    {
      name: 'a tree',
      path: 'lockfile.json',
      text: `{
  "artifactID": "app",
  "lockFileVersion": 1,
  "dependencies": [
    {
      "groupId": "org.a",
      "artifactId": "a",
      "version": "1.0",
      "checksumAlgorithm": "SHA-256",
      "checksum": "aa",
      "resolved": "https://repo.example/org/a/a/1.0/a-1.0.jar",
      "scope": "compile",
      "children": [
        { "groupId": "org.b", "artifactId": "b", "version": "2.0", "checksum": "bb", "scope": "test", "children": [] },
        { "groupId": "org.c", "artifactId": "c", "version": "1.0", "included": false, "children": [] }
      ]
    }
  ],
  "mavenPlugins": [ { "groupId": "org.p", "artifactId": "p", "version": "3.0", "checksum": "cc", "dependencies": [] } ]
}
`,
      packages: [
        '7:7 pkg:maven/org.a/a@1.0 registry hashes=1 scopes=compile direct by=.',
        '14:31 pkg:maven/org.b/b@2.0 registry hashes=1 scopes=test transitive by=org.a:a@1.0',
        '19:43 pkg:maven/org.p/p@3.0 registry hashes=1 scopes=plugin direct by=.',
      ],
    },
    {
      name: 'extensions of the build',
      path: 'lockfile.json',
      text: `{
  "lockFileVersion": 1,
  "pom": { "groupId": "o", "artifactId": "app", "version": "1.0", "checksum": "aa" },
  "dependencies": [],
  "mavenPlugins": [],
  "mavenExtensions": [
    { "groupId": "o", "artifactId": "ext", "version": "0.6", "checksumAlgorithm": "SHA-256", "checksum": "aa" }
  ]
}
`,
      packages: ['7:23 pkg:maven/o/ext@0.6 registry hashes=1 scopes=extension direct by=.'],
    },
  ],
  refuses: [{ name: 'unknown-version', text: '{"lockFileVersion": 3}', line: 1 }],
});
