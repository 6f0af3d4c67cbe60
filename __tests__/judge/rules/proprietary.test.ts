import { driverLibrary } from '../../../src/judge/rules/proprietary/driver-library.ts';
import { hiddenByMetadata } from '../../../src/judge/rules/proprietary/hidden-by-metadata.ts';
import { proprietaryLibrary } from '../../../src/judge/rules/proprietary/library.ts';
import { noRedistribution } from '../../../src/judge/rules/proprietary/no-redistribution.ts';
import { noticeMissing } from '../../../src/judge/rules/proprietary/notice-missing.ts';
import { proprietaryStatic } from '../../../src/judge/rules/proprietary/static.ts';
import { artifact, component, metadata, testRule } from '../support.ts';

const cudart = component('nvidia-cudart', {
  name: 'NVIDIA CUDA Runtime',
  version: '10.2',
  category: 'proprietary-redistributable',
  licence: 'LicenseRef-NVIDIA-CUDA-EULA',
  paths: ['torch/lib/libcudart-80664282.so.10.2'],
});
const mkl = component('intel-mkl', {
  name: 'Intel MKL',
  how: 'static',
  category: 'proprietary-redistributable',
  licence: 'LicenseRef-Intel-Simplified',
  paths: ['torch/lib/libtorch_cpu.so'],
  evidence: [
    { kind: 'symbol', path: 'torch/lib/libtorch_cpu.so', value: 'mkl_avx_c_all_gemm_ker', count: 25125 },
    { kind: 'string', path: 'torch/lib/libtorch_cpu.so', value: 'Intel(R) Math Kernel Library Version ', offset: 0xfde3a3c },
  ],
});
const msvc = component('ms-msvcp', { category: 'proprietary-redistributable', paths: ['numpy.libs/msvcp140.dll'] });
const gurobi = component('gurobi', {
  name: 'Gurobi',
  category: 'proprietary-no-redistribution',
  licence: 'LicenseRef-Gurobi',
  paths: ['gurobipy/libgurobi110.so'],
});

testRule(proprietaryLibrary, {
  pass: [
    { name: 'free libraries', facts: artifact({ components: [component('openblas')] }) },
    { name: 'linked in is proprietary/static', facts: artifact({ components: [mkl] }) },
    { name: 'the C++ runtime of Microsoft has its own switch', facts: artifact({ components: [msvc] }) },
    { name: 'only named in an SBOM', facts: artifact({ components: [{ ...cudart, how: 'declared', declaredBy: ['a.cdx.json'] }] }) },
    { name: 'listed under allow', facts: artifact({ components: [cudart] }), options: { allow: ['nvidia-cudart'] } },
  ],
  fail: [
    { name: 'torch 1.9.0', facts: artifact({ components: [cudart] }), finds: ['bundled'], about: ['nvidia-cudart'] },
    {
      name: 'nvidia-cuda-runtime-cu12 is the library itself',
      facts: artifact({
        metadata: metadata({ name: 'nvidia-cuda-runtime-cu12' }),
        components: [{ ...cudart, how: 'declared', declaredBy: ['metadata'] }],
      }),
      finds: ['bundled'],
    },
    { name: 'the runtime of Microsoft, asked for', facts: artifact({ components: [msvc] }), options: { 'msvc-runtime': true }, finds: ['bundled'] },
  ],
});

testRule(proprietaryStatic, {
  pass: [
    { name: 'by name only', facts: artifact({ components: [{ ...mkl, confidence: 'by-name' }] }) },
    { name: 'as a file', facts: artifact({ components: [cudart] }) },
    { name: 'free code linked in', facts: artifact({ components: [component('onnx', { how: 'static' })] }) },
  ],
  fail: [
    {
      name: 'torch 1.9.0: MKL',
      facts: artifact({ subject: { purl: 'pkg:pypi/torch@1.9.0' }, components: [mkl] }),
      finds: ['one'],
      about: ['intel-mkl'],
    },
    {
      name: 'MKL and cuDNN',
      facts: artifact({ components: [{ ...mkl, id: 'nvidia-cudnn', name: 'cuDNN', paths: ['torch/lib/libtorch_cuda.so'] }, mkl] }),
      finds: ['several'],
      about: ['intel-mkl', 'nvidia-cudnn'],
    },
  ],
});

testRule(noRedistribution, {
  pass: [
    { name: 'torch 1.9.0: NVIDIA and Intel may be passed on', facts: artifact({ components: [cudart, mkl] }) },
    { name: 'an agreement exists', facts: artifact({ components: [gurobi] }), options: { allow: ['gurobi'] } },
  ],
  fail: [
    { name: 'a solver', facts: artifact({ components: [gurobi] }), finds: ['inside'], about: ['gurobi'] },
    {
      name: "the solver's own wheel",
      facts: artifact({ metadata: metadata({ name: 'gurobipy' }), components: [{ ...gurobi, how: 'declared', declaredBy: ['metadata'] }] }),
      finds: ['inside'],
    },
    { name: 'only the name says so', facts: artifact({ components: [{ ...gurobi, confidence: 'by-name' }] }), finds: ['name?'] },
  ],
});

testRule(noticeMissing, {
  pass: [
    { name: 'a licence text names it', facts: artifact({ components: [{ ...cudart, declaredBy: ['LICENSES/NVIDIA.txt'] }] }) },
    {
      name: 'mkl: its own text',
      facts: artifact({
        metadata: metadata({ name: 'intel-mkl', licenceTexts: [{ path: 'LICENSE.txt', ids: [] }] }),
        components: [{ ...mkl, how: 'bundled' }],
      }),
    },
    { name: 'the C++ runtime of Microsoft', facts: artifact({ components: [msvc] }) },
    { name: 'linked in by name only', facts: artifact({ components: [{ ...mkl, confidence: 'by-name' }] }) },
  ],
  fail: [{ name: 'torch 1.9.0', facts: artifact({ components: [cudart, mkl] }), finds: ['missing'], about: ['intel-mkl', 'nvidia-cudart'] }],
});

const driver = component('nvidia-driver', {
  category: 'proprietary-redistributable',
  paths: ['demo.libs/libcuda-2e1c5d7b.so.535.104'],
  confidence: 'likely',
});
testRule(driverLibrary, {
  pass: [
    {
      name: 'needed and left to the host',
      facts: artifact({ hostLibraries: [{ name: 'libcuda.so.1', neededBy: ['torch/lib/libcaffe2_nvrtc.so'] }] }),
    },
    { name: 'a stub to link against', facts: artifact({ components: [{ ...driver, paths: ['nvidia/cuda_runtime/lib/stubs/libcuda.so'] }] }) },
  ],
  fail: [
    { name: 'a copy of libcuda', facts: artifact({ components: [driver] }), finds: ['shipped'], about: ['nvidia-driver'] },
    { name: 'by name only', facts: artifact({ components: [{ ...driver, confidence: 'by-name' }] }), finds: ['name?'] },
  ],
});

const apache = metadata({ name: 'ibm_db', licence: 'Apache-2.0', licenceExpression: 'Apache-2.0' });
const clidriver = component('ibm-db2-clidriver', {
  name: 'IBM Db2 clidriver',
  category: 'proprietary-redistributable',
  paths: ['clidriver/lib/libdb2.so.1'],
});
testRule(hiddenByMetadata, {
  pass: [
    { name: 'nothing proprietary', facts: artifact({ metadata: apache, components: [component('zlib')] }) },
    { name: 'the metadata says so', facts: artifact({ metadata: metadata({ licence: 'NVIDIA Proprietary Software' }), components: [cudart] }) },
    {
      name: 'nvidia-nvtx-cu12: Apache and the classifier Other/Proprietary',
      facts: artifact({ metadata: { ...apache, classifiers: ['License :: Other/Proprietary License'] }, components: [cudart] }),
    },
    {
      name: 'an expression with its own reference',
      facts: artifact({ metadata: metadata({ licenceExpression: 'MIT AND LicenseRef-NVIDIA' }), components: [cudart] }),
    },
    { name: 'by name only', facts: artifact({ metadata: apache, components: [{ ...clidriver, confidence: 'by-name' }] }) },
    { name: 'linked in, and only likely', facts: artifact({ metadata: apache, components: [{ ...mkl, confidence: 'likely' }] }) },
    { name: 'no licence declared is licence/missing', facts: artifact({ metadata: metadata(), components: [clidriver] }) },
    { name: 'the C++ runtime of Microsoft', facts: artifact({ metadata: apache, components: [msvc] }) },
  ],
  fail: [
    { name: 'ibm_db 3.3.0', facts: artifact({ metadata: apache, components: [clidriver] }), finds: ['hidden'], about: ['ibm-db2-clidriver'] },
    {
      name: 'torch 1.9.0: BSD-3, and MKL inside',
      facts: artifact({ metadata: metadata({ licence: 'BSD-3' }), components: [mkl] }),
      finds: ['hidden'],
    },
  ],
});
