// A PE file after its headers are read: what the readers of its parts share. Addresses are relative to the load address (RVA).
import type { CoffSection } from './coff.ts';
import { type Reading, refuse, type Table } from './reading.ts';

export interface Directory {
  address: number;
  size: number;
}
export interface Header {
  machine: number;
  characteristics: number;
  symbolsAt: number;
  symbols: number;
  wide: boolean;
  linker: string;
  subsystem: number;
  base: number;
  headersSize: number;
  /** Sections lie closer together than pages: the file is mapped as it is, as EFI programs and hand-made ones are. */
  flat: boolean;
  directories: readonly Directory[];
  sectionsAt: number;
  sectionCount: number;
}
export interface Parsed {
  reading: Reading;
  header: Header;
  sections: readonly CoffSection[];
}
/** Where an address relative to the load address lies in the file. */
export function offsetOf({ header, sections }: Parsed, address: number): number | undefined {
  const home = sections.find((one) => address >= one.address && address < one.address + Math.max(one.virtualSize, one.size));
  // The loader rounds the place of a section down to 512 bytes, whatever the header says; but not in a file that is mapped as it is.
  const start = (offset: number) => (header.flat ? offset : Math.floor(offset / 512) * 512);
  if (home) return address - home.address < home.size ? address - home.address + start(home.offset) : undefined;
  return address < header.headersSize || header.flat ? address : undefined;
}

/** The bytes at an address, `what` being named where they are not in the file. */
export async function at(parsed: Parsed, address: number, length: number, what: string): Promise<Table> {
  return parsed.reading.table(offsetOf(parsed, address) ?? outside(what, address), length, true, what);
}
export async function textAt(parsed: Parsed, address: number, what: string): Promise<string> {
  return parsed.reading.text(offsetOf(parsed, address) ?? outside(what, address));
}
/** Refuses a part whose address lies in no section. */
export const outside = (what: string, address: number): never => refuse('pe-address', `${what} stands at address ${address}, which no section holds`);
