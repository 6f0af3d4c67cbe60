// What kind of thing a subject is, by its format: asked by several rules.
import type { Facts, Problem, Subject } from '../../types.ts';

const sourceFormats: ReadonlySet<string> = new Set([
  'sdist',
  'crate',
  'go',
  'golang',
  'go-module',
  'go-zip',
  'srpm',
  'deb-src',
  'sources-jar',
  'git',
  'composer',
]);

/** An archive that is handed out as source: nothing compiled belongs into it, and it needs no other source. */
export function isSourceArchive(subject: Subject): boolean {
  if (subject.kind !== 'artifact') return false;
  return (
    sourceFormats.has(subject.format) ||
    /[-_.]sources?\.jar$/.test(subject.path) ||
    subject.path.endsWith('.crate') ||
    subject.path.endsWith('.src.rpm')
  );
}

/** The same of what was looked into: of a locked package the file or folder that was opened, which may be its source archive. */
export function isSourceContent({ subject, lookedInto }: Pick<Facts, 'subject' | 'lookedInto'>): boolean {
  if (subject.kind !== 'locked-package' || lookedInto === undefined) return isSourceArchive(subject);
  return sourceFormats.has(lookedInto.format) || lookedInto.name.endsWith('.crate');
}

const distributionFormats: ReadonlySet<string> = new Set([
  'deb',
  'udeb',
  'rpm',
  'apk-tools',
  'apk',
  'alpm',
  'arch',
  'conda',
  'docker',
  'oci',
  'image',
  'oci-image',
  'docker-image',
]);

/** Packages whose package manager resolves shared libraries by dependency, and images, which hold their own system. */
export const bringsItsSystem = (subject: Subject): boolean => {
  if (subject.kind === 'artifact') return distributionFormats.has(subject.format);
  return subject.kind === 'locked-package' && /^pkg:(deb|rpm|apk|alpm|conda|oci|docker)\//.test(subject.purl);
};

const testData = /(^|\/)(tests?|functests?|examples?|testing|testdata|test_data|fixtures?|__tests__|spectest|fuzz|corpus)\//i;

/**
 * Malformed files are what the tests of a parser are made of: in a source archive they are listed as not inspected, and are no finding. A hazard is
 * one in an archive that is such test data (names that climb out, for whoever tests an unpacker), never one of the source archive itself; nor is
 * the source archive test data because it lies in a folder of that name.
 */
export function isMalformedTestData(subject: Subject, { kind, path, within }: Problem): boolean {
  if (!isSourceArchive(subject) && !isSourcePackage(subject)) return false;
  if (kind !== 'hazard' && kind !== 'unreadable' && kind !== 'limit') return false;
  const about = kind === 'hazard' ? within : path;
  return about !== undefined && about !== subject.path && testData.test(about.replace(moduleRoot, ''));
}

/** All files of a Go module stand below its name and version; a module that is called `testing` is none of its own test data. */
const moduleRoot = /^[^@!]*@v[^/]*\//;

/** Packages of these ecosystems are passed on as source, with the test data of their authors. */
const isSourcePackage = (subject: Subject): boolean =>
  subject.kind === 'locked-package' && /^pkg:(golang|cargo|gem|composer|npm)\//.test(subject.purl);
