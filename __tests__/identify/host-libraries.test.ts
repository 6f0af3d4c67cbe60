import { hostLibraries } from '../../src/identify/host-libraries.ts';
import { file, type Made } from './made.ts';

const hosts = (files: readonly Made[], path: string, more: { requires?: string[]; links?: string[] } = {}) =>
  hostLibraries({
    native: files.map(file),
    files: (more.links ?? []).map((one) => ({ path: one, size: 0, kind: 'link' })),
    metadata: { requires: more.requires ?? [], installScripts: [] },
    path,
  }).map(({ name, promisedBy }) => `${name} ${promisedBy ?? '-'}`);

const wheel = (tag: string) => `x-1.0-cp312-cp312-${tag}.whl`;

describe('what the host must bring', () => {
  test('torch 1.9.0 needs the C++ runtime, which its tag promises; its own libraries are there by name or SONAME', () => {
    const files = [
      {
        path: 'torch/lib/libtorch_cpu.so',
        needed: ['libc10.so', 'libgomp-a34b3233.so.1', 'libstdc++.so.6', 'libgcc_s.so.1', 'ld-linux-x86-64.so.2', 'libcuda.so.1'],
      },
      { path: 'torch/lib/libc10.so' },
      { path: 'torch/lib/libgomp-a34b3233.so.1', soname: 'libgomp.so.1' },
      { path: 'torch/lib/x.so', needed: ['libgomp.so.1'] },
    ];
    expect(hosts(files, wheel('manylinux1_x86_64'))).toEqual([
      'ld-linux-x86-64.so.2 manylinux_2_5',
      'libcuda.so.1 -',
      'libgcc_s.so.1 manylinux_2_5',
      'libstdc++.so.6 manylinux_2_5',
    ]);
  });

  test('the lowest tag of a name promises; expat from 2.12 on; musl promises little', () => {
    const needs = [{ path: 'a.so', needed: ['libexpat.so.1', 'libz.so.1', 'libpng16.so.16'] }];
    expect(hosts(needs, wheel('manylinux1_x86_64.manylinux_2_5_x86_64'))).toEqual(['libexpat.so.1 -', 'libpng16.so.16 -', 'libz.so.1 manylinux_2_5']);
    expect(hosts(needs, wheel('manylinux_2_17_x86_64.manylinux2014_x86_64'))[0]).toBe('libexpat.so.1 manylinux_2_17');
    expect(hosts([{ path: 'a.so', needed: ['libc.musl-x86_64.so.1', 'libgcc_s.so.1'] }], wheel('musllinux_1_2_x86_64'))).toEqual([
      'libc.musl-x86_64.so.1 musllinux_1_2',
      'libgcc_s.so.1 -',
    ]);
  });

  test('without a tag only glibc itself is the host', () => {
    expect(hosts([{ path: 'a.node', needed: ['libc.so.6', 'libstdc++.so.6'] }], 'a-1.0.tgz')).toEqual(['libc.so.6 linux-glibc', 'libstdc++.so.6 -']);
  });

  test('Android and musl, told by which unversioned names a file needs; addons of Node', () => {
    expect(hosts([{ path: 'a.node', needed: ['libc.so', 'libm.so', 'liblog.so'] }], 'a-1.0.tgz')).toEqual([
      'libc.so android-system',
      'liblog.so android-system',
      'libm.so android-system',
    ]);
    expect(hosts([{ path: 'a.node', needed: ['libc.so'] }], 'a-1.0.tgz')).toEqual(['libc.so linux-musl']);
    expect(hosts([{ path: 'a.node', format: 'pe', needed: ['NODE.EXE'] }], 'a-1.0.tgz')).toEqual(['NODE.EXE node']);
  });

  test('Windows and macOS: the system folders, and the interpreter', () => {
    const pe = {
      path: 'a.pyd',
      format: 'pe',
      needed: ['KERNEL32.dll', 'api-ms-win-crt-heap-l1-1-0.dll', 'VCRUNTIME140.dll', 'python312.dll', 'MSVCP140.dll', 'Own.dll'],
    };
    expect(hosts([pe, { path: 'x/own.dll', format: 'pe' }], wheel('win_amd64'))).toEqual([
      'KERNEL32.dll windows-system',
      'MSVCP140.dll -',
      'VCRUNTIME140.dll cpython',
      'api-ms-win-crt-heap-l1-1-0.dll windows-system',
      'python312.dll cpython',
    ]);
    const macho = {
      path: 'a.so',
      format: 'macho',
      needed: ['/usr/lib/libSystem.B.dylib', '@loader_path/.dylibs/libz.1.dylib', '/opt/homebrew/lib/libpng16.16.dylib'],
    };
    expect(hosts([macho, { path: '.dylibs/libz.1.dylib', format: 'macho' }], wheel('macosx_11_0_arm64'))).toEqual([
      '/opt/homebrew/lib/libpng16.16.dylib -',
      '/usr/lib/libSystem.B.dylib macos-system',
    ]);
  });

  test('a required package brings its library, whatever the number of the toolkit', () => {
    const needs = [{ path: 'a.so', needed: ['libcublas.so.11', 'libcudnn.so.9'] }];
    expect(hosts(needs, wheel('manylinux_2_17_x86_64'), { requires: ['nvidia-cublas-cu11==11.10; platform_system == "Linux"'] })).toEqual([
      'libcublas.so.11 required package nvidia-cublas-cu12',
      'libcudnn.so.9 -',
    ]);
  });

  test('a link with the needed name is enough', () => {
    expect(hosts([{ path: 'l.so', needed: ['libfoo.so.1'] }], 'x.tar.gz', { links: ['lib/libfoo.so.1'] })).toEqual([]);
  });
});
