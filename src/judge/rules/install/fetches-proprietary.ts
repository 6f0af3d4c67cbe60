import type { Evidence, Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { evidences, placeOf } from '../reading.ts';

// Packages without content whose only purpose is to fetch a vendor's binaries from the vendor's own index.
const stubs: ReadonlySet<string> = new Set(['nvidia-pyindex', 'nvidia-tensorrt', 'tensorrt', 'tensorrt-cu12', 'tensorrt-cu11', 'nvidia-nemo-stub']);
const otherIndex = /(--(extra-)?index-url|--find-links|\s-f\s|\s-i\s)[= ]?\S*/;
const directBinary = /@\s*(https?:\/\/\S+\.(whl|exe|zip|so|dll|tar\.\w+|tgz))/;

export const fetchesProprietary: Rule = {
  id: 'install/fetches-proprietary',
  meta: {
    asks: "Does a package without content bring a vendor's binaries from another index?",
    why: 'The lock names a small free package; what is installed is something else, from somewhere else.',
    standard: 'F-Droid NonFreeDep; PEP 440 direct references (refused by the index for uploads)',
    wayOut: 'name the real package and its index in the lock, or do without',
    level: 'warning',
    needs: ['metadata', 'packages'],
    titles: { fetches: '{{subject}}: fetches binaries from elsewhere' },
    messages: { fetches: '{{names}}: installing it brings binaries that the lock does not name.' },
    examples: {
      passes: 'nvidia-cuda-runtime-cu12: the library itself, with its hash in the lock',
      fails: 'nvidia-pyindex: an sdist that points pip at another index',
    },
  },
  *check({ subject, metadata, locked, native, source }) {
    const name = (metadata?.name ?? locked?.name ?? '').toLowerCase().replace(/[-_.]+/g, '-');
    const purl = metadata?.purl ?? locked?.purl ?? '';
    const isStub =
      purl.startsWith('pkg:pypi/') && stubs.has(name) && native.length === 0 && source?.status !== 'absent' && !(locked?.binaryOnly ?? false);
    const lines = [
      ...(metadata?.installScripts ?? []).filter((script) => otherIndex.test(script)),
      ...(metadata?.requires ?? []).filter((requirement) => directBinary.test(requirement)),
    ];
    const seen = evidences([
      ...lines.map((value): Evidence => ({ kind: 'metadata', path: subject.path, value })),
      ...(isStub ? [{ kind: locked === undefined ? 'metadata' : 'lock-entry', path: subject.path, value: name } as const] : []),
    ]);
    if (seen === undefined) return;
    const data = {
      names: some(
        seen.map(({ value }) => value),
        2,
      ),
    };
    yield {
      outcome: 'violated',
      messageId: 'fetches',
      data,
      at: placeOf(subject),
      evidence: seen,
      confidence: isStub && lines.length === 0 ? 'by-name' : 'likely',
      about: seen.map(({ value }) => value).sort(),
    };
  },
};
