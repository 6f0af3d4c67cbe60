import { julia } from '../../src/lockfiles/julia.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(julia, {
  reads: [
    {
      name: 'format 2',
      path: 'Manifest.toml',
      text: `julia_version = "1.12.1"
manifest_format = "2.0"

[[deps.Dates]]
deps = ["Printf"]
uuid = "ade2ca70-3891-5945-98fb-dc099432e06a"
version = "1.11.0"

[[deps.JSON]]
deps = ["Dates", "Zlib_jll"]
git-tree-sha1 = "ffffffffffffffffffffffffffffffffffffffff"
uuid = "682c06a0-de6a-54ab-a142-c8b1cf79cde6"
version = "1.2.0"

    [deps.JSON.extensions]
    X = ["Y"]

[[deps.Tool]]
git-tree-sha1 = "1111111111111111111111111111111111111111"
repo-rev = "main"
repo-url = "https://git.example/Tool.jl"
uuid = "00000000-0000-0000-0000-000000000001"
version = "0.1.0"

[[deps.Zlib_jll]]
git-tree-sha1 = "2222222222222222222222222222222222222222"
uuid = "83775a58-1f1d-513f-b197-d71354ab007a"
version = "1.3.1+2"
`,
      packages: [
        '4:1 pkg:julia/Dates@1.11.0?uuid=ade2ca70-3891-5945-98fb-dc099432e06a sdk by=682c06a0-de6a-54ab-a142-c8b1cf79cde6',
        '9:1 pkg:julia/JSON@1.2.0?uuid=682c06a0-de6a-54ab-a142-c8b1cf79cde6 registry hashes=1',
        '18:1 pkg:julia/Tool@0.1.0?uuid=00000000-0000-0000-0000-000000000001 git hashes=1',
        '25:1 pkg:julia/Zlib_jll@1.3.1%2B2?uuid=83775a58-1f1d-513f-b197-d71354ab007a registry hashes=1 by=682c06a0-de6a-54ab-a142-c8b1cf79cde6',
      ],
      more: { '3': { compiled: 'JLL package: prebuilt binaries' } },
    },
    {
      name: 'format 1',
      path: 'Manifest.toml',
      text: `[[JSON]]
git-tree-sha1 = "ffffffffffffffffffffffffffffffffffffffff"
uuid = "682c06a0-de6a-54ab-a142-c8b1cf79cde6"
version = "0.21.0"
`,
      packages: ['1:1 pkg:julia/JSON@0.21.0?uuid=682c06a0-de6a-54ab-a142-c8b1cf79cde6 registry hashes=1'],
    },
  ],
  refuses: [{ name: 'unknown-version', text: 'manifest_format = "3.0"\n', line: 1 }],
});
