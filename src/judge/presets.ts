// Made by scripts/generate-presets.ts from policies/*.yml. Do not edit.

export const presets: Readonly<Record<string, string>> = {
  recommended: `# For any repository, and what is used when there is no policy. Blocks only certain danger (what may not be passed on,
# known-bad versions, changed integrity, archives with two readings, packages that lie about themselves); the rest warns,
# so that an ordinary healthy repository is not red on its first day.
version: 1
rules:
  # Where the source is
  source/binary-only: warning
  source/missing: { level: warning, unknown: note }
  source/contains-prebuilt: warning
  source/minified-only: note
  source/bytecode-only: warning
  source/url-missing: note
  source/ref-not-immutable: warning
  # What rides along
  bundled/native-library: note
  bundled/undeclared: warning
  bundled/static: note
  bundled/vendored-source: note
  bundled/duplicate-runtime: warning
  bundled/known-bad: { level: error, unknown: warning }
  # Proprietary code
  proprietary/library: warning
  proprietary/no-redistribution: { level: error, unknown: warning }
  proprietary/static: warning
  proprietary/notice-missing: warning
  proprietary/driver-library: { level: error, unknown: warning }
  proprietary/hidden-by-metadata: error
  # Licences and corresponding source
  licence/corresponding-source-missing: warning
  licence/runtime-exception-notice: note
  licence/lgpl-static: warning
  licence/contradiction: warning
  licence/ffmpeg-nonfree: error
  licence/missing: { level: warning, unknown: note }
  licence/not-spdx: note
  licence/not-allowed: warning
  licence/text-missing: note
  # Binary hygiene
  binary/unresolved-needed: note
  binary/unsafe-rpath: warning
  binary/unexpected-executable: warning
  binary/setuid-or-foreign-arch: warning
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  origin/metadata-confusion: error
  origin/stray-leftover: warning
  # Pinning and integrity
  pin/unpinned: warning
  pin/hash-missing: warning
  pin/hash-weak: warning
  pin/action: warning
  pin/image: { level: warning, unknown: note }
  # Bills of materials
  sbom/missing: note
  sbom/disagrees: warning
  # Code that runs at installation
  install/script: warning
  install/downloads: warning
  install/fetches-proprietary: warning
  # Lockfiles
  lock/manifest-drift: error
  lock/unexpected-index: warning
  lock/integrity-changed: error
  lock/new-binary: warning
  # The gate itself
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
  gate/nothing-inspected: error
  gate/not-looked-at: warning
  gate/evidence-unavailable: warning
  gate/unreadable: error
`,
  'conda-forge': `# For who feeds conda-forge: shared libraries come from feedstocks, licences are declared with their texts; CUDA and MKL are
# allowed where they may be passed on with their notice.
version: 1
rules:
  # Where the source is
  source/binary-only: warning
  source/missing: warning
  source/contains-prebuilt: warning
  source/minified-only: warning
  source/bytecode-only: warning
  source/url-missing: warning
  source/ref-not-immutable: warning
  # What rides along
  bundled/native-library: error
  bundled/undeclared: error
  bundled/static: warning
  bundled/vendored-source: warning
  bundled/duplicate-runtime: warning
  bundled/known-bad: { level: error, unknown: warning }
  # Proprietary code
  proprietary/library: warning
  proprietary/no-redistribution: { level: error, unknown: warning }
  proprietary/static: warning
  proprietary/notice-missing: error
  proprietary/driver-library: { level: error, unknown: warning }
  proprietary/hidden-by-metadata: error
  # Licences and corresponding source
  licence/corresponding-source-missing: warning
  licence/runtime-exception-notice: warning
  licence/lgpl-static: warning
  licence/contradiction: error
  licence/ffmpeg-nonfree: error
  licence/missing: { level: error, unknown: note }
  licence/not-spdx: error
  licence/not-allowed: error
  licence/text-missing: error
  # Binary hygiene
  binary/unresolved-needed: warning
  binary/unsafe-rpath: warning
  binary/unexpected-executable: error
  binary/setuid-or-foreign-arch: warning
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  origin/metadata-confusion: error
  origin/stray-leftover: warning
  # Pinning and integrity
  pin/unpinned: warning
  pin/hash-missing: warning
  pin/hash-weak: warning
  pin/action: note
  pin/image: note
  # Bills of materials
  sbom/missing: note
  sbom/disagrees: note
  # Code that runs at installation
  install/script: warning
  install/downloads: error
  install/fetches-proprietary: warning
  # Lockfiles
  lock/manifest-drift: warning
  lock/unexpected-index: note
  lock/integrity-changed: error
  lock/new-binary: warning
  # The gate itself
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
  gate/nothing-inspected: error
  gate/not-looked-at: warning
  gate/evidence-unavailable: warning
  gate/unreadable: error
`,
  'debian-main': `# For who packages for Debian main: the DFSG, source for everything, no embedded copies of other projects.
version: 1
rules:
  # Where the source is
  source/binary-only: error
  source/missing: error
  source/contains-prebuilt: error
  source/minified-only: error
  source/bytecode-only: error
  source/url-missing: warning
  source/ref-not-immutable: warning
  # What rides along
  bundled/native-library: error
  bundled/undeclared: error
  bundled/static: error
  bundled/vendored-source: error
  bundled/duplicate-runtime: warning
  bundled/known-bad: error
  # Proprietary code
  proprietary/library: { level: error, msvc-runtime: true }
  proprietary/no-redistribution: error
  proprietary/static: error
  proprietary/notice-missing: error
  proprietary/driver-library: error
  proprietary/hidden-by-metadata: error
  # Licences and corresponding source
  licence/corresponding-source-missing: { level: error, weak: true }
  licence/runtime-exception-notice: warning
  licence/lgpl-static: error
  licence/contradiction: error
  licence/ffmpeg-nonfree: error
  licence/missing: { level: error, unknown: note }
  licence/not-spdx: error
  licence/not-allowed:
    level: error
    unknown: warning
    categories: [permissive] # of what is found inside, by the catalogue's word; the list is for what packages say of themselves
    allow:
      - 0BSD
      - AFL-2.1
      - AGPL-3.0-only
      - AGPL-3.0-or-later
      - Apache-2.0
      - Artistic-1.0-Perl
      - Artistic-2.0
      - blessing
      - BlueOak-1.0.0
      - BSD-1-Clause
      - BSD-2-Clause
      - BSD-2-Clause-Patent
      - BSD-3-Clause
      - BSD-3-Clause-Clear
      - BSD-4-Clause
      - BSL-1.0
      - bzip2-1.0.6
      - CC0-1.0
      - CFITSIO
      - curl
      - EPL-2.0
      - EUPL-1.2
      - FTL
      - GL2PS
      - GPL-2.0-only
      - GPL-2.0-or-later
      - GPL-3.0-only
      - GPL-3.0-or-later
      - HPND
      - HPND-sell-variant
      - ICU
      - IJG
      - ImageMagick
      - ISC
      - JasPer-2.0
      - LGPL-2.1-only
      - LGPL-2.1-or-later
      - LGPL-3.0-only
      - LGPL-3.0-or-later
      - Libpng
      - libpng-2.0
      - libtiff
      - Linux-OpenIB
      - MIT
      - MIT-0
      - MIT-CMU
      - MIT-Modern-Variant
      - MIT-open-group
      - mpich2
      - MPL-1.1
      - MPL-2.0
      - NCSA
      - OFL-1.1
      - OLDAP-2.8
      - OpenSSL
      - PHP-3.01
      - PostgreSQL
      - PSF-2.0
      - Python-2.0
      - Qhull
      - Ruby
      - TCL
      - TU-Berlin-2.0
      - Unicode-3.0
      - Unicode-DFS-2016
      - Unlicense
      - Vim
      - W3C
      - WTFPL
      - X11
      - X11-distribute-modifications-variant
      - Zlib
      - ZPL-2.1
  licence/text-missing: error
  # Binary hygiene
  binary/unresolved-needed: warning
  binary/unsafe-rpath: error
  binary/unexpected-executable: error
  binary/setuid-or-foreign-arch: error
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  origin/metadata-confusion: error
  origin/stray-leftover: warning
  # Pinning and integrity
  pin/unpinned: note
  pin/hash-missing: warning
  pin/hash-weak: warning
  pin/action: note
  pin/image: note
  # Bills of materials
  sbom/missing: note
  sbom/disagrees: note
  # Code that runs at installation
  install/script: warning
  install/downloads: error
  install/fetches-proprietary: error
  # Lockfiles
  lock/manifest-drift: note
  lock/unexpected-index: note
  lock/integrity-changed: error
  lock/new-binary: warning
  # The gate itself
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
  gate/nothing-inspected: error
  gate/not-looked-at: error
  gate/evidence-unavailable: warning
  gate/unreadable: error
`,
  'f-droid': `# For who publishes on F-Droid: no binary inside sources, nothing proprietary at any depth, every dependency from source.
version: 1
rules:
  # Where the source is
  source/binary-only: error
  source/missing: error
  source/contains-prebuilt: error
  source/minified-only: error
  source/bytecode-only: warning
  source/url-missing: error
  source/ref-not-immutable: warning
  # What rides along
  bundled/native-library: error
  bundled/undeclared: error
  bundled/static: error
  bundled/vendored-source: note
  bundled/duplicate-runtime: note
  bundled/known-bad: error
  # Proprietary code
  proprietary/library: { level: error, msvc-runtime: true }
  proprietary/no-redistribution: error
  proprietary/static: error
  proprietary/notice-missing: error
  proprietary/driver-library: error
  proprietary/hidden-by-metadata: error
  # Licences and corresponding source
  licence/corresponding-source-missing: error
  licence/runtime-exception-notice: warning
  licence/lgpl-static: warning
  licence/contradiction: error
  licence/ffmpeg-nonfree: error
  licence/missing: { level: error, unknown: warning }
  licence/not-spdx: error
  licence/not-allowed:
    level: error
    unknown: warning
    categories: [permissive] # of what is found inside, by the catalogue's word; the list is for what packages say of themselves
    allow:
      - 0BSD
      - AFL-2.1
      - AGPL-3.0-only
      - AGPL-3.0-or-later
      - Apache-2.0
      - Artistic-1.0-Perl
      - Artistic-2.0
      - blessing
      - BlueOak-1.0.0
      - BSD-1-Clause
      - BSD-2-Clause
      - BSD-2-Clause-Patent
      - BSD-3-Clause
      - BSD-3-Clause-Clear
      - BSD-4-Clause
      - BSL-1.0
      - bzip2-1.0.6
      - CC0-1.0
      - CFITSIO
      - curl
      - EPL-2.0
      - EUPL-1.2
      - FTL
      - GL2PS
      - GPL-2.0-only
      - GPL-2.0-or-later
      - GPL-3.0-only
      - GPL-3.0-or-later
      - HPND
      - HPND-sell-variant
      - ICU
      - IJG
      - ImageMagick
      - ISC
      - JasPer-2.0
      - LGPL-2.1-only
      - LGPL-2.1-or-later
      - LGPL-3.0-only
      - LGPL-3.0-or-later
      - Libpng
      - libpng-2.0
      - libtiff
      - Linux-OpenIB
      - MIT
      - MIT-0
      - MIT-CMU
      - MIT-Modern-Variant
      - MIT-open-group
      - mpich2
      - MPL-1.1
      - MPL-2.0
      - NCSA
      - OFL-1.1
      - OLDAP-2.8
      - OpenSSL
      - PHP-3.01
      - PostgreSQL
      - PSF-2.0
      - Python-2.0
      - Qhull
      - Ruby
      - TCL
      - TU-Berlin-2.0
      - Unicode-3.0
      - Unicode-DFS-2016
      - Unlicense
      - Vim
      - W3C
      - WTFPL
      - X11
      - X11-distribute-modifications-variant
      - Zlib
      - ZPL-2.1
  licence/text-missing: warning
  # Binary hygiene
  binary/unresolved-needed: note
  binary/unsafe-rpath: warning
  binary/unexpected-executable: error
  binary/setuid-or-foreign-arch: warning
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  origin/metadata-confusion: error
  origin/stray-leftover: warning
  # Pinning and integrity
  pin/unpinned: error
  pin/hash-missing: error
  pin/hash-weak: error
  pin/action: warning
  pin/image: { level: warning, unknown: note }
  # Bills of materials
  sbom/missing: note
  sbom/disagrees: note
  # Code that runs at installation
  install/script: warning
  install/downloads: error
  install/fetches-proprietary: error
  # Lockfiles
  lock/manifest-drift: error
  lock/unexpected-index: error
  lock/integrity-changed: error
  lock/new-binary: warning
  # The gate itself
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
  gate/nothing-inspected: error
  gate/not-looked-at: error
  gate/evidence-unavailable: error
  gate/unreadable: error
`,
  fedora: `# For who packages for Fedora: source for everything, and bundling only where it is declared.
version: 1
rules:
  # Where the source is
  source/binary-only: error
  source/missing: error
  source/contains-prebuilt: error
  source/minified-only: warning
  source/bytecode-only: error
  source/url-missing: warning
  source/ref-not-immutable: warning
  # What rides along
  bundled/native-library: warning
  bundled/undeclared: error
  bundled/static: warning
  bundled/vendored-source: warning
  bundled/duplicate-runtime: warning
  bundled/known-bad: { level: error, unknown: warning }
  # Proprietary code
  proprietary/library: error
  proprietary/no-redistribution: { level: error, unknown: warning }
  proprietary/static: error
  proprietary/notice-missing: error
  proprietary/driver-library: { level: error, unknown: warning }
  proprietary/hidden-by-metadata: error
  # Licences and corresponding source
  licence/corresponding-source-missing: error
  licence/runtime-exception-notice: warning
  licence/lgpl-static: warning
  licence/contradiction: error
  licence/ffmpeg-nonfree: error
  licence/missing: { level: error, unknown: note }
  licence/not-spdx: error
  licence/not-allowed:
    level: error
    unknown: warning
    categories: [permissive] # of what is found inside, by the catalogue's word; the list is for what packages say of themselves
    allow:
      - 0BSD
      - AFL-2.1
      - AGPL-3.0-only
      - AGPL-3.0-or-later
      - Apache-2.0
      - Artistic-1.0-Perl
      - Artistic-2.0
      - blessing
      - BlueOak-1.0.0
      - BSD-1-Clause
      - BSD-2-Clause
      - BSD-2-Clause-Patent
      - BSD-3-Clause
      - BSD-3-Clause-Clear
      - BSD-4-Clause
      - BSL-1.0
      - bzip2-1.0.6
      - CC0-1.0
      - CFITSIO
      - curl
      - EPL-2.0
      - EUPL-1.2
      - FTL
      - GL2PS
      - GPL-2.0-only
      - GPL-2.0-or-later
      - GPL-3.0-only
      - GPL-3.0-or-later
      - HPND
      - HPND-sell-variant
      - ICU
      - IJG
      - ImageMagick
      - ISC
      - JasPer-2.0
      - LGPL-2.1-only
      - LGPL-2.1-or-later
      - LGPL-3.0-only
      - LGPL-3.0-or-later
      - Libpng
      - libpng-2.0
      - libtiff
      - Linux-OpenIB
      - MIT
      - MIT-0
      - MIT-CMU
      - MIT-Modern-Variant
      - MIT-open-group
      - mpich2
      - MPL-1.1
      - MPL-2.0
      - NCSA
      - OFL-1.1
      - OLDAP-2.8
      - OpenSSL
      - PHP-3.01
      - PostgreSQL
      - PSF-2.0
      - Python-2.0
      - Qhull
      - Ruby
      - TCL
      - TU-Berlin-2.0
      - Unicode-3.0
      - Unicode-DFS-2016
      - Unlicense
      - Vim
      - W3C
      - WTFPL
      - X11
      - X11-distribute-modifications-variant
      - Zlib
      - ZPL-2.1
  licence/text-missing: warning
  # Binary hygiene
  binary/unresolved-needed: warning
  binary/unsafe-rpath: error
  binary/unexpected-executable: error
  binary/setuid-or-foreign-arch: warning
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  origin/metadata-confusion: error
  origin/stray-leftover: warning
  # Pinning and integrity
  pin/unpinned: note
  pin/hash-missing: warning
  pin/hash-weak: warning
  pin/action: note
  pin/image: note
  # Bills of materials
  sbom/missing: note
  sbom/disagrees: note
  # Code that runs at installation
  install/script: warning
  install/downloads: error
  install/fetches-proprietary: error
  # Lockfiles
  lock/manifest-drift: note
  lock/unexpected-index: note
  lock/integrity-changed: error
  lock/new-binary: warning
  # The gate itself
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
  gate/nothing-inspected: error
  gate/not-looked-at: warning
  gate/evidence-unavailable: warning
  gate/unreadable: error
`,
  'guix-strict': `# For who packages for GNU Guix, or wants its guarantees: source or nothing, free licences only, and what could not be
# learned counts like what was found.
version: 1
rules:
  # Where the source is
  source/binary-only: error
  source/missing: error
  source/contains-prebuilt: error
  source/minified-only: error
  source/bytecode-only: error
  source/url-missing: warning
  source/ref-not-immutable: warning
  # What rides along
  bundled/native-library: error
  bundled/undeclared: error
  bundled/static: error
  bundled/vendored-source: warning
  bundled/duplicate-runtime: warning
  bundled/known-bad: error
  # Proprietary code
  proprietary/library: { level: error, msvc-runtime: true }
  proprietary/no-redistribution: error
  proprietary/static: error
  proprietary/notice-missing: error
  proprietary/driver-library: error
  proprietary/hidden-by-metadata: error
  # Licences and corresponding source
  licence/corresponding-source-missing: { level: error, weak: true }
  licence/runtime-exception-notice: warning
  licence/lgpl-static: error
  licence/contradiction: error
  licence/ffmpeg-nonfree: error
  licence/missing: error
  licence/not-spdx: error
  licence/not-allowed:
    level: error
    categories: [permissive] # of what is found inside, by the catalogue's word; the list is for what packages say of themselves
    allow:
      - 0BSD
      - AFL-2.1
      - AGPL-3.0-only
      - AGPL-3.0-or-later
      - Apache-2.0
      - Artistic-1.0-Perl
      - Artistic-2.0
      - blessing
      - BlueOak-1.0.0
      - BSD-1-Clause
      - BSD-2-Clause
      - BSD-2-Clause-Patent
      - BSD-3-Clause
      - BSD-3-Clause-Clear
      - BSD-4-Clause
      - BSL-1.0
      - bzip2-1.0.6
      - CC0-1.0
      - CFITSIO
      - curl
      - EPL-2.0
      - EUPL-1.2
      - FTL
      - GL2PS
      - GPL-2.0-only
      - GPL-2.0-or-later
      - GPL-3.0-only
      - GPL-3.0-or-later
      - HPND
      - HPND-sell-variant
      - ICU
      - IJG
      - ImageMagick
      - ISC
      - JasPer-2.0
      - LGPL-2.1-only
      - LGPL-2.1-or-later
      - LGPL-3.0-only
      - LGPL-3.0-or-later
      - Libpng
      - libpng-2.0
      - libtiff
      - Linux-OpenIB
      - MIT
      - MIT-0
      - MIT-CMU
      - MIT-Modern-Variant
      - MIT-open-group
      - mpich2
      - MPL-1.1
      - MPL-2.0
      - NCSA
      - OFL-1.1
      - OLDAP-2.8
      - OpenSSL
      - PHP-3.01
      - PostgreSQL
      - PSF-2.0
      - Python-2.0
      - Qhull
      - Ruby
      - TCL
      - TU-Berlin-2.0
      - Unicode-3.0
      - Unicode-DFS-2016
      - Unlicense
      - Vim
      - W3C
      - WTFPL
      - X11
      - X11-distribute-modifications-variant
      - Zlib
      - ZPL-2.1
  licence/text-missing: warning
  # Binary hygiene
  binary/unresolved-needed: note
  binary/unsafe-rpath: warning
  binary/unexpected-executable: error
  binary/setuid-or-foreign-arch: warning
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  origin/metadata-confusion: error
  origin/stray-leftover: warning
  # Pinning and integrity
  pin/unpinned: error
  pin/hash-missing: error
  pin/hash-weak: error
  pin/action: warning
  pin/image: { level: warning, unknown: note }
  # Bills of materials
  sbom/missing: warning
  sbom/disagrees: warning
  # Code that runs at installation
  install/script: warning
  install/downloads: error
  install/fetches-proprietary: error
  # Lockfiles
  lock/manifest-drift: error
  lock/unexpected-index: { level: error, git: false }
  lock/integrity-changed: error
  lock/new-binary: warning
  # The gate itself
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
  gate/nothing-inspected: error
  gate/not-looked-at: error
  gate/evidence-unavailable: error
  gate/unreadable: error
`,
  'permissive-only': `# For who ships a product and wants permissive licences in all of it: any copyleft or proprietary part that is shipped is an
# error. The GCC runtime, whose exception is made for this, is allowed.
version: 1
rules:
  # Where the source is
  source/binary-only: { level: note, unknown: note }
  source/missing: note
  source/contains-prebuilt: note
  source/minified-only: off
  source/bytecode-only: note
  source/url-missing: note
  source/ref-not-immutable: note
  # What rides along
  bundled/native-library: warning
  bundled/undeclared: error
  bundled/static: note
  bundled/vendored-source: note
  bundled/duplicate-runtime: note
  bundled/known-bad: { level: error, unknown: note }
  # Proprietary code
  proprietary/library: error
  proprietary/no-redistribution: { level: error, unknown: warning }
  proprietary/static: error
  proprietary/notice-missing: error
  proprietary/driver-library: { level: error, unknown: warning }
  proprietary/hidden-by-metadata: error
  # Licences and corresponding source
  licence/corresponding-source-missing: error
  licence/runtime-exception-notice: note
  licence/lgpl-static: error
  licence/contradiction: error
  licence/ffmpeg-nonfree: error
  licence/missing: { level: error, unknown: warning }
  licence/not-spdx: error
  licence/not-allowed:
    level: error
    unknown: warning
    categories: [permissive] # of what is found inside, by the catalogue's word; the list is for what packages say of themselves
    allow:
      - 0BSD
      - AFL-2.1
      - Apache-2.0
      - Artistic-1.0-Perl
      - blessing
      - BlueOak-1.0.0
      - BSD-1-Clause
      - BSD-2-Clause
      - BSD-2-Clause-Patent
      - BSD-3-Clause
      - BSD-3-Clause-Clear
      - BSD-4-Clause
      - BSL-1.0
      - bzip2-1.0.6
      - CC0-1.0
      - CFITSIO
      - curl
      - FTL
      - GL2PS
      - HPND
      - HPND-sell-variant
      - ICU
      - IJG
      - ImageMagick
      - ISC
      - JasPer-2.0
      - Libpng
      - libpng-2.0
      - libtiff
      - Linux-OpenIB
      - MIT
      - MIT-0
      - MIT-CMU
      - MIT-Modern-Variant
      - MIT-open-group
      - mpich2
      - NCSA
      - OLDAP-2.8
      - OpenSSL
      - PHP-3.01
      - PostgreSQL
      - PSF-2.0
      - Python-2.0
      - Qhull
      - TCL
      - TU-Berlin-2.0
      - Unicode-3.0
      - Unicode-DFS-2016
      - Unlicense
      - WTFPL
      - X11
      - X11-distribute-modifications-variant
      - Zlib
      - ZPL-2.1
  licence/text-missing: warning
  # Binary hygiene
  binary/unresolved-needed: note
  binary/unsafe-rpath: warning
  binary/unexpected-executable: error
  binary/setuid-or-foreign-arch: warning
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  origin/metadata-confusion: error
  origin/stray-leftover: warning
  # Pinning and integrity
  pin/unpinned: warning
  pin/hash-missing: warning
  pin/hash-weak: warning
  pin/action: note
  pin/image: note
  # Bills of materials
  sbom/missing: warning
  sbom/disagrees: warning
  # Code that runs at installation
  install/script: warning
  install/downloads: error
  install/fetches-proprietary: error
  # Lockfiles
  lock/manifest-drift: warning
  lock/unexpected-index: error
  lock/integrity-changed: error
  lock/new-binary: warning
  # The gate itself
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
  gate/nothing-inspected: error
  gate/not-looked-at: warning
  gate/evidence-unavailable: warning
  gate/unreadable: error
`,
  'pypi-ml': `# For machine-learning projects on wheels: real torch stacks pass, with notes (NVIDIA and Intel libraries that may be passed on,
# libgomp). Fails on what may not be passed on, known-bad versions, archive hazards, RECORD and changed integrity.
version: 1
rules:
  # Where the source is
  source/binary-only: { level: warning, unknown: note }
  source/missing: { level: warning, unknown: note }
  source/contains-prebuilt: warning
  source/minified-only: off
  source/bytecode-only: note
  source/url-missing: note
  source/ref-not-immutable: note
  # What rides along
  bundled/native-library: note
  bundled/undeclared: warning
  bundled/static: note
  bundled/vendored-source: off
  bundled/duplicate-runtime: warning
  bundled/known-bad: { level: error, unknown: note }
  # Proprietary code
  proprietary/library: note
  proprietary/no-redistribution: { level: error, unknown: note }
  proprietary/static: warning
  proprietary/notice-missing: warning
  proprietary/driver-library: { level: error, unknown: note }
  proprietary/hidden-by-metadata: warning
  # Licences and corresponding source
  licence/corresponding-source-missing: warning
  licence/runtime-exception-notice: note
  licence/lgpl-static: warning
  licence/contradiction: warning
  licence/ffmpeg-nonfree: error
  licence/missing: note
  licence/not-spdx: note
  licence/not-allowed: note
  licence/text-missing: note
  # Binary hygiene
  binary/unresolved-needed: warning
  binary/unsafe-rpath: warning
  binary/unexpected-executable: warning
  binary/setuid-or-foreign-arch: warning
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  origin/metadata-confusion: error
  origin/stray-leftover: note
  # Pinning and integrity
  pin/unpinned: warning
  pin/hash-missing: warning
  pin/hash-weak: warning
  pin/action: note
  pin/image: note
  # Bills of materials
  sbom/missing: note
  sbom/disagrees: note
  # Code that runs at installation
  install/script: note
  install/downloads: warning
  install/fetches-proprietary: note
  # Lockfiles
  lock/manifest-drift: warning
  lock/unexpected-index: warning
  lock/integrity-changed: error
  lock/new-binary: note
  # The gate itself
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
  gate/nothing-inspected: warning
  gate/not-looked-at: warning
  gate/evidence-unavailable: note
  gate/unreadable: warning
overrides:
  # Release tools of this ecosystem rewrite METADATA after RECORD was made (torch 1.9.0 is one such wheel): its code is as listed.
  - for: { path: "*.dist-info/METADATA" }
    rules: { origin/record-mismatch: warning }
`,
  'torch-demo': `# A demonstration: the three wishes "no binary-only dependencies, no proprietary libraries, sources required" and everything
# else that is to be said of the wheel of torch 1.9.0. Not meant for daily use.
version: 1
rules:
  # Where the source is
  source/binary-only: error
  source/missing: error
  source/contains-prebuilt: error
  source/minified-only: error
  source/bytecode-only: error
  source/url-missing: warning
  source/ref-not-immutable: warning
  # What rides along
  bundled/native-library: warning
  bundled/undeclared: error
  bundled/static: warning
  bundled/vendored-source: warning
  bundled/duplicate-runtime: warning
  bundled/known-bad: error
  # Proprietary code
  proprietary/library: error
  proprietary/no-redistribution: error
  proprietary/static: error
  proprietary/notice-missing: error
  proprietary/driver-library: error
  proprietary/hidden-by-metadata: error
  # Licences and corresponding source
  licence/corresponding-source-missing: error
  licence/runtime-exception-notice: warning
  licence/lgpl-static: error
  licence/contradiction: error
  licence/ffmpeg-nonfree: error
  licence/missing: error
  licence/not-spdx: error
  licence/not-allowed:
    level: error
    categories: [permissive] # of what is found inside, by the catalogue's word; the list is for what packages say of themselves
    allow:
      - 0BSD
      - AFL-2.1
      - AGPL-3.0-only
      - AGPL-3.0-or-later
      - Apache-2.0
      - Artistic-1.0-Perl
      - Artistic-2.0
      - blessing
      - BlueOak-1.0.0
      - BSD-1-Clause
      - BSD-2-Clause
      - BSD-2-Clause-Patent
      - BSD-3-Clause
      - BSD-3-Clause-Clear
      - BSD-4-Clause
      - BSL-1.0
      - bzip2-1.0.6
      - CC0-1.0
      - CFITSIO
      - curl
      - EPL-2.0
      - EUPL-1.2
      - FTL
      - GL2PS
      - GPL-2.0-only
      - GPL-2.0-or-later
      - GPL-3.0-only
      - GPL-3.0-or-later
      - HPND
      - HPND-sell-variant
      - ICU
      - IJG
      - ImageMagick
      - ISC
      - JasPer-2.0
      - LGPL-2.1-only
      - LGPL-2.1-or-later
      - LGPL-3.0-only
      - LGPL-3.0-or-later
      - Libpng
      - libpng-2.0
      - libtiff
      - Linux-OpenIB
      - MIT
      - MIT-0
      - MIT-CMU
      - MIT-Modern-Variant
      - MIT-open-group
      - mpich2
      - MPL-1.1
      - MPL-2.0
      - NCSA
      - OFL-1.1
      - OLDAP-2.8
      - OpenSSL
      - PHP-3.01
      - PostgreSQL
      - PSF-2.0
      - Python-2.0
      - Qhull
      - Ruby
      - TCL
      - TU-Berlin-2.0
      - Unicode-3.0
      - Unicode-DFS-2016
      - Unlicense
      - Vim
      - W3C
      - WTFPL
      - X11
      - X11-distribute-modifications-variant
      - Zlib
      - ZPL-2.1
  licence/text-missing: warning
  # Binary hygiene
  binary/unresolved-needed: warning
  binary/unsafe-rpath: warning
  binary/unexpected-executable: error
  binary/setuid-or-foreign-arch: warning
  # Archives
  archive/hazard: error
  # Does the artifact follow from what it says of itself
  origin/record-mismatch: error
  origin/metadata-confusion: error
  origin/stray-leftover: warning
  # Pinning and integrity
  pin/unpinned: error
  pin/hash-missing: error
  pin/hash-weak: error
  pin/action: warning
  pin/image: { level: warning, unknown: note }
  # Bills of materials
  sbom/missing: warning
  sbom/disagrees: warning
  # Code that runs at installation
  install/script: warning
  install/downloads: error
  install/fetches-proprietary: error
  # Lockfiles
  lock/manifest-drift: error
  lock/unexpected-index: error
  lock/integrity-changed: error
  lock/new-binary: warning
  # The gate itself
  gate/waiver-expired: warning
  gate/waiver-unused: warning
  gate/waiver-without-reason: error
  gate/policy-weakened: warning
  gate/nothing-inspected: error
  gate/not-looked-at: error
  gate/evidence-unavailable: error
  gate/unreadable: error
`,
};
