import type { Evidence, NativeFile, Rule } from '../../../types.ts';
import { matchesAny } from '../../globs.ts';
import { many, some } from '../../words.ts';
import { evidences, placeOf, stableName } from '../reading.ts';

type Options = { allow: readonly string[] };

// Folders that only the system's administrator writes to, and that hold the system's libraries.
const systemFolder = /^\/(usr\/)?lib(32|64|x32|exec)?(\/|$)|^\/System\/|^\/Library\/Frameworks(\/|$)|^\/gnu\/store\/|^\/nix\/store\//;

export const unsafeRpath: Rule<Options> = {
  id: 'binary/unsafe-rpath',
  meta: {
    asks: 'Do run paths lead only into the package or the system?',
    why: 'A library is loaded from a run path before all other places: who can write there decides what is loaded.',
    standard: 'lintian custom-library-search-path; Fedora: rpath; CWE-426',
    wayOut: 'set it relative ($ORIGIN, @loader_path), or remove it: patchelf --remove-rpath',
    level: 'warning',
    needs: ['native'],
    titles: { unsafe: '{{subject}}: run path {{first}}' },
    messages: { unsafe: '{{file}} is told to look in {{paths}}.\n{{count}} with such a run path.' },
    options: { allow: { type: 'globs', about: 'Run paths that are meant, such as /opt/acme/lib.', default: [] } },
    examples: { passes: 'numpy 2.1.0: $ORIGIN/../../numpy.libs', fails: 'torch 1.9.0: /usr/local/cuda/lib64 in 3 files' },
  },
  *check({ subject, native }, { allow }) {
    const found = native.flatMap((file) =>
      unsafePaths(file, allow).map(
        (value): Evidence => ({ kind: 'needed', path: file.path, value: value === '' ? '(empty: the current folder)' : value }),
      ),
    );
    const seen = evidences(found);
    if (seen === undefined) return;
    const paths = [...new Set(found.map(({ value }) => value))].sort();
    const files = new Set(found.map(({ path }) => path)).size;
    const data = { first: seen[0].value, file: seen[0].path, paths: some(paths), count: many(files, 'file') };
    yield {
      outcome: 'violated',
      messageId: 'unsafe',
      data,
      at: placeOf(subject),
      evidence: seen,
      confidence: 'certain',
      about: [...new Set(found.map(({ path, value }) => `${stableName(path)} ${value}`))].sort(),
    };
  },
};

function unsafePaths({ rpath = [], runpath = [], format }: NativeFile, allow: readonly string[]): readonly string[] {
  const paths = [...rpath, ...runpath].filter((path) => !matchesAny(allow, path));
  if (format === 'macho') return paths.filter((path) => path.startsWith('/') && !systemFolder.test(path));
  if (format !== 'elf') return [];
  return paths.filter(
    (path) => !/^\$(ORIGIN|\{ORIGIN\}|LIB|PLATFORM)/.test(path) && !(path.startsWith('/') && systemFolder.test(path) && !path.includes('..')),
  );
}
