import type { NativeFile, Rule } from '../../../types.ts';
import { matchesAny } from '../../globs.ts';
import { many, some } from '../../words.ts';
import { evidences, fileEvidence, placeOf, stableName } from '../reading.ts';

type Options = { allow: readonly string[] };

const harmlessLooking =
  /\.(png|jpe?g|gif|bmp|svg|ico|webp|txt|md|rst|json|ya?ml|toml|ini|cfg|conf|xml|html?|css|csv|tsv|pdf|ttf|otf|woff2?|mp[34]|wav|ogg|log|po|mo|tex|doc|rtf)$/i;

export const unexpectedExecutable: Rule<Options> = {
  id: 'binary/unexpected-executable',
  meta: {
    asks: 'Is native code called what it is?',
    why: 'Code under the name of a picture or a text is hidden from everyone who looks at names: this is how payloads travel.',
    standard: 'OpenSSF Scorecard Binary-Artifacts; the xz 5.6.0 backdoor, which travelled as test data',
    wayOut: 'rename it to what it is, or list it under `allow` where it is test data',
    level: 'warning',
    needs: ['native'],
    titles: { hidden: '{{subject}}: native code called {{first}}' },
    messages: { hidden: '{{count}} under the name of data: {{names}}.\nFirst: {{format}}, {{arch}}, by its content.' },
    options: { allow: { type: 'globs', about: 'Paths where such files may lie.', default: [] } },
    examples: { passes: 'numpy 2.1.0: every native file ends in .so', fails: 'a package with an ELF file called logo.png' },
  },
  *check({ subject, native }, { allow }) {
    const found = native.filter((file) => isCode(file) && harmlessLooking.test(file.path) && !matchesAny(allow, file.path));
    const seen = evidences(found.map(fileEvidence));
    const [first] = found;
    if (first === undefined || seen === undefined) return;
    const data = {
      first: first.path.slice(first.path.lastIndexOf('/') + 1),
      count: many(found.length, 'native file'),
      names: some(found.map(({ path }) => path)),
      format: first.format,
      arch: first.arch,
    };
    yield {
      outcome: 'violated',
      messageId: 'hidden',
      data,
      at: placeOf(subject),
      evidence: seen,
      confidence: 'certain',
      about: found.map(({ path }) => stableName(path)).sort(),
    };
  },
};

const isCode = ({ format }: NativeFile): boolean => format !== 'wasm' && format !== 'bitcode';
