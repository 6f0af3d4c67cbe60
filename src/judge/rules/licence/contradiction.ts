import type { Component, Rule } from '../../../types.ts';
import { declaredLicence } from '../../settings.ts';
import { some } from '../../words.ts';
import { componentEvidence, evidences, idsOf, namesOf, placeOf, signOf, weakest } from '../reading.ts';
import { idsOf as licenceIds, satisfiedBy } from '../spdx.ts';

export const licenceContradiction: Rule = {
  id: 'licence/contradiction',
  meta: {
    asks: 'Does the declared licence cover the strong copyleft code inside?',
    why: "A work that is passed on together with GPL code is passed on under the GPL's terms; metadata that says less misleads everyone who reads it.",
    standard: 'PEP 639: the expression covers all of the distribution archive; GPL-3.0 section 5c',
    wayOut: 'a licence expression that covers all of the content, or a build without that part',
    level: 'warning',
    needs: ['components', 'metadata'],
    titles: { narrower: '{{subject}}: {{declared}}, and {{names}} inside' },
    messages: { narrower: 'The metadata says {{declared}}; inside is {{names}} ({{licence}}).\nSeen: {{sign}}.' },
    examples: {
      passes: 'python-flint: its licence expression covers the LGPL libraries inside',
      fails: 'imageio-ffmpeg 0.5.1: BSD-2-Clause, with a static ffmpeg under GPL version 3 or later',
    },
  },
  *check(facts) {
    const declared = declaredLicence(facts);
    if (declared === undefined || /GPL|General Public/i.test(declared) || licenceIds(declared).some((id) => id.startsWith('LicenseRef'))) return;
    const found = facts.components.filter(isStrong);
    const [first] = found;
    const seen = evidences(componentEvidence(found));
    if (first === undefined || seen === undefined) return;
    const data = { declared, names: some(namesOf(found)), licence: some(found.map(({ licence }) => licence ?? 'copyleft')), sign: signOf(first) };
    yield {
      outcome: 'violated',
      messageId: 'narrower',
      data,
      at: placeOf(facts.subject),
      evidence: seen,
      confidence: weakest(found),
      about: idsOf(found),
    };
  },
};

/** Inside for sure, and without another licence to choose. */
function isStrong({ category, how, confidence, licence = '' }: Component): boolean {
  if (category !== 'copyleft-strong' || how === 'declared' || confidence === 'by-name') return false;
  return satisfiedBy(licence, (id) => !/^A?GPL/.test(id)) !== true;
}
