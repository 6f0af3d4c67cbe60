// Lists every archive of a folder with our readers and with others (Python's zipfile and tarfile, unzip, GNU tar, dpkg-deb, 7-Zip) and compares names and sizes.
// Usage: node scripts/differential-archives.ts FOLDER [PATTERN]. An archive with a hazard is not compared: disagreement is what it was flagged for.
// Ends with the totals; exit code 1 when a list differs or nothing was compared.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { randomFromDescriptor, sourceFromRandom } from '../src/io/bytes.ts';
import { defaultLimits, openContainer } from '../src/open/index.ts';

const python = `
import sys, zipfile, tarfile, os
path = sys.argv[1]
out = sys.stdout.buffer
def put(size, name): out.write(('%d %s\\n' % (size, name)).encode('utf-8', 'surrogateescape'))
if zipfile.is_zipfile(path) and open(path, 'rb').read(2) in (b'PK', b'#!', b'MZ'):
    for i in zipfile.ZipFile(path).infolist():
        if not i.filename.endswith('/'): put(i.file_size, i.filename)
else:
    with tarfile.open(path, 'r:*') as t:
        for m in t:
            if m.isreg(): put(m.size, m.name)
`;

/** Lines "size name" of regular files, as a program prints them; undefined when it is not there or does not read this kind. */
function others(path: string, format: string): ReadonlyMap<string, string[] | undefined> {
  const lists = new Map<string, string[] | undefined>();
  const run = (program: string, args: readonly string[]) => {
    const result = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    return result.status === 0 ? result.stdout.split('\n').filter(Boolean) : undefined;
  };
  if (format === 'zip' || format.startsWith('tar')) lists.set('python', run('python3', ['-c', python, path]));
  if (format === 'zip') lists.set('unzip', run('unzip', ['-Z', '-l', path])?.flatMap(fromZipinfo));
  if (format.startsWith('tar')) lists.set('tar', run('tar', ['--quoting-style=literal', '-tvf', path])?.flatMap(fromTar));
  if (format === 'deb') lists.set('dpkg-deb', run('dpkg-deb', ['-c', path])?.flatMap(fromTar));
  if (format === '7z' || format === 'cab') lists.set('7z', from7z(run('7z', ['l', '-slt', '-ba', path])));
  if (format === 'msi') lists.set('7z', from7z(run('7z', ['l', '-slt', '-ba', '-tcompound', path])));
  return lists;
}

/** "Path = name", "Size = 1234", "Folder = -", "Attributes = A -rw-r--r--", ... of one file after another. */
function from7z(lines: readonly string[] | undefined): string[] | undefined {
  const files: Record<string, string>[] = [];
  for (const line of lines ?? []) {
    const [, key, value] = /^(\w[\w ]*) = ?(.*)$/.exec(line) ?? [];
    if (key === 'Path') files.push({});
    if (key !== undefined) files.at(-1)![key] = value!;
  }
  const isFile = ({ Folder = '-', Attributes = '' }: Record<string, string>) => Folder === '-' && !/^D| l/.test(Attributes);
  return lines && files.filter(isFile).map(({ Path, Size }) => `${Size || 0} ${Path}`);
}

/** -rw-r--r--  2.0 unx     1234 b-     567 defN 24-Jan-01 00:00 name */
const fromZipinfo = (line: string): string[] => {
  const found =
    /^[-l]\S+\s+\S+\s+\S+\s+(\d+)\s+\S+\s+\d+\s+\S+\s+\S+\s+\S+ (.*)$/.exec(line) ??
    /^\?\S*\s+\S+\s+\S+\s+(\d+)\s+\S+\s+\d+\s+\S+\s+\S+\s+\S+ (.*)$/.exec(line);
  return found && !found[2]!.endsWith('/') ? [`${found[1]} ${found[2]}`] : [];
};
/** -rw-r--r-- root/root 1234 2024-01-01 00:00 ./name */
const fromTar = (line: string): string[] => {
  const found = /^-\S+ \S+ +(\d+) \S+ \S+ (.*)$/.exec(line);
  return found ? [`${found[1]} ${found[2]!.replace(/^(\.\/)+/, '')}`] : [];
};

const [folder = '.', pattern = ''] = process.argv.slice(2);
const totals = { compared: 0, equal: 0, flagged: 0, opened: 0, files: 0 };
for (const name of readdirSync(folder)
  .filter((each) => each.includes(pattern))
  .sort()) {
  const path = join(folder, name);
  const descriptor = openSync(path, 'r');
  const container = await openContainer(sourceFromRandom(randomFromDescriptor(descriptor)), name, defaultLimits, { depth: 0 });
  const own: string[] = [];
  const problems: string[] = [];
  for await (const entry of container?.entries ?? []) {
    if ('code' in entry) problems.push(`${entry.kind} ${entry.code} ${entry.message}`);
    else if (
      (entry.type === 'file' || (entry.type === 'link' && container?.format === 'zip')) &&
      entry.size !== undefined &&
      !entry.path.startsWith('DEBIAN/')
    )
      own.push(`${entry.size} ${entry.path}`);
  }
  closeSync(descriptor);
  if (container === undefined) continue;
  totals.opened++;
  totals.files += own.length;
  if (problems.length > 0) {
    totals.flagged++;
    console.log(`${name}: flagged: ${problems.slice(0, 3).join('; ')}`);
    continue;
  }
  for (const [program, list] of others(path, container.format)) {
    if (list === undefined) {
      console.log(`${name}: ${program} does not read it`);
      continue;
    }
    totals.compared++;
    const theirs = list.map((line) => line.replace(/^(\d+) (\.\/)+/, '$1 ')).sort();
    const ours = own.slice().sort();
    const missing = theirs.filter((line) => !ours.includes(line)).slice(0, 3);
    if (ours.length === theirs.length && ours.every((line, index) => line === theirs[index])) totals.equal++;
    else console.log(`${name}: ${program} lists ${theirs.length}, we ${ours.length}; only there: ${JSON.stringify(missing)}`);
  }
}
console.log(`${totals.opened} archives, ${totals.files} files, ${totals.flagged} flagged; ${totals.equal} of ${totals.compared} lists equal`);
process.exitCode = totals.compared > 0 && totals.equal === totals.compared ? 0 : 1;
