import { pdm } from '../../src/lockfiles/pdm.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(pdm, {
  reads: [
    {
      name: '4.5 with extras of one package',
      path: 'pdm.lock',
      text: `[metadata]
groups = ["default"]
lock_version = "4.5.0"

[[package]]
name = "idna"
version = "3.4"
groups = ["default"]
files = [
    {url = "https://files.example/idna-3.4.tar.gz", hash = "sha256:aa"},
]

[[package]]
name = "rfc3986"
version = "1.5.0"
extras = ["idna2008"]
dependencies = ["idna", "rfc3986==1.5.0"]
files = [
    {file = "rfc3986-1.5.0-py2.py3-none-any.whl", hash = "sha256:bb"},
]

[[package]]
name = "rfc3986"
version = "1.5.0"
files = [
    {file = "rfc3986-1.5.0-py2.py3-none-any.whl", hash = "sha256:bb"},
]
`,
      packages: [
        '6:1 pkg:pypi/idna@3.4 registry hashes=1 has-source scopes=default by=rfc3986[idna2008]@1.5.0',
        '14:1 pkg:pypi/rfc3986@1.5.0 registry hashes=1 binary-only',
        '23:1 pkg:pypi/rfc3986@1.5.0 registry hashes=1 binary-only by=rfc3986[idna2008]@1.5.0',
      ],
    },
    {
      name: '4.0 lists files of other versions',
      path: 'pdm.lock',
      text: `[[package]]
name = "anyio"
version = "3.6.1"

[metadata]
lock_version = "4.0"

[metadata.files]
"anyio 3.6.1" = [
    {url = "https://files.example/anyio-3.6.1-py3-none-any.whl", hash = "sha256:aa"},
    {url = "https://files.example/anyio-3.3.3.tar.gz", hash = "sha256:bb"},
]
`,
      packages: ['2:1 pkg:pypi/anyio@3.6.1 registry hashes=2 binary-only'],
    },
    {
      name: 'other version control than git',
      path: 'pdm.lock',
      text: `[metadata]
lock_version = "4.5.0"

[[package]]
name = "h"
version = "2.0"
hg = "https://hg.example/h"
revision = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
`,
      packages: ['5:1 pkg:pypi/h@2.0 git#aaaaaaa'],
    },
  ],
  refuses: [{ name: 'unknown-version', text: '[metadata]\nlock_version = "5.0"\n', line: 2 }],
});
