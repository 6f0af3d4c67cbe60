// "No binary-only dependencies, no proprietary libraries, sources required" as a policy, and what it answers for real packages: their facts
// as inspection and indexes give them, by hand.
import { judge } from '../../src/judge/evaluate.ts';
import type { Facts, Source } from '../../src/types.ts';
import { artifact, component, locked, metadata, policyOf, so, source, today } from './support.ts';

const policy = `version: 1
rules:
  source/binary-only: error       # no binary-only dependencies
  proprietary/*: error            # no proprietary libraries, as files or linked in
  source/missing: error           # sources required ...
  source/contains-prebuilt: error # ... and what is called source is source
`;

const published = source('published');
const inRepository: Source = { ...source('partial', 'its manifest names a repository'), where: [] };
const nvidia = { category: 'proprietary-redistributable', licence: 'LicenseRef-NVIDIA-CUDA' } as const;
const intel = { category: 'proprietary-redistributable', licence: 'LicenseRef-Intel-Simplified' } as const;
const hashes = [`sha256:${'ab'.repeat(32)}`];

const torchInside = {
  native: [so('torch/lib/libtorch_cpu.so'), so('torch/lib/libcudart-80664282.so.10.2')],
  components: [
    component('cuda-cudart', { name: 'libcudart', paths: ['torch/lib/libcudart-80664282.so.10.2'], ...nvidia }),
    component('intel-mkl', {
      name: 'Intel MKL',
      how: 'static',
      paths: ['torch/lib/libtorch_cpu.so'],
      evidence: [{ kind: 'symbol', path: 'torch/lib/libtorch_cpu.so', value: 'mkl_avx_c_all_gemm_ker', count: 25125 }],
      ...intel,
    }),
  ],
  metadata: metadata({ name: 'torch', version: '1.9.0', licence: 'BSD-3' }),
};
const file = (name: string, kind: 'source' | 'binary' | 'pure') => ({ name, kind, hash: hashes[0]! });

const cases: readonly [what: string, facts: Facts, expected: readonly string[]][] = [
  [
    'the wheel of torch 1.9.0: no sdist on the index, MKL and CUDA inside',
    artifact({ subject: { path: 'torch-1.9.0.whl', purl: 'pkg:pypi/torch@1.9.0' }, source: source('absent', '0 source archives'), ...torchInside }),
    ['proprietary/hidden-by-metadata', 'proprietary/library', 'proprietary/notice-missing', 'proprietary/static', 'source/missing'],
  ],
  [
    'torch 1.9.0 in a lock',
    locked({
      lock: { purl: 'pkg:pypi/torch@1.9.0', hashes, files: [file('torch-1.9.0-cp38-cp38-manylinux1_x86_64.whl', 'binary')], binaryOnly: true },
      source: source('absent', '0 source archives'),
    }),
    ['source/binary-only'],
  ],
  [
    'the wheel of numpy 2.1.0: its sdist is published, nothing proprietary inside',
    artifact({
      subject: { path: 'numpy-2.1.0.whl', purl: 'pkg:pypi/numpy@2.1.0' },
      source: published,
      native: [so('numpy/_core/_multiarray_umath.so')],
      components: [component('openblas', { paths: ['numpy.libs/libscipy_openblas64_-ff651d7f.so'] })],
    }),
    [],
  ],
  [
    'numpy 2.1.0 in a lock: wheels and an sdist',
    locked({
      lock: { purl: 'pkg:pypi/numpy@2.1.0', hashes, files: [file('numpy-2.1.0.tar.gz', 'source'), file('numpy-2.1.0-cp312.whl', 'binary')] },
    }),
    [],
  ],
  ['the wheel of requests 2.32.3: no native code, so it is its own source', artifact({ subject: { purl: 'pkg:pypi/requests@2.32.3' } }), []],
  [
    'libgomp1 from Debian, with the archive asked: gcc-12 is there',
    artifact({
      subject: { path: 'libgomp1_12.2.0-14+deb12u1_amd64.deb', format: 'deb', purl: 'pkg:deb/debian/libgomp1@12.2.0-14' },
      source: published,
      native: [so('usr/lib/x86_64-linux-gnu/libgomp.so.1.0.0')],
    }),
    [],
  ],
  [
    'libgomp1 from Debian, nobody asked: an open question, not a pass',
    artifact({
      subject: { path: 'libgomp1_12.2.0-14+deb12u1_amd64.deb', format: 'deb', purl: 'pkg:deb/debian/libgomp1@12.2.0-14' },
      source: source('unknown', 'the archive of its distribution was not asked'),
      native: [so('usr/lib/x86_64-linux-gnu/libgomp.so.1.0.0')],
    }),
    ['source/missing?'],
  ],
  ['the crate cfg-if 1.0.0', artifact({ subject: { path: 'cfg-if-1.0.0.crate', format: 'crate', purl: 'pkg:cargo/cfg-if@1.0.0' } }), []],
  [
    'the crate serde_derive 1.0.180: a program that was built elsewhere',
    artifact({
      subject: { path: 'serde_derive-1.0.180.crate', format: 'crate', purl: 'pkg:cargo/serde_derive@1.0.180' },
      native: [so('serde_derive-1.0.180/serde_derive-x86_64-unknown-linux-gnu', { type: 'executable' })],
    }),
    ['source/contains-prebuilt'],
  ],
  [
    'zstd-jni 1.5.6-5 in a lock: its -sources.jar is published',
    locked({ lock: { purl: 'pkg:maven/com.github.luben/zstd-jni@1.5.6-5', hashes }, source: published, path: 'gradle.lockfile' }),
    [],
  ],
  [
    'the jar jcc 11.5.9.0: classes, no -sources.jar, no repository',
    artifact({
      subject: { path: 'jcc-11.5.9.0.jar', format: 'jar', purl: 'pkg:maven/com.ibm.db2/jcc@11.5.9.0' },
      source: source('absent', 'no sources jar'),
      bytecode: [{ path: '', format: 'class', count: 2231, versions: { '52': 2231 }, withoutSource: 2231 }],
    }),
    ['source/missing'],
  ],
  [
    '@esbuild/linux-x64 0.23.1 in a lock: one program, its source in the repository that the manifest names',
    locked({
      lock: { purl: 'pkg:npm/%40esbuild/linux-x64@0.23.1', hashes, compiled: 'os/cpu/libc limits', platform: { os: ['linux'], cpu: ['x64'] } },
      source: inRepository,
      path: 'package-lock.json',
    }),
    [],
  ],
  [
    '@esbuild/linux-x64 0.23.1, nobody asked: an open question',
    locked({
      lock: { purl: 'pkg:npm/%40esbuild/linux-x64@0.23.1', hashes, compiled: 'os/cpu/libc limits', platform: { os: ['linux'], cpu: ['x64'] } },
      path: 'package-lock.json',
    }),
    ['source/binary-only?'],
  ],
];

test('three sentences are at most eight lines', () => {
  expect(policy.trimEnd().split('\n').length).toBeLessThanOrEqual(8);
});

test.each(cases)('%s', (_, facts, expected) => {
  const { findings, status } = judge([facts], policyOf(policy), { today });
  expect(findings.map(({ rule, outcome }) => (outcome === 'unknown' ? `${rule}?` : rule)).sort()).toEqual(expected);
  const isOpen = expected.every((each) => each.endsWith('?'));
  expect(status).toBe(expected.length === 0 ? 'clear' : isOpen ? 'incomplete' : 'blocked');
});
