import type { Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { placeOf } from '../reading.ts';

const never = /^(unlicen[cs]ed|proprietary|public domain|unlicense|cc0-1\.0|0bsd|mit-0)$/i;

export const textMissing: Rule = {
  id: 'licence/text-missing',
  meta: {
    asks: 'Is the text of the declared licence in the package?',
    why: 'Nearly every licence asks that its text goes along with the copies.',
    standard: 'MIT, BSD and Apache-2.0 (section 4a) themselves; PEP 639 License-File; Debian Policy 12.5',
    wayOut: 'add the licence file to what the build packs',
    level: 'note',
    needs: ['metadata'],
    titles: { named: '{{subject}}: named licence file is not there', none: '{{subject}}: no licence text' },
    messages: {
      named: 'The metadata names {{files}}, and no such licence text is in the package.',
      none: 'The package is under {{licence}}, and no licence text is in it.',
    },
    examples: { passes: 'requests 2.32.3: LICENSE in its .dist-info', fails: 'a wheel under MIT without a LICENSE file' },
  },
  *check({ subject, metadata, contents }) {
    if (subject.kind !== 'artifact' || subject.depth !== 'full' || metadata?.name === undefined || contents === undefined) return;
    if ((metadata.licenceTexts ?? []).length > 0) return;
    const licence = metadata.licenceExpression ?? metadata.licence;
    const files = metadata.licenceFiles ?? [];
    if (files.length === 0 && (licence === undefined || never.test(licence.trim()))) return;
    const data = { files: some(files), licence: licence ?? '' };
    const evidence = [{ kind: 'metadata', path: subject.path, value: files[0] ?? licence ?? '' }] as const;
    yield { outcome: 'violated', messageId: files.length > 0 ? 'named' : 'none', data, at: placeOf(subject), evidence, confidence: 'likely' };
  },
};
