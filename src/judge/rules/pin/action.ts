import type { Facts, LockedPackage } from '../../../types.ts';
import type { RuleAcross, RuleOptions, Run, ViolationAcross } from '../../across.ts';
import { matchesAny } from '../../globs.ts';
import { lockEntry, placeOf } from '../reading.ts';

interface Options extends RuleOptions {
  allow: readonly string[];
}

export const pinAction: RuleAcross<Options> = {
  id: 'pin/action',
  meta: {
    asks: 'Is every action that a workflow runs pinned to a commit?',
    why: 'Tags and branches can be moved: who controls that repository decides anew what runs here, with the token and the secrets of the job.',
    standard: 'OpenSSF Scorecard Pinned-Dependencies; GitHub, Secure use reference (pin actions to a full-length commit)',
    wayOut: 'write the full commit and keep the tag as a comment behind it, which Dependabot and Renovate update together, or lock it (actions.lock)',
    level: 'warning',
    needs: ['packages'],
    titles: { ref: '{{subject}}: not pinned to a commit', none: '{{subject}}: used without a ref' },
    messages: {
      ref: '{{action}} is used at {{ref}}, which is no full commit: what runs can change without a change here.',
      none: '{{action}} is used without a ref: nothing says which of its commits runs.',
    },
    options: {
      allow: {
        type: 'globs',
        about: 'actions and reusable workflows, as written before the @, that may be used by tag or branch',
        // Its workflows look up the release of their own tag, and fail when they are named by a commit.
        default: ['slsa-framework/slsa-github-generator/**'],
      },
    },
    examples: {
      passes: 'uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1, and what lies in the checkout (uses: ./build)',
      fails: 'uses: actions/checkout@v7, or @main',
    },
  },
  *across({ facts }: Run, { allow }: Options): Generator<ViolationAcross> {
    const locked = lockedActions(facts);
    for (const each of facts) {
      const found = each.subject.kind === 'locked-package' ? looseRef(each.locked) : undefined;
      if (found === undefined || matchesAny(allow, found.action) || locked.has(keyOf(found.action, found.ref))) continue;
      yield {
        subject: each.subject,
        outcome: 'violated',
        messageId: found.ref === '' ? 'none' : 'ref',
        data: found,
        at: placeOf(each.subject),
        evidence: [lockEntry(each, found.ref === '' ? found.action : `${found.action}@${found.ref}`)],
        confidence: 'certain',
        about: [`${found.action}@${found.ref}`],
      };
    }
  },
};

const fullCommit = /^([0-9a-f]{40}|[0-9a-f]{64})$/i;

function looseRef(locked: LockedPackage | undefined): { action: string; ref: string } | undefined {
  if (locked?.resolved.kind !== 'action' || fullCommit.test(locked.resolved.commit ?? '')) return undefined;
  return { action: locked.name, ref: locked.version ?? '' };
}

/** `owner/repository@ref` of what an actions.lock pins: its commit runs, whatever the ref means by then. It locks repositories, not folders inside. */
function lockedActions(facts: readonly Facts[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { subject, packages } of facts)
    if (subject.kind === 'lockfile' && subject.format === 'github-actions-lock')
      for (const { key = '', resolved } of packages) if (fullCommit.test(resolved.commit ?? '')) keys.add(key.toLowerCase());
  return keys;
}

const keyOf = (action: string, ref: string): string => `${action.split('/').slice(0, 2).join('/')}@${ref}`.toLowerCase();
