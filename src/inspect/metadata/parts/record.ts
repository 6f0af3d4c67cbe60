// RECORD (PEP 376, PEP 427): CSV of path, `algorithm=urlsafe-base64-without-padding`, size. Every file of the wheel stands in it once with its hash;
// RECORD itself has no hash, and the signatures RECORD.jws and RECORD.p7s do not stand in it at all. Installers do not check it, so that a file which
// was added to a wheel afterwards is seen only here.
import type { ListedFile, Metadata, Problem } from '../../../types.ts';
import { compareText } from './text.ts';

type Record_ = NonNullable<Metadata['record']>;
type Mismatch = Record_['mismatches'][number];

const mostRows = 500_000;
const mostMismatches = 1000;

interface Row {
  path: string;
  hash: string;
  size: string;
}

/**
 * What the list at `path` and the files of the wheel say differently. Files inside nested archives are not the list's business. Of an `installed`
 * package the installer rewrote the list: scripts lie outside the folder, byte code was made on this machine and has no hash; neither is compared.
 */
export function checkRecord(
  text: string,
  path: string,
  listing: readonly ListedFile[],
  { installed = false }: { installed?: boolean } = {},
): { record: Record_; problems: Problem[] } {
  const files = new Map(listing.filter((file) => !file.path.includes('!/')).map((file) => [file.path, file]));
  const folders = foldersOf(files.keys());
  const exempt = new Set([path, `${path}.jws`, `${path}.p7s`]);
  const seen = new Set<string>();
  const mismatches: Mismatch[] = [];
  const problems: Problem[] = [];
  let listed = 0;
  let unverified = 0;
  for (const row of csvRows(text)) {
    if (++listed > mostRows) {
      problems.push({ path, code: 'record-too-long', message: `more than ${mostRows} rows: the rest was not compared`, kind: 'limit' });
      break;
    }
    if (installed && isInstallersOwn(row.path)) continue;
    const name = files.has(row.path) ? row.path : row.path.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
    if (name.endsWith('/') && folders.has(name.slice(0, -1))) continue; // old tools list folders
    if (seen.has(name)) mismatches.push({ path: name, what: 'duplicate' });
    seen.add(name);
    const file = files.get(name);
    if (file === undefined) {
      if (!exempt.has(name)) mismatches.push({ path: name, what: 'not-there' });
      continue;
    }
    if (exempt.has(name) || file.kind === 'link') continue; // tools hash a link's target, its text, or nothing
    const wrong = compareRow(row, file);
    if (wrong === 'unverified') unverified += 1;
    else if (wrong !== undefined) mismatches.push({ path: name, what: wrong });
  }
  for (const name of files.keys())
    if (!seen.has(name) && !exempt.has(name) && files.get(name)?.kind !== 'link') mismatches.push({ path: name, what: 'not-listed' });
  if (unverified > 0)
    problems.push({
      path,
      code: 'record-unverified',
      message: `${unverified} hashes were not compared: only SHA-256 of files that were read is known`,
      kind: 'skipped',
    });
  if (mismatches.length > mostMismatches)
    problems.push({ path, code: 'record-mismatches-cut', message: `${mismatches.length} mismatches, ${mostMismatches} are kept`, kind: 'limit' });
  mismatches.sort((a, b) => compareText(a.path, b.path) || compareText(a.what, b.what));
  return { record: { path, listed, mismatches: mismatches.slice(0, mostMismatches) }, problems };
}

const isInstallersOwn = (path: string): boolean => /^[/\\]|^[A-Za-z]:|(^|[/\\])(\.\.|__pycache__)[/\\]/.test(path);

/** The paths that a RECORD names, as it writes them. */
export function* recordPaths(text: string): Generator<string> {
  let count = 0;
  for (const row of csvRows(text)) {
    if (++count > mostRows) return;
    yield row.path;
  }
}

function compareRow(row: Row, file: ListedFile): Mismatch['what'] | 'unverified' | undefined {
  const size = row.size.trim();
  if (/^\d{1,15}$/.test(size) && Number(size) !== file.size) return 'size';
  const [algorithm = '', value = ''] = splitHash(row.hash.trim());
  if (value === '' || weak.has(algorithm)) return 'no-hash';
  if (algorithm !== 'sha256' || file.sha256 === undefined) return 'unverified';
  return hexOf(value) === file.sha256 ? undefined : 'hash';
}

/** PEP 427: the algorithm must be sha256 or better; md5 and sha1 prove nothing. */
const weak = new Set(['md5', 'sha1', 'sha224']);

const splitHash = (text: string): [string, string] => {
  const at = text.indexOf('=');
  return at === -1 ? ['', ''] : [text.slice(0, at).toLowerCase(), text.slice(at + 1)];
};

/** Some tools wrote hexadecimal or padded base64: the content is the same, so that it is no mismatch. */
const hexOf = (value: string): string => (/^[0-9a-f]{64}$/i.test(value) ? value.toLowerCase() : Buffer.from(value, 'base64url').toString('hex'));

function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let at = path.lastIndexOf('/'); at > 0 && !folders.has(path.slice(0, at)); at = path.lastIndexOf('/', at - 1))
      folders.add(path.slice(0, at));
  }
  return folders;
}

/** Rows as Python's csv module reads them: fields may be quoted, a quote inside is doubled, a quoted field may hold commas and line ends. */
function* csvRows(text: string): Generator<Row> {
  let row: string[] = [];
  let value = '';
  let quoted = false;
  const rowOf = (): Row => ({ path: row[0] ?? '', hash: row[1] ?? '', size: row[2] ?? '' });
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quoted) {
      if (character !== '"') value += character;
      else if (text[at + 1] === '"') {
        value += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && value === '') quoted = true;
    else if (character === ',') {
      row.push(value);
      value = '';
    } else if (character === '\n' || character === '\r') {
      row.push(value);
      if (row.length > 1 || value !== '') yield rowOf();
      row = [];
      value = '';
    } else value += character;
  }
  row.push(value);
  if (row.length > 1 || value !== '') yield rowOf();
}
