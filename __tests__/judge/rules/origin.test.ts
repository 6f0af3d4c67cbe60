import { archiveHazard } from '../../../src/judge/rules/archive/hazard.ts';
import { metadataConfusion } from '../../../src/judge/rules/origin/metadata-confusion.ts';
import { recordMismatch } from '../../../src/judge/rules/origin/record-mismatch.ts';
import { strayLeftover } from '../../../src/judge/rules/origin/stray-leftover.ts';
import { artifact, metadata, problem, testRule } from '../support.ts';

testRule(archiveHazard, {
  pass: [
    { name: 'nothing', facts: artifact() },
    {
      name: 'what could not be read is gate/unreadable',
      facts: artifact({ problems: [problem('unreadable', 'truncated'), problem('limit', 'too-many-entries')] }),
    },
    { name: 'two names are origin/metadata-confusion', facts: artifact({ problems: [problem('hazard', 'metadata-name-mismatch')] }) },
    {
      name: 'names that climb out, in an archive for the tests of an unpacker',
      facts: artifact({
        subject: { path: 'demo.tar.gz', format: 'sdist' },
        problems: [problem('hazard', 'name-traversal', { path: 'demo/tests/a.tar!/../x', within: 'demo/tests/a.tar' })],
      }),
    },
  ],
  fail: [
    {
      name: 'names that climb out of a source archive into a folder of that name',
      facts: artifact({
        subject: { path: 'demo.tar.gz', format: 'sdist' },
        problems: [problem('hazard', 'name-traversal', { path: 'demo/tests/../../x' })],
      }),
      finds: ['one'],
    },
    {
      name: 'such an archive in a wheel, whose tests nobody expects',
      facts: artifact({ problems: [problem('hazard', 'name-traversal', { path: 'demo/tests/a.tar', within: 'demo/tests/a.tar' })] }),
      finds: ['one'],
    },
    { name: 'a hidden entry', facts: artifact({ problems: [problem('hazard', 'hidden-entry')] }), finds: ['one'], about: ['hidden-entry'] },
    {
      name: 'two',
      facts: artifact({ problems: [problem('hazard', 'hidden-entry'), problem('hazard', 'duplicate-name', { path: 'b' })] }),
      finds: ['several'],
      about: ['duplicate-name', 'hidden-entry'],
    },
    {
      name: 'a lock, which is no archive: it is told in words of its own',
      facts: artifact({ subject: { kind: 'lockfile', path: 'uv.lock', format: 'uv' } as never, problems: [problem('hazard', 'duplicate-entry')] }),
      finds: ['lock'],
    },
  ],
});

const record = (...mismatches: { path: string; what: 'hash' | 'no-hash' | 'not-there' | 'size' }[]) =>
  metadata({ record: { path: 'demo-1.0.dist-info/RECORD', listed: 12, mismatches } });
testRule(recordMismatch, {
  pass: [
    { name: 'all agree', facts: artifact({ metadata: record() }) },
    { name: 'no list', facts: artifact({ metadata: metadata() }) },
    { name: 'bytecode may stand without a hash', facts: artifact({ metadata: record({ path: 'demo/__pycache__/a.pyc', what: 'no-hash' }) }) },
  ],
  fail: [
    {
      name: 'a module was replaced',
      facts: artifact({ metadata: record({ path: 'demo/__init__.py', what: 'hash' }) }),
      finds: ['mismatch'],
      about: ['hash demo/__init__.py'],
    },
    {
      name: 'torch 1.9.0: METADATA was rewritten',
      facts: artifact({ metadata: record({ path: 'torch-1.9.0.dist-info/METADATA', what: 'size' }) }),
      finds: ['mismatch'],
      about: ['size torch.dist-info/METADATA'],
    },
    { name: 'a module without a hash', facts: artifact({ metadata: record({ path: 'demo/a.py', what: 'no-hash' }) }), finds: ['mismatch'] },
  ],
});

testRule(metadataConfusion, {
  pass: [{ name: 'another hazard', facts: artifact({ problems: [problem('hazard', 'hidden-entry')] }) }],
  fail: [{ name: 'two versions', facts: artifact({ problems: [problem('hazard', 'metadata-version-mismatch')] }), finds: ['differs'] }],
});

const leftover = { kind: 'leftover', path: 'tmp/build-env-bb74_a5l/lib/python3.11/site-packages/LICENSE', value: 'a build environment' } as const;
testRule(strayLeftover, {
  pass: [
    { name: 'nothing', facts: artifact() },
    { name: 'listed under allow', facts: artifact({ observations: [leftover] }), options: { allow: ['tmp/**'] } },
  ],
  fail: [
    { name: 'ibm_db 3.3.0', facts: artifact({ observations: [leftover] }), finds: ['leftover'], about: ['a build environment', 'leftover'] },
    {
      name: "a key, and an editor's file",
      facts: artifact({
        observations: [
          { kind: 'leftover', path: 'a.py~', value: 'an editor' },
          { kind: 'secret', path: 'id_rsa', value: 'id_rsa' },
        ],
      }),
      finds: ['secret', 'leftover'],
    },
  ],
});
