import { type PeOptions, peOf } from './build/pe.ts';
import { readNative, readOne } from './build/read.ts';

const options: PeOptions = {
  imports: ['KERNEL32.dll', 'VCRUNTIME140.dll', 'KERNEL32.dll'],
  delayImports: ['late.dll'],
  exportName: 'sample.dll',
  exports: ['sample_open', 'sample_close'],
  pdb: 'C:\\build\\sample.pdb',
  version: { CompanyName: 'Example GmbH', LegalCopyright: '© 2024 Example', ProductVersion: '1.2.3', Unknown: 'x' },
  signed: true,
};

describe('pe', () => {
  test.each([
    [true, 0x8664, 'x86_64'],
    [true, 0xaa64, 'aarch64'],
    [false, 0x14c, 'i386'],
    [false, 0x1c4, 'arm'],
  ])('a library, wide %s, machine %s', async (wide, machine, arch) => {
    const bytes = peOf({ ...options, wide, machine });
    const { files, problems, symbols } = await readNative(bytes, 'sample.dll');
    expect(problems).toEqual([]);
    expect(files).toEqual([
      {
        path: 'sample.dll',
        format: 'pe',
        type: 'shared',
        arch,
        bits: wide ? 64 : 32,
        endian: 'little',
        size: bytes.length,
        sha256: 'hash',
        soname: 'sample.dll',
        needed: ['KERNEL32.dll', 'VCRUNTIME140.dll'],
        delayNeeded: ['late.dll'],
        buildId: '33221100554477668899aabbccddeeff2',
        stripped: true,
        details: {
          linkerVersion: '14.29',
          subsystem: 'console',
          pdb: 'C:\\build\\sample.pdb',
          signed: true,
          companyName: 'Example GmbH',
          legalCopyright: '© 2024 Example',
          productVersion: '1.2.3',
        },
      },
    ]);
    expect(symbols).toEqual(['export sample_close', 'export sample_open']);
  });

  test('stdcall names of 32-bit x86 are given as the source writes them', async () => {
    const exports = ['_Java_com_sun_jna_Native_close@16', '_plain', 'a@1', '_@4'];
    const of = async (machine: number, wide: boolean) => (await readNative(peOf({ ...options, exports, wide, machine }), 'a.dll')).symbols;
    expect(await of(0x14c, false)).toEqual(['export Java_com_sun_jna_Native_close', 'export _@4', 'export _plain', 'export a@1']);
    expect(await of(0x8664, true)).toContain('export _Java_com_sun_jna_Native_close@16');
  });

  test('managed code: references, libraries called, the name of the assembly', async () => {
    const file = await readOne(peOf({ dotnet: { name: 'Sample', references: ['System.Runtime', 'netstandard'], modules: ['kernel32'] } }));
    expect(file.details).toMatchObject({
      dotnet: true,
      dotnetRuntime: 'v4.0.30319',
      dotnetAssembly: 'Sample@3.0.1.0',
      dotnetReferences: ['System.Runtime@2.1.0.0', 'netstandard@2.1.0.0'],
      dotnetNative: ['kernel32'],
    });
  });

  test.each<[string, PeOptions, object]>([
    ['a program', { library: false, imports: ['a.dll'] }, { type: 'executable', linkage: 'dynamic' }],
    ['an EFI program', { library: false, subsystem: 10 }, { type: 'executable', details: { subsystem: 'efi-application' } }],
    ['packed by UPX', { sections: [{ name: 'UPX0', bytes: Buffer.alloc(16) }] }, { details: { packer: 'UPX' } }],
  ])('%s', async (_, wanted, expected) => {
    expect(await readOne(peOf(wanted))).toMatchObject(expected);
  });

  test('a program whose headers lie over each other and over its end, mapped as it is: tiny.import.209 of pelite 0.10.0', async () => {
    const bytes = Buffer.from(
      'TVoAAFBFAABMAQEAaipYwwAAAAAAAAAABAADAQsBCADIAAAAAAAAAMUAAAAMAAAAxQAAAAwAAAAAAEAABAAAAAQAAAAEAAAAAAAAAAQAAAAAAAAAVAEAAIwA' +
        'AAAAAAAAAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAgAAAAAAAAAAAAAAjAAAACgAAAC8AAAAAAAAAAAAAADEAAAAtAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' +
        'AQAAgAAAAAABAACAAAAAAEtFUk5FTDMyLmRsbAA=',
      'base64',
    );
    const { files, problems } = await readNative(bytes);
    expect(files).toMatchObject([{ type: 'executable', arch: 'i386', needed: ['KERNEL32.dll'], details: { linkerVersion: '8.0' } }]);
    expect(problems).toEqual([]);
  });

  test('sections closer together than pages lie where their headers say, to the byte', async () => {
    const plain = peOf({ imports: ['a.dll'] });
    plain.writeUInt32LE(0x20, 0x98 + 32); // alignment of sections and in the file, as in EFI programs
    plain.writeUInt32LE(0x20, 0x98 + 36);
    const moved = Buffer.concat([plain.subarray(0, 0x400), Buffer.alloc(0x20), plain.subarray(0x400)]);
    const header = moved.indexOf('.', 0x98 + 112 + 128); // the name of the only section
    moved.writeUInt32LE(0x420, header + 20);
    expect((await readOne(moved)).needed).toEqual(['a.dll']);
  });

  test('an archive behind the sections, before the signature', async () => {
    const { details } = await readOne(peOf({ appended: Buffer.alloc(512, 'PK'), signed: true }));
    expect(details).toMatchObject({ appendedAt: 0x600, appendedSize: 512, signed: true });
  });

  test('a signature that a tool cut off is none', async () => {
    const { details } = await readOne(peOf({ signed: true }).subarray(0, -64));
    expect(details).toMatchObject({ signatureMissing: true });
    expect(details).not.toHaveProperty('signed');
  });

  test("the mark that winebuild writes behind the DOS header; not believed where Microsoft's linker left its own, or in a signed library", async () => {
    const details = async (bytes: Buffer) => (await readOne(bytes, 'a.dll')).details;
    const [plain, signed] = [peOf({ ...options, signed: false }), peOf(options)];
    expect(await details(plain)).not.toHaveProperty('wine');
    for (const bytes of [plain, signed]) bytes.write('Wine builtin DLL\0', 64, 'latin1');
    expect(await details(plain)).toMatchObject({ wine: 'builtin' });
    expect(await details(signed)).not.toHaveProperty('wine');
    plain.write('Rich', plain.readUInt32LE(60) - 8, 'latin1');
    expect(await details(plain)).not.toHaveProperty('wine');
  });

  test('MZ without PE is a program of DOS; text that begins with MZ is not', async () => {
    const dos = peOf().fill(0, 60, 64);
    expect(await readNative(dos)).toMatchObject({ format: 'pe', files: [{ format: 'dos', type: 'executable', arch: 'i8086' }], problems: [] });
    expect((await readNative(Buffer.from(`MZ is how this text begins. ${'It goes on. '.repeat(20)}`))).format).toBeUndefined();
  });

  test.each<[string, () => Buffer]>([
    ['pe-optional-header', () => peOf().fill(0, 0x98, 0x9a)],
    ['native-truncated', () => peOf(options).subarray(0, 0x120)],
    ['pe-address', () => peOf(options).fill(0x7f, 0x110, 0x114)],
  ])('refuses: %s', async (code, bytes) => {
    const { format, problems } = await readNative(bytes());
    expect(format).toBe('pe');
    expect(problems.map((problem) => problem.code)).toContain(code);
  });
});
