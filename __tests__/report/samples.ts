// Facts and verdicts as literals, after the real wheels of torch 1.9.0 and torchvision 0.10.0 and a real uv.lock.
import type { Component, Evidences, Facts, Finding, NativeFile, Subject, Verdict } from '../../src/types.ts';

export const lockPath = 'uv.lock';
const sha256 = '1d8139dcc864f48dc316376384f50e47a459284ad1cb84449242f4964e25aaec';

export function nativeFile(path: string, size: number, more: Partial<NativeFile> = {}): NativeFile {
  return {
    path,
    format: 'elf',
    type: 'shared',
    arch: 'x86_64',
    bits: 64,
    endian: 'little',
    size,
    sha256: sha256.replaceAll('1', 'a'),
    needed: [],
    ...more,
  };
}

export function component(id: string, name: string, more: Partial<Component> = {}): Component {
  const paths = more.paths ?? [`lib/${id}.so`];
  const evidence: Evidences = [{ kind: 'file-name', path: paths[0] ?? '', value: id }];
  return { id, name, how: 'bundled', category: 'unknown', confidence: 'likely', paths, evidence, ...more };
}

const linked = (
  id: string,
  name: string,
  path: string,
  symbols: number,
  value: string,
  category: Component['category'],
  licence?: string,
): Component =>
  component(id, name, {
    how: 'static',
    category,
    confidence: 'certain',
    paths: [path],
    evidence: [{ kind: 'symbol', path, value, count: symbols }],
    ...(licence ? { licence } : {}),
  });

const cpu = 'torch/lib/libtorch_cpu.so';
const cuda = 'torch/lib/libtorch_cuda.so';
const secret = 'proprietary-no-redistribution';

export const torch: Facts = {
  subject: {
    kind: 'artifact',
    path: 'dist/torch-1.9.0-cp38-cp38-manylinux1_x86_64.whl',
    format: 'wheel',
    size: 831433581,
    sha256,
    purl: 'pkg:pypi/torch@1.9.0',
    depth: 'full',
  },
  native: [
    nativeFile(cuda, 1159370040, {
      symbolVersions: { GLIBC: '2.14', GLIBCXX: '3.4.18' },
      needed: ['libstdc++.so.6'],
      details: { gpuBytes: 867500000 },
    }),
    nativeFile(cpu, 372500000, { symbolVersions: { GLIBC: '2.14', GLIBCXX: '3.4.19' }, needed: ['libstdc++.so.6'] }),
    nativeFile('torch/lib/libgomp-a34b3233.so.1', 168192, {
      soname: 'libgomp-a34b3233.so.1',
      buildId: '5f4fb88af97be3ecacc71363136bb015b2a07119',
      symbolVersions: { GLIBC: '2.17' },
    }),
    nativeFile('torch/lib/libcudart-80664282.so.10.2', 527776, { soname: 'libcudart.so.10.2' }),
    nativeFile('torch/bin/protoc', 4991968, { type: 'executable' }),
  ],
  bytecode: [],
  components: [
    component('cuda-cudart', 'libcudart', {
      version: '10.2',
      category: 'proprietary-redistributable',
      paths: ['torch/lib/libcudart-80664282.so.10.2'],
    }),
    component('cuda-nvtoolsext', 'libnvToolsExt', {
      category: 'proprietary-redistributable',
      confidence: 'by-name',
      paths: ['torch/lib/libnvToolsExt-3965bdd0.so.1'],
    }),
    component('intel-mkl', 'Intel MKL', {
      how: 'static',
      category: 'proprietary-redistributable',
      licence: 'LicenseRef-Intel-Simplified',
      confidence: 'certain',
      paths: [cpu],
      evidence: [
        { kind: 'symbol', path: cpu, value: 'mkl_avx_c_all_gemm_ker', count: 25125 },
        { kind: 'string', path: cpu, value: 'Intel(R) Math Kernel Library Version ', offset: 0xfde3a3c },
      ],
    }),
    linked('cudnn', 'cuDNN', cuda, 703, 'cudnnCreate', secret),
    linked('cusolver', 'cuSOLVER', cuda, 377, 'cusolverDnCreate', secret),
    component('libgomp', 'libgomp', {
      category: 'runtime-exception',
      licence: 'GPL-3.0-or-later WITH GCC-exception-3.1',
      confidence: 'certain',
      paths: ['torch/lib/libgomp-a34b3233.so.1'],
      evidence: [
        { kind: 'build-id', path: 'torch/lib/libgomp-a34b3233.so.1', value: '5f4fb88af97be3ecacc71363136bb015b2a07119' },
        { kind: 'soname', path: 'torch/lib/libgomp-a34b3233.so.1', value: 'libgomp-a34b3233.so.1' },
      ],
    }),
    linked('onnx', 'onnx', cpu, 2910, 'onnx_torch9_Foo', 'permissive', 'Apache-2.0'),
    linked('sleef', 'Sleef', cpu, 921, 'Sleef_sind1_u10', 'permissive', 'BSL-1.0'),
    linked('xnnpack', 'XNNPACK', cpu, 68, 'xnn_initialize', 'permissive', 'BSD-3-Clause'),
    linked('magma', 'MAGMA', cuda, 918, 'magma_init', 'permissive', 'BSD-3-Clause'),
  ],
  hostLibraries: [
    { name: 'libcuda.so.1', neededBy: ['torch/lib/libcaffe2_nvrtc.so'] },
    { name: 'libstdc++.so.6', neededBy: [cpu, cuda], promisedBy: 'manylinux1' },
  ],
  packages: [],
  metadata: {
    name: 'torch',
    version: '1.9.0',
    licence: 'BSD-3',
    requires: ['typing-extensions'],
    installScripts: [],
    platforms: ['cp38-cp38-manylinux1_x86_64'],
    repository: 'https://github.com/pytorch/pytorch',
    record: { path: 'torch-1.9.0.dist-info/RECORD', listed: 3154, mismatches: [] },
    licenceTexts: [
      { path: 'torch-1.9.0.dist-info/LICENSE', ids: ['BSD-3-Clause'] },
      { path: 'torch-1.9.0.dist-info/NOTICE', ids: [] },
    ],
  },
  source: { status: 'absent', reason: 'the index has 0 source archives for 1.9.0', where: [] },
  contents: {
    files: 3154,
    packed: 830800000,
    unpacked: 1767185424,
    kinds: [
      { kind: 'native code', files: 24, packed: 824500000, unpacked: 1740000000 },
      { kind: 'Python', files: 1291, packed: 3000000, unpacked: 13600000 },
      { kind: 'C and C++ headers', files: 1599, packed: 2500000, unpacked: 12000000 },
      { kind: 'other', files: 240, packed: 800000, unpacked: 1585424 },
    ],
    largest: [
      { path: cuda, packed: 667700000, unpacked: 1159370040, kind: 'native code' },
      { path: cpu, packed: 105600000, unpacked: 372500000, kind: 'native code' },
      { path: 'torch/lib/libcudart-80664282.so.10.2', packed: 150000, unpacked: 527776, kind: 'native code' },
    ],
  },
  problems: [
    { path: cuda, code: 'gpu-code', kind: 'skipped', message: '.nv_fatbin (GPU code) is measured only' },
    { path: 'caffe2/a.zip', code: 'test-data', kind: 'skipped', message: 'a zip archive of test data: listed' },
    { path: 'caffe2/b.zip', code: 'test-data', kind: 'skipped', message: 'a zip archive of test data: listed' },
  ],
};

function locked(name: string, version: string, line: number, wayIn: string[], change: 'added' | 'unchanged' = 'added'): Facts {
  const purl = `pkg:pypi/${name}@${version}`;
  return {
    subject: {
      kind: 'locked-package',
      purl,
      path: lockPath,
      at: { path: lockPath, line, column: 1 },
      depth: 'index',
      ...(wayIn.length === 1 ? { direct: true } : {}),
    },
    native: [],
    bytecode: [],
    components: [],
    hostLibraries: [],
    packages: [],
    problems: [],
    wayIn,
    change: { kind: change },
  };
}

export const torchvisionLocked = locked('torchvision', '0.10.0', 135, ['torchvision@0.10.0']);
export const torchLocked = locked('torch', '1.9.0', 121, ['torchvision@0.10.0', 'torch@1.9.0']);
export const requestsLocked = locked('requests', '2.32.0', 60, ['requests@2.32.0'], 'unchanged');

export const lockfile: Facts = {
  subject: { kind: 'lockfile', path: lockPath, format: 'uv-lock' },
  native: [],
  bytecode: [],
  components: [],
  hostLibraries: [],
  problems: [],
  packages: [
    {
      name: 'requests',
      version: '2.32.0',
      purl: 'pkg:pypi/requests@2.32.0',
      line: 60,
      column: 1,
      resolved: { kind: 'registry' },
      hashes: [],
      scopes: [],
      requiredBy: ['.'],
      files: [
        { name: 'requests-2.32.0.tar.gz', kind: 'source', hash: 'sha256:00' },
        { name: 'requests-2.32.0-py3-none-any.whl', kind: 'pure', hash: 'sha256:01' },
      ],
      binaryOnly: false,
    },
    {
      name: 'torch',
      version: '1.9.0',
      purl: 'pkg:pypi/torch@1.9.0',
      line: 121,
      column: 1,
      resolved: { kind: 'registry' },
      hashes: [],
      scopes: [],
      requiredBy: ['torchvision@0.10.0'],
      files: [{ name: 'torch-1.9.0-cp38-cp38-manylinux1_x86_64.whl', kind: 'binary', hash: `sha256:${sha256}` }],
      binaryOnly: true,
    },
    {
      name: 'torchvision',
      version: '0.10.0',
      purl: 'pkg:pypi/torchvision@0.10.0',
      line: 135,
      column: 1,
      resolved: { kind: 'registry' },
      hashes: [],
      scopes: [],
      requiredBy: ['.'],
      binaryOnly: true,
    },
  ],
};

export function finding(rule: string, of: Facts, more: Partial<Finding> = {}): Finding {
  const { subject } = of;
  const at = subject.kind === 'locked-package' ? subject.at : { path: subject.path };
  const path = at.path;
  return {
    rule,
    subject,
    level: 'error',
    outcome: 'violated',
    messageId: 'found',
    message: `${rule} was found here.`,
    title: `${rule} found`,
    at,
    evidence: [{ kind: 'lock-entry', path, value: 'name = "torch"' }],
    confidence: 'certain',
    wayIn: of.wayIn ?? [],
    wayOut: 'Use a build whose source is published.',
    fingerprint: fingerprintOf(`${rule} ${JSON.stringify(subject)} ${more.title ?? ''}`),
    ...more,
  };
}

/** 16 hex digits that differ where the text differs (FNV-1a, twice). */
function fingerprintOf(text: string): string {
  const hash = (seed: number) => [...text].reduce((sum, letter) => Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0, seed);
  return [hash(0x811c9dc5), hash(0x1234567)].map((half) => half.toString(16).padStart(8, '0')).join('');
}

export const policyLine = (line: number) => ({ path: 'sourcegate.yml', line });

export function verdictOf(findings: readonly Finding[], more: Partial<Verdict> = {}): Verdict {
  const inForce = findings.filter((each) => !each.waiver && !each.baseline);
  const of = (level: string) => inForce.filter((each) => each.outcome === 'violated' && each.level === level).length;
  const unknown = inForce.filter((each) => each.outcome === 'unknown').length;
  const errors = of('error');
  return {
    facts: [lockfile, torchLocked, torchvisionLocked, requestsLocked],
    findings,
    exitCode: errors > 0 ? 1 : unknown > 0 ? 3 : 0,
    status: errors > 0 ? 'blocked' : unknown > 0 ? 'incomplete' : 'clear',
    counts: {
      errors,
      warnings: of('warning'),
      notes: of('note'),
      unknown,
      waived: findings.filter((each) => each.waiver).length,
      baseline: findings.filter((each) => each.baseline).length,
    },
    notInspected: [],
    policy: 'sourcegate.yml of main',
    remarks: [],
    ...more,
  };
}

export const blocked: Verdict = verdictOf(
  [
    finding('source/binary-only', torchLocked, {
      title: 'torch 1.9.0: no source release, only wheels',
      message: 'The lock lists 4 wheels and no source archive for torch 1.9.0; the index has none either.',
      policyLine: policyLine(10),
    }),
    finding('source/binary-only', torchvisionLocked, {
      title: 'torchvision 0.10.0: no source release, only wheels',
      message: 'The lock lists 3 wheels and no source archive for torchvision 0.10.0.',
      policyLine: policyLine(10),
    }),
    finding('proprietary/static', torchLocked, {
      title: 'torch 1.9.0: Intel MKL is linked into libtorch_cpu.so',
      message: 'torch/lib/libtorch_cpu.so defines 25,125 mkl_ symbols.',
      policyLine: policyLine(12),
      evidence: [
        { kind: 'symbol', path: cpu, value: 'mkl_avx_c_all_gemm_ker', count: 25125 },
        { kind: 'string', path: cpu, value: 'Intel(R) Math Kernel Library Version ', offset: 0xfde3a3c },
      ],
      wayOut: 'A build with another BLAS.',
    }),
    finding('licence/corresponding-source-missing', torchLocked, { level: 'warning', title: 'torch 1.9.0: libgomp without a pointer to its source' }),
    finding('proprietary/library', requestsLocked, { level: 'note', title: 'requests 2.32.0: 1 library' }),
    finding('proprietary/library', torchvisionLocked, {
      level: 'warning',
      waiver: {
        rule: 'proprietary/library',
        subject: 'pkg:pypi/torchvision@0.10.0',
        reason: 'ticket 214',
        approver: '@acme/licensing',
        expires: '2027-01-31',
        at: policyLine(21),
      },
    }),
    finding('bundled/undeclared', torchLocked, { level: 'warning', baseline: true }),
  ],
  { notInspected: [{ path: 'torch/lib/libtorch_cuda.so', reason: '.nv_fatbin (GPU code) is measured only' }] },
);

export const clear: Verdict = verdictOf([]);
export const incomplete: Verdict = verdictOf([
  finding(
    'gate/unreadable',
    { ...torch, subject: { ...(torch.subject as Extract<Subject, { kind: 'artifact' }>) } },
    {
      outcome: 'unknown',
      title: 'torch-1.9.0-cp38-cp38-manylinux1_x86_64.whl is cut off',
      message: 'ends at byte 415,236,096 of 831,433,581: the list of files is at the end',
    },
  ),
]);
