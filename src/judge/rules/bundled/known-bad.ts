import type { Component, Rule } from '../../../types.ts';
import { compareParts } from '../../versions.ts';
import { some } from '../../words.ts';
import { evidences, idsOf, namesOf, placeOf } from '../reading.ts';
import { bringsItsSystem } from '../subjects.ts';

interface Bad {
  id: string;
  is(version: string | undefined): boolean;
  why: string;
  /** Distributions mend old versions under the old number: the number alone does not say that this copy is bad. */
  mayBeMended: boolean;
}

const before = (limit: string) => (version: string | undefined) => version !== undefined && compareParts(version, limit) < 0;

const known: readonly Bad[] = [
  { id: 'xz', is: (version) => /^5\.6\.[01](\D|$)/.test(version ?? ''), why: 'this release holds the backdoor CVE-2024-3094', mayBeMended: false },
  { id: 'openssl1', is: () => true, why: 'OpenSSL 1.x gets no public fixes since 2023-09-11', mayBeMended: true },
  { id: 'openssl', is: before('3'), why: 'OpenSSL 1.x gets no public fixes since 2023-09-11', mayBeMended: true },
  { id: 'libwebp', is: before('1.3.2'), why: 'libwebp before 1.3.2 has CVE-2023-4863', mayBeMended: true },
];

// A copy taken from a distribution's package (an SBOM says so) is kept up by that distribution under its old number.
const isKeptUp = ({ purl }: Component): boolean => purl !== undefined && /^pkg:(rpm|deb|apk|alpm)\//.test(purl);

export const knownBad: Rule = {
  id: 'bundled/known-bad',
  meta: {
    asks: 'Is a release inside that is known to be bad, or no longer cared for?',
    why: 'The copy is loaded wherever the package is used, and no update of the system replaces it.',
    standard: 'CVE-2024-3094 (xz), CVE-2023-4863 (libwebp), OpenSSL end of life',
    wayOut: 'a build with a newer release of it; where a distribution mended this copy, an SBOM entry that names its package',
    level: 'error',
    needs: ['components'],
    titles: { bad: '{{subject}}: known bad: {{names}}', perhaps: '{{subject}}: outdated: {{names}}' },
    messages: {
      bad: '{{file}} is {{names}}: {{why}}.',
      perhaps:
        '{{file}} is {{names}} by its version: {{why}}. Distributions mend old versions under the old number; whether this copy was mended is unknown.',
    },
    examples: { passes: 'a wheel with liblzma 5.4.6', fails: 'a wheel with liblzma 5.6.1' },
  },
  *check(facts) {
    const found = facts.components.flatMap((component) => {
      const bad = known.find(({ id, is }) => id === component.id && is(component.version));
      return bad === undefined || component.how === 'declared' || (bad.mayBeMended && (isKeptUp(component) || bringsItsSystem(facts.subject)))
        ? []
        : [{ component, bad }];
    });
    for (const mayBeMended of [false, true]) {
      const list = found.filter(({ bad }) => bad.mayBeMended === mayBeMended);
      const [first] = list;
      const components = list.map(({ component }) => component);
      const seen = evidences(components.flatMap(({ evidence }) => evidence.slice(0, 2)));
      if (first === undefined || seen === undefined) continue;
      const data = { file: first.component.paths[0] ?? first.component.name, names: some(namesOf(components)), why: first.bad.why };
      const at = placeOf(facts.subject);
      if (mayBeMended)
        yield {
          outcome: 'unknown',
          messageId: 'perhaps',
          data,
          at,
          evidence: seen,
          confidence: first.component.confidence,
          about: idsOf(components),
        };
      else
        yield { outcome: 'violated', messageId: 'bad', data, at, evidence: seen, confidence: first.component.confidence, about: idsOf(components) };
    }
  },
};
