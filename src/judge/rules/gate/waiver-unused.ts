import type { RuleAcross, Run, ViolationAcross } from '../../across.ts';
import { overWaivers } from './waivers.ts';

export const waiverUnused: RuleAcross = {
  id: 'gate/waiver-unused',
  meta: {
    asks: 'Is every waiver needed?',
    why: 'A waiver that covers nothing now may cover something tomorrow that nobody looked at.',
    wayOut: 'remove it, or mend its rule and subject',
    level: 'warning',
    needs: [],
    titles: { unused: 'The waiver of {{rule}} covers nothing', stale: 'The waiver of {{rule}} fits another content' },
    messages: {
      unused: 'No finding of {{rule}} on {{of}} was there to waive.',
      stale: '{{of}} is here, but not with the content or licence that the waiver of {{rule}} was given for, so it does not apply.',
    },
    examples: { passes: 'a waiver whose finding is there', fails: 'a waiver for a package that left the lock' },
  },
  *across(run: Run): Generator<ViolationAcross> {
    yield* overWaivers(run, 'unused', 'unused');
    yield* overWaivers(run, 'stale', 'stale');
  },
};
