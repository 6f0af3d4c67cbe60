// Side by side on the same files: what sourcegate, syft, blint and auditwheel name inside, and how long each takes. Run by hand:
//   node bench/peers-components.ts FILE...
// syft and blint are given the unpacked folder, since they see nothing in the file itself; unpacking is not in their time.
// Peers that are not installed are left out and said so. Times are of the whole process by the wall clock, once each; the file was read before.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

interface Peer {
  name: string;
  command(file: string, scratch: string, unpacked: string): string[];
  /** Names of what was found inside, from standard output or from files in the scratch folder. */
  names(output: string, scratch: string): string[];
}
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const cli = new URL('../src/cli.ts', import.meta.url).pathname;

const peers: readonly Peer[] = [
  {
    name: 'sourcegate',
    command: (file) => [process.execPath, cli, 'inspect', '--offline', '--format', 'json', file],
    names: (output) =>
      ((parsed(output) as { components?: { id: string }[] }[] | undefined) ?? []).flatMap(({ components = [] }) => components.map(({ id }) => id)),
  },
  {
    name: 'syft',
    command: (_file, _scratch, unpacked) => ['syft', 'scan', `dir:${unpacked}`, '-o', 'json', '-q'],
    names: (output) => ((parsed(output) as { artifacts?: { name: string }[] } | undefined)?.artifacts ?? []).map(({ name }) => name),
  },
  {
    name: 'blint',
    command: (_file, scratch, unpacked) => ['blint', 'sbom', '-q', '-i', unpacked, '-o', join(scratch, 'blint.json')],
    names: (_output, scratch) => {
      const file = readdirSync(scratch).find((name) => name.startsWith('blint'));
      const bom =
        file === undefined ? undefined : (parsed(readFileSync(join(scratch, file), 'utf8')) as { components?: { name: string }[] } | undefined);
      return (bom?.components ?? []).map(({ name }) => name);
    },
  },
  {
    name: 'auditwheel',
    command: (file) => ['auditwheel', 'show', file],
    names: (output) => [...output.matchAll(/\b(lib[\w.+-]+\.so[\w.]*)/g)].map((match) => match[1]!),
  },
];

function unpack(file: string): string {
  const into = mkdtempSync(join(tmpdir(), 'unpacked-'));
  if (/\.(?:whl|jar|zip)$/.test(file)) spawnSync('unzip', ['-qq', file, '-d', into]);
  else spawnSync('tar', ['-xf', file, '-C', into]);
  return into;
}

const files = process.argv.slice(2);
if (files.length === 0) {
  process.stderr.write('usage: node bench/peers-components.ts FILE...\n');
  process.exit(2);
}
const mostMilliseconds = 150_000;
const missing = new Set<string>();
process.stdout.write('| file | tool | names | seconds | first names |\n|---|---|---|---|---|\n');
for (const file of files) {
  const unpacked = unpack(file);
  for (const { name, command, names } of peers) {
    if (missing.has(name)) continue;
    const scratch = mkdtempSync(join(tmpdir(), 'peers-'));
    try {
      const [program, ...args] = command(file, scratch, unpacked);
      readFileSync(file); // in the cache of the system for all of them
      const start = performance.now();
      const { stdout, error } = spawnSync(program!, args, { encoding: 'utf8', maxBuffer: 1 << 29, timeout: mostMilliseconds });
      if (error && 'code' in error && error.code === 'ENOENT') {
        missing.add(name);
        continue;
      }
      const seconds = (performance.now() - start) / 1000;
      const found = [...new Set(names(stdout, scratch))].sort();
      const took = error ? `stopped after ${mostMilliseconds / 1000}` : seconds.toFixed(1);
      process.stdout.write(`| ${basename(file)} | ${name} | ${found.length} | ${took} | ${found.slice(0, 8).join(', ')} |\n`);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  rmSync(unpacked, { recursive: true, force: true });
}
if (missing.size > 0) process.stdout.write(`\nNot installed, left out: ${[...missing].join(', ')}\n`);
