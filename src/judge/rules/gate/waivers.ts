// What the three rules about waivers share: one violation for each waiver in a state, on the waiver's own line.
import type { Run, ViolationAcross, WaiverState } from '../../across.ts';

export function* overWaivers(run: Run, state: WaiverState['state'], messageId: string): Generator<ViolationAcross> {
  for (const { waiver, state: is } of run.waivers) {
    if (is !== state) continue;
    yield {
      subject: { kind: 'policy', path: waiver.at.path, at: waiver.at },
      outcome: 'violated',
      messageId,
      at: waiver.at,
      data: { rule: waiver.rule, of: waiver.subject, expires: waiver.expires },
      evidence: [{ kind: 'content', ...waiver.at, value: waiver.reason || waiver.rule }],
      confidence: 'certain',
      about: [waiver.rule, waiver.subject],
    };
  }
}
