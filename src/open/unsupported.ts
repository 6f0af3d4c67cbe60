// Containers that are known and not read: refused by name, so that what they hold is never passed over in silence.
import type { ContainerFormat } from '../types.ts';
import { unreadable } from './problems.ts';

interface Known {
  name: string;
  /** First bytes, as Latin-1, at `at`. */
  magic?: string;
  at?: number;
  /** The name must fit as well, where the bytes are shared with other things; or alone decides, where there is no magic at the start. */
  path?: RegExp;
}

/** Magic numbers as in each format's own specification, and as file(1) knows them. */
const known: readonly Known[] = [
  { name: 'part of a 7-Zip archive in several files', path: /\.7z\.\d{3,}$/i },
  { name: 'RAR archive', magic: 'Rar!\x1a\x07' },
  { name: 'InstallShield cabinet', magic: 'ISc(', path: /\.(cab|hdr)$/i },
  { name: 'Windows image', magic: 'MSWIM\0\0\0' },
  { name: 'big-endian squashfs image', magic: 'sqsh' },
  { name: 'cramfs image', magic: '\x45\x3d\xcd\x28' },
  { name: 'romfs image', magic: '-rom1fs-' },
  { name: 'ext file system image', magic: '\x53\xef', at: 1080, path: /\.(img|ext[234]|raw|bin)$/i },
  { name: 'ISO 9660 image', path: /\.iso$/i },
  { name: 'macOS disk image', path: /\.dmg$/i },
  { name: 'xar archive (macOS package)', magic: 'xar!' },
  { name: 'QCOW disk image', magic: 'QFI\xfb' },
  { name: 'VMDK disk image', magic: 'KDMV' },
  { name: 'VHDX disk image', magic: 'vhdxfile' },
  { name: 'lzip stream', magic: 'LZIP\x01' },
  { name: 'lzop stream', magic: '\x89LZO\0\r\n\x1a\n' },
  { name: 'lrzip stream', magic: 'LRZI' },
  { name: 'compress (.Z) stream', magic: '\x1f\x9d' },
  { name: 'LZ4 legacy stream', magic: '\x02\x21\x4c\x18' },
  { name: 'LHA archive', magic: '-lh', at: 2, path: /\.(lha|lzh)$/i },
  { name: 'ARJ archive', magic: '\x60\xea', path: /\.arj$/i },
  { name: 'ACE archive', magic: '**ACE**', at: 7 },
  { name: 'Nix archive', magic: '\r\0\0\0\0\0\0\0nix-archive-1' },
  { name: 'Pack200 archive', magic: '\xca\xfe\xd0\x0d' },
  { name: 'BSD or delta rpm', magic: 'drpm' },
];

const fits = (entry: Known, head: Uint8Array, path: string): boolean => {
  if (entry.path !== undefined && !entry.path.test(path)) return false;
  if (entry.magic === undefined) return true;
  const at = entry.at ?? 0;
  return Buffer.from(head.subarray(at, at + entry.magic.length)).toString('latin1') === entry.magic;
};

/** Whether the first bytes alone name one, by enough of them that no others are taken for it. */
export const isNamedByBytes = (head: Uint8Array): boolean =>
  known.some((entry) => entry.path === undefined && (entry.magic?.length ?? 0) >= shortestSure && fits(entry, head, ''));
const shortestSure = 4;

export const unsupported: ContainerFormat = {
  id: 'unsupported',
  sniff: (head, path) => head.length > 0 && known.some((entry) => fits(entry, head, path)),
  async *entries(from, path) {
    const head = await from.head();
    const name = known.find((entry) => fits(entry, head, path))?.name ?? 'container';
    yield unreadable(path, 'unsupported-format', `a ${name}, which is not read`);
  },
};
