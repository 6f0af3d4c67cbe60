import { deflateSync } from 'node:zlib';
import { type ElfOptions, elfOf } from './build/elf.ts';
import { fatbinOf } from './build/others.ts';
import { readNative, readOne } from './build/read.ts';
import { Writer } from './build/writer.ts';

const library: ElfOptions = {
  soname: 'libsample.so.1',
  needed: ['libm.so.6', 'libc.so.6'],
  runpath: '$ORIGIN:/opt/lib',
  buildId: '00aa11bb',
  comment: ['GCC: (GNU) 12.2.0', 'GCC: (GNU) 12.2.0', 'rustc version 1.79.0'],
  versions: { 'libc.so.6': ['GLIBC_2.2.5', 'GLIBC_2.17', 'GLIBC_PRIVATE'], 'libstdc++.so.6': ['GLIBCXX_3.4.9', 'GLIBCXX_3.4.21', 'CXXABI_1.3'] },
  imports: ['malloc'],
  dynamicSymbols: ['sample_open', 'sample_close'],
};
const facts = {
  format: 'elf',
  type: 'shared',
  soname: 'libsample.so.1',
  needed: ['libm.so.6', 'libc.so.6'],
  runpath: ['$ORIGIN', '/opt/lib'],
  buildId: '00aa11bb',
  symbolVersions: { CXXABI: '1.3', GLIBC: '2.17', GLIBCXX: '3.4.21' },
};

describe('elf', () => {
  test.each([
    [true, true, 62, 'x86_64'],
    [true, false, 22, 's390x'],
    [false, true, 40, 'arm'],
    [false, false, 8, 'mips'],
    [true, true, 21, 'ppc64le'],
    [true, false, 21, 'ppc64'],
    [true, true, 243, 'riscv64'],
    [false, true, 44, 'tricore'],
    [false, true, 118, 'dspic30f'],
    [false, true, 141, 'c2000'],
    [false, true, 43975, 'xtensa'],
    [false, true, 12345, 'elf-12345'],
  ])('a library, wide %s, little %s, machine %s', async (wide, little, machine, arch) => {
    const bytes = elfOf({ ...library, wide, little, machine });
    const { files, problems, symbols } = await readNative(bytes, 'libsample.so');
    expect(problems).toEqual([]);
    expect(files).toEqual([
      {
        ...facts,
        path: 'libsample.so',
        arch,
        bits: wide ? 64 : 32,
        endian: little ? 'little' : 'big',
        size: bytes.length,
        sha256: 'hash',
        compilers: ['GCC: (GNU) 12.2.0', 'rustc version 1.79.0'],
        stripped: true,
      },
    ]);
    expect(symbols).toEqual(['dynamic sample_close', 'dynamic sample_open']);
  });

  test('without section headers everything that a loader reads is still there', async () => {
    const { files, symbols, problems } = await readNative(elfOf({ ...library, withoutSections: true }));
    expect(problems).toEqual([]);
    expect(files[0]).toMatchObject({ ...facts, stripped: true });
    expect(symbols).toEqual(['dynamic sample_close', 'dynamic sample_open']);
  });

  test.each<[string, ElfOptions, object]>([
    [
      'a position-independent executable',
      { interpreter: '/lib/ld.so', needed: ['libc.so.6'], pie: true },
      { type: 'executable', linkage: 'dynamic' },
    ],
    ['an old one, without its flag', { interpreter: '/lib/ld.so', needed: ['libc.so.6'] }, { type: 'executable', linkage: 'dynamic' }],
    ['libc.so.6, which can be run too', { interpreter: '/lib/ld.so', soname: 'libc.so.6' }, { type: 'shared' }],
    ['a static executable', { type: 2, static: true }, { type: 'executable', linkage: 'static' }],
    ['a static-pie executable', { pie: true }, { type: 'executable', linkage: 'static' }],
    ['a relocatable object', { type: 1, staticSymbols: ['f'] }, { type: 'object', stripped: false }],
    ['an eBPF object', { type: 1, machine: 247 }, { type: 'object', arch: 'bpf' }],
    ['names of libraries that a bad move left empty', { needed: ['', 'libc.so.6'] }, { needed: ['libc.so.6'] }],
    ['RPATH', { rpath: '/a:/b' }, { rpath: ['/a', '/b'] }],
  ])('%s', async (_, options, expected) => {
    expect(await readOne(elfOf(options))).toMatchObject(expected);
  });

  test('a core dump is said to be none of what is judged', async () => {
    const { files, problems } = await readNative(elfOf({ type: 4, static: true }));
    expect(files[0]).toMatchObject({ type: 'core' });
    expect(problems).toMatchObject([{ code: 'native-core', kind: 'unreadable' }]);
  });

  test('static symbols without their versions; names of source files are units', async () => {
    const { images, symbols } = await readNative(
      elfOf({ dynamicSymbols: ['f'], staticSymbols: ['f', 'local', 'operator@@GLIBCXX_3.4'], fileSymbols: ['a.c', 'b.cpp'] }),
    );
    expect(symbols).toEqual(['dynamic f', 'static f', 'static local', 'static operator']);
    expect(images[0]?.units).toEqual(['a.c', 'b.cpp']);
  });

  test('sections for the marker scan', async () => {
    const { images } = await readNative(
      elfOf({
        sections: [
          { name: '.text', bytes: Buffer.alloc(16), flags: 6 },
          { name: '.rodata', bytes: Buffer.from('a constant'), flags: 2 },
          { name: '.data', bytes: Buffer.from('a variable'), flags: 3 },
          { name: '.debug_str', bytes: Buffer.from('a name'), flags: 0x30 },
        ],
      }),
    );
    const kinds = Object.fromEntries((images[0]?.sections ?? []).map((section) => [section.name, section.kind]));
    expect(kinds).toMatchObject({ '.text': 'text', '.rodata': 'strings', '.data': 'data', '.debug_str': 'debug', '.dynstr': 'other' });
  });

  test('CUDA architectures of embedded GPU code', async () => {
    const bytes = Buffer.concat([
      fatbinOf([
        [2, 70],
        [1, 75],
      ]),
      Buffer.alloc(8),
      fatbinOf([
        [2, 90],
        [2, 70],
      ]),
    ]);
    const { images } = await readNative(elfOf({ sections: [{ name: '.nv_fatbin', bytes }] }));
    expect(images[0]?.file.details).toMatchObject({ cudaArchitectures: ['sm_70', 'compute_75', 'sm_90'] });
    expect(images[0]?.sections.find((section) => section.name === '.nv_fatbin')?.kind).toBe('gpu');
  });

  test('the audit data of cargo-auditable', async () => {
    const bytes = deflateSync(
      JSON.stringify({
        packages: [
          { name: 'serde', version: '1.0.1', source: 'registry' },
          { name: 'app', version: '0.1.0' },
        ],
      }),
    );
    expect((await readOne(elfOf({ sections: [{ name: '.dep-v0', bytes }] }))).details).toMatchObject({ rustCrates: ['app@0.1.0', 'serde@1.0.1'] });
  });

  test('audit data that would unpack to more than its bound is a problem', async () => {
    const bytes = deflateSync(Buffer.alloc(17 << 20, ' '));
    const { files, problems } = await readNative(elfOf({ sections: [{ name: '.dep-v0', bytes }] }));
    expect(files).toHaveLength(1);
    expect(problems).toMatchObject([{ code: 'cargo-audit' }]);
  });

  test("Go's build information", async () => {
    const mark = 'M'.repeat(16);
    const modules = `${mark}path\texample.org/app\nmod\texample.org/app\t(devel)\t\ndep\texample.org/a\tv1.2.3\th1:x=\ndep\texample.org/b\tv0.1.0\th1:x=\n=>\texample.org/fork\tv0.2.0\th1:y=\nbuild\tvcs.revision=abc\n${mark}`;
    const text = (value: string) => (value.length < 128 ? [value.length] : [(value.length % 128) + 128, Math.floor(value.length / 128)]);
    const bytes = new Writer()
      .text('\xff Go buildinf:')
      .u8(8, 2)
      .upTo(32)
      .u8(...text('go1.22.5'))
      .text('go1.22.5')
      .u8(...text(modules))
      .text(modules)
      .done();
    expect((await readOne(elfOf({ sections: [{ name: '.go.buildinfo', bytes, flags: 3 }] }))).details).toEqual({
      goVersion: 'go1.22.5',
      goMain: 'example.org/app@(devel)',
      goModules: ['example.org/a@v1.2.3', 'example.org/fork@v0.2.0'],
      goSettings: ['vcs.revision=abc'],
    });
  });

  test("Go's build information as Go wrote it before 1.18, behind pointers", async () => {
    const mark = 'M'.repeat(16);
    const modules = `${mark}mod\texample.org/old\tv1.0.0\n${mark}`;
    const body = new Writer().text('\xff Go buildinf:').u8(8, 0).u64(0, 0).u64(0, 8).u64(0, modules.length).text('go1.16.3').text(modules).done();
    const bytes = elfOf({ sections: [{ name: '.go.buildinfo', bytes: body, flags: 3 }] });
    const at = bytes.indexOf(body);
    const address = (offset: number) => BigInt(0x10000 + at + offset);
    bytes.writeBigUInt64LE(address(32), at + 16); // header of the version
    bytes.writeBigUInt64LE(address(48), at + 24); // header of the modules
    bytes.writeBigUInt64LE(address(64), at + 32);
    bytes.writeBigUInt64LE(address(72), at + 48);
    expect((await readOne(bytes)).details).toEqual({ goVersion: 'go1.16.3', goMain: 'example.org/old@v1.0.0' });
  });

  test('packed by UPX: no section headers, the mark behind the program headers', async () => {
    const bytes = elfOf({ type: 2, static: true, withoutSections: true, sections: [{ name: 'x', bytes: Buffer.from('\0\0\0\0UPX!\x40\x08') }] });
    expect((await readOne(bytes)).details).toMatchObject({ packer: 'UPX' });
  });

  test('a payload behind the file is told', async () => {
    const plain = elfOf(library);
    const details = (await readOne(elfOf({ ...library, appended: Buffer.alloc(100, 1) }))).details;
    expect(details).toEqual({ appendedAt: plain.length, appendedSize: 100 });
  });

  test.each<[string, () => Buffer, string]>([
    ['elf-class', () => elfOf().fill(7, 4, 5), 'no image'],
    ['elf-byte-order', () => elfOf().fill(7, 5, 6), 'no image'],
    ['native-truncated', () => elfOf().subarray(0, 20), 'no image'],
    ['native-truncated', () => elfOf(library).subarray(0, 500), 'image'],
  ])('refuses: %s', async (code, bytes, what) => {
    const { format, files, problems } = await readNative(bytes());
    expect(format).toBe('elf');
    expect(problems[0]?.code).toBe(code);
    expect(files).toHaveLength(what === 'image' ? 1 : 0);
  });

  test('a million symbols that all name one long text end at the bound', async () => {
    const long = 'x'.repeat(60_000);
    const bytes = elfOf({ staticSymbols: [long] });
    const { images } = await readNative(bytes);
    const strings = bytes.indexOf(long);
    // The section header of the symbol table is made to cover the whole file many times over, every row naming the long text.
    const rows = new Writer();
    for (let index = 0; index < 2000; index++) rows.u32(1).u8(2, 0).u16(1).u64(0, 0);
    const table = rows.done();
    const hostile = Buffer.concat([bytes, table]);
    const header = hostile.readUInt32LE(40);
    for (let index = 0; index < hostile.readUInt16LE(60); index++) {
      const at = header + index * 64;
      if (hostile.readUInt32LE(at + 4) !== 2) continue;
      hostile.writeBigUInt64LE(BigInt(bytes.length), at + 24);
      hostile.writeBigUInt64LE(BigInt(table.length), at + 32);
    }
    expect(strings).toBeGreaterThan(0);
    expect(images).toHaveLength(1);
    const read = await readNative(hostile);
    expect(read.symbols.length).toBeGreaterThan(10);
    expect(read.symbols.length).toBeLessThan(400);
    expect(read.images[0]?.problems).toMatchObject([{ code: 'native-limit', kind: 'limit' }]);
  });

  describe('section headers that lie hide nothing from what the loader reads', () => {
    const rodata = Buffer.alloc(8192, 'a text that only the program sees ');
    const lying = (change: (bytes: Buffer, at: number, type: number) => void): Buffer => {
      const bytes = elfOf({ ...library, staticSymbols: ['s'], sections: [{ name: '.rodata', bytes: rodata }] });
      for (let index = 0; index < bytes.readUInt16LE(60); index++) {
        const at = bytes.readUInt32LE(40) + index * 64;
        change(bytes, at, bytes.readUInt32LE(at + 4));
      }
      return bytes;
    };
    const nothing = 8;

    test('a dynamic section said to be empty', async () => {
      const { files } = await readNative(lying((bytes, at, type) => void (type === 6 && bytes.writeUInt32LE(nothing, at + 4))));
      expect(files[0]).toMatchObject(facts);
    });

    test('dynamic symbols said to be something else', async () => {
      const { symbols } = await readNative(lying((bytes, at, type) => void (type === 11 && bytes.writeUInt32LE(1, at + 4))));
      expect(symbols).toEqual(['dynamic sample_close', 'dynamic sample_open', 'static s']);
    });

    test('constants that no section speaks of', async () => {
      const bytes = lying((all, at) => void (all.readBigUInt64LE(at + 32) === 8192n && all.writeUInt32LE(nothing, at + 4)));
      const { images } = await readNative(bytes);
      const scanned = images[0]!.sections.filter((section) => section.kind === 'strings');
      expect(scanned.map((section) => bytes.subarray(section.offset, section.offset + section.size).includes(rodata.subarray(0, 4096)))).toContain(
        true,
      );
    });
  });
});
