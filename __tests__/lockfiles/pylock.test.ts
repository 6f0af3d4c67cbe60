import { pylock } from '../../src/lockfiles/pylock.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(pylock, {
  reads: [
    {
      name: 'every kind of origin',
      path: 'pylock.dev.toml',
      text: `lock-version = "1.0"
created-by = "tool"

[[packages]]
name = "attrs"
version = "25.1.0"
index = "https://index.example/simple"
sdist = { url = "https://files.example/attrs-25.1.0.tar.gz", hashes = { sha256 = "aa" } }
wheels = [
    { name = "attrs-25.1.0-py3-none-any.whl", url = "https://files.example/a", hashes = { md5 = "0", sha512 = "bb" } },
]

[[packages]]
name = "here"
directory = { path = "../here", editable = true }

[[packages]]
name = "tool"
vcs = { type = "git", url = "https://git.example/tool.git", commit-id = "6666666666666666666666666666666666666666" }

[[packages]]
name = "zip"
version = "1.0"
marker = "sys_platform == 'win32'"
archive = { url = "https://files.example/zip-1.0-cp312-cp312-win_amd64.whl", hashes = { sha256 = "cc" } }
dependencies = [{ name = "attrs" }]
`,
      packages: [
        "5:1 pkg:pypi/attrs@25.1.0 registry hashes=2 has-source by=zip@1.0; sys_platform == 'win32'",
        '14:1 pkg:pypi/here path',
        '18:1 pkg:pypi/tool git#6666666',
        '22:1 pkg:pypi/zip@1.0 url hashes=1 binary-only',
      ],
      more: { '3': { platform: { markers: ["sys_platform == 'win32'"] } } },
    },
  ],
  refuses: [{ name: 'unknown-version', text: 'lock-version = "2.0"\n', line: 1 }],
});
