import type { Evidence, Metadata, Rule } from '../../../types.ts';
import { counted, many, some } from '../../words.ts';
import { evidences, placeOf } from '../reading.ts';

type Mismatch = NonNullable<Metadata['record']>['mismatches'][number];

const words: Readonly<Record<Mismatch['what'], string>> = {
  'not-listed': 'is not listed',
  'not-there': 'is listed and not there',
  hash: 'has another hash',
  size: 'has another size',
  duplicate: 'is listed twice',
  'no-hash': 'is listed without a hash',
};

// Installers write .pyc files after the list was made, so the format lets them stand without a hash.
const isAllowed = ({ path, what }: Mismatch): boolean => what === 'no-hash' && path.endsWith('.pyc');

export const recordMismatch: Rule = {
  id: 'origin/record-mismatch',
  meta: {
    asks: "Does the package's own list of files and hashes agree with its content?",
    why: 'A file that changed after the list was written was changed after the build.',
    standard: 'PEP 376 and PEP 427 (RECORD)',
    wayOut: 'build the package again, and let nothing touch it after the list is written',
    level: 'error',
    needs: ['metadata'],
    titles: { mismatch: '{{subject}}: RECORD disagrees on {{count}}' },
    messages: { mismatch: '{{record}} lists {{listed}} files; it disagrees with the content on {{count}}: {{names}}.' },
    examples: {
      passes: 'numpy 2.1.0: every file is listed with its hash',
      fails: 'torch 1.9.0: METADATA was rewritten after the list was made (25,152 bytes, listed with 25,158)',
    },
  },
  *check({ subject, metadata }) {
    const record = metadata?.record;
    const mismatches = (record?.mismatches ?? []).filter((each) => !isAllowed(each));
    const seen = evidences(mismatches.map(({ path, what }): Evidence => ({ kind: 'metadata', path, value: words[what] })));
    if (record === undefined || seen === undefined) return;
    const data = {
      record: record.path,
      listed: counted(record.listed),
      count: many(mismatches.length, 'file'),
      names: some(mismatches.map(({ path, what }) => `${path} ${words[what]}`)),
    };
    const about = mismatches.map(({ path, what }) => `${what} ${path.replace(/-[^/]*\.dist-info\//, '.dist-info/')}`).sort();
    yield { outcome: 'violated', messageId: 'mismatch', data, at: placeOf(subject), evidence: seen, confidence: 'certain', about };
  },
};
