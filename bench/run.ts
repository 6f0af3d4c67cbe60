// Runs programs as a person would and says what they took. GNU time's figures are the kernel's own: wall seconds, processor seconds, peak memory.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Figures {
  /** Seconds. */
  wall: number;
  user: number;
  system: number;
  /** Peak of the resident set, in kB; of one process, its threads included. */
  peak: number;
  code: number;
  stdout: string;
  stderr: string;
}

/** SOURCEGATE_CLI: another build than the committed one. */
const command = process.env['SOURCEGATE_CLI'] ?? new URL('../dist/cli.js', import.meta.url).pathname;
/** The command as it is published, under the Node that runs this. */
export const sourcegate = (...args: string[]): string[] => [process.execPath, command, ...args];

/** Runs one program to its end. Throws when GNU time is not there. */
export async function timed(program: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const figures = join(folder, 'time');
  try {
    const child = spawn('/usr/bin/time', ['-o', figures, '-f', '%e %U %S %M', '--', ...program], {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout.on('data', (chunk: Buffer) => parts.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => parts.stderr.push(chunk));
    const code = await new Promise<number>((done, fail) => {
      child.on('error', () => fail(new Error('GNU time is needed at /usr/bin/time')));
      child.on('close', (status) => done(status ?? -1));
    });
    const [wall = 0, user = 0, system = 0, peak = 0] = readFileSync(figures, 'utf8').trim().split('\n').at(-1)!.split(' ').map(Number);
    const text = (of: Buffer[]) => Buffer.concat(of).toString('utf8');
    return { wall, user, system, peak, code, stdout: text(parts.stdout), stderr: text(parts.stderr) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function has(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
