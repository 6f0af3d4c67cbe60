// Every rule, in the order of docs/rules: one line each. Nothing else names a rule.
import type { AnyRule } from '../across.ts';
import { archiveHazard } from './archive/hazard.ts';
import { setuidOrForeignArch } from './binary/setuid-or-foreign-arch.ts';
import { unexpectedExecutable } from './binary/unexpected-executable.ts';
import { unresolvedNeeded } from './binary/unresolved-needed.ts';
import { unsafeRpath } from './binary/unsafe-rpath.ts';
import { duplicateRuntime } from './bundled/duplicate-runtime.ts';
import { knownBad } from './bundled/known-bad.ts';
import { bundledNativeLibrary } from './bundled/native-library.ts';
import { bundledStatic } from './bundled/static.ts';
import { bundledUndeclared } from './bundled/undeclared.ts';
import { vendoredSource } from './bundled/vendored-source.ts';
import { evidenceUnavailable } from './gate/evidence-unavailable.ts';
import { notLookedAt } from './gate/not-looked-at.ts';
import { nothingInspected } from './gate/nothing-inspected.ts';
import { policyWeakened } from './gate/policy-weakened.ts';
import { gateUnreadable } from './gate/unreadable.ts';
import { waiverExpired } from './gate/waiver-expired.ts';
import { waiverUnused } from './gate/waiver-unused.ts';
import { waiverWithoutReason } from './gate/waiver-without-reason.ts';
import { installDownloads } from './install/downloads.ts';
import { fetchesProprietary } from './install/fetches-proprietary.ts';
import { installScript } from './install/script.ts';
import { licenceContradiction } from './licence/contradiction.ts';
import { correspondingSourceMissing } from './licence/corresponding-source-missing.ts';
import { ffmpegNonfree } from './licence/ffmpeg-nonfree.ts';
import { lgplStatic } from './licence/lgpl-static.ts';
import { licenceMissing } from './licence/missing.ts';
import { licenceNotAllowed } from './licence/not-allowed.ts';
import { licenceNotSpdx } from './licence/not-spdx.ts';
import { runtimeExceptionNotice } from './licence/runtime-exception-notice.ts';
import { textMissing } from './licence/text-missing.ts';
import { integrityChanged } from './lock/integrity-changed.ts';
import { manifestDrift } from './lock/manifest-drift.ts';
import { newBinary } from './lock/new-binary.ts';
import { unexpectedIndex } from './lock/unexpected-index.ts';
import { metadataConfusion } from './origin/metadata-confusion.ts';
import { recordMismatch } from './origin/record-mismatch.ts';
import { strayLeftover } from './origin/stray-leftover.ts';
import { pinAction } from './pin/action.ts';
import { hashMissing } from './pin/hash-missing.ts';
import { hashWeak } from './pin/hash-weak.ts';
import { pinImage } from './pin/image.ts';
import { unpinned } from './pin/unpinned.ts';
import { driverLibrary } from './proprietary/driver-library.ts';
import { hiddenByMetadata } from './proprietary/hidden-by-metadata.ts';
import { proprietaryLibrary } from './proprietary/library.ts';
import { noRedistribution } from './proprietary/no-redistribution.ts';
import { noticeMissing } from './proprietary/notice-missing.ts';
import { proprietaryStatic } from './proprietary/static.ts';
import { sbomDisagrees } from './sbom/disagrees.ts';
import { sbomMissing } from './sbom/missing.ts';
import { sourceBinaryOnly } from './source/binary-only.ts';
import { bytecodeOnly } from './source/bytecode-only.ts';
import { containsPrebuilt } from './source/contains-prebuilt.ts';
import { minifiedOnly } from './source/minified-only.ts';
import { sourceMissing } from './source/missing.ts';
import { refNotImmutable } from './source/ref-not-immutable.ts';
import { urlMissing } from './source/url-missing.ts';

export const rules: readonly AnyRule[] = [
  sourceBinaryOnly,
  sourceMissing,
  containsPrebuilt,
  minifiedOnly,
  bytecodeOnly,
  urlMissing,
  refNotImmutable,
  bundledNativeLibrary,
  bundledUndeclared,
  bundledStatic,
  vendoredSource,
  duplicateRuntime,
  knownBad,
  proprietaryLibrary,
  noRedistribution,
  proprietaryStatic,
  noticeMissing,
  driverLibrary,
  hiddenByMetadata,
  correspondingSourceMissing,
  runtimeExceptionNotice,
  lgplStatic,
  licenceContradiction,
  ffmpegNonfree,
  licenceMissing,
  licenceNotSpdx,
  licenceNotAllowed,
  textMissing,
  unresolvedNeeded,
  unsafeRpath,
  unexpectedExecutable,
  setuidOrForeignArch,
  archiveHazard,
  recordMismatch,
  metadataConfusion,
  strayLeftover,
  unpinned,
  hashMissing,
  hashWeak,
  pinAction,
  pinImage,
  sbomMissing,
  sbomDisagrees,
  installScript,
  installDownloads,
  fetchesProprietary,
  manifestDrift,
  unexpectedIndex,
  integrityChanged,
  newBinary,
  waiverExpired,
  waiverUnused,
  waiverWithoutReason,
  policyWeakened,
  nothingInspected,
  notLookedAt,
  evidenceUnavailable,
  gateUnreadable,
];
