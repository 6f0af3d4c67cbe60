import type { RuleAcross, Run, ViolationAcross } from '../../across.ts';

// Whoever wrote look-at decided about the lockfiles that were there. About one that a pull request adds nobody has decided yet: that it was
// not judged is an open question, and no violation.
export const notLookedAt: RuleAcross = {
  id: 'gate/not-looked-at',
  meta: {
    asks: 'Does look-at cover every lockfile that the pull request adds?',
    why: 'A lockfile beside those that are named brings in packages that nobody judges, and the run looks green.',
    wayOut: 'name it under look-at in a pull request of its own, or take it away there with a pattern that begins with `!`',
    level: 'warning',
    needs: [],
    titles: { added: '{{path}} is new and was not looked at' },
    messages: {
      added:
        '{{path}} is a lockfile that the base does not have, and no pattern of look-at names it or takes it away. What it brings in was not judged.',
    },
    examples: {
      passes: 'look-at names **/uv.lock, and the pull request adds web/uv.lock',
      fails: 'look-at names uv.lock, and the pull request adds web/package-lock.json',
    },
  },
  *across({ notLookedAt: paths }: Run): Generator<ViolationAcross> {
    for (const path of paths ?? []) {
      const at = { path, line: 1 };
      yield {
        subject: { kind: 'lockfile', path, format: 'unknown' },
        outcome: 'unknown',
        messageId: 'added',
        data: { path },
        at,
        evidence: [{ kind: 'file-name', path, value: path.slice(path.lastIndexOf('/') + 1) }],
        about: [path],
      };
    }
  },
};
