// What a file's name claims to be, held against what its bytes are. An installer goes by the name, a scanner by the bytes: where they disagree, one of the
// two looks at something else. Asked of artifacts only; inside packages, names of all kinds stand on test data.
import type { ByteSource, Problem } from '../types.ts';
import { hazard, quote, unreadable } from './problems.ts';
import { zip } from './zip.ts';

/** Suffix -> the formats that it may be. Left out: suffixes that several things use (.bin, .pkg, .img). */
const claims: readonly (readonly [suffix: RegExp, formats: RegExp, name: string])[] = [
  [/\.(whl|egg|jar|war|ear|aar|nupkg|snupkg|vsix|xpi|conda|zip|jmod)$/i, /^zip$/, 'a zip'],
  [/\.(tgz|crate|tar\.gz)$/i, /^(tar|image)\.gz$/, 'a tar compressed with gzip'],
  [/\.(tbz2?|tar\.bz2)$/i, /^(tar|image)\.bz2$/, 'a tar compressed with bzip2'],
  [/\.(txz|tar\.xz)$/i, /^(tar|image)\.xz$/, 'a tar compressed with xz'],
  [/\.(tzst|tar\.zst)$/i, /^(tar|image)\.zst$/, 'a tar compressed with zstd'],
  [/\.tar\.lz4$/i, /^(tar|image)\.lz4$/, 'a tar compressed with LZ4'],
  [/\.(tar|gem)$/i, /^(tar|image)$/, 'a tar'],
  [/\.apk$/i, /^(zip|tar\.gz)$/, 'a zip or a tar compressed with gzip'],
  [/\.u?deb$/i, /^deb$/, 'a Debian package'],
  [/\.asar$/i, /^asar$/, 'an Electron archive'],
  [/\.7z$/i, /^7z$/, 'a 7-Zip archive'],
  [/\.cab$/i, /^cab$/, 'a cabinet'],
  [/\.(msi|msm|msp)$/i, /^msi$/, 'a Windows installer package'],
  [/\.rpm$/i, /^rpm$/, 'an rpm package'],
];

/** The problems of an artifact's name against its format (undefined: no container at all), and of bytes that are two formats at once. */
export async function judgeClaim(from: ByteSource, path: string, format: string | undefined): Promise<readonly Problem[]> {
  const claim = claims.find(([suffix]) => suffix.test(path));
  if (format === 'unsupported') return [];
  if (claim !== undefined && format === undefined)
    return [unreadable(path, 'not-what-the-name-says', `${quote(path)} is named as ${claim[2]} and is not one`)];
  const problems: Problem[] = [];
  if (claim !== undefined && format !== undefined && !claim[1].test(format))
    problems.push(
      hazard(
        path,
        'not-what-the-name-says',
        `${quote(path)} is named as ${claim[2]}; its bytes are ${quote(format)}. Programs that go by the name see something else`,
      ),
    );
  if (format !== undefined && format !== zip.id && (await endsAsZip(from)))
    problems.push(hazard(path, 'two-formats', `begins as ${quote(format)} and ends as a zip; readers open one or the other`));
  return problems;
}

/** An end record, without comment, at the very end, with a directory before it: what no other format ends in. */
async function endsAsZip(from: ByteSource): Promise<boolean> {
  if (from.size === undefined || from.size < 68) return false;
  const random = await from.random();
  const end = Buffer.from(await random.read(from.size - 22, 22));
  if (end.length < 22 || end.readUInt32LE(0) !== 0x06054b50 || end.readUInt16LE(20) !== 0) return false;
  const directory = from.size - 22 - end.readUInt32LE(12);
  return directory > 0 && Buffer.from(await random.read(directory, 4)).toString('latin1') === 'PK\x01\x02';
}
