import { isLicenceText, kindOfFile } from '../../../src/inspect/metadata/index.ts';

test.each([
  ['torch/lib/libtorch_cuda.so', 'native code by name'],
  ['pillow.libs/libjpeg-6dc8d115.so.62.4.0', 'native code by name'],
  ['torch/include/ATen/ATen.h', 'C and CUDA headers'],
  ['torch/include/x.cuh', 'C and CUDA headers'],
  ['torch/__init__.py', 'Python'],
  ['package/dist/index.mjs', 'JavaScript'],
  ['package/dist/index.js.map', 'Source maps'],
  ['org/example/A.class', 'Java bytecode'],
  ['torch-1.9.0.dist-info/LICENSE', 'licences'],
  ['torch-1.9.0.dist-info/METADATA', 'package metadata'],
  ['package/LICENSES/vendor-terms.txt', 'licences'],
  ['numpy/src/dragon4_LICENSE.txt', 'licences'],
  ['a/licence.rs', 'Rust'],
  ['a/License.class', 'Java bytecode'],
  ['a/copyright.py', 'Python'],
  ['META-INF/MANIFEST.MF', 'package metadata'],
  ['META-INF/native/libx.so', 'native code by name'],
  ['META-INF/versions/9/module-info.class', 'Java bytecode'],
  ['README.md', 'documents'],
  ['src/Makefile', 'build files'],
  ['data/weights.npz', 'data'],
  ['a/CONSTRUCTOR', 'other'],
  ['x.constructor', 'other'],
  ['', 'other'],
])('%s: %s', (path, kind) => expect(kindOfFile(path)).toBe(kind));

test('what is counted as licences is what is read as one', () => {
  for (const path of ['LICENSE', 'a/dragon4_LICENSE.txt', 'third-party-notices.txt', 'licenses/x', 'license.py', 'README.md'])
    expect(kindOfFile(path) === 'licences').toBe(isLicenceText(path));
});
