import { type MachoOptions, machoOf, universalOf } from './build/macho.ts';
import { arOf } from './build/others.ts';
import { readNative, readOne } from './build/read.ts';

const options: MachoOptions = {
  installName: '@rpath/libsample.1.dylib',
  needed: ['/usr/lib/libSystem.B.dylib'],
  weak: ['@rpath/libother.dylib'],
  rpath: ['@loader_path/../lib'],
  uuid: '00112233445566778899aabbccddeeff',
  minimum: [11, 3, 0],
  tool: [1, 14 << 16],
  symbols: [
    { name: '_sample_open', type: 0x0f },
    { name: '_local', type: 0x0e },
    { name: '_imported', type: 0x01 },
    { name: '__ZN6sampleEv', type: 0x0f },
    { name: 'main.c', type: 0x64 },
  ],
  signature: { flags: 2, identifier: 'libsample', team: 'ABCDE12345' },
};

describe('macho', () => {
  test.each([
    [true, true, 0x0100000c, 'aarch64'],
    [true, true, 0x01000007, 'x86_64'],
    [false, true, 7, 'i386'],
    [false, false, 18, 'ppc'],
  ])('a library, wide %s, little %s', async (wide, little, cpu, arch) => {
    const bytes = machoOf({ ...options, wide, little, cpu });
    const { files, problems, symbols, images } = await readNative(bytes, 'libsample.dylib');
    expect(problems).toEqual([]);
    expect(files).toEqual([
      {
        path: 'libsample.dylib',
        format: 'macho',
        type: 'shared',
        arch,
        bits: wide ? 64 : 32,
        endian: little ? 'little' : 'big',
        size: bytes.length,
        sha256: 'hash',
        soname: '@rpath/libsample.1.dylib',
        needed: ['/usr/lib/libSystem.B.dylib', '@rpath/libother.dylib'],
        rpath: ['@loader_path/../lib'],
        buildId: '00112233445566778899aabbccddeeff',
        compilers: ['clang 14.0'],
        stripped: false,
        details: {
          fileType: 'DYLIB',
          platform: 'macos',
          minimumOs: '11.3',
          sdk: '14.4',
          libraryVersion: '1.2.3',
          codeSignature: true,
          signature: 'ad-hoc',
          signingIdentifier: 'libsample',
          teamId: 'ABCDE12345',
        },
      },
    ]);
    expect(symbols).toEqual(['dynamic _ZN6sampleEv', 'dynamic sample_open', 'static local']);
    expect(images[0]?.units).toEqual(['main.c']);
    expect(images[0]?.sections.map(({ name, kind }) => [name, kind])).toEqual([['__TEXT,__cstring', 'strings']]);
  });

  test.each<[string, MachoOptions, object]>([
    ['a program', { fileType: 2, dynamicLinker: true }, { type: 'executable', linkage: 'dynamic' }],
    ['a static program', { fileType: 2 }, { type: 'executable', linkage: 'static' }],
    ['a bundle, as Python extensions are', { fileType: 8 }, { type: 'module' }],
    ['an object', { fileType: 1 }, { type: 'object' }],
    ['arm64e', { subtype: 2 }, { arch: 'aarch64', details: { cpuSubtype: 'arm64e' } }],
    ['no local symbols left', { symbols: [{ name: '_f', type: 15 }], localSymbols: 0 }, { stripped: true }],
  ])('%s', async (_, wanted, expected) => {
    expect(await readOne(machoOf(wanted))).toMatchObject(expected);
  });

  test.each([
    [0x0a0900, '10.9'],
    [0, undefined],
  ])('an old minimum with the SDK %s', async (sdk, expected) => {
    const { details } = await readOne(machoOf({ oldMinimum: [0x0a0600, sdk] }));
    expect(details).toMatchObject({ platform: 'macos', minimumOs: '10.6' });
    expect(details?.sdk).toBe(expected);
  });

  test.each([false, true])('a universal file gives one image a slice (64-bit offsets: %s)', async (wide) => {
    const [intel, arm] = [machoOf({ ...options, cpu: 0x01000007, uuid: 'aa'.repeat(16) }), machoOf(options)];
    const bytes = universalOf(
      [
        { cpu: 0x01000007, bytes: intel },
        { cpu: 0x0100000c, bytes: arm },
      ],
      wide,
    );
    const { format, files, images, problems } = await readNative(bytes, 'libsample.dylib');
    expect([format, problems]).toEqual(['macho', []]);
    expect(files.map(({ arch, size, buildId }) => [arch, size, buildId])).toEqual([
      ['x86_64', bytes.length, 'aa'.repeat(16)],
      ['aarch64', bytes.length, options.uuid],
    ]);
    // Offsets count from the start of the whole file.
    for (const image of images) {
      const [section] = image.sections;
      expect(bytes.subarray(section!.offset, section!.offset + section!.size).toString()).toBe('constant\0');
    }
  });

  test('a universal static archive', async () => {
    const slices = [0x01000007, 0x0100000c].map((cpu) => ({ cpu, bytes: arOf([['sample.o', machoOf({ cpu, fileType: 1 })]]) }));
    const { files } = await readNative(universalOf(slices), 'libsample.a');
    expect(files.map(({ format, type, arch }) => [format, type, arch])).toEqual([
      ['ar', 'static', 'x86_64'],
      ['ar', 'static', 'aarch64'],
    ]);
  });

  test('slices that lie over each other are read once', async () => {
    const bytes = universalOf([
      { cpu: 7, bytes: machoOf() },
      { cpu: 12, bytes: machoOf() },
    ]);
    bytes.writeUInt32BE(bytes.readUInt32BE(16), 36);
    const { files, problems } = await readNative(bytes);
    expect(files).toHaveLength(1);
    expect(problems).toMatchObject([{ code: 'macho-slices', kind: 'hazard' }]);
  });

  test.each<[string, () => Buffer]>([
    ['macho-command', () => machoOf(options).fill(0, 36, 40)],
    ['native-truncated', () => machoOf(options).subarray(0, 200)],
  ])('refuses: %s', async (code, bytes) => {
    const { files, problems } = await readNative(bytes());
    expect(problems.map((problem) => problem.code)).toContain(code);
    expect(files[0]).toMatchObject({ format: 'macho', arch: 'aarch64' });
  });
});
