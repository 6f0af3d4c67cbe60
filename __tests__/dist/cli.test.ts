// The command line as users run it: the committed bundle, its exit codes and what it says.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeZip } from '../build/zip.ts';
import { nodes, type Ran, root, run } from './run.ts';

const demoWheel = join(root, 'examples/demo/dist/demo-0.1.0-py3-none-manylinux_2_17_x86_64.whl');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

const noTrace = ({ out, err }: Ran): boolean => !/\n\s+at .*[:(]\d+/.test(out + err);

describe.each(nodes)('under Node $version', ({ node }) => {
  const sourcegate = (args: readonly string[], env: Record<string, string> = {}) => run(node, 'cli.js', args, { cwd: folder, env });

  test('the demo is blocked, by name and line', async () => {
    const { code, out } = await run(node, 'cli.js', ['check', 'examples/demo']);
    expect(code).toBe(1);
    expect(out).toMatch(/torch 1\.9\.0 examples\/demo\/uv\.lock:89/);
    expect(out).toMatch(/E source\/binary-only/);
    expect(out).toMatch(/E source\/missing/);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^BLOCKED {2}3 errors/);
  });

  test('the same input gives the same output, byte for byte, with one thread or four', async () => {
    const once = await run(node, 'cli.js', ['check', 'examples/demo', '--format', 'json', '--jobs', '1']);
    const again = await run(node, 'cli.js', ['check', 'examples/demo', '--format', 'json', '--jobs', '4']);
    expect(again.out).toBe(once.out);
    expect(JSON.parse(once.out).verdict).toMatchObject({ exitCode: 1, errors: 3, waived: 1 });
  });

  test('inspect prints facts in the form of the contract', async () => {
    const { code, out } = await run(node, 'cli.js', ['inspect', demoWheel, '--format', 'json']);
    expect(code).toBe(0);
    const [facts] = JSON.parse(out);
    expect(facts.subject).toMatchObject({ kind: 'artifact', format: 'wheel', purl: 'pkg:pypi/demo@0.1.0', depth: 'full' });
    expect(facts.native).toEqual([
      expect.objectContaining({
        path: 'demo/_core.so',
        format: 'elf',
        type: 'shared',
        arch: 'x86_64',
        needed: expect.arrayContaining(['libgomp.so.1']),
      }),
    ]);
    expect(facts.metadata.record.mismatches).toEqual([]);
    expect(out).not.toContain('null');
  });

  describe('says what is wrong, and ends with the right code', () => {
    test('a flag that does not exist', async () => {
      const ran = await sourcegate(['check', '--polcy', 'x']);
      expect(ran).toMatchObject({ code: 2, out: '' });
      expect(ran.err).toMatch(/unknown flag --polcy\. Did you mean --policy\?/);
    });

    test('a flag without its value, a value without its flag, a file in no folder: before any work', async () => {
      for (const [args, says] of [
        [['check', '--format'], '--format needs a value'],
        [['check', '--base', '--offline'], '--base needs a value'],
        [['check', '--quiet=1'], '--quiet takes no value'],
        [['check', '--output', 'html=nowhere/x.html'], '--output nowhere/x.html: there is no folder nowhere'],
        [['check', '--output', 'json=x', '--output', 'html=./x'], '--output ./x: named twice'],
        [['check', '--limit', 'seconds'], '--limit takes NAME=VALUE'],
        [['check', '--for', 'linx-x86_64'], 'did you mean linux by linx?'],
        [['check', '--policy', 'recomended'], 'Did you mean recommended?'],
        [['check', '-dash/uv.lock'], 'written ./-path'],
        [['check', 'dist/*.whl'], "Patterns are the shell's to expand"],
        [['check', '--base', 'main'], 'this is no git checkout'],
        [['init', 'here'], 'init: what is "here" for?'],
        [['inspect', 'pkg:pypi'], 'pkg:TYPE/NAME@VERSION'],
        [['inspect', 'pkg:pypi/requests'], 'which version?'],
        [['inspect', 'pkg:pipy/requests@1'], 'Did you mean pkg:pypi?'],
      ] as const) {
        const ran = await sourcegate([...args]);
        expect(ran).toMatchObject({ code: 2, out: '' });
        expect(ran.err).toContain(says);
      }
    });

    test('a file that is not there', async () => {
      const ran = await sourcegate(['inspect', 'nowhere.whl']);
      expect(ran).toMatchObject({ code: 2, out: '' });
      expect(ran.err).toMatch(/^nowhere\.whl: there is no such file or folder/);
      expect(noTrace(ran)).toBe(true);
    });

    test('a rule that is misspelt in the policy', async () => {
      write({ 'sourcegate.yml': 'version: 1\nrules:\n  source/binary-olny: error\n', 'requirements.txt': 'six==1.16.0\n' });
      const ran = await sourcegate(['check', '--offline']);
      expect(ran.code).toBe(2);
      expect(ran.err).toMatch(/sourcegate\.yml:3:3: unknown rule "source\/binary-olny"\. Did you mean source\/binary-only\?/);
      expect(noTrace(ran)).toBe(true);
    });

    test('two policies', async () => {
      write({ 'sourcegate.yml': 'version: 1\n', '.github/sourcegate.yml': 'version: 1\n' });
      expect(await sourcegate(['check'])).toMatchObject({ code: 2 });
    });

    test('nothing to look at is never a pass', async () => {
      write({ 'README.md': 'hello\n' });
      const ran = await sourcegate(['check', '--offline']);
      expect(ran.code).toBe(1);
      expect(ran.out).toMatch(/gate\/nothing-inspected/);
    });

    test.each([
      ['a wheel that was cut off', () => readFileSync(demoWheel).subarray(0, 2000)],
      ['a file that is no zip', () => Buffer.from('not a zip at all\n'.repeat(20))],
      ['an empty file', () => Buffer.alloc(0)],
    ])('%s cannot be read: incomplete, exit 3', async (_, bytes) => {
      write({ 'dist/demo-0.1.0-py3-none-any.whl': bytes() });
      const ran = await sourcegate(['check', '--offline', '--policy', 'recommended']);
      expect(ran.out).toMatch(/gate\/unreadable/);
      expect(ran.out).toMatch(/not a pass|Incomplete as well/i);
      expect([1, 3]).toContain(ran.code);
      expect(noTrace(ran)).toBe(true);
    });

    test('a zip that lies about a size is a hazard: blocked', async () => {
      write({ 'dist/x-1-py3-none-any.whl': makeZip([{ name: 'a.py', data: 'x = 1\n', method: 8, central: { size: 3 }, local: { size: 3 } }]) });
      const ran = await sourcegate(['check', '--offline']);
      expect(ran.code).toBe(1);
      expect(ran.out).toMatch(/archive\/hazard/);
    });

    test('an index that does not answer is unknown, not a pass', async () => {
      write({
        'requirements.txt': `six==1.16.0 --hash=sha256:${'0'.repeat(64)}\n`,
        'sourcegate.yml': 'version: 1\nrules:\n  source/binary-only: { level: error, unknown: error }\n',
      });
      const ran = await sourcegate(['check'], { PIP_INDEX_URL: 'http://127.0.0.1:9/simple' });
      expect(ran.code).toBe(3);
      expect(ran.out).toMatch(/INCOMPLETE/);
      expect(noTrace(ran)).toBe(true);
    });
  });

  test('names with newlines, commands, colours and bidi marks come out harmless, in every format', async () => {
    const evil = ['a\n::error::boom.so', '\x1b[31mred.so', 'txt.\u202eso', '"><img src=x onerror=alert(1)>.so', '| `x` @someone ![i](u)'];
    write({ 'dist/evil-1.0-py3-none-any.whl': makeZip(evil.map((name) => ({ name, data: `\x7fELF${'x'.repeat(80)}` }))) });
    for (const format of ['text', 'json', 'github', 'markdown']) {
      const { out, err } = await sourcegate(['check', '--offline', '--format', format]);
      const commands = (out + err).split('\n').filter((line) => line.startsWith('::'));
      expect(
        commands.filter((line) => !/^::(error|warning|notice|group|endgroup|stop-commands)/.test(line) || line.startsWith('::error::boom')),
      ).toEqual([]);
      expect(out + err).not.toContain('\x1b');
      if (format !== 'json') expect(out + err).not.toContain('\u202e');
    }
  });

  test('every command of the usage text answers', async () => {
    for (const args of [['--help'], ['--version'], ['explain'], ['explain', 'source/missing'], ['policy', 'schema']]) {
      const { code, out } = await sourcegate(args);
      expect({ args, code }).toEqual({ args, code: 0 });
      expect(out.length).toBeGreaterThan(5);
    }
  });

  test('init writes a policy and a workflow that work, and nothing over what is there', async () => {
    write({ 'requirements.txt': `six==1.16.0 --hash=sha256:${'0'.repeat(64)}\n` });
    expect((await sourcegate(['init', '--offline'])).code).toBe(0);
    expect(existsSync(join(folder, '.github/workflows/sourcegate.yml'))).toBe(true);
    expect((await sourcegate(['policy', 'check'])).code).toBe(0);
    expect((await sourcegate(['init', '--offline'])).code).toBe(2);
  });
});

test.each(['| head -c 10', '> /dev/full', '2>&1 >/dev/null | head -c 0'])('output that nobody takes (%s) makes no pass', (rest) => {
  const command = `set -o pipefail; "${process.execPath}" dist/cli.js check --format html examples/demo ${rest}`;
  const { status, stderr } = spawnSync('bash', ['-c', command], { cwd: root, encoding: 'utf8', timeout: 30_000 });
  expect(status).toBe(rest.includes('full') ? 2 : 1);
  expect(stderr).not.toContain('    at ');
});

test('a pipe is refused, not waited for', async () => {
  const node = nodes[0]?.node as string;
  spawnSync('mkfifo', [join(folder, 'pipe.whl')]);
  const ran = await run(node, 'cli.js', ['inspect', 'pipe.whl'], { cwd: folder });
  expect(ran).toMatchObject({ code: 2, out: '' });
  expect(ran.err).toMatch(/pipe\.whl: not a regular file/);
});

test('an event that cannot be read stops the run: without it the pull request’s own policy would judge', async () => {
  const node = nodes[0]?.node as string;
  write({ 'requirements.txt': 'six==1.16.0\n' });
  const env = { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: join(folder, 'missing.json') };
  expect(await run(node, 'cli.js', ['check', '--offline'], { cwd: folder, env })).toMatchObject({ code: 2 });
});
