// The walk by itself: what it makes of entries, with the plainest tools.
import { emptyWalk, type WalkTools, walkEntries } from '../../src/inspect/walk.ts';
import { type Entry, ProblemError } from '../../src/types.ts';

const tools: WalkTools = {
  open: async () => undefined,
  openBehind: async () => undefined,
  recogniseImage: async (image) => {
    await image.symbols(() => {}); // as the catalogue does: problems of the symbol tables show only now
    return [];
  },
  wantsText: () => false,
  recogniseText: () => [],
  keeps: () => 0,
  samples: () => false,
  describes: () => false,
  kindOf: () => 'other',
};

const entryOf = (path: string, bytes: Uint8Array): Entry => ({
  path,
  type: 'file',
  size: bytes.length,
  async *bytes() {
    yield bytes;
  },
});

async function walk(...entries: Entry[]) {
  const into = emptyWalk();
  await walkEntries(
    (async function* () {
      yield* entries;
    })(),
    '',
    0,
    tools,
    into,
  );
  return into;
}

test('a broken module is one record, and no problem of it is told twice', async () => {
  const { native, problems } = await walk(entryOf('broken.wasm', Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, 0x7f])));
  expect(native.map(({ format }) => format)).toEqual(['wasm']);
  const messages = problems.map(({ message }) => message);
  expect(messages.length).toBeGreaterThan(0);
  expect(new Set(messages).size).toBe(messages.length);
});

test('code whose header cannot be read is code all the same', async () => {
  const { native, problems } = await walk(entryOf('malformed', Buffer.from('\x7fELF\xff\xff malformed', 'latin1')));
  expect(native).toMatchObject([{ path: 'malformed', format: 'elf', arch: 'unknown', needed: [] }]);
  expect(problems.map(({ code }) => code)).toEqual(['elf-class']);
});

test('a problem says in which container inside the artifact it is', async () => {
  const into = emptyWalk();
  const problem = { path: 'tests/a.zip', code: 'zip-gap', kind: 'hazard' as const, message: '' };
  const nested = {
    format: 'zip',
    entries: (async function* () {
      yield { ...problem, path: '../x' };
      yield problem;
    })(),
  };
  await walkEntries(
    (async function* () {
      yield entryOf('tests/a.zip', Buffer.from('PK'));
      yield { ...problem, path: 'b' };
    })(),
    '',
    0,
    { ...tools, open: async () => nested },
    into,
  );
  expect(into.problems.map(({ path, within }) => [path, within])).toEqual([
    ['tests/a.zip!/../x', 'tests/a.zip'],
    ['tests/a.zip', 'tests/a.zip'],
    ['b', undefined],
  ]);
});

const broken = (path: string, about: string): Entry => ({
  path,
  type: 'file',
  async *bytes() {
    yield Buffer.from('x');
    throw new ProblemError({ path: about, code: 'zip-crc-lies', kind: 'hazard', message: '' });
  },
});

test('a name that looks like a way through containers is a name', async () => {
  const { problems } = await walk(broken('tests/a.zip!/evil.py', 'tests/a.zip!/evil.py'));
  expect(problems.map(({ path, within }) => [path, within])).toEqual([['tests/a.zip!/evil.py', undefined]]);
});

test('where the stream around all files breaks off, that is said of the container and not of the file that was being read', async () => {
  expect((await walk(broken('tests/zeros', 'a.tgz'))).problems).toMatchObject([{ path: 'a.tgz' }]);
  const into = emptyWalk();
  const nested = {
    format: 'tar.gz',
    entries: (async function* () {
      yield broken('b', 'tests/a.tgz');
    })(),
  };
  const opening: WalkTools = { ...tools, open: async () => nested };
  await walkEntries(
    (async function* () {
      yield entryOf('tests/a.tgz', Buffer.from('x'));
    })(),
    '',
    0,
    opening,
    into,
  );
  expect(into.problems).toMatchObject([{ path: 'tests/a.tgz', within: 'tests/a.tgz' }]);
});

test('every file is listed with its size and hash, links with neither content nor hash', async () => {
  const link: Entry = { path: 'b', type: 'link', target: 'a', async *bytes() {} };
  const { files } = await walk(entryOf('a', Buffer.from('hello\n')), link);
  expect(files).toEqual([
    { path: 'a', size: 6, kind: 'other', sha256: '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03' },
    { path: 'b', size: 0, kind: 'link' },
  ]);
});

test('a file whose stream breaks off has a problem and no hash', async () => {
  const lying: Entry = {
    ...entryOf('a', Buffer.from('x')),
    async *bytes() {
      yield Buffer.from('x');
      throw new ProblemError({ path: 'a', code: 'zip-crc-lies', kind: 'hazard', message: 'the content has another CRC' });
    },
  };
  const { files, problems } = await walk(lying);
  expect(files[0]?.sha256).toBeUndefined();
  expect(problems.map(({ code }) => code)).toEqual(['zip-crc-lies']);
});
