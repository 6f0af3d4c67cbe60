import type { Rule } from '../../../types.ts';
import { asEvidence, isAboutMetadata } from '../archive/hazard.ts';
import { evidences, placeOf } from '../reading.ts';

export const metadataConfusion: Rule = {
  id: 'origin/metadata-confusion',
  meta: {
    asks: 'Do file name and metadata name the same package, version and manifest?',
    why: 'Where two places say different things, tools judge one package and install another.',
    standard: 'PEP 427 and 625; npm manifest confusion (2023)',
    wayOut: 'build the package again with one name and version in all places',
    level: 'error',
    needs: ['metadata'],
    titles: { differs: '{{subject}}: name and metadata disagree' },
    messages: { differs: '{{path}}: {{first}}.' },
    examples: { passes: 'Foo_Bar-1.0-py3-none-any.whl with Name: foo-bar', fails: 'a wheel called demo-1.0 whose METADATA says version 2.0' },
  },
  *check({ subject, problems }) {
    const found = problems.filter(({ kind, code }) => kind === 'hazard' && isAboutMetadata(code));
    const seen = evidences(found.map(asEvidence));
    const [first] = found;
    if (first === undefined || seen === undefined) return;
    const data = { path: first.path, first: first.message.replace(/\.$/, '') };
    yield {
      outcome: 'violated',
      messageId: 'differs',
      data,
      at: placeOf(subject),
      evidence: seen,
      confidence: 'certain',
      about: [...new Set(found.map(({ code }) => code))].sort(),
    };
  },
};
