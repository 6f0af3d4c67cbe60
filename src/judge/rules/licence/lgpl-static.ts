import type { Component, Facts, Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { componentEvidence, evidences, foreignComponents, idsOf, mayBeElsewhere, namesOf, placeOf, signOf, weakest } from '../reading.ts';
import { satisfiedBy } from '../spdx.ts';

export const lgplStatic: Rule = {
  id: 'licence/lgpl-static',
  meta: {
    asks: 'Is LGPL code linked into an object under another licence?',
    why: 'The LGPL asks that users can exchange the library for a changed one: a file of its own fits, code linked in does not by itself.',
    standard: 'LGPL-2.1 section 6; LGPL-3.0 section 4',
    wayOut: 'link it as a shared library, or offer the objects (or all of the source) to link it anew',
    level: 'warning',
    needs: ['components', 'metadata'],
    titles: { linked: '{{subject}}: LGPL code linked in: {{names}}', elsewhere: '{{subject}}: LGPL code linked in, own licence not in this file' },
    messages: {
      linked: '{{sign}}.\n{{names}}: {{licence}}, linked into a work under {{declared}}.',
      elsewhere:
        '{{sign}}.\n{{names}}: {{licence}}, linked in. {{path}} does not say under which licence the whole is; what is not in this file may.',
    },
    examples: {
      passes: 'a wheel with libgmp as a file in its .libs folder',
      fails: 'an extension module under MIT that defines the symbols of libgmp',
    },
  },
  *check(facts) {
    const free = replaceable(facts);
    const found = foreignComponents(facts, ['static']).filter(
      (component) => isLgplOnly(component) && component.confidence !== 'by-name' && !component.paths.every((path) => free.has(path)),
    );
    const [first] = found;
    const seen = evidences(componentEvidence(found));
    const declared = declaredText(facts);
    if (first === undefined || seen === undefined || isGpl(declared)) return;
    const at = placeOf(facts.subject);
    const data = {
      names: some(namesOf(found)),
      sign: signOf(first),
      licence: some(found.map(({ licence }) => licence ?? 'LGPL')),
      declared: declared ?? 'a licence that is not declared',
    };
    const about = idsOf(found);
    if (declared === undefined && mayBeElsewhere(facts.subject, facts.metadata?.purl))
      yield { outcome: 'unknown', messageId: 'elsewhere', data, at, evidence: seen, about };
    else yield { outcome: 'violated', messageId: 'linked', data, at, evidence: seen, confidence: weakest(found), about };
  },
};

const isGpl = (licence = ''): boolean => /GPL|General\s+Public\s+Licen[cs]e/i.test(licence);

/** Files that are copyleft libraries themselves, and can be exchanged with all that is in them: the libsndfile of a wheel, with LAME linked in. */
const replaceable = ({ components }: Facts): ReadonlySet<string> =>
  new Set(
    components.filter(({ how, licence }) => how === 'bundled' && isGpl(licence) && !/\bOR\b/.test(licence ?? '')).flatMap(({ paths }) => paths),
  );

/** LGPL without another choice: `LGPL-3.0-or-later OR MIT` is MIT for who wants it so. */
const isLgplOnly = ({ licence = '' }: Component): boolean =>
  /LGPL/.test(licence) && !/exception/i.test(licence) && satisfiedBy(licence, (id) => !id.startsWith('LGPL')) !== true;
const declaredText = ({ metadata, locked }: Facts): string | undefined => metadata?.licenceExpression ?? metadata?.licence ?? locked?.licence;
