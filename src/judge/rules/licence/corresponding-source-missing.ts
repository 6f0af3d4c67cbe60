import type { Component, Facts, Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { componentEvidence, countOf, evidences, idsOf, isItself, isOpened, namesOf, placeOf, weakest } from '../reading.ts';

type Options = { allow: readonly string[]; weak: boolean };

// A pointer is enough to be silent: an SBOM entry, a licence text or a notice inside the artifact that names the component.
// A runtime under the GCC exception is only asked about where it is a file of its own: linked in, the exception covers the whole.
export const correspondingSourceMissing: Rule<Options> = {
  id: 'licence/corresponding-source-missing',
  meta: {
    asks: 'Does every copyleft object come with its source, an offer of it, or a pointer to it?',
    why: 'Copyleft licences ask whoever passes on the object code to give access to the very source that it was built from.',
    standard: 'GPL-3.0 section 6 (6d: a place to download from, named next to the object code); GPL-2.0 section 3',
    wayOut: 'an SBOM entry or a notice in the package that names the exact source, such as pkg:rpm/almalinux/libgomp@8.5.0-28.el8_10.alma.1',
    level: 'error',
    needs: ['components', 'metadata', 'source'],
    titles: {
      one: '{{subject}}: no source pointer for {{what}}',
      several: '{{subject}}: no source pointers for {{what}}',
    },
    messages: {
      one: 'Inside: {{file}} ({{licence}}).\nLooked for: SBOM, licence texts, a source address. None names {{names}}. Whether one is owed depends on how it is passed on.',
      several:
        'Inside: {{names}} ({{licence}}).\nLooked for: SBOM, licence texts, a source address. None names them. Whether one is owed depends on how they are passed on.',
    },
    options: {
      allow: { type: 'texts', about: 'Components, by catalogue id, whose source is offered elsewhere.', default: [] },
      weak: { type: 'flag', about: 'Ask for weak copyleft (LGPL, MPL) as well.', default: false },
    },
    examples: {
      passes: 'scikit-learn 1.9.1: libgomp is bundled, and an SBOM in the wheel names the source package of the distribution',
      fails: 'torch 1.9.0: torch/lib/libgomp-a34b3233.so.1, and nothing in the wheel names GCC or libgomp',
    },
  },
  *check(facts, options) {
    if (!isOpened(facts)) return;
    const found = facts.components.filter((component) => isAsked(component, options) && !hasPointer(component, facts));
    const [first] = found;
    const seen = evidences(componentEvidence(found));
    if (first === undefined || seen === undefined) return;
    const one = countOf(found) === 1;
    const data = {
      what: one ? first.name : `${countOf(found)} copyleft libraries`,
      file: first.paths[0] ?? first.name,
      names: some(namesOf(found), 5),
      licence: some(found.map(({ licence }) => licence ?? 'copyleft')),
    };
    yield {
      outcome: 'violated',
      messageId: one ? 'one' : 'several',
      data,
      at: placeOf(facts.subject),
      evidence: seen,
      confidence: weakest(found),
      about: idsOf(found),
    };
  },
};

function isAsked({ category, how, confidence, id }: Component, { allow, weak }: Options): boolean {
  if (allow.includes(id) || (how !== 'bundled' && how !== 'static')) return false;
  if (how === 'static' && confidence === 'by-name') return false;
  return category === 'copyleft-strong' || (category === 'runtime-exception' && how === 'bundled') || (weak && category === 'copyleft-weak');
}

function hasPointer(component: Component, facts: Facts): boolean {
  if ((component.declaredBy ?? []).length > 0) return true;
  // Who ships the text of the runtime's exception names the runtime there, as numpy's LICENSE does with its address.
  const texts = facts.metadata?.licenceTexts ?? [];
  if (component.category === 'runtime-exception' && texts.some(({ ids }) => ids.some((id) => id.startsWith('GCC-exception')))) return true;
  // The package is the library, and the package's source is published: that is its source.
  return isItself(component, facts) && facts.source?.status === 'published';
}
