import { bundler } from '../../src/lockfiles/bundler.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(bundler, {
  reads: [
    {
      name: 'sections, platforms, checksums',
      path: 'Gemfile.lock',
      text: `GIT
  remote: https://git.example/mocha.git
  revision: 8888888888888888888888888888888888888888
  specs:
    mocha (2.1.0)
      ruby2_keywords (>= 0.0.5)

PATH
  remote: engines/core
  specs:
    core (0.1.0)

GEM
  remote: https://gems.example/
  specs:
    nokogiri (1.15.4)
    nokogiri (1.15.4-x86_64-linux)
    ruby2_keywords (0.0.5)

PLATFORMS
  x86_64-linux

DEPENDENCIES
  core!
  mocha!
  nokogiri (~> 1.15)

CHECKSUMS
  core (0.1.0)
  nokogiri (1.15.4) sha256=aa
  nokogiri (1.15.4-x86_64-linux) sha256=bb

BUNDLED WITH
   2.5.0
`,
      packages: [
        '5:5 pkg:gem/mocha@2.1.0 git#8888888 direct by=.',
        '11:5 pkg:gem/core@0.1.0 path direct by=.',
        '16:5 pkg:gem/nokogiri@1.15.4 registry hashes=1 direct by=.',
        '17:5 pkg:gem/nokogiri@1.15.4 registry hashes=1 direct by=.',
        '18:5 pkg:gem/ruby2_keywords@0.0.5 registry transitive by=mocha (2.1.0)',
      ],
      more: { '3': { compiled: 'platform gem: x86_64-linux', platform: { platform: ['x86_64-linux'] } } },
    },
    {
      name: 'several remotes of one section',
      path: 'Gemfile.lock',
      text: `GEM
  remote: https://gems.example/
  remote: https://u:secret@private.example/
  specs:
    a (1.0)
`,
      packages: ['5:5 pkg:gem/a@1.0 registry transitive'],
      more: { '0': { resolved: { kind: 'registry', url: 'https://gems.example/' }, notes: ['or from https://private.example/'] } },
    },
  ],
  refuses: [
    {
      name: 'unknown-entry',
      text: `GEM
  specs:
    a (1.0)

NEW SOURCE
  specs:
    b (1.0)
`,
      line: 5,
    },
    { name: 'bad-line', text: 'GEM\n  specs:\n    broken\n', line: 3 },
  ],
});
