import type { Evidence, Facts, LockedPackage, Rule } from '../../../types.ts';
import { evidences, lockEntry, placeOf } from '../reading.ts';

// Where a registry hands out source by nature (crates, Go modules, CPAN, ...), a package is not asked for a second source.
const builtForms: ReadonlySet<string> = new Set(['pypi', 'maven', 'nuget', 'conda', 'deb', 'rpm', 'apk', 'alpm']);
const fromRegistry: ReadonlySet<LockedPackage['resolved']['kind']> = new Set(['registry', 'url']);

export const sourceBinaryOnly: Rule = {
  id: 'source/binary-only',
  meta: {
    asks: 'Does every locked release have a source archive beside its binaries?',
    why: 'What is published as binaries only can be neither audited, patched nor rebuilt by those who depend on it.',
    standard: 'Debian Policy 2.2.1 and DFSG 2 (source); GNU Guix: packages are built from source; F-Droid inclusion policy',
    wayOut: 'a build that offers its source (another package manager or an earlier release may), or a waiver',
    level: 'error',
    needs: ['packages', 'source'],
    titles: {
      listed: '{{subject}}: no source release, only {{what}}',
      index: '{{subject}}: no source release on its index',
      unknown: '{{subject}}: source release unknown',
    },
    messages: {
      listed:
        '{{who}} lists {{files}} and no source archive for {{subject}}{{index}}.\nWhat is not published as source cannot be rebuilt or patched here.',
      index: 'The index has no source archive for {{subject}}: {{reason}}.\nWhat is not published as source cannot be rebuilt or patched here.',
      unknown: 'The lock does not say whether {{subject}} has a source archive, and it could not be learned: {{reason}}.',
    },
    examples: {
      passes: 'numpy 2.1.0 in uv.lock: an sdist is listed beside the wheels.',
      fails: 'torch 1.9.0 in uv.lock: wheels are listed, no sdist, and the index has none either.',
    },
  },
  *check(facts) {
    const { subject, locked, source, native } = facts;
    if (subject.kind !== 'locked-package' || locked === undefined || !fromRegistry.has(locked.resolved.kind)) return;
    if (source?.status === 'published' || source?.status === 'partial') return;
    const files = locked.files ?? [];
    if (files.some((file) => file.kind === 'source')) return;
    const at = placeOf(subject);
    const data = { reason: source?.reason ?? 'no index was asked' };
    if (locked.binaryOnly === true || files.length > 0) {
      // A wheel of pure Python is its own source, unless native code was seen inside.
      const isPure = files.some((file) => file.kind === 'pure') && locked.binaryOnly !== true;
      if (isPure && native.length === 0) return;
      const byLock = isLockedList(locked);
      const seen = evidences(
        files.map((file): Evidence => (byLock ? lockEntry(facts, file.name) : { kind: 'index-answer', ...at, value: file.name })),
      );
      const index = byLock && source?.status === 'absent' ? '; the index has none either' : '';
      const words = { ...data, who: byLock ? 'The lock' : 'The index', index, ...wordsFor(locked) };
      const evidence = seen ?? [lockEntry(facts, locked.compiled ?? locked.name)];
      yield { outcome: 'violated', messageId: 'listed', at, confidence: 'certain', evidence, data: words };
    } else if (source?.status === 'absent') {
      if (wasInspected(facts) && native.length === 0 && facts.bytecode.every(({ withoutSource }) => withoutSource === 0)) return;
      yield { outcome: 'violated', messageId: 'index', at, confidence: 'certain', evidence: answers(facts), data };
    } else if (locked.compiled !== undefined || builtForms.has(typeOf(locked.purl))) {
      yield { outcome: 'unknown', messageId: 'unknown', at, evidence: [lockEntry(facts, locked.compiled ?? locked.name)], data };
    }
  },
};

/** Whether the files are the lock's own: what an index added has hashes that the lock does not have. */
const isLockedList = ({ files = [], hashes }: LockedPackage): boolean => files.every(({ hash }) => hash === undefined || hashes.includes(hash));

const typeOf = (purl: string): string => /^pkg:([^/]+)\//.exec(purl)?.[1] ?? '';
const wasInspected = ({ subject }: Facts): boolean => subject.kind === 'locked-package' && subject.depth === 'full';

function wordsFor({ files = [], compiled }: LockedPackage): { files: string; what: string } {
  const wheels = files.length > 0 && files.every(({ name }) => name.endsWith('.whl'));
  if (files.length === 0) return { files: `compiled code only (${compiled ?? 'by its kind'})`, what: 'compiled code' };
  const noun = wheels ? 'wheel' : 'binary file';
  return { files: `${files.length} ${noun}${files.length === 1 ? '' : 's'}`, what: wheels ? 'wheels' : 'binaries' };
}

function answers(facts: Facts): readonly [Evidence, ...Evidence[]] {
  return (
    evidences((facts.source?.where ?? []).map(({ evidence }) => evidence)) ?? [
      { kind: 'index-answer', ...placeOf(facts.subject), value: facts.source?.reason ?? 'absent' },
    ]
  );
}
