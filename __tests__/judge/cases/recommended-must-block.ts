// What the preset `recommended` must stop, each with its reason. Written before the preset was run over any of it; a case that does not
// block is a fault of a rule or of the facts, never a reason to take the case out.
//
// `inCorpus` are real packages by the id of the corpus' manifest; scripts/policy-corpus.ts runs them. `literal` are facts of real packages
// with the one thing changed (or, where named so, unchanged) that must stop them; they are judged in the quick suite.
import type { Facts, Metadata } from '../../../src/types.ts';
import { artifact, component, locked, metadata, problem, so } from '../support.ts';

export interface CorpusCase {
  id: string;
  /** Rules that must speak at level error; others may, too. */
  rules: readonly string[];
  reason: string;
}
export interface LiteralCase {
  name: string;
  facts: readonly Facts[];
  rules: readonly string[];
  reason: string;
  /** Laid over `extends: recommended`. */
  policy?: string;
}

export const inCorpus: readonly CorpusCase[] = [
  {
    id: 'torch-1.9.0-cp38-cp38-manylinux1_x86_64',
    rules: ['origin/record-mismatch', 'proprietary/hidden-by-metadata'],
    reason: 'RECORD lists METADATA with 25,158 bytes, it has 25,152; the metadata says BSD-3, and MKL, cuDNN and CUDA are inside',
  },
  {
    id: 'triton-3.0.0-1-cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64',
    rules: ['proprietary/hidden-by-metadata'],
    reason: 'the metadata says MIT and nothing else; ptxas, cuobjdump and nvdisasm are NVIDIA programs',
  },
];

const wheel = (name: string, version: string, tag = 'cp312-cp312-manylinux_2_17_x86_64') => ({
  path: `dist/${name}-${version}-${tag}.whl`,
  purl: `pkg:pypi/${name.toLowerCase().replaceAll('_', '-')}@${version}`,
});
const says = (name: string, version: string, more: Partial<Metadata> = {}) => metadata({ name, version, ...more });
const record = (name: string, listed: number, ...mismatches: NonNullable<Metadata['record']>['mismatches']) => ({
  record: { path: `${name}.dist-info/RECORD`, listed, mismatches },
});
const liblzma = (version: string, path: string, how: 'bundled' | 'static' = 'bundled') =>
  component('xz', { name: 'xz (liblzma)', version, how, licence: '0BSD', paths: [path], evidence: [{ kind: 'string', path, value: version }] });
const mayNotBePassedOn = (id: string, name: string, path: string) =>
  component(id, {
    name,
    category: 'proprietary-no-redistribution',
    licence: `LicenseRef-${id}`,
    paths: [path],
    evidence: [{ kind: 'soname', path, value: path.slice(path.lastIndexOf('/') + 1) }],
  });

const torchMetadata = says('torch', '1.9.0', {
  licence: 'BSD-3',
  ...record('torch-1.9.0', 3154, { path: 'torch-1.9.0.dist-info/METADATA', what: 'size' }),
});
const torch = artifact({ subject: wheel('torch', '1.9.0', 'cp38-cp38-manylinux1_x86_64'), metadata: torchMetadata });
const torchHash = '1d8139dc'.padEnd(64, '0');

export const literal: readonly LiteralCase[] = [
  {
    name: 'torch 1.9.0 as it is: METADATA is not what RECORD lists',
    facts: [torch],
    rules: ['origin/record-mismatch'],
    reason: 'the wheel was changed after its list of files was made',
  },
  {
    name: 'click 8.1.7 with one .pth that RECORD does not list',
    facts: [
      artifact({
        subject: wheel('click', '8.1.7', 'py3-none-any'),
        metadata: says('click', '8.1.7', {
          licenceExpression: 'BSD-3-Clause',
          ...record('click-8.1.7', 21, { path: 'click.pth', what: 'not-listed' }),
        }),
      }),
    ],
    rules: ['origin/record-mismatch'],
    reason: 'a file that runs at every start of Python was put in after the build',
  },
  {
    name: 'six 1.16.0 with another six.py than RECORD lists',
    facts: [
      artifact({
        subject: wheel('six', '1.16.0', 'py2.py3-none-any'),
        metadata: says('six', '1.16.0', { licenceExpression: 'MIT', ...record('six-1.16.0', 6, { path: 'six.py', what: 'hash' }) }),
      }),
    ],
    rules: ['origin/record-mismatch'],
    reason: 'the module is not the one that was built',
  },
  {
    name: 'lxml 5.3.0 without a library that RECORD lists',
    facts: [
      artifact({
        subject: wheel('lxml', '5.3.0'),
        metadata: says('lxml', '5.3.0', {
          licenceExpression: 'BSD-3-Clause',
          ...record('lxml-5.3.0', 152, { path: 'lxml/etree.cpython-312-x86_64-linux-gnu.so', what: 'not-there' }),
        }),
      }),
    ],
    rules: ['origin/record-mismatch'],
    reason: 'what is missing was taken out after the build',
  },
  {
    name: 'pillow 11.0.0 with liblzma 5.6.1 in pillow.libs',
    facts: [
      artifact({
        subject: wheel('pillow', '11.0.0'),
        metadata: says('pillow', '11.0.0', { licenceExpression: 'MIT-CMU' }),
        components: [liblzma('5.6.1', 'pillow.libs/liblzma-13fa198c.so.5.6.1')],
      }),
    ],
    rules: ['bundled/known-bad'],
    reason: 'CVE-2024-3094, the backdoor of xz 5.6',
  },
  {
    name: 'h5py 3.11.0 with liblzma 5.6.0 linked in',
    facts: [
      artifact({
        subject: wheel('h5py', '3.11.0'),
        metadata: says('h5py', '3.11.0', { licenceExpression: 'BSD-3-Clause' }),
        components: [liblzma('5.6.0', 'h5py/_proxy.cpython-312-x86_64-linux-gnu.so', 'static')],
      }),
    ],
    rules: ['bundled/known-bad'],
    reason: 'CVE-2024-3094, linked in, where no file name shows it',
  },
  {
    name: "Debian's liblzma5 5.6.1-1, as it was in its unstable release",
    facts: [
      artifact({
        subject: { path: 'liblzma5_5.6.1-1_amd64.deb', format: 'deb', purl: 'pkg:deb/debian/liblzma5@5.6.1-1?arch=amd64' },
        components: [liblzma('5.6.1', 'usr/lib/x86_64-linux-gnu/liblzma.so.5.6.1')],
      }),
    ],
    rules: ['bundled/known-bad'],
    reason: 'CVE-2024-3094: that it is the package itself does not make it better',
  },
  {
    name: 'zstd-jni 1.5.6-5 with xz 5.6.1 beside zstd',
    facts: [
      artifact({
        subject: { path: 'zstd-jni-1.5.6-5.jar', format: 'jar', purl: 'pkg:maven/com.github.luben/zstd-jni@1.5.6-5' },
        components: [liblzma('5.6.1', 'linux/amd64/libzstd-jni-1.5.6-5.so', 'static')],
      }),
    ],
    rules: ['bundled/known-bad'],
    reason: 'CVE-2024-3094 in a jar',
  },
  {
    name: 'ibm_db 3.3.0: Apache-2.0 by its metadata, the IBM clidriver inside',
    facts: [
      artifact({
        subject: wheel('ibm_db', '3.3.0'),
        metadata: says('ibm_db', '3.3.0', { licenceExpression: 'Apache-2.0' }),
        components: [
          component('ibm-clidriver', {
            name: 'IBM clidriver',
            category: 'proprietary-redistributable',
            licence: 'LicenseRef-IBM-clidriver',
            confidence: 'likely',
            paths: ['clidriver/lib/libdb2.so.1'],
            evidence: [{ kind: 'soname', path: 'clidriver/lib/libdb2.so.1', value: 'libdb2.so.1' }],
          }),
        ],
      }),
    ],
    rules: ['proprietary/hidden-by-metadata'],
    reason: 'who reads the metadata passes proprietary code on without knowing',
  },
  {
    name: 'triton 3.0.0: MIT by its classifiers, ptxas inside',
    facts: [
      artifact({
        subject: wheel('triton', '3.0.0'),
        metadata: says('triton', '3.0.0', { licenceExpression: 'MIT', classifiers: ['License :: OSI Approved :: MIT License'] }),
        components: [
          component('cuda-ptxas', {
            name: 'ptxas',
            category: 'proprietary-redistributable',
            licence: 'LicenseRef-NVIDIA-CUDA',
            paths: ['triton/backends/nvidia/bin/ptxas'],
            evidence: [{ kind: 'string', path: 'triton/backends/nvidia/bin/ptxas', value: 'Copyright (c) 2005-%s NVIDIA Corporation' }],
          }),
        ],
      }),
    ],
    rules: ['proprietary/hidden-by-metadata'],
    reason: 'MIT covers none of the three NVIDIA programs',
  },
  {
    name: 'lightgbm 4.5.0 built against MKL: MIT by its metadata',
    facts: [
      artifact({
        subject: wheel('lightgbm', '4.5.0', 'py3-none-manylinux_2_28_x86_64'),
        metadata: says('lightgbm', '4.5.0', { licenceExpression: 'MIT' }),
        components: [
          component('intel-mkl', {
            name: 'Intel MKL',
            how: 'static',
            category: 'proprietary-redistributable',
            licence: 'LicenseRef-Intel-Simplified',
            paths: ['lightgbm/lib/lib_lightgbm.so'],
            evidence: [{ kind: 'symbol', path: 'lightgbm/lib/lib_lightgbm.so', value: 'mkl_blas_dgemm', count: 25125 }],
          }),
        ],
      }),
    ],
    rules: ['proprietary/hidden-by-metadata'],
    reason: 'proprietary code linked in, which neither a file name nor the metadata shows',
  },
  ...(
    [
      ['gurobi', 'Gurobi Optimizer', 'gurobipy', '11.0.3', 'gurobipy/.libs/libgurobi110.so'],
      ['ibm-cplex', 'IBM ILOG CPLEX', 'cplex', '22.1.1.2', 'cplex/_internal/libcplex2211.so'],
      ['mosek', 'MOSEK', 'Mosek', '10.2.5', 'mosek/libmosek64.so.10.2'],
      ['fico-xpress', 'FICO Xpress', 'xpress', '9.4.2', 'xpress/lib/libxprs.so.43'],
      ['sap-hdbcli', 'SAP HANA client', 'hdbcli', '2.22.32', 'pyhdbcli.abi3.so'],
    ] as const
  ).map(
    ([id, name, of, version, path]): LiteralCase => ({
      name: `${of} ${version}: ${name}`,
      facts: [
        artifact({
          subject: wheel(of, version),
          metadata: says(of, version, { licence: 'Other/Proprietary License' }),
          components: [mayNotBePassedOn(id, name, path)],
        }),
      ],
      rules: ['proprietary/no-redistribution'],
      reason: 'its terms do not let it be passed on; who has an agreement writes a waiver that names it',
    }),
  ),
  {
    name: 'torch with a copy of libcuda.so.1',
    facts: [
      artifact({
        subject: wheel('torch', '2.4.0'),
        metadata: says('torch', '2.4.0', { licence: 'NVIDIA Proprietary Software and BSD' }),
        components: [
          component('nvidia-driver', {
            name: 'NVIDIA driver libraries',
            category: 'proprietary-redistributable',
            confidence: 'likely',
            paths: ['torch.libs/libcuda-1f2e3d4c.so.1'],
            evidence: [{ kind: 'soname', path: 'torch.libs/libcuda-1f2e3d4c.so.1', value: 'libcuda.so.1' }],
          }),
        ],
      }),
    ],
    rules: ['proprietary/driver-library'],
    reason: "a driver of another version than the host's fails or crashes",
  },
  {
    name: 'imageio_ffmpeg 0.5.1 with an FFmpeg that calls itself nonfree',
    facts: [
      artifact({
        subject: wheel('imageio_ffmpeg', '0.5.1', 'py3-none-manylinux2010_x86_64'),
        metadata: says('imageio-ffmpeg', '0.5.1', { licenceExpression: 'BSD-2-Clause' }),
        components: [
          component('ffmpeg', {
            how: 'bundled',
            category: 'proprietary-no-redistribution',
            licence: 'LicenseRef-ffmpeg-nonfree',
            paths: ['imageio_ffmpeg/binaries/ffmpeg-linux64-v4.2.2'],
            evidence: [
              { kind: 'string', path: 'imageio_ffmpeg/binaries/ffmpeg-linux64-v4.2.2', value: '--enable-gpl --enable-nonfree --enable-libfdk-aac' },
            ],
          }),
        ],
      }),
    ],
    rules: ['licence/ffmpeg-nonfree', 'proprietary/no-redistribution'],
    reason: 'such a build may not be passed on, by its own words',
  },
  {
    name: 'the requests wheel with a file that its directory does not list',
    facts: [artifact({ subject: wheel('requests', '2.32.3', 'py3-none-any'), problems: [problem('hazard', 'zip-hidden')] })],
    rules: ['archive/hazard'],
    reason: 'one reader installs what another reader does not show',
  },
  {
    name: 'the cfg-if crate with ../../.cargo/config.toml',
    facts: [
      artifact({
        subject: { path: 'cfg-if-1.0.0.crate', format: 'crate', purl: 'pkg:cargo/cfg-if@1.0.0' },
        problems: [problem('hazard', 'name-traversal')],
      }),
    ],
    rules: ['archive/hazard'],
    reason: 'a name that leaves the folder overwrites files of whoever unpacks it',
  },
  {
    name: 'left-pad with a link out of the package',
    facts: [
      artifact({
        subject: { path: 'left-pad-1.3.0.tgz', format: 'npm', purl: 'pkg:npm/left-pad@1.3.0' },
        problems: [problem('hazard', 'link-outside')],
      }),
    ],
    rules: ['archive/hazard'],
    reason: 'what is written through the link lands outside',
  },
  {
    name: 'a commons-csv jar with two entries of one name',
    facts: [
      artifact({
        subject: { path: 'commons-csv-1.11.0.jar', format: 'jar', purl: 'pkg:maven/org.apache.commons/commons-csv@1.11.0' },
        problems: [problem('hazard', 'name-duplicate')],
      }),
    ],
    rules: ['archive/hazard'],
    reason: 'one class loader takes the first, a scanner the last',
  },
  {
    name: 'a zstd Debian package with data.tar twice',
    facts: [
      artifact({
        subject: { path: 'zstd_1.5.4+dfsg2-5_amd64.deb', format: 'deb', purl: 'pkg:deb/debian/zstd@1.5.4%2Bdfsg2-5?arch=amd64' },
        problems: [problem('hazard', 'deb-twice')],
      }),
    ],
    rules: ['archive/hazard'],
    reason: 'dpkg installs one, other readers look at the other',
  },
  {
    name: 'six-1.16.0 whose METADATA says 1.15.0',
    facts: [artifact({ subject: wheel('six', '1.16.0', 'py2.py3-none-any'), problems: [problem('hazard', 'metadata-version-mismatch')] })],
    rules: ['origin/metadata-confusion'],
    reason: 'one tool judges 1.15.0, another installs 1.16.0',
  },
  {
    name: 'left-pad 1.3.0 whose package.json is called right-pad',
    facts: [
      artifact({
        subject: { path: 'left-pad-1.3.0.tgz', format: 'npm', purl: 'pkg:npm/left-pad@1.3.0' },
        problems: [problem('hazard', 'metadata-name-mismatch')],
      }),
    ],
    rules: ['origin/metadata-confusion'],
    reason: 'manifest confusion: the package is not the one that was asked for',
  },
  ...(
    [
      ['axios 1.7.7 in package-lock.json', 'pkg:npm/axios@1.7.7', 'package-lock.json', 'sha512-'],
      ['requests 2.32.3 in uv.lock', 'pkg:pypi/requests@2.32.3', 'uv.lock', 'sha256:'],
      ['serde_derive 1.0.180 in Cargo.lock', 'pkg:cargo/serde_derive@1.0.180', 'Cargo.lock', 'sha256:'],
    ] as const
  ).map(
    ([what, purl, path, algorithm]): LiteralCase => ({
      name: `${what}: same version, other hash`,
      facts: [
        locked({
          lock: { purl, hashes: [`${algorithm}${'ab'.repeat(32)}`] },
          path,
          change: { kind: 'integrity-changed', from: `${algorithm}${'cd'.repeat(32)}` },
        }),
      ],
      rules: ['lock/integrity-changed'],
      reason: 'a release is published once: this is another file under its name',
    }),
  ),
  {
    name: 'package.json asks for left-pad, package-lock.json has none',
    facts: [
      {
        ...artifact(),
        subject: { kind: 'lockfile', path: 'package-lock.json', format: 'package-lock' },
        observations: [{ kind: 'manifest-drift', path: 'package-lock.json', value: 'left-pad is in package.json and not in the lock' }],
      },
    ],
    rules: ['lock/manifest-drift'],
    reason: 'what was reviewed is not what is installed',
  },
  {
    name: 'torch 1.9.0 with a waiver that ended',
    facts: [torch],
    rules: ['origin/record-mismatch'],
    reason: 'a waiver past its day has no force',
    policy:
      'waivers: [{ rule: origin/record-mismatch, subject: "pkg:pypi/torch@1.9.0", reason: "looked at by hand, ticket 9", approver: "@acme/sec", expires: 2026-11-22 }]\n',
  },
  {
    name: 'torch 1.9.0 with a waiver for another content',
    facts: [{ ...torch, subject: { ...torch.subject, sha256: torchHash } as Facts['subject'] }],
    rules: ['origin/record-mismatch'],
    reason: 'a waiver that is bound to a hash covers that file only',
    policy: `waivers: [{ rule: origin/record-mismatch, subject: "pkg:pypi/torch@1.9.0", sha256: ${'ef'.repeat(32)}, reason: "looked at by hand, ticket 9", approver: "@acme/sec", expires: 2027-01-31 }]\n`,
  },
  {
    name: 'torch 1.9.0 with a waiver that nobody explained',
    facts: [torch],
    rules: ['origin/record-mismatch', 'gate/waiver-without-reason'],
    reason: 'an exception without a reason is none',
    policy: 'waivers: [{ rule: origin/record-mismatch, subject: "pkg:pypi/torch@1.9.0", reason: "", expires: 2027-01-31 }]\n',
  },
  {
    name: 'numpy 2.1.0, cut off on its way',
    facts: [artifact({ subject: wheel('numpy', '2.1.0'), problems: [problem('unreadable', 'truncated')] })],
    rules: ['gate/unreadable'],
    reason: 'what was not read was not judged: incomplete is not a pass',
  },
  {
    name: 'an encrypted entry in the pythonnet wheel',
    facts: [artifact({ subject: wheel('pythonnet', '3.0.3', 'py3-none-any'), problems: [problem('unreadable', 'encrypted')] })],
    rules: ['gate/unreadable'],
    reason: 'nobody but the receiver can look inside',
  },
  {
    name: 'a job that looks before it builds',
    facts: [],
    rules: ['gate/nothing-inspected'],
    reason: 'a gate that looks at nothing must not be green',
  },
  {
    name: 'mockserver 5.15.0 with xz 5.6.1 in a native library of the jar',
    facts: [
      artifact({
        subject: { path: 'mockserver-netty-no-dependencies-5.15.0.jar', format: 'jar' },
        native: [so('META-INF/native/libnetty_tcnative_linux_x86_64.so')],
        components: [liblzma('5.6.1', 'META-INF/native/libnetty_tcnative_linux_x86_64.so', 'static')],
      }),
    ],
    rules: ['bundled/known-bad'],
    reason: 'CVE-2024-3094, at whatever depth',
  },
];
