import { uv } from '../../src/lockfiles/uv.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(uv, {
  reads: [
    {
      name: 'every kind of source',
      path: 'uv.lock',
      text: `version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "flask" },
    { name = "tool" },
]

[package.optional-dependencies]
gpu = [{ name = "nvidia-cublas" }]

[package.dev-dependencies]
dev = [{ name = "six" }]

[[package]]
name = "flask"
version = "3.1.3"
source = { registry = "https://index.example/simple" }
dependencies = [{ name = "markupsafe", version = "3.0.4" }]
sdist = { url = "https://files.example/flask-3.1.3.tar.gz", hash = "sha256:aa", size = 10 }
wheels = [
    { url = "https://files.example/flask-3.1.3-py3-none-any.whl", hash = "sha256:bb", size = 5 },
]

[[package]]
name = "markupsafe"
version = "2.0.0"
source = { registry = "https://index.example/simple" }
sdist = { url = "https://files.example/MarkupSafe-2.0.0.tar.gz", hash = "sha256:cc" }

[[package]]
name = "markupsafe"
version = "3.0.4"
source = { registry = "https://index.example/simple" }
wheels = [{ url = "https://files.example/markupsafe-3.0.4-py3-none-any.whl", hash = "sha256:dd" }]

[[package]]
name = "nvidia-cublas"
version = "13.0"
source = { registry = "https://index.example/simple" }
wheels = [{ url = "https://files.example/nvidia_cublas-13.0-py3-none-manylinux_2_27_x86_64.whl", hash = "sha256:ee" }]

[[package]]
name = "six"
version = "1.17.0"
source = { url = "https://files.example/six-1.17.0-py2.py3-none-any.whl" }
wheels = [{ url = "https://files.example/six-1.17.0-py2.py3-none-any.whl", hash = "sha256:ff" }]

[[package]]
name = "tool"
version = "1.2.3"
source = { git = "https://git.example/tool.git?rev=v1.2.3#4444444444444444444444444444444444444444" }
`,
      packages: [
        '6:1 pkg:pypi/app@0.1.0 workspace direct',
        '21:1 pkg:pypi/flask@3.1.3 registry hashes=2 has-source direct by=.',
        '31:1 pkg:pypi/markupsafe@2.0.0 registry hashes=1 has-source transitive',
        '37:1 pkg:pypi/markupsafe@3.0.4 registry hashes=1 binary-only transitive by=flask@3.1.3',
        '43:1 pkg:pypi/nvidia-cublas@13.0 registry hashes=1 binary-only scopes=extra:gpu direct by=.',
        '49:1 pkg:pypi/six@1.17.0 url hashes=1 binary-only scopes=group:dev direct by=.',
        '55:1 pkg:pypi/tool@1.2.3 git#4444444 direct by=.',
      ],
    },
    {
      name: "a script's lock: what it asks for is in the manifest",
      path: 'tool.py.lock',
      text: `version = 1
revision = 3

[manifest]
requirements = [{ name = "rich", specifier = ">=1" }]

[[package]]
name = "editdep"
version = "0.1"
source = { editable = "../editdep" }

[[package]]
name = "rich"
version = "15.0"
source = { url = "https://files.example/rich-15.0.tar.gz" }
sdist = { hash = "sha256:aa" }
dependencies = [{ name = "editdep" }]
`,
      packages: [
        '8:1 pkg:pypi/editdep@0.1 path transitive by=rich@15.0 (https://files.example/rich-15.0.tar.gz)',
        '13:1 pkg:pypi/rich@15.0 url hashes=1 has-source direct by=.',
      ],
      more: {
        '0': { notes: ['editable'] },
        '1': { files: [{ name: 'rich-15.0.tar.gz', kind: 'source', hash: 'sha256:aa', url: 'https://files.example/rich-15.0.tar.gz' }] },
      },
    },
    {
      name: 'members of a workspace, and an editable folder that is none',
      path: 'uv.lock',
      text: `version = 1

[manifest]
members = ["root", "member"]

[manifest.dependency-groups]
ci = [{ name = "six" }]

[[package]]
name = "elsewhere"
source = { editable = "../elsewhere" }

[[package]]
name = "member"
version = "1.0"
source = { editable = "member" }
dependencies = [{ name = "elsewhere" }]

[[package]]
name = "root"
source = { virtual = "." }

[[package]]
name = "six"
version = "1.17.0"
source = { registry = "https://index.example/simple" }
`,
      packages: [
        '10:1 pkg:pypi/elsewhere path direct by=member',
        '14:1 pkg:pypi/member@1.0 workspace direct',
        '20:1 pkg:pypi/root workspace direct',
        '24:1 pkg:pypi/six@1.17.0 registry scopes=group:ci direct by=.',
      ],
    },
    {
      name: 'one release from two registries',
      path: 'uv.lock',
      text: `version = 1

[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "torch", version = "2.5.1", source = { registry = "https://a.example/simple" }, marker = "sys_platform == 'darwin'" },
    { name = "torch", version = "2.5.1", source = { registry = "https://b.example/cpu" }, marker = "sys_platform != 'darwin'" },
]

[[package]]
name = "torch"
version = "2.5.1"
source = { registry = "https://a.example/simple" }
wheels = [{ url = "https://a.example/torch-2.5.1-cp310-none-macosx_11_0_arm64.whl", hash = "sha256:aa" }]

[[package]]
name = "torch"
version = "2.5.1"
source = { registry = "https://b.example/cpu" }
wheels = [{ url = "https://b.example/torch-2.5.1-cp310-cp310-linux_x86_64.whl", hash = "sha256:bb" }]
dependencies = [{ name = "sympy" }]

[[package]]
name = "sympy"
version = "1.0"
source = { registry = "https://a.example/simple" }
`,
      packages: [
        '4:1 pkg:pypi/app@0.1.0 workspace direct',
        '13:1 pkg:pypi/torch@2.5.1 registry hashes=1 binary-only direct by=.',
        '19:1 pkg:pypi/torch@2.5.1 registry hashes=1 binary-only direct by=.',
        '26:1 pkg:pypi/sympy@1.0 registry transitive by=torch@2.5.1 (https://b.example/cpu)',
      ],
    },
  ],
  refuses: [
    { name: 'unknown-version', text: 'version = 2\n[[package]]\nname = "x"\n', line: 1 },
    { name: 'duplicate-key', text: 'version = 1\n[[package]]\nname = "x"\nname = "y"\n', line: 4 },
    { name: 'bad-toml', text: 'version = 1\n[[package]]\nname = \n', line: 3 },
  ],
});
