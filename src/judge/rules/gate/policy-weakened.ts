import type { RuleAcross, Run, ViolationAcross } from '../../across.ts';
import { many } from '../../words.ts';

// A pull request that only changes the policy is a decision for the policy's owners: a warning. Mixed with what it would
// let pass, it is an error, so that nobody can loosen the gate on the way through it.
export const policyWeakened: RuleAcross = {
  id: 'gate/policy-weakened',
  meta: {
    asks: 'Does the pull request ask for less than the policy in force?',
    why: 'Whoever can loosen the gate in the very change that it judges is not gated.',
    wayOut: 'change the policy in a pull request of its own, where this is a warning and code owners decide',
    level: 'warning',
    needs: [],
    titles: {
      lost: 'This pull request {{did}} {{what}}',
      one: 'This pull request lowers {{what}}',
      several: 'This pull request weakens the policy in {{count}} places',
    },
    messages: {
      lost: '{{change}}{{also}}. This run was judged by the policy of the base, so nothing changed yet.\n{{effect}}{{mixed}}',
      one: '{{change}}. This run was judged by the policy of the base, so nothing changed yet.\n{{effect}}{{mixed}}',
      several: '{{change}}; {{more}}. This run was judged by the policy of the base, so nothing changed yet.\n{{effect}}{{mixed}}',
    },
    examples: { passes: 'a pull request that raises a level', fails: 'a pull request that adds a dependency and lowers source/binary-only for it' },
  },
  *across({ weakened }: Run): Generator<ViolationAcross> {
    const first = weakened?.changes[0];
    if (weakened === undefined || first === undefined) return;
    const { changes, allows, mixed, path } = weakened;
    const one = changes.length === 1;
    const data = {
      what: first.what,
      count: String(changes.length),
      change: `${first.what}: ${first.was} on the base, ${first.is} here`,
      did: first.lost ?? '',
      also: one ? '' : `; ${many(changes.length - 1, 'setting')} of it ${changes.length === 2 ? 'goes' : 'go'} with it`,
      more: many(changes.length - 1, 'more change'),
      effect: `It would allow ${many(allows, 'finding')}.`,
      mixed: mixed ? ' It mixes policy with other changes.' : '',
    };
    const evidence = changes.slice(1, 50).map(({ what, was, is, at }) => ({ kind: 'content' as const, ...at, value: `${what}: ${was} -> ${is}` }));
    yield {
      subject: { kind: 'policy', path, at: first.at },
      outcome: 'violated',
      messageId: first.lost ? 'lost' : one ? 'one' : 'several',
      at: first.at,
      data,
      evidence: [{ kind: 'content', ...first.at, value: `${first.what}: ${first.was} -> ${first.is}` }, ...evidence],
      confidence: 'certain',
      about: changes.map(({ what }) => what).sort(),
    };
  },
};
