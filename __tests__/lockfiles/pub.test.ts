import { pub } from '../../src/lockfiles/pub.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(pub, {
  reads: [
    {
      name: 'hosted, git, path and sdk',
      path: 'pubspec.lock',
      text: `packages:
  args:
    dependency: "direct dev"
    description:
      name: args
      sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      url: "https://pub.example"
    source: hosted
    version: "2.4.0"
  flutter:
    dependency: "direct main"
    description: flutter
    source: sdk
    version: "0.0.0"
  here:
    dependency: "direct overridden"
    description:
      path: "../here"
      relative: true
    source: path
    version: "1.0.0"
  tool:
    dependency: transitive
    description:
      path: "."
      ref: HEAD
      resolved-ref: "1111111111111111111111111111111111111111"
      url: "https://git.example/tool.git"
    source: git
    version: "1.11.20"
sdks:
  dart: ">=3.0.0 <4.0.0"
`,
      packages: [
        '2:3 pkg:pub/args@2.4.0 registry hashes=1 scopes=dev direct by=.',
        '10:3 pkg:pub/flutter@0.0.0 sdk direct by=.',
        '15:3 pkg:pub/here@1.0.0 path direct by=.',
        '22:3 pkg:pub/tool@1.11.20 git#1111111 transitive',
      ],
      more: { '2': { notes: ['overridden'] } },
    },
  ],
  refuses: [{ name: 'unknown-version', text: 'something: else\n', line: 1 }],
});
