// Two lists of files held against each other: content decides, names only say which file is held against which.
import { changedFiles } from '../../src/source/changed-files.ts';
import type { PrintedFile } from '../../src/types.ts';

const file = (path: string, content: string | undefined, more: Partial<PrintedFile> = {}): PrintedFile => ({
  path,
  size: content?.length ?? 5,
  kind: 'other',
  ...(content === undefined ? {} : { sha256: content }),
  ...more,
});
const between = (before: readonly PrintedFile[], after: readonly PrintedFile[], format = 'wheel') => {
  const { changes, ...counts } = changedFiles({ files: before, format, version: '1.0' }, { files: after, format, version: '1.1' });
  return { ...counts, changes: changes.map((each) => [each.how, each.path, ...('from' in each && each.from ? [each.from] : [])]) };
};

test('the same twice, in another order', () => {
  const list = [file('a', '1'), file('b', '2')];
  expect(between(list, [...list].reverse())).toEqual({ same: 2, notCompared: 0, changes: [] });
});
test('the same size is no proof: another hash is another file', () => {
  expect(between([file('a.py', '1')], [file('a.py', '2')]).changes).toEqual([['changed', 'a.py']]);
});
test('what was not read on both sides is not called the same', () => {
  expect(between([file('a', undefined)], [file('a', '12345')])).toEqual({ same: 0, notCompared: 1, changes: [] });
  expect(between([file('a', undefined)], [file('a', '123')]).changes).toEqual([['changed', 'a']]);
});
test('a link where a file was', () => {
  expect(between([file('a', '')], [file('a', undefined, { size: 0, kind: 'link' })]).changes).toEqual([['changed', 'a']]);
});
test('folders that carry the version are the same place', () => {
  expect(
    between([file('demo-1.0/a', '1'), file('demo-1.0.dist-info/METADATA', '2')], [file('demo-1.1/a', '1'), file('demo-1.1.dist-info/METADATA', '3')]),
  ).toEqual({ same: 1, notCompared: 0, changes: [['changed', 'demo-1.1.dist-info/METADATA', 'demo-1.0.dist-info/METADATA']] });
});
test('a library under the hash of its new content is the same library, changed', () => {
  expect(between([file('x.libs/libz-aaaaaaaa.so.1', '1')], [file('x.libs/libz-bbbbbbbb.so.1', '2')]).changes).toEqual([
    ['changed', 'x.libs/libz-bbbbbbbb.so.1', 'x.libs/libz-aaaaaaaa.so.1'],
  ]);
});
test('empty files go nowhere', () => {
  expect(between([file('a/__init__.py', '')], [file('b/__init__.py', '')]).changes).toEqual([
    ['removed', 'a/__init__.py'],
    ['added', 'b/__init__.py'],
  ]);
});
test('a name twice in one archive: the second is another file', () => {
  expect(between([file('a', '1')], [file('a', '1'), file('a', '2')])).toEqual({ same: 1, notCompared: 0, changes: [['added', 'a']] });
});
test('an archive inside: its members, or itself where they say nothing', () => {
  const inner = [file('x.jar', '1'), file('x.jar!/a', '2')];
  expect(between(inner, [file('x.jar', '3'), file('x.jar!/a', '4')]).changes).toEqual([['changed', 'x.jar!/a']]);
  expect(between(inner, [file('x.jar', '3'), file('x.jar!/a', '2')]).changes).toEqual([['changed', 'x.jar']]);
  expect(between([], inner).changes).toEqual([['added', 'x.jar']]);
  expect(between(inner, []).changes).toEqual([['removed', 'x.jar']]);
});
test('when it would run, below the one folder of an npm package', () => {
  const { changes } = changedFiles(
    { files: [], format: 'npm' },
    { files: [file('package/install.js', '1'), file('package/README', '2')], format: 'npm' },
  );
  expect(changes.map(({ path, danger }) => [path, danger])).toEqual([
    ['package/README', 'data'],
    ['package/install.js', 'install'],
  ]);
});
