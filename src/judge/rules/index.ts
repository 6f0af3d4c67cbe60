// Every rule, in the order of docs/rules: one line each. Nothing else names a rule.
import type { AnyRule } from '../across.ts';
import { archiveHazard } from './archive/hazard.ts';
import { unresolvedNeeded } from './binary/unresolved-needed.ts';
import { bundledNativeLibrary } from './bundled/native-library.ts';
import { bundledStatic } from './bundled/static.ts';
import { evidenceUnavailable } from './gate/evidence-unavailable.ts';
import { nothingInspected } from './gate/nothing-inspected.ts';
import { policyWeakened } from './gate/policy-weakened.ts';
import { gateUnreadable } from './gate/unreadable.ts';
import { waiverExpired } from './gate/waiver-expired.ts';
import { waiverUnused } from './gate/waiver-unused.ts';
import { waiverWithoutReason } from './gate/waiver-without-reason.ts';
import { correspondingSourceMissing } from './licence/corresponding-source-missing.ts';
import { integrityChanged } from './lock/integrity-changed.ts';
import { recordMismatch } from './origin/record-mismatch.ts';
import { proprietaryLibrary } from './proprietary/library.ts';
import { proprietaryStatic } from './proprietary/static.ts';
import { sourceBinaryOnly } from './source/binary-only.ts';
import { sourceMissing } from './source/missing.ts';

export const rules: readonly AnyRule[] = [
  sourceBinaryOnly,
  sourceMissing,
  bundledNativeLibrary,
  bundledStatic,
  proprietaryLibrary,
  proprietaryStatic,
  correspondingSourceMissing,
  unresolvedNeeded,
  archiveHazard,
  recordMismatch,
  integrityChanged,
  gateUnreadable,
  evidenceUnavailable,
  nothingInspected,
  waiverExpired,
  waiverUnused,
  waiverWithoutReason,
  policyWeakened,
];
