import type { Evidence, Rule } from '../../../types.ts';
import { many, some } from '../../words.ts';
import { evidences, placeOf } from '../reading.ts';

export const minifiedOnly: Rule = {
  id: 'source/minified-only',
  meta: {
    asks: 'Does minified JavaScript or CSS come with its readable form or a source map?',
    why: 'Minified code is compiled code: it can be neither read, reviewed nor changed.',
    standard: 'lintian source-is-missing; DFSG 2',
    wayOut: 'ship the readable file or the source map (with its sources) beside it',
    level: 'note',
    needs: ['native'],
    titles: { minified: '{{subject}}: {{count}} without source' },
    messages: { minified: '{{count}} without a readable file or a source map of that name in the package: {{names}}.' },
    examples: {
      passes: 'jquery 3.7.1 (npm): dist/jquery.js beside dist/jquery.min.js',
      fails: 'a wheel with static/vendor.min.js and nothing else of that name',
    },
  },
  *check({ subject, observations = [] }) {
    const found = observations.filter(({ kind }) => kind === 'minified');
    const seen = evidences(found.map(({ path, value }): Evidence => ({ kind: 'file-name', path, value })));
    if (seen === undefined) return;
    const data = { count: many(found.length, 'minified file'), names: some(found.map(({ path }) => path)) };
    yield {
      outcome: 'violated',
      messageId: 'minified',
      data,
      at: placeOf(subject),
      evidence: seen,
      confidence: 'by-name',
      about: found.map(({ value }) => value).sort(),
    };
  },
};
