import type { Component, Facts, Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { msvcRuntime } from '../proprietary/library.ts';
import {
  componentEvidence,
  declaresItself,
  evidences,
  foreignComponents,
  idsOf,
  isOpened,
  namesOf,
  oneOrMany,
  placeOf,
  weakest,
} from '../reading.ts';
import { compilerRuntimes } from './static.ts';

type Options = { allow: readonly string[] };

export const bundledUndeclared: Rule<Options> = {
  id: 'bundled/undeclared',
  meta: {
    asks: 'Is everything that rides along named by an SBOM, a licence text or a notice?',
    why: 'What nobody declares, nobody updates: a known weakness in it stays unseen by every tool that reads declarations.',
    standard: 'Fedora: Provides: bundled(name) = version; PEP 770; EU Cyber Resilience Act, annex I part II (1)',
    wayOut: 'ship an SBOM (for wheels in .dist-info/sboms), or name it in the licence texts',
    level: 'warning',
    needs: ['components', 'metadata'],
    titles: { undeclared: '{{subject}}: does not declare {{what}}', elsewhere: '{{subject}}: {{what}} not declared in this file' },
    messages: {
      undeclared: 'Inside, and named by no SBOM, licence text or notice of the package: {{names}}.\nFirst: {{file}} ({{how}}).',
      elsewhere:
        'Inside: {{names}}.\nFirst: {{file}} ({{how}}). {{path}} holds no copyright file; the one of another package, which it shares, may name them.',
    },
    options: { allow: { type: 'texts', about: 'Components, by catalogue id, that need no declaration.', default: [] } },
    examples: {
      passes: 'scikit-learn 1.9.1: an SBOM in the wheel names libgomp',
      fails: 'torch 1.9.0: LICENSE and NOTICE name neither Intel, NVIDIA nor GCC, and there is no SBOM',
    },
  },
  *check(facts, { allow }) {
    if (!isOpened(facts)) return;
    const found = foreignComponents(facts).filter(
      (component) =>
        isSure(component) &&
        (component.declaredBy ?? []).length === 0 &&
        !declaresItself(component) &&
        !hasText(component, facts) &&
        !allow.includes(component.id),
    );
    const [first] = found;
    const seen = evidences(componentEvidence(found));
    if (first === undefined || seen === undefined) return;
    const what = oneOrMany(found, 'component');
    const data = { what, names: some(namesOf(found), 8), file: first.paths[0] ?? first.name, how: hows[first.how] };
    const said = { data, at: placeOf(facts.subject), evidence: seen, about: idsOf(found) };
    if (sharesCopyrightFile(facts)) yield { outcome: 'unknown', messageId: 'elsewhere', ...said };
    else yield { outcome: 'violated', messageId: 'undeclared', ...said, confidence: weakest(found) };
  },
};

/** Binary packages of one source share a copyright file: usr/share/doc/grub-pc-bin is a link to grub-common. */
const sharesCopyrightFile = ({ subject, metadata }: Facts): boolean =>
  subject.kind === 'artifact' && /^u?deb$/.test(subject.format) && (metadata?.licenceTexts ?? []).length === 0;

const hows: Readonly<Record<Component['how'], string>> = { bundled: 'as a file', static: 'linked in', vendored: 'as source', declared: 'declared' };
const isSure = ({ how, confidence, id }: Component): boolean =>
  !msvcRuntime.has(id) && (how !== 'static' || (confidence === 'certain' && !compilerRuntimes.has(id)));

/** A licence text of its own: found by it (extern/agg24-svn/src/copying), or by the text's name (vendor/terminal-notifier-LICENSE). */
function hasText({ id, name, evidence }: Component, { metadata }: Facts): boolean {
  if (evidence.some(({ kind }) => kind === 'licence-text')) return true;
  const names = [plain(id), plain(name)].filter(({ length }) => length >= 4);
  return (metadata?.licenceTexts ?? []).some(({ path }) => names.some((each) => plain(path.slice(path.lastIndexOf('/') + 1)).startsWith(each)));
}
const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
