import { hostLibraries } from '../../src/identify/host-libraries.ts';
import { file, type Made } from './made.ts';

const hosts = (files: readonly Made[], path: string, more: { requires?: string[]; links?: string[] } = {}) =>
  hostLibraries({
    native: files.map(file),
    files: (more.links ?? []).map((one) => ({ path: one, size: 0, kind: 'link' })),
    metadata: { requires: more.requires ?? [], installScripts: [] },
    path,
  }).map(({ name, promisedBy, inside }) => [name, promisedBy ?? '-', ...(inside === undefined ? [] : ['inside', ...inside])].join(' '));

const wheel = (tag: string) => `x-1.0-cp312-cp312-${tag}.whl`;

describe('what the host must bring', () => {
  test('torch 1.9.0 needs the C++ runtime, which its tag promises; its own libraries are there by name', () => {
    const files = [
      {
        path: 'torch/lib/libtorch_cpu.so',
        rpath: ['$ORIGIN'],
        needed: ['libc10.so', 'libgomp-a34b3233.so.1', 'libstdc++.so.6', 'libgcc_s.so.1', 'ld-linux-x86-64.so.2', 'libcuda.so.1'],
      },
      { path: 'torch/lib/libc10.so' },
      { path: 'torch/lib/libgomp-a34b3233.so.1', soname: 'libgomp.so.1' },
      { path: 'torch/lib/x.so', needed: ['libgomp.so.1', 'libtorch_cpu.so'], rpath: ['$ORIGIN'] },
    ];
    expect(hosts(files, wheel('manylinux1_x86_64'))).toEqual([
      'ld-linux-x86-64.so.2 manylinux_2_5',
      'libcuda.so.1 -',
      'libgcc_s.so.1 manylinux_2_5',
      'libgomp.so.1 - inside torch/lib/libgomp-a34b3233.so.1', // its file has another name; who comes first decides
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
    expect(hosts([pe, { path: 'OWN.dll', format: 'pe' }], wheel('win_amd64'))).toEqual([
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

  test('a library that lies inside, and where no run path leads: the host must have it, or another file has loaded it before', () => {
    const cuda = { path: 'torchvision.libs/libcudart.3eda8113.so.10.2', soname: 'libcudart.so.10.2' };
    const needs = { path: 'torchvision/_C.so', needed: ['libcudart.so.10.2'] };
    expect(hosts([needs, cuda], wheel('linux_x86_64'))).toEqual(['libcudart.so.10.2 - inside torchvision.libs/libcudart.3eda8113.so.10.2']);
    const repaired = { ...needs, needed: ['libcudart.3eda8113.so.10.2'] };
    expect(hosts([{ ...repaired, rpath: ['$ORIGIN/../torchvision.libs'] }, cuda], wheel('linux_x86_64'))).toEqual([]);
    expect(hosts([{ ...repaired, runpath: [['$', '{ORIGIN}/../torchvision.libs/.'].join('')] }, cuda], wheel('linux_x86_64'))).toEqual([]);
    expect(hosts([{ ...repaired, rpath: ['$ORIGIN/../other.libs'] }, cuda], wheel('linux_x86_64'))).toHaveLength(1);
  });

  test('a run path of who loads a file holds for what it loads, unless it has a DT_RUNPATH of its own; loaded once is loaded', () => {
    const [a, b, c] = [
      { path: 'p/a.so', needed: ['libb.so'], rpath: ['$ORIGIN/lib'] },
      { path: 'p/lib/libb.so', needed: ['libc1.so'] },
      { path: 'p/lib/libc1.so', soname: 'libc1.so' },
    ];
    expect(hosts([a, b, c], wheel('linux_x86_64'))).toEqual([]);
    expect(hosts([a, { ...b, runpath: ['/opt'] }, c], wheel('linux_x86_64'))).toEqual(['libc1.so - inside p/lib/libc1.so']);
    const loadsBoth = { path: 'p/a.so', needed: ['libb.so', 'libc1.so'], runpath: ['$ORIGIN/lib'] };
    expect(hosts([loadsBoth, { ...b, runpath: ['/opt'] }, c], wheel('linux_x86_64'))).toEqual([]);
  });

  test('places after installation: .data/data lies three folders above site-packages', () => {
    const library = { path: 'mkl-2024.data/data/lib/libmkl_rt.so.2', soname: 'libmkl_rt.so.2' };
    const from = (rpath: string) => hosts([{ path: 'numpy/_m.so', needed: ['libmkl_rt.so.2'], rpath: [rpath] }, library], wheel('linux_x86_64'));
    expect(from('$ORIGIN/../../../../lib')).toEqual([]);
    expect(from('$ORIGIN/../../..')).toEqual([]);
    expect(from('$ORIGIN/../lib')).toEqual(['libmkl_rt.so.2 - inside mkl-2024.data/data/lib/libmkl_rt.so.2']);
  });

  test('a system package lies in the folders that the linker searches by itself; a Java archive unpacks', () => {
    const needs = { path: 'usr/bin/x', type: 'executable' as const, needed: ['libx.so.1'] };
    expect(hosts([needs, { path: 'usr/lib/x86_64-linux-gnu/libx.so.1' }], 'x_1_amd64.deb')).toEqual([]);
    expect(hosts([needs, { path: 'usr/lib/x/libx.so.1' }], 'x_1_amd64.deb')).toEqual(['libx.so.1 - inside usr/lib/x/libx.so.1']);
    expect(hosts([{ path: 'n/a.so', needed: ['libx.so.1'] }, { path: 'm/libx.so.1' }], 'x-1.jar')).toEqual([]);
  });

  test('macOS: @rpath of the file and its loaders, @loader_path, @executable_path', () => {
    const macho = { format: 'macho' as const };
    const library = { ...macho, path: 'p/.dylibs/libz.1.dylib' };
    const need = (needed: string, more: object = {}) =>
      hosts([{ ...macho, path: 'p/x/a.so', needed: [needed], ...more }, library], wheel('macosx_11_0_arm64'));
    expect(need('@loader_path/../.dylibs/libz.1.dylib')).toEqual([]);
    expect(need('@rpath/libz.1.dylib', { rpath: ['@loader_path/../.dylibs'] })).toEqual([]);
    expect(need('@rpath/libz.1.dylib', { rpath: ['@loader_path'] })).toEqual(['@rpath/libz.1.dylib - inside p/.dylibs/libz.1.dylib']);
    expect(need('@executable_path/../.dylibs/libz.1.dylib', { type: 'executable' })).toEqual([]);
    expect(need('/usr/local/lib/libz.1.dylib')).toEqual(['/usr/local/lib/libz.1.dylib - inside p/.dylibs/libz.1.dylib']);
  });

  test('Windows: the own folder, those of programs, and what delvewheel adds, in any case', () => {
    const pe = { format: 'pe' as const };
    const need = (path: string) =>
      hosts(
        [
          { ...pe, path: 'p/a.pyd', needed: ['Foo-1.dll'] },
          { ...pe, path },
        ],
        wheel('win_amd64'),
      );
    expect(need('p/foo-1.dll')).toEqual([]);
    expect(need('p.libs/FOO-1.DLL')).toEqual([]);
    expect(need('q/foo-1.dll')).toEqual(['Foo-1.dll - inside q/foo-1.dll']);
  });

  test('many files that need each other end soon', () => {
    const files = Array.from({ length: 1500 }, (_, index) => ({
      path: `p/l${index}.so`,
      needed: Array.from({ length: 20 }, (_, more) => `l${(index * 7 + more) % 1500}.so`),
    }));
    const start = performance.now();
    expect(hosts(files, wheel('linux_x86_64')).length).toBeGreaterThan(1000);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
