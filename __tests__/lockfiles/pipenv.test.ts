import { pipenv } from '../../src/lockfiles/pipenv.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(pipenv, {
  reads: [
    {
      name: 'default, develop and a category',
      path: 'Pipfile.lock',
      text: `{
    "_meta": { "pipfile-spec": 6, "sources": [] },
    "default": {
        "flask": { "hashes": ["sha256:aa", "sha256:bb"], "index": "pypi", "version": "==3.0" },
        "__proto__": { "version": "==1.0" },
        "tool": { "git": "https://git.example/tool.git", "ref": "7777777777777777777777777777777777777777" }
    },
    "develop": { "here": { "path": "./here", "editable": true } },
    "docs": { "sphinx": { "version": "==7.0", "markers": "python_version > '3.8'" } }
}
`,
      packages: [
        '4:9 pkg:pypi/flask@3.0 registry hashes=2',
        '5:9 pkg:pypi/-proto-@1.0 registry',
        '6:9 pkg:pypi/tool git#7777777',
        '8:18 pkg:pypi/here path scopes=dev',
        '9:15 pkg:pypi/sphinx@7.0 registry scopes=docs',
      ],
      more: { '0': { notes: ['index pypi'] }, '3': { notes: ['editable'] }, '4': { platform: { markers: ["python_version > '3.8'"] } } },
    },
    {
      name: 'no version, and other version control than git',
      path: 'Pipfile.lock',
      text: `{
    "_meta": { "pipfile-spec": 6 },
    "default": {
        "h": { "hg": "https://hg.example/h", "ref": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
        "wild": { "version": "*" }
    }
}
`,
      packages: ['4:9 pkg:pypi/h git#aaaaaaa', '5:9 pkg:pypi/wild registry'],
      more: { '1': { notes: ['unpinned'] } },
    },
  ],
  refuses: [
    { name: 'unknown-version', text: '{"_meta": {"pipfile-spec": 7}, "default": {}}', line: 1 },
    { name: 'bad-json', text: '{"_meta": {"pipfile-spec": 6}, "default": {', line: 1 },
    { name: 'duplicate-key', text: '{"_meta": {"pipfile-spec": 6},\n"default": {\n"a": {"version": "==1"},\n"a": {"version": "==2"}}}', line: 4 },
  ],
});
