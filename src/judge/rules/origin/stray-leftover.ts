import type { Evidence, Rule } from '../../../types.ts';
import { matchesAny } from '../../globs.ts';
import { many, some } from '../../words.ts';
import { evidences, placeOf } from '../reading.ts';

type Options = { allow: readonly string[] };

export const strayLeftover: Rule<Options> = {
  id: 'origin/stray-leftover',
  meta: {
    asks: 'Is nothing inside that the build or a person left behind?',
    why: "Left-overs were published by nobody's decision: they tell of the machine that built them, and sometimes hold its keys.",
    standard: 'check-wheel-contents; CWE-538',
    wayOut: 'build from a clean checkout, and list what belongs into the package',
    level: 'warning',
    needs: ['native'],
    titles: { leftover: '{{subject}}: {{what}} left behind', secret: '{{subject}}: a key file by name: {{first}}' },
    messages: {
      leftover: 'Left behind by {{by}}: {{names}}.',
      secret: '{{names}}: called like a private key or a credentials file. Only the name says so; look before it is published.',
    },
    options: { allow: { type: 'globs', about: 'Paths that are meant to be there.', default: [] } },
    examples: {
      passes: 'six 1.16.0: one module and its metadata',
      fails: 'ibm_db 3.3.0: tmp/build-env-bb74_a5l/lib/python3.11/site-packages/LICENSE',
    },
  },
  *check({ subject, observations = [] }, { allow }) {
    for (const kind of ['secret', 'leftover'] as const) {
      const found = observations.filter((each) => each.kind === kind && !matchesAny(allow, each.path));
      const seen = evidences(found.map(({ path, value }): Evidence => ({ kind: 'file-name', path, value })));
      if (seen === undefined) continue;
      const data = {
        what: many(found.length, 'file'),
        by: some(found.map(({ value }) => value)),
        names: some(found.map(({ path }) => path)),
        first: seen[0].value,
      };
      yield {
        outcome: 'violated',
        messageId: kind,
        data,
        at: placeOf(subject),
        evidence: seen,
        confidence: 'by-name',
        about: [kind, ...new Set(found.map(({ value }) => value))].sort(),
      };
    }
  },
};
