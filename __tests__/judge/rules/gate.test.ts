import { evidenceUnavailable } from '../../../src/judge/rules/gate/evidence-unavailable.ts';
import { notLookedAt } from '../../../src/judge/rules/gate/not-looked-at.ts';
import { nothingInspected } from '../../../src/judge/rules/gate/nothing-inspected.ts';
import { policyWeakened } from '../../../src/judge/rules/gate/policy-weakened.ts';
import { gateUnreadable } from '../../../src/judge/rules/gate/unreadable.ts';
import { waiverExpired } from '../../../src/judge/rules/gate/waiver-expired.ts';
import { waiverUnused } from '../../../src/judge/rules/gate/waiver-unused.ts';
import { waiverWithoutReason } from '../../../src/judge/rules/gate/waiver-without-reason.ts';
import { artifact, problem, testRule } from '../support.ts';

testRule(gateUnreadable, {
  pass: [
    { name: 'all read', facts: artifact() },
    { name: 'passed over, and nothing wrong with it', facts: artifact({ problems: [problem('skipped', 'gpu-code')] }) },
    { name: 'a hazard is archive/hazard', facts: artifact({ problems: [problem('hazard', 'hidden-entry')] }) },
  ],
  fail: [
    { name: 'cut off', facts: artifact({ problems: [problem('unreadable', 'truncated')] }), finds: ['one?'], about: ['truncated'] },
    {
      name: 'a limit, twice',
      facts: artifact({ problems: [problem('limit', 'too-deep'), problem('limit', 'too-many-entries')] }),
      finds: ['several?'],
    },
  ],
});
testRule(evidenceUnavailable, {
  pass: [{ name: 'all answered', facts: artifact() }],
  fail: [{ name: 'an index did not answer', facts: artifact({ problems: [problem('unavailable', 'index-silent')] }), finds: ['one?'] }],
});
testRule(nothingInspected, {
  pass: [
    { name: 'something was there', facts: artifact() },
    { name: 'the policy allows it', facts: [], run: { nothingIsFine: true } },
  ],
  fail: [
    { name: 'nothing', facts: [], finds: ['nothing'], run: {} },
    {
      name: 'a pattern matched nothing, while a lock was there',
      facts: artifact(),
      finds: ['pattern'],
      run: { unmatched: [{ kind: 'artifacts', pattern: 'dist/*.whl', of: 214, nearest: 'build/demo.whl' }] },
    },
  ],
});
testRule(notLookedAt, {
  pass: [{ name: 'look-at covers what is new', facts: artifact() }],
  fail: [{ name: 'a new lockfile beside those that are named', facts: artifact(), finds: ['added?'], run: { notLookedAt: ['web/uv.lock'] } }],
});

const waiver = {
  rule: 'proprietary/library',
  subject: 'pkg:pypi/a@1',
  reason: 'ticket 214',
  expires: '2026-10-31',
  at: { path: 'sourcegate.yml', line: 22 },
};
const state = (is: 'used' | 'unused' | 'expired' | 'stale' | 'without-reason') => ({ run: { waivers: [{ waiver, state: is }] }, facts: artifact() });
testRule(waiverExpired, { pass: [{ name: 'in time', ...state('used') }], fail: [{ name: 'ended', ...state('expired'), finds: ['expired'] }] });
testRule(waiverUnused, {
  pass: [{ name: 'used', ...state('used') }],
  fail: [
    { name: 'nothing to waive', ...state('unused'), finds: ['unused'] },
    { name: 'another content', ...state('stale'), finds: ['stale'] },
  ],
});
testRule(waiverWithoutReason, {
  pass: [{ name: 'explained', ...state('unused') }],
  fail: [{ name: 'unexplained', ...state('without-reason'), finds: ['unexplained'] }],
});

const change = { what: 'source/binary-only', was: 'error', is: 'note', at: { path: 'sourcegate.yml', line: 10 } };
const weakened = { path: 'sourcegate.yml', allows: 2, mixed: true };
testRule(policyWeakened, {
  pass: [
    { name: 'the policy did not change', facts: artifact() },
    { name: 'it only got stricter', facts: artifact(), run: { weakened: { ...weakened, changes: [] } } },
  ],
  fail: [
    { name: 'one level', facts: artifact(), run: { weakened: { ...weakened, changes: [change] } }, finds: ['one'], about: ['source/binary-only'] },
    {
      name: 'two',
      facts: artifact(),
      run: { weakened: { ...weakened, changes: [change, { ...change, what: 'proprietary/static' }] } },
      finds: ['several'],
    },
  ],
});
