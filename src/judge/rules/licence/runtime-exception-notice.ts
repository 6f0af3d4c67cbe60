import type { Component, Facts, Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { componentEvidence, evidences, idsOf, isItself, isOpened, namesOf, placeOf, weakest } from '../reading.ts';

// Only runtimes that are files of their own: linked in, they are part of the combination that the exception is made for.
export const runtimeExceptionNotice: Rule = {
  id: 'licence/runtime-exception-notice',
  meta: {
    asks: 'Does a bundled compiler runtime come with its licence and the text of its exception?',
    why: 'The exception is what lets the runtime be passed on in other works; who gets the package should be able to read it. Whether this is owed is argued both ways; it costs two texts.',
    standard: 'GCC Runtime Library Exception 3.1; GPL-3.0 section 4',
    wayOut: 'ship the GPL-3.0 and GCC-exception-3.1 texts, as pikepdf does, and name the version',
    level: 'note',
    needs: ['components', 'metadata'],
    titles: { missing: '{{subject}}: no notice for {{names}}' },
    messages: {
      missing:
        'Bundled: {{file}} ({{licence}}).\nLooked for: the texts of GPL-3.0 and of the exception, a notice, an SBOM. None is there for {{names}}.',
    },
    examples: { passes: 'pikepdf: third-party-licenses/GCC-exception-3.1.txt', fails: 'torch 1.9.0: libgomp, and no text of GCC' },
  },
  *check(facts) {
    if (!isOpened(facts)) return;
    const found = facts.components.filter((component) => isAsked(component) && !hasNotice(component, facts));
    const [first] = found;
    const seen = evidences(componentEvidence(found));
    if (first === undefined || seen === undefined) return;
    const data = { names: some(namesOf(found)), file: first.paths[0] ?? first.name, licence: first.licence ?? 'GPL with an exception' };
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

const isAsked = ({ category, how, licence }: Component): boolean =>
  category === 'runtime-exception' && how === 'bundled' && /GCC-exception/.test(licence ?? 'GCC-exception');

function hasNotice(component: Component, facts: Facts): boolean {
  if ((component.declaredBy ?? []).some((by) => by !== 'metadata') || isItself(component, facts)) return true;
  return (facts.metadata?.licenceTexts ?? []).some(
    ({ path, ids }) => ids.some((id) => /GCC-exception/.test(id)) || /gcc[-_.]?exception|libgomp|libgcc|libgfortran|libstdc/i.test(path),
  );
}
