import type { Rule } from '../../../types.ts';
import { asEvidence } from '../archive/hazard.ts';
import { evidences, placeOf } from '../reading.ts';

export const evidenceUnavailable: Rule = {
  id: 'gate/evidence-unavailable',
  meta: {
    asks: 'Did everything answer that was asked?',
    why: 'A rule without its facts says nothing; an index that did not answer is not a pass.',
    wayOut: 'run again, name the index under `indexes`, or give the rule an `unknown` level that fits',
    level: 'warning',
    needs: [],
    titles: { one: '{{subject}}: {{code}}', several: '{{subject}}: {{count}} questions not answered' },
    messages: { one: '{{first}}.', several: '{{first}}. {{more}} more questions were not answered.' },
    examples: {
      passes: 'every index that was asked answered',
      fails: 'the package comes from an index that the policy does not list, so it was not asked',
    },
  },
  *check({ subject, problems }) {
    const open = problems.filter(({ kind }) => kind === 'unavailable');
    const seen = evidences(open.map(asEvidence));
    const [first] = open;
    if (first === undefined || seen === undefined) return;
    const data = {
      code: first.code.replaceAll('-', ' '),
      first: first.message.replace(/\.$/, ''),
      count: String(open.length),
      more: String(open.length - 1),
    };
    yield { outcome: 'unknown', messageId: open.length === 1 ? 'one' : 'several', data, at: placeOf(subject), evidence: seen };
  },
};
