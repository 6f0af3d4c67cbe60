import type { Evidence, Rule } from '../../../types.ts';
import { evidences, lockEntry, placeOf } from '../reading.ts';
import { lockWithHashes } from '../ways-out.ts';

const weak = /^(sha1|md5)[:=-]|^[0-9a-f]{32}$|^[0-9a-f]{40}$/i;

export const hashWeak: Rule = {
  id: 'pin/hash-weak',
  meta: {
    asks: 'Is every hash in the lock one that cannot be forged?',
    why: 'Two files with one MD5 or SHA-1 can be made: such a hash does not say which file it is.',
    standard: 'NIST SP 800-131A; SHAttered (2017)',
    wayOut: 'lock again with a client that writes sha256 or sha512',
    level: 'warning',
    needs: ['packages'],
    titles: { weak: '{{subject}}: only an {{kind}} hash' },
    messages: { weak: 'The lock knows {{subject}} only by {{hash}}, which can be forged.' },
    examples: { passes: 'integrity: sha512-...', fails: 'integrity: sha1-... in an old package-lock.json' },
  },
  *check(facts) {
    const { subject, locked } = facts;
    if (subject.kind !== 'locked-package' || locked === undefined || !['registry', 'url'].includes(locked.resolved.kind)) return;
    const hashes = [...new Set([...locked.hashes, ...(locked.files ?? []).flatMap(({ hash }) => hash ?? [])])];
    if (!hashes.every((hash) => weak.test(hash))) return;
    const seen = evidences(hashes.map((hash): Evidence => lockEntry(facts, hash)));
    if (seen === undefined) return;
    const kind = /md5|^[0-9a-f]{32}$/i.test(seen[0].value) ? 'MD5' : 'SHA-1';
    yield {
      outcome: 'violated',
      messageId: 'weak',
      data: { kind, hash: seen[0].value },
      at: placeOf(subject),
      evidence: seen,
      confidence: 'certain',
      ...lockWithHashes(subject.path),
    };
  },
};
