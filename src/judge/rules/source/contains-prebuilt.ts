import type { Evidence, Rule } from '../../../types.ts';
import { matchesAny } from '../../globs.ts';
import { many } from '../../words.ts';
import { evidences, fileEvidence, placeOf, stableName } from '../reading.ts';
import { isSourceContent } from '../subjects.ts';

type Options = { allow: readonly string[] };

export const containsPrebuilt: Rule<Options> = {
  id: 'source/contains-prebuilt',
  meta: {
    asks: 'Does a source archive hold source only?',
    why: 'What is compiled inside a source archive is used as it is: nobody can see or rebuild it, and a build from source is none.',
    standard: 'lintian source-contains-prebuilt-*; Fedora: no pre-built binaries; F-Droid scanner; OpenSSF Scorecard Binary-Artifacts',
    wayOut: 'leave the compiled files out and build them, or list paths that are only test data under `allow`',
    level: 'warning',
    needs: ['native'],
    titles: { prebuilt: '{{subject}}: {{what}}', locked: '{{subject}}: {{what}}' },
    messages: {
      prebuilt: '{{path}} is a source archive and holds {{what}}.\nFirst: {{file}} ({{format}}).',
      locked: '{{subject}} is handed out as source and holds {{what}}.\nFirst: {{file}} ({{format}}).',
    },
    options: {
      allow: {
        type: 'globs',
        about: 'Paths inside the archive where compiled files may lie.',
        default: ['**/{test,tests,testdata,test_data,fixtures,__tests__}/**'],
      },
    },
    examples: {
      passes: 'the sdist of requests 2.32.3: Python and text',
      fails: 'the sdist of pyinstaller 6.10.0: prebuilt bootloaders in PyInstaller/bootloader',
    },
  },
  *check({ subject, native, bytecode, lookedInto }, { allow }) {
    if (!isSourceContent({ subject, ...(lookedInto ? { lookedInto } : {}) })) return;
    const files = native.filter(({ path }) => !matchesAny(allow, path));
    const compiled = bytecode.filter(({ path, withoutSource }) => withoutSource > 0 && !matchesAny(allow, path) && !matchesAny(allow, `${path}/x`));
    const seen = evidences([
      ...files.map(fileEvidence),
      ...compiled.map((each): Evidence => ({ kind: 'file-name', path: each.path, value: each.format })),
    ]);
    if (seen === undefined) return;
    const data = {
      what: many(new Set(files.map(({ path }) => path)).size + compiled.reduce((sum, each) => sum + each.withoutSource, 0), 'prebuilt file'),
      file: seen[0].path,
      format: files[0]?.format ?? compiled[0]?.format ?? '',
    };
    const about = [...new Set(seen.map(({ path }) => stableName(path)))].sort();
    const found = { outcome: 'violated', data, at: placeOf(subject), evidence: seen, confidence: 'certain', about } as const;
    if (subject.kind !== 'locked-package') yield { ...found, messageId: 'prebuilt' };
    else yield { ...found, messageId: 'locked', wayOut: 'a release without them, or their paths under `allow` where they are only test data' };
  },
};
