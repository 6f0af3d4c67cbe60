// Where the source of an artifact is, as far as what lies here tells: its own bytes, the source archive beside it, the pointer in
// its metadata. An index is asked elsewhere.
import { judgeSourceArchive } from '../source/index.ts';
import type { Facts, ListedFile, Metadata, Source } from '../types.ts';

const archiveKinds = {
  sdist: 'sdist',
  crate: 'crate',
  gomod: 'go-module',
  'go-module': 'go-module',
  gem: 'gem',
  'sources-jar': 'sources-jar',
} as const;

/** What the artifact's own bytes answer: an archive of source says whether it is one; anything else does not know. */
export function ownSource(format: string, shown: string, files: readonly ListedFile[], native: readonly string[]): Source {
  const kind = /-sources\.jar$/.test(shown)
    ? 'sources-jar'
    : (archiveKinds as Partial<Record<string, 'sdist' | 'crate' | 'go-module' | 'gem' | 'sources-jar'>>)[format];
  if (kind === undefined) return { status: 'unknown', reason: 'the bytes of this file alone do not say, and nobody else was asked', where: [] };
  const judged = judgeSourceArchive({ files, native, kind });
  const where = [{ kind, url: shown, evidence: { kind: 'content' as const, path: shown, value: `${judged.sourceFiles} source files` } }];
  if (judged.status === 'published') return { status: 'published', where };
  return { status: judged.status, ...(judged.reason ? { reason: judged.reason } : {}), where: judged.status === 'partial' ? where : [] };
}

/**
 * The artifacts of one run side by side: a source archive of the same name and version offers the source of the others, and so does a
 * repository that the metadata names, in part: nobody checked it. Neither: absent, since whoever has the artifact is told of no place to look.
 */
export function withOfferedSource(artifacts: readonly Facts[]): Facts[] {
  const archives = artifacts.filter(({ subject, source }) => subject.kind === 'artifact' && source?.status === 'published');
  return artifacts.map((facts) => {
    if (facts.source?.status !== 'unknown' || facts.metadata === undefined) return facts;
    return { ...facts, source: offered(facts, facts.metadata, archives) };
  });
}

function offered(facts: Facts, metadata: Metadata, archives: readonly Facts[]): Source {
  const beside = archives.find(
    (other) => other.metadata !== undefined && nameOf(other.metadata) === nameOf(metadata) && other.metadata.version === metadata.version,
  );
  if (beside) {
    const { path } = beside.subject;
    return { status: 'published', where: [{ kind: 'source-archive', url: path, evidence: { kind: 'file-name', path, value: path } }] };
  }
  const { repository, commit } = metadata;
  const { path } = facts.subject;
  if (repository !== undefined) {
    const evidence = { kind: 'metadata' as const, path, value: commit === undefined ? repository : `${repository} at ${commit}` };
    return {
      status: 'partial',
      reason: 'its metadata names a repository; whether it follows from there was not checked',
      where: [{ kind: 'git', url: repository, evidence }],
    };
  }
  // A distribution keeps the source package of each package in its own archive: who holds only the package was not told there is none.
  if (/^pkg:(deb|rpm|apk|alpm)\//.test(metadata.purl ?? ''))
    return { status: 'unknown', reason: 'its source package is in the archive of its distribution, which was not asked', where: [] };
  if (suites.test(String(metadata.details?.['suite'] ?? '')))
    return {
      status: 'unknown',
      reason: `its changelog says that it goes into ${String(metadata.details!['suite'])} of Debian, whose archive was not asked`,
      where: [],
    };
  return { status: 'absent', reason: 'no source archive lies beside it, and its metadata names no repository', where: [] };
}

/** Debian's, as changelogs name them: also its maintainers who have addresses of their own build for these. */
const suites =
  /^(?:unstable|sid|experimental|testing|stable|oldstable|(?:squeeze|wheezy|jessie|stretch|buster|bullseye|bookworm|trixie|forky)(?:-[a-z-]+)?)$/;

const nameOf = ({ name = '' }: Metadata): string => name.toLowerCase().replace(/[-_.]+/g, '-');
