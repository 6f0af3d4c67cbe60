import type { Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import {
  componentEvidence,
  countOf,
  evidences,
  foreignComponents,
  idsOf,
  namesOf,
  oneOrMany,
  pathsOf,
  placeOf,
  signOf,
  weakest,
} from '../reading.ts';

// Start-up code and runtimes that a compiler puts into everything it builds: no choice of the package's.
export const compilerRuntimes: ReadonlySet<string> = new Set([
  'libgcc',
  'libstdcxx',
  'libssp',
  'libatomic',
  'libcxx',
  'winpthread',
  'musl',
  'rust-std',
  'go-runtime',
  'dotnet-nativeaot',
]);

type Options = { allow: readonly string[] };

export const bundledStatic: Rule<Options> = {
  id: 'bundled/static',
  meta: {
    asks: "Are other projects' libraries linked into the native files?",
    why: 'What is linked in has no file of its own: no scanner of file names sees it, and no update of the system reaches it.',
    standard: 'Debian Policy 4.13; lintian embedded-library (error); Fedora: static libraries are not used without need',
    wayOut: 'a build against shared libraries, or an entry under `allow` for what is meant',
    level: 'warning',
    needs: ['components'],
    titles: { linked: '{{subject}}: {{what}}' },
    messages: { linked: 'Linked into {{files}}: {{names}}.\nSeen: {{sign}}.' },
    options: { allow: { type: 'texts', about: 'Components, by catalogue id, that may be linked in.', default: [] } },
    examples: {
      passes: 'markupsafe 3.0.2: one small extension module, nothing of others linked in',
      fails: 'torch 1.9.0: libtorch_cpu.so defines 2,910 onnx symbols and 921 of Sleef',
    },
  },
  *check(facts, { allow }) {
    const found = foreignComponents(facts, ['static']).filter(
      ({ id, confidence }) => confidence !== 'by-name' && !allow.includes(id) && !compilerRuntimes.has(id),
    );
    const [first] = found;
    const seen = evidences(componentEvidence(found));
    if (first === undefined || seen === undefined) return;
    const data = {
      what: `${oneOrMany(found, 'library', 'libraries')}${countOf(found) === 1 ? ' is' : ''} linked in`,
      files: some(pathsOf(found), 2),
      names: some(namesOf(found), 8),
      sign: signOf(first),
    };
    yield {
      outcome: 'violated',
      messageId: 'linked',
      data,
      at: placeOf(facts.subject),
      evidence: seen,
      confidence: weakest(found),
      about: idsOf(found),
    };
  },
};
