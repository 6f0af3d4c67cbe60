import type { Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { compilerRuntimes } from '../bundled/static.ts';
import { componentEvidence, declaresItself, evidences, foreignComponents, idsOf, namesOf, oneOrMany, placeOf, weakest } from '../reading.ts';

// A package that holds only its own code needs no list of parts.
export const sbomMissing: Rule = {
  id: 'sbom/missing',
  meta: {
    asks: 'Does an artifact that holds code of others come with a bill of materials?',
    why: 'Without it every user has to find out alone what is inside, and finds less.',
    standard: 'PEP 770; CycloneDX; SPDX; EU Cyber Resilience Act, annex I part II (1)',
    wayOut: 'ship an SBOM (auditwheel repair writes one since 6.6; for wheels in .dist-info/sboms)',
    level: 'note',
    needs: ['components', 'metadata'],
    titles: { missing: '{{subject}}: {{what}} inside, no SBOM' },
    messages: { missing: 'Inside: {{names}}. The package holds no SBOM.' },
    examples: { passes: 'pillow 13.0.0: two SBOM files', fails: 'pillow 11.0.0: the same libraries, none' },
  },
  *check(facts) {
    if (facts.metadata?.name === undefined || (facts.metadata.sboms ?? []).length > 0) return;
    const found = foreignComponents(facts).filter(
      (component) => !compilerRuntimes.has(component.id) && component.confidence !== 'by-name' && !declaresItself(component),
    );
    const seen = evidences(componentEvidence(found));
    if (seen === undefined) return;
    const data = { what: oneOrMany(found, 'component'), names: some(namesOf(found), 8) };
    yield {
      outcome: 'violated',
      messageId: 'missing',
      data,
      at: placeOf(facts.subject),
      evidence: seen,
      confidence: weakest(found),
      about: idsOf(found),
    };
  },
};
