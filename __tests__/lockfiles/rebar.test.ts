import { rebar } from '../../src/lockfiles/rebar.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(rebar, {
  reads: [
    {
      name: 'packages and git',
      path: 'rebar.lock',
      text: `{"1.2.0",
[{<<"certifi">>,{pkg,<<"certifi">>,<<"2.9.0">>},0},
 {<<"tool">>,
  {git,"https://git.example/tool.git",
       {ref,"ffffffffffffffffffffffffffffffffffffffff"}},
  1}]}.
[
{pkg_hash,[
 {<<"certifi">>, <<"6F2A">>}]},
{pkg_hash_ext,[
 {<<"certifi">>, <<"266D">>}]}
].
`,
      packages: ['2:2 pkg:hex/certifi@2.9.0 registry hashes=2 direct by=.', '3:2 pkg:hex/tool git#fffffff transitive'],
    },
  ],
  refuses: [
    { name: 'unknown-version', text: '{"9.9.9",\n[]}.\n', line: 1 },
    { name: 'truncated', text: '{"1.2.0",\n[{<<"a">>', line: 2 },
  ],
});
