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
  ],
  refuses: [],
});
