import { mix } from '../../src/lockfiles/mix.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(mix, {
  reads: [
    {
      name: 'hex, git and path',
      path: 'mix.lock',
      text: `%{
  "cowboy": {:hex, :cowboy, "2.9.0", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", [:make, :rebar3], [{:cowlib, "2.11.0", [hex: :cowlib, repo: "hexpm", optional: false]}], "hexpm", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"},
  "cowlib": {:hex, :cowlib, "2.11.0", "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", [:make], []},
  "enacl": {:git, "https://git.example/enacl.git", "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee", [ref: "2f50ba6"]},
  "local": {:path, "../local", []},
  "private": {:hex, :private, "1.0.0", "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd", [:mix], [], "hexpm:acme", "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"},
}
`,
      packages: [
        '2:3 pkg:hex/cowboy@2.9.0 registry hashes=2',
        '3:3 pkg:hex/cowlib@2.11.0 registry hashes=1 by=cowboy@2.9.0',
        '4:3 pkg:hex/enacl git#eeeeeee',
        '5:3 pkg:hex/local path',
        '6:3 pkg:hex/acme/private@1.0.0 registry hashes=2',
      ],
    },
    {
      name: 'an edge to an application whose package has another name',
      path: 'mix.lock',
      text: `%{
  "a": {:hex, :a, "1.0.0", "aa", [:mix], [{:my_json, "~> 1.1", [hex: :jason, repo: "hexpm"]}], "hexpm", "bb"},
  "my_json": {:hex, :jason, "1.3.0", "cc", [:mix], [], "hexpm", "dd"},
}
`,
      packages: ['2:3 pkg:hex/a@1.0.0 registry hashes=2', '3:3 pkg:hex/jason@1.3.0 registry hashes=2 by=a@1.0.0'],
    },
  ],
  refuses: [
    { name: 'bad-terms', text: '%{\n  "a": {:hex, :a, "1.0.0"\n', line: 2 },
    { name: 'unknown-entry', text: '%{"a": {:other, "x"}}\n', line: 1 },
  ],
});
