import type { Evidence, Rule } from '../../../types.ts';
import { evidences, lockEntry, placeOf } from '../reading.ts';

export const integrityChanged: Rule = {
  id: 'lock/integrity-changed',
  meta: {
    asks: 'Does an unchanged name and version keep its hashes?',
    why: 'A release is published once. Another hash under the same version is another file: replaced on the index, or in the lock.',
    standard: 'S2C2F ENF-1; SLSA threat (F) "upload modified package"',
    wayOut: 'find out which file is the published one; a release that was replaced upstream needs a new version or a waiver',
    level: 'error',
    needs: ['packages'],
    titles: { changed: '{{subject}}: same version, other hash' },
    messages: {
      changed: 'The lock has {{is}} for {{subject}}; on the base it had {{was}}.\nName and version are the same, so the file should be, too.',
    },
    examples: { passes: 'a lock that gains the hash of one more platform', fails: 'a pull request that replaces the hash of an unchanged version' },
  },
  *check(facts) {
    const { subject, change, locked } = facts;
    if (change?.kind !== 'integrity-changed') return;
    const hashes = locked?.hashes ?? [];
    const seen = evidences(hashes.map((hash): Evidence => lockEntry(facts, hash))) ?? [lockEntry(facts, 'no hash')];
    const data = { is: hashes.length === 0 ? 'no hash' : (hashes[0] ?? ''), was: change.from ?? 'another one' };
    yield { outcome: 'violated', messageId: 'changed', data, at: placeOf(subject), evidence: seen, confidence: 'certain', about: [...hashes].sort() };
  },
};
