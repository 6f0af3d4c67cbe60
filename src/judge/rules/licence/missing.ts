import type { Facts, Metadata, Rule } from '../../../types.ts';
import { foreignComponents, mayBeElsewhere, placeOf } from '../reading.ts';

export const licenceMissing: Rule = {
  id: 'licence/missing',
  meta: {
    asks: 'Does the package say under which licence it is?',
    why: 'Without a licence nobody may copy, change or pass it on.',
    standard: 'PEP 639; npm `license`; Cargo `license`; Debian copyright format',
    wayOut: 'declare an SPDX expression in the metadata and ship the text',
    level: 'warning',
    needs: ['metadata'],
    titles: { missing: '{{subject}}: no licence declared', elsewhere: '{{subject}}: no licence declared in this file' },
    messages: {
      missing: 'The metadata of {{subject}} declares no licence, and no licence text is in the package.',
      elsewhere: '{{path}} declares no licence; what is not in this file (a parent POM, a copyright file of another package) may.',
    },
    examples: { passes: 'requests 2.32.3: License: Apache-2.0', fails: 'a wheel without License, License-Expression, classifier and licence file' },
  },
  *check(facts) {
    const { subject, metadata } = facts;
    if (metadata?.name === undefined || saysLicence(metadata, facts)) return;
    const at = placeOf(subject);
    const evidence = [{ kind: 'metadata', path: subject.path, value: metadata.name }] as const;
    if (mayBeElsewhere(subject, metadata.purl)) yield { outcome: 'unknown', messageId: 'elsewhere', at, evidence };
    else yield { outcome: 'violated', messageId: 'missing', at, evidence, confidence: 'certain' };
  },
};

function saysLicence({ licence, licenceExpression, classifiers = [], licenceFiles = [], licenceTexts = [] }: Metadata, facts: Facts): boolean {
  if (licence !== undefined && !/^(unknown|none|n\/a|)$/i.test(licence.trim())) return true;
  const ofParts = textsOfParts(facts);
  return (
    licenceExpression !== undefined ||
    classifiers.some((text) => text.startsWith('License ::')) ||
    licenceFiles.length > 0 ||
    licenceTexts.some(({ path }) => !ofParts.has(path))
  );
}

/** Merging jars keeps one META-INF/LICENSE, of whichever came first: a text that names a part is that part's, and not the whole's. */
function textsOfParts(facts: Facts): ReadonlySet<string> {
  const { subject, metadata } = facts;
  if ((metadata?.modules ?? []).length === 0 || !mayBeElsewhere(subject, metadata?.purl)) return new Set();
  return new Set(foreignComponents(facts, ['bundled']).flatMap(({ declaredBy = [] }) => declaredBy));
}
