import { requirements } from '../../src/lockfiles/requirements.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(requirements, {
  reads: [
    {
      name: "pip's grammar",
      path: 'requirements.txt',
      text: `# a comment
-i https://user:secret@index.example/simple
--only-binary :all:
Flask[async]==3.0.0 ; python_version > "3.8" \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via
    #   -r requirements.in
    #   other-thing
other_thing===1.0.post1 --hash=sha256:cc  # via -r requirements.in
loose>=1,<2
bare
tool @ git+https://git.example/tool.git@8888888888888888888888888888888888888888#subdirectory=x
wheel @ https://files.example/wheel-0.4-py3-none-any.whl
-e ./local/here
https://files.example/direct-2.0.tar.gz
`,
      packages: [
        '4:1 pkg:pypi/flask@3.0.0 registry hashes=2 direct by=.;other-thing@1.0.post1',
        '10:1 pkg:pypi/other-thing@1.0.post1 registry hashes=1 direct by=.',
        '11:1 pkg:pypi/loose registry',
        '12:1 pkg:pypi/bare registry',
        '13:1 pkg:pypi/tool git#8888888',
        '14:1 pkg:pypi/wheel@0.4 url binary-only',
        '15:1 pkg:pypi/here path',
        '16:1 pkg:pypi/direct@2.0 url has-source',
      ],
      more: {
        '0': { notes: ['-i https://index.example/simple', '--only-binary :all:'], platform: { markers: ['python_version > "3.8"'] } },
        '1': { notes: ['-i https://index.example/simple', '--only-binary :all:'] },
        '2': { notes: ['unpinned: >=1,<2', '-i https://index.example/simple', '--only-binary :all:'] },
        '3': { notes: ['unpinned', '-i https://index.example/simple', '--only-binary :all:'] },
        '4': { notes: ['-i https://index.example/simple', '--only-binary :all:'] },
        '5': { notes: ['-i https://index.example/simple', '--only-binary :all:'] },
        '6': { notes: ['editable', '-i https://index.example/simple', '--only-binary :all:'] },
        '7': { notes: ['-i https://index.example/simple', '--only-binary :all:'] },
      },
    },
    {
      name: 'what stands behind `# via` and is none of it',
      path: 'requirements.txt',
      text: `flask==3.0.0
    # via
    #   -r requirements.in
    # from https://index.example/simple
jinja2==3.1.0;python_version<"4"
    # via flask
    # from https://index.example/simple
urllib3==1.26.0  # via -c constraints.txt, flask
late==\${VERSION}

# The following packages are considered to be unsafe in a requirements file:
# setuptools
`,
      packages: [
        '1:1 pkg:pypi/flask@3.0.0 registry direct by=.',
        '5:1 pkg:pypi/jinja2@3.1.0 registry transitive by=flask@3.0.0',
        '8:1 pkg:pypi/urllib3@1.26.0 registry transitive by=flask@3.0.0',
        '9:1 pkg:pypi/late registry',
      ],
      more: { '1': { platform: { markers: ['python_version<"4"'] } }, '3': { notes: [`unpinned: ==\${VERSION}`] } },
    },
  ],
  refuses: [{ name: 'bad-line', text: 'good==1.0\n==nothing\n', line: 2 }],
});
