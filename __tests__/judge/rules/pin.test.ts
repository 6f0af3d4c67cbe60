// Read from texts as people write them: what a rule about pins says depends on what the readers make of each form.
import { pinAction } from '../../../src/judge/rules/pin/action.ts';
import { pinImage } from '../../../src/judge/rules/pin/image.ts';
import { readLockfile } from '../../../src/lockfiles/index.ts';
import type { Facts } from '../../../src/types.ts';
import { locked, testRule } from '../support.ts';

const commit = '3d3c42e5aac5ba805825da76410c181273ba90b1';
const digest = `sha256:${'d'.repeat(64)}`;

/** A lockfile's own facts and those of its packages, as a run has them. */
function read(path: string, text: string): readonly Facts[] {
  const { packages } = readLockfile(text, path);
  const each = packages.map((lock) => locked({ lock, path, line: lock.line }));
  const format = path.endsWith('actions.lock') ? 'github-actions-lock' : 'any';
  return [{ ...each[0]!, subject: { kind: 'lockfile', path, format }, packages }, ...each];
}
const steps = (...uses: readonly string[]): readonly Facts[] =>
  read('.github/workflows/ci.yml', `jobs:\n  a:\n    steps:\n${uses.map((each) => `      - uses: ${each}\n`).join('')}`);
const calls = (uses: string): readonly Facts[] => read('.github/workflows/ci.yml', `jobs:\n  a:\n    uses: ${uses}\n`);
const actionsLock = (key: string) =>
  read('.github/workflows/actions.lock', `version: 'v0.0.2'\ndependencies:\n  '${key}':\n    ref: v4\n    commit: 'sha1-${commit}'\n`);

testRule(pinAction, {
  pass: [
    { name: 'a full commit, its tag as a comment', facts: steps(`actions/checkout@${commit} # v7.0.1`) },
    { name: 'what lies in the checkout', facts: [...steps('./build'), ...calls('./.github/workflows/other.yml')] },
    { name: 'an image is pin/image', facts: steps('docker://alpine:3.20') },
    { name: 'a tag that an actions.lock pins', facts: [...steps('actions/checkout@v4'), ...actionsLock('actions/checkout@v4')] },
    {
      name: 'a folder of a repository that an actions.lock pins',
      facts: [...steps('github/codeql-action/init@v4'), ...actionsLock('github/codeql-action@v4')],
    },
    {
      name: 'a workflow that fails when it is named by a commit',
      facts: calls('slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@v2.1.0'),
    },
    { name: 'allowed by the policy', facts: steps('acme/tool@main'), options: { allow: ['acme/**'] } },
    { name: 'a package is no action', facts: locked({ lock: { purl: 'pkg:npm/a@1' } }) },
  ],
  fail: [
    { name: 'a tag', facts: steps('actions/checkout@v4'), finds: ['ref'], about: ['actions/checkout@v4'] },
    { name: 'a branch', facts: steps('pypa/gh-action-pypi-publish@release/v1'), finds: ['ref'] },
    { name: 'no ref', facts: steps('tj-actions/changed-files'), finds: ['none'] },
    { name: 'a short commit', facts: steps('actions/checkout@3d3c42e'), finds: ['ref'] },
    { name: 'a reusable workflow by branch', facts: calls('acme/ci/.github/workflows/build.yml@main'), finds: ['ref'] },
    { name: 'another tag than the one locked', facts: [...steps('actions/checkout@v5'), ...actionsLock('actions/checkout@v4')], finds: ['ref'] },
    {
      name: 'the list of the policy takes the place of the default',
      facts: steps('acme/tool@v1'),
      options: { allow: ['acme/other'] },
      finds: ['ref'],
    },
  ],
});

const docker = (text: string): readonly Facts[] => read('Dockerfile', text);
const job = (text: string): readonly Facts[] => read('.github/workflows/ci.yml', `jobs:\n  a:\n${text}`);
testRule(pinImage, {
  pass: [
    { name: 'a digest', facts: docker(`FROM debian@${digest}\n`) },
    { name: 'a tag and a digest', facts: docker(`FROM ghcr.io/acme/tool:1.0@${digest} AS tool\nFROM tool\n`) },
    { name: 'the empty image', facts: docker('FROM scratch\n') },
    { name: 'an argument whose default has a digest', facts: docker(`ARG BASE=debian@${digest}\nFROM \${BASE}\n`) },
    { name: 'an argument before a digest', facts: docker(`ARG HOST\nFROM \${HOST}/debian@${digest}\n`) },
    { name: 'a stage that an argument chooses', facts: docker(`FROM debian@${digest} AS base-arm64\nFROM base-$TARGETARCH\n`) },
    { name: 'a copy from a stage', facts: docker(`FROM debian@${digest} AS a\nFROM scratch\nCOPY --from=a /x /x\nCOPY --from=0 /x /x\n`) },
    { name: 'pushed to this machine a step before', facts: docker('FROM localhost:5000/acme/base:dev\n') },
    { name: 'a template before a digest', facts: docker(`FROM {{ .Base }}@${digest}\n`) },
    { name: 'of a job, with a digest', facts: job(`    container: node:20@${digest}\n`) },
    { name: 'a step, with a digest', facts: steps(`docker://alpine@${digest}`) },
    { name: 'allowed by the policy', facts: docker('FROM registry.acme.example/base:1\n'), options: { allow: ['registry.acme.example/**'] } },
    { name: 'an action is no image', facts: steps('actions/checkout@v4') },
  ],
  fail: [
    { name: 'a tag', facts: docker('FROM python:3.12-slim AS base\n'), finds: ['tag'], about: ['python:3.12-slim'] },
    { name: 'no tag', facts: docker('FROM ubuntu\n'), finds: ['tag'] },
    { name: 'an argument whose default is a tag', facts: docker('ARG V=22\nFROM node:${V}\n'), finds: ['tag'], about: ['node:22'] },
    {
      name: 'a copy and a mount',
      facts: docker(`FROM scratch\nCOPY --from=golang:1.22 /a /a\nRUN --mount=from=busybox,target=/b true\n`),
      finds: ['tag', 'tag'],
    },
    { name: 'an argument without a default', facts: docker('ARG V\nFROM node:${V}\n'), finds: ['argument?'] },
    { name: 'an argument for the digest', facts: docker('ARG D\nFROM node@${D}\n'), finds: ['argument?'] },
    { name: 'a template', facts: docker('FROM <%= base %>\n'), finds: ['template?'] },
    { name: 'something shorter than a digest', facts: docker('FROM node@sha256:aa\n'), finds: ['tag'] },
    {
      name: 'of a job and of a service',
      facts: job('    container: node:20\n    services:\n      db: { image: postgres }\n'),
      finds: ['tag', 'tag'],
    },
    {
      name: 'of a matrix, which writes them out',
      facts: job('    strategy:\n      matrix:\n        image: [debian:12, debian:13]\n    container: ${{ matrix.image }}\n'),
      finds: ['tag', 'tag'],
    },
    { name: 'of an expression', facts: job('    container: ghcr.io/acme/x:${{ github.sha }}\n'), finds: ['expression?'] },
    { name: 'of a step', facts: steps('docker://alpine:latest'), finds: ['tag'] },
  ],
});
