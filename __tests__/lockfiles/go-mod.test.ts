import { goMod } from '../../src/lockfiles/go-mod.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(goMod, {
  reads: [
    {
      name: 'blocks, comments, replacements',
      path: 'go.mod',
      text: `module example.org/app

go 1.25.0

require github.com/BurntSushi/toml v1.4.0

require (
	example.org/local v0.0.0
	example.org/forked v1.0.0 // see issue
	golang.org/x/net v0.51.0 // indirect
)

replace example.org/local => ./local

replace (
	example.org/forked v1.0.0 => example.org/fork v1.0.1
	example.org/forked v0.9.0 => ../never
)
tool golang.org/x/net/cmd/x
exclude example.org/bad v1.0.0
retract v1.0.0
`,
      packages: [
        '5:1 pkg:golang/github.com/BurntSushi/toml@v1.4.0 registry direct by=.',
        '8:2 pkg:golang/example.org/local@v0.0.0 path direct by=.',
        '9:2 pkg:golang/example.org/forked@v1.0.0 registry direct by=.',
        '10:2 pkg:golang/golang.org/x/net@v0.51.0 registry scopes=tool transitive',
      ],
      more: { '1': { notes: ['replaced by ./local'] }, '2': { notes: ['replaced by example.org/fork@v1.0.1'] } },
    },
  ],
  refuses: [
    {
      name: 'unknown-entry',
      text: `module a

novel b v1.0.0
`,
      line: 3,
    },
    { name: 'bad-line', text: 'module m\nrequire onlyname\n', line: 2 },
  ],
});
