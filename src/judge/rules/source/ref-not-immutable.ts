import type { LockedPackage, Rule } from '../../../types.ts';
import { lockEntry, placeOf } from '../reading.ts';

// A submodule's commit is in git's tree, not in .gitmodules: there is nothing to pin in that file.
const isElsewhere = (path: string): boolean => path.endsWith('.gitmodules');
const fullCommit = /^([0-9a-f]{40}|[0-9a-f]{64})$/i;
// Archives that a forge packs on request: of a branch the content changes, of anything else the bytes can.
const forgeArchive = /\/(archive|-\/archive|tarball|zipball|tar\.gz|zip)\/(refs\/(heads|tags)\/)?([^/]+?)(\.tar\.gz|\.tgz|\.zip)?$/;

export const refNotImmutable: Rule = {
  id: 'source/ref-not-immutable',
  meta: {
    asks: 'Is source from a repository pinned to one commit?',
    why: 'A branch or a tag can come to mean other code tomorrow, without a change in the lock.',
    standard: 'guix lint source-unstable-tarball; OpenSSF Scorecard Pinned-Dependencies',
    wayOut: 'pin the full commit, or a release file with its hash',
    level: 'warning',
    needs: ['packages'],
    titles: {
      ref: '{{subject}}: pinned by {{what}}',
      none: '{{subject}}: not pinned to a commit',
      archive: '{{subject}}: an archive packed on request',
    },
    messages: {
      ref: '{{subject}} is taken from a repository by {{what}}, not by a full commit.',
      none: '{{subject}} is taken from a repository, and no commit of it is named.',
      archive: '{{subject}} is an archive that a forge packs on request ({{ref}}), and the lock has no hash of it.',
    },
    examples: { passes: 'a git entry of uv.lock with its 40-digit commit', fails: 'a requirement from git by the branch main' },
  },
  *check(facts) {
    const { subject, locked } = facts;
    if (subject.kind !== 'locked-package' || locked === undefined || isElsewhere(subject.path)) return;
    const found = looseRef(locked);
    if (found === undefined) return;
    const seen = lockEntry(facts, locked.resolved.url ?? locked.name);
    yield { outcome: 'violated', ...found, at: placeOf(subject), evidence: [seen], confidence: 'certain' };
  },
};

function looseRef({ resolved, hashes, notes = [] }: LockedPackage): { messageId: string; data: Record<string, string> } | undefined {
  if (resolved.kind === 'git') {
    if (resolved.commit !== undefined && fullCommit.test(resolved.commit)) return undefined;
    const follows = notes.find((note) => note.startsWith('follows branch'));
    const what = resolved.commit !== undefined ? `"${resolved.commit.slice(0, 20)}"` : follows?.replace('follows ', '');
    return what === undefined ? { messageId: 'none', data: {} } : { messageId: 'ref', data: { what } };
  }
  const match = resolved.kind === 'url' && hashes.length === 0 ? forgeArchive.exec(resolved.url ?? '') : null;
  const ref = match?.[4];
  return ref === undefined || fullCommit.test(ref) ? undefined : { messageId: 'archive', data: { ref } };
}
