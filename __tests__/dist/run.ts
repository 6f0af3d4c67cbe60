// Runs the committed bundles as users and runners do: a child process, under every Node that dist/ promises to run on.
import { spawn, spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

const versionOf = (node: string): string => spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? '';

/** Node 24 of the project, and the machine's own where it is another one (Node 20.20 on the machines that CI starts with). */
export const nodes: readonly { node: string; version: string }[] = [
  process.execPath,
  ...(process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node')),
]
  .map((node) => ({ node, version: versionOf(node) }))
  .filter(({ version }, at, all) => version !== '' && all.findIndex((other) => other.version === version) === at);

/** Runs a bundle without blocking this process, so that a stand-in in it can answer. */
export function run(
  node: string,
  bundle: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Ran> {
  const env = { PATH: process.env.PATH ?? '', HOME: options.cwd ?? root, ...options.env };
  return new Promise((resolve, reject) => {
    const child = spawn(node, [join(root, 'dist', bundle), ...args], {
      cwd: options.cwd ?? root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (part) => {
      out += part;
    });
    child.stderr.on('data', (part) => {
      err += part;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}
