import type { Confidence, Evidence, Facts, Rule } from '../../../types.ts';
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
    yield { outcome: 'violated', messageId: 'added', data: { what: found.what }, at: placeOf(subject), evidence: seen, confidence: found.confidence };
  },
};

interface Signs {
  what: string;
  seen: readonly Evidence[];
  confidence: Confidence;
}

/**
 * What was seen inside comes first, in a listing by name; without a look inside, what the lock or the index says. A release that has a pure file may be
 * installed without native code: there only the look tells.
 */
function nativeSigns(facts: Facts): Signs {
  const { native, locked, indexFiles = [], contents, lookedInto } = facts;
  if (native.length > 0) return { what: many(native.length, 'native file'), seen: native.map(fileEvidence), confidence: 'certain' };
  const listed = contents?.kinds.find(({ kind }) => kind === byName);
  if (listed !== undefined && lookedInto !== undefined) {
    const named = contents!.largest.filter(({ kind }) => kind === byName).map(({ path }): Evidence => ({ kind: 'file-name', path, value: path }));
    const what = `${lookedInto.name} lists ${many(listed.files, 'native file')}`;
    return { what, seen: named.length > 0 ? named : [lockEntry(facts, lookedInto.name)], confidence: 'by-name' };
  }
  const byLock = (locked?.files ?? []).length > 0;
  const files = byLock ? locked!.files! : indexFiles;
  const binaries = files.filter(({ kind }) => kind === 'binary');
  if (binaries.length > 0 && !files.some(({ kind }) => kind === 'pure')) {
    const seen = binaries.map(
      ({ name }): Evidence => (byLock ? lockEntry(facts, name) : { kind: 'index-answer', ...placeOf(facts.subject), value: name }),
    );
    return { what: `the ${byLock ? 'lock' : 'index'} lists ${many(binaries.length, 'platform file')}`, seen, confidence: 'certain' };
  }
  if (locked?.compiled !== undefined) return { what: locked.compiled, seen: [lockEntry(facts, locked.compiled)], confidence: 'certain' };
  return { what: '', seen: [], confidence: 'certain' };
}

/** How a listing names files that by their name are native code: nobody opened them. */
const byName = 'native code by name';
