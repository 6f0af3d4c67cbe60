// Asks an installed client (pip, npm, go ...) about itself. Its project configuration could run code or name a host, so it is
// asked in an empty folder outside the checkout, without a shell, with an environment of few variables, and never when the
// program itself lies in the checkout.
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, relative } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;
export interface Asked {
  code: number;
  stdout: string;
  stderr: string;
}
export interface AskOptions {
  env?: Environment;
  seconds?: number;
  /** Written into the empty folder before the client is asked. */
  files?: Readonly<Record<string, string>>;
}
export type AskClient = (program: string, args: readonly string[], options?: AskOptions) => Promise<Asked | undefined>;

const kept = ['PATH', 'HOME', 'USERPROFILE', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'TMP', 'PATHEXT', 'RUSTUP_HOME', 'JAVA_HOME'];
const largestOutput = 1 << 20;

/** Asks programs on the PATH of `env`; answers are kept for the run. Undefined: not installed, in the checkout, too slow, or failed to start. */
export function clientsOf(env: Environment, checkout: string): AskClient {
  const answers = new Map<string, Promise<Asked | undefined>>();
  return (program, args, options = {}) => {
    const key = JSON.stringify([program, args, options]);
    let answer = answers.get(key);
    if (answer === undefined) {
      answer = ask(program, args, env, checkout, options);
      answers.set(key, answer);
    }
    return answer;
  };
}

/** The program on the PATH, outside the checkout; undefined if there is none. Windows batch files need a shell and are left alone. */
export function findProgram(program: string, env: Environment, checkout: string): string | undefined {
  const root = real(checkout);
  for (const folder of (env.PATH ?? '').split(delimiter).slice(0, 200)) {
    if (!isAbsolute(folder)) continue;
    for (const name of process.platform === 'win32' ? [`${program}.exe`] : [program]) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        if (!statSync(path).isFile()) continue;
      } catch {
        continue;
      }
      if (!inside(root, real(folder)) && !inside(root, real(path))) return path;
    }
  }
  return undefined;
}

async function ask(program: string, args: readonly string[], env: Environment, checkout: string, options: AskOptions): Promise<Asked | undefined> {
  const path = findProgram(program, env, checkout);
  if (path === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'sourcegate-'));
  try {
    for (const [name, text] of Object.entries(options.files ?? {})) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const scrubbed: Record<string, string> = { LC_ALL: 'C', LANG: 'C', COLUMNS: '500', NO_COLOR: '1', ...(options.env as Record<string, string>) };
    for (const name of kept) if (env[name] !== undefined && scrubbed[name] === undefined) scrubbed[name] = env[name];
    // A relative or checkout folder on the PATH would be searched by the client in turn.
    scrubbed.PATH = safePath(env.PATH ?? '', real(checkout));
    return await run(path, args, folder, scrubbed, options.seconds ?? 20);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(path: string, args: readonly string[], cwd: string, env: Record<string, string>, seconds: number): Promise<Asked | undefined> {
  return new Promise((done) => {
    const child = spawn(path, args, { cwd, env, shell: false, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let total = 0;
    const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
    const keep = (chunks: Buffer[]) => (chunk: Buffer) => {
      total += chunk.length;
      if (total > largestOutput) child.kill('SIGKILL');
      else chunks.push(chunk);
    };
    child.stdout.on('data', keep(out));
    child.stderr.on('data', keep(err));
    child.on('error', () => {
      clearTimeout(timer);
      done(undefined);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      done(code === null ? undefined : { code, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') });
    });
  });
}

const safePath = (path: string, root: string): string =>
  path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && !inside(root, real(folder)))
    .join(delimiter);

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function inside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}
