import type { Evidence, Problem, Rule } from '../../../types.ts';
import { many } from '../../words.ts';
import { evidences, placeOf } from '../reading.ts';
import { isMalformedTestData } from '../subjects.ts';

export const archiveHazard: Rule = {
  id: 'archive/hazard',
  meta: {
    asks: 'Do all readers see the same files in the archive, and do all names stay inside?',
    why: 'An archive that two tools read differently hides files from whoever looks with the other tool; a name that points outside overwrites files.',
    standard: "APPNOTE.TXT (zip); POSIX pax; PyPI's refusal of ambiguous archives (2025); CWE-22, CWE-409, CWE-436",
    wayOut: 'rebuild it with an ordinary archiver',
    level: 'error',
    needs: [],
    titles: { one: '{{subject}}: {{code}}', several: '{{subject}}: {{count}} in the archive', lock: '{{subject}}: two readings' },
    messages: {
      one: '{{path}}: {{first}}.\nTools will disagree on what is inside, or write outside of their folder.',
      lock: '{{path}}: {{first}}{{others}}.\nWhich of them is installed depends on the tool that reads the lock.',
      several: '{{path}}: {{first}}; and {{more}} more.\nTools will disagree on what is inside, or write outside of their folder.',
    },
    examples: {
      passes: 'any wheel of numpy: one directory, one reading',
      fails: 'a zip whose directory lists 12 files while its local headers hold 13',
    },
  },
  *check({ subject, problems }) {
    const hazards = problems.filter(
      (problem) => problem.kind === 'hazard' && !isAboutMetadata(problem.code) && !isMalformedTestData(subject, problem),
    );
    const seen = evidences(hazards.map(asEvidence));
    const [first] = hazards;
    if (first === undefined || seen === undefined) return;
    const data = {
      path: first.path,
      code: `archive ${first.code.replaceAll('-', ' ')}`,
      first: first.message.replace(/\.$/, ''),
      count: many(hazards.length, 'hazard'),
      more: String(hazards.length - 1),
      others: hazards.length === 1 ? '' : `; and ${hazards.length - 1} more`,
    };
    const about = [...new Set(hazards.map(({ code }) => code))].sort();
    yield {
      outcome: 'violated',
      messageId: subject.kind === 'lockfile' ? 'lock' : hazards.length === 1 ? 'one' : 'several',
      data,
      at: placeOf(subject),
      evidence: seen,
      confidence: 'certain',
      about,
      ...(subject.kind === 'lockfile' ? { wayOut: 'leave one entry of each package in the lock, or make it again with its package manager' } : {}),
    };
  },
};

/** What the package says of itself in two ways is origin/metadata-confusion's. */
export const isAboutMetadata = (code: string): boolean => /^(metadata|manifest|dist-info)-/.test(code);

export const asEvidence = ({ path, message, offset, line, column }: Problem): Evidence => ({
  kind: 'content',
  path,
  value: message,
  ...(offset === undefined ? {} : { offset }),
  ...(line === undefined ? {} : { line }),
  ...(column === undefined ? {} : { column }),
});
