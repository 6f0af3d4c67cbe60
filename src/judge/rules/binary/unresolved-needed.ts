import type { Evidence, HostLibrary, Rule } from '../../../types.ts';
import { matchesAny } from '../../globs.ts';
import { many, some } from '../../words.ts';
import { evidences, placeOf } from '../reading.ts';
import { bringsItsSystem } from '../subjects.ts';

// The C library's own parts and the loader are on every system of that C library; the interpreter is there when its module is loaded.
const everyHost =
  /^(lib(c|m|dl|rt|pthread|util|resolv|nsl|anl)\.so\.\d+|ld-(linux|musl)[\w-]*\.so\.\d+|ld64\.so\.\d+|linux-vdso\.so\.1|libc\.so|libc\.musl-\w+\.so\.1|libpython3(\.\d+\w*)?\.so.*|python3\d*\.dll)$/i;

type Options = { 'host-libraries': readonly string[] };

export const unresolvedNeeded: Rule<Options> = {
  id: 'binary/unresolved-needed',
  meta: {
    asks: 'Is every needed library inside, in the packages required, or promised by the platform?',
    why: 'A library that nobody promises is missing on some machine, or another version of it is loaded there.',
    standard: 'PEP 513, 571, 599, 600 and 656 (manylinux and musllinux: which libraries a wheel may expect)',
    wayOut: 'a build that holds it or a platform tag that promises it, or list it under `host-libraries`',
    level: 'warning',
    needs: ['native'],
    titles: { one: '{{subject}}: {{what}} not found', several: '{{subject}}: {{what}} not found' },
    messages: {
      one: '{{file}} needs {{names}}; no such file is inside, and no platform tag promises it.',
      several: 'Needed, not inside, and promised by no platform tag: {{names}}.\nFirst: {{file}}.',
    },
    options: { 'host-libraries': { type: 'globs', about: 'File names of libraries that every host of this project has.', default: [] } },
    examples: {
      passes: 'numpy 2.1.0 (manylinux_2_17): what is not inside is on the list of that platform',
      fails: 'torch 1.9.0: libcaffe2_nvrtc.so needs libcuda.so.1, which comes with the GPU driver',
    },
  },
  *check(facts, options) {
    if (bringsItsSystem(facts.subject)) return; // resolved by the package manager's dependencies
    const found = facts.hostLibraries.filter(
      // What lies inside, off the run path, is often loaded beforehand by the package's own code: that is told, and no finding.
      ({ name, promisedBy, inside }) =>
        promisedBy === undefined && inside === undefined && !everyHost.test(name) && !matchesAny(options['host-libraries'], name),
    );
    const seen = evidences(found.flatMap(needs));
    const [first] = found;
    if (first === undefined || seen === undefined) return;
    const one = found.length === 1;
    const data = {
      file: first.neededBy[0] ?? '',
      what: one ? first.name : many(found.length, 'library', 'libraries'),
      names: some(
        found.map(({ name }) => name),
        6,
      ),
    };
    const about = found.map(({ name }) => name).sort();
    yield {
      outcome: 'violated',
      messageId: one ? 'one' : 'several',
      data: one ? data : { ...data, file: `${data.file} (${first.name})` },
      at: placeOf(facts.subject),
      evidence: seen,
      confidence: 'likely',
      about,
    };
  },
};

const needs = ({ name, neededBy }: HostLibrary): readonly Evidence[] => neededBy.slice(0, 3).map((path) => ({ kind: 'needed', path, value: name }));
