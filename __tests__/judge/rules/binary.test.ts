import { setuidOrForeignArch } from '../../../src/judge/rules/binary/setuid-or-foreign-arch.ts';
import { unexpectedExecutable } from '../../../src/judge/rules/binary/unexpected-executable.ts';
import { unresolvedNeeded } from '../../../src/judge/rules/binary/unresolved-needed.ts';
import { unsafeRpath } from '../../../src/judge/rules/binary/unsafe-rpath.ts';
import { artifact, metadata, so, testRule } from '../support.ts';

testRule(unresolvedNeeded, {
  pass: [
    {
      name: 'promised by the platform tag',
      facts: artifact({ hostLibraries: [{ name: 'libstdc++.so.6', neededBy: ['a.so'], promisedBy: 'manylinux_2_17' }] }),
    },
    {
      name: 'inside, though no run path leads there: the package may load it beforehand',
      facts: artifact({ hostLibraries: [{ name: 'libcudart.so.10.2', neededBy: ['a.so'], inside: ['x.libs/libcudart.3eda8113.so.10.2'] }] }),
    },
    {
      name: 'the C library is on every host',
      facts: artifact({
        hostLibraries: ['libc.so.6', 'ld-linux-x86-64.so.2', 'libm.so.6', 'libc.musl-x86_64.so.1'].map((name) => ({ name, neededBy: ['a.so'] })),
      }),
    },
    {
      name: 'a Debian package has dependencies',
      facts: artifact({ subject: { format: 'deb' }, hostLibraries: [{ name: 'libssl.so.3', neededBy: ['usr/bin/x'] }] }),
    },
    {
      name: 'listed under host-libraries',
      facts: artifact({ hostLibraries: [{ name: 'libcuda.so.1', neededBy: ['a.so'] }] }),
      options: { 'host-libraries': ['libcuda.so.*'] },
    },
  ],
  fail: [
    {
      name: 'torch 1.9.0: libcuda.so.1',
      facts: artifact({ hostLibraries: [{ name: 'libcuda.so.1', neededBy: ['torch/lib/libcaffe2_nvrtc.so'] }] }),
      finds: ['one'],
      about: ['libcuda.so.1'],
    },
    {
      name: 'two libraries',
      facts: artifact({ hostLibraries: ['libodbc.so.2', 'libcudart.so.10.2'].map((name) => ({ name, neededBy: ['torchvision/_C.so'] })) }),
      finds: ['several'],
      about: ['libcudart.so.10.2', 'libodbc.so.2'],
    },
  ],
});

const withPath = (...runpath: string[]) => artifact({ native: [so('torch/lib/libtorch_cuda.so', { runpath })] });
testRule(unsafeRpath, {
  pass: [
    { name: 'relative to the file', facts: withPath('$ORIGIN', '$ORIGIN/../numpy.libs', '${ORIGIN}') },
    { name: 'folders of the system', facts: withPath('/usr/lib/x86_64-linux-gnu/pulseaudio', '/lib64') },
    { name: 'Mach-O', facts: artifact({ native: [so('a.dylib', { format: 'macho', rpath: ['@loader_path/.dylibs', '/usr/lib/swift'] })] }) },
    { name: 'listed under allow', facts: withPath('/opt/acme/lib'), options: { allow: ['/opt/acme/**'] } },
  ],
  fail: [
    {
      name: 'torch 1.9.0',
      facts: withPath('/usr/local/cuda/lib64', '$ORIGIN'),
      finds: ['unsafe'],
      about: ['libtorch_cuda.so /usr/local/cuda/lib64'],
    },
    { name: 'the folder of a build', facts: withPath('/home/builder/demo/lib'), finds: ['unsafe'] },
    { name: 'the current folder', facts: withPath(''), finds: ['unsafe'] },
    { name: 'out of the system', facts: withPath('/usr/lib/../../tmp'), finds: ['unsafe'] },
    { name: 'beside the working folder', facts: withPath('lib'), finds: ['unsafe'] },
    {
      name: 'Mach-O of a build machine',
      facts: artifact({ native: [so('a.dylib', { format: 'macho', rpath: ['/Users/runner/lib'] })] }),
      finds: ['unsafe'],
    },
  ],
});

testRule(unexpectedExecutable, {
  pass: [
    { name: 'called what it is', facts: artifact({ native: [so('a.so'), so('bin/tool', { type: 'executable' })] }) },
    { name: 'listed under allow', facts: artifact({ native: [so('demo/data/elf.txt')] }), options: { allow: ['demo/data/*'] } },
    {
      name: 'digits under allow',
      facts: artifact({ observations: [{ kind: 'encoded-code', path: 'lib/parser.wasm.js', value: 'WebAssembly as 50000 base64 digits' }] }),
      options: { allow: ['**/*.wasm.js'] },
    },
    { name: 'another observation', facts: artifact({ observations: [{ kind: 'minified', path: 'a.min.js', value: 'a.min.js' }] }) },
  ],
  fail: [
    {
      name: 'WebAssembly as base64 in a script',
      facts: artifact({
        observations: [
          { kind: 'encoded-code', path: 'package/lib/llhttp-wasm.js', offset: 120, value: 'WebAssembly as 76000 base64 digits' },
          { kind: 'encoded-code', path: 'package/lib/simd-wasm.js', offset: 30, value: 'WebAssembly as 75000 base64 digits' },
        ],
      }),
      finds: ['encoded'],
      about: ['digits llhttp-wasm.js', 'digits simd-wasm.js'],
    },
    {
      name: 'a picture that is a program',
      facts: artifact({ native: [so('static/logo.png', { type: 'executable' })] }),
      finds: ['hidden'],
      about: ['logo.png'],
    },
  ],
});

const onLinux = metadata({ platforms: ['cp312-cp312-manylinux_2_17_x86_64'] });
testRule(setuidOrForeignArch, {
  pass: [
    { name: 'the processor of the tag', facts: artifact({ metadata: onLinux, native: [so('a.so')] }) },
    {
      name: 'any platform says nothing',
      facts: artifact({ metadata: metadata({ platforms: ['py3-none-any'] }), native: [so('a.dll', { format: 'pe', arch: 'aarch64' })] }),
    },
    {
      name: 'universal2',
      facts: artifact({
        metadata: metadata({ platforms: ['cp312-cp312-macosx_11_0_universal2'] }),
        native: [so('a.so', { format: 'macho', arch: 'aarch64' }), so('a.so', { format: 'macho', arch: 'x86_64' })],
      }),
    },
    {
      name: 'a 32-bit launcher on 64-bit Windows',
      facts: artifact({
        metadata: metadata({ platforms: ['cp312-cp312-win_amd64'] }),
        native: [so('t32.exe', { format: 'pe', type: 'executable', arch: 'i386', bits: 32 })],
      }),
    },
    { name: 'eBPF is for no processor', facts: artifact({ metadata: onLinux, native: [so('a.o', { type: 'object', arch: 'bpf' })] }) },
    { name: 'npm platforms', facts: artifact({ metadata: metadata({ platforms: ['os:linux', 'cpu:x64'] }), native: [so('a.node')] }) },
    { name: 'Debian', facts: artifact({ metadata: metadata({ platforms: ['amd64'] }), native: [so('usr/bin/zstd')] }) },
    { name: 'test data', facts: artifact({ metadata: onLinux, native: [so('demo/tests/data/arm.so', { arch: 'arm' })] }) },
  ],
  fail: [
    {
      name: 'an aarch64 library in an x86_64 wheel',
      facts: artifact({ metadata: onLinux, native: [so('a.so', { arch: 'aarch64' })] }),
      finds: ['foreign'],
      about: ['a.so'],
    },
    { name: 'set-user-id', facts: artifact({ observations: [{ kind: 'setuid', path: 'usr/bin/helper', value: '04755' }] }), finds: ['setuid'] },
  ],
});
