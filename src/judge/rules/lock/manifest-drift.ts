import type { Evidence, Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { evidences, placeOf } from '../reading.ts';
import { lockAgain } from '../ways-out.ts';

export const manifestDrift: Rule = {
  id: 'lock/manifest-drift',
  meta: {
    asks: 'Does the lock follow from the manifest beside it?',
    why: 'A lock that is not in step is either ignored or silently rewritten at installation: what was reviewed is not what is installed.',
    standard: 'uv lock --check; npm ci; cargo --locked; poetry check --lock',
    wayOut: 'make the lock again with its package manager, and commit it',
    level: 'error',
    needs: ['packages'],
    titles: { drift: '{{path}} differs from its manifest: {{packages}}' },
    messages: { drift: '{{names}}.' },
    examples: {
      passes: 'package-lock.json whose root entry equals package.json',
      fails: 'a dependency in package.json that package-lock.json does not have',
    },
  },
  *check({ subject, observations = [] }) {
    const found = observations.filter(({ kind }) => kind === 'manifest-drift');
    const seen = evidences(
      found.map(({ path, line, value }): Evidence => ({ kind: 'lock-entry', path, value, ...(line === undefined ? {} : { line }) })),
    );
    if (seen === undefined) return;
    const [{ path, line }] = seen;
    const at = line === undefined ? placeOf(subject) : { path, line };
    yield {
      outcome: 'violated',
      messageId: 'drift',
      data: {
        packages: some([...new Set(found.map(({ value }) => value.split(/:? /, 1)[0]!))]),
        names: some(found.map(({ value }) => value.replace(/\.$/, ''))),
      },
      at,
      evidence: seen,
      confidence: 'certain',
      ...lockAgain(subject.path),
      about: found.map(({ value }) => value).sort(),
    };
  },
};
