// What the preset `pypi-ml` must let pass: real Python packages that machine-learning projects install every day. Written before the
// preset was run over any of them. `inCorpus` are ids of the corpus' manifest (scripts/policy-corpus.ts runs them, without an index:
// questions that only an index answers stay open and must not block); `literal` are their facts by hand, from what independent tools say.
import type { Component, Facts, HostLibrary, Metadata, NativeFile } from '../../../src/types.ts';
import { artifact, component, locked, metadata, so, source } from '../support.ts';

export const inCorpus: readonly { id: string; reason: string }[] = [
  { id: 'torch-1.9.0-cp38-cp38-manylinux1_x86_64', reason: 'the stack that this preset is for; METADATA alone differs from RECORD' },
  { id: 'triton-3.0.0-1-cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64', reason: 'needed by torch; NVIDIA programs that may be passed on' },
  { id: 'nvidia_cuda_runtime_cu12-12.4.127-py3-none-manylinux2014_x86_64', reason: 'proprietary, may be passed on, says so' },
  { id: 'nvidia_nvtx_cu12-12.4.127-py3-none-manylinux2014_x86_64', reason: 'proprietary by its metadata, may be passed on' },
  { id: 'mkl-2024.2.1-py2.py3-none-manylinux1_x86_64', reason: 'Intel Simplified licence, text inside' },
  { id: 'intel_openmp-2024.2.1-py2.py3-none-manylinux1_x86_64', reason: "Intel's terms, text inside" },
  { id: 'numpy-2.1.0-cp312-cp312-manylinux_2_17_x86_64', reason: 'healthy; libgfortran and libquadmath under the runtime exception and LGPL' },
  { id: 'numpy-2.1.0-cp312-cp312-macosx_11_0_arm64', reason: 'healthy' },
  { id: 'numpy-2.1.0-cp312-cp312-win_amd64', reason: 'healthy; the Microsoft C++ runtime rides along' },
  { id: 'h5py-3.11.0-cp312-cp312-manylinux_2_17_x86_64', reason: 'healthy; bundled HDF5' },
  { id: 'h5py-3.11.0-cp312-cp312-macosx_11_0_arm64', reason: 'healthy; bundled HDF5' },
  { id: 'lightgbm-4.5.0-py3-none-manylinux_2_28_x86_64', reason: 'healthy' },
  { id: 'sentencepiece-0.2.0-cp312-cp312-manylinux_2_17_x86_64', reason: 'healthy; protobuf and abseil linked in' },
  { id: 'pillow-11.0.0-cp312-cp312-manylinux_2_28_x86_64', reason: 'healthy' },
  { id: 'pillow-11.0.0-cp312-cp312-macosx_11_0_arm64', reason: 'healthy' },
  { id: 'pillow-13.0.0-cp312-cp312-manylinux_2_27_x86_64.manylinux_2_28_x86_64', reason: 'healthy, with SBOM' },
  { id: 'lxml-5.3.0-cp312-cp312-manylinux_2_28_x86_64', reason: 'healthy; libxml2 linked in' },
  { id: 'pyzmq-26.2.0-cp312-cp312-manylinux_2_28_x86_64', reason: 'notebooks need it; libzmq and libsodium inside' },
  { id: 'pydantic_core-2.50.4-cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64', reason: 'healthy; Rust, with SBOM' },
  { id: 'markupsafe-3.0.2-cp312-cp312-manylinux_2_17_x86_64', reason: 'healthy' },
  { id: 'markupsafe-3.0.2-cp312-cp312-musllinux_1_2_x86_64', reason: 'healthy' },
  { id: 'pyyaml-6.0.2-cp312-cp312-manylinux_2_17_x86_64', reason: 'healthy' },
  { id: 'pyyaml-6.0.2-cp312-cp312-musllinux_1_1_x86_64', reason: 'healthy' },
  { id: 'requests-2.32.3-py3-none-any', reason: 'pure Python' },
  { id: 'sdist-requests-2.32.3', reason: 'pure Python, as source' },
  { id: 'six-1.16.0-py2.py3-none-any', reason: 'one module' },
  { id: 'sdist-six-1.16.0', reason: 'one module, as source' },
  { id: 'click-8.1.7-py3-none-any', reason: 'pure Python' },
  { id: 'prometheus_client-0.16.0-py3-none-any', reason: 'pure Python with its .pyc files' },
  { id: 'py4j-0.10.9.7-py2.py3-none-any', reason: 'the bridge of pyspark; its jar rides along' },
  { id: 'jpype1-1.5.0-cp312-cp312-manylinux_2_17_x86_64', reason: 'a bridge to Java; its jar rides along' },
  { id: 'cryptography-50.0.2-cp311-abi3-manylinux_2_28_x86_64', reason: 'healthy; OpenSSL 3 linked in' },
  { id: 'cryptography-43.0.0-cp39-abi3-musllinux_1_2_x86_64', reason: 'healthy; OpenSSL 3 linked in, libgcc_s rides along' },
  { id: 'bcrypt-4.2.0-cp39-abi3-manylinux_2_28_x86_64', reason: 'healthy; Rust' },
  { id: 'brotli-1.1.0-cp312-cp312-manylinux_2_17_x86_64', reason: 'healthy' },
  { id: 'cmake-3.30.2-py3-none-manylinux_2_17_x86_64', reason: 'a build tool; its parts are linked in' },
  { id: 'ruff-0.17.5-py3-none-manylinux_2_17_x86_64', reason: 'a program in a wheel, with SBOM' },
  { id: 'imageio_ffmpeg-0.5.1-py3-none-manylinux2010_x86_64', reason: 'a GPL program beside a BSD package: a warning, no more' },
  { id: 'oracledb-2.4.1-cp312-cp312-manylinux_2_17_x86_64', reason: 'speaks to Oracle; ODPI-C is free, and no Oracle client is inside' },
  { id: 'psycopg_binary-3.2.1-cp312-cp312-musllinux_1_2_x86_64', reason: 'healthy; libpq and its helpers ride along' },
  { id: 'sdist-numpy-1.21.0', reason: 'a left-over object file in the source: a warning, no more' },
  { id: 'sdist-setuptools-75.1.0', reason: 'launchers for Windows in the source: a warning, no more' },
];

interface Literal {
  name: string;
  facts: readonly Facts[];
  reason: string;
}

const pass = (name: string, version: string, reason: string, tag: string, more: Partial<Facts> & { says?: Partial<Metadata> } = {}): Literal => {
  const { says, ...facts } = more;
  const purl = `pkg:pypi/${name.toLowerCase().replaceAll('_', '-')}@${version}`;
  return {
    name: `${name} ${version} (${tag})`,
    reason,
    facts: [
      artifact({
        ...facts,
        subject: { path: `dist/${name}-${version}-${tag}.whl`, purl },
        metadata: metadata({ name, version, platforms: [tag.split('-')[2] ?? tag], ...says }),
      }),
    ],
  };
};
const cp312 = 'cp312-cp312-manylinux_2_17_x86_64';
const pure = 'py3-none-any';
const gone = source('absent', '0 source archives');
const shipped = (id: string, name: string, path: string, more: Partial<Component> = {}): Component =>
  component(id, { name, paths: [path], evidence: [{ kind: 'soname', path, value: path.slice(path.lastIndexOf('/') + 1) }], ...more });
const nvidia: Partial<Component> = { category: 'proprietary-redistributable', licence: 'LicenseRef-NVIDIA-CUDA' };
const intel: Partial<Component> = { category: 'proprietary-redistributable', licence: 'LicenseRef-Intel-Simplified' };
const linked = (id: string, name: string, path: string, value: string, count: number, more: Partial<Component> = {}): Component =>
  component(id, { name, how: 'static', paths: [path], evidence: [{ kind: 'symbol', path, value, count }], ...more });
const inPillow = (file: string): NativeFile => so(`pillow.libs/${file}`, { soname: file });
const cuda: HostLibrary = { name: 'libcuda.so.1', neededBy: ['torch/lib/libcaffe2_nvrtc.so'] };
const own = { licence: 'NVIDIA Proprietary Software', classifiers: ['License :: Other/Proprietary License'] };

export const literal: readonly Literal[] = [
  pass('torch', '1.9.0', 'the stack that this preset is for', 'cp38-cp38-manylinux1_x86_64', {
    says: {
      licence: 'BSD-3',
      classifiers: ['License :: OSI Approved :: BSD License'],
      record: { path: 'torch-1.9.0.dist-info/RECORD', listed: 3154, mismatches: [{ path: 'torch-1.9.0.dist-info/METADATA', what: 'size' }] },
    },
    source: gone,
    native: [
      so('torch/lib/libtorch_cpu.so'),
      so('torch/lib/libtorch_cuda.so', { runpath: ['/usr/local/cuda/lib64'] }),
      so('torch/lib/libgomp-a34b3233.so.1'),
    ],
    components: [
      shipped('cuda-cudart', 'libcudart', 'torch/lib/libcudart-80664282.so.10.2', nvidia),
      shipped('libgomp', 'libgomp', 'torch/lib/libgomp-a34b3233.so.1', {
        category: 'runtime-exception',
        licence: 'GPL-3.0-or-later WITH GCC-exception-3.1',
      }),
      linked('intel-mkl', 'Intel MKL', 'torch/lib/libtorch_cpu.so', 'mkl_avx_c_all_gemm_ker', 25125, intel),
      linked('cudnn', 'cuDNN', 'torch/lib/libtorch_cuda.so', 'cudnnCreate', 703, nvidia),
    ],
    hostLibraries: [cuda],
  }),
  pass('triton', '3.0.0', 'needed by torch', 'cp312-cp312-manylinux2014_x86_64', {
    says: { classifiers: ['License :: OSI Approved :: MIT License'], licenceExpression: 'MIT' },
    source: gone,
    native: [so('triton/_C/libtriton.so'), so('triton/backends/nvidia/bin/ptxas', { type: 'executable' })],
    components: [
      shipped('cuda-ptxas', 'ptxas', 'triton/backends/nvidia/bin/ptxas', nvidia),
      linked('llvm', 'LLVM', 'triton/_C/libtriton.so', '_ZN4llvm', 40000),
    ],
  }),
  pass('nvidia_cuda_runtime_cu12', '12.4.127', 'proprietary, may be passed on, says so', 'py3-none-manylinux2014_x86_64', {
    says: { ...own, licenceTexts: [{ path: 'License.txt', ids: [] }] },
    source: gone,
    native: [so('nvidia/cuda_runtime/lib/libcudart.so.12')],
    components: [shipped('cuda-cudart', 'libcudart', 'nvidia/cuda_runtime/lib/libcudart.so.12', nvidia)],
  }),
  pass('nvidia_nvtx_cu12', '12.4.127', 'proprietary by its metadata', 'py3-none-manylinux2014_x86_64', {
    says: own,
    source: gone,
    native: [so('nvidia/nvtx/lib/libnvToolsExt.so.1')],
    components: [shipped('cuda-nvtoolsext', 'NVTX', 'nvidia/nvtx/lib/libnvToolsExt.so.1', nvidia)],
  }),
  pass('nvidia_cudnn_cu12', '9.1.0.70', 'proprietary, passed on under its own agreement', 'py3-none-manylinux2014_x86_64', {
    says: own,
    source: gone,
    native: [so('nvidia/cudnn/lib/libcudnn.so.9')],
    components: [shipped('cudnn', 'cuDNN', 'nvidia/cudnn/lib/libcudnn.so.9', nvidia)],
  }),
  pass('mkl', '2024.2.1', 'Intel Simplified licence, text inside', 'py2.py3-none-manylinux1_x86_64', {
    says: { licence: 'Intel Simplified Software License', classifiers: ['License :: Other/Proprietary License'] },
    source: gone,
    native: [so('mkl-2024.2.1.data/data/lib/libmkl_core.so.2')],
    components: [shipped('intel-mkl', 'Intel MKL', 'mkl-2024.2.1.data/data/lib/libmkl_core.so.2', intel)],
  }),
  pass('intel_openmp', '2024.2.1', "Intel's terms, text inside", 'py2.py3-none-manylinux1_x86_64', {
    says: { licence: 'Intel End User License Agreement for Developer Tools', classifiers: ['License :: Other/Proprietary License'] },
    source: gone,
    native: [so('intel_openmp-2024.2.1.data/data/lib/libiomp5.so')],
    components: [shipped('intel-openmp', 'Intel OpenMP', 'intel_openmp-2024.2.1.data/data/lib/libiomp5.so', intel)],
  }),
  pass('numpy', '2.1.0', 'healthy; GCC runtimes ride along', cp312, {
    says: { licence: 'Copyright (c) 2005-2024, NumPy Developers.', classifiers: ['License :: OSI Approved :: BSD License'] },
    source: source('published'),
    native: [so('numpy/_core/_multiarray_umath.cpython-312-x86_64-linux-gnu.so'), so('numpy.libs/libgfortran-040039e1-0352e75f.so.5.0.0')],
    components: [
      shipped('libgfortran', 'libgfortran', 'numpy.libs/libgfortran-040039e1-0352e75f.so.5.0.0', {
        category: 'runtime-exception',
        licence: 'GPL-3.0-or-later WITH GCC-exception-3.1',
      }),
      shipped('libquadmath', 'libquadmath', 'numpy.libs/libquadmath-96973f99-934c22de.so.0.0.0', {
        category: 'copyleft-weak',
        licence: 'LGPL-2.1-or-later',
      }),
      shipped('openblas', 'OpenBLAS', 'numpy.libs/libscipy_openblas64_-ff651d7f.so', { licence: 'BSD-3-Clause' }),
    ],
  }),
  pass('numpy', '2.1.0', 'healthy; the Microsoft C++ runtime rides along', 'cp312-cp312-win_amd64', {
    says: { classifiers: ['License :: OSI Approved :: BSD License'] },
    source: source('published'),
    components: [
      shipped('ms-msvcp', 'Microsoft C++ runtime', 'numpy.libs/msvcp140-263139962577ecda4cd9469ca360a746.dll', {
        category: 'proprietary-redistributable',
        licence: 'LicenseRef-MSVC-Runtime',
      }),
    ],
  }),
  pass('scipy', '1.14.1', 'healthy; the same runtimes', cp312, {
    says: { classifiers: ['License :: OSI Approved :: BSD License'] },
    source: source('published'),
    components: [
      shipped('libquadmath', 'libquadmath', 'scipy.libs/libquadmath-96973f99.so.0.0.0', { category: 'copyleft-weak', licence: 'LGPL-2.1-or-later' }),
    ],
  }),
  pass('h5py', '3.11.0', 'healthy; bundled HDF5', cp312, {
    says: { licenceExpression: 'BSD-3-Clause' },
    source: source('published'),
    components: [shipped('hdf5', 'HDF5', 'h5py.libs/libhdf5-4a1d2e6b.so.310.2.0', { licence: 'BSD-3-Clause' })],
  }),
  pass('lightgbm', '4.5.0', 'healthy; libgomp is left to the host', 'py3-none-manylinux_2_28_x86_64', {
    says: { licence: 'The MIT License (MIT)', licenceExpression: 'MIT' },
    native: [so('lightgbm/lib/lib_lightgbm.so', { needed: ['libgomp.so.1'] })],
    hostLibraries: [{ name: 'libgomp.so.1', neededBy: ['lightgbm/lib/lib_lightgbm.so'] }],
  }),
  pass('sentencepiece', '0.2.0', 'healthy; protobuf and abseil linked in', cp312, {
    says: { licence: 'Apache', classifiers: ['License :: OSI Approved :: Apache Software License'] },
    components: [linked('protobuf', 'protobuf', 'sentencepiece/_sentencepiece.cpython-312-x86_64-linux-gnu.so', '_ZN6google8protobuf', 900)],
  }),
  pass('pillow', '11.0.0', 'healthy', 'cp312-cp312-manylinux_2_28_x86_64', {
    says: { licence: 'MIT-CMU', licenceExpression: 'MIT-CMU' },
    native: [inPillow('libwebp-2fd3cdca.so.7.1.9'), inPillow('liblzma-13fa198c.so.5.6.3')],
    components: [
      shipped('libwebp', 'libwebp', 'pillow.libs/libwebp-2fd3cdca.so.7.1.9', { version: '1.4.0' }),
      shipped('xz', 'xz (liblzma)', 'pillow.libs/liblzma-13fa198c.so.5.6.3', { version: '5.6.3' }),
    ],
  }),
  pass(
    'opencv_python_headless',
    '5.0.0',
    'an OpenSSL 1.1.1k that an enterprise distribution may have mended: unknown, not blocked',
    'cp37-abi3-manylinux_2_28_x86_64',
    {
      says: { licence: 'Apache 2.0' },
      components: [shipped('openssl1', 'OpenSSL', 'opencv_python_headless.libs/libcrypto-2facea9c.so.1.1.1k', { version: '1.1.1k' })],
    },
  ),
  pass('lxml', '5.3.0', 'healthy; libxml2 linked in', 'cp312-cp312-manylinux_2_28_x86_64', {
    says: { licenceExpression: 'BSD-3-Clause' },
    components: [linked('libxml2', 'libxml2', 'lxml/etree.cpython-312-x86_64-linux-gnu.so', 'xmlSAX2Characters', 1500)],
  }),
  pass('pyzmq', '26.2.0', 'notebooks need it', 'cp312-cp312-manylinux_2_28_x86_64', {
    says: { licence: 'BSD 3-Clause License' },
    components: [shipped('zeromq', 'ZeroMQ', 'pyzmq.libs/libzmq-1e2d3c4b.so.5.2.5', { category: 'copyleft-weak', licence: 'MPL-2.0' })],
  }),
  pass('tbb', '2021.13.1', 'Intel Simplified licence', 'py2.py3-none-manylinux1_x86_64', {
    says: { licence: 'Intel Simplified Software License', classifiers: ['License :: Other/Proprietary License'] },
    source: gone,
    components: [shipped('intel-tbb', 'Intel TBB', 'tbb-2021.13.1.data/data/lib/libtbb.so.12', intel)],
  }),
  pass('av', '18.1.0', 'FFmpeg with x264 beside BSD-3-Clause: a warning, no more', 'cp311-abi3-manylinux_2_28_x86_64', {
    says: { licenceExpression: 'BSD-3-Clause' },
    components: [
      shipped('x264', 'x264', 'av.libs/libx264-4cd1d2e3.so.165', { category: 'copyleft-strong', licence: 'GPL-2.0-or-later' }),
      shipped('ffmpeg', 'FFmpeg', 'av.libs/libavcodec-1d2c3b4a.so.62', { category: 'copyleft-weak', licence: 'LGPL-3.0-or-later' }),
    ],
  }),
  pass('requests', '2.32.3', 'pure Python', pure, { says: { licenceExpression: 'Apache-2.0' } }),
  pass('six', '1.16.0', 'one module', 'py2.py3-none-any', { says: { licenceExpression: 'MIT' } }),
  pass('click', '8.1.7', 'pure Python', pure, { says: { licenceExpression: 'BSD-3-Clause' } }),
  pass('prometheus_client', '0.16.0', 'pure Python with its .pyc files', pure, {
    says: { licence: 'Apache Software License 2.0' },
    bytecode: [{ path: 'prometheus_client/__pycache__', format: 'pyc', count: 14, versions: { '3.11': 14 }, withoutSource: 0 }],
  }),
  pass('py4j', '0.10.9.7', 'the bridge of pyspark; its jar rides along', 'py2.py3-none-any', {
    says: { licence: 'BSD License' },
    bytecode: [
      { path: 'py4j-0.10.9.7.data/data/share/py4j/py4j0.10.9.7.jar', format: 'class', count: 90, versions: { '52': 90 }, withoutSource: 90 },
    ],
  }),
  pass('cryptography', '50.0.2', 'healthy; OpenSSL 3 linked in', 'cp311-abi3-manylinux_2_28_x86_64', {
    says: { licenceExpression: 'Apache-2.0 OR BSD-3-Clause' },
    components: [
      linked('openssl', 'OpenSSL', 'cryptography/hazmat/bindings/_rust.abi3.so', 'SSL_CTX_new', 5000, { version: '3.5.4', licence: 'Apache-2.0' }),
    ],
  }),
  pass('ruff', '0.17.5', 'a program in a wheel', 'py3-none-manylinux_2_17_x86_64', {
    says: { licenceExpression: 'MIT' },
    native: [so('ruff-0.17.5.data/scripts/ruff', { type: 'executable' })],
  }),
  pass('imageio_ffmpeg', '0.5.1', 'a GPL program beside a BSD package: a warning, no more', 'py3-none-manylinux2010_x86_64', {
    says: { licenceExpression: 'BSD-2-Clause' },
    components: [
      shipped('ffmpeg', 'FFmpeg', 'imageio_ffmpeg/binaries/ffmpeg-linux64-v4.2.2', { category: 'copyleft-strong', licence: 'GPL-3.0-or-later' }),
    ],
  }),
  {
    name: 'a uv.lock with torch 2.4.0 and its NVIDIA wheels',
    reason: 'wheels without source are the normal case here',
    facts: ['torch@2.4.0', 'nvidia-cublas-cu12@12.1.3.1', 'nvidia-cudnn-cu12@9.1.0.70', 'triton@3.0.0'].map((name, index) =>
      locked({
        lock: {
          purl: `pkg:pypi/${name}`,
          hashes: [`sha256:${'ab'.repeat(32)}`],
          files: [{ name: `${name.replace('@', '-')}-cp312-cp312-manylinux1_x86_64.whl`, kind: 'binary', hash: `sha256:${'ab'.repeat(32)}` }],
          binaryOnly: true,
        },
        line: 10 + index,
      }),
    ),
  },
];
