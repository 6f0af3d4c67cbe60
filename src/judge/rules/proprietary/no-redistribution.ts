import type { Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { componentEvidence, evidences, idsOf, isItself, isOwn, namesOf, placeOf, signOf, weakest } from '../reading.ts';

type Options = { allow: readonly string[] };

export const noRedistribution: Rule<Options> = {
  id: 'proprietary/no-redistribution',
  meta: {
    asks: 'Is code inside whose terms do not let it be passed on?',
    why: 'Whoever publishes the package passes it on, and so does everyone who builds an image or a product with it.',
    standard: 'the terms of the component, named in the finding',
    wayOut: 'a build without it, or a waiver that names the contract',
    level: 'error',
    needs: ['components'],
    titles: { inside: '{{subject}}: may not be passed on: {{names}}', name: '{{subject}}: {{names}}? By name only' },
    messages: {
      inside: '{{sign}}.\nThe terms of {{names}} ({{licence}}) do not let it be passed on without an agreement.',
      name: '{{file}} is called like {{names}} ({{licence}}), whose terms do not let it be passed on. Only the name says so.',
    },
    options: { allow: { type: 'texts', about: 'Components, by catalogue id, for which an agreement exists.', default: [] } },
    examples: {
      passes: 'torch 1.9.0: its NVIDIA and Intel parts may be passed on under their terms',
      fails: 'a wheel that holds the runtime of a commercial solver',
    },
  },
  *check(facts, { allow }) {
    const found = facts.components.filter(
      (component) =>
        component.category === 'proprietary-no-redistribution' &&
        !allow.includes(component.id) &&
        (component.how !== 'declared' || isOwn(component) || isItself(component, facts)),
    );
    const sure = found.filter(({ confidence }) => confidence !== 'by-name');
    const list = sure.length > 0 ? sure : found;
    const [first] = list;
    const seen = evidences(componentEvidence(list));
    if (first === undefined || seen === undefined) return;
    const data = {
      names: some(namesOf(list)),
      sign: signOf(first),
      file: first.paths[0] ?? first.name,
      licence: some(list.map(({ licence }) => licence ?? 'not known')),
    };
    const at = placeOf(facts.subject);
    if (sure.length > 0) yield { outcome: 'violated', messageId: 'inside', data, at, evidence: seen, confidence: weakest(list), about: idsOf(list) };
    else yield { outcome: 'unknown', messageId: 'name', data, at, evidence: seen, confidence: 'by-name', about: idsOf(list) };
  },
};
