import type { Facts, LockedPackage } from '../../../types.ts';
import type { RuleAcross, Run, ViolationAcross } from '../../across.ts';
import { many } from '../../words.ts';
import { evidences, lockEntry, placeOf } from '../reading.ts';
import { lockWithHashes } from '../ways-out.ts';

export const hashMissing: RuleAcross = {
  id: 'pin/hash-missing',
  meta: {
    asks: 'Does the lock hold a hash of every file that is downloaded?',
    why: 'Without a hash the lock says which version, but not which file: what is served under it can change unseen.',
    standard: 'pip --require-hashes; Subresource Integrity; OpenSSF Scorecard Pinned-Dependencies',
    wayOut: 'a lock with hashes (uv lock, pip-compile --generate-hashes, npm install, go mod tidy, gradle --write-verification-metadata sha256)',
    level: 'warning',
    needs: ['packages'],
    titles: { one: '{{subject}}: no hash in the lock', all: '{{lock}}: no hashes at all', platforms: '{{lock}}: no hashes for other platforms' },
    messages: {
      one: 'The lock has no hash for {{subject}}{{others}}.',
      all: '{{lock}} holds no hash for any of {{count}}: which files are installed is up to the index.',
      platforms: '{{lock}} holds no hash for {{count}} of other platforms: Yarn writes one only for what it fetched.',
    },
    examples: { passes: 'an entry of uv.lock with a sha256 for each file', fails: 'an entry of package-lock.json without integrity' },
  },
  *across(run: Run): Generator<ViolationAcross> {
    const locks = new Map<string, { with: number; without: Facts[]; of: number }>();
    // A pull request is asked for what it changed; what the lock has for the rest is in the lock's own facts.
    for (const { subject, packages } of run.facts) {
      if (subject.kind !== 'lockfile') continue;
      const downloads = packages.filter(isDownloaded);
      locks.set(subject.path, { with: downloads.filter(hasHash).length, without: [], of: downloads.filter((each) => !hasHash(each)).length });
    }
    for (const facts of run.facts) {
      const { subject, locked } = facts;
      if (subject.kind !== 'locked-package' || locked === undefined || !isDownloaded(locked)) continue;
      const lock = locks.get(subject.path) ?? { with: 0, without: [], of: 0 };
      if (hasHash(locked)) lock.with++;
      else lock.without.push(facts);
      locks.set(subject.path, lock);
    }
    for (const [path, lock] of [...locks].sort(([a], [b]) => (a < b ? -1 : 1))) yield* missing(path, lock);
  },
};

/** A lock without any hash is one finding, at its first entry: its format has none, or it was made without. */
function* missing(path: string, lock: { with: number; without: readonly Facts[]; of: number }): Generator<ViolationAcross> {
  const { with: others } = lock;
  const unfetched = others === 0 ? [] : lock.without.filter(isUnfetched);
  if (unfetched.length > 0) yield ofPlatforms(path, unfetched);
  const without = lock.without.filter((facts) => !unfetched.includes(facts));
  const count = Math.max(lock.of, without.length);
  const [first] = without;
  if (first === undefined) return;
  if (others === 0 && count > 1) {
    const seen = evidences(without.map((facts) => lockEntry(facts, facts.locked?.name ?? '')))!;
    yield {
      subject: first.subject,
      outcome: 'violated',
      messageId: 'all',
      data: { lock: path, count: many(count, 'package') },
      at: placeOf(first.subject),
      evidence: seen,
      confidence: 'certain',
      about: ['no hashes'],
      ...lockWithHashes(path),
    };
    return;
  }
  for (const facts of without)
    yield {
      subject: facts.subject,
      outcome: 'violated',
      messageId: 'one',
      data: { others: others > 0 ? ', while it has for others' : '' },
      at: placeOf(facts.subject),
      evidence: [lockEntry(facts, facts.locked?.name ?? '')],
      confidence: 'certain',
      ...lockWithHashes(path),
    };
}

/** Packages for other platforms than the one where Yarn made the lock: one finding, since one setting clears them all. */
function ofPlatforms(path: string, unfetched: readonly Facts[]): ViolationAcross {
  const { subject } = unfetched[0]!;
  return {
    subject,
    outcome: 'violated',
    messageId: 'platforms',
    data: { lock: path, count: many(unfetched.length, 'package') },
    at: placeOf(subject),
    evidence: evidences(unfetched.map((facts) => lockEntry(facts, facts.locked?.name ?? '')))!,
    confidence: 'certain',
    about: ['no hashes of platforms'],
    wayOut: 'supportedArchitectures in .yarnrc.yml with every platform that installs from this lock, then yarn install',
  };
}

const isUnfetched = ({ locked }: Facts): boolean => locked?.notes?.includes('no checksum: for a platform that was not fetched') === true;

/** What comes from a registry or an address. A package bundled in its parent comes with the parent's hash, what is vendored lies in the checkout. */
const isDownloaded = ({ resolved, installed, notes = [] }: LockedPackage): boolean =>
  (resolved.kind === 'registry' || resolved.kind === 'url') &&
  installed !== false &&
  !notes.some((note) => note.startsWith('bundled') || note === 'vendored');

const hasHash = ({ hashes, files = [] }: LockedPackage): boolean => hashes.length > 0 || files.some(({ hash }) => hash !== undefined);
