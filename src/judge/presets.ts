// Made by scripts/generate-presets.ts from policies/*.yml. Do not edit.

export const presets: Readonly<Record<string, string>> = {
  recommended: `# For any repository, and what is used when there is no policy. Blocks only certain danger (what may not be passed on,
# known-bad versions, changed integrity, archives with two readings, packages that lie about themselves); the rest warns,
# so that an ordinary healthy repository is not red on its first day.
version: 1
rules:
  # Where the source is
  source/binary-only: warning
  source/missing: warning
  # What rides along
  bundled/native-library: warning
  bundled/static: note
  # Proprietary code
  proprietary/library: warning
  proprietary/static: warning
  # Licences and corresponding source
  licence/corresponding-source-missing: warning
  # Binary hygiene
  binary/unresolved-needed: note
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  # Lockfiles
  lock/integrity-changed: error
  # The gate itself
  gate/unreadable: error
  gate/evidence-unavailable: warning
  gate/nothing-inspected: error
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
`,
  'conda-forge': `# For who feeds conda-forge: shared libraries come from feedstocks, licences are declared with their texts; CUDA and MKL are
# allowed where they may be passed on with their notice.
version: 1
rules:
  # Where the source is
  source/binary-only: warning
  source/missing: warning
  # What rides along
  bundled/native-library: error
  bundled/static: warning
  # Proprietary code
  proprietary/library: warning
  proprietary/static: warning
  # Licences and corresponding source
  licence/corresponding-source-missing: warning
  # Binary hygiene
  binary/unresolved-needed: warning
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  # Lockfiles
  lock/integrity-changed: error
  # The gate itself
  gate/unreadable: error
  gate/evidence-unavailable: warning
  gate/nothing-inspected: error
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
`,
  'debian-main': `# For who packages for Debian main: the DFSG, source for everything, no embedded copies of other projects.
version: 1
rules:
  # Where the source is
  source/binary-only: error
  source/missing: error
  # What rides along
  bundled/native-library: error
  bundled/static: error
  # Proprietary code
  proprietary/library: { level: error, msvc-runtime: true }
  proprietary/static: error
  # Licences and corresponding source
  licence/corresponding-source-missing: { level: error, weak: true }
  # Binary hygiene
  binary/unresolved-needed: warning
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  # Lockfiles
  lock/integrity-changed: error
  # The gate itself
  gate/unreadable: error
  gate/evidence-unavailable: warning
  gate/nothing-inspected: error
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
`,
  'f-droid': `# For who publishes on F-Droid: no binary inside sources, nothing proprietary at any depth, every dependency from source.
version: 1
rules:
  # Where the source is
  source/binary-only: error
  source/missing: error
  # What rides along
  bundled/native-library: error
  bundled/static: error
  # Proprietary code
  proprietary/library: { level: error, msvc-runtime: true }
  proprietary/static: error
  # Licences and corresponding source
  licence/corresponding-source-missing: error
  # Binary hygiene
  binary/unresolved-needed: note
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  # Lockfiles
  lock/integrity-changed: error
  # The gate itself
  gate/unreadable: error
  gate/evidence-unavailable: error
  gate/nothing-inspected: error
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
`,
  fedora: `# For who packages for Fedora: source for everything, and bundling only where it is declared.
version: 1
rules:
  # Where the source is
  source/binary-only: error
  source/missing: error
  # What rides along
  bundled/native-library: warning
  bundled/static: warning
  # Proprietary code
  proprietary/library: error
  proprietary/static: error
  # Licences and corresponding source
  licence/corresponding-source-missing: error
  # Binary hygiene
  binary/unresolved-needed: warning
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  # Lockfiles
  lock/integrity-changed: error
  # The gate itself
  gate/unreadable: error
  gate/evidence-unavailable: warning
  gate/nothing-inspected: error
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
`,
  'guix-strict': `# For who packages for GNU Guix, or wants its guarantees: source or nothing, free licences only, and what could not be
# learned counts like what was found.
version: 1
rules:
  # Where the source is
  source/binary-only: error
  source/missing: error
  # What rides along
  bundled/native-library: error
  bundled/static: error
  # Proprietary code
  proprietary/library: { level: error, msvc-runtime: true }
  proprietary/static: error
  # Licences and corresponding source
  licence/corresponding-source-missing: { level: error, weak: true }
  # Binary hygiene
  binary/unresolved-needed: note
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  # Lockfiles
  lock/integrity-changed: error
  # The gate itself
  gate/unreadable: error
  gate/evidence-unavailable: error
  gate/nothing-inspected: error
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
`,
  'permissive-only': `# For who ships a product and wants permissive licences in all of it: any copyleft or proprietary part that is shipped is an
# error. The GCC runtime, whose exception is made for this, is allowed.
version: 1
rules:
  # Where the source is
  source/binary-only: { level: note, unknown: note }
  source/missing: note
  # What rides along
  bundled/native-library: warning
  bundled/static: note
  # Proprietary code
  proprietary/library: error
  proprietary/static: error
  # Licences and corresponding source
  licence/corresponding-source-missing: error
  # Binary hygiene
  binary/unresolved-needed: note
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  # Lockfiles
  lock/integrity-changed: error
  # The gate itself
  gate/unreadable: error
  gate/evidence-unavailable: warning
  gate/nothing-inspected: error
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
`,
  'pypi-ml': `# For machine-learning projects on wheels: real torch stacks pass, with notes (NVIDIA and Intel libraries that may be passed on,
# libgomp). Fails on what may not be passed on, known-bad versions, archive hazards, RECORD and changed integrity.
version: 1
rules:
  # Where the source is
  source/binary-only: { level: warning, unknown: note }
  source/missing: { level: warning, unknown: note }
  # What rides along
  bundled/native-library: note
  bundled/static: note
  # Proprietary code
  proprietary/library: note
  proprietary/static: warning
  # Licences and corresponding source
  licence/corresponding-source-missing: warning
  # Binary hygiene
  binary/unresolved-needed: warning
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  # Lockfiles
  lock/integrity-changed: error
  # The gate itself
  gate/unreadable: warning
  gate/evidence-unavailable: note
  gate/nothing-inspected: warning
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
`,
  'torch-demo': `# A demonstration: the three wishes "no binary-only dependencies, no proprietary libraries, sources required" and everything
# else that is to be said of the wheel of torch 1.9.0. Not meant for daily use.
version: 1
rules:
  # Where the source is
  source/binary-only: error
  source/missing: error
  # What rides along
  bundled/native-library: warning
  bundled/static: warning
  # Proprietary code
  proprietary/library: error
  proprietary/static: error
  # Licences and corresponding source
  licence/corresponding-source-missing: error
  # Binary hygiene
  binary/unresolved-needed: warning
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  # Lockfiles
  lock/integrity-changed: error
  # The gate itself
  gate/unreadable: error
  gate/evidence-unavailable: error
  gate/nothing-inspected: error
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
`,
};
