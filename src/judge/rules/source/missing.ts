import type { Evidence, Rule } from '../../../types.ts';
import { many } from '../../words.ts';
import { evidences, fileEvidence, placeOf } from '../reading.ts';
import { isSourceArchive } from '../subjects.ts';

// A wheel without native code is its own source, so it is not asked for one; neither is a source archive.
export const sourceMissing: Rule = {
  id: 'source/missing',
  meta: {
    asks: 'Is the source of every artifact with native code or bytecode published?',
    why: 'Compiled code without its source can be neither audited, patched nor rebuilt.',
    standard: 'DFSG 2; GNU FSDG; GPL-3.0 section 6 where copyleft code is inside',
    wayOut: 'publish the source release beside the artifact, or name the repository and tag in its metadata',
    level: 'error',
    needs: ['native', 'source'],
    titles: {
      absent: '{{subject}}: compiled code, no source offered',
      unknown: '{{subject}}: compiled code, source unknown',
    },
    messages: {
      absent: '{{path}} holds {{what}}, and no source of it is offered: {{reason}}.',
      unknown: '{{path}} holds {{what}}; whether its source is published could not be learned: {{reason}}.',
    },
    examples: {
      passes: 'a wheel with native code whose sdist stands beside it in dist/',
      fails: 'the wheel of torch 1.9.0: 24 native files, no sdist on the index',
    },
  },
  *check({ subject, native, bytecode, source }) {
    if (subject.kind !== 'artifact' || isSourceArchive(subject)) return;
    const status = source?.status ?? 'unknown';
    if (status !== 'absent' && status !== 'unknown') return;
    const withoutSource = bytecode.filter((each) => each.withoutSource > 0);
    const classes = withoutSource.reduce((sum, each) => sum + each.withoutSource, 0);
    const seen = evidences([
      ...native.map(fileEvidence),
      ...withoutSource.map((each): Evidence => ({ kind: 'file-name', path: each.path, value: each.format })),
    ]);
    if (seen === undefined) return;
    const kinds = [native.length > 0 ? many(native.length, 'native file') : '', classes > 0 ? many(classes, 'bytecode file') : ''].filter(Boolean);
    const data = { path: subject.path, what: kinds.join(' and '), reason: source?.reason ?? 'no index was asked' };
    const outcome = status === 'absent' ? 'violated' : 'unknown';
    yield { outcome, messageId: status, data, at: placeOf(subject), evidence: seen, ...(outcome === 'violated' ? { confidence: 'certain' } : {}) };
  },
};
