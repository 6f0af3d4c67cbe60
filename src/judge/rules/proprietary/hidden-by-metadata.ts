import type { Component, Facts, Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { componentEvidence, evidences, idsOf, isProprietary, namesOf, placeOf, signOf, weakest } from '../reading.ts';
import { idsOf as licenceIds } from '../spdx.ts';
import { msvcRuntime } from './library.ts';

type Options = { allow: readonly string[] };

export const hiddenByMetadata: Rule<Options> = {
  id: 'proprietary/hidden-by-metadata',
  meta: {
    asks: 'Does the metadata say so where proprietary code is inside?',
    why: 'Who reads the declared licence takes the package for free software, and passes proprietary code on without knowing.',
    standard: 'PEP 639: the expression covers all of the distribution archive; DFSG 1-2',
    wayOut: 'a licence expression that covers all of the content, or a build without the proprietary part',
    level: 'error',
    needs: ['components', 'metadata'],
    titles: { hidden: '{{subject}}: {{declared}}, and {{what}} inside' },
    messages: { hidden: 'The metadata says {{declared}}; inside, and proprietary: {{names}}.\nSeen: {{sign}}.' },
    options: { allow: { type: 'texts', about: 'Components, by catalogue id, that the metadata need not mention.', default: [] } },
    examples: { passes: 'nvidia-cuda-runtime-cu12: "NVIDIA Proprietary Software"', fails: 'ibm_db 3.3.0: Apache-2.0, with the IBM clidriver inside' },
  },
  *check(facts, { allow }) {
    const declared = freeLicence(facts);
    if (declared === undefined) return;
    const found = facts.components.filter((component) => isInside(component) && !allow.includes(component.id) && !msvcRuntime.has(component.id));
    const [first] = found;
    const seen = evidences(componentEvidence(found));
    if (first === undefined || seen === undefined) return;
    const data = { declared, what: first.name, names: some(namesOf(found), 5), sign: signOf(first) };
    yield {
      outcome: 'violated',
      messageId: 'hidden',
      data,
      at: placeOf(facts.subject),
      evidence: seen,
      confidence: weakest(found),
      about: idsOf(found),
    };
  },
};

/** Only what is certain, or a file of its own that is more than a name: this rule says that the metadata is not true. */
const isInside = ({ category, how, confidence }: Component): boolean =>
  isProprietary(category) && ((how === 'static' && confidence === 'certain') || (how === 'bundled' && confidence !== 'by-name'));

const freeNames = /\b(MIT|BSD|Apache|ISC|MPL|L?GPL|Python|PSF|zlib|Unlicense|Boost|BSL)\b/i;
const otherNames = /proprietary|commercial|eula|nvidia|intel|other\b|restricted|not open/i;

/** The declared licence, where it is free and nothing beside it says otherwise. */
function freeLicence({ metadata, locked }: Facts): string | undefined {
  const classifiers = metadata?.classifiers ?? [];
  if (classifiers.some((text) => /^License ::.*(Proprietary|Other)/.test(text))) return undefined;
  const expression = metadata?.licenceExpression;
  if (expression !== undefined) return licenceIds(expression).some((id) => id.startsWith('LicenseRef')) ? undefined : expression;
  const text = metadata?.licence ?? locked?.licence;
  return text !== undefined && text.length < 200 && freeNames.test(text) && !otherNames.test(text) ? text : undefined;
}
