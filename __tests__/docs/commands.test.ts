// The commands that the documents show, run in their order as a reader would, by `sh`, against the bundle: in a copy of the example
// repository, under git. What follows `#` says what to expect: `exits 1`; `live` and `by hand` are not run here. A document that says
// `<!-- commands begin without a policy -->` begins in a repository that has none.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { blocksOf, documents, root, textOf } from './blocks.ts';

const scratch = mkdtempSync(join(tmpdir(), 'commands-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const bin = join(scratch, 'bin');
mkdirSync(bin);
writeFileSync(join(bin, 'sourcegate'), `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'dist/cli.js')}" "$@"\n`);
chmodSync(join(bin, 'sourcegate'), 0o755);

const env = {
  PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter),
  HOME: scratch,
  LANG: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A Reader',
  GIT_AUTHOR_EMAIL: 'reader@example.com',
  GIT_COMMITTER_NAME: 'A Reader',
  GIT_COMMITTER_EMAIL: 'reader@example.com',
};
const run = (command: string, cwd: string) => spawnSync('sh', ['-c', command], { cwd, env, encoding: 'utf8', timeout: 60_000 });

interface Command {
  line: number;
  command: string;
  wanted: number;
}

function commandsOf(path: string): Command[] {
  return blocksOf(path, 'sh').flatMap((block) =>
    block.text.split('\n').flatMap((text, index) => {
      const [, command = '', comment = ''] = /^(.*?)(?:\s+#\s*(.*))?$/.exec(text) ?? [];
      if (command.trim() === '' || /\blive\b|\bby hand\b/.test(comment)) return [];
      return [{ line: block.line + index, command, wanted: Number(/\bexits (\d)/.exec(comment)?.[1] ?? 0) }];
    }),
  );
}

// README's commands are run from the clone itself by scripts/readme-commands.mjs.
const shown = documents.filter((path) => path.startsWith('docs/')).map((path) => ({ path, commands: commandsOf(path) }));
const withCommands = shown.filter(({ commands }) => commands.length > 0);

test('there are commands to run', () => {
  expect(withCommands.length).toBeGreaterThan(8);
});

test.each(withCommands)('$path', ({ path, commands }) => {
  const cwd = join(scratch, path.replaceAll('/', '-'));
  cpSync(join(root, 'examples/demo'), cwd, { recursive: true });
  if (textOf(path).includes('<!-- commands begin without a policy -->')) rmSync(join(cwd, 'sourcegate.yml'));
  expect(run('git init --quiet --initial-branch main . && git add --all && git commit --quiet --message first', cwd).status).toBe(0);
  const results = commands.map(({ line, command }) => {
    const { status, stdout, stderr } = run(command, cwd);
    return { at: `${path}:${line}`, command, exits: status, ...(status === 4 || status === null ? { stdout, stderr } : {}) };
  });
  expect(results).toEqual(commands.map(({ line, command, wanted }) => ({ at: `${path}:${line}`, command, exits: wanted })));
});

test('README shows what its first command prints', () => {
  const [, shown = ''] = /# exits 1: blocked\n```\n\n```\n([\s\S]*?)^```$/m.exec(textOf('README.md')) ?? [];
  const { stdout, status } = run('sourcegate check examples/demo', root);
  expect(status).toBe(1);
  const printed = stdout.split('\n');
  const lines = shown.split('\n').filter((line) => line !== '' && line !== '...');
  expect(lines.length).toBeGreaterThan(4);
  expect(lines.filter((line) => !printed.includes(line))).toEqual([]);
});
