import type { Facts, Rule } from '../../../types.ts';
import { shorten } from '../../words.ts';
import { lockEntry, placeOf } from '../reading.ts';
import { isSpdx } from '../spdx.ts';

export const licenceNotSpdx: Rule = {
  id: 'licence/not-spdx',
  meta: {
    asks: 'Is the declared licence an SPDX expression?',
    why: 'Only what can be read by a program can be held against a list; free text has to be read by a person, each time.',
    standard: 'SPDX 2.3 annex D; PEP 639',
    wayOut: 'the SPDX expression in place of the free text, such as BSD-3-Clause for BSD-3',
    level: 'note',
    needs: ['metadata'],
    titles: { free: '{{subject}}: licence is no SPDX expression' },
    messages: { free: 'The declared licence "{{licence}}" is no SPDX expression.' },
    examples: { passes: 'License-Expression: BSD-3-Clause', fails: 'torch 1.9.0: License: BSD-3' },
  },
  *check(facts) {
    if (isDebian(facts)) return;
    const { subject, metadata, locked } = facts;
    const licence = metadata?.licence ?? (metadata === undefined ? locked?.licence : undefined);
    if (licence === undefined || licence.trim() === '' || metadata?.licenceExpression !== undefined || isSpdx(licence)) return;
    const seen = metadata === undefined ? lockEntry(facts, licence) : { kind: 'metadata' as const, path: subject.path, value: shorten(licence, 200) };
    yield {
      outcome: 'violated',
      messageId: 'free',
      data: { licence: shorten(licence.split('\n')[0] ?? '', 60) },
      at: placeOf(subject),
      evidence: [seen],
      confidence: 'certain',
      about: [shorten(licence, 200)],
    };
  },
};

// Debian's copyright files name licences by the short names of their own machine-readable format, which is as good for a program.
const isDebian = ({ subject, metadata }: Facts): boolean =>
  metadata?.purl?.startsWith('pkg:deb/') === true || (subject.kind === 'artifact' && /^u?deb$/.test(subject.format));
