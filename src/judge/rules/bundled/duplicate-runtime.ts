import type { Component, Facts } from '../../../types.ts';
import type { RuleAcross, Run, ViolationAcross } from '../../across.ts';
import { some, subjectName } from '../../words.ts';
import { placeOf } from '../reading.ts';

// Libraries that keep state of the whole process: two copies in one process fight over threads, locks or handles.
const families: Readonly<Record<string, string>> = {
  libgomp: 'OpenMP runtime',
  'llvm-openmp': 'OpenMP runtime',
  'intel-openmp': 'OpenMP runtime',
  'ms-vcomp': 'OpenMP runtime',
  openssl: 'OpenSSL',
  openssl1: 'OpenSSL',
  'nvidia-cudart': 'CUDA runtime',
  'nvidia-nccl': 'NCCL',
  openblas: 'OpenBLAS',
  hdf5: 'HDF5',
  jemalloc: 'memory allocator',
  tcmalloc: 'memory allocator',
  mimalloc: 'memory allocator',
};
// Two BLAS or HDF5 copies only cost room; the others are known to crash or hang. What one wheel of numpy and one of scipy do is no news.
const harmless: ReadonlySet<string> = new Set(['OpenBLAS', 'HDF5']);

interface Copy {
  facts: Facts;
  component: Component;
}

export const duplicateRuntime: RuleAcross = {
  id: 'bundled/duplicate-runtime',
  meta: {
    asks: 'Is each runtime that a process has once brought once only?',
    why: 'Two copies of one runtime in one process are a known cause of crashes and hangs.',
    standard: 'LLVM and Intel OpenMP: "OMP: Error #15"; Debian Policy 4.13',
    wayOut: 'builds that share one copy, or one of the packages without it',
    level: 'warning',
    needs: ['components'],
    titles: { twice: '{{subject}}: {{family}} is there twice' },
    messages: { twice: '{{family}}: {{copies}}.\nBoth can be loaded into one process.' },
    examples: { passes: 'one wheel that bundles libgomp', fails: 'torch 1.9.0 and torchvision 0.10.0: libcudart 10.2 in both' },
  },
  *across(run: Run): Generator<ViolationAcross> {
    const byFamily = new Map<string, Copy[]>();
    for (const facts of run.facts) {
      for (const component of facts.components) {
        const family = Object.hasOwn(families, component.id) ? families[component.id]! : undefined;
        if (family === undefined || harmless.has(family) || component.how !== 'bundled') continue;
        byFamily.set(family, [...(byFamily.get(family) ?? []), { facts, component }]);
      }
    }
    for (const [family, copies] of [...byFamily].sort(([a], [b]) => (a < b ? -1 : 1))) yield* twice(family, together(copies));
  },
};

/** Copies that can meet in one process: of one ecosystem and platform, and of different packages; several wheels of one release do not meet. */
function together(copies: readonly Copy[]): readonly Copy[] {
  const first = new Map<string, Copy>();
  for (const copy of copies) {
    const key = `${nameOf(copy.facts)}\n${copy.component.id}`;
    if (!first.has(key)) first.set(key, copy);
  }
  return [...first.values()];
}

const nameOf = (facts: Facts): string => {
  const { subject } = facts;
  const purl = subject.kind === 'artifact' || subject.kind === 'locked-package' ? subject.purl : undefined;
  return (purl ?? facts.metadata?.name ?? subject.path).replace(/[?#].*$/, '').replace(/@[^/@]*$/, '');
};
const ecosystemOf = (facts: Facts): string => /^pkg:([^/]+)\//.exec(nameOf(facts))?.[1] ?? '';

function* twice(family: string, copies: readonly Copy[]): Generator<ViolationAcross> {
  const byEcosystem = new Map<string, Copy[]>();
  for (const copy of copies) byEcosystem.set(ecosystemOf(copy.facts), [...(byEcosystem.get(ecosystemOf(copy.facts)) ?? []), copy]);
  for (const list of byEcosystem.values()) {
    const last = list.at(-1);
    if (list.length < 2 || last === undefined) continue;
    const { subject } = last.facts;
    const [first, ...rest] = list.map(({ component }) => component.evidence[0]);
    if (first === undefined) continue;
    const data = {
      family,
      copies: some(
        list.map(
          ({ facts, component }) =>
            `${component.name}${component.version === undefined ? '' : ` ${component.version}`} in ${subjectName(facts.subject, facts)}`,
        ),
        4,
      ),
    };
    yield {
      subject,
      outcome: 'violated',
      messageId: 'twice',
      data,
      at: placeOf(subject),
      evidence: [first, ...rest],
      confidence: 'likely',
      about: [family, ...list.map(({ facts }) => nameOf(facts)).sort()],
    };
  }
}
