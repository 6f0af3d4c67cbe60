import type { Component, Facts, Rule } from '../../../types.ts';
import { many, some } from '../../words.ts';
import { componentEvidence, countOf, evidences, idsOf, isItself, isOwn, isProprietary, namesOf, placeOf, signOf, weakest } from '../reading.ts';

// Microsoft's C and C++ runtimes ride along with most Windows builds; who minds them says so.
export const msvcRuntime: ReadonlySet<string> = new Set(['ms-msvcp', 'ms-ucrt', 'ms-vcomp']);

type Options = { allow: readonly string[]; 'msvc-runtime': boolean };

export const proprietaryLibrary: Rule<Options> = {
  id: 'proprietary/library',
  meta: {
    asks: 'Is a proprietary library among the files?',
    why: 'Proprietary code cannot be audited or rebuilt, and its terms bind everyone who passes the package on.',
    standard: 'DFSG 1-3; GNU FSDG; Fedora licensing: good licences only',
    wayOut: 'a build without it, an override for this package, or a waiver',
    level: 'error',
    needs: ['components'],
    titles: { bundled: '{{subject}}: {{what}}' },
    messages: {
      bundled: 'Proprietary, as files: {{names}}.\nSeen: {{sign}}. Licence: {{licence}}.',
    },
    options: {
      allow: { type: 'texts', about: 'Components, by catalogue id, that may be there.', default: [] },
      'msvc-runtime': { type: 'flag', about: 'Report the Microsoft C and C++ runtime as well.', default: false },
    },
    examples: {
      passes: 'numpy 2.1.0 (manylinux): OpenBLAS, libgfortran and libquadmath, none of them proprietary',
      fails: 'torch 1.9.0: libcudart, libnvrtc, libnvrtc-builtins and libnvToolsExt in torch/lib',
    },
  },
  *check(facts, options) {
    const found = proprietaryFiles(facts, options);
    const [first] = found;
    const seen = evidences(componentEvidence(found));
    if (first === undefined || seen === undefined) return;
    const data = {
      what: countOf(found) === 1 ? `proprietary: ${first.name}` : `${many(countOf(found), 'proprietary component')} as files`,
      names: some(namesOf(found), 5),
      sign: signOf(first),
      licence: some(found.map(({ licence }) => licence ?? 'not known')),
    };
    yield {
      outcome: 'violated',
      messageId: 'bundled',
      data,
      at: placeOf(facts.subject),
      evidence: seen,
      confidence: weakest(found),
      about: idsOf(found),
    };
  },
};

const proprietaryFiles = (facts: Facts, options: Options): readonly Component[] =>
  facts.components.filter(
    (component) =>
      isProprietary(component.category) &&
      component.how !== 'static' &&
      (component.how !== 'declared' || isOwn(component) || isItself(component, facts)) &&
      !options.allow.includes(component.id) &&
      (options['msvc-runtime'] || !msvcRuntime.has(component.id)),
  );
