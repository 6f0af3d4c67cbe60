import type { Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { componentEvidence, evidences, foreignComponents, idsOf, namesOf, oneOrMany, placeOf, weakest } from '../reading.ts';

type Options = { allow: readonly string[] };

// Go modules carry vendor/ as a matter of course, with its own list (vendor/modules.txt).
const isUsual = (subject: { kind: string; format?: string }): boolean => /^go(lang)?(-module|-zip)?$/.test(subject.format ?? '');

export const vendoredSource: Rule<Options> = {
  id: 'bundled/vendored-source',
  meta: {
    asks: 'Is source of other projects copied into this one?',
    why: 'A copy of source does not get the fixes of its project, and its licence travels along.',
    standard: 'Debian Policy 4.13; Fedora bundling guidelines',
    wayOut: 'depend on it instead, or list it under `allow`',
    level: 'note',
    needs: ['components'],
    titles: { vendored: '{{subject}}: {{what}} as source' },
    messages: { vendored: 'Copied in as source: {{names}}.\nFirst: {{file}}.' },
    options: { allow: { type: 'texts', about: 'Components, by catalogue id, that may be copied in.', default: [] } },
    examples: { passes: 'the sdist of six 1.16.0: one module of its own', fails: 'the crate libsqlite3-sys 0.30.1: the amalgamation sqlite3.c' },
  },
  *check(facts, { allow }) {
    if (isUsual(facts.subject)) return;
    const found = foreignComponents(facts, ['vendored']).filter(({ id }) => !allow.includes(id));
    const [first] = found;
    const seen = evidences(componentEvidence(found));
    if (first === undefined || seen === undefined) return;
    const data = {
      what: oneOrMany(found, 'other project'),
      names: some(namesOf(found), 8),
      file: first.paths[0] ?? first.name,
    };
    yield {
      outcome: 'violated',
      messageId: 'vendored',
      data,
      at: placeOf(facts.subject),
      evidence: seen,
      confidence: weakest(found),
      about: idsOf(found),
    };
  },
};
