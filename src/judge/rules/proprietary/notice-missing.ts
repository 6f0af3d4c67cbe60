import type { Component, Facts, Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { componentEvidence, evidences, idsOf, isItself, isOpened, namesOf, oneOrMany, placeOf, weakest } from '../reading.ts';
import { msvcRuntime } from './library.ts';

type Options = { allow: readonly string[] };

export const noticeMissing: Rule<Options> = {
  id: 'proprietary/notice-missing',
  meta: {
    asks: 'Does proprietary code that may be passed on come with the notice that its terms ask for?',
    why: 'The terms that allow passing it on ask for their text or a notice beside it.',
    standard: 'Intel Simplified Software License (October 2022); CUDA EULA 1.1.2',
    wayOut: 'put the terms of the component among the licence files of the package',
    level: 'warning',
    needs: ['components', 'metadata'],
    titles: { missing: '{{subject}}: no notice for {{what}}' },
    messages: { missing: 'Inside: {{names}}, under {{licence}}.\nLooked for: licence files, notices, SBOM. None of them names it.' },
    options: { allow: { type: 'texts', about: 'Components, by catalogue id, whose notice is given elsewhere.', default: [] } },
    examples: { passes: 'mkl 2024.2.1: its licence text is in the wheel', fails: 'torch 1.9.0: LICENSE and NOTICE name neither Intel nor NVIDIA' },
  },
  *check(facts, { allow }) {
    if (!isOpened(facts)) return;
    const found = facts.components.filter((component) => isAsked(component) && !allow.includes(component.id) && !hasNotice(component, facts));
    const [first] = found;
    const seen = evidences(componentEvidence(found));
    if (first === undefined || seen === undefined) return;
    const data = {
      what: oneOrMany(found, 'proprietary component'),
      names: some(namesOf(found), 6),
      licence: some(found.map(({ licence }) => licence ?? 'its own terms')),
    };
    yield {
      outcome: 'violated',
      messageId: 'missing',
      data,
      at: placeOf(facts.subject),
      evidence: seen,
      confidence: weakest(found),
      about: idsOf(found),
    };
  },
};

const isAsked = ({ category, how, confidence, id }: Component): boolean =>
  category === 'proprietary-redistributable' && how !== 'declared' && (how !== 'static' || confidence !== 'by-name') && !msvcRuntime.has(id);

/** The package that is the component carries its terms as its own licence text. */
const hasNotice = (component: Component, facts: Facts): boolean =>
  (component.declaredBy ?? []).some((by) => by !== 'metadata') || (isItself(component, facts) && (facts.metadata?.licenceTexts ?? []).length > 0);
