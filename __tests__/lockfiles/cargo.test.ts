import { cargo } from '../../src/lockfiles/cargo.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(cargo, {
  reads: [
    {
      name: 'version 4',
      path: 'Cargo.lock',
      text: `version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = ["a 1.0.0+build.1", "g"]

[[package]]
name = "a"
version = "0.9.0"
source = "registry+https://index.example"
checksum = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

[[package]]
name = "a"
version = "1.0.0+build.1"
source = "registry+https://index.example"
checksum = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

[[package]]
name = "g"
version = "2.0.0"
source = "git+https://git.example/g?tag=v2#4444444444444444444444444444444444444444"
dependencies = ["a 0.9.0"]
`,
      packages: [
        '4:1 pkg:cargo/app@0.1.0 path direct',
        '9:1 pkg:cargo/a@0.9.0 registry hashes=1 transitive by=g@2.0.0 (git+https://git.example/g?tag=v2#4444444444444444444444444444444444444444)',
        '15:1 pkg:cargo/a@1.0.0%2Bbuild.1 registry hashes=1 direct by=app@0.1.0',
        '21:1 pkg:cargo/g@2.0.0 git#4444444 direct by=app@0.1.0',
      ],
    },
    {
      name: 'version 1 keeps checksums apart',
      path: 'Cargo.lock',
      text: `[[package]]
name = "a"
version = "1.0.0"
source = "registry+https://index.example"

[metadata]
"checksum a 1.0.0 (registry+https://index.example)" = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
`,
      packages: ['2:1 pkg:cargo/a@1.0.0 registry hashes=1'],
    },
    {
      name: 'one release from two registries, edges to either',
      path: 'Cargo.lock',
      text: `version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = [
 "dup 1.0.0 (registry+https://index.example)",
 "dup 1.0.0 (sparse+https://other.example/)",
]

[[package]]
name = "dup"
version = "1.0.0"
source = "registry+https://index.example"
checksum = "aa"

[[package]]
name = "dup"
version = "1.0.0"
source = "sparse+https://other.example/"
checksum = "bb"
dependencies = ["leaf"]

[[package]]
name = "leaf"
version = "1.0.0"
source = "registry+https://index.example"
checksum = "cc"
`,
      packages: [
        '4:1 pkg:cargo/app@0.1.0 path direct',
        '12:1 pkg:cargo/dup@1.0.0 registry hashes=1 direct by=app@0.1.0',
        '18:1 pkg:cargo/dup@1.0.0 registry hashes=1 direct by=app@0.1.0',
        '25:1 pkg:cargo/leaf@1.0.0 registry hashes=1 transitive by=dup@1.0.0 (sparse+https://other.example/)',
      ],
    },
  ],
  refuses: [{ name: 'unknown-version', text: 'version = 5\n[[package]]\nname = "a"\nversion = "1.0.0"\n', line: 1 }],
});
