import type { Component, Facts, Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { componentEvidence, countOf, evidences, foreignComponents, idsOf, namesOf, oneOrMany, placeOf, weakest } from '../reading.ts';

type Options = { allow: readonly string[] };

// A package that is the library itself is exempt: intel-openmp holds libiomp5 and does not bundle it.
export const bundledNativeLibrary: Rule<Options> = {
  id: 'bundled/native-library',
  meta: {
    asks: "Are copies of other projects' native libraries among the files?",
    why: 'A copy does not get the security updates of the system, and its licence and source travel with the package that holds it.',
    standard: 'Debian Policy 4.13 (no embedded copies); Fedora bundling guidelines; lintian embedded-library',
    wayOut: "a build that uses the system's library, or an entry under `allow` for copies that are meant",
    level: 'warning',
    needs: ['components'],
    titles: { bundled: '{{subject}}: {{what}}' },
    messages: { bundled: 'Bundled as files: {{names}}.\nFirst: {{file}}. Each copy is updated only when this package is.' },
    options: { allow: { type: 'texts', about: 'Components, by catalogue id, that may be bundled.', default: [] } },
    examples: {
      passes: 'markupsafe 3.0.2: one extension module of its own, no library of others',
      fails: 'pillow 11.0.0 (manylinux): libtiff, libwebp, freetype and others in pillow.libs',
    },
  },
  *check(facts, { allow }) {
    const found = foreignComponents(facts, ['bundled']).filter((component) => !allow.includes(component.id) && hasNativeFile(component, facts));
    const seen = evidences(componentEvidence(found));
    const [first] = found;
    if (first === undefined || seen === undefined) return;
    const data = {
      what: `${oneOrMany(found, 'native library', 'native libraries')}${countOf(found) === 1 ? ' is' : ''} bundled`,
      names: some(namesOf(found), 8),
      file: first.paths[0] ?? first.name,
    };
    yield {
      outcome: 'violated',
      messageId: 'bundled',
      data,
      at: placeOf(facts.subject),
      evidence: seen,
      confidence: weakest(found),
      about: idsOf(found),
    };
  },
};

const nativeName = /\.(so(\.[\d.]+)?|dll|dylib|pyd|node|jnilib|a|lib|exe)$/i;

function hasNativeFile({ paths }: Component, { native }: Facts): boolean {
  const known = new Set(native.map(({ path }) => path));
  return paths.some((path) => known.has(path) || nativeName.test(path));
}
