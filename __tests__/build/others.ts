// Makes ar, deb, cpio and rpm files, and container images, honest ones and ones that lie; and small bzip2, LZ4 and xz streams that were made by
// the reference programs and stand here as bytes.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { makeTar, pax, type TarMember } from './tar.ts';

export interface ArFile {
  name: string;
  data: Uint8Array;
  /** The size field as text, where it is to lie. */
  size?: string;
  badMagic?: boolean;
}
export function makeAr(files: readonly ArFile[]): Buffer {
  const parts = files.map(({ name, data, size, badMagic }) => {
    const header = `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${(size ?? String(data.length)).padEnd(10)}${badMagic ? '??' : '`\n'}`;
    return Buffer.concat([Buffer.from(header, 'latin1'), data, Buffer.alloc(data.length % 2, '\n')]);
  });
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts]);
}

export const debVersion: ArFile = { name: 'debian-binary', data: Buffer.from('2.0\n') };
export const debControl: ArFile = { name: 'control.tar.gz', data: gzipSync(makeTar([{ name: './control', data: 'Package: demo\n' }])) };
export const debData = (members: readonly TarMember[]): ArFile => ({ name: 'data.tar.gz', data: gzipSync(makeTar(members)) });

export interface CpioFile {
  name: string;
  data?: string;
  mode?: number;
  links?: number;
  size?: number;
  nameSize?: number;
  old?: boolean;
}
export function makeCpio(files: readonly CpioFile[], options: { trailer?: boolean; after?: Uint8Array } = {}): Buffer {
  const all = options.trailer === false ? files : [...files, { name: 'TRAILER!!!', mode: 0 }];
  return Buffer.concat([...all.map(cpioMember), Buffer.from(options.after ?? new Uint8Array())]);
}
function cpioMember(file: CpioFile): Buffer {
  const data = Buffer.from(file.data ?? '');
  const name = Buffer.from(`${file.name}\0`);
  const mode = file.mode ?? 0o100644;
  if (file.old) {
    const octal = (value: number, length: number) => value.toString(8).padStart(length, '0');
    const fields = [
      octal(0, 6),
      octal(1, 6),
      octal(mode, 6),
      octal(0, 6),
      octal(0, 6),
      octal(file.links ?? 1, 6),
      octal(0, 6),
      octal(0, 11),
      octal(file.nameSize ?? name.length, 6),
      octal(file.size ?? data.length, 11),
    ];
    return Buffer.concat([Buffer.from(`070707${fields.join('')}`), name, data]);
  }
  const hex = (value: number) => value.toString(16).padStart(8, '0');
  const fields = [1, mode, 0, 0, file.links ?? 1, 0, file.size ?? data.length, 0, 0, 0, 0, file.nameSize ?? name.length, 0].map(hex);
  const header = Buffer.concat([Buffer.from(`070701${fields.join('')}`), name]);
  const pad = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  return Buffer.concat([pad(header), pad(data)]);
}

/** The smallest rpm: a lead, two headers without tags, a gzip payload. */
export function makeRpm(files: readonly CpioFile[], options: { payload?: Uint8Array; entries?: number; badHeader?: boolean } = {}): Buffer {
  const lead = Buffer.alloc(96);
  lead.set([0xed, 0xab, 0xee, 0xdb, 3, 0]);
  const header = Buffer.alloc(16);
  header.set([0x8e, 0xad, 0xe8, 1]);
  const main = Buffer.from(header);
  if (options.entries !== undefined) main.writeUInt32BE(options.entries, 8);
  if (options.badHeader) main[0] = 0;
  return Buffer.concat([lead, header, main, options.payload ?? gzipSync(makeCpio(files))]);
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** An OCI image layout in a tar; each layer is a list of members. `lie` changes one thing. */
export function makeOciImage(
  layers: readonly (readonly TarMember[])[],
  lie: { digest?: boolean; missing?: boolean; plain?: boolean; second?: boolean; dot?: boolean } = {},
): Buffer {
  const blobs = layers.map((members) => (lie.plain ? makeTar(members) : gzipSync(makeTar(members))));
  const names = blobs.map((blob, index) => (lie.digest && index === 0 ? sha256(Buffer.from('other')) : sha256(blob)));
  const config = json({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [] } });
  const type = 'application/vnd.oci.image.layer.v1.tar+gzip';
  const manifest = json({
    schemaVersion: 2,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: `sha256:${sha256(config)}`, size: config.length },
    layers: blobs.map((blob, index) => ({ mediaType: type, digest: `sha256:${names[index]}`, size: blob.length })),
  });
  const other = names.map((_, index) => `blobs/sha256/${sha256(Buffer.from(`layer ${index}`))}`);
  const at = lie.dot ? './' : ''; // as `tar -C layout .` names them
  return makeTar([
    ...(lie.dot ? [pax([['mtime', '1700000000.5']]), { name: './', type: '5' }] : []),
    { name: `${at}blobs/`, type: '5' },
    { name: `${at}blobs/sha256/`, type: '5' },
    ...blobs.flatMap((blob, index) => (lie.missing && index === 0 ? [] : [{ name: `${at}blobs/sha256/${names[index]}`, data: blob }])),
    { name: `${at}blobs/sha256/${sha256(config)}`, data: config },
    { name: `${at}blobs/sha256/${sha256(manifest)}`, data: manifest },
    {
      name: `${at}index.json`,
      data: json({
        schemaVersion: 2,
        manifests: [{ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: `sha256:${sha256(manifest)}`, size: manifest.length }],
      }),
    },
    ...(lie.second ? [{ name: 'manifest.json', data: json([{ Config: 'x', RepoTags: ['demo:1'], Layers: other }]) }] : []),
    { name: `${at}oci-layout`, data: json({ imageLayoutVersion: '1.0.0' }) },
  ]);
}

/** What `docker save` wrote before version 25. */
export function makeDockerImage(layers: readonly (readonly TarMember[])[]): Buffer {
  const ids = layers.map((_, index) => sha256(Buffer.from(`layer ${index}`)));
  return makeTar([
    ...layers.flatMap((members, index) => [
      { name: `${ids[index]}/`, type: '5' },
      { name: `${ids[index]}/VERSION`, data: '1.0' },
      { name: `${ids[index]}/layer.tar`, data: makeTar(members) },
    ]),
    {
      name: 'manifest.json',
      data: json([{ Config: `${sha256(Buffer.from('config'))}.json`, RepoTags: ['demo:1'], Layers: ids.map((id) => `${id}/layer.tar`) }]),
    },
  ]);
}
