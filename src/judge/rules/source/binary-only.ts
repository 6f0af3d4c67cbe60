import type { Evidence, Facts, LockedFile, LockedPackage, Rule } from '../../../types.ts';
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
      unlisted: '{{subject}}: not known to its index',
    },
    messages: {
      listed:
        '{{who}} lists {{files}} and no source archive for {{subject}}{{index}}.\nCompiled code can be neither rebuilt nor patched without its source.',
      index: 'The index has no source archive for {{subject}}: {{reason}}.\nCompiled code can be neither rebuilt nor patched without its source.',
      unknown: 'The lock does not say whether {{subject}} has a source archive, and it could not be learned: {{reason}}.',
      unlisted: 'What is locked as {{subject}} could not be asked for: {{reason}}.',
    },
    examples: {
      passes: 'numpy 2.1.0 in uv.lock: an sdist is listed beside the wheels. certifi as a wheel of pure Python, which is its own source',
      fails: 'torch 1.9.0 in uv.lock: wheels are listed, no sdist, and the index has none either.',
    },
  },
  *check(facts) {
    const { subject, locked, source } = facts;
    if (subject.kind !== 'locked-package' || locked === undefined || !fromRegistry.has(locked.resolved.kind)) return;
    if (source?.status === 'published' || source?.status === 'partial') return;
    const { files, byLock } = releaseFiles(facts, locked);
    if ([...files, ...(locked.files ?? [])].some((file) => file.kind === 'source')) return;
    const at = placeOf(subject);
    const data = { reason: source?.reason ?? 'no index was asked' };
    // A wheel of pure Python is its own source, unless compiled code was seen inside.
    if (files.length > 0 && files.every((file) => file.kind === 'pure') && !holdsCompiledCode(facts)) return;
    if (byLock || (files.length > 0 && source?.status === 'absent')) {
      const seen = evidences(
        files.map((file): Evidence => (byLock ? lockEntry(facts, file.name) : { kind: 'index-answer', ...at, value: file.name })),
      );
      const index = byLock && source?.status === 'absent' ? '; the index has none either' : '';
      const words = { ...data, who: byLock ? 'The lock' : 'The index', index, ...wordsFor(files, locked) };
      const evidence = seen ?? [lockEntry(facts, locked.compiled ?? locked.name)];
      yield { outcome: 'violated', messageId: 'listed', at, confidence: 'certain', evidence, data: words };
    } else if (source?.status === 'absent') {
      if (wasInspected(facts) && !holdsCompiledCode(facts)) return;
      yield { outcome: 'violated', messageId: 'index', at, confidence: 'certain', evidence: answers(facts), data };
    } else if (source?.unlisted) {
      yield {
        outcome: 'unknown',
        messageId: 'unlisted',
        at,
        evidence: answers(facts),
        data,
        wayOut: 'its own index under `indexes`, where it has one; else the package that was meant',
      };
    } else if (locked.compiled !== undefined || builtForms.has(typeOf(locked.purl))) {
      yield { outcome: 'unknown', messageId: 'unknown', at, evidence: [lockEntry(facts, locked.compiled ?? locked.name)], data };
    }
  },
};

/**
 * The files of the release: as the lock lists them, where it lists them all and not only the one to be installed, else as the index does. The same
 * release is judged alike, whatever lock names it.
 */
function releaseFiles({ indexFiles = [] }: Facts, { files = [], binaryOnly }: LockedPackage): { files: readonly LockedFile[]; byLock: boolean } {
  const byLock = binaryOnly !== undefined;
  return { files: byLock ? files : indexFiles, byLock };
}

const holdsCompiledCode = ({ native, bytecode }: Facts): boolean => native.length > 0 || bytecode.some(({ withoutSource }) => withoutSource > 0);
const typeOf = (purl: string): string => /^pkg:([^/]+)\//.exec(purl)?.[1] ?? '';
const wasInspected = ({ subject }: Facts): boolean => subject.kind === 'locked-package' && subject.depth === 'full';

function wordsFor(files: readonly LockedFile[], { compiled }: LockedPackage): { files: string; what: string } {
  if (files.length === 0) return { files: `compiled code only (${compiled ?? 'by its kind'})`, what: 'compiled code' };
  const wheels = files.every(({ name }) => name.endsWith('.whl'));
  const noun = wheels ? 'wheel' : 'binary file';
  const binary = files.filter(({ kind }) => kind === 'binary').length;
  const part = binary === 0 || binary === files.length ? '' : ` (${binary} for a platform)`;
  return { files: `${files.length} ${noun}${files.length === 1 ? '' : 's'}${part}`, what: wheels ? 'wheels' : 'binaries' };
}

function answers(facts: Facts): readonly [Evidence, ...Evidence[]] {
  return (
    evidences((facts.source?.where ?? []).map(({ evidence }) => evidence)) ?? [
      { kind: 'index-answer', ...placeOf(facts.subject), value: facts.source?.reason ?? 'absent' },
    ]
  );
}
