import type { Subject } from '../../../types.ts';
import type { RuleAcross, Run, ViolationAcross } from '../../across.ts';
import { counted } from '../../words.ts';

export const nothingInspected: RuleAcross = {
  id: 'gate/nothing-inspected',
  meta: {
    asks: 'Was there anything to judge?',
    why: 'A gate that looks at nothing passes everything, and looks green.',
    wayOut: 'build before the check, or mend the pattern; `on-nothing: pass` allows it',
    level: 'error',
    needs: [],
    titles: { nothing: 'Nothing was inspected', pattern: 'Nothing matches {{kind}}: "{{pattern}}"' },
    messages: {
      nothing: 'No artifact and no lockfile was found, so nothing was judged. This is not a pass.',
      pattern: 'Nothing matches {{kind}}: "{{pattern}}"{{detail}}. What it was meant for was not judged.',
    },
    examples: { passes: 'a checkout with a uv.lock', fails: 'dist/*.whl in a job that did not build yet' },
  },
  *across(run: Run): Generator<ViolationAcross> {
    if (run.nothingIsFine) return;
    const subject: Subject = { kind: 'policy', path: run.home.path, at: run.home };
    for (const { kind, pattern, of, nearest, at } of run.unmatched) {
      const parts = [of === undefined ? '' : `0 of ${counted(of)} files`, nearest === undefined ? '' : `nearest: ${nearest}`].filter(Boolean);
      const data = { kind, pattern, detail: parts.length === 0 ? '' : ` (${parts.join('; ')})` };
      const place = at ?? run.home;
      yield {
        subject,
        outcome: 'violated',
        messageId: 'pattern',
        data,
        at: place,
        evidence: [{ kind: 'content', ...place, value: pattern }],
        confidence: 'certain',
        about: [kind, pattern],
      };
    }
    if (run.facts.length > 0 || run.unmatched.length > 0) return;
    yield {
      subject,
      outcome: 'violated',
      messageId: 'nothing',
      at: run.home,
      evidence: [{ kind: 'content', ...run.home, value: '0 artifacts, 0 lockfiles' }],
      confidence: 'certain',
    };
  },
};
