import { poetry } from '../../src/lockfiles/poetry.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(poetry, {
  reads: [
    {
      name: '2.1 with groups and sources',
      path: 'poetry.lock',
      text: `[[package]]
name = "Click"
version = "8.1"
optional = false
groups = ["main", "dev"]
files = [
    {file = "click-8.1-py3-none-any.whl", hash = "sha256:aa"},
]

[[package]]
name = "flask"
version = "3.0"
optional = true
groups = ["main"]
markers = "python_version > \\"3.8\\""
files = [
    {file = "flask-3.0.tar.gz", hash = "sha256:bb"},
    {file = "flask-3.0-py3-none-any.whl", hash = "sha256:cc"},
]

[package.dependencies]
click = ">=8"

[[package]]
name = "here"
version = "1.0"
files = []

[package.source]
type = "git"
url = "https://git.example/here.git"
reference = "main"
resolved_reference = "5555555555555555555555555555555555555555"

[metadata]
lock-version = "2.1"
`,
      packages: [
        '2:1 pkg:pypi/click@8.1 registry hashes=1 binary-only scopes=main,dev by=flask@3.0',
        '11:1 pkg:pypi/flask@3.0 registry hashes=2 has-source scopes=main,optional',
        '25:1 pkg:pypi/here@1.0 git#5555555',
      ],
      more: { '1': { platform: { markers: ['python_version > "3.8"'] } } },
    },
    {
      name: '1.1 shares the list of files between two versions',
      path: 'poetry.lock',
      text: `[[package]]
name = "numpy"
version = "1.19.5"
category = "main"
optional = false

[[package]]
name = "numpy"
version = "1.21.1"
category = "main"
optional = false

[metadata]
lock-version = "1.1"

[metadata.files]
numpy = [
    {file = "numpy-1.19.5-cp36-cp36m-win32.whl", hash = "sha256:aa"},
    {file = "numpy-1.19.5.zip", hash = "sha256:bb"},
    {file = "numpy-1.21.1-cp37-cp37m-win32.whl", hash = "sha256:cc"},
]
`,
      packages: [
        '2:1 pkg:pypi/numpy@1.19.5 registry hashes=3 has-source scopes=main',
        '8:1 pkg:pypi/numpy@1.21.1 registry hashes=3 binary-only scopes=main',
      ],
    },
    {
      name: '1.0: the reference is the commit',
      path: 'poetry.lock',
      text: `[[package]]
category = "main"
name = "g"
optional = false
version = "0.1.0"

[package.source]
reference = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
type = "git"
url = "https://git.example/g.git"

[metadata]
lock-version = "1.0"

[metadata.files]
g = []
`,
      packages: ['3:1 pkg:pypi/g@0.1.0 git#aaaaaaa scopes=main'],
    },
    {
      name: 'a kind of source that is not known',
      path: 'poetry.lock',
      text: `[[package]]
name = "a"
version = "1.0"
files = []

[package.source]
type = "novel"
url = "https://novel.example/a"

[metadata]
lock-version = "2.1"
`,
      packages: ['2:1 pkg:pypi/a@1.0 none'],
    },
  ],
  refuses: [{ name: 'unknown-version', text: '[[package]]\nname = "x"\nversion = "1"\n[metadata]\nlock-version = "3.0"\n', line: 5 }],
});
