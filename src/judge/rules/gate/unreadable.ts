import type { Rule } from '../../../types.ts';
import { asEvidence } from '../archive/hazard.ts';
import { evidences, placeOf } from '../reading.ts';
import { isMalformedTestData } from '../subjects.ts';

export const gateUnreadable: Rule = {
  id: 'gate/unreadable',
  meta: {
    asks: 'Could everything be read that was to be inspected?',
    why: 'What was not read was not judged: silence would look like a pass.',
    wayOut: 'build or fetch it again; where a limit was hit, raise it with --limit; what is not needed can be left out of look-at',
    level: 'error',
    needs: [],
    titles: { one: '{{subject}}: {{code}}', several: '{{subject}}: {{count}} places not read' },
    messages: {
      one: '{{path}}: {{first}}.',
      several: '{{path}}: {{first}}. {{more}} more places could not be read.',
    },
    examples: {
      passes: 'a wheel that ends where its directory says',
      fails: 'a wheel that was cut off on its way: the list of files is at the end and missing',
    },
  },
  *check({ subject, problems }) {
    const unread = problems.filter(
      (problem) => (problem.kind === 'unreadable' || problem.kind === 'limit') && !isMalformedTestData(subject, problem),
    );
    const seen = evidences(unread.map(asEvidence));
    const [first] = unread;
    if (first === undefined || seen === undefined) return;
    const place = placeOf(subject);
    const at =
      first.line !== undefined && first.path === place.path
        ? { path: first.path, line: first.line, ...(first.column === undefined ? {} : { column: first.column }) }
        : place;
    const data = {
      path: first.path,
      code: first.kind === 'limit' ? 'a limit was reached' : `not read: ${first.code.replaceAll('-', ' ')}`,
      first: first.message.replace(/\.$/, ''),
      count: String(unread.length),
      more: String(unread.length - 1),
    };
    yield {
      outcome: 'unknown',
      messageId: unread.length === 1 ? 'one' : 'several',
      data,
      at,
      evidence: seen,
      about: [...new Set(unread.map(({ code }) => code))].sort(),
    };
  },
};
