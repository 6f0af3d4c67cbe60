import { swift } from '../../src/lockfiles/swift.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(swift, {
  reads: [
    {
      name: 'version 2 with a branch and a registry',
      path: 'Package.resolved',
      text: `{
  "pins" : [
    {
      "identity" : "swift-nio",
      "kind" : "remoteSourceControl",
      "location" : "https://github.com/apple/swift-nio.git",
      "state" : { "revision" : "9999999999999999999999999999999999999999", "version" : "2.54.0" }
    },
    {
      "identity" : "tool",
      "kind" : "remoteSourceControl",
      "location" : "git@git.example:team/tool.git",
      "state" : { "branch" : "main", "revision" : "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }
    },
    {
      "identity" : "mona.linked-list",
      "kind" : "registry",
      "location" : "",
      "state" : { "version" : "1.1.0" }
    }
  ],
  "version" : 2
}
`,
      packages: [
        '4:7 pkg:swift/github.com/apple/swift-nio@2.54.0 git#9999999',
        '10:7 pkg:swift/git.example/team/tool@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa git#aaaaaaa',
        '16:7 pkg:swift/mona/linked-list@1.1.0 registry',
      ],
      more: { '1': { notes: ['follows branch main'] } },
    },
    {
      name: 'version 1',
      path: 'Package.resolved',
      text: `{
  "object": {
    "pins": [
      {
        "package": "Quick",
        "repositoryURL": "https://github.com/Quick/Quick.git",
        "state": { "branch": null, "revision": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "version": "7.0.0" }
      }
    ]
  },
  "version": 1
}
`,
      packages: ['5:9 pkg:swift/github.com/Quick/Quick@7.0.0 git#bbbbbbb'],
    },
    {
      name: 'a pin without a name',
      path: 'Package.resolved',
      text: `{
  "object": { "pins": [
    { "package": null, "repositoryURL": "https://git.example/o/branchy.git", "state": { "branch": "main", "revision": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "version": null } }
  ] },
  "version": 1
}
`,
      packages: ['3:7 pkg:swift/git.example/o/branchy@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa git#aaaaaaa'],
      more: { '0': { name: 'branchy' } },
    },
  ],
  refuses: [{ name: 'unknown-version', text: '{"pins": [], "version": 4}', line: 1 }],
});
