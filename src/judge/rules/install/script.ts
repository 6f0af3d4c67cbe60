import type { Evidence, Facts, Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { evidences, lockEntry, placeOf } from '../reading.ts';

type Options = { allow: readonly string[]; 'maintainer-scripts': boolean };

export const installScript: Rule<Options> = {
  id: 'install/script',
  meta: {
    asks: 'Does installing the package run code of it?',
    why: "Code that runs at installation runs on every developer's machine and in every build, before anyone looked at it.",
    standard: 'npm --ignore-scripts; PEP 517; site.py (.pth files that begin with import)',
    wayOut: 'a release without the script, installation with scripts switched off, or its name under `allow` after reading it',
    level: 'warning',
    needs: ['metadata', 'packages'],
    titles: { runs: '{{subject}}: code runs at installation', start: '{{subject}}: code runs whenever Python starts' },
    messages: {
      runs: '{{names}}: runs when the package is installed.',
      start: '{{names}}: runs whenever Python starts where the package is installed.',
    },
    options: {
      allow: { type: 'texts', about: 'Names of packages whose scripts were read and are meant.', default: [] },
      'maintainer-scripts': {
        type: 'flag',
        about: 'Report the scripts of Debian and RPM packages too, which nearly all of them have.',
        default: false,
      },
    },
    examples: { passes: 'axios 1.7.7: no script', fails: 'argon2 0.41.1: install: node-gyp-build' },
  },
  *check(facts, options) {
    const { subject, metadata, locked } = facts;
    const name = metadata?.name ?? locked?.name;
    if (name === undefined || options.allow.includes(name) || (isSystemPackage(facts) && !options['maintainer-scripts'])) return;
    const scripts = metadata?.installScripts ?? [];
    const seen =
      evidences(scripts.map((value): Evidence => ({ kind: 'metadata', path: subject.path, value }))) ??
      (locked?.installScript ? [lockEntry(facts, 'the lock says that it has an install script')] : undefined);
    if (seen === undefined) return;
    const isPth = scripts.length > 0 && scripts.every((script) => /\.pth: /.test(script));
    const data = {
      names: some(
        seen.map(({ value }) => value),
        2,
      ),
    };
    yield {
      outcome: 'violated',
      messageId: isPth ? 'start' : 'runs',
      data,
      at: placeOf(subject),
      evidence: seen,
      confidence: 'certain',
      about: scripts.map((script) => script.split(':')[0] ?? '').sort(),
    };
  },
};

const isSystemPackage = ({ subject, metadata }: Facts): boolean =>
  /^pkg:(deb|rpm|apk|alpm)\//.test(
    (subject.kind === 'artifact' || subject.kind === 'locked-package' ? subject.purl : undefined) ?? metadata?.purl ?? '',
  ) ||
  (subject.kind === 'artifact' && /^(deb|udeb|rpm|apk|alpm)$/.test(subject.format));
