import type { Evidence, Facts, Rule } from '../../../types.ts';
import { many } from '../../words.ts';
import { evidences, fileEvidence, lockEntry, placeOf } from '../reading.ts';

export const newBinary: Rule = {
  id: 'lock/new-binary',
  meta: {
    asks: 'Does this pull request bring in a dependency with native code?',
    why: 'Native code is what nobody reads in review: its coming in is the moment to look.',
    standard: 'OpenSSF Scorecard Binary-Artifacts',
    wayOut: 'look at it (sourcegate inspect), then accept it with the pull request',
    level: 'warning',
    needs: ['packages', 'native'],
    titles: { added: '{{subject}}: new, with native code' },
    messages: { added: 'This pull request adds {{subject}}, which holds native code: {{what}}.' },
    examples: { passes: 'a pull request that adds requests', fails: 'a pull request that adds torch' },
  },
  *check(facts) {
    const { subject, change } = facts;
    if (subject.kind !== 'locked-package' || change?.kind !== 'added') return;
    const found = nativeSigns(facts);
    const seen = evidences(found.seen);
    if (seen === undefined) return;
    yield { outcome: 'violated', messageId: 'added', data: { what: found.what }, at: placeOf(subject), evidence: seen, confidence: 'certain' };
  },
};

/** What was seen inside comes first; without a look inside, what the lock says. A release that has a pure file may be installed without native code. */
function nativeSigns(facts: Facts): { what: string; seen: readonly Evidence[] } {
  const { native, locked } = facts;
  if (native.length > 0) return { what: many(native.length, 'native file'), seen: native.map(fileEvidence) };
  const files = locked?.files ?? [];
  const binaries = files.filter(({ kind }) => kind === 'binary');
  if (binaries.length > 0 && !files.some(({ kind }) => kind === 'pure'))
    return { what: `the lock lists ${many(binaries.length, 'platform file')}`, seen: binaries.map(({ name }) => lockEntry(facts, name)) };
  if (locked?.compiled !== undefined) return { what: locked.compiled, seen: [lockEntry(facts, locked.compiled)] };
  return { what: '', seen: [] };
}
