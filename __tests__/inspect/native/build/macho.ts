import { Strings, Writer } from './writer.ts';

export interface MachoOptions {
  wide?: boolean;
  little?: boolean;
  cpu?: number;
  subtype?: number;
  fileType?: number; // 1 object, 2 executable, 6 library, 8 bundle
  installName?: string;
  needed?: string[];
  weak?: string[];
  rpath?: string[];
  uuid?: string;
  minimum?: [number, number, number];
  tool?: [number, number];
  /** LC_VERSION_MIN_MACOSX, which came before the build command: system and SDK as written there. */
  oldMinimum?: [number, number];
  dynamicLinker?: boolean;
  symbols?: { name: string; type: number }[];
  localSymbols?: number;
  strings?: string;
  signature?: { flags: number; identifier: string; team?: string };
}

/** A small Mach-O file: one text segment with one section of constants, and the load commands that the options ask for. */
export function machoOf(options: MachoOptions = {}): Buffer {
  const { wide = true, little = true, cpu = 0x0100000c, subtype = 0, fileType = 6 } = options;
  const names = new Strings();
  const symbols = options.symbols ?? [];
  const rows = new Writer(little);
  for (const { name, type } of symbols) rows.u32(names.at(name)).u8(type, 1).u16(0).word(wide, 0);
  const table = rows.done();
  const constants = Buffer.from(`${options.strings ?? 'constant'}\0`);
  const signature = options.signature ? signatureOf(options.signature) : Buffer.alloc(0);
  const build = (constantsAt: number): Buffer => {
    const commands = new Writer(little);
    let count = 0;
    const command = (kind: number, write: (into: Writer) => unknown) => {
      const body = new Writer(little);
      write(body);
      body.align(8);
      commands.u32(kind, body.size + 8).bytes(body.done());
      count++;
    };
    const named = (kind: number, name: string, ...numbers: number[]) =>
      command(kind, (into) => into.u32(12 + numbers.length * 4, ...numbers).zeroTerminated(name));
    const tableAt = constantsAt + constants.length;
    const stringsAt = tableAt + table.length;
    const signatureAt = stringsAt + names.text.length;
    const end = signatureAt + signature.length;
    command(wide ? 0x19 : 1, (into) => {
      into.text('__TEXT', 16).word(wide, 0, end, 0, end).u32(5, 5, 1, 0);
      into.text('__cstring', 16).text('__TEXT', 16).word(wide, constantsAt, constants.length).u32(constantsAt, 0, 0, 0, 2, 0, 0);
      if (wide) into.u32(0);
    });
    if (symbols.length > 0) command(2, (into) => into.u32(tableAt, symbols.length, stringsAt, names.text.length));
    if (symbols.length > 0) command(0xb, (into) => into.u32(0, options.localSymbols ?? 1).upTo(72));
    if (options.installName) named(0xd, options.installName, 0, 0x10203, 0x10000);
    for (const library of options.needed ?? []) named(0xc, library, 0, 0, 0);
    for (const library of options.weak ?? []) named(0x80000018, library, 0, 0, 0);
    for (const path of options.rpath ?? []) named(0x8000001c, path);
    if (options.dynamicLinker) named(0xe, '/usr/lib/dyld');
    if (options.uuid) command(0x1b, (into) => into.bytes(Buffer.from(options.uuid!, 'hex')));
    if (options.minimum) {
      const [major, minor, patch] = options.minimum;
      const tools = options.tool ? [options.tool] : [];
      command(0x32, (into) => {
        into.u32(1, major * 65536 + minor * 256 + patch, 0xe0400, tools.length);
        for (const [tool, release] of tools) into.u32(tool, release);
      });
    }
    if (options.oldMinimum) command(0x24, (into) => into.u32(...options.oldMinimum!));
    if (signature.length > 0) command(0x1d, (into) => into.u32(signatureAt, signature.length));
    const header = new Writer(little).u32(wide ? 0xfeedfacf : 0xfeedface, cpu, subtype, fileType, count, commands.size, 0x85);
    if (wide) header.u32(0);
    return Buffer.concat([header.done(), commands.done()]);
  };
  const headers = build(build(0).length);
  return Buffer.concat([headers, constants, table, Buffer.from(names.text, 'latin1'), signature]);
}

function signatureOf({ flags, identifier, team }: NonNullable<MachoOptions['signature']>): Buffer {
  const identifierAt = 52;
  const teamAt = team === undefined ? 0 : identifierAt + identifier.length + 1;
  const directory = new Writer(false).u32(0xfade0c02, 0, 0x20400, flags, 0, identifierAt, 0, 0, 0).u8(32, 2, 0, 12).u32(0, 0, teamAt);
  directory.zeroTerminated(identifier);
  if (team !== undefined) directory.zeroTerminated(team);
  return Buffer.concat([new Writer(false).u32(0xfade0cc0, 20 + directory.size, 1, 0, 20).done(), directory.done()]);
}

/** A universal file of slices, each at a multiple of 64 bytes. */
export function universalOf(slices: readonly { cpu: number; bytes: Buffer }[], wide = false): Buffer {
  const out = new Writer(false).u32(wide ? 0xcafebabf : 0xcafebabe, slices.length);
  let at = Math.ceil((8 + slices.length * (wide ? 32 : 20)) / 64) * 64;
  const places: number[] = [];
  for (const { cpu, bytes } of slices) {
    places.push(at);
    out.u32(cpu, 0).word(wide, at, bytes.length).u32(6);
    if (wide) out.u32(0);
    at = Math.ceil((at + bytes.length) / 64) * 64;
  }
  slices.forEach(({ bytes }, index) => void out.upTo(places[index]!).bytes(bytes));
  return out.done();
}
