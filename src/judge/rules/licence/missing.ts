import type { Metadata, Rule } from '../../../types.ts';
import { placeOf } from '../reading.ts';

// A POM may take its licence from a parent that is not in the jar, so that there nothing can be said.
const mayBeElsewhere = (purl: string | undefined): boolean => purl?.startsWith('pkg:maven/') === true;

export const licenceMissing: Rule = {
  id: 'licence/missing',
  meta: {
    asks: 'Does the package say under which licence it is?',
    why: 'Without a licence nobody may copy, change or pass it on.',
    standard: 'PEP 639; npm `license`; Cargo `license`; Debian copyright format',
    wayOut: 'declare an SPDX expression in the metadata and ship the text',
    level: 'warning',
    needs: ['metadata'],
    titles: { missing: '{{subject}}: no licence declared', elsewhere: '{{subject}}: no licence declared in this POM' },
    messages: {
      missing: 'The metadata of {{subject}} declares no licence, and no licence text is in the package.',
      elsewhere: 'The POM of {{subject}} declares no licence; a parent POM, which is not in the jar, may.',
    },
    examples: { passes: 'requests 2.32.3: License: Apache-2.0', fails: 'a wheel without License, License-Expression, classifier and licence file' },
  },
  *check({ subject, metadata }) {
    if (metadata?.name === undefined || saysLicence(metadata)) return;
    const at = placeOf(subject);
    const evidence = [{ kind: 'metadata', path: subject.path, value: metadata.name }] as const;
    if (mayBeElsewhere(metadata.purl)) yield { outcome: 'unknown', messageId: 'elsewhere', at, evidence };
    else yield { outcome: 'violated', messageId: 'missing', at, evidence, confidence: 'certain' };
  },
};

function saysLicence({ licence, licenceExpression, classifiers = [], licenceFiles = [], licenceTexts = [] }: Metadata): boolean {
  if (licence !== undefined && !/^(unknown|none|n\/a|)$/i.test(licence.trim())) return true;
  return (
    licenceExpression !== undefined || classifiers.some((text) => text.startsWith('License ::')) || licenceFiles.length > 0 || licenceTexts.length > 0
  );
}
