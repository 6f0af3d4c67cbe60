import type { Component, Rule } from '../../../types.ts';
import { many, some } from '../../words.ts';
import { componentEvidence, countOf, evidences, idsOf, isOwn, isProprietary, namesOf, pathsOf, placeOf, signOf, weakest } from '../reading.ts';

type Options = { allow: readonly string[] };

// A name alone never says that code is linked in: a string may only mention the product. Symbols or two signs are asked for.
export const proprietaryStatic: Rule<Options> = {
  id: 'proprietary/static',
  meta: {
    asks: 'Is proprietary code linked into a binary?',
    why: 'Code that is linked in leaves no file and no metadata behind: who audits or passes on the package does not know that it is there.',
    standard: 'DFSG 2; GNU FSDG; lintian embedded-library',
    wayOut: 'a build with a free library in its place, or a waiver bound to this content',
    level: 'error',
    needs: ['components'],
    titles: {
      one: '{{subject}}: {{what}} is linked into {{file}}',
      several: '{{subject}}: {{what}}',
    },
    messages: {
      one: '{{sign}}.\nLicence: {{licence}}. Metadata and file names do not show it.',
      several: 'Linked into {{files}}: {{names}}.\nSeen: {{sign}}. Licence: {{licence}}.',
    },
    options: { allow: { type: 'texts', about: 'Components, by catalogue id, that may be linked in.', default: [] } },
    examples: {
      passes: 'numpy 2.1.0 (manylinux): OpenBLAS as a file, nothing proprietary linked in',
      fails: 'torch 1.9.0: libtorch_cpu.so defines over 25,000 mkl_ symbols (Intel MKL)',
    },
  },
  *check(facts, { allow }) {
    const found = facts.components
      .filter((component) => isLinkedIn(component) && !allow.includes(component.id) && !isOwn(component)) // the package's own code is proprietary/library's
      .sort(bySymbols);
    const [first] = found;
    const seen = evidences(componentEvidence(found));
    if (first === undefined || seen === undefined) return;
    const one = countOf(found) === 1;
    const files = pathsOf(found);
    const data = {
      what: one ? first.name : `${many(countOf(found), 'proprietary part')} linked in`,
      file: (files[0] ?? '').split('/').at(-1) ?? '',
      files: some(files, 2),
      names: some(namesOf(found), 6),
      sign: signOf(first),
      licence: some(found.map(({ licence }) => licence ?? 'not known')),
    };
    yield {
      outcome: 'violated',
      messageId: one ? 'one' : 'several',
      data,
      at: placeOf(facts.subject),
      evidence: seen,
      confidence: weakest(found),
      about: idsOf(found),
    };
  },
};

const isLinkedIn = ({ how, category, confidence }: Component): boolean => how === 'static' && isProprietary(category) && confidence !== 'by-name';
const symbolsOf = (component: { evidence: readonly { count?: number }[] }): number =>
  Math.max(0, ...component.evidence.map(({ count }) => count ?? 0));
const bySymbols = (a: Parameters<typeof symbolsOf>[0] & { id: string }, b: Parameters<typeof symbolsOf>[0] & { id: string }): number =>
  symbolsOf(b) - symbolsOf(a) || (a.id < b.id ? -1 : 1);
