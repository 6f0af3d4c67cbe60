// Images and other root file systems: what their package databases say is installed, and which files belong to it. dpkg: var/lib/dpkg/status and info/*.list, or status.d
// in images without a package manager; apk: lib/apk/db/installed; pacman: var/lib/pacman/local; rpm: rpmdb.sqlite (headers in the table Packages); pip: RECORD files. A
// file that no database owns was put there by the build. Ownership says who brought a file, never what is in it.
import { purlOf } from '../../purl/index.ts';
import type { ListedFile, Metadata, MetadataFormat, Problem } from '../../types.ts';
import { type Fields, lines, paragraphs } from './parts/headers.ts';
import { readCoreMetadata } from './parts/python.ts';
import { recordPaths } from './parts/record.ts';
import { readRpmHeader, rpmFiles, rpmVendor, rpmVersion } from './parts/rpm-header.ts';
import { spdxExpression } from './parts/spdx.ts';
import { sqliteBlobs } from './parts/sqlite.ts';
import { compareText, decode, optional, unreadable } from './parts/text.ts';

const dpkgPath = /^var\/lib\/dpkg\/(status|diversions|status\.d\/[^/!]+|info\/[^/!]+\.list)$/;
const apkPath = /^(?:usr\/)?lib\/apk\/db\/installed$/;
const pacmanPath = /^var\/lib\/pacman\/local\/([^/!]+)\/(desc|files)$/;
const rpmPath = /^(?:var\/lib\/rpm|usr\/lib\/sysimage\/rpm|usr\/share\/rpm)\/(rpmdb\.sqlite(?:-wal)?|Packages(?:\.db)?)$/;
const pipPath = /^[^!]*\/(?:site|dist)-packages\/[^/!]+\.dist-info\/(RECORD|METADATA)$/;
const releasePath = /^(?:etc|usr\/lib)\/os-release$/;

type Module = NonNullable<Metadata['modules']>[number];

interface Installed {
  database: string;
  modules: Module[];
  owned: Set<string>;
  problems: Problem[];
  /** The database names files at all. */
  lists: boolean;
}

export const image: MetadataFormat = {
  id: 'image',
  maxBytes: 192 << 20, // rpmdb.sqlite of a desktop system
  wants: (path) =>
    dpkgPath.test(path) || apkPath.test(path) || pacmanPath.test(path) || rpmPath.test(path) || pipPath.test(path) || releasePath.test(path),

  read(files, listing) {
    const release = readRelease(files);
    const systems = [dpkg(files, release), apk(files, release), pacman(files, release), rpmDatabase(files, release)].filter(
      (found) => found !== undefined,
    );
    if (systems.length === 0) return undefined;
    const found = [...systems, pip(files)].filter((one) => one !== undefined);
    const problems = found.flatMap((one) => one.problems);
    const details = { ...optional('distribution', release.ID), ...optional('distributionVersion', release.VERSION_ID) };
    const metadata: Metadata = {
      ...optional('name', release.ID),
      ...optional('version', release.VERSION_ID),
      requires: [],
      installScripts: [],
      ...optional(
        'modules',
        found.flatMap((one) => one.modules),
      ),
      ...(systems.some((one) => one.lists) ? { ownership: ownership(found, listing) } : {}),
      details,
    };
    return { metadata, problems };
  },
};

/** os-release(5): NAME="value" lines of a shell. */
function readRelease(files: ReadonlyMap<string, Uint8Array>): Record<string, string> {
  const bytes = files.get('etc/os-release') ?? files.get('usr/lib/os-release');
  const pairs = bytes === undefined ? [] : [...lines(decode(bytes.subarray(0, 64 << 10)))].map((line) => /^([A-Z_]+)=["']?(.*?)["']?$/.exec(line));
  return Object.fromEntries(pairs.filter((pair) => pair !== null).map(([, key, value]) => [key, value]));
}

function ownership(found: readonly Installed[], listing: readonly ListedFile[]): NonNullable<Metadata['ownership']> {
  const merged = mergedFolders(listing);
  const owned = new Set<string>();
  for (const one of found) for (const path of one.owned) owned.add(merged(path));
  const files = listing.filter((file) => !file.path.includes('!/'));
  const unownedNative = files.filter((file) => file.kind === 'native code' && !owned.has(merged(file.path))).map((file) => file.path);
  return {
    database: found.map((one) => one.database).join(', '),
    packages: found.reduce((sum, one) => sum + one.modules.length, 0),
    owned: files.filter((file) => owned.has(merged(file.path))).length,
    unownedNative: unownedNative.sort(),
  };
}

/** Where /bin, /lib, … are links into /usr, databases still name files under either: a folder in which nothing lies is taken for such a link. */
function mergedFolders(listing: readonly ListedFile[]): (path: string) => string {
  const tops = new Set(listing.map((file) => file.path.slice(0, file.path.indexOf('/'))));
  const links = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32', 'libo32'].filter((folder) => !tops.has(folder));
  const binIsSbin = !listing.some((file) => file.path.startsWith('usr/sbin/'));
  return (path) => {
    const slash = path.indexOf('/');
    const whole = links.includes(path.slice(0, slash)) ? `usr/${path}` : path;
    return binIsSbin ? whole.replace(/^usr\/sbin\//, 'usr/bin/') : whole;
  };
}

const empty = (database: string): Installed => ({ database, modules: [], owned: new Set(), problems: [], lists: false });

function dpkg(files: ReadonlyMap<string, Uint8Array>, release: Record<string, string>): Installed | undefined {
  const found = empty('dpkg');
  const diversions = readDiversions(files.get('var/lib/dpkg/diversions'));
  let any = false;
  for (const [path, bytes] of files) {
    const name = dpkgPath.exec(path)?.[1];
    if (name === undefined) continue;
    if (name === 'status' || (name.startsWith('status.d/') && !name.endsWith('.md5sums'))) {
      any = true;
      for (const paragraph of paragraphs(decode(bytes))) addDeb(found, paragraph, path, release.ID);
    } else if (name.endsWith('.md5sums')) {
      found.lists = true;
      for (const line of lines(decode(bytes))) if (/^[0-9a-f]{32} {2}/.test(line)) found.owned.add(line.slice(34).replace(/^(\.?\/)+/, ''));
    } else if (name.startsWith('info/')) {
      found.lists = true;
      for (const line of lines(decode(bytes))) {
        const owned = line.replace(/^\/+/, '');
        found.owned.add(owned);
        for (const elsewhere of diversions.get(owned) ?? []) found.owned.add(elsewhere);
      }
    }
  }
  return any ? found : undefined;
}

function addDeb(found: Installed, paragraph: Fields, path: string, distribution: string | undefined): void {
  const name = paragraph.one('Package');
  const status = paragraph.one('Status');
  if (name === undefined || (status !== undefined && !/ (installed|triggers-\w+)$/.test(status))) return; // removed, configuration left
  const version = paragraph.one('Version');
  const arch = paragraph.one('Architecture');
  found.modules.push({
    path,
    name,
    ...optional('version', version),
    ...(distribution === undefined ? {} : { purl: purlOf('deb', `${distribution}/${name}`, version, arch === undefined ? undefined : { arch }) }),
  });
}

/** Three lines each: a file, where it lies instead, and the package that asked for it. */
function readDiversions(bytes: Uint8Array | undefined): Map<string, string[]> {
  const diversions = new Map<string, string[]>();
  const all = bytes === undefined ? [] : [...lines(decode(bytes))].map((line) => line.replace(/^\/+/, ''));
  for (let at = 0; at + 2 < all.length; at += 3) diversions.set(all[at]!, [...(diversions.get(all[at]!) ?? []), all[at + 1]!]);
  return diversions;
}

/** apk's database: one letter per field; F: names a folder, R: files in it. https://wiki.alpinelinux.org/wiki/Apk_spec */
function apk(files: ReadonlyMap<string, Uint8Array>, release: Record<string, string>): Installed | undefined {
  const entry = [...files].find(([path]) => apkPath.test(path));
  if (entry === undefined) return undefined;
  const found = { ...empty('apk'), lists: true };
  let folder = '';
  let fields = new Map<string, string>();
  const close = (): void => {
    const [name, version, licence, arch] = ['P', 'V', 'L', 'A'].map((key) => fields.get(key));
    if (name) {
      const purl = purlOf('apk', `${release.ID ?? 'alpine'}/${name}`, version, arch ? { arch } : undefined);
      found.modules.push({ path: entry[0], name, ...optional('version', version), purl, ...optional('licence', spdxExpression(licence) ?? licence) });
    }
    fields = new Map();
    folder = '';
  };
  for (const line of lines(decode(entry[1]))) {
    const [key, value] = [line.slice(0, 1), line.slice(2)];
    if (line === '') close();
    else if (key === 'F') folder = value;
    else if (key === 'R') found.owned.add(folder === '' ? value : `${folder}/${value}`);
    else if (!fields.has(key)) fields.set(key, value);
  }
  close();
  return found;
}

/** pacman's: a folder per package, `%NAME%` heads the lines of a field. */
function pacman(files: ReadonlyMap<string, Uint8Array>, release: Record<string, string>): Installed | undefined {
  const found = empty('pacman');
  for (const [path, bytes] of files) {
    const kind = pacmanPath.exec(path)?.[2];
    if (kind === undefined) continue;
    const sections = new Map<string, string[]>();
    let section: string[] = [];
    for (const line of lines(decode(bytes))) {
      const head = /^%([A-Z0-9]+)%$/.exec(line)?.[1];
      if (head !== undefined) {
        section = [];
        sections.set(head, section);
      } else if (line !== '') section.push(line);
    }
    if (kind === 'files') {
      found.lists = true;
      for (const owned of sections.get('FILES') ?? []) found.owned.add(owned);
    } else {
      const [name, version, arch] = ['NAME', 'VERSION', 'ARCH'].map((key) => sections.get(key)?.[0]);
      const licence = sections.get('LICENSE')?.join(' AND ');
      if (name)
        found.modules.push({
          path,
          name,
          ...optional('version', version),
          purl: purlOf('alpm', `${release.ID ?? 'arch'}/${name}`, version, arch ? { arch } : undefined),
          ...optional('licence', licence),
        });
    }
  }
  return found.modules.length > 0 ? found : undefined;
}

/** rpm's: SQLite since 4.16 (RHEL 9, Fedora 33). Berkeley DB and ndb, which came before, are not read, and said so. */
function rpmDatabase(files: ReadonlyMap<string, Uint8Array>, release: Record<string, string>): Installed | undefined {
  const entries = [...files].filter(([path]) => rpmPath.test(path));
  if (entries.length === 0) return undefined;
  const found = empty('rpm');
  const database = entries.find(([path]) => path.endsWith('/rpmdb.sqlite'));
  const journal = entries.find(([path, bytes]) => path.endsWith('-wal') && bytes.length > 0);
  if (journal !== undefined)
    found.problems.push(
      unreadable(journal[0], 'rpm-database-journal', 'changes that are not yet in the rpm database lie in its journal, which is not read'),
    );
  if (database === undefined) {
    const old = entries.find(([path]) => /Packages(\.db)?$/.test(path));
    if (old !== undefined)
      found.problems.push(
        unreadable(
          old[0],
          'rpm-database-format',
          'an rpm database in the Berkeley DB or ndb format, which is not read: what is installed is not known',
        ),
      );
    return old === undefined ? undefined : found;
  }
  const [path, bytes] = database;
  const rows = sqliteBlobs(bytes, 'Packages', 1);
  if (rows === undefined || rows.broken > 0)
    found.problems.push(unreadable(path, 'rpm-database-broken', 'this rpm database is not an intact SQLite database with a table Packages'));
  for (const blob of rows?.blobs ?? []) {
    const header = readRpmHeader(blob);
    const name = header?.text('name');
    if (header === undefined || name === undefined || name === 'gpg-pubkey') continue;
    const [version, arch, licence] = [rpmVersion(header), header.text('arch'), header.text('licence')];
    const vendor = release.ID ?? rpmVendor(header.text('vendor'));
    const epoch = header.numbers('epoch')[0];
    const qualifiers = { ...(arch ? { arch } : {}), ...(epoch ? { epoch: String(epoch) } : {}) };
    found.modules.push({
      path,
      name,
      ...optional('version', version),
      purl: purlOf('rpm', vendor ? `${vendor}/${name}` : name, version, qualifiers),
      ...optional('licence', licence),
    });
    for (const owned of rpmFiles(header)) found.owned.add(owned);
  }
  found.lists = found.modules.length > 0;
  found.modules.sort((a, b) => compareText(a.name, b.name));
  return found;
}

/** Python packages that pip installed beside the system's: their RECORD names their files, relative to the folder of packages. */
function pip(files: ReadonlyMap<string, Uint8Array>): Installed | undefined {
  const found = empty('pip');
  for (const [path, bytes] of files) {
    const kind = pipPath.exec(path)?.[1];
    const folder = path.slice(0, path.lastIndexOf('/', path.lastIndexOf('/') - 1));
    if (kind === 'METADATA') {
      const { metadata } = readCoreMetadata(decode(bytes));
      if (metadata.name !== undefined)
        found.modules.push({
          path,
          name: metadata.name,
          ...optional('version', metadata.version),
          ...optional('purl', metadata.purl),
          ...optional('licence', metadata.licence),
        });
    } else if (kind === 'RECORD') for (const listed of recordPaths(decode(bytes))) found.owned.add(resolved(folder, listed));
  }
  return found.modules.length > 0 ? found : undefined;
}

/** A RECORD names what lies elsewhere by way of `../../../bin/x`. */
function resolved(folder: string, path: string): string {
  if (path.startsWith('/')) return path.replace(/^\/+/, '');
  const segments = folder.split('/');
  for (const segment of path.split('/').slice(0, 200)) {
    if (segment === '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  return segments.join('/');
}
