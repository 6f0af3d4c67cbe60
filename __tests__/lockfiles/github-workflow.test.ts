import { githubWorkflow } from '../../src/lockfiles/github-workflow.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(githubWorkflow, {
  reads: [
    {
      name: 'steps, reusable workflows, images',
      path: '.github/workflows/ci.yml',
      text: `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    container: node:20
    services:
      db:
        image: postgres:16@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
    steps:
      - uses: actions/checkout@cccccccccccccccccccccccccccccccccccccccc # v4.2.2
      - uses: "github/codeql-action/init@v3"
      - uses: ./.github/actions/local
      - uses: docker://alpine:3.20
      - run: |
          echo "uses: not/this@v1"
  call:
    uses: Org/repo/.github/workflows/x.yml@main
`,
      packages: [
        '5:5 pkg:docker/node@20 image direct by=.',
        '8:9 pkg:docker/postgres@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc image hashes=1 direct by=.',
        '10:9 pkg:githubactions/actions/checkout@cccccccccccccccccccccccccccccccccccccccc action#ccccccc direct by=.',
        '11:9 pkg:githubactions/github/codeql-action%2Finit@v3 action direct by=.',
        '12:9 pkg:generic/local path direct by=.',
        '13:9 pkg:docker/alpine@3.20 image direct by=.',
        '17:5 pkg:githubactions/org/repo%2F.github%2Fworkflows%2Fx.yml@main action direct by=.',
      ],
      more: { '2': { notes: ['comment: v4.2.2'] } },
    },
    {
      name: 'a composite action',
      path: 'action.yml',
      text: `name: x
runs:
  using: composite
  steps:
    - uses: actions/cache@v4
`,
      packages: ['5:7 pkg:githubactions/actions/cache@v4 action direct by=.'],
    },
    {
      name: 'images that a matrix writes out, and one that only a run knows',
      path: '.github/workflows/ci.yml',
      text: `jobs:
  a:
    strategy:
      matrix:
        image: [debian:12, "fedora:40"]
        node:
          - tag: "20"
        include:
          - image: alpine:3.19
    container: \${{ matrix.image }}
    services:
      n: { image: "node:\${{ matrix.node.tag }}" }
      i:
        image: \${{ inputs.image }}
`,
      packages: [
        '5:17 pkg:docker/debian@12 image direct by=.',
        '5:28 pkg:docker/fedora@40 image direct by=.',
        '9:20 pkg:docker/alpine@3.19 image direct by=.',
        '7:18 pkg:docker/node@20 image direct by=.',
        '14:9 pkg:generic/image none direct by=.',
      ],
      more: { '4': { notes: ['an image that is known when the workflow runs only'] } },
    },
  ],
  refuses: [{ name: 'bad-yaml', text: 'jobs:\n  a: {\n', line: 3 }],
});
