import type { Component, Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { compilerRuntimes } from '../bundled/static.ts';
import { componentEvidence, declaresItself, evidences, foreignComponents, idsOf, namesOf, oneOrMany, placeOf, weakest } from '../reading.ts';

// Only files and what is certainly linked in: what an SBOM may rightly leave out (header libraries, runtimes) is not held against it.
export const sbomDisagrees: Rule = {
  id: 'sbom/disagrees',
  meta: {
    asks: 'Does the bill of materials name everything that is inside?',
    why: 'An SBOM with gaps is worse than none: who trusts it does not look.',
    standard: 'PEP 770; NTIA minimum elements (known unknowns)',
    wayOut: 'make the SBOM of what is really in the package, after the build',
    level: 'note',
    needs: ['components', 'metadata'],
    titles: { omits: '{{subject}}: the SBOM leaves out {{what}}' },
    messages: { omits: 'Inside, and not named by {{sbom}}: {{names}}.' },
    examples: {
      passes: 'scikit-learn 1.9.1: libgomp inside, libgomp in the SBOM',
      fails: 'pillow 13.0.0: its SBOMs do not name libzstd, brotli and dav1d',
    },
  },
  *check(facts) {
    const sboms = facts.metadata?.sboms ?? [];
    if (sboms.length === 0) return;
    const paths = new Set(sboms.map(({ path }) => path));
    const named = namedBy(paths, facts.components);
    const found = foreignComponents(facts, ['bundled', 'static']).filter(
      (component) => !declaresItself(component) && isOmitted(component) && !named.has(component.id),
    );
    const [first] = found;
    const seen = evidences(componentEvidence(found));
    if (first === undefined || seen === undefined) return;
    const data = {
      what: oneOrMany(found, 'component'),
      names: some(namesOf(found), 8),
      sbom: some([...paths], 2),
    };
    yield {
      outcome: 'violated',
      messageId: 'omits',
      data,
      at: placeOf(facts.subject),
      evidence: seen,
      confidence: weakest(found),
      about: idsOf(found),
    };
  },
};

/** What the SBOMs name, in whichever way it is inside: of two copies an SBOM lists one name. */
const namedBy = (sboms: ReadonlySet<string>, components: readonly Component[]): ReadonlySet<string> =>
  new Set(components.filter(({ declaredBy = [] }) => declaredBy.some((by) => sboms.has(by))).map(({ id }) => id));

/** What is only likely to be linked in is not held against them. */
const isOmitted = ({ id, how, confidence }: Component): boolean =>
  !compilerRuntimes.has(id) && confidence !== 'by-name' && (how === 'bundled' || confidence === 'certain');
