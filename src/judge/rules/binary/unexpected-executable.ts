import type { Evidence, Facts, NativeFile, Observation, Rule, Violation } from '../../../types.ts';
import { matchesAny } from '../../globs.ts';
import { counted, many, some } from '../../words.ts';
import { evidences, fileEvidence, placeOf, stableName } from '../reading.ts';

type Options = { allow: readonly string[] };

const harmlessLooking =
  /\.(png|jpe?g|gif|bmp|svg|ico|webp|txt|md|rst|json|ya?ml|toml|ini|cfg|conf|xml|html?|css|csv|tsv|pdf|ttf|otf|woff2?|mp[34]|wav|ogg|log|po|mo|tex|doc|rtf)$/i;

export const unexpectedExecutable: Rule<Options> = {
  id: 'binary/unexpected-executable',
  meta: {
    asks: 'Is native code a file that is called what it is?',
    why: 'Code under the name of a picture or a text is hidden from everyone who looks at names: this is how payloads travel.',
    standard: 'OpenSSF Scorecard Binary-Artifacts; the xz 5.6.0 backdoor, which travelled as test data',
    wayOut: 'ship it as a file that is called what it is, or list it under `allow` where it is meant',
    level: 'warning',
    needs: ['native'],
    titles: { hidden: '{{subject}}: native code called {{first}}', encoded: '{{subject}}: {{what}} as digits in {{first}}' },
    messages: {
      hidden: '{{count}} under the name of data: {{names}}.\nFirst: {{format}}, {{arch}}, by its content.',
      encoded:
        '{{file}} holds {{value}}, from byte {{offset}} on{{more}}.\nA text that carries native code is read by no tool that looks at file types; it runs all the same.',
    },
    options: { allow: { type: 'globs', about: 'Paths where such files may lie.', default: [] } },
    examples: { passes: 'numpy 2.1.0: every native file ends in .so', fails: 'a package with an ELF file called logo.png' },
  },
  *check(facts, { allow }) {
    yield* encoded(facts, allow);
    const { subject, native } = facts;
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

/** Native code as base64 or hex digits inside a text: the content decides, so it is certain; that it is loaded is not said. */
function* encoded({ subject, observations = [] }: Facts, allow: readonly string[]): Generator<Violation> {
  const found = observations.filter(({ kind, path }) => kind === 'encoded-code' && !matchesAny(allow, path));
  const [first] = found;
  const seen = evidences(found.map(asEvidence));
  if (first === undefined || seen === undefined) return;
  const data = {
    what: some(found.map(({ value }) => value.split(' as ')[0] ?? value)),
    first: first.path.slice(first.path.lastIndexOf('/') + 1),
    file: first.path,
    value: first.value,
    offset: counted(first.offset ?? 0),
    more: found.length === 1 ? '' : `; ${many(found.length - 1, 'more such place')}`,
  };
  const about = [...new Set(found.map(({ path }) => `digits ${stableName(path)}`))].sort();
  yield { outcome: 'violated', messageId: 'encoded', data, at: placeOf(subject), evidence: seen, confidence: 'certain', about };
}

const asEvidence = ({ path, value, offset }: Observation): Evidence => ({
  kind: 'content',
  path,
  value,
  ...(offset === undefined ? {} : { offset }),
});
