import type { Evidence, Facts, NativeFile, Rule } from '../../../types.ts';
import { matchesAny } from '../../globs.ts';
import { many, some } from '../../words.ts';
import { evidences, placeOf, stableName } from '../reading.ts';

type Options = { allow: readonly string[] };

// Words for processors, as wheels, npm, Debian and others write them, and the name that native files have here.
const processors: readonly [word: RegExp, arch: string][] = [
  [/x86_64|amd64|(^|[:_-])x64($|[_-])/, 'x86_64'],
  [/i[3-6]86|ia32|win32$|(^|[:_-])x86($|[_-])/, 'i386'],
  [/aarch64|arm64/, 'aarch64'],
  [/armv?[5-8]|armhf|armel|(^|[:_-])arm($|[_-])/, 'arm'],
  [/ppc64/, 'ppc64'],
  [/s390x/, 's390x'],
  [/riscv64/, 'riscv64'],
];
const comparable: ReadonlySet<string> = new Set(processors.map(([, arch]) => arch));

export const setuidOrForeignArch: Rule<Options> = {
  id: 'binary/setuid-or-foreign-arch',
  meta: {
    asks: 'Is every program for the platform that the package names, and none set-user-id?',
    why: 'Code for another processor was not built here for this package; a set-user-id program runs with the rights of its owner.',
    standard: 'lintian binary-from-other-architecture and elevated-privileges; PEP 425 platform tags',
    wayOut: 'leave the file out, or list it under `allow`',
    level: 'warning',
    needs: ['native', 'metadata'],
    titles: { foreign: '{{subject}}: {{what}} for another processor', setuid: '{{subject}}: {{what}} set-user-id' },
    messages: {
      foreign: 'The package is for {{platform}}; {{names}}: {{arch}}.',
      setuid: 'Set-user-id or set-group-id: {{names}}.',
    },
    options: { allow: { type: 'globs', about: 'Paths where such files may lie.', default: ['**/{test,tests,testdata,test_data,fixtures}/**'] } },
    examples: { passes: 'a universal2 wheel with files for x86_64 and arm64', fails: 'a manylinux x86_64 wheel that holds an aarch64 library' },
  },
  *check(facts, { allow }) {
    const at = placeOf(facts.subject);
    const setuid = (facts.observations ?? []).filter(({ kind, path }) => kind === 'setuid' && !matchesAny(allow, path));
    const seenBits = evidences(setuid.map(({ path, value }): Evidence => ({ kind: 'metadata', path, value })));
    if (seenBits !== undefined) {
      const data = { what: many(setuid.length, 'program'), names: some(setuid.map(({ path }) => path)) };
      yield {
        outcome: 'violated',
        messageId: 'setuid',
        data,
        at,
        evidence: seenBits,
        confidence: 'certain',
        about: setuid.map(({ path }) => stableName(path)).sort(),
      };
    }
    const foreign = foreignFiles(facts).filter(({ path }) => !matchesAny(allow, path));
    const seen = evidences(foreign.map((file): Evidence => ({ kind: 'content', path: file.path, value: file.arch })));
    if (seen === undefined) return;
    const data = {
      what: many(foreign.length, 'file'),
      platform: some(facts.metadata?.platforms ?? []),
      names: some(foreign.map(({ path }) => path)),
      arch: some(foreign.map(({ arch }) => arch)),
    };
    yield {
      outcome: 'violated',
      messageId: 'foreign',
      data,
      at,
      evidence: seen,
      confidence: 'certain',
      about: foreign.map(({ path }) => stableName(path)).sort(),
    };
  },
};

/** Files for a processor that none of the package's platforms names. A package that is for any platform says nothing, and neither does one that names no processor. */
function foreignFiles({ metadata, native }: Facts): readonly NativeFile[] {
  const platforms = metadata?.platforms ?? [];
  const named = platforms.map(processorsOf);
  if (platforms.some((platform) => /(^|-)any$|^(all|noarch|universal)$/.test(platform)) || named.every((list) => list.length === 0)) return [];
  const expected = new Set(named.flat());
  const byPath = new Map<string, NativeFile[]>();
  for (const file of native) byPath.set(file.path, [...(byPath.get(file.path) ?? []), file]);
  return [...byPath.values()].flatMap((slices) => {
    const [first] = slices;
    const isForeign = slices.every(
      ({ arch, type }) => comparable.has(arch) && !expected.has(arch) && (type === 'shared' || type === 'executable' || type === 'module'),
    );
    return first !== undefined && isForeign ? [first] : [];
  });
}

function processorsOf(platform: string): readonly string[] {
  if (/universal2|fat64|intel$|fat3/.test(platform)) return ['x86_64', 'aarch64', 'i386', 'ppc64'];
  const arches = processors.filter(([word]) => word.test(platform)).map(([, arch]) => arch);
  // 64-bit Windows runs 32-bit helpers, and installers ship launchers for both.
  return /win_amd64|win32/.test(platform) ? [...arches, 'i386', 'x86_64'] : arches;
}
