import fc from 'fast-check';
import { comparable, globToExpression, readLibraryName } from '../../src/identify/names.ts';

describe('names of libraries in packages', () => {
  test.each([
    [
      'numpy.libs/libgfortran-040039e1-0352e75f.so.5.0.0',
      { stem: 'libgfortran', plain: 'libgfortran.so.5.0.0', version: '5.0.0', hashes: ['040039e1', '0352e75f'], grafted: true },
    ],
    [
      'pygame.libs/libSDL2-2-1667c208.0.so.0.2800.4',
      { stem: 'libSDL2-2.0', plain: 'libSDL2-2.0.so.0.2800.4', version: '0.2800.4', hashes: ['1667c208'], grafted: true },
    ],
    [
      'cvxopt.libs/libopenblas-r0-11edc3fa.3.15.so',
      { stem: 'libopenblas-r0.3.15', plain: 'libopenblas-r0.3.15.so', hashes: ['11edc3fa'], grafted: true },
    ],
    ['torch/lib/libgomp-a34b3233.so.1', { stem: 'libgomp', plain: 'libgomp.so.1', version: '1', hashes: ['a34b3233'], grafted: true }],
    ['torchvision/libcudart.3eda8113.so.13', { stem: 'libcudart', plain: 'libcudart.so.13', version: '13', hashes: ['3eda8113'], grafted: true }],
    [
      'numpy.libs/msvcp140-23ebcc0b37c8e3d074511f362feac48b.dll',
      { stem: 'msvcp140', plain: 'msvcp140.dll', hashes: ['23ebcc0b37c8e3d074511f362feac48b'], grafted: true },
    ],
    ['PIL/.dylibs/libz.1.3.1.dylib', { stem: 'libz', plain: 'libz.1.3.1.dylib', version: '1.3.1', hashes: [], grafted: true }],
    ['h5py/.dylibs/libhdf5_hl.200.dylib', { stem: 'libhdf5_hl', plain: 'libhdf5_hl.200.dylib', version: '200', hashes: [], grafted: true }],
    [
      'numpy.libs/libscipy_openblas64_-ff651d7f.so',
      { stem: 'libscipy_openblas64_', plain: 'libscipy_openblas64_.so', hashes: ['ff651d7f'], grafted: true },
    ],
    ['torch/lib/libnvrtc-builtins.so', { stem: 'libnvrtc-builtins', plain: 'libnvrtc-builtins.so', hashes: [], grafted: false }],
    ['discord/bin/libopus-0.x64.dll', { stem: 'libopus-0.x64', plain: 'libopus-0.x64.dll', hashes: [], grafted: false }],
    ['package/lib/libvips-cpp.so.42', { stem: 'libvips-cpp', plain: 'libvips-cpp.so.42', version: '42', hashes: [], grafted: false }],
    ['imageio_ffmpeg/binaries/ffmpeg-linux64-v4.2.2', { stem: 'ffmpeg-linux64-v4.2.2', plain: 'ffmpeg-linux64-v4.2.2', hashes: [], grafted: false }],
  ])('%s', (path, expected) => {
    expect(readLibraryName(path)).toEqual(expected);
  });

  test('a hash is not taken from a name that only looks like one', () => {
    expect(readLibraryName('x/libfoo-deadbeef1.so').hashes).toEqual([]);
    expect(readLibraryName('x/libfoo-DEADBEEF.so').hashes).toEqual([]);
  });

  test('globs match whole names, and those of Windows in any case', () => {
    expect(globToExpression('libz.*').test('libz.so.1')).toBe(true);
    expect(globToExpression('libz.*').test('libzmq.so.5')).toBe(false);
    expect(globToExpression('msvcp[0-9]*.dll').test('MSVCP140.DLL')).toBe(true);
    expect(globToExpression('libstdc++.so*').test('libstdc++.so.6')).toBe(true);
  });

  test('names are compared without case, underscores and the sign of scopes', () => {
    expect(comparable('@Scope/Some_Name.x')).toBe('scope/some-name-x');
  });

  test('no name breaks it, and reading takes no time', () => {
    const start = performance.now();
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (name) => {
        const read = readLibraryName(`a/${name}`);
        return typeof read.stem === 'string' && read.plain.length <= 255;
      }),
      { numRuns: 500 },
    );
    for (const piece of ['-00000000', '.so.1', '.1', 'lib', '-0']) readLibraryName(`a/${piece.repeat(25_000)}`);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
