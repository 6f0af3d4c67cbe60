// The version resource of a PE file (Microsoft "VS_VERSIONINFO structure"): a tree of resource directories leads (type 16, any name, any
// language) to nested blocks, each with its length, a UTF-16 key and a value, aligned to 4 bytes. StringFileInfo holds name and value pairs.
import { at, offsetOf, type Parsed } from './pe-image.ts';
import type { Table } from './reading.ts';

const versionType = 16;
const mostBytes = 1 << 16;
/** Names in the resource, and the keys of `details` that they become. */
const keys: Readonly<Record<string, string>> = {
  CompanyName: 'companyName',
  FileDescription: 'fileDescription',
  FileVersion: 'fileVersion',
  InternalName: 'internalName',
  LegalCopyright: 'legalCopyright',
  LegalTrademarks: 'legalTrademarks',
  OriginalFilename: 'originalFilename',
  ProductName: 'productName',
  ProductVersion: 'productVersion',
  Comments: 'comments',
};

/** What the file says of its maker, product and version. Where several languages are given, the first speaks. */
export async function versionResource(
  parsed: Parsed,
  resources: { address: number; size: number } | undefined,
): Promise<Readonly<Record<string, string>> | undefined> {
  if (resources === undefined || resources.address === 0) return undefined;
  const root = offsetOf(parsed, resources.address);
  if (root === undefined) return undefined;
  const names = await descend(parsed, root, 0, versionType);
  const languages = names === undefined ? undefined : await descend(parsed, root, names, undefined);
  const leaf = languages === undefined ? undefined : await descend(parsed, root, languages, undefined);
  if (leaf === undefined) return undefined;
  const entry = await parsed.reading.table(root + leaf, 16, true, 'a resource entry');
  const block = await at(parsed, entry.u32(0), Math.min(entry.u32(4), mostBytes), 'the version resource');
  return readStrings(block);
}

/** The entry of a resource directory with this number (any, where undefined), as an offset from the resource section's start. */
async function descend(parsed: Parsed, root: number, directory: number, wanted: number | undefined): Promise<number | undefined> {
  const head = await parsed.reading.table(root + directory, 16, true, 'a resource directory');
  const count = head.u16(12) + head.u16(14);
  const table = await parsed.reading.table(root + directory + 16, count * 8, true, 'the entries of a resource directory');
  for (let row = 0; row < table.size; row += 8) {
    if (wanted === undefined || table.u32(row) === wanted) return table.u32(row + 4) & 0x7fffffff;
  }
  return undefined;
}

function readStrings(block: Table): Record<string, string> {
  const out: Record<string, string> = {};
  for (const info of children(block, 0)) {
    if (info.key !== 'StringFileInfo') continue;
    for (const language of children(block, info.at)) {
      for (const entry of children(block, language.at)) {
        const key = keys[entry.key];
        const value = utf16(block, entry.valueAt, entry.end).trim();
        if (key !== undefined && value !== '') out[key] ??= value;
      }
    }
  }
  return out;
}

interface Block {
  key: string;
  at: number;
  valueAt: number;
  end: number;
}
/** Blocks inside the block at `start`. A block that claims no length ends the list. */
function children(block: Table, start: number): Block[] {
  const out: Block[] = [];
  const parent = blockAt(block, start, block.size);
  if (parent === undefined) return out;
  const valueSize = block.u16(start + 2) * (start > 0 && block.u16(start + 4) === 1 ? 2 : 1);
  let next = aligned(parent.valueAt + valueSize);
  while (next + 6 <= parent.end && out.length < 256) {
    const child = blockAt(block, next, parent.end);
    if (child === undefined) break;
    out.push(child);
    next = aligned(child.end);
  }
  return out;
}

function blockAt(block: Table, start: number, limit: number): Block | undefined {
  if (start + 6 > limit) return undefined;
  const length = block.u16(start);
  const end = Math.min(start + length, limit);
  if (length < 6) return undefined;
  const key = utf16(block, start + 6, end);
  return { key, at: start, valueAt: aligned(start + 6 + key.length * 2 + 2), end };
}

const aligned = (at: number): number => Math.ceil(at / 4) * 4;

function utf16(block: Table, start: number, end: number): string {
  const units: number[] = [];
  for (let at = start; at + 2 <= end && units.length < 2048; at += 2) {
    const unit = block.u16(at);
    if (unit === 0) break;
    units.push(unit);
  }
  return String.fromCharCode(...units);
}
