import type { Component, Evidence, Facts, Rule } from '../../../types.ts';
import { declaredLicence } from '../../settings.ts';
import { some, subjectName } from '../../words.ts';
import { evidences, placeOf } from '../reading.ts';
import { satisfiedBy } from '../spdx.ts';

type Options = { allow: readonly string[]; deny: readonly string[]; categories: readonly string[]; components: boolean };

// Without a list there is nothing to hold a licence against, and the rule is silent.
export const licenceNotAllowed: Rule<Options> = {
  id: 'licence/not-allowed',
  meta: {
    asks: 'Is every licence on the list of this policy?',
    why: 'The list is what this project decided that it can keep to.',
    standard: 'SPDX 2.3 annex D',
    wayOut: 'another package, the licence on the list after a decision, or a waiver bound to it',
    level: 'warning',
    needs: ['metadata', 'components'],
    titles: {
      outside: '{{subject}}: {{first}} is not allowed',
      several: '{{subject}}: {{count}} licences not allowed, such as {{first}}',
      unknown: '{{subject}}: licence not known',
    },
    messages: {
      outside: '{{list}}: not on the list of this policy.',
      several: '{{list}}: not on the list of this policy.',
      unknown: '{{why}}, so that it could not be held against the list of this policy.',
    },
    options: {
      allow: {
        type: 'texts',
        about: 'SPDX ids that may be used; an expression must be satisfied by them. Empty: all but those under `deny`.',
        default: [],
      },
      deny: { type: 'texts', about: 'SPDX ids that may not be used, whatever `allow` says.', default: [] },
      categories: {
        type: 'texts',
        about:
          'Categories of the code found inside (permissive, copyleft-weak, ...) whose licences need no line under `allow`. A preset may set it: with a list of your own, `categories: []` asks for every part by its licence.',
        default: [],
      },
      components: { type: 'flag', about: 'Ask for the licences of the code found inside as well.', default: true },
    },
    examples: { passes: 'allow: [MIT, Apache-2.0] and a package under `MIT OR GPL-2.0-only`', fails: 'allow: [MIT] and a package under Apache-2.0' },
  },
  *check(facts, { allow, deny, categories, components }) {
    if (allow.length === 0 && deny.length === 0) return;
    const isDenied = ({ licence = '' }: Component): boolean => satisfiedBy(licence, (id) => !deny.includes(id)) === false;
    const isOfCategory = (part: Component): boolean => categories.includes(part.category) && !isDenied(part);
    const isFine = (id: string): boolean => !deny.includes(id) && (allow.length === 0 || allow.includes(id));
    const { subject } = facts;
    const at = placeOf(subject);
    const declared = declaredLicence(facts);
    const answer = declared === undefined ? undefined : satisfiedBy(declared, isFine);
    const own: Evidence = { kind: facts.metadata === undefined ? 'lock-entry' : 'metadata', path: subject.path, value: declared ?? 'no licence' };
    const wrong = [
      ...(answer === false ? [{ name: subjectName(subject, facts), licence: declared!, evidence: own }] : []),
      ...(components ? partsOf(facts, isFine, isOfCategory) : []),
    ];
    const seen = evidences(wrong.map(({ evidence }) => evidence));
    const [first] = wrong;
    if (first !== undefined && seen !== undefined) {
      const licences = new Set(wrong.map(({ licence }) => licence)).size;
      const data = {
        first: first.licence,
        count: String(licences),
        list: some(
          wrong.map(({ name, licence }) => `${name} (${licence})`),
          6,
        ),
      };
      yield {
        outcome: 'violated',
        messageId: licences === 1 ? 'outside' : 'several',
        data,
        at,
        evidence: seen,
        confidence: answer === false ? 'certain' : 'likely',
        about: wrong.map(({ name, licence }) => `${name.replace(/ [\d.]+.*$/, '')} ${licence}`).sort(),
      };
    } else if (answer === undefined && isJudged(facts)) {
      const why =
        declared === undefined
          ? `No licence of ${subjectName(subject, facts)} is known`
          : `The licence "${declared.slice(0, 60)}" is no SPDX expression`;
      yield { outcome: 'unknown', messageId: 'unknown', data: { why }, at, evidence: [own] };
    }
  },
};

/** Lockfiles as a whole, and packages of this very repository, have no licence to ask for. */
const isJudged = ({ subject, locked }: Facts): boolean =>
  subject.kind === 'artifact' || (subject.kind === 'locked-package' && !['workspace', 'path'].includes(locked?.resolved.kind ?? 'registry'));

function partsOf(
  { components }: Facts,
  isFine: (id: string) => boolean,
  isOfCategory: (part: Component) => boolean,
): { name: string; licence: string; evidence: Evidence }[] {
  return components.flatMap((part) => {
    const { name, version, licence, how, confidence, category, evidence } = part;
    if (licence === undefined || how === 'declared' || confidence === 'by-name' || category === 'runtime-exception') return [];
    return isOfCategory(part) || satisfiedBy(licence, isFine) !== false
      ? []
      : [{ name: version === undefined ? name : `${name} ${version}`, licence, evidence: evidence[0] }];
  });
}
