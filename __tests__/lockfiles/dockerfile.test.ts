import { dockerfile } from '../../src/lockfiles/dockerfile.ts';
import { testLockfile } from './test-lockfile.ts';

testLockfile(dockerfile, {
  reads: [
    {
      name: 'stages, arguments, copies',
      path: 'Dockerfile',
      text: `ARG BASE=debian:12
ARG NONE
FROM --platform=linux/amd64 \${BASE} AS build
RUN <<EOF
FROM not-an-image
EOF
FROM ghcr.example/team/tool:1.0@sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd \\
  AS tool
FROM build
FROM scratch
FROM \${NONE}
COPY --from=tool /x /x
COPY --from=busybox:1.36 /bin /bin
`,
      packages: [
        '3:1 pkg:docker/debian@12 image direct by=.',
        '7:1 pkg:docker/team/tool@sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd?repository_url=ghcr.example image hashes=1 direct by=.',
        '9:1 pkg:generic/build none direct',
        '10:1 pkg:generic/scratch none direct',
        '11:1 pkg:docker/%24%7BNONE%7D image direct by=.',
        '13:1 pkg:docker/busybox@1.36 image scopes=copy direct by=.',
      ],
      more: {
        '0': { platform: { platform: ['linux/amd64'] } },
        '2': { notes: ['earlier stage'] },
        '3': { notes: ['empty image'] },
        '4': { notes: ['the argument NONE has no default'] },
      },
    },
    {
      name: 'a stage that an argument chooses is no image',
      path: 'Dockerfile',
      text: `FROM debian:12 AS base-amd64
FROM debian:12 AS base-arm64
FROM base-\${TARGETARCH}
COPY --from=base-$TARGETARCH /x /x
COPY --from=tools-$TARGETARCH /x /x
`,
      packages: [
        '1:1 pkg:docker/debian@12 image direct by=.',
        '2:1 pkg:docker/debian@12 image direct by=.',
        '3:1 pkg:generic/base-%24%7BTARGETARCH%7D none direct',
        '5:1 pkg:docker/tools-%24TARGETARCH image scopes=copy direct by=.',
      ],
      more: { '2': { notes: ['earlier stage'] }, '3': { notes: ['the argument TARGETARCH has no default'] } },
    },
    {
      name: 'templates: Go, Jinja, ERB, autoconf',
      path: 'Dockerfile.tmpl',
      text: `{{ if .Debug }}
FROM {{ .Base | default "debian" }}:12 AS a
{{ end }}
{% if slim %}
FROM {{ base }}@sha256:${'d'.repeat(64)}
{% endif %}
FROM <%= base %>
FROM @BASE@
RUN echo {{ .What }}
COPY --from={{ .Tools }} /x /x
`,
      packages: [
        '2:1 pkg:docker/%7B%7B.Base%7Cdefault%22debian%22%7D%7D@12 image direct by=.',
        `5:1 pkg:docker/%7B%7Bbase%7D%7D@sha256:${'d'.repeat(64)} image hashes=1 direct by=.`,
        '7:1 pkg:docker/%3C%25%3Dbase%25%3E image direct by=.',
        '8:1 pkg:docker/%40BASE%40 image direct by=.',
        '10:1 pkg:docker/%7B%7B.Tools%7D%7D image scopes=copy direct by=.',
      ],
      told: ['1 skipped template'],
      more: Object.fromEntries(['0', '1', '2', '3', '4'].map((row) => [row, { notes: ['an image that is known when the template is filled in'] }])),
    },
    {
      name: 'arguments by their scope, and what only looks like an option or a here-document',
      path: 'Dockerfile',
      text: `ARG TAG=12
ARG BASE=debian:\${TAG:-13}
FROM \${BASE} AS first
ARG TAG=99
RUN tool --from=not-an-image --mount=x && echo $((1<<2)) && cat <<<word
RUN <<EOT bash
FROM not-an-image
EOT
FROM debian:$TAG
ONBUILD COPY --chown=1 --from=registry.example/late:1 /a /a
RUN --mount=type=cache,target=/c --mount=type=bind,from=registry.example/bound@sha256:aa,target=/b true
`,
      packages: [
        '3:1 pkg:docker/debian@12 image direct by=.',
        '9:1 pkg:docker/debian@12 image direct by=.',
        '10:1 pkg:docker/late@1?repository_url=registry.example image scopes=copy direct by=.',
        '11:1 pkg:docker/bound@sha256:aa?repository_url=registry.example image hashes=1 scopes=copy direct by=.',
      ],
    },
    ...[
      '# syntax=example/frontend:1\nFROM scratch\n',
      '# escape=`\n#Syntax = example/frontend:1 \nFROM scratch\n',
      '#!/usr/bin/env build\n# syntax=example/frontend:1\nFROM scratch\n',
    ].map((text, number) => ({
      name: `the image that reads the file, ${number}`,
      path: 'Dockerfile',
      text,
      packages: [
        `${number === 0 ? '1:10' : number === 1 ? '2:11' : '2:10'} pkg:docker/example/frontend@1 image scopes=syntax direct by=.`,
        `${number === 0 ? 2 : 3}:1 pkg:generic/scratch none direct`,
      ],
    })),
    {
      name: 'comments that are no directive, and the frontend of Docker itself',
      path: 'Dockerfile',
      text: '# syntax=docker/dockerfile:1.7-labs\nFROM debian:12\n# syntax=example/frontend:1\n',
      packages: ['2:1 pkg:docker/debian@12 image direct by=.'],
    },
    {
      name: 'a directive behind a comment is a comment',
      path: 'Dockerfile',
      text: '# Built with care\n# syntax=example/frontend:1\nFROM debian:12\n',
      packages: ['3:1 pkg:docker/debian@12 image direct by=.'],
    },
  ],
  refuses: [
    { name: 'truncated', text: 'FROM debian:12\nRUN <<EOF\nFROM x\n', line: 2 },
    { name: 'bad-line', text: 'FROM debian:12\nif x\nFROM y\n', line: 2 },
  ],
});
