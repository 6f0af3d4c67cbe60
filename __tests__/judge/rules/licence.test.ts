import { licenceContradiction } from '../../../src/judge/rules/licence/contradiction.ts';
import { correspondingSourceMissing } from '../../../src/judge/rules/licence/corresponding-source-missing.ts';
import { ffmpegNonfree } from '../../../src/judge/rules/licence/ffmpeg-nonfree.ts';
import { lgplStatic } from '../../../src/judge/rules/licence/lgpl-static.ts';
import { licenceMissing } from '../../../src/judge/rules/licence/missing.ts';
import { licenceNotAllowed } from '../../../src/judge/rules/licence/not-allowed.ts';
import { licenceNotSpdx } from '../../../src/judge/rules/licence/not-spdx.ts';
import { runtimeExceptionNotice } from '../../../src/judge/rules/licence/runtime-exception-notice.ts';
import { textMissing } from '../../../src/judge/rules/licence/text-missing.ts';
import { artifact, component, locked, metadata, source, testRule } from '../support.ts';

const gccRuntime = 'GPL-3.0-or-later WITH GCC-exception-3.1';
const libgomp = component('libgomp', { category: 'runtime-exception', licence: gccRuntime, paths: ['torch/lib/libgomp-a34b3233.so.1'] });
const x264 = component('x264', { category: 'copyleft-strong', licence: 'GPL-2.0-or-later', paths: ['av.libs/libx264-f9c33a2e.so.164'] });
const gmp = component('gmp', { category: 'copyleft-weak', licence: 'LGPL-3.0-or-later OR GPL-2.0-or-later', how: 'static' });
const bsd = metadata({ licence: 'BSD-3-Clause', licenceExpression: 'BSD-3-Clause' });

testRule(correspondingSourceMissing, {
  pass: [
    {
      name: 'scikit-learn: an SBOM names the package',
      facts: artifact({ components: [{ ...libgomp, declaredBy: ['a.dist-info/sboms/auditwheel.cdx.json'] }] }),
    },
    { name: 'a runtime linked in is what the exception is for', facts: artifact({ components: [{ ...libgomp, how: 'static' }] }) },
    {
      name: 'the package is the library, and its source is published',
      facts: artifact({ subject: { format: 'deb', purl: 'pkg:deb/debian/libgomp1@12.2.0-14' }, components: [libgomp], source: source('published') }),
    },
    { name: 'weak copyleft, not asked for', facts: artifact({ components: [gmp] }) },
    { name: 'permissive', facts: artifact({ components: [component('zlib')] }) },
    { name: 'strong copyleft linked in, by name only', facts: artifact({ components: [{ ...x264, how: 'static', confidence: 'by-name' }] }) },
  ],
  fail: [
    {
      name: 'torch 1.9.0',
      facts: artifact({ subject: { purl: 'pkg:pypi/torch@1.9.0' }, components: [libgomp] }),
      finds: ['one'],
      about: ['libgomp'],
    },
    {
      name: 'PyAV: two of them',
      facts: artifact({ components: [x264, component('x265', { category: 'copyleft-strong', licence: 'GPL-2.0-or-later' })] }),
      finds: ['several'],
    },
    { name: 'weak copyleft, asked for', facts: artifact({ components: [gmp] }), options: { weak: true }, finds: ['one'] },
  ],
});

testRule(runtimeExceptionNotice, {
  pass: [
    {
      name: 'pikepdf: the text is there',
      facts: artifact({
        metadata: metadata({ licenceTexts: [{ path: 'x.dist-info/licenses/third-party-licenses/GCC-exception-3.1.txt', ids: [] }] }),
        components: [libgomp],
      }),
    },
    { name: 'linked in', facts: artifact({ components: [{ ...libgomp, how: 'static' }] }) },
    {
      name: 'an exception of another kind (libgit2)',
      facts: artifact({
        components: [
          component('libgit2', {
            category: 'runtime-exception',
            licence: 'GPL-2.0-only WITH Linux-syscall-note',
          }),
        ],
      }),
    },
  ],
  fail: [
    {
      name: 'torch 1.9.0',
      facts: artifact({ metadata: metadata({ licenceTexts: [{ path: 'LICENSE', ids: ['BSD-3-Clause'] }] }), components: [libgomp] }),
      finds: ['missing'],
    },
  ],
});

const lgpl = component('libsndfile', {
  category: 'copyleft-weak',
  licence: 'LGPL-2.1-or-later',
  how: 'static',
  evidence: [{ kind: 'symbol', path: 'a.so', value: 'sf_open', count: 30 }],
});
testRule(lgplStatic, {
  pass: [
    { name: 'as a file of its own', facts: artifact({ metadata: bsd, components: [{ ...lgpl, how: 'bundled' }] }) },
    { name: 'the whole is LGPL', facts: artifact({ metadata: metadata({ licenceExpression: 'LGPL-2.1-or-later' }), components: [lgpl] }) },
    { name: 'another licence can be chosen', facts: artifact({ metadata: bsd, components: [{ ...lgpl, licence: 'LGPL-2.1-or-later OR MPL-1.1' }] }) },
    { name: 'by name only', facts: artifact({ metadata: bsd, components: [{ ...lgpl, confidence: 'by-name' }] }) },
    {
      name: 'pymssql 2.4.6: the whole is LGPL, in full words',
      facts: artifact({ metadata: metadata({ licence: 'GNU LESSER GENERAL PUBLIC LICENSE' }), components: [lgpl] }),
    },
    {
      name: 'soundfile 0.14.0: LAME within libsndfile, a file of its own that is LGPL itself',
      facts: artifact({
        metadata: bsd,
        components: [
          { ...lgpl, how: 'bundled', paths: ['_soundfile_data/libsndfile_x86_64.so'] },
          component('lame', {
            category: 'copyleft-weak',
            licence: 'LGPL-2.0-or-later',
            how: 'static',
            paths: ['_soundfile_data/libsndfile_x86_64.so'],
          }),
        ],
      }),
    },
  ],
  fail: [
    {
      name: 'LAME within a library under BSD, beside one under the LGPL',
      facts: artifact({
        metadata: bsd,
        components: [
          { ...lgpl, how: 'bundled', paths: ['x.libs/libsndfile.so'] },
          component('lame', { category: 'copyleft-weak', licence: 'LGPL-2.0-or-later', how: 'static', paths: ['x/own.so'] }),
        ],
      }),
      finds: ['linked'],
      about: ['lame'],
    },
    { name: 'linked into a BSD work', facts: artifact({ metadata: bsd, components: [lgpl] }), finds: ['linked'], about: ['libsndfile'] },
    { name: 'into a work of no licence', facts: artifact({ metadata: metadata(), components: [lgpl] }), finds: ['linked'] },
    {
      name: 'grub-pc-bin, whose licence stands in another package',
      facts: artifact({ subject: { format: 'deb' }, metadata: metadata(), components: [lgpl] }),
      finds: ['elsewhere?'],
      about: ['libsndfile'],
    },
  ],
});

testRule(licenceContradiction, {
  pass: [
    { name: 'the metadata says GPL', facts: artifact({ metadata: metadata({ licenceExpression: 'GPL-3.0-or-later' }), components: [x264] }) },
    { name: 'weak copyleft beside it', facts: artifact({ metadata: bsd, components: [gmp] }) },
    {
      name: 'another licence can be chosen',
      facts: artifact({ metadata: bsd, components: [{ ...x264, licence: 'GPL-2.0-or-later OR Apache-2.0' }] }),
    },
    { name: 'by name only', facts: artifact({ metadata: bsd, components: [{ ...x264, confidence: 'by-name' }] }) },
    { name: 'nothing declared is licence/missing', facts: artifact({ components: [x264] }) },
  ],
  fail: [
    { name: 'PyAV 18.1.0: BSD-3-Clause and libx264', facts: artifact({ metadata: bsd, components: [x264] }), finds: ['narrower'], about: ['x264'] },
    {
      name: 'imageio-ffmpeg: BSD-2-Clause and a GPL ffmpeg',
      facts: artifact({
        metadata: metadata({ licence: 'BSD-2-Clause' }),
        components: [component('ffmpeg', { category: 'copyleft-strong', licence: 'GPL-3.0-or-later' })],
      }),
      finds: ['narrower'],
    },
  ],
});

const ffmpeg = (value: string) => component('ffmpeg', { evidence: [{ kind: 'string', path: 'lib/libavcodec.so.60', value }] });
testRule(ffmpegNonfree, {
  pass: [{ name: 'LGPL', facts: artifact({ components: [ffmpeg('libavcodec license: LGPL version 3 or later')] }) }],
  fail: [
    { name: 'its own words', facts: artifact({ components: [ffmpeg('libavcodec license: nonfree and unredistributable')] }), finds: ['nonfree'] },
    { name: 'the configure line', facts: artifact({ components: [ffmpeg('--prefix=/usr --enable-gpl --enable-nonfree')] }), finds: ['nonfree'] },
  ],
});

testRule(licenceMissing, {
  pass: [
    { name: 'requests', facts: artifact({ metadata: metadata({ licence: 'Apache-2.0' }) }) },
    { name: 'a classifier', facts: artifact({ metadata: metadata({ classifiers: ['License :: OSI Approved :: MIT License'] }) }) },
    { name: 'a licence file', facts: artifact({ metadata: metadata({ licenceTexts: [{ path: 'LICENSE', ids: [] }] }) }) },
    { name: 'no package', facts: artifact() },
  ],
  fail: [
    { name: 'nothing', facts: artifact({ metadata: metadata() }), finds: ['missing'] },
    { name: 'UNKNOWN', facts: artifact({ metadata: metadata({ licence: 'UNKNOWN' }) }), finds: ['missing'] },
    { name: 'a POM, whose parent may say it', facts: artifact({ metadata: metadata({ purl: 'pkg:maven/org.demo/demo@1' }) }), finds: ['elsewhere?'] },
  ],
});

const fatJar = (declaredBy: readonly string[]) =>
  artifact({
    metadata: metadata({
      purl: 'pkg:maven/com.acme/fat@1.0',
      modules: [{ path: 'META-INF/maven/com.google.code.gson/gson/pom.properties', name: 'com.google.code.gson:gson' }],
      licenceTexts: [{ path: 'META-INF/LICENSE', ids: ['Apache-2.0', 'LGPL-2.1-only'] }],
    }),
    components: [component('jna', { declaredBy })],
  });
testRule(licenceMissing, {
  pass: [{ name: 'a merged jar with a text that names none of its parts', facts: fatJar([]) }],
  fail: [{ name: 'a merged jar, whose only text is that of a part', facts: fatJar(['META-INF/LICENSE']), finds: ['elsewhere?'] }],
});

testRule(licenceNotSpdx, {
  pass: [
    { name: 'an expression', facts: artifact({ metadata: metadata({ licence: 'MIT OR Apache-2.0' }) }) },
    {
      name: 'free text with an expression beside it',
      facts: artifact({ metadata: metadata({ licence: 'BSD 3-Clause', licenceExpression: 'BSD-3-Clause' }) }),
    },
    { name: 'none is licence/missing', facts: artifact({ metadata: metadata() }) },
    { name: 'a lock with an expression', facts: locked({ lock: { purl: 'pkg:npm/a@1', licence: '(MIT AND ISC)' } }) },
    {
      name: "a Debian package uses Debian's short names",
      facts: artifact({ subject: { format: 'deb' }, metadata: metadata({ licence: 'BSD-2-clause, GPL-2+, public-domain' }) }),
    },
  ],
  fail: [
    { name: 'torch 1.9.0', facts: artifact({ metadata: metadata({ licence: 'BSD-3' }) }), finds: ['free'] },
    { name: 'a lock', facts: locked({ lock: { purl: 'pkg:npm/a@1', licence: 'SEE LICENSE IN LICENSE.txt' } }), finds: ['free'] },
  ],
});

const licensed = (licenceExpression: string) => artifact({ metadata: metadata({ licenceExpression }) });
testRule(licenceNotAllowed, {
  pass: [
    { name: 'no list', facts: licensed('AGPL-3.0-only') },
    { name: 'on the list', facts: licensed('MIT'), options: { allow: ['MIT'] } },
    { name: 'one side of OR', facts: licensed('MIT OR GPL-2.0-only'), options: { allow: ['MIT'] } },
    { name: 'an exception adds permissions', facts: licensed('Apache-2.0 WITH LLVM-exception'), options: { allow: ['Apache-2.0'] } },
    { name: 'GPL-2.0+ is GPL-2.0-or-later', facts: licensed('GPL-2.0+'), options: { allow: ['GPL-2.0-or-later'] } },
    { name: 'a runtime with its exception', facts: artifact({ metadata: bsd, components: [libgomp] }), options: { allow: ['BSD-3-Clause'] } },
    { name: 'parts, not asked for', facts: artifact({ metadata: bsd, components: [x264] }), options: { allow: ['BSD-3-Clause'], components: false } },
    {
      name: 'a part of a category that needs no line',
      facts: artifact({ metadata: bsd, components: [component('libxau', { licence: 'MIT-open-group' })] }),
      options: { allow: ['BSD-3-Clause'], categories: ['permissive'] },
    },
    {
      name: 'a member of the workspace',
      facts: locked({ lock: { purl: 'pkg:npm/a@1', resolved: { kind: 'workspace' } } }),
      options: { allow: ['MIT'] },
    },
  ],
  fail: [
    { name: 'not on the list', facts: licensed('Apache-2.0'), options: { allow: ['MIT'] }, finds: ['outside'] },
    { name: 'both sides of AND', facts: licensed('MIT AND GPL-2.0-only'), options: { allow: ['MIT'] }, finds: ['outside'] },
    { name: 'denied', facts: licensed('AGPL-3.0-only'), options: { deny: ['AGPL-3.0-only'] }, finds: ['outside'] },
    {
      name: 'a part inside',
      facts: artifact({ metadata: bsd, components: [x264] }),
      options: { allow: ['BSD-3-Clause'] },
      finds: ['outside'],
      about: ['x264 GPL-2.0-or-later'],
    },
    {
      name: 'several parts, of several licences',
      facts: artifact({ metadata: bsd, components: [x264, component('mupdf', { licence: 'AGPL-3.0-or-later', category: 'copyleft-strong' })] }),
      options: { allow: ['BSD-3-Clause'], categories: ['permissive'] },
      finds: ['several'],
    },
    {
      name: 'a category says nothing for what is denied, nor of what the package says of itself',
      facts: artifact({ metadata: metadata({ licence: 'blessing' }), components: [component('libxau', { licence: 'MIT-open-group' })] }),
      options: { allow: ['BSD-3-Clause'], deny: ['MIT-open-group'], categories: ['permissive'] },
      finds: ['several'],
    },
    { name: 'not known', facts: locked({ lock: { purl: 'pkg:pypi/a@1' } }), options: { allow: ['MIT'] }, finds: ['unknown?'] },
    {
      name: 'no expression',
      facts: artifact({ metadata: metadata({ licence: 'BSD-3' }) }),
      options: { allow: ['BSD-3-Clause'] },
      finds: ['unknown?'],
    },
  ],
});

const contents = { files: 3, packed: 10, unpacked: 20, kinds: [], largest: [] };
testRule(textMissing, {
  pass: [
    {
      name: 'requests',
      facts: artifact({
        contents,
        metadata: metadata({ licence: 'Apache-2.0', licenceTexts: [{ path: 'requests-2.32.3.dist-info/LICENSE', ids: ['Apache-2.0'] }] }),
      }),
    },
    { name: 'a licence that asks for no text', facts: artifact({ contents, metadata: metadata({ licence: 'CC0-1.0' }) }) },
    { name: 'only listed, not opened', facts: artifact({ contents, subject: { depth: 'listing' }, metadata: metadata({ licence: 'MIT' }) }) },
  ],
  fail: [
    {
      name: 'a named file is not there',
      facts: artifact({ contents, metadata: metadata({ licence: 'MIT', licenceFiles: ['LICENSE'] }) }),
      finds: ['named'],
    },
    { name: 'no text', facts: artifact({ contents, metadata: metadata({ licence: 'MIT' }) }), finds: ['none'] },
  ],
});
