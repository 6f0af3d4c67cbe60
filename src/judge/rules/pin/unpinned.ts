import type { LockedPackage, Rule } from '../../../types.ts';
import { lockEntry, placeOf } from '../reading.ts';

// Not `~` or `!` in the middle: Debian and PEP 440 write them inside of exact versions.
const loose = /^[<>=~^!]|[<>*]|\|\||\s-\s|^(latest|any|x)$/;

export const unpinned: Rule = {
  id: 'pin/unpinned',
  meta: {
    asks: 'Is every package that is installed from this file pinned to one version?',
    why: 'Without an exact version each run may install something else, and nobody reviewed it.',
    standard: 'OpenSSF Scorecard Pinned-Dependencies; S2C2F',
    wayOut: 'write the exact version, best with its hashes (pip-compile --generate-hashes, uv lock)',
    level: 'warning',
    needs: ['packages'],
    titles: { unpinned: '{{subject}}: no exact version' },
    messages: { unpinned: '{{name}} is not pinned to one version{{range}}: each run may install another release.' },
    examples: { passes: 'requests==2.32.3', fails: 'requests>=2' },
  },
  *check(facts) {
    const { subject, locked } = facts;
    if (subject.kind !== 'locked-package' || locked === undefined || !isLoose(locked)) return;
    const data = { name: locked.name, range: locked.version === undefined ? '' : ` (${locked.version})` };
    yield {
      outcome: 'violated',
      messageId: 'unpinned',
      data,
      at: placeOf(subject),
      evidence: [lockEntry(facts, `${locked.name} ${locked.version ?? ''}`.trim())],
      confidence: 'certain',
    };
  },
};

/** Only what a registry resolves: paths, repositories, images and actions are pinned in other ways. A hash pins as well. */
const isLoose = ({ resolved, version, hashes, notes = [] }: LockedPackage): boolean =>
  resolved.kind === 'registry' &&
  hashes.length === 0 &&
  (version === undefined || loose.test(version) || notes.some((note) => /^(unpinned|range\b)/.test(note)));
