import type { RuleAcross, Run, ViolationAcross } from '../../across.ts';
import { overWaivers } from './waivers.ts';

export const waiverWithoutReason: RuleAcross = {
  id: 'gate/waiver-without-reason',
  meta: {
    asks: 'Does every waiver say why?',
    why: 'An exception that nobody explained can be neither reviewed nor renewed.',
    wayOut: 'say in one sentence why the exception is right, and where that was decided',
    level: 'error',
    needs: [],
    titles: { unexplained: 'The waiver of {{rule}} gives no reason' },
    messages: { unexplained: 'The waiver of {{rule}} for {{of}} gives no reason, so it does not apply.' },
    examples: { passes: 'reason: needed by cusparse until the CPU path is measured (ticket 214)', fails: 'reason: todo' },
  },
  *across(run: Run): Generator<ViolationAcross> {
    yield* overWaivers(run, 'without-reason', 'unexplained');
  },
};
