import { spack } from '../../src/lockfiles/spack.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(spack, {
  reads: [
    {
      name: 'roots, externals, one line',
      path: 'spack.lock',
      text: `{"_meta":{"file-type":"spack-lockfile","lockfile-version":6,"specfile-version":5},"roots":[{"hash":"aaa","spec":"python"}],"concrete_specs":{"aaa":{"name":"python","version":"3.13.2","arch":{"platform":"linux","platform_os":"debian12","target":"x86_64"},"namespace":"builtin","package_hash":"p1====","dependencies":[{"name":"gcc","hash":"bbb","parameters":{"deptypes":["build"],"virtuals":[]}}]},"bbb":{"name":"gcc","version":"10.2.1","external":{"path":"/usr","module":null},"package_hash":"p2===="}}}
`,
      packages: [
        '1:142 pkg:spack/python@3.13.2?sha=aaa registry hashes=1 direct by=.',
        '1:397 pkg:spack/gcc@10.2.1?sha=bbb external hashes=1 scopes=build transitive by=aaa',
      ],
      more: { '0': { platform: { platform: ['linux'], target: ['x86_64'] } } },
    },
  ],
  refuses: [{ name: 'unknown-version', text: '{"_meta":{"lockfile-version":7},"concrete_specs":{}}', line: 1 }],
});
