import type { RuleAcross, Run, ViolationAcross } from '../../across.ts';
import { overWaivers } from './waivers.ts';

export const waiverExpired: RuleAcross = {
  id: 'gate/waiver-expired',
  meta: {
    asks: 'Is every waiver still in time?',
    why: 'A waiver was given until a day. After it the waiver has no force, and what it covered is judged again.',
    wayOut: 'renew it with a new reason and date, or remove it',
    level: 'warning',
    needs: [],
    titles: { expired: 'The waiver of {{rule}} ended on {{expires}}' },
    messages: { expired: 'The waiver of {{rule}} for {{of}} ended on {{expires}} and no longer applies.' },
    examples: { passes: 'a waiver that expires next month', fails: 'a waiver that expired yesterday, while its finding is back' },
  },
  *across(run: Run): Generator<ViolationAcross> {
    yield* overWaivers(run, 'expired', 'expired');
  },
};
