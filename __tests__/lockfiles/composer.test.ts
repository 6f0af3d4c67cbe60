import { composer } from '../../src/lockfiles/composer.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(composer, {
  reads: [
    {
      name: 'source, dist, plugins and paths',
      path: 'composer.lock',
      text: `{
    "packages": [
        { "name": "Monolog/monolog", "version": "v1.0.1", "source": { "type": "git", "url": "https://git.example/monolog.git", "reference": "6666666666666666666666666666666666666666" },
          "dist": { "type": "zip", "url": "https://files.example/m.zip", "shasum": "" }, "require": { "php": ">=8", "psr/log": "^1" }, "license": ["MIT"] },
        { "name": "psr/log", "version": "1.0.0", "dist": { "type": "zip", "url": "https://files.example/l.zip", "shasum": "7777777777777777777777777777777777777777" }, "license": ["MIT", "GPL-2.0-only"] }
    ],
    "packages-dev": [
        { "name": "a/plugin", "version": "2.0.0", "type": "composer-plugin", "dist": { "type": "path", "url": "../plugin" } }
    ]
}
`,
      packages: [
        '3:11 pkg:composer/monolog/monolog@v1.0.1 registry#6666666',
        '5:11 pkg:composer/psr/log@1.0.0 registry hashes=1 by=Monolog/monolog@v1.0.1',
        '8:11 pkg:composer/a/plugin@2.0.0 path scopes=dev',
      ],
      more: {
        '0': { licence: 'MIT' },
        '1': { licence: 'MIT OR GPL-2.0-only' },
        '2': { notes: ['composer-plugin: its code runs when installed'], installScript: true },
      },
    },
    {
      name: 'names that another package answers, and an artifact repository',
      path: 'composer.lock',
      text: `{
    "packages": [
        { "name": "a/user", "version": "1.0.0", "dist": { "type": "tar", "url": "file:///srv/user.tar" }, "require": { "a/old-name": "*", "psr/log-implementation": "1.0" } },
        { "name": "a/new", "version": "2.0.0", "replace": { "a/old-name": "self.version" }, "provide": { "psr/log-implementation": "1.0" } }
    ]
}
`,
      packages: ['3:11 pkg:composer/a/user@1.0.0 path', '4:11 pkg:composer/a/new@2.0.0 registry by=a/user@1.0.0'],
    },
  ],
  refuses: [{ name: 'unknown-version', text: '{"content-hash": "x"}', line: 1 }],
});
