import { conan } from '../../src/lockfiles/conan.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(conan, {
  reads: [
    {
      name: 'Conan 2',
      path: 'conan.lock',
      text: `{
    "version": "0.5",
    "requires": [
        "zlib/1.3.1#f52e03ae3d251dec704634230cd806a2%1708593606.497",
        "tool/2.0@team/stable"
    ],
    "build_requires": [
        "cmake/3.30.0#aa"
    ],
    "python_requires": []
}
`,
      packages: [
        '4:9 pkg:conan/zlib@1.3.1 registry',
        '5:9 pkg:conan/tool@2.0?channel=stable&user=team registry',
        '8:9 pkg:conan/cmake@3.30.0 registry scopes=build',
      ],
      more: { '0': { notes: ['recipe revision f52e03ae3d251dec704634230cd806a2'] }, '2': { notes: ['recipe revision aa'] } },
    },
    {
      name: 'Conan 1',
      path: 'conan.lock',
      text: `{
 "graph_lock": {
  "nodes": {
   "0": { "requires": ["1"], "path": "../conanfile.txt", "context": "host" },
   "1": { "ref": "poco/1.9.4", "requires": ["2"], "context": "host" },
   "2": { "ref": "zlib/1.2.12#aa", "context": "host" }
  }
 },
 "version": "0.4"
}
`,
      packages: ['5:11 pkg:conan/poco@1.9.4 registry direct by=.', '6:11 pkg:conan/zlib@1.2.12 registry transitive by=1'],
      more: { '1': { notes: ['recipe revision aa'] } },
    },
    {
      name: 'Conan 1 before 0.4: `pref`, and ids by reference',
      path: 'conan.lock',
      text: `{
 "graph_lock": {
  "nodes": {
   "0": { "pref": null, "requires": { "a": "1" } },
   "1": { "pref": "a/1.0@user/stable#rev:pid#prev", "requires": ["2"] },
   "2": { "pref": "b/2.0" }
  }
 },
 "version": "0.3"
}
`,
      packages: ['5:11 pkg:conan/a@1.0?channel=stable&user=user registry direct by=.', '6:11 pkg:conan/b@2.0 registry transitive by=1'],
    },
    {
      name: 'a range that was added by hand',
      path: 'conan.lock',
      text: `{
    "version": "0.5",
    "requires": [
        "boost/[>=1.70 <1.80]"
    ]
}
`,
      packages: ['4:9 pkg:conan/boost registry'],
      more: { '0': { notes: ['unpinned: [>=1.70 <1.80]'] } },
    },
  ],
  refuses: [
    {
      name: 'unknown-entry',
      text: `{"version": "0.5",
"tool_requires": ["a/1.0"]}`,
      line: 2,
    },
    {
      name: 'unknown-entry',
      text: `{"version": "0.5",
"requires": ["nothing"]}`,
      line: 2,
    },
    { name: 'unknown-version', text: '{"version": "0.6", "requires": []}', line: 1 },
  ],
});
