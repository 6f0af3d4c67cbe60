// Git as a child process that a hostile checkout cannot turn against us. The checkout brings its own .git/config, and keys there run programs: core.fsmonitor, hooks,
// filters, diff drivers, textconv, ssh commands, credential helpers, lazy fetches of a partial clone. So: only commands that read objects, the index and names
// (never the ones that fill a work tree); the keys that could run something on the way are overridden on the command line, which wins over every file; no system or
// user configuration; no protocol is allowed; the environment's GIT_* are gone. There is no shell.
import { execFile } from 'node:child_process';
import { devNull } from 'node:os';

const overrides: readonly string[] = [
  'core.fsmonitor=false',
  `core.hooksPath=${devNull}`,
  'core.pager=cat',
  'core.sshCommand=false',
  'core.gitProxy=',
  'core.askPass=',
  'core.editor=false',
  'core.untrackedCache=false',
  'credential.helper=',
  'diff.external=',
  'gc.auto=0',
  'maintenance.auto=false',
  'protocol.allow=never',
  'log.showSignature=false',
  'submodule.recurse=false',
  'core.quotePath=false',
  // A container's checkout belongs to another user. Git would refuse it, since its configuration may run programs: that is what the other lines prevent.
  'safe.directory=*',
];

/** At most this much is read from one git command: the file list of a very large repository. */
const mostBytes = 512 << 20;
const seconds = 120;

export interface GitAnswer {
  /** Exit status 0. */
  ok: boolean;
  bytes: Buffer;
  /** First line of what git said on standard error. */
  said: string;
}

/** Runs a git command in `cwd`, `input` on its standard input, and gives its output as bytes. A missing git, a time-out and an output past the bound are answers that are not `ok`. */
export function runGit(cwd: string, args: readonly string[], input?: string): Promise<GitAnswer> {
  const whole = ['--no-pager', '--no-replace-objects', '--literal-pathspecs', ...overrides.flatMap((override) => ['-c', override]), ...args];
  return new Promise((resolve) => {
    const child = execFile(
      'git',
      whole,
      { cwd, env: environment(), encoding: 'buffer', maxBuffer: mostBytes, timeout: seconds * 1000, windowsHide: true, shell: false },
      (error, stdout, stderr) => {
        const said = stderr.toString('utf8').split('\n', 1)[0]!.slice(0, 500);
        resolve({ ok: error === null, bytes: stdout, said: said || (error?.message.split('\n', 1)[0] ?? '').slice(0, 200) });
      },
    );
    child.stdin?.on('error', () => undefined); // git ended before it read all: its exit status says why
    child.stdin?.end(input ?? '');
  });
}

/** What git needs to start, and nothing that points it elsewhere or makes it run something. */
function environment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'SYSTEMROOT', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'PATHEXT'];
  const values = Object.fromEntries(kept.filter((name) => process.env[name] !== undefined).map((name) => [name, process.env[name]]));
  return {
    ...values,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none', // wins over protocol.NAME.allow of the checkout's own configuration
  };
}

/** The parts of a NUL-separated answer. */
export const splitNul = (bytes: Buffer): string[] =>
  bytes
    .toString('utf8')
    .split('\0')
    .filter((part) => part !== '');
